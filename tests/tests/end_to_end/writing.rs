//! Writing answers in Chromium: nothing typed is lost, keys go where they should, and many pages of
//! one browser share one stream of news.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use plaza_tests::browser::{Browser, Look};
use plaza_tests::furnished::collect_blog;
use plaza_tests::http::Client;
use plaza_tests::server::Plaza;
use plaza_tests::wordpress::WordPress;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const BOX: &str = "textarea[name=text][data-composer]";
const HELLO: &str = "Hola, gracias";

/// A board with a question that can be answered where it was asked.
struct House {
    wordpress: WordPress,
    post: i64,
    plaza: Plaza,
    api: Client,
    mention: i64,
}

impl House {
    async fn start() -> Result<Self> {
        let wordpress = WordPress::start().await?;
        let post = wordpress.new_post("Novedades", "<p>Cuéntanos.</p>").await?;
        wordpress.comment_as("Marta", post, "¿Cuándo llega el ahorro?", None).await?;
        let plaza = Plaza::start().await?;
        plaza.set_up().await?;
        collect_blog(&plaza, &wordpress, "Blog")?;
        let api = plaza.token_client("admin")?;
        let mention = wait_for(&api, "ahorro").await?;
        Ok(Self { wordpress, post, plaza, api, mention })
    }

    async fn browser(&self) -> Result<Browser> {
        let browser = Browser::start(Look::default()).await?;
        browser.sign_in(&self.plaza).await?;
        Ok(browser)
    }

    fn conversation(&self) -> String {
        self.plaza.url(&format!("/mentions/{}", self.mention))
    }
}

/// The id of the mention that holds the word.
async fn wait_for(api: &Client, word: &str) -> Result<i64> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        let page = api.fetch(&format!("/api/v1/mentions?q={word}")).await?;
        if let Some(id) = page["items"][0]["mention"]["id"].as_i64() {
            return Ok(id);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    anyhow::bail!("{word} was not collected")
}

async fn typed(browser: &Browser) -> Result<String> {
    let field = browser.wait_for(BOX).await?;
    Ok(field.prop("value").await?.unwrap_or_default())
}

async fn press(browser: &Browser, keys: &str) -> Result<()> {
    browser.action_chain().send_keys(keys).perform().await?;
    Ok(())
}

/// Waits until a script gives true.
async fn until(browser: &Browser, script: &str) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        let said = browser.execute(&format!("return Boolean({script})"), Vec::new()).await;
        if said.is_ok_and(|said| said.json() == &json!(true)) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let typed = "return document.querySelector('textarea[data-composer]')?.value ?? null";
    let typed = browser.execute(typed, Vec::new()).await?;
    anyhow::bail!("never true: {script}; typed: {}\n{}", typed.json(), browser.page_text().await?)
}

/// Presses keys one after the other before the page has gone. How many of those that a browser is
/// given at once still reach it is a matter of luck.
async fn type_on_the_way(browser: &Browser, keys: &str) -> Result<()> {
    let script = "for (const key of arguments[0]) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    }";
    browser.execute(script, vec![json!(keys)]).await?;
    Ok(())
}

/// A script that tells whether that is all that the composer holds.
fn holds(text: &str) -> String {
    format!("document.querySelector('{BOX}')?.value === '{text}'")
}

/// The page has been drawn: before that a browser drops whatever key is pressed.
const HAS_ARRIVED: &str = "'arrived' in document.documentElement.dataset
    && (window.asked ??= requestAnimationFrame(() => { window.drawn = true; })) && window.drawn";

const IN_THE_BOX: &str = "document.activeElement?.matches('[data-composer]')";

#[tokio::test]
async fn nothing_typed_is_lost() -> Result<()> {
    let house = House::start().await?;
    let browser = house.browser().await?;
    browser.goto(house.conversation()).await?;
    browser.fill(BOX, HELLO).await?;

    browser.refresh().await?;
    ensure!(typed(&browser).await? == HELLO, "lost by a reload");
    browser.wait_for_text("Recuperado de hace").await?;

    browser.click(".side a[href='/themes']").await?;
    browser.wait_for("body[data-section=themes]").await?;
    browser.goto(house.conversation()).await?;
    ensure!(typed(&browser).await? == HELLO, "lost by the menu");

    // News are shown in their place, and the caret stays where it is.
    browser.click(BOX).await?;
    browser.execute("window.samePage = true", Vec::new()).await?;
    house.wordpress.comment_as("Luis", house.post, "Yo también lo espero", None).await?;
    let draft = json!({ "text": "Lo miro yo." });
    house.api.post(&format!("/api/v1/mentions/{}/replies", house.mention), &draft).await?;
    browser.click(".notice-new").await?;
    browser.wait_for_text("Lo miro yo.").await?;
    until(&browser, "window.samePage").await?;
    ensure!(typed(&browser).await? == HELLO, "lost by news");

    browser.delete_all_cookies().await?;
    browser.wait_for(BOX).await?.send_keys("!").await?;
    browser.wait_for_text("Tu sesión ha terminado").await?;
    browser.sign_in(&house.plaza).await?;
    browser.goto(house.conversation()).await?;
    ensure!(typed(&browser).await? == format!("{HELLO}!"), "lost with the session");

    // What was sent is not brought back.
    browser.click("#reply button[value=save]").await?;
    browser.wait_for_text("Borrador guardado").await?;
    browser.refresh().await?;
    ensure!(typed(&browser).await? == format!("{HELLO}!"), "the draft is the composer");
    ensure!(!browser.page_text().await?.contains("Recuperado"), "kept after it was saved");
    browser.quit().await
}

