//! One `plaza serve` and several `plaza work` on one PostgreSQL: every job is done once, also when
//! workers die in the middle of theirs.

use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use plaza_tests::feeds::FeedServer;
use plaza_tests::http::Client;
use plaza_tests::postgres;
use plaza_tests::reply_kills::{approve, draft, find_questions, judge, wait_until_settled};
use plaza_tests::server::{Plaza, succeeded};
use plaza_tests::wordpress::WordPress;
use serde_json::{Value, json};

use super::support::{items, wait_for_count};

const WORKERS: usize = 3;
/// Workers killed in the middle.
const KILLED: usize = 2;
const FEEDS: usize = 40;
const ITEMS: usize = 15;
const REPLIES: usize = 30;

/// A `plaza work` with a data folder of its own, as on another machine.
struct Worker {
    child: Child,
    _folder: Plaza,
}

impl Worker {
    fn start(folder: Plaza) -> Result<Self> {
        let child = folder
            .plaza()
            .arg("work")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("plaza work")?;
        Ok(Self { child, _folder: folder })
    }

    /// Ends it as a power cut would.
    fn kill(&mut self) -> Result<()> {
        ensure!(self.child.try_wait()?.is_none(), "a worker had ended by itself");
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process of the same house: the same database and the same key.
fn member(database: &str) -> Result<Plaza> {
    Ok(Plaza::new()?
        .database(database)
        .variable("PLAZA_KEY", &"5c".repeat(32))
        .variable("PLAZA_UNDO_SECONDS", "0")
        .variable("PLAZA_REPLY_LEASE_SECONDS", "4")
        .variable("PLAZA_COLLECT_LEASE_SECONDS", "6"))
}

fn start_workers(database: &str) -> Result<Vec<Worker>> {
    (0..WORKERS).map(|_| Worker::start(member(database)?)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn feeds_are_collected_once_by_several_processes_of_which_some_die() -> Result<()> {
    let database = postgres::new_database()?;
    let feeds = FeedServer::start(ITEMS, Duration::from_millis(400)).await?;
    let mut house = member(&database)?;
    house.restart().await?;
    drop(house.set_up().await?);
    let api = house.token_client("admin")?;
    let mut workers = start_workers(&database)?;
    for number in 0..FEEDS {
        let body = json!({
            "kind": "feed", "name": format!("feed{number:02}"), "interval_s": 86_400,
            "allowed_host": feeds.host(), "values": { "url": feeds.url(&format!("f{number:02}")) },
        });
        api.post("/api/v1/sources", &body).await?;
    }
    for (killed, worker) in workers.iter_mut().take(KILLED).enumerate() {
        wait_for_requests(&feeds, FEEDS * (killed + 1) / 4).await?;
        worker.kill()?;
    }
    let sources = wait_until_collected(&api).await?;
    for source in &sources {
        ensure!(source["last_error"].is_null(), "{source}");
    }
    for (path, times) in feeds.requests() {
        // Once, and once more for a worker that died before it had written down the answer.
        ensure!(times <= 1 + KILLED, "{path} was asked for {times} times");
    }
    wait_for_count(&api, "", (FEEDS * ITEMS) as u64).await?;
    let facts = postgres::query(
        &database,
        "select count(*), count(distinct (place_id, external_id)), count(distinct place_id),
         (select sum(collected) from coverage_day), (select sum(edited) from coverage_day),
         (select count(*) from mention_version), (select count(*) from insight),
         (select count(*) from source where failures > 0 or last_success_at is null)
         from mention",
    )?;
    let all = FEEDS * ITEMS;
    ensure!(facts == format!("{all}|{all}|{FEEDS}|{all}|0|0|{all}|0"), "{facts}");
    house.kill();
    succeeded(&house.command(["doctor"])?)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_are_sent_once_by_several_processes_of_which_some_die() -> Result<()> {
    let database = postgres::new_database()?;
    let site = WordPress::start().await?;
    let post = site.new_post("Novedades", "<p>Cuéntanos.</p>").await?;
    site.comment_as("Marta", post, "¿Cuándo llega el modo de ahorro?", None).await?;
    let mut house = member(&database)?;
    house.restart().await?;
    drop(house.set_up().await?);
    let api = house.token_client("admin")?;
    let host = site.base_url.trim_start_matches("http://");
    let (user, password) = (&site.admin.name, &site.admin.password);
    let body = json!({
        "kind": "wordpress", "name": "soporte", "interval_s": 86_400, "allowed_host": host,
        "values": { "url": site.base_url, "user": user, "password": password },
    });
    api.post("/api/v1/sources", &body).await?;
    let question = find_questions(&api).await?.remove(0);
    let mut workers = start_workers(&database)?;
    let mut replies = Vec::new();
    for number in 0..REPLIES {
        replies.push(draft(&api, &question, number).await?);
    }
    for reply in &replies {
        approve(&api, reply).await?;
    }
    for (killed, worker) in workers.iter_mut().take(KILLED).enumerate() {
        wait_for_sent(&api, REPLIES * (killed + 1) / 4).await?;
        worker.kill()?;
    }
    ensure!(sent(&api).await? < REPLIES, "the workers died too late to hurt anybody");
    let states = wait_until_settled(&api, &replies).await?;
    let comments = site.comments(post).await?;
    let published: Vec<String> = comments.into_iter().map(|comment| comment.raw).collect();
    judge(&published, &states, 1)?;
    house.kill();
    let facts = postgres::query(
        &database,
        "select count(*), count(distinct receipt) from reply where state = 'sent'",
    )?;
    let all = states.iter().filter(|state| *state == "sent").count();
    ensure!(facts == format!("{all}|{all}"), "{facts}");
    Ok(())
}

async fn wait_for_requests(feeds: &FeedServer, wanted: usize) -> Result<()> {
    for _ in 0..1_200 {
        if feeds.requests().len() >= wanted {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("only {} feeds were asked for, not {wanted}", feeds.requests().len())
}

async fn wait_until_collected(api: &Client) -> Result<Vec<Value>> {
    for _ in 0..240 {
        let sources = items(&api.fetch("/api/v1/sources").await?);
        if sources.iter().filter(|source| !source["last_success_at"].is_null()).count() == FEEDS {
            return Ok(sources);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    bail!("not all feeds were collected: {}", api.fetch("/api/v1/sources").await?)
}

async fn sent(api: &Client) -> Result<usize> {
    Ok(items(&api.fetch("/api/v1/replies?state=sent&limit=100").await?).len())
}

async fn wait_for_sent(api: &Client, wanted: usize) -> Result<()> {
    for _ in 0..600 {
        if sent(api).await? >= wanted {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("{} replies are sent, not {wanted}", sent(api).await?)
}
