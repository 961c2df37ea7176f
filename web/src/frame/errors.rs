//! Errors as pages, in the reader's language.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use plaza_engine::access::Session;

use super::board::{Board, show_as};
use super::page::Page;
use crate::security::{Identity, Member};
use crate::{AppState, Problem};

/// What a person is told of a refused request.
struct Told {
    status: u16,
    title: String,
    explanation: String,
    detail: String,
    /// What a system or library says of it, on demand; empty for nothing.
    technical: String,
}

/// Inside the frame, for somebody who is signed in and goes on from there.
#[derive(Template)]
#[template(path = "frame/error_framed.html")]
struct Framed<'a> {
    page: &'a Page,
    told: Told,
}

#[derive(Template)]
#[template(path = "frame/error.html")]
struct Bare<'a> {
    page: &'a Page,
    told: Told,
}

/// The page that stands in for a refused request.
pub(crate) fn problem_page(
    state: &AppState,
    identity: &Identity,
    headers: &HeaderMap,
    problem: &Problem,
) -> Response {
    let csrf = match identity {
        Identity::Member(session) => Member::from(Session::clone(session)).csrf_token(),
        _ => Ok(String::new()),
    };
    let csrf = csrf.unwrap_or_default();
    let page = &Board::new(state, Some(identity), csrf, headers, "/").page;
    let key = key(problem);
    let told = Told {
        status: problem.status,
        title: page.get(key),
        explanation: page.get(&format!("{key}-help")),
        detail: if tells_more(problem) { detail(page, problem) } else { String::new() },
        technical: page.technical(&problem.message),
    };
    let status = problem.status_code();
    let shown = if page.member.is_some() {
        show_as(status, &Framed { page, told }, page)
    } else {
        show_as(status, &Bare { page, told }, page)
    };
    shown.unwrap_or_else(IntoResponse::into_response)
}

/// A problem in one line, for a message beside the form or on the next page.
pub(crate) fn in_words(page: &Page, problem: &Problem) -> String {
    let title = page.get(key(problem));
    if !tells_more(problem) {
        return title;
    }
    let words = detail(page, problem);
    // A sentence of its own says all; a word of somebody else's needs the title before it.
    if problem.message.code().is_empty() { format!("{title}: {words}") } else { words }
}

/// What is wrong, with the name of the input where the form has one.
fn detail(page: &Page, problem: &Problem) -> String {
    let input = problem.field.as_deref().filter(|_| problem.status == 422);
    let input = input.map(|field| format!("input-{}", field.replace(['_', '.'], "-")));
    match input.filter(|input| page.has(input)) {
        Some(input) => format!("{}: {}", page.get(&input), page.phrase(&problem.message)),
        None => page.say(&problem.message),
    }
}

fn key(problem: &Problem) -> &'static str {
    match (problem.status, problem.kind) {
        (_, "/problems/csrf") => "error-csrf",
        (_, "/problems/secrets-needed") => "error-secrets-needed",
        (_, "/problems/store-away") => "error-store-away",
        (401 | 403, _) => "error-forbidden",
        (404 | 405, _) => "error-not-found",
        (409, _) => "error-conflict",
        (408, _) => "error-too-slow",
        (428, _) => "error-csrf",
        (413, _) => "error-too-large",
        (502, _) => "error-upstream",
        (429 | 503, _) => "error-busy",
        (status, _) if status >= StatusCode::INTERNAL_SERVER_ERROR.as_u16() => "error-internal",
        _ => "error-invalid",
    }
}

/// The detail says something that the explanation does not.
fn tells_more(problem: &Problem) -> bool {
    let is_told = ["/problems/secrets-needed", "/problems/store-away"].contains(&problem.kind);
    !is_told && matches!(problem.status, 400 | 409 | 415 | 422 | 502 | 503)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_is_told_in_the_readers_words_alone() {
        let problem = Problem::store_away();
        assert_eq!((problem.status, problem.retry_after_s.is_some()), (503, true));
        assert_eq!(key(&problem), "error-store-away");
        assert!(!tells_more(&problem) && tells_more(&Problem::unavailable("the disk is full")));
    }
}
