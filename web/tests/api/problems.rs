//! Refusals, and the headers that every answer carries.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use plaza_core::Role;
use serde_json::json;

use crate::server::Server;

#[tokio::test]
async fn refusals_are_problem_documents() {
    let (server, admin) = Server::furnished().await;
    let raw = async |content_type: &str, body: &str| {
        let request = admin
            .request(Method::POST, "/api/v1/ideas")
            .header("content-type", content_type)
            .body(Body::from(body.to_owned()))
            .unwrap();
        admin.run(request).await
    };
    for (content_type, body, status, kind) in [
        ("application/json", "{\"title\":", 400, "/problems/malformed"),
        ("application/json", "", 400, "/problems/malformed"),
        ("application/json", "{\"title\":\"a\"} trailing", 400, "/problems/malformed"),
        ("application/json", "{\"title\":\"a\",\"title\":\"b\"}", 422, "/problems/validation"),
        ("application/json", "[]", 422, "/problems/validation"),
        ("application/json", "{\"title\":5}", 422, "/problems/validation"),
        ("application/json", "{\"title\":\"  \"}", 422, "/problems/validation"),
        ("text/plain", "{\"title\":\"a\"}", 415, "/problems/media-type"),
        ("application/x-www-form-urlencoded", "title=a", 415, "/problems/media-type"),
    ] {
        let answer = raw(content_type, body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text);
        assert_eq!(answer.problem(), kind, "{body}");
    }
    let deep = format!("{{\"title\":{}1{}}}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(raw("application/json", &deep).await.status.is_client_error());
    let missing = admin.get("/api/v1/mentions/999999").await.expect(StatusCode::NOT_FOUND);
    assert_eq!(missing.problem(), "/problems/not-found");
    let nonsense = admin.get("/api/v1/mentions/x").await.expect(StatusCode::NOT_FOUND);
    assert_eq!(nonsense.json()["detail"], "id not found");
    let quote = json!({"mention_id": 1, "quote": "nobody said so"});
    let answer = admin.post("/api/v1/ideas/1/evidence", quote).await;
    assert_eq!(answer.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["field"], "quote");
    let limit = admin.get("/api/v1/audit?limit=201").await;
    assert_eq!(limit.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["field"], "limit");
    let cursor = admin.get("/api/v1/mentions?cursor=zzz").await;
    assert_eq!(cursor.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["field"], "cursor");
    drop(server);
}

#[tokio::test]
async fn a_query_that_is_not_understood_is_pointed_at() {
    let (_server, admin) = Server::furnished().await;
    for path in ["/api/v1/mentions", "/api/v1/timeline"] {
        let answer = admin.get(&format!("{path}?q=bater%C3%ADa%20(")).await;
        let problem = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(problem.problem(), "/problems/query");
        let problem = problem.json();
        assert_eq!(problem["field"], "q");
        assert!(problem["at"].as_u64().is_some_and(|at| at <= 10), "{problem}");
        assert!(problem["length"].is_u64(), "{problem}");
    }
    let deep = "(".repeat(900);
    admin.get(&format!("/api/v1/mentions?q={deep}")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    let nobody = server.anonymous();
    for answer in [
        admin.get("/api/v1/mentions").await,
        admin.get("/api/v1/nothing").await,
        admin.send(Method::DELETE, "/healthz", None).await,
        nobody.get("/healthz").await,
        nobody.get("/api/v1/mentions").await,
        nobody.post("/api/v1/session", json!({"x": 1})).await,
    ] {
        let csp = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(csp.contains(part), "{}: {csp}", answer.request);
        }
        assert!(!csp.contains("unsafe"), "{csp}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cache-control", "no-store"),
            ("strict-transport-security", ""),
        ] {
            assert_eq!(answer.header(name), value, "{} {name}", answer.request);
        }
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert_eq!(answer.header("x-request-id").len(), 16, "{}", answer.request);
    }
}

#[tokio::test]
async fn other_host_names_get_nothing() {
    let server = Server::start().await;
    let mut admin = server.person(Role::Admin).await;
    for host in ["evil.example", "localhost.evil.example", "169.254.169.254", "0.0.0.0:8080"] {
        admin.host = host.to_owned();
        let answer = admin.get("/api/v1/session").await.expect(StatusCode::MISDIRECTED_REQUEST);
        assert_eq!(answer.problem(), "/problems/host");
    }
    for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
        admin.host = host.to_owned();
        admin.get("/api/v1/session").await.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn health_is_open_and_figures_are_not() {
    let (server, admin) = Server::furnished().await;
    let nobody = server.anonymous();
    assert_eq!(nobody.get("/healthz").await.expect(StatusCode::OK).json()["status"], "ok");
    let ready = nobody.get("/readyz").await.expect(StatusCode::OK).json();
    assert_eq!(ready["revision"], ready["index_revision"]);
    assert_eq!((&ready["status"], &ready["problems"]), (&json!("ready"), &json!([])));
    assert_eq!((&ready["index_behind"], &ready["failing"]), (&json!(0), &json!([])));
    nobody.get("/metrics").await.expect(StatusCode::UNAUTHORIZED);
    let metrics = admin.get("/metrics").await.expect(StatusCode::OK);
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
    let lines: Vec<&str> = metrics.text.lines().collect();
    for line in [
        "plaza_mentions 30",
        "plaza_index_mentions 30",
        "plaza_index_lag 0",
        "plaza_index_behind_seconds 0",
        "plaza_loop_up{loop=\"indexer\"} 1",
        "plaza_loop_up{loop=\"analyser\"} 1",
        "plaza_replies{state=\"uncertain\"} 0",
    ] {
        assert!(lines.contains(&line), "{line} is not in\n{}", metrics.text);
    }
    for line in lines.iter().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("plaza_") && value.parse::<f64>().is_ok(), "{line}");
    }
}

#[tokio::test]
async fn a_process_that_stops_is_alive_and_not_ready() {
    let server = Server::start().await;
    server.engine().stop();
    let nobody = server.anonymous();
    nobody.get("/healthz").await.expect(StatusCode::OK);
    let answer = nobody.get("/readyz").await.expect(StatusCode::SERVICE_UNAVAILABLE).json();
    assert_eq!(answer["status"], "unready");
    assert_eq!(answer["problems"], json!([{ "code": "stopping", "part": null }]));
}
