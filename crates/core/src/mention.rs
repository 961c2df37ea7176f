//! A mention as it comes in from outside, before anything has been checked.

use serde::{Deserialize, Serialize};

use crate::Millis;

/// Whatever else the platform said about a mention; kept, shown, never interpreted.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// One public message as a connector or an import delivers it.
///
/// Text fields are plain text: a connector turns HTML into text before it gets here, so that no
/// markup from outside is ever stored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IncomingMention {
    /// The platform's own id, unique within the place.
    pub external_id: String,
    /// The body, plain text.
    #[serde(default)]
    pub text: String,
    /// The headline, plain text; empty where the platform has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Where a person can read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The author's handle on the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The name that the author shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author_name: Option<String>,
    /// When it was said; the time of collection stands in where the platform does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Millis>,
    /// Stars, 0 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<f64>,
    /// The language that the platform claims, BCP 47; the models decide for themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// External id of the mention that this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// External id of the thread, where the platform names threads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// What kind of place: `forum`, `review`, `comment`, `chat`, `news` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// True when the account that wrote it is the one that Plaza answers with.
    #[serde(default)]
    pub ours: bool,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}
