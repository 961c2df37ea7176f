//! Secrets go to the servers that they were entered for, wherever a platform leads, and every setting
//! that leads elsewhere is known to do so.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, LINK, LOCATION};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_connectors::{from_manifest, registry};
use plaza_core::{Connector, ConnectorFactory, ConnectorSpec, FieldKind, FixedClock, SourceConfig};
use serde_json::json;
use tokio::net::TcpListener;

use crate::simulator::{NOW, Platform};

/// A secret that no other text holds.
const CANARY: &str = "canary-5e11-do-not-carry-abroad";

/// A server that writes down everything it is asked.
struct Trap {
    address: String,
    asked: Arc<Mutex<Vec<(Parts, String)>>>,
}

impl Trap {
    async fn start(answer: impl Fn(&Parts) -> Response + Clone + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked: Arc<Mutex<Vec<(Parts, String)>>> = Arc::default();
        let log = Arc::clone(&asked);
        let router = Router::new().fallback(move |request: Request| {
            let (log, answer) = (Arc::clone(&log), answer.clone());
            async move {
                let (parts, body) = request.into_parts();
                let body = to_bytes(body, 1 << 20).await.unwrap();
                let answered = answer(&parts);
                log.lock().unwrap().push((parts, String::from_utf8_lossy(&body).into_owned()));
                answered
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, asked }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// Everything that arrived, with what was encoded in it.
    fn heard(&self) -> String {
        let mut heard = String::new();
        for (parts, body) in self.asked.lock().unwrap().iter() {
            heard.push_str(&format!("{} {} {body} ", parts.method, parts.uri));
            let decoded =
                url::form_urlencoded::parse(parts.uri.path().as_bytes()).collect::<Vec<_>>();
            heard.push_str(&format!("{decoded:?} "));
            for (name, value) in &parts.headers {
                heard.push_str(&format!("{name}: {} ", String::from_utf8_lossy(value.as_bytes())));
            }
            let basic = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
            let basic = basic.and_then(|value| value.strip_prefix("Basic "));
            let open = basic.and_then(|value| STANDARD.decode(value).ok()).unwrap_or_default();
            heard.push_str(&String::from_utf8_lossy(&open));
        }
        heard
    }
}

/// Leads every request to a page of another server.
fn redirects_to(base: String) -> impl Fn(&Parts) -> Response + Clone + Send + Sync + 'static {
    move |_: &Parts| {
        (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, format!("{base}/list"))]).into_response()
    }
}

/// Answers a page of everything, whose next page is on another server in every way to say so.
fn pages_on(base: String) -> impl Fn(&Parts) -> Response + Clone + Send + Sync + 'static {
    move |_: &Parts| {
        let next = format!("{base}/next?page=2");
        let record = json!({ "id": "1", "url": next, "permalink": next, "created_at": "2026-01-01T00:00:00Z" });
        let page = json!({
            "access_token": "t", "accessJwt": "t", "jwt": "t", "token": "t", "token_type": "bearer",
            "next": next, "next_page": next, "links": { "next": next }, "paging": { "next": next },
            "meta": { "next": next }, "items": [record], "data": [record], "results": [record],
        });
        ([(LINK, format!("<{next}>; rel=\"next\""))], Json(page)).into_response()
    }
}

fn fetcher() -> Fetcher {
    Fetcher::new(FetchSettings {
        min_delay: Duration::ZERO,
        backoff: Duration::from_millis(1),
        retries: 0,
        ..FetchSettings::new("Plaza/0.1 (test)", Arc::new(FixedClock::at(NOW)) as _)
    })
}

fn open(
    factory: &dyn ConnectorFactory,
    values: Vec<(&str, String)>,
    servers: [&Trap; 2],
) -> Box<dyn Connector> {
    let values = values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    // Both may be reached, so that nothing but the secrets' own rule keeps them back.
    let allowed = servers.map(|server| server.address.clone()).join(",");
    let config = SourceConfig::checked(factory.spec(), values, Some(allowed)).unwrap();
    factory.open(&config).unwrap()
}

