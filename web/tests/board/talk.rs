//! Conversations and replies, by forms alone.

use axum::http::StatusCode;
use plaza_core::{Receipt, ReplyState, Role};
use plaza_store::talk::{NewReply, ReplyChange};
use plaza_store::{Act, Action};
use serde_json::json;

use crate::board_browser::{Browser, hidden_in};
use crate::colleagues::answerable;
use crate::server::Server;

fn pairs(hidden: &[(String, String)]) -> Vec<(&str, &str)> {
    hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// A reply that was sent and then collected as a post stands once in its conversation.
#[tokio::test]
async fn a_reply_and_the_post_that_came_of_it_are_one_message() {
    let (server, admin) = Server::furnished().await;
    let question = json!({"id": "p1", "text": "¿Abren el lunes?", "conversation_id": "c"});
    let answer = json!({"id": "p2", "text": "Sí, a las nueve.", "conversation_id": "c",
        "parent_id": "p1", "ours": true, "author": "tienda"});
    let posted = admin.post("/api/v1/mentions?source=foro", json!([question, answer])).await;
    let posted = posted.expect(StatusCode::OK).json();
    let mention = posted["items"][0]["mention_id"].as_i64().unwrap();
    let store = server.store().talk();
    let act = |action| Act {
        by: "ana",
        user_id: None,
        action,
        detail: json!(null),
        at: server.engine().now(),
        job: None,
    };
    let new = NewReply {
        mention_id: mention.into(),
        text: "Sí, a las nueve.",
        key: "k",
        mention_input_hash: 0,
    };
    let reply = store.create_reply(&new, &act(Action::ReplyDraft)).await.unwrap().value;
    let receipt = Receipt { external_id: "p2".to_owned(), url: None, held: false };
    let sent = ReplyChange { receipt: Some(receipt), ..ReplyChange::to(ReplyState::Sent) };
    let deliver = act(Action::ReplyDeliver);
    store.change_reply(reply.id, &[ReplyState::Draft], &sent, &deliver).await.unwrap().unwrap();

    let mut eva = Browser::of(&server, Role::Manager, "es").await;
    let page = eva.open(&format!("/mentions/{mention}")).await.expect(StatusCode::OK).text;
    let thread = page.split("<ol class=\"thread\">").nth(1).unwrap().split("</ol>").next().unwrap();
    assert_eq!(thread.matches("Sí, a las nueve.").count(), 1, "{thread}");
    assert_eq!(thread.matches("<li ").count(), 2, "{thread}");
    assert!(page.contains("2 mensajes"), "{page}");
    let ours = thread.split("is-ours").nth(1).unwrap();
    assert!(ours.contains("enviada") && ours.contains("/retract"), "its state: {ours}");
}

#[tokio::test]
async fn the_composer_holds_the_readers_own_draft() {
    let server = Server::start().await;
    let mention = answerable(&server).await;
    let (page, replies) = (format!("/mentions/{mention}"), format!("/mentions/{mention}/replies"));
    let mut bea = Browser::of(&server, Role::CommunityManager, "es").await;
    let saved = bea.follow(&replies, &[("text", "Mañana."), ("then", "save")]).await;
    let id = server.store().talk().replies(None, None, 9).await.unwrap()[0].id;
    let edit = format!("/replies/{id}/edit");
    let html = &saved.expect(StatusCode::OK).text;
    assert_eq!(html.matches("Mañana.").count(), 1, "in the composer and nowhere else: {html}");
    assert!(html.contains(">Mañana.</textarea>") && html.contains(&format!("action=\"{edit}\"")));
    // A colleague sees it in the thread, and writes their own.
    let mut ana = Browser::of(&server, Role::Manager, "es").await;
    let theirs = ana.open(&page).await.expect(StatusCode::OK).text;
    assert!(theirs.contains("borrador") && theirs.contains(&format!("action=\"{replies}\"")));

    let hidden = hidden_in(html, &edit);
    let long = "x".repeat(41);
    let mut form = pairs(&hidden);
    form.extend([("text", long.as_str()), ("then", "submit")]);
    let refused = bea.send(&edit, &form).await.expect(StatusCode::OK).text;
    assert!(refused.contains("Demasiado larga") && refused.contains("data-typed"), "{refused}");
    assert!(refused.contains(&long), "what was typed is kept");

    let mut form = pairs(&hidden);
    form.extend([("text", "Llega mañana."), ("then", "submit")]);
    let sent = bea.follow(&edit, &form).await.expect(StatusCode::OK).text;
    assert!(
        sent.contains("Entregada para su aprobación") && sent.contains("por aprobar"),
        "{sent}"
    );
    let reply = server.store().talk().reply(id).await.unwrap().unwrap();
    assert_eq!((reply.text.as_str(), reply.state), ("Llega mañana.", ReplyState::Submitted));

    // Approved in place, with other words.
    let list = ana.open("/replies").await.expect(StatusCode::OK).text;
    let hidden = hidden_in(&list, &format!("/replies/{id}/approve"));
    let mut form = pairs(&hidden);
    form.push(("text", "Llega el lunes."));
    ana.follow(&format!("/replies/{id}/approve"), &form).await.expect(StatusCode::OK);
    let reply = server.store().talk().reply(id).await.unwrap().unwrap();
    assert_eq!((reply.text.as_str(), reply.state), ("Llega el lunes.", ReplyState::Queued));
}

#[tokio::test]
async fn a_draft_can_be_thrown_away_and_what_went_out_cannot() {
    let server = Server::start().await;
    let mention = answerable(&server).await;
    let replies = format!("/mentions/{mention}/replies");
    let mut bea = Browser::of(&server, Role::CommunityManager, "es").await;
    bea.follow(&replies, &[("text", "Mañana."), ("then", "save")]).await;
    let id = server.store().talk().replies(None, None, 9).await.unwrap()[0].id;
    let discard = format!("/replies/{id}/discard");
    let form = [("version", "1"), ("back", &format!("/mentions/{mention}"))];
    let page = bea.follow(&discard, &form).await.expect(StatusCode::OK).text;
    assert!(page.contains("Borrador descartado") && page.contains("></textarea>"), "{page}");
    assert!(server.store().talk().reply(id).await.unwrap().is_none());

    let mut ana = Browser::of(&server, Role::Manager, "es").await;
    ana.follow(&replies, &[("text", "Mañana."), ("then", "approve")]).await;
    let sent = server.store().talk().replies(None, None, 9).await.unwrap()[0].clone();
    let version = sent.version.to_string();
    let form = [("version", version.as_str())];
    let refused = ana.follow(&format!("/replies/{}/discard", sent.id), &form).await;
    let refused = refused.expect(StatusCode::OK).text;
    assert!(refused.contains("Esta respuesta ahora está «sale enseguida»"), "{refused}");
    assert!(server.store().talk().reply(sent.id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_conversation_keeps_the_way_back() {
    let (server, _) = Server::furnished().await;
    let mut ana = Browser::of(&server, Role::Manager, "es").await;
    let page = ana.open("/mentions/1?from=%2Fmentions%3Fq%3Dbateria").await.expect(StatusCode::OK);
    assert!(
        page.text.contains("href=\"/mentions?q=bateria&#38;at=1#m-1\" data-back"),
        "{}",
        page.text
    );
    let page = ana.open("/mentions/1?from=%2F%2Fevil.example").await.expect(StatusCode::OK);
    assert!(page.text.contains("href=\"/mentions\" data-back"), "{}", page.text);
}

#[tokio::test]
async fn a_long_conversation_is_shown_in_parts() {
    let (server, admin) = Server::furnished().await;
    let records: Vec<_> = (0..150)
        .map(|n| {
            json!({"id": format!("l{n:03}"), "text": format!("mensaje {n:03}"),
                "conversation_id": "largo", "created_at": 1_700_000_000_i64 + n})
        })
        .collect();
    let posted = admin.post("/api/v1/mentions?source=foro", json!(records)).await;
    let posted = posted.expect(StatusCode::OK).json();
    let id = &posted["items"][100]["mention_id"];
    let mut ana = Browser::of(&server, Role::Manager, "es").await;
    let page = ana.open(&format!("/mentions/{id}")).await.expect(StatusCode::OK).text;
    assert!(page.contains("mensaje 100") && page.contains("150 mensajes"), "{page}");
    assert!(page.contains("88 mensajes anteriores") && page.contains("2 mensajes posteriores"));
    assert!(!page.contains("mensaje 080"), "the part before is not shown");
    let before = ana.open(&format!("/mentions/{id}?at=28")).await.expect(StatusCode::OK).text;
    assert!(before.contains("mensaje 080") && before.contains("28 mensajes anteriores"));
}
