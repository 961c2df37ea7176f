//! The list of mentions: search, filters, timeline.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::{MentionId, SourceId};
use plaza_engine::find::{Browsed, FacetCounts, Reader, SearchPage, SearchRequest};
use plaza_engine::{EngineError, Facet, Sort};

use super::facets::{FacetLink, FacetList, SPANS, Sieve, active_filters, counted, undated};
use super::problem::QueryProblem;
use super::saved_views::{ViewLink, links};
use crate::Problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::fields::Fields;
use crate::frame::page::Page;
use crate::parts::list_place::{ListPlace, sort_of, sort_param};
use crate::parts::query_terms::{contains, field_of, filters, href, says_whose, with, without};
use crate::parts::{
    CoverageNote, MentionCard, Pager, Size, TimelineChart, sentiment_timeline, span_of,
};

/// Mentions on a page.
const PAGE_SIZE: usize = 50;

#[derive(Template)]
#[template(path = "find/mentions.html")]
struct MentionsScreen {
    page: Page,
    q: String,
    sort: &'static str,
    sorts: Vec<SortLink>,
    /// "64 mentions by 51 people".
    found: String,
    /// In which time, where one was chosen.
    within: String,
    ours: OursLink,
    hits: Vec<MentionCard>,
    facets: Vec<FacetList>,
    active: Vec<FacetLink>,
    chart: Option<(TimelineChart, CoverageNote)>,
    pager: Pager,
    export_href: String,
    /// Where what a query found is deleted, for who may; not for everything there is.
    delete_href: Option<String>,
    views: Vec<ViewLink>,
    problem: Option<QueryProblem>,
    /// What of the query cannot be searched for.
    ignored: Option<String>,
    behind: Option<Behind>,
}

struct SortLink {
    name: &'static str,
    href: String,
    active: bool,
}

/// Whether our own words are left out, and the link that changes it.
struct OursLink {
    key: &'static str,
    href: String,
}

/// The index has not read everything yet.
struct Behind {
    read: i64,
    left: i64,
}

