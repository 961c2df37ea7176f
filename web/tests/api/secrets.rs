//! Secrets of every kind of source go where they were entered for, whoever edits the address, and
//! only administrators open the inner network.

use std::collections::BTreeMap;
use std::io::Read;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use plaza_core::Role;
use serde_json::{Value, json};

use crate::server::{Client, Server};

/// A secret that no other text holds, in the form that the pickiest platform asks for.
const CANARY: &str = "123456:canary_5e11_do_not_carry_abroad";

/// Listens, answers nothing, and keeps what it was sent.
struct Ear {
    address: String,
    heard: Arc<Mutex<Vec<u8>>>,
    callers: Arc<Mutex<usize>>,
}

impl Ear {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (heard, callers): (Arc<Mutex<Vec<u8>>>, Arc<Mutex<usize>>) = Default::default();
        let (all, count) = (Arc::clone(&heard), Arc::clone(&callers));
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                *count.lock().unwrap() += 1;
                let mut bytes = [0; 4_096];
                if let Ok(read) = connection.unwrap().read(&mut bytes) {
                    all.lock().unwrap().extend_from_slice(&bytes[..read]);
                }
            }
        });
        Self { address, heard, callers }
    }

    fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap()
    }
}

/// Values that fill the form of a kind, with every address at `home`.
fn filled(kind: &str, fields: &[Value], home: &Ear) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for field in fields {
        let key = field["key"].as_str().unwrap();
        let proposed = field["default"].as_str().or(field["placeholder"].as_str());
        let value = match (kind, key, field["kind"]["type"].as_str().unwrap()) {
            (_, _, "url") => format!("http://{}", home.address),
            (_, _, "secret") => CANARY.to_owned(),
            ("email", "imap_host", _) => "127.0.0.1".to_owned(),
            ("email", "imap_port", _) => home.port().to_owned(),
            ("email", "certificate", _) => String::new(),
            ("youtube", "channel", _) => "UCabcdefghijklmnopqrstuv".to_owned(),
            (_, _, "number") => proposed.filter(|text| !text.is_empty()).unwrap_or("1").to_owned(),
            _ => match proposed.unwrap_or_default() {
                "" if field["required"] == true => "plaza".to_owned(),
                proposed => proposed.to_owned(),
            },
        };
        values.insert(key.to_owned(), value);
    }
    values
}

/// Changes of one address each, which lead to `abroad`.
fn moves(kind: &str, fields: &[Value], abroad: &Ear) -> Vec<Value> {
    let url = |field: &&Value| field["kind"]["type"] == "url";
    let addresses = fields.iter().filter(url).map(|field| field["key"].as_str().unwrap());
    let mut all: Vec<Value> = addresses
        .map(|key| json!({"values": {key: format!("http://{}", abroad.address)}}))
        .collect();
    if kind == "email" {
        for (key, value) in [
            ("imap_host", "localhost"),
            ("imap_port", abroad.port()),
            ("imap_security", "none"),
            ("smtp_host", "127.0.0.1"),
            ("smtp_port", abroad.port()),
            ("smtp_security", "starttls"),
        ] {
            all.push(json!({"values": {key: value}}));
        }
    }
    all.push(json!({}));
    for change in &mut all {
        change["allowed_host"] = json!(abroad.address);
    }
    all
}

async fn connectors(client: &Client) -> Vec<Value> {
    let all = client.get("/api/v1/connectors").await.expect(StatusCode::OK).json();
    all["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn no_kind_of_source_takes_its_secrets_to_another_address() {
    let server = Server::start().await;
    let admin = server.program(Role::Admin).await;
    let (home, abroad) = (Ear::open(), Ear::open());
    let mut kinds = 0;
    for connector in connectors(&admin).await {
        let kind = connector["kind"].as_str().unwrap();
        let fields = connector["fields"].as_array().unwrap();
        let secrets: Vec<&Value> =
            fields.iter().filter(|f| f["kind"]["type"] == "secret").map(|f| &f["key"]).collect();
        let changes = moves(kind, fields, &abroad);
        if secrets.is_empty() || changes.len() < 2 {
            continue;
        }
        kinds += 1;
        let values = filled(kind, fields, &home);
        let source = json!({"kind": kind, "name": kind, "interval_s": 0, "values": values,
            "allowed_host": home.address});
        let made = admin.post("/api/v1/sources", source).await;
        let made = made.expect(StatusCode::CREATED).json();
        let path = format!("/api/v1/sources/{}", made["id"]);
        for change in changes {
            let refused =
                admin.reading(&path).await.send(Method::PATCH, &path, Some(change.clone())).await;
            let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.problem(), "/problems/secrets-needed", "{kind} {change}");
            let needed = refused.json();
            let needed: Vec<&Value> = needed["fields"].as_array().unwrap().iter().collect();
            assert_eq!(needed, secrets, "{kind} {change}");
        }
        let detail = admin.get(&path).await.expect(StatusCode::OK).json();
        assert!(!detail.to_string().contains(&abroad.address), "{kind}: {detail}");
        // Nothing that was refused is tried either: the test asks the server that is stored.
        if ["feed", "matrix", "discourse"].contains(&kind) {
            let tried = admin.post(&format!("{path}/test"), json!({})).await;
            assert!(tried.status.as_u16() == 502, "{kind}: {}", tried.text);
        }
    }
    assert!(kinds >= 20, "{kinds}");
    assert_eq!(*abroad.callers.lock().unwrap(), 0);
    let heard = String::from_utf8_lossy(&home.heard.lock().unwrap()).into_owned();
    assert!(heard.contains(CANARY), "the canary does sing at home");
}

