//! How the API tells a count of people.

use plaza_core::People;
use serde::Serialize;
use utoipa::ToSchema;

/// Who counts as people: each account once, and each mention of which nobody knows who wrote it.
/// Our own posts, and accounts marked as staff or as a bot, do not count.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PeopleOut {
    /// Accounts.
    accounts: u64,
    /// Of these, accounts that are known by the platform's id and not by their handle alone: only
    /// they are surely different people.
    accounts_by_id: u64,
    /// Mentions without an author, or under a name that anybody may show.
    unknown_voices: u64,
}

impl From<People> for PeopleOut {
    fn from(people: People) -> Self {
        Self {
            accounts: people.accounts(),
            accounts_by_id: people.by_id,
            unknown_voices: people.unknown,
        }
    }
}
