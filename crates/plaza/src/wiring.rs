//! Putting the parts together.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_connectors::{FolderFactory, ManifestError};
use plaza_core::{Clock, ConnectorFactory, DAY_MS, Millis};
use plaza_engine::{Engine, EngineParts, KeyFile, MasterKey, Settings};
use plaza_models::NativeEmbedder;
use plaza_search::{OpenOptions, SearchIndex};
use plaza_store::{Store, StoreError};
use tracing_subscriber::EnvFilter;

use crate::cli::Command;
use crate::config::Config;
use crate::home::{self, Access};
use crate::{analyser, output};

/// How Plaza names itself to the servers that it asks.
const USER_AGENT: &str = concat!("Plaza/", env!("CARGO_PKG_VERSION"));

/// Pause between two tries to reach PostgreSQL.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// How often it is said that it is waited for.
const TELL_AGAIN: Duration = Duration::from_secs(30);

/// The machine's clock.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is handed in")]
    fn now(&self) -> Millis {
        // A machine whose clock stands before 1970 has other worries.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(Millis::MAX)
    }
}

/// Servers log what happens; commands only what goes wrong.
pub(crate) fn start_logging(config: &Config, command: Option<&Command>) {
    let serving = matches!(command, None | Some(Command::Serve | Command::Work));
    let filter = if serving { config.log.as_str() } else { "warn,tantivy=error" };
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|error| {
        output::note(&format!(
            "plaza: the setting `log` is not understood ({error}); logging at info"
        ));
        EnvFilter::new("info")
    });
    let filter = silence_wire(filter);
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.log_json {
        logs.json().init();
    } else {
        logs.with_target(false).init();
    }
}

/// Leaves out what a library would write at the level `trace`: commands as they are sent, passwords
/// included.
fn silence_wire(filter: EnvFilter) -> EnvFilter {
    match "async_imap=info".parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    }
}

/// Which loops run beside the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Everything.
    Background,
    /// Nothing but what the command itself does; the index follows.
    Command,
    /// The same for a command that only reads: it makes no house, and it works where nothing can be
    /// written.
    Reading,
}

