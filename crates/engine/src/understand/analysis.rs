//! The analyzer's own threads: one for each core where the model lets several read.

use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use futures::future::try_join_all;
use plaza_core::{Analyzer, AnalyzerError, Explanation, Insight, Reading, explain_by_occlusion};
use tokio::sync::{mpsc, oneshot};

use crate::tasks::panicked;
use crate::understand::learning::ActiveHeads;

/// Batches that may wait for each thread; more make the caller wait.
const WAITING: usize = 2;
/// Most threads: beyond them storing and indexing are what takes its time.
const MOST: usize = 8;
/// Fewest texts that are worth a thread of their own.
const FEWEST: usize = 16;

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
    threads: Arc<[JoinHandle<()>]>,
}

impl Analysis {
    /// Starts a thread for the analyzer, and one for each twin that it has for the other cores. They
    /// end when the last handle is dropped.
    pub(crate) fn start(analyzer: Box<dyn Analyzer>) -> Result<Self, AnalyzerError> {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self::start_on(cores.min(MOST), analyzer)
    }

    fn start_on(cores: usize, analyzer: Box<dyn Analyzer>) -> Result<Self, AnalyzerError> {
        let model = Arc::from(analyzer.model());
        let inline = analyzer.is_inline();
        let twins: Vec<_> = (1..cores).map_while(|_| analyzer.twin()).collect();
        let all: Vec<_> = std::iter::once(analyzer).chain(twins).collect();
        let (requests, inbox) = mpsc::channel(WAITING * all.len());
        let inbox = Arc::new(Mutex::new(inbox));
        let start = |analyzer| {
            let inbox = Arc::clone(&inbox);
            std::thread::Builder::new()
                .name("analyser".to_owned())
                .spawn(move || run(analyzer, &inbox))
                .map_err(|error| AnalyzerError::Runtime(format!("no thread: {error}")))
        };
        let threads = all.into_iter().map(start).collect::<Result<_, _>>()?;
        Ok(Self { requests, model, inline, threads })
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
        let heads = &heads;
        let ask = |texts| async move {
            let heads = heads.clone();
            self.ask(|answer| Request::Analyze { texts, heads, answer }).await
        };
        let parts = try_join_all(self.divided(texts).into_iter().map(ask)).await?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// What the model alone says of each text, with every probability.
    pub(crate) async fn weigh(&self, texts: Vec<String>) -> Result<Vec<Reading>, AnalyzerError> {
        let ask = |texts| self.ask(|answer| Request::Weigh { texts, answer });
        let parts = try_join_all(self.divided(texts).into_iter().map(ask)).await?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// The words that weighed most for each tag of a text.
    pub(crate) async fn explain(
        &self,
        text: String,
        heads: InUse,
    ) -> Result<Option<Explanation>, AnalyzerError> {
        self.ask(|answer| Request::Explain { text, heads, answer }).await
    }

    /// The texts in order, in a part for each thread.
    fn divided(&self, texts: Vec<String>) -> Vec<Vec<String>> {
        let size = texts.len().div_ceil(self.threads.len()).max(FEWEST);
        let mut parts = Vec::with_capacity(self.threads.len());
        let mut rest = texts.into_iter();
        loop {
            let part: Vec<String> = rest.by_ref().take(size).collect();
            if part.is_empty() {
                return parts;
            }
            parts.push(part);
        }
    }

    async fn ask<T>(&self, request: impl FnOnce(Answer<T>) -> Request) -> Result<T, AnalyzerError> {
        let (answer, result) = oneshot::channel();
        self.requests.send(request(answer)).await.map_err(|_| gone())?;
        result.await.map_err(|_| gone())?
    }

    /// Whether every thread still runs.
    pub(crate) fn is_alive(&self) -> bool {
        !self.threads.iter().any(JoinHandle::is_finished)
    }
}

/// Works off what comes in; the threads take turns at waiting for it.
fn run(mut analyzer: Box<dyn Analyzer>, inbox: &Mutex<mpsc::Receiver<Request>>) {
    let analyzer = &mut *analyzer;
    let next = || inbox.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
    while let Some(request) = next() {
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
    AnalyzerError::Runtime("an analyser thread has ended; restart Plaza".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use plaza_core::SentimentScores;

    use super::*;

    /// Reads a text's length as its language, and breaks at the word `break`. The first text of
    /// each call waits until as many calls are under way as there are analyzers.
    struct Lengths {
        together: Arc<Barrier>,
    }

    impl Analyzer for Lengths {
        fn model(&self) -> &'static str {
            "lengths@1"
        }

        fn is_inline(&self) -> bool {
            true
        }

        fn twin(&self) -> Option<Box<dyn Analyzer>> {
            Some(Box::new(Self { together: Arc::clone(&self.together) }))
        }

        fn analyze(&mut self, texts: &[&str]) -> Result<Vec<Insight>, AnalyzerError> {
            self.together.wait();
            let read = |text: &&str| {
                assert!(*text != "break", "the model broke");
                Insight {
                    lang: text.len().to_string(),
                    sentiment: SentimentScores::of([0.0, 1.0, 0.0]),
                    intents: Vec::new(),
                    aspects: Vec::new(),
                }
            };
            Ok(texts.iter().map(read).collect())
        }
    }

    fn three() -> Analysis {
        let together = Arc::new(Barrier::new(3));
        Analysis::start_on(3, Box::new(Lengths { together })).unwrap()
    }

    #[tokio::test]
    async fn texts_are_read_on_all_cores_and_stay_in_order() {
        let analysis = three();
        let texts: Vec<String> = (0..100).map(|n| "x".repeat(n)).collect();
        let insights = analysis.analyze(texts.clone(), None).await.unwrap();
        let lengths: Vec<String> = insights.into_iter().map(|insight| insight.lang).collect();
        assert_eq!(lengths, (0..100).map(|n| n.to_string()).collect::<Vec<_>>());
        let readings = analysis.weigh(texts).await.unwrap();
        assert_eq!(readings.len(), 100);
        assert!(analysis.analyze(Vec::new(), None).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_panic_on_one_core_is_told_and_ends_no_thread() {
        let analysis = three();
        let mut texts = vec!["x".to_owned(); 100];
        texts[50] = "break".to_owned();
        let refused = analysis.analyze(texts, None).await.unwrap_err().to_string();
        assert!(refused.contains("the model broke"), "{refused}");
        assert!(analysis.is_alive());
        assert_eq!(analysis.analyze(vec!["x".to_owned(); 100], None).await.unwrap().len(), 100);
    }
}
