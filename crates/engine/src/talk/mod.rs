//! Answering people in the place where they talk, exactly once.

mod attempt;
mod deliver;
mod held;
mod replies;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::rooms::room;

room! {
    /// Replies.
    Talk, talk
}

/// What this room keeps.
#[derive(Default)]
pub(crate) struct Parts {
    /// Wakes the delivery loop.
    replies_due: Arc<Notify>,
    /// Places where this process delivers right now.
    lanes: deliver::Lanes,
}

impl Talk<'_> {
    /// Starts what runs beside the callers.
    pub(crate) fn start(&self) {
        self.start_delivering();
    }
}
