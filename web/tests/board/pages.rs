//! Every page, for every role, in both languages.

use axum::http::StatusCode;
use plaza_core::{Permission, Role};

use crate::board_browser::Browser;
use crate::server::{Answer, Server};

/// Every page with the permission that it takes.
const PAGES: [(&str, Permission); 27] = [
    ("/", Permission::Read),
    ("/mentions", Permission::Read),
    ("/mentions?q=bateria+lang%3Aes&sort=relevance", Permission::Read),
    ("/mentions?q=nada+de+esto", Permission::Read),
    ("/mentions/1", Permission::Read),
    ("/mentions/1?why=true", Permission::Read),
    ("/models", Permission::Read),
    ("/mentions/new", Permission::Import),
    ("/views", Permission::Read),
    ("/replies", Permission::Read),
    ("/replies?state=submitted", Permission::Read),
    ("/themes", Permission::Read),
    ("/themes?archived=true", Permission::Read),
    ("/themes/1", Permission::Read),
    ("/ideas", Permission::Read),
    ("/ideas?view=list", Permission::Read),
    ("/ideas/new?mention=1", Permission::EditIdeas),
    ("/ideas/1", Permission::Read),
    ("/sources", Permission::Read),
    ("/sources/2", Permission::Read),
    ("/sources/new", Permission::ManageSources),
    ("/sources/new?kind=wordpress", Permission::ManageSources),
    ("/users", Permission::ManageUsers),
    ("/users/1", Permission::ManageUsers),
    ("/tokens", Permission::ManageUsers),
    ("/settings", Permission::ManageSettings),
    ("/mentions/delete?ids=1", Permission::DeleteMentions),
];

/// What every page has.
fn check_page(page: &Answer, lang: &str) {
    let html = &page.text;
    let shown = &page.request;
    assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{shown} is not in {lang}");
    assert_eq!(html.matches("<h1").count(), 1, "{shown}: headings");
    assert_eq!(html.matches("<main").count(), 1, "{shown}: landmarks");
    assert!(html.contains("class=\"hide skip btn\""), "{shown}: skip link");
    assert!(!html.contains("{ $"), "{shown}: a message lacks its argument");
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{shown}: an id stands twice: {ids:?}");
    for form in html.split("<form").skip(1).filter_map(|form| form.split("</form>").next()) {
        if form.contains("method=\"post\"") {
            assert!(form.contains("name=\"csrf\" value=\""), "{shown}: form without token");
        }
    }
}

