//! Making an idea, alone or of a quote.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::MentionId;
use plaza_engine::EngineError;
use plaza_store::MentionView;

use super::IdeaCard;
use crate::Problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::errors::in_words;
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::parts::author_name;

/// Longest proposed title, in characters.
const TITLE_CHARS: usize = 100;
/// Similar ideas shown.
const SIMILAR: usize = 5;

#[derive(Template)]
#[template(path = "innovate/idea_new.html")]
struct NewIdeaScreen {
    page: Page,
    form: IdeaForm,
    source: Option<QuoteSource>,
    similar: Vec<IdeaCard>,
    cancel_href: String,
    problem: String,
    quote_problem: String,
}

/// What was typed.
struct IdeaForm {
    title: String,
    description: String,
    quote: String,
}

/// The mention that is quoted.
struct QuoteSource {
    id: MentionId,
    author: String,
}

/// `GET /ideas/new?mention=&quote=&title=`
pub(crate) async fn form(board: Board, fields: Fields) -> Answer {
    let mention = mention_of(&board, &fields).await?;
    let quote = match (fields.filled("quote"), &mention) {
        (Some(_), _) => fields.text("quote"),
        (None, Some(mention)) => said(mention),
        (None, None) => String::new(),
    };
    let form = IdeaForm { title: fields.text("title"), description: String::new(), quote };
    show_form(board, mention, form, None).await
}

/// `POST /ideas/new`
pub(crate) async fn create(board: Board, fields: Fields) -> Answer {
    let mention = mention_of(&board, &fields).await?;
    let form = IdeaForm {
        title: fields.get("title").to_owned(),
        description: fields.text("description"),
        quote: fields.text("quote"),
    };
    let evidence: Vec<(MentionId, String)> = mention
        .iter()
        .filter(|_| !form.quote.trim().is_empty())
        .map(|mention| (mention.id, form.quote.clone()))
        .collect();
    let actor = board.actor()?;
    match board
        .engine
        .innovate()
        .create_idea(actor, &form.title, &form.description, &evidence)
        .await
    {
        Ok(idea) => Ok(board.done(&format!("/ideas/{}", idea.id), "flash-idea-created")),
        Err(error @ EngineError::Invalid { .. }) => {
            show_form(board, mention, form, Some(error)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn mention_of(board: &Board, fields: &Fields) -> Result<Option<MentionView>, Problem> {
    match fields.id("mention") {
        Some(id) => Ok(Some(board.engine.mention(id).await?)),
        None => Ok(None),
    }
}

fn said(mention: &MentionView) -> String {
    if mention.text.is_empty() { mention.title.clone() } else { mention.text.clone() }
}

async fn show_form(
    board: Board,
    mention: Option<MentionView>,
    form: IdeaForm,
    refused: Option<EngineError>,
) -> Answer {
    let wording = format!("{} {}", form.title, form.quote);
    let similar = board.engine.innovate().similar_ideas(&wording).await?;
    let page = board.page;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let about_quote =
        matches!(&refused, Some(EngineError::Invalid { field: "quote" | "evidence", .. }));
    let words = refused.map(|error| in_words(&page, &Problem::from(error))).unwrap_or_default();
    let (problem, quote_problem) =
        if about_quote { (String::new(), words) } else { (words, String::new()) };
    let form = IdeaForm {
        title: plaza_core::text::truncate_chars(&form.title, TITLE_CHARS * 2).to_owned(),
        ..form
    };
    let screen = NewIdeaScreen {
        cancel_href: mention
            .as_ref()
            .map_or("/ideas".to_owned(), |m| format!("/mentions/{}", m.id)),
        source: mention.as_ref().map(|m| QuoteSource { id: m.id, author: author_name(&page, m) }),
        similar: similar.iter().take(SIMILAR).map(|(idea, _)| IdeaCard::new(&page, idea)).collect(),
        form,
        problem,
        quote_problem,
        page,
    };
    show_as(status, &screen, &screen.page)
}
