//! How the API shows mentions.

use std::ops::Range;

use plaza_core::{Answering, Aspect, AuthorMark, Intent, MentionId, Sentiment};
use plaza_engine::find::Hit;
use plaza_store::{InsightView, MentionVersion, MentionView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::frame::api::schema::{IntentName, SentimentName, maybe_time, time};

/// A mention.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MentionOut {
    id: i64,
    source: SourceRef,
    /// The platform's own id.
    external_id: String,
    /// External id of the mention that this one answers.
    parent_external_id: Option<String>,
    /// External id of the thread.
    conversation_id: Option<String>,
    title: String,
    text: String,
    url: Option<String>,
    /// Kind of place: forum, review, comment and so on.
    channel: Option<String>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    /// Stars, 0 to 5.
    rating: Option<f64>,
    /// When it was said, RFC 3339.
    created_at: String,
    /// When Plaza read it first.
    collected_at: String,
    /// When its text last changed.
    edited_at: Option<String>,
    /// When it was deleted upstream.
    deleted_at: Option<String>,
    /// Written by the account that Plaza answers with.
    ours: bool,
    /// `unanswered`, `answered` or `unasked`; null for our own words.
    answer: Option<&'static str>,
    /// The mention of which this is a near-duplicate.
    near_of: Option<i64>,
    author: Option<AuthorOut>,
    /// What else the platform said.
    #[schema(value_type = Object)]
    extra: plaza_core::Extra,
    insight: Option<InsightOut>,
    /// Stands for the text and what is said of it; send it as `version` with a correction, which is
    /// refused when something else is said by then.
    insight_version: i64,
    reply_count: i64,
    idea_count: i64,
}

/// Where a mention comes from.
#[derive(Debug, Serialize, ToSchema)]
struct SourceRef {
    id: i64,
    name: String,
    kind: String,
    place: String,
}

/// An account on a platform.
#[derive(Debug, Serialize, ToSchema)]
struct AuthorOut {
    id: i64,
    handle: Option<String>,
    name: Option<String>,
    /// `account`, `shown_name` (a name that any number of people may show) or `collective` (a label
    /// for many).
    author_is: &'static str,
    /// The platform's id of the account, where it is known.
    account: Option<String>,
    /// What that id is unique in; null for the place.
    account_space: Option<String>,
    /// `staff`, `bot` or null: marked accounts do not count as people.
    mark: Option<&'static str>,
}

