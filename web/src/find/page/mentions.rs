//! The list of mentions: search, filters, timeline.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::SourceId;
use plaza_engine::find::{FacetCounts, Hit, SearchPage, SearchRequest};
use plaza_engine::{Bucket, EngineError, Facet, QueryError, Sort};

use super::saved_views::{ViewLink, links};
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::page::Page;
use crate::parts::query_terms::{contains, field_of, filters, href, quoted, with, without};
use crate::parts::{
    CoverageNote, MentionCard, Pager, TimelineChart, axis_bucket, sentiment_timeline, span_of,
};

/// Mentions on a page.
const PAGE_SIZE: usize = 50;
/// Values shown of each facet.
const FACET_VALUES: usize = 12;
const FACETS: [Facet; 7] = [
    Facet::Sentiment,
    Facet::Intent,
    Facet::Aspect,
    Facet::Source,
    Facet::Lang,
    Facet::Theme,
    Facet::Confidence,
];

#[derive(Template)]
#[template(path = "find/mentions.html")]
struct MentionsScreen {
    page: Page,
    q: String,
    sort: &'static str,
    sorts: Vec<SortLink>,
    total: u64,
    hits: Vec<MentionCard>,
    facets: Vec<FacetList>,
    active: Vec<ActiveFilter>,
    chart: Option<(TimelineChart, CoverageNote)>,
    pager: Pager,
    views: Vec<ViewLink>,
    problem: Option<QueryProblem>,
    /// What of the query cannot be searched for.
    ignored: Option<String>,
}

struct SortLink {
    name: &'static str,
    href: String,
    active: bool,
}

/// The values of one facet as links.
struct FacetList {
    name: &'static str,
    values: Vec<FacetLink>,
    /// How many values are not shown.
    more: usize,
}

struct FacetLink {
    label: String,
    count: u64,
    href: String,
    active: bool,
}

/// A filter of the query; the link takes it away.
struct ActiveFilter {
    label: String,
    href: String,
}

/// A query that was not understood, cut around the place to blame.
struct QueryProblem {
    message: String,
    before: String,
    marked: String,
    after: String,
}

/// `GET /mentions?q=&sort=&cursor=`
pub(crate) async fn list(board: Board, fields: Fields) -> Answer {
    let q = fields.get("q").to_owned();
    let sort = if fields.get("sort") == "relevance" { Sort::Relevance } else { Sort::Newest };
    let cursor = fields.filled("cursor").map(str::to_owned);
    let request = SearchRequest {
        q: q.clone(),
        sort,
        limit: PAGE_SIZE,
        cursor: cursor.clone(),
        facets: FACETS.to_vec(),
    };
    let (found, problem) = match board.engine.find().search(&request).await {
        Ok(found) => (found, None),
        Err(EngineError::Query(error)) => (nothing(), Some(query_problem(&board.page, &q, &error))),
        Err(error) => return Err(error.into()),
    };
    let chart = if problem.is_none() && found.total > 0 {
        Some(timeline(&board, &q, &found.facets).await?)
    } else {
        None
    };
    let active = active_filters(&board, &q).await?;
    let views = links(&board).await?;
    let page = board.page;
    let name = sort_name(sort);
    let in_query = [("q", q.as_str()), ("sort", if name == "newest" { "" } else { name })];
    let next = found.next_cursor.as_deref();
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let screen = MentionsScreen {
        sort: name,
        sorts: sorts(&q, name),
        total: found.total,
        hits: found.hits.iter().map(|hit: &Hit| MentionCard::found(&page, hit)).collect(),
        facets: found.facets.iter().filter_map(|facet| facet_list(&page, &q, facet)).collect(),
        active,
        chart,
        pager: Pager::new("/mentions", &in_query, "cursor", cursor.as_deref(), next),
        views,
        problem,
        ignored: (!found.ignored.is_empty()).then(|| found.ignored.join(" ")),
        q,
        page,
    };
    show_as(status, &screen, &screen.page)
}

/// Chooses days, weeks or months so that the bars stay readable.
async fn timeline(
    board: &Board,
    q: &str,
    facets: &[FacetCounts],
) -> Result<(TimelineChart, CoverageNote), EngineError> {
    let by = Some(Facet::Sentiment);
    let months = board.engine.find().timeline(q, Bucket::Month, by).await?;
    let bucket = axis_bucket(&months);
    let buckets = match bucket {
        Bucket::Month => months,
        finer => board.engine.find().timeline(q, finer, by).await?,
    };
    let mut chart = sentiment_timeline(&board.page, &buckets, bucket, q);
    let (from, until) = span_of(&chart).unwrap_or((board.page.now, board.page.now));
    let only = sources_in(board, q).await?;
    let coverage = board.engine.listen().coverage(only.as_deref(), from, until).await?;
    let sources = facets.iter().filter(|counts| counts.facet == Facet::Source);
    let values = sources.flat_map(|counts| &counts.values).filter(|v| v.value != "none");
    let fed: Vec<&str> = values.map(|value| value.label.as_str()).collect();
    let note = CoverageNote::mark(&board.page, &mut chart, &coverage, &fed);
    Ok((chart, note))
}

