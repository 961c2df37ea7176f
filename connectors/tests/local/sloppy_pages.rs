//! Pages as they really come, through the connector and over real sockets.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use plaza_core::{IncomingMention, Page};

use crate::support::{Server, open};

async fn serve(body: impl Into<Vec<u8>>, content_type: &'static str) -> Server {
    let body: Vec<u8> = body.into();
    let answer = move || async move { ([(CONTENT_TYPE, content_type)], body) };
    Server::start(Router::new().route("/tienda/page", get(answer))).await
}

async fn read(body: impl Into<Vec<u8>>, fields: &[(&str, &str)]) -> (Page, Server) {
    let server = serve(body, "text/html").await;
    let url = server.url("/tienda/page").to_string();
    let mut values = vec![("url", url.as_str()), ("delay_s", "0")];
    values.extend_from_slice(fields);
    let page = open("web", &values, &server).unwrap().collect(None).await.unwrap();
    (page, server)
}

async fn mentions(body: impl Into<Vec<u8>>, fields: &[(&str, &str)]) -> Vec<IncomingMention> {
    let (page, _) = read(body, fields).await;
    assert_eq!(page.rejected, []);
    page.mentions
}

fn texts(mentions: &[IncomingMention]) -> Vec<&str> {
    mentions.iter().map(|mention| mention.text.as_str()).collect()
}

#[tokio::test]
async fn references_of_json_ld_are_followed() {
    let found = mentions(include_bytes!("../../web/fixtures/references.html"), &[]).await;
    let shown: Vec<_> = found
        .iter()
        .map(|m| {
            (m.author.as_deref().unwrap(), m.rating.unwrap(), m.text.as_str(), &m.extra["about"])
        })
        .collect();
    let about = serde_json::json!("Robot Zeta");
    assert_eq!(
        shown,
        [
            ("Ana Gil", 2.0, "Se queda atascado bajo el sofá", &about),
            ("Leo Paz", 5.0, "Friega mejor que yo", &about),
        ]
    );
}

#[tokio::test]
async fn references_lead_to_other_blocks_and_from_lists() {
    let page = r##"<script type="application/ld+json">{"@type":"Person","@id":"#ana","name":"Ana"}</script>
        <script type="application/ld+json">//<![CDATA[
        [{"@type":"Product","name":"Radio","review":{"@id":"#r"}},
         {"@type":"Review","@id":"#r","author":"#ana","reviewBody":"Suena bien","reviewRating":["#n"]},
         {"@id":"#n","@type":"Rating","ratingValue":4},
         {"@type":"Question","@id":"#q","name":"¿Pesa?","suggestedAnswer":[{"@id":"#a"}]},
         {"@type":"Answer","@id":"#a","text":"Poco","author":{"@id":"#loop"}},
         {"@id":"#loop","@type":"Person","sameAs":{"@id":"#loop"},"name":"Leo"}];
        //]]></script>"##;
    let (page, server) = read(page, &[]).await;
    assert_eq!(page.rejected, []);
    let with = |text: &str| page.mentions.iter().find(|m| m.text == text).unwrap();
    let review = with("Suena bien");
    assert_eq!((review.author.as_deref(), review.rating), (Some("Ana"), Some(4.0)));
    assert_eq!(review.extra["about"], "Radio");
    let answer = with("Poco");
    assert_eq!(answer.author.as_deref(), Some("Leo"));
    let question = format!("{}#q", server.url("/tienda/page"));
    assert_eq!(answer.parent_id.as_deref(), Some(question.as_str()));
}

#[tokio::test]
async fn a_rating_without_words_is_no_mention() {
    let (page, _) = read(include_bytes!("../../web/fixtures/rating-alone.html"), &[]).await;
    assert_eq!(page.mentions, []);
    assert!(page.rejected[0].reason.contains("a rating and not a word"), "{:?}", page.rejected);
    let average = r#"<script type="application/ld+json">{"@type":"Product","name":"Plancha",
        "aggregateRating":{"@type":"AggregateRating","ratingValue":"4.1","reviewCount":"19"}}</script>"#;
    let (page, _) = read(average, &[]).await;
    assert_eq!(page.mentions, []);
    let why = &page.rejected[0].reason;
    assert!(why.contains("no schema.org reviews, comments or posts, only Product"), "{why}");
}

