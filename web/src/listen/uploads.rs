//! Uploaded files that wait to be imported: on the disk, each in a folder of its own, for the person
//! who uploaded it, and no longer than a day. They survive a restart.

use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

use plaza_core::import::{Layout, Look, Trouble};
use plaza_core::{DAY_MS, Millis, UserId};
use plaza_engine::listen::RowsAgain;
use plaza_engine::random_hex;
use serde::{Deserialize, Serialize};

use crate::state::Records;

/// How long an upload waits, milliseconds.
pub(crate) const WAITS_MS: Millis = DAY_MS;
/// Most bytes that all waiting uploads may have.
const ALL_BYTES: u64 = 2 << 30;
/// Most uploads that wait for one person; the oldest one gives way.
const MOST_OF_ONE: usize = 10;
/// Bytes of random that name an upload.
const TOKEN_BYTES: usize = 16;
/// What is noted of an upload.
const NOTE: &str = "upload.json";
/// The folder of the file itself.
const FILE: &str = "file";

/// How uploaded files are looked at and read; the connectors know, and are handed in.
#[derive(Clone, Copy)]
pub struct FileReader {
    /// Looks at a file that people know by this name; so many records are shown.
    pub look: fn(&Path, &str, &Layout, usize) -> Result<Look, Trouble>,
    /// Opens it for import.
    pub open: fn(&Path, &Layout) -> Result<Records, Trouble>,
}

/// The folder of uploads, and how they are read.
#[derive(Clone)]
pub struct Uploads {
    folder: PathBuf,
    pub(crate) reader: FileReader,
}

/// What is noted of an upload.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// Names it in addresses.
    pub(crate) token: String,
    /// Who uploaded it.
    pub(crate) owner: Option<UserId>,
    /// The file's name, as far as it is harmless.
    pub(crate) name: String,
    /// Name of the source that it is meant for.
    pub(crate) source: String,
    /// Its size in bytes.
    pub(crate) bytes: u64,
    /// When it came.
    pub(crate) at: Millis,
    /// What was said of how it is read.
    pub(crate) layout: Layout,
    /// The source whose earlier file with this header was read so, where one was.
    pub(crate) like: Option<String>,
    /// The rows of the quarantine that it is made of; empty for a file.
    pub(crate) mends: RowsAgain,
}

impl Uploads {
    /// Keeps uploads in `folder`, which is made when it is needed.
    #[must_use]
    pub fn new(folder: PathBuf, reader: FileReader) -> Self {
        Self { folder, reader }
    }

    /// A new upload, with room for its file.
    ///
    /// # Errors
    /// The disk's; [`io::ErrorKind::QuotaExceeded`] when too much waits already.
    pub(crate) fn begin(
        &self,
        owner: Option<UserId>,
        name: &str,
        now: Millis,
    ) -> io::Result<Upload> {
        self.clean(now);
        let waiting = self.all();
        if waiting.iter().map(|upload| upload.bytes).sum::<u64>() > ALL_BYTES {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let mut own: Vec<&Upload> = waiting.iter().filter(|upload| upload.owner == owner).collect();
        own.sort_by_key(|upload| std::cmp::Reverse(upload.at));
        for old in own.iter().skip(MOST_OF_ONE - 1) {
            self.discard(old);
        }
        let token = random_hex(TOKEN_BYTES).map_err(io::Error::other)?;
        private_folder(&self.folder.join(&token).join(FILE))?;
        Ok(Upload {
            token,
            owner,
            name: name.to_owned(),
            source: String::new(),
            bytes: 0,
            at: now,
            layout: Layout::default(),
            like: None,
            mends: RowsAgain::default(),
        })
    }

    /// Where the file of an upload lies.
    pub(crate) fn path(&self, upload: &Upload) -> PathBuf {
        self.folder.join(&upload.token).join(FILE).join(&upload.name)
    }

    /// Notes what is known of an upload.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn note(&self, upload: &Upload) -> io::Result<()> {
        let folder = self.folder.join(&upload.token);
        let fresh = folder.join("upload.new");
        fs::write(&fresh, serde_json::to_vec(upload)?)?;
        fs::rename(fresh, folder.join(NOTE))
    }

