//! Speed of indexing and searching on made-up mentions.
//!
//! `cargo bench -p plaza-search` takes 200,000 mentions; `-- 1000000` takes a million. Prints
//! mentions per CPU-second and, for each kind of query, the median and the 95th percentile.

#![expect(clippy::print_stdout, reason = "a benchmark's output is its purpose")]

use std::error::Error;
use std::time::{Duration, Instant};

use plaza_core::{
    Accounts, Aspect, AuthorIs, Intent, MentionDoc, Millis, Sentiment, ThemeId, Writer,
};
use plaza_search::{
    Bucket, Facet, NoNames, OpenOptions, Ours, QueryLimits, Scope, SearchIndex, SearchOptions,
    Sort, parse,
};

const DEFAULT_MENTIONS: i64 = 200_000;
const BATCH: i64 = 1_000;
/// Mentions per commit, as in a bulk import.
const COMMIT: i64 = 50_000;
const ROUNDS: usize = 60;
/// 2026-01-31T10:00:00Z
const NOW: Millis = 1_769_853_600_000;
const YEAR: u64 = 31_536_000_000;
const VOCABULARY: u64 = 60_000;
const SYLLABLES: [&str; 32] = [
    "ba", "te", "rí", "ca", "so", "lu", "na", "mi", "ro", "pe", "du", "gi", "fo", "ta", "que",
    "ñe", "la", "sor", "men", "tos", "cion", "par", "tri", "bel", "con", "der", "vis", "al", "es",
    "in", "or", "un",
];

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Small numbers far more often than large ones, as words are used.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the bound")]
    #[expect(clippy::cast_precision_loss, reason = "a random number")]
    fn rank(&mut self, n: u64) -> u64 {
        let uniform = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        (((n as f64).powf(uniform)) as u64 - 1).min(n - 1)
    }
}

/// The word of a rank; frequent words are short.
fn word(rank: u64) -> String {
    let mut random = Random(rank);
    let syllables = 1 + (rank + 1).ilog2() / 5;
    (0..=syllables).map(|_| SYLLABLES[usize::try_from(random.below(32)).unwrap_or(0)]).collect()
}

/// None, one or two words as aspects, of which few are frequent.
fn aspects(random: &mut Random, words: &[String]) -> Vec<Aspect> {
    let feelings = [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive];
    (0..random.below(3))
        .map(|_| {
            let rank = random.rank(VOCABULARY);
            let term = words[usize::try_from(rank).unwrap_or(0)].clone();
            let sentiment = feelings[usize::try_from(random.below(3)).unwrap_or(0)];
            Aspect { end: term.chars().count(), start: 0, term, sentiment }
        })
        .collect()
}

fn mention(id: i64, random: &mut Random, words: &[String]) -> MentionDoc {
    let mut text = String::with_capacity(220);
    while text.len() < 200 {
        if !text.is_empty() {
            text.push(' ');
        }
        let rank = random.rank(VOCABULARY);
        let word = &words[usize::try_from(rank).unwrap_or(0)];
        // About every tenth word begins a sentence.
        match word.chars().next() {
            Some(first) if random.below(10) == 0 => {
                text.extend(first.to_uppercase());
                text.push_str(&word[first.len_utf8()..]);
            }
            _ => text.push_str(word),
        }
    }
    let author = random.below(200_000) + 1;
    let intents = [Intent::Idea, Intent::Complaint, Intent::Question, Intent::Praise];
    let sentiments = [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive];
    let pick = |n: u64| usize::try_from(n).unwrap_or(0);
    MentionDoc {
        id: id.into(),
        revision: id,
        deleted: false,
        title: String::new(),
        text,
        author: Some(format!("user{author}")),
        author_name: Some(format!("Ana {author}")),
        writer: Some(Writer {
            id: author.cast_signed().into(),
            is: AuthorIs::Account,
            by_id: true,
        }),
        source_id: (random.below(12).cast_signed() + 1).into(),
        lang: Some(["es", "es", "es", "en", "pt", "fr"][pick(random.below(6))].to_owned()),
        sentiment: Some(sentiments[pick(random.below(3))]),
        mixed: random.below(50) == 0,
        unsure: random.below(5) == 0,
        aspects: aspects(random, words),
        intents: if random.below(3) == 0 {
            vec![intents[pick(random.below(4))]]
        } else {
            Vec::new()
        },
        theme_id: ((random.below(4) > 0).then(|| random.below(40).cast_signed() + 1))
            .map(ThemeId::from),
        rating: (random.below(3) == 0).then_some([1.0, 2.0, 3.0, 4.0, 5.0][pick(random.below(5))]),
        country: Some(["ES", "MX", "AR"][pick(random.below(3))].to_owned()),
        channel: Some(["review", "forum", "comment"][pick(random.below(3))].to_owned()),
        created_at: NOW - random.below(YEAR).cast_signed(),
        ours: false,
        answered: false,
    }
}

