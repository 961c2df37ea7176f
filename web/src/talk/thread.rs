//! A conversation as both faces read it.

use plaza_core::{MentionId, limits};
use plaza_engine::{Engine, EngineError};
use plaza_store::MentionView;
use plaza_store::talk::Reply;

/// A mention, the thread that it belongs to, and our replies to anything in it.
pub(super) struct Thread {
    pub(super) focus: MentionView,
    /// Oldest first.
    pub(super) mentions: Vec<MentionView>,
    /// Sent or not.
    pub(super) replies: Vec<Reply>,
}

/// The conversation around a mention; the mention is part of it, however long it is.
pub(super) async fn thread(engine: &Engine, mention_id: MentionId) -> Result<Thread, EngineError> {
    let focus = engine.mention(mention_id).await?;
    let store = engine.store();
    let mut mentions = store.conversation(mention_id, limits::CONVERSATION).await?;
    if mentions.iter().all(|mention| mention.id != mention_id) {
        mentions.push(focus.clone());
    }
    let ids: Vec<MentionId> = mentions.iter().map(|mention| mention.id).collect();
    let replies = store.talk().replies_to(&ids).await?;
    Ok(Thread { focus, mentions, replies })
}
