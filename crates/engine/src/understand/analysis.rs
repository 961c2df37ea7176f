//! The analyzer's own thread.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use plaza_core::{Analyzer, AnalyzerError, Explanation, Insight, Reading, explain_by_occlusion};
use tokio::sync::{mpsc, oneshot};

use crate::tasks::panicked;
use crate::understand::learning::ActiveHeads;

/// Batches that may wait for the thread; more make the caller wait.
const WAITING: usize = 2;

type Answer<T> = oneshot::Sender<Result<T, AnalyzerError>>;
type InUse = Option<Arc<ActiveHeads>>;

enum Request {
    Analyze { texts: Vec<String>, heads: InUse, answer: Answer<Vec<Insight>> },
    Weigh { texts: Vec<String>, answer: Answer<Vec<Reading>> },
    Explain { text: String, heads: InUse, answer: Answer<Option<Explanation>> },
}

/// Hands texts to the analyzer and gets insights back.
#[derive(Clone)]
pub(crate) struct Analysis {
    requests: mpsc::Sender<Request>,
    model: Arc<str>,
    inline: bool,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Analysis {
    /// Starts the thread. It ends when the last handle is dropped.
    pub(crate) fn start(analyzer: Box<dyn Analyzer>) -> Result<Self, AnalyzerError> {
        let (requests, inbox) = mpsc::channel(WAITING);
        let model = Arc::from(analyzer.model());
        let inline = analyzer.is_inline();
        let thread = std::thread::Builder::new()
            .name("analyser".to_owned())
            .spawn(move || run(analyzer, inbox))
            .map_err(|error| AnalyzerError::Runtime(format!("no thread: {error}")))?;
        Ok(Self { requests, model, inline, thread: Arc::new(Mutex::new(Some(thread))) })
    }

    /// Name and version of the model, without what was learnt here.
    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    /// Whether mentions are analyzed before they are stored.
    pub(crate) fn is_inline(&self) -> bool {
        self.inline
    }

    /// One insight per text, in order, with what `heads` learnt.
    pub(crate) async fn analyze(
        &self,
        texts: Vec<String>,
        heads: InUse,
    ) -> Result<Vec<Insight>, AnalyzerError> {
        self.ask(|answer| Request::Analyze { texts, heads, answer }).await
    }

    /// What the model alone says of each text, with every probability.
    pub(crate) async fn weigh(&self, texts: Vec<String>) -> Result<Vec<Reading>, AnalyzerError> {
        self.ask(|answer| Request::Weigh { texts, answer }).await
    }

    /// The words that weighed most for each tag of a text.
    pub(crate) async fn explain(
        &self,
        text: String,
        heads: InUse,
    ) -> Result<Option<Explanation>, AnalyzerError> {
        self.ask(|answer| Request::Explain { text, heads, answer }).await
    }

    async fn ask<T>(&self, request: impl FnOnce(Answer<T>) -> Request) -> Result<T, AnalyzerError> {
        let (answer, result) = oneshot::channel();
        self.requests.send(request(answer)).await.map_err(|_| gone())?;
        result.await.map_err(|_| gone())?
    }

    /// Whether the thread still runs.
    pub(crate) fn is_alive(&self) -> bool {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

fn run(mut analyzer: Box<dyn Analyzer>, mut inbox: mpsc::Receiver<Request>) {
    let analyzer = &mut *analyzer;
    while let Some(request) = inbox.blocking_recv() {
        match request {
            Request::Analyze { texts, heads, answer } => {
                tell(answer, || analyze(analyzer, &texts, heads.as_deref()));
            }
            Request::Weigh { texts, answer } => {
                tell(answer, || analyzer.weigh(&borrowed(&texts)));
            }
            Request::Explain { text, heads, answer } => {
                tell(answer, || explain(analyzer, &text, heads.as_deref()));
            }
        }
    }
}

/// Answers with what `work` gives. A panic in a model costs the texts that it was given and nothing
/// else: it is told to whoever asked, and the thread goes on.
fn tell<T>(answer: Answer<T>, work: impl FnOnce() -> Result<T, AnalyzerError>) {
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    let done =
        done.unwrap_or_else(|panic| Err(AnalyzerError::Runtime(panicked(&*panic).to_string())));
    // The caller may have gone away; there is nobody left to tell.
    drop(answer.send(done));
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn analyze(
    analyzer: &mut dyn Analyzer,
    texts: &[String],
    heads: Option<&ActiveHeads>,
) -> Result<Vec<Insight>, AnalyzerError> {
    let texts = borrowed(texts);
    match heads {
        None => analyzer.analyze(&texts),
        Some(heads) => {
            let readings = heads.weigh(analyzer, &texts)?;
            Ok(readings.into_iter().map(|reading| reading.insight).collect())
        }
    }
}

/// With heads, what is explained is the model together with them.
fn explain(
    analyzer: &mut dyn Analyzer,
    text: &str,
    heads: Option<&ActiveHeads>,
) -> Result<Option<Explanation>, AnalyzerError> {
    let own = analyzer.explain(text)?;
    match (own, heads) {
        (Some(_), Some(heads)) => {
            explain_by_occlusion(text, |texts| heads.weigh(analyzer, texts)).map(Some)
        }
        (own, _) => Ok(own),
    }
}

fn gone() -> AnalyzerError {
    AnalyzerError::Runtime("the analyser thread has ended; restart Plaza".to_owned())
}
