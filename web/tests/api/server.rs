//! A whole Plaza without its background loops, and a small client for it.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_connectors::file;
use plaza_core::import::Trouble;
use plaza_core::{FixedClock, Role};
use plaza_engine::{Actor, Engine, EngineParts, MasterKey, Settings};
use plaza_search::{OpenOptions, SearchIndex};
use plaza_store::Store;
use plaza_web::{AppState, FileReader, Uploads, WebSettings};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt;

use crate::schema;
use crate::square::SquareFactory;

/// 2026-09-21T15:33:20Z; time stands still unless a test moves it.
pub(crate) const NOW: i64 = 1_790_004_800_000;
pub(crate) const PASSWORD: &str = "correcto caballo grapa";

/// Files are read as the program reads them.
const READER: FileReader = FileReader {
    look: |path, name, layout, rows| file::look(path, name, layout, rows).map_err(trouble),
    open: |path, layout| match file::read_records(path, layout) {
        Ok(records) => Ok(Box::new(records)),
        Err(error) => Err(trouble(error)),
    },
};

fn trouble(error: file::ImportError) -> Trouble {
    match error {
        file::ImportError::Unusable { why, .. } => why,
        io @ file::ImportError::Io { .. } => Trouble::Unreadable(io.message()),
    }
}

pub(crate) struct Server {
    pub(crate) router: Router,
    pub(crate) state: AppState,
    pub(crate) clock: Arc<FixedClock>,
    folder: TempDir,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(WebSettings::default()).await
    }

    pub(crate) async fn start_with(settings: WebSettings) -> Self {
        Self::build(settings, Settings::default()).await
    }

    /// A house that keeps the words of what is deleted for so long.
    pub(crate) async fn keeping(keep_deleted_ms: i64) -> Self {
        let settings = Settings { keep_deleted_ms, ..Settings::default() };
        Self::build(WebSettings::default(), settings).await
    }

    async fn build(web: WebSettings, settings: Settings) -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("plaza.db").display());
        let clock = Arc::new(FixedClock::at(NOW));
        let options = OpenOptions { memory_bytes: 20_000_000 };
        let fetcher = Fetcher::new(FetchSettings::new("Plaza test", Arc::clone(&clock) as _));
        let mut connectors = plaza_connectors::registry(&fetcher);
        connectors.extend(SquareFactory::all().map(|factory| Box::new(factory) as _));
        let engine = Engine::start(EngineParts {
            store: Store::open(&url).await.unwrap(),
            index: SearchIndex::open(&folder.path().join("index"), options).unwrap(),
            analyzer: Box::new(plaza_models::NativeAnalyzer::new().unwrap()),
            embedder: Arc::new(plaza_models::NativeEmbedder::new().unwrap()),
            connectors,
            parse_record: file::parse_record,
            clock: Arc::clone(&clock) as _,
            settings: Settings { background: false, ..settings },
            key: MasterKey::from_hex(&"0a".repeat(32)).unwrap(),
        })
        .unwrap();
        let uploads = Uploads::new(folder.path().join("uploads"), READER);
        let state = AppState::new(engine, web).with_uploads(uploads);
        Self { router: plaza_web::router(state.clone()), state, clock, folder }
    }

    pub(crate) fn engine(&self) -> &Engine {
        self.state.engine()
    }

    pub(crate) fn store(&self) -> &Store {
        self.engine().store()
    }

    /// A client that nobody knows.
    pub(crate) fn anonymous(&self) -> Client {
        Client::of(&self.router)
    }

    /// A program with a token of that role.
    pub(crate) async fn program(&self, role: Role) -> Client {
        let name = format!("test {}", role.name());
        let auth = self.engine().access();
        let (_, secret) = auth.create_token(&Actor::system(), &name, role, None).await.unwrap();
        Client { bearer: Some(secret), ..self.anonymous() }
    }

    /// A person of that role, signed in.
    pub(crate) async fn person(&self, role: Role) -> Client {
        let email = format!("{}@example.com", role.name());
        let auth = self.engine().access();
        if self.store().access().user_by_email(&email).await.unwrap().is_none() {
            let actor = Actor::system();
            auth.create_user(&actor, &email, role.name(), role, Some(PASSWORD)).await.unwrap();
        }
        let mut client = self.anonymous();
        client.sign_in(&email, PASSWORD).await;
        client
    }

    /// Everything in the store that a request must not change by reading.
    pub(crate) async fn fingerprint(&self) -> String {
        let store = self.store();
        format!(
            "{:?}",
            (
                store.revision().await.unwrap(),
                store.docs_count().await.unwrap(),
                store.audit_log(None, 1_000_000).await.unwrap().len(),
                store.listen().sources().await.unwrap(),
                store.understand().themes(true).await.unwrap(),
                store.innovate().ideas(None).await.unwrap(),
                store.talk().replies(None, None, 10_000).await.unwrap(),
                store.access().users().await.unwrap().len(),
                store.access().tokens(NOW).await.unwrap().len(),
                store.listen().quarantine(None, None, 10_000).await.unwrap(),
            )
        )
    }

    /// Every row of every table, as the statement that would insert it; without the notes of the
    /// index, which follows in its own time.
    pub(crate) fn dump(&self) -> BTreeSet<String> {
        let database = self.folder.path().join("plaza.db");
        let output = Command::new("sqlite3").arg(database).arg(".dump").output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let rows = text.lines().filter(|line| line.starts_with("INSERT INTO"));
        rows.filter(|row| !row.contains("INTO index_mark")).map(str::to_owned).collect()
    }

    /// A house with something in every room: 30 mentions in threads, a theme, an idea with
    /// evidence, a saved view, a source, quarantine.
    pub(crate) async fn furnished() -> (Self, Client) {
        let server = Self::start().await;
        let admin = server.person(Role::Admin).await;
        let mut records: Vec<Value> = (0..30)
            .map(|n| {
                json!({
                    "id": format!("m{n}"),
                    "text": format!("La batería número {n} dura poco. Ojalá dure más."),
                    "author": format!("ana{}", n % 7),
                    "created_at": plaza_core::to_rfc3339(NOW - n * 3_600_000),
                    "conversation_id": format!("c{}", n / 3),
                    "rating": n % 6,
                })
            })
            .collect();
        records.push(json!({"id": "bad", "text": "x", "country": "Spain"}));
        admin.post("/api/v1/mentions?source=foro", json!(records)).await.expect(StatusCode::OK);
        let theme = json!({"label": "Batería", "keywords": ["batería"]});
        admin.post("/api/v1/themes", theme).await.expect(StatusCode::CREATED);
        let evidence = json!({"mention_id": 1, "quote": "Ojalá dure más."});
        let idea = json!({"title": "Batería que dure más", "evidence": [evidence]});
        admin.post("/api/v1/ideas", idea).await.expect(StatusCode::CREATED);
        let view = json!({"name": "Baterías", "query": "batería", "shared": true});
        admin.post("/api/v1/views", view).await.expect(StatusCode::CREATED);
        let source = json!({"kind": "feed", "name": "Blog",
            "values": {"url": "https://blog.example/feed.xml"}, "interval_s": 0});
        admin.post("/api/v1/sources", source).await.expect(StatusCode::CREATED);
        server.engine().find().index_caught_up().await.unwrap();
        (server, admin)
    }
}

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) router: Router,
    pub(crate) host: String,
    pub(crate) cookie: Option<String>,
    pub(crate) csrf: Option<String>,
    pub(crate) bearer: Option<String>,
    pub(crate) if_match: Option<String>,
}

