//! Plaza is killed at every step of sending a reply, against the real servers: each reply is
//! published once, or shown to a person as uncertain; never twice, never lost.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use plaza_tests::fault_proxy::{Fault, FaultProxy};
use plaza_tests::generator::Random;
use plaza_tests::http::Client;
use plaza_tests::server::{Plaza, succeeded};
use plaza_tests::synapse::{MatrixUser, Synapse};
use plaza_tests::wordpress::WordPress;
use serde_json::{Value, json};

use super::support::{items, search};

/// Kills for each server: every fault eight or nine times, and the rest at random moments.
const KILLS: usize = 50;
/// Most of the replies that a person may have to look at.
const MOST_UNCERTAIN: usize = 1;

/// How the outside world is asked how often a text was published.
pub(super) enum Place {
    Matrix { synapse: Synapse, user: MatrixUser, room: String },
    WordPress { site: WordPress, post: i64 },
}

impl Place {
    /// How often each reply is there, by its number.
    async fn published(&self) -> Result<BTreeMap<usize, usize>> {
        let texts: Vec<String> = match self {
            Self::Matrix { synapse, user, room } => {
                let events = synapse.messages(user, room).await?;
                let bodies = events.iter().filter_map(|event| event["content"]["body"].as_str());
                bodies.map(str::to_owned).collect()
            }
            Self::WordPress { site, post } => {
                let comments = site.comments(*post).await?;
                comments.into_iter().map(|comment| comment.raw).collect()
            }
        };
        let mut counts = BTreeMap::new();
        for number in texts.iter().filter_map(|text| number_in(text)) {
            *counts.entry(number).or_default() += 1;
        }
        Ok(counts)
    }
}

fn reply_text(number: usize) -> String {
    format!("Respuesta-{number}-fin: gracias por escribirnos.")
}

fn number_in(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("Respuesta-")?;
    rest.split_once("-fin")?.0.parse().ok()
}

// The proxy goes on while a command is waited for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "heavy: fifty kills while replies leave for a real Matrix server"]
async fn matrix_replies_are_neither_lost_nor_doubled() -> Result<()> {
    let synapse = Synapse::start().await?;
    let us = synapse.register("plaza").await?;
    let customer = synapse.register("marta").await?;
    let room = synapse.create_room(&us, "soporte", None).await?;
    synapse.join(&customer, &room).await?;
    synapse.send(&customer, &room, "¿Cuándo llega el modo de ahorro?").await?;
    let proxy = FaultProxy::start(&synapse.base_url).await?;
    let settings = [
        format!("homeserver={}", proxy.base_url()),
        format!("token={}", us.access_token),
        format!("room={room}"),
    ];
    let place = Place::Matrix { synapse, user: us, room };
    check(&proxy, "matrix", &settings, &place).await
}

// The proxy goes on while a command is waited for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "heavy: fifty kills while replies leave for a real WordPress"]
async fn wordpress_replies_are_neither_lost_nor_doubled() -> Result<()> {
    let site = WordPress::start().await?;
    let post = site.new_post("Novedades", "<p>Cuéntanos.</p>").await?;
    site.comment_as("Marta", post, "¿Cuándo llega el modo de ahorro?", None).await?;
    let proxy = FaultProxy::start(&site.base_url).await?;
    let settings = [
        format!("url={}", proxy.base_url()),
        format!("user={}", site.admin.name),
        format!("password={}", site.admin.password),
    ];
    let place = Place::WordPress { site, post };
    check(&proxy, "wordpress", &settings, &place).await
}

async fn check(proxy: &FaultProxy, kind: &str, settings: &[String], place: &Place) -> Result<()> {
    let mut plaza = Plaza::new()?
        .variable("PLAZA_UNDO_SECONDS", "0")
        .variable("PLAZA_REPLY_LEASE_SECONDS", "3");
    plaza.restart().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("admin")?;
    add_source(&plaza, proxy, kind, settings)?;
    let mention = find_question(&api).await?;

    let mut random = Random(3);
    let mut replies = Vec::new();
    for number in 0..KILLS {
        replies.push(draft(&api, &mention, number).await?);
        match Fault::ALL.get(number % 6) {
            Some(fault) => {
                kill_at(&mut plaza, &api, proxy, *fault, number, &replies[number]).await?;
            }
            None => {
                approve(&api, &replies[number]).await?;
                tokio::time::sleep(Duration::from_millis(random.below(400))).await;
                plaza.kill();
            }
        }
        plaza.restart().await?;
    }
    let states = wait_until_settled(&api, &replies).await?;
    judge(place, &states).await
}

