//! `plaza import` killed again and again leaves what an undisturbed import leaves.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use plaza_tests::generator::{Random, write_jsonl};
use plaza_tests::server::{Plaza, succeeded};
use serde_json::Value;

use super::support::{Summary, search};

const RECORDS: u64 = 200_000;
const KILLS: u32 = 20;

#[tokio::test]
#[ignore = "heavy: imports 200,000 records, twenty times killed"]
async fn a_killed_import_continues_where_it_was() -> Result<()> {
    check_kills(RECORDS, KILLS).await
}

#[tokio::test]
async fn a_killed_small_import_continues_where_it_was() -> Result<()> {
    check_kills(10_000, 4).await
}

async fn check_kills(records: u64, kills: u32) -> Result<()> {
    let calm = Plaza::new()?;
    let file = calm.scratch("talk.jsonl");
    write_jsonl(&file, 42, records)?;
    let begun = Instant::now();
    let output = import(&calm, &file).output()?;
    let whole = begun.elapsed();
    succeeded(&output)?;
    let summary = Summary::of(&output)?;
    ensure!((summary.read, summary.new) == (records, records), "{summary:?}");

    let shaken = Plaza::new()?;
    let killed = kill_often(&shaken, &file, kills, whole)?;
    ensure!(killed == kills, "only {killed} of {kills} kills met a running import");
    let output = import(&shaken, &file).output()?;
    succeeded(&output)?;
    let last = Summary::of(&output)?;
    ensure!((last.read, last.new + last.unchanged) == (records, records), "{last:?}");
    ensure!((last.edited, last.quarantined) == (0, 0), "{last:?}");
    let again = Summary::of(&import(&shaken, &file).output()?)?;
    ensure!((again.new, again.unchanged) == (0, records), "{again:?}");
    compare(calm, shaken).await
}

pub(super) fn import(plaza: &Plaza, file: &Path) -> Command {
    let mut command = plaza.plaza();
    command.arg("import").arg(file).args(["--source", "talk"]);
    command
}

/// Kills imports at random moments, each within the time that the whole import would need divided
/// by the number of kills, so that the last kills meet the import's end.
fn kill_often(plaza: &Plaza, file: &Path, kills: u32, whole: Duration) -> Result<u32> {
    let mut random = Random(7);
    let mut killed = 0;
    for _ in 0..kills {
        let mut child = import(plaza, file).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let most = (whole / kills * 2).max(Duration::from_millis(150));
        let pause = Duration::from_millis(30) + most.mul_f64(random.fraction());
        killed += u32::from(kill_after(&mut child, pause)?);
    }
    Ok(killed)
}

/// True when the process still ran.
fn kill_after(child: &mut Child, pause: Duration) -> Result<bool> {
    std::thread::sleep(pause);
    let was_running = child.try_wait()?.is_none();
    child.kill()?;
    child.wait()?;
    Ok(was_running)
}

/// Everything that can be asked is the same in both, and in each the index equals the store.
pub(super) async fn compare(mut calm: Plaza, mut shaken: Plaza) -> Result<()> {
    for plaza in [&calm, &shaken] {
        let doctor = plaza.command(["doctor"])?;
        ensure!(doctor.status.success(), "doctor: {doctor:?}");
    }
    let facts = [facts_of(&mut calm).await?, facts_of(&mut shaken).await?];
    for (undisturbed, killed) in facts[0].iter().zip(&facts[1]) {
        ensure!(undisturbed == killed, "undisturbed: {undisturbed:#?}\nkilled: {killed:#?}");
    }
    let tables = [tables_of(&calm)?, tables_of(&shaken)?];
    ensure!(tables[0] == tables[1], "undisturbed: {}\nkilled: {}", tables[0], tables[1]);
    Ok(())
}

/// What searches and timelines say.
async fn facts_of(plaza: &mut Plaza) -> Result<Vec<(String, Value)>> {
    plaza.restart().await?;
    let api = plaza.token_client("viewer")?;
    let mut facts = Vec::new();
    let queries = [
        "",
        "bateria",
        "\"customer service\"",
        "lang:es sentiment:negative",
        "intent:question",
        "rating:>=4",
        "NOT lang:es",
        "author:user1",
        "bat*",
        "date:2025-06-01..2025-06-30",
    ];
    for query in queries {
        let page = search(&api, query).await?;
        let mut facets = page["facets"].clone();
        // The two folders may have numbered what they made themselves differently.
        facets.sort_all_objects();
        facts.push((query.to_owned(), serde_json::json!([page["total"], facets])));
    }
    for by in ["sentiment", "source"] {
        let path = format!("/api/v1/timeline?q=&bucket=month&by={by}");
        facts.push((path.clone(), api.fetch(&path).await?));
    }
    plaza.kill();
    Ok(facts)
}

/// What the tables hold, row by row or added up.
fn tables_of(plaza: &Plaza) -> Result<String> {
    let database = std::fs::read_dir(plaza.data())?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "db"))
        .context("no SQLite file in the data folder")?;
    let queries = [
        "select count(*), count(distinct external_id), sum(input_hash % 1000003) from mention",
        "select count(*) from mention m where not exists \
            (select 1 from author a where a.id = m.author_id)",
        "select count(*) from author a where not exists \
            (select 1 from mention m where m.author_id = a.id)",
        "select count(*), count(distinct handle) from author",
        "select i.sentiment, i.lang, count(*) from insight i join mention m on m.id = i.mention_id \
            group by 1, 2 order by 1, 2",
        "select count(*) from mention m where parent_external_id is not null \
            and not exists (select 1 from mention p where p.place_id = m.place_id \
            and p.external_id = m.parent_external_id)",
        "select count(distinct conversation), sum(length(conversation)) from mention",
        "select sum(collected), sum(edited), sum(quarantined) from coverage_day",
        "select count(*) from mention_version",
        "pragma integrity_check",
        "pragma foreign_key_check",
    ];
    let mut answers = String::new();
    for query in queries {
        let output = Command::new("sqlite3").arg(&database).arg(query).output()?;
        ensure!(output.status.success(), "{query}: {output:?}");
        answers.push_str(query);
        answers.push_str(" = ");
        answers.push_str(&String::from_utf8_lossy(&output.stdout));
    }
    Ok(answers)
}
