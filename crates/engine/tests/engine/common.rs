//! A house with a real store and index, a clock that is moved by hand, and one simulated platform
//! that keeps state and fails when it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use plaza_core::{
    Analyzer, AnalyzerError, Clock, ConfigError, Connector, ConnectorError, ConnectorFactory,
    ConnectorSpec, DAY_MS, Embedder, Explanation, FieldKind, FieldSpec, FixedClock, History,
    IncomingMention, Insight, Intent, IntentScore, LengthUnit, Listener, Localized, Missed, News,
    OutgoingReply, Page, PastPage, PreflightProblem, Quota, ReadBack, Receipt, Rejected, Replier,
    ReplyRules, SentimentScores, SourceConfig, explain_by_occlusion,
};
use plaza_engine::listen::SourceDraft;
use plaza_engine::{Actor, Engine, EngineParts, MasterKey, Settings};
use plaza_search::{OpenOptions, SearchIndex};
use plaza_store::Store;
use plaza_store::listen::Source;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Noon of 2026-11-01 UTC.
pub(crate) const NOON: i64 = 1_793_534_400_000;

const RULES: ReplyRules = ReplyRules {
    max_length: 100,
    unit: LengthUnit::Characters,
    can_retract: true,
    idempotent: false,
};

const fn text(en: &'static str) -> Localized {
    Localized { en, es: en }
}

static FIELDS: [FieldSpec; 2] = [
    FieldSpec {
        key: "room",
        label: text("Room"),
        help: text("Which room"),
        kind: FieldKind::Text,
        required: true,
        default: None,
        placeholder: "",
    },
    FieldSpec {
        key: "password",
        label: text("Password"),
        help: text("Never shown"),
        kind: FieldKind::Secret,
        required: true,
        default: None,
        placeholder: "",
    },
];

static SPEC: ConnectorSpec = ConnectorSpec {
    kind: "square",
    title: text("Square"),
    summary: text("A simulated place"),
    fields: &FIELDS,
    interval_s: 600,
    reply: Some(RULES),
};

/// What the platform does with the next reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Publishes it, and the answer is lost.
    LoseAnswer,
    /// Never sees the request.
    LoseRequest,
    /// Asks to come back in ten seconds.
    Limit,
    /// Says no.
    Refuse,
    /// The request before arrives now, and this one is refused as its repetition.
    RefuseTwin,
}

/// The simulated platform's state.
#[derive(Debug, Default)]
pub(crate) struct Square {
    /// What `collect` hands out, one page a call; a page's cursor is its number.
    pub(crate) pages: Vec<Vec<IncomingMention>>,
    /// Published replies: key, parent, text.
    pub(crate) published: Vec<(String, String, String)>,
    /// What goes wrong, in order.
    pub(crate) faults: VecDeque<Fault>,
    /// Whether the thread can be read back.
    pub(crate) blind: bool,
    /// What `collect` answers instead of a page, in order; `None` lets the page through.
    pub(crate) refusals: VecDeque<Option<ConnectorError>>,
    /// How often `collect` and `collect_past` were called.
    pub(crate) asked: (usize, usize),
    /// What `collect_past` hands out, one page a call.
    pub(crate) past: Vec<Vec<IncomingMention>>,
    /// What the platform says of its limit.
    pub(crate) quota: Option<Quota>,
    /// A span of which not everything was read.
    pub(crate) missed: Option<Missed>,
    /// The password that was used last.
    pub(crate) password: String,
    /// The password that the square puts in the place of the one it was given.
    pub(crate) new_password: Option<String>,
    /// Whether the square tells its news by itself.
    pub(crate) tells: bool,
    /// Those who listen, and those who did.
    pub(crate) listeners: Vec<UnboundedSender<()>>,
    /// Lets nobody listen for so many tries.
    pub(crate) deaf: usize,
}

#[derive(Clone)]
struct SquareKind(Arc<Mutex<Square>>, Arc<FixedClock>);

struct SquareConnector {
    kind: SquareKind,
    password: String,
}

impl ConnectorFactory for SquareKind {
    fn spec(&self) -> &ConnectorSpec {
        &SPEC
    }

    fn history(&self) -> History {
        History::Pages
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        Ok(config.get("room").to_owned())
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        let password = config.get("password").to_owned();
        Ok(Box::new(SquareConnector { kind: self.clone(), password }))
    }
}

