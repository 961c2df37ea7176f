//! Reading streams into the past: the same walk as for news, but with another end.
//!
//! Lists that begin with the newest record are read from the first page down to the wanted time;
//! time windows are read backwards, one after the other. Reading known records again changes
//! nothing, so no mark is needed where news and past meet.

use std::sync::PoisonError;

use minijinja::Value;
use plaza_core::{History, Millis, Missed};

use super::format::{MarkType, Order};
use super::model::{Incremental, Manifest, Window};
use super::session::Session;
use super::since::{Since, shown_time};
use super::state::Mark;

/// More pages than any list is expected to have; a smaller number in the manifest is a limit.
const UNLIMITED_PAGES: u64 = 10_000;

/// How far back a manifest's platform can be read.
pub(super) fn history(manifest: &Manifest) -> History {
    let own = || manifest.streams.iter().filter(|stream| stream.follows.is_none());
    let is_limited = own().any(|stream| {
        let first = stream.incremental.as_ref().and_then(|incremental| incremental.first_ms);
        let pages = stream.pagination.as_ref().map_or(UNLIMITED_PAGES, |p| p.most_pages);
        stream.window.is_some()
            || stream.pagination.is_some() && (first.is_some() || pages < UNLIMITED_PAGES)
    });
    if is_limited {
        History::Pages
    } else if own().any(|stream| stream.pagination.is_some()) {
        History::Whole
    } else {
        History::Now
    }
}

impl Session {
    /// Notes a span that was not read completely.
    pub(super) fn miss(&self, missed: Missed) {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner).push(missed);
    }

    /// The spans that were not read completely.
    pub(super) fn missed(&self) -> Vec<Missed> {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Incremental {
    /// Where reading starts in a stream that goes back to the time `back_to`.
    pub(super) fn back_to(&self, back_to: Millis) -> Since {
        match self.kind {
            MarkType::Time => {
                let shown = shown_time(back_to, self.format);
                Since { threshold: Some(back_to), shown }
            }
            // Numbers and ids cannot be compared with a time: everything is read.
            MarkType::Number | MarkType::Id => Since { threshold: None, shown: Value::from("") },
        }
    }

    /// The time of a page's oldest record, in a list that begins with the newest.
    pub(super) fn oldest(&self, marks: &[Mark]) -> Option<Millis> {
        if self.order != Order::NewestFirst || self.kind != MarkType::Time {
            return None;
        }
        marks
            .iter()
            .filter_map(|mark| if let Mark::Number(n) = mark { Some(*n) } else { None })
            .min()
    }
}

impl Window {
    /// The window that ends at `to`, not before `back_to`.
    pub(super) fn before(&self, to: Millis, back_to: Millis) -> (Millis, Millis) {
        ((to - self.step_ms).max(back_to), to)
    }
}
