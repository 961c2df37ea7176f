//! Talk that no connector hears: added by hand, or imported from a file.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use plaza_core::{AuthorIs, IncomingMention};
use plaza_engine::listen::IngestReport;

use crate::AppState;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::page::Page;

/// Where mentions added by hand go.
const BY_HAND: &str = "by hand";
/// Kinds of talk that people write down.
const CHANNELS: [&str; 6] = ["face_to_face", "phone", "fair", "survey", "ticket", "other"];

/// How content somebody seemed, in stars.
const RATINGS: [&str; 5] = ["1", "2", "3", "4", "5"];

#[derive(Template)]
#[template(path = "listen/mention_new.html")]
struct NewMentionScreen {
    page: Page,
    form: HandForm,
    channels: [&'static str; 6],
    ratings: [&'static str; 5],
    problem: String,
    import_source: String,
    import_problem: String,
    /// Uploads that wait to be imported, by token and name.
    waiting: Vec<(String, String)>,
}

/// What was typed.
#[derive(Default)]
struct HandForm {
    text: String,
    author: String,
    channel: String,
    when: String,
    /// Stars from 1 to 5, or nothing.
    rating: String,
}

/// `GET /mentions/new?channel=`
pub(crate) async fn form(State(state): State<AppState>, board: Board, fields: Fields) -> Answer {
    let form = HandForm { channel: fields.get("channel").to_owned(), ..HandForm::default() };
    let owner = board.actor()?.user_id;
    let mut screen = screen(board, form, String::new(), String::new(), String::new());
    if let Ok(uploads) = state.uploads() {
        let own = uploads.of(owner, screen.page.now).into_iter();
        screen.waiting = own.map(|upload| (upload.token, upload.name)).collect();
    }
    show_as(StatusCode::OK, &screen, &screen.page)
}

/// `POST /mentions/new`
pub(crate) async fn add(board: Board, fields: Fields) -> Answer {
    let form = HandForm {
        text: fields.text("text"),
        author: fields.get("author").to_owned(),
        channel: fields.get("channel").to_owned(),
        when: fields.get("when").to_owned(),
        rating: fields.get("rating").to_owned(),
    };
    let mention = match mention(&board, &form) {
        Ok(mention) => mention,
        Err(problem) => return show_form(board, form, problem, String::new(), String::new()),
    };
    // At a fair one talk follows another: the next form stands in the same place.
    let next = format!("/mentions/new?channel={}", mention.channel.as_deref().unwrap_or_default());
    let report = board.engine.listen().add_mentions(board.actor()?, BY_HAND, vec![mention]).await?;
    let is_more = fields.get("then") == "more";
    let to = if is_more { next.as_str() } else { "/mentions?q=source%3A%22by+hand%22" };
    Ok(match report {
        IngestReport { new: 1.., .. } => board.done(to, "flash-mention-added"),
        IngestReport { quarantined: 1.., .. } => {
            board.warned("/sources", &board.page.get("flash-mention-refused"))
        }
        _ => board.done(to, "flash-mention-known"),
    })
}

/// The mention that the form describes. Its id comes from its time and words, so that sending the
/// form twice adds it once.
fn mention(board: &Board, form: &HandForm) -> Result<IncomingMention, String> {
    if form.text.trim().is_empty() {
        return Err(board.page.get("problem-empty"));
    }
    let created_at = match form.when.as_str() {
        "" => board.page.now,
        when => {
            let at = board.page.zone().read(when);
            at.map_err(|error| board.page.say(&error.message()))?
        }
    };
    let author = Some(form.author.clone()).filter(|author| !author.is_empty());
    let minute = created_at / 60_000;
    let words = plaza_core::text::fold(&format!("{} {}", form.author, form.text));
    Ok(IncomingMention {
        external_id: format!("hand-{minute}-{:016x}", fingerprint(&words)),
        text: form.text.clone(),
        author_name: author.clone(),
        // What somebody noted down may be anybody's name.
        author_is: AuthorIs::ShownName,
        author,
        created_at: Some(created_at),
        rating: RATINGS
            .into_iter()
            .find(|known| *known == form.rating)
            .and_then(|n| n.parse().ok()),
        channel: CHANNELS.into_iter().find(|known| *known == form.channel).map(str::to_owned),
        ..IncomingMention::default()
    })
}

/// FNV-1a, 64 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The page again, with what is wrong with the file that was sent.
pub(super) fn show_import_problem(board: Board, source: String, problem: String) -> Answer {
    show_form(board, HandForm::default(), String::new(), source, problem)
}

/// What became of the items, in one line.
pub(crate) fn counts(t: &Translator, report: &IngestReport) -> String {
    let [new, edited, unchanged, quarantined] =
        [report.new, report.edited, report.unchanged, report.quarantined].map(|n| t.number(n));
    let values = [
        ("new", new.as_str()),
        ("edited", edited.as_str()),
        ("unchanged", unchanged.as_str()),
        ("quarantined", quarantined.as_str()),
    ];
    t.with_all("counts", &values)
}

fn show_form(
    board: Board,
    form: HandForm,
    problem: String,
    import_source: String,
    import_problem: String,
) -> Answer {
    let screen = screen(board, form, problem, import_source, import_problem);
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &screen, &screen.page)
}

fn screen(
    board: Board,
    form: HandForm,
    problem: String,
    import_source: String,
    import_problem: String,
) -> NewMentionScreen {
    NewMentionScreen {
        page: board.page,
        form,
        channels: CHANNELS,
        ratings: RATINGS,
        problem,
        waiting: Vec::new(),
        import_source,
        import_problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_fnv_1a() {
        assert_eq!(fingerprint(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
