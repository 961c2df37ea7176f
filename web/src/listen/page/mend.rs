//! Dealing with what could not be taken in, one by one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{IncomingMention, Message, QuarantineId};
use plaza_engine::listen::row_of;
use plaza_store::listen::Quarantined;
use serde_json::{Map, Value};

use crate::frame::board::{Answer, Board, show_as};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::{AppState, Problem};

/// Fields of a record that the form always shows, in the order of the form.
const ALWAYS: [&str; 6] = ["text", "title", "author", "created_at", "rating", "id"];
/// Most further fields of a record that the form shows.
const MOST_OTHERS: usize = 60;

/// A field of the record.
struct RecordField {
    name: String,
    label: String,
    value: String,
    is_long: bool,
}

#[derive(Template)]
#[template(path = "listen/mend.html")]
struct MendScreen {
    page: Page,
    item: Quarantined,
    fields: Vec<RecordField>,
    problem: String,
}

/// `GET /quarantine/{id}`
pub(crate) async fn form(board: Board, PathIds(id): PathIds<QuarantineId>) -> Answer {
    let item = board.engine.listen().quarantined(id).await?;
    let record = record_of(&item);
    show_form(board, item, &record, String::new())
}

/// `POST /quarantine/{id}`: takes it in as it was mended, or takes it off the list.
pub(crate) async fn act(
    State(state): State<AppState>,
    board: Board,
    PathIds(id): PathIds<QuarantineId>,
    fields: Fields,
) -> Answer {
    let item = board.engine.listen().quarantined(id).await?;
    let back = match item.import_id {
        Some(import) => format!("/imports/{import}"),
        None => format!("/sources/{}#quarantine", item.source_id),
    };
    let (listen, actor) = (board.engine.listen(), board.actor()?);
    if fields.get("then") == "dismiss" {
        let reason = fields.get("reason");
        let done = listen.dismiss_quarantined(actor, item.source_id, (&[id], reason)).await;
        return Ok(board.after(done, &back, "flash-quarantine-dismissed"));
    }
    let record: Map<String, Value> = fields
        .with_prefix("field.")
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.to_owned(), Value::String(value.replace("\r\n", "\n"))))
        .collect();
    let mention = match read(&state, &item, &record) {
        Ok(mention) => mention,
        Err(why) => {
            let problem = board.page.say(&why);
            return show_form(board, item, &record, problem);
        }
    };
    match listen.take_mended(actor, id, mention).await {
        Ok(_) => Ok(board.done(&back, "flash-quarantine-taken")),
        Err(error) => {
            let problem = in_words(&board.page, &Problem::from(error));
            show_form(board, item, &record, problem)
        }
    }
}

/// The mention that the form describes; one without an id is known by its item.
fn read(
    state: &AppState,
    item: &Quarantined,
    record: &Map<String, Value>,
) -> Result<IncomingMention, Message> {
    let mut record = record.clone();
    record.entry("id").or_insert_with(|| format!("quarantine-{}", item.id).into());
    let listen = state.engine().listen();
    let json = Value::Object(record).to_string();
    listen.parse_record(&json, &item.origin).map_err(|rejected| rejected.reason)
}

/// What is known of the record; what could not be read is its text.
fn record_of(item: &Quarantined) -> Map<String, Value> {
    row_of(&item.raw).unwrap_or_else(|| {
        std::iter::once(("text".to_owned(), Value::String(item.raw.clone()))).collect()
    })
}

fn show_form(
    board: Board,
    item: Quarantined,
    record: &Map<String, Value>,
    problem: String,
) -> Answer {
    let page = board.page;
    let value = |name: &str| match record.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let others = record.keys().map(String::as_str).filter(|name| !ALWAYS.contains(name));
    let fields = ALWAYS.into_iter().chain(others.take(MOST_OTHERS)).map(|name| RecordField {
        label: page.label("use", name),
        value: value(name),
        is_long: name == "text",
        name: name.to_owned(),
    });
    let fields = fields.collect();
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let screen = MendScreen { item, fields, problem, page };
    show_as(status, &screen, &screen.page)
}
