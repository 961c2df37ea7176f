//! A house with a real store and index, and a clock that is moved by hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plaza_core::{
    Analyzer, AnalyzerError, Clock, DAY_MS, Embedder, Explanation, FixedClock, IncomingMention,
    Insight, Intent, IntentScore, MentionId, Rejected, ReplyId, ReplyState, SentimentScores, Word,
    explain_by_occlusion,
};
use plaza_engine::listen::SourceDraft;
use plaza_engine::{Actor, Engine, EngineParts, MasterKey, Settings};
use plaza_search::{OpenOptions, SearchIndex};
use plaza_store::listen::Source;
use plaza_store::{JobState, Store};

use crate::square::{Square, SquareKind};

/// Noon of 2026-11-01 UTC.
pub(crate) const NOON: i64 = 1_793_534_400_000;

/// A word that the analyzer panics at.
pub(crate) const UNREADABLE: &str = "ilegible";

/// Tags by single words, so that tests say what they expect.
struct WordAnalyzer {
    inline: bool,
}

impl Analyzer for WordAnalyzer {
    fn model(&self) -> &'static str {
        "words@1"
    }

    fn is_inline(&self) -> bool {
        self.inline
    }

    fn analyze(&mut self, texts: &[&str]) -> Result<Vec<Insight>, AnalyzerError> {
        assert!(!texts.iter().any(|said| said.contains(UNREADABLE)), "the model broke");
        Ok(texts.iter().map(|said| tag(said)).collect())
    }

    fn explain(&mut self, text: &str) -> Result<Option<Explanation>, AnalyzerError> {
        explain_by_occlusion(text, |texts| self.weigh(texts)).map(Some)
    }
}

/// Vectors that say which words a text holds, so that tests say what is alike.
struct WordEmbedder {
    broken: Arc<AtomicBool>,
    rows: Vec<[i8; WORD_VECTOR]>,
}

const WORD_VECTOR: usize = 32;

impl WordEmbedder {
    fn new(broken: &Arc<AtomicBool>) -> Self {
        let row = |place| {
            let mut row = [0; WORD_VECTOR];
            row[place] = 20;
            row
        };
        Self { broken: Arc::clone(broken), rows: (0..WORD_VECTOR).map(row).collect() }
    }
}

impl Embedder for WordEmbedder {
    fn model(&self) -> &'static str {
        assert!(!self.broken.load(Ordering::SeqCst), "the embedder has lost its name");
        "word-vectors@1"
    }

    fn width(&self) -> usize {
        WORD_VECTOR
    }

    fn words<'a>(&'a self, text: &str, each: &mut dyn FnMut(Word<'a>)) {
        for word in text.split_whitespace().filter(|word| word.chars().count() > 3) {
            let sum = word.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte));
            // A name that only this house knows.
            let is_own = word.starts_with("Zumbo");
            let row = &self.rows[sum as usize % WORD_VECTOR];
            each(Word { id: u64::from(sum), vector: (!is_own).then_some(row.as_slice()) });
        }
    }
}

fn tag(said: &str) -> Insight {
    let is_bad = said.split(|c: char| !c.is_alphanumeric()).any(|word| word == "mal");
    let scores = if is_bad { [0.8, 0.15, 0.05] } else { [0.1, 0.8, 0.1] };
    let asks = said.contains('?');
    let question = asks.then_some(IntentScore { label: Intent::Question, score: 0.9 });
    Insight {
        lang: "es".to_owned(),
        sentiment: SentimentScores::of(scores),
        intents: question.into_iter().collect(),
        aspects: Vec::new(),
    }
}

/// Everything a test needs.
pub(crate) struct House {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) square: Arc<Mutex<Square>>,
    /// Makes everything panic that asks the embedder for its name.
    pub(crate) broken: Arc<AtomicBool>,
    key: String,
    keep_deleted_ms: i64,
    dir: tempfile::TempDir,
}

impl House {
    /// A new house; `background` starts its loops.
    pub(crate) async fn build(background: bool) -> Self {
        Self::furnish(background, true, 0).await
    }

    /// A new house without loops that keeps the words of what is deleted for so long.
    pub(crate) async fn keeping(keep_deleted_ms: i64) -> Self {
        Self::furnish(false, true, keep_deleted_ms).await
    }

