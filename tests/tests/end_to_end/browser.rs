//! The browser that the other tests look through.

use std::time::Duration;

use plaza_tests::browser::{Browser, Look, processes_naming};
use serde_json::json;

#[tokio::test]
async fn looks_are_what_was_asked_for_and_nothing_stays_behind() {
    let look = Look { dark: true, size: (390, 844), ..Look::default() };
    let browser = Browser::start(look).await.unwrap();
    browser.before_every_page("window.early = true").await.unwrap();
    browser
        .goto("data:text/html,<meta name=viewport content=width=device-width><input name=q>")
        .await
        .unwrap();
    browser.fill("input[name=q]", "batería").await.unwrap();
    let script = "return [navigator.language, window.early, innerWidth, \
                  matchMedia('(prefers-color-scheme: dark)').matches, \
                  document.querySelector('input').value]";
    let seen = browser.execute(script, Vec::new()).await.unwrap().json().clone();
    assert_eq!(seen, json!(["es-ES", true, 390, true, "batería"]));
    assert!(!browser.scrolls_sideways().await.unwrap());
    let folder = browser.profile().to_owned();
    assert!(processes_naming(&folder).len() > 1);
    drop(browser);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(processes_naming(&folder), Vec::<String>::new());
}

#[tokio::test]
async fn scripts_can_be_switched_off() {
    let look = Look { javascript: false, ..Look::default() };
    let browser = Browser::start(look).await.unwrap();
    let page = "data:text/html,<p id=p>before</p><script>p.textContent = 'after'</script>";
    browser.goto(page).await.unwrap();
    assert_eq!(browser.page_text().await.unwrap(), "before");
    browser.quit().await.unwrap();
}
