//! A mention with all that belongs to it, and the thread that it stands in.

use axum::Json;
use axum::extract::State;
use plaza_core::{IdeaStage, MentionId, Permission};
use plaza_engine::listen::Kept;
use plaza_store::innovate::Idea;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::replies::ReplyOut;
use crate::frame::api::Answer;
use crate::frame::api::schema::{StageName, time};
use crate::frame::extract::PathIds;
use crate::parts::mention::{MentionOut, VersionOut};
use crate::security::Caller;
use crate::talk::thread::thread;
use crate::{Access, AppState, Routes};

pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    Routes::new().api(read, routes!(mention)).api(read, routes!(conversation))
}

/// An idea's id, title and stage.
#[derive(Debug, Serialize, ToSchema)]
struct IdeaRef {
    id: i64,
    title: String,
    #[schema(value_type = StageName)]
    stage: IdeaStage,
}

impl From<Idea> for IdeaRef {
    fn from(idea: Idea) -> Self {
        Self { id: idea.id.get(), title: idea.title, stage: idea.stage }
    }
}

/// A mention with all that belongs to it.
#[derive(Debug, Serialize, ToSchema)]
struct MentionDetail {
    mention: MentionOut,
    /// Earlier texts, oldest first.
    versions: Vec<VersionOut>,
    /// Our replies to it.
    replies: Vec<ReplyOut>,
    /// Ideas that quote it.
    ideas: Vec<IdeaRef>,
    /// What it said before it was deleted; only where the house keeps that for a while, and for
    /// those who may approve replies.
    kept: Option<KeptOut>,
}

/// The words of a deleted mention.
#[derive(Debug, Serialize, ToSchema)]
struct KeptOut {
    title: String,
    text: String,
    /// When they go for good.
    until: String,
}

impl From<Kept> for KeptOut {
    fn from(kept: Kept) -> Self {
        Self { title: kept.title, text: kept.text, until: time(kept.until) }
    }
}

/// Shows a mention with its insight, author, earlier versions, replies and ideas. One that was
/// deleted where it was said keeps its place and its dates; title, text, address, earlier versions
/// and insight are empty.
#[utoipa::path(get, path = "/api/v1/mentions/{id}", tag = "mentions",
    params(("id" = i64, Path)), responses((status = 200, body = MentionDetail)))]
async fn mention(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<MentionId>,
) -> Answer<MentionDetail> {
    let store = state.engine().store();
    let mention = state.engine().mention(id).await?;
    let sees_kept = mention.deleted_at.is_some() && actor.role.may(Permission::ApproveReplies);
    let kept = if sees_kept { state.engine().listen().kept_words(&actor, id).await? } else { None };
    let versions = store.mention_versions(id).await?;
    let replies = store.talk().replies_to(&[id]).await?;
    let ideas = store.innovate().ideas_of_mention(id).await?;
    Ok(Json(MentionDetail {
        mention: mention.into(),
        versions: versions.into_iter().map(VersionOut::from).collect(),
        replies: replies.into_iter().map(ReplyOut::from).collect(),
        ideas: ideas.into_iter().map(IdeaRef::from).collect(),
        kept: kept.map(KeptOut::from),
    }))
}

/// A thread with our replies in it.
#[derive(Debug, Serialize, ToSchema)]
struct ConversationOut {
    /// Oldest first, at most 1,000.
    mentions: Vec<MentionOut>,
    /// Our replies to any of them, sent or not.
    replies: Vec<ReplyOut>,
}

/// Shows the whole thread that a mention belongs to.
#[utoipa::path(get, path = "/api/v1/mentions/{id}/conversation", tag = "mentions",
    params(("id" = i64, Path)), responses((status = 200, body = ConversationOut)))]
async fn conversation(
    State(state): State<AppState>,
    PathIds(id): PathIds<MentionId>,
) -> Answer<ConversationOut> {
    let thread = thread(state.engine(), id).await?;
    Ok(Json(ConversationOut {
        mentions: thread.mentions.into_iter().map(MentionOut::from).collect(),
        replies: thread.replies.into_iter().map(ReplyOut::from).collect(),
    }))
}