    /// A new house without loops whose analyzer reads mentions after they have been stored.
    pub(crate) async fn with_late_analyzer() -> Self {
        Self::furnish(false, false, 0).await
    }

    /// A new house without loops whose secrets are sealed with `key`.
    pub(crate) async fn with_key(key: &str) -> Self {
        Self::furnish_with(key.to_owned(), (false, true), 0).await
    }

    async fn furnish(background: bool, inline: bool, keep_deleted_ms: i64) -> Self {
        let key = MasterKey::generate_hex().unwrap();
        Self::furnish_with(key, (background, inline), keep_deleted_ms).await
    }

    async fn furnish_with(
        key: String,
        (background, inline): (bool, bool),
        keep_deleted_ms: i64,
    ) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(NOON));
        let square = Arc::new(Mutex::new(Square::default()));
        let broken = Arc::new(AtomicBool::new(false));
        let outside = Outside { clock: &clock, square: &square, key: &key, broken: &broken };
        let settings = settings(background, keep_deleted_ms);
        let engine = start(dir.path(), outside, settings, WordAnalyzer { inline }).await;
        Self { engine, clock, square, broken, key, keep_deleted_ms, dir }
    }

    /// An engine beside this one, on the same folder: another process.
    pub(crate) async fn beside(&self) -> Engine {
        let settings = settings(false, self.keep_deleted_ms);
        start(self.dir.path(), self.outside(), settings, WordAnalyzer { inline: true }).await
    }

    fn outside(&self) -> Outside<'_> {
        Outside { clock: &self.clock, square: &self.square, key: &self.key, broken: &self.broken }
    }

    /// The folder of the index.
    pub(crate) fn index_dir(&self) -> PathBuf {
        self.dir.path().join("index")
    }

    /// Ends the engine and starts another one on the same folder.
    pub(crate) async fn restart(&mut self, background: bool) {
        self.restart_after(background, |_| {}).await;
    }

    /// The same; in between something happens to the folder.
    pub(crate) async fn restart_after(&mut self, background: bool, happens: impl FnOnce(&Path)) {
        self.engine.shutdown().await;
        happens(self.dir.path());
        let settings = settings(background, self.keep_deleted_ms);
        let analyzer = WordAnalyzer { inline: true };
        self.engine = start(self.dir.path(), self.outside(), settings, analyzer).await;
    }

    /// Changes the database itself.
    pub(crate) fn tamper(&self, sql: &str) {
        let database = self.dir.path().join("plaza.db");
        let done = std::process::Command::new("sqlite3")
            .args(["-cmd", ".timeout 10000"])
            .arg(database)
            .arg(sql)
            .status()
            .unwrap();
        assert!(done.success(), "{sql}");
    }

    /// Overwrites the page of the database that a table begins on.
    pub(crate) fn damage(&self, table: &str) {
        use std::os::unix::fs::FileExt;
        let database = self.dir.path().join("plaza.db");
        let sql = format!("select rootpage from sqlite_master where name = '{table}'");
        let asked = std::process::Command::new("sqlite3").arg(&database).arg(sql).output().unwrap();
        let page: u64 = String::from_utf8(asked.stdout).unwrap().trim().parse().unwrap();
        let file = std::fs::OpenOptions::new().write(true).open(&database).unwrap();
        file.write_all_at(&[0xa5; 4096], (page - 1) * 4096).unwrap();
    }

    /// A source on the square.
    pub(crate) async fn source(&self) -> Source {
        self.source_in("plaza mayor").await
    }

    /// A source in a room of the square.
    pub(crate) async fn source_in(&self, room: &str) -> Source {
        let values = [("room", room), ("password", "s3cret")];
        let values: BTreeMap<String, String> =
            values.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let draft = SourceDraft { name: room.to_owned(), values, ..SourceDraft::default() };
        self.engine.listen().create_source(&Actor::system(), "square", draft).await.unwrap()
    }

    /// A mention collected from the square.
    pub(crate) async fn mention(&self) -> MentionId {
        self.square.lock().unwrap().pages = vec![vec![said("m1", "La batería va mal")]];
        let source = self.source().await;
        if !self.engine.settings().background {
            self.engine.listen().collect_now(&Actor::system(), source.id).await.unwrap();
        }
        until("the source is collected", async || {
            self.engine.store().docs_count().await.unwrap() == 1
        })
        .await;
        self.find("m1").await
    }

    /// Delivers all that is due at the time `ms` from now.
    pub(crate) async fn deliver_after(&self, ms: i64) {
        self.clock.advance(ms);
        self.engine.talk().deliver_until_idle().await.unwrap();
    }

    /// The reply must be in this state.
    pub(crate) async fn expect_reply(&self, id: ReplyId, state: ReplyState) {
        let reply = self.engine.store().talk().reply(id).await.unwrap().unwrap();
        assert_eq!(reply.state, state, "reply {id}: {:?}", reply.error);
    }

    /// The platform must show these texts of ours, and no others.
    pub(crate) fn expect_published(&self, texts: &[&str]) {
        let square = self.square.lock().unwrap();
        let published: Vec<&str> = square.published.iter().map(|(_, _, text)| &**text).collect();
        assert_eq!(published, texts);
    }

    /// The id of the mention with that external id.
    pub(crate) async fn find(&self, external_id: &str) -> MentionId {
        let texts = self.engine.store().understand().sample_texts(0.into(), 1_000).await.unwrap();
        let ids: Vec<MentionId> = texts.iter().map(|text| text.id).collect();
        let mentions = self.engine.store().mentions(&ids).await.unwrap();
        mentions.iter().find(|mention| mention.external_id == external_id).unwrap().id
    }
}

