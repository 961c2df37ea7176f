//! Queries that overflow stacks or clocks elsewhere get an error here, and the server lives.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use plaza_tests::generator::Random;
use plaza_tests::server::Plaza;
use reqwest::Method;
use serde_json::Value;

use super::support::{count, import, record, wait_for_count};

/// Longest query that fits into an address, in characters.
const LONGEST: usize = 4_800;

fn monsters() -> Vec<String> {
    let deep = 2_300;
    vec![
        "(".repeat(deep),
        format!("{}a{}", "(".repeat(deep), ")".repeat(deep)),
        "(NOT ".repeat(deep),
        "NOT ".repeat(deep),
        "- ".repeat(deep),
        vec!["a"; deep].join(" OR "),
        (0..deep).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" "),
        format!("\"{}\"", "a ".repeat(deep)),
        "\"".repeat(deep),
        "*".repeat(deep),
        "?*".repeat(deep),
        format!("{}~1", "a".repeat(deep)),
        "a NEAR/999999999999999999999 b".to_owned(),
        "a NEAR/2 ".repeat(deep),
        "lang:".repeat(deep),
        "rating:>=1e999".to_owned(),
        "date:0000-00-00..9999-99-99".to_owned(),
        "author:\"".to_owned(),
        "\u{0}\u{1}\u{202e}\u{feff}".to_owned(),
        "🏳️‍🌈".repeat(deep),
        "'; drop table mention; --".to_owned(),
        "a* b* c* d* e* f* g* h* i* j* k* l* m* n* o* p*".to_owned(),
        "AND OR NOT".to_owned(),
        ")(".to_owned(),
    ]
}

#[tokio::test]
async fn no_query_ends_the_server() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    let client = plaza.set_up().await?;
    import(&plaza, "tienda", &[record("1", "La batería dura poco")])?;
    let api = plaza.token_client("viewer")?;
    wait_for_count(&api, "bateria", 1).await?;
    for query in monsters() {
        let query: String = query.chars().take(LONGEST).collect();
        let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let start: String = query.chars().take(40).collect();
        for path in ["/api/v1/mentions?q=", "/api/v1/timeline?bucket=day&q=", "/mentions?q="] {
            let begun = Instant::now();
            let reader = if path.starts_with("/api") { &api } else { &client };
            // A query that is longer than an address may be is refused before it is read.
            let answer = reader.get(&format!("{path}{encoded}")).await?;
            ensure!(answer.status < 500, "{path}{start}…: {}", answer.status);
            let took = begun.elapsed();
            ensure!(took < Duration::from_secs(5), "{path}{start}… took {took:?}");
        }
        ensure!(plaza.is_alive(), "{start:?} ended the server:\n{}", plaza.printed());
    }
    ensure!(count(&api, "bateria").await? == 1, "the server no longer finds what it has");
    Ok(())
}

#[tokio::test]
async fn a_bad_query_says_where_it_is_bad() -> Result<()> {
    let plaza = Plaza::start().await?;
    let client = plaza.set_up().await?;
    let api = plaza.token_client("viewer")?;
    for query in ["(bateria", "\"sin cerrar", "nada:x", "rating:muchas"] {
        let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let path = format!("/api/v1/mentions?q={encoded}");
        let (status, problem) = api.call(Method::GET, &path, &Value::Null).await?;
        ensure!(status == 400 || status == 422, "{query}: {status} {problem}");
        ensure!(problem["detail"].as_str().is_some_and(|text| text.len() > 10), "{problem}");
        let page = client.get(&format!("/mentions?q={encoded}")).await?;
        ensure!(page.text().contains("query-problem"), "the page does not explain {query}");
    }
    Ok(())
}

#[tokio::test]
async fn random_queries_are_answered_or_refused() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("viewer")?;
    let pieces = [
        "(",
        ")",
        "\"",
        "NOT ",
        "AND ",
        "OR ",
        "NEAR/3 ",
        "*",
        "?",
        "~1",
        ":",
        "lang:",
        "rating:",
        ">=",
        "..",
        "date:",
        "2026-01-01",
        "=",
        "-",
        "+",
        "a",
        "batería",
        " ",
        "\\",
        "/",
        "[",
        "]",
        "{",
        "}",
        "^",
        "'",
        "ñ",
        "💥",
        "\u{301}",
        "theme:",
        "source:",
        "exact:",
        "W/2 ",
    ];
    let mut random = Random(11);
    for _ in 0..500 {
        let length = 1 + random.index(24);
        let query: String = (0..length).map(|_| random.pick(&pieces)).collect();
        let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let answer = api.get(&format!("/api/v1/mentions?q={encoded}")).await?;
        ensure!(matches!(answer.status, 200 | 400 | 422), "{query:?}: {}", answer.status);
    }
    ensure!(plaza.is_alive(), "the server ended:\n{}", plaza.printed());
    Ok(())
}
