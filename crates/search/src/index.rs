//! Opening the index and asking it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use plaza_core::{Accounts, MentionId, Millis, People};
use rustc_hash::FxHashMap;
use tantivy::directory::{Directory, MmapDirectory, RamDirectory};
use tantivy::query::Query as EngineQuery;
use tantivy::{Index, IndexReader, IndexSettings, ReloadPolicy, Searcher};

use crate::aspects;
use crate::calendar::Calendar;
use crate::collect::{self, ExtentVisitor, TimelineVisitor, Wanted};
use crate::facets::values_of;
use crate::lock::WriterLock;
use crate::pairs::{BreakdownVisitor, PeopleVisitor};
use crate::read_only::ReadOnly;
use crate::schema::{Fact, Fields, VERSION};
use crate::{
    Bucket, Facet, FacetCounts, IndexWriterHandle, LastCommit, Query, Results, Scope, SearchError,
    SearchOptions, Sort, TimelineBucket, compile, cursor,
};

/// The file that says what the last commit holds.
const COMMIT: &str = "meta.json";

/// How an index is opened.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// Memory that the writer may fill before it flushes, in bytes; at least 15 MB is used. It is
    /// given back after each commit.
    pub memory_bytes: usize,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { memory_bytes: 100_000_000 }
    }
}

/// The search index; clones share it.
#[derive(Clone)]
pub struct SearchIndex {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    /// The folder of all versions.
    pub(crate) dir: PathBuf,
    pub(crate) index: Index,
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
    pub(crate) options: OpenOptions,
    was_reset: bool,
    is_read_only: bool,
    /// The commit that searches see, as it stands on the disk.
    seen: Mutex<Vec<u8>>,
}

