//! A newcomer's first minutes on the board, in Spanish, in Chromium, against a real WordPress.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use plaza_tests::browser::{Browser, Look};
use plaza_tests::server::{ADMIN_EMAIL, ADMIN_PASSWORD, Plaza};
use plaza_tests::wordpress::WordPress;
use thirtyfour::By;

const QUESTION: &str = "La batería dura muy poco. ¿Cuándo añaden un modo de ahorro?";
const QUOTE: &str = "un modo de ahorro";
const ANSWER: &str = "Hola, Marta: el modo de ahorro llega en la próxima versión.";
const IDEA: &str = "Modo de ahorro de batería";

#[tokio::test]
async fn from_the_printed_link_to_an_idea_in_spanish() -> Result<()> {
    let wordpress = WordPress::start().await?;
    let post = wordpress.new_post("Novedades de otoño", "<p>Cuéntanos qué te parece.</p>").await?;
    let comment = wordpress.comment_as("Marta", post, QUESTION, None).await?;
    wordpress.comment_as("Luis", post, "El envío llegó rápido, gracias.", None).await?;

    let mut plaza = Plaza::start().await?;
    let browser = Browser::start(Look::default()).await?;
    create_administrator(&browser, &plaza).await?;
    add_wordpress(&browser, &plaza, &wordpress).await?;
    search_and_open(&browser, &plaza).await?;
    answer(&browser).await?;
    if let Err(error) = wait_for_answer(&wordpress, post, comment).await {
        browser.refresh().await?;
        anyhow::bail!("{error:#}\n{}\n{}", browser.page_text().await?, plaza.printed());
    }
    make_idea(&browser).await?;

    plaza.kill();
    plaza.restart().await?;
    everything_is_still_there(&browser, &plaza).await?;
    let published = answers(&wordpress, post, comment).await?;
    ensure!(published == 1, "{published} answers in WordPress after the restart");
    browser.quit().await
}

async fn create_administrator(browser: &Browser, plaza: &Plaza) -> Result<()> {
    browser.goto(plaza.setup_link().await?).await?;
    ensure!(browser.find(By::Css("html")).await?.attr("lang").await?.as_deref() == Some("es"));
    browser.fill("input[name=name]", "Ana").await?;
    browser.fill("input[name=email]", ADMIN_EMAIL).await?;
    browser.fill("input[name=password]", ADMIN_PASSWORD).await?;
    browser.click("form[action='/setup'] button").await?;
    browser.wait_for(".side a[href='/mentions']").await?;
    browser.wait_for_text("Menciones").await
}

async fn add_wordpress(browser: &Browser, plaza: &Plaza, wordpress: &WordPress) -> Result<()> {
    let host = wordpress.base_url.trim_start_matches("http://");
    browser.goto(plaza.url("/sources/new")).await?;
    browser.click("a[href*='kind=wordpress']").await?;
    browser.fill("input[name=name]", "Blog").await?;
    browser.fill("input[name='v.url']", &wordpress.base_url).await?;
    browser.fill("input[name='v.user']", &wordpress.admin.name).await?;
    browser.fill("input[name='v.password']", &wordpress.admin.password).await?;
    if browser.find_all(By::Css("details[open] input[name=allowed_host]")).await?.is_empty() {
        browser.click("details.more summary").await?;
    }
    browser.fill("input[name=allowed_host]", host).await?;
    browser.click("button[value=save]").await?;
    // It is collected at once.
    browser.wait_for("[data-live=state]").await?;
    Ok(())
}

