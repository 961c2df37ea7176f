//! Judging texts one at a time.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use plaza_core::{MentionId, Sentiment, say};
use plaza_engine::EngineError;
use plaza_store::MentionView;

use crate::Problem;
use crate::frame::board::{Answer, Board, show};
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::page::Page;
use crate::parts::MentionCard;

const ADDRESS: &str = "/models/judge";
/// The choices with the keys that press them, in order.
const CHOICES: [Sentiment; 4] =
    [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive, Sentiment::Mixed];

#[derive(Template)]
#[template(path = "understand/judge.html")]
struct JudgeScreen {
    page: Page,
    sentence: String,
    judged: u64,
    needed: u64,
    next: Option<Text>,
    choices: [Feeling; 4],
    skip_href: String,
    last: Option<Last>,
}

/// A feeling that can be chosen, by its name.
struct Feeling {
    name: &'static str,
}

/// The text to judge.
struct Text {
    card: MentionCard,
    title: String,
    text: String,
    /// Stands for what is said of it.
    version: i64,
}

/// What was judged just now.
struct Last {
    id: MentionId,
    version: i64,
    words: String,
}

/// `GET /models/judge?skip=&done=`
pub(crate) async fn show_next(board: Board, fields: Fields) -> Answer {
    let skip: u64 = fields.id("skip").unwrap_or(0);
    let next = board.engine.understand().next_to_judge(skip).await?;
    let done = match fields.id::<MentionId>("done") {
        Some(id) => board.engine.mention(id).await.ok(),
        None => None,
    };
    let page = board.page;
    let left = next.needed.saturating_sub(next.judged);
    let screen = JudgeScreen {
        sentence: if left > 0 {
            page.count("judge-left", left)
        } else {
            page.count("judge-enough", next.judged)
        },
        judged: next.judged.min(next.needed),
        needed: next.needed,
        next: next.mention.map(|mention| Text {
            card: MentionCard::new(&page, &mention),
            version: mention.insight_version(),
            title: mention.title,
            text: mention.text,
        }),
        choices: CHOICES.map(|sentiment| Feeling { name: sentiment.name() }),
        skip_href: format!("{ADDRESS}?skip={}", skip.saturating_add(1)),
        last: done.and_then(|mention| last(&page, &mention)),
        page,
    };
    show(&screen, &screen.page)
}

/// What was said of a mention just now, beside what the model says.
fn last(t: &Translator, mention: &MentionView) -> Option<Last> {
    let insight = mention.insight.as_ref()?;
    let (said, model) = (insight.effective_sentiment, insight.sentiment.label);
    let key = if said == model { "judge-agreed" } else { "judge-differed" };
    let [said, model] = [said, model].map(|sentiment| t.label("sentiment", sentiment.name()));
    let words = t.with2(key, ("said", &said), ("model", &model));
    Some(Last { id: mention.id, version: mention.insight_version(), words })
}

/// `POST /models/judge`
pub(crate) async fn judge(board: Board, fields: Fields) -> Answer {
    let id = mention_of(&fields)?;
    let sentiment = Sentiment::parse(fields.get("sentiment"))
        .ok_or_else(|| Problem::invalid("sentiment", say!("no-such-feeling", "is no feeling")))?;
    let seen = fields.seen(id)?;
    let done = board.engine.understand().judge_sentiment(board.actor()?, seen, sentiment).await;
    Ok(match done {
        Ok(_) => Redirect::to(&format!("{ADDRESS}?done={id}")).into_response(),
        Err(error) => refused(&board, error),
    })
}

/// `POST /models/judge/undo`
pub(crate) async fn take_back(board: Board, fields: Fields) -> Answer {
    let seen = fields.seen(mention_of(&fields)?)?;
    let done = board.engine.understand().take_back_sentiment(board.actor()?, seen).await;
    Ok(match done {
        Ok(_) => board.done(ADDRESS, "flash-judge-undone"),
        Err(error) => refused(&board, error),
    })
}

fn mention_of(fields: &Fields) -> Result<MentionId, Problem> {
    fields.id("mention").ok_or_else(|| {
        Problem::invalid(
            "mention",
            say!("names-no-mention", "names no mention; open one and quote from it"),
        )
    })
}

/// The next text, with what went wrong: somebody else may have judged this one meanwhile.
fn refused(board: &Board, error: EngineError) -> axum::response::Response {
    board.refused(&Problem::from(error), ADDRESS)
}
