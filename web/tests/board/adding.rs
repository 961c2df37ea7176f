//! Adding a source: from an address, with secrets that stay typed, and never silently read-only.

use axum::http::StatusCode;
use plaza_core::Role;
use serde_json::Value;

use crate::board_browser::Browser;
use crate::server::{Client, Server};

/// A secret that no other text holds, in the form that the pickiest platform asks for.
const SECRET: &str = "123456:typed_0nce_and_kept_until_saved";

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let rest = page.split(&field).nth(1);
    rest.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

async fn connectors(client: &Client) -> Vec<Value> {
    let all = client.get("/api/v1/connectors").await.expect(StatusCode::OK).json();
    all["items"].as_array().unwrap().clone()
}

/// A form of a kind with everything that it asks for, and with `secret` in the place of secrets.
fn form(connector: &Value, name: &str, secret: &str) -> Vec<(String, String)> {
    let kind = connector["kind"].as_str().unwrap();
    let mut form = vec![
        ("kind".to_owned(), kind.to_owned()),
        ("name".to_owned(), name.to_owned()),
        ("interval".to_owned(), "0".to_owned()),
    ];
    for field in connector["fields"].as_array().unwrap() {
        let key = field["key"].as_str().unwrap();
        let proposed = field["default"].as_str().or(field["placeholder"].as_str());
        let value = match (kind, key, field["kind"]["type"].as_str().unwrap()) {
            (_, _, "secret") => secret,
            (_, _, "url") => "https://place.example",
            ("email", "certificate", _) => "",
            ("youtube", "channel", _) => "UCabcdefghijklmnopqrstuv",
            _ => match proposed.unwrap_or_default() {
                "" if field["required"] == true => "plaza",
                "" if field["kind"]["type"] == "number" => "1",
                proposed => proposed,
            },
        };
        form.push((format!("v.{key}"), value.to_owned()));
    }
    form
}

fn refs(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn what_was_typed_once_is_saved_for_every_kind() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let mut kinds = 0;
    for connector in connectors(&admin).await {
        let fields = connector["fields"].as_array().unwrap();
        let secrets: Vec<&str> = fields
            .iter()
            .filter(|field| field["kind"]["type"] == "secret")
            .map(|field| field["key"].as_str().unwrap())
            .collect();
        let kind = connector["kind"].as_str().unwrap();
        if secrets.is_empty() {
            continue;
        }
        kinds += 1;
        // A form with a mistake in it comes back without the secret, and stands for it.
        let wrong = form(&connector, "", SECRET);
        let page = ana.send("/sources/new", &refs(&wrong)).await;
        let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!page.text.contains(SECRET), "{kind}: a secret comes back");
        let ticket = hidden(&page.text, "typed");
        assert!(!ticket.is_empty(), "{kind}: {}", page.text);
        // So it does after a second mistake.
        let mut again = form(&connector, "", "");
        again.push(("typed".to_owned(), ticket));
        let page = ana.send("/sources/new", &refs(&again)).await;
        let ticket = hidden(&page.expect(StatusCode::UNPROCESSABLE_ENTITY).text, "typed");
        let mut right = form(&connector, kind, "");
        // What only replies need may be missing.
        right.retain(|(name, _)| name != "then");
        right.extend([("typed".to_owned(), ticket), ("then".to_owned(), "read".to_owned())]);
        let saved = ana.send("/sources/new", &refs(&right)).await;
        assert!(
            saved.status.is_success() || saved.status.is_redirection(),
            "{kind}: {}",
            saved.text
        );
        let made = server.store().listen().source_by_name(kind).await.unwrap().unwrap();
        for secret in secrets {
            assert!(made.config[secret].starts_with("sealed:"), "{kind}.{secret} is lost");
        }
    }
    assert!(kinds >= 25, "{kinds}");
}

