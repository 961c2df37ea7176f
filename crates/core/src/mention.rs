//! A mention as it comes in from outside, before anything has been checked.

use serde::{Deserialize, Serialize};

use crate::Millis;

/// Whatever else the platform said about a mention; kept, shown, never interpreted.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// What the author of a mention is, as far as the platform tells.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AuthorIs {
    /// One account, known by its id, or by its handle where the platform gives no id.
    #[default]
    Account,
    /// A name that any number of people may show: it never joins two mentions by itself.
    ShownName,
    /// Many people under one label, such as "A Google user" or `ghost`.
    Collective,
}

impl AuthorIs {
    /// The names, for messages.
    pub const NAMES: &str = "account, shown_name, collective";

    /// Whether it is [`AuthorIs::Account`].
    #[must_use]
    pub fn is_account(&self) -> bool {
        *self == Self::Account
    }

    /// Its name in records and manifests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::ShownName => "shown_name",
            Self::Collective => "collective",
        }
    }

    /// The kind with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Account, Self::ShownName, Self::Collective].into_iter().find(|k| k.name() == name)
    }
}

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
    /// The platform's id of the account that wrote it, which stays when the handle is renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Where the account's id is unique, such as `github.com`; the place where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_space: Option<String>,
    /// What the author is.
    #[serde(default, skip_serializing_if = "AuthorIs::is_account")]
    pub author_is: AuthorIs,
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

impl IncomingMention {
    /// The mention as an import record: `id`, times as RFC 3339, and only what is there.
    #[must_use]
    pub fn to_record(&self) -> serde_json::Value {
        let mut record = serde_json::Map::new();
        let mut put = |key: &str, value: serde_json::Value| {
            if !value.is_null() && value != "" {
                record.insert(key.to_owned(), value);
            }
        };
        put("id", self.external_id.as_str().into());
        put("title", self.title.as_str().into());
        put("text", self.text.as_str().into());
        put("url", self.url.clone().into());
        put("author", self.author.clone().into());
        put("author_name", self.author_name.clone().into());
        put("account", self.account.clone().into());
        put("account_space", self.account_space.clone().into());
        if !self.author_is.is_account() {
            put("author_is", self.author_is.name().into());
        }
        put("created_at", self.created_at.map(crate::to_rfc3339).into());
        put("rating", self.rating.into());
        put("lang", self.lang.clone().into());
        put("parent_id", self.parent_id.clone().into());
        put("conversation_id", self.conversation_id.clone().into());
        put("channel", self.channel.clone().into());
        put("country", self.country.clone().into());
        if self.ours {
            put("ours", true.into());
        }
        if !self.extra.is_empty() {
            put("extra", self.extra.clone().into());
        }
        record.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_holds_what_is_there() {
        let mention = IncomingMention {
            external_id: "7".to_owned(),
            text: "Hi".to_owned(),
            created_at: Some(1_769_853_600_000),
            rating: Some(4.0),
            ..IncomingMention::default()
        };
        let expected = serde_json::json!({ "id": "7", "text": "Hi", "rating": 4.0,
            "created_at": "2026-01-31T10:00:00Z" });
        assert_eq!(mention.to_record(), expected);
    }
}
