//! A mention with all that belongs to it, and the thread that it stands in.

use axum::Json;
use axum::extract::State;
use plaza_core::{IdeaStage, MentionId, Permission};
use plaza_store::innovate::Idea;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::replies::ReplyOut;
use crate::frame::api::Answer;
use crate::frame::api::schema::StageName;
use crate::frame::extract::PathIds;
use crate::parts::mention::{MentionOut, VersionOut};
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
}

/// Shows a mention with its insight, author, earlier versions, replies and ideas.
#[utoipa::path(get, path = "/api/v1/mentions/{id}", tag = "mentions",
    params(("id" = i64, Path)), responses((status = 200, body = MentionDetail)))]
async fn mention(
    State(state): State<AppState>,
    PathIds(id): PathIds<MentionId>,
) -> Answer<MentionDetail> {
    let store = state.engine().store();
    let mention = state.engine().mention(id).await?;
    let versions = store.mention_versions(id).await?;
    let replies = store.talk().replies_to(&[id]).await?;
    let ideas = store.innovate().ideas_of_mention(id).await?;
    Ok(Json(MentionDetail {
        mention: mention.into(),
        versions: versions.into_iter().map(VersionOut::from).collect(),
        replies: replies.into_iter().map(ReplyOut::from).collect(),
        ideas: ideas.into_iter().map(IdeaRef::from).collect(),
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
