//! Importing a file: upload it, see how Plaza reads it, correct that, take it in.

mod layout;
pub(in crate::listen) mod result;
mod view;
mod words;

use askama::Template;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use plaza_core::import::Layout;
use plaza_core::{limits, say};
use tokio::io::AsyncWriteExt;

use super::mention_new::show_import_problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::listen::imports::{look_at, recognized, start};
use crate::listen::uploads::{Upload, Uploads};
use crate::{AppState, Problem};
use view::LookView;

/// Where uploads are opened.
const UPLOADS: &str = "/imports/uploads";

#[derive(Template)]
#[template(path = "listen/import.html")]
struct ImportScreen {
    page: Page,
    token: String,
    name: String,
    source: String,
    /// The source whose earlier file was read so; empty where none was.
    like: String,
    /// Whether it is a file, or rows of the quarantine.
    is_file: bool,
    /// When the upload is deleted, in words.
    until: String,
    problem: String,
    look: Option<LookView>,
}

/// `POST /mentions/import`: keeps the file and shows how it would be read.
pub(crate) async fn upload(
    State(state): State<AppState>,
    board: Board,
    form: Result<Multipart, MultipartRejection>,
) -> Answer {
    let mut form = form.map_err(|_| Problem::unsupported_type("multipart/form-data"))?;
    let uploads = state.uploads()?.clone();
    let owner = board.actor()?.user_id;
    let (mut kept, mut source) = (None, String::new());
    while let Some(field) = form.next_field().await.map_err(|_| cut_off())? {
        match field.name() {
            Some("file") => kept = keep(&uploads, &board, field).await?,
            Some("source") => source = field.text().await.map_err(|_| cut_off())?,
            _ => {}
        }
    }
    let Some(mut upload) = kept else {
        let problem = board.page.get("import-no-file");
        return show_import_problem(board, source, problem);
    };
    upload.owner = owner;
    upload.source = match source.trim() {
        "" => upload.name.clone(),
        given => given.to_owned(),
    };
    recognized(&state, &uploads, &mut upload).await?;
    uploads.note(&upload).map_err(|error| no_room(&error))?;
    Ok(Redirect::to(&address(&upload)).into_response())
}

/// `GET /imports/uploads/{token}`
pub(crate) async fn show(
    State(state): State<AppState>,
    board: Board,
    PathIds(token): PathIds<String>,
) -> Answer {
    let upload = find(&state, &board, &token)?;
    show_look(&state, board, upload, String::new()).await
}

/// `POST /imports/uploads/{token}`: looks again, imports, starts over or discards.
pub(crate) async fn act(
    State(state): State<AppState>,
    board: Board,
    PathIds(token): PathIds<String>,
    fields: Fields,
) -> Answer {
    let uploads = state.uploads()?.clone();
    let mut upload = find(&state, &board, &token)?;
    match fields.get("then") {
        "discard" => {
            uploads.discard(&upload);
            return Ok(board.done("/mentions/new", "flash-upload-discarded"));
        }
        "reset" => {
            // Rows of the quarantine are JSON, whatever their file was.
            let format = upload.layout.format.filter(|_| !upload.mends.is_empty());
            upload.layout = Layout { format, ..Layout::default() };
        }
        _ => match layout::apply(upload.layout.clone(), &fields) {
            Ok(layout) => upload.layout = layout,
            Err(error) => {
                let problem = board.page.say(&error.message());
                return show_look(&state, board, upload, problem).await;
            }
        },
    }
    if let Some(source) = fields.filled("source") {
        upload.source = source.chars().take(limits::SOURCE_NAME).collect();
    }
    upload.like = None;
    uploads.note(&upload).map_err(|error| no_room(&error))?;
    if fields.get("then") != "import" {
        return Ok(Redirect::to(&format!("{}#look", address(&upload))).into_response());
    }
    match start(&state, board.actor()?, upload.clone()).await {
        Ok(id) => Ok(Redirect::to(&format!("/imports/{id}")).into_response()),
        Err(Ok(trouble)) => {
            let problem = words::trouble(&board.page, &trouble);
            show_look(&state, board, upload, problem).await
        }
        Err(Err(error)) => {
            let problem = in_words(&board.page, &Problem::from(error));
            show_look(&state, board, upload, problem).await
        }
    }
}

