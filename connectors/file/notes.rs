//! What is noticed while a file is read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use plaza_core::import::{Field, Note};

/// What was noticed about a file so far. Clones share it, so that it can be asked for after the
/// records have gone elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Notes(Arc<Mutex<Tally>>);

#[derive(Debug, Default)]
struct Tally {
    /// What was decided before the first record.
    decided: Vec<Note>,
    own_ids: u64,
    unread: BTreeMap<Field, Unread>,
    guessed: u64,
    empty: u64,
    footer: u64,
}

#[derive(Debug)]
struct Unread {
    count: u64,
    example: String,
    line: u64,
}

impl Notes {
    /// What was noticed so far.
    #[must_use]
    pub fn list(&self) -> Vec<Note> {
        let tally = self.tally();
        let mut notes = tally.decided.clone();
        let mut count = |count: u64, note: fn(u64) -> Note| {
            if count > 0 {
                notes.push(note(count));
            }
        };
        count(tally.own_ids, Note::OwnIds);
        count(tally.guessed, Note::BadLetters);
        count(tally.footer, Note::Footer);
        count(tally.empty, Note::EmptyRows);
        for (field, Unread { count, example, line }) in &tally.unread {
            let (field, count, line) = (*field, *count, *line);
            notes.push(Note::Unread { field, count, example: example.clone(), line });
        }
        notes
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn decide(&self, note: Note) {
        self.tally().decided.push(note);
    }

    pub(super) fn own_id(&self) {
        self.tally().own_ids += 1;
    }

    pub(super) fn guessed(&self, letters: u64) {
        if letters > 0 {
            self.tally().guessed += letters;
        }
    }

    pub(super) fn empty_row(&self) {
        self.tally().empty += 1;
    }

    pub(super) fn footer(&self, rows: u64) {
        self.tally().footer += rows;
    }

    /// A value that its field cannot take.
    pub(super) fn unread(&self, field: Field, value: &str, line: u64) {
        let mut tally = self.tally();
        let first = || Unread { count: 0, example: super::values::shown(value), line };
        tally.unread.entry(field).or_insert_with(first).count += 1;
    }
}