/// Opens the data folder and starts the engine.
pub(crate) async fn start(config: &Config, mode: Mode) -> anyhow::Result<Engine> {
    let access = home::enter(config, mode)?;
    let store = open_store(config, mode, access).await?;
    let memory_bytes = usize::from(config.index_memory_mb) << 20;
    let index = match access {
        Access::Write { .. } => {
            SearchIndex::open(&config.index_dir(), OpenOptions { memory_bytes })
        }
        Access::Read => SearchIndex::open_read_only(&config.index_dir()),
    };
    let index = index.context("the search index cannot be opened")?;
    if index.was_reset() {
        tracing::warn!("the search index was of another version or damaged; it is built anew");
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let (connectors, problems) = connectors(config);
    for problem in problems {
        tracing::error!(%problem, "a manifest cannot be used");
    }
    let key = match access {
        Access::Read if config.key.is_none() => home::key_as_it_is(config),
        _ => master_key(config, &store).await,
    };
    let key = match key {
        // What only reads opens no secrets; `plaza doctor` says what is wrong with the key.
        Err(_) if mode == Mode::Reading => MasterKey::from_hex(&MasterKey::generate_hex()?)?,
        key => key?,
    };
    let engine = Engine::start(EngineParts {
        store,
        index,
        analyzer: analyser::open(config.model, config)?,
        embedder: Arc::new(NativeEmbedder::new()?),
        connectors,
        parse_record: plaza_connectors::file::parse_record,
        clock,
        settings: settings(config, mode),
        key,
    })?;
    Ok(engine)
}

/// Opens the store. A server waits for a PostgreSQL that is not there yet: both may be started at
/// once, and it may be away for a while. A command says that it is not there.
pub(crate) async fn open_store(
    config: &Config,
    mode: Mode,
    access: Access,
) -> anyhow::Result<Store> {
    let Some(url) = &config.database_url else {
        return home::open_database(config, access).await;
    };
    let place = place_of(url);
    let mut told: Option<Instant> = None;
    loop {
        match Store::open(url).await {
            Err(error @ StoreError::Unavailable(_)) if mode == Mode::Background => {
                if told.is_none_or(|at| at.elapsed() >= TELL_AGAIN) {
                    output::note(&format!("Plaza waits for PostgreSQL at {place}: {error}"));
                    told = Some(Instant::now());
                }
                tokio::time::sleep(TRY_AGAIN).await;
            }
            opened => {
                return opened.with_context(|| {
                    format!("the store in PostgreSQL at {place} cannot be opened")
                });
            }
        }
    }
}

/// Where a PostgreSQL address leads, without names and passwords.
fn place_of(url: &str) -> String {
    let Ok(url) = url::Url::parse(url) else { return "the configured address".to_owned() };
    let of_query = url.query_pairs().find(|(key, _)| key == "host").map(|(_, host)| host);
    let host = url.host_str().filter(|host| !host.is_empty()).map(str::to_owned);
    let host = host.or(of_query.map(Into::into)).unwrap_or_else(|| "localhost".to_owned());
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{host}{port}, database {}", url.path().trim_start_matches('/'))
}

/// The HTTP client.
pub(crate) fn fetcher() -> Fetcher {
    Fetcher::new(FetchSettings::new(USER_AGENT, Arc::new(SystemClock)))
}

/// The built-in connectors and those of `manifests/` in the data folder, and what is wrong with
/// the latter.
pub(crate) fn connectors(config: &Config) -> (Vec<Box<dyn ConnectorFactory>>, Vec<ManifestError>) {
    let fetcher = fetcher();
    let mut connectors = plaza_connectors::registry(&fetcher);
    let folder = config.data.join("manifests");
    let inbox = config.data.join("inbox");
    let clock = Arc::new(SystemClock);
    connectors.push(Box::new(FolderFactory::new(inbox, config.inbox_folders.clone(), clock)));
    let problems = plaza_connectors::add_folder(&mut connectors, &folder, &fetcher);
    (connectors, problems)
}

fn settings(config: &Config, mode: Mode) -> Settings {
    Settings {
        undo_ms: i64::from(config.undo_seconds) * 1000,
        reply_lease_ms: i64::from(config.reply_lease_seconds.max(1)) * 1000,
        collect_lease_ms: i64::from(config.collect_lease_seconds.max(1)) * 1000,
        keep_deleted_ms: i64::from(config.keep_deleted_days) * DAY_MS,
        collectors: usize::from(config.collectors),
        sources_per_host: usize::from(config.sources_per_host),
        background: mode == Mode::Background,
        name: config.name.clone(),
        lang: config.lang.clone(),
        time_zone: config.time_zone.to_string(),
        public_url: config.public_url.clone(),
        brands: config.brands.clone(),
        ..Settings::default()
    }
}

/// The key that seals secrets: `PLAZA_KEY`, or a file that is made at the first start.
pub(crate) async fn master_key(config: &Config, store: &Store) -> anyhow::Result<MasterKey> {
    match key_of_settings(config, store).await? {
        Some(key) => {
            key.check(store).await?;
            Ok(key)
        }
        None => Ok(key_file(config).open(store).await?),
    }
}

/// Says what is wrong with the key; makes none and changes nothing.
pub(crate) async fn examine_key(config: &Config, store: &Store) -> anyhow::Result<()> {
    match key_of_settings(config, store).await? {
        Some(key) => Ok(key.check(store).await?),
        None => Ok(key_file(config).examine(store).await?),
    }
}

/// `PLAZA_KEY`, where it is set.
async fn key_of_settings(config: &Config, store: &Store) -> anyhow::Result<Option<MasterKey>> {
    let Some(key) = &config.key else { return Ok(None) };
    let key = MasterKey::from_hex(key).context("the setting `key` (PLAZA_KEY)")?;
    if store.is_key_retired(key.id()).await? {
        anyhow::bail!(
            "the key {} has been replaced by `plaza secrets rotate`; set PLAZA_KEY to the new one",
            key.id()
        );
    }
    Ok(Some(key))
}

/// Where the key lies that does not come from the configuration.
pub(crate) fn key_file(config: &Config) -> KeyFile {
    KeyFile::at(config.data.join(home::KEY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_postgresql_is_can_be_told_without_its_password() {
        for (url, place) in [
            ("postgres://me:hunter2@db:5433/plaza", "db:5433, database plaza"),
            ("postgres:///plaza?user=me&password=hunter2&host=/run/pg", "/run/pg, database plaza"),
            ("postgresql://me@[::1]/plaza", "[::1], database plaza"),
            ("postgres:///plaza", "localhost, database plaza"),
            ("postgres://me:hunter2@[", "the configured address"),
        ] {
            assert_eq!(place_of(url), place);
        }
    }
}