/// Tests and collects against a server that leads elsewhere in every way it can.
pub(crate) async fn secrets_stay_with_their_server<P: Platform>() {
    for redirects in [true, false] {
        let abroad = Trap::start(pages_on("http://127.0.0.1:9".to_owned())).await;
        let home = match redirects {
            true => Trap::start(redirects_to(abroad.url())).await,
            false => Trap::start(pages_on(abroad.url())).await,
        };
        let factory = P::factory(fetcher());
        let connector = open(factory.as_ref(), P::settings(&home.url()), [&home, &abroad]);
        let _ = connector.check().await;
        let mut cursor = None;
        for _ in 0..4 {
            let Ok(page) = connector.collect(cursor.as_deref()).await else { break };
            cursor = page.cursor;
        }
        assert!(home.count() > 0, "nothing was asked");
        let heard = abroad.heard();
        let secret = P::secret().replace("\\n", "\n");
        let mut lines = secret.lines().filter(|line| line.len() > 16 && !line.contains("-----"));
        assert!(!lines.any(|line| heard.contains(line)), "{heard}");
    }
}

/// The kinds that are no manifests.
#[tokio::test]
async fn a_redirect_carries_no_password_and_no_token() {
    let cases = [
        ("feed", [("user", "ana"), ("password", CANARY)], "url"),
        ("wordpress", [("user", "ana"), ("password", CANARY)], "url"),
        ("matrix", [("token", CANARY), ("room", "!a:b")], "homeserver"),
    ];
    for (kind, values, address) in cases {
        let abroad = Trap::start(pages_on("http://127.0.0.1:9".to_owned())).await;
        let home = Trap::start(redirects_to(abroad.url())).await;
        let factories = registry(&fetcher());
        let factory = factories.iter().find(|factory| factory.spec().kind == kind).unwrap();
        let mut values: Vec<_> = values.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
        values.push((address, home.url()));
        let connector = open(factory.as_ref(), values, [&home, &abroad]);
        let _ = connector.check().await;
        let _ = connector.collect(None).await;
        assert!(home.heard().contains(CANARY), "{kind} never used its secret");
        assert!(
            abroad.count() > 0 && !abroad.heard().contains(CANARY),
            "{kind}: {}",
            abroad.heard()
        );
    }
}

const MANIFEST: &str = r#"
format = 1
kind = "regions"
place = "regions"
name = { en = "R", es = "R" }
summary = { en = "R.", es = "R." }

[[field]]
key = "url"
type = "url"
label = { en = "A", es = "A" }
help = { en = "A", es = "A" }

[[field]]
key = "region"
type = "text"
default = "eu"
label = { en = "R", es = "R" }
help = { en = "R", es = "R" }

[[field]]
key = "query"
type = "text"
label = { en = "Q", es = "Q" }
help = { en = "Q", es = "Q" }

[[field]]
key = "token"
type = "secret"
required = true
label = { en = "T", es = "T" }
help = { en = "T", es = "T" }

[auth]
type = "header"
name = "x-key"
value = "{{ config.token }}"

[check]
request = { url = "https://{{ config.region }}.api.example/me" }
message = "ok"

[mention.item]
id = ".id"
text = ".text"

[[stream]]
name = "s"
mention = "item"
request = { url = "{{ config.url }}/list", query = { q = "{{ config.query }}" } }
records = ".items[]"
pagination = { type = "next_url", next = ".next" }
"#;

/// After a redirect the answer is another server's; the page that it names is not asked with the
/// secret.
#[tokio::test]
async fn a_page_behind_a_redirect_does_not_get_the_secret() {
    let abroad = Trap::start(|parts: &Parts| {
        let next = if parts.uri.query().is_some_and(|query| query.contains("page")) {
            ""
        } else {
            "/list?page=2"
        };
        Json(json!({ "items": [{ "id": parts.uri.to_string(), "text": "x" }], "next": next }))
            .into_response()
    })
    .await;
    let home = Trap::start(redirects_to(abroad.url())).await;
    let factory = from_manifest("regions.toml", MANIFEST, fetcher()).unwrap();
    let values = vec![("url", home.url()), ("token", CANARY.to_owned())];
    let connector = open(factory.as_ref(), values, [&home, &abroad]);
    let mut cursor = None;
    let mut error = None;
    for _ in 0..3 {
        match connector.collect(cursor.as_deref()).await {
            Ok(page) => cursor = page.cursor,
            Err(why) => error = Some(why.to_string()),
        }
    }
    assert!(home.heard().contains(CANARY));
    assert!(abroad.count() > 0 && !abroad.heard().contains(CANARY), "{}", abroad.heard());
    let error = error.unwrap_or_default();
    assert!(
        error.contains(&abroad.address) && error.contains("enter the secrets again"),
        "{error}"
    );
}

