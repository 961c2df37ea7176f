//! Servers, clocks and resolvers for the tests.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use plaza_connectors::fetch::{FetchSettings, Fetcher, Resolver, SourceFetcher};
use plaza_connectors::registry;
use plaza_core::{ConfigError, Connector, FixedClock, SourceConfig};
use tokio::net::TcpListener;
use url::Url;

/// The time in all tests: 2026-02-02T02:40:00Z.
pub(crate) const NOW: i64 = 1_770_000_000_000;

/// A server on a port of its own, with the list of requested paths.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn start(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&asked);
        let router = router.layer(from_fn(move |request: Request, next: Next| {
            log.lock().unwrap().push(request.uri().to_string());
            next.run(request)
        }));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, asked }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn allowed(&self) -> String {
        self.address.to_string()
    }
}

/// Names that resolve as a test says: each lookup takes the next answer, and the last one is
/// repeated.
#[derive(Default)]
pub(crate) struct FakeResolver {
    answers: Mutex<HashMap<String, Vec<Vec<IpAddr>>>>,
}

impl FakeResolver {
    pub(crate) fn with(self, host: &str, answers: &[&[&str]]) -> Self {
        let parse = |list: &&[&str]| list.iter().map(|a| a.parse().unwrap()).collect();
        let answers = answers.iter().map(parse).collect();
        self.answers.lock().unwrap().insert(host.to_owned(), answers);
        self
    }
}

#[async_trait]
impl Resolver for FakeResolver {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let mut answers = self.answers.lock().unwrap();
        let Some(list) = answers.get_mut(host) else {
            return Err(io::Error::new(io::ErrorKind::NotFound, "no such name"));
        };
        Ok(if list.len() > 1 { list.remove(0) } else { list[0].clone() })
    }
}

/// Settings that do not make a test wait.
pub(crate) fn settings() -> FetchSettings {
    FetchSettings {
        resolver: Arc::new(FakeResolver::default()),
        connect_timeout: Duration::from_millis(500),
        read_timeout: Duration::from_secs(5),
        min_delay: Duration::ZERO,
        backoff: Duration::from_millis(10),
        ..FetchSettings::new("Plaza/0.1 (test)", Arc::new(FixedClock::at(NOW)))
    }
}

/// A client that may reach `server`.
pub(crate) fn client(server: &Server) -> SourceFetcher {
    Fetcher::new(settings()).for_source(Some(&server.allowed()))
}

/// A connector of `kind` with `values`, as the engine would open it.
pub(crate) fn open(
    kind: &str,
    values: &[(&str, &str)],
    server: &Server,
) -> Result<Box<dyn Connector>, ConfigError> {
    let factories = registry(&Fetcher::new(settings()));
    let factory = factories.iter().find(|f| f.spec().kind == kind).unwrap();
    let values: BTreeMap<String, String> =
        values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let config = SourceConfig::checked(factory.spec(), values, Some(server.allowed()))?;
    factory.open(&config)
}
