//! Tokens that are fetched, renewed and signed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Form, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_connectors::from_manifest;
use plaza_core::{ConnectorError, ConnectorFactory, FixedClock, SourceConfig};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::simulator::NOW;

const SECRET: &str = "cl1ent-s3cret-value";

#[derive(Default)]
struct Server {
    /// Forms that the token address received.
    grants: Vec<BTreeMap<String, String>>,
    /// The credentials with which the API was called.
    used: Vec<String>,
    refuses: bool,
    /// The `User-Agent` headers that the token address received.
    agents: Vec<String>,
    /// Access tokens below this number count as invalid.
    known_from: usize,
}

type Shared = Arc<Mutex<Server>>;

async fn token(
    State(server): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let mut server = server.lock().unwrap();
    let basic = format!("Basic {}", STANDARD.encode(format!("plaza:{SECRET}")));
    let is_signed = form.contains_key("assertion");
    let is_known = headers.get(AUTHORIZATION).is_some_and(|value| value == basic.as_str());
    server.grants.push(form);
    server.agents.push(headers["user-agent"].to_str().unwrap().to_owned());
    if server.refuses || !(is_known || is_signed) {
        let body = json!({ "error": "invalid_grant", "error_description": format!("{SECRET} is not valid") });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    let n = server.grants.len();
    Json(json!({ "access_token": format!("access-{n}"), "token_type": "Bearer",
        "expires_in": 3600, "refresh_token": format!("refresh-{n}") }))
    .into_response()
}

/// A request without a valid token is treated as anonymous here, and may read.
async fn who(State(server): State<Shared>, headers: HeaderMap) -> Json<Value> {
    let value = headers.get(AUTHORIZATION).map_or("", |value| value.to_str().unwrap());
    let number = value.strip_prefix("Bearer access-").and_then(|n| n.parse::<usize>().ok());
    let is_known = number.is_some_and(|n| n >= server.lock().unwrap().known_from);
    Json(json!({ "me": is_known.then_some("plaza") }))
}

async fn list(State(server): State<Shared>, headers: HeaderMap) -> Json<Value> {
    let value = headers.get(AUTHORIZATION).map_or("", |value| value.to_str().unwrap());
    server.lock().unwrap().used.push(value.to_owned());
    Json(json!([{ "id": 1, "text": "Hi" }]))
}

struct Bench {
    server: Shared,
    clock: Arc<FixedClock>,
    factory: Box<dyn ConnectorFactory>,
    config: SourceConfig,
}

impl Bench {
    async fn of(auth: &str, secret: &str) -> Self {
        let server = Shared::default();
        let router = Router::new()
            .route("/token", post(token))
            .route("/list", get(list))
            .route("/who", get(who))
            .with_state(Arc::clone(&server));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let clock = Arc::new(FixedClock::at(NOW));
        let fetcher = Self::fetcher(&clock);
        let factory = from_manifest("list.toml", &Self::manifest(auth), fetcher).unwrap();
        let values = BTreeMap::from([
            ("url".to_owned(), format!("http://{address}")),
            ("secret".to_owned(), secret.to_owned()),
        ]);
        let config = SourceConfig::checked(factory.spec(), values, Some(address)).unwrap();
        Self { server, clock, factory, config }
    }

    fn fetcher(clock: &Arc<FixedClock>) -> Fetcher {
        Fetcher::new(FetchSettings {
            min_delay: Duration::ZERO,
            ..FetchSettings::new("Plaza test", Arc::clone(clock) as _)
        })
    }

    fn manifest(auth: &str) -> String {
        let field = |key: &str, kind: &str| {
            format!(
                "[[field]]\nkey = '{key}'\ntype = '{kind}'\nlabel = {{ en = 'A', es = 'A' }}\nhelp = {{ en = 'A', es = 'A' }}\n"
            )
        };
        format!(
            "format = 1\nkind = 'list'\nplace = '{{{{ config.url | place }}}}'\n\
             name = {{ en = 'L', es = 'L' }}\nsummary = {{ en = 'L', es = 'L' }}\n{}{}\
             [auth]\n{auth}\n[mention.item]\nid = '.id'\ntext = '.text'\n\
             [[stream]]\nname = 's'\nmention = 'item'\nrequest = {{ url = '{{{{ config.url }}}}/list' }}",
            field("url", "url"),
            field("secret", "secret"),
        )
    }

    /// Collects with a fresh connector.
    async fn collect(&self) -> Result<usize, ConnectorError> {
        let connector = self.factory.open(&self.config).unwrap();
        connector.collect(None).await.map(|page| page.mentions.len())
    }

    fn used(&self) -> Vec<String> {
        self.server.lock().unwrap().used.clone()
    }
}

#[tokio::test]
async fn client_credentials_are_exchanged_once_per_lifetime() {
    let auth = "type = 'oauth2_client_credentials'\ntoken_url = '{{ config.url }}/token'\n\
                client_id = 'plaza'\nclient_secret = '{{ config.secret }}'\nscopes = ['read']";
    let bench = Bench::of(auth, SECRET).await;
    for _ in 0..3 {
        assert_eq!(bench.collect().await, Ok(1));
    }
    bench.clock.advance(3_600_000);
    assert_eq!(bench.collect().await, Ok(1));
    assert_eq!(
        bench.used(),
        ["Bearer access-1", "Bearer access-1", "Bearer access-1", "Bearer access-2"]
    );
    {
        let server = bench.server.lock().unwrap();
        let first = &server.grants[0];
        assert_eq!(first["grant_type"], "client_credentials");
        assert_eq!(first["scope"], "read");
        assert!(!first.contains_key("client_secret"));
    }
    bench.server.lock().unwrap().refuses = true;
    bench.clock.advance(3_600_000);
    let error = bench.collect().await.unwrap_err();
    let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
    assert!(
        message.contains("connect the account again") && !message.contains(SECRET),
        "{message}"
    );
}

#[tokio::test]
async fn a_users_password_is_exchanged_where_it_was_entered() {
    let auth = |user: &str| {
        format!(
            "type = 'oauth2_client_credentials'\ntoken_url = '{{{{ config.url }}}}/token'\n\
             client_id = 'plaza'\nclient_secret = '{{{{ config.secret }}}}'\nuser = '{user}'\n\
             password = '{{{{ config.secret }}}}'\nscopes = ['read']\n[headers]\n\
             User-Agent = 'server:plaza:v1 (by /u/ana)'\nAccept = 'text/html'"
        )
    };
    let bench = Bench::of(&auth("ana"), SECRET).await;
    assert_eq!(bench.collect().await, Ok(1));
    {
        let server = bench.server.lock().unwrap();
        let grant = &server.grants[0];
        let fields = ["grant_type", "username", "password", "scope"].map(|key| grant[key].as_str());
        assert_eq!(fields, ["password", "ana", SECRET, "read"]);
        assert_eq!(server.agents, ["server:plaza:v1 (by /u/ana)"]);
    }
    let bench = Bench::of(&auth(""), SECRET).await;
    assert_eq!(bench.collect().await, Ok(1));
    assert_eq!(bench.server.lock().unwrap().grants[0]["grant_type"], "client_credentials");
    let half = auth("ana").replace("password =", "#");
    let fetcher = Bench::fetcher(&bench.clock);
    let error = from_manifest("x.toml", &Bench::manifest(&half), fetcher).map(|_| ());
    assert!(error.unwrap_err().message.contains("needs `password`"));
}

#[tokio::test]
async fn whoever_is_taken_for_a_stranger_signs_in_again_once() {
    let auth = "type = 'oauth2_client_credentials'\ntoken_url = '{{ config.url }}/token'\n\
                client_id = 'plaza'\nclient_secret = '{{ config.secret }}'\n\
                [account]\nneeds = ['url|secret']\nrequest = { url = '{{ config.url }}/who' }\n\
                select = '.me'";
    // The server forgets the first token early.
    let bench = Bench::of(auth, SECRET).await;
    bench.server.lock().unwrap().known_from = 2;
    assert_eq!(bench.collect().await, Ok(1));
    assert_eq!(bench.used(), ["Bearer access-2"]);
    let bench = Bench::of(auth, SECRET).await;
    bench.server.lock().unwrap().known_from = usize::MAX;
    let error = bench.collect().await.unwrap_err();
    let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("takes us for a stranger"), "{message}");
    assert_eq!(bench.server.lock().unwrap().grants.len(), 2, "not a third time");
}

