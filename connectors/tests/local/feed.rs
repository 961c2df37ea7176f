//! The feed connector against a local server.

use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use plaza_core::{ConnectorError, Page};

use crate::support::{Server, open};

const COMMENTS: &str = include_str!("../../feed/fixtures/comments.rss");
const BLOG: &str = include_str!("../../feed/fixtures/blog.atom");
const BROKEN: &str = include_str!("../../feed/fixtures/broken.rss");
const JSON: &str = include_str!("../../feed/fixtures/feed.json");

async fn serve(body: impl Into<Vec<u8>>) -> Server {
    let body: Vec<u8> = body.into();
    Server::start(Router::new().route("/feed", get(|| async { body }))).await
}

async fn collect(server: &Server) -> Result<Page, ConnectorError> {
    let url = server.url("/feed").to_string();
    open("feed", &[("url", &url)], server).unwrap().collect(None).await
}

#[tokio::test]
async fn a_comment_feed_becomes_comments() {
    let server = serve(COMMENTS).await;
    let page = collect(&server).await.unwrap();
    assert_eq!(page.rejected, []);
    let [first, second] = &page.mentions[..] else { panic!("{:?}", page.mentions) };
    assert_eq!(first.external_id, "https://blog.example/?p=7#comment-11");
    assert_eq!(first.text, "La batería dura & dura.\n\n¿Habrá una versión pequeña?");
    assert_eq!(first.title, "");
    assert_eq!(first.author.as_deref(), Some("Ana"));
    assert_eq!(first.created_at, Some(1_769_853_600_000));
    assert_eq!(first.channel.as_deref(), Some("comment"));
    assert_eq!(first.conversation_id.as_deref(), Some("https://blog.example/radio/"));
    assert_eq!(first.lang.as_deref(), Some("es"));
    assert_eq!(second.parent_id.as_deref(), Some("https://blog.example/?p=7#comment-11"));
    assert_eq!(second.text, "Sí, en mayo.");
}

#[tokio::test]
async fn tags_that_are_not_kept_are_counted() {
    let tags: String = (0..45).map(|n| format!("<category>tag {n}</category>")).collect();
    let feed = format!("<rss><channel><item><title>Radios</title>{tags}</item></channel></rss>");
    let server = serve(feed).await;
    let page = collect(&server).await.unwrap();
    let extra = &page.mentions[0].extra;
    assert_eq!(extra["tags"].as_array().map(Vec::len), Some(40));
    assert_eq!(extra["tags_left_out"], 5);
}

#[tokio::test]
async fn an_atom_feed_keeps_links_types_and_threads() {
    let server = serve(BLOG).await;
    let page = collect(&server).await.unwrap();
    let [answer, post] = &page.mentions[..] else { panic!("{:?}", page.mentions) };
    assert_eq!(post.title, "Radios <b> & co");
    assert_eq!(post.text, "First line\n\nSecond line");
    assert_eq!(post.url.as_deref(), Some("https://blog.example/2026/radios"));
    assert_eq!(post.extra["tags"], serde_json::json!(["radio", "news"]));
    assert_eq!(answer.parent_id.as_deref(), Some("tag:blog.example,2026:1"));
    assert_eq!(answer.text, "1 < 2, he said.");
    assert_eq!(answer.created_at, None);
    assert_eq!(answer.extra["unreadable_date"], "next Tuesday");
}

#[tokio::test]
async fn a_json_feed_is_read_item_by_item() {
    let server = serve(JSON).await;
    let page = collect(&server).await.unwrap();
    let ids: Vec<_> = page.mentions.iter().map(|m| m.external_id.as_str()).collect();
    assert_eq!(ids, ["https://blog.example/three", "7"]);
    assert_eq!(page.mentions[1].text, "Hello world");
    assert_eq!(page.mentions[1].author.as_deref(), Some("Ana"));
    assert_eq!(page.rejected.len(), 1);
    assert!(page.rejected[0].origin.ends_with("item 2"), "{:?}", page.rejected);
}

#[tokio::test]
async fn broken_items_cost_themselves_only() {
    let server = serve(BROKEN).await;
    let page = collect(&server).await.unwrap();
    let texts: Vec<_> = page.mentions.iter().map(|m| m.title.as_str()).collect();
    assert_eq!(texts, ["Fourth", "Third", "Second", "First"]);
    let [empty] = &page.rejected[..] else { panic!("{:?}", page.rejected) };
    assert_eq!(empty.origin, "127.0.0.1 line 5");
    // Without id and link: a hash that is the same the next time.
    let again = collect(&server).await.unwrap();
    assert!(page.mentions[1].external_id.starts_with("sha256:"));
    assert_eq!(page.mentions, again.mentions);
}

#[tokio::test]
async fn reused_ids_give_way_to_links_for_good() {
    let item = |n: u8| {
        format!(
            "<item><guid>same</guid><link>https://b.example/{n}</link><title>t{n}</title></item>"
        )
    };
    let feed = format!("<rss version='2.0'><channel>{}{}</channel></rss>", item(1), item(2));
    let server = serve(feed).await;
    let page = collect(&server).await.unwrap();
    let ids: Vec<_> = page.mentions.iter().map(|m| m.external_id.as_str()).collect();
    assert_eq!(ids, ["https://b.example/2", "https://b.example/1"]);
    assert!(page.cursor.unwrap().contains("\"ids_repeat\":true"));
}

