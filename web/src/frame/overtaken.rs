//! A form that somebody else was quicker than: nothing of it is lost, and its sender chooses.

use askama::Template;
use axum::http::StatusCode;
use plaza_engine::EngineError;
use plaza_store::Stale;

use crate::Problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::fields::Fields;
use crate::frame::page::Page;

#[derive(Template)]
#[template(path = "frame/overtaken.html")]
struct OvertakenScreen {
    page: Page,
    who: String,
    action: String,
    back: String,
    version: i64,
    /// Fields that are sent again as they are.
    hidden: Vec<(String, String)>,
    texts: Vec<BothTexts>,
    /// Whether the form wrote something, or was a button.
    writes: bool,
}

/// How the sender's value can be seen again in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// Chosen from a list; what is shown is a name.
    Choice,
    /// Not of the form; what is there now alone is shown.
    Now,
}

/// What the sender wrote, and what is there now.
#[derive(Debug, Clone)]
pub(crate) struct BothTexts {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) field: Field,
    /// What is sent again.
    pub(crate) value: String,
    /// The same in words.
    pub(crate) yours: String,
    pub(crate) theirs: String,
}

impl BothTexts {
    /// A field whose words are its value.
    pub(crate) fn of(
        field: Field,
        name: &str,
        label: String,
        yours: &str,
        theirs: impl Into<String>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            label,
            field,
            value: yours.to_owned(),
            yours: yours.to_owned(),
            theirs: theirs.into(),
        }
    }

    /// What is there now and is no field of the form.
    pub(crate) fn now(label: String, theirs: impl Into<String>) -> Self {
        Self::of(Field::Now, "", label, "", theirs)
    }

    fn is(&self, field: &str) -> bool {
        let name = match self.field {
            Field::Line => "line",
            Field::Text => "text",
            Field::Choice => "choice",
            Field::Now => "now",
        };
        name == field
    }
}

/// A form as it was sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent<'a> {
    /// Where it goes.
    pub(crate) action: &'a str,
    /// Where its sender goes who takes what is there now.
    pub(crate) back: &'a str,
    pub(crate) fields: &'a Fields,
}

/// Goes to `to` with the message `key`, or with what went wrong; where somebody else was quicker,
/// shows what `texts` loads.
pub(crate) async fn after<T>(
    board: Board,
    done: Result<T, EngineError>,
    sent: Sent<'_>,
    texts: impl AsyncFnOnce(&Board) -> Result<Vec<BothTexts>, Problem>,
    to: &str,
    key: &str,
) -> Answer {
    match done {
        Err(EngineError::Stale(stale)) => {
            let texts = texts(&board).await?;
            show_both(board, &stale, sent, texts)
        }
        done => Ok(board.after(done, to, key)),
    }
}

/// The page with both texts and the choice between them; it works without a script.
pub(crate) fn show_both(
    board: Board,
    stale: &Stale,
    sent: Sent<'_>,
    texts: Vec<BothTexts>,
) -> Answer {
    let page = board.page;
    let texts = only_differing(texts);
    let is_shown = |name: &str| texts.iter().any(|text| text.name == name);
    let again = |(name, _): &(&str, &str)| *name != "csrf" && *name != "version" && !is_shown(name);
    let hidden = sent.fields.iter().filter(again);
    let hidden = hidden.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let screen = OvertakenScreen {
        who: who(&page, stale),
        action: sent.action.to_owned(),
        back: sent.back.to_owned(),
        version: stale.version,
        hidden,
        writes: texts.iter().any(|text| text.field != Field::Now),
        texts,
        page,
    };
    show_as(StatusCode::CONFLICT, &screen, &screen.page)
}

/// What both wrote alike needs no look; where everything is alike, all of it stays to be seen.
fn only_differing(texts: Vec<BothTexts>) -> Vec<BothTexts> {
    let differs = |text: &BothTexts| match text.field {
        Field::Now => true,
        Field::Line | Field::Text | Field::Choice => text.yours != text.theirs,
    };
    match texts.iter().any(differs) {
        true => texts.into_iter().filter(differs).collect(),
        false => texts,
    }
}

fn who(page: &Page, stale: &Stale) -> String {
    match (&stale.by, stale.at) {
        (Some(by), Some(at)) => page.with2("overtaken-by", ("name", by), ("when", &page.when(at))),
        _ => page.get("overtaken-by-somebody"),
    }
}
