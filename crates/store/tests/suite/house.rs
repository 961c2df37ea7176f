//! A store to test with, and things to put into it.

use std::collections::BTreeMap;

use plaza_core::{
    Deletion, IncomingMention, Insight, Intent, IntentScore, NormalMention, Sentiment,
    SentimentScores, normalize,
};
use plaza_store::Store;
use plaza_store::listen::{Batch, EditedRow, NewRow, NewSource, Saved, Source};
use plaza_store::understand::{EditAuthor, StoredInsight};

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

    /// A source to put mentions under.
    pub(crate) async fn source(&self) -> Source {
        match self.store.listen().source_by_name("forum").await.unwrap() {
            Some(source) => source,
            None => self.store.listen().create_source(&forum("forum"), NOW).await.unwrap(),
        }
    }

    /// Stores new mentions and returns their ids.
    pub(crate) async fn add(&self, mentions: Vec<IncomingMention>) -> Vec<i64> {
        let source = self.source().await;
        let first = self.store.reserve_ids(mentions.len()).await.unwrap();
        let new: Vec<NewRow> =
            mentions.into_iter().zip(first..).map(|(mention, id)| new_row(id, mention)).collect();
        let ids = new.iter().map(|row| row.id).collect();
        self.store.listen().save_batch(&Batch { new, ..batch(&source) }).await.unwrap();
        ids
    }

    /// Stores one new mention that says `text`.
    pub(crate) async fn say(&self, external_id: &str, text: &str) -> i64 {
        self.add(vec![said(external_id, text)]).await[0]
    }

    /// Edits a stored mention.
    pub(crate) async fn edit(&self, id: i64, mention: IncomingMention) -> Saved {
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
        let deletions = vec![Deletion { external_id: external_id.to_owned(), deleted_at: None }];
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

pub(crate) fn new_row(id: i64, mention: IncomingMention) -> NewRow {
    NewRow { id, near_of: None, mention: normal(mention), insight: None }
}

/// Ana, at that time.
pub(crate) fn by(at: i64) -> EditAuthor<'static> {
    EditAuthor { user_id: None, name: "ana", at }
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
