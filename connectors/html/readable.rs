//! Text that may be HTML, plain text, or HTML that was escaped once too often.

use super::entities::{decode_references, has_reference};
use super::to_text;

/// Elements that tell markup from a sentence with angle brackets in it.
const KNOWN: [&str; 56] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "strike",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "tt",
    "u",
    "ul",
];

/// The text that a reader sees of `raw`, which is HTML, or where `is_html` is false perhaps plain
/// text.
///
/// Markup that was escaped twice on its way is read as markup: nobody sees `<p>` and `&oacute;` and
/// thinks of a text. What mentions a tag in passing, without closing it, stays as it is.
pub(crate) fn readable(raw: &str, is_html: bool) -> String {
    readable_by(raw, is_html, to_text)
}

/// As [`readable`], with `read` in the place of [`to_text`].
pub(crate) fn readable_by(raw: &str, is_html: bool, read: impl Fn(&str) -> String) -> String {
    let marked_up = has_tags(raw);
    let is_code = raw.contains("<code") || raw.contains("<pre");
    let text =
        if is_html || marked_up || has_reference(raw) { read(raw) } else { raw.trim().to_owned() };
    let text = if !marked_up && is_markup(&text) { read(&text) } else { text };
    if !is_code && has_reference(&text) { decode_references(&text).into_owned() } else { text }
}

/// As [`readable`], on one line.
pub(crate) fn one_line(raw: &str, is_html: bool) -> String {
    readable(raw, is_html).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `text` holds a tag of HTML.
fn has_tags(text: &str) -> bool {
    tags(text).next().is_some()
}

/// Whether `text` is marked up rather than about markup: an element is closed, or a line ended.
fn is_markup(text: &str) -> bool {
    tags(text).any(|(closes, name)| closes || name.eq_ignore_ascii_case("br"))
}

/// The known tags in `text`: whether each closes an element, and its name.
fn tags(text: &str) -> impl Iterator<Item = (bool, &str)> {
    text.match_indices('<').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric())?;
        let (name, behind) = rest.split_at(end);
        let ends = behind.starts_with(['>', '/']) || behind.starts_with(char::is_whitespace);
        let known = KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name));
        (ends && known).then_some((closes, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_sees() {
        for (raw, is_html, text) in [
            ("plain\nlines", false, "plain\nlines"),
            ("plain\nlines", true, "plain lines"),
            ("1 < 2, he said.", false, "1 < 2, he said."),
            ("<p>One</p><p>two</p>", false, "One\n\ntwo"),
            (
                "&lt;p&gt;La &lt;a href=&#34;x&#34;&gt;tienda&lt;/a&gt; cerr&amp;oacute;.&lt;/p&gt;",
                true,
                "La tienda cerró.",
            ),
            ("Una l&iacute;nea&lt;br /&gt;otra", true, "Una línea\notra"),
            ("Peque&ntilde;o &amp;amp; grande", true, "Pequeño & grande"),
            ("Radios &lt;b&gt; &amp; co", true, "Radios <b> & co"),
            ("<p>Write &lt;b&gt;x&lt;/b&gt;</p>", true, "Write <b>x</b>"),
            ("<p>Write <code>&amp;amp;</code></p>", true, "Write &amp;"),
            ("Caf&amp;eacute;", false, "Café"),
            ("List<String> x", false, "List<String> x"),
            ("", true, ""),
        ] {
            assert_eq!(readable(raw, is_html), text, "{raw}");
        }
        assert_eq!(one_line("  Una &amp;ntilde;\n <b>b</b> ", true), "Una ñ b");
    }
}
