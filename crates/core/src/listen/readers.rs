//! One mention, read by several: what each of them may change.
//!
//! Two accounts, or an account and an anonymous reader, see one mention differently: `ours`, own
//! votes in `extra`, a personal address, hidden stars, a text that is cut, a name that is left out.
//! None of this is an edit. So:
//!
//! - What came in is compared with what *the same* reader told before. Nobody's view is compared
//!   with another one's, and readers that take turns change nothing.
//! - A reader's first look at what others told only fills in what is missing, and completes a text
//!   that was cut.
//! - What a reader tells differently than before is news and holds, whoever brought the mention;
//!   what it leaves out stays as others know it.
//! - A mention is ours while any of its readers says so.
//! - The only reader of a mention may change and take back everything.

use crate::{Extra, Millis, NormalMention, Signature};

/// What is stored of a mention, as far as readers may change it.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Headline.
    pub title: String,
    /// Body.
    pub text: String,
    /// When it was said.
    pub created_at: Millis,
    /// Stars, 0 to 5.
    pub rating: Option<f64>,
    /// The language that the platform claims.
    pub lang: Option<String>,
    /// Kind of place.
    pub channel: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Where a person can read it.
    pub url: Option<String>,
    /// Anything else.
    pub extra: Extra,
    /// Written by the account that Plaza answers with.
    pub ours: bool,
}

/// Which look of which reader it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Nobody else reads this mention.
    Only,
    /// Others have told of it, and this reader has not.
    First,
    /// Others have told of it, and this reader told something else before.
    Again,
}

/// What became of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Whether anything is stored differently.
    pub any: bool,
    /// Whether headline or body are.
    pub words: bool,
    /// Whether somebody edited the mention, as far as that can be seen.
    pub edited: bool,
}

impl Facts {
    /// What holds after `told` came in. `others_say_ours`: what the other readers say.
    #[must_use]
    pub fn merged(&self, told: &NormalMention, look: Look, others_say_ours: bool) -> Self {
        Self {
            title: words(&self.title, &told.title, look),
            text: words(&self.text, &told.text, look),
            created_at: match look {
                Look::Only | Look::Again if told.has_date => told.created_at,
                _ => self.created_at,
            },
            rating: value(&self.rating, &told.rating, look),
            lang: value(&self.lang, &told.lang, look),
            channel: value(&self.channel, &told.channel, look),
            country: value(&self.country, &told.country, look),
            url: value(&self.url, &told.url, look),
            extra: extra(&self.extra, &told.extra, look),
            ours: told.ours || others_say_ours,
        }
    }

    /// For near-duplicates; `None` for words too few to compare.
    #[must_use]
    pub fn signature(&self) -> Option<Signature> {
        Signature::of(if self.text.is_empty() { &self.title } else { &self.text })
    }

    /// How these facts differ from what was stored before that look.
    #[must_use]
    pub fn change(&self, before: &Self, look: Look) -> Change {
        let words = self.title != before.title || self.text != before.text;
        let beside_ours = Self { ours: before.ours, ..self.clone() } != *before;
        Change { any: self != before, words, edited: beside_ours && look != Look::First }
    }
}

fn words(stored: &str, told: &str, look: Look) -> String {
    let holds = match look {
        Look::First if !stored.is_empty() && !is_cut(stored, told) => stored,
        Look::Again if told.is_empty() || (is_marked_cut(told) && is_cut(told, stored)) => stored,
        Look::Only | Look::First | Look::Again => told,
    };
    holds.to_owned()
}

fn value<T: Clone>(stored: &Option<T>, told: &Option<T>, look: Look) -> Option<T> {
    match look {
        Look::Only => told.clone(),
        Look::First => stored.clone().or_else(|| told.clone()),
        Look::Again => told.clone().or_else(|| stored.clone()),
    }
}

fn extra(stored: &Extra, told: &Extra, look: Look) -> Extra {
    let (over, under) = match look {
        Look::Only => return told.clone(),
        Look::First => (stored, told),
        Look::Again => (told, stored),
    };
    let mut all = under.clone();
    all.extend(over.iter().map(|(key, value)| (key.clone(), value.clone())));
    all
}

/// How platforms end a text that goes on.
const CUTS: [&str; 6] = ["[…]", "[...]", "(…)", "(...)", "…", "..."];