/// CPU time of this process, all threads.
fn cpu_time() -> Result<Duration, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    // User and system time, in hundredths of a second.
    Ok(Duration::from_millis((ticks(11) + ticks(12)) * 10))
}

/// Largest memory that this process had, in MB; files mapped into memory included.
fn peak_memory() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    Ok(line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024)
}

fn folder_size(dir: &std::path::Path) -> Result<u64, Box<dyn Error>> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let data = entry.metadata()?;
        bytes += if data.is_dir() { folder_size(&entry.path())? } else { data.len() };
    }
    Ok(bytes)
}

/// Makes `count` mentions up, the same each time, and hands them on in batches.
fn make(
    count: i64,
    words: &[String],
    mut batch: impl FnMut(&[MentionDoc]) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut random = Random(1);
    let mut id = 1;
    while id <= count {
        let last = (id + BATCH).min(count + 1);
        let docs: Vec<_> = (id..last).map(|id| mention(id, &mut random, words)).collect();
        batch(&docs)?;
        id = last;
    }
    Ok(())
}

fn build(index: &SearchIndex, count: i64) -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = (0..VOCABULARY).map(word).collect();
    // What it costs to make the mentions up is measured first and taken off.
    let cpu = cpu_time()?;
    make(count, &words, |docs| {
        std::hint::black_box(docs);
        Ok(())
    })?;
    let making = cpu_time()? - cpu;
    let mut writer = index.writer()?;
    let (begin, cpu) = (Instant::now(), cpu_time()?);
    make(count, &words, |docs| {
        writer.apply(docs)?;
        match docs.last() {
            Some(last) if last.id.get() % COMMIT == 0 => Ok(writer.commit(last.id.get())?),
            _ => Ok(()),
        }
    })?;
    writer.commit(count)?;
    writer.close()?;
    let cpu = (cpu_time()? - cpu).saturating_sub(making).as_secs_f64();
    let wall = begin.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let count = count as f64;
    println!(
        "indexing: {:.0} mentions per CPU-second, {:.0} per second of wall clock with the making, \
         merges included",
        count / cpu,
        count / wall
    );
    Ok(())
}

