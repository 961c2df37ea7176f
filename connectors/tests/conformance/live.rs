//! Platforms that announce news themselves, against servers that stream.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{SinkExt, StreamExt, stream};
use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_connectors::from_manifest;
use plaza_core::{Connector, ConnectorError, ConnectorFactory, FixedClock, News, SourceConfig};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response as Accepted};

use crate::harness::factory_of;
use crate::simulator::{NOW, TOKEN};

/// Longest time that a test waits for something that must arrive.
const PATIENCE: Duration = Duration::from_secs(30);

const HEAD: &str = r#"
format = 1
kind = "list"
place = "{{ config.url | place }}"
name = { en = "L", es = "L" }
summary = { en = "L.", es = "L." }

[[field]]
key = "url"
type = "url"
label = { en = "A", es = "A" }
help = { en = "A", es = "A" }

[[field]]
key = "token"
type = "secret"
label = { en = "A", es = "A" }
help = { en = "A", es = "A" }

[auth]
type = "bearer"
token = "{{ config.token }}"

[mention.item]
id = ".id"
text = ".text"

[[stream]]
name = "items"
mention = "item"
request = { url = "{{ config.url }}/items" }
"#;

/// What the connected clients get, by the address that they asked for, and what they carried.
#[derive(Default)]
struct Streams {
    wires: Vec<(String, UnboundedSender<String>)>,
    authorizations: Vec<Option<String>>,
}

type Shared = Arc<Mutex<Streams>>;

async fn events(State(streams): State<Shared>, uri: Uri, headers: HeaderMap) -> Response {
    let value = headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
    if value.as_deref() != Some(&format!("Bearer {TOKEN}")) {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "who are you" }))).into_response();
    }
    assert_eq!(headers["accept"], "text/event-stream");
    let (sender, receiver) = unbounded_channel();
    sender.send(":)\n".to_owned()).unwrap();
    {
        let mut streams = streams.lock().unwrap();
        streams.wires.push((uri.to_string(), sender));
        streams.authorizations.push(value);
    }
    let body = stream::unfold(receiver, |mut receiver: UnboundedReceiver<String>| async {
        let text = receiver.recv().await?;
        Some((Ok::<_, std::io::Error>(Bytes::from(text)), receiver))
    });
    ([("content-type", "text/event-stream")], Body::from_stream(body)).into_response()
}

async fn serve(router: Router<Shared>) -> (Shared, String) {
    let streams = Shared::default();
    let router = router.with_state(Arc::clone(&streams));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (streams, address)
}

/// A server that speaks WebSocket and nothing else.
async fn websockets() -> (Shared, String) {
    let streams = Shared::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let shared = Arc::clone(&streams);
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let streams = Arc::clone(&shared);
            tokio::spawn(async move {
                let (sender, mut receiver) = unbounded_channel::<String>();
                let note = |request: &Request, accepted: Accepted| {
                    let value = request.headers().get(AUTHORIZATION);
                    let mut streams = streams.lock().unwrap();
                    streams.wires.push((request.uri().to_string(), sender));
                    let value = value.map(|value| value.to_str().unwrap().to_owned());
                    streams.authorizations.push(value);
                    Ok(accepted)
                };
                let mut socket = tokio_tungstenite::accept_hdr_async(socket, note).await.unwrap();
                socket.send(Message::Ping(Bytes::from_static(b"?"))).await.unwrap();
                loop {
                    tokio::select! {
                        text = receiver.recv() => match text {
                            Some(text) => socket.send(Message::text(text)).await.unwrap(),
                            None => return socket.close(None).await.unwrap_or_default(),
                        },
                        answer = socket.next() => if !matches!(answer, Some(Ok(_))) { return },
                    }
                }
            });
        }
    });
    (streams, address)
}

fn fetcher() -> Fetcher {
    Fetcher::new(FetchSettings {
        min_delay: Duration::ZERO,
        ..FetchSettings::new("Plaza test", Arc::new(FixedClock::at(NOW)))
    })
}

