//! What an earlier version stored is there after an upgrade, and goes on.

use plaza_core::{PlaceId, ReplyId, ReplyState};
use plaza_store::Store;
use plaza_store::talk::ReplyChange;
use sqlx::migrate::Migrator;
use sqlx::{PgPool, SqlitePool};

use crate::house::{NOW, by};

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
    let claimed = store.talk().claim_reply(PlaceId::from(1), NOW, 1_000).await.unwrap().unwrap();
    let sent = ReplyChange::to(ReplyState::Sent);
    let from = [ReplyState::Sending];
    let sent = store.talk().change_reply(claimed.id, &from, &sent, &by(NOW)).await.unwrap();
    assert_eq!(sent.unwrap().value.state, ReplyState::Sent);
    assert_eq!(store.audit_log(None, 10).await.unwrap().len(), 1);
    store.close().await;
}
