//! A type for each kind of id, so that one kind cannot be handed in where another belongs.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Makes a type of its own for each kind of id; as text, as JSON and in a database it is the number.
macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    )*};
}

id! {
    /// A mention.
    MentionId;
    /// An account on a platform.
    AuthorId;
    /// A place where mentions are made.
    PlaceId;
    /// A configured connector.
    SourceId;
    /// One import: a file, or the records of a request.
    ImportId;
    /// An item that could not be read.
    QuarantineId;
    /// A theme.
    ThemeId;
    /// An edit of themes that can be undone.
    ThemeEditId;
    /// A version of the workspace heads.
    HeadId;
    /// An idea.
    IdeaId;
    /// A quote under an idea.
    EvidenceId;
    /// Our reply to a mention.
    ReplyId;
    /// A person of the house.
    UserId;
    /// An API token.
    TokenId;
    /// A saved view.
    SavedViewId;
    /// A job.
    JobId;
    /// A line of the audit log.
    AuditId;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_is_written_as_its_number() {
        let id = MentionId::from(42);
        assert_eq!(id.to_string(), "42");
        assert_eq!(format!("{id:>4}"), "  42");
        assert_eq!(serde_json::to_value(id).unwrap(), json!(42));
        assert_eq!(serde_json::to_value(Some(id)).unwrap(), json!(42));
    }

    #[test]
    fn an_id_is_read_from_its_number() {
        let id = ThemeId::from(-7);
        assert_eq!("-7".parse(), Ok(id));
        assert_eq!(serde_json::from_value::<ThemeId>(json!(-7)).unwrap(), id);
        assert_eq!(id.get(), -7);
        assert!("7 ".parse::<ThemeId>().is_err());
        assert!(serde_json::from_value::<ThemeId>(json!("7")).is_err());
    }

    #[test]
    fn ids_are_keys_of_maps() {
        let map =
            std::collections::BTreeMap::from([(IdeaId::from(10), "b"), (IdeaId::from(9), "a")]);
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"9":"a","10":"b"}"#);
    }
}
