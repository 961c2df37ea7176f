//! HTML from outside: turned into plain text, or made safe for building a tree.
//!
//! No markup is ever stored. [`to_text`] reads the token stream of an HTML 5 tokenizer and keeps no
//! tree, so that nesting costs nothing and the time only depends on the length.

mod entities;
mod guard;
mod quotes;
mod readable;
mod writer;

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::guarded::guarded;
pub(crate) use entities::decode_references;
pub(crate) use guard::parse_page;
use guard::strip_endless_tags;
use quotes::Quotes;
pub(crate) use quotes::{Leaving, own_words};
pub(crate) use readable::{one_line, readable_by};
use writer::TextWriter;

/// Turns HTML into plain text: blocks become lines, white space collapses, entities are decoded,
/// and what a reader never sees (scripts, styles, drawings, formulas, templates, titles) is left
/// out. A link's text stays, its address does not.
///
/// The result is cut off well beyond [`plaza_core::limits::MENTION_TEXT`], so that a text that was
/// cut is refused for its length and never stored in part.
#[must_use]
pub fn to_text(html: &str) -> String {
    let read = || {
        let mut reader = TextReader::default();
        tokenize(html, |token| reader.take(token));
        reader.out.finish()
    };
    // Text with its marks is better than none.
    guarded(read).unwrap_or_else(|_| html.trim().to_owned())
}

/// Addresses of the feeds that a page declares, as written.
pub(crate) fn feed_links(html: &str) -> Vec<String> {
    const FEED_TYPES: [&str; 3] =
        ["application/rss+xml", "application/atom+xml", "application/feed+json"];
    let mut links = Vec::new();
    tokenize(html, |token| {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        if &*tag.name == "link" && links.len() < 5 {
            let is_alternate = attribute(&tag, "rel").is_some_and(|rel| {
                rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("alternate"))
            });
            let kind = attribute(&tag, "type").unwrap_or_default().trim().to_ascii_lowercase();
            if is_alternate && FEED_TYPES.contains(&kind.as_str()) {
                links.extend(attribute(&tag, "href").map(str::to_owned));
            }
        }
        raw_mode(&tag)
    });
    links
}

/// Runs the tokenizer over `html` and passes every token to `take`.
fn tokenize(html: &str, take: impl FnMut(Token) -> TokenSinkResult<()>) {
    let html = strip_endless_tags(html);
    let tokenizer = Tokenizer::new(Sink(RefCell::new(take)), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(&*html));
    // The sink never asks for a pause, so one call reads everything.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
}

struct Sink<F>(RefCell<F>);

impl<F: FnMut(Token) -> TokenSinkResult<()>> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        (self.0.borrow_mut())(token)
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
}

/// How the tokenizer continues after a start tag; markup inside these elements is text.
fn raw_mode(tag: &Tag) -> TokenSinkResult<()> {
    if tag.kind == TagKind::EndTag {
        return TokenSinkResult::Continue;
    }
    match &*tag.name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

/// Writes the text of a token stream.
#[derive(Default)]
struct TextReader {
    out: TextWriter,
    hidden: Option<Hidden>,
    /// Follows quotes, where only the writer's own words are wanted.
    quotes: Option<Quotes>,
}

/// The outermost element whose content is being left out.
struct Hidden {
    name: String,
    /// How many elements of that name are open, itself included.
    open: u32,
}

impl TextReader {
    fn take(&mut self, token: Token) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => {
                if self.hidden.is_none() && !self.quotes.as_mut().is_some_and(|q| q.text(&text)) {
                    self.out.text(&text);
                }
                TokenSinkResult::Continue
            }
            Token::TagToken(tag) => self.tag(&tag),
            _ => TokenSinkResult::Continue,
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        if self.is_hidden_by(tag) {
            // Raw text elements inside a template stay raw; inside a drawing they are plain tags.
            return if self.is_drawing() { TokenSinkResult::Continue } else { raw_mode(tag) };
        }
        let starts = tag.kind == TagKind::StartTag;
        if starts && is_invisible(&tag.name) && !(tag.self_closing && is_foreign(&tag.name)) {
            self.hidden = Some(Hidden { name: tag.name.to_string(), open: 1 });
            return raw_mode(tag);
        }
        if !self.quotes.as_mut().is_some_and(|quotes| quotes.tag(tag, &mut self.out)) {
            self.layout(tag, starts);
        }
        raw_mode(tag)
    }

    /// Keeps track of the hidden element; false when `tag` is visible.
    fn is_hidden_by(&mut self, tag: &Tag) -> bool {
        let Some(hidden) = &mut self.hidden else { return false };
        let foreign = is_foreign(&hidden.name);
        if hidden.name != *tag.name {
            // An HTML tag inside a drawing ends the drawing.
            let breaks_out = foreign && tag.kind == TagKind::StartTag && breaks_out(&tag.name);
            if breaks_out {
                self.hidden = None;
            }
            return !breaks_out;
        }
        if tag.kind == TagKind::EndTag {
            hidden.open -= 1;
            if hidden.open == 0 {
                self.hidden = None;
            }
        } else if !(foreign && tag.self_closing) {
            hidden.open += 1;
        }
        true
    }

    fn is_drawing(&self) -> bool {
        self.hidden.as_ref().is_some_and(|hidden| is_foreign(&hidden.name))
    }

    fn layout(&mut self, tag: &Tag, starts: bool) {
        match &*tag.name {
            "br" => self.out.line_break(),
            "pre" => self.out.preformatted(starts),
            "td" | "th" => self.out.space(),
            "img" if starts => self.emoji(tag),
            name => self.out.gap(gap_around(name)),
        }
    }

    /// Blog software writes emoji as images; their meaning is in `alt`.
    fn emoji(&mut self, tag: &Tag) {
        let alt = attribute(tag, "alt").unwrap_or_default();
        if !alt.is_ascii() && alt.chars().count() <= 8 {
            self.out.text(alt);
        }
    }
}

fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

fn is_invisible(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "svg"
            | "math"
            | "template"
            | "title"
            | "textarea"
            | "iframe"
            | "noembed"
            | "noframes"
            | "noscript"
            | "object"
            | "select"
    )
}

/// Start tags that end a drawing or formula, from the HTML standard's rules for foreign content.
fn breaks_out(name: &str) -> bool {
    matches!(
        name,
        "b" | "big"
            | "blockquote"
            | "body"
            | "br"
            | "center"
            | "code"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "em"
            | "embed"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "hr"
            | "i"
            | "img"
            | "li"
            | "listing"
            | "menu"
            | "meta"
            | "nobr"
            | "ol"
            | "p"
            | "pre"
            | "ruby"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "strike"
            | "sub"
            | "sup"
            | "table"
            | "tt"
            | "u"
            | "ul"
            | "var"
    )
}

/// Line breaks around an element: 2 for a paragraph, 1 for a line of its own, 0 for inline
/// elements.
fn gap_around(name: &str) -> u8 {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "dl"
        | "table" | "figure" | "hr" | "form" | "fieldset" => 2,
        "address" | "article" | "aside" | "body" | "caption" | "center" | "dd" | "details"
        | "dialog" | "dir" | "div" | "dt" | "figcaption" | "footer" | "head" | "header"
        | "hgroup" | "html" | "legend" | "li" | "listing" | "main" | "menu" | "nav"
        | "optgroup" | "option" | "search" | "section" | "summary" | "tbody" | "tfoot"
        | "thead" | "tr" | "xmp" => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_readable_text() {
        for (html, text) in [
            ("", ""),
            ("plain", "plain"),
            ("<p>Hola &amp; adi&oacute;s&nbsp;&#128512;</p>", "Hola & adiós 😀"),
            ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
            ("a<br><br><br><br>b", "a\n\nb"),
            ("<ul><li>a<li>b</ul>c", "a\nb\n\nc"),
            ("see <a href='https://x.example'>the <b>page</b></a>!", "see the page!"),
            ("  lots \n\t of   space  ", "lots of space"),
            ("<pre>a\n  b</pre>", "a\nb"),
            ("<div>a<div>b</div></div>c", "a\nb\nc"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("x<script>alert('<p>no</p>')</script>y<style>p{}</style>z", "xyz"),
            ("<svg><text>no</text><script>no</script></svg>yes", "yes"),
            ("<svg><g>no<p>yes", "yes"),
            ("<svg/>yes", "yes"),
            ("<math><mi>no</mi></math>yes", "yes"),
            ("<template>no<template>no</template>no</template>yes", "yes"),
            ("<head><title>no</title><p>yes", "yes"),
            ("a<!-- no -->b<!doctype html>c<![CDATA[no]]>", "abc"),
            ("5 < 6 and 7 > 3 &lt;b&gt;", "5 < 6 and 7 > 3 <b>"),
            ("<img class=emoji alt='😀'><img alt='a photo'>", "😀"),
            ("<textarea>draft</textarea>said", "said"),
            ("<p onclick='x' title='a>b'>ok", "ok"),
            ("unfinished <b", "unfinished"),
            ("<plaintext>a<b>c", "a<b>c"),
            ("zero\0byte", "zerobyte"),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }

    #[test]
    fn nesting_and_size_are_harmless() {
        let started = std::time::Instant::now();
        let deep = format!("{}deep", "<div><b>".repeat(100_000));
        assert_eq!(to_text(&deep), "deep");
        let attributes: String = (0..500_000).map(|n| format!(" a{n}")).collect();
        assert_eq!(to_text(&format!("<p{attributes}>wide")), "wide");
        let long = "word ".repeat(2_000_000);
        let text = to_text(&long);
        assert!(text.len() <= 600_000);
        assert!(text.chars().count() > plaza_core::limits::MENTION_TEXT, "a cut text is too long");
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    #[test]
    fn feeds_of_a_page_are_found() {
        let html = "<head><link rel='alternate' type='application/rss+xml' href='/feed/'>\
            <link rel=alternate hreflang=es href=/es><link rel=stylesheet href=x.css>\
            <script>'<link rel=alternate type=application/rss+xml href=/no>'</script>";
        assert_eq!(feed_links(html), ["/feed/"]);
    }
}
