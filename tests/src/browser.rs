//! A real Chromium, driven through chromedriver; one per test, always ended.

use std::io::{BufRead, BufReader};
use std::ops::Deref;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::ChromeCapabilities;
use thirtyfour::cdp::Cdp;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;
use thirtyfour::session::handle::SessionHandle;

use crate::http::Client;
use crate::peers::installed;
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
    session: Arc<SessionHandle>,
    // Taken when the browser ends.
    driver: Option<WebDriver>,
    processes: Processes,
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // A failed test's runtime cannot say good-bye; the processes are killed anyway.
            let _ = driver.leak();
        }
    }
}

/// chromedriver, the browser that it started, and their folder; all end when it is dropped.
#[derive(Debug)]
struct Processes {
    driver: Child,
    profile: TempDir,
}

impl Drop for Processes {
    fn drop(&mut self) {
        // Errors mean that they have ended already.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        for pid in processes_naming(self.profile.path()) {
            let _ = Command::new("kill").args(["-KILL", &pid]).stderr(Stdio::null()).status();
        }
    }
}

/// Processes whose command line names this folder, which is ours alone.
#[must_use]
pub fn processes_naming(folder: &Path) -> Vec<String> {
    let folder = folder.as_os_str().as_encoded_bytes();
    let names_it = |pid: &String| {
        std::fs::read(format!("/proc/{pid}/cmdline"))
            .is_ok_and(|line| line.windows(folder.len()).any(|part| part == folder))
    };
    std::fs::read_dir("/proc")
        .map(|entries| {
            let names =
                entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
            names.filter(|name| name.bytes().all(|b| b.is_ascii_digit())).filter(names_it).collect()
        })
        .unwrap_or_default()
}

impl Browser {
    /// Starts a browser with an empty profile.
    ///
    /// # Errors
    /// Chromium or chromedriver is missing or does not start.
    pub async fn start(look: Look) -> Result<Self> {
        let profile = tempfile::Builder::new().prefix("plaza-browser").tempdir()?;
        let (processes, port) = start_driver(profile)?;
        // The driver's own client needs a TLS provider, although it never leaves this machine.
        Client::new("http://127.0.0.1/")?;
        let server = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::new(&server, capabilities(&processes.profile, &look)?).await?;
        let session = Arc::clone(driver.handle());
        let browser = Self { session, driver: Some(driver), processes };
        browser.apply(&look).await?;
        Ok(browser)
    }

    /// The folder that only this browser and its driver use.
    #[must_use]
    pub fn profile(&self) -> &Path {
        self.processes.profile.path()
    }

    async fn apply(&self, look: &Look) -> Result<()> {
        self.prefer(&[("prefers-color-scheme", if look.dark { "dark" } else { "light" })]).await?;
        self.resize(look.size).await
    }

    /// Sets what people prefer, by the names of media features; what is not named is as usual.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn prefer(&self, features: &[(&str, &str)]) -> Result<()> {
        let features = features.iter().map(|(name, value)| json!({"name": name, "value": value}));
        let media = json!({"features": features.collect::<Vec<_>>()});
        Cdp::new(Arc::clone(&self.session)).send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Makes the window this wide and high, in pixels.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn resize(&self, (width, height): (u32, u32)) -> Result<()> {
        let devtools = Cdp::new(Arc::clone(&self.session));
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        devtools.send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Signs the administrator in through the form.
    ///
    /// # Errors
    /// The form does not let her in.
    pub async fn sign_in(&self, plaza: &Plaza) -> Result<()> {
        self.session.goto(plaza.url("/sign-in")).await?;
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
        Cdp::new(Arc::clone(&self.session))
            .send_raw("Page.addScriptToEvaluateOnNewDocument", source)
            .await?;
        Ok(())
    }

    /// Waits until an element is there and shown, and returns it.
    ///
    /// # Errors
    /// It does not appear in time; the message carries the page's text.
    pub async fn wait_for(&self, css: &str) -> Result<WebElement> {
        let begun = Instant::now();
        while begun.elapsed() < WAIT_LIMIT {
            for element in self.session.find_all(By::Css(css)).await? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(element);
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("no {css} on {}:\n{}", self.session.current_url().await?, self.page_text().await?)
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
        let url = self.session.current_url().await?;
        bail!("no {words:?} on {url}:\n{}", self.page_text().await?)
    }

    /// The text that the page shows.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn page_text(&self) -> Result<String> {
        let body = self.session.find(By::Css("body")).await?;
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
        Ok(self.session.execute(script, Vec::new()).await?.convert()?)
    }

    /// What [axe](https://github.com/dequelabs/axe-core) finds on the page, a line for each rule
    /// that something breaks: the rule, and the first element.
    ///
    /// # Errors
    /// axe is not installed, or the browser is gone.
    pub async fn axe(&self) -> Result<Vec<String>> {
        let axe = installed("axe/node_modules/axe-core/axe.min.js")?;
        self.session.execute(std::fs::read_to_string(axe)?, Vec::new()).await?;
        let script = "const done = arguments[0]; \
            axe.run(document, { resultTypes: ['violations'] }).then((found) => done( \
                found.violations.map((broken) => `${broken.id}: ${broken.nodes.length} like \
                    ${broken.nodes[0].html.slice(0, 200)} (${broken.nodes[0].failureSummary})`)), \
                (error) => done([String(error)]));";
        Ok(self.session.execute_async(script, Vec::new()).await?.convert()?)
    }

    /// What stood on the page and has moved without anybody's doing (Layout Instability, W3C): the
    /// score, and the elements.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn layout_shifts(&self) -> Result<Vec<String>> {
        let script = "const done = arguments[0]; const seen = []; \
            const watch = new PerformanceObserver((list) => list.getEntries().forEach((entry) => { \
                const parts = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 120)); \
                if (!entry.hadRecentInput) seen.push(`${entry.value} ${parts.join(' | ')}`); })); \
            watch.observe({ type: 'layout-shift', buffered: true }); \
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(seen), 50)));";
        Ok(self.session.execute_async(script, Vec::new()).await?.convert()?)
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// It is gone already.
    pub async fn quit(mut self) -> Result<()> {
        if let Some(driver) = self.driver.take() {
            driver.quit().await?;
        }
        Ok(())
    }
}

impl Deref for Browser {
    type Target = Arc<SessionHandle>;

    fn deref(&self) -> &Arc<SessionHandle> {
        &self.session
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
fn start_driver(profile: TempDir) -> Result<(Processes, u16)> {
    let mut driver = Command::new("chromedriver")
        .args(["--port=0", "--allowed-ips=127.0.0.1"])
        .env("HOME", profile.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start chromedriver: install chromium and chromium-driver")?;
    let output = driver.stdout.take();
    let processes = Processes { driver, profile };
    let mut lines = BufReader::new(output.context("chromedriver has no output")?).lines();
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
    Ok((processes, port))
}
