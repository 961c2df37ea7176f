//! The analyser's own thread.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use plaza_core::{Analyzer, AnalyzerError, Insight};
use tokio::sync::{mpsc, oneshot};

/// Batches that may wait for the thread; more make the caller wait.
const WAITING: usize = 2;

struct Request {
    texts: Vec<String>,
    answer: oneshot::Sender<Result<Vec<Insight>, AnalyzerError>>,
}

/// Hands texts to the analyser and gets insights back.
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

    /// Name and version of the model.
    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    /// Whether mentions are analysed before they are stored.
    pub(crate) fn is_inline(&self) -> bool {
        self.inline
    }

    /// One insight per text, in order.
    pub(crate) async fn analyse(&self, texts: Vec<String>) -> Result<Vec<Insight>, AnalyzerError> {
        let (answer, insights) = oneshot::channel();
        self.requests.send(Request { texts, answer }).await.map_err(|_| gone())?;
        insights.await.map_err(|_| gone())?
    }

    /// Whether the thread still runs; a panic in a model ends it.
    pub(crate) fn is_alive(&self) -> bool {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

fn run(mut analyzer: Box<dyn Analyzer>, mut inbox: mpsc::Receiver<Request>) {
    while let Some(request) = inbox.blocking_recv() {
        let texts: Vec<&str> = request.texts.iter().map(String::as_str).collect();
        let insights = analyzer.analyze(&texts);
        // The caller may have gone away; there is nobody left to tell.
        drop(request.answer.send(insights));
    }
}

fn gone() -> AnalyzerError {
    AnalyzerError::Runtime("the analyser thread has ended; restart Plaza".to_owned())
}

/// What is analysed of a mention: title and text, a blank line between them.
pub(crate) fn analysed_text(title: &str, text: &str) -> String {
    match (title.is_empty(), text.is_empty()) {
        (true, _) => text.to_owned(),
        (false, true) => title.to_owned(),
        (false, false) => format!("{title}\n\n{text}"),
    }
}

/// Moves aspects from [`analysed_text`] to the mention's text; those in the title are dropped
/// unless the title is all there is.
pub(crate) fn spans_in_text(insight: &mut Insight, title: &str, text: &str) {
    if title.is_empty() || text.is_empty() {
        return;
    }
    let shift = title.chars().count() + 2;
    insight.aspects.retain_mut(|aspect| {
        let inside = aspect.start >= shift;
        if inside {
            aspect.start -= shift;
            aspect.end -= shift;
        }
        inside
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use plaza_core::{Aspect, Sentiment, SentimentScores};

    #[test]
    fn aspect_spans_count_from_the_text_not_the_title() {
        let aspect =
            |start, end| Aspect { term: String::new(), start, end, sentiment: Sentiment::Neutral };
        let mut insight = Insight {
            lang: "es".into(),
            sentiment: SentimentScores {
                label: Sentiment::Neutral,
                negative: 0.0,
                neutral: 1.0,
                positive: 0.0,
            },
            intents: vec![],
            aspects: vec![aspect(0, 4), aspect(9, 16)],
        };
        assert_eq!(analysed_text("Móvil", "La batería"), "Móvil\n\nLa batería");
        spans_in_text(&mut insight, "Móvil", "La batería");
        assert_eq!(insight.aspects, [aspect(2, 9)]);
    }
}
