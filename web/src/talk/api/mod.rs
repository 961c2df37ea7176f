//! Conversations and replies, for programs.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types in `params(…)`")]

mod conversation;
mod preflight;
mod replies;

use crate::Routes;

pub(super) fn routes() -> Routes {
    conversation::routes().merge(replies::routes().merge(preflight::routes()))
}
