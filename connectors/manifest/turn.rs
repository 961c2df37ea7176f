//! From one page of a walk to the next, and what is said where a walk ends although there is more.

use jaq_json::Val;
use plaza_core::{Message, Millis, Missed, Rejected, say, text::stable_hash};

use super::collect::{Records, Round};
use super::format::{MarkType, Order};
use super::model::Stream;
use super::paging::Next;
use super::since::Since;
use super::state::{Position, Walk};

/// Said of a page that shows what the one before it showed.
fn same_records() -> Message {
    say!(
        "page-repeated",
        "two pages one after the other show the same records, so reading ends there: the request \
         ignores `page`, or the place repeats its last page (then say in `last` or `size` which \
         page is the last one)"
    )
}

/// Said of an address or a cursor that leads back.
fn goes_back() -> Message {
    say!(
        "page-goes-back",
        "the next page that the place names is one that was just read, so reading ends there; see \
         `next` in `pagination`"
    )
}

impl Round<'_> {
    /// Whether a page shows what the page before it showed.
    pub(super) fn is_repeated(&self, stream: &Stream, walk: &Walk, found: &Records) -> bool {
        let counts = matches!(walk.page, Some(Position::Number(_))) && walk.taken == 0;
        counts
            && stream.pagination.is_some()
            && !found.records.is_empty()
            && walk.shown == Some(hash_of(&found.records))
    }

    /// Moves a walk on to the next page; false where there is none.
    pub(super) fn turn(
        &mut self,
        stream: &Stream,
        walk: &mut Walk,
        next: Next,
        records: &[Val],
    ) -> bool {
        walk.taken = 0;
        match next {
            Next::End => false,
            Next::Page(next) => {
                let is_counted = matches!(next, Position::Number(_));
                walk.shown = is_counted.then(|| hash_of(records));
                let goes_on = walk.turn_to(next);
                if !goes_on {
                    self.note(stream, goes_back());
                }
                goes_on
            }
            Next::Same => {
                self.note(stream, goes_back());
                false
            }
        }
    }

    /// Says that a page shows what the page before it showed.
    pub(super) fn note_repeated(&mut self, stream: &Stream) {
        self.note(stream, same_records());
    }

    /// Says something about a stream where people look for what could not be read.
    pub(super) fn note(&mut self, stream: &Stream, reason: Message) {
        let origin = format!("{} of {}", stream.name, self.session.place());
        let note = Rejected { origin, reason, raw: String::new() };
        if !self.page.rejected.contains(&note) {
            self.page.rejected.push(note);
        }
    }

    /// Notes the span that is missing where the largest number of pages ended a walk.
    pub(super) fn cut_short(&self, stream: &Stream, walk: &Walk, since: Option<&Since>) {
        let incremental = stream.incremental.as_ref();
        // The next round goes on where this one ended.
        if incremental.is_some_and(|inc| inc.order == Order::OldestFirst) {
            return;
        }
        let missed = match walk.window {
            Some((from, until)) => Missed { from, until },
            None => {
                let of_time = incremental.is_some_and(|inc| inc.kind == MarkType::Time);
                let threshold = since.filter(|_| of_time).and_then(|since| since.threshold);
                let known = self.state.newest.get(&stream.name).copied();
                let is_newest_first =
                    incremental.is_some_and(|inc| inc.order == Order::NewestFirst);
                self.beyond(threshold.or(known).unwrap_or(0), is_newest_first)
            }
        };
        if missed.from < missed.until {
            self.session.miss(missed);
        }
    }

    /// What lies behind the page: older than it in lists that begin with the newest, else newer.
    fn beyond(&self, known: Millis, is_newest_first: bool) -> Missed {
        let times: Vec<i64> = self.page.mentions.iter().filter_map(|m| m.created_at).collect();
        let (first, last) = (times.first().copied(), times.last().copied());
        let (oldest, newest) = (times.iter().min(), times.iter().max());
        match (oldest, newest) {
            (Some(&oldest), Some(&newest)) => {
                if !is_newest_first && first < last {
                    Missed { from: newest, until: self.session.now() }
                } else {
                    Missed { from: known, until: self.reached.unwrap_or(oldest) }
                }
            }
            _ => Missed { from: known, until: self.reached.unwrap_or_else(|| self.session.now()) },
        }
    }
}

fn hash_of(records: &[Val]) -> i64 {
    let all: String = records.iter().map(|record| format!("{record}\n")).collect();
    stable_hash(&all)
}
