//! Two hundred sources on ten hosts, one of them slow and one without an end: everybody has a
//! turn, no host is asked for more than its limit, and memory stays small.

use std::time::Duration;

use anyhow::{Result, ensure};
use plaza_tests::crowd::{Crowd, WINDOW, plaza_with_forum, wait_until_all_had_a_turn};
use plaza_tests::process::usage;

const SOURCES: usize = 200;
const HOSTS: usize = 10;
const ITEMS: usize = 20;
/// Requests to one host at a time.
const AT_ONCE: usize = 2;
/// Pause between the beginnings of two requests to one host.
const DELAY: Duration = Duration::from_millis(250);
/// Beginnings that a busy machine may bunch together in a stretch of time.
const BUNCHED: usize = 4;
const MEMORY: u64 = 300 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_sources_share_ten_hosts_fairly() -> Result<()> {
    let mut delays = [Duration::from_millis(20); HOSTS];
    delays[0] = Duration::from_millis(1_500);
    let crowd = Crowd::start(&delays, ITEMS).await?;
    let (plaza, api) = plaza_with_forum().await?;
    crowd.add_sources(&api, SOURCES).await?;
    let sources = wait_until_all_had_a_turn(&api, SOURCES).await?;
    ensure!(sources.iter().all(|source| source["failures"] == 0), "{sources:?}");

    let allowed = usize::try_from(WINDOW.as_millis() / DELAY.as_millis())? + 1 + BUNCHED;
    let mut asked = 0;
    for host in crowd.report() {
        ensure!(host.most_at_once <= AT_ONCE, "{} at once: {host:?}", host.most_at_once);
        ensure!(host.most_in_window <= allowed, "{} in ten seconds: {host:?}", host.most_in_window);
        asked += host.paths.len();
    }
    ensure!(asked == SOURCES, "{asked} sources were asked for, not {SOURCES}");
    let memory = usage(plaza.pid()?)?.peak_bytes;
    ensure!(memory < MEMORY, "{memory} bytes of memory at most, over {MEMORY}");
    Ok(())
}
