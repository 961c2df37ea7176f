//! The list of mentions in a real browser: its density, its tab stops, its place.

use anyhow::{Result, ensure};
use plaza_tests::browser::{Browser, Look};
use plaza_tests::server::Plaza;
use serde_json::json;

use crate::support::import;

const WIDE: (u32, u32) = (1440, 900);
const PHONE: (u32, u32) = (390, 844);
const NARROW: (u32, u32) = (320, 700);

/// Whole rows on the first screen.
const ROWS: &str = "return [...document.querySelectorAll('[data-list] .row')]\
    .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length;";
/// Height of a row, and where the first one begins.
const FIRST: &str = "const box = document.querySelector('[data-list] .row').getBoundingClientRect();\
    return [Math.round(box.height), Math.round(box.top)];";
/// What the tab key stops at before the first mention.
const STOPS: &str = "\
    const first = document.querySelector('[data-list] .go');\
    const stops = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')];\
    return stops.filter((stop) => stop.tabIndex >= 0 && stop.checkVisibility()\
        && first.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING).length;";

async fn square() -> Result<(Plaza, Browser)> {
    let plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let records: Vec<serde_json::Value> = (0..60)
        .map(|n| {
            json!({
                "id": format!("m{n}"), "author": format!("persona{n}"), "rating": n % 5 + 1,
                "channel": if n % 2 == 0 { "forum" } else { "review" },
                "text": format!("El freno número {n} chirría cuando llueve, y no sé qué hacer con él"),
                "created_at": format!("2026-01-{:02}T10:00:00Z", n % 28 + 1),
            })
        })
        .collect();
    import(&plaza, "foro", &records)?;
    let browser = Browser::start(Look { size: WIDE, ..Look::default() }).await?;
    browser.sign_in(&plaza).await?;
    browser.goto(&plaza.url("/mentions?q=freno")).await?;
    browser.wait_for("[data-list] .row").await?;
    Ok((plaza, browser))
}

#[tokio::test]
async fn a_screen_holds_a_dozen_mentions_and_few_stops_stand_before_them() -> Result<()> {
    let (plaza, browser) = square().await?;
    let number = async |script: &str| -> Result<i64> {
        Ok(browser.execute(script, Vec::new()).await?.convert()?)
    };
    let box_of =
        async || -> Result<Vec<i64>> { Ok(browser.execute(FIRST, Vec::new()).await?.convert()?) };
    ensure!(box_of().await?[0] == 56, "a row is {} px high", box_of().await?[0]);
    let rows = number(ROWS).await?;
    ensure!(rows >= 10, "{rows} rows on the first screen, the first at {}", box_of().await?[1]);
    let stops = number(STOPS).await?;
    ensure!(stops <= 25, "{stops} stops before the first mention");
    for size in [PHONE, NARROW] {
        browser.resize(size).await?;
        browser.goto(&plaza.url("/mentions?q=freno")).await?;
        browser.wait_for("[data-list] .row").await?;
        ensure!(!browser.scrolls_sideways().await?, "{size:?} scrolls sideways");
        let top = box_of().await?[1];
        ensure!(size != PHONE || top <= 320, "the first mention begins at {top}");
    }
    browser.quit().await
}

#[tokio::test]
async fn whoever_comes_back_stands_on_the_row_again() -> Result<()> {
    let (plaza, browser) = square().await?;
    let third = "return document.querySelectorAll('[data-list] .row')[2].id;";
    let id: String = browser.execute(third, Vec::new()).await?.convert()?;
    browser.goto(&plaza.url(&format!("/mentions?q=freno&at={}#{id}", &id["m-".len()..]))).await?;
    browser.wait_for("[data-list] .row").await?;
    let focused = "return document.activeElement.closest('.row')?.id ?? '';";
    for _ in 0..50 {
        let on: String = browser.execute(focused, Vec::new()).await?.convert()?;
        if on == id {
            return browser.quit().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    anyhow::bail!("the row {id} has no focus")
}