#[async_trait]
impl Connector for SquareConnector {
    async fn check(&self) -> Result<String, ConnectorError> {
        self.kind.0.lock().unwrap().password.clone_from(&self.password);
        Ok("a square".to_owned())
    }

    fn changed_secrets(&self) -> BTreeMap<String, String> {
        let new = self.kind.0.lock().unwrap().new_password.clone();
        new.map(|new| ("password".to_owned(), new)).into_iter().collect()
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        let mut square = self.kind.0.lock().unwrap();
        square.asked.0 += 1;
        if let Some(Some(refusal)) = square.refusals.pop_front() {
            return Err(refusal);
        }
        let at: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        let mentions = square.pages.get(at).cloned().unwrap_or_default();
        let next = (at + 1).min(square.pages.len());
        let more = next < square.pages.len();
        Ok(Page { mentions, cursor: Some(next.to_string()), more, ..Page::default() })
    }

    fn quota(&self) -> Option<Quota> {
        self.kind.0.lock().unwrap().quota
    }

    fn missed(&self) -> Vec<Missed> {
        self.kind.0.lock().unwrap().missed.into_iter().collect()
    }

    async fn collect_past(
        &self,
        cursor: Option<&str>,
        _back_to: i64,
    ) -> Result<PastPage, ConnectorError> {
        let mut square = self.kind.0.lock().unwrap();
        square.asked.1 += 1;
        if let Some(Some(refusal)) = square.refusals.pop_front() {
            return Err(refusal);
        }
        let at: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        let mentions = square.past.get(at).cloned().unwrap_or_default();
        let reached = mentions.iter().filter_map(|mention| mention.created_at).min();
        let more = at + 1 < square.past.len();
        let cursor = Some((at + 1).to_string());
        let page = Page { mentions, cursor, more, ..Page::default() };
        Ok(PastPage { page, reached })
    }

    fn replier(&self) -> Option<&dyn Replier> {
        Some(self)
    }

    fn listener(&self) -> Option<&dyn Listener> {
        self.kind.0.lock().unwrap().tells.then_some(self as &dyn Listener)
    }
}

#[async_trait]
impl Listener for SquareConnector {
    async fn connect(&self) -> Result<Box<dyn News>, ConnectorError> {
        let mut square = self.kind.0.lock().unwrap();
        if square.deaf > 0 {
            square.deaf -= 1;
            return Err(ConnectorError::Transient("no line is free".to_owned()));
        }
        let (sender, receiver) = unbounded_channel();
        square.listeners.push(sender);
        Ok(Box::new(Line(receiver)))
    }
}

/// A line to the square; it is dropped when the square drops its end.
struct Line(UnboundedReceiver<()>);

#[async_trait]
impl News for Line {
    async fn next(&mut self) -> Result<(), ConnectorError> {
        let heard = self.0.recv().await;
        heard.ok_or_else(|| ConnectorError::Transient("the line was dropped".to_owned()))
    }
}

#[async_trait]
impl Replier for SquareConnector {
    async fn preflight(&self, _: &OutgoingReply) -> Result<Vec<PreflightProblem>, ConnectorError> {
        Ok(Vec::new())
    }

    async fn send(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError> {
        let mut square = self.kind.0.lock().unwrap();
        let fault = square.faults.pop_front();
        if matches!(fault, None | Some(Fault::LoseAnswer | Fault::RefuseTwin)) {
            square.published.push((reply.key.clone(), reply.parent_id.clone(), reply.text.clone()));
        }
        match fault {
            None => Ok(receipt(&reply.key)),
            Some(Fault::LoseAnswer | Fault::LoseRequest) => {
                Err(ConnectorError::Transient("connection reset".to_owned()))
            }
            Some(Fault::Limit) => {
                let until = self.kind.1.now() + 10_000;
                Err(ConnectorError::RateLimited { until, reason: "slow down".to_owned() })
            }
            Some(Fault::Refuse) => Err(ConnectorError::Malformed("no swearing".to_owned())),
            Some(Fault::RefuseTwin) => Err(ConnectorError::Malformed("said already".to_owned())),
        }
    }

    async fn read_back(&self, reply: &OutgoingReply) -> Result<ReadBack, ConnectorError> {
        let square = self.kind.0.lock().unwrap();
        if square.blind {
            return Ok(ReadBack::Unknown("the thread cannot be read".to_owned()));
        }
        let found = square.published.iter().any(|(key, _, _)| *key == reply.key);
        Ok(if found { ReadBack::Found(receipt(&reply.key)) } else { ReadBack::Absent })
    }

    async fn retract(&self, receipt: &Receipt) -> Result<(), ConnectorError> {
        let mut square = self.kind.0.lock().unwrap();
        square.published.retain(|(key, _, _)| *key != receipt.external_id);
        Ok(())
    }
}

fn receipt(key: &str) -> Receipt {
    Receipt { external_id: key.to_owned(), url: None, held: false }
}

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
        Ok(texts.iter().map(|said| tag(said)).collect())
    }

    fn explain(&mut self, text: &str) -> Result<Option<Explanation>, AnalyzerError> {
        explain_by_occlusion(text, |texts| self.weigh(texts)).map(Some)
    }
}

