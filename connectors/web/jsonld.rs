//! JSON-LD blocks of a page, read leniently.

use scraper::{Html, Selector};
use serde_json::{Deserializer, Value};

use crate::guarded::guarded;
use crate::html::decode_references;

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
        match guarded(|| read(&text)).and_then(|read| read) {
            Ok(value) => values.push(value),
            Err(why) => unreadable.push((why, text)),
        }
    }
    (values, unreadable)
}

/// Reads JSON, and JSON with the faults that templates leave behind: comment marks and section
/// marks around it, line breaks inside texts, commas before a closing bracket, a semicolon at the
/// end, quotes that were escaped for HTML or for JavaScript, several values one after the other.
fn read(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).or_else(|error| {
        let inner = unwrapped(text);
        let values = all(inner).or_else(|_| all(&mend(inner)));
        let values = values.or_else(|_| all(&mend(&decode_references(inner))));
        values.map_err(|_| format!("broken JSON-LD: {error}"))
    })
}

/// The value in `text`, or the values as a list.
fn all(text: &str) -> Result<Value, serde_json::Error> {
    let values = Deserializer::from_str(text).into_iter::<Value>();
    let mut values: Vec<Value> = values.collect::<Result<_, _>>()?;
    match values.len() {
        // The error says what is missing.
        0 => serde_json::from_str(text),
        1 => Ok(values.remove(0)),
        _ => Ok(Value::Array(values)),
    }
}

/// `text` without the marks that hide a script from old programs: `<!--`, `//<![CDATA[`,
/// `/*<![CDATA[*/` and what templates make of them.
fn unwrapped(text: &str) -> &str {
    const MARKS: [&str; 10] =
        ["<![CDATA[", "<!]]>", "]]>", "<!--", "-->", "--", "//", "/*", "*/", ">"];
    let mut text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    while let Some(rest) = MARKS.iter().find_map(|mark| text.strip_prefix(mark)) {
        text = rest.trim_start();
    }
    let end = [";"].iter().chain(&MARKS);
    let strip = |text: &'_ str| end.clone().find_map(|mark| text.strip_suffix(mark)).map(str::len);
    while let Some(length) = strip(text) {
        text = text[..length].trim_end();
    }
    text
}

fn mend(text: &str) -> String {
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
            // JavaScript lets apostrophes be escaped, JSON does not.
            '\'' if escaped => {
                mended.pop();
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
            "/*<![CDATA[*/{\"a\":[\"x y\",1]}/*]]>*/",
            "<!--//--><![CDATA[//><!--\n{\"a\":[\"x y\",1]}\n//--><!]]>",
            "\u{feff}{&quot;a&quot;:[&quot;x y&quot;,1]}",
        ] {
            assert_eq!(read(text).unwrap(), json!({"a": ["x y", 1]}), "{text}");
        }
        assert_eq!(read(r#"{"a":"say \"],}\" \\",}"#).unwrap(), json!({"a": "say \"],}\" \\"}));
        assert_eq!(read(r#"{"a":"it\'s",}"#).unwrap(), json!({"a": "it's"}));
        assert_eq!(read(r#"{"a":1} {"b":2}"#).unwrap(), json!([{"a": 1}, {"b": 2}]));
        let many = r#"{"a":1} "#.repeat(1_500);
        assert_eq!(read(&many).unwrap().as_array().map(Vec::len), Some(1_500));
        assert!(read("{a:1}").is_err());
        assert!(read("").is_err());
        assert!(read("<!-- -->").is_err());
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