#[tokio::test]
async fn a_refresh_token_that_changes_is_followed() {
    let auth = "type = 'oauth2_authorization_code'\ntoken_url = '{{ config.url }}/token'\n\
                client_id = 'plaza'\nclient_secret = 'cl1ent-s3cret-value'\n\
                refresh_token = '{{ config.secret }}'\n\
                authorize_url = '{{ config.url }}/sign-in'\nscopes = ['read']";
    let bench = Bench::of(auth, "refresh-0").await;
    for n in 1..=3 {
        let connector = bench.factory.open(&bench.config).unwrap();
        assert_eq!(connector.collect(None).await.map(|page| page.mentions.len()), Ok(1));
        let changed = BTreeMap::from([("secret".to_owned(), format!("refresh-{n}"))]);
        assert_eq!(connector.changed_secrets(), changed);
        bench.clock.advance(3_600_000);
    }
    {
        let server = bench.server.lock().unwrap();
        let sent: Vec<_> =
            server.grants.iter().map(|form| form["refresh_token"].as_str()).collect();
        assert_eq!(sent, ["refresh-0", "refresh-1", "refresh-2"]);
    }

    let redirect = "http://localhost/plaza";
    let connecting = bench.factory.authorize(&bench.config, redirect).unwrap().unwrap();
    let asked: BTreeMap<_, _> = connecting.url().query_pairs().into_owned().collect();
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!((asked["redirect_uri"].as_str(), asked["scope"].as_str()), (redirect, "read"));
    let back = |state: &str| format!("{redirect}?code=c0de&state={state}");
    let message = connecting.finish(&back("other")).await.unwrap_err().to_string();
    assert!(message.contains("another sign-in"), "{message}");
    let message = connecting.finish(&format!("{redirect}?error=access_denied")).await.unwrap_err();
    assert!(message.to_string().contains("access_denied"), "{message}");
    let secrets = connecting.finish(&back(&asked["state"])).await.unwrap();
    assert_eq!(secrets, BTreeMap::from([("secret".to_owned(), "refresh-4".to_owned())]));
    let server = bench.server.lock().unwrap();
    let last = server.grants.last().unwrap();
    assert_eq!(
        (last["grant_type"].as_str(), last["code"].as_str()),
        ("authorization_code", "c0de")
    );
    assert!(last["code_verifier"].len() >= 43);
}

