//! Photographs the board into `docs/images`, with invented talk of six languages.

use std::fs;
use std::time::Duration;

use anyhow::Result;
use plaza_tests::browser::{Browser, Look};
use plaza_tests::generator::write_jsonl;
use plaza_tests::server::{Plaza, repository, succeeded};

/// Pages, the names of their pictures, and the look.
const PICTURES: [(&str, &str, bool, (u32, u32)); 7] = [
    ("/", "home", false, (1360, 900)),
    ("/", "home-dark", true, (1360, 900)),
    ("/mentions?q=bateria", "mentions", false, (1360, 900)),
    ("/mentions?q=bateria", "mentions-phone", false, (390, 844)),
    ("/themes", "themes", false, (1360, 900)),
    ("/ideas", "ideas", false, (1360, 900)),
    ("/sources", "sources", false, (1360, 900)),
];

#[tokio::main]
async fn main() -> Result<()> {
    let plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let file = plaza.scratch("talk.jsonl");
    write_jsonl(&file, 1, 20_000)?;
    succeeded(&plaza.command(["import", &file.to_string_lossy(), "--source", "Foro"])?)?;
    // The index follows the store a moment later.
    tokio::time::sleep(Duration::from_secs(5)).await;

    let folder = repository().join("docs/images");
    fs::create_dir_all(&folder)?;
    for (page, name, dark, size) in PICTURES {
        let browser = Browser::start(Look { dark, size, ..Look::default() }).await?;
        browser.sign_in(&plaza).await?;
        browser.goto(plaza.url(page)).await?;
        browser.wait_for("main").await?;
        browser.screenshot(&folder.join(format!("{name}.png"))).await?;
        browser.quit().await?;
    }
    Ok(())
}
