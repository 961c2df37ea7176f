//! What an earlier version stored is there after an upgrade, and goes on.

use plaza_core::{
    AuthorIs, IncomingMention, MentionId, PlaceId, ReplyId, ReplyState, Role, Seen, SourceId,
    TokenId,
};
use plaza_store::Store;
use plaza_store::listen::{Batch, EditedRow, SourceUpdate};
use plaza_store::talk::ReplyChange;
use sqlx::migrate::Migrator;
use sqlx::{PgPool, SqlitePool};

use crate::house::{NOW, by, new_row, normal};

/// The last version before acts had one transaction.
const BEFORE_ACTS: i64 = 6;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// A message, and a reply to it that waits to go out; the same in both databases.
const STORED: [&str; 4] = [
    "insert into place (id, kind, place) values (1, 'rss', 'forum.example')",
    "insert into source (id, name, place_id, config, interval_s, next_run_at, created_at)
     values (1, 'forum', 1, '{}', 60, 0, 0)",
    "insert into mention (id, revision, place_id, source_id, created_at, collected_at, input_hash,
     ours, external_id, title, extra, text)
     values (1, 1, 1, 1, 5, 6, 7, false, 'm', '', '{}', '¿Cuándo?')",
    "insert into reply (id, mention_id, text, state, reply_key, mention_input_hash, created_at,
     updated_at, not_before) values (1, 1, 'Mañana', 'queued', 'k', 7, 8, 9, 10)",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_reply_of_an_earlier_version_goes_out_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", dir.path().join("plaza.db").display());
    let old = SqlitePool::connect(&format!("{url}?mode=rwc")).await.unwrap();
    SQLITE.run_to(BEFORE_ACTS, &old).await.unwrap();
    for statement in STORED {
        sqlx::query(statement).execute(&old).await.unwrap();
    }
    old.close().await;
    goes_on(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_reply_of_an_earlier_version_goes_out_on_postgres() {
    let url = plaza_tests::postgres::new_database().unwrap();
    let old = PgPool::connect(&url).await.unwrap();
    POSTGRES.run_to(BEFORE_ACTS, &old).await.unwrap();
    for statement in STORED {
        sqlx::query(statement).execute(&old).await.unwrap();
    }
    old.close().await;
    goes_on(&url).await;
}

async fn goes_on(url: &str) {
    let store = Store::open(url).await.unwrap();
    let stored = store.talk().reply(ReplyId::from(1)).await.unwrap().unwrap();
    assert_eq!((stored.state, stored.text.as_str()), (ReplyState::Queued, "Mañana"));
    assert_eq!(stored.approved_token, None);
    // What was there before is the first version, and counts from then on.
    assert_eq!(stored.version, 1);
    let source = store.listen().source(SourceId::from(1)).await.unwrap().unwrap();
    assert_eq!(source.version, 1);
    let (seen, pause) =
        (Seen::at(source.id, 1), SourceUpdate { paused: Some(true), ..SourceUpdate::default() });
    let paused = store.listen().update_source(seen, &pause, &by(NOW)).await.unwrap();
    assert_eq!(paused.value.version, 2);
    let claimed = store.talk().claim_reply(PlaceId::from(1), NOW, 1_000).await.unwrap().unwrap();
    let sent = ReplyChange::to(ReplyState::Sent);
    let from = [ReplyState::Sending];
    let sent = store.talk().change_reply(claimed.id, &from, &sent, &by(NOW)).await.unwrap();
    assert_eq!(sent.unwrap().value.state, ReplyState::Sent);
    assert_eq!(store.audit_log(None, 10).await.unwrap().len(), 2);
    store.close().await;
}

/// The last version in which a token had a role and nothing else, and a tombstone had words.
const BEFORE_ACCESS: i64 = 7;

/// A token of a person, one that was made with it, one of the command line; and a tombstone.
const EARLIER: [&str; 10] = [
    "insert into user_account (id, email, name, role, disabled, password_hash, created_at)
     values (1, 'eva@example.com', 'Eva', 'manager', false, 'x', 0)",
    "insert into api_token (id, name, token_hash, role, created_by, created_at)
     values (1, 'desk', 'a', 'admin', 1, 1)",
    "insert into api_token (id, name, token_hash, role, created_at)
     values (2, 'child', 'b', 'admin', 2)",
    "insert into api_token (id, name, token_hash, role, created_at)
     values (3, 'operator', 'c', 'admin', 3)",
    "insert into audit_log (at, actor, actor_id, action, target, detail)
     values (1, 'Eva', 1, 'token.create', 'token:1', '')",
    "insert into audit_log (at, actor, actor_id, action, target, detail)
     values (2, 'token desk', null, 'token.create', 'token:2', '')",
    "insert into audit_log (at, actor, actor_id, action, target, detail)
     values (3, 'plaza', null, 'token.create', 'token:3', '')",
    "insert into sign_in_attempt (attempt_key, at) values ('account:x', 1)",
    "insert into mention (id, revision, place_id, source_id, created_at, collected_at, deleted_at,
     input_hash, ours, external_id, title, extra, text)
     values (2, 2, 1, 1, 5, 6, 8, 7, false, 'gone', 'Adiós', '', 'Palabras')",
    "insert into mention_version (mention_id, version, title, text, replaced_at)
     values (2, 1, '', 'Antes', 7)",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_tokens_and_tombstones_follow_the_new_rules_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", dir.path().join("plaza.db").display());
    let old = SqlitePool::connect(&format!("{url}?mode=rwc")).await.unwrap();
    SQLITE.run_to(BEFORE_ACCESS, &old).await.unwrap();
    for statement in STORED.iter().chain(&EARLIER) {
        sqlx::query(*statement).execute(&old).await.unwrap();
    }
    old.close().await;
    follow_the_new_rules(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_tokens_and_tombstones_follow_the_new_rules_on_postgres() {
    let url = plaza_tests::postgres::new_database().unwrap();
    let old = PgPool::connect(&url).await.unwrap();
    POSTGRES.run_to(BEFORE_ACCESS, &old).await.unwrap();
    for statement in STORED.iter().chain(&EARLIER) {
        sqlx::query(*statement).execute(&old).await.unwrap();
    }
    old.close().await;
    follow_the_new_rules(&url).await;
}

async fn follow_the_new_rules(url: &str) {
    let store = Store::open(url).await.unwrap();
    let tokens = store.access().tokens(NOW).await.unwrap();
    let seen: Vec<_> = tokens.iter().rev().map(|t| (t.made_with, t.may, t.expires_at)).collect();
    assert_eq!(
        seen,
        [
            (None, Some(Role::Manager), None),
            (Some(TokenId::from(1)), Some(Role::Manager), None),
            (None, Some(Role::Admin), None),
        ]
    );
    let gone = MentionId::from(2);
    // Nobody reads the words from the first moment on; then they go.
    assert_eq!(store.mention(gone).await.unwrap().unwrap().text, "");
    assert_eq!(store.mention_versions(gone).await.unwrap(), []);
    assert_eq!(store.listen().kept_words(gone).await.unwrap().unwrap().text, "Palabras");
    assert_eq!(store.listen().wipe_tombstones(i64::MAX, 100).await.unwrap(), 1);
    assert_eq!(store.listen().kept_words(gone).await.unwrap(), None);
    assert_eq!(store.mention(MentionId::from(1)).await.unwrap().unwrap().text, "¿Cuándo?");
    store.close().await;
}

/// The last version that called a cut answer a failure, and a held reply sent.
const BEFORE_HELD: i64 = 7;

/// Replies as it left them: failed at the platform, failed before anything went out, looked for by a
/// person, kept back by moderators, published.
const SETTLED: [&str; 5] = [
    "insert into reply (id, mention_id, text, state, reply_key, mention_input_hash, created_at,
     updated_at, attempts, error) values (11, 1, 'a', 'failed', 'k11', 7, 8, 9, 1, 'cut off')",
    "insert into reply (id, mention_id, text, state, reply_key, mention_input_hash, created_at,
     updated_at, attempts, error) values (12, 1, 'b', 'failed', 'k12', 7, 8, 9, 0, 'no way')",
    "insert into reply (id, mention_id, text, state, reply_key, mention_input_hash, created_at,
     updated_at, attempts, error)
     values (13, 1, 'c', 'failed', 'k13', 7, 8, 9, 1, 'Eva saw that it was not published')",
    r#"insert into reply (id, mention_id, text, state, reply_key, mention_input_hash, created_at,
     updated_at, attempts, sent_at, receipt)
     values (14, 1, 'd', 'sent', 'k14', 7, 8, 9, 1, 9,
     '{"external_id":"q1","url":null,"held":true}')"#,
    r#"insert into reply (id, mention_id, text, state, reply_key, mention_input_hash, created_at,
     updated_at, attempts, sent_at, receipt)
     values (15, 1, 'e', 'sent', 'k15', 7, 8, 9, 1, 9,
     '{"external_id":"p1","url":null,"held":false}')"#,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_replies_keep_their_meaning_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", dir.path().join("plaza.db").display());
    let old = SqlitePool::connect(&format!("{url}?mode=rwc")).await.unwrap();
    SQLITE.run_to(BEFORE_HELD, &old).await.unwrap();
    for statement in STORED.iter().chain(&SETTLED) {
        sqlx::query(*statement).execute(&old).await.unwrap();
    }
    old.close().await;
    keep_their_meaning(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_replies_keep_their_meaning_on_postgres() {
    let url = plaza_tests::postgres::new_database().unwrap();
    let old = PgPool::connect(&url).await.unwrap();
    POSTGRES.run_to(BEFORE_HELD, &old).await.unwrap();
    for statement in STORED.iter().chain(&SETTLED) {
        sqlx::query(*statement).execute(&old).await.unwrap();
    }
    old.close().await;
    keep_their_meaning(&url).await;
}

async fn keep_their_meaning(url: &str) {
    let store = Store::open(url).await.unwrap();
    for (id, state, may_be_there) in [
        (1, ReplyState::Queued, false),
        // What is sent again is looked for first.
        (11, ReplyState::Failed, true),
        (12, ReplyState::Failed, false),
        (13, ReplyState::Failed, false),
        (14, ReplyState::Held, false),
        (15, ReplyState::Sent, false),
    ] {
        let reply = store.talk().reply(ReplyId::from(id)).await.unwrap().unwrap();
        assert_eq!((reply.state, reply.may_be_there), (state, may_be_there), "{id}");
    }
    // What was held is looked at now.
    let held = store.talk().claim_held(PlaceId::from(1), NOW, 1_000).await.unwrap().unwrap();
    assert_eq!((held.id, held.receipt.unwrap().external_id), (ReplyId::from(14), "q1".to_owned()));
    store.close().await;
}

/// The last version in which a deleted source had lost its name.
const BEFORE_IMPORTS: i64 = 11;

/// Deleted sources: one whose name is free, two of one name, and one whose place and name another
/// one has taken since; each with a mention.
const DELETED: [&str; 9] = [
    "insert into place (id, kind, place) values (2, 'file', 'import:encuesta'), (3, 'rss', 'a')",
    "insert into source (id, name, place_id, config, interval_s, next_run_at, created_at, deleted_at)
     values (2, 'encuesta', 2, '', 0, 0, 0, 5)",
    "insert into source (id, name, place_id, config, interval_s, next_run_at, created_at)
     values (3, 'encuesta', 2, '{}', 0, 0, 6)",
    "insert into source (id, name, place_id, config, interval_s, next_run_at, created_at, deleted_at)
     values (4, 'blog', 3, '', 0, 0, 0, 5)",
    "insert into source (id, name, place_id, config, interval_s, next_run_at, created_at, deleted_at)
     values (5, 'blog', 3, '', 0, 0, 0, 7)",
    "insert into mention (id, revision, place_id, source_id, created_at, collected_at, input_hash,
     ours, external_id, title, extra, text) values (2, 2, 2, 2, 5, 6, 7, false, 'm2', '', '', 'Dos')",
    "insert into mention (id, revision, place_id, source_id, created_at, collected_at, input_hash,
     ours, external_id, title, extra, text) values (4, 4, 3, 4, 5, 6, 7, false, 'm4', '', '', 'Cuatro')",
    "insert into mention (id, revision, place_id, source_id, created_at, collected_at, input_hash,
     ours, external_id, title, extra, text) values (5, 5, 3, 5, 5, 6, 7, false, 'm5', '', '', 'Cinco')",
    "update counter set value = 5 where name = 'revision' or name = 'mention_id' or name = 'live'",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleted_sources_of_an_earlier_version_have_their_names_again_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", dir.path().join("plaza.db").display());
    let old = SqlitePool::connect(&format!("{url}?mode=rwc")).await.unwrap();
    SQLITE.run_to(BEFORE_IMPORTS, &old).await.unwrap();
    for statement in STORED.iter().chain(&DELETED) {
        sqlx::query(*statement).execute(&old).await.unwrap();
    }
    old.close().await;
    have_their_names_again(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleted_sources_of_an_earlier_version_have_their_names_again_on_postgres() {
    let url = plaza_tests::postgres::new_database().unwrap();
    let old = PgPool::connect(&url).await.unwrap();
    POSTGRES.run_to(BEFORE_IMPORTS, &old).await.unwrap();
    for statement in STORED.iter().chain(&DELETED) {
        sqlx::query(*statement).execute(&old).await.unwrap();
    }
    old.close().await;
    have_their_names_again(&url).await;
}

async fn have_their_names_again(url: &str) {
    let store = Store::open(url).await.unwrap();
    let named = store.listen().named_sources().await.unwrap();
    let names: Vec<(i64, &str, bool)> =
        named.iter().map(|s| (s.id.get(), s.name.as_str(), s.archived_at.is_some())).collect();
    let expected = [
        (5, "blog", true),
        (4, "blog (archived 4)", true),
        (3, "encuesta", false),
        (2, "encuesta (archived 2)", true),
        (1, "forum", false),
    ];
    assert_eq!(names, expected);
    // What was imported under the name before belongs to the source that has it now.
    assert_eq!(store.listen().removal_due().await.unwrap(), Some(2.into()));
    for _ in 0..3 {
        store.listen().removal_step(2.into(), 9, &by(NOW)).await.unwrap();
    }
    assert_eq!(store.listen().removal_due().await.unwrap(), None);
    let mention = store.mention(2.into()).await.unwrap().unwrap();
    assert_eq!((mention.source_id, mention.text.as_str()), (3.into(), "Dos"));
    assert!(store.listen().named_source(2.into()).await.unwrap().is_none());
    assert_eq!(store.find().changes_since(5, 9).await.unwrap().len(), 1);
    store.close().await;
}

/// The last version in which a handle at a place was a person, and every reader wrote over the others.
const BEFORE_ACCOUNTS: i64 = 11;

/// Somebody in a forum, a shown name in a shop, and a deleted account; the hashes are of that version.
const KNOWN_BY_HANDLE: [&str; 10] = [
    "insert into place (id, kind, place) values (2, 'google_play', 'app.example')",
    "insert into place (id, kind, place) values (3, 'github_discussions', 'a/x')",
    "insert into source (id, name, place_id, config, interval_s, next_run_at, created_at)
     values (2, 'shop', 2, '{}', 60, 0, 0)",
    "insert into source (id, name, place_id, config, interval_s, next_run_at, created_at)
     values (3, 'forge', 3, '{}', 60, 0, 0)",
    "insert into author (id, place_id, handle, name, first_seen_at)
     values (5, 1, 'ana', 'Ana', 4)",
    "insert into author (id, place_id, handle, first_seen_at) values (6, 2, 'A Google user', 4)",
    "insert into author (id, place_id, handle, first_seen_at) values (7, 3, 'ghost', 4)",
    "insert into author (id, place_id, handle, first_seen_at) values (90, 3, 'eva', 4)",
    "insert into mention (id, revision, place_id, source_id, author_id, created_at, collected_at,
     input_hash, ours, rating, external_id, title, extra, text)
     values (50, 3, 1, 1, 5, 1769850000000, 6, 1428106326692075726, true, 4, 'm1', '', '',
     'La batería dura poco')",
    "update counter set value = 50 where name = 'mention_id'",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_authors_become_accounts_by_handle_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", dir.path().join("plaza.db").display());
    let old = SqlitePool::connect(&format!("{url}?mode=rwc")).await.unwrap();
    SQLITE.run_to(BEFORE_ACCOUNTS, &old).await.unwrap();
    for statement in STORED.iter().chain(&KNOWN_BY_HANDLE) {
        sqlx::query(*statement).execute(&old).await.unwrap();
    }
    old.close().await;
    become_accounts(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_authors_become_accounts_by_handle_on_postgres() {
    let url = plaza_tests::postgres::new_database().unwrap();
    let old = PgPool::connect(&url).await.unwrap();
    POSTGRES.run_to(BEFORE_ACCOUNTS, &old).await.unwrap();
    for statement in STORED.iter().chain(&KNOWN_BY_HANDLE) {
        sqlx::query(*statement).execute(&old).await.unwrap();
    }
    old.close().await;
    become_accounts(&url).await;
}

async fn become_accounts(url: &str) {
    let store = Store::open(url).await.unwrap();
    for (id, is, handle) in [
        (5, AuthorIs::Account, "ana"),
        (6, AuthorIs::ShownName, "A Google user"),
        (7, AuthorIs::Collective, "ghost"),
        (90, AuthorIs::Account, "eva"),
    ] {
        let author = store.author(id.into()).await.unwrap().unwrap();
        assert_eq!((author.author_is, author.handle.as_str()), (is, handle));
        assert_eq!((author.account, author.mark, author.first_seen_at), (None, None, 4));
    }
    let told = IncomingMention {
        external_id: "m1".to_owned(),
        text: "La batería dura poco".to_owned(),
        author: Some("ana".to_owned()),
        created_at: Some(1_769_850_000_000),
        rating: Some(4.0),
        ours: true,
        ..IncomingMention::default()
    };
    // The same source tells the same: it is known.
    let (place, source) = (PlaceId::from(1), SourceId::from(1));
    let known = store.listen().known(place, source, &["m1"]).await.unwrap();
    assert_eq!(known["m1"].input_hash, Some(normal(told.clone()).input_hash));
    // It tells the account now: noted, and no edit.
    let id = known["m1"].id;
    let named = IncomingMention {
        account: Some("7".to_owned()),
        account_space: Some("forum.example".to_owned()),
        ..told
    };
    let batch = Batch { source_id: source, place_id: place, now: NOW, ..Batch::default() };
    let edited = vec![EditedRow { id, mention: normal(named.clone()), insight: None }];
    let saved = store.listen().save_batch(&Batch { edited, ..batch.clone() }).await.unwrap();
    assert_eq!((saved.edited, saved.noted), (0, 0));
    let view = store.mention(id).await.unwrap().unwrap();
    assert_eq!((view.author_id, view.account.as_deref()), (Some(5.into()), Some("7")));
    assert!(view.ours);
    let known = store.listen().known(place, source, &["m1"]).await.unwrap();
    assert_eq!(known["m1"].input_hash, Some(normal(named.clone()).input_hash));
    // New authors are counted on from the last one.
    let id = store.reserve_ids(1).await.unwrap()[0];
    let newcomer = IncomingMention {
        external_id: "m2".to_owned(),
        author: Some("bea".to_owned()),
        account: Some("8".to_owned()),
        ..named
    };
    let new = vec![new_row(id, newcomer)];
    store.listen().save_batch(&Batch { new, ..batch }).await.unwrap();
    let bea = store.mention(id).await.unwrap().unwrap().author_id.unwrap();
    assert_eq!(bea.get(), 91);
    store.close().await;
}
