//! Photographs the board into `docs/img`, with an invented brand and what its customers say.

use std::fs;
use std::time::Duration;

use anyhow::Result;
use plaza_tests::browser::{Browser, Look};
use plaza_tests::furnished::furnish;
use plaza_tests::server::{Plaza, repository};
use thirtyfour::By;

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
    let furnished = furnish(&plaza).await?;
    photograph(&plaza, furnished.mention).await
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
