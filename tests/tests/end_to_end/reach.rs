//! Every page within everybody's reach: no fault that axe knows, in both languages and both schemes,
//! wide and narrow; nothing moves while a page is loaded; nothing to scroll sideways on the smallest
//! screen; no colour alone.

use anyhow::{Result, ensure};
use plaza_tests::browser::{Browser, Look};
use plaza_tests::furnished::{Furnished, furnish, wait_for_mentions};
use plaza_tests::server::Plaza;
use plaza_tests::talk::MENTIONS;
use serde_json::json;

const WIDE: (u32, u32) = (1440, 900);
const PHONE: (u32, u32) = (390, 844);
/// The narrowest window that WCAG 2.2 asks for (success criterion 1.4.10).
const NARROW: (u32, u32) = (320, 640);

/// One way of looking: whether it is dark, and the window.
type View = (bool, (u32, u32));

#[tokio::test]
async fn axe_finds_nothing_and_nothing_scrolls_sideways() -> Result<()> {
    let plaza = Plaza::start().await?;
    let pages = pages(&furnished(&plaza).await?);
    let mut faults = walk(&plaza, &pages, "es-ES", &[(false, WIDE), (true, PHONE)]).await?;
    faults.extend(walk(&plaza, &pages, "en-GB", &[(true, WIDE), (false, PHONE)]).await?);
    ensure!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    Ok(())
}

#[tokio::test]
#[ignore = "heavy: every page at four more widths"]
async fn axe_finds_nothing_at_any_width() -> Result<()> {
    let plaza = Plaza::start().await?;
    let pages = pages(&furnished(&plaza).await?);
    let mut faults = Vec::new();
    let widths = [(700, 900), (768, 1024), (1024, 768), (1180, 820)];
    for (lang, dark) in [("es-ES", false), ("en-GB", true)] {
        let views: Vec<View> =
            (0..).zip(widths).map(|(at, size)| ((at % 2 == 0) == dark, size)).collect();
        faults.extend(walk(&plaza, &pages, lang, &views).await?);
    }
    ensure!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    Ok(())
}

/// The usual furniture, and texts that break what is not made for them.
async fn furnished(plaza: &Plaza) -> Result<Furnished> {
    drop(plaza.set_up().await?);
    let furnished = furnish(plaza).await?;
    let api = plaza.token_client("admin")?;
    let long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
    let name = format!("{long} {long} {long}");
    let texts = [
        long.repeat(4),
        "مرحبا، البطارية ضعيفة جدا".to_owned(),
        "👩‍👩‍👧‍👦".repeat(40),
        "palabra ".repeat(400),
    ];
    let records = texts.iter().enumerate().map(|(number, text)| {
        json!({ "id": format!("long-{number}"), "text": text, "author": name, "author_name": name })
    });
    let records: Vec<_> = records.collect();
    api.post(&format!("/api/v1/mentions?source={}", &name[..90]), &json!(records)).await?;
    wait_for_mentions(&api, MENTIONS + texts.len()).await?;
    Ok(furnished)
}

fn pages(house: &Furnished) -> Vec<String> {
    let Furnished { mention, idea, theme, source } = house;
    let fixed = [
        "/",
        "/mentions",
        "/mentions?q=bateria",
        "/mentions?q=zzzzzz",
        "/mentions?q=%22a",
        "/mentions/new",
        "/replies",
        "/themes",
        "/ideas",
        "/ideas/new",
        "/sources",
        "/sources/new",
        "/sources/new?kind=email",
        "/models",
        "/models/judge",
        "/themes/rebuild",
        "/mentions/delete?q=bateria",
        "/views",
        "/settings",
        "/users",
        "/tokens",
        "/audit",
        "/profile",
        "/nowhere",
    ];
    let mut pages: Vec<String> = fixed.iter().map(|page| (*page).to_owned()).collect();
    pages.extend([
        format!("/mentions/{mention}"),
        format!("/mentions/delete?ids={mention}"),
        format!("/ideas/{idea}"),
        format!("/themes/{theme}"),
        format!("/sources/{source}"),
    ]);
    pages
}

/// Looks at every page in every view, signed in, and at the form to sign in; gives what is wrong.
async fn walk(
    plaza: &Plaza,
    pages: &[String],
    lang: &'static str,
    views: &[View],
) -> Result<Vec<String>> {
    let browser = Browser::start(Look { lang, size: WIDE, ..Look::default() }).await?;
    let mut faults = Vec::new();
    look(&browser, plaza, "/sign-in", views, &mut faults).await?;
    browser.resize(WIDE).await?;
    browser.sign_in(plaza).await?;
    for page in pages {
        look(&browser, plaza, page, views, &mut faults).await?;
    }
    browser.quit().await?;
    Ok(faults.into_iter().map(|fault| format!("{lang} {fault}")).collect())
}

async fn look(
    browser: &Browser,
    plaza: &Plaza,
    page: &str,
    views: &[View],
    faults: &mut Vec<String>,
) -> Result<()> {
    for (dark, size) in views {
        let scheme = if *dark { "dark" } else { "light" };
        browser.prefer(&[("prefers-color-scheme", scheme)]).await?;
        browser.resize(*size).await?;
        browser.goto(plaza.url(page)).await?;
        let moved = browser.layout_shifts().await?;
        let moved = moved.into_iter().map(|shift| format!("moves while it is loaded: {shift}"));
        let found = moved.chain(browser.axe().await?);
        faults.extend(found.map(|it| format!("{page} {scheme} {}: {it}", size.0)));
    }
    browser.resize(NARROW).await?;
    if browser.scrolls_sideways().await? {
        faults.push(format!("{page} scrolls sideways at {} px", NARROW.0));
    }
    Ok(())
}
