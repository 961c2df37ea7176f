//! Photographs the board into `docs/img`, with an invented brand and what its customers say.

mod talk;

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use plaza_tests::browser::{Browser, Look};
use plaza_tests::http::Client;
use plaza_tests::server::{Plaza, repository};
use serde_json::{Value, json};
use thirtyfour::By;

use talk::{IDEAS, records};

const DESKTOP: (u32, u32) = (1360, 900);
const PHONE: (u32, u32) = (390, 844);

/// Names of the pictures, the pages (`#` is the mention of the conversation), and the look.
const PICTURES: [(&str, &str, bool, (u32, u32)); 10] = [
    ("home", "/", false, DESKTOP),
    ("mentions", "/mentions?q=bateria", false, DESKTOP),
    ("conversation", "/mentions/#", false, DESKTOP),
    ("ideas", "/ideas", false, DESKTOP),
    ("themes", "/themes", false, DESKTOP),
    ("models", "/models", false, DESKTOP),
    ("home-dark", "/", true, DESKTOP),
    ("themes-phone", "/themes", true, PHONE),
    ("mentions-phone", "/mentions?q=bateria", false, PHONE),
    ("conversation-phone", "/mentions/#", true, PHONE),
];

#[tokio::main]
async fn main() -> Result<()> {
    let plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    for source in ["Foro", "Tienda", "Blog"] {
        let said: Vec<Value> = records(source);
        api.post(&format!("/api/v1/mentions?source={source}"), &json!(said)).await?;
    }
    // The index follows the store a moment later.
    tokio::time::sleep(Duration::from_secs(4)).await;
    api.post("/api/v1/themes/rebuild", &json!({})).await?;
    make_ideas(&api).await?;
    let mention = first_mention(&api, "ahorro").await?;
    photograph(&plaza, &mention).await
}

async fn first_mention(api: &Client, word: &str) -> Result<Value> {
    let page = api.fetch(&format!("/api/v1/mentions?q={word}")).await?;
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let thread = items.iter().find(|item| item["mention"]["parent_external_id"].is_null());
    Ok(thread.with_context(|| format!("nobody says {word}"))?["mention"]["id"].clone())
}

async fn make_ideas(api: &Client) -> Result<()> {
    for (title, stage, word, quote) in IDEAS {
        let idea = api.post("/api/v1/ideas", &json!({ "title": title, "description": "" })).await?;
        let id = idea["idea"].get("id").or(idea.get("id")).cloned().unwrap_or_default();
        let evidence = json!({ "mention_id": first_mention(api, word).await?, "quote": quote });
        api.post(&format!("/api/v1/ideas/{id}/evidence"), &evidence).await?;
        let path = format!("/api/v1/ideas/{id}/move");
        let shown = api.fetch(&format!("/api/v1/ideas/{id}")).await?;
        let step = json!({ "stage": stage, "version": shown["idea"]["version"] });
        api.post(&path, &step).await?;
    }
    Ok(())
}

async fn photograph(plaza: &Plaza, mention: &Value) -> Result<()> {
    let folder = repository().join("docs/img");
    fs::create_dir_all(&folder)?;
    for (name, page, dark, size) in PICTURES {
        let browser = Browser::start(Look { dark, size, ..Look::default() }).await?;
        browser.sign_in(plaza).await?;
        let page = page.replace('#', &mention.to_string());
        browser.goto(plaza.url(&page)).await?;
        browser.find(By::Css("main")).await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        browser.screenshot(&folder.join(format!("{name}.png"))).await?;
        browser.quit().await?;
    }
    Ok(())
}
