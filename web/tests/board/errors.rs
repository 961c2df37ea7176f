//! Every way in which the board refuses something, in Spanish: no English sentence is on any page.

use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use plaza_core::Role;
use serde_json::json;

use crate::board_browser::Browser;
use crate::server::{Answer, Client, Server};

/// Words that English sentences are made of and Spanish ones are not.
const ENGLISH: [&str; 44] = [
    "the",
    "is",
    "are",
    "was",
    "were",
    "not",
    "this",
    "that",
    "these",
    "those",
    "takes",
    "take",
    "cannot",
    "with",
    "without",
    "your",
    "you",
    "its",
    "it",
    "they",
    "there",
    "here",
    "must",
    "only",
    "again",
    "found",
    "missing",
    "already",
    "exists",
    "choose",
    "somebody",
    "because",
    "which",
    "when",
    "from",
    "and",
    "or",
    "of",
    "at",
    "least",
    "most",
    "characters",
    "answered",
    "needs",
];
/// Of those words, this many next to each other's sentence make it English.
const ENOUGH: usize = 3;

/// The addresses that take forms, as the rooms register them.
fn posts() -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let Ok(text) = fs::read_to_string(entry.unwrap().path().join("mod.rs")) else { continue };
        let flat = text.replace(['\n', ' '], "");
        for rest in flat.split(".post(\"").skip(1) {
            found.push(rest.split('"').next().unwrap().to_owned());
        }
    }
    assert!(found.len() > 45, "the routes of the board are not found: {found:?}");
    found.retain(|path| {
        path != "/sign-out" && path != "/preferences" && !path.starts_with("/hooks")
    });
    found
}

/// What a person reads of a page: without markup, and without what is somebody else's words.
fn visible(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap_or(html);
    let mut words = String::new();
    let mut rest = body;
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        words.push('\n');
        let end = ["<script", "<style", "<code", "<pre", "<textarea"]
            .into_iter()
            .find(|begin| tag.starts_with(&begin[1..]))
            .map(|begin| format!("</{}", &begin[1..]));
        let tag = end.and_then(|end| tag.split_once(end.as_str())).map_or(tag, |(_, after)| after);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    words.replace("&#39;", "'").replace("&#34;", "\"")
}

/// The lines of a page that are English.
fn english(html: &str) -> Vec<String> {
    let text = visible(html);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .filter(|line| {
            let words = line.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
            words.filter(|word| ENGLISH.contains(&word.as_str())).count() >= ENOUGH
        })
        .map(str::to_owned)
        .collect()
}

/// The page that an answer shows, or leads to.
async fn shown(ana: &mut Browser, answer: Answer) -> Answer {
    if answer.status != StatusCode::SEE_OTHER {
        return answer;
    }
    let to = answer.header("location").split('#').next().unwrap().to_owned();
    ana.open(&to).await
}

fn all_with(value: &str) -> Vec<(&'static str, String)> {
    let names = [
        "name",
        "title",
        "text",
        "label",
        "keywords",
        "description",
        "email",
        "password",
        "role",
        "kind",
        "interval",
        "allowed_host",
        "v.url",
        "v.room",
        "v.token",
        "v.host",
        "v.username",
        "ends",
        "expires_at",
        "time_zone",
        "public_url",
        "brands",
        "ids",
        "count",
        "quote",
        "mention",
        "into",
        "stage",
        "state",
        "span",
        "back_to",
        "reason",
        "then",
        "query",
        "q",
        "reach",
        "impact",
        "confidence",
        "effort",
        "owner",
        "old",
        "new",
        "sent",
        "mark",
        "author",
        "sentiment",
        "created_at",
        "rating",
        "channel",
        "source",
        "header_row",
        "scale.Nota",
        "expires",
        "field.created_at",
        "field.text",
        "field.rating",
        "before",
        "lang",
        "token",
        "choice",
    ];
    names.map(|name| (name, value.to_owned())).to_vec()
}

