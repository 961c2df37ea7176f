//! Who wrote a mention, and what people say of them.

use plaza_core::{AuthorId, AuthorIs, AuthorMark, MentionId, say};
use plaza_store::{Author, EarlierHandle, MentionView};

use crate::Problem;
use crate::frame::board::{Answer, Board};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::overtaken::{self, BothTexts, Sent};

/// What nobody has marked.
const UNMARKED: &str = "none";

/// The author as a mention's page shows it.
pub(super) struct AuthorPanel {
    pub(super) id: AuthorId,
    pub(super) version: i64,
    /// `account`, `shown_name` or `collective`.
    pub(super) kind: &'static str,
    pub(super) is_account: bool,
    /// The platform's id of the account, with what it is unique in.
    pub(super) account: String,
    /// What it was called before.
    pub(super) earlier: Vec<String>,
    pub(super) mark: &'static str,
    pub(super) is_marked: bool,
    /// What it may be marked as, and whether it is.
    pub(super) marks: Vec<(&'static str, bool)>,
}

/// The author of a mention; `None` where it has none.
pub(super) async fn panel(
    board: &Board,
    mention: &MentionView,
) -> Result<Option<AuthorPanel>, Problem> {
    let Some(id) = mention.author_id else { return Ok(None) };
    let author = board.engine.understand().author(id).await?;
    let earlier = board.engine.store().earlier_handles(id).await?;
    Ok(Some(AuthorPanel {
        id,
        version: author.version,
        kind: author.author_is.name(),
        is_account: author.author_is == AuthorIs::Account,
        mark: name(author.mark),
        is_marked: author.mark.is_some(),
        marks: [None, Some(AuthorMark::Staff), Some(AuthorMark::Bot)]
            .map(|mark| (name(mark), mark == author.mark))
            .to_vec(),
        account: account(author),
        earlier: earlier.iter().map(|was| called(&board.page, was)).collect(),
    }))
}

fn account(author: Author) -> String {
    match (author.account, author.account_space) {
        (Some(account), Some(space)) => format!("{account} · {space}"),
        (account, _) => account.unwrap_or_default(),
    }
}

fn called(t: &Translator, was: &EarlierHandle) -> String {
    t.with2("author-was", ("handle", &was.handle), ("until", &t.date(was.until)))
}

fn name(mark: Option<AuthorMark>) -> &'static str {
    mark.map_or(UNMARKED, AuthorMark::name)
}

/// `POST /mentions/{id}/author`: marks the author of a mention as staff, as a bot, or as neither.
pub(crate) async fn mark(board: Board, PathIds(id): PathIds<MentionId>, fields: Fields) -> Answer {
    let author: AuthorId = fields.id("author").ok_or_else(|| Problem::not_found("author"))?;
    let seen = fields.seen(author)?;
    let mark = match fields.get("mark") {
        UNMARKED => None,
        name => Some(AuthorMark::parse(name).ok_or_else(|| {
            Problem::invalid("mark", say!("choose-listed", "choose one of the list"))
        })?),
    };
    let done = board.engine.understand().mark_author(board.actor()?, seen, mark).await;
    let (action, back) = (format!("/mentions/{id}/author"), format!("/mentions/{id}"));
    let sent = Sent { action: &action, back: &back, fields: &fields };
    let now = async |board: &Board| {
        let author = board.engine.understand().author(seen.id).await?;
        let mark = board.page.label("author-mark", name(author.mark));
        Ok(vec![BothTexts::now(board.page.get("author-mark"), mark)])
    };
    overtaken::after(board, done, sent, now, &back, "flash-saved").await
}