fn report(
    name: &str,
    mut run: impl FnMut(usize) -> Result<u64, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut times = Vec::with_capacity(ROUNDS);
    let mut matches = 0;
    for round in 0..ROUNDS {
        let begin = Instant::now();
        matches += run(round)?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_unstable_by(f64::total_cmp);
    println!(
        "{name:<34} p50 {:>7.2} ms  p95 {:>7.2} ms  {:>9} matches on average",
        times[ROUNDS / 2],
        times[ROUNDS * 95 / 100],
        matches / ROUNDS as u64
    );
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().skip(1).find_map(|arg| arg.parse().ok());
    let count = count.unwrap_or(DEFAULT_MENTIONS);
    let dir = tempfile::tempdir()?;
    let index = SearchIndex::open(dir.path(), OpenOptions::default())?;
    println!("{count} mentions of 200 characters");
    build(&index, count)?;
    println!(
        "index: {} segments, {} MB on disk; peak memory {} MB",
        index.segments(),
        folder_size(dir.path())? / 1_000_000,
        peak_memory()?
    );
    drop(index);
    let begin = Instant::now();
    let index = SearchIndex::open(dir.path(), OpenOptions::default())?;
    println!("opening: {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
    queries(&index)
}

fn queries(index: &SearchIndex) -> Result<(), Box<dyn Error>> {
    let zone = plaza_core::Zone::UTC;
    let scope = Scope { names: &NoNames, now: NOW, zone, ours: Ours::Exclude };
    let all = vec![
        Facet::Lang,
        Facet::Sentiment,
        Facet::Source,
        Facet::Intent,
        Facet::Theme,
        Facet::Aspect,
        Facet::Confidence,
    ];
    // Words of every frequency, a different one each round.
    let any = |round: usize, step: u64| word((round as u64 * step + 3) % 5_000);
    let run = |text: String, sort: Sort, facets: Vec<Facet>| -> Result<u64, Box<dyn Error>> {
        let query = parse(&text, &QueryLimits::typed())?;
        let options = SearchOptions {
            sort,
            limit: 20,
            cursor: None,
            facets,
            spans: Vec::new(),
            people: false,
        };
        Ok(index.search(&query, &scope, &options)?.total)
    };
    let newest = |text: String| run(text, Sort::Newest, Vec::new());
    report("word", |n| newest(any(n, 83)))?;
    report("frequent word", |n| newest(word(n as u64 % 8)))?;
    report("two words", |n| newest(format!("{} {}", any(n, 17), any(n, 5))))?;
    report("three words, OR", |n| {
        newest(format!("{} OR {} OR {}", any(n, 83), any(n, 17), any(n, 5)))
    })?;
    report("phrase of two", |n| newest(format!("\"{} {}\"", any(n, 83), any(n, 29))))?;
    report("phrase of two frequent words", |n| {
        newest(format!("\"{} {}\"", word(n as u64 % 40), word(n as u64 * 7 % 90)))
    })?;
    report("NEAR/5", |n| newest(format!("{} NEAR/5 {}", any(n, 83), any(n, 29))))?;
    report("NEAR/5, frequent words", |n| {
        newest(format!("{} NEAR/5 {}", word(n as u64 % 90), word(n as u64 * 7 % 300)))
    })?;
    report("prefix wildcard", |n| newest(format!("{}*", any(n, 83))))?;
    report("leading wildcard", |n| newest(format!("*{}", any(n, 83))))?;
    report("misspelling ~1", |n| newest(format!("{}~1", word(2_000 + n as u64 * 91))))?;
    report("exact case", |n| newest(format!("={}", any(n, 83))))?;
    report("word and field", |n| newest(format!("{} sentiment:negative", any(n, 83))))?;
    report("field alone", |n| newest(format!("source:#{}", n % 12 + 1)))?;
    report("two fields and dates", |n| {
        newest(format!("lang:es rating:<=2 date:2025-{:02}", n % 12 + 1))
    })?;
    report("NOT word", |n| newest(format!("-{}", any(n, 83))))?;
    report("everything", |_| newest(String::new()))?;
    report("word by relevance", |n| run(any(n, 83), Sort::Relevance, Vec::new()))?;
    report("word with seven facets", |n| run(any(n, 83), Sort::Newest, all.clone()))?;
    report("everything with seven facets", |_| run(String::new(), Sort::Newest, all.clone()))?;
    let sentiment = Some(Facet::Sentiment);
    let accounts = Accounts {
        marked: (1..200).map(|id| (id * 999).into()).collect(),
        same: (1..20_000).map(|id| ((id * 10).into(), (id * 10 + 1).into())).collect(),
    };
    for (name, text) in [("word", word(3)), ("everything", String::new())] {
        let query = parse(&text, &QueryLimits::typed())?;
        for (bucket, span) in [(Bucket::Day, "days"), (Bucket::Month, "months")] {
            report(&format!("{name}: timeline, {span}, split"), |_| {
                let timeline = index.timeline(&query, &scope, bucket, sentiment, None)?;
                Ok(timeline.iter().map(|bucket| bucket.total).sum())
            })?;
        }
        report(&format!("{name}: source by sentiment"), |_| {
            let table = index.breakdown(&query, &scope, Facet::Source, Facet::Sentiment)?;
            Ok(table.iter().map(|(_, _, count)| count).sum())
        })?;
        report(&format!("{name}: people"), |_| {
            Ok(index.people(&query, &scope, &accounts)?.total())
        })?;
    }
    Ok(())
}