#[tokio::test]
async fn what_was_tested_is_what_is_saved() {
    let server = Server::start().await;
    let mut eva = Browser::of(&server, Role::Manager, "es").await;
    let typed = |url: &'static str, key: &'static str, then: &'static str, ticket: &str| {
        vec![
            ("kind".to_owned(), "discourse".to_owned()),
            ("name".to_owned(), "Foro".to_owned()),
            ("interval".to_owned(), "0".to_owned()),
            ("v.url".to_owned(), url.to_owned()),
            ("v.key".to_owned(), key.to_owned()),
            ("v.user".to_owned(), "@plaza".to_owned()),
            ("then".to_owned(), then.to_owned()),
            ("typed".to_owned(), ticket.to_owned()),
        ]
    };
    // An address with a slip: no server was named, so the secret waits for the right one.
    let slip = typed("htps:/foro", SECRET, "test", "");
    let page = eva.send("/sources/new", &refs(&slip)).await;
    let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let ticket = hidden(&page.text, "typed");
    // The test fails: nobody answers there.
    let tested = typed("https://foro.invalid", "", "test", &ticket);
    let page = eva.send("/sources/new", &refs(&tested)).await;
    let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("se mantiene; escribe para cambiarlo"), "{}", page.text);
    let ticket = hidden(&page.text, "typed");
    // Another address asks for it again, and saves nothing without it.
    let moved = typed("https://otro.invalid", "", "save", &ticket);
    let page = eva.send("/sources/new", &refs(&moved)).await;
    let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("Escríbelo otra vez"), "{}", page.text);
    assert!(server.store().listen().source_by_name("Foro").await.unwrap().is_none());
    let saved = typed("https://foro.invalid", "", "save", &ticket);
    eva.send("/sources/new", &refs(&saved)).await.expect(StatusCode::SEE_OTHER);
    let made = server.store().listen().source_by_name("Foro").await.unwrap().unwrap();
    assert!(made.config["key"].starts_with("sealed:"), "{:?}", made.config);
    assert_eq!(made.config["user"], "plaza");

    // Somebody else was quicker: the secret that was typed goes along with the choice.
    let at = format!("/sources/{}", made.id);
    let mut late = typed("https://foro.invalid", "otra-clave", "save", "");
    late.push(("version".to_owned(), made.version.to_string()));
    let renamed = [("name", "Foro nuevo"), ("interval", "0"), ("v.url", "https://foro.invalid")];
    eva.send(&at, &renamed).await.expect(StatusCode::SEE_OTHER);
    let both = eva.send(&at, &refs(&late)).await.expect(StatusCode::CONFLICT);
    assert!(!both.text.contains("otra-clave"), "a secret comes back: {}", both.text);
    let mut kept = crate::board_browser::hidden_in(&both.text, &at);
    kept.push(("name".to_owned(), "Foro".to_owned()));
    let before = server.store().listen().source(made.id).await.unwrap().unwrap();
    eva.send(&at, &refs(&kept)).await.expect(StatusCode::SEE_OTHER);
    let after = server.store().listen().source(made.id).await.unwrap().unwrap();
    assert_ne!(after.config["key"], before.config["key"], "the new secret was saved");
}

#[tokio::test]
async fn nobody_saves_a_source_that_cannot_answer_without_knowing() {
    let server = Server::start().await;
    let mut eva = Browser::of(&server, Role::Manager, "es").await;
    let form = |then: &'static str| {
        [
            ("kind", "mastodon"),
            ("name", "Red"),
            ("interval", "0"),
            ("v.url", "red.example"),
            ("v.tag", "#zumbo"),
            ("then", then),
        ]
    };
    let asked = eva.send("/sources/new", &form("save")).await;
    let asked = asked.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        asked.text.contains("Se leerá, pero no podrás responder: falta Token de acceso."),
        "{}",
        asked.text
    );
    assert!(server.store().listen().source_by_name("Red").await.unwrap().is_none());
    eva.send("/sources/new", &form("read")).await.expect(StatusCode::SEE_OTHER);
    let made = server.store().listen().source_by_name("Red").await.unwrap().unwrap();
    assert_eq!(
        (made.config["tag"].as_str(), made.config["url"].as_str()),
        ("zumbo", "https://red.example/")
    );
    let page = eva.open(&format!("/sources/{}", made.id)).await.expect(StatusCode::OK);
    assert!(page.text.contains("Se lee, pero no se puede responder: falta Token de acceso."));
}

