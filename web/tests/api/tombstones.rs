//! What both faces show of a mention that was deleted where it was said.

use axum::http::{Method, StatusCode};
use plaza_core::{DAY_MS, Deletion, Role};
use plaza_store::listen::Batch;
use serde_json::{Value, json};

use crate::board_browser::Browser;
use crate::server::{NOW, Server};

const WORDS: &str = "El xilófono dura poco.";

/// A mention in a thread, quoted by an idea, edited once, and deleted then.
async fn with_tombstone(server: &Server, keep_deleted: bool) {
    let admin = server.person(Role::Admin).await;
    let say = async |id: &str, text: &str| {
        let (url, at) = (format!("https://forum.example/{id}"), NOW - DAY_MS);
        let url = if id == "m1" { format!("{url}-xilofono") } else { url };
        let mention = json!([{"id": id, "text": text, "author": "ana", "conversation_id": "c",
            "url": url, "created_at": plaza_core::to_rfc3339(at)}]);
        admin.post("/api/v1/mentions?source=foro", mention).await.expect(StatusCode::OK);
    };
    say("m1", "Mi xilófono azul.").await;
    say("m1", WORDS).await;
    say("m2", "¿Cuál?").await;
    let evidence = json!({"mention_id": 1, "quote": "xilófono dura"});
    let idea = json!({"title": "Que dure más", "evidence": [evidence]});
    admin.post("/api/v1/ideas", idea).await.expect(StatusCode::CREATED);
    let source = server.store().listen().source_by_name("foro").await.unwrap().unwrap();
    let deletions = vec![Deletion::of("m1")];
    let batch = Batch {
        source_id: source.id,
        place_id: source.place_id,
        deletions,
        keep_deleted,
        now: NOW,
        ..Batch::default()
    };
    assert_eq!(server.store().listen().save_batch(&batch).await.unwrap().deleted, 1);
    server.engine().find().index_caught_up().await.unwrap();
}

#[tokio::test]
async fn both_faces_show_that_it_was_there_and_none_of_its_words() {
    let server = Server::start().await;
    with_tombstone(&server, false).await;
    let admin = server.person(Role::Admin).await;
    let detail = admin.get("/api/v1/mentions/1").await.expect(StatusCode::OK).json();
    let mention = &detail["mention"];
    assert_eq!((&mention["text"], &mention["title"]), (&json!(""), &json!("")));
    assert_eq!((&mention["url"], &mention["insight"]), (&Value::Null, &Value::Null));
    assert_eq!(mention["deleted_at"], plaza_core::to_rfc3339(NOW));
    assert_eq!((&detail["versions"], &detail["kept"]), (&json!([]), &Value::Null));
    let thread = admin.get("/api/v1/mentions/2/conversation").await.json();
    assert_eq!(thread["mentions"].as_array().unwrap().len(), 2, "it keeps its place");
    let idea = admin.get("/api/v1/ideas/1").await.json();
    let evidence = &idea["evidence"][0];
    assert_eq!((&evidence["quote"], &evidence["mention_deleted"]), (&json!(""), &json!(true)));
    let found = admin.get("/api/v1/mentions?q=xil%C3%B3fono").await.expect(StatusCode::OK).json();
    assert_eq!(found["total"], 0);

    let mut ana = Browser::of(&server, Role::Manager, "es").await;
    let page = ana.open("/mentions/1").await.expect(StatusCode::OK).text;
    assert!(page.contains("Eliminada donde se dijo") && page.contains("¿Cuál?"));
    let idea = ana.open("/ideas/1").await.expect(StatusCode::OK).text;
    assert!(idea.contains("eliminada por su autor") && idea.contains("La cita desapareció"));
    for shown in [&page, &idea, &ana.open("/mentions").await.text] {
        assert!(!shown.contains("xilófono") && !shown.contains("xilofono"), "{shown}");
    }
    let correction = json!({"sentiment": "positive"});
    let corrected = admin.reading("/api/v1/mentions/1").await;
    let corrected =
        corrected.send(Method::PATCH, "/api/v1/mentions/1/insight", Some(correction)).await;
    assert!(corrected.status.as_u16() < 500, "{}", corrected.text);
    for path in ["/mentions/1?why=true", "/ideas/new?mention=1", "/api/v1/mentions/1/why"] {
        let shown = ana.open(path).await;
        assert!(shown.status.as_u16() < 500, "{path}: {}", shown.text);
        assert!(!shown.text.contains("xilófono"), "{path}: {}", shown.text);
    }
    let told: Vec<_> =
        server.dump().into_iter().filter(|row| row.to_lowercase().contains("xil")).collect();
    assert_eq!(told, Vec::<String>::new());
}

#[tokio::test]
async fn kept_words_are_shown_to_those_who_approve_replies_until_their_time_is_over() {
    let server = Server::keeping(7 * DAY_MS).await;
    with_tombstone(&server, true).await;
    for role in Role::ALL {
        let person = server.person(role).await;
        let detail = person.get("/api/v1/mentions/1").await.expect(StatusCode::OK).json();
        assert_eq!(detail["mention"]["text"], "");
        let mut board = Browser::of(&server, role, "en").await;
        let page = board.open("/mentions/1").await.expect(StatusCode::OK).text;
        let sees = matches!(role, Role::Admin | Role::Manager);
        assert_eq!(detail["kept"]["text"].as_str(), sees.then_some(WORDS), "{role:?}");
        assert_eq!(page.contains(WORDS), sees, "{role:?}");
    }
    server.clock.advance(7 * DAY_MS);
    let admin = server.person(Role::Admin).await;
    let detail = admin.get("/api/v1/mentions/1").await.expect(StatusCode::OK).json();
    assert_eq!(detail["kept"], Value::Null);
    assert_eq!(server.engine().listen().wipe_tombstones().await.unwrap(), 1);
    assert!(server.dump().iter().all(|row| !row.contains("xilófono")));
}
