//! A use case asks whether its actor may; a write that somebody asks for takes an act, whose line is
//! part of its transaction.

use std::collections::BTreeSet;

use anyhow::Result;
use plaza_tests::server::repository;
use proc_macro2::TokenStream;

use super::files::files;
use super::source::{self, Function, functions};

/// Functions of the store that commit by themselves, because nobody asked for what they write: it
/// is Plaza's own work (collecting, delivering, reading, jobs) or a note of when something was last
/// used. Whatever a person or a program asks for ends with `Tx::done` in `act.rs` instead.
const OWN_WORK: &[&str] = &[
    "access/attempts.rs begin_try",
    "access/attempts.rs forget_try",
    "access/sessions.rs touch_session",
    "access/tokens.rs touch_token",
    "access/users.rs offer_setup",
    "find/marks.rs mark_index",
    "jobs.rs claim_job",
    "jobs.rs enqueue_job",
    "jobs.rs fail_job",
    "jobs.rs finish_job",
    "jobs.rs release_job",
    "listen/hooks.rs remember_delivery",
    "listen/imports/mod.rs begin_import",
    "listen/imports/mod.rs end_import",
    "listen/imports/mod.rs keep_layout",
    "listen/imports/undo.rs undo_step",
    "listen/ingest/mod.rs save_batch",
    "listen/quarantine.rs let_quarantined_in_again",
    "listen/sources/backfill.rs backfill_failed",
    "listen/sources/coverage.rs add_gap",
    "listen/sources/mod.rs add_source",
    "listen/sources/mod.rs refresh_source",
    "listen/sources/removal.rs removal_step",
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
    "listen/tombstones.rs wipe_tombstones",
    "meta.rs set_meta",
    "talk/delivery.rs claim",
    "talk/delivery.rs end_unknown",
    "talk/delivery.rs still_held",
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

/// Use cases that take an actor and ask for no permission by themselves, and why.
const ASK_NOTHING: [(&str, &str); 12] = [
    ("access/devices.rs end_session", "`may_see` asks where the session is another's"),
    ("access/devices.rs end_sessions", "`may_see` asks where the sessions are another's"),
    ("access/devices.rs sessions_of", "`may_see` asks where the sessions are another's"),
    ("access/tokens.rs rename_token", "`managed_token` asks where the token is another's"),
    ("access/tokens.rs revoke_token", "`managed_token` asks where the token is another's"),
    (
        "find/saved_views.rs delete_view",
        "`view_to_change` asks, for it depends on whose view it is",
    ),
    (
        "find/saved_views.rs move_view_up",
        "`view_to_change` asks, for it depends on whose view it is",
    ),
    (
        "find/saved_views.rs rename_view",
        "`view_to_change` asks, for it depends on whose view it is",
    ),
    ("find/saved_views.rs save_view", "`view_owner` asks, for it depends on whose view it is"),
    ("find/saved_views.rs views", "everybody sees their own views and the shared ones"),
    ("find/search.rs of", "it only notes who reads"),
    ("listen/ingest.rs add_mentions", "it hands everything on"),
];

fn committing(tokens: TokenStream) -> BTreeSet<String> {
    let commits = |body: &str| COMMITS.iter().any(|commit| body.contains(commit));
    let functions = functions(tokens).into_iter();
    functions.filter(|function| commits(&function.body)).map(|function| function.name).collect()
}

/// Names of the use cases that take an actor and ask for no permission.
fn unasking(tokens: TokenStream) -> BTreeSet<String> {
    let functions = functions(tokens).into_iter();
    let is_use_case = |f: &Function| f.is_public && f.parameters.contains("actor:&Actor");
    let asks = |f: &Function| f.body.contains("actor.require(");
    functions.filter(|f| is_use_case(f) && !asks(f)).map(|f| f.name).collect()
}

/// What `find` finds in the files of a folder, each with its file.
fn found_in(folder: &str, find: fn(TokenStream) -> BTreeSet<String>) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for path in files(&[".rs"])? {
        let Ok(file) = path.strip_prefix(folder) else { continue };
        let functions = find(source::read(&repository().join(&path))?).into_iter();
        found.extend(functions.map(|function| format!("{} {function}", file.display())));
    }
    Ok(found)
}

#[test]
fn a_write_that_somebody_asks_for_takes_an_act() -> Result<()> {
    let mut found = found_in("crates/store/src", committing)?;
    found.retain(|function| !BESIDE.iter().any(|file| function.starts_with(file)));
    let listed: BTreeSet<String> = OWN_WORK.iter().copied().map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    assert!(new.is_empty(), "they commit without an act; end with Tx::done: {new:#?}");
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "strike them from OWN_WORK: {gone:#?}");
    Ok(())
}

#[test]
fn a_use_case_asks_whether_its_actor_may() -> Result<()> {
    let found = found_in("crates/engine/src", unasking)?;
    let listed: BTreeSet<String> = ASK_NOTHING.iter().map(|(name, _)| (*name).to_owned()).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    assert!(new.is_empty(), "they take an actor and ask nothing: {new:#?}");
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "strike them from ASK_NOTHING: {gone:#?}");
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

#[test]
fn a_use_case_that_asks_nothing_is_seen() {
    let source = "impl Talk<'_> {
        pub async fn forgets(&self, actor: &Actor, id: ReplyId) -> Result<()> { self.go(actor) }
        pub async fn asks(&self, actor: &Actor) { actor\n.require(Permission::Read)?; }
        async fn helps(&self, actor: &Actor) {}
        pub async fn reads(&self) {}
    }";
    assert_eq!(unasking(source.parse().unwrap()), BTreeSet::from(["forgets".to_owned()]));
}
