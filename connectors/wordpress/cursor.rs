//! How far collecting has come, as it is stored between two runs.
//!
//! WordPress does not say what has changed: a list can be requested by date or by id, and a comment
//! that was held for a week appears with its old date and id. So the newest items are read again
//! each time (the *window*), which reveals edits, deletions and late approvals among them. Older
//! items are only counted; when the count is wrong, everything is read once more (a *sweep*), at
//! most once a day.

use crate::config::{technical, unreadable_cursor};
use plaza_core::{ConnectorError, Millis};
use serde::{Deserialize, Serialize};

/// Pages of the window: the newest 300 items.
pub(super) const WINDOW_PAGES: u32 = 3;
/// Pause between two sweeps that a wrong count causes.
const SWEEP_EVERY_MS: Millis = 24 * 3_600_000;

/// Both lists of one site.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    #[serde(default)]
    pub(super) posts: Stream,
    #[serde(default)]
    pub(super) comments: Stream,
}

/// One list: posts or comments.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stream {
    /// The ids in the last window, newest first.
    window: Vec<i64>,
    /// Date of the newest item ever seen in a window.
    newest: Millis,
    /// How many items are older than the window; `None` until a window is read after a sweep.
    older: Option<u64>,
    /// The sweep in progress.
    pub(super) sweep: Option<Sweep>,
    /// When the last sweep because of a wrong count began.
    swept_at: Millis,
}

/// A place in a sweep, which reads the oldest items first: page `page` of the items after `after`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sweep {
    pub(super) after: Millis,
    pub(super) page: u32,
}

/// What a window showed.
#[derive(Debug)]
pub(super) struct Window {
    /// Ids, newest first.
    pub(super) ids: Vec<i64>,
    /// Date of the newest item; 0 in an empty list.
    pub(super) newest: Millis,
    /// Size of the whole list.
    pub(super) total: u64,
    /// Whether the whole list fits into the window.
    pub(super) is_whole: bool,
}

impl Cursor {
    pub(super) fn read(stored: Option<&str>) -> Result<Self, ConnectorError> {
        stored.map_or_else(
            || Ok(Self::default()),
            |json| {
                serde_json::from_str(json)
                    .map_err(|error| ConnectorError::Malformed(unreadable_cursor(error)))
            },
        )
    }

    pub(super) fn write(&self) -> Result<String, ConnectorError> {
        serde_json::to_string(self).map_err(|error| ConnectorError::Malformed(technical(error)))
    }
}

impl Stream {
    /// Ids of the last window that `seen` should show but does not.
    pub(super) fn missing(&self, seen: &Window) -> Vec<i64> {
        let oldest = seen.ids.last().copied().unwrap_or(i64::MAX);
        let is_covered = |id: i64| seen.is_whole || id > oldest;
        self.window.iter().copied().filter(|id| is_covered(*id) && !seen.ids.contains(id)).collect()
    }

    /// Takes over a window, and begins a sweep if one is needed.
    pub(super) fn advance(&mut self, seen: Window, now: Millis) {
        let is_first = self.window.is_empty() && self.older.is_none() && self.newest == 0;
        let oldest = seen.ids.last().copied().unwrap_or(0);
        let slid_out = self.window.iter().filter(|id| **id < oldest).count() as u64;
        let older = seen.total.saturating_sub(seen.ids.len() as u64);

        if seen.is_whole {
            self.older = Some(0);
        } else if is_first {
            self.sweep = Some(Sweep { after: 0, page: 1 });
            self.older = None;
        } else if self.window.first().is_some_and(|newest| *newest < oldest) {
            // More items arrived than a window holds.
            self.sweep = Some(Sweep { after: self.newest, page: 1 });
            self.older = None;
        } else if self.older.is_some_and(|before| before + slid_out != older)
            && now - self.swept_at >= SWEEP_EVERY_MS
        {
            self.sweep = Some(Sweep { after: 0, page: 1 });
            self.swept_at = now;
            self.older = None;
        } else {
            // If a sweep has to wait, the wrong count is kept, so that it comes later.
            self.older = match self.older {
                Some(before) if before + slid_out != older => Some(before + slid_out),
                _ => Some(older),
            };
        }
        self.newest = self.newest.max(seen.newest);
        self.window = seen.ids;
    }
}

