//! Kills Plaza at every step of sending a reply, and then counts: each reply is published once, or
//! shown to a person as uncertain; never twice, never lost.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::fault_proxy::{Fault, FaultProxy};
use crate::generator::Random;
use crate::http::Client;
use crate::server::{Plaza, succeeded};

/// A word of every question that is answered.
pub const QUESTION_WORD: &str = "ahorro";
/// The source's name.
const SOURCE: &str = "soporte";
/// How long questions are waited for, and after how long without another one all are there: the
/// index looks for changes every second.
const TO_BE_FOUND: Duration = Duration::from_secs(30);
const ALL_FOUND: Duration = Duration::from_secs(3);

/// A place where Plaza answers, behind a proxy.
pub struct KillTest<'a> {
    /// Stands before the server.
    pub proxy: &'a FaultProxy,
    /// The connector's kind.
    pub kind: &'a str,
    /// Settings of the source, `key=value`; its addresses are the proxy's.
    pub settings: Vec<String>,
    /// How often Plaza is killed: with every fault in turn, and at random moments.
    pub kills: usize,
    /// Most of the replies that a person may have to look at.
    pub most_uncertain: usize,
    /// How long a late request may be on its way. Where the platform itself drops a second request,
    /// it may even arrive after the reply was sent again. Elsewhere nobody can help against that,
    /// and it must be shorter than the lease and the pause before another try (8 s here; minutes
    /// in the product).
    pub latest: Duration,
}

