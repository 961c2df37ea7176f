//! A thousand broken records between a thousand good ones.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use plaza_tests::http::Client;
use plaza_tests::server::Plaza;
use serde_json::Value;

use super::support::{Summary, import, import_bytes, record, wait_for_count};

/// How many of each kind of damage there are.
const ROUNDS: usize = 25;

/// One line for every kind of damage, with a word that its reason must hold.
fn damaged(round: usize) -> Vec<(Vec<u8>, &'static str)> {
    let text = |line: String| line.into_bytes();
    let with = |field: &str| text(format!(r#"{{"id":"b{round}","text":"hola",{field}}}"#));
    let whole =
        format!(r#"{{"id":"b{round}","text":"me gusta","author":"ana","extra":{{"a":[1,2]}}}}"#);
    // Cut at another place each time, but never so late that it is whole.
    let cut = 1 + round * 2 % (whole.len() - 2);
    let nested = |open: &str, close: &str| {
        format!(
            r#"{{"id":"b{round}","text":"hola","extra":{{"a":{}{}}}}}"#,
            open.repeat(5_000),
            close
        )
    };
    let huge = "á".repeat(1_000_000 + round);
    let mut invalid_utf8 = text(format!(r#"{{"id":"b{round}","text":"ho"#));
    invalid_utf8.extend_from_slice(&[0xc3, 0x28, 0xff, b'"', b'}']);
    vec![
        (whole.as_bytes()[..cut].to_vec(), ""),
        (text(format!("no es JSON {round}")), ""),
        (text(format!("[{round}]")), ""),
        (text(format!("4{round}")), ""),
        (text(format!("\"solo una cadena {round}\"")), ""),
        (text(format!("null {round}")), ""),
        (text(format!(r#"{{"extra":{{"n":{round}}}}}"#)), "id"),
        (text(format!(r#"{{"id":"b{round}"}}"#)), "text"),
        (text(format!(r#"{{"text":"sin identidad {round}"}}"#)), "id"),
        (text(format!(r#"{{"id":"","text":"identidad vacía {round}"}}"#)), "id"),
        (text(format!(r#"{{"id":"b{round}","text":""}}"#)), "text"),
        (text(format!(r#"{{"id":"b{round}","text":" \n\t "}}"#)), "text"),
        (text(format!(r#"{{"id":"b{round}","text":"\u0000\u0007\u001b"}}"#)), "text"),
        (text(format!(r#"{{"id":{{}},"text":"hola {round}"}}"#)), ""),
        (text(format!(r#"{{"id":[{round}],"text":"hola"}}"#)), ""),
        (text(format!(r#"{{"id":"b{round}","text":5}}"#)), ""),
        (text(format!(r#"{{"id":"b{round}","text":["hola"]}}"#)), ""),
        (text(format!(r#"{{"id":"b{round}","text":"hola \ud800"}}"#)), ""),
        (invalid_utf8, "UTF-8"),
        (text(format!(r#"{{"id":"b{round}","text":"{huge}"}}"#)), "text"),
        (text(format!(r#"{{"id":"{}","text":"hola"}}"#, "x".repeat(5_000 + round))), "id"),
        (with(r#""rating":99"#), "rating"),
        (with(r#""rating":-1"#), "rating"),
        (with(r#""rating":"muchas""#), ""),
        (with(r#""rating":1e400"#), ""),
        (with(r#""rating":NaN"#), ""),
        (with(r#""created_at":"ayer""#), ""),
        (with(r#""created_at":"2026-13-45T10:00:00Z""#), ""),
        (with(r#""created_at":"9999-12-31T10:00:00Z""#), ""),
        (with(r#""created_at":"-5000-01-01T00:00:00Z""#), ""),
        (with(r#""url":"javascript:alert(1)""#), "url"),
        (with(r#""url":"no es una dirección""#), "url"),
        (with(r#""country":"Spain and more""#), "country"),
        (with(r#""author":{"name":"ana"}"#), ""),
        (with(r#""extra":"no es un objeto""#), ""),
        (with(&format!(r#""parent_id":"b{round}""#)), "parent_id"),
        (text(nested("[", "")), ""),
        (text(nested("[", &"]".repeat(5_000))), ""),
        (
            text(format!(
                r#"{{"id":"b{round}","text":"hola","extra":{{"a":"{}"}}}}"#,
                "x".repeat(300_000)
            )),
            "extra",
        ),
        (text(format!("{{\"id\":\"b{round}\",\"text\":\"hola\"}} y algo más")), ""),
    ]
}

#[tokio::test]
async fn good_neighbours_are_stored_and_bad_ones_are_explained() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    let client = plaza.set_up().await?;
    drop(client);
    let api = plaza.token_client("admin")?;
    let mut file = Vec::new();
    let (mut good, mut bad) = (0_u64, Vec::new());
    for round in 0..ROUNDS {
        for (line, word) in damaged(round) {
            file.extend_from_slice(&line);
            file.push(b'\n');
            let number = good + u64::try_from(bad.len())? + 1;
            bad.push((number, word, line));
            good += 1;
            let neighbour = record(&format!("g{good}"), &format!("Vecino{good} con buena batería"));
            file.extend_from_slice(neighbour.to_string().as_bytes());
            file.push(b'\n');
        }
    }
    let (output, summary) = import_bytes(&plaza, "averiado", &file)?;
    let quarantined = u64::try_from(bad.len())?;
    let expected =
        Summary { read: good + quarantined, new: good, edited: 0, unchanged: 0, quarantined };
    ensure!(quarantined == 1000, "{quarantined} damaged records");
    ensure!(summary == expected, "{summary:?}, expected {expected:?}");
    ensure!(output.status.code() == Some(1), "ended with {}", output.status);
    wait_for_count(&api, "", good).await?;
    wait_for_count(&api, "vecino1000", 1).await?;
    ensure!(plaza.is_alive(), "the server ended: {}", plaza.printed());

    let items = quarantine(&api, "averiado").await?;
    ensure!(items.len() == bad.len(), "{} in quarantine", items.len());
    for (line, word, content) in &bad {
        let item = item_of_line(&items, *line)
            .with_context(|| format!("line {line} is missing: {}", shown(content)))?;
        let reason = item["reason"].as_str().unwrap_or_default();
        ensure!(reason.len() > 8 && reason.contains(' '), "no reason for a person: {item}");
        ensure!(reason.contains(word), "{reason:?} does not say {word:?}: {}", shown(content));
        let raw = item["raw"].as_str().unwrap_or_default();
        ensure!(raw.len() < 100_000, "the quarantine keeps {} bytes of line {line}", raw.len());
    }

    // The same file again changes nothing but is reported again.
    let (_, again) = import_bytes(&plaza, "averiado", &file)?;
    ensure!((again.new, again.unchanged) == (0, good), "{again:?}");
    Ok(())
}

fn shown(content: &[u8]) -> String {
    String::from_utf8_lossy(content).chars().take(200).collect()
}

fn item_of_line(items: &[Value], line: u64) -> Option<&Value> {
    items.iter().find(|item| {
        let origin = item["origin"].as_str().unwrap_or_default();
        let numbers = origin.rsplit(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty());
        numbers.and_then(|number| number.parse().ok()) == Some(line)
    })
}

/// Everything in a source's quarantine, page by page.
async fn quarantine(api: &Client, source: &str) -> Result<Vec<Value>> {
    let sources = api.fetch("/api/v1/sources").await?;
    let id = super::support::items(&sources)
        .iter()
        .find(|other| other["name"] == source)
        .map(|found| found["id"].clone())
        .with_context(|| format!("no source {source} in {sources}"))?;
    let mut all = Vec::new();
    let mut path = format!("/api/v1/sources/{id}/quarantine?limit=100");
    loop {
        let page = api.fetch(&path).await?;
        all.extend(super::support::items(&page));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/sources/{id}/quarantine?limit=100&cursor={cursor}");
    }
    let origins: BTreeSet<String> = all.iter().map(|item| item["origin"].to_string()).collect();
    ensure!(origins.len() == all.len(), "the quarantine names an origin twice");
    Ok(all)
}

#[tokio::test]
async fn texts_at_the_limits_are_kept_whole() -> Result<()> {
    let plaza = Plaza::start().await?;
    let client = plaza.set_up().await?;
    drop(client);
    let api = plaza.token_client("admin")?;
    let long = "palabra ".repeat(12_000);
    let texts = [
        ("largo", long.trim_end()),
        ("derecha a izquierda", "مرحبا بالعالم, السلام عليكم"),
        ("emoji", "👩‍👩‍👧‍👦 😡😡😡 🇪🇸"),
        ("combinada", "cafe\u{301} con leche"),
        ("chino", "电池很差,什么时候修复"),
        ("una palabra", "No"),
    ];
    let records: Vec<Value> = texts.iter().map(|(id, text)| record(id, text)).collect();
    let (output, summary) = import(&plaza, "límites", &records)?;
    ensure!(output.status.success(), "{output:?}");
    ensure!(summary.new == 6 && summary.quarantined == 0, "{summary:?}");
    wait_for_count(&api, "", 6).await?;
    let found = super::support::search(&api, "café").await?;
    let text = super::support::items(&found)[0]["text"].as_str().unwrap_or_default().to_owned();
    ensure!(text == "café con leche", "{text:?} is not composed");
    let found = super::support::items(&super::support::search(&api, "palabra").await?);
    ensure!(found.iter().any(|one| one["text"] == long.trim_end()), "the long text is not whole");
    Ok(())
}
