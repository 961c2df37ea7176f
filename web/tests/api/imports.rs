//! Imports and deleted sources, for programs.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use plaza_core::Role;
use serde_json::{Value, json};

use crate::server::{Answer, Client, Server};

async fn send_file(client: &Client, path: &str, content: &str) -> Answer {
    let request = client
        .request(Method::POST, path)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .body(Body::from(content.to_owned()))
        .unwrap();
    client.run(request).await
}

/// The import when it has ended.
async fn ended(client: &Client, id: &Value, state: &str) -> Value {
    for _ in 0..500 {
        let import = client.get(&format!("/api/v1/imports/{id}")).await.expect(StatusCode::OK);
        let import = import.json();
        if import["state"] == state {
            return import;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the import does not become {state}");
}

#[tokio::test]
async fn a_file_is_previewed_imported_and_taken_back() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    let file = "Nr,Comment,rating\n1,Late,4\n2,,3\n";
    let layout = "%7B%22mapping%22%3A%5B%22id%3DNr%22%2C%22text%3DComment%22%5D%7D";
    let query = format!("file=survey.csv&source=survey&layout={layout}");
    let look = send_file(&program, &format!("/api/v1/imports/preview?{query}"), file).await;
    let look = look.expect(StatusCode::OK).json();
    assert_eq!(look["look"]["records"][0]["outcome"]["taken"]["text"], "Late", "{look}");
    assert_eq!(server.store().docs_count().await.unwrap(), 0);
    let started = send_file(&program, &format!("/api/v1/imports?{query}"), file).await;
    let id = started.expect(StatusCode::ACCEPTED).json()["id"].clone();
    let import = ended(&program, &id, "done").await;
    assert_eq!(
        (&import["new"], &import["quarantined"], &import["read"]),
        (&json!(1), &json!(1), &json!(2))
    );
    assert_eq!(import["layout"]["mapping"], json!(["id=Nr", "text=Comment"]));
    let listed = program.get("/api/v1/imports").await.expect(StatusCode::OK).json();
    assert_eq!(listed["items"][0]["id"], id);
    let undo = format!("/api/v1/imports/{id}/undo");
    program.post(&undo, json!({})).await.expect(StatusCode::PRECONDITION_REQUIRED);
    let undone = program.post(&undo, json!({"version": import["version"]})).await;
    assert_eq!(undone.expect(StatusCode::OK).json()["state"], "undoing");
    let stale = program.post(&undo, json!({"version": import["version"]})).await;
    stale.expect(StatusCode::CONFLICT);
    server.engine().run_until_idle().await.unwrap();
    let undone = ended(&program, &id, "undone").await;
    assert_eq!((&undone["removed"], &undone["kept"]), (&json!(1), &json!(0)));
    assert_eq!(server.store().docs_count().await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said() {
    let server = Server::start().await;
    let program = server.program(Role::Analyst).await;
    for (query, field) in [
        ("file=..%2Fa.csv", "file"),
        ("file=a.csv&layout=%7B", "layout"),
        ("file=a.csv&layout=%7B%22mapping%22%3A%5B%22x%3Dy%22%5D%7D", "layout"),
        ("file=a.csv&layout=%7B%22sheet%22%3A3%7D", "layout"),
    ] {
        let refused = send_file(&program, &format!("/api/v1/imports?{query}"), "a,b\n").await;
        let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
        assert!(refused.to_string().contains(field), "{query}: {refused}");
    }
    let viewer = server.program(Role::Viewer).await;
    send_file(&viewer, "/api/v1/imports?file=a.csv", "id,text\n")
        .await
        .expect(StatusCode::FORBIDDEN);
    assert_eq!(server.store().listen().imports(None, None, 9).await.unwrap(), []);
}

#[tokio::test]
async fn records_of_one_request_are_an_import_and_a_refused_one_is_mended() {
    let server = Server::start().await;
    let program = server.program(Role::Manager).await;
    let records = json!([{"id": "a", "text": "uno"}, {"id": "b", "text": "dos"}, {"id": "c"}]);
    program.post("/api/v1/mentions?source=foro", records).await.expect(StatusCode::OK);
    let listed = program.get("/api/v1/imports").await.expect(StatusCode::OK).json();
    let import = &listed["items"][0];
    assert_eq!((&import["via"], &import["new"]), (&json!("api"), &json!(2)));
    let source = import["source_id"].clone();
    let list = format!("/api/v1/sources/{source}/quarantine");
    let items = program.get(&list).await.expect(StatusCode::OK).json();
    let item = &items["items"][0];
    assert_eq!(item["import_id"], import["id"]);
    let take = format!("/api/v1/quarantine/{}/take", item["id"]);
    program.post(&take, json!({"id": "c"})).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let taken = program.post(&take, json!({"id": "c", "text": "tres"})).await;
    assert_eq!(taken.expect(StatusCode::OK).json()["new"], 1);
    program.post(&take, json!({"id": "c", "text": "tres"})).await.expect(StatusCode::CONFLICT);
    // One record alone is none.
    program.post("/api/v1/mentions?source=foro", json!({"id": "d", "text": "x"})).await;
    let listed = program.get("/api/v1/imports").await.expect(StatusCode::OK).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn sources_are_archived_brought_back_or_deleted() {
    let (server, _) = Server::furnished().await;
    let program = server.program(Role::Admin).await;
    let id = server.store().listen().source_by_name("foro").await.unwrap().unwrap().id;
    let path = format!("/api/v1/sources/{id}");
    let reading = program.reading(&path).await;
    reading.send(Method::DELETE, &path, None).await.expect(StatusCode::NO_CONTENT);
    let listed = program.get("/api/v1/sources").await.expect(StatusCode::OK).json();
    assert!(!listed.to_string().contains("\"foro\""), "{listed}");
    let listed = program.get("/api/v1/sources?archived=true").await.expect(StatusCode::OK).json();
    let archived =
        listed["items"].as_array().unwrap().iter().find(|s| s["name"] == "foro").unwrap();
    assert_eq!(archived["state"], "archived");
    let back = program.reading(&path).await;
    let back = back.send(Method::POST, &format!("{path}/bring-back"), None).await;
    assert_eq!(back.expect(StatusCode::OK).json()["state"], "file");
    let reading = program.reading(&path).await;
    let gone = reading.send(Method::DELETE, &format!("{path}?mentions=delete"), None).await;
    gone.expect(StatusCode::ACCEPTED);
    server.engine().run_until_idle().await.unwrap();
    program.get(&path).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(server.store().docs_count().await.unwrap(), 0);
}
