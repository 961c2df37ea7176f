//! Drop folders: import files that a person or a program puts into a folder.
//!
//! A file is read when it has stopped growing, and moved to `done/` or `failed/` with a report
//! beside it. Progress is kept in the cursor, which is saved with the records. After a crash
//! reading continues where it was, and records that are read twice are recognized by their ids.
//! Nothing outside the allowed folders is ever opened, and no symbolic link is followed.

mod config;
mod inbox;
mod progress;
mod spec;

use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use plaza_core::{
    Clock, ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, History,
    Message, Page, SourceConfig, say,
};

use plaza_core::import::Layout;

use crate::file::{ImportError, Records};
use config::Config;
use inbox::{Inbox, Waiting};
use progress::{Cursor, Progress};
use spec::SPEC;

/// Records in a page.
const PAGE: usize = 2_000;
/// A page with this many bytes of text is full, however few records it has.
const PAGE_BYTES: usize = 4 << 20;
/// How long a file must have kept its size before it is read.
const SETTLED: Duration = Duration::from_secs(2);

/// Makes connectors to folders below those that the operator allows.
pub struct FolderFactory {
    /// The inbox, then the other allowed folders.
    roots: Vec<PathBuf>,
    clock: Arc<dyn Clock>,
    settled: Duration,
}

impl FolderFactory {
    /// Connectors to `inbox`, to `allowed`, and to the folders inside them.
    #[must_use]
    pub fn new(inbox: PathBuf, allowed: Vec<PathBuf>, clock: Arc<dyn Clock>) -> Self {
        let roots = std::iter::once(inbox).chain(allowed).collect();
        Self { roots, clock, settled: SETTLED }
    }

    /// The same factory with another time for which a file must have kept its size.
    #[must_use]
    pub fn settled_after(mut self, settled: Duration) -> Self {
        self.settled = settled;
        self
    }

    /// The allowed folder, and the path below it.
    fn resolve(&self, named: &Path) -> Result<(PathBuf, PathBuf), ConfigError> {
        let refuse = |why: Message| Err(ConfigError::new("folder", why));
        let found = if named.is_absolute() {
            self.roots
                .iter()
                .find_map(|root| Some((root.clone(), named.strip_prefix(root).ok()?.to_owned())))
        } else {
            self.roots.first().map(|root| (root.clone(), named.to_owned()))
        };
        let Some((root, below)) = found else {
            return refuse(say!(
                "folder-outside",
                "is outside the folders that are allowed; an operator adds it to inbox_folders"
            ));
        };
        let is_sound = below.components().all(|part| match part {
            Component::Normal(name) => {
                name.to_str().is_some_and(|name| !name.starts_with('.') && !inbox::is_ours(name))
            }
            _ => false,
        });
        if !is_sound {
            return refuse(say!(
                "takes-folders",
                "takes names of folders with / between, not `..`, `done` or `failed`"
            ));
        }
        Ok((root, below))
    }
}

impl ConnectorFactory for FolderFactory {
    fn spec(&self) -> &ConnectorSpec {
        &SPEC
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        let (root, below) = self.resolve(&Config::read(config)?.folder)?;
        // The inbox moves with the data folder, but it must remain the same place.
        let root = if self.roots.first() == Some(&root) { PathBuf::from("inbox") } else { root };
        Ok(root.join(below).display().to_string())
    }

    fn history(&self) -> History {
        History::Whole
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        let Config { folder, layout } = Config::read(config)?;
        let (root, below) = self.resolve(&folder)?;
        let makes = self.roots.first() == Some(&root);
        let inbox = Inbox { root, below, makes };
        let clock = Arc::clone(&self.clock);
        let work = Arc::new(Work { inbox, layout, clock, open: Mutex::default() });
        Ok(Box::new(Folder { work, settled: self.settled }))
    }
}

/// One folder.
struct Folder {
    work: Arc<Work>,
    settled: Duration,
}

/// What is done on a thread that may wait for the disk.
struct Work {
    inbox: Inbox,
    layout: Layout,
    clock: Arc<dyn Clock>,
    /// The file under way, so that the next page need not read it from its beginning.
    open: Mutex<Option<(Progress, Records)>>,
}

