//! Every route with every role, as the route table declares it.

use axum::http::{Method, StatusCode};
use plaza_core::{Permission, Role};
use plaza_web::{Access, RouteInfo};
use serde_json::json;

use crate::server::{Client, Server};

/// One line of the table as `api_routes.txt` keeps it.
fn line(route: &RouteInfo) -> String {
    let access = match route.access {
        Access::Public => "public".to_owned(),
        Access::SignedIn => "signed_in".to_owned(),
        Access::Needs(permission) => permission.name().to_owned(),
    };
    format!("{} {} {access}", route.method, route.path)
}

/// The path with ids that exist nowhere.
fn filled(path: &str) -> String {
    let mut filled = String::new();
    for part in path.split('/').skip(1) {
        filled.push('/');
        filled.push_str(if part.starts_with('{') { "987654321" } else { part });
    }
    filled
}

/// Signs `client` in again when the route that was tried ended its session.
async fn keep_signed_in(server: &Server, client: Client, role: Role) -> Client {
    let alive = client.get("/api/v1/session").await.status == StatusCode::OK;
    if alive { client } else { server.person(role).await }
}

async fn ask(client: &Client, route: &RouteInfo) -> crate::server::Answer {
    let path = filled(&route.path);
    // Nothing valid: a handler that is reached refuses the input, and nothing is changed.
    let body = (route.method != Method::GET).then(|| json!({"no_such_field": 1}));
    client.send(route.method.clone(), &path, body).await
}

#[tokio::test]
async fn the_route_table_is_the_one_that_was_reviewed() {
    let mut table: Vec<String> = plaza_web::routes().iter().map(line).collect();
    table.sort();
    let mut reviewed: Vec<&str> = include_str!("../api_routes.txt").lines().collect();
    reviewed.sort_unstable();
    let added: Vec<_> = table.iter().filter(|l| !reviewed.contains(&l.as_str())).collect();
    let gone: Vec<_> = reviewed.iter().filter(|l| !table.iter().any(|t| t == **l)).collect();
    assert!(
        added.is_empty() && gone.is_empty(),
        "web/tests/api_routes.txt lists who may use which route; check the access of these and \
         change the list\nnot listed: {added:#?}\nnot there: {gone:#?}"
    );
}

#[tokio::test]
async fn nobody_gets_behind_a_route_that_is_not_public() {
    let server = Server::start().await;
    server.person(Role::Admin).await;
    let nobody = server.anonymous();
    let mut stranger = server.anonymous();
    stranger.cookie = Some("plaza=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned());
    let before = server.fingerprint().await;
    for route in plaza_web::routes().iter().filter(|route| route.access != Access::Public) {
        for client in [&nobody, &stranger] {
            let answer = ask(client, route).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", line(route));
            assert_eq!(answer.problem(), "/problems/unauthenticated");
        }
    }
    assert_eq!(server.fingerprint().await, before);
}

#[tokio::test]
async fn each_role_gets_exactly_where_the_table_says() {
    let server = Server::start().await;
    for role in Role::ALL {
        let mut client = server.person(role).await;
        for route in plaza_web::routes().iter() {
            let allowed = match route.access {
                Access::Public | Access::SignedIn => true,
                Access::Needs(permission) => role.may(permission),
            };
            let answer = ask(&client, route).await;
            // Deliveries are refused for their signature, whoever is signed in.
            let refused = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED)
                && !answer.text.contains("/problems/delivery-refused");
            let shown = format!("{} as {}: {}", line(route), role.name(), answer.text);
            assert!(answer.status.as_u16() < 500, "{shown}");
            if allowed {
                assert!(!refused, "{shown}");
            } else {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{shown}");
                assert_eq!(answer.problem(), "/problems/forbidden", "{shown}");
            }
            client = keep_signed_in(&server, client, role).await;
        }
    }
}

#[tokio::test]
async fn a_token_has_its_own_role_and_no_account() {
    let server = Server::start().await;
    let viewer = server.program(Role::Viewer).await;
    for route in plaza_web::routes().iter().filter(|route| route.path.starts_with("/api/")) {
        let Access::Needs(permission) = route.access else { continue };
        let answer = ask(&viewer, route).await;
        let forbidden = answer.status == StatusCode::FORBIDDEN;
        assert_eq!(forbidden, permission != Permission::Read, "{}: {}", line(route), answer.text);
    }
    for (method, path) in [(Method::DELETE, "/api/v1/session"), (Method::PATCH, "/api/v1/account")]
    {
        let answer = viewer.send(method, path, Some(json!({}))).await;
        answer.expect(StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn what_is_not_in_the_table_is_not_there() {
    let server = Server::start().await;
    let admin = server.person(Role::Admin).await;
    for path in ["/api/v1/nothing", "/api/v2/mentions", "/api", "/.env", "/api/v1/mentions/"] {
        assert_eq!(
            admin.get(path).await.expect(StatusCode::NOT_FOUND).problem(),
            "/problems/not-found"
        );
    }
    for route in plaza_web::routes().iter() {
        let answer = admin.send(Method::OPTIONS, &filled(&route.path), None).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{}", route.path);
        assert_eq!(answer.problem(), "/problems/method-not-allowed");
        assert!(answer.header("allow").contains(route.method.as_str()), "{}", line(route));
    }
}

#[tokio::test]
async fn reading_changes_nothing() {
    let (server, admin) = Server::furnished().await;
    let before = server.fingerprint().await;
    let mut asked = 0;
    for route in plaza_web::routes().iter().filter(|route| route.method == Method::GET) {
        for id in ["1", "2"] {
            let path = route
                .path
                .split('/')
                .map(|part| if part.starts_with('{') { id } else { part })
                .collect::<Vec<_>>()
                .join("/");
            for path in
                [path.clone(), format!("{path}?q=bater%C3%ADa"), format!("{path}?text=dure")]
            {
                let answer = admin.get(&path).await;
                assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text);
                admin.send(Method::HEAD, &path, None).await;
                asked += 1;
            }
        }
    }
    assert!(asked > 100, "{asked}");
    assert_eq!(server.fingerprint().await, before);
}

#[tokio::test]
async fn browsers_are_led_to_the_sign_in_page_and_back() {
    let server = Server::start().await;
    let nobody = server.anonymous();
    let request = axum::http::Request::builder()
        .uri("/mentions?q=a%20b")
        .header("host", "localhost")
        .header("accept", "text/html")
        .body(axum::body::Body::empty())
        .unwrap();
    let answer = nobody.run(request).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/sign-in?next=%2Fmentions%3Fq%3Da%2520b");
}
