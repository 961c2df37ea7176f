//! From the printed link to the first insight, with a file at hand: few clicks.

use anyhow::{Result, ensure};
use plaza_tests::browser::{Browser, Look};
use plaza_tests::server::{ADMIN_EMAIL, ADMIN_PASSWORD, Plaza};
use thirtyfour::By;

/// Most clicks of a newcomer.
const MOST: usize = 6;

/// A person who counts her clicks.
struct Newcomer {
    browser: Browser,
    clicks: usize,
}

impl Newcomer {
    async fn click(&mut self, css: &str) -> Result<()> {
        self.clicks += 1;
        self.browser.click(css).await
    }
}

fn survey() -> String {
    let said = [
        "La entrega llegó tarde y nadie avisó, estoy muy enfadada.",
        "Me encanta la app, es rapidísima.",
        "¿Cuándo añadís un modo oscuro?",
    ];
    let rows = (0..300).map(|n| format!("{n},{} Caso {n}.\n", said[n % said.len()]));
    std::iter::once("id,comentario\n".to_owned()).chain(rows).collect()
}

#[tokio::test]
async fn a_newcomer_with_a_file_sees_what_people_say_in_six_clicks() -> Result<()> {
    let plaza = Plaza::start().await?;
    let file = plaza.scratch("encuesta.csv");
    std::fs::write(&file, survey())?;
    let mut ana = Newcomer { browser: Browser::start(Look::default()).await?, clicks: 0 };

    ana.browser.goto(plaza.setup_link().await?).await?;
    ana.browser.fill("input[name=name]", "Ana").await?;
    ana.browser.fill("input[name=email]", ADMIN_EMAIL).await?;
    ana.browser.fill("input[name=password]", ADMIN_PASSWORD).await?;
    ana.click("form[action='/setup'] button").await?;
    ana.click("a[href='/mentions']").await?;
    ana.click("a[href='/mentions/new']").await?;
    // Choosing the file is the one thing to do there.
    ana.clicks += 1;
    let input = ana.browser.find(By::Css("input[type=file]")).await?;
    input.send_keys(file.to_string_lossy()).await?;
    ana.browser.wait_for("button[value=import]").await?;
    ana.click("button[value=import]").await?;
    // The page waits for the index by itself and then shows what came.
    ana.browser.wait_for_text("300 menciones nuevas").await?;
    ana.browser.wait_for_text("La entrega llegó tarde").await?;
    ana.browser.wait_for("[data-waits=false]").await?;
    ana.click("a[href*='import%3A']").await?;
    ana.browser.wait_for_text("La entrega llegó tarde").await?;
    ensure!(ana.clicks <= MOST, "{} clicks", ana.clicks);
    ana.browser.quit().await
}