#[tokio::test]
async fn an_unchanged_feed_is_not_sent_again() {
    let answer = |headers: HeaderMap| async move {
        if headers.get(IF_NONE_MATCH).is_some_and(|tag| tag == "\"v1\"") {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        ([(ETAG, "\"v1\"")], COMMENTS).into_response()
    };
    let server = Server::start(Router::new().route("/feed", get(answer))).await;
    let url = server.url("/feed").to_string();
    let feed = open("feed", &[("url", &url)], &server).unwrap();
    let first = feed.collect(None).await.unwrap();
    assert_eq!((first.mentions.len(), first.more), (2, false));
    let second = feed.collect(first.cursor.as_deref()).await.unwrap();
    assert_eq!((second.mentions.len(), second.cursor), (0, first.cursor));
}

#[tokio::test]
async fn encodings_are_understood() {
    let feed = |declaration: &str| {
        format!(
            "{declaration}<rss version='2.0'><channel><item><title>señal ñandú</title></item></channel></rss>"
        )
    };
    let declared = feed("<?xml version='1.0' encoding='ISO-8859-1'?>");
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&declared);
    let utf16: Vec<u8> = feed("\u{feff}<?xml version='1.0' encoding='utf-16'?>")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for body in [latin.into_owned(), utf16, feed("\u{feff}").into_bytes()] {
        let server = serve(body).await;
        assert_eq!(collect(&server).await.unwrap().mentions[0].title, "señal ñandú");
    }
}

#[tokio::test]
async fn what_is_no_feed_is_said_and_its_feed_proposed() {
    let html = "<html><head><link rel=alternate type=application/rss+xml href=/feed.xml></head>";
    let server = Server::start(
        Router::new()
            .route("/page", get(move || async move { ([(CONTENT_TYPE, "text/html")], html) }))
            .route("/image", get(|| async { ([(CONTENT_TYPE, "image/png")], vec![0x89_u8, 0x50]) }))
            .route("/gone", get(|| async { StatusCode::GONE }))
            .route("/missing", get(|| async { StatusCode::NOT_FOUND })),
    )
    .await;
    let check = |path: &str| {
        let url = server.url(path).to_string();
        let feed = open("feed", &[("url", &url)], &server).unwrap();
        async move { feed.check().await.unwrap_err() }
    };
    let page = check("/page").await.to_string();
    assert!(page.ends_with(&format!("its feed is {}", server.url("/feed.xml"))), "{page}");
    let image = check("/image").await.to_string();
    assert!(image.contains("image/png, which is not a feed"), "{image}");
    assert!(matches!(check("/gone").await, ConnectorError::Gone(_)));
    assert!(matches!(check("/missing").await, ConnectorError::Transient(_)));
}

#[tokio::test]
async fn bombs_are_harmless() {
    let entities: String = (1..20)
        .map(|n| {
            let inner = format!("&e{};", n - 1).repeat(10);
            format!("<!ENTITY e{n} '{inner}'>")
        })
        .collect();
    let laughs = format!(
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 'ha'>{entities}]>\
         <rss version='2.0'><channel><item><title>t &e19;</title></item></channel></rss>"
    );
    let attribute = format!(
        "<rss version='2.0'><channel><item a='{}'><title>t</title></item></channel></rss>",
        "x".repeat(1_000_000)
    );
    let deep = format!(
        "<rss version='2.0'><channel><item>{}</item></channel></rss>",
        "<a>".repeat(300_000)
    );
    let root = format!("<rss{}><channel/></rss>", " a='1'".repeat(100_000));
    let external = "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\
        <rss version='2.0'><channel><item><title>t &x;</title></item></channel></rss>";
    for (name, body) in [
        ("laughs", laughs),
        ("attribute", attribute),
        ("deep", deep),
        ("root", root),
        ("external", external.to_owned()),
    ] {
        let server = serve(body).await;
        let started = Instant::now();
        let result = collect(&server).await;
        assert!(started.elapsed() < Duration::from_secs(60), "{name}: {:?}", started.elapsed());
        if let Ok(page) = result {
            let size: usize = page.mentions.iter().map(|m| m.title.len() + m.text.len()).sum();
            assert!(size < 1_000, "{name}");
            assert!(page.mentions.iter().all(|m| !m.title.contains("root:")), "{name}");
        }
    }
}

#[tokio::test]
async fn dates_ahead_of_the_clock_fall_back() {
    let feed = "<rss version='2.0'><channel><item><title>t</title><guid>1</guid>\
        <pubDate>Mon, 02 Feb 2032 02:40:00 GMT</pubDate></item></channel></rss>";
    let server = serve(feed).await;
    let page = collect(&server).await.unwrap();
    assert_eq!(page.mentions[0].created_at, None);
    assert_eq!(page.mentions[0].extra["unreadable_date"], "Mon, 02 Feb 2032 02:40:00 GMT");
}