#[tokio::test]
async fn reviews_outside_a_marked_up_product_are_read() {
    let page = "<h1>Radio</h1><div itemprop=review itemscope itemtype='https://schema.org/Review'>\
        <span itemprop=author>Ana</span><p itemprop=reviewBody>Suena bien</p></div>\
        <div itemprop='review reviews' itemscope itemtype='http://schema.org/Review'>\
        <div itemprop=author itemscope itemtype='http://schema.org/Person'><b itemprop=name>Leo</b></div>\
        <p itemprop=description>Pesa poco</p></div>";
    let found = mentions(page, &[]).await;
    assert_eq!(texts(&found), ["Suena bien", "Pesa poco"]);
    assert_eq!(found[1].author.as_deref(), Some("Leo"));
}

#[tokio::test]
async fn a_page_that_yields_nothing_says_why() {
    for (page, fields, why) in [
        ("<p>Hola</p>", &[][..], "the page has no schema.org reviews, comments or posts; fill in"),
        (
            "<p>Hola</p>",
            &[("item", ".review")],
            "no element of the page matches the `item` selector",
        ),
        ("<script src=app.js></script><div id=root></div>", &[], "built by scripts"),
        ("<script type=application/ld+json>{oops}</script>", &[], "broken JSON-LD"),
    ] {
        let (found, _) = read(page, fields).await;
        assert_eq!(found.mentions, []);
        assert!(found.rejected[0].reason.contains(why), "{page}: {:?}", found.rejected);
    }
}

#[tokio::test]
async fn the_bytes_decide_over_false_encodings() {
    let fields = [("item", ".op"), ("text", ".t"), ("author", ".quien")];
    for page in [
        &include_bytes!("../../web/fixtures/latin.html")[..],
        include_bytes!("../../web/fixtures/latin-unsaid.html"),
    ] {
        let found = mentions(page, &fields).await;
        assert_eq!(texts(&found), ["El bañador encogió, qué decepción."]);
        assert_eq!(found[0].author.as_deref(), Some("Íñigo Núñez"));
    }
    let late = format!(
        "<script>{}</script><meta charset=windows-1251><p class=op>Батарея держит заряд</p>",
        "//".repeat(50_000)
    );
    let (late, _, _) = encoding_rs::WINDOWS_1251.encode(&late);
    assert_eq!(texts(&mentions(late, &[("item", ".op")]).await), ["Батарея держит заряд"]);
    let server = serve("<p class=op>Año</p>", "text/html; charset=iso-8859-1").await;
    let url = server.url("/tienda/page").to_string();
    let web = open("web", &[("url", &url), ("item", ".op"), ("delay_s", "0")], &server).unwrap();
    assert_eq!(web.collect(None).await.unwrap().mentions[0].text, "Año");
}

#[tokio::test]
async fn dates_are_read_as_the_page_writes_them() {
    let dated = |dates: [&str; 2]| {
        let item = |n: usize, date: &str| format!("<p class=c id=c{n}>Hola <i>{date}</i></p>");
        item(1, dates[0]) + &item(2, dates[1])
    };
    for (lang, dates, expected) in [
        ("es", ["05/01/2026", "31 de enero de 2026"], ["2026-01-05", "2026-01-31"]),
        ("en-US", ["01/05/2026", "January 31, 2026"], ["2026-01-05", "2026-01-31"]),
        ("en", ["05/01/2026", "31/01/2026"], ["2026-01-05", "2026-01-31"]),
    ] {
        let page = format!("<html lang={lang}><body>{}", dated(dates));
        let found = mentions(page, &[("item", ".c"), ("date", "i")]).await;
        let read: Vec<_> = found.iter().map(|m| m.created_at.unwrap()).collect();
        let expected = expected.map(|date| plaza_core::parse_timestamp(date).unwrap());
        assert_eq!(read, expected, "{lang} {dates:?}");
    }
}

