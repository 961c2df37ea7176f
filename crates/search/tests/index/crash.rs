//! A process that writes the index is killed at random moments; nothing is lost, nothing doubled.

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use plaza_core::MentionDoc;

use crate::common::{doc, found, open};

const FOLDER: &str = "PLAZA_TEST_CRASH_FOLDER";
const REVISIONS: i64 = 30_000;
const MENTIONS: i64 = 900;
const BATCH: usize = 40;
const KILLS: u64 = 12;
/// What the child writes after each commit.
const COMMITTED: &[u8] = b"!";

/// The store's change log: what happened at a revision.
fn change(revision: i64) -> MentionDoc {
    // A fixed scramble, so that ids come again in no order.
    let id = (revision * 7_919) % MENTIONS + 1;
    MentionDoc {
        revision,
        deleted: revision % 11 == 0,
        ..doc(id, &format!("cambio rev{revision} de la batería"))
    }
}

/// Live mentions and their last revision, when the log is read up to `revision`.
fn state(revision: i64) -> BTreeMap<i64, i64> {
    let mut live = BTreeMap::new();
    for change in (1..=revision).map(change) {
        if change.deleted {
            live.remove(&change.id.get());
        } else {
            live.insert(change.id.get(), change.revision);
        }
    }
    live
}

/// Follows the log from the watermark to `until`; calls `committed` after each commit.
fn follow(dir: &Path, until: i64, committed: impl Fn()) {
    let index = open(dir);
    let mut writer = index.writer().unwrap();
    let log: Vec<_> = (writer.watermark() + 1..=until).map(change).collect();
    for batch in log.chunks(BATCH) {
        writer.apply(batch).unwrap();
        writer.commit(batch.last().unwrap().revision).unwrap();
        committed();
    }
}

/// Not a test of its own: the process that `kills_lose_nothing` starts and kills.
#[test]
#[ignore = "started by kills_lose_nothing"]
fn child() {
    if let Ok(folder) = std::env::var(FOLDER) {
        follow(Path::new(&folder), REVISIONS, || {
            std::io::stdout().write_all(COMMITTED).unwrap();
            std::io::stdout().flush().unwrap();
        });
    }
}

#[test]
fn kills_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::child", "--ignored", "--nocapture"])
            .env(FOLDER, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // Some commits, and then some moments into the next one.
        let commits = usize::try_from(kill % 5 + 1).unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        // The pipe stays open, so that the child dies of nothing but the kill.
        let mut output = output.bytes();
        let seen = output.by_ref().filter(|b| matches!(b, Ok(b'!'))).take(commits).count();
        assert_eq!(seen, commits, "the child stopped by itself");
        std::thread::sleep(Duration::from_millis(kill * 17 % 60));
        child.kill().unwrap();
        child.wait().unwrap();
        let index = open(dir.path());
        assert!(!index.was_reset(), "a kill is no damage");
        let watermark = index.writer().unwrap().watermark();
        let live: Vec<_> = state(watermark).into_keys().collect();
        assert_eq!(found(&index, ""), live, "at revision {watermark}");
    }
    let index = open(dir.path());
    let reached = index.writer().unwrap().watermark();
    assert!(reached > 0);
    drop(index);
    let until = reached + 500;
    follow(dir.path(), until, || {});
    let index = open(dir.path());
    let expected = state(until);
    assert_eq!(found(&index, ""), expected.keys().copied().collect::<Vec<_>>());
    for (id, revision) in expected.iter().take(100) {
        assert_eq!(found(&index, &format!("rev{revision}")), [*id]);
    }
}