fn open(
    factory: &dyn ConnectorFactory,
    values: &[(&str, &str)],
    allowed: Option<&str>,
) -> Box<dyn Connector> {
    let values: BTreeMap<String, String> =
        values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let config = SourceConfig::checked(factory.spec(), values, allowed.map(str::to_owned));
    factory.open(&config.unwrap()).unwrap()
}

/// A source of a small manifest with this `[[live]]`.
fn listed(live: &str, address: &str, token: &str) -> Box<dyn Connector> {
    let manifest = format!("{HEAD}[[live]]\n{live}");
    let factory = from_manifest("list.toml", &manifest, fetcher()).unwrap();
    let values = [("url", format!("http://{address}")), ("token", token.to_owned())];
    let values: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    open(factory.as_ref(), &values, Some(address))
}

async fn connect(connector: &dyn Connector) -> Result<Box<dyn News>, ConnectorError> {
    let connected = connector.listener().expect("it can listen").connect();
    tokio::time::timeout(PATIENCE, connected).await.unwrap()
}

async fn next(news: &mut dyn News) -> Result<(), ConnectorError> {
    tokio::time::timeout(PATIENCE, news.next()).await.unwrap()
}

impl Streams {
    /// The wires to addresses that hold `part`.
    fn wire(&self, part: &str) -> UnboundedSender<String> {
        let found = self.wires.iter().rev().find(|(address, _)| address.contains(part));
        found.unwrap_or_else(|| panic!("{part} was not asked for")).1.clone()
    }
}

const EVENTS: &str = "type = 'events'\nneeds = ['token']\n\
    request = { url = '{{ config.url }}/events' }\n\
    match = '.event == \"update\" and .data.n > 1'";

#[tokio::test]
async fn events_are_news_until_the_stream_is_dropped() {
    let (streams, address) = serve(Router::new().route("/events", get(events))).await;
    let connector = listed(EVENTS, &address, TOKEN);
    let mut news = connect(connector.as_ref()).await.unwrap();
    let wire = streams.lock().unwrap().wire("/events");
    let say = |text: &str| wire.send(text.to_owned()).unwrap();
    // Not news: another name, another content, no content, not JSON, a comment.
    for text in [
        "event: other\ndata: {\"n\":2}\n\n",
        "event: update\ndata: {\"n\":1}\n\n",
        "event: update\n\n",
        "data: {\"n\":2}\n\n",
        "event: update\ndata: hello\n\n",
        ": thump\n\n",
    ] {
        say(text);
    }
    // An event in pieces, over several lines.
    say("event: upd");
    say("ate\r\nid: 7\r\ndata: {\"n\":\r\nda");
    say("ta: 2}\r\n\r\n");
    assert_eq!(next(news.as_mut()).await, Ok(()));
    say("event: update\ndata: {\"n\":3}\n\nevent: update\ndata: {\"n\":1}\n\n");
    assert_eq!(next(news.as_mut()).await, Ok(()));
    drop(wire);
    streams.lock().unwrap().wires.clear();
    let error = next(news.as_mut()).await.unwrap_err();
    assert!(matches!(error, ConnectorError::Transient(_)), "{error:?}");
    // It connects again.
    let mut news = connect(connector.as_ref()).await.unwrap();
    let wire = streams.lock().unwrap().wire("/events");
    wire.send("event: update\ndata: {\"n\":4}\n\n".to_owned()).unwrap();
    assert_eq!(next(news.as_mut()).await, Ok(()));
}

#[tokio::test]
async fn an_endless_line_is_cut_off() {
    let (streams, address) = serve(Router::new().route("/events", get(events))).await;
    let connector = listed(EVENTS, &address, TOKEN);
    let mut news = connect(connector.as_ref()).await.unwrap();
    let wire = streams.lock().unwrap().wire("/events");
    for _ in 0..40 {
        wire.send("x".repeat(10_000)).unwrap();
    }
    let error = next(news.as_mut()).await.unwrap_err();
    assert!(matches!(error, ConnectorError::Malformed(_)), "{error:?}");
}

