//! Every bound that cuts or refuses content is on the page that tells people of it.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;
use plaza_tests::server::repository;

use crate::files::files;

const PAGES: [&str; 2] = ["docs/guide/limits.md", "docs/guide/limites.md"];
const BEGIN: &str = "<!-- What the test compares";

/// Bounds that leave no content out: on what is tried, remembered, shown in messages, or asked for
/// at a time; and sizes of keys and buffers.
const NO_CONTENT: &str = "
connectors/dates: MAX_AHEAD MAX_CHARS
connectors/email: ID_BYTES MAX_ABOVE MAX_AROUND MAX_CHARS MAX_CLOSING MAX_FOOTER MAX_HEADER MAX_ITEMS MAX_LINE MAX_LINES MAX_MARKED MAX_REFERENCES MAX_SAME_ID MAX_SEEN MAX_SUBJECT PAGE_BYTES PRINT_BYTES
connectors/encoding: MAX_DECLARATION MAX_HEAD MAX_LOOKED_AT
connectors/feed: MAX_KNOWN MAX_NAME TELLING_CHARS
connectors/fetch: MAX_ADDRESSES MAX_ALLOWED MAX_HEADERS MAX_HEADER_BYTES MAX_HOSTS MAX_READ MAX_REFUSAL
connectors/file: BLOCK_BYTES BUFFER_BYTES HEAD_BYTES MAX_DEPTH MAX_HELD SAMPLE_BYTES SAMPLE_CHARS SMALL_PART_BYTES
connectors/folder: MAX_NAMESAKES PAGE_BYTES
connectors/html: MAX_ATTRIBUTION MAX_NAME
connectors/manifest: MAX_ACCOUNTS MAX_BATCH MAX_BEHIND MAX_FOLLOW_UPS MAX_KEEP MAX_LIST_PAGES MAX_PAGES MAX_RECORDS MAX_ROUNDS MAX_TOKEN MAX_TOKENS
connectors/matrix: MAX_PAGES
connectors/web: MAX_DELAY MAX_DISTANCE MAX_HOSTS MAX_KNOWN MAX_SEEN
connectors/webhook: MAX_ID MAX_SIGNATURES
connectors/wordpress: MAX_PAGES
crates/core: EMAIL_BYTES MAX_READINGS
crates/engine: AGENT_CHARS AKIN_CHARS CHUNK_BYTES GENERATED_CHARS MARK_BYTES MAX_ATTEMPTS MAX_OF_ADDRESS MAX_TRIES NONCE_BYTES REPLY_KEY_BYTES SECRET_BYTES
crates/search: MAX_DEAD_RATIO MAX_DISTANCE MAX_HOURS MIN_FUZZY_CHARS MIN_LEADING_WILDCARD_CHARS MIN_WILDCARD_CHARS SHOWN_CHARS
models: MAX_BETWEEN MAX_CLASSES MAX_WORD_CHARS
web: DETAIL_CHARS FLASH_CHARS HEADING_CHARS ID_CHARS KEPT_BYTES LAYOUT_CHARS LEAD_CHARS MAX_CHARS MAX_DAYS SAMPLE_CHARS SHOWN_CHARS TEXT_CHARS TITLE_CHARS TOKEN_BYTES
";

/// `folder NAME` for each name in lines like `folder: NAME NAME`.
fn names(lines: &str) -> BTreeSet<String> {
    let lines = lines.lines().filter_map(|line| line.split_once(": "));
    let lines = lines.filter(|(folder, _)| !folder.is_empty());
    let pairs = lines.flat_map(|(folder, names)| names.split(' ').map(move |name| (folder, name)));
    pairs.map(|(folder, name)| format!("{folder} {name}")).collect()
}

/// The bounds that the product's files set.
fn bounds() -> Result<BTreeSet<String>> {
    let mut bounds = BTreeSet::new();
    for path in files(&[".rs"])? {
        let shown = path.to_string_lossy().into_owned();
        let parts: Vec<&str> = shown.split('/').collect();
        let folder = match parts.as_slice() {
            [group @ ("connectors" | "crates"), name, _, ..] => format!("{group}/{name}"),
            [group @ ("models" | "web"), "src", ..] => (*group).to_owned(),
            _ => continue,
        };
        let is_test =
            parts.iter().any(|part| matches!(*part, "tests" | "tests.rs" | "benches" | "bin"));
        if is_test {
            continue;
        }
        for line in fs::read_to_string(repository().join(&path))?.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let name = words.iter().skip_while(|word| **word != "const").nth(1);
            let Some(name) = name.and_then(|name| name.strip_suffix(':')) else { continue };
            let is_bound =
                name.starts_with("MAX_") || name.ends_with("_CHARS") || name.ends_with("_BYTES");
            if is_bound && !line.trim_start().starts_with("//") {
                bounds.insert(format!("{folder} {name}"));
            }
        }
    }
    Ok(bounds)
}

/// A new bound belongs on both pages and in the English one's list, or in [`NO_CONTENT`].
#[test]
fn every_bound_on_content_is_told() -> Result<()> {
    let page = fs::read_to_string(repository().join(PAGES[0]))?;
    let list = page.split_once(BEGIN).map_or("", |(_, list)| list);
    let (told, silent, bounds) = (names(list), names(NO_CONTENT), bounds()?);
    let untold: Vec<_> =
        bounds.iter().filter(|b| !told.contains(*b) && !silent.contains(*b)).collect();
    assert!(untold.is_empty(), "not in {} nor in NO_CONTENT: {untold:#?}", PAGES[0]);
    let gone: Vec<_> = told.union(&silent).filter(|b| !bounds.contains(*b)).collect();
    assert!(gone.is_empty(), "no such bound any more: {gone:#?}");
    Ok(())
}

#[test]
fn both_pages_tell_the_same_bounds() -> Result<()> {
    let rows = |page: &str| -> Result<usize> {
        Ok(fs::read_to_string(repository().join(page))?
            .lines()
            .filter(|l| l.starts_with("| "))
            .count())
    };
    assert_eq!(rows(PAGES[0])?, rows(PAGES[1])?);
    Ok(())
}
