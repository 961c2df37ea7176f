//! JSON-LD blocks of a page, read leniently.

use scraper::{Html, Selector};
use serde_json::Value;

/// The JSON-LD values of a page, and the blocks that could not be read.
pub(super) fn blocks(page: &Html) -> (Vec<Value>, Vec<(String, String)>) {
    let Ok(scripts) = Selector::parse("script[type]") else { return Default::default() };
    let mut values = Vec::new();
    let mut unreadable = Vec::new();
    for script in page.select(&scripts) {
        let kind = script.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
        if !kind.starts_with("application/ld+json") {
            continue;
        }
        let text: String = script.text().collect();
        match read(&text) {
            Ok(value) => values.push(value),
            Err(why) => unreadable.push((why, text)),
        }
    }
    (values, unreadable)
}

/// Reads JSON, and JSON with the faults that templates leave behind: comment marks around it,
/// line breaks inside texts, commas before a closing bracket, a semicolon at the end.
fn read(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).or_else(|error| {
        serde_json::from_str(&mend(text)).map_err(|_| format!("broken JSON-LD: {error}"))
    })
}

fn mend(text: &str) -> String {
    let mut text = text.trim();
    for (open, close) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")] {
        text = text.strip_prefix(open).unwrap_or(text).trim();
        text = text.strip_suffix(close).unwrap_or(text).trim();
    }
    let text = text.trim_end_matches(';');
    let mut mended = String::with_capacity(text.len());
    let mut quoted = false;
    let mut escaped = false;
    for c in text.chars() {
        match c {
            c if c.is_control() => {
                mended.push(' ');
                escaped = false;
                continue;
            }
            '}' | ']' if !quoted => {
                let kept = mended.trim_end().trim_end_matches(',').len();
                mended.truncate(kept);
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = c == '\\' && quoted && !escaped;
        mended.push(c);
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn faulty_blocks_are_read() {
        for text in [
            r#"{"a":["x y",1]}"#,
            "{\"a\":[\"x\ny\",1]}",
            r#"{"a":["x y",1,],}"#,
            r#"<!-- {"a":["x y",1]} -->"#,
            "//<![CDATA[\n{\"a\":[\"x y\",1]};\n//]]>",
        ] {
            assert_eq!(read(text).unwrap(), json!({"a": ["x y", 1]}), "{text}");
        }
        assert_eq!(read(r#"{"a":"say \"],}\" \\",}"#).unwrap(), json!({"a": "say \"],}\" \\"}));
        assert!(read("{a:1}").is_err());
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
