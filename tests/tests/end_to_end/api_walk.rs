//! The main walk through the API, on SQLite and on PostgreSQL.

use anyhow::{Context, Result, ensure};
use plaza_tests::http::Client;
use plaza_tests::postgres;
use plaza_tests::server::Plaza;
use reqwest::Method;
use serde_json::{Value, json};

use super::support::{items, record, search, wait_for_count};

#[tokio::test]
async fn the_walk_on_sqlite() -> Result<()> {
    walk(Plaza::new()?).await
}

#[tokio::test]
async fn the_walk_on_postgresql() -> Result<()> {
    walk(Plaza::new()?.database(&postgres::new_database()?)).await
}

async fn walk(mut plaza: Plaza) -> Result<()> {
    plaza.restart().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    add_mentions(&api).await?;
    let id = find_mention(&api).await?;
    correct(&api, &id).await?;
    make_idea(&api, &id).await?;
    no_reply_to_a_file(&api, &id).await?;

    plaza.kill();
    plaza.restart().await?;
    wait_for_count(&api, "bateria", 1).await?;
    let ideas = api.fetch("/api/v1/ideas").await?;
    ensure!(ideas.to_string().contains("Modo de ahorro"), "the idea is gone: {ideas}");
    let mention = api.fetch(&format!("/api/v1/mentions/{id}")).await?;
    ensure!(mention.to_string().contains("\"neutral\""), "the correction is gone: {mention}");
    refusals(&api).await
}

async fn add_mentions(api: &Client) -> Result<()> {
    let mut answer = record("2", "Opino lo mismo, ojalá la mejoren");
    answer["parent_id"] = json!("1");
    let batch = json!([record("1", "La batería dura poco, qué pena"), answer]);
    let report = api.post("/api/v1/mentions", &batch).await?;
    ensure!(report["report"]["new"] == 2, "{report}");
    let again = api.post("/api/v1/mentions", &batch).await?;
    ensure!(again["report"]["unchanged"] == 2, "{again}");
    wait_for_count(api, "", 2).await
}

async fn find_mention(api: &Client) -> Result<Value> {
    let page = search(api, "bateria").await?;
    let found = items(&page);
    ensure!(found.len() == 1, "{page}");
    let id = found[0]["id"].clone();
    let thread = api.fetch(&format!("/api/v1/mentions/{id}/conversation")).await?;
    ensure!(items(&thread).len() == 2, "{thread}");
    let timeline = api.fetch("/api/v1/timeline?q=bateria&bucket=month&by=sentiment").await?;
    ensure!(timeline["buckets"].to_string().contains("2026-10-01"), "{timeline}");
    Ok(id)
}

async fn correct(api: &Client, id: &Value) -> Result<()> {
    let path = format!("/api/v1/mentions/{id}/insight");
    let shown = api.fetch(&format!("/api/v1/mentions/{id}")).await?;
    let version = &shown["mention"]["insight_version"];
    let word = json!({ "sentiment": "neutral", "version": version });
    let (status, answer) = api.call(Method::PATCH, &path, &word).await?;
    ensure!((200..300).contains(&status), "{status} {answer}");
    let (status, answer) = api.call(Method::PATCH, &path, &word).await?;
    ensure!(status == 409 && answer["theirs"]["insight"].is_object(), "{status} {answer}");
    wait_for_count(api, "bateria sentiment:neutral", 1).await
}

async fn make_idea(api: &Client, id: &Value) -> Result<()> {
    let idea =
        api.post("/api/v1/ideas", &json!({ "title": "Modo de ahorro", "description": "" })).await?;
    let number = idea["idea"].get("id").or(idea.get("id")).context("an idea without id")?;
    let path = format!("/api/v1/ideas/{number}/evidence");
    let evidence = json!({ "mention_id": id, "quote": "dura poco" });
    api.post(&path, &evidence).await?;
    let invented = json!({ "mention_id": id, "quote": "nunca se dijo" });
    let (status, _) = api.call(Method::POST, &path, &invented).await?;
    ensure!(status == 422 || status == 400, "an invented quote was taken: {status}");
    Ok(())
}

/// An imported file takes no answers: there is no draft that could never leave.
async fn no_reply_to_a_file(api: &Client, id: &Value) -> Result<()> {
    let path = format!("/api/v1/mentions/{id}/replies");
    let (status, problem) = api.call(Method::POST, &path, &json!({ "text": "Gracias" })).await?;
    ensure!(status == 409, "{status} {problem}");
    ensure!(problem["detail"].as_str().is_some_and(|text| text.contains("open it")), "{problem}");
    Ok(())
}

async fn refusals(api: &Client) -> Result<()> {
    let cases = [
        (Method::GET, "/api/v1/mentions/999999", Value::Null, 404),
        (Method::GET, "/api/v1/nothing", Value::Null, 404),
        (Method::GET, "/api/v1/mentions?cursor=%00%ff", Value::Null, 400),
        (Method::GET, "/api/v1/mentions?limit=-1", Value::Null, 400),
        (Method::POST, "/api/v1/ideas", json!({ "title": "x", "rank": 1, "id": 7 }), 422),
        (Method::POST, "/api/v1/ideas", json!({ "title": "" }), 422),
        (Method::POST, "/api/v1/ideas", json!({ "title": "x".repeat(1_000_000) }), 422),
    ];
    for (method, path, body, expected) in cases {
        let (status, answer) = api.call(method, path, &body).await?;
        let accepted = if expected == 404 { status == 404 } else { (400..500).contains(&status) };
        ensure!(accepted, "{path} {status}, expected {expected}: {answer}");
    }
    let document = api.fetch("/api/v1/openapi.json").await?;
    ensure!(document["paths"].as_object().is_some_and(|paths| paths.len() > 15), "a thin document");
    Ok(())
}
