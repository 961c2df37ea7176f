//! Answering in a place: the platform's rules, and how a reply is sent exactly once.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_segmentation::UnicodeSegmentation;

use super::error::ConnectorError;
use crate::Millis;

/// What a platform counts when it limits length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LengthUnit {
    /// Unicode scalar values.
    Characters,
    /// What a reader sees as one character.
    Graphemes,
    /// UTF-8 bytes.
    Bytes,
    /// Unicode scalar values, with every web address counted as this many, however long it is.
    CharactersWithUrls(u16),
    /// What X counts: one for a Latin letter and its like, two for an ideograph or an emoji, and
    /// this many for a web address.
    Weighted(Option<u16>),
}

/// A platform's rules for answers, known without asking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReplyRules {
    /// Longest text, in `unit`.
    pub max_length: usize,
    /// What is counted.
    pub unit: LengthUnit,
    /// Whether a published reply can be deleted there.
    pub can_retract: bool,
    /// True when the platform itself drops a second request with the same key.
    pub idempotent: bool,
}

impl ReplyRules {
    /// Length of `text` as the platform counts it.
    #[must_use]
    pub fn length(&self, text: &str) -> usize {
        match self.unit {
            LengthUnit::Characters => text.chars().count(),
            LengthUnit::Graphemes => text.graphemes(true).count(),
            LengthUnit::Bytes => text.len(),
            LengthUnit::CharactersWithUrls(each) => {
                length_by_words(text, Some(each), |word| word.chars().count())
            }
            LengthUnit::Weighted(each) => length_by_words(text, each, weight),
        }
    }

    /// What the platform would refuse, before it is asked.
    #[must_use]
    pub fn problems(&self, text: &str) -> Vec<PreflightProblem> {
        if text.trim().is_empty() {
            return vec![PreflightProblem::Empty];
        }
        let length = self.length(text);
        if length > self.max_length {
            return vec![PreflightProblem::TooLong { length, max: self.max_length }];
        }
        Vec::new()
    }
}

/// The length of a text whose web addresses count `each`, and whose other words count what
/// `count` says.
fn length_by_words(text: &str, each: Option<u16>, count: impl Fn(&str) -> usize) -> usize {
    let words = text.split_inclusive(char::is_whitespace).map(|word| {
        let bare = word.trim_end();
        let is_address = bare.starts_with("http://") || bare.starts_with("https://");
        let counted = match each.filter(|_| is_address) {
            Some(each) => usize::from(each),
            None => count(bare),
        };
        counted + count(&word[bare.len()..])
    });
    words.sum()
}

/// The weight of a text by version 3 of X's configuration of weights: an emoji weighs two
/// however many code points it has.
fn weight(text: &str) -> usize {
    let is_light = |c: char| matches!(u32::from(c), 0..=0x10FF | 0x2000..=0x200D | 0x2010..=0x201F | 0x2032..=0x2037);
    let graphemes = text.graphemes(true).map(|grapheme| {
        let is_keycap = grapheme.contains(['\u{FE0F}', '\u{20E3}']);
        if is_keycap || !grapheme.chars().next().is_some_and(is_light) {
            return 2;
        }
        grapheme.chars().map(|c| if is_light(c) { 1 } else { 2 }).sum()
    });
    graphemes.sum()
}

/// Something that would make the platform refuse a reply, or make it unwelcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum PreflightProblem {
    /// Nothing to send.
    #[error("the reply is empty")]
    Empty,
    /// Over the platform's limit.
    #[error("the reply is {length} long; the platform takes {max}")]
    TooLong {
        /// Length in the platform's unit.
        length: usize,
        /// Its limit.
        max: usize,
    },
    /// The mention was deleted upstream.
    #[error("the message was deleted")]
    ParentDeleted,
    /// The mention's text changed after the draft was begun.
    #[error("the message was edited after this reply was begun")]
    ParentEdited,
    /// The same text went out in this place a short while ago.
    #[error("the same text was sent here a short while ago")]
    DuplicateText,
    /// The platform offers no way to answer.
    #[error("this place takes no replies through Plaza; open it and answer there")]
    NotSupported,
    /// The platform says that the thread takes no more answers.
    #[error("the thread is closed")]
    ThreadClosed,
    /// The platform asks something of texts, and this one does not keep it.
    #[error("the platform refuses such a text: it {rule}")]
    AgainstRule {
        /// What it does wrong, as the rest of a sentence.
        rule: String,
    },
}

/// What a [`Replier`] is given to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingReply {
    /// The same for every try of one reply, different for every reply; letters, digits and `-`.
    pub key: String,
    /// External id of the mention to answer.
    pub parent_id: String,
    /// External id of its thread, where known.
    pub conversation_id: Option<String>,
    /// What to say.
    pub text: String,
    /// When the first try began, milliseconds UTC; nothing of ours is older than this.
    pub first_try_at: Millis,
}

/// The platform's word that a reply exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its external id there.
    pub external_id: String,
    /// Where a person can read it.
    pub url: Option<String>,
    /// True when the platform keeps it back for moderation.
    pub held: bool,
}

/// What reading the thread back told about a try whose end we did not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadBack {
    /// It is there.
    Found(Receipt),
    /// It is not there, and what was sent can no longer arrive.
    Absent,
    /// The platform does not let us know; the text says why.
    Unknown(String),
}

/// Answers in one place.
#[async_trait]
pub trait Replier: Send + Sync {
    /// Asks the platform whether the thread is open and the parent still there.
    async fn preflight(
        &self,
        reply: &OutgoingReply,
    ) -> Result<Vec<PreflightProblem>, ConnectorError>;

    /// Publishes the reply. An error of kind `Transient` leaves open whether it was published;
    /// every other kind means that it was not.
    async fn send(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError>;

    /// Looks in the thread for this reply, after a try whose end we did not see.
    async fn read_back(&self, reply: &OutgoingReply) -> Result<ReadBack, ConnectorError>;

    /// Deletes a published reply. Deleting what is already gone succeeds.
    async fn retract(&self, receipt: &Receipt) -> Result<(), ConnectorError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_the_platforms_unit() {
        let family = "👨‍👩‍👧";
        for (unit, length) in
            [(LengthUnit::Characters, 5), (LengthUnit::Graphemes, 1), (LengthUnit::Bytes, 18)]
        {
            let rules = ReplyRules { max_length: 4, unit, can_retract: true, idempotent: false };
            assert_eq!(rules.length(family), length);
            assert_eq!(rules.problems(family).is_empty(), length <= 4);
        }
        let unit = LengthUnit::CharactersWithUrls(23);
        let rules = ReplyRules { max_length: 500, unit, can_retract: true, idempotent: true };
        assert_eq!(
            rules.length("see https://example.org/a/very/long/path?with=parameters \nnow"),
            32
        );
        let unit = LengthUnit::Weighted(Some(23));
        let rules = ReplyRules { max_length: 280, unit, can_retract: true, idempotent: false };
        for (text, length) in [
            ("año “nuevo”", 11),
            ("日本語", 6),
            (family, 2),
            ("1\u{FE0F}\u{20E3} ok", 5),
            ("see https://example.org/a/very/long/path?with=parameters \nnow", 32),
        ] {
            assert_eq!(rules.length(text), length, "{text}");
        }
    }
}
