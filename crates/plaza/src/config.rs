//! Configuration: `plaza.toml`, then `PLAZA_*` variables, then flags.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use figment::providers::{Env, Format, Serialized, Toml};
use figment::{Figment, Source};
use plaza_core::Zone;
use serde::{Deserialize, Serialize};

use crate::cli::{Model, Options};
use crate::home;

/// Everything that an operator may set.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Data folder.
    pub(crate) data: PathBuf,
    /// Address to listen on.
    pub(crate) listen: SocketAddr,
    /// PostgreSQL's URL; SQLite in the data folder without it.
    pub(crate) database_url: Option<String>,
    /// The address that people type, when it is not the one listened on.
    pub(crate) public_url: Option<url::Url>,
    /// A reverse proxy stands in front and sets `X-Forwarded-For`.
    pub(crate) behind_proxy: bool,
    /// Seals the sources' secrets; the key file in the data folder without it.
    pub(crate) key: Option<String>,
    /// What is logged, in the syntax of `RUST_LOG`.
    pub(crate) log: String,
    /// One JSON object per log line.
    pub(crate) log_json: bool,
    /// Seconds in which an approved reply can still be taken back.
    pub(crate) undo_seconds: u32,
    /// Days for which the words of what was deleted where it was said stay, for those who may
    /// approve replies; 0 takes them at once.
    pub(crate) keep_deleted_days: u16,
    /// Seconds that one try at sending a reply may take.
    pub(crate) reply_lease_seconds: u32,
    /// Seconds that a source stays with a process that died while it collected.
    pub(crate) collect_lease_seconds: u32,
    /// Sources collected at once.
    pub(crate) collectors: u16,
    /// Sources of one host collected at once, by all processes together.
    pub(crate) sources_per_host: u16,
    /// Memory for indexing, in megabytes.
    pub(crate) index_memory_mb: u16,
    /// Folders beside `inbox` in the data folder from which files may be imported by themselves.
    pub(crate) inbox_folders: Vec<PathBuf>,
    /// What the house is called. This, `lang`, `time_zone`, `public_url` and `brands` can be set on
    /// the board too, which wins.
    pub(crate) name: String,
    /// Time zone of the house by its IANA name: where a day begins for those who chose none.
    pub(crate) time_zone: Zone,
    /// Language of the workspace (ISO 639-1), in which themes are named where people speak it.
    pub(crate) lang: String,
    /// Names that say nothing about a theme: the brand, its products, competitors.
    pub(crate) brands: Vec<String>,
    /// What tags mentions.
    pub(crate) model: Model,
    /// Processor cores for the rust-bert analyser; 0 means half of them.
    pub(crate) model_threads: u16,
    /// What says each setting that is not built in.
    #[serde(skip)]
    pub(crate) origins: BTreeMap<String, String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("plaza-data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            database_url: None,
            public_url: None,
            behind_proxy: false,
            key: None,
            log: "info,tantivy=warn,sqlx=warn".to_owned(),
            log_json: false,
            undo_seconds: 10,
            keep_deleted_days: 0,
            reply_lease_seconds: 90,
            collect_lease_seconds: 120,
            collectors: 8,
            sources_per_host: 2,
            index_memory_mb: 128,
            inbox_folders: Vec::new(),
            name: String::new(),
            time_zone: Zone::UTC,
            lang: "es".to_owned(),
            brands: Vec::new(),
            model: Model::Native,
            model_threads: 0,
            origins: BTreeMap::new(),
        }
    }
}

/// A setting as `plaza config show` tells it.
pub(crate) struct Said {
    pub(crate) name: String,
    pub(crate) value: String,
    /// The file, the variables, the command line or the built-in value.
    pub(crate) by: String,
}

/// Settings whose values nobody prints.
const SECRET: [&str; 2] = ["key", "database_url"];

/// The database's URL and the key hold secrets.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("data", &self.data)
            .field("listen", &self.listen)
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Every setting with what says it.
    pub(crate) fn said(&self) -> anyhow::Result<Vec<Said>> {
        let values = figment::value::Value::serialize(self)?;
        let values = values.into_dict().unwrap_or_default();
        Ok(values
            .into_iter()
            .map(|(name, value)| {
                let is_secret = SECRET.contains(&name.as_str());
                let value = match serde_json::to_value(&value).unwrap_or_default() {
                    serde_json::Value::Null => String::new(),
                    _ if is_secret => "***".to_owned(),
                    serde_json::Value::String(text) => text,
                    other => other.to_string(),
                };
                let by = self.origins.get(&name).cloned();
                Said { value, by: by.unwrap_or_else(|| "Plaza itself".to_owned()), name }
            })
            .collect())
    }

    /// The store's address.
    pub(crate) fn store_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data.join(home::DATABASE).display()),
        }
    }

    /// The folder of the rust-bert analyser's encoder.
    pub(crate) fn encoder_dir(&self) -> PathBuf {
        self.data.join("models").join("rust-bert")
    }

    /// The folder of the search index.
    pub(crate) fn index_dir(&self) -> PathBuf {
        self.data.join("index")
    }
}

