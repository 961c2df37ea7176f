//! How many rows the store takes and gives per second of CPU time of the whole process.
//!
//! `cargo bench -p plaza-store --bench ingest [-- MENTIONS]`; SQLite in a temporary folder.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::time::{Duration, Instant};

use plaza_core::{
    IncomingMention, Insight, Intent, IntentScore, MentionId, Sentiment, SentimentScores, normalize,
};
use plaza_store::listen::{Batch, NewRow, NewSource, Source};
use plaza_store::understand::StoredInsight;
use plaza_store::{Act, Action, Store, StoreError};

/// 2026-01-31T10:00:00Z.
const NOW: i64 = 1_769_853_600_000;
/// Mentions in a batch.
const BATCH: i64 = 1_000;
/// Different authors.
const AUTHORS: i64 = 40_000;

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let asked = std::env::args().filter_map(|arg| arg.parse().ok()).next();
    let mentions: i64 = asked.unwrap_or(200_000);
    let dir = tempfile::tempdir()
        .map_err(|error| StoreError::Invalid(format!("no temporary folder: {error}").into()))?;
    let store = Store::open(&format!("sqlite:{}", dir.path().join("plaza.db").display())).await?;
    let act = Act {
        by: "bench",
        user_id: None,
        action: Action::SourceCreate,
        detail: serde_json::Value::Null,
        at: NOW,
        job: None,
    };
    let source = store
        .listen()
        .create_source(
            &NewSource {
                kind: "file".to_owned(),
                name: "bench".to_owned(),
                place: "bench".to_owned(),
                config: std::collections::BTreeMap::new(),
                allowed_host: None,
                interval_s: 0,
                adaptive: false,
                host: String::new(),
                sealed_with: None,
                adopts: None,
            },
            &act,
        )
        .await?
        .value;
    insert(&store, &source, mentions).await?;
    know(&store, &source, mentions).await?;
    follow(&store, mentions).await?;
    read(&store, mentions).await?;
    store.close().await;
    Ok(())
}

/// Time spent on the store's calls alone.
#[derive(Default)]
struct Spent {
    wall: Duration,
    cpu: Duration,
}

impl Spent {
    async fn on<T>(&mut self, work: impl Future<Output = T>) -> T {
        let (wall, cpu) = (Instant::now(), cpu_time());
        let done = work.await;
        self.wall += wall.elapsed();
        self.cpu += cpu_time().saturating_sub(cpu);
        done
    }

    fn report(&self, what: &str, rows: i64) {
        #[expect(clippy::cast_precision_loss, reason = "row counts are small")]
        let rows = rows as f64;
        println!(
            "{what}: {:.0} a CPU-second ({:.1} s), {:.0} a second ({:.1} s)",
            rows / self.cpu.as_secs_f64(),
            self.cpu.as_secs_f64(),
            rows / self.wall.as_secs_f64(),
            self.wall.as_secs_f64(),
        );
    }
}

async fn insert(store: &Store, source: &Source, mentions: i64) -> Result<(), StoreError> {
    let mut spent = Spent::default();
    for start in (0..mentions).step_by(1_000) {
        let ids = spent.on(store.reserve_ids(1_000)).await?;
        let new = ids
            .into_iter()
            .zip(start..mentions)
            .map(|(id, n)| row(id, n))
            .collect::<Result<Vec<_>, _>>()?;
        let batch = Batch {
            source_id: source.id,
            place_id: source.place_id,
            new,
            cursor: Some(start.to_string()),
            now: NOW,
            ..Batch::default()
        };
        spent.on(store.listen().save_batch(&batch)).await?;
    }
    spent.report("new mentions with insight and author", mentions);
    Ok(())
}

async fn know(store: &Store, source: &Source, mentions: i64) -> Result<(), StoreError> {
    let mut spent = Spent::default();
    let mut found = 0;
    for start in (0..mentions).step_by(1_000) {
        let names: Vec<String> = (start..start + BATCH).map(external_id).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        found += spent.on(store.listen().known(source.place_id, source.id, &names)).await?.len();
    }
    spent.report(&format!("known() look-ups, {found} found"), mentions);
    Ok(())
}

async fn follow(store: &Store, mentions: i64) -> Result<(), StoreError> {
    let mut spent = Spent::default();
    let mut revision = 0;
    while let Some(last) =
        spent.on(store.find().changes_since(revision, 5_000)).await?.last().map(|doc| doc.revision)
    {
        revision = last;
    }
    spent.report("changes_since()", mentions);
    Ok(())
}

async fn read(store: &Store, mentions: i64) -> Result<(), StoreError> {
    let mut spent = Spent::default();
    let pages = 200;
    for page in 0..pages {
        let ids: Vec<MentionId> =
            (0..50).map(|n| ((page * 7_919 + n * 104_729) % mentions + 1).into()).collect();
        spent.on(store.mentions(&ids)).await?;
    }
    spent.report("pages of 50 mentions", pages);
    Ok(())
}

/// Spread like hashes, as platforms' ids often are.
fn external_id(n: i64) -> String {
    format!("{:016x}", n.wrapping_mul(0x5851_F42D_4C95_7F2D))
}

fn row(id: MentionId, n: i64) -> Result<NewRow, StoreError> {
    let author = n.wrapping_mul(7_919) % AUTHORS;
    let text = format!(
        "Message number {n}: the battery of the new model lasts two days less than before, and \
         nobody at the shop in street {author} could tell me why. Is there an update coming? \
         Otherwise I will return it next week, as a friend of mine did."
    );
    let mention = IncomingMention {
        external_id: external_id(n),
        text,
        title: format!("Battery, part {n}"),
        url: Some(format!("https://forum.example/threads/{n}")),
        author: Some(format!("author{author}")),
        author_name: Some(format!("Author {author}")),
        created_at: Some(NOW - n),
        parent_id: (n % 3 == 1).then(|| external_id(n - 1)),
        channel: Some("forum".to_owned()),
        ..IncomingMention::default()
    };
    let mention =
        normalize(mention, NOW).map_err(|reason| StoreError::Invalid(reason.message()))?;
    let insight = Insight {
        lang: "en".to_owned(),
        sentiment: SentimentScores {
            label: Sentiment::Negative,
            negative: 0.7,
            neutral: 0.2,
            positive: 0.1,
        },
        intents: vec![IntentScore { label: Intent::Complaint, score: 0.9 }],
        aspects: Vec::new(),
    };
    let insight = StoredInsight { model: "native@1".to_owned(), insight, theme_id: None };
    Ok(NewRow { id, near_of: None, mention, insight: Some(insight) })
}

/// User and system time of this process so far, in Linux's clock ticks of 10 ms.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may hold spaces; utime and stime are the 12th and 13th after it.
    let numbers = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 =
        numbers.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
