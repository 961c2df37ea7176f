//! What operators do: stop, back up, restore, rebuild, export.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use plaza_tests::generator::write_jsonl;
use plaza_tests::server::{Plaza, succeeded};
use serde_json::json;

use super::support::{count, import, record, wait_for_count};

#[tokio::test]
async fn sigterm_ends_within_ten_seconds_and_loses_nothing() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    for number in 0..20 {
        let text = format!("Mención {number} sobre la pantalla");
        api.post("/api/v1/mentions", &record(&number.to_string(), &text)).await?;
    }
    // A reader of live changes must not hold the process back.
    let events = tokio::spawn({
        let api = api.clone();
        async move { api.get("/api/v1/events").await.map(|answer| answer.status) }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (took, status) = plaza.terminate(Duration::from_secs(10))?;
    ensure!(status.success(), "ended with {status} after {took:?}:\n{}", plaza.printed());
    events.abort();
    plaza.restart().await?;
    wait_for_count(&api, "pantalla", 20).await
}

#[tokio::test]
async fn a_backup_restores_everything() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    let file = plaza.scratch("talk.jsonl");
    write_jsonl(&file, 3, 2_000)?;
    let file = file.to_string_lossy().into_owned();
    succeeded(&plaza.command(["import", &file, "--source", "talk"])?)?;
    wait_for_count(&api, "", 2_000).await?;
    api.post("/api/v1/ideas", &json!({ "title": "Modo de ahorro", "description": "" })).await?;

    // While the server runs and writes.
    let folder = plaza.scratch("backup").to_string_lossy().into_owned();
    succeeded(&plaza.command(["backup", &folder])?)?;
    api.post("/api/v1/mentions", &record("later", "Después de la copia")).await?;

    let mut other = Plaza::new()?;
    succeeded(&other.command(["restore", &folder])?)?;
    other.restart().await?;
    let restored = plaza_tests::http::Client::new(&other.url("/"))?;
    let page = restored.get("/sign-in").await?;
    let form = page.form_with("password")?;
    let form = form.fill("email", plaza_tests::server::ADMIN_EMAIL)?;
    let form = form.fill("password", plaza_tests::server::ADMIN_PASSWORD)?;
    restored.submit(&form).await?;
    wait_for_count(&restored, "", 2_000).await?;
    let ideas = restored.fetch("/api/v1/ideas").await?;
    ensure!(ideas.to_string().contains("Modo de ahorro"), "{ideas}");
    succeeded(&other.command(["doctor"])?)?;

    let occupied = plaza.command(["restore", &folder])?;
    ensure!(!occupied.status.success(), "a restore overwrote a folder in use");
    plaza.kill();
    Ok(())
}

#[tokio::test]
async fn a_lost_index_is_built_again() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("viewer")?;
    import(&plaza, "tienda", &[record("1", "Mala batería"), record("2", "Buena batería")])?;
    wait_for_count(&api, "bateria", 2).await?;
    plaza.kill();
    let index = std::fs::read_dir(plaza.data())?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.is_dir() && path.to_string_lossy().contains("index"))
        .context("no index folder in the data folder")?;
    std::fs::remove_dir_all(&index)?;
    plaza.restart().await?;
    wait_for_count(&api, "bateria", 2).await?;
    plaza.terminate(Duration::from_secs(10))?;
    succeeded(&plaza.command(["reindex"])?)?;
    succeeded(&plaza.command(["doctor"])?)?;
    plaza.restart().await?;
    ensure!(count(&api, "bateria").await? == 2, "reindex lost mentions");
    Ok(())
}

#[tokio::test]
async fn an_export_can_be_imported() -> Result<()> {
    let plaza = Plaza::new()?;
    let formula = "=HYPERLINK(\"https://evil.example/\")";
    let records = [record("1", "La batería dura poco"), record("2", formula)];
    import(&plaza, "tienda", &records)?;
    let folder = plaza.scratch("export");
    succeeded(&plaza.command(["export", &folder.to_string_lossy()])?)?;
    let files: Vec<_> = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.path()).collect();
    let mentions = files
        .iter()
        .find(|file| file.to_string_lossy().ends_with("mentions.jsonl"))
        .with_context(|| format!("no mentions.jsonl among {files:?}"))?;
    let other = Plaza::new()?;
    let mentions = mentions.to_string_lossy().into_owned();
    let output = other.command(["import", &mentions, "--source", "tienda"])?;
    succeeded(&output)?;
    ensure!(super::support::Summary::of(&output)?.new == 2, "{output:?}");
    for table in files.iter().filter(|file| file.extension().is_some_and(|e| e == "csv")) {
        let text = std::fs::read_to_string(table)?;
        let formulas = text
            .split(['\n', ','])
            .filter(|cell| cell.trim_matches('"').starts_with(['=', '+', '@', '\t']));
        ensure!(formulas.count() == 0, "{} holds a formula", table.display());
    }
    Ok(())
}