#[tokio::test]
async fn a_jwt_is_signed_with_the_key_and_exchanged_where_asked() {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random)
            .unwrap();
    let kind = "PRIVATE KEY";
    let pem = format!(
        "-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n",
        STANDARD.encode(document.as_ref())
    );
    let auth = "type = 'jwt'\nalgorithm = 'ES256'\nkey = '{{ config.secret }}'\nkey_id = 'K1'\n\
                claims = { iss = 'issuer', aud = 'appstoreconnect-v1' }\nlifetime = '20m'";
    let bench = Bench::of(auth, &pem).await;
    assert_eq!(bench.collect().await, Ok(1));
    let used = bench.used();
    let jwt = used[0].strip_prefix("Bearer ").unwrap();
    // An uncompressed point: 4, x, y.
    let point = pair.public_key().as_ref();
    let coordinate = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point[range]);
    let key = DecodingKey::from_ec_components(&coordinate(1..33), &coordinate(33..65)).unwrap();
    let mut rules = Validation::new(Algorithm::ES256);
    rules.validate_exp = false;
    rules.set_audience(&["appstoreconnect-v1"]);
    let read = jsonwebtoken::decode::<Value>(jwt, &key, &rules).unwrap();
    assert_eq!(read.header.kid.as_deref(), Some("K1"));
    assert_eq!(read.claims["iss"], "issuer");
    let times = (read.claims["iat"].as_i64(), read.claims["exp"].as_i64());
    assert_eq!(times, (Some(NOW / 1000), Some(NOW / 1000 + 1200)));

    let exchanged = format!("{auth}\ntoken_url = '{{{{ config.url }}}}/token'");
    let bench = Bench::of(&exchanged, &pem).await;
    assert_eq!(bench.collect().await, Ok(1));
    assert_eq!(bench.used(), ["Bearer access-1"]);

    let bench = Bench::of(auth, "no key at all").await;
    let error = bench.collect().await.unwrap_err();
    let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
    assert!(message.contains("cannot sign") && !message.contains("no key at all"), "{message}");
}