/// Reads the configuration.
pub(crate) fn load(options: &Options) -> anyhow::Result<Config> {
    let file = config_file(options.config.as_deref())?;
    let mut figment = Figment::from(Serialized::defaults(Config::default()));
    if let Some(file) = file {
        figment = figment.merge(Toml::file(file));
    }
    // Only Plaza's own settings: other PLAZA_ variables belong to its tests and tools.
    let known = Figment::from(Serialized::defaults(Config::default()));
    let keys: Vec<String> = known
        .extract::<figment::value::Dict>()
        .map(|settings| settings.into_keys().collect())
        .context("the built-in configuration cannot be read")?;
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    figment = figment.merge(Env::prefixed("PLAZA_").only(&keys));
    if let Some(data) = &options.data {
        figment = figment.merge(Serialized::default("data", data));
    }
    if let Some(listen) = &options.listen {
        figment = figment.merge(Serialized::default("listen", listen));
    }
    if let Some(url) = &options.database_url {
        figment = figment.merge(Serialized::default("database_url", url));
    }
    let mut config: Config =
        figment.extract().map_err(|error| anyhow::anyhow!("configuration: {error}"))?;
    if config.database_url.as_deref().is_some_and(|url| !url.starts_with("postgres")) {
        bail!(
            "database_url must begin with postgres://; leave it out for SQLite in the data folder"
        );
    }
    config.origins = origins(&figment, &keys);
    Ok(config)
}

/// The file, the variables or the command line, for each setting that one of them says.
fn origins(figment: &Figment, keys: &[&str]) -> BTreeMap<String, String> {
    let told = keys.iter().filter_map(|key| {
        let metadata = figment.find_metadata(key)?;
        let by = match &metadata.source {
            _ if metadata.name.contains("::Config") => return None,
            Some(Source::File(path)) => path.display().to_string(),
            _ if metadata.name.contains("environment") => format!("PLAZA_{}", key.to_uppercase()),
            _ => "the command line".to_owned(),
        };
        Some(((*key).to_owned(), by))
    });
    told.collect()
}

fn config_file(named: Option<&Path>) -> anyhow::Result<Option<PathBuf>> {
    match named {
        Some(file) if file.is_file() => Ok(Some(file.to_owned())),
        Some(file) => bail!("{} is not a file", file.display()),
        None => Ok(Some(PathBuf::from("plaza.toml")).filter(|file| file.is_file())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_the_file_and_unknown_settings_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plaza.toml");
        std::fs::write(&file, "data = \"elsewhere\"\nundo_seconds = 3\n").unwrap();
        let mut options = Options { config: Some(file.clone()), ..Options::default() };
        let config = load(&options).unwrap();
        assert_eq!((config.data.to_str(), config.undo_seconds), (Some("elsewhere"), 3));
        options.data = Some("flag".into());
        options.listen = Some("127.0.0.1:0".to_owned());
        let config = load(&options).unwrap();
        assert_eq!((config.data.to_str(), config.listen.port()), (Some("flag"), 0));
        let said = config.said().unwrap();
        let by = |name: &str| {
            let found = said.iter().find(|said| said.name == name).unwrap();
            (found.value.clone(), found.by.clone())
        };
        assert_eq!(by("data"), ("flag".to_owned(), "the command line".to_owned()));
        assert_eq!(by("undo_seconds"), ("3".to_owned(), file.display().to_string()));
        assert_eq!(by("lang"), ("es".to_owned(), "Plaza itself".to_owned()));
        std::fs::write(&file, "undo_secs = 3").unwrap();
        let error = load(&options).unwrap_err().to_string();
        assert!(error.contains("undo_secs"), "{error}");
    }

    #[test]
    fn debug_shows_no_secret() {
        let config = Config { key: Some("k3y".into()), ..Config::default() };
        assert!(!format!("{config:?}").contains("k3y"));
    }
}