fn add_source(plaza: &Plaza, proxy: &FaultProxy, kind: &str, settings: &[String]) -> Result<()> {
    let mut arguments = vec!["source", "add", kind, "soporte"];
    arguments.extend(settings.iter().map(String::as_str));
    let host = proxy.host();
    arguments.extend(["--allow-host", &host]);
    succeeded(&plaza.command(&arguments)?)?;
    succeeded(&plaza.command(["collect", "soporte"])?)?;
    Ok(())
}

pub(super) async fn find_question(api: &Client) -> Result<Value> {
    for _ in 0..100 {
        let found = items(&search(api, "ahorro").await?);
        if let Some(mention) = found.first() {
            return Ok(mention["id"].clone());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("the question was not collected")
}

pub(super) async fn draft(api: &Client, mention: &Value, number: usize) -> Result<Value> {
    let path = format!("/api/v1/mentions/{mention}/replies");
    let answer = api.post(&path, &json!({ "text": reply_text(number) })).await?;
    let id = answer["reply"].get("id").or(answer.get("id"));
    id.cloned().with_context(|| format!("no id in {answer}"))
}

pub(super) async fn approve(api: &Client, reply: &Value) -> Result<()> {
    api.post(&format!("/api/v1/replies/{reply}/submit"), &json!({})).await?;
    if state_of(api, reply).await? == "submitted" {
        api.post(&format!("/api/v1/replies/{reply}/approve"), &json!({})).await?;
    }
    Ok(())
}

async fn kill_at(
    plaza: &mut Plaza,
    api: &Client,
    proxy: &FaultProxy,
    fault: Fault,
    number: usize,
    reply: &Value,
) -> Result<()> {
    let needle = format!("Respuesta-{number}-fin");
    let (held, approved) =
        tokio::join!(proxy.catch(&needle, fault, Duration::from_secs(60)), approve(api, reply));
    approved?;
    let held = held.with_context(|| format!("{fault:?} of reply {number}\n{}", plaza.printed()))?;
    plaza.kill();
    // A late request arrives before Plaza is back, while it looks for its reply, or after it sent
    // the reply again.
    let late = Duration::from_millis(Random(number as u64).below(9_000));
    tokio::spawn(async move {
        tokio::time::sleep(late).await;
        drop(held);
    });
    Ok(())
}

async fn state_of(api: &Client, reply: &Value) -> Result<String> {
    let answer = api.fetch(&format!("/api/v1/replies/{reply}")).await?;
    let state = answer["reply"].get("state").or(answer.get("state"));
    let state = state.and_then(Value::as_str).with_context(|| format!("no state in {answer}"))?;
    Ok(state.to_owned())
}

/// Waits until no reply is on its way any more.
pub(super) async fn wait_until_settled(api: &Client, replies: &[Value]) -> Result<Vec<String>> {
    let mut states = Vec::new();
    for _ in 0..240 {
        states.clear();
        for reply in replies {
            states.push(state_of(api, reply).await?);
        }
        if !states.iter().any(|state| state == "queued" || state == "sending") {
            return Ok(states);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    bail!("replies are still on their way: {states:?}")
}

pub(super) async fn judge(place: &Place, states: &[String]) -> Result<()> {
    let published = place.published().await?;
    let mut uncertain = 0;
    for (number, state) in states.iter().enumerate() {
        let times = published.get(&number).copied().unwrap_or(0);
        ensure!(times < 2, "reply {number} was published {times} times ({state})");
        match state.as_str() {
            "sent" => ensure!(times == 1, "reply {number} is marked as sent, and was lost"),
            "uncertain" => uncertain += 1,
            other => bail!("reply {number} ended as {other}, published {times} times"),
        }
    }
    ensure!(uncertain <= MOST_UNCERTAIN, "{uncertain} of {} are uncertain", states.len());
    Ok(())
}
