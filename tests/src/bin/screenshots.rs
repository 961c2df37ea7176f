//! Photographs the board into `docs/img`, with an invented brand and what its customers say.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use plaza_tests::browser::{Browser, Look};
use plaza_tests::furnished::{collect_blog, furnish, wait_for_mentions};
use plaza_tests::server::{Plaza, repository};
use plaza_tests::talk::MENTIONS;
use plaza_tests::wordpress::WordPress;
use serde_json::json;
use thirtyfour::By;

const DESKTOP: (u32, u32) = (1360, 900);
const PHONE: (u32, u32) = (390, 844);

/// What visitors of the brand's blog say to each other; the second and third answer the first.
const THREAD: [(&str, &str); 3] = [
    (
        "Marta",
        "La batería dura muy poco desde la última actualización. ¿Para cuándo un modo de ahorro?",
    ),
    ("Iker", "A mí me pasa lo mismo, a mediodía ya estoy al 20 %."),
    ("Nuria", "¿Se puede programar al menos la carga por la noche?"),
];
/// What stands in the composer.
const ANSWER: &str =
    "Hola, Marta: gracias por contarlo. El modo de ahorro llega con la versión de ";

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
    furnish(&plaza).await?;
    let blog = WordPress::start().await?;
    photograph(&plaza, talk(&plaza, &blog).await?).await
}

/// A conversation in a place that takes replies, with a draft; gives what it answers.
async fn talk(plaza: &Plaza, blog: &WordPress) -> Result<i64> {
    let post = blog.new_post("Novedades de noviembre", "<p>Cuéntanos qué te parece.</p>").await?;
    let mut first = None;
    for (name, said) in THREAD {
        let comment = blog.comment_as(name, post, said, first).await?;
        first = first.or(Some(comment));
    }
    collect_blog(plaza, blog, "Blog de Zumbo")?;
    let api = plaza.token_client("admin")?;
    wait_for_mentions(&api, MENTIONS + THREAD.len()).await?;
    let found = api.fetch("/api/v1/mentions?q=%22modo+de+ahorro%22+author%3AMarta").await?;
    let id = found["items"][0]["mention"]["id"].as_i64().context("nobody asks")?;
    api.post(&format!("/api/v1/mentions/{id}/replies"), &json!({ "text": ANSWER })).await?;
    Ok(id)
}

async fn photograph(plaza: &Plaza, mention: i64) -> Result<()> {
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