#[tokio::test]
async fn r_leads_into_the_composer_and_no_letter_is_a_shortcut_on_the_way() -> Result<()> {
    let house = House::start().await?;
    let browser = house.browser().await?;
    browser.goto(house.plaza.url("/mentions?q=ahorro")).await?;
    browser.wait_for("[data-list] [data-item]").await?;
    press(&browser, "j").await?;
    until(&browser, "document.querySelector('.is-current')").await?;
    type_on_the_way(&browser, "rHola, gr").await?;
    until(&browser, IN_THE_BOX).await?;
    until(&browser, HAS_ARRIVED).await?;
    press(&browser, "acias").await?;
    until(&browser, &holds(HELLO)).await?;
    ensure!(browser.current_url().await?.path().starts_with("/mentions/"), "a shortcut fired");

    // The list remembers its row, and `r` works again after going back.
    browser.back().await?;
    browser.wait_for("[data-list] [data-item].is-current").await?;
    press(&browser, "r").await?;
    until(&browser, IN_THE_BOX).await?;
    until(&browser, &holds(HELLO)).await?;
    // On the page itself.
    browser.execute("document.activeElement.blur()", Vec::new()).await?;
    press(&browser, "r!").await?;
    ensure!(typed(&browser).await? == format!("{HELLO}!"));
    browser.execute("document.activeElement.blur()", Vec::new()).await?;
    press(&browser, "u").await?;
    until(&browser, "location.pathname === '/mentions'").await?;
    browser.quit().await
}

#[tokio::test]
async fn replies_are_approved_sent_back_and_taken_back_by_keys() -> Result<()> {
    let house = House::start().await?;
    let program = house.plaza.token_client("community_manager")?;
    let path = format!("/api/v1/mentions/{}/replies", house.mention);
    let reply = program.post(&path, &json!({ "text": "Llega mañana." })).await?;
    let submit = format!("/api/v1/replies/{}/submit", reply["id"]);
    program.post(&submit, &json!({ "version": reply["version"] })).await?;
    let state = async || -> Result<Value> {
        Ok(house.api.fetch(&format!("/api/v1/replies/{}", reply["id"])).await?["state"].clone())
    };

    let browser = house.browser().await?;
    browser.goto(house.plaza.url("/replies")).await?;
    browser.wait_for_text("¿Cuándo llega el ahorro?").await?;
    // The first press chooses, so that nothing is approved unseen.
    press(&browser, "a").await?;
    until(&browser, "document.querySelector('.draft.is-current')").await?;
    ensure!(state().await? == "submitted");
    press(&browser, "a").await?;
    browser.wait_for(".toast").await?;
    ensure!(state().await? == "queued");
    browser.wait_for_text("Aprobada; sale en").await?;
    press(&browser, "z").await?;
    browser.wait_for_text("Vuelve a esperar aprobación").await?;
    ensure!(state().await? == "submitted");

    press(&browser, "j").await?;
    press(&browser, "r").await?;
    until(&browser, "document.activeElement?.name === 'reason'").await?;
    press(&browser, "¿").await?;
    // A browser tells of an opened menu a moment later, perhaps while somebody types in it.
    let late = "document.activeElement.closest('details').dispatchEvent(new Event('toggle'))";
    browser.execute(late, Vec::new()).await?;
    press(&browser, "Seguro?").await?;
    press(&browser, &Key::Enter.value().to_string()).await?;
    browser.wait_for_text("Nada por aprobar").await?;
    let sent_back = house.api.fetch(&format!("/api/v1/replies/{}", reply["id"])).await?;
    ensure!(sent_back["state"] == "draft" && sent_back["error"] == "¿Seguro?", "{sent_back}");
    browser.quit().await
}

#[tokio::test]
async fn seven_pages_of_one_browser_load_and_all_hear_the_news() -> Result<()> {
    let house = House::start().await?;
    let browser = house.browser().await?;
    for _ in 0..7 {
        let tab = browser.new_tab().await?;
        browser.switch_to_window(tab).await?;
        browser.goto(house.conversation()).await.context("a page that finds no connection")?;
        browser.wait_for(BOX).await?;
    }
    let path = format!("/api/v1/mentions/{}/replies", house.mention);
    house.api.post(&path, &json!({ "text": "Lo miro yo." })).await?;
    for tab in browser.windows().await?.into_iter().skip(1) {
        browser.switch_to_window(tab).await?;
        browser.wait_for(".notice-new").await?;
    }
    browser.quit().await
}
