//! The API keeps its own document: Schemathesis asks the real server whatever the document allows,
//! and much that it does not.

use anyhow::{Context, Result, ensure};
use plaza_tests::http::Client;
use plaza_tests::schemathesis;
use plaza_tests::server::Plaza;
use reqwest::Method;
use serde_json::{Value, json};

use super::support::record;

/// Something in every room, so that ids lead somewhere.
async fn furnish(api: &Client) -> Result<()> {
    let mut answer = record("2", "Opino lo mismo, ojalá la mejoren");
    answer["parent_id"] = json!("1");
    let bad = json!({ "id": "3", "text": "x", "country": "Spain" });
    let batch = json!([record("1", "La batería dura poco, qué pena"), answer, bad]);
    api.post("/api/v1/mentions?source=foro", &batch).await?;
    api.post("/api/v1/themes", &json!({ "label": "Batería", "keywords": ["batería"] })).await?;
    let evidence = json!({ "mention_id": 1, "quote": "dura poco" });
    let idea = json!({ "title": "Batería que dure", "evidence": [evidence] });
    api.post("/api/v1/ideas", &idea).await?;
    let view = json!({ "name": "Baterías", "query": "batería", "shared": true });
    api.post("/api/v1/views", &view).await?;
    let source = json!({ "kind": "feed", "name": "Blog", "interval_s": 0,
        "values": { "url": "https://blog.example/feed.xml" } });
    api.post("/api/v1/sources", &source).await?;
    let person = json!({ "email": "eva@plaza.example", "name": "Eva", "role": "viewer" });
    api.post("/api/v1/users", &person).await?;
    Ok(())
}

/// A token of that role, made by the command. The API could take back one whose id it guessed.
fn token(plaza: &Plaza, role: &str) -> Result<String> {
    let output = plaza.command(["token", "create", role, "--role", role])?;
    let printed = plaza_tests::server::succeeded(&output)?;
    let secret = printed.split_whitespace().find(|word| word.starts_with("plaza_"));
    Ok(secret.with_context(|| format!("no token in {printed}"))?.to_owned())
}

/// The document is kept for whoever asks; what they may do differs.
#[tokio::test]
#[ignore = "heavy: thousands of requests"]
async fn whatever_is_asked_the_answer_is_one_that_the_document_describes() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    let admin = token(&plaza, "admin")?;
    let viewer = token(&plaza, "viewer")?;
    let api = Client::new(&plaza.url("/"))?.with_token(&admin);
    furnish(&api).await?;
    schemathesis::ask(&plaza, Some(&admin), 8).context("an administrator")?;
    schemathesis::ask(&plaza, Some(&viewer), 2).context("a viewer")?;
    schemathesis::ask(&plaza, None, 2).context("nobody")?;
    // By a connection of its own: the server has closed the one that was quiet for so long.
    let api = Client::new(&plaza.url("/"))?.with_token(&admin);
    let (status, _) = api.call(Method::GET, "/api/v1/tokens", &Value::Null).await?;
    ensure!(status == 200, "the administrator's token was lost on the way: {status}");
    ensure!(plaza.is_alive(), "{}", plaza.printed());
    ensure!(!plaza.printed().contains("panicked"), "{}", plaza.printed());
    Ok(())
}