fn address(upload: &Upload) -> String {
    format!("{UPLOADS}/{}", upload.token)
}

fn find(state: &AppState, board: &Board, token: &str) -> Result<Upload, Problem> {
    let owner = board.actor()?.user_id;
    let found = state.uploads()?.find(token, owner, state.engine().now());
    found.ok_or_else(|| Problem::not_found("upload"))
}

async fn show_look(state: &AppState, board: Board, upload: Upload, problem: String) -> Answer {
    let looked = look_at(state, &upload).await?;
    let page = board.page;
    let (look, trouble) = match looked {
        Ok(look) => (Some(LookView::new(&page, &look)), String::new()),
        Err(trouble) => (None, words::trouble(&page, &trouble)),
    };
    let problem = if problem.is_empty() { trouble } else { problem };
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let screen = ImportScreen {
        token: upload.token,
        name: upload.name,
        source: upload.source,
        like: upload.like.unwrap_or_default(),
        is_file: upload.mends.is_empty(),
        until: page.datetime(upload.at + crate::listen::uploads::WAITS_MS),
        problem,
        look,
        page,
    };
    show_as(status, &screen, &screen.page)
}

/// Writes an uploaded file to its folder, piece by piece; `None` when no file was chosen.
async fn keep(
    uploads: &Uploads,
    board: &Board,
    mut field: Field<'_>,
) -> Result<Option<Upload>, Problem> {
    let name = field.file_name().map(safe_name).unwrap_or_default();
    if name.is_empty() {
        return Ok(None);
    }
    let (owner, now) = (board.actor()?.user_id, board.page.now);
    let mut upload = uploads.begin(owner, &name, now).map_err(|error| no_room(&error))?;
    let written = write(uploads, &mut upload, &mut field).await;
    if written.is_err() {
        uploads.discard(&upload);
    }
    written.map(|()| Some(upload))
}

async fn write(
    uploads: &Uploads,
    upload: &mut Upload,
    field: &mut Field<'_>,
) -> Result<(), Problem> {
    let path = uploads.path(upload);
    let mut file = tokio::fs::File::create(&path).await.map_err(|error| no_room(&error))?;
    while let Some(chunk) = field.chunk().await.map_err(|_| cut_off())? {
        upload.bytes += chunk.len() as u64;
        file.write_all(&chunk).await.map_err(|error| no_room(&error))?;
    }
    file.flush().await.map_err(|error| no_room(&error))
}

/// The last part of a file name, without anything that means something in a path.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).take(100).collect();
    kept.trim_start_matches('.').to_owned()
}

fn cut_off() -> Problem {
    Problem::malformed(say!(
        "upload-cut-off",
        "the upload was cut off or is too large; send it again, or use plaza import"
    ))
}

fn no_room(error: &std::io::Error) -> Problem {
    if error.kind() == std::io::ErrorKind::QuotaExceeded {
        return Problem::unavailable(say!(
            "uploads-many",
            "too many uploads wait to be imported; import or discard them, or try again tomorrow"
        ));
    }
    tracing::error!(%error, "an upload could not be kept");
    Problem::unavailable(say!(
        "upload-no-room",
        "the server has no room for the upload; free some disk space"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uploaded_names_stay_in_their_folder() {
        for (name, safe) in [
            ("talk.csv", "talk.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\ñ.xlsx", "ñ.xlsx"),
            ("..", ""),
            (".hidden", "hidden"),
            ("a\u{0}b", "ab"),
        ] {
            assert_eq!(safe_name(name), safe, "{name}");
        }
    }
}
