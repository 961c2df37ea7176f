//! The web connector against a local server.

use axum::Router;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use plaza_core::{ConnectorError, Page};

use crate::support::{Server, open};

const JSONLD: &str = include_str!("../../web/fixtures/jsonld.html");
const MICRODATA: &str = include_str!("../../web/fixtures/microdata.html");
const PLAIN: &str = include_str!("../../web/fixtures/plain.html");

/// A router with a robots.txt and one page.
fn site(robots: &'static str, page: &'static str) -> Router {
    Router::new()
        .route("/robots.txt", get(move || async move { robots }))
        .route("/page", get(move || async move { Html(page) }))
}

async fn collect(server: &Server, fields: &[(&str, &str)]) -> Result<Page, ConnectorError> {
    let url = server.url("/page").to_string();
    let mut values = vec![("url", url.as_str()), ("delay_s", "0")];
    values.extend_from_slice(fields);
    open("web", &values, server).unwrap().collect(None).await
}

#[tokio::test]
async fn json_ld_reviews_and_threads_are_read() {
    let server = Server::start(site("", JSONLD)).await;
    let page = collect(&server, &[]).await.unwrap();
    let with_id = |id: &str| {
        let id =
            if id.starts_with('#') { format!("{}{id}", server.url("/page")) } else { id.into() };
        page.mentions
            .iter()
            .find(|m| m.external_id == id)
            .unwrap_or_else(|| panic!("{id}: {page:#?}"))
    };
    let review = with_id("r1");
    assert_eq!((review.text.as_str(), review.title.as_str()), ("Great & loud\n\nradio", "Loud"));
    assert_eq!(review.rating, Some(4.0));
    assert_eq!(review.author.as_deref(), Some("Ana"));
    assert_eq!(review.channel.as_deref(), Some("review"));
    assert_eq!(review.extra["about"], "Radio X");
    assert_eq!(review.created_at, Some(1_769_817_600_000));
    let strange = with_id("#r2");
    assert_eq!(strange.rating, None);
    assert_eq!(strange.extra["unreadable_rating"], "11 of 10");
    assert_eq!(strange.extra["unreadable_date"], "long ago");
    let post = with_id("#post");
    let comment = with_id("#c1");
    let answer = with_id("#c2");
    assert_eq!(post.channel.as_deref(), Some("forum"));
    assert_eq!(comment.parent_id.as_deref(), Some(post.external_id.as_str()));
    assert_eq!(answer.parent_id.as_deref(), Some(comment.external_id.as_str()));
    assert_eq!(answer.conversation_id.as_deref(), Some(post.external_id.as_str()));
    let pointed = with_id("#c3");
    assert_eq!(pointed.parent_id.as_deref(), Some(answer.external_id.as_str()));
    assert_eq!(page.mentions.len(), 6);
    assert_eq!(page.rejected.len(), 1, "the block that is no JSON: {:?}", page.rejected);
    let position = |id: &str| page.mentions.iter().position(|m| m.external_id.ends_with(id));
    assert!(position("#post") < position("#c1") && position("#c1") < position("#c2"));
}

#[tokio::test]
async fn microdata_is_read_where_there_is_no_json_ld() {
    let server = Server::start(site("", MICRODATA)).await;
    let page = collect(&server, &[]).await.unwrap();
    let [review, comment] = &page.mentions[..] else { panic!("{page:#?}") };
    assert_eq!(review.external_id, format!("{}#rev-9", server.url("/page")));
    assert_eq!(review.text, "Suena bien.\nPesa poco.");
    assert_eq!(review.rating, Some(4.5));
    assert_eq!(review.author.as_deref(), Some("Luis"));
    assert_eq!(review.extra["about"], "Radio Y");
    assert_eq!(comment.channel.as_deref(), Some("comment"));
    assert_eq!(comment.text, "I agree");
}

#[tokio::test]
async fn selectors_and_pagination() {
    let second = "<article class=review data-id=r3><p class=body>Third</p></article>\
        <a class=next href=/page>back</a>";
    let server =
        Server::start(site("", PLAIN).route("/page/2", get(move || async move { Html(second) })))
            .await;
    let url = server.url("/page").to_string();
    let web = open(
        "web",
        &[
            ("url", &url),
            ("item", "article.review"),
            ("text", ".body"),
            ("title", "h3"),
            ("author", ".by"),
            ("date", "time"),
            ("link", "a.perma"),
            ("rating", ".stars@data-score"),
            ("next", "a.next"),
            ("channel", "review"),
            ("delay_s", "0"),
        ],
        &server,
    )
    .unwrap();
    assert_eq!(
        web.check().await.unwrap().to_string(),
        "2 mentions on the first page, 1 unreadable, and a next page"
    );
    let first = web.collect(None).await.unwrap();
    let mention = &first.mentions[0];
    assert_eq!(mention.external_id, "r1");
    assert_eq!(mention.text, "One\n\nTwo");
    assert_eq!(mention.title, "My radio");
    assert_eq!(mention.author.as_deref(), Some("Ana"));
    assert_eq!(mention.rating, Some(4.0));
    assert_eq!(mention.created_at, Some(1_769_853_600_000));
    assert_eq!(mention.url.as_deref(), Some(server.url("/r/1").as_str()));
    assert_eq!(first.mentions[1].external_id, server.url("/r/2").as_str());
    assert_eq!(first.rejected.len(), 1);
    assert!(first.more);
    let last = web.collect(first.cursor.as_deref()).await.unwrap();
    assert_eq!(last.mentions[0].external_id, "r3");
    assert!(!last.more, "a page that was read is not read again");
    let again = web.collect(last.cursor.as_deref()).await.unwrap();
    assert_eq!(again.mentions, first.mentions, "the next walk begins at the first page");
}

