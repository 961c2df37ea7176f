//! The list of mentions: its rows, what is answered, whose words count, and its place.

use axum::http::{Method, StatusCode};
use plaza_core::Role;
use serde_json::{Value, json};

use crate::board_browser::Browser;
use crate::server::{NOW, Server};

/// Three customers, and an answer of ours to the first.
async fn square() -> Server {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let at = |minutes: i64| plaza_core::to_rfc3339(NOW - 3_600_000 + minutes * 60_000);
    let records: Vec<Value> = vec![
        json!({"id": "asks", "text": "¿Cuánto dura la batería? No funciona bien",
            "author": "ana", "rating": 2, "channel": "review", "created_at": at(1)}),
        json!({"id": "waits", "text": "El cargador llegó roto y nadie contesta",
            "author": "luis", "rating": 1, "channel": "forum", "created_at": at(2)}),
        json!({"id": "tells", "text": "Me gusta mucho la batería", "author": "eva",
            "rating": 5, "channel": "forum", "created_at": at(3)}),
        json!({"id": "ours", "text": "Lo sentimos, la batería va en camino", "author": "zumbo",
            "ours": true, "parent_id": "asks", "created_at": at(4)}),
    ];
    admin.post("/api/v1/mentions?source=foro", json!(records)).await.expect(StatusCode::OK);
    server.engine().find().index_caught_up().await.unwrap();
    server
}

/// Everything between the list's tags.
fn rows(html: &str) -> Vec<&str> {
    html.split("<li class=\"row\"").skip(1).filter_map(|row| row.split("</li>").next()).collect()
}

#[tokio::test]
async fn rows_say_who_where_and_what_waits_and_ours_are_left_out() {
    let server = square().await;
    let mut ana = Browser::of(&server, Role::Viewer, "es").await;
    let page = ana.open("/mentions").await.expect(StatusCode::OK);
    let list = rows(&page.text);
    assert_eq!(list.len(), 3, "{}", page.text);
    assert!(list[0].contains(">eva<") && list[0].contains("★ 5"), "{}", list[0]);
    assert!(list[1].contains("chip chip-warn\">sin responder<"), "{}", list[1]);
    assert!(list[2].contains("chip\">respondida<"), "{}", list[2]);
    assert!(
        list.iter().all(|row| row.contains("dir=\"auto\"") && row.contains("href=\"/mentions/"))
    );
    assert!(page.text.contains("3 menciones de 3 cuentas"), "{}", page.text);
    assert!(page.text.contains("sin lo nuestro") && page.text.contains("1–3 de 3"));
    assert!(!page.text.contains("Lo sentimos"));

    let everyone = ana.open("/mentions?q=is%3Aanyone").await.expect(StatusCode::OK);
    assert_eq!(rows(&everyone.text).len(), 4);
    assert!(everyone.text.contains("con lo nuestro") && everyone.text.contains(">nuestra<"));
    let ours = ana.open("/mentions?q=is%3Aours").await.expect(StatusCode::OK);
    assert_eq!(rows(&ours.text).len(), 1);

    for (q, count) in [("is:unanswered", 1), ("is:answered", 1), ("rating:<3", 2), ("is:mine", 0)] {
        let q = q.replace(':', "%3A").replace('<', "%3C");
        let page = ana.open(&format!("/mentions?q={q}")).await.expect(StatusCode::OK);
        assert_eq!(rows(&page.text).len(), count, "{q}");
    }
    let wrong = ana.open("/mentions?q=is%3Anada").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("is: no admite nada; admite unanswered, answered"));
}

