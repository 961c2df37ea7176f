//! Template functions that only the AT Protocol needs.

use minijinja::value::Value;
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;

use super::jq;

/// The digits of a TID, in the order of their values.
const DIGITS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// The record key (TID) for what `key` identifies and what began at `at`, milliseconds UTC. It is
/// always the same, so that a second attempt writes the same record.
///
/// A TID has 13 digits of 5 bits: a zero, 53 bits of microseconds, 10 bits that distinguish what
/// was made at the same time. Records whose keys have another form are not shown as posts.
pub(super) fn tid(key: &str, at: i64) -> String {
    let digest = Sha256::digest(key);
    let drawn = |n: usize| u64::from(u16::from_be_bytes([digest[n], digest[n + 1]]));
    let micros = at.unsigned_abs().wrapping_mul(1000) + drawn(0) % 1000;
    let value = (micros & ((1 << 53) - 1)) << 10 | (drawn(2) & 1023);
    let digit = |n: u32| char::from(DIGITS[usize::try_from(value >> (5 * n) & 31).unwrap_or(0)]);
    (0..13).rev().map(digit).collect()
}

/// The web addresses in `text` as facets, which make them links; `none` where the text has no
/// address. Positions are counted in bytes.
pub(super) fn link_facets(text: &str) -> Value {
    let mut facets = Vec::new();
    let mut behind = 0;
    for (start, _) in text.match_indices("http") {
        let rest = &text[start..];
        if start < behind || !(rest.starts_with("http://") || rest.starts_with("https://")) {
            continue;
        }
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        let address = without_punctuation(word);
        if Url::parse(address).is_err() {
            continue;
        }
        behind = start + address.len();
        facets.push(json!({
            "index": { "byteStart": start, "byteEnd": behind },
            "features": [{ "$type": "app.bsky.richtext.facet#link", "uri": address }],
        }));
    }
    if facets.is_empty() { Value::from(()) } else { jq::json_to_template(&facets.into()) }
}

/// An address without the punctuation of the sentence around it.
fn without_punctuation(word: &str) -> &str {
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '\'', '»', '”']);
    if word.contains('(') { word } else { word.trim_end_matches(')') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_key_says_when_and_stays_the_same() {
        let key = tid("reply-1-8f3c", 1_770_000_000_000);
        assert_eq!(key.len(), 13);
        assert!(key.bytes().all(|digit| DIGITS.contains(&digit)), "{key}");
        assert_eq!(key, tid("reply-1-8f3c", 1_770_000_000_000));
        assert_ne!(key, tid("reply-2-8f3c", 1_770_000_000_000));
        assert!(key < tid("reply-1-8f3c", 1_770_000_000_001), "they sort by time");
        // The example of the specification: 3jzfcijpj2z2a is in 2023.
        assert!(tid("a", 1_672_531_200_000).as_str() < "3jzfcijpj2z2a");
        assert!(tid("a", 1_704_067_200_000).as_str() > "3jzfcijpj2z2a");
    }

    #[test]
    fn links_are_counted_in_bytes() {
        let text = "Ñu: https://a.example/x_(y), (https://b.example). http nothing";
        let facets = serde_json::to_value(link_facets(text)).unwrap();
        let shown: Vec<&str> = facets
            .as_array()
            .unwrap()
            .iter()
            .map(|facet| {
                let byte =
                    |key: &str| usize::try_from(facet["index"][key].as_u64().unwrap()).unwrap();
                let part = &text[byte("byteStart")..byte("byteEnd")];
                assert_eq!(facet["features"][0]["uri"], part);
                part
            })
            .collect();
        assert_eq!(shown, ["https://a.example/x_(y)", "https://b.example"]);
        assert!(link_facets("none").is_none());
    }
}