impl fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchIndex").field("count", &self.count()).finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// Opens the index below `dir`, or makes an empty one where there is none, where it was made
    /// by another version of Plaza, or where its files are damaged.
    ///
    /// # Errors
    /// [`SearchError::Io`] when the folder cannot be used, [`SearchError::WriterBusy`] when it must
    /// be made anew while another process writes it, [`SearchError::Engine`].
    pub fn open(dir: &Path, options: OpenOptions) -> Result<Self, SearchError> {
        let home = home(dir);
        let other_versions = other_versions(dir)?;
        for old in &other_versions {
            remove(old)?;
        }
        let mut was_reset = !other_versions.is_empty();
        let (index, reader, fields) = match open_at(&home) {
            Ok(opened) => opened,
            Err(error) => {
                // Never under the hands of somebody who writes it.
                let _alone = WriterLock::take(dir)?;
                tracing::warn!(%error, folder = %home.display(), "search index is damaged; starting an empty one");
                was_reset = true;
                remove(&home)?;
                open_at(&home)?
            }
        };
        Ok(Self::of(dir, (index, reader, fields), options, was_reset, false))
    }

    fn of(
        dir: &Path,
        (index, reader, fields): (Index, IndexReader, Fields),
        options: OpenOptions,
        was_reset: bool,
        is_read_only: bool,
    ) -> Self {
        let (dir, seen) = (dir.to_owned(), Mutex::default());
        let inner = Inner { dir, index, reader, fields, options, was_reset, is_read_only, seen };
        Self { inner: Arc::new(inner) }
    }

    /// Lets searches see what another process has committed; returns the store's revision up to
    /// which they see everything. Cheap where nothing was committed.
    ///
    /// # Errors
    /// [`SearchError::Engine`], for instance when another process threw the index away.
    pub fn refresh(&self) -> Result<i64, SearchError> {
        let commit = self
            .inner
            .index
            .directory()
            .atomic_read(Path::new(COMMIT))
            .map_err(|error| SearchError::Engine(tantivy::TantivyError::from(error)))?;
        // Before the reload, which may show more than this.
        let revision = self.last_commit()?.revision;
        let mut seen = self.inner.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen != commit {
            self.inner.reader.reload()?;
            *seen = commit;
        }
        Ok(revision)
    }

    /// The folder that it lies in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.dir
    }

    /// Opens the index below `dir` for searching only and writes nothing, not even a lock: for a
    /// folder that cannot be written. Where there is no index, or a damaged one or one of another
    /// version, it is an empty one in memory, whose last commit says 0.
    ///
    /// # Errors
    /// [`SearchError::Engine`].
    pub fn open_read_only(dir: &Path) -> Result<Self, SearchError> {
        let home = home(dir);
        let opened = MmapDirectory::open(&home)
            .map_err(|error| SearchError::from(tantivy::TantivyError::from(error)))
            .and_then(|directory| read_from(index_in(ReadOnly(directory))?));
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) => {
                tracing::warn!(%error, folder = %home.display(), "no search index can be read here");
                read_from(index_in(RamDirectory::create())?)?
            }
        };
        Ok(Self::of(dir, opened, OpenOptions::default(), false, true))
    }

    /// True when it was opened with [`Self::open_read_only`]: there is no writer.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.inner.is_read_only
    }

    /// What the last commit on the disk says of itself, whoever made it.
    ///
    /// # Errors
    /// [`SearchError::Engine`] when it cannot be read.
    pub fn last_commit(&self) -> Result<LastCommit, SearchError> {
        LastCommit::of(&self.inner.index)
    }

    /// True when an older or damaged index was thrown away on opening: everything has to be
    /// indexed again.
    #[must_use]
    pub fn was_reset(&self) -> bool {
        self.inner.was_reset
    }

    /// Reads every file of the committed index and compares checksums; false means that the
    /// folder has to be deleted and built again.
    ///
    /// # Errors
    /// [`SearchError::Engine`] when files cannot be read.
    pub fn is_sound(&self) -> Result<bool, SearchError> {
        Ok(self.inner.index.validate_checksum()?.is_empty())
    }

    /// The one writer.
    ///
    /// # Errors
    /// [`SearchError::WriterBusy`] while another one exists, in this process or another;
    /// [`SearchError::ReadOnly`].
    pub fn writer(&self) -> Result<IndexWriterHandle, SearchError> {
        if self.is_read_only() {
            return Err(SearchError::ReadOnly);
        }
        IndexWriterHandle::open(Arc::clone(&self.inner))
    }

    /// Mentions in the committed index.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// Files that the mentions are spread over; searches slow down as they grow.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.searcher().segment_readers().len()
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.inner.reader.searcher()
    }

    pub(crate) fn compile(
        &self,
        searcher: &Searcher,
        query: &Query,
        scope: &Scope<'_>,
        sort: Sort,
    ) -> Result<Box<dyn EngineQuery>, SearchError> {
        compile::compile(query, scope, searcher, self.inner.fields, sort == Sort::Relevance)
    }

    /// One page of matches, their total and facet counts.
    ///
    /// # Errors
    /// [`SearchError::Query`] for unknown names and over-broad wildcards,
    /// [`SearchError::BadCursor`], [`SearchError::Engine`].
    pub fn search(
        &self,
        query: &Query,
        scope: &Scope<'_>,
        options: &SearchOptions,
    ) -> Result<Results, SearchError> {
        let after = options.cursor.as_deref().map(|c| cursor::read(options.sort, c)).transpose()?;
        let searcher = self.searcher();
        let query = self.compile(&searcher, query, scope, options.sort)?;
        // One more than asked for tells whether there is a next page.
        let wanted = if options.limit == 0 { 0 } else { options.limit.saturating_add(1) };
        let spans: Vec<_> = options.spans.iter().map(|span| compile::span(span, scope)).collect();
        let wanted = Wanted {
            limit: wanted,
            after,
            facets: &options.facets,
            spans: &spans,
            people: options.people,
        };
        let mut page = collect::page(&searcher, query.as_ref(), options.sort, &wanted)?;
        for counts in &mut page.facets {
            self.name_numbers(&searcher, counts)?;
        }
        let has_more = page.keys.len() > options.limit;
        page.keys.truncate(options.limit);
        let last = page.keys.last().filter(|_| has_more);
        Ok(Results {
            total: page.total,
            next_cursor: last.map(|key| cursor::write(options.sort, *key)),
            ids: page.keys.iter().map(|key| key.id.into()).collect(),
            facets: page.facets,
            spans: page.spans,
            people: page.people,
        })
    }

    /// Puts names in the place of numbers.
    fn name_numbers(
        &self,
        searcher: &Searcher,
        counts: &mut FacetCounts,
    ) -> Result<(), SearchError> {
        let names = match counts.facet {
            Facet::Aspect => Fact::AspectName,
            Facet::Channel => Fact::ChannelName,
            _ => return Ok(()),
        };
        let numbered = std::mem::take(&mut counts.values);
        for (value, count) in numbered {
            let name = match value.parse() {
                Ok(number) => aspects::name_of(searcher, self.inner.fields, names, number)?,
                Err(_) => Some(value),
            };
            counts.values.extend(name.map(|name| (name, count)));
        }
        counts.values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(())
    }

    /// Matches per bucket, oldest first; empty buckets between the first and the last are listed,
    /// and with `between` all that touch it.
    ///
    /// # Errors
    /// As [`Self::search`], and [`SearchError::TooManyBuckets`].
    pub fn timeline(
        &self,
        query: &Query,
        scope: &Scope<'_>,
        bucket: Bucket,
        by: Option<Facet>,
        between: Option<Range<Millis>>,
    ) -> Result<Vec<TimelineBucket>, SearchError> {
        can_split(by)?;
        let searcher = self.searcher();
        let query = self.compile(&searcher, query, scope, Sort::Newest)?;
        let query = compile::between(query, self.inner.fields, between.as_ref());
        let calendar = Calendar::new(bucket, scope.zone, scope.now);
        let new = || TimelineVisitor::new(calendar.clone(), by);
        let visitor = collect::visit(&searcher, query.as_ref(), new)?;
        calendar.buckets(by, &visitor.by_bucket(), between, scope.now)
    }

    /// When the oldest and the newest match were said; `None` without matches.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn extent(
        &self,
        query: &Query,
        scope: &Scope<'_>,
    ) -> Result<Option<(Millis, Millis)>, SearchError> {
        let searcher = self.searcher();
        let query = self.compile(&searcher, query, scope, Sort::Newest)?;
        Ok(collect::visit(&searcher, query.as_ref(), ExtentVisitor::default)?.extent)
    }

    /// Matches for each pair of values, as row, column and count, in order of row and column.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn breakdown(
        &self,
        query: &Query,
        scope: &Scope<'_>,
        rows: Facet,
        cols: Facet,
    ) -> Result<Vec<(String, String, u64)>, SearchError> {
        can_split([rows, cols])?;
        let searcher = self.searcher();
        let query = self.compile(&searcher, query, scope, Sort::Newest)?;
        let new = || BreakdownVisitor::new(rows, cols);
        let visitor = collect::visit(&searcher, query.as_ref(), new)?;
        let mut cells: FxHashMap<(String, String), u64> = FxHashMap::default();
        for ((row, col), count) in visitor.counts {
            for row in values_of(rows, row) {
                for col in values_of(cols, col) {
                    *cells.entry((row.clone(), col)).or_default() += count;
                }
            }
        }
        let mut table: Vec<_> = cells.into_iter().map(|((row, col), n)| (row, col, n)).collect();
        table.sort_unstable();
        Ok(table)
    }

    /// How many people the matches come from; exact. `accounts` says who counts for whom, and who
    /// for nobody.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn people(
        &self,
        query: &Query,
        scope: &Scope<'_>,
        accounts: &Accounts,
    ) -> Result<People, SearchError> {
        let searcher = self.searcher();
        let query = self.compile(&searcher, query, scope, Sort::Newest)?;
        let visitor = collect::visit(&searcher, query.as_ref(), PeopleVisitor::default)?;
        Ok(visitor.count.finish(accounts))
    }

    /// Ids of the newest matches, at most `limit`, newest first.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn matching_ids(
        &self,
        query: &Query,
        scope: &Scope<'_>,
        limit: usize,
    ) -> Result<Vec<MentionId>, SearchError> {
        let options = SearchOptions { limit, ..SearchOptions::default() };
        Ok(self.search(query, scope, &options)?.ids)
    }
}