#[tokio::test]
async fn refusals_are_named_after_what_to_do() {
    let busy = || async { (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "90")], "slow down") };
    let router = Router::new().route("/events", get(events)).route("/busy", get(busy));
    let router = router.route("/plain", get(|| async { "hello" }));
    let (_, address) = serve(router).await;
    let refused = async |live: &str, token: &str| {
        connect(listed(live, &address, token).as_ref()).await.map(|_| ()).unwrap_err()
    };
    let error = refused(EVENTS, "another-token").await;
    assert!(matches!(error, ConnectorError::Unauthorized(_)), "{error:?}");
    let error = refused(&EVENTS.replace("/events", "/none"), TOKEN).await;
    assert!(matches!(error, ConnectorError::Gone(_)), "{error:?}");
    let error = refused(&EVENTS.replace("/events", "/busy"), TOKEN).await;
    let ConnectorError::RateLimited { until, .. } = error else { panic!("{error:?}") };
    assert_eq!(until, NOW + 90_000);
    let websocket = EVENTS.replace("'events'", "'websocket'");
    let error = refused(&websocket.replace("/events", "/plain"), TOKEN).await;
    assert!(matches!(error, ConnectorError::Malformed(_)), "no WebSocket lives there: {error:?}");
    assert!(listed(EVENTS, &address, "").listener().is_none(), "it needs the token");
}

#[tokio::test]
async fn messages_of_a_websocket_are_news() {
    let (streams, address) = websockets().await;
    let live = |credentials: bool| {
        format!(
            "type = 'websocket'\ncredentials = {credentials}\n\
             request = {{ url = '{{{{ config.url }}}}/subscribe', query = {{ of = 'posts' }} }}\n\
             match = '.data.n > 1'"
        )
    };
    let connector = listed(&live(false), &address, TOKEN);
    let mut news = connect(connector.as_ref()).await.unwrap();
    let wire = streams.lock().unwrap().wire("/subscribe?of=posts");
    for text in ["{\"n\":1}", "no JSON", "{\"n\":2}"] {
        wire.send(text.to_owned()).unwrap();
    }
    assert_eq!(next(news.as_mut()).await, Ok(()));
    wire.send("x".repeat(300_000)).unwrap();
    let error = next(news.as_mut()).await.unwrap_err();
    assert!(matches!(error, ConnectorError::Malformed(_)), "{error:?}");
    let connector = listed(&live(true), &address, TOKEN);
    let mut news = connect(connector.as_ref()).await.unwrap();
    streams.lock().unwrap().wires.clear();
    drop(wire);
    let error = next(news.as_mut()).await.unwrap_err();
    assert!(matches!(error, ConnectorError::Transient(_)), "{error:?}");
    let carried = streams.lock().unwrap().authorizations.clone();
    assert_eq!(carried, [None, Some(format!("Bearer {TOKEN}"))]);
}