/// The same host without TLS is another server.
#[tokio::test]
async fn a_secret_for_https_is_not_sent_in_the_clear() {
    let trap = Trap::start(|_: &Parts| "x".into_response()).await;
    let source = fetcher().for_source(Some(&trap.address));
    let source = source.only_to([format!("https://{}", trap.address)].into());
    let plain = url::Url::parse(&trap.url()).unwrap();
    for method in [Method::GET, Method::POST] {
        let sent = source.request(method, plain.clone()).basic("ana", CANARY).send().await;
        assert!(sent.unwrap_err().to_string().contains("secrets are not sent"));
    }
    assert!(source.get(plain).bearer(CANARY).lines("text/event-stream").await.is_err());
    assert_eq!(trap.count(), 0);
}

/// Whether a field says where its source is, or how it is reached.
fn is_address(key: &str, kind: FieldKind) -> bool {
    let ends = ["_host", "_port", "_security"];
    kind == FieldKind::Url || ends.iter().any(|end| key.ends_with(end))
}

/// Values that fill a form, as its own placeholders propose.
fn proposed(spec: &ConnectorSpec) -> BTreeMap<String, String> {
    let value = |kind, default: Option<&str>, placeholder: &str| match (kind, default) {
        (_, Some(default)) => default.to_owned(),
        (FieldKind::Url, None) => "https://one.example/base".to_owned(),
        (FieldKind::Secret, None) => CANARY.to_owned(),
        (FieldKind::Number { min, .. }, None) => min.max(1).to_string(),
        (FieldKind::Bool, None) => "true".to_owned(),
        _ => placeholder.to_owned(),
    };
    let fields = spec.fields.iter();
    fields.map(|f| (f.key.to_owned(), value(f.kind, f.default, f.placeholder))).collect()
}

#[test]
fn every_field_that_leads_elsewhere_is_known_to_do_so() {
    let mut moved = 0;
    for factory in registry(&fetcher()) {
        let spec = factory.spec();
        let of = |values: &BTreeMap<String, String>| {
            let shown = SourceConfig::without_secrets(spec, values, None);
            factory.destinations(&shown)
        };
        let before = proposed(spec);
        let right = of(&before);
        for field in spec.fields.iter().filter(|field| is_address(field.key, field.kind)) {
            let base = before[field.key].clone();
            let others: Vec<String> = match field.kind {
                FieldKind::Url => {
                    let uri: Uri = base.parse().unwrap();
                    let host = uri.authority().unwrap().to_string();
                    let plain = base.replace("https://", "http://");
                    let port = base.replace(&host, &format!("{host}:8443"));
                    vec!["https://evil.example".to_owned(), plain, port, String::new()]
                }
                FieldKind::Number { .. } => vec!["2525".to_owned()],
                _ if field.key.ends_with("security") => {
                    vec!["starttls".to_owned(), "none".to_owned()]
                }
                _ => vec!["evil.example".to_owned(), String::new()],
            };
            for other in others {
                let mut values = before.clone();
                values.insert(field.key.to_owned(), other.clone());
                assert_ne!(of(&values), right, "{}: {} = {other}", spec.kind, field.key);
                moved += 1;
            }
        }
        let mut renamed = before.clone();
        for secret in spec.fields.iter().filter(|field| field.kind == FieldKind::Secret) {
            renamed.insert(secret.key.to_owned(), "another".to_owned());
        }
        assert_eq!(of(&renamed), right, "{}: a secret is no address", spec.kind);
    }
    assert!(moved > 90, "{moved}");
}

#[test]
fn a_host_made_of_fields_is_a_destination() {
    let factory = from_manifest("regions.toml", MANIFEST, fetcher()).unwrap();
    let of = |url: &str, region: &str, query: &str| {
        let values = [("url", url), ("region", region), ("query", query)];
        let values = values.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let config = SourceConfig::without_secrets(factory.spec(), &values, None);
        factory.destinations(&config)
    };
    let right = of("https://a.example", "eu", "x");
    let servers: Vec<&str> = right.servers().collect();
    assert_eq!(servers, ["https://a.example:443", "https://eu.api.example:443"]);
    assert_ne!(of("https://a.example", "evil.example/", "x"), right);
    assert_ne!(of("https://a.example", "us", "x"), right);
    assert_ne!(of("https://b.example", "eu", "x"), right);
    assert_eq!(of("https://a.example/path", "eu", "y"), right, "the same servers");
}

#[test]
fn a_host_that_only_an_answer_knows_is_refused_where_there_are_secrets() {
    for url in ["https://{{ me.host }}/x", "{% if config.query %}https://a.example{% endif %}/x"] {
        let text = MANIFEST.replace("{{ config.url }}/list", url);
        let error = from_manifest("regions.toml", &text, fetcher()).err().unwrap();
        assert!(error.message.contains("the host of an address"), "{error}");
        assert_eq!(error.line, 50, "{error}");
    }
}