    /// The upload of that name, where it is this person's and has not waited too long.
    pub(crate) fn find(&self, token: &str, owner: Option<UserId>, now: Millis) -> Option<Upload> {
        // A name in an address is never a path.
        if token.len() != 2 * TOKEN_BYTES || !token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let upload = read(&self.folder.join(token))?;
        (upload.owner == owner && now - upload.at < WAITS_MS).then_some(upload)
    }

    /// Uploads of a person, newest first.
    pub(crate) fn of(&self, owner: Option<UserId>, now: Millis) -> Vec<Upload> {
        let mut own = self.all();
        own.retain(|upload| upload.owner == owner && now - upload.at < WAITS_MS);
        own.sort_by_key(|upload| std::cmp::Reverse(upload.at));
        own
    }

    /// Deletes an upload.
    pub(crate) fn discard(&self, upload: &Upload) {
        remove(&self.folder.join(&upload.token));
    }

    /// Deletes what has waited too long, and what was never finished.
    pub fn clean(&self, now: Millis) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let is_due = match read(&entry.path()) {
                Some(upload) => now - upload.at >= WAITS_MS,
                // One that is being uploaded has no note yet.
                None => age_ms(&entry.path()).is_none_or(|age| age >= WAITS_MS),
            };
            if is_due {
                remove(&entry.path());
            }
        }
    }

    fn all(&self) -> Vec<Upload> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        entries.flatten().filter_map(|entry| read(&entry.path())).collect()
    }
}

fn read(folder: &Path) -> Option<Upload> {
    serde_json::from_slice(&fs::read(folder.join(NOTE)).ok()?).ok()
}

fn remove(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        tracing::warn!(%error, folder = %folder.display(), "an upload cannot be deleted");
    }
}

/// Milliseconds since a folder was made, by the computer's own clock.
fn age_ms(folder: &Path) -> Option<Millis> {
    let age = fs::metadata(folder).ok()?.modified().ok()?.elapsed().ok()?;
    Millis::try_from(age.as_millis()).ok()
}

/// Makes a folder that nobody else may look into.
fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READER: FileReader =
        FileReader { look: |_, _, _, _| Err(Trouble::Empty), open: |_, _| Err(Trouble::Empty) };

    fn keep(uploads: &Uploads, owner: i64, now: Millis) -> Upload {
        let mut upload = uploads.begin(Some(owner.into()), "a.csv", now).unwrap();
        fs::write(uploads.path(&upload), "id,text").unwrap();
        upload.bytes = 7;
        uploads.note(&upload).unwrap();
        upload
    }

    #[test]
    fn an_upload_is_its_owner_s_for_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::new(folder.path().join("uploads"), READER);
        let upload = keep(&uploads, 1, 5);
        let find = |token: &str, owner: i64, now: Millis| {
            uploads.find(token, Some(owner.into()), now).map(|upload| upload.name)
        };
        assert_eq!(find(&upload.token, 1, 6).as_deref(), Some("a.csv"));
        assert_eq!(find(&upload.token, 2, 6), None);
        assert_eq!(find(&upload.token, 1, 5 + WAITS_MS), None);
        assert_eq!(find("../../etc", 1, 6), None);
        assert_eq!(uploads.of(Some(1.into()), 6).len(), 1);
        uploads.clean(5 + WAITS_MS);
        assert!(!uploads.path(&upload).exists());
    }

    #[test]
    fn the_oldest_upload_of_a_person_gives_way() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::new(folder.path().to_owned(), READER);
        let other = keep(&uploads, 2, 0);
        let first = keep(&uploads, 1, 1);
        for n in 0..MOST_OF_ONE {
            keep(&uploads, 1, 2 + Millis::try_from(n).unwrap());
        }
        assert_eq!(uploads.of(Some(1.into()), 50).len(), MOST_OF_ONE);
        assert!(!uploads.path(&first).exists());
        assert!(uploads.path(&other).exists());
    }
}