/// `GET /mentions?q=&sort=&cursor=&n=&at=&from_day=&until_day=`
pub(crate) async fn list(board: Board, fields: Fields) -> Answer {
    let place = ListPlace {
        q: dated(fields.get("q"), &fields),
        sort: sort_of(fields.get("sort")),
        cursor: fields.get("cursor").to_owned(),
    };
    let (place, browsed, problem) = match browse(&board, place.clone(), &fields).await {
        Ok((place, browsed)) => (place, browsed, None),
        Err(EngineError::Query(error)) => {
            let problem = QueryProblem::new(&board.page, &place.q, &error);
            (place, nothing(), Some(problem))
        }
        Err(error) => return Err(error.into()),
    };
    let chart = match &problem {
        None if browsed.page.total > 0 => {
            Some(timeline(&board, &place.q, &browsed.page.facets).await?)
        }
        _ => None,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let screen = screen(board, place, browsed, problem, chart, &fields).await?;
    show_as(status, &screen, &screen.page)
}

/// The page of the list; with `at`, the one on which that mention stands.
async fn browse(
    board: &Board,
    place: ListPlace,
    fields: &Fields,
) -> Result<(ListPlace, Browsed), EngineError> {
    let find = board.engine.find();
    let reader = board.actor().map(Reader::of).unwrap_or_default();
    let undated = undated(&place.q);
    let look = async |place: &ListPlace| {
        let request = SearchRequest {
            q: place.q.clone(),
            sort: place.sort,
            limit: PAGE_SIZE,
            cursor: Some(place.cursor.clone()).filter(|cursor| !cursor.is_empty()),
            facets: counted(),
        };
        find.browse(reader, &request, &undated, &SPANS).await
    };
    let browsed = look(&place).await?;
    let Some(at) = fields.id::<MentionId>("at") else { return Ok((place, browsed)) };
    if browsed.page.hits.iter().any(|hit| hit.mention.id == at) {
        return Ok((place, browsed));
    }
    match find.page_of(reader, &place.q, place.sort, at).await? {
        None => Ok((place, browsed)),
        Some(cursor) => {
            let place = ListPlace { cursor, ..place };
            let browsed = look(&place).await?;
            Ok((place, browsed))
        }
    }
}

async fn screen(
    board: Board,
    place: ListPlace,
    browsed: Browsed,
    problem: Option<QueryProblem>,
    chart: Option<(TimelineChart, CoverageNote)>,
    fields: &Fields,
) -> Result<MentionsScreen, Problem> {
    let sieve = Sieve { t: &board.page, place: &place };
    let found = browsed.page;
    let active = active_filters(&board, &sieve).await?;
    let views = links(&board).await?;
    let behind = behind(&board).await?;
    let facets = sieve.lists(&found.facets, &browsed.said_in);
    let t = &board.page;
    Ok(MentionsScreen {
        sort: sort_param(place.sort),
        sorts: sorts(&sieve),
        found: t.with2(
            "results-found",
            ("mentions", &t.count("results-count", found.total)),
            ("people", &t.people(&browsed.people)),
        ),
        within: within(&board, &place.q),
        ours: ours(&sieve),
        hits: found.hits.iter().map(|hit| MentionCard::found(t, hit).within(&place)).collect(),
        facets,
        active,
        chart,
        pager: pager(&board, &place, &found, fields),
        delete_href: (t.can.delete && !place.q.is_empty())
            .then(|| href("/mentions/delete", &[("q", &place.q)])),
        export_href: href("/mentions/export", &[("q", &place.q), ("sort", sort_param(place.sort))]),
        views,
        problem,
        ignored: (!found.ignored.is_empty()).then(|| found.ignored.join(" ")),
        behind,
        q: place.q,
        page: board.page,
    })
}

/// The query with the days that were picked in the form; either end may be left open.
fn dated(q: &str, fields: &Fields) -> String {
    let is_day =
        |day: &&str| day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let day = |name: &str| fields.filled(name).filter(is_day).map(str::to_owned);
    match (day("from_day"), day("until_day")) {
        (None, None) => q.to_owned(),
        (Some(from), None) => with(q, &format!("date:>={from}")),
        (None, Some(until)) => with(q, &format!("date:<={until}")),
        (Some(from), Some(until)) => with(q, &format!("date:{from}..{until}")),
    }
}

/// The stretch of time that was chosen, in words that end a sentence.
fn within(board: &Board, q: &str) -> String {
    let dates = filters(q).into_iter().filter(|term| !term.starts_with('-'));
    let date = dates.filter_map(field_of).find(|(field, _)| *field == "date");
    let Some((_, value)) = date else { return String::new() };
    let key = format!("within-{value}");
    if board.page.has(&key) {
        return board.page.get(&key);
    }
    board.page.with("within-days", "days", value.replace("..", " – "))
}

fn ours(sieve: &Sieve<'_>) -> OursLink {
    let q = &sieve.place.q;
    if !says_whose(q) {
        return OursLink { key: "ours-left-out", href: sieve.list_href(&with(q, "is:anyone")) };
    }
    if contains(q, "is:ours") {
        return OursLink { key: "ours-only", href: sieve.list_href(&without(q, "is:ours")) };
    }
    OursLink { key: "ours-included", href: sieve.list_href(&without(q, "is:anyone")) }
}

fn pager(board: &Board, place: &ListPlace, found: &SearchPage, fields: &Fields) -> Pager {
    let in_query = [("q", place.q.as_str()), ("sort", sort_param(place.sort))];
    let at = Some(place.cursor.as_str()).filter(|cursor| !cursor.is_empty());
    let before = match at {
        None => Some(0),
        // Where a mention was looked for, nobody knows how many stand before it.
        Some(_) => fields.id::<u64>("n"),
    };
    let shown = found.hits.len() as u64;
    let next_n = before.map(|n| (n + shown).to_string()).unwrap_or_default();
    let mut pager = Pager::new("/mentions", &in_query, "cursor", at, None);
    pager.next = found.next_cursor.as_deref().map(|next| {
        href("/mentions", &[in_query[0], in_query[1], ("cursor", next), ("n", &next_n)])
    });
    let t = &board.page;
    if let Some(before) = before.filter(|_| shown > 0) {
        let numbers = [before + 1, before + shown, found.total].map(|n| t.number(n));
        let [first, last, total] = &numbers;
        let values = [("first", &**first), ("last", &**last), ("total", &**total)];
        pager.range = t.with_all("pager-range", &values);
    }
    pager
}

/// How far the index is, while it is not at the end.
async fn behind(board: &Board) -> Result<Option<Behind>, EngineError> {
    let progress = board.engine.find().index_progress().await?;
    let left = progress.stored - progress.indexed;
    Ok((left > 0).then_some(Behind { read: progress.indexed, left }))
}

/// What was found over time, and what that rests on.
async fn timeline(
    board: &Board,
    q: &str,
    facets: &[FacetCounts],
) -> Result<(TimelineChart, CoverageNote), EngineError> {
    let reader = board.actor().map(Reader::of).unwrap_or_default();
    let by = Some(Facet::Sentiment);
    let timeline = board.engine.find().timeline(reader, q, None, by).await?;
    let mut chart = sentiment_timeline(&board.page, &timeline, q, Size::Strip);
    let (from, until) = span_of(&chart);
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

fn nothing() -> Browsed {
    let (hits, facets, ignored) = (Vec::new(), Vec::new(), Vec::new());
    let page = SearchPage { total: 0, hits, facets, next_cursor: None, ignored };
    Browsed { page, people: plaza_core::People::default(), said_in: Vec::new() }
}

fn sorts(sieve: &Sieve<'_>) -> Vec<SortLink> {
    [("newest", Sort::Newest), ("relevance", Sort::Relevance)]
        .map(|(name, sort)| SortLink {
            name,
            href: href("/mentions", &[("q", &sieve.place.q), ("sort", sort_param(sort))]),
            active: sort == sieve.place.sort,
        })
        .into()
}