impl Sweep {
    /// The place after a page whose last item has the date `last`; `None` at the end.
    ///
    /// Continues by date instead of by page number, because page numbers shift when an earlier item
    /// is deleted meanwhile. The next page is taken only if a page does not get past `after`.
    pub(super) fn next(self, last: Option<Millis>, pages: u32) -> Option<Self> {
        if self.page >= pages {
            return None;
        }
        Some(match last {
            Some(date) if date > self.after => Self { after: date, page: 1 },
            _ => Self { after: self.after, page: self.page + 1 },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Millis = SWEEP_EVERY_MS;

    fn window(ids: &[i64], total: u64, is_whole: bool) -> Window {
        Window { ids: ids.to_vec(), newest: ids.first().copied().unwrap_or(0), total, is_whole }
    }

    #[test]
    fn a_small_site_is_never_swept_and_its_deletions_show() {
        let mut stream = Stream::default();
        stream.advance(window(&[3, 2, 1], 3, true), 0);
        assert_eq!(stream.sweep, None);
        assert_eq!(stream.missing(&window(&[4, 3, 1], 3, true)), [2]);
        assert_eq!(stream.missing(&window(&[], 0, true)), [3, 2, 1]);
    }

    #[test]
    fn what_slides_out_of_the_window_is_not_missing() {
        let mut stream = Stream::default();
        stream.advance(window(&[6, 5, 4], 6, false), 0);
        let next = window(&[8, 7, 5], 7, false);
        assert_eq!(stream.missing(&next), [6], "4 is older than the window now");
    }

    #[test]
    fn sweeps_at_first_after_a_gap_and_for_a_wrong_count() {
        let mut stream = Stream::default();
        stream.advance(window(&[6, 5, 4], 6, false), DAY);
        assert_eq!(stream.sweep.take(), Some(Sweep { after: 0, page: 1 }));
        stream.advance(window(&[6, 5, 4], 6, false), DAY);
        assert_eq!(stream.sweep, None, "the count is taken from the first window after a sweep");
        stream.advance(window(&[7, 6, 5], 7, false), DAY);
        assert_eq!(stream.sweep, None, "4 slid out and was counted");

        stream.advance(window(&[20, 19, 18], 20, false), DAY);
        assert_eq!(stream.sweep.take(), Some(Sweep { after: 7, page: 1 }));
        stream.advance(window(&[20, 19, 18], 20, false), DAY);
        assert_eq!(stream.sweep, None);

        stream.advance(window(&[20, 19, 18], 21, false), DAY);
        assert_eq!(stream.sweep.take(), Some(Sweep { after: 0, page: 1 }), "a late approval");
        stream.advance(window(&[20, 19, 18], 21, false), DAY);
        stream.advance(window(&[20, 19, 18], 22, false), DAY + 1);
        assert_eq!(stream.sweep, None, "not twice a day");
        stream.advance(window(&[20, 19, 18], 22, false), 2 * DAY);
        assert_eq!(stream.sweep.take(), Some(Sweep { after: 0, page: 1 }), "but the day after");
    }

    #[test]
    fn a_sweep_gets_past_more_equal_dates_than_a_page_holds() {
        let sweep = Sweep { after: 10, page: 1 };
        assert_eq!(sweep.next(Some(20), 3), Some(Sweep { after: 20, page: 1 }));
        assert_eq!(sweep.next(Some(10), 3), Some(Sweep { after: 10, page: 2 }));
        assert_eq!(sweep.next(None, 3), Some(Sweep { after: 10, page: 2 }));
        assert_eq!(sweep.next(Some(20), 1), None);
    }
}
