//! The settings of the house, sessions, links and deletions, for programs.

use axum::http::{Method, StatusCode};
use plaza_core::Role;
use serde_json::json;

use crate::server::{Client, PASSWORD, Server};

#[tokio::test]
async fn settings_are_changed_by_who_has_seen_them() {
    let server = Server::start().await;
    let admin = server.program(Role::Admin).await;
    let seen = admin.get("/api/v1/settings").await.expect(StatusCode::OK).json();
    assert_eq!((&seen["lang"], &seen["set_on_board"]), (&json!("es"), &json!([])));
    let patch = |change| admin.send(Method::PATCH, "/api/v1/settings", Some(change));
    patch(json!({"name": "Zumbo"})).await.expect(StatusCode::PRECONDITION_REQUIRED);
    let version = seen["version"].clone();
    let change =
        json!({"version": version, "brands": ["Zumbo", "S1"], "time_zone": "Europe/Madrid"});
    let changed = patch(change.clone()).await.expect(StatusCode::OK).json();
    assert_eq!(changed["brands"], json!(["Zumbo", "S1"]));
    assert_eq!(changed["set_on_board"], json!(["time_zone", "brands"]));
    let stale = patch(change).await.expect(StatusCode::CONFLICT).json();
    assert_eq!(stale["theirs"]["brands"], json!(["Zumbo", "S1"]), "{stale}");
    let version = changed["version"].clone();
    let back =
        patch(json!({"version": version, "brands": null})).await.expect(StatusCode::OK).json();
    assert_eq!((&back["brands"], &back["set_on_board"]), (&json!([]), &json!(["time_zone"])));
    let version = back["version"].clone();
    for (field, value) in
        [("time_zone", "Madrid"), ("lang", "españ"), ("public_url", "plaza.example"), ("name", " ")]
    {
        let change = json!({"version": version, field: value});
        let refused = patch(change).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
        assert_eq!(refused["field"], field);
    }
}

#[tokio::test]
async fn an_address_set_on_the_board_is_answered_beside_the_configured_one() {
    let server = Server::start().await;
    let admin = server.program(Role::Admin).await;
    let house = Client { host: "plaza.example".to_owned(), ..admin.clone() };
    house.get("/api/v1/session").await.expect(StatusCode::MISDIRECTED_REQUEST);
    let change = json!({"version": 1, "public_url": "https://plaza.example"});
    admin.send(Method::PATCH, "/api/v1/settings", Some(change)).await.expect(StatusCode::OK);
    house.get("/api/v1/session").await.expect(StatusCode::OK);
    admin.get("/api/v1/session").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn links_sessions_and_leaving() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let eva = server.person(Role::Analyst).await;
    let id =
        server.store().access().user_by_email("analyst@example.com").await.unwrap().unwrap().id;
    let user = format!("/api/v1/users/{id}");
    let link = admin.post(&format!("{user}/reset-link"), json!({})).await;
    let link = link.expect(StatusCode::CREATED).json();
    let token = link["path"].as_str().unwrap().rsplit('=').next().unwrap().to_owned();
    let open = eva.get("/api/v1/account/sessions").await.expect(StatusCode::OK).json();
    assert_eq!(open["items"][0]["is_this"], true);
    let anybody = server.anonymous();
    let new = json!({"token": token, "password": "una frase bien distinta"});
    anybody.post("/api/v1/reset", new.clone()).await.expect(StatusCode::OK);
    anybody.post("/api/v1/reset", new).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    eva.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED);
    let open = admin.get(&format!("{user}/sessions")).await.expect(StatusCode::OK).json();
    let name = open["items"][0]["name"].as_str().unwrap().to_owned();
    let one = format!("{user}/sessions/{name}");
    admin.send(Method::DELETE, &one, None).await.expect(StatusCode::NO_CONTENT);
    admin.send(Method::DELETE, &one, None).await.expect(StatusCode::NOT_FOUND);
    let mut again = server.anonymous();
    again.sign_in("analyst@example.com", "una frase bien distinta").await;
    let token = json!({"name": "own", "role": "admin"});
    let made = again.post("/api/v1/account/tokens", token).await.expect(StatusCode::CREATED).json();
    assert_eq!(made["token"]["effective_role"], "analyst", "no more than its maker");
    let program =
        Client { bearer: made["secret"].as_str().map(str::to_owned), ..server.anonymous() };
    program.get("/api/v1/session").await.expect(StatusCode::OK);
    admin.send(Method::DELETE, &user, None).await.expect(StatusCode::PRECONDITION_REQUIRED);
    let reading = admin.reading(&user).await;
    reading.send(Method::DELETE, &user, None).await.expect(StatusCode::NO_CONTENT);
    again.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED);
    program.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED);
    let former = admin.get("/api/v1/users/former").await.expect(StatusCode::OK).json();
    assert_eq!(former["items"][0]["name"], "analyst");
    let body = json!({"email": "analyst@example.com", "password": PASSWORD});
    server.anonymous().post("/api/v1/session", body).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn mentions_are_counted_first_and_then_deleted() {
    let (server, _) = Server::furnished().await;
    let admin = server.program(Role::Manager).await;
    let ask = |change| admin.post("/api/v1/mentions/delete", change);
    let all = json!({"q": "bateria", "reason": "prueba"});
    let dry = ask(all).await.expect(StatusCode::OK).json();
    assert_eq!(
        (&dry["count"], &dry["deleted"], &dry["quotes"]),
        (&json!(30), &json!(0), &json!(1))
    );
    let other = json!({"q": "bateria", "reason": "prueba", "count": 3});
    ask(other).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let two = json!({"ids": [4, 5], "reason": "prueba", "count": 2});
    assert_eq!(ask(two).await.expect(StatusCode::OK).json()["deleted"], 2);
    let one = "/api/v1/mentions/6?reason=prueba";
    admin.send(Method::DELETE, one, None).await.expect(StatusCode::NO_CONTENT);
    admin.send(Method::DELETE, one, None).await.expect(StatusCode::NOT_FOUND);
    admin
        .send(Method::DELETE, "/api/v1/mentions/7", None)
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    let audit = admin.get("/api/v1/audit?kind=mention.delete").await.expect(StatusCode::OK).json();
    assert_eq!(audit["items"].as_array().unwrap().len(), 2);
    assert_eq!(audit["items"][0]["detail"]["reason"], "prueba");
    let late = "/api/v1/audit?since=2030-01-01";
    let none = admin.get(late).await.expect(StatusCode::OK).json();
    assert_eq!(none["items"], json!([]));
}