/// Whoever asks for work sees to it that it is done: no test leaves a job behind.
impl Drop for House {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let url = format!("sqlite:{}", self.dir.path().join("plaza.db").display());
        // A test's runtime cannot be waited on from inside it.
        let left = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let store = Store::open(&url).await.unwrap();
                let mut left = Vec::new();
                for state in [JobState::Waiting, JobState::Parked] {
                    left.extend(store.jobs(state).await.unwrap());
                }
                left
            })
        });
        assert_eq!(left.join().unwrap(), [], "jobs are left");
    }
}

/// What an engine finds outside its folder.
struct Outside<'a> {
    clock: &'a Arc<FixedClock>,
    square: &'a Arc<Mutex<Square>>,
    key: &'a str,
    broken: &'a Arc<AtomicBool>,
}

fn settings(background: bool, keep_deleted_ms: i64) -> Settings {
    let (undo_ms, reply_lease_ms) = (1_000, 60_000);
    Settings { undo_ms, reply_lease_ms, background, keep_deleted_ms, ..Settings::default() }
}

async fn start(
    dir: &Path,
    outside: Outside<'_>,
    settings: Settings,
    analyzer: WordAnalyzer,
) -> Engine {
    let Outside { clock, square, key, broken } = outside;
    let url = format!("sqlite:{}", dir.join("plaza.db").display());
    let store = Store::open(&url).await.unwrap();
    let memory_bytes = 32 << 20;
    let index = SearchIndex::open(&dir.join("index"), OpenOptions { memory_bytes }).unwrap();
    Engine::start(EngineParts {
        store,
        index,
        analyzer: Box::new(analyzer),
        embedder: Arc::new(WordEmbedder::new(broken)),
        connectors: vec![Box::new(SquareKind(Arc::clone(square), Arc::clone(clock)))],
        parse_record,
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        settings,
        key: MasterKey::from_hex(key).unwrap(),
    })
    .unwrap()
}

fn parse_record(json: &str, origin: &str) -> Result<IncomingMention, Rejected> {
    let refuse = |error: serde_json::Error| Rejected {
        origin: origin.to_owned(),
        reason: error.to_string().into(),
        raw: json.to_owned(),
    };
    let value: serde_json::Value = serde_json::from_str(json).map_err(refuse)?;
    Ok(said(value["id"].as_str().unwrap_or_default(), value["text"].as_str().unwrap_or_default()))
}

/// A mention that somebody made yesterday.
pub(crate) fn said(id: &str, text: &str) -> IncomingMention {
    IncomingMention {
        external_id: id.to_owned(),
        text: text.to_owned(),
        author: Some("ana".to_owned()),
        created_at: Some(NOON - DAY_MS),
        ..IncomingMention::default()
    }
}

/// Waits until `done` says so, at most a minute: machines may be busy.
pub(crate) async fn until<F: AsyncFn() -> bool>(what: &str, done: F) {
    for _ in 0..3_000 {
        if done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited in vain until {what}");
}