#[tokio::test]
async fn every_page_opens_for_those_who_may_in_both_languages() {
    let (server, _) = Server::furnished().await;
    for role in Role::ALL {
        for lang in ["es", "en"] {
            let mut browser = Browser::of(&server, role, lang).await;
            for (path, permission) in PAGES {
                let page = browser.open(path).await;
                if role.may(permission) {
                    check_page(&page.expect(StatusCode::OK), lang);
                } else {
                    let page = page.expect(StatusCode::FORBIDDEN);
                    let words = if lang == "es" { "No tienes permiso" } else { "You may not" };
                    assert!(page.text.contains(words), "{path} as {role:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn audit_and_profile_open_too() {
    let (server, _) = Server::furnished().await;
    let mut manager = Browser::of(&server, Role::Manager, "es").await;
    check_page(&manager.open("/audit").await.expect(StatusCode::OK), "es");
    check_page(&manager.open("/profile").await.expect(StatusCode::OK), "es");
    let mut viewer = Browser::of(&server, Role::Viewer, "es").await;
    viewer.open("/audit").await.expect(StatusCode::FORBIDDEN);
    viewer.open("/profile").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_empty_house_says_what_to_do() {
    let server = Server::start().await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let home = admin.open("/").await.expect(StatusCode::OK);
    assert!(home.text.contains("Primeros pasos") && home.text.contains("href=\"/sources/new\""));
    for path in ["/mentions", "/themes", "/ideas", "/sources", "/replies"] {
        check_page(&admin.open(path).await.expect(StatusCode::OK), "es");
    }
}

#[tokio::test]
async fn nothing_is_found_at_wrong_addresses() {
    let (server, _) = Server::furnished().await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    for path in ["/mentions/999", "/mentions/x", "/ideas/999", "/themes/999", "/sources/999"] {
        let page = admin.open(path).await.expect(StatusCode::NOT_FOUND);
        assert!(page.text.contains("Aquí no hay nada"), "{path}");
    }
}

#[tokio::test]
async fn strangers_are_led_to_sign_in_and_back() {
    let (server, _) = Server::furnished().await;
    let mut stranger = Browser::stranger(&server, "es");
    let sent = stranger.open("/ideas?view=list").await.expect(StatusCode::SEE_OTHER);
    let sign_in = sent.header("location").to_owned();
    assert_eq!(sign_in, "/sign-in?next=%2Fideas%3Fview%3Dlist");
    let page = stranger.open(&sign_in).await.expect(StatusCode::OK);
    assert!(page.text.contains("value=\"/ideas?view=list\""));
    let fields = [("email", "admin@example.com"), ("password", "no es esta"), ("next", "/ideas")];
    let refused = stranger.send("/sign-in", &fields).await;
    let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("value=\"admin@example.com\""), "what was typed is kept");
    let fields = [
        ("email", "admin@example.com"),
        ("password", crate::server::PASSWORD),
        ("next", "//evil.example"),
    ];
    let welcome = stranger.send("/sign-in", &fields).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(welcome.header("location"), "/");
    stranger.open("/ideas").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_mention_that_cannot_be_answered_says_where_or_that_nobody_knows() {
    let (server, admin) = Server::furnished().await;
    let known = serde_json::json!({"id": "known", "text": "Con dirección",
        "url": "https://foro.example/1"});
    let unknown = serde_json::json!({"id": "unknown", "text": "Sin dirección"});
    let records = serde_json::json!([known, unknown]);
    let answer = admin.post("/api/v1/mentions?source=foro", records).await.expect(StatusCode::OK);
    let ids = answer.json()["items"].clone();
    let page = |at: usize| format!("/mentions/{}", ids[at]["mention_id"]);
    let words = [
        ("es", "Responde allí: <a href=\"https://foro.example/1\"", "no tiene la dirección"),
        ("en", "Answer there: <a href=\"https://foro.example/1\"", "has no address for"),
    ];
    for (lang, there, nowhere) in words {
        let mut browser = Browser::of(&server, Role::Admin, lang).await;
        let with = browser.open(&page(0)).await.expect(StatusCode::OK).text;
        assert!(with.contains(there) && !with.contains(nowhere), "{lang}: {with}");
        let without = browser.open(&page(1)).await.expect(StatusCode::OK).text;
        let start = there.split(':').next().unwrap();
        assert!(without.contains(nowhere) && !without.contains(start), "{lang}: {without}");
    }
}

#[tokio::test]
async fn texts_from_outside_are_written_as_text() {
    let (server, admin) = Server::furnished().await;
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\" onfocus=\"alert(1)";
    let record = serde_json::json!({"id": "h", "text": hostile, "title": hostile,
        "author": hostile, "author_name": hostile, "url": "https://a.example/?\"><script>"});
    admin.post("/api/v1/mentions?source=foro", record).await.expect(StatusCode::OK);
    server.engine().find().index_caught_up().await.unwrap();
    let mut browser = Browser::of(&server, Role::Admin, "en").await;
    let newest = browser.open("/mentions").await.expect(StatusCode::OK).text;
    let id = newest.split("href=\"/mentions/").filter_map(|rest| rest.split(['"', '?']).next());
    let id = id.filter_map(|id| id.parse::<i64>().ok()).max().unwrap();
    for path in [format!("/mentions/{id}"), format!("/ideas/new?mention={id}"), "/mentions".into()]
    {
        let html = browser.open(&path).await.expect(StatusCode::OK).text;
        for forbidden in ["<script>", "<img", "onfocus=\"alert"] {
            assert!(!html.contains(forbidden), "{path} holds {forbidden}");
        }
    }
}