#[async_trait]
impl Connector for Folder {
    async fn check(&self) -> Result<Message, ConnectorError> {
        let waiting = self.run(|work| Ok(work.inbox.open()?.waiting()?.len())).await?;
        let folder = self.work.inbox.shown();
        Ok(say!("found-files", "{folder} holds {n} files to import", folder, n = waiting))
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        let mut cursor = Cursor::read(cursor)?;
        if cursor.file.is_none() {
            cursor.file = self.next_file().await?.map(Progress::begin);
        }
        self.run(move |work| work.step(cursor)).await
    }
}

impl Folder {
    /// The oldest file that has stopped growing.
    async fn next_file(&self) -> Result<Option<Waiting>, ConnectorError> {
        let before = self.run(|work| work.inbox.open()?.waiting()).await?;
        if before.is_empty() {
            return Ok(None);
        }
        tokio::time::sleep(self.settled).await;
        let after = self.run(|work| work.inbox.open()?.waiting()).await?;
        Ok(after.into_iter().find(|file| before.contains(file)))
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Work) -> Result<T, ConnectorError> + Send + 'static,
    ) -> Result<T, ConnectorError> {
        let shared = Arc::clone(&self.work);
        let done = tokio::task::spawn_blocking(move || work(&shared)).await;
        done.map_err(|_| {
            ConnectorError::Transient(say!("file-not-read", "the file could not be read"))
        })?
    }
}

impl Work {
    /// Reads a page, or puts away a file that has been read.
    fn step(&self, mut cursor: Cursor) -> Result<Page, ConnectorError> {
        let mut page = Page::default();
        if let Some(progress) = cursor.file.take() {
            cursor.file = self.advance(progress, &mut page)?;
            page.more = true;
        }
        page.cursor = Some(cursor.write()?);
        Ok(page)
    }

    /// The next part of a file; `None` when there is nothing left to do with it.
    fn advance(
        &self,
        mut progress: Progress,
        page: &mut Page,
    ) -> Result<Option<Progress>, ConnectorError> {
        let folder = self.inbox.open()?;
        if progress.finished {
            let report = progress.report(self.clock.now());
            folder.put_away(&progress.file, progress.has_failed(), &report)?;
            return Ok(None);
        }
        let now = folder.look(&progress.file.name)?;
        let Some(now) = now else {
            // Somebody has removed the file; what was read of it stays.
            return Ok(None);
        };
        if now != progress.file {
            // It is another file, or it has grown: read it from the beginning.
            progress = Progress::begin(now);
        }
        let records = match self.records_at(&folder, &progress)? {
            Ok(records) => records,
            Err(error) => {
                progress.fail(&error.to_string());
                return Ok(Some(progress));
            }
        };
        self.read(progress, records, page).map(Some)
    }

    /// The records that come after those which are stored.
    fn records_at(
        &self,
        folder: &inbox::Folder,
        progress: &Progress,
    ) -> Result<Result<Records, ImportError>, ConnectorError> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((_, records)) = open.filter(|(place, _)| place == progress) {
            return Ok(Ok(records));
        }
        Ok(folder.records(&progress.file.name, &self.layout)?.map(|mut records| {
            // Those are stored already. Reading them again costs less than keeping more state.
            records.by_ref().take(progress.items()).for_each(drop);
            records
        }))
    }

    fn read(
        &self,
        mut progress: Progress,
        mut records: Records,
        page: &mut Page,
    ) -> Result<Progress, ConnectorError> {
        let mut bytes = 0;
        while page.mentions.len() + page.rejected.len() < PAGE && bytes < PAGE_BYTES {
            match records.next() {
                Some(Ok((_, mention))) => {
                    bytes += mention.text.len() + mention.title.len();
                    progress.records += 1;
                    page.mentions.push(mention);
                }
                Some(Err(rejected)) => {
                    bytes += rejected.raw.len();
                    progress.refuse(&rejected);
                    page.rejected.push(rejected);
                }
                None => {
                    progress.finished = true;
                    return Ok(progress);
                }
            }
        }
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        *open = Some((progress.clone(), records));
        Ok(progress)
    }
}

#[cfg(test)]
mod tests;
