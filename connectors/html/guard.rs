//! Prevents pages from making an HTML parser work longer than their length justifies.
//!
//! Two costs grow with the square of the input: a tag with very many attributes (each one is
//! compared with all before it), and deeply nested elements (each end tag searches the stack of
//! open ones).

use std::borrow::Cow;

use scraper::Html;

use crate::guarded::guarded;

/// Maximum number of attributes of one tag; a tag with more loses all of them.
const MAX_ATTRIBUTES: usize = 256;
/// Deepest nesting of elements in a page that is made into a tree.
const MAX_DEPTH: usize = 1_000;

/// Makes a tree of a page.
///
/// # Errors
/// The page is nested more deeply than any page made for people, or more than the parser stands.
pub(crate) fn parse_page(html: &str) -> Result<Html, String> {
    let html = strip_endless_tags(html);
    if deepest(&html) > MAX_DEPTH {
        return Err(format!("its elements are nested more than {MAX_DEPTH} deep"));
    }
    guarded(|| Html::parse_document(&html))
}

/// `html` with the attributes taken off every tag that has more than [`MAX_ATTRIBUTES`].
pub(super) fn strip_endless_tags(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut kept = String::new();
    let mut copied = 0;
    let mut offset = 0;
    while let Some(tag) = next_tag(bytes, offset) {
        if tag.attributes > MAX_ATTRIBUTES {
            kept.push_str(&html[copied..tag.name_end]);
            copied = tag.end;
        }
        offset = tag.end.max(offset + 1);
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(&html[copied..]);
    Cow::Owned(kept)
}

/// A start or end tag; positions are byte offsets of ASCII characters.
struct RoughTag {
    name_start: usize,
    name_end: usize,
    /// Position of its `>`, or the end of the page.
    end: usize,
    attributes: usize,
    closes: bool,
}

fn next_tag(bytes: &[u8], from: usize) -> Option<RoughTag> {
    let mut offset = from;
    loop {
        offset += bytes.get(offset..)?.iter().position(|b| *b == b'<')?;
        let closes = bytes.get(offset + 1) == Some(&b'/');
        let name_start = offset + 1 + usize::from(closes);
        if bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            return Some(read_tag(bytes, name_start, closes));
        }
        offset += 1;
    }
}

fn read_tag(bytes: &[u8], name_start: usize, closes: bool) -> RoughTag {
    let is_gap = |b: u8| b.is_ascii_whitespace() || b == b'/';
    let name_length =
        bytes[name_start..].iter().position(|b| is_gap(*b) || *b == b'>').unwrap_or(0);
    let name_end = name_start + name_length;
    let mut tag = RoughTag { name_start, name_end, end: bytes.len(), attributes: 0, closes };
    let mut quote = None;
    let mut in_gap = true;
    let mut after_equals = false;
    for (offset, byte) in bytes[name_end..].iter().copied().enumerate() {
        if let Some(open) = quote {
            if byte == open {
                quote = None;
                // Whatever follows a quoted value begins a new attribute.
                in_gap = true;
            }
            continue;
        }
        match byte {
            b'>' => {
                tag.end = name_end + offset;
                break;
            }
            b'"' | b'\'' if after_equals => quote = Some(byte),
            _ if is_gap(byte) => in_gap = true,
            _ => {
                tag.attributes += usize::from(in_gap && byte != b'=');
                in_gap = false;
            }
        }
        after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
    }
    tag
}

/// An upper estimate of how deep the tree of `html` will be. Elements whose end tag may be omitted
/// are not counted, so that pages that omit end tags are not mistaken for bombs.
fn deepest(html: &str) -> usize {
    const NOT_COUNTED: [&str; 30] = [
        "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li",
        "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "script", "source",
        "style", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
    ];
    let bytes = html.as_bytes();
    let (mut depth, mut deepest, mut offset) = (0_usize, 0, 0);
    while let Some(tag) = next_tag(bytes, offset) {
        let name = html[tag.name_start..tag.name_end].to_ascii_lowercase();
        if !NOT_COUNTED.contains(&name.as_str()) {
            if tag.closes {
                depth = depth.saturating_sub(1);
            } else {
                depth += 1;
                deepest = deepest.max(depth);
            }
        }
        offset = tag.end.max(offset + 1);
        if !tag.closes && matches!(name.as_str(), "script" | "style") {
            offset = behind_raw_text(bytes, offset, &name);
        }
    }
    deepest
}

/// Where the raw text of `name` ends.
fn behind_raw_text(bytes: &[u8], from: usize, name: &str) -> usize {
    let end_tag = format!("</{name}");
    bytes[from..]
        .windows(end_tag.len())
        .position(|window| window.eq_ignore_ascii_case(end_tag.as_bytes()))
        .map_or(bytes.len(), |offset| from + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_are_left_alone() {
        for html in [
            "<p class='a b c' title=\"x > y\">text</p>",
            "no tags at all < 3",
            "<a href=x>y</a",
            "<",
            "</",
            "<é>",
        ] {
            assert_eq!(strip_endless_tags(html), html);
        }
        let data = format!("<img src='data:image/png;base64,{}'>", "A b/".repeat(10_000));
        assert_eq!(strip_endless_tags(&data), data, "a long value is one attribute");
    }

    #[test]
    fn endless_tags_lose_their_attributes() {
        let many: String = (0..1_000).map(|n| format!(" a{n}='é'")).collect();
        assert_eq!(strip_endless_tags(&format!("x<p{many}>y</p>")), "x<p>y</p>");
        let glued: String = (0..1_000).map(|n| format!("a{n}='é'")).collect();
        assert_eq!(strip_endless_tags(&format!("x<p {glued}>y")), "x<p>y");
    }

    #[test]
    fn deep_pages_are_refused_and_sloppy_ones_are_not() {
        assert!(parse_page(&"<div>".repeat(2_000)).is_err());
        assert!(parse_page(&"<p>a<li>b<br>".repeat(20_000)).is_ok());
        assert!(parse_page(&"<div>a</div>".repeat(20_000)).is_ok());
        let script = format!("<script>{}</script>", "'<div>'".repeat(5_000));
        assert!(parse_page(&script).is_ok());
    }
}
