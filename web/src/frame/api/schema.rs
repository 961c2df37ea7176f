//! OpenAPI schemas of the domain's named values, taken from the domain itself.

use std::borrow::Cow;

use plaza_core::{IdeaStage, Intent, ReplyList, ReplyState, Role, Sentiment, Task, to_rfc3339};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

macro_rules! named_values {
    ($schema:ident, $name:literal, $domain:ty) => {
        #[doc = concat!("Schema of ", $name, ".")]
        pub(crate) struct $schema;

        impl PartialSchema for $schema {
            fn schema() -> RefOr<Schema> {
                let names = <$domain>::ALL.map(<$domain>::name);
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
            }
        }

        impl ToSchema for $schema {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
        }
    };
}

named_values!(SentimentName, "Sentiment", Sentiment);
named_values!(IntentName, "Intent", Intent);
named_values!(TaskName, "Task", Task);
named_values!(RoleName, "Role", Role);
named_values!(StageName, "IdeaStage", IdeaStage);
named_values!(ReplyStateName, "ReplyState", ReplyState);
named_values!(ReplyListName, "ReplyList", ReplyList);

/// A time as the API writes it.
pub(crate) fn time(millis: plaza_core::Millis) -> String {
    to_rfc3339(millis)
}

/// A time that may be missing.
pub(crate) fn maybe_time(millis: Option<plaza_core::Millis>) -> Option<String> {
    millis.map(to_rfc3339)
}
