//! The sources' secrets: where they must never be seen, and a new key for them, whatever crashes.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use plaza_tests::server::{Plaza, free_port, succeeded};
use reqwest::Method;
use serde_json::json;

/// What no file and no message may hold.
const CANARY: &str = "canary-7f3e-do-not-show";
/// Sources with a secret.
const SOURCES: usize = 12;
/// Rotations that are killed.
const KILLS: u32 = 24;
/// Between two moments of a kill.
const STEP: Duration = Duration::from_millis(15);

/// Adds sources at a place where nobody listens, each with the secret.
fn add_sources(plaza: &Plaza, count: usize) -> Result<()> {
    let host = format!("127.0.0.1:{}", free_port()?);
    for number in 0..count {
        let url = format!("url=http://{host}/blog{number}");
        let (name, password) = (format!("blog{number}"), format!("password={CANARY}"));
        let arguments = [
            "source",
            "add",
            "wordpress",
            &name,
            &url,
            "user=ana",
            &password,
            "--allow-host",
            &host,
            "--interval",
            "0",
        ];
        succeeded(&plaza.command(arguments)?)?;
    }
    Ok(())
}

/// All that a command said.
fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

/// Every secret opens, as far as `plaza doctor` sees.
fn all_open(plaza: &Plaza) -> Result<()> {
    let output = plaza.command(["doctor"])?;
    ensure!(output.status.success(), "{}", said(&output));
    Ok(())
}

/// No file below `folder` holds the secret.
fn nothing_tells(folder: &Path) -> Result<()> {
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path)?;
            let told = bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes());
            ensure!(!told, "the secret stands in {}", path.display());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_rotation_that_is_killed_at_any_moment_loses_no_secret() -> Result<()> {
    let plaza = Plaza::new()?;
    add_sources(&plaza, SOURCES)?;
    for kill in 0..KILLS {
        let mut child = plaza
            .plaza()
            .args(["secrets", "rotate"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        tokio::time::sleep(STEP * kill).await;
        // An error means that it has ended already.
        let _ = child.kill();
        child.wait()?;
        all_open(&plaza).with_context(|| format!("after {:?}", STEP * kill))?;
    }
    let rotated = plaza.command(["secrets", "rotate"])?;
    ensure!(succeeded(&rotated)?.contains(&format!("{SOURCES} secrets")), "{}", said(&rotated));
    all_open(&plaza)?;
    nothing_tells(&plaza.data())
}

#[tokio::test]
async fn a_running_plaza_takes_the_new_key_by_itself_and_tells_nobody() -> Result<()> {
    let plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    add_sources(&plaza, 1)?;
    succeeded(&plaza.command(["secrets", "rotate"])?)?;
    let source = api.fetch("/api/v1/sources").await?["items"][0]["id"].to_string();
    let path = format!("/api/v1/sources/{source}/test");
    let (status, answer) = api.call(Method::POST, &path, &json!({})).await?;
    let answer = answer.to_string();
    // Nobody listens there; but the secret was opened.
    ensure!(status == 502 && !answer.contains("another key"), "{status} {answer}");
    let collected = plaza.command(["collect", "blog0"])?;
    let detail = api.fetch(&format!("/api/v1/sources/{source}")).await?.to_string();
    let audit = api.fetch("/api/v1/audit").await?.to_string();
    ensure!(audit.contains("secrets.rotate"), "no rotation in {audit}");
    let export = plaza.scratch("export");
    succeeded(&plaza.command(["export", &export.to_string_lossy()])?)?;
    let backup = plaza.scratch("backup");
    succeeded(&plaza.command(["backup", &backup.to_string_lossy()])?)?;
    nothing_tells(&plaza.data())?;
    nothing_tells(&export)?;
    nothing_tells(&backup)?;
    for told in [said(&collected), detail, audit, plaza.printed(), answer] {
        ensure!(!told.contains(CANARY), "{told}");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_from_the_environment_is_replaced_by_the_one_handed_in() -> Result<()> {
    let (old, new) = ("5c".repeat(32), "a7".repeat(32));
    let plaza = Plaza::new()?.variable("PLAZA_KEY", &old);
    add_sources(&plaza, 2)?;
    let refused = plaza.command(["secrets", "rotate"])?;
    ensure!(refused.status.code() == Some(1) && said(&refused).contains("PLAZA_NEW_KEY"));
    all_open(&plaza)?;
    let rotate = plaza.plaza().args(["secrets", "rotate"]).env("PLAZA_NEW_KEY", &new).output()?;
    ensure!(succeeded(&rotate)?.contains("2 secrets"), "{}", said(&rotate));
    let late = plaza.command(["doctor"])?;
    ensure!(late.status.code() == Some(1) && said(&late).contains("PLAZA_KEY"), "{}", said(&late));
    let doctor = plaza.plaza().arg("doctor").env("PLAZA_KEY", &new).output()?;
    ensure!(doctor.status.success(), "{}", said(&doctor));
    for key in [&old, &new] {
        ensure!(!said(&rotate).contains(key.as_str()), "a key was printed");
    }
    Ok(())
}
