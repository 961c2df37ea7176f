//! What a source left out by its own rules is told to people and to programs.

use axum::http::StatusCode;
use plaza_core::Role;
use serde_json::json;

use crate::board_browser::Browser;
use crate::server::Server;

#[tokio::test]
async fn a_source_says_what_it_left_out() {
    let server = Server::start().await;
    let manager = server.person(Role::Manager).await;
    let source = json!({"kind": "square", "name": "La plaza"});
    let source = manager.post("/api/v1/sources", source).await.expect(StatusCode::CREATED).json();
    let path = format!("/api/v1/sources/{}", source["id"]);
    let detail = manager.get(&path).await.expect(StatusCode::OK).json();
    assert_eq!(detail["left_out"], json!([]), "not collected yet");

    manager.post(&format!("{path}/collect"), json!({})).await.expect(StatusCode::OK);
    let detail = manager.get(&path).await.expect(StatusCode::OK).json();
    let what = json!({"en": "automatic answers", "es": "respuestas automáticas"});
    assert_eq!(detail["left_out"], json!([{"count": 1_014, "what": what}]));
    let page = format!("/sources/{}", source["id"]);
    for (role, lang, said) in [
        (Role::Viewer, "es", "1014 respuestas automáticas"),
        (Role::Admin, "en", "1,014 automatic answers"),
    ] {
        let mut board = Browser::of(&server, role, lang).await;
        let shown = board.open(&page).await.expect(StatusCode::OK);
        assert!(shown.text.contains(said), "{}", shown.text);
    }
}
