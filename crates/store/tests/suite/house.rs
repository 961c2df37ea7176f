//! A store to test with, and things to put into it.

use std::collections::BTreeMap;

use plaza_core::{
    Deletion, IncomingMention, Insight, Intent, IntentScore, MentionId, NormalMention, Sentiment,
    SentimentScores, normalize,
};
use plaza_store::listen::{Batch, EditedRow, NewRow, NewSource, Saved, Source};
use plaza_store::understand::StoredInsight;
use plaza_store::{Act, Action, Store};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection, query_scalar, raw_sql};

/// 2026-01-31T10:00:00Z.
pub(crate) const NOW: i64 = 1_769_853_600_000;
pub(crate) const HOUR: i64 = 3_600_000;

/// Runs the named async functions, which take a [`House`], once on each database.
macro_rules! on_both_databases {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(crate::house::House::sqlite().await).await;
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(crate::house::House::postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both_databases;

/// A store of its own for one test.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) url: String,
    _dir: Option<tempfile::TempDir>,
}

impl House {
    pub(crate) async fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("plaza.db").display());
        Self { store: Store::open(&url).await.unwrap(), url, _dir: Some(dir) }
    }

    pub(crate) async fn postgres() -> Self {
        let url = plaza_tests::postgres::new_database().unwrap();
        Self { store: Store::open(&url).await.unwrap(), url, _dir: None }
    }

    /// What the database itself says: the first column of each row.
    pub(crate) async fn ask(&self, sql: &str) -> Vec<String> {
        let sql = format!("with asked (x) as ({sql}) select cast(x as text) from asked");
        let rows = if self.is_sqlite() {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            query_scalar::<_, Option<String>>(AssertSqlSafe(sql)).fetch_all(&mut connection).await
        } else {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            query_scalar::<_, Option<String>>(AssertSqlSafe(sql)).fetch_all(&mut connection).await
        };
        rows.unwrap().into_iter().map(Option::unwrap_or_default).collect()
    }

    /// Changes the database itself.
    pub(crate) async fn tamper(&self, sql: &'static str) {
        if self.is_sqlite() {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            raw_sql(sql).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            raw_sql(sql).execute(&mut connection).await.unwrap();
        }
    }

    /// Every row of every table.
    pub(crate) async fn everything(&self) -> BTreeMap<String, Vec<String>> {
        let tables = if self.is_sqlite() {
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        } else {
            "select tablename from pg_tables where schemaname = 'public'"
        };
        let mut everything = BTreeMap::new();
        for table in self.ask(tables).await {
            let row = if self.is_sqlite() { self.quoted_row(&table).await } else { "t".to_owned() };
            let mut rows = self.ask(&format!("select {row} from {table} t")).await;
            rows.sort();
            everything.insert(table, rows);
        }
        everything
    }

    async fn quoted_row(&self, table: &str) -> String {
        let columns = self.ask(&format!("select name from pragma_table_info('{table}')")).await;
        let quoted: Vec<String> = columns.iter().map(|name| format!("quote({name})")).collect();
        quoted.join(" || ', ' || ")
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// A source to put mentions under.
    pub(crate) async fn source(&self) -> Source {
        match self.store.listen().source_by_name("forum").await.unwrap() {
            Some(source) => source,
            None => {
                self.store.listen().create_source(&forum("forum"), &by(NOW)).await.unwrap().value
            }
        }
    }

    /// Stores new mentions and returns their ids.
    pub(crate) async fn add(&self, mentions: Vec<IncomingMention>) -> Vec<MentionId> {
        let source = self.source().await;
        let ids = self.store.reserve_ids(mentions.len()).await.unwrap();
        let new: Vec<NewRow> =
            mentions.into_iter().zip(ids).map(|(mention, id)| new_row(id, mention)).collect();
        let ids = new.iter().map(|row| row.id).collect();
        self.store.listen().save_batch(&Batch { new, ..batch(&source) }).await.unwrap();
        ids
    }

    /// Stores one new mention that says `text`.
    pub(crate) async fn say(&self, external_id: &str, text: &str) -> MentionId {
        self.add(vec![said(external_id, text)]).await[0]
    }

    /// Edits a stored mention.
    pub(crate) async fn edit(&self, id: MentionId, mention: IncomingMention) -> Saved {
        let source = self.source().await;
        let edited = vec![EditedRow { id, mention: normal(mention), insight: None }];
        self.store
            .listen()
            .save_batch(&Batch { edited, now: NOW + HOUR, ..batch(&source) })
            .await
            .unwrap()
    }

    /// Deletes a mention upstream.
    pub(crate) async fn delete(&self, external_id: &str) -> Saved {
        let source = self.source().await;
        let deletions = vec![Deletion::of(external_id)];
        self.store.listen().save_batch(&Batch { deletions, ..batch(&source) }).await.unwrap()
    }
}

pub(crate) fn forum(name: &str) -> NewSource {
    NewSource {
        kind: "rss".to_owned(),
        name: name.to_owned(),
        place: "forum.example".to_owned(),
        config: BTreeMap::from([("url".to_owned(), "https://forum.example/".to_owned())]),
        allowed_host: None,
        interval_s: 60,
        adaptive: false,
        host: "forum.example".to_owned(),
        sealed_with: None,
        adopts: None,
    }
}

/// An empty batch of a source.
pub(crate) fn batch(source: &Source) -> Batch {
    Batch { source_id: source.id, place_id: source.place_id, now: NOW, ..Batch::default() }
}

/// A plain mention by `ana`.
pub(crate) fn said(external_id: &str, text: &str) -> IncomingMention {
    IncomingMention {
        external_id: external_id.to_owned(),
        text: text.to_owned(),
        author: Some("ana".to_owned()),
        created_at: Some(NOW - HOUR),
        ..IncomingMention::default()
    }
}

pub(crate) fn normal(mention: IncomingMention) -> NormalMention {
    normalize(mention, NOW).unwrap()
}

pub(crate) fn new_row(id: MentionId, mention: IncomingMention) -> NewRow {
    NewRow { id, near_of: None, mention: normal(mention), insight: None }
}

/// Ana does something at that time.
pub(crate) fn by(at: i64) -> Act<'static> {
    act(Action::Import, at)
}

/// Ana does this at that time.
pub(crate) fn act(action: Action, at: i64) -> Act<'static> {
    Act { by: "ana", user_id: None, action, detail: serde_json::Value::Null, at, job: None }
}

/// What `model` says: mildly negative, and a complaint.
pub(crate) fn insight(model: &str) -> StoredInsight {
    StoredInsight {
        model: model.to_owned(),
        theme_id: None,
        insight: Insight {
            lang: "es".to_owned(),
            sentiment: SentimentScores {
                label: Sentiment::Negative,
                negative: 0.625,
                neutral: 0.25,
                positive: 0.125,
            },
            intents: vec![IntentScore { label: Intent::Complaint, score: 0.875 }],
            aspects: Vec::new(),
        },
    }
}

/// Texts that would do harm if any of them ever became SQL, a pattern or markup.
pub(crate) const HOSTILE: [&str; 9] = [
    "'; drop table mention; --",
    "\" or 1=1 --",
    "$1 $2 ?1 ? :name @name",
    "%_%' like '",
    "\\'; select pg_sleep(10); --",
    "null",
    "<script>alert(1)</script>",
    "ünïcödé 👨‍👩‍👧 \u{202e}",
    "')) union select password_hash from user_account --",
];
