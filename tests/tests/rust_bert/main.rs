//! The real binary with the rust-bert analyser and a real encoder; `cargo xtask test --only
//! rust-bert` builds it and sets `PLAZA_TEST_ENCODER`.

use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use plaza_tests::http::Client;
use plaza_tests::server::{Plaza, succeeded};
use serde_json::{Value, json};

/// What insights of this analyser carry.
const MODEL: &str = "rust-bert@2";

/// Puts the encoder in place.
fn install(plaza: &Plaza) -> Result<()> {
    let folder = std::env::var("PLAZA_TEST_ENCODER").context("PLAZA_TEST_ENCODER is not set")?;
    succeeded(&plaza.command(["models", "install", "--from", &folder])?)?;
    Ok(())
}

/// Tags texts with `plaza analyse`.
fn analyse(plaza: &Plaza, texts: &[&str]) -> Result<Vec<Value>> {
    let mut child = plaza
        .plaza()
        .args(["analyse", "--model", "rust-bert", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().context("no standard input")?;
    for (id, text) in texts.iter().enumerate() {
        writeln!(input, "{}", json!({ "id": id, "text": text }))?;
    }
    drop(input);
    let printed = succeeded(&child.wait_with_output()?)?;
    printed.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

#[tokio::test]
async fn without_an_encoder_it_says_what_to_do() -> Result<()> {
    let plaza = Plaza::new()?.variable("PLAZA_MODEL", "rust-bert");
    for arguments in [["models", "list"], ["models", "retrain"]] {
        let output = plaza.command(arguments)?;
        let said = [&output.stdout, &output.stderr].map(|b| String::from_utf8_lossy(b)).concat();
        ensure!(output.status.code() == Some(1), "{arguments:?}: {said}");
        ensure!(said.contains("lacks config.json"), "{said}");
        ensure!(said.contains("plaza models install"), "{said}");
    }
    install(&plaza)?;
    let listed = succeeded(&plaza.command(["models", "list"])?)?;
    ensure!(listed.contains("rust-bert (chosen): ready"), "{listed}");
    Ok(())
}

#[tokio::test]
async fn analyse_answers_in_order_whatever_it_is_given() -> Result<()> {
    let plaza = Plaza::new()?;
    install(&plaza)?;
    let long = "La batería es malísima y la pantalla muy buena. ".repeat(2_200);
    let texts = [
        "No funciona, es una vergüenza, la batería es malísima",
        "I absolutely love this phone, it is wonderful",
        "",
        "a",
        &long,
        "👩‍👩‍👧‍👦🏳️‍🌈 😀",
        "الخدمة سيئة جدا",
        "\u{0}\u{1}\u{7f}",
    ];
    let lines = analyse(&plaza, &texts)?;
    ensure!(lines.len() == texts.len(), "{lines:?}");
    for ((id, text), line) in texts.iter().enumerate().zip(&lines) {
        ensure!(line["id"] == id && line["model"] == MODEL, "{line}");
        let scores = ["negative", "neutral", "positive"]
            .map(|label| line["sentiment"][label].as_f64().unwrap_or(f64::NAN));
        ensure!((scores.iter().sum::<f64>() - 1.0).abs() < 0.01, "{line}");
        let chars: Vec<char> = text.chars().collect();
        for aspect in line["aspects"].as_array().context("no aspects")? {
            let at = |end: &str| aspect[end].as_u64().and_then(|n| usize::try_from(n).ok());
            let (start, end) = at("start").zip(at("end")).context("no place")?;
            let said: String = chars.get(start..end).context("outside")?.iter().collect();
            ensure!(aspect["term"] == said.as_str(), "{aspect} is {said}");
        }
    }
    ensure!(lines[0]["sentiment"]["label"] == "negative", "{}", lines[0]);
    ensure!(lines[1]["sentiment"]["label"] == "positive", "{}", lines[1]);
    Ok(())
}

/// Waits until a mention carries an insight of the transformer with this sentiment.
async fn wait_for(api: &Client, query: &str, sentiment: &str) -> Result<Value> {
    let mut last = Value::Null;
    for _ in 0..600 {
        last = api.fetch(&format!("/api/v1/mentions?q={query}&limit=20")).await?;
        let mention = &last["items"][0]["mention"];
        let insight = &mention["insight"];
        if insight["model"] == MODEL && insight["sentiment"] == sentiment {
            return Ok(mention.clone());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("no {sentiment} mention for {query}: {last}")
}

#[tokio::test]
async fn mentions_get_their_tags_in_the_background() -> Result<()> {
    let mut plaza = Plaza::new()?;
    fs::write(plaza.scratch("plaza.toml"), "model = \"rust-bert\"\nmodel_threads = 1\n")?;
    install(&plaza)?;
    plaza.restart().await?;
    drop(plaza.set_up().await?);
    let file = plaza.scratch("talk.jsonl");
    let record = |id: &str, text: &str| json!({ "id": id, "text": text, "author": "ana", "created_at": "2026-10-01T10:00:00Z" });
    let talk = [
        record("1", "No funciona, es una vergüenza, nunca más zanahoria"),
        record("2", "I love this wonderful broccoli, best purchase ever"),
    ];
    fs::write(&file, talk.map(|line| line.to_string()).join("\n"))?;
    let file = file.to_string_lossy().into_owned();
    succeeded(&plaza.command(["import", &file, "--source", "talk"])?)?;
    let api = plaza.token_client("admin")?;
    wait_for(&api, "zanahoria", "negative").await?;
    wait_for(&api, "broccoli", "positive").await?;
    // Found by what the transformer says, and posted mentions are tagged too.
    wait_for(&api, "sentiment:positive", "positive").await?;
    api.post("/api/v1/mentions", &record("3", "Me encanta el puerro, muchas gracias")).await?;
    wait_for(&api, "puerro", "positive").await?;
    let (took, status) = plaza.terminate(Duration::from_secs(30))?;
    ensure!(status.success(), "ended with {status} after {took:?}:\n{}", plaza.printed());
    Ok(())
}
