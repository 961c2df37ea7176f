//! How many people speak: the one rule that every count in the house rests on.
//!
//! - Somebody with an account counts once, however many mentions they wrote and wherever.
//! - A name that anybody may show, a label for many, and no author at all tell nobody apart: each
//!   such mention is one unknown voice.
//! - Our own posts, and accounts that somebody marked as staff or as a bot, are nobody's voice.
//!
//! An account is known by the platform's id, or, in older data and where a platform gives none, by
//! its handle alone, which may have been renamed or given to somebody else since. So a count says
//! of how many accounts it can be sure ([`People::wording`]).

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{AuthorId, AuthorIs, MentionId};

/// What a person of the house says of an account, so that it does not count as a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorMark {
    /// Somebody of ours.
    Staff,
    /// A program.
    Bot,
}

impl AuthorMark {
    /// All marks.
    pub const ALL: [Self; 2] = [Self::Staff, Self::Bot];

    /// Its name in tables, the API and forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Bot => "bot",
        }
    }

    /// The mark with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.name() == name)
    }
}

/// Who wrote a mention, as far as counting people goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer {
    /// The author.
    pub id: AuthorId,
    /// What the author is.
    pub is: AuthorIs,
    /// Whether the platform's id of the account is known, and not its handle alone.
    pub by_id: bool,
}

/// Whose voice one mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Voice {
    /// One of ours: nobody to count.
    Nobody,
    /// That account's.
    Account {
        /// The author.
        id: AuthorId,
        /// Whether the platform's id of the account is known.
        by_id: bool,
    },
    /// Somebody's of whom nothing is known: one voice for each such mention.
    Unknown(MentionId),
}

impl Voice {
    /// The voice of a mention.
    #[must_use]
    pub fn of(mention: MentionId, writer: Option<Writer>, ours: bool) -> Self {
        match writer {
            _ if ours => Self::Nobody,
            Some(Writer { id, is: AuthorIs::Account, by_id }) => Self::Account { id, by_id },
            _ => Self::Unknown(mention),
        }
    }

    /// The voice as one number, as an index keeps it: 0 for nobody, twice the author's id and one
    /// more where the platform's id is known, the negative id of a mention for an unknown voice.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Nobody => 0,
            Self::Account { id, by_id } => id.get() * 2 + i64::from(by_id),
            Self::Unknown(mention) => -mention.get(),
        }
    }

    /// The voice that has this [`Self::code`].
    #[must_use]
    pub fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Nobody,
            1.. => Self::Account { id: (code / 2).into(), by_id: code % 2 == 1 },
            _ => Self::Unknown((-code).into()),
        }
    }
}

/// What is known of accounts beside their mentions. It is applied to counts, never written into
/// mentions or an index, so that marking and joining change no mention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Accounts that somebody marked as staff or as a bot.
    pub marked: Vec<AuthorId>,
    /// Authors known by handle first, each with the account that it turned out to be.
    pub same: Vec<(AuthorId, AuthorId)>,
}

/// How many people speak.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub struct People {
    /// Accounts known by the platform's id.
    pub by_id: u64,
    /// Accounts known by their handle alone.
    pub by_handle: u64,
    /// Mentions of which nobody knows who wrote them.
    pub unknown: u64,
}

/// How a screen may call a count of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleWording {
    /// "12 people".
    People(u64),
    /// "12 accounts".
    Accounts(u64),
    /// "3 unknown voices".
    Unknown(u64),
    /// "9 accounts and 3 unknown voices".
    Both(u64, u64),
}

impl People {
    /// How many people these voices are; a mention may be among them more than once.
    #[must_use]
    pub fn of(voices: impl IntoIterator<Item = Voice>) -> Self {
        let mut accounts: HashMap<AuthorId, bool> = HashMap::new();
        let mut unknown = HashSet::new();
        for voice in voices {
            match voice {
                Voice::Nobody => {}
                Voice::Account { id, by_id } => *accounts.entry(id).or_default() |= by_id,
                Voice::Unknown(mention) => {
                    unknown.insert(mention);
                }
            }
        }
        let by_id = accounts.values().filter(|by_id| **by_id).count() as u64;
        let by_handle = accounts.len() as u64 - by_id;
        Self { by_id, by_handle, unknown: unknown.len() as u64 }
    }

    /// How many there are.
    #[must_use]
    pub fn total(self) -> u64 {
        self.accounts() + self.unknown
    }

    /// How many of them have an account.
    #[must_use]
    pub fn accounts(self) -> u64 {
        self.by_id + self.by_handle
    }

    /// What may be said: "people" only where the platforms' ids tell all of them apart.
    #[must_use]
    pub fn wording(self) -> PeopleWording {
        match self {
            Self { by_handle: 0, unknown: 0, by_id } => PeopleWording::People(by_id),
            Self { unknown: 0, .. } => PeopleWording::Accounts(self.accounts()),
            Self { by_id: 0, by_handle: 0, unknown } => PeopleWording::Unknown(unknown),
            Self { unknown, .. } => PeopleWording::Both(self.accounts(), unknown),
        }
    }
}

/// Counts the people behind mentions that are shown one by one, in any order. A mention is to be
/// shown once.
///
/// A bit for each account: as many as the highest id, which is no more than there are authors.
#[derive(Debug, Clone, Default)]
pub struct PeopleCount {
    /// The bit of a [`Voice::code`] that is above 0: two for each account.
    bits: Vec<u64>,
    unknown: u64,
}

const WORD: usize = u64::BITS as usize;

impl PeopleCount {
    /// Counts a mention with this [`Voice::code`].
    pub fn add(&mut self, code: i64) {
        if code <= 0 {
            self.unknown += u64::from(code < 0);
            return;
        }
        let at = usize::try_from(code).unwrap_or(0);
        let word = at / WORD;
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        self.bits[word] |= 1 << (at % WORD);
    }

