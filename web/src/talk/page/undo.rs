//! What was just let go out and can be taken back for a moment.

use plaza_core::{ReplyId, ReplyState};
use plaza_engine::EngineError;
use plaza_store::talk::Reply;

use crate::frame::board::{Board, back_to};
use crate::frame::fields::Fields;
use crate::parts::query_terms::href;
use crate::talk::reply::Countdown;

/// The way back from the last step.
pub(super) struct Undo {
    pub(super) id: ReplyId,
    pub(super) version: i64,
    pub(super) left: Countdown,
    /// Where its reader goes on.
    pub(super) back: String,
}

/// The reply that the address names, while it can still be taken back.
pub(super) async fn find(
    board: &Board,
    fields: &Fields,
    fallback: &str,
) -> Result<Option<Undo>, EngineError> {
    let Some(id) = fields.id::<ReplyId>("undo").filter(|_| board.page.can.reply) else {
        return Ok(None);
    };
    let reply = board.engine.store().talk().reply(id).await?;
    let Some(reply) = reply.filter(|reply| reply.state == ReplyState::Queued) else {
        return Ok(None);
    };
    let left = Countdown::to(&reply, &board.page, "reply-toast");
    let back = without_undo(&back_to(&board.page.here, fallback));
    Ok(left.map(|left| Undo { id, version: reply.version, left, back }))
}

/// An address that offers to take back a reply that was let go out; as it was where none was.
pub(super) fn offer(to: &str, done: &Result<Reply, EngineError>) -> String {
    let queued = done.as_ref().ok().filter(|reply| reply.state == ReplyState::Queued);
    queued.map_or_else(|| to.to_owned(), |reply| with(to, Some(reply.id)))
}

/// An address that offers nothing to take back.
pub(super) fn without_undo(to: &str) -> String {
    with(to, None)
}

/// The address with the offer; what belonged to the step before it goes.
fn with(to: &str, undo: Option<ReplyId>) -> String {
    let to = to.split('#').next().unwrap_or_default();
    let (path, query) = to.split_once('?').unwrap_or((to, ""));
    let passing = ["undo", "reply", "why"];
    let kept = url::form_urlencoded::parse(query.as_bytes());
    let kept = kept.filter(|(key, _)| !passing.contains(&key.as_ref()));
    let kept: Vec<_> = kept.map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    let id = undo.map(|id| id.to_string());
    let pairs = kept.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let pairs: Vec<_> = pairs.chain(id.as_deref().map(|id| ("undo", id))).collect();
    href(path, &pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_offers_one_thing_to_take_back() {
        let id = Some(ReplyId::from(7));
        assert_eq!(with("/replies", id), "/replies?undo=7");
        assert_eq!(with("/replies?list=mine&undo=3", id), "/replies?list=mine&undo=7");
        assert_eq!(
            with("/mentions/1?reply=true&from=%2Fmentions#r4", None),
            "/mentions/1?from=%2Fmentions"
        );
        assert_eq!(with("/mentions/1?undo=7", None), "/mentions/1");
    }
}