#[tokio::test]
async fn the_api_gives_ours_when_asked_and_says_what_is_answered() {
    let server = square().await;
    let program = server.program(Role::Analyst).await;
    for (ours, total) in [("exclude", 3), ("include", 4), ("only", 1)] {
        let found = program.get(&format!("/api/v1/mentions?ours={ours}&facets=answer")).await;
        let found = found.expect(StatusCode::OK).json();
        assert_eq!(found["total"], total, "{ours}");
        let days = program.get(&format!("/api/v1/timeline?ours={ours}")).await.json();
        let days = days["buckets"].as_array().unwrap().iter();
        assert_eq!(days.map(|day| day["total"].as_i64().unwrap()).sum::<i64>(), total, "{ours}");
    }
    let found = program.get("/api/v1/mentions?ours=include").await.expect(StatusCode::OK).json();
    let answers: Vec<&Value> =
        found["items"].as_array().unwrap().iter().map(|hit| &hit["mention"]["answer"]).collect();
    assert_eq!(
        answers,
        [&json!(null), &json!("unasked"), &json!("unanswered"), &json!("answered")]
    );
    program.get("/api/v1/mentions?ours=x").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_list_keeps_its_place() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Viewer, "es").await;
    let path = "/mentions?q=bateria&sort=relevance";
    let page = ana.open(path).await.expect(StatusCode::OK);
    let from = "from=%2Fmentions%3Fq%3Dbateria%26sort%3Drelevance\"";
    assert_eq!(rows(&page.text).iter().filter(|row| row.contains(from)).count(), 30);
    // Whoever comes back to a mention finds the page on which it stands.
    let back = ana.open("/mentions?q=bateria&at=17").await.expect(StatusCode::OK);
    assert!(back.text.contains("id=\"m-17\""), "{}", back.text);
    for n in 0..40 {
        let record = json!({"id": format!("later{n}"), "text": "La batería otra vez",
            "created_at": plaza_core::to_rfc3339(NOW - 1_000 * n)});
        let path = "/api/v1/mentions?source=foro";
        server.person(Role::Admin).await.post(path, record).await.expect(StatusCode::OK);
    }
    server.engine().find().index_caught_up().await.unwrap();
    let first = ana.open("/mentions?q=bateria").await.expect(StatusCode::OK);
    assert!(!first.text.contains("id=\"m-29\"") && first.text.contains("1–50 de 70"));
    let back = ana.open("/mentions?q=bateria&at=29").await.expect(StatusCode::OK);
    assert!(rows(&back.text)[0].contains("id=\"m-29\""), "{}", rows(&back.text)[0]);
}

#[tokio::test]
async fn days_are_picked_and_what_was_found_becomes_a_table() {
    let server = square().await;
    let mut ana = Browser::of(&server, Role::Viewer, "es").await;
    let day = &plaza_core::to_rfc3339(NOW)[..10];
    let path = format!("/mentions?q=bateria&from_day={day}&until_day={day}");
    let page = ana.open(&path).await.expect(StatusCode::OK);
    assert!(page.text.contains(&format!("value=\"bateria date:{day}..{day}\"")), "{}", page.text);
    let table = ana.open("/mentions/export?q=bateria").await.expect(StatusCode::OK);
    assert!(table.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = table.text.lines().collect();
    assert_eq!(lines.len(), 3, "a head and two customers: {}", table.text);
    assert!(
        lines[1].contains("\"unasked\"") && lines[2].contains("\"answered\""),
        "{}",
        table.text
    );
}

#[tokio::test]
async fn kept_views_are_renamed_ordered_and_deleted() {
    let (server, admin) = Server::furnished().await;
    let view = json!({"name": "Otra", "query": "lang:es", "shared": true});
    let second = admin.post("/api/v1/views", view).await.expect(StatusCode::CREATED).json();
    let mut bea = Browser::of(&server, Role::Analyst, "es").await;
    let page = bea.open("/views").await.expect(StatusCode::OK);
    assert!(page.text.find("Baterías").unwrap() < page.text.find("Otra").unwrap());
    let path = format!("/views/{}", second["id"]);
    let page = bea.follow(&format!("{path}/up"), &[]).await.expect(StatusCode::OK);
    assert!(page.text.find("Otra").unwrap() < page.text.find("Baterías").unwrap());
    let page = bea.follow(&path, &[("name", "La otra"), ("version", "1")]).await;
    assert!(page.expect(StatusCode::OK).text.contains("La otra"));
    let stale = json!({"name": "Tarde", "version": 1});
    let patched = admin.send(Method::PATCH, &format!("/api/v1{path}"), Some(stale)).await;
    patched.expect(StatusCode::CONFLICT);
    let page = bea.follow(&format!("{path}/delete"), &[("back", "/views")]).await;
    assert!(!page.expect(StatusCode::OK).text.contains("La otra"));
    let mut viewer = Browser::of(&server, Role::Viewer, "es").await;
    viewer.send("/views/1/up", &[]).await.expect(StatusCode::SEE_OTHER);
    let page = viewer.open("/views").await.expect(StatusCode::OK);
    assert!(!page.text.contains("Renombrar"), "shared views are for those who may curate");
}