#[tokio::test]
async fn a_source_that_moved_goes_on_with_the_secrets_that_were_entered_for_it() {
    let server = Server::start().await;
    let admin = server.program(Role::Admin).await;
    let (home, abroad) = (Ear::open(), Ear::open());
    let source = json!({"kind": "matrix", "name": "Sala", "interval_s": 0, "allowed_host": home.address,
        "values": {"homeserver": format!("http://{}", home.address), "token": CANARY, "room": "!a:b"}});
    let made = admin.post("/api/v1/sources", source).await.expect(StatusCode::CREATED).json();
    let path = format!("/api/v1/sources/{}", made["id"]);
    let moved = json!({"allowed_host": abroad.address, "values":
        {"homeserver": format!("http://{}", abroad.address), "token": "another-token"}});
    admin.reading(&path).await.send(Method::PATCH, &path, Some(moved)).await.expect(StatusCode::OK);
    let tried = admin.post(&format!("{path}/test"), json!({})).await;
    assert_eq!(tried.status.as_u16(), 502, "{}", tried.text);
    let heard = String::from_utf8_lossy(&abroad.heard.lock().unwrap()).into_owned();
    assert!(heard.contains("another-token") && !heard.contains(CANARY), "{heard}");
    // A change that leads nowhere else asks for nothing.
    let renamed = json!({"name": "Sala 2", "values": {"join": "false"}});
    admin
        .reading(&path)
        .await
        .send(Method::PATCH, &path, Some(renamed))
        .await
        .expect(StatusCode::OK);
    let audit = admin.get("/api/v1/audit").await.expect(StatusCode::OK).text;
    assert!(audit.contains("source.test") && audit.contains(&abroad.address), "{audit}");
    assert!(!audit.contains(CANARY) && !audit.contains("another-token"));
}

#[tokio::test]
async fn only_administrators_open_the_inner_network() {
    let server = Server::start().await;
    let (admin, manager) = (server.program(Role::Admin).await, server.person(Role::Manager).await);
    let ear = Ear::open();
    let source = |name: &str| {
        json!({"kind": "feed", "name": name, "interval_s": 0, "allowed_host": ear.address,
            "values": {"url": format!("http://{}/feed", ear.address)}})
    };
    for path in ["/api/v1/sources", "/api/v1/sources/test"] {
        let refused = manager.post(path, source("Blog")).await.expect(StatusCode::FORBIDDEN);
        assert_eq!(refused.problem(), "/problems/forbidden");
        assert!(refused.text.contains("only administrators set or change `allowed_host`"));
    }
    let made = admin.post("/api/v1/sources", source("Blog")).await.expect(StatusCode::CREATED);
    let path = format!("/api/v1/sources/{}", made.json()["id"]);
    for allowed in
        [json!(null), json!("10.0.0.7:80"), json!(format!("{},10.0.0.7:80", ear.address))]
    {
        let change = json!({"allowed_host": allowed});
        manager
            .reading(&path)
            .await
            .send(Method::PATCH, &path, Some(change))
            .await
            .expect(StatusCode::FORBIDDEN);
    }
    let renamed = json!({"name": "Diario", "allowed_host": ear.address});
    manager
        .reading(&path)
        .await
        .send(Method::PATCH, &path, Some(renamed))
        .await
        .expect(StatusCode::OK);
    let two = json!({"allowed_host": format!("{},10.0.0.7:80", ear.address)});
    let two = admin.reading(&path).await.send(Method::PATCH, &path, Some(two)).await;
    assert!(two.expect(StatusCode::UNPROCESSABLE_ENTITY).text.contains("takes one host:port"));
    assert_eq!(*ear.callers.lock().unwrap(), 0);
}
