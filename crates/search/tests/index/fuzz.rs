//! Random queries: none may bring the process down, and none may take long to read.

use std::time::{Duration, Instant};

use plaza_search::{QueryLimits, SearchError, SearchOptions, parse};

use crate::common::{corpus, open, scope};

/// `SplitMix64`; the same queries on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    "(",
    ")",
    "((((((((",
    "))))))))",
    "\"",
    "\"",
    "-",
    "=",
    "~",
    "~1",
    "~2",
    "~9",
    "*",
    "?",
    "¿",
    ":",
    ",",
    "/",
    "..",
    ">=",
    "<",
    "#",
    "@",
    " AND ",
    " OR ",
    " NOT ",
    " NEAR/3 ",
    " ONEAR/7 ",
    " NEAR/",
    "NEAR",
    "batería",
    "bater",
    "cas",
    "apple",
    "rápido",
    "uno",
    "dos",
    "电池",
    "é",
    "\u{301}",
    "\u{202e}",
    "\u{0}",
    "\u{1}",
    "\u{1f}",
    "𝔘",
    "👍",
    "author:",
    "source:",
    "lang:",
    "sentiment:",
    "intent:",
    "theme:",
    "rating:",
    "country:",
    "channel:",
    "date:",
    "is:",
    "nope:",
    "Forum",
    "es",
    "en",
    "none",
    "positive",
    "praise",
    "4.5",
    "2026-01",
    "7d",
    "today",
    "ours",
    "ES",
    "Ana",
    "#5",
    "999999999999999999999",
    "\\",
    "'",
    ";",
    "<script>",
    "{}",
    "[",
    "]",
    "^",
    "$",
    "\n",
    "\t",
];

fn random_query(random: &mut Random) -> String {
    let length = random.below(24) + 1;
    let mut query = String::new();
    for _ in 0..length {
        query.push_str(random.pick(PIECES));
    }
    // Now and then one piece is repeated beyond every limit.
    if random.below(50) == 0 {
        query = random.pick(PIECES).repeat(random.below(900) + 100);
    }
    query
}

/// Reads `count` queries, runs every `run_every`th that is sound, and returns the 99th percentile
/// of the reading times.
fn bombard(count: usize, run_every: usize) -> Duration {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut writer = index.writer().unwrap();
    writer.apply(&corpus()).unwrap();
    writer.commit(1).unwrap();
    let mut random = Random(2026);
    let mut times = Vec::with_capacity(count);
    let mut ran = 0;
    for number in 0..count {
        let text = random_query(&mut random);
        let begin = Instant::now();
        let read = parse(&text, &QueryLimits::typed());
        times.push(begin.elapsed());
        match read {
            Err(error) => assert!(error.at + error.len <= text.chars().count(), "{text:?}"),
            Ok(query) if number % run_every == 0 => {
                ran += 1;
                let options = SearchOptions { limit: 5, ..SearchOptions::default() };
                match index.search(&query, &scope(), &options) {
                    Ok(results) => assert!(results.ids.len() <= 5),
                    Err(SearchError::Query(_)) => {}
                    Err(error) => panic!("{text:?}: {error}"),
                }
                let text = "La batería nueva de Ana dura uno o dos días";
                assert!(query.highlight(text, Some("es")).len() <= 10);
            }
            Ok(_) => {}
        }
    }
    assert!(ran > 0);
    times.sort_unstable();
    times[count * 99 / 100]
}

#[test]
fn fifty_thousand_random_queries() {
    bombard(50_000, 40);
}

/// Run in release: the promise is a 99th percentile of at most 5 ms.
#[test]
#[ignore = "takes a minute; run it in release"]
fn a_million_random_queries() {
    let p99 = bombard(1_000_000, 20);
    assert!(p99 <= Duration::from_millis(5), "{p99:?}");
}
