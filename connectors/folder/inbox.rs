//! The folder itself: what waits in it, and where it goes. Everything is opened through handles of
//! folders, so that no name leads outside them, and symbolic links are refused.

use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use cap_fs_ext::{DirExt, FollowSymlinks, OpenOptionsFollowExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, OpenOptions};
use plaza_core::{ConnectorError, Millis, say};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use plaza_core::import::{Format, Layout};

use crate::file::{self, ImportError, Records};

/// Where files go after they were read.
const DONE: &str = "done";
/// Where files go that cannot be used.
const FAILED: &str = "failed";
/// Maximum number of files that are looked at.
const MAX_FILES: usize = 10_000;
/// Maximum number of files of one name that are put away.
const MAX_NAMESAKES: u32 = 10_000;

/// Whether this is a folder that Plaza makes.
pub(super) fn is_ours(name: &str) -> bool {
    matches!(name, DONE | FAILED)
}

/// Where the folder is.
#[derive(Debug)]
pub(super) struct Inbox {
    /// A folder that the operator allows.
    pub(super) root: PathBuf,
    /// The folder inside it.
    pub(super) below: PathBuf,
    /// Whether missing folders are created.
    pub(super) makes: bool,
}

/// A file that waits, with what identifies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) name: String,
    /// Bytes.
    pub(super) size: u64,
    /// Milliseconds UTC.
    modified: Millis,
}

/// The folder, open.
pub(super) struct Folder {
    dir: Dir,
    shown: String,
}

impl Inbox {
    pub(super) fn shown(&self) -> String {
        self.root.join(&self.below).display().to_string()
    }

    /// Opens the folder one step at a time, none of them through a symbolic link.
    pub(super) fn open(&self) -> Result<Folder, ConnectorError> {
        let shown = self.shown();
        let cannot = |error: io::Error| cannot_use(&shown, &error);
        if self.makes {
            std::fs::create_dir_all(&self.root).map_err(cannot)?;
        }
        let mut dir = Dir::open_ambient_dir(&self.root, ambient_authority()).map_err(cannot)?;
        for part in self.below.components() {
            if let Component::Normal(name) = part {
                if self.makes && !dir.try_exists(name).map_err(cannot)? {
                    dir.create_dir(name).map_err(cannot)?;
                }
                dir = dir.open_dir_nofollow(name).map_err(cannot)?;
            }
        }
        Ok(Folder { dir, shown })
    }
}

impl Folder {
    /// The files to import, oldest first.
    pub(super) fn waiting(&self) -> Result<Vec<Waiting>, ConnectorError> {
        let mut files = Vec::new();
        for entry in self.dir.entries().map_err(|error| self.cannot(&error))?.take(MAX_FILES) {
            let entry = entry.map_err(|error| self.cannot(&error))?;
            // A name that is not valid text cannot be kept in a cursor; such files stay where they
            // are.
            let Ok(name) = entry.file_name().into_string() else { continue };
            if Format::of_path(Path::new(&name)).is_none() || name.starts_with('.') {
                continue;
            }
            files.extend(self.look(&name)?);
        }
        files.sort_by(|a, b| (a.modified, &a.name).cmp(&(b.modified, &b.name)));
        Ok(files)
    }

    /// A file as it is now; `None` where there is nothing, or something that is not a file.
    pub(super) fn look(&self, name: &str) -> Result<Option<Waiting>, ConnectorError> {
        match self.dir.symlink_metadata(name) {
            Ok(found) if found.is_file() => Ok(Some(waiting(name, &found))),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.cannot(&error)),
        }
    }

    /// The records of a file.
    pub(super) fn records(
        &self,
        name: &str,
        layout: &Layout,
    ) -> Result<Result<Records, ImportError>, ConnectorError> {
        let mut options = OpenOptions::new();
        options.read(true).follow(FollowSymlinks::No);
        let opened = self.dir.open_with(name, &options).map_err(|error| self.cannot(&error))?;
        Ok(file::records_of(opened.into_std(), name, layout))
    }

    /// Moves a file that was read and puts a report beside it. A file that is gone has been moved
    /// already.
    pub(super) fn put_away(
        &self,
        file: &Waiting,
        has_failed: bool,
        report: &Value,
    ) -> Result<(), ConnectorError> {
        if self.look(&file.name)?.as_ref() != Some(file) {
            return Ok(());
        }
        let to = if has_failed { FAILED } else { DONE };
        self.move_into(to, &file.name, &format!("{report:#}\n"))
            .map_err(|error| self.cannot(&error))
    }

    fn move_into(&self, to: &str, name: &str, report: &str) -> io::Result<()> {
        match self.dir.create_dir(to) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let to = self.dir.open_dir_nofollow(to)?;
        let free = free_name(&to, name)?;
        // The report is written first, so that every file that was moved has one.
        to.write(format!("{free}.report.json"), report)?;
        self.dir.rename(name, &to, &free)
    }

    fn cannot(&self, error: &io::Error) -> ConnectorError {
        cannot_use(&self.shown, error)
    }
}

/// `name`, or where that is taken, `name` with a number before it.
fn free_name(folder: &Dir, name: &str) -> io::Result<String> {
    for number in 1..=MAX_NAMESAKES {
        let free = if number == 1 { name.to_owned() } else { format!("{number}-{name}") };
        match folder.symlink_metadata(&free) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(free),
            Err(error) => return Err(error),
            Ok(_) => {}
        }
    }
    Err(io::Error::other(format!("there are {MAX_NAMESAKES} files named {name} already")))
}

fn waiting(name: &str, found: &Metadata) -> Waiting {
    let modified = found.modified().ok().map(cap_std::time::SystemTime::into_std);
    let since = modified.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let modified = since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(Millis::MAX));
    Waiting { name: name.to_owned(), size: found.len(), modified }
}

fn cannot_use(folder: &str, error: &io::Error) -> ConnectorError {
    let technical = error.to_string();
    let why = say!(
        "folder-unusable",
        "the folder {folder} cannot be used: {technical}",
        folder,
        technical
    );
    ConnectorError::Transient(match error.kind() {
        ErrorKind::PermissionDenied => {
            why.then(say!("folder-no-right", "Plaza must be allowed to read and write there"))
        }
        ErrorKind::NotFound => why.then(say!("folder-missing", "make the folder first")),
        _ => why,
    })
}
