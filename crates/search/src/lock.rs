//! Who may write an index: one process at a time. The system gives the lock back however its
//! holder ends, so that there is no stale one.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::SearchError;
use crate::index::io_error;

/// Beside the versions of the index, so that it outlives one that is thrown away.
const NAME: &str = ".writer.lock";

/// Held while this index is written, or thrown away.
#[derive(Debug)]
pub(crate) struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock of the index below `dir`.
    ///
    /// # Errors
    /// [`SearchError::WriterBusy`] while somebody holds it, in this process or another;
    /// [`SearchError::Io`].
    pub(crate) fn take(dir: &Path) -> Result<Self, SearchError> {
        let path = dir.join(NAME);
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let file = opened.map_err(|source| io_error(&path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(SearchError::WriterBusy),
            Err(TryLockError::Error(source)) => Err(io_error(&path, source)),
        }
    }
}
