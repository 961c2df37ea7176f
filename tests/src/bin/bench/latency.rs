//! How long searches take over HTTP, one at a time.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use plaza_tests::generator::{Generator, Random};
use plaza_tests::http::Client;

/// Requests of each kind.
const REQUESTS: usize = 200;
/// Requests of each kind before the clock runs.
const WARM_UP: usize = 20;

/// The times of one kind of request, sorted.
pub(crate) struct Latency {
    pub(crate) kind: &'static str,
    pub(crate) example: String,
    times: Vec<Duration>,
}

impl Latency {
    /// The time that this share of the requests stayed within, in milliseconds.
    pub(crate) fn percentile(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a few hundred requests"
        )]
        let at = (self.times.len() as f64 * share).ceil() as usize;
        let at = at.clamp(1, self.times.len().max(1)) - 1;
        self.times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
    }
}

/// How many mentions there are.
pub(crate) async fn total(api: &Client) -> Result<u64> {
    let page = api.fetch("/api/v1/mentions?limit=1").await?;
    page["total"].as_u64().context("no total")
}

/// All kinds. `api` carries a token, `board` is signed in.
pub(crate) async fn measure(api: &Client, board: &Client) -> Result<Vec<Latency>> {
    let mut words = Words::new();
    let facets = "&facets=lang,sentiment,source,intent,theme";
    let mut all = Vec::new();
    let queries: Vec<String> = (0..REQUESTS + WARM_UP).map(|_| words.one()).collect();
    all.push(each(api, "one word", &searches(&queries, "")).await?);
    let queries: Vec<String> =
        (0..REQUESTS + WARM_UP).map(|_| format!("{} {}", words.one(), words.one())).collect();
    all.push(each(api, "two words", &searches(&queries, "")).await?);
    all.push(each(api, "two words, by relevance", &searches(&queries, "&sort=relevance")).await?);
    let queries: Vec<String> = (0..REQUESTS + WARM_UP).map(|_| words.phrase()).collect();
    all.push(each(api, "phrase", &searches(&queries, "")).await?);
    let queries: Vec<String> = (0..REQUESTS + WARM_UP).map(|_| words.filters()).collect();
    all.push(each(api, "word and field filters", &searches(&queries, "")).await?);
    let queries: Vec<String> = (0..REQUESTS + WARM_UP).map(|_| words.wildcard()).collect();
    all.push(each(api, "wildcard", &searches(&queries, "")).await?);
    let queries: Vec<String> = (0..REQUESTS + WARM_UP).map(|_| words.one()).collect();
    all.push(each(api, "one word with five facets", &searches(&queries, facets)).await?);
    let timelines: Vec<String> = queries
        .iter()
        .map(|q| format!("/api/v1/timeline?bucket=week&by=sentiment&q={}", encoded(q)))
        .collect();
    all.push(each(api, "timeline of one word", &timelines).await?);
    let everything = searches(&vec![String::new(); REQUESTS], facets);
    all.push(each(api, "everything with five facets", &everything).await?);
    let pages: Vec<String> =
        queries.iter().map(|q| format!("/mentions?q={}", encoded(q))).collect();
    all.push(each(board, "page Mentions (search, facets, timeline)", &pages).await?);
    all.push(each(board, "page Home", &vec!["/".to_owned(); REQUESTS]).await?);
    Ok(all)
}

fn encoded(query: &str) -> String {
    url::form_urlencoded::byte_serialize(query.as_bytes()).collect()
}

fn searches(queries: &[String], more: &str) -> Vec<String> {
    queries.iter().map(|q| format!("/api/v1/mentions?limit=20{more}&q={}", encoded(q))).collect()
}

async fn each(client: &Client, kind: &'static str, paths: &[String]) -> Result<Latency> {
    let mut times = Vec::with_capacity(paths.len());
    for path in paths {
        let begun = Instant::now();
        let answer = client.get(path).await?;
        times.push(begun.elapsed());
        ensure!(answer.status == 200, "{path}: {} {}", answer.status, answer.text());
    }
    let warm = WARM_UP.min(times.len() / 4);
    let mut times = times.split_off(warm);
    times.sort_unstable();
    let example = paths.last().cloned().unwrap_or_default();
    Ok(Latency { kind, example, times })
}

/// Queries out of the words that the records are made of, frequent ones more often.
struct Words {
    records: Generator,
    random: Random,
}

impl Words {
    fn new() -> Self {
        // Another seed than the records': the same words in other places.
        Self { records: Generator::new(77), random: Random(5) }
    }

    fn some(&mut self, count: usize) -> Vec<String> {
        loop {
            let text = self.records.next().map(|record| record.text).unwrap_or_default();
            let words: Vec<String> = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().count() > 3)
                .map(str::to_owned)
                .collect();
            if words.len() >= count {
                let at = self.random.index(words.len() - count + 1);
                return words[at..at + count].to_vec();
            }
        }
    }

    fn one(&mut self) -> String {
        self.some(1).concat()
    }

    fn phrase(&mut self) -> String {
        let known = [
            "customer service",
            "servicio al cliente",
            "modo oscuro",
            "dark mode",
            "mise à jour",
            "service client",
            "servizio clienti",
            "tema scuro",
            "dunkler Modus",
            "please add",
        ];
        if self.random.below(2) == 0 {
            return format!("\"{}\"", self.random.pick(&known));
        }
        format!("\"{}\"", self.some(2).join(" "))
    }

    fn filters(&mut self) -> String {
        let word = self.one();
        let filters = [
            "lang:es",
            "sentiment:negative",
            "country:MX rating:>=4",
            "lang:en sentiment:positive",
            "date:2026-01-01..2026-06-30",
            "intent:question",
            "author:user7",
            "NOT lang:es",
        ];
        let filter = self.random.pick(&filters);
        if self.random.below(3) == 0 { filter.to_owned() } else { format!("{word} {filter}") }
    }

    fn wildcard(&mut self) -> String {
        let start: String = self.one().chars().take(4).collect();
        format!("{start}*")
    }
}