#[tokio::test]
async fn no_refusal_of_a_form_is_english() {
    let (server, admin) = Server::furnished().await;
    make_reply(&admin).await;
    // Somebody who may be disabled, renamed or shown out on the way.
    server.person(Role::Viewer).await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let token = ana.token().await;
    let mut wrong = Vec::new();
    let long = "n".repeat(2_100);
    let (mut refused, mut asked) = (0, 0);
    for route in posts() {
        for (id, what, fields) in [
            ("1", "nothing", Vec::new()),
            ("1", "too long", all_with(&long)),
            ("1", "NUL", all_with("a\0b")),
            ("1", "nonsense", all_with("zzz")),
            ("1", "itself", all_with("1")),
            ("999999", "nothing there", all_with("2")),
        ] {
            asked += 1;
            let id = if id == "1" && route.starts_with("/users") { "2" } else { id };
            let path =
                route.replace("{id}", id).replace("{token}", "nada").replace("{evidence}", id);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            // What was typed comes back in its fields; what is said of it does not stand there.
            let fields = [fields.as_slice(), &[("version", "1")]].concat();
            let answer = ana.send_with(&token, &path, &fields).await;
            refused += usize::from(answer.status.is_client_error());
            let page = shown(&mut ana, answer).await;
            wrong.extend(
                english(&page.text).into_iter().map(|line| format!("{path} ({what}): {line}")),
            );
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} lines: {wrong:#?}", wrong.len());
    assert!(refused * 2 > asked, "{refused} of {asked} forms were refused: this walks nowhere");
}

async fn make_reply(admin: &Client) {
    let source = json!({"kind": "square", "name": "Feria", "interval_s": 0, "values": {}});
    let made = admin.post("/api/v1/sources", source).await.expect(StatusCode::CREATED).json();
    let id = made["id"].as_i64().unwrap();
    admin.post(&format!("/api/v1/sources/{id}/collect"), json!(null)).await.expect(StatusCode::OK);
    let found = admin.get("/api/v1/mentions?q=llega").await.expect(StatusCode::OK).json();
    let _ = found;
    for mention in 31..33 {
        let path = format!("/api/v1/mentions/{mention}/replies");
        admin.post(&path, json!({"text": "Mañana."})).await;
    }
}

#[tokio::test]
async fn no_word_about_a_place_that_fails_is_english() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let mut wrong = Vec::new();
    for (kind, fields) in [
        ("feed", vec![("v.url", "http://127.0.0.1:1/feed"), ("allowed_host", "127.0.0.1:1")]),
        ("feed", vec![("v.url", "http://127.0.0.1:1/feed")]),
        ("feed", vec![("v.url", "http://nada.invalid/feed")]),
        ("feed", vec![("v.url", "ftp://foro.example/")]),
        ("feed", vec![("v.url", "")]),
        ("web", vec![("v.url", "http://127.0.0.1:1/"), ("allowed_host", "127.0.0.1:1")]),
        ("web", vec![("v.url", "http://127.0.0.1:1/"), ("v.text", "p")]),
        ("web", vec![("v.url", "http://127.0.0.1:1/"), ("v.item", "p{"), ("allowed_host", "x")]),
        ("wordpress", vec![("v.url", "http://127.0.0.1:1/"), ("v.user", "ana")]),
        ("wordpress", vec![("v.url", "http://127.0.0.1:1/"), ("allowed_host", "127.0.0.1:1")]),
        (
            "matrix",
            vec![("v.homeserver", "http://127.0.0.1:1/"), ("v.room", "x"), ("v.token", "t")],
        ),
        (
            "mastodon",
            vec![
                ("v.url", "http://127.0.0.1:1/"),
                ("v.tag", "#zumbo mal"),
                ("allowed_host", "127.0.0.1:1"),
            ],
        ),
        (
            "mastodon",
            vec![
                ("v.url", "http://127.0.0.1:1/"),
                ("v.tag", "zumbo"),
                ("allowed_host", "127.0.0.1:1"),
            ],
        ),
        ("discourse", vec![("v.url", "http://127.0.0.1:1/"), ("allowed_host", "127.0.0.1:1")]),
        (
            "email",
            vec![
                ("v.imap_host", "127.0.0.1"),
                ("v.imap_port", "1"),
                ("v.user", "a"),
                ("v.password", "b"),
                ("v.address", "a@b.example"),
                ("allowed_host", "127.0.0.1:1"),
            ],
        ),
        (
            "email",
            vec![
                ("v.imap_host", "127.0.0.1"),
                ("v.imap_port", "x"),
                ("v.user", "a"),
                ("v.password", "b"),
                ("v.address", "a@b.example"),
            ],
        ),
        ("youtube", vec![("v.channel", "mal")]),
        ("telegram", vec![("v.token", "mal")]),
    ] {
        let form = ana.open(&format!("/sources/new?kind={kind}")).await.text;
        for (name, _) in &fields {
            assert!(form.contains(&format!("name=\"{name}\"")), "{kind} has no field {name}");
        }
        for then in ["test", "save"] {
            let name = format!("{kind} {}", wrong.len());
            let mut all =
                vec![("kind", kind), ("name", name.as_str()), ("interval", "0"), ("then", then)];
            all.extend(fields.iter().copied());
            let answer = ana.send(&format!("/sources/new?kind={kind}"), &all).await;
            let page = shown(&mut ana, answer).await;
            let is_told = page.text.contains("role=\"alert\"") || page.text.contains("tell-neg");
            assert!(is_told || then == "save", "{kind} {fields:?} is tested and nothing is said");
            wrong.extend(
                english(&page.text).into_iter().map(|line| format!("{kind} {fields:?}: {line}")),
            );
        }
    }
    for source in server.store().listen().sources().await.unwrap() {
        for step in ["test", "collect"] {
            let answer = ana.send(&format!("/sources/{}/{step}", source.id), &[]).await;
            let page = shown(&mut ana, answer).await;
            wrong.extend(english(&page.text).into_iter().map(|line| format!("{step}: {line}")));
        }
    }
    for page in ["/sources", "/", "/replies"] {
        let page = ana.open(page).await;
        wrong.extend(english(&page.text).into_iter().map(|line| format!("page: {line}")));
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} lines: {wrong:#?}", wrong.len());
}

#[tokio::test]
async fn no_word_about_a_file_is_english() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let mut wrong = Vec::new();
    let big = "a,".repeat(300);
    for (name, content) in [
        ("vacio.csv", &b""[..]),
        ("informe.csv", b"%PDF-1.7\n1 0 obj"),
        ("foto.csv", &[0, 159, 146, 150, 0, 255, 254, 0, 1, 2, 3][..]),
        ("libro.xlsx", b"PK\x03\x04nada"),
        ("viejo.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1nada"),
        ("pagina.xls", b"<html><table><tr><td>a</td></tr></table></html>"),
        ("comprimido.csv.gz", &[0x1f, 0x8b, 8, 0, 0, 0][..]),
        ("sintexto.csv", b"id,nota\n1,5\n2,4\n"),
        ("filas.csv", b"id,text\n1,bien\n2,\"abierta\n3,a,b,c\n,sin id\n5,\n"),
        ("roto.jsonl", b"{\"id\":\"1\",\"text\":\"bien\"}\n{\"id\":2,\n[1]\n{\"id\":\"3\",\"text\":\"x\",\"rating\":\"mucho\",\"created_at\":\"ayer\"}\n"),
        ("ancho.csv", big.as_bytes()),
    ] {
        let answer = ana.upload_bytes("/mentions/import", name, content).await;
        let at = answer.header("location").to_owned();
        let page = shown(&mut ana, answer).await;
        wrong.extend(english(&page.text).into_iter().map(|line| format!("{name}: {line}")));
        if !at.starts_with("/imports/uploads/") {
            continue;
        }
        for fields in [
            vec![("then", "look"), ("header_row", "99"), ("encoding", "klingon")],
            vec![("then", "look"), ("sheet", "nada"), ("separator", "zz"), ("dates", "zz")],
            vec![("then", "reset")],
            vec![("then", "import")],
        ] {
            let answer = ana.send(&at, &fields).await;
            let page = shown(&mut ana, answer).await;
            wrong.extend(english(&page.text).into_iter().map(|line| format!("{name}: {line}")));
        }
    }
    let items = server.store().listen().quarantine(None, None, 100).await.unwrap();
    for item in items {
        let page = ana.open(&format!("/quarantine/{}", item.id)).await;
        wrong.extend(english(&page.text).into_iter().map(|line| format!("quarantine: {line}")));
        for fields in [vec![], vec![("field.text", "x"), ("field.rating", "mucho")]] {
            let answer = ana.send(&format!("/quarantine/{}", item.id), &fields).await;
            let page = shown(&mut ana, answer).await;
            wrong.extend(english(&page.text).into_iter().map(|line| format!("quarantine: {line}")));
        }
    }
    for page in ["/mentions/new", "/sources"] {
        wrong.extend(english(&ana.open(page).await.text));
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} lines: {wrong:#?}", wrong.len());
}

#[tokio::test]
async fn what_is_no_form_or_leads_nowhere_is_refused_in_spanish() {
    let server = Server::start().await;
    let mut ana = Browser::of(&server, Role::Admin, "es").await;
    let mut wrong = Vec::new();
    for path in ["/nada", "/mentions/nada", "/sources/%FF", "/imports/uploads/%FF", "/ideas/-1"] {
        let page = ana.open(path).await.expect(StatusCode::NOT_FOUND);
        assert!(page.text.contains("Aquí no hay nada"), "{path}: {}", page.text);
        assert!(page.text.contains("href=\"/replies\""), "{path} drops the frame: {}", page.text);
        wrong.extend(english(&page.text));
    }
    let page = ana.send("/mentions/import", &[("file", "no es un archivo")]).await;
    assert!(page.status.is_client_error(), "{:?}", page.status);
    wrong.extend(english(&page.text));
    square(&server).await.expect(StatusCode::CREATED);
    let fields = [("kind", "square"), ("name", "Feria"), ("interval", "0"), ("then", "save")];
    let taken = ana.send("/sources/new?kind=square", &fields).await;
    let page = shown(&mut ana, taken).await;
    assert!(page.text.contains("Ya hay una fuente con ese nombre."), "{}", visible(&page.text));
    assert!(!page.text.contains("Ha cambiado mientras tanto"));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn square(server: &Server) -> Answer {
    let admin = server.person(Role::Admin).await;
    let source = json!({"kind": "square", "name": "Feria", "interval_s": 0, "values": {}});
    admin.post("/api/v1/sources", source).await
}

#[test]
fn english_is_known_and_spanish_is_not_taken_for_it() {
    for line in [
        "Ha cambiado mientras tanto: a source with that name exists already",
        "the page is not HTML",
        "nothing listens there, or it refuses the connection",
    ] {
        let html = format!("<body><p>{line}</p><code>the is not</code></body>");
        assert_eq!(english(&html), [line]);
    }
    for line in ["No hay nada en cuarentena.", "Con la versión de la Graph API; déjala como está."]
    {
        assert!(english(&format!("<body><p>{line}</p>")).is_empty(), "{line}");
    }
}
