//! Searching and counting.

use axum::Json;
use axum::extract::State;
use plaza_core::{Permission, limits};
use plaza_engine::find::{Reader, SearchRequest};
use plaza_engine::{Bucket, Facet, Ours, Sort, SplitBy};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::frame::api::Answer;
use crate::frame::api::page::checked_limit;
use crate::frame::api::zone::in_zone;
use crate::frame::extract::{QueryString, Text};
use crate::parts::mention::HitOut;
use crate::parts::timeline::TimelineOut;
use crate::security::Caller;
use crate::{Access, AppState, Problem, Routes};

/// A typed query. What is too long for the query language is refused there, with the place where it
/// becomes too long; this is for what is longer still.
pub(super) type QueryText = Text<{ 2 * limits::QUERY_BYTES }>;

pub(super) fn routes() -> Routes {
    let read = Access::Needs(Permission::Read);
    Routes::new().api(read, routes!(search_mentions)).api(read, routes!(timeline))
}

/// A search.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchParams {
    /// The query; empty or left out finds everything.
    #[param(value_type = Option<String>)]
    q: Option<QueryText>,
    /// `newest` (default) or `relevance`.
    #[param(inline, value_type = Option<SortName>)]
    sort: Option<Sort>,
    /// Mentions on the page, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Text<500>>,
    /// What to count, separated by commas: `lang,sentiment,source,intent,theme,
    /// aspect,confidence,answer,channel,rating`.
    #[param(value_type = Option<String>)]
    facets: Option<Text<200>>,
    /// Our own words: `exclude` (default), `include` or `only`. A query with `is:ours` or
    /// `is:anyone` says so itself.
    #[param(inline, value_type = Option<OursName>)]
    ours: Option<Ours>,
    /// Time zone in which days begin, as `Europe/Madrid`; the house's when left out.
    #[param(value_type = Option<String>)]
    tz: Option<Text<64>>,
}

/// The names of [`Ours`].
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it documents the engine's Ours")]
enum OursName {
    Exclude,
    Include,
    Only,
}

/// The names of [`Sort`].
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it documents the engine's Sort")]
enum SortName {
    Newest,
    Relevance,
}

/// The names of [`Bucket`].
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it documents the engine's Bucket")]
enum BucketName {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// The names of [`SplitBy`].
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it documents the engine's SplitBy")]
enum SplitName {
    Sentiment,
    Source,
    Theme,
}

/// A page of found mentions.
#[derive(Debug, Serialize, ToSchema)]
struct SearchOut {
    /// All that was found, on this page and others.
    total: u64,
    /// This page.
    items: Vec<HitOut>,
    /// The counts that were asked for.
    facets: Vec<FacetOut>,
    /// Send it as `cursor` to get the next page; null on the last one.
    next_cursor: Option<String>,
    /// Parts of `q` that cannot be searched for, such as punctuation that stands alone; the rest
    /// was searched for.
    ignored: Vec<String>,
}

/// How often each value occurs among all that was found.
#[derive(Debug, Serialize, ToSchema)]
struct FacetOut {
    #[schema(value_type = String)]
    facet: Facet,
    /// The most frequent ones, 200 at most.
    values: Vec<FacetValueOut>,
    /// How many more values there are.
    more: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct FacetValueOut {
    /// As written in a query.
    value: String,
    /// As shown to a person.
    label: String,
    count: u64,
}

/// Finds mentions.
#[utoipa::path(get, path = "/api/v1/mentions", tag = "mentions", params(SearchParams),
    responses((status = 200, body = SearchOut)))]
async fn search_mentions(
    State(state): State<AppState>,
    Caller(actor): Caller,
    QueryString(params): QueryString<SearchParams>,
) -> Answer<SearchOut> {
    let request = SearchRequest {
        q: params.q.unwrap_or_default().into_string(),
        sort: params.sort.unwrap_or_default(),
        limit: usize::from(checked_limit(params.limit)?),
        cursor: params.cursor.map(Text::into_string).filter(|cursor| !cursor.is_empty()),
        facets: read_facets(params.facets.as_deref().unwrap_or_default())?,
    };
    let reader = Reader::of(&actor).wanting(params.ours.unwrap_or_default());
    let engine = in_zone(&state, params.tz.as_deref())?;
    let page = engine.find().search_as(reader, &request).await?;
    let facets = page.facets.into_iter().map(|counts| FacetOut {
        facet: counts.facet,
        more: counts.more,
        values: counts
            .values
            .into_iter()
            .map(|v| FacetValueOut { value: v.value, label: v.label, count: v.count })
            .collect(),
    });
    Ok(Json(SearchOut {
        total: page.total,
        items: page.hits.into_iter().map(HitOut::from).collect(),
        facets: facets.collect(),
        next_cursor: page.next_cursor,
        ignored: page.ignored,
    }))
}

fn read_facets(names: &str) -> Result<Vec<Facet>, Problem> {
    let mut facets = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let facet = serde_json::from_value(name.into()).map_err(|_| {
            let message = format!(
                "`{name}` is none of lang, sentiment, source, intent, theme, aspect, confidence, \
                 answer, channel, rating"
            );
            Problem::invalid("facets", message)
        })?;
        if !facets.contains(&facet) {
            facets.push(facet);
        }
    }
    Ok(facets)
}

/// What to count over time.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TimelineParams {
    /// The query; empty or left out counts everything.
    #[param(value_type = Option<String>)]
    q: Option<QueryText>,
    /// `hour`, `day`, `week`, `month` or `year`, over all that is found where `q` asks for no days.
    /// Without it, the days that `q` asks for, or else the newest 30 that hold some of it, in
    /// buckets of a width that shows them well.
    #[param(inline, value_type = Option<BucketName>)]
    bucket: Option<Bucket>,
    /// `sentiment`, `source` or `theme`.
    #[param(inline, value_type = Option<SplitName>)]
    by: Option<SplitBy>,
    /// Our own words: `exclude` (default), `include` or `only`.
    #[param(inline, value_type = Option<OursName>)]
    ours: Option<Ours>,
    /// Time zone in which days begin, as `Europe/Madrid`; the house's when left out.
    #[param(value_type = Option<String>)]
    tz: Option<Text<64>>,
}

/// Counts mentions over time.
#[utoipa::path(get, path = "/api/v1/timeline", tag = "mentions", params(TimelineParams),
    responses((status = 200, body = TimelineOut)))]
async fn timeline(
    State(state): State<AppState>,
    Caller(actor): Caller,
    QueryString(params): QueryString<TimelineParams>,
) -> Answer<TimelineOut> {
    let q = params.q.unwrap_or_default();
    let reader = Reader::of(&actor).wanting(params.ours.unwrap_or_default());
    let engine = in_zone(&state, params.tz.as_deref())?;
    let timeline = engine.find().timeline(reader, &q, params.bucket, params.by).await?;
    Ok(Json(timeline.into()))
}