#[tokio::test]
async fn only_the_writers_words_count() {
    let fields = [("item", ".post"), ("text", ".t"), ("author", ".n")];
    let found = mentions(include_bytes!("../../web/fixtures/quotes.html"), &fields).await;
    assert_eq!(
        texts(&found),
        ["El nuevo diseño es horrible y lento.", "Pues a mí me encanta, va rapidísimo."]
    );
    let page = r##"<script type="application/ld+json">{"@type":"DiscussionForumPosting","@id":"#p",
        "text":"<div class='quote'>Es lento.</div><p>Me encanta.</p>","comment":{"@type":"Comment","@id":"#c",
        "text":"[quote=rosa]Es lento.[/quote]\nA mí también."}}</script>"##;
    assert_eq!(texts(&mentions(page, &[]).await), ["Me encanta.", "A mí también."]);
    let only = "<div class=post id=p1><div class=t><blockquote class=quote>Es lento.</blockquote></div></div>";
    let (page, _) = read(only, &fields).await;
    assert_eq!(page.mentions, []);
    assert!(
        page.rejected[0].reason.contains("what it quotes does not count"),
        "{:?}",
        page.rejected
    );
}

#[tokio::test]
async fn addresses_follow_the_base_of_the_page() {
    let page = "<head><base href='/foro-antiguo/'></head><div class=m><a class=perma href='ver.php?p=1'>#1</a>\
        <div class=t>No calienta</div></div><a rel=next href='tema2.html'>siguiente</a>";
    let second =
        "<div class=m><a class=perma href='ver.php?p=2'>#2</a><div class=t>Se arregla</div></div>";
    let server = Server::start(
        Router::new()
            .route("/foro/tema", get(move || async move { axum::response::Html(page) }))
            .route(
                "/foro-antiguo/tema2.html",
                get(move || async move { axum::response::Html(second) }),
            ),
    )
    .await;
    let url = server.url("/foro/tema").to_string();
    let fields = [
        ("url", url.as_str()),
        ("item", ".m"),
        ("text", ".t"),
        ("link", ".perma"),
        ("delay_s", "0"),
    ];
    let web = open("web", &fields, &server).unwrap();
    let first = web.collect(None).await.unwrap();
    let link = server.url("/foro-antiguo/ver.php?p=1").to_string();
    assert_eq!(first.mentions[0].url.as_deref(), Some(link.as_str()));
    assert_eq!(first.mentions[0].external_id, link);
    let second = web.collect(first.cursor.as_deref()).await.unwrap();
    let link = server.url("/foro-antiguo/ver.php?p=2").to_string();
    assert_eq!(second.mentions[0].url.as_deref(), Some(link.as_str()));
}

#[tokio::test]
async fn compressed_pages_are_read_by_their_bytes() {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all("<p class=c>Señal débil</p>".as_bytes()).unwrap();
    let found = mentions(encoder.finish().unwrap(), &[("item", ".c")]).await;
    assert_eq!(texts(&found), ["Señal débil"]);
}

#[tokio::test]
async fn a_mark_in_front_of_robots_txt_opens_nothing() {
    let robots = "\u{feff}User-agent: *\r\nDisallow: /\r\n";
    let utf16: Vec<u8> = robots.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for robots in [robots.as_bytes().to_vec(), utf16] {
        let server = Server::start(
            Router::new()
                .route("/robots.txt", get(move || async move { robots }))
                .route("/page", get(|| async { axum::response::Html("<p class=c>x</p>") })),
        )
        .await;
        let url = server.url("/page").to_string();
        let web = open("web", &[("url", &url), ("item", ".c"), ("delay_s", "0")], &server).unwrap();
        assert!(web.collect(None).await.is_err());
        assert_eq!(server.asked(), ["/robots.txt"]);
    }
}
