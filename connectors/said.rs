//! What a platform says in an answer that is an error, in its own words.

use plaza_core::text::truncate_chars;
use scraper::Selector;
use serde_json::Value;

use crate::html;

/// Longest text that is looked through for a sentence, in characters.
const MAX_READ: usize = 100_000;
/// Longest sentence before secrets are cut out of it, in characters.
const MAX_WORDS: usize = 2_000;
/// Longest sentence that is shown, in characters.
const MAX_SHOWN: usize = 300;
/// How deep a sentence may stand in JSON.
const MAX_DEPTH: usize = 4;
/// Where JSON keeps its sentence, the best place first: problem documents (RFC 9457), OAuth (RFC
/// 6749), and what platforms use.
const KEYS: [&str; 18] = [
    "error_description",
    "detail",
    "message",
    "error_message",
    "errormessage",
    "error_msg",
    "msg",
    "faultstring",
    "description",
    "reason",
    "error",
    "errors",
    "fault",
    "status",
    "response",
    "details",
    "title",
    "code",
];
/// Words that a status code says already.
const NOTHING_SAID: [&str; 16] = [
    "bad request",
    "unauthorized",
    "unauthorised",
    "forbidden",
    "access denied",
    "not found",
    "page not found",
    "gone",
    "error",
    "ok",
    "null",
    "internal server error",
    "service unavailable",
    "bad gateway",
    "too many requests",
    "false",
];

/// The sentence in the body `text` of an error, without markup and on one line; `None` where there
/// is none, or where it only repeats the status. It is long enough to hold what the request sent:
/// cut secrets out of it, then show [`shortened`].
pub(crate) fn words(text: &str) -> Option<String> {
    let text = truncate_chars(text.trim(), MAX_READ);
    let found = match serde_json::from_str::<Value>(text) {
        Ok(json) => in_json(&json, 0),
        Err(_) if text.starts_with('<') || text.contains("</") => in_markup(text),
        Err(_) => Some(text.to_owned()),
    };
    let line = on_one_line(&found?);
    let is_text = !line.contains('\u{fffd}') && line.chars().any(char::is_alphabetic);
    (is_text && !is_bare(&line)).then_some(line)
}

/// A sentence as it is shown. It ends at a whole word, so that no half of a word is left.
pub(crate) fn shortened(words: &str) -> String {
    let cut = truncate_chars(words, MAX_SHOWN);
    if cut.len() == words.len() {
        return cut.to_owned();
    }
    let whole = cut.rsplit_once(' ').map_or("", |(whole, _)| whole);
    format!("{whole}…")
}

/// `text` without any of these secrets.
pub(crate) fn without<'a>(mut text: String, secrets: impl IntoIterator<Item = &'a str>) -> String {
    for secret in secrets.into_iter().filter(|secret| secret.len() >= 4) {
        if text.contains(secret) {
            text = text.replace(secret, "***");
        }
    }
    text
}

/// Whether a refusal says that it is one for too many requests.
pub(crate) fn is_about_rate(words: &str) -> bool {
    let words = words.to_lowercase();
    let says = |part: &str| words.contains(part);
    let limits =
        ["limit", "exceed", "too high", "too large", "too fast", "throttl", "slow", "quota"];
    let names_rate = words.split(|c: char| !c.is_alphanumeric()).any(|word| {
        ["rate", "ratelimit", "ratelimited", "throttled", "throttling"].contains(&word)
    });
    says("too many requests")
        || says("requests per")
        || names_rate && (limits.iter().any(|part| says(part)))
}

fn is_bare(line: &str) -> bool {
    let words = line.trim_start_matches(|c: char| !c.is_alphabetic());
    let words = words.trim_end_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    // `HTTP 404 Not Found` too.
    let words = words.strip_prefix("http ").unwrap_or(&words);
    let words = words.trim_start_matches(|c: char| !c.is_alphabetic());
    words.is_empty() || NOTHING_SAID.contains(&words)
}

fn on_one_line(text: &str) -> String {
    let is_markup = text.contains('<') && text.contains('>');
    let plain = if is_markup { html::to_text(text) } else { text.to_owned() };
    let clean: String = plain.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    truncate_chars(&words.join(" "), MAX_WORDS).to_owned()
}

fn in_json(value: &Value, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::String(text) => {
            Some(text.clone()).filter(|text| text.chars().any(char::is_alphabetic))
        }
        Value::Array(items) => items.iter().find_map(|item| in_json(item, depth + 1)),
        Value::Object(entries) => {
            let named = |key: &str| {
                let entry = entries.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
                in_json(entry?.1, depth + 1)
            };
            let found: Vec<String> = KEYS.iter().filter_map(|key| named(key)).collect();
            // A sentence says more than a code.
            let sentence = found.iter().find(|text| text.contains(' ') && !is_bare(text));
            let other = || found.iter().find(|text| !is_bare(text)).or(found.first());
            match sentence.or_else(other) {
                Some(text) => Some(text.clone()),
                // `{"name": ["is too short"]}`, as below `errors`.
                None if depth > 0 => entries.iter().find_map(|(key, value)| {
                    let list = value.as_array()?;
                    Some(format!("{key}: {}", in_json(list.first()?, depth + 1)?))
                }),
                None => None,
            }
        }
        _ => None,
    }
}