/// Vectors that say which words a text holds, so that tests say what is alike.
struct WordEmbedder;

impl Embedder for WordEmbedder {
    fn model(&self) -> &'static str {
        "word-vectors@1"
    }

    fn width(&self) -> usize {
        32
    }

    fn embed(&self, text: &str) -> Vec<i8> {
        let mut vector = vec![0_i8; 32];
        for word in text.split_whitespace().filter(|word| word.chars().count() > 3) {
            let sum = word.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte));
            let place = &mut vector[(sum % 32) as usize];
            *place = place.saturating_add(20);
        }
        vector
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
    key: String,
    dir: tempfile::TempDir,
}

impl House {
    /// A new house; `background` starts its loops.
    pub(crate) async fn build(background: bool) -> Self {
        Self::furnish(background, true).await
    }

    /// A new house without loops whose analyzer reads mentions after they have been stored.
    pub(crate) async fn with_late_analyzer() -> Self {
        Self::furnish(false, false).await
    }

    async fn furnish(background: bool, inline: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(NOON));
        let square = Arc::new(Mutex::new(Square::default()));
        let key = MasterKey::generate_hex().unwrap();
        let engine =
            start(dir.path(), &clock, &square, &key, background, WordAnalyzer { inline }).await;
        Self { engine, clock, square, key, dir }
    }

    /// Ends the engine and starts another one on the same folder.
    pub(crate) async fn restart(&mut self, background: bool) {
        self.engine.shutdown().await;
        let path = self.dir.path();
        let analyzer = WordAnalyzer { inline: true };
        self.engine = start(path, &self.clock, &self.square, &self.key, background, analyzer).await;
    }

    /// A source on the square.
    pub(crate) async fn source(&self) -> Source {
        let values = [("room", "plaza mayor"), ("password", "s3cret")];
        let values: BTreeMap<String, String> =
            values.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let draft = SourceDraft { name: "Square".to_owned(), values, ..SourceDraft::default() };
        self.engine.listen().create_source(&Actor::system(), "square", draft).await.unwrap()
    }

    /// A mention collected from the square.
    pub(crate) async fn mention(&self) -> i64 {
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

    /// The id of the mention with that external id.
    pub(crate) async fn find(&self, external_id: &str) -> i64 {
        let texts = self.engine.store().understand().sample_texts(0, 1_000).await.unwrap();
        let ids: Vec<i64> = texts.iter().map(|text| text.id).collect();
        let mentions = self.engine.store().mentions(&ids).await.unwrap();
        mentions.iter().find(|mention| mention.external_id == external_id).unwrap().id
    }
}

async fn start(
    dir: &std::path::Path,
    clock: &Arc<FixedClock>,
    square: &Arc<Mutex<Square>>,
    key: &str,
    background: bool,
    analyzer: WordAnalyzer,
) -> Engine {
    let url = format!("sqlite:{}", dir.join("plaza.db").display());
    let store = Store::open(&url).await.unwrap();
    let memory_bytes = 32 << 20;
    let index = SearchIndex::open(&dir.join("index"), OpenOptions { memory_bytes }).unwrap();
    let settings =
        Settings { undo_ms: 1_000, reply_lease_ms: 60_000, background, ..Settings::default() };
    Engine::start(EngineParts {
        store,
        index,
        analyzer: Box::new(analyzer),
        embedder: Arc::new(WordEmbedder),
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
        reason: error.to_string(),
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

/// Waits until `done` says so, at most ten seconds.
pub(crate) async fn until<F: AsyncFn() -> bool>(what: &str, done: F) {
    for _ in 0..500 {
        if done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited in vain until {what}");
}