/// What the models say, and what people corrected.
#[derive(Debug, Serialize, ToSchema)]
struct InsightOut {
    /// Name and version of the model.
    model: String,
    /// ISO 639-1, or `other`.
    lang: String,
    /// With a person's correction applied.
    #[schema(value_type = SentimentName)]
    sentiment: Sentiment,
    /// The model's probabilities.
    scores: ScoresOut,
    /// With a person's correction applied.
    #[schema(value_type = Vec<IntentName>)]
    intents: Vec<Intent>,
    /// The model's intents with their probabilities.
    intent_scores: Vec<IntentScoreOut>,
    aspects: Vec<AspectOut>,
    theme: Option<ThemeRef>,
    /// True when a person changed something.
    corrected: bool,
    /// True when a person said that it is right, and nobody changed anything.
    confirmed: bool,
    /// Whether one thing is spoken well of and another badly, or a person calls it mixed.
    mixed: bool,
    /// `low` where the model is not sure of the sentiment and nobody has settled it, else `high`.
    confidence: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct ScoresOut {
    negative: f32,
    neutral: f32,
    positive: f32,
}

#[derive(Debug, Serialize, ToSchema)]
struct IntentScoreOut {
    #[schema(value_type = IntentName)]
    label: Intent,
    score: f32,
}

/// Something that the author speaks of; offsets in characters of the text.
#[derive(Debug, Serialize, ToSchema)]
struct AspectOut {
    term: String,
    start: usize,
    end: usize,
    #[schema(value_type = SentimentName)]
    sentiment: Sentiment,
}

#[derive(Debug, Serialize, ToSchema)]
struct ThemeRef {
    id: i64,
    label: Option<String>,
}

impl From<MentionView> for MentionOut {
    fn from(view: MentionView) -> Self {
        let insight_version = view.insight_version();
        let answer = view.answering().map(Answering::name);
        Self {
            id: view.id.get(),
            source: SourceRef {
                id: view.source_id.get(),
                name: view.source_name,
                kind: view.source_kind,
                place: view.place,
            },
            external_id: view.external_id,
            parent_external_id: view.parent_external_id,
            conversation_id: view.conversation,
            title: view.title,
            text: view.text,
            url: view.url,
            channel: view.channel,
            country: view.country,
            rating: view.rating,
            created_at: time(view.created_at),
            collected_at: time(view.collected_at),
            edited_at: maybe_time(view.edited_at),
            deleted_at: maybe_time(view.deleted_at),
            ours: view.ours,
            near_of: view.near_of.map(MentionId::get),
            author: view.author_id.map(|id| AuthorOut {
                id: id.get(),
                handle: view.author,
                name: view.author_name,
                author_is: view.author_is.name(),
                account: view.account,
                account_space: view.account_space,
                mark: view.author_mark.map(AuthorMark::name),
            }),
            extra: view.extra,
            insight_version,
            insight: view.insight.map(InsightOut::from),
            answer,
            reply_count: view.reply_count,
            idea_count: view.idea_count,
        }
    }
}

impl From<InsightView> for InsightOut {
    fn from(view: InsightView) -> Self {
        Self {
            mixed: view.mixed,
            confidence: if view.unsure { "low" } else { "high" },
            confirmed: view.confirmed,
            model: view.model,
            lang: view.lang,
            sentiment: view.effective_sentiment,
            scores: ScoresOut {
                negative: view.sentiment.negative,
                neutral: view.sentiment.neutral,
                positive: view.sentiment.positive,
            },
            intents: view.effective_intents,
            intent_scores: view
                .intents
                .into_iter()
                .map(|intent| IntentScoreOut { label: intent.label, score: intent.score })
                .collect(),
            aspects: view.aspects.into_iter().map(AspectOut::from).collect(),
            theme: view.theme_id.map(|id| ThemeRef { id: id.get(), label: view.theme_label }),
            corrected: view.corrected,
        }
    }
}

impl From<Aspect> for AspectOut {
    fn from(aspect: Aspect) -> Self {
        let Aspect { term, start, end, sentiment } = aspect;
        Self { term, start, end, sentiment }
    }
}

/// A mention that was found, and where the query's words stand in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HitOut {
    mention: MentionOut,
    /// Spans of the title that matched, in characters.
    title_marks: Vec<SpanOut>,
    /// Spans of the text that matched, in characters.
    text_marks: Vec<SpanOut>,
}

/// From the first character up to, not including, `end`.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SpanOut {
    start: usize,
    end: usize,
}

impl From<Hit> for HitOut {
    fn from(hit: Hit) -> Self {
        Self {
            title_marks: char_spans(&hit.mention.title, &hit.title_marks),
            text_marks: char_spans(&hit.mention.text, &hit.text_marks),
            mention: hit.mention.into(),
        }
    }
}

/// Byte ranges as spans in characters; the ranges are in order.
fn char_spans(text: &str, ranges: &[Range<usize>]) -> Vec<SpanOut> {
    let (mut bytes, mut chars) = (0, 0);
    let mut chars_at = |at: usize| {
        chars += text.get(bytes..at).map_or(0, |between| between.chars().count());
        bytes = at;
        chars
    };
    ranges.iter().map(|r| SpanOut { start: chars_at(r.start), end: chars_at(r.end) }).collect()
}

/// What a mention said before it was edited.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionOut {
    version: i64,
    title: String,
    text: String,
    /// When the next version took its place.
    replaced_at: String,
}

impl From<MentionVersion> for VersionOut {
    fn from(version: MentionVersion) -> Self {
        Self {
            version: version.version,
            title: version.title,
            text: version.text,
            replaced_at: time(version.replaced_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_characters() {
        let text = "¡La batería, batería!";
        let at = |word: &str, from: usize| {
            let start = from + text[from..].find(word).unwrap();
            start..start + word.len()
        };
        let first = at("batería", 0);
        let second = at("batería", first.end);
        assert_eq!(
            char_spans(text, &[first, second]),
            [SpanOut { start: 4, end: 11 }, SpanOut { start: 13, end: 20 }]
        );
    }
}
