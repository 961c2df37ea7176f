//! How far a collection has come; the engine keeps it as the source's cursor.

use std::collections::{BTreeMap, BTreeSet};

use jaq_json::Val;
use plaza_core::{ConnectorError, Millis, text::stable_hash};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::jq;
use crate::config::technical;

/// The version of this state. A cursor of another version starts from the beginning, which only
/// costs requests.
const VERSION: u8 = 1;
/// Positions behind a walk that are remembered, so that it notices when it goes round in a circle.
const MAX_BEHIND: usize = 12;

/// A round goes through all streams, then looks for deletions, then ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    v: u8,
    /// The stream that is being read; the number of streams when all are done.
    #[serde(rename = "at")]
    pub(super) stream_index: usize,
    /// The walk through that stream.
    #[serde(default, skip_serializing_if = "Walk::is_new")]
    pub(super) walk: Walk,
    /// Follow-up requests, beginning with the next one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) pending: Vec<FollowUp>,
    /// Where the last complete walk through each stream ended.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) marks: BTreeMap<String, Mark>,
    /// Up to when the time windows of each stream have been read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) windows: BTreeMap<String, Millis>,
    /// The time of the newest record that the last walk through each stream showed, where no mark
    /// tells it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) newest: BTreeMap<String, Millis>,
    /// The mentions that are looked at again for edits and deletions, by stream.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) rechecks: BTreeMap<String, Remembered>,
}

/// The newest record of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Mark {
    /// A time in milliseconds, or a number.
    Number(i64),
    /// An id that cannot be compared.
    Id(String),
}

/// One walk through a stream's pages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Walk {
    /// The next page; `None` is the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<Position>,
    /// Pages read.
    #[serde(default)]
    pub(super) pages: u64,
    /// The newest record seen in this walk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) seen: Option<Mark>,
    /// The time window that is being read: from, to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) window: Option<(Millis, Millis)>,
    /// Records of the page that have been taken: a page with many is taken in portions.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) taken: usize,
    /// A hash of the records of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) shown: Option<i64>,
    /// Hashes of the positions of the last pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) behind: Vec<i64>,
    /// The time of the newest record, where no mark tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newest: Option<Millis>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Walk {
    fn is_new(&self) -> bool {
        *self == Self::default()
    }

    /// Moves on to the next page; false when the walk was there a short while ago.
    pub(super) fn turn_to(&mut self, next: Position) -> bool {
        let hash = next.hash();
        if self.behind.contains(&hash) {
            return false;
        }
        self.behind.push(hash);
        if self.behind.len() > MAX_BEHIND {
            self.behind.remove(0);
        }
        self.page = Some(next);
        true
    }
}

/// The next page of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Position {
    /// What the platform calls its cursor.
    Token(String),
    /// A page number or an offset.
    Number(u64),
    /// A whole address.
    Url(String),
}

impl Position {
    /// As programs see it in `$page`.
    pub(super) fn value(&self) -> Val {
        match self {
            Self::Token(text) | Self::Url(text) => Val::from(text.clone()),
            Self::Number(number) => jq::from_json(&Json::from(*number)),
        }
    }

    fn hash(&self) -> i64 {
        match self {
            Self::Token(text) | Self::Url(text) => stable_hash(text),
            Self::Number(number) => stable_hash(&number.to_string()),
        }
    }
}

/// A request that belongs to a record of another stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FollowUp {
    pub(super) stream: String,
    /// What the manifest extracted from the record.
    pub(super) parent: Json,
    #[serde(default, skip_serializing_if = "Walk::is_new")]
    pub(super) walk: Walk,
}

/// Recent mentions of a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// Their times and external ids, newest first.
    pub(super) recent: Vec<(Millis, String)>,
    /// Those that the current round still has to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) todo: Vec<String>,
    /// When to look again.
    pub(super) next: Millis,
    /// The threads of mentions, by external id, where threads are looked at too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) threads: BTreeMap<String, String>,
    /// What a list did not show although much of what is known was missing in it: gone, if the next
    /// one does not show it either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) suspects: Vec<String>,
}

impl Remembered {
    /// Adds a mention and keeps the newest `keep`.
    pub(super) fn add(&mut self, at: Millis, id: &str, keep: usize) {
        self.recent.retain(|(_, known)| known != id);
        let place = self.recent.partition_point(|(other, _)| *other > at);
        if place < keep {
            self.recent.insert(place, (at, id.to_owned()));
            self.recent.truncate(keep);
        }
    }

    /// Remembers the thread of a mention that is kept.
    pub(super) fn belongs_to(&mut self, id: &str, thread: &str) {
        if self.recent.iter().any(|(_, known)| known == id) {
            self.threads.insert(id.to_owned(), thread.to_owned());
        }
        if self.threads.len() > self.recent.len() {
            let recent: BTreeSet<&str> = self.recent.iter().map(|(_, id)| id.as_str()).collect();
            self.threads.retain(|id, _| recent.contains(id.as_str()));
        }
    }

    pub(super) fn forget(&mut self, id: &str) {
        self.recent.retain(|(_, known)| known != id);
        self.todo.retain(|known| known != id);
        self.threads.remove(id);
    }

    /// Forgets all mentions of a thread.
    pub(super) fn forget_thread(&mut self, thread: &str) {
        let of_thread = |id: &str| self.threads.get(id).is_some_and(|other| other == thread);
        self.recent.retain(|(_, id)| !of_thread(id));
        self.todo.retain(|id| !of_thread(id));
        self.threads.retain(|_, other| other != thread);
    }
}

impl Default for State {
    fn default() -> Self {
        Self {
            v: VERSION,
            stream_index: 0,
            walk: Walk::default(),
            pending: Vec::new(),
            marks: BTreeMap::new(),
            windows: BTreeMap::new(),
            newest: BTreeMap::new(),
            rechecks: BTreeMap::new(),
        }
    }
}

impl State {
    /// Reads a cursor; one of another version starts from the beginning.
    pub(super) fn read(cursor: Option<&str>) -> Self {
        let state = cursor.and_then(|text| serde_json::from_str::<Self>(text).ok());
        state.filter(|state| state.v == VERSION).unwrap_or_default()
    }

    pub(super) fn write(&self) -> Result<String, ConnectorError> {
        serde_json::to_string(self).map_err(|error| ConnectorError::Malformed(technical(error)))
    }

    /// Puts follow-up requests in front of those that wait.
    pub(super) fn push(&mut self, mut more: Vec<FollowUp>) {
        more.append(&mut self.pending);
        self.pending = more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_remembered_once() {
        let mut remembered = Remembered::default();
        for (at, id) in [(3, "c"), (1, "a"), (2, "b"), (3, "c"), (4, "d")] {
            remembered.add(at, id, 3);
        }
        let ids: Vec<_> = remembered.recent.iter().map(|(_, id)| id.as_str()).collect();
        assert_eq!(ids, ["d", "c", "b"]);
        remembered.add(0, "old", 3);
        remembered.forget("c");
        assert_eq!(remembered.recent.len(), 2);
    }

    #[test]
    fn a_cursor_of_another_form_begins_anew() {
        let mut state = State::default();
        state.walk.page = Some(Position::Number(2));
        state.marks.insert("posts".to_owned(), Mark::Number(7));
        let text = state.write().unwrap();
        assert_eq!(State::read(Some(&text)), state);
        for other in ["", "7", "{\"v\":99,\"at\":0}", "{}"] {
            assert_eq!(State::read(Some(other)), State::default(), "{other}");
        }
    }
}
