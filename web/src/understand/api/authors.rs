//! Those who write mentions.

use axum::extract::State;
use plaza_core::{AuthorId, AuthorMark, Permission};
use plaza_store::{Author, EarlierHandle};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::frame::api::schema::time;
use crate::frame::api::seen::{IfMatch, Tagged, TaggedAnswer, or_both, sent};
use crate::frame::extract::{JsonBody, PathIds};
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let curate = Access::Needs(Permission::Curate);
    Routes::new()
        .api(Access::Needs(Permission::Read), routes!(show_author))
        .api(curate, routes!(mark_author))
}

/// Who writes mentions.
#[derive(Debug, Serialize, ToSchema)]
struct AuthorDetailOut {
    id: i64,
    /// Send it with a mark: it is refused when somebody else made another version meanwhile.
    version: i64,
    /// `account`, `shown_name` (a name that any number of people may show) or `collective` (a label
    /// for many).
    author_is: &'static str,
    handle: String,
    name: Option<String>,
    /// The platform's id of the account, where it is known.
    account: Option<String>,
    /// What that id is unique in; null for the place.
    account_space: Option<String>,
    /// `staff`, `bot` or null. Marked accounts do not count as people.
    mark: Option<&'static str>,
    /// Kind of the place where it was seen first.
    kind: String,
    place: String,
    first_seen_at: String,
    mention_count: i64,
    /// Handles that the account had before, the last one first.
    earlier_handles: Vec<EarlierHandleOut>,
}

/// A handle that an account had before.
#[derive(Debug, Serialize, ToSchema)]
struct EarlierHandleOut {
    handle: String,
    /// When Plaza first saw it.
    since: String,
    /// When Plaza first saw another one.
    until: String,
}

impl From<EarlierHandle> for EarlierHandleOut {
    fn from(was: EarlierHandle) -> Self {
        Self { handle: was.handle, since: time(was.since), until: time(was.until) }
    }
}

async fn told(state: &AppState, author: Author) -> Result<AuthorDetailOut, Problem> {
    let earlier = state.engine().store().earlier_handles(author.id).await?;
    Ok(AuthorDetailOut {
        id: author.id.get(),
        version: author.version,
        author_is: author.author_is.name(),
        handle: author.handle,
        name: author.name,
        account: author.account,
        account_space: author.account_space,
        mark: author.mark.map(AuthorMark::name),
        kind: author.kind,
        place: author.place,
        first_seen_at: time(author.first_seen_at),
        mention_count: author.mention_count,
        earlier_handles: earlier.into_iter().map(EarlierHandleOut::from).collect(),
    })
}

/// Shows an author: an account, a name that is shown, or a label for many.
#[utoipa::path(get, path = "/api/v1/authors/{id}", tag = "mentions",
    params(("id" = i64, Path)), responses((status = 200, body = AuthorDetailOut)))]
async fn show_author(
    State(state): State<AppState>,
    PathIds(id): PathIds<AuthorId>,
) -> TaggedAnswer<AuthorDetailOut> {
    let author = state.engine().understand().author(id).await?;
    let version = author.version;
    Ok(Tagged(version, told(&state, author).await?))
}

/// What an account is marked as.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MarkIn {
    /// The version that was seen; or the header `If-Match`.
    version: Option<i64>,
    /// `staff`, `bot`, or null for neither.
    #[schema(value_type = Option<String>)]
    mark: Option<AuthorMark>,
}

/// Marks an account as staff or as a bot, so that it does not count as people, or takes that back.
#[utoipa::path(put, path = "/api/v1/authors/{id}/mark", tag = "mentions",
    params(("id" = i64, Path)), request_body = MarkIn,
    responses((status = 200, body = AuthorDetailOut)))]
async fn mark_author(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<AuthorId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<MarkIn>,
) -> TaggedAnswer<AuthorDetailOut> {
    let seen = if_match.seen(id, input.version)?;
    let room = state.engine().understand();
    let done = room.mark_author(&actor, seen, input.mark).await;
    let theirs = async { told(&state, room.author(id).await?).await };
    let author = or_both(done, sent(&input), theirs).await?;
    let version = author.version;
    Ok(Tagged(version, told(&state, author).await?))
}