fn without_cut(text: &str) -> &str {
    let text = text.trim_end();
    CUTS.iter().find_map(|cut| text.strip_suffix(cut)).unwrap_or(text).trim_end()
}

fn is_marked_cut(text: &str) -> bool {
    without_cut(text).len() < text.trim_end().len()
}

/// Whether `long` goes on where `short` ends.
fn is_cut(short: &str, long: &str) -> bool {
    let begin = without_cut(short);
    !begin.is_empty() && begin.len() < long.len() && short != long && long.starts_with(begin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{IncomingMention, normalize};

    const NOW: Millis = 1_770_000_000_000;

    fn told(text: &str) -> NormalMention {
        let mention =
            IncomingMention { external_id: "1".into(), text: text.into(), ..Default::default() };
        normalize(mention, NOW).unwrap()
    }

    fn extra_of(pairs: &[(&str, i64)]) -> Extra {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect()
    }

    fn facts(text: &str) -> Facts {
        let told = told(text);
        Facts {
            title: told.title,
            text: told.text,
            created_at: 5,
            rating: None,
            lang: None,
            channel: None,
            country: None,
            url: None,
            extra: Extra::new(),
            ours: false,
        }
    }

    #[test]
    fn texts_follow_who_tells_something_new() {
        for (stored, told_now, look, holds) in [
            ("Bad", "Good", Look::Only, "Good"),
            ("Bad", "Good", Look::Again, "Good"),
            ("Bad", "Good", Look::First, "Bad"),
            // A cut text is completed, and never takes the place of the whole one.
            (
                "The battery lasts…",
                "The battery lasts a day",
                Look::First,
                "The battery lasts a day",
            ),
            (
                "The battery lasts a day",
                "The battery lasts…",
                Look::First,
                "The battery lasts a day",
            ),
            ("The battery lasts a day", "The battery […]", Look::Again, "The battery lasts a day"),
            ("The battery lasts a day", "The battery lasts", Look::Again, "The battery lasts"),
            ("The battery lasts a day", "The phone…", Look::Again, "The phone…"),
            ("The battery lasts a day", "The battery…", Look::Only, "The battery…"),
        ] {
            let merged = facts(stored).merged(&told(told_now), look, false);
            assert_eq!(merged.text, holds, "{stored} / {told_now} / {look:?}");
        }
    }

    #[test]
    fn values_are_filled_in_told_anew_and_kept() {
        let stored = Facts {
            rating: Some(2.0),
            extra: extra_of(&[("votes", 3), ("my_vote", 1)]),
            ..facts("x")
        };
        let anonymous = NormalMention {
            country: Some("ES".into()),
            extra: extra_of(&[("votes", 4)]),
            ..told("x")
        };
        for (look, votes, mine, rating, country) in [
            (Look::Only, 4, None, None, Some("ES")),
            (Look::First, 3, Some(1), Some(2.0), Some("ES")),
            (Look::Again, 4, Some(1), Some(2.0), Some("ES")),
        ] {
            let merged = stored.merged(&anonymous, look, false);
            let number = |key| merged.extra.get(key).and_then(serde_json::Value::as_i64);
            assert_eq!((number("votes"), number("my_vote")), (Some(votes), mine), "{look:?}");
            assert_eq!((merged.rating, merged.country.as_deref()), (rating, country), "{look:?}");
            // The platform does not say when: the first collection stands.
            assert_eq!(merged.created_at, 5);
        }
    }

    #[test]
    fn ours_is_what_any_reader_says_and_no_edit() {
        let ours = Facts { ours: true, ..facts("x") };
        for (look, others, holds) in [
            (Look::Only, false, false),
            (Look::Only, true, true),
            (Look::First, true, true),
            (Look::Again, true, true),
            (Look::Again, false, false),
        ] {
            let merged = ours.merged(&told("x"), look, others);
            assert_eq!(merged.ours, holds, "{look:?}");
            let change = merged.change(&ours, look);
            assert_eq!(change, Change { any: !holds, words: false, edited: false });
        }
    }

    #[test]
    fn what_a_first_look_adds_is_no_edit() {
        let stored = facts("The battery…");
        let look = told("The battery lasts a day");
        let merged = stored.merged(&look, Look::First, false);
        let completed = Change { any: true, words: true, edited: false };
        assert_eq!(merged.change(&stored, Look::First), completed);
        let edited = Change { any: true, words: true, edited: true };
        assert_eq!(merged.change(&stored, Look::Again), edited);
    }
}
