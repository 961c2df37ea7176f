//! The commands and exit codes that people script against.

use std::io::Write;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use plaza_tests::feeds::FeedServer;
use plaza_tests::server::{Plaza, succeeded};
use serde_json::{Value, json};

use super::support::{Summary, import, import_bytes, record};

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn json_lines(output: &Output) -> Result<Vec<Value>> {
    succeeded(output)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

#[tokio::test]
async fn wrong_usage_ends_with_two() -> Result<()> {
    let plaza = Plaza::new()?;
    let wrong: [&[&str]; 7] = [
        &["dance"],
        &["import"],
        &["search"],
        &["user", "add", "ana@plaza.example"],
        &["user", "add", "ana@plaza.example", "--role", "king"],
        &["serve", "--listen", "nowhere"],
        &["import", "f.jsonl", "--format", "doc"],
    ];
    for arguments in wrong {
        let output = plaza.command(arguments)?;
        ensure!(
            code(&output) == Some(2),
            "{arguments:?} ended with {:?}: {output:?}",
            code(&output)
        );
        ensure!(!output.stderr.is_empty(), "{arguments:?} says nothing");
    }
    for arguments in [["--help"], ["--version"]] {
        ensure!(code(&plaza.command(arguments)?) == Some(0), "{arguments:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_done_ends_with_one_and_says_why() -> Result<()> {
    let plaza = Plaza::new()?;
    let impossible: [&[&str]; 6] = [
        &["import", "missing.jsonl"],
        &["source", "remove", "nobody"],
        &["source", "test", "nobody"],
        &["source", "add", "smoke-signals", "hill", "url=https://hill.example/"],
        &["restore", "missing-folder"],
        &["collect", "nobody"],
    ];
    for arguments in impossible {
        let output = plaza.command(arguments)?;
        ensure!(matches!(code(&output), Some(1 | 2)), "{arguments:?}: {output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(said.len() > 10 && !said.contains("panicked"), "{arguments:?} says {said:?}");
    }
    Ok(())
}

#[tokio::test]
async fn import_counts_what_it_did() -> Result<()> {
    let plaza = Plaza::new()?;
    let first = [record("1", "La batería dura poco"), record("2", "Great screen, love it")];
    let (output, summary) = import(&plaza, "tienda", &first)?;
    ensure!(code(&output) == Some(0), "{output:?}");
    let expected = Summary { read: 2, new: 2, ..Summary::default() };
    ensure!(summary == expected, "{summary:?}");

    let second = [record("1", "La batería dura mucho"), record("2", "Great screen, love it")];
    let (_, summary) = import(&plaza, "tienda", &second)?;
    let expected = Summary { read: 2, edited: 1, unchanged: 1, ..Summary::default() };
    ensure!(summary == expected, "{summary:?}");

    let (output, summary) = import_bytes(&plaza, "tienda", b"{\"id\":\"3\"}\n")?;
    ensure!(code(&output) == Some(1) && summary.quarantined == 1, "{output:?}");
    let quarantine = succeeded(&plaza.command(["source", "quarantine", "tienda"])?)?;
    ensure!(quarantine.contains("tienda.jsonl"), "no file in {quarantine}");
    Ok(())
}

#[tokio::test]
async fn columns_of_a_table_become_fields() -> Result<()> {
    let plaza = Plaza::new()?;
    let file = plaza.scratch("reseñas.csv");
    let table = "Número,no usado,Opinión,Quién,Estrellas\n\
                 r1,x,\"La app falla, mucho\",ana,1\n\
                 r2,x,Me encanta el modo oscuro,luis,5\n";
    std::fs::write(&file, table)?;
    let file = file.to_string_lossy().into_owned();
    let output = plaza.command([
        "import",
        &file,
        "--source",
        "tabla",
        "--map",
        "id=Número",
        "--map",
        "text=Opinión",
        "--map",
        "author=Quién",
        "--map",
        "rating=Estrellas",
    ])?;
    succeeded(&output)?;
    ensure!(Summary::of(&output)?.new == 2, "{output:?}");
    let found = json_lines(&plaza.command(["search", "rating:>=4", "--json"])?)?;
    ensure!(found.len() == 1 && found[0]["author"] == "luis", "{found:?}");
    Ok(())
}

#[tokio::test]
async fn search_prints_one_object_per_line() -> Result<()> {
    let plaza = Plaza::new()?;
    let records: Vec<Value> =
        (0..30).map(|n| record(&n.to_string(), &format!("batería número {n}"))).collect();
    import(&plaza, "tienda", &records)?;
    let found = json_lines(&plaza.command(["search", "bateria", "--limit", "10", "--json"])?)?;
    ensure!(found.len() == 10, "{} results", found.len());
    ensure!(found[0]["text"].as_str().is_some_and(|text| text.contains("batería")), "{}", found[0]);
    let wrong = plaza.command(["search", "(bateria"])?;
    ensure!(matches!(code(&wrong), Some(1 | 2)), "{wrong:?}");
    Ok(())
}

#[tokio::test]
async fn analyse_answers_in_the_same_order() -> Result<()> {
    let plaza = Plaza::new()?;
    let texts = [
        "La batería es malísima, estoy muy decepcionado con este teléfono",
        "I absolutely love this phone, it is wonderful",
        "¿Cuándo llega mi pedido?",
    ];
    let mut child = plaza
        .plaza()
        .args(["analyse", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().context("no standard input")?;
    for (number, text) in texts.iter().enumerate() {
        writeln!(input, "{}", json!({ "id": number.to_string(), "text": text }))?;
    }
    drop(input);
    let output = child.wait_with_output()?;
    let lines = json_lines(&output)?;
    ensure!(lines.len() == 3, "{lines:?}");
    for (number, line) in lines.iter().enumerate() {
        ensure!(line["id"].as_str() == Some(number.to_string().as_str()), "another order: {line}");
        let scores = ["negative", "neutral", "positive"]
            .map(|label| line["sentiment"][label].as_f64().unwrap_or(f64::NAN));
        ensure!((scores.iter().sum::<f64>() - 1.0).abs() < 0.02, "{line}");
        ensure!(line["model"].as_str().is_some_and(|model| model.contains('@')), "{line}");
    }
    ensure!(lines[0]["lang"] == "es" && lines[1]["lang"] == "en", "{lines:?}");
    ensure!(lines[0]["sentiment"]["label"] == "negative", "{}", lines[0]);
    ensure!(lines[1]["sentiment"]["label"] == "positive", "{}", lines[1]);
    let asks = lines[2]["intents"]
        .as_array()
        .is_some_and(|all| all.iter().any(|intent| intent["label"] == "question"));
    ensure!(asks, "{}", lines[2]);
    Ok(())
}

#[tokio::test]
async fn models_learn_only_where_it_is_surely_better() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    let admin = plaza.token_client("admin")?;
    // The native model takes the town's word for praise for nothing in particular.
    let records: Vec<Value> = (0..150)
        .map(|n| match n % 3 {
            0 => record(&n.to_string(), &format!("caso {n}: la cosa va de chapulín")),
            _ => record(&n.to_string(), &format!("caso {n}: el paquete llegó el martes")),
        })
        .collect();
    let (status, answer) =
        admin.call(reqwest::Method::POST, "/api/v1/mentions", &json!(records)).await?;
    ensure!(status == 200, "{status}: {answer}");
    let ids: Vec<i64> = answer["items"]
        .as_array()
        .context("no items")?
        .iter()
        .filter_map(|item| item["mention_id"].as_i64())
        .collect();
    ensure!(ids.len() == 150, "{answer}");
    for (n, id) in ids.iter().enumerate() {
        let sentiment = if n % 3 == 0 { "positive" } else { "neutral" };
        let path = format!("/api/v1/mentions/{id}/insight");
        let shown = admin.fetch(&format!("/api/v1/mentions/{id}")).await?;
        let mut version = shown["mention"]["insight_version"].clone();
        // The themes come meanwhile, and a new version with them.
        let (status, answer) = loop {
            let word = json!({ "sentiment": sentiment, "version": version });
            let (status, mut answer) = admin.call(reqwest::Method::PATCH, &path, &word).await?;
            if status != 409 {
                break (status, answer);
            }
            version = answer["version"].take();
        };
        ensure!(status == 200, "{status}: {answer}");
    }
    plaza.terminate(Duration::from_secs(30))?;

    let told = json_lines(&plaza.command(["models", "accuracy", "--json"])?)?;
    ensure!(told[0]["accuracy"][0]["judged"] == 150, "{told:?}");
    let base = told[0]["base_model"].as_str().context("no model")?.to_owned();
    let learnt = succeeded(&plaza.command(["models", "retrain"])?)?;
    let name = format!("{base}+w1");
    ensure!(learnt.contains("better: on") && learnt.contains(&name), "{learnt}");
    ensure!(learnt.contains("too few judgements"), "nobody judged the intents: {learnt}");
    let again = succeeded(&plaza.command(["models", "retrain"])?)?;
    ensure!(again.contains("not surely better") && again.contains("nothing changed"), "{again}");
    let listed = succeeded(&plaza.command(["models", "accuracy"])?)?;
    ensure!(listed.contains(&format!("in use: {name}")), "{listed}");
    let back = succeeded(&plaza.command(["models", "revert"])?)?;
    ensure!(back.contains(&format!("in use now: {base}")), "{back}");
    ensure!(code(&plaza.command(["models", "revert"])?) == Some(1), "there is nothing left");
    Ok(())
}

#[tokio::test]
async fn users_and_tokens_are_made_from_the_command_line() -> Result<()> {
    let plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let added = plaza.command(["user", "add", "luis@plaza.example", "--role", "analyst"])?;
    let secret = succeeded(&added)?;
    ensure!(!secret.trim().is_empty(), "no password was printed");
    let twice = plaza.command(["user", "add", "luis@plaza.example", "--role", "analyst"])?;
    ensure!(code(&twice) == Some(1), "{twice:?}");
    let viewer = plaza.token_client("viewer")?;
    ensure!(viewer.get("/api/v1/mentions").await?.status == 200, "the token does not read");
    let body = json!({ "title": "x", "description": "" });
    let (status, _) = viewer.call(reqwest::Method::POST, "/api/v1/ideas", &body).await?;
    ensure!(status == 403, "a viewer made an idea: {status}");
    let stranger = viewer.clone().with_token("not-a-token");
    ensure!(stranger.get("/api/v1/mentions").await?.status == 401, "anybody reads");
    Ok(())
}

#[tokio::test]
async fn sources_are_added_listed_and_removed() -> Result<()> {
    let plaza = Plaza::new()?;
    let added =
        plaza.command(["source", "add", "feed", "noticias", "url=https://blog.example/feed"])?;
    succeeded(&added)?;
    let twice =
        plaza.command(["source", "add", "feed", "noticias", "url=https://blog.example/feed"])?;
    ensure!(code(&twice) == Some(1), "{twice:?}");
    let listed = succeeded(&plaza.command(["source", "list"])?)?;
    ensure!(listed.contains("noticias") && listed.contains("feed"), "{listed}");
    succeeded(&plaza.command(["source", "remove", "noticias"])?)?;
    let listed = stdout(&plaza.command(["source", "list"])?);
    ensure!(listed.contains("noticias") && listed.contains("archived"), "{listed}");
    succeeded(&plaza.command(["source", "remove", "noticias", "--with-mentions"])?)?;
    let listed = stdout(&plaza.command(["source", "list"])?);
    ensure!(!listed.contains("noticias"), "{listed}");
    Ok(())
}

#[tokio::test]
async fn a_source_that_cannot_be_reached_fails_the_collection() -> Result<()> {
    let plaza = Plaza::new()?;
    let port = plaza_tests::server::free_port()?;
    let url = format!("url=http://127.0.0.1:{port}/feed");
    succeeded(&plaza.command(["source", "add", "feed", "casa", &url])?)?;
    let output = plaza.command(["collect", "casa", "--once"])?;
    ensure!(code(&output) == Some(1), "{output:?}");
    let said = format!("{}{}", stdout(&output), String::from_utf8_lossy(&output.stderr));
    ensure!(said.contains("casa"), "it does not name the source: {said}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collection_waits_for_the_one_that_the_server_has_begun() -> Result<()> {
    let feeds = FeedServer::start(3, Duration::from_secs(5)).await?;
    let plaza = Plaza::start().await?;
    let url = format!("url={}", feeds.url("casa"));
    let add = ["source", "add", "feed", "casa", &url, "--allow-host", feeds.host()];
    succeeded(&plaza.command(add)?)?;
    let begun = Instant::now();
    while feeds.requests().is_empty() {
        ensure!(begun.elapsed() < Duration::from_secs(60), "the server does not collect it");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // The place has not answered yet.
    let said = succeeded(&plaza.command(["collect", "casa"])?)?;
    ensure!(said.lines().last().is_some_and(|line| line.contains("new=0 edited=0")), "{said}");
    ensure!(feeds.requests().values().sum::<usize>() == 2, "{:?}", feeds.requests());
    Ok(())
}
