//! The manifest connector: one engine for every platform that a text file can describe.
//!
//! A manifest (`connectors/<platform>/manifest.toml`, or a file in the data folder) names the
//! form, the requests, and how a record becomes a mention; `docs/guide/manifest.md` explains it.

mod account;
mod answer;
mod atproto;
mod auth;
mod authorize;
mod collect;
mod entering;
mod exchange;
mod format;
pub(crate) mod jq;
mod limits;
mod live;
mod load;
mod login;
mod look;
mod mapping;
mod model;
mod names;
mod oauth;
mod origin;
mod paging;
mod past;
mod recheck;
mod refusal;
mod reply;
mod request;
mod session;
mod since;
mod state;
mod template;
mod tokens;
mod trial;
mod turn;
mod whole;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use minijinja::Value;
use plaza_core::{
    Authorization, ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec,
    Destinations, History, Listener, Message, Millis, Missed, Page, PastPage, Quota, Recognised,
    Replier, SourceConfig, Tried, say,
};
use url::Url;

use crate::fetch::Fetcher;
use crate::probe;
use limits::Purpose;
pub use load::ManifestError;
use model::Manifest;
use session::{Session, Shared};

/// Makes connectors of one manifest.
#[derive(Debug)]
pub(crate) struct ManifestFactory {
    manifest: Arc<Manifest>,
    shared: Arc<Shared>,
    fetcher: Fetcher,
}

impl ManifestFactory {
    /// Reads the manifest `text` of the file `file`.
    pub(crate) fn read(file: &str, text: &str, fetcher: Fetcher) -> Result<Self, ManifestError> {
        let manifest = Arc::new(load::load(file, text)?);
        Ok(Self { manifest, shared: Arc::default(), fetcher })
    }
}

#[async_trait]
impl ConnectorFactory for ManifestFactory {
    fn spec(&self) -> &ConnectorSpec {
        &self.manifest.spec
    }

    fn history(&self) -> History {
        past::history(&self.manifest)
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        session::place_of(&self.manifest, config)
    }

    fn destinations(&self, config: &SourceConfig) -> Destinations {
        session::destinations_of(&self.manifest, config)
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        Ok(Box::new(ManifestConnector { session: self.session(config)? }))
    }

    async fn recognise_server(&self, address: &Url) -> Option<Recognised> {
        probe::recognise(self.spec(), &self.fetcher, address).await
    }

    fn authorize(
        &self,
        config: &SourceConfig,
        redirect: &str,
    ) -> Result<Option<Box<dyn Authorization>>, ConnectorError> {
        let session = self.session(config);
        session.map_err(|error| ConnectorError::Malformed(error.message()))?.connect(redirect)
    }
}

impl ManifestFactory {
    fn session(&self, config: &SourceConfig) -> Result<Session, ConfigError> {
        let http = self.fetcher.for_config(config)?;
        let (manifest, shared) = (Arc::clone(&self.manifest), Arc::clone(&self.shared));
        Session::new(manifest, shared, http, config)
    }
}

/// One source.
#[derive(Debug)]
pub(crate) struct ManifestConnector {
    session: Session,
}

#[async_trait]
impl Connector for ManifestConnector {
    async fn check(&self) -> Result<Message, ConnectorError> {
        let session = &self.session;
        let me = jq::to_template(&session.me().await?);
        let Some(check) = &session.manifest.check else {
            let page = self.collect(None).await?;
            let count = page.mentions.len();
            return Ok(say!("found-mentions", "{n} mentions on the first page", n = count));
        };
        let context = session.context([("me", me.clone())]);
        let answer = session.exchange(&check.request, &context, None, Purpose::Read).await?;
        let context =
            Value::from_pairs([("body", jq::to_template(&answer.body)), ("me", me.clone())]);
        session.said(&check.message, &context).map_err(|why| session.unfit(&why))
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        collect::collect(&self.session, cursor).await
    }

    async fn try_out(&self) -> Result<Option<Tried>, ConnectorError> {
        trial::try_out(&self.session).await.map(Some)
    }

    async fn collect_past(
        &self,
        cursor: Option<&str>,
        back_to: Millis,
    ) -> Result<PastPage, ConnectorError> {
        collect::collect_past(&self.session, cursor, back_to).await
    }

    fn quota(&self) -> Option<Quota> {
        self.session.shared.meters.quota(&self.session.account)
    }

    fn missed(&self) -> Vec<Missed> {
        self.session.missed()
    }

    fn changed_secrets(&self) -> BTreeMap<String, String> {
        self.session.changed_secrets()
    }

    fn replier(&self) -> Option<&dyn Replier> {
        let reply = self.session.manifest.reply.as_ref()?;
        self.session.has(&reply.needs).then_some(self as &dyn Replier)
    }

    fn listener(&self) -> Option<&dyn Listener> {
        let hears = self.session.manifest.live.iter().any(|live| self.session.hears(live));
        hears.then_some(self as &dyn Listener)
    }
}

/// A connector from the manifest `text` of the file `file`.
///
/// # Errors
/// [`ManifestError`] names line and column.
pub fn from_manifest(
    file: &str,
    text: &str,
    fetcher: Fetcher,
) -> Result<Box<dyn ConnectorFactory>, ManifestError> {
    ManifestFactory::read(file, text, fetcher).map(|factory| Box::new(factory) as _)
}

/// Adds the manifests of `folder` (`*.toml`) to `connectors`; a missing folder counts as empty.
/// Returns the errors of those that cannot be used; the others are added.
pub fn add_folder(
    connectors: &mut Vec<Box<dyn ConnectorFactory>>,
    folder: &Path,
    fetcher: &Fetcher,
) -> Vec<ManifestError> {
    let mut errors = Vec::new();
    let mut files: Vec<_> = match std::fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| entry.path()).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return errors,
        Err(error) => return vec![whole_file(folder, &format!("cannot be read: {error}"))],
    };
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    for file in files {
        let name = file.display().to_string();
        let read = std::fs::read_to_string(&file)
            .map_err(|error| whole_file(&file, &format!("cannot be read: {error}")))
            .and_then(|text| ManifestFactory::read(&name, &text, fetcher.clone()));
        match read {
            Ok(factory) => {
                let kind = factory.spec().kind;
                if connectors.iter().any(|known| known.spec().kind == kind) {
                    let why = format!("the kind `{kind}` exists already; choose another name");
                    errors.push(whole_file(&file, &why));
                } else {
                    connectors.push(Box::new(factory));
                }
            }
            Err(error) => errors.push(error),
        }
    }
    errors
}

fn whole_file(file: &Path, message: &str) -> ManifestError {
    ManifestError {
        file: file.display().to_string(),
        line: 1,
        column: 1,
        message: message.to_owned(),
    }
}
