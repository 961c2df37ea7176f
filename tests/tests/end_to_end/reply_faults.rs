//! Plaza is killed at every step of sending a reply, against the real servers. The simulated
//! platforms are tested in the same way by the connectors' conformance suite.

use std::time::Duration;

use anyhow::Result;
use plaza_tests::fault_proxy::FaultProxy;
use plaza_tests::reply_kills::KillTest;
use plaza_tests::synapse::Synapse;
use plaza_tests::wordpress::WordPress;

/// Kills for each server: every fault eight or nine times, and the rest at random moments.
const KILLS: usize = 50;
/// Answers that break off in the usual run.
const CUTS: usize = 6;
/// Both servers drop the same request when it comes twice.
const LATEST: Duration = Duration::from_secs(9);

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
    let settings = vec![
        format!("homeserver={}", proxy.base_url()),
        format!("token={}", us.access_token),
        format!("room={room}"),
    ];
    let test = KillTest {
        proxy: &proxy,
        kind: "matrix",
        settings,
        kills: KILLS,
        most_uncertain: 1,
        latest: LATEST,
    };
    test.run(async || {
        let events = synapse.messages(&us, &room).await?;
        let bodies = events.iter().filter_map(|event| event["content"]["body"].as_str());
        Ok(bodies.map(str::to_owned).collect())
    })
    .await
}

/// The short form of the test below: no kills, and every answer breaks off.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_break_off_leave_one_comment() -> Result<()> {
    let site = WordPress::start().await?;
    let post = site.new_post("Novedades", "<p>Cuéntanos.</p>").await?;
    site.comment_as("Marta", post, "¿Cuándo llega el modo de ahorro?", None).await?;
    let proxy = FaultProxy::start(&site.base_url).await?;
    let test = KillTest {
        proxy: &proxy,
        kind: "wordpress",
        settings: settings_of(&site, &proxy),
        kills: CUTS,
        most_uncertain: 0,
        latest: LATEST,
    };
    test.run_cut(async || {
        let comments = site.comments(post).await?;
        Ok(comments.into_iter().map(|comment| comment.raw).collect())
    })
    .await
}

fn settings_of(site: &WordPress, proxy: &FaultProxy) -> Vec<String> {
    vec![
        format!("url={}", proxy.base_url()),
        format!("user={}", site.admin.name),
        format!("password={}", site.admin.password),
    ]
}

// The proxy goes on while a command is waited for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "heavy: fifty kills while replies leave for a real WordPress"]
async fn wordpress_replies_are_neither_lost_nor_doubled() -> Result<()> {
    let site = WordPress::start().await?;
    let post = site.new_post("Novedades", "<p>Cuéntanos.</p>").await?;
    site.comment_as("Marta", post, "¿Cuándo llega el modo de ahorro?", None).await?;
    let proxy = FaultProxy::start(&site.base_url).await?;
    let test = KillTest {
        proxy: &proxy,
        kind: "wordpress",
        settings: settings_of(&site, &proxy),
        kills: KILLS,
        most_uncertain: 1,
        latest: LATEST,
    };
    test.run(async || {
        let comments = site.comments(post).await?;
        Ok(comments.into_iter().map(|comment| comment.raw).collect())
    })
    .await
}