async fn search_and_open(browser: &Browser, plaza: &Plaza) -> Result<()> {
    // Without the accent that the text has; the index follows within a moment.
    let results = plaza.url("/mentions?q=bateria");
    for _ in 0..60 {
        browser.goto(&results).await?;
        if browser.page_text().await?.contains("La batería dura muy poco") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    browser.goto(plaza.url("/mentions")).await?;
    browser.fill("input[name=q]", "bateria").await?;
    browser.click("form[role=search] button.btn-main").await?;
    browser.wait_for_text("La batería dura muy poco").await?;
    ensure!(!browser.page_text().await?.contains("El envío llegó"), "found what does not match");
    let marked = browser.wait_for(".row mark").await?.text().await?;
    ensure!(marked == "batería", "highlighted {marked:?}");
    browser.click("[data-list] a.go").await?;
    browser.wait_for("textarea[name=text]").await?;
    Ok(())
}

async fn answer(browser: &Browser) -> Result<()> {
    browser.fill("#reply textarea[name=text]", ANSWER).await?;
    browser.click("#reply button[value=approve]").await?;
    browser.wait_for_text(ANSWER).await
}

async fn answers(wordpress: &WordPress, post: i64, comment: i64) -> Result<usize> {
    let comments = wordpress.comments(post).await?;
    Ok(comments.iter().filter(|c| c.parent == comment && c.raw.contains(ANSWER)).count())
}

/// The reply leaves when its undo time has passed.
async fn wait_for_answer(wordpress: &WordPress, post: i64, comment: i64) -> Result<()> {
    for _ in 0..120 {
        if answers(wordpress, post, comment).await? == 1 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    anyhow::bail!("no answer in WordPress: {:?}", wordpress.comments(post).await?)
}

/// Selects words with the keyboard's selection, as a person's mouse would, and makes an idea.
async fn make_idea(browser: &Browser) -> Result<()> {
    let select = "\
        const said = [...document.querySelectorAll('[data-quotable]')]\
            .find((element) => element.textContent.includes(arguments[0]));\
        const text = said.firstChild;\
        const start = text.data.indexOf(arguments[0]);\
        const range = document.createRange();\
        range.setStart(text, start);\
        range.setEnd(text, start + arguments[0].length);\
        const selection = getSelection();\
        selection.removeAllRanges();\
        selection.addRange(range);\
        said.dispatchEvent(new MouseEvent('mouseup', { bubbles: true }));";
    browser.execute(select, vec![QUOTE.into()]).await?;
    browser.click("[data-quote-form] button").await?;
    let quote = browser.wait_for("textarea[name=quote]").await?;
    ensure!(quote.prop("value").await?.as_deref() == Some(QUOTE), "another quote came along");
    browser.fill("input[name=title]", IDEA).await?;
    browser.click("form[action='/ideas/new'] .btn-main").await?;
    browser.wait_for_text(QUOTE).await?;
    browser.wait_for_text(IDEA).await
}

async fn everything_is_still_there(browser: &Browser, plaza: &Plaza) -> Result<()> {
    browser.goto(plaza.url("/ideas")).await?;
    browser.wait_for_text(IDEA).await.context("the idea on the backlog")?;
    browser.click(".idea a.idea-title").await?;
    browser.wait_for_text(QUOTE).await.context("its evidence")?;
    browser.goto(plaza.url("/mentions?q=bateria")).await?;
    browser.click("[data-list] a.go").await?;
    browser.wait_for_text(ANSWER).await.context("the answer in the conversation")?;
    browser.goto(plaza.url("/sources")).await?;
    browser.wait_for_text("Blog").await.context("the source")
}

#[tokio::test]
async fn pages_fit_a_phone_and_know_the_dark() -> Result<()> {
    let plaza = Plaza::start().await?;
    let client = plaza.set_up().await?;
    drop(client);
    let text = "Unapalabralarguísimasinespacios".repeat(12);
    super::support::import(&plaza, "largo", &[super::support::record("1", &text)])?;
    let look = Look { dark: true, size: (390, 844), ..Look::default() };
    let browser = Browser::start(look).await?;
    browser.sign_in(&plaza).await?;
    let pages = [
        "/",
        "/mentions",
        "/mentions/new",
        "/mentions/1",
        "/themes",
        "/ideas",
        "/sources",
        "/users",
    ];
    for page in pages.map(|page| plaza.url(page)) {
        browser.goto(&page).await?;
        browser.wait_for("main").await?;
        ensure!(!browser.scrolls_sideways().await?, "{page} is wider than a phone");
        let background = browser.find(By::Css("body")).await?.css_value("background-color").await?;
        ensure!(is_dark(&background), "{page} is not dark: {background}");
        ensure!(browser.screenshot_as_png().await?.len() > 5_000, "{page} shows nothing");
    }
    browser.quit().await
}

/// Elements that stick out of the panel they stand in; what is cut off with dots does not.
const STICKING_OUT: &str = "\
    const bad = [];\
    for (const panel of document.querySelectorAll('main .panel, main .card')) {\
        const edge = panel.getBoundingClientRect().right + 1;\
        for (const element of panel.querySelectorAll('*')) {\
            if (element.parentElement.closest('.cut, .scroll, .hide')) continue;\
            const box = element.getBoundingClientRect();\
            if (box.width > 0 && box.right > edge) bad.push(element.outerHTML.slice(0, 160));\
        }\
    }\
    return bad;";

#[tokio::test]
async fn long_words_stay_inside_their_panels() -> Result<()> {
    let plaza = Plaza::start().await?;
    let client = plaza.set_up().await?;
    let long = |word: &str| word.repeat(12);
    let records: Vec<serde_json::Value> = (0..3)
        .map(|number| {
            serde_json::json!({
                "id": number.to_string(), "author": long("usuario_largo"),
                "author_name": long("Nombrelarguísimo"), "title": long("Titularinterminable"),
                "text": long("Unapalabralarguísima"), "channel": "forum", "country": "ES",
                "conversation_id": "c",
            })
        })
        .collect();
    super::support::import(&plaza, &"fuentelarga".repeat(6), &records)?;
    let api = plaza.token_client("admin")?;
    let theme = serde_json::json!({ "label": "Temalargo".repeat(8), "keywords": ["batería"] });
    let theme = api.post("/api/v1/themes", &theme).await?;
    for id in 1..=3 {
        let shown = api.fetch(&format!("/api/v1/mentions/{id}")).await?;
        let version = &shown["mention"]["insight_version"];
        let correction = serde_json::json!({ "theme_id": theme["id"], "version": version });
        let path = format!("/api/v1/mentions/{id}/insight");
        let (status, said) = api.call(reqwest::Method::PATCH, &path, &correction).await?;
        ensure!(status == 200, "{status} {said}");
    }
    let evidence = serde_json::json!([{ "mention_id": 1, "quote": long("Unapalabralarguísima") }]);
    let idea = serde_json::json!({ "title": "Ideainterminable".repeat(8), "evidence": evidence });
    api.post("/api/v1/ideas", &idea).await?;
    super::support::wait_for_count(&client, "", 3).await?;
    for size in [(390, 844), (1_100, 800), (1_400, 900)] {
        let browser = Browser::start(Look { size, ..Look::default() }).await?;
        browser.sign_in(&plaza).await?;
        for page in ["/", "/mentions", "/mentions/1", "/themes", "/themes/1", "/ideas/1"] {
            browser.goto(plaza.url(page)).await?;
            browser.wait_for("main").await?;
            let bad = browser.execute(STICKING_OUT, Vec::new()).await?.json().clone();
            ensure!(bad == serde_json::json!([]), "{page} at {size:?}: {bad:#}");
            ensure!(!browser.scrolls_sideways().await?, "{page} is wider than {size:?}");
        }
        browser.quit().await?;
    }
    Ok(())
}

/// Whether a colour such as `rgba(20, 22, 26, 1)` is nearer to black than to white.
fn is_dark(colour: &str) -> bool {
    let channels: Vec<f64> = colour
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|number| number.parse().ok())
        .collect();
    channels.len() >= 3 && channels[..3].iter().sum::<f64>() < 3.0 * 100.0
}
