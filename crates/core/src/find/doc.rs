//! What the index is told of a mention.

use super::answer::{Answering, asks_for_answer};
use crate::{Aspect, Intent, MentionId, Millis, Sentiment, SourceId, ThemeId, Writer};

/// A mention as the search index sees it: effective values, with people's corrections applied.
#[derive(Debug, Clone, PartialEq)]
pub struct MentionDoc {
    /// The mention's id in the store.
    pub id: MentionId,
    /// The change that this is; the index follows it.
    pub revision: i64,
    /// True for a tombstone: take it out of the index.
    pub deleted: bool,
    /// Headline, may be empty.
    pub title: String,
    /// Body.
    pub text: String,
    /// The author's handle.
    pub author: Option<String>,
    /// The author's shown name.
    pub author_name: Option<String>,
    /// The author, for counting people.
    pub writer: Option<Writer>,
    /// The source that brought it.
    pub source_id: SourceId,
    /// ISO 639-1 or `other`; `None` while not analyzed.
    pub lang: Option<String>,
    /// `None` while not analyzed.
    pub sentiment: Option<Sentiment>,
    /// Whether one thing is spoken well of and another badly, or a person calls it mixed.
    pub mixed: bool,
    /// Whether the model is not sure of the sentiment, and no person has settled it.
    pub unsure: bool,
    /// What is spoken of, in order of appearance.
    pub aspects: Vec<Aspect>,
    /// Intents that hold.
    pub intents: Vec<Intent>,
    /// The theme it belongs to.
    pub theme_id: Option<ThemeId>,
    /// Stars, 0 to 5.
    pub rating: Option<f64>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Kind of place, lower case.
    pub channel: Option<String>,
    /// When it was said.
    pub created_at: Millis,
    /// Written by our own account.
    pub ours: bool,
    /// Somebody of ours has answered it: an answer was sent, or stands in its thread.
    pub answered: bool,
}

impl MentionDoc {
    /// Where it stands with us.
    #[must_use]
    pub fn answering(&self) -> Option<Answering> {
        let asks = asks_for_answer(&self.intents, self.rating);
        Answering::of(self.ours, self.answered, asks)
    }
}
