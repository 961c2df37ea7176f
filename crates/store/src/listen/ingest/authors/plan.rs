//! Which author each key is; pure.

use std::collections::HashMap;

use plaza_core::{AuthorId, AuthorIs};

use super::book::{AuthorRow, Book};
use super::{Key, Told};

/// What an author with an id takes over, or where it is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is stored.
    Is(AuthorId),
    /// It is the author known by handle, who gets this id.
    Takes(AuthorId),
    /// It is not stored.
    New,
}

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Plan<'b> {
    /// Each key with what was told of it, in the order of keys.
    pub(super) steps: Vec<(Key<'b>, Told<'b>, Step)>,
    /// Authors known by handle who turned out to be the account.
    pub(super) same: Vec<(AuthorId, Key<'b>)>,
}

impl<'b> Plan<'b> {
    pub(super) fn of(told: &HashMap<Key<'b>, Told<'b>>, book: &Book) -> Self {
        let claims = claims(told);
        let mut keys: Vec<(Key<'b>, Told<'b>)> = told.iter().map(|(k, t)| (*k, *t)).collect();
        // The same batch gives the same rows, whatever the order in memory.
        keys.sort_unstable_by_key(|(key, _)| *key);
        let mut plan = Self::default();
        for (key, told) in keys {
            let step = match key {
                Key::Account { space, id } => {
                    plan.account(key, &told, book.account(book.space(space), id), book, &claims)
                }
                Key::Handle { is, handle } => by_handle(is, handle, book),
            };
            plan.steps.push((key, told, step));
        }
        plan
    }

    fn account(
        &mut self,
        key: Key<'b>,
        told: &Told<'b>,
        stored: Option<&AuthorRow>,
        book: &Book,
        claims: &HashMap<&'b str, usize>,
    ) -> Step {
        let id = stored.map(|row| row.id);
        // A name that is shown joins nobody.
        let is_alone =
            told.says_handle && claims.get(told.handle).is_some_and(|claims| *claims == 1);
        let free = |row: &&AuthorRow| {
            row.is_by_handle() && row.same_as.is_none() && !book.was_another_s(&row.handle, id)
        };
        let by_handle = book.shown(AuthorIs::Account, told.handle).filter(|_| is_alone);
        let by_mention = told.before.and_then(|before| book.rows.get(&before));
        let early = by_handle.filter(free).or(by_mention.filter(free));
        // Two ids never become one, also not within a batch.
        let early = early.map(|row| row.id).filter(|early| !self.is_taken(*early));
        match (id, early) {
            (Some(id), early) => {
                self.same.extend(early.map(|early| (early, key)));
                Step::Is(id)
            }
            (None, Some(early)) => Step::Takes(early),
            (None, None) => Step::New,
        }
    }

    fn is_taken(&self, id: AuthorId) -> bool {
        self.same.iter().any(|(early, _)| *early == id)
            || self.steps.iter().any(|(_, _, step)| *step == Step::Takes(id))
    }
}

/// How many accounts of the batch are shown under each handle.
fn claims<'b>(told: &HashMap<Key<'b>, Told<'b>>) -> HashMap<&'b str, usize> {
    let mut claims = HashMap::new();
    for (key, told) in told {
        if matches!(key, Key::Account { .. }) {
            *claims.entry(told.handle).or_default() += 1;
        }
    }
    claims
}

fn by_handle(is: AuthorIs, handle: &str, book: &Book) -> Step {
    let stored = book.shown(is, handle);
    if is == AuthorIs::Account {
        if let Some(account) = stored.and_then(|row| row.same_as) {
            return Step::Is(account);
        }
        if let Some(holder) = book.holder(handle) {
            return Step::Is(holder.counts_for());
        }
    }
    stored.map_or(Step::New, |row| Step::Is(row.id))
}