#[tokio::test]
async fn a_pasted_address_leaves_few_fields() {
    let server = Server::start().await;
    let mut eva = Browser::of(&server, Role::Manager, "es").await;
    let cases = [
        (
            "https://www.reddit.com/r/zumbo/new/",
            "reddit",
            "name=\"v.subreddit\" autocomplete=\"off\" value=\"zumbo\"",
        ),
        ("apps.apple.com/es/app/zumbo/id1404176564", "app_store", "value=\"1404176564\""),
        (
            "https://play.google.com/store/apps/details?id=org.zumbo.app&hl=es",
            "google_play",
            "value=\"org.zumbo.app\"",
        ),
        ("https://github.com/zumbo/firmware/issues", "github", "value=\"zumbo/firmware\""),
        ("https://gitlab.com/zumbo/app/-/issues", "gitlab", "value=\"zumbo/app\""),
        ("https://zumbo.zendesk.com/agent", "zendesk", "value=\"https://zumbo.zendesk.com\""),
        ("soporte@zumbo.example", "email", "value=\"imap.zumbo.example\""),
        (
            "https://discord.com/channels/1098765432109876543/1123456789012345678",
            "discord",
            "value=\"1123456789012345678\"",
        ),
        (
            "https://matrix.to/#/%23zumbo:matrix.example",
            "matrix",
            "value=\"#zumbo:matrix.example\"",
        ),
    ];
    for (address, kind, filled) in cases {
        let page = eva.follow("/sources/recognise", &[("address", address)]).await;
        let page = page.expect(StatusCode::OK).text;
        assert_eq!(hidden(&page, "kind"), kind, "{address}");
        assert!(page.contains(filled), "{address}: {page}");
        // The address was one; what stands empty and is asked for comes to it.
        let empty = page.split("<input").filter(|input| {
            let tag = input.split('>').next().unwrap_or_default();
            let is_empty = !tag.contains("value=\"") || tag.contains("value=\"\"");
            tag.contains("required") && is_empty
        });
        assert!(empty.count() < 4, "{address} asks for more: {page}");
    }
    let wrong = eva.send("/sources/recognise", &[("address", "foro zumbo")]).await;
    let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("Falta el dominio.") && wrong.text.contains("value=\"foro zumbo\"")
    );
    // What a link carries never fills a secret.
    let link = "/sources/new?kind=discourse&v.url=https%3A%2F%2Fforo.example&v.key=robada";
    assert!(!eva.open(link).await.expect(StatusCode::OK).text.contains("robada"));
    let mut reader = Browser::of(&server, Role::Viewer, "es").await;
    let refused = reader.send("/sources/recognise", &[("address", "https://foro.example")]).await;
    refused.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn platforms_are_looked_for() {
    let server = Server::start().await;
    let mut eva = Browser::of(&server, Role::Manager, "es").await;
    let all = eva.open("/sources/new").await.expect(StatusCode::OK).text;
    assert!(all.contains("kind=reddit") && all.contains("Reseñas") && all.contains("kind=email"));
    let some = eva.open("/sources/new?q=rese%C3%B1as").await.expect(StatusCode::OK).text;
    assert!(some.contains("kind=trustpilot") && !some.contains("kind=email"), "{some}");
    let none = eva.open("/sources/new?q=zzz").await.expect(StatusCode::OK).text;
    assert!(none.contains("No hay ninguna plataforma que se llame «zzz»."));
}