/// Title and headline of a page, or the message of an XML error.
fn in_markup(text: &str) -> Option<String> {
    let page = html::parse_page(text).ok()?;
    let first = |css: &str| {
        let selector = Selector::parse(css).ok()?;
        let element = page.select(&selector).next()?;
        Some(on_one_line(&element.text().collect::<String>())).filter(|words| !words.is_empty())
    };
    if let Some(message) = first("message, faultstring, error_description, detail, description") {
        return Some(message);
    }
    let told: Vec<String> = [first("title"), first("h1")]
        .into_iter()
        .flatten()
        .filter(|words| !is_bare(words))
        .collect();
    match told.as_slice() {
        [title, headline] if title.contains(headline.as_str()) => Some(title.clone()),
        [title, headline] if headline.contains(title.as_str()) => Some(headline.clone()),
        [title, headline] => Some(format!("{title}: {headline}")),
        [words] => Some(words.clone()),
        // A bare status in the title, and what it is about below it.
        _ => {
            let below = first("body p")?;
            Some(below).filter(|words| words.split(' ').count() > 2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_is_found_wherever_platforms_put_it() {
        for (body, expected) in [
            (r#"{"error":"The app is suspended"}"#, "The app is suspended"),
            (r#"{"error":{"code":190,"message":"Session has expired"}}"#, "Session has expired"),
            (r#"{"errors":[{"title":"Bad","detail":"No such board"}]}"#, "No such board"),
            (r#"{"errors":["Topic is closed"]}"#, "Topic is closed"),
            (r#"{"errors":{"body":["is too short"]}}"#, "body: is too short"),
            (r#"{"error":"invalid_grant","error_description":"Code was used"}"#, "Code was used"),
            (r#"{"error":"invalid_grant"}"#, "invalid_grant"),
            (r#"{"message":"","detail":"Members only"}"#, "Members only"),
            (r#"{"type":"about:blank","title":"Out of credit","status":403}"#, "Out of credit"),
            (
                r#"{"title":"Forbidden","detail":"Your plan has no API","status":403}"#,
                "Your plan has no API",
            ),
            (
                r#"{"status":{"code":"forbidden","message":"No privileges here"}}"#,
                "No privileges here",
            ),
            (r#"{"Message":"Wartung bis 12 Uhr"}"#, "Wartung bis 12 Uhr"),
            (r#"{"message":"<b>Wait</b> &amp; see"}"#, "Wait & see"),
            (r#""Just a text""#, "Just a text"),
            ("Your IP is blocked\n\n\tby the   board", "Your IP is blocked by the board"),
            (
                "<html><head><title>Maintenance</title></head><h1>Back at noon</h1>",
                "Maintenance: Back at noon",
            ),
            (
                "<!doctype html><title>Attention | Shield</title><h1>Attention</h1>",
                "Attention | Shield",
            ),
            (
                "<title>403 Forbidden</title><h1>Blocked for too many pages</h1>",
                "Blocked for too many pages",
            ),
            (
                "<title>403</title><h1>Forbidden</h1><p>This address may not read the board.</p>",
                "This address may not read the board.",
            ),
            (
                "<?xml version='1.0'?><Error><Code>X</Code><Message>Key expired</Message></Error>",
                "Key expired",
            ),
        ] {
            assert_eq!(words(body).as_deref(), Some(expected), "{body}");
        }
        for nothing in [
            "",
            "{}",
            "[]",
            "null",
            "Forbidden",
            "403 Forbidden",
            "HTTP 404 Not Found",
            "{\"error\":403}",
            "{\"message\":\"Unauthorized\"}",
            "<html><title>403 Forbidden</title><center><h1>403 Forbidden</h1></center><hr>nginx",
            "\u{0}\u{1}\u{fffd}PNG",
            "<>",
        ] {
            assert_eq!(words(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_long_sentence_ends_at_a_word_and_secrets_go_first() {
        let long = words(&"word ".repeat(1_000)).unwrap();
        let shown = shortened(&long);
        assert!(shown.len() < 310 && shown.ends_with("word…"), "{shown}");
        assert_eq!(shortened(&"x".repeat(500)), "…");
        assert_eq!(without("key abcd1234 is bad".to_owned(), ["abcd1234", ""]), "key *** is bad");
    }

    #[test]
    fn words_about_the_rate_of_requests_are_known() {
        for words in [
            "You have exceeded a secondary rate limit",
            "Rate exceeded",
            "rate-limit reached",
            "Too many requests from this address",
            "request rate too large",
        ] {
            assert!(is_about_rate(words), "{words}");
        }
        for words in ["You may not rate this", "Members only", "The limit of members is reached"] {
            assert!(!is_about_rate(words), "{words}");
        }
    }
}