/// A mention has one value of everything that splits, but for its few intents.
fn can_split(by: impl IntoIterator<Item = Facet>) -> Result<(), SearchError> {
    for facet in by {
        match facet {
            Facet::Aspect => return Err(SearchError::CannotSplit("aspect")),
            Facet::Channel => return Err(SearchError::CannotSplit("channel")),
            _ => {}
        }
    }
    Ok(())
}

/// The folder of this version's index.
pub(crate) fn home(dir: &Path) -> PathBuf {
    dir.join(format!("v{VERSION}"))
}

/// An index of ours in its folder; made when it is not there.
pub(crate) fn index_at(home: &Path) -> Result<(Index, Fields), SearchError> {
    index_in(MmapDirectory::open(home).map_err(tantivy::TantivyError::from)?)
}

fn index_in(directory: impl Directory) -> Result<(Index, Fields), SearchError> {
    let (schema, fields) = Fields::schema();
    // Nothing is stored, so there is nothing to compress on a thread of its own.
    let settings =
        IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let index = Index::builder()
        .schema(schema)
        .settings(settings)
        .tokenizers(Fields::tokenizers())
        .open_or_create(directory)?;
    Ok((index, fields))
}

fn open_at(home: &Path) -> Result<(Index, IndexReader, Fields), SearchError> {
    std::fs::create_dir_all(home).map_err(|source| io_error(home, source))?;
    read_from(index_at(home)?)
}

fn read_from(
    (index, fields): (Index, Fields),
) -> Result<(Index, IndexReader, Fields), SearchError> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let opened = (index, reader, fields);
    check(&opened.1, fields)?;
    Ok(opened)
}

/// Opens what searches will need, so that a damaged file shows now and not later.
fn check(reader: &IndexReader, fields: Fields) -> Result<(), SearchError> {
    for segment in reader.searcher().segment_readers() {
        for field in [fields.body, fields.facts, fields.id] {
            segment.inverted_index(field)?;
        }
        collect::open_columns(segment)?;
    }
    Ok(())
}

fn other_versions(dir: &Path) -> Result<Vec<PathBuf>, SearchError> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let current = format!("v{VERSION}");
    let mut others = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(|source| io_error(dir, source))? {
        let entry = entry.map_err(|source| io_error(dir, source))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_version = name
            .strip_prefix('v')
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if is_version && name != current {
            others.push(entry.path());
        }
    }
    Ok(others)
}

fn remove(path: &Path) -> Result<(), SearchError> {
    match std::fs::remove_dir_all(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(io_error(path, source)),
        _ => Ok(()),
    }
}

pub(crate) fn io_error(path: &Path, source: std::io::Error) -> SearchError {
    SearchError::Io { path: path.display().to_string(), source }
}
