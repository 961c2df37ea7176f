//! A real Chromium, driven through chromedriver; one per test, always ended.

use std::io::{BufRead, BufReader};
use std::ops::Deref;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::ChromeCapabilities;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;

use crate::http::Client;
use crate::server::{ADMIN_EMAIL, ADMIN_PASSWORD, Plaza};

/// How long the page may take to show what a test waits for.
const WAIT_LIMIT: Duration = Duration::from_secs(20);

const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
];

/// What a test wants of its browser.
#[derive(Debug, Clone)]
pub struct Look {
    /// Preferred language.
    pub lang: &'static str,
    /// Dark colours preferred.
    pub dark: bool,
    /// Window width and height in pixels.
    pub size: (u32, u32),
    /// Whether pages may run scripts.
    pub javascript: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { lang: "es-ES", dark: false, size: (1280, 900), javascript: true }
    }
}

/// Chromium and its driver.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    // Declared after the driver: the browser is asked to end before its driver is killed.
    process: Driver,
    _profile: TempDir,
}

#[derive(Debug)]
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        // The driver takes its browser along when it is asked to end; then nobody is left to kill.
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(5) {
            if matches!(self.0.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Browser {
    /// Starts a browser with an empty profile.
    ///
    /// # Errors
    /// Chromium or chromedriver is missing or does not start.
    pub async fn start(look: Look) -> Result<Self> {
        let profile = tempfile::Builder::new().prefix("plaza-browser").tempdir()?;
        let (process, port) = start_driver(&profile)?;
        // The driver's own client needs a TLS provider, although it never leaves this machine.
        Client::new("http://127.0.0.1/")?;
        let server = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::new(&server, capabilities(&profile, &look)?).await?;
        let browser = Self { driver, process, _profile: profile };
        browser.apply(&look).await?;
        Ok(browser)
    }

    async fn apply(&self, look: &Look) -> Result<()> {
        let devtools = self.driver.cdp();
        let scheme = if look.dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        devtools.send_raw("Emulation.setEmulatedMedia", media).await?;
        let (width, height) = look.size;
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        devtools.send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Signs the administrator in through the form.
    ///
    /// # Errors
    /// The form does not let her in.
    pub async fn sign_in(&self, plaza: &Plaza) -> Result<()> {
        self.driver.goto(plaza.url("/sign-in")).await?;
        self.fill("input[name=email]", ADMIN_EMAIL).await?;
        self.fill("input[name=password]", ADMIN_PASSWORD).await?;
        self.click("form[action='/sign-in'] button").await?;
        self.wait_for("body[data-section]").await.map(drop)
    }

    /// Runs this script in every page before the page's own.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn before_every_page(&self, script: &str) -> Result<()> {
        let source = json!({"source": script});
        self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// Waits until an element is there and shown, and returns it.
    ///
    /// # Errors
    /// It does not appear in time; the message carries the page's text.
    pub async fn wait_for(&self, css: &str) -> Result<WebElement> {
        let begun = Instant::now();
        while begun.elapsed() < WAIT_LIMIT {
            for element in self.driver.find_all(By::Css(css)).await? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(element);
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("no {css} on {}:\n{}", self.driver.current_url().await?, self.page_text().await?)
    }

    /// Waits until the page's text holds these words.
    ///
    /// # Errors
    /// It does not in time; the message carries the page's text.
    pub async fn wait_for_text(&self, words: &str) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < WAIT_LIMIT {
            if self.page_text().await.is_ok_and(|text| text.contains(words)) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let url = self.driver.current_url().await?;
        bail!("no {words:?} on {url}:\n{}", self.page_text().await?)
    }

    /// The text that the page shows.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn page_text(&self) -> Result<String> {
        let body = self.driver.find(By::Css("body")).await?;
        Ok(body.text().await?)
    }

    /// Replaces what a field holds.
    ///
    /// # Errors
    /// There is no such field to write into.
    pub async fn fill(&self, css: &str, value: &str) -> Result<()> {
        let field = self.wait_for(css).await?;
        field.clear().await?;
        field.send_keys(value).await?;
        Ok(())
    }

    /// Clicks on what is shown there.
    ///
    /// # Errors
    /// There is nothing to click on.
    pub async fn click(&self, css: &str) -> Result<()> {
        let element = self.wait_for(css).await?;
        element.scroll_into_view().await?;
        element.click().await.with_context(|| format!("click on {css}"))?;
        Ok(())
    }

    /// Whether the page is wider than its window, so that a phone would scroll sideways.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn scrolls_sideways(&self) -> Result<bool> {
        let script = "const root = document.documentElement; \
                      return root.scrollWidth > root.clientWidth + 1;";
        Ok(self.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// The driver's process id.
    #[must_use]
    pub fn driver_pid(&self) -> u32 {
        self.process.0.id()
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// It is gone already.
    pub async fn quit(self) -> Result<()> {
        let Self { driver, process, _profile } = self;
        driver.quit().await?;
        drop(process);
        Ok(())
    }
}

impl Deref for Browser {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

fn capabilities(profile: &TempDir, look: &Look) -> Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
    capabilities.add_arg(&format!("--lang={}", look.lang))?;
    capabilities.add_arg(&format!("--accept-lang={}", look.lang))?;
    let javascript = if look.javascript { 1 } else { 2 };
    capabilities.add_experimental_option(
        "prefs",
        json!({
            "intl.accept_languages": look.lang,
            "profile.managed_default_content_settings.javascript": javascript,
        }),
    )?;
    Ok(capabilities)
}

/// Starts chromedriver on a port of its own choice.
fn start_driver(home: &TempDir) -> Result<(Driver, u16)> {
    let mut child = Command::new("chromedriver")
        .args(["--port=0", "--allowed-ips=127.0.0.1"])
        .env("HOME", home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start chromedriver: install chromium and chromium-driver")?;
    let output = child.stdout.take().context("chromedriver has no output")?;
    let driver = Driver(child);
    let mut lines = BufReader::new(output).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        })
        .context("chromedriver did not say its port")?;
    // Read on, so that the driver never blocks on a full pipe.
    std::thread::spawn(move || lines.count());
    Ok((driver, port))
}
