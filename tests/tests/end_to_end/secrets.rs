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
    add_sources_named(plaza, "blog", count)
}

fn add_sources_named(plaza: &Plaza, name: &str, count: usize) -> Result<()> {
    let host = format!("127.0.0.1:{}", free_port()?);
    for number in 0..count {
        let url = format!("url=http://{host}/{name}{number}");
        let (name, password) = (format!("{name}{number}"), format!("password={CANARY}"));
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
            // The socket of a running process holds nothing.
            if !path.is_file() {
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

#[tokio::test]
async fn a_lost_key_is_told_and_its_secrets_can_be_given_up() -> Result<()> {
    let plaza = Plaza::new()?;
    add_sources(&plaza, 2)?;
    let key = plaza.data().join("secret.key");
    let kept = fs::read_to_string(&key)?;
    fs::remove_file(&key)?;
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["secrets", "rotate"], &["doctor"]]
    {
        let told = plaza.command(command)?;
        let said = said(&told);
        ensure!(told.status.code() == Some(1), "{command:?}: {said}");
        for part in ["secret.key is missing", "2 secrets", "blog0, blog1", "secrets forget --yes"] {
            ensure!(said.contains(part), "{command:?}: no {part} in {said}");
        }
        ensure!(!key.exists(), "{command:?} made a new key");
    }
    fs::write(&key, &kept[..10])?;
    let short = plaza.command(["doctor"])?;
    ensure!(said(&short).contains("10 characters") || said(&short).contains("chmod 600"));
    fs::remove_file(&key)?;

    let unsure = plaza.command(["secrets", "forget"])?;
    ensure!(!unsure.status.success(), "it was not said to be sure");
    let forgotten = plaza.command(["secrets", "forget", "--yes"])?;
    let forgotten = succeeded(&forgotten)?;
    ensure!(forgotten.contains("2 secrets given up") && forgotten.contains("blog1 asks"));
    ensure!(fs::read_to_string(&key)? != kept, "a new key");
    let again = plaza.command(["secrets", "forget", "--yes"])?;
    ensure!(said(&again).contains("nothing to give up"), "{}", said(&again));
    // Each asks for its own again, and others go on with the new key.
    add_sources_named(&plaza, "new", 1)?;
    let asking = said(&plaza.command(["doctor"])?);
    ensure!(asking.contains("blog0: values: password is missing"), "{asking}");
    ensure!(!asking.contains("another key") && !asking.contains("new0"), "{asking}");
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_from_the_environment_is_told_at_the_start() -> Result<()> {
    let plaza = Plaza::new()?.variable("PLAZA_KEY", &"5c".repeat(32));
    add_sources(&plaza, 1)?;
    let wrong = "a7".repeat(32);
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let told = plaza.plaza().args(serve).env("PLAZA_KEY", &wrong).output()?;
    let said = said(&told);
    ensure!(told.status.code() == Some(1) && said.contains("PLAZA_KEY"), "{said}");
    ensure!(said.contains("1 secrets of the sources blog0") && !said.contains(&wrong), "{said}");
    all_open(&plaza)
}
