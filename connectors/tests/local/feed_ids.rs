//! Feeds with ids that are no ids.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::get;
use plaza_core::Page;

use crate::support::{Server, open};

/// Collects the versions of a feed one after the other, as the engine does.
async fn collect(versions: &[&str]) -> Vec<Page> {
    let current: Arc<Mutex<String>> = Arc::default();
    let body = Arc::clone(&current);
    let answer = move || {
        let body = body.lock().unwrap().clone();
        async move { body }
    };
    let server = Server::start(Router::new().route("/feed", get(answer))).await;
    let url = server.url("/feed").to_string();
    let feed = open("feed", &[("url", &url)], &server).unwrap();
    let mut pages: Vec<Page> = Vec::new();
    for version in versions {
        (*version).clone_into(&mut current.lock().unwrap());
        let cursor = pages.last().and_then(|page| page.cursor.clone());
        pages.push(feed.collect(cursor.as_deref()).await.unwrap());
    }
    pages
}

fn ids(page: &Page) -> Vec<&str> {
    page.mentions.iter().map(|mention| mention.external_id.as_str()).collect()
}

fn rss(items: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>F</title><link>https://f.example/</link>{items}</channel></rss>"
    )
}

#[tokio::test]
async fn ids_that_change_every_time_double_nothing() {
    let before = include_str!("../../feed/fixtures/ids-before.rss");
    let after = include_str!("../../feed/fixtures/ids-after.rss");
    let third = after.replace("urn:uuid:2", "urn:uuid:3").replace("sid=2aa", "sid=3aa");
    let pages = collect(&[before, after, &third, before]).await;
    assert_eq!(ids(&pages[0]), ["urn:uuid:12", "urn:uuid:11"]);
    for page in &pages[1..] {
        assert_eq!(page.mentions, pages[0].mentions, "nothing of it has changed");
    }
}

#[tokio::test]
async fn new_ids_of_other_kinds_are_known_again() {
    let item = |id: &str, link: &str, title: &str, text: &str, date: &str| {
        format!(
            "<item><guid isPermaLink='false'>{id}</guid><link>{link}</link><title>{title}</title>\
             <description>{text}</description><pubDate>{date}</pubDate></item>"
        )
    };
    let date = "Sat, 31 Jan 2026 10:00:00 GMT";
    let first = item("a1", "https://f.example/1", "Uno", "Texto", date)
        + &item("b1", "https://f.example/2", "Dos", "Texto", date)
        + &item("c1", "https://f.example/x?v=1", "Tres", "Texto", date)
        + &item("d1", "https://f.example/", "Aviso", "Hoy cerramos", date);
    let second = item("a2", "https://f.example/1", "Uno", "Texto corregido", date)
        + &item("b2", "https://f.example/2", "Dos, corregido", "Texto", date)
        + &item("c2", "https://f.example/x?v=2", "Tres", "Texto", date)
        + &item(
            "d2",
            "https://f.example/",
            "Otro aviso",
            "Mañana abrimos",
            "Sun, 01 Feb 2026 10:00:00 GMT",
        );
    let pages = collect(&[&rss(&first), &rss(&second)]).await;
    assert_eq!(ids(&pages[0]), ["d1", "c1", "b1", "a1"]);
    // The last one only shares the address of the house.
    assert_eq!(ids(&pages[1]), ["d2", "c1", "b1", "a1"]);
}

#[tokio::test]
async fn an_entry_that_looks_like_one_still_in_the_feed_is_another() {
    let item = |id: &str| {
        format!(
            "<item><guid isPermaLink='false'>{id}</guid><title>Incidencia</title><link>https://f.example/e</link></item>"
        )
    };
    let pages = collect(&[&rss(&item("1")), &rss(&(item("2") + &item("1")))]).await;
    assert_eq!(ids(&pages[1]), ["1", "2"]);
}

#[tokio::test]
async fn two_entries_with_one_id_are_two() {
    let item = |title: &str, more: &str| {
        format!("<item><guid isPermaLink='false'>same</guid><title>{title}</title>{more}</item>")
    };
    for (one, other) in
        [("", ""), ("<link>https://f.example/1</link>", "<link>https://f.example/1</link>")]
    {
        let feed = rss(&(item("Uno", one) + &item("Dos", other)));
        let pages = collect(&[&feed, &feed]).await;
        let titles: Vec<_> = pages[0].mentions.iter().map(|m| m.title.as_str()).collect();
        assert_eq!(titles, ["Dos", "Uno"]);
        assert_ne!(pages[0].mentions[0].external_id, pages[0].mentions[1].external_id);
        assert_eq!(pages[0].mentions, pages[1].mentions);
    }
    // The same entry twice is one, and so are two versions of one.
    let twice = rss(&(item("Uno", "") + &item("Uno", "")));
    assert_eq!(ids(&collect(&[&twice]).await[0]), ["same"]);
    let version = |text: &str, updated: &str| {
        format!(
            "<entry><id>e</id><title>Uno</title><summary>{text}</summary><updated>{updated}</updated></entry>"
        )
    };
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>{}{}</feed>",
        version("nuevo", "2026-01-31T10:00:00Z"),
        version("viejo", "2026-01-30T10:00:00Z")
    );
    let pages = collect(&[&atom]).await;
    assert_eq!(pages[0].mentions.len(), 1);
    assert_eq!(pages[0].mentions[0].text, "nuevo");
}

#[tokio::test]
async fn ids_that_begin_to_repeat_leave_what_is_known_alone() {
    let item = |n: u8| {
        format!(
            "<item><guid isPermaLink='false'>same</guid><title>t{n}</title><link>https://f.example/{n}</link></item>"
        )
    };
    let (one, two) = (rss(&item(1)), rss(&(item(2) + &item(1))));
    let pages = collect(&[&one, &two, &rss(&(item(3) + &item(2)))]).await;
    assert_eq!(ids(&pages[0]), ["same"]);
    assert_eq!(ids(&pages[1]), ["same", "https://f.example/2"]);
    assert_eq!(ids(&pages[2]), ["https://f.example/2", "https://f.example/3"]);
}