impl Client {
    /// Somebody whom nobody knows.
    pub(crate) fn of(router: &Router) -> Self {
        let host = "localhost".to_owned();
        Self {
            router: router.clone(),
            host,
            cookie: None,
            csrf: None,
            bearer: None,
            if_match: None,
        }
    }

    /// Signs in over the API and learns the CSRF token, as the board's scripts do.
    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) {
        let body = json!({"email": email, "password": password});
        let answer = self.post("/api/v1/session", body).await.expect(StatusCode::OK);
        self.cookie = answer.cookie();
        let who = self.get("/api/v1/session").await.expect(StatusCode::OK);
        self.csrf = who.json()["csrf"].as_str().map(str::to_owned);
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.request(method, path);
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.run(request.body(body).unwrap()).await
    }

    /// The client when it has just read what `path` leads to, the first steps of it: what it sends
    /// next names that version.
    pub(crate) async fn reading(&self, path: &str) -> Self {
        let base: Vec<&str> = path.split('/').take(5).collect();
        let version = match base[3] {
            "mentions" => {
                self.get(&base.join("/")).await.json()["mention"]["insight_version"].clone()
            }
            "users" => {
                let users = self.get("/api/v1/users").await.expect(StatusCode::OK).json();
                let users = users["items"].as_array().unwrap().clone();
                let id: i64 = base[4].parse().unwrap();
                let user = users.into_iter().find(|user| user["id"] == id);
                user.unwrap()["version"].clone()
            }
            _ => {
                let answer = self.get(&base.join("/")).await;
                let tag = answer.header("etag").trim_matches('"').to_owned();
                tag.parse::<i64>().map_or(Value::Null, Value::from)
            }
        };
        let tag = format!("\"{}\"", version.as_i64().unwrap_or(1));
        Self { if_match: Some(tag), ..self.clone() }
    }

    /// A request as one of our own pages would make it.
    #[expect(clippy::needless_pass_by_value, reason = "a method is a word at the call")]
    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, "application/json");
        if let Some(bearer) = &self.bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {bearer}"));
        }
        if let Some(tag) = &self.if_match {
            request = request.header(header::IF_MATCH, tag);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if !method.is_safe() {
            request = request.header("sec-fetch-site", "same-origin");
            if let Some(csrf) = &self.csrf {
                request = request.header("x-csrf-token", csrf);
            }
        }
        request
    }

    pub(crate) async fn run(&self, request: Request<Body>) -> Answer {
        let accept = request.headers().get(header::ACCEPT).map(|accept| accept.as_bytes().to_vec());
        let answer = self.ask(request).await;
        if accept.as_deref() == Some(b"text/html") {
            // Browsers get pages, wherever they look.
            return answer;
        }
        let (method, path) = answer.request.split_once(' ').unwrap();
        schema::check(self.document().await, &method.parse().unwrap(), path, &answer);
        answer
    }

    /// The OpenAPI document, the same for every server.
    async fn document(&self) -> &'static Value {
        static DOCUMENT: OnceCell<Value> = OnceCell::const_new();
        let read = async || {
            let request = Self::of(&self.router).request(Method::GET, "/api/v1/openapi.json");
            self.ask(request.body(Body::empty()).unwrap()).await.json()
        };
        DOCUMENT.get_or_init(read).await
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let shown = format!("{} {}", request.method(), request.uri().path());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let endless = parts
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        let text = if endless {
            String::new()
        } else {
            let bytes = to_bytes(body, 64 << 20).await.unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Answer { request: shown, status: parts.status, headers: parts.headers, text }
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) request: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn expect(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.request, self.text);
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.request, self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// `name=value` of the session cookie that the answer sets.
    pub(crate) fn cookie(&self) -> Option<String> {
        let cookie = self.header("set-cookie").split(';').next()?;
        (!cookie.is_empty()).then(|| cookie.to_owned())
    }

    /// The `type` of the problem document.
    #[track_caller]
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16(), "{self:?}");
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{self:?}");
        problem["type"].as_str().unwrap().to_owned()
    }
}
