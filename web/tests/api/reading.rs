//! Reading changes nothing: every GET route and every link of the board, and the whole database
//! before and after.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::Method;
use plaza_core::Role;

use crate::board_browser::Browser;
use crate::server::Server;

/// Pages that differ in their numbers or their query only, opened at most.
const ALIKE: usize = 12;
/// Longer than a session goes without its last visit being written down.
const LATER: i64 = 3_600_000;

/// Every route that is read, with ids that are there.
fn read_routes() -> Vec<String> {
    let all = plaza_web::routes();
    // The stream of changes never ends, and where platforms send to is no part of the board.
    let reads = all.iter().filter(|route| {
        route.method == Method::GET
            && !route.path.ends_with("/events")
            && !route.path.starts_with("/hooks/")
    });
    let filled = reads.map(|route| {
        let parts =
            route.path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        parts.collect::<Vec<_>>().join("/")
    });
    filled.collect()
}

/// Addresses of this server that a page leads to by links and by forms that search.
fn links(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for rest in html.split(attribute).skip(1) {
            let Some(address) = rest.split('"').next() else { continue };
            let address = address.replace("&amp;", "&").replace("&#38;", "&");
            let address = address.split('#').next().unwrap_or_default();
            if address.starts_with('/')
                && !address.starts_with("//")
                && !address.ends_with("/events")
            {
                found.insert(address.to_owned());
            }
        }
    }
    found
}

/// The page without its numbers and its query.
fn pattern(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    path.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Opens everything that can be reached; returns how many addresses that were.
async fn crawl(browser: &mut Browser, starts: Vec<String>) -> usize {
    let mut waiting: VecDeque<String> = starts.into();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let mut opened = 0;
    while let Some(address) = waiting.pop_front() {
        let answer = browser.open(&address).await;
        assert!(answer.status.as_u16() < 500, "{}: {}", answer.request, answer.text);
        opened += 1;
        for link in links(&answer.text) {
            let count = alike.entry(pattern(&link)).or_default();
            if *count < ALIKE && known.insert(link.clone()) {
                *count += 1;
                waiting.push_back(link);
            }
        }
    }
    opened
}

#[tokio::test]
async fn no_get_changes_the_database() {
    let (server, _) = Server::furnished().await;
    for role in [Role::Admin, Role::Viewer] {
        let mut browser = Browser::of(&server, role, "es").await;
        let before = server.dump();
        assert!(before.iter().any(|line| line.contains("La batería número 7")), "all is dumped");
        let routes = read_routes();
        let known = routes.len();
        let opened = crawl(&mut browser, routes).await;
        assert!(opened > known, "no link was followed beyond the {known} routes");
        assert_eq!(server.dump(), before, "as {role:?}");
    }
    let before = server.dump();
    crawl(&mut Browser::stranger(&server, "en"), read_routes()).await;
    assert_eq!(server.dump(), before, "as a stranger");
}

#[tokio::test]
async fn a_later_visit_changes_when_somebody_was_last_here_and_nothing_else() {
    let (server, _) = Server::furnished().await;
    let mut browser = Browser::of(&server, Role::Admin, "es").await;
    let before = server.dump();
    server.clock.advance(LATER);
    crawl(&mut browser, read_routes()).await;
    let after = server.dump();
    let changed: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(!changed.is_empty(), "the visit is written down");
    for line in changed {
        let table = line.split("INTO ").nth(1).and_then(|rest| rest.split([' ', '(']).next());
        assert!(matches!(table, Some("session" | "user_account")), "{line}");
    }
    assert_eq!(before.len(), after.len(), "no row was added or removed");
}
