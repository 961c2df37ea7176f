//! What is noticed while a file is read.

use std::sync::{Arc, Mutex, PoisonError};

use plaza_core::import::Note;

/// What was noticed about a file so far. Clones share it, so that it can be asked for after the
/// records have gone elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<Note>>>);

impl Notes {
    /// What was noticed so far.
    #[must_use]
    pub fn list(&self) -> Vec<Note> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