/// The sources that the query is limited to; `None` where it is not.
async fn sources_in(board: &Board, q: &str) -> Result<Option<Vec<SourceId>>, EngineError> {
    let mut only: Option<Vec<SourceId>> = None;
    for term in filters(q) {
        if term.starts_with('-') {
            continue;
        }
        if let Some(("source", value)) = field_of(term) {
            let named = board.engine.find().sources_named(value.trim_matches('"')).await?;
            only.get_or_insert_default().extend(named);
        }
    }
    Ok(only)
}

fn nothing() -> SearchPage {
    let (hits, facets, ignored) = (Vec::new(), Vec::new(), Vec::new());
    SearchPage { total: 0, hits, facets, next_cursor: None, ignored }
}

fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "newest",
        Sort::Relevance => "relevance",
    }
}

fn sorts(q: &str, chosen: &str) -> Vec<SortLink> {
    ["newest", "relevance"]
        .into_iter()
        .map(|name| SortLink {
            name,
            href: href("/mentions", &[("q", q), ("sort", name)]),
            active: name == chosen,
        })
        .collect()
}

fn facet_name(facet: Facet) -> &'static str {
    match facet {
        Facet::Lang => "lang",
        Facet::Sentiment => "sentiment",
        Facet::Source => "source",
        Facet::Intent => "intent",
        Facet::Theme => "theme",
        Facet::Aspect => "aspect",
        Facet::Confidence => "confidence",
    }
}

/// The facet with its values; `None` where there is nothing to choose from.
fn facet_list(page: &Page, q: &str, counts: &FacetCounts) -> Option<FacetList> {
    let name = facet_name(counts.facet);
    let filled = || counts.values.iter().filter(|value| value.value != "none");
    let more = counts.more + filled().count().saturating_sub(FACET_VALUES);
    let values: Vec<FacetLink> = filled()
        .take(FACET_VALUES)
        .map(|value| {
            let term = match counts.facet {
                Facet::Aspect => format!("{name}:{}", quoted(&value.value)),
                _ => format!("{name}:{}", value.value),
            };
            let active = contains(q, &term);
            let narrowed = if active { without(q, &term) } else { with(q, &term) };
            FacetLink {
                label: value_label(page, counts.facet, &value.label),
                count: value.count,
                href: href("/mentions", &[("q", &narrowed)]),
                active,
            }
        })
        .collect();
    (!values.is_empty()).then_some(FacetList { name, values, more })
}

/// Closed sets are translated; names of sources, themes and aspects are people's own words.
fn value_label(t: &Translator, facet: Facet, label: &str) -> String {
    match facet {
        Facet::Source | Facet::Theme | Facet::Aspect => label.to_owned(),
        Facet::Lang | Facet::Sentiment | Facet::Intent | Facet::Confidence => {
            t.label(facet_name(facet), label)
        }
    }
}

async fn active_filters(board: &Board, q: &str) -> Result<Vec<ActiveFilter>, EngineError> {
    let mut active = Vec::new();
    for term in filters(q) {
        let Some((field, value)) = field_of(term) else { continue };
        // `aspect.negative` is a facet's field too.
        let facet = FACETS
            .into_iter()
            .find(|facet| field.split('.').next().is_some_and(|field| facet_name(*facet) == field));
        let label = match facet {
            Some(facet) => {
                let value = board.engine.find().facet_label(facet, value.trim_matches('"')).await?;
                let name = board.page.label("facet", field);
                format!("{name}: {}", value_label(&board.page, facet, &value))
            }
            None => term.trim_start_matches('-').to_owned(),
        };
        let label = if term.starts_with('-') { format!("− {label}") } else { label };
        active.push(ActiveFilter { label, href: href("/mentions", &[("q", &without(q, term))]) });
    }
    Ok(active)
}

/// Cuts the query in three, so that the page can point at the place.
fn query_problem(t: &Translator, q: &str, error: &QueryError) -> QueryProblem {
    let cut = |from: usize, count: usize| q.chars().skip(from).take(count).collect::<String>();
    let marked = cut(error.at, error.len.max(1));
    QueryProblem {
        message: in_words(t, error),
        before: cut(0, error.at),
        after: cut(error.at + marked.chars().count(), usize::MAX),
        marked: if marked.is_empty() { " ".to_owned() } else { marked },
    }
}

fn in_words(t: &Translator, error: &QueryError) -> String {
    if !t.has(error.message_key) {
        return error.message.clone();
    }
    let params: Vec<(&str, &str)> =
        error.params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    t.with_all(error.message_key, &params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    #[test]
    fn a_problem_points_at_the_character() {
        let error = QueryError {
            message_key: "not-a-key",
            params: Vec::new(),
            message: "unclosed".to_owned(),
            at: 8,
            len: 1,
        };
        let problem = query_problem(translator(Lang::Es), "batería \"no", &error);
        assert_eq!((&*problem.before, &*problem.marked, &*problem.after), ("batería ", "\"", "no"));
        let behind = QueryError { at: 11, len: 0, ..error };
        let problem = query_problem(translator(Lang::Es), "batería \"no", &behind);
        assert_eq!((&*problem.marked, &*problem.after), (" ", ""));
    }
}