    /// Adds what another count saw of other mentions.
    pub fn absorb(&mut self, other: &Self) {
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (bits, more) in self.bits.iter_mut().zip(&other.bits) {
            *bits |= more;
        }
        self.unknown += other.unknown;
    }

    /// How many people there are, with what is known of accounts.
    #[must_use]
    pub fn finish(mut self, accounts: &Accounts) -> People {
        for (id, account) in &accounts.same {
            if self.take(*id) {
                self.add(Voice::Account { id: *account, by_id: true }.code());
            }
        }
        for id in &accounts.marked {
            self.take(*id);
        }
        // The two bits of an account stand side by side; the higher one says that its id is known.
        const HIGHER: u64 = 0xaaaa_aaaa_aaaa_aaaa;
        let (mut by_id, mut by_handle) = (0, 0);
        for bits in self.bits {
            let known = bits & HIGHER;
            let only_handle = bits & !HIGHER & !(known >> 1);
            by_id += u64::from(known.count_ones());
            by_handle += u64::from(only_handle.count_ones());
        }
        People { by_id, by_handle, unknown: self.unknown }
    }

    /// Strikes an account out; whether it was there.
    fn take(&mut self, id: AuthorId) -> bool {
        let Some(at) = id.get().checked_mul(2).and_then(|code| usize::try_from(code).ok()) else {
            return false;
        };
        let Some(bits) = self.bits.get_mut(at / WORD) else { return false };
        let both = 0b11 << (at % WORD);
        let was = *bits & both != 0;
        *bits &= !both;
        was
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(id: i64, is: AuthorIs, by_id: bool) -> Option<Writer> {
        Some(Writer { id: id.into(), is, by_id })
    }

    #[test]
    fn a_voice_is_an_account_or_unknown_or_nobody() {
        let mention = MentionId::from(9);
        for (writer, ours, voice) in [
            (
                writer(5, AuthorIs::Account, true),
                false,
                Voice::Account { id: 5.into(), by_id: true },
            ),
            (
                writer(5, AuthorIs::Account, false),
                false,
                Voice::Account { id: 5.into(), by_id: false },
            ),
            (writer(5, AuthorIs::ShownName, false), false, Voice::Unknown(mention)),
            (writer(5, AuthorIs::Collective, false), false, Voice::Unknown(mention)),
            (None, false, Voice::Unknown(mention)),
            (writer(5, AuthorIs::Account, true), true, Voice::Nobody),
            (None, true, Voice::Nobody),
        ] {
            assert_eq!(Voice::of(mention, writer, ours), voice);
            assert_eq!(Voice::from_code(voice.code()), voice);
        }
    }

    fn count(codes: &[i64]) -> PeopleCount {
        let mut count = PeopleCount::default();
        codes.iter().for_each(|code| count.add(*code));
        count
    }

    fn known(id: i64) -> i64 {
        Voice::Account { id: id.into(), by_id: true }.code()
    }

    fn by_handle(id: i64) -> i64 {
        Voice::Account { id: id.into(), by_id: false }.code()
    }

    #[test]
    fn accounts_count_once_and_unknown_voices_each_time() {
        let none = Accounts::default();
        for (codes, by_id, handles, unknown) in [
            (vec![], 0, 0, 0),
            (vec![known(1), known(1), known(2)], 2, 0, 0),
            (vec![by_handle(31), known(32), by_handle(32), by_handle(31)], 1, 1, 0),
            (vec![-1, -2, -3, 0, 0], 0, 0, 3),
            (vec![known(5_000), by_handle(1), -7, 0], 1, 1, 1),
        ] {
            let people = People { by_id, by_handle: handles, unknown };
            assert_eq!(count(&codes).finish(&none), people, "{codes:?}");
            // Whoever counts in parts sees the same.
            let mut parts = PeopleCount::default();
            codes.chunks(2).for_each(|part| parts.absorb(&count(part)));
            assert_eq!(parts.finish(&none), people, "{codes:?}");
            let voices = codes.iter().chain(&codes).map(|code| Voice::from_code(*code));
            assert_eq!(People::of(voices), people, "{codes:?}");
        }
    }

    #[test]
    fn marked_accounts_are_nobody_and_joined_ones_are_one() {
        let accounts = Accounts {
            marked: vec![4.into(), 90.into(), i64::MAX.into()],
            same: vec![(1.into(), 2.into()), (3.into(), 4.into()), (70.into(), 2.into())],
        };
        let people = |codes: &[i64]| count(codes).finish(&accounts);
        assert_eq!(people(&[by_handle(1), known(2)]), People { by_id: 1, ..People::default() });
        // The account need not have been seen itself.
        assert_eq!(people(&[by_handle(1)]), People { by_id: 1, ..People::default() });
        assert_eq!(people(&[by_handle(3), known(4), known(90)]), People::default());
        assert_eq!(people(&[known(5), -1]).total(), 2);
    }

    #[test]
    fn only_ids_make_people() {
        let people = |by_id, by_handle, unknown| People { by_id, by_handle, unknown }.wording();
        assert_eq!(people(0, 0, 0), PeopleWording::People(0));
        assert_eq!(people(12, 0, 0), PeopleWording::People(12));
        assert_eq!(people(11, 1, 0), PeopleWording::Accounts(12));
        assert_eq!(people(9, 0, 3), PeopleWording::Both(9, 3));
        assert_eq!(people(4, 5, 3), PeopleWording::Both(9, 3));
        assert_eq!(people(0, 0, 3), PeopleWording::Unknown(3));
    }
}
