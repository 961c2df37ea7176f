//! Signing in and out, CSRF, back-off, sessions.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use plaza_core::Role;
use plaza_engine::Actor;
use plaza_web::WebSettings;
use serde_json::json;

use crate::board_browser::Browser;
use crate::server::{Client, PASSWORD, Server};

#[tokio::test]
async fn from_the_set_up_link_to_signing_out() {
    let server = Server::start().await;
    let token = server.engine().access().setup_link_token().await.unwrap().unwrap();
    let mut ana = server.anonymous();
    let account = |token: &str| json!({"token": token, "email": "ana@example.com", "name": "Ana", "password": PASSWORD});
    let wrong = ana.post("/api/v1/setup", account("x")).await;
    assert_eq!(wrong.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["field"], "token");
    let welcome = ana.post("/api/v1/setup", account(&token)).await.expect(StatusCode::CREATED);
    assert_eq!(welcome.json()["role"], "admin");
    assert!(!welcome.text.contains("argon2"));
    let cookie = welcome.header("set-cookie").to_owned();
    assert!(cookie.starts_with("plaza="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
    ana.post("/api/v1/setup", account(&token)).await.expect(StatusCode::UNPROCESSABLE_ENTITY);

    ana.cookie = welcome.cookie();
    let who = ana.get("/api/v1/session").await.expect(StatusCode::OK).json();
    assert_eq!(who["user"]["email"], "ana@example.com");
    assert!(who["permissions"].as_array().unwrap().contains(&json!("manage_users")));
    ana.csrf = who["csrf"].as_str().map(str::to_owned);
    let goodbye = ana.send(Method::DELETE, "/api/v1/session", None).await;
    assert!(goodbye.expect(StatusCode::NO_CONTENT).header("set-cookie").contains("Max-Age=0"));
    ana.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED);

    let old = ana.cookie.clone();
    ana.cookie = None;
    ana.sign_in(" Ana@Example.com", PASSWORD).await;
    assert_ne!(ana.cookie, old, "a new session has a new token");
    ana.get("/api/v1/session").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_cookie_over_https_is_bound_to_the_host() {
    let url = "https://plaza.example".parse().unwrap();
    let settings = WebSettings { public_url: Some(url), behind_proxy: false };
    let server = Server::start_with(settings).await;
    let token = server.engine().access().setup_link_token().await.unwrap().unwrap();
    let mut ana = server.anonymous();
    ana.host = "plaza.example".to_owned();
    let account =
        json!({"token": token, "email": "ana@example.com", "name": "Ana", "password": PASSWORD});
    let welcome = ana.post("/api/v1/setup", account).await.expect(StatusCode::CREATED);
    assert!(welcome.header("set-cookie").starts_with("__Host-plaza="));
    assert!(welcome.header("set-cookie").contains("; Secure"));
    assert!(welcome.header("strict-transport-security").starts_with("max-age="));
    ana.cookie = welcome.cookie();
    ana.get("/api/v1/session").await.expect(StatusCode::OK);
    ana.host = "evil.example".to_owned();
    assert_eq!(ana.get("/healthz").await.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn guessing_is_refused_after_ten_tries() {
    let server = Server::start().await;
    server.person(Role::Viewer).await;
    let eve = server.anonymous();
    let guess = |password: &str| json!({"email": "viewer@example.com", "password": password});
    for _ in 0..10 {
        let wrong = eve.post("/api/v1/session", guess("a wrong password")).await;
        assert_eq!(wrong.expect(StatusCode::UNPROCESSABLE_ENTITY).problem(), "/problems/sign-in");
    }
    let refused = eve.post("/api/v1/session", guess(PASSWORD)).await;
    let refused = refused.expect(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "900");
    assert_eq!(refused.problem(), "/problems/too-many-tries");
    server.clock.advance(15 * 60_000 + 1);
    eve.post("/api/v1/session", guess(PASSWORD)).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_browser_that_is_known_comes_in_while_others_guess() {
    let url = "https://plaza.example".parse().unwrap();
    let settings = WebSettings { public_url: Some(url), behind_proxy: true };
    let server = Server::start_with(settings).await;
    let auth = server.engine().access();
    let (email, actor) = ("ana@example.com", Actor::system());
    auth.create_user(&actor, email, "Ana", Role::Viewer, Some(PASSWORD)).await.unwrap();
    let mut ana = server.anonymous();
    ana.host = "plaza.example".to_owned();
    // The last entry is the proxy's word; the others are the client's own.
    let comes = async |client: &Client, password: &str, from: &str| {
        let request = client
            .request(Method::POST, "/api/v1/session")
            .header("content-type", "application/json")
            .header("x-forwarded-for", from);
        let body = json!({"email": email, "password": password}).to_string();
        client.run(request.body(Body::from(body)).unwrap()).await
    };
    let welcome = comes(&ana, PASSWORD, "198.51.100.1").await.expect(StatusCode::OK);
    let cookies: Vec<&str> =
        welcome.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    assert!(cookies[1].starts_with("__Host-plaza-device="), "{cookies:?}");
    assert!(cookies[1].ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=15552000"));
    for n in 0..10 {
        let wrong = comes(&ana, "a wrong password", &format!("10.0.0.{n}, 198.51.100.2")).await;
        wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let refused = comes(&ana, PASSWORD, "198.51.100.2").await.expect(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "900");
    comes(&ana, PASSWORD, "198.51.100.3").await.expect(StatusCode::OK);
    let known = Client { cookie: Some(cookies[1].split(';').next().unwrap().to_owned()), ..ana };
    comes(&known, PASSWORD, "198.51.100.2").await.expect(StatusCode::OK);
    server.clock.advance(180 * plaza_core::DAY_MS);
    for _ in 0..10 {
        comes(&known, "a wrong password", "198.51.100.4")
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    comes(&known, PASSWORD, "198.51.100.4").await.expect(StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_page_says_how_long_to_wait_in_the_readers_language() {
    let server = Server::start().await;
    server.person(Role::Viewer).await;
    for (lang, words) in [("en", "Too many tries. Try again in"), ("es", "Demasiados intentos")] {
        let mut browser = Browser::stranger(&server, lang);
        let form = [("email", "viewer@example.com"), ("password", "a wrong password")];
        let mut last = browser.send("/sign-in", &form).await;
        for _ in 0..10 {
            last = browser.send("/sign-in", &form).await;
        }
        let refused = last.expect(StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.header("retry-after"), "900");
        assert!(refused.text.contains(words), "{}", refused.text);
    }
}

#[tokio::test]
async fn an_unknown_account_looks_like_a_wrong_password() {
    let server = Server::start().await;
    server.person(Role::Viewer).await;
    let eve = server.anonymous();
    let mut answers = Vec::new();
    for email in ["viewer@example.com", "nobody@example.com"] {
        let body = json!({"email": email, "password": "a wrong password"});
        answers.push(eve.post("/api/v1/session", body).await);
    }
    assert_eq!(answers[0].status, answers[1].status);
    assert_eq!(answers[0].text, answers[1].text);
}

#[tokio::test]
async fn only_our_own_pages_change_something_with_a_cookie() {
    let server = Server::start().await;
    let ana = server.person(Role::Admin).await;
    let token = ana.csrf.clone().unwrap();
    let before = server.fingerprint().await;
    type Headers<'a> = &'a [(&'static str, &'a str)];
    let refused: &[Headers<'_>] = &[
        &[],
        &[("x-csrf-token", &token)],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "cross-site"), ("x-csrf-token", &token)],
        &[("sec-fetch-site", "same-site"), ("x-csrf-token", &token)],
        &[("origin", "https://evil.example"), ("x-csrf-token", &token)],
        &[("origin", "null"), ("x-csrf-token", &token)],
        &[("origin", "http://localhost"), ("x-csrf-token", "AAAA")],
    ];
    let attempt = async |headers: Headers<'_>| {
        let mut request = axum::http::Request::builder()
            .method(Method::POST)
            .uri("/api/v1/ideas")
            .header("host", "localhost")
            .header("cookie", ana.cookie.as_deref().unwrap())
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        ana.run(request.body(Body::from(r#"{"title":"x"}"#)).unwrap()).await
    };
    for headers in refused {
        let answer = attempt(headers).await.expect(StatusCode::FORBIDDEN);
        assert_eq!(answer.problem(), "/problems/csrf", "{headers:?}");
    }
    assert_eq!(server.fingerprint().await, before);
    let allowed: &[Headers<'_>] = &[
        &[("origin", "http://localhost"), ("x-csrf-token", &token)],
        &[("sec-fetch-site", "same-origin"), ("x-csrf-token", &token)],
    ];
    for headers in allowed {
        attempt(headers).await.expect(StatusCode::CREATED);
    }
    let other = server.person(Role::Manager).await;
    attempt(&[("sec-fetch-site", "same-origin"), ("x-csrf-token", &other.csrf.unwrap())])
        .await
        .expect(StatusCode::FORBIDDEN);
    let program = server.program(Role::Admin).await;
    let request = program
        .request(Method::POST, "/api/v1/ideas")
        .header("content-type", "application/json")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(r#"{"title":"x"}"#))
        .unwrap();
    program.run(request).await.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn another_site_cannot_sign_somebody_in() {
    let server = Server::start().await;
    server.person(Role::Viewer).await;
    let request = axum::http::Request::builder()
        .method(Method::POST)
        .uri("/api/v1/session")
        .header("host", "localhost")
        .header("origin", "https://evil.example")
        .header("content-type", "application/json")
        .body(Body::from(json!({"email": "viewer@example.com", "password": PASSWORD}).to_string()))
        .unwrap();
    let answer = server.anonymous().run(request).await.expect(StatusCode::FORBIDDEN);
    assert_eq!(answer.problem(), "/problems/csrf");
}

#[tokio::test]
async fn passwords_roles_and_closed_accounts_end_sessions() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let mine = server.person(Role::Analyst).await;
    let other = server.person(Role::Analyst).await;
    let me = mine.get("/api/v1/session").await.json()["user"]["id"].as_i64().unwrap();
    let change = |old: &str| json!({"old": old, "new": "ñandú azul 7 nubes"});
    let path = "/api/v1/account/password";
    let wrong = mine.send(Method::PUT, path, Some(change("not my password"))).await;
    wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let weak = json!({"old": PASSWORD, "new": "password1234"});
    let weak = mine.send(Method::PUT, path, Some(weak)).await;
    assert_eq!(weak.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["field"], "password");
    mine.send(Method::PUT, path, Some(change(PASSWORD))).await.expect(StatusCode::NO_CONTENT);
    mine.get("/api/v1/session").await.expect(StatusCode::OK);
    other.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED);

    let user = format!("/api/v1/users/{me}");
    let role = json!({"role": "viewer"});
    admin.reading(&user).await.send(Method::PATCH, &user, Some(role)).await.expect(StatusCode::OK);
    mine.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED);

    let mut again = server.anonymous();
    again.sign_in("analyst@example.com", "ñandú azul 7 nubes").await;
    let disabled = json!({"disabled": true});
    admin
        .reading(&user)
        .await
        .send(Method::PATCH, &user, Some(disabled))
        .await
        .expect(StatusCode::OK);
    again.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED);
    let body = json!({"email": "analyst@example.com", "password": "ñandú azul 7 nubes"});
    server.anonymous().post("/api/v1/session", body).await.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn tokens_are_shown_once_and_die_when_revoked() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let body = json!({"name": "importer", "role": "analyst"});
    let created = admin.post("/api/v1/tokens", body).await.expect(StatusCode::CREATED).json();
    let secret = created["secret"].as_str().unwrap();
    let mut program = server.anonymous();
    program.bearer = Some(secret.to_owned());
    assert_eq!(program.get("/api/v1/session").await.json()["name"], "token importer");
    let listed = admin.get("/api/v1/tokens").await.expect(StatusCode::OK);
    assert!(!listed.text.contains(secret) && !listed.text.contains("hash"));
    let path = format!("/api/v1/tokens/{}", created["token"]["id"]);
    admin.send(Method::DELETE, &path, None).await.expect(StatusCode::NO_CONTENT);
    program.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED);
    program.get("/api/v1/openapi.json").await.expect(StatusCode::UNAUTHORIZED);
    // What watches the process is never asked who it is.
    program.get("/healthz").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_token_says_who_made_it_when_it_ends_and_what_it_may_now() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let other =
        json!({"email": "bea@example.com", "name": "Bea", "role": "admin", "password": PASSWORD});
    let bea = admin.post("/api/v1/users", other).await.expect(StatusCode::CREATED).json();
    let bea_id = bea["user"]["id"].as_i64().unwrap();
    let mut maker = server.anonymous();
    maker.sign_in("bea@example.com", PASSWORD).await;
    for past in ["2026-09-20", "2026-09-21T15:33:20Z", "soon"] {
        let token = json!({"name": "late", "role": "viewer", "expires_at": past});
        let refused = maker.post("/api/v1/tokens", token).await;
        let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
        assert_eq!(refused["field"], "expires_at", "{past}");
    }
    let token = json!({"name": "importer", "role": "manager", "expires_at": "2026-09-21"});
    let made = maker.post("/api/v1/tokens", token).await.expect(StatusCode::CREATED).json();
    assert_eq!(made["token"]["maker"], "Bea");
    assert_eq!(made["token"]["created_by"], bea_id);
    assert_eq!(made["token"]["expires_at"], "2026-09-22T00:00:00Z", "it works to the day's end");
    let program =
        Client { bearer: made["secret"].as_str().map(str::to_owned), ..server.anonymous() };
    let path = format!("/api/v1/users/{bea_id}");
    let change = async |change| {
        admin
            .reading(&path)
            .await
            .send(Method::PATCH, &path, Some(change))
            .await
            .expect(StatusCode::OK);
    };
    let listed = async || {
        let tokens = admin.get("/api/v1/tokens").await.expect(StatusCode::OK).json();
        tokens["items"][0]["effective_role"].clone()
    };
    assert_eq!(program.get("/api/v1/session").await.json()["role"], "manager");
    change(json!({"role": "analyst"})).await;
    assert_eq!(program.get("/api/v1/session").await.json()["role"], "analyst");
    assert_eq!(listed().await, "analyst");
    let source = json!({"kind": "feed", "name": "x", "values": {}});
    program.post("/api/v1/sources", source).await.expect(StatusCode::FORBIDDEN);
    change(json!({"disabled": true})).await;
    program.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED);
    assert_eq!(listed().await, json!(null));
    let mut board = Browser::of(&server, Role::Admin, "en").await;
    let page = board.open("/tokens").await.expect(StatusCode::OK).text;
    assert!(page.contains("by Bea") && page.contains("stopped: its maker"));
    change(json!({"disabled": false, "role": "admin"})).await;
    assert_eq!(listed().await, "manager");
    program.get("/api/v1/session").await.expect(StatusCode::OK);
    server.clock.advance(9 * 60 * 60 * 1_000);
    let ended = program.get("/api/v1/session").await.expect(StatusCode::UNAUTHORIZED).json();
    assert_eq!(ended["detail"], "this token ended on 2026-09-22T00:00:00Z; make another one");
    let page = board.open("/tokens").await.expect(StatusCode::OK).text;
    assert!(page.contains("chip-warn\">ended"), "{page}");
}

#[tokio::test]
async fn the_board_makes_a_token_that_ends() {
    let server = Server::start().await;
    let mut board = Browser::of(&server, Role::Admin, "es").await;
    let past = [("name", "CI"), ("role", "viewer"), ("expires_at", "2026-09-01")];
    let refused = board.send("/tokens", &past).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("está en el pasado"), "{}", refused.text);
    let form = [("name", "CI"), ("role", "viewer"), ("expires_at", "2027-01-31")];
    let made = board.send("/tokens", &form).await.expect(StatusCode::OK);
    assert!(made.text.contains("plaza_") && made.text.contains("feb 2027"), "{}", made.text);
    let never = [("name", "CI 2"), ("role", "viewer"), ("expires_at", "")];
    board.send("/tokens", &never).await.expect(StatusCode::OK);
    let tokens = server.engine().access().tokens().await.unwrap();
    assert_eq!(tokens[0].expires_at, None);
    assert_eq!(tokens[1].maker.as_deref(), Some("admin"));
}