impl KillTest<'_> {
    /// Sends a reply for each kill. Questions hold [`QUESTION_WORD`]; where there are several, each
    /// reply answers another one. `published` gives the texts that the server shows at the end.
    ///
    /// # Errors
    /// A reply is lost or stands there twice, or something does not work at all.
    pub async fn run(&self, published: impl AsyncFn() -> Result<Vec<String>>) -> Result<()> {
        let (mut plaza, api, questions) = self.start().await?;
        let mut random = Random(3);
        let mut replies = Vec::new();
        for number in 0..self.kills {
            let question = &questions[number % questions.len()];
            replies.push(draft(&api, question, number).await?);
            match Fault::ALL.get(number % (Fault::ALL.len() + 1)) {
                Some(fault) => {
                    self.kill_at(&mut plaza, &api, *fault, number, &replies[number]).await?;
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
        judge(&published().await?, &states, self.most_uncertain)
    }

    /// Sends as many replies whose answers all break off somewhere, without killing anything.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub async fn run_cut(&self, published: impl AsyncFn() -> Result<Vec<String>>) -> Result<()> {
        let (_plaza, api, questions) = self.start().await?;
        let mut replies = Vec::new();
        for number in 0..self.kills {
            let question = &questions[number % questions.len()];
            let reply = draft(&api, question, number).await?;
            let needle = format!("Respuesta-{number}-fin");
            let catching = self.proxy.catch(&needle, Fault::Cut, Duration::from_secs(60));
            let (held, approved) = tokio::join!(catching, approve(&api, &reply));
            approved?;
            drop(held?);
            replies.push(reply);
        }
        let states = wait_until_settled(&api, &replies).await?;
        judge(&published().await?, &states, self.most_uncertain)
    }

    /// A server with the source, and the questions that it found there.
    async fn start(&self) -> Result<(Plaza, Client, Vec<Value>)> {
        let mut plaza = Plaza::new()?
            .variable("PLAZA_UNDO_SECONDS", "0")
            .variable("PLAZA_REPLY_LEASE_SECONDS", "3");
        plaza.restart().await?;
        drop(plaza.set_up().await?);
        let api = plaza.token_client("admin")?;
        self.add_source(&plaza)?;
        let questions = find_questions(&api).await?;
        Ok((plaza, api, questions))
    }

    fn add_source(&self, plaza: &Plaza) -> Result<()> {
        let mut arguments = vec!["source", "add", self.kind, SOURCE];
        arguments.extend(self.settings.iter().map(String::as_str));
        let host = self.proxy.host();
        arguments.extend(["--allow-host", &host]);
        succeeded(&plaza.command(&arguments)?)?;
        succeeded(&plaza.command(["collect", SOURCE])?)?;
        Ok(())
    }

    async fn kill_at(
        &self,
        plaza: &mut Plaza,
        api: &Client,
        fault: Fault,
        number: usize,
        reply: &Value,
    ) -> Result<()> {
        let needle = format!("Respuesta-{number}-fin");
        let catching = self.proxy.catch(&needle, fault, Duration::from_secs(60));
        let (held, approved) = tokio::join!(catching, approve(api, reply));
        approved?;
        let held = match held {
            Ok(held) => held,
            Err(error) => {
                let now = api.fetch(&format!("/api/v1/replies/{reply}")).await?;
                let printed = plaza.printed();
                return Err(error.context(format!("{fault:?} of {now}\n{printed}")));
            }
        };
        plaza.kill();
        // A late request arrives before Plaza is back, while it looks for its reply, or after it
        // sent the reply again.
        let most = u64::try_from(self.latest.as_millis())?;
        let late = Duration::from_millis(Random(number as u64).below(most));
        tokio::spawn(async move {
            tokio::time::sleep(late).await;
            drop(held);
        });
        Ok(())
    }
}

fn reply_text(number: usize) -> String {
    format!("Respuesta-{number}-fin: gracias por escribirnos.")
}

fn number_in(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("Respuesta-")?;
    rest.split_once("-fin")?.0.parse().ok()
}

/// The ids of the mentions that hold [`QUESTION_WORD`], once no more of them turn up: what was
/// collected becomes findable little by little.
///
/// # Errors
/// None turns up within half a minute, or there is no end of them.
pub async fn find_questions(api: &Client) -> Result<Vec<Value>> {
    let begun = Instant::now();
    let (mut ids, mut since) = (Vec::new(), begun);
    while begun.elapsed() < TO_BE_FOUND {
        let page = api.fetch(&format!("/api/v1/mentions?limit=100&q={QUESTION_WORD}")).await?;
        let items = page["items"].as_array().cloned().unwrap_or_default();
        let found: Vec<Value> = items
            .iter()
            .map(|item| item.get("mention").unwrap_or(item)["id"].clone())
            .filter(Value::is_number)
            .collect();
        if found.len() != ids.len() {
            (ids, since) = (found, Instant::now());
        } else if !ids.is_empty() && since.elapsed() >= ALL_FOUND {
            return Ok(ids);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("the questions were not collected, or go on coming: {}", ids.len())
}

/// Drafts reply `number` to a mention; gives the reply's id.
///
/// # Errors
/// The server's.
pub async fn draft(api: &Client, mention: &Value, number: usize) -> Result<Value> {
    let path = format!("/api/v1/mentions/{mention}/replies");
    let answer = api.post(&path, &json!({ "text": reply_text(number) })).await?;
    let id = answer["reply"].get("id").or(answer.get("id"));
    id.cloned().with_context(|| format!("no id in {answer}"))
}

/// Hands a reply in and approves it.
///
/// # Errors
/// The server's.
pub async fn approve(api: &Client, reply: &Value) -> Result<()> {
    send(api, reply, "submit").await?;
    if state_of(api, reply).await? == "submitted" {
        send(api, reply, "approve").await?;
    }
    Ok(())
}

/// Takes a step that may send a reply, as somebody who reads the other answers first.
async fn send(api: &Client, reply: &Value, step: &str) -> Result<()> {
    let path = format!("/api/v1/replies/{reply}");
    let version = api.fetch(&path).await?["version"].clone();
    let step = format!("{path}/{step}");
    let body = json!({ "version": version });
    let (status, answer) = api.call(reqwest::Method::POST, &step, &body).await?;
    if (200..300).contains(&status) {
        return Ok(());
    }
    ensure!(answer["type"] == "/problems/answered-meanwhile", "{step}: {status} {answer}");
    let ids = |list: &Value| -> Vec<Value> {
        list.as_array().into_iter().flatten().map(|item| item["id"].clone()).collect()
    };
    let (replies, mentions) = (ids(&answer["replies"]), ids(&answer["mentions"]));
    let body = json!({ "version": version, "seen_replies": replies, "seen_mentions": mentions });
    api.post(&step, &body).await?;
    Ok(())
}

async fn state_of(api: &Client, reply: &Value) -> Result<String> {
    let answer = api.fetch(&format!("/api/v1/replies/{reply}")).await?;
    let state = answer["reply"].get("state").or(answer.get("state"));
    let state = state.and_then(Value::as_str).with_context(|| format!("no state in {answer}"))?;
    Ok(state.to_owned())
}

/// Waits until no reply is on its way any more; gives their states.
///
/// # Errors
/// Some still are after some minutes.
pub async fn wait_until_settled(api: &Client, replies: &[Value]) -> Result<Vec<String>> {
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

/// Compares what the server shows with what Plaza says of each reply.
///
/// # Errors
/// A reply is lost or stands there twice, or more than `most_uncertain` are uncertain.
pub fn judge(published: &[String], states: &[String], most_uncertain: usize) -> Result<()> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for number in published.iter().filter_map(|text| number_in(text)) {
        *counts.entry(number).or_default() += 1;
    }
    let mut uncertain = 0;
    for (number, state) in states.iter().enumerate() {
        let times = counts.get(&number).copied().unwrap_or(0);
        ensure!(times < 2, "reply {number} was published {times} times ({state})");
        match state.as_str() {
            // The place has what waits for its moderators.
            "sent" | "held" => {
                ensure!(times == 1, "reply {number} is marked as {state}, and was lost");
            }
            "uncertain" => uncertain += 1,
            other => bail!("reply {number} ended as {other}, published {times} times"),
        }
    }
    ensure!(uncertain <= most_uncertain, "{uncertain} of {} are uncertain", states.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_doubled_or_given_up_is_told() {
        let judged = |published: &[usize], states: &[&str]| {
            let published: Vec<String> = published.iter().map(|n| reply_text(*n)).collect();
            let states: Vec<String> = states.iter().map(|state| (*state).to_owned()).collect();
            judge(&published, &states, 1)
        };
        assert!(judged(&[0, 1], &["sent", "uncertain"]).is_ok());
        assert!(judged(&[0, 0], &["sent"]).is_err(), "doubled");
        assert!(judged(&[], &["sent"]).is_err(), "lost");
        assert!(judged(&[0], &["held"]).is_ok());
        assert!(judged(&[], &["held"]).is_err(), "lost before its moderators saw it");
        assert!(judged(&[], &["failed"]).is_err(), "given up");
        assert!(judged(&[], &["uncertain", "uncertain"]).is_err(), "too many");
    }
}
