//! Answering in a place: the platform's rules, and how a reply is sent exactly once.

use std::collections::BTreeSet;
use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use super::error::ConnectorError;
use crate::{Message, Millis, say};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum PreflightProblem {
    /// Nothing to send.
    Empty,
    /// Over the platform's limit.
    TooLong {
        /// Length in the platform's unit.
        length: usize,
        /// Its limit.
        max: usize,
    },
    /// The mention was deleted upstream.
    ParentDeleted,
    /// The mention's text changed after the draft was begun.
    ParentEdited,
    /// The same text went out in this place a short while ago.
    DuplicateText,
    /// The platform offers no way to answer.
    NotSupported,
    /// The platform says that the thread takes no more answers.
    ThreadClosed,
    /// The platform asks something of texts, and this one does not keep it.
    AgainstRule {
        /// What it does wrong, as the rest of a sentence.
        #[serde(serialize_with = "crate::message::as_text::serialize")]
        rule: Message,
    },
}

impl PreflightProblem {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => say!("reply-empty", "the reply is empty"),
            Self::TooLong { length, max } => say!(
                "reply-too-long",
                "the reply is {length} long; the platform takes {max}",
                length,
                max
            ),
            Self::ParentDeleted => say!("reply-parent-deleted", "the message was deleted"),
            Self::ParentEdited => {
                say!("reply-parent-edited", "the message was edited after this reply was begun")
            }
            Self::DuplicateText => {
                say!("reply-duplicate", "the same text was sent here a short while ago")
            }
            Self::NotSupported => say!(
                "reply-not-supported",
                "this place takes no replies through Plaza; open it and answer there"
            ),
            Self::ThreadClosed => say!("reply-thread-closed", "the thread is closed"),
            Self::AgainstRule { rule } => {
                say!("reply-against-rule", "the platform refuses such a text: it {rule}", rule)
            }
        }
    }
}

impl fmt::Display for PreflightProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for PreflightProblem {}

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
    /// When the first try began, milliseconds UTC; nothing of ours is older than this, as far as
    /// the two clocks agree.
    pub first_try_at: Millis,
    /// Our other replies in the same conversation, which are not this one even where they say the
    /// same.
    pub others: OtherReplies,
}

/// Our other replies in a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherReplies {
    /// The external ids of those that the platform confirmed.
    pub known: BTreeSet<String>,
    /// True when one with the same words may stand there under an id that we do not know.
    pub has_twin: bool,
}

impl OtherReplies {
    /// What it means that a message of ours with the reply's words stands there, and nothing but
    /// the words says whose it is: that of another reply (`None`), or this one's, unless there is
    /// another one with the same words.
    #[must_use]
    pub fn judge(&self, found: Receipt) -> Option<ReadBack> {
        if self.known.contains(&found.external_id) {
            return None;
        }
        if self.has_twin {
            return Some(ReadBack::Unknown(say!(
                "reply-twin",
                "another reply of ours with the same words may be the one that stands there"
            )));
        }
        Some(ReadBack::Found(found))
    }
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

impl Receipt {
    /// Whether this is the post that collecting brings as `external_id`. Some platforms write more
    /// into a receipt than into the id of the post, such as its version or the thread.
    #[must_use]
    pub fn is_of(&self, external_id: &str) -> bool {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        !external_id.is_empty()
            && self.external_id.match_indices(external_id).any(|(at, _)| {
                edge(self.external_id[..at].chars().next_back())
                    && edge(self.external_id[at + external_id.len()..].chars().next())
            })
    }
}

/// What reading the thread back told about a try whose end we did not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadBack {
    /// It is there.
    Found(Receipt),
    /// It is not there, and what was sent can no longer arrive.
    Absent,
    /// The platform does not let us know; the text says why.
    Unknown(Message),
}

/// What became of a reply that the platform once took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Everybody can read it; the receipt is the newest, for some platforms give another id when
    /// they publish.
    Published(Receipt),
    /// The platform's moderators have not decided yet.
    Held,
    /// It is not there: deleted, or not let through.
    Gone,
    /// The platform does not let us know; the text says why.
    Unknown(Message),
}

/// Answers in one place.
///
/// Where a request went out, only the status of a complete answer says what became of it. Everything
/// else, such as an answer that breaks off or a success that cannot be read, is
/// [`ConnectorError::MayBeDone`].
#[async_trait]
pub trait Replier: Send + Sync {
    /// Asks the platform whether the thread is open and the parent still there.
    async fn preflight(
        &self,
        reply: &OutgoingReply,
    ) -> Result<Vec<PreflightProblem>, ConnectorError>;

    /// Publishes the reply.
    ///
    /// # Errors
    /// [`ConnectorError::MayBeDone`] leaves open whether it was published; every other kind means
    /// that it was not.
    async fn send(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError>;

    /// Looks in the thread for this reply, after a try whose end we did not see. A message that is
    /// one of [`OutgoingReply::others`] is never this reply.
    async fn read_back(&self, reply: &OutgoingReply) -> Result<ReadBack, ConnectorError>;

    /// Looks what became of a reply that the platform took and gave `receipt` for.
    async fn look(
        &self,
        reply: &OutgoingReply,
        receipt: &Receipt,
    ) -> Result<Standing, ConnectorError>;

    /// Deletes a reply.
    ///
    /// # Errors
    /// [`ConnectorError::Gone`] when the platform says that there is no such thing, and
    /// [`ConnectorError::MayBeDone`] when it does not say what it did: [`Self::look`] tells more.
    /// Every other kind means that it was not deleted.
    async fn retract(&self, receipt: &Receipt) -> Result<(), ConnectorError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_knows_the_post_that_came_of_it() {
        let receipt = |id: &str| Receipt { external_id: id.to_owned(), url: None, held: false };
        assert!(receipt("comment:12").is_of("comment:12"));
        assert!(receipt("at://did/post/3k|bafy").is_of("at://did/post/3k"));
        for (id, other) in [("comment:12", "comment:1"), ("12", "2"), ("12", ""), ("1", "12")] {
            assert!(!receipt(id).is_of(other), "{id} {other}");
        }
    }

    #[test]
    fn what_another_reply_owns_is_never_taken_for_this_one() {
        let seen = |id: &str| Receipt { external_id: id.to_owned(), url: None, held: false };
        let known = BTreeSet::from(["old".to_owned()]);
        let others = OtherReplies { known, has_twin: false };
        assert_eq!(others.judge(seen("old")), None);
        assert_eq!(others.judge(seen("new")), Some(ReadBack::Found(seen("new"))));
        let others = OtherReplies { has_twin: true, ..others };
        assert_eq!(others.judge(seen("old")), None);
        assert!(matches!(others.judge(seen("new")), Some(ReadBack::Unknown(_))));
    }

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
