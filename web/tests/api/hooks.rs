//! Deliveries of webhooks, over real connections to the whole server.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use plaza_core::Role;
use plaza_web::WebSettings;
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::board_browser::Browser;
use crate::server::{NOW, Server};

const SECRET: &str = "whsec_c2VjcmV0LWtleS1mb3ItdGVzdHM=";

/// A server that listens, and a source of each kind.
struct Scene {
    server: Server,
    port: u16,
}

impl Scene {
    async fn start() -> Self {
        let server = Server::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = plaza_web::serve(listener, server.state.clone(), std::future::pending());
        tokio::spawn(serving);
        Self { server, port }
    }

    /// A source of this kind; its id.
    async fn source(&self, kind: &str, mapping: &str) -> i64 {
        let admin = self.server.program(Role::Admin).await;
        let values = json!({ "place": kind, "secret": SECRET, "mapping": mapping });
        let source = json!({ "kind": kind, "name": kind, "values": values });
        let made = admin.post("/api/v1/sources", source).await.expect(StatusCode::CREATED);
        made.json()["id"].as_i64().unwrap()
    }

    async fn post(&self, id: i64, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let mut head = format!(
            "POST /hooks/{id} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }

    /// A delivery signed as Standard Webhooks does.
    async fn send(&self, source: i64, id: &str, at: i64, body: &str) -> u16 {
        let at = at.to_string();
        let signature = standard(id, &at, body);
        let headers =
            [("webhook-id", id), ("webhook-timestamp", &at), ("webhook-signature", &signature)];
        self.post(source, &headers, body).await.0
    }

    async fn mentions(&self) -> i64 {
        self.server.store().docs_count().await.unwrap()
    }
}

fn hmac256(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

fn standard(id: &str, at: &str, body: &str) -> String {
    let signed = hmac256(b"secret-key-for-tests", format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(signed))
}

#[tokio::test]
async fn a_delivery_is_taken_once_and_in_time() {
    let scene = Scene::start().await;
    let id = scene.source("webhook", "").await;
    let now = NOW / 1000;
    let body = r#"[{"id":"1","text":"No carga la batería"},{"text":"sin id"}]"#;
    assert_eq!(scene.send(id, "m1", now, body).await, 200);
    assert_eq!(scene.mentions().await, 1);
    let quarantine =
        scene.server.store().listen().quarantine(Some(id.into()), None, 10).await.unwrap();
    assert_eq!(&*quarantine[0].reason, "`id` is missing or empty");
    let source = scene.server.store().listen().source(id.into()).await.unwrap().unwrap();
    assert_eq!(source.last_success_at, Some(NOW));

    assert_eq!(scene.send(id, "m1", now, body).await, 401, "replayed");
    assert_eq!(scene.send(id, "m2", now - 301, body).await, 401, "late");
    assert_eq!(scene.send(id, "m3", now + 301, body).await, 401, "from the future");
    assert_eq!(scene.send(id, "m4", now - 299, body).await, 200, "the same words are known");
    assert_eq!(scene.mentions().await, 1);
    let at = now.to_string();
    let good = standard("m5", &at, body);
    let altered = body.replace("No carga", "Carga bien");
    let signed = [
        ("webhook-id", "m5"),
        ("webhook-timestamp", at.as_str()),
        ("webhook-signature", good.as_str()),
    ];
    let (status, refused) = scene.post(id, &signed, &altered).await;
    assert_eq!(status, 401, "altered");
    let (status, unsigned) = scene.post(id, &[], body).await;
    assert_eq!(status, 401, "unsigned");
    let (status, unknown) = scene.post(987_654, &signed, body).await;
    assert_eq!(status, 401, "no such source");
    let problem = |answer: &str| answer.split("\r\n\r\n").nth(1).unwrap().to_owned();
    assert_eq!(problem(&refused), problem(&unsigned));
    assert_eq!(problem(&refused), problem(&unknown), "the answer tells nothing");

    // Still within five minutes, but taken before: the memory outlives the signature.
    scene.server.clock.advance(240_000);
    assert_eq!(scene.send(id, "m1", now, body).await, 401, "replayed later");
    assert_eq!(scene.post(id, &signed, body).await.0, 200, "what was refused may come as it was");
}

#[tokio::test]
async fn a_source_that_cannot_take_it_is_asked_again() {
    let scene = Scene::start().await;
    let id = scene.source("webhook", "").await;
    let admin = scene.server.program(Role::Admin).await;
    let feed = json!({ "kind": "feed", "name": "f", "values": { "url": "https://a.example/f" } });
    let feed = admin.post("/api/v1/sources", feed).await.json()["id"].as_i64().unwrap();
    let now = NOW / 1000;
    let body = r#"{"id":"1","text":"Hola"}"#;
    assert_eq!(scene.send(feed, "m", now, body).await, 401, "a source that asks by itself");
    scene
        .server
        .engine()
        .listen()
        .pause_source(&plaza_engine::Actor::system(), plaza_core::SourceId::from(id), true)
        .await
        .unwrap();
    assert_eq!(scene.send(id, "m", now, body).await, 503);
    scene
        .server
        .engine()
        .listen()
        .pause_source(&plaza_engine::Actor::system(), plaza_core::SourceId::from(id), false)
        .await
        .unwrap();
    assert_eq!(scene.send(id, "m", now, body).await, 200);
    let large = format!(r#"{{"id":"2","text":"{}"}}"#, "a".repeat(1 << 20));
    assert_eq!(scene.send(id, "m2", now, &large).await, 413);
    assert_eq!(scene.send(id, "m3", now, "{").await, 200, "quarantined, not lost");
    assert_eq!(scene.server.store().listen().quarantine_count(id.into()).await.unwrap(), 1);
    let collected =
        scene.server.engine().listen().collect_now(&plaza_engine::Actor::system(), id.into()).await;
    assert_eq!(collected.unwrap().items.read, 0, "nothing to ask for");
}

#[tokio::test]
async fn platforms_deliver_in_their_own_way() {
    let scene = Scene::start().await;
    let typeform = scene.source("typeform", "").await;
    let answers = json!([{ "type": "text", "text": "Un modo oscuro", "field": { "id": "t", "type": "long_text" } }]);
    let body = json!({ "event_id": "e", "event_type": "form_response",
        "form_response": { "token": "tok", "submitted_at": "2026-09-20T10:00:00Z",
            "definition": { "title": "NPS", "fields": [] }, "answers": answers } })
    .to_string();
    let signature =
        format!("sha256={}", STANDARD.encode(hmac256(SECRET.as_bytes(), body.as_bytes())));
    let headers = [("Typeform-Signature", signature.as_str())];
    assert_eq!(scene.post(typeform, &headers, &body).await.0, 200);
    assert_eq!(scene.post(typeform, &headers, &body).await.0, 401, "replayed");
    let (typeform_signature, typeform_body) = (signature, body);

    let intercom = scene.source("intercom", "").await;
    let body = json!({ "topic": "conversation.user.created", "data": { "item": { "id": "77",
        "created_at": 1_790_000_000, "source": { "body": "<p>No puedo entrar</p>",
            "author": { "type": "user", "id": "u", "email": "ana@example.org" } } } } })
    .to_string();
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
    let signature = format!("sha1={hex}");
    assert_eq!(scene.post(intercom, &[("X-Hub-Signature", &signature)], &body).await.0, 200);
    let wrong = format!("sha1={}", hex.replace(&hex[..1], "0"));
    let other = scene.post(intercom, &[("X-Hub-Signature", &wrong)], &body).await.0;
    assert_eq!(other, 401);

    let formbricks = scene.source("formbricks", "").await;
    let body = json!({ "event": "responseFinished", "data": { "id": "r", "createdAt": "2026-09-20T10:00:00Z",
        "data": { "q": "Demasiado lento" } } })
    .to_string();
    assert_eq!(scene.send(formbricks, "f1", NOW / 1000, &body).await, 200);

    let own = scene.source("webhook", "{id: .n, text: .words}").await;
    assert_eq!(scene.send(own, "o1", NOW / 1000, r#"{"n":1,"words":"Gracias"}"#).await, 200);
    assert_eq!(scene.mentions().await, 4);
    scene.server.clock.advance(300 * 86_400_000);
    let headers = [("Typeform-Signature", typeform_signature.as_str())];
    let replayed = scene.post(typeform, &headers, &typeform_body).await.0;
    assert_eq!(replayed, 401, "replayed nearly a year later");
}

#[tokio::test]
async fn the_board_shows_address_and_secret_once() {
    let settings = WebSettings {
        public_url: Some("https://plaza.example/".parse().unwrap()),
        ..WebSettings::default()
    };
    let server = Server::start_with(settings).await;
    let mut admin = Browser::of(&server, Role::Admin, "es").await;
    let form = [("kind", "webhook"), ("name", "Tienda"), ("v.place", "tienda"), ("then", "save")];
    let made = admin.send("/sources/new", &form).await.expect(StatusCode::OK);
    assert!(made.text.contains("https://plaza.example/hooks/1"), "{}", made.text);
    let secret = made.text.split("whsec_").nth(1).unwrap().split('<').next().unwrap();
    let secret = secret.replace("&#43;", "+").replace("&#47;", "/").replace("&#61;", "=");
    assert_eq!(STANDARD.decode(&secret).unwrap().len(), 32);
    let page = admin.open("/sources/1").await.expect(StatusCode::OK);
    assert!(page.text.contains("https://plaza.example/hooks/1"));
    assert!(!page.text.contains("whsec_"), "shown once");

    // It is the secret that deliveries must be signed with.
    let body = r#"{"id":"1","text":"Hola"}"#;
    let at = (NOW / 1000).to_string();
    let key = STANDARD.decode(&secret).unwrap();
    let signed = hmac256(&key, format!("m.{at}.{body}").as_bytes());
    let client = server.anonymous();
    let request = client
        .request(Method::POST, "/hooks/1")
        .header("webhook-id", "m")
        .header("webhook-timestamp", &at)
        .header("webhook-signature", format!("v1,{}", STANDARD.encode(signed)));
    let stored = client.run(request.body(body.into()).unwrap()).await.expect(StatusCode::OK);
    assert_eq!(stored.json()["new"], 1);
    let empty: Value = json!(null);
    assert_eq!(client.get("/hooks/1").await.status, StatusCode::NO_CONTENT);
    assert_eq!(
        client.send(Method::POST, "/hooks/1", Some(empty)).await.status,
        StatusCode::UNAUTHORIZED
    );
}
