//! The two ways in.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use plaza_tests::http::{Client, Form};
use plaza_tests::server::{Plaza, succeeded};
use serde_json::Value;

use super::super::support::{Summary, items, search};
use super::{TakenIn, folder};

/// One way in, with a house of its own behind it.
pub(super) enum Door {
    /// The commands, on a data folder without a server.
    Commands(Box<Plaza>),
    /// The board of a running server, by its forms.
    Board(Box<Board>),
}

/// A server, and who uses it.
pub(super) struct Board {
    plaza: Plaza,
    browser: Client,
    api: Client,
}

/// Both ways in.
pub(super) async fn both() -> Result<[Door; 2]> {
    let plaza = Plaza::start().await?;
    let browser = plaza.set_up().await?;
    let api = plaza.token_client("admin")?;
    let board = Door::Board(Box::new(Board { plaza, browser, api }));
    Ok([Door::Commands(Box::new(Plaza::new()?)), board])
}

impl Door {
    fn plaza(&self) -> &Plaza {
        match self {
            Self::Commands(plaza) => plaza,
            Self::Board(board) => &board.plaza,
        }
    }

    /// Adds a source and collects it for the first time; gives what it said of a failure.
    pub(super) async fn collect(
        &self,
        kind: &str,
        name: &str,
        host: &str,
        settings: &[(&str, &str)],
    ) -> Result<Option<String>> {
        match self {
            Self::Commands(plaza) => {
                let pairs: Vec<String> =
                    settings.iter().map(|(key, value)| format!("{key}={value}")).collect();
                let mut command = plaza.plaza();
                command.args(["source", "add", kind, name, "--allow-host", host]).args(pairs);
                succeeded(&command.output()?)?;
            }
            Self::Board(board) => {
                let page = board.browser.get(&format!("/sources/new?kind={kind}")).await?;
                let form = page.form_to("/sources/new")?;
                board.save(form, name, host, settings).await?;
            }
        }
        self.collect_again(name).await
    }

    /// Collects a source that is there; gives what it said of a failure.
    pub(super) async fn collect_again(&self, name: &str) -> Result<Option<String>> {
        match self {
            Self::Commands(plaza) => {
                let output = plaza.command(["collect", name])?;
                let printed = String::from_utf8_lossy(&output.stdout).into_owned();
                Ok((!output.status.success()).then_some(printed))
            }
            Self::Board(board) => board.collect(name).await,
        }
    }

    /// Imports a file into a source of its own; gives how many records were refused. `options` are
    /// those of the command, and `fields` their equals in the board's form.
    pub(super) async fn import(
        &self,
        file: &str,
        options: &[&str],
        fields: &[(&str, &str)],
    ) -> Result<u64> {
        let path = folder().join(file);
        match self {
            Self::Commands(plaza) => {
                let mut command = plaza.plaza();
                command.arg("import").arg(&path).args(["--source", file]).args(options);
                Ok(Summary::of(&command.output()?)?.quarantined)
            }
            Self::Board(board) => board.import(&path, file, fields).await,
        }
    }

    /// Ids of the mentions that a query finds.
    pub(super) async fn find(&self, query: &str) -> Result<Vec<String>> {
        let found: Vec<Value> = match self {
            Self::Commands(plaza) => {
                let output = plaza.command(["search", query, "--limit", "100", "--json"])?;
                let printed = succeeded(&output)?;
                printed.lines().map(serde_json::from_str).collect::<Result<_, _>>()?
            }
            Self::Board(board) => items(&search(&board.api, query).await?),
        };
        let mut ids: Vec<String> = found
            .iter()
            .filter_map(|mention| mention["external_id"].as_str().map(str::to_owned))
            .collect();
        ids.sort();
        Ok(ids)
    }

    /// Everything that came in so far.
    pub(super) fn export(&self) -> Result<TakenIn> {
        let to = self.plaza().scratch("export");
        if to.exists() {
            std::fs::remove_dir_all(&to)?;
        }
        let output = self.plaza().command(["export".as_ref(), to.as_os_str()])?;
        succeeded(&output)?;
        TakenIn::read(&to)
    }
}

impl Board {
    async fn save(
        &self,
        mut form: Form,
        name: &str,
        host: &str,
        settings: &[(&str, &str)],
    ) -> Result<()> {
        form = form.fill("name", name)?.fill("allowed_host", host)?;
        for (key, value) in settings {
            form = form.fill(&format!("v.{key}"), value)?;
        }
        // What has an answering side is read only here, which the board wants to be told.
        let answer = self.browser.submit(&form.with("then", "read")).await?;
        ensure!(answer.status == 200, "saving {name}: {} {}", answer.status, answer.text());
        Ok(())
    }

    /// Uploads a file, looks at how it is read, answers what is asked, and imports it.
    async fn import(&self, path: &Path, source: &str, fields: &[(&str, &str)]) -> Result<u64> {
        let form = self.browser.get("/mentions/new").await?.form_to("/mentions/import")?;
        let name = path.file_name().and_then(OsStr::to_str).context("a file without a name")?;
        let bytes = std::fs::read(path)?;
        let form = form.fill("source", source)?;
        let look = self.browser.upload(&form, "file", name, &bytes).await?;
        ensure!(look.status == 200, "{source}: {} {}", look.status, look.text());
        let mut form =
            look.form_where(|form| form.action().path().starts_with("/imports/uploads/"))?;
        for (key, value) in fields {
            form = form.fill(key, value)?;
        }
        let result = self.browser.submit(&form.with("then", "import")).await?;
        let id = result.url.path().strip_prefix("/imports/");
        let id = id.and_then(|id| id.parse::<u64>().ok());
        let id = id.with_context(|| format!("{source} is not imported: {}", result.text()))?;
        for _ in 0..1_200 {
            let import = self.api.fetch(&format!("/api/v1/imports/{id}")).await?;
            if import["state"] != "running" {
                ensure!(import["state"] == "done", "{import}");
                return import["quarantined"].as_u64().with_context(|| import.to_string());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("{source}: the import never ends")
    }

    async fn source(&self, name: &str) -> Result<Value> {
        let page = self.api.fetch("/api/v1/sources").await?;
        let items = page["items"].as_array().context("no list of sources")?;
        let source = items.iter().find(|source| source["name"] == name);
        source.cloned().with_context(|| format!("no source {name}"))
    }

    /// Presses *Collect now* and waits until a turn that began after it has ended.
    async fn collect(&self, name: &str) -> Result<Option<String>> {
        let before = self.source(name).await?;
        let page = self.browser.get(&format!("/sources/{}", before["id"])).await?;
        let answer = self.browser.submit(&page.form_to("/collect")?).await?;
        ensure!(answer.status == 200, "collecting {name}: {}", answer.status);
        for _ in 0..1_200 {
            let now = self.source(name).await?;
            let ended = |key: &str| !now[key].is_null() && now[key] != before[key];
            if ended("last_error_at") {
                return Ok(now["last_error"].as_str().map(str::to_owned));
            }
            if ended("last_success_at") {
                return Ok(None);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("{name} is never collected: {}", self.source(name).await?)
    }
}
