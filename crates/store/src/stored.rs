//! Reading enums and JSON back from text columns.

use plaza_core::{
    Aspect, AuthorId, AuthorIs, AuthorMark, Extra, FailureKind, IdeaId, IdeaStage, ImportId,
    IntentScore, MentionId, Message, Receipt, ReplyState, RiceInputs, Role, Sentiment, SourceId,
    ThemeAction, ThemeId, ThemeState, TokenId, UserId, say,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::StoreError;

/// A text column that stands for a value; rows name it in `#[sqlx(try_from = "Stored")]`.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Stored(String);

/// A text that does not stand for a value of its column.
#[derive(Debug, Error)]
#[error("`{text}` is no {wanted}")]
pub(crate) struct Unreadable {
    text: String,
    wanted: &'static str,
}

impl Stored {
    pub(crate) fn named<T>(
        self,
        wanted: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Result<T, Unreadable> {
        parse(&self.0).ok_or(Unreadable { text: self.0, wanted })
    }

    /// Empty text, which a query writes for null, is no value.
    fn maybe<T>(
        self,
        wanted: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Unreadable> {
        if self.0.is_empty() { Ok(None) } else { self.named(wanted, parse).map(Some) }
    }

    /// Empty text is the default value: most rows have none of it, and it costs no parsing.
    fn json<T: DeserializeOwned + Default>(self, wanted: &'static str) -> Result<T, Unreadable> {
        if self.0.is_empty() {
            return Ok(T::default());
        }
        serde_json::from_str(&self.0).map_err(|_| Unreadable { text: self.0, wanted })
    }
}

/// A column with an id that may be null; rows name it in `#[sqlx(try_from = "OptionalId")]`. Where it
/// may not, they name `i64`.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct OptionalId(Option<i64>);

macro_rules! optional_ids {
    ($($id:ident)*) => {$(
        impl From<OptionalId> for Option<$id> {
            fn from(stored: OptionalId) -> Self {
                stored.0.map($id::from)
            }
        }
    )*};
}

/// A column with something to tell a person; rows name it in `#[sqlx(try_from = "Told")]`.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Told(String);

impl From<Told> for Message {
    fn from(stored: Told) -> Self {
        Self::from_stored(&stored.0)
    }
}

/// The same, of a column that may be null.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct MaybeTold(Option<String>);

impl From<MaybeTold> for Option<Message> {
    fn from(stored: MaybeTold) -> Self {
        stored.0.map(|stored| Message::from_stored(&stored))
    }
}

optional_ids! { AuthorId IdeaId ImportId MentionId SourceId ThemeId TokenId UserId }

macro_rules! readable {
    ($($type:ty: |$stored:ident| $read:expr;)*) => {$(
        impl TryFrom<Stored> for $type {
            type Error = Unreadable;

            fn try_from($stored: Stored) -> Result<Self, Unreadable> {
                $read
            }
        }
    )*};
}

readable! {
    Role: |stored| stored.named("role", Role::parse);
    AuthorIs: |stored| stored.named("kind of author", AuthorIs::parse);
    Option<AuthorMark>: |stored| stored.maybe("mark of an author", AuthorMark::parse);
    ReplyState: |stored| stored.named("reply state", ReplyState::parse);
    IdeaStage: |stored| stored.named("stage", IdeaStage::parse);
    Sentiment: |stored| stored.named("sentiment", Sentiment::parse);
    ThemeState: |stored| stored.named("theme state", ThemeState::parse);
    ThemeAction: |stored| stored.named("theme edit", ThemeAction::parse);
    Option<FailureKind>: |stored| stored.maybe("kind of failure", FailureKind::parse);
    RiceInputs: |stored| stored.json("RICE inputs");
    Option<Receipt>: |stored| stored.json("receipt");
    Vec<String>: |stored| stored.json("list of words");
    Vec<IntentScore>: |stored| stored.json("list of intents");
    Vec<Aspect>: |stored| stored.json("list of aspects");
    std::collections::BTreeMap<String, String>: |stored| stored.json("configuration");
    Extra: |stored| stored.json("extra fields");
    serde_json::Value: |stored| stored.json("JSON value");
}

/// The stored form of a value; [`Stored`] reads it back.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| {
        let technical = error.to_string();
        StoreError::Invalid(say!(
            "not-json-writable",
            "cannot be written as JSON: {technical}",
            technical
        ))
    })
}