#[tokio::test]
async fn mastodon_tells_of_the_hashtag_and_of_mentions() {
    let me = get(|| async { Json(json!({ "id": "1", "acct": "plaza" })) });
    let router = Router::new()
        .route("/api/v1/accounts/verify_credentials", me)
        .route("/api/v1/streaming/hashtag", get(events))
        .route("/api/v1/streaming/user/notification", get(events));
    let (streams, address) = serve(router).await;
    let factory = factory_of("mastodon", &fetcher());
    let url = format!("http://{address}");
    let values = [("url", url.as_str()), ("token", TOKEN), ("tag", "plaza")];
    let connector = open(factory.as_ref(), &values, Some(&address));
    let mut news = connect(connector.as_ref()).await.unwrap();
    let say = |part: &str, event: &str, data: &Value| {
        let wire = streams.lock().unwrap().wire(part);
        wire.send(format!("event: {event}\ndata: {data}\n\n")).unwrap();
    };
    say("/hashtag?tag=plaza", "update", &json!({ "id": "113000000000000001" }));
    assert_eq!(next(news.as_mut()).await, Ok(()));
    say("/user/notification", "notification", &json!({ "type": "favourite" }));
    say("/user/notification", "notification", &json!({ "type": "mention" }));
    assert_eq!(next(news.as_mut()).await, Ok(()));
    streams.lock().unwrap().wires.clear();
    assert!(next(news.as_mut()).await.is_err(), "a favourite was no news");
    let stranger = [("url", url.as_str()), ("tag", "plaza")];
    let connector = open(factory.as_ref(), &stranger, Some(&address));
    assert!(connector.listener().is_none());
}

#[tokio::test]
async fn bluesky_tells_of_words_and_of_our_account() {
    let session = || async { Json(json!({ "did": "did:plc:us", "handle": "us.example" })) };
    let log_in = || async { Json(json!({ "accessJwt": "a", "refreshJwt": "r" })) };
    let router = Router::new()
        .route("/xrpc/com.atproto.server.createSession", post(log_in))
        .route("/xrpc/com.atproto.server.getSession", get(session));
    let (streams, jetstream) = websockets().await;
    let (_, server) = serve(router).await;
    let factory = factory_of("bluesky", &fetcher());
    let both = format!("{server},{jetstream}");
    let (server, jetstream) = (format!("http://{server}"), format!("http://{jetstream}"));
    let values = [
        ("handle", "us.example"),
        ("password", TOKEN),
        ("query", "square OR \"Plaza Mayor\""),
        ("server", server.as_str()),
        ("jetstream", jetstream.as_str()),
    ];
    let connector = open(factory.as_ref(), &values, Some(&both));
    let mut news = connect(connector.as_ref()).await.unwrap();
    let wire = streams.lock().unwrap().wire("/subscribe?wantedCollections=app.bsky.feed.post");
    let say = |operation: &str, record: &Value| {
        let commit =
            json!({ "operation": operation, "collection": "app.bsky.feed.post", "record": record });
        let event =
            json!({ "did": "did:plc:ana", "time_us": 1, "kind": "commit", "commit": commit });
        wire.send(event.to_string()).unwrap();
    };
    for record in [
        json!({ "text": "On the SQUARE" }),
        json!({ "text": "Hi", "reply": { "parent": { "uri": "at://did:plc:us/app.bsky.feed.post/1" } } }),
        json!({ "text": "Hi", "facets": [{ "features": [{ "did": "did:plc:us" }] }] }),
    ] {
        wire.send(json!({ "kind": "identity", "did": "did:plc:us" }).to_string()).unwrap();
        say("create", &json!({ "text": "Nothing or so" }));
        say("delete", &json!(null));
        say("create", &record);
        assert_eq!(next(news.as_mut()).await, Ok(()), "{record}");
    }
    say("create", &json!({ "text": "Nothing at all" }));
    streams.lock().unwrap().wires.clear();
    drop(wire);
    assert!(next(news.as_mut()).await.is_err(), "that was no news");
    assert_eq!(streams.lock().unwrap().authorizations, [None], "the token stays at home");
    let connector = open(factory.as_ref(), &values[..4], Some(&both));
    assert!(connector.listener().is_none(), "only where an address was entered");
}

#[test]
fn other_kinds_of_connections_are_refused() {
    let bad = format!("{HEAD}[[live]]\ntype = 'carrier pigeon'\nrequest = {{ url = 'x' }}");
    let error = from_manifest("list.toml", &bad, fetcher()).map(|_| ()).unwrap_err();
    assert!(error.message.contains("unknown variant"), "{error}");
}
