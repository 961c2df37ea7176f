//! Days as the reader has them: charts, Home, times, forms.

use axum::http::StatusCode;
use plaza_core::Role;
use plaza_engine::{Actor, HouseChange};
use serde_json::{Value, json};

use crate::board_browser::Browser;
use crate::server::{Client, Server};

const DAY: i64 = plaza_core::DAY_MS;

/// A house in `zone` with one mention said at each of the times.
async fn house(zone: &str, times: &[&str]) -> (Server, Client) {
    let server = Server::start().await;
    let change = HouseChange { time_zone: Some(Some(zone.to_owned())), ..HouseChange::default() };
    server.engine().change_house(&Actor::system(), None, &change).await.unwrap();
    let admin = server.person(Role::Admin).await;
    let records: Vec<Value> = times
        .iter()
        .enumerate()
        .map(|(n, at)| {
            json!({"id": format!("m{n}"), "text": format!("La batería {n} dura poco."),
                "author": format!("ana{n}"), "created_at": at})
        })
        .collect();
    admin.post("/api/v1/mentions?source=foro", json!(records)).await.expect(StatusCode::OK);
    server.engine().find().index_caught_up().await.unwrap();
    (server, admin)
}

/// The counts of the days that were spoken on.
fn spoken_days(timeline: &Value) -> Vec<(String, u64)> {
    let buckets = timeline["buckets"].as_array().unwrap();
    let counted = buckets.iter().filter(|bucket| bucket["total"] != 0);
    counted
        .map(|bucket| {
            (bucket["from"].as_str().unwrap().to_owned(), bucket["total"].as_u64().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn a_program_counts_in_the_days_of_its_zone() {
    // The last Sunday of March has 23 hours in Madrid.
    let times = ["2026-03-28T23:30:00Z", "2026-03-29T21:30:00Z", "2026-03-29T22:30:00Z"];
    let (_server, admin) = house("Europe/Madrid", &times).await;
    for (tz, on_sunday, days) in [
        ("", 2, [("2026-03-28T23:00:00Z", 2), ("2026-03-29T22:00:00Z", 1)]),
        ("&tz=UTC", 2, [("2026-03-28T00:00:00Z", 1), ("2026-03-29T00:00:00Z", 2)]),
        ("&tz=America/Mexico_City", 2, [("2026-03-28T06:00:00Z", 1), ("2026-03-29T06:00:00Z", 2)]),
        ("&tz=Asia/Kathmandu", 1, [("2026-03-28T18:15:00Z", 1), ("2026-03-29T18:15:00Z", 2)]),
    ] {
        let path = format!("/api/v1/timeline?q=bateria&bucket=day{tz}");
        let timeline = admin.get(&path).await.expect(StatusCode::OK).json();
        let days = days.map(|(from, n)| (from.to_owned(), n));
        assert_eq!(spoken_days(&timeline), days, "{tz}");
        let path = format!("/api/v1/mentions?q=date:2026-03-29{tz}");
        let found = admin.get(&path).await.expect(StatusCode::OK).json();
        assert_eq!(found["total"], on_sunday, "{tz}");
    }
    let refused = admin.get("/api/v1/timeline?tz=Madrid").await;
    assert_eq!(refused.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["field"], "tz");
}

#[tokio::test]
async fn a_timeline_is_the_time_asked_for_and_says_what_is_not_whole() {
    let (server, admin) = Server::furnished().await;
    // Asked: from the day before yesterday to now.
    let timeline = admin.get("/api/v1/timeline?q=date:3d").await.expect(StatusCode::OK).json();
    assert_eq!(
        (&timeline["tz"], &timeline["bucket"], &timeline["from"], &timeline["to"]),
        (&json!("UTC"), &json!("day"), &json!("2026-09-19"), &json!("2026-09-21"))
    );
    let complete: Vec<_> =
        timeline["buckets"].as_array().unwrap().iter().map(|b| b["complete"].clone()).collect();
    assert_eq!(complete, [json!(true), json!(true), json!(false)]);
    // Nothing asked: 30 days up to today, quiet ones included.
    let timeline = admin.get("/api/v1/timeline").await.expect(StatusCode::OK).json();
    assert_eq!(timeline["buckets"].as_array().unwrap().len(), 30);
    // A year is counted by weeks; the first and the last are cut off.
    let year = admin.get("/api/v1/timeline?q=date:365d").await.expect(StatusCode::OK).json();
    assert_eq!(year["bucket"], "week");
    assert_eq!(year["buckets"][0]["from"], "2025-09-22T00:00:00Z");
    // Much later, the newest days that hold data are shown.
    server.clock.advance(200 * DAY);
    let admin = server.program(Role::Viewer).await;
    let timeline = admin.get("/api/v1/timeline").await.expect(StatusCode::OK).json();
    assert_eq!((&timeline["from"], &timeline["to"]), (&json!("2026-08-23"), &json!("2026-09-21")));
    let home = admin.get("/api/v1/home").await.expect(StatusCode::OK).json();
    let total: u64 = home["timeline"]["buckets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["total"].as_u64().unwrap())
        .sum();
    assert_eq!(total, 30);
}

#[tokio::test]
async fn old_data_are_shown_and_their_days_are_named() {
    let (server, _) = Server::furnished().await;
    server.clock.advance(200 * DAY);
    let mut reader = Browser::of(&server, Role::Admin, "es").await;
    for path in ["/", "/mentions", "/themes/1"] {
        let page = reader.open(path).await.expect(StatusCode::OK);
        assert!(
            page.text.contains("al 21 de septiembre de 2026, lo más reciente"),
            "{path} {}",
            page.text
        );
        // Nothing is in the theme, and it says so.
        if path == "/themes/1" {
            continue;
        }
        assert!(!page.text.contains("Ninguna fuente ha aportado"), "{path}");
        // The bars are there: a stack of colours, none of them unfinished.
        assert!(page.text.contains("class=\"stick f-"), "{path}");
        assert!(!page.text.contains("stick f-soft"), "{path}");
    }
    let themes = reader.open("/themes").await.expect(StatusCode::OK);
    let days = "Se muestra del 8 al 21 de septiembre de 2026, lo más reciente.";
    assert!(themes.text.contains(days), "{}", themes.text);
    let home = reader.open("/").await.expect(StatusCode::OK);
    assert!(home.text.contains("del 23 de agosto al 21 de septiembre de 2026"), "{}", home.text);
}

#[tokio::test]
async fn a_chart_links_each_day_and_shows_its_value() {
    let (server, _) = Server::furnished().await;
    let mut reader = Browser::of(&server, Role::Viewer, "es").await;
    let page = reader.open("/mentions?q=bateria").await.expect(StatusCode::OK);
    // Said from 15:33 backwards, one each hour.
    assert!(page.text.contains("href=\"/mentions?q=bateria+date%3A2026-09-21\""));
    assert!(page.text.contains(">hoy, hasta las 15:33: 16 menciones</text>"), "{}", page.text);
    assert!(page.text.contains("Rayado: hoy va hasta las 15:33."));
    assert!(page.text.contains("plot-64"));
    let home = reader.open("/").await.expect(StatusCode::OK);
    assert!(home.text.contains("plot-96") && home.text.contains(">hoy</text>"));
}

#[tokio::test]
async fn times_and_forms_are_those_of_the_readers_clock() {
    let (server, admin) = house("Asia/Kathmandu", &["2026-09-21T12:00:00Z"]).await;
    let mut reader = Browser::of(&server, Role::Admin, "es").await;
    // 17:45 in Kathmandu, and no UTC.
    let page = reader.open("/mentions/1").await.expect(StatusCode::OK);
    assert!(page.text.contains("21 sep 2026, 17:45"), "{}", page.text);
    // A day that begins at 18:15 UTC.
    let page = reader.open("/mentions?q=date:2026-09-21").await.expect(StatusCode::OK);
    assert!(page.text.contains("hoy, hasta las 21:18: 1 mención"), "{}", page.text);
    let form = reader.open("/mentions/new").await.expect(StatusCode::OK);
    assert!(form.text.contains("En Asia/Kathmandu (UTC+05:45)."), "{}", form.text);
    let fields =
        [("text", "Me gusta la feria."), ("channel", "fair"), ("when", "2026-09-21T10:15")];
    reader.send("/mentions/new", &fields).await.expect(StatusCode::SEE_OTHER);
    server.engine().find().index_caught_up().await.unwrap();
    let found = admin.get("/api/v1/mentions?q=feria").await.expect(StatusCode::OK).json();
    assert_eq!(found["items"][0]["mention"]["created_at"], "2026-09-21T04:30:00Z");
}

#[tokio::test]
async fn what_a_source_brought_counts_for_the_houses_day() {
    // There it is the next day already.
    let (server, admin) = house("Pacific/Kiritimati", &["2026-09-21T12:00:00Z"]).await;
    let source = server.store().listen().source_by_name("foro").await.unwrap().unwrap();
    let path = format!("/api/v1/sources/{}/coverage?days=1", source.id);
    let days = admin.get(&path).await.expect(StatusCode::OK).json();
    assert_eq!(
        (&days["days"][0]["day"], &days["days"][0]["collected"]),
        (&json!("2026-09-22"), &json!(1))
    );
}

#[tokio::test]
async fn home_says_what_waits_and_folds_what_is_nothing() {
    let (server, admin) = Server::furnished().await;
    let mut reader = Browser::of(&server, Role::Admin, "es").await;
    let home = reader.open("/").await.expect(StatusCode::OK);
    assert!(home.text.contains("Ideas que se mueven"), "{}", home.text);
    assert!(home.text.contains("1 <b>+1</b>"), "{}", home.text);
    assert!(!home.text.contains("Por aprobar"), "{}", home.text);
    let answer = admin.get("/api/v1/home").await.expect(StatusCode::OK).json();
    assert!(answer["unanswered"].is_u64() && answer["newest_unanswered"].is_array());
    assert_eq!(answer["ideas"][0]["new_people"], 1);
}
