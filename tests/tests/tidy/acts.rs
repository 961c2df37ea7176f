//! A write that somebody asks for takes an act, whose line is part of its transaction.

use std::collections::BTreeSet;

use anyhow::Result;
use plaza_tests::server::repository;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::files::files;
use super::source::{self, group, ident, levels};

/// Functions of the store that commit by themselves, because nobody asked for what they write: it
/// is Plaza's own work (collecting, delivering, reading, jobs) or a note of when something was last
/// used. Whatever a person or a program asks for ends with `Tx::done` in `act.rs` instead.
const OWN_WORK: &[&str] = &[
    "access/sessions.rs delete_session",
    "access/sessions.rs touch_session",
    "access/sessions.rs touch_token",
    "jobs.rs claim_job",
    "jobs.rs enqueue_job",
    "jobs.rs fail_job",
    "jobs.rs finish_job",
    "listen/hooks.rs remember_delivery",
    "listen/ingest/mod.rs save_batch",
    "listen/quarantine.rs resolve_quarantine",
    "listen/sources/backfill.rs backfill_failed",
    "listen/sources/coverage.rs add_gap",
    "listen/sources/mod.rs add_source",
    "listen/sources/mod.rs refresh_source",
    "listen/sources/turns.rs claim_backfill",
    "listen/sources/turns.rs claim_due_source",
    "listen/sources/turns.rs keep_quota",
    "listen/sources/turns.rs keep_source",
    "listen/sources/turns.rs release_source",
    "listen/sources/turns.rs schedule_source",
    "listen/sources/turns.rs source_failed",
    "listen/sources/turns.rs source_received",
    "listen/sources/turns.rs source_succeeded",
    "listen/sources/turns.rs take_source",
    "meta.rs set_meta",
    "talk/replies.rs claim",
    "understand/insights.rs save_insights",
    "understand/insights.rs set_themes",
    "understand/refinement.rs apply_refinement",
    "understand/themes.rs set_centroid",
    "understand/vectors.rs save_vectors",
];

/// Where transactions and acts are made, and where a store is opened.
const BESIDE: [&str; 4] = ["act.rs", "db.rs", "open.rs", "sql.rs"];

/// How a transaction is committed: by its owner, or with its only statement.
const COMMITS: [&str; 3] = [".commit()", "self.db.run(", "self.db.write("];

fn committing(tokens: TokenStream) -> BTreeSet<String> {
    levels(tokens).flat_map(|level| committing_in(&level)).collect()
}

fn committing_in(level: &[TokenTree]) -> Vec<String> {
    let starts = (0..level.len()).filter(|&index| ident(level.get(index)).as_deref() == Some("fn"));
    starts.filter_map(|start| committing_function(&level[start..])).collect()
}

fn committing_function(tokens: &[TokenTree]) -> Option<String> {
    let name = ident(tokens.get(1))?;
    let body = tokens.iter().find_map(|token| group(Some(token), Delimiter::Brace))?;
    let body = TokenStream::from_iter(body).to_string();
    let body: String = body.split_whitespace().collect();
    COMMITS.iter().any(|commit| body.contains(commit)).then_some(name)
}

#[test]
fn a_write_that_somebody_asks_for_takes_an_act() -> Result<()> {
    let mut found = BTreeSet::new();
    for path in files(&[".rs"])? {
        let Ok(file) = path.strip_prefix("crates/store/src") else { continue };
        let file = file.to_string_lossy();
        if BESIDE.contains(&&*file) {
            continue;
        }
        let functions = committing(source::read(&repository().join(&path))?);
        found.extend(functions.into_iter().map(|function| format!("{file} {function}")));
    }
    let listed: BTreeSet<String> = OWN_WORK.iter().copied().map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    assert!(new.is_empty(), "they commit without an act; end with Tx::done: {new:#?}");
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "strike them from OWN_WORK: {gone:#?}");
    Ok(())
}

#[test]
fn a_commit_is_seen_however_it_is_written() {
    let source = "impl Talk<'_> {
        async fn sees(&self) { let tx = begin(); tx\n.commit()\n.await }
        async fn sees_too(&self) { self\n.db\n.write(\"…\").await }
        async fn asks(&self, act: &Act<'_>) { tx.run(\"…\").await?; tx.done(act, \"x\", ()).await }
    }";
    let found = committing(source.parse().unwrap());
    assert_eq!(found, BTreeSet::from(["sees".to_owned(), "sees_too".to_owned()]));
}
