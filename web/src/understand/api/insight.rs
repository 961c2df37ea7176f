//! What the models say of a mention: why they say so, and a person's word over theirs.

use axum::Json;
use axum::extract::State;
use plaza_core::{Intent, MentionId, Permission, Sentiment, Tag, ThemeId, WordWeight, limits, say};
use plaza_engine::EngineError;
use plaza_engine::understand::{TagReason, Why};
use plaza_store::MentionView;
use plaza_store::understand::Correction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::schema::{IntentName, SentimentName};
use crate::frame::api::seen::{IfMatch, or_both, sent};
use crate::frame::extract::{JsonBody, OptionalJsonBody, PathIds, Text, present};
use crate::parts::mention::MentionOut;
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

pub(super) fn routes() -> Routes {
    let curate = Access::Needs(Permission::Curate);
    Routes::new()
        .api(Access::Needs(Permission::Read), routes!(why))
        .api(curate, routes!(correct))
        .api(curate, routes!(confirm))
        .api(curate, routes!(take_back_sentiment))
}

/// What a person says in the model's place; a field that is left out stays.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionIn {
    /// The mention's `insight_version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
    #[schema(value_type = Option<SentimentName>)]
    sentiment: Option<Sentiment>,
    /// All intents that hold.
    #[schema(value_type = Option<Vec<IntentName>>)]
    intents: Option<Vec<Intent>>,
    /// Null takes the mention out of its theme.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    theme_id: Option<Option<ThemeId>>,
    /// ISO 639-1.
    lang: Option<Text<{ limits::LANG }>>,
}

/// Takes a person's word over the model's; it holds when the mention is analysed again.
#[utoipa::path(patch, path = "/api/v1/mentions/{id}/insight", tag = "mentions",
    params(("id" = i64, Path)), request_body = CorrectionIn,
    responses((status = 200, body = MentionOut)))]
async fn correct(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<MentionId>,
    if_match: IfMatch,
    JsonBody(input): JsonBody<CorrectionIn>,
) -> Answer<MentionOut> {
    let seen = if_match.seen(id, input.version)?;
    let yours = sent(&input);
    let mut intents = input.intents;
    if let Some(intents) = &mut intents {
        let mut seen = Vec::new();
        intents.retain(|intent| {
            !seen.contains(intent) && {
                seen.push(*intent);
                true
            }
        });
    }
    let correction = Correction {
        sentiment: input.sentiment,
        intents,
        theme_id: input.theme_id,
        lang: input.lang.as_deref().map(read_lang).transpose()?,
        ..Correction::default()
    };
    let done = state.engine().understand().correct(&actor, seen, correction).await;
    after(&state, id, yours, done).await
}

/// The mention after a word on it, or both where something else is said of it by now.
async fn after(
    state: &AppState,
    id: MentionId,
    yours: serde_json::Value,
    done: Result<MentionView, EngineError>,
) -> Answer<MentionOut> {
    let theirs = async { Ok(MentionOut::from(state.engine().mention(id).await?)) };
    Ok(Json(or_both(done, yours, theirs).await?.into()))
}

fn read_lang(lang: &str) -> Result<String, Problem> {
    let known =
        lang == "other" || (lang.len() == 2 && lang.bytes().all(|b| b.is_ascii_lowercase()));
    if known {
        return Ok(lang.to_owned());
    }
    Err(Problem::invalid(
        "lang",
        say!("takes-lang-or-other", "takes a two-letter code such as es, or other"),
    ))
}

/// What was seen.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmIn {
    /// The mention's `insight_version` that was read; needed here or in `If-Match`.
    version: Option<i64>,
}

/// Says that the sentiment and the intents that hold are right. They hold from now on and count in
/// the model's accuracy.
#[utoipa::path(post, path = "/api/v1/mentions/{id}/insight/confirm", tag = "mentions",
    params(("id" = i64, Path)), request_body = Option<ConfirmIn>,
    responses((status = 200, body = MentionOut)))]
async fn confirm(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<MentionId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<ConfirmIn>,
) -> Answer<MentionOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().understand().confirm(&actor, seen).await;
    after(&state, id, sent(&input), done).await
}

/// Takes people's word on the sentiment back: the model's holds again, and the word counts no more
/// in the model's accuracy.
#[utoipa::path(delete, path = "/api/v1/mentions/{id}/insight/sentiment", tag = "mentions",
    params(("id" = i64, Path)), request_body = Option<ConfirmIn>,
    responses((status = 200, body = MentionOut)))]
async fn take_back_sentiment(
    State(state): State<AppState>,
    Caller(actor): Caller,
    PathIds(id): PathIds<MentionId>,
    if_match: IfMatch,
    OptionalJsonBody(input): OptionalJsonBody<ConfirmIn>,
) -> Answer<MentionOut> {
    let seen = if_match.seen(id, input.version)?;
    let done = state.engine().understand().take_back_sentiment(&actor, seen).await;
    after(&state, id, sent(&input), done).await
}

/// Why a mention was tagged as it was.
#[derive(Debug, Serialize, ToSchema)]
struct WhyOut {
    /// The model that explains itself; the stored tags may still be of an earlier one.
    model: String,
    /// False where the model cannot tell.
    available: bool,
    /// One for each tag: the sentiment first, then the intents, strongest first.
    reasons: Vec<ReasonOut>,
}

/// Why one tag was given.
#[derive(Debug, Serialize, ToSchema)]
struct ReasonOut {
    /// `sentiment` or `intent`.
    task: &'static str,
    label: &'static str,
    probability: f32,
    /// Words of the title that mattered, those that spoke most for the tag first.
    title_words: Vec<WordOut>,
    /// Words of the text that mattered, those that spoke most for the tag first.
    text_words: Vec<WordOut>,
}

/// A word; offsets in characters of the title or the text.
#[derive(Debug, Serialize, ToSchema)]
struct WordOut {
    text: String,
    start: usize,
    end: usize,
    /// By how much the log-odds of the tag fall without the word; below zero they rise.
    weight: f32,
}

impl From<WordWeight> for WordOut {
    fn from(word: WordWeight) -> Self {
        let WordWeight { text, start, end, weight } = word;
        Self { text, start, end, weight }
    }
}

impl From<TagReason> for ReasonOut {
    fn from(reason: TagReason) -> Self {
        let (task, label) = match reason.tag {
            Tag::Sentiment(sentiment) => ("sentiment", sentiment.name()),
            Tag::Intent(intent) => ("intent", intent.name()),
        };
        Self {
            task,
            label,
            probability: reason.probability,
            title_words: reason.title_words.into_iter().map(WordOut::from).collect(),
            text_words: reason.text_words.into_iter().map(WordOut::from).collect(),
        }
    }
}

/// Shows the words that weighed most for each tag of a mention.
#[utoipa::path(get, path = "/api/v1/mentions/{id}/why", tag = "mentions",
    params(("id" = i64, Path)), responses((status = 200, body = WhyOut)))]
async fn why(State(state): State<AppState>, PathIds(id): PathIds<MentionId>) -> Answer<WhyOut> {
    let Why { model, reasons } = state.engine().understand().why(id).await?;
    Ok(Json(WhyOut {
        model,
        available: reasons.is_some(),
        reasons: reasons.unwrap_or_default().into_iter().map(ReasonOut::from).collect(),
    }))
}
