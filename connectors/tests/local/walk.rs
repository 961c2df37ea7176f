//! Walks over the pages of a list: where they end, and where they go on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use plaza_core::{Connector, ConnectorError, Page};

use crate::support::{Server, open};

/// What a page answers.
#[derive(Clone)]
enum Answer {
    Html(String),
    Status(u16),
    Pdf,
}

type Pages = Arc<Mutex<HashMap<String, Answer>>>;

async fn answer(
    State(pages): State<Pages>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let known = pages.lock().unwrap().get(&name).cloned();
    match known {
        Some(Answer::Html(html)) => {
            let etag = format!("\"{}\"", html.len());
            if headers.get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == etag.as_bytes()) {
                return StatusCode::NOT_MODIFIED.into_response();
            }
            ([(ETAG, etag), (CONTENT_TYPE, "text/html".to_owned())], html).into_response()
        }
        Some(Answer::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Answer::Pdf) => ([(CONTENT_TYPE, "application/pdf")], "%PDF-1.4").into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

struct Site {
    pages: Pages,
    server: Server,
}

impl Site {
    async fn start() -> Self {
        let pages: Pages = Arc::default();
        let router = Router::new().route("/l/{name}", get(answer)).with_state(Arc::clone(&pages));
        Self { pages, server: Server::start(router).await }
    }

    fn put(&self, name: &str, answer: Answer) {
        self.pages.lock().unwrap().insert(name.to_owned(), answer);
    }

    /// A page with one comment and a link to the next one.
    fn list(&self, name: &str, comment: &str, next: &str) {
        let next = if next.is_empty() {
            String::new()
        } else {
            format!("<a rel=next href={next}>más</a>")
        };
        self.put(name, Answer::Html(format!("<p class=c>{comment}</p>{next}")));
    }

    fn open(&self, max_pages: &str) -> Box<dyn Connector> {
        let url = self.server.url("/l/1").to_string();
        let fields =
            [("url", url.as_str()), ("item", ".c"), ("max_pages", max_pages), ("delay_s", "0")];
        open("web", &fields, &self.server).unwrap()
    }
}

/// One turn of the source: pages until there are no more.
async fn turn(web: &dyn Connector, cursor: &mut Option<String>) -> Result<Page, ConnectorError> {
    let mut all = Page::default();
    loop {
        let page = web.collect(cursor.as_deref()).await?;
        cursor.clone_from(&page.cursor);
        all.mentions.extend(page.mentions);
        all.rejected.extend(page.rejected);
        if !page.more {
            return Ok(all);
        }
    }
}

fn texts(page: &Page) -> Vec<&str> {
    page.mentions.iter().map(|mention| mention.text.as_str()).collect()
}

#[tokio::test]
async fn a_dead_further_page_ends_the_walk_and_not_the_source() {
    for (dead, why) in [
        (Answer::Status(404), "404"),
        (Answer::Status(403), "403"),
        (Answer::Status(410), "410"),
        (Answer::Status(401), "401"),
        (Answer::Status(400), "400"),
        (Answer::Status(500), "500"),
        (Answer::Pdf, "application/pdf"),
        (Answer::Html("<div>".repeat(5_000)), "nested"),
    ] {
        let site = Site::start().await;
        site.list("1", "uno", "2");
        site.put("2", dead);
        let (web, mut cursor) = (site.open("5"), None);
        let page = turn(web.as_ref(), &mut cursor).await.unwrap();
        assert_eq!(texts(&page), ["uno"], "{why}");
        let [note] = &page.rejected[..] else { panic!("{why}: {:?}", page.rejected) };
        assert!(note.reason.contains(why) && note.origin.ends_with("/l/2"), "{note:?}");
        // The first page goes on being read, and the second is when it is there.
        site.list("1", "uno y más", "2");
        site.list("2", "dos", "");
        let page = turn(web.as_ref(), &mut cursor).await.unwrap();
        assert_eq!(texts(&page), ["uno y más", "dos"], "{why}");
        assert_eq!(page.rejected, []);
    }
}

#[tokio::test]
async fn a_dead_first_page_is_gone() {
    let site = Site::start().await;
    let web = site.open("5");
    assert!(matches!(web.collect(None).await, Err(ConnectorError::Gone(_))));
    site.put("1", Answer::Status(403));
    assert!(matches!(web.collect(None).await, Err(ConnectorError::Unauthorized(_))));
}

#[tokio::test]
async fn a_list_longer_than_a_walk_is_read_to_its_end() {
    let site = Site::start().await;
    for n in 1..=7 {
        let next = if n < 7 { (n + 1).to_string() } else { String::new() };
        site.list(&n.to_string(), &format!("c{n}"), &next);
    }
    let (web, mut cursor) = (site.open("3"), None);
    assert_eq!(texts(&turn(web.as_ref(), &mut cursor).await.unwrap()), ["c1", "c2", "c3"]);
    // The first page is unchanged, and the server says so.
    assert_eq!(texts(&turn(web.as_ref(), &mut cursor).await.unwrap()), ["c4", "c5", "c6"]);
    let page = "<p class=c>c1</p><p class=c>otra firma</p><a rel=next href=2>más</a>";
    site.put("1", Answer::Html(page.to_owned()));
    assert_eq!(texts(&turn(web.as_ref(), &mut cursor).await.unwrap()), ["c1", "otra firma", "c7"]);
    // So much is new that the second page may hold some of it.
    site.list("1", "nuevo", "2");
    assert_eq!(texts(&turn(web.as_ref(), &mut cursor).await.unwrap()), ["nuevo", "c2", "c3"]);
    let one = site.open("1");
    let mut cursor = None;
    for _ in 0..2 {
        let page = turn(one.as_ref(), &mut cursor).await.unwrap();
        assert!(texts(&page).len() <= 1, "who wants one page gets one: {page:?}");
    }
}

#[tokio::test]
async fn a_page_that_fails_for_a_moment_is_read_the_next_time() {
    let site = Site::start().await;
    site.list("1", "uno", "2");
    site.put("2", Answer::Status(502));
    let (web, mut cursor) = (site.open("5"), None);
    let page = turn(web.as_ref(), &mut cursor).await.unwrap();
    assert!(page.rejected[0].reason.contains("waits until the next time"), "{:?}", page.rejected);
    site.list("2", "dos", "");
    // Nothing has changed on the first page, and the second is not forgotten.
    let page = turn(web.as_ref(), &mut cursor).await.unwrap();
    assert_eq!(texts(&page), ["dos"]);
}