#[tokio::test]
async fn an_endless_site_ends_at_the_limit() {
    let page = |n: u32| format!("<p class=c>comment {n}</p><a rel=next href=/n/{}>more</a>", n + 1);
    let server =
        Server::start(
            Router::new().route("/page", get(move || async move { Html(page(0)) })).route(
                "/n/{n}",
                get(move |axum::extract::Path(n): axum::extract::Path<u32>| async move {
                    Html(page(n))
                }),
            ),
        )
        .await;
    let url = server.url("/page").to_string();
    let fields = [("url", url.as_str()), ("item", ".c"), ("max_pages", "4"), ("delay_s", "0")];
    let web = open("web", &fields, &server).unwrap();
    let mut cursor = None;
    let mut pages = 0;
    loop {
        let page = web.collect(cursor.as_deref()).await.unwrap();
        pages += 1;
        cursor = page.cursor;
        if !page.more {
            break;
        }
    }
    assert_eq!(pages, 4);
    assert_eq!(server.asked().iter().filter(|path| *path == "/robots.txt").count(), 1);
}

#[tokio::test]
async fn robots_txt_is_obeyed() {
    let page = "<p class=c>comment</p>";
    let fields = [("item", ".c")];
    let status = |status: StatusCode| {
        Router::new()
            .route("/robots.txt", get(move || async move { status }))
            .route("/page", get(move || async move { Html(page) }))
    };
    for (router, allowed) in [
        (site("User-agent: *\nDisallow: /page", page), false),
        (site("User-agent: plaza\nDisallow: /\n\nUser-agent: *\nAllow: /", page), false),
        (site("User-agent: *\nDisallow: /\n\nUser-agent: Plaza\nAllow: /", page), true),
        (site("User-agent: *\nDisallow: /other", page), true),
        (site("<html>not robots", page), true),
        (status(StatusCode::NOT_FOUND), true),
        (status(StatusCode::FORBIDDEN), true),
        (status(StatusCode::INTERNAL_SERVER_ERROR), false),
        (status(StatusCode::SERVICE_UNAVAILABLE), false),
    ] {
        let server = Server::start(router).await;
        let result = collect(&server, &fields).await;
        assert_eq!(result.is_ok(), allowed, "{result:?}");
        let asked = server.asked().contains(&"/page".to_owned());
        assert_eq!(asked, allowed);
    }
}

#[tokio::test]
async fn a_redirect_into_a_forbidden_part_is_not_read() {
    let server = Server::start(
        Router::new()
            .route("/robots.txt", get(|| async { "User-agent: *\nDisallow: /secret" }))
            .route("/page", get(|| async { (StatusCode::FOUND, [(LOCATION, "/secret")]) }))
            .route("/secret", get(|| async { Html("<p class=c>x</p>") })),
    )
    .await;
    let error = collect(&server, &[("item", ".c")]).await.unwrap_err().to_string();
    assert!(error.contains("redirects to a page that robots.txt does not allow"), "{error}");
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    let answer = |headers: HeaderMap| async move {
        if headers.contains_key(IF_NONE_MATCH) {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        ([(ETAG, "\"1\"")], Html("<p class=c>x</p>")).into_response()
    };
    let server = Server::start(Router::new().route("/page", get(answer))).await;
    let url = server.url("/page").to_string();
    let fields = [("url", url.as_str()), ("item", ".c"), ("delay_s", "0")];
    let web = open("web", &fields, &server).unwrap();
    let first = web.collect(None).await.unwrap();
    let second = web.collect(first.cursor.as_deref()).await.unwrap();
    assert_eq!((first.mentions.len(), second.mentions.len()), (1, 0));
}

#[tokio::test]
async fn wrong_settings_are_named() {
    let server = Server::start(Router::new()).await;
    let url = server.url("/page").to_string();
    let error = |fields: &[(&str, &str)]| {
        let mut values = vec![("url", url.as_str())];
        values.extend_from_slice(fields);
        open("web", &values, &server).err().map(|error| error.to_string())
    };
    assert_eq!(error(&[("item", "p[")]).as_deref(), Some("item is not a CSS selector: `p[`"));
    assert_eq!(
        error(&[("item", "p"), ("rating", "!!@x")]).as_deref(),
        Some("rating is not a CSS selector: `!!`")
    );
    assert_eq!(
        error(&[("text", "p")]).as_deref(),
        Some("text needs an item selector to look in; fill in `item` too")
    );
    assert_eq!(error(&[("item", "p"), ("id", "@data-id")]), None);
}

#[tokio::test]
async fn pages_with_nothing_or_too_much_say_so() {
    let server = Server::start(
        site("", "<p>nothing</p>")
            .route("/deep", get(|| async { Html("<div>".repeat(100_000)) }))
            .route("/pdf", get(|| async { ([(CONTENT_TYPE, "application/pdf")], "%PDF") })),
    )
    .await;
    for (path, expected) in [
        ("/page", "the page has no schema.org reviews, comments or posts"),
        ("/deep", "nested more than 1000 deep"),
        ("/pdf", "the page is application/pdf, not HTML"),
    ] {
        let url = server.url(path).to_string();
        let fields = [("url", url.as_str()), ("delay_s", "0")];
        let error = open("web", &fields, &server).unwrap().check().await.unwrap_err().to_string();
        assert!(error.contains(expected), "{path}: {error}");
    }
}
