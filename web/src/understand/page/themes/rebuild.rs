//! Looking for themes again: first what it would change, then how far it is.

use askama::Template;
use axum::http::{HeaderValue, header};
use plaza_core::Millis;
use plaza_engine::understand::{GoneTheme, Outlook, Rebuilt, RenamedTheme, ThemeStep};

use crate::frame::board::{Answer, Board, show};
use crate::frame::i18n::Translator;
use crate::frame::page::Page;

/// Where it is told.
pub(super) const ADDRESS: &str = "/themes/rebuild";
/// Names listed of each kind.
const NAMES: usize = 40;
/// Seconds until a page that waits is loaded again.
const AGAIN: HeaderValue = HeaderValue::from_static("2");

#[derive(Template)]
#[template(path = "understand/rebuild.html")]
struct RebuildScreen {
    page: Page,
    /// What is being done, in words; empty while nothing is.
    step: String,
    failed: bool,
    outlook: Option<Preview>,
    last: Option<Last>,
}

/// What looking again would change.
struct Preview {
    /// The sentence over all of it.
    sentence: String,
    /// Whether anything would change.
    changes: bool,
    stays: String,
    new: Vec<String>,
    gone: Vec<GoneTheme>,
    renamed: Vec<RenamedTheme>,
}

/// What the last time changed.
struct Last {
    at: Millis,
    words: String,
}

/// `GET /themes/rebuild`
pub(crate) async fn show_work(board: Board) -> Answer {
    let work = board.engine.understand().theme_work().await?;
    let page = board.page;
    let waits = work.step.is_some();
    let screen = RebuildScreen {
        step: work.step.map(|step| step_words(&page, step)).unwrap_or_default(),
        failed: work.failed,
        outlook: work.outlook.map(|outlook| preview_of(&page, outlook)),
        last: work.last.map(|last| Last { at: last.at, words: last_words(&page, &last) }),
        page,
    };
    let mut response = show(&screen, &screen.page)?;
    if waits {
        response.headers_mut().insert(header::REFRESH, AGAIN);
    }
    Ok(response)
}

/// `POST /themes/rebuild/preview`
pub(crate) async fn preview(board: Board) -> Answer {
    let done = board.engine.understand().preview_rebuild(board.actor()?).await;
    Ok(board.after(done, ADDRESS, "flash-themes-looking"))
}

/// `POST /themes/rebuild`
pub(crate) async fn rebuild(board: Board) -> Answer {
    let done = board.engine.understand().rebuild_themes_soon(board.actor()?).await;
    Ok(board.after(done, ADDRESS, "flash-themes-rebuilding"))
}

/// What is being done, in words.
pub(super) fn step_words(t: &Translator, step: ThemeStep) -> String {
    match step {
        ThemeStep::Looking => t.get("rebuild-looking"),
        ThemeStep::Finding => t.get("rebuild-finding"),
        ThemeStep::Indexing { left } => t.count("rebuild-indexing", left),
    }
}

fn preview_of(t: &Translator, outlook: Outlook) -> Preview {
    let parts = [
        t.count("rebuild-new", outlook.new.len()),
        t.count("rebuild-gone", outlook.gone.len()),
        t.count("rebuild-renamed", outlook.renamed.len()),
        t.count("rebuild-moved", outlook.moved),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| part != "-").collect();
    let stays = [t.count("rebuild-kept", outlook.kept), t.count("rebuild-held", outlook.held)];
    let stays: Vec<String> = stays.into_iter().filter(|part| part != "-").collect();
    Preview {
        sentence: parts.join(" · "),
        changes: !parts.is_empty(),
        stays: stays.join(" · "),
        new: outlook.new.into_iter().take(NAMES).collect(),
        gone: outlook.gone.into_iter().take(NAMES).collect(),
        renamed: outlook.renamed.into_iter().take(NAMES).collect(),
    }
}

fn last_words(t: &Translator, last: &Rebuilt) -> String {
    let parts = [
        t.count("rebuild-new", last.new),
        t.count("rebuild-gone", last.gone),
        t.count("rebuild-moved", last.moved),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| part != "-").collect();
    if parts.is_empty() { t.get("rebuild-nothing") } else { parts.join(" · ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    #[test]
    fn what_would_change_is_one_sentence_without_zeros() {
        let t = translator(Lang::Es);
        let outlook = Outlook {
            new: vec!["Envíos".to_owned()],
            kept: 2,
            held: 1,
            moved: 1200,
            ..Outlook::default()
        };
        let told = preview_of(t, outlook);
        assert_eq!(told.sentence, "1 tema nuevo · 1200 menciones cambian de tema");
        assert_eq!(told.stays, "2 temas se quedan como están · 1 es cosa tuya y no se toca");
        assert!(!preview_of(t, Outlook::default()).changes);
        let last = Rebuilt { at: 0, new: 0, gone: 0, moved: 0, revision: 9 };
        assert_eq!(last_words(t, &last), "No cambió nada");
    }
}
