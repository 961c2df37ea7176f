//! Somebody else's words inside a post.
//!
//! Forums put what is answered into the answer. Its praise and its anger are not the writer's, so
//! only what stands around the quotes counts as theirs.

use html5ever::tokenizer::{Tag, TagKind};

use super::writer::TextWriter;
use super::{TextReader, attribute, to_text, tokenize};

/// How much of a quote may be the line that says whose it is, in characters.
const MAX_ATTRIBUTION: usize = 100;
/// What a line that introduces a quote says, in front of its colon.
const WROTE: [&str; 17] = [
    "escribió",
    "escribio",
    "dijo",
    "comentó",
    "publicó",
    "wrote",
    "said",
    "posted",
    "posted by",
    "écrit",
    "schrieb",
    "scritto",
    "escreveu",
    "escrigué",
    "va escriure",
    "cita de",
    "quote",
];

/// Which quotes are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Those that say whose they are: an article may quote too, and its quotes are part of it.
    Attributed,
    /// All of them: in a post or a comment they are what it answers.
    All,
}

/// The text of a post without the quotes in it. Empty where it is nothing but a quote; where a bare
/// `blockquote` is all that there is, it is a review in a frame rather than a quote, and stays.
pub(crate) fn own_words(html: &str, leaving: Leaving) -> String {
    let (_, survey) = read(html, Quotes { hide: None, ..Quotes::default() });
    // An element that never ends would take the writer's words with it.
    let is_closed = survey.open.is_none();
    let text = if survey.found.is_empty() || !is_closed {
        to_text(html)
    } else {
        let hide = survey.found.iter().map(|found| match leaving {
            Leaving::Attributed => found.attributed,
            Leaving::All => found.attributed || found.named || survey.own > 0,
        });
        read(html, Quotes { hide: Some(hide.collect()), ..Quotes::default() }).0
    };
    without_written_quotes(&text, leaving)
}

fn read(html: &str, quotes: Quotes) -> (String, Quotes) {
    let mut reader = TextReader { quotes: Some(quotes), ..TextReader::default() };
    tokenize(html, |token| reader.take(token));
    (reader.out.finish(), reader.quotes.unwrap_or_default())
}

/// Follows the quotes of a token stream.
#[derive(Default)]
pub(super) struct Quotes {
    /// Which of the outermost quotes are left out, in order; `None` leaves out all of them and
    /// finds out about them.
    hide: Option<Vec<bool>>,
    found: Vec<Found>,
    /// Name of the open quote's element, and how many of that name are open.
    open: Option<(String, u32)>,
    /// What the open quote says.
    said: TextWriter,
    /// Open elements that name a source rather than speak.
    sources: u32,
    /// Characters outside quotes and names of sources.
    own: usize,
}

/// What is known about a quote.
struct Found {
    /// A line says whose it is.
    attributed: bool,
    /// Its element is named after quotes.
    named: bool,
}

impl Quotes {
    /// Takes a tag; true while it belongs to a quote that is left out.
    pub(super) fn tag(&mut self, tag: &Tag, out: &mut TextWriter) -> bool {
        let starts = tag.kind == TagKind::StartTag;
        if let Some((name, open)) = &mut self.open {
            if *name == *tag.name {
                *open = if starts { *open + 1 } else { *open - 1 };
                if *open == 0 {
                    self.close();
                }
            }
            self.said.space();
            return true;
        }
        if starts && let Some(named) = quote(tag) {
            return self.start(tag, named, out);
        }
        if matches!(&*tag.name, "cite" | "footer" | "figcaption") {
            self.sources = if starts { self.sources + 1 } else { self.sources.saturating_sub(1) };
        }
        false
    }

    fn start(&mut self, tag: &Tag, named: bool, out: &mut TextWriter) -> bool {
        let number = self.found.len();
        let attributed = is_attribution(out.last_line());
        self.found.push(Found { attributed, named });
        if !self.hide.as_ref().is_none_or(|hide| hide.get(number).copied().unwrap_or(false)) {
            return false;
        }
        if attributed {
            out.drop_last_line();
        }
        out.gap(2);
        self.open = Some((tag.name.to_string(), 1));
        true
    }

    fn close(&mut self) {
        self.open = None;
        let said = std::mem::take(&mut self.said).finish();
        let start = plaza_core::text::truncate_chars(&said, MAX_ATTRIBUTION);
        if let Some(found) = self.found.last_mut() {
            found.attributed |=
                start.match_indices(':').any(|(at, _)| is_attribution(&start[..=at]));
        }
    }

    /// Takes text; true when it belongs to a quote that is left out.
    pub(super) fn text(&mut self, text: &str) -> bool {
        if self.open.is_some() {
            self.said.text(text);
            return true;
        }
        if self.sources == 0 {
            self.own += text.chars().filter(|c| !c.is_whitespace()).count();
        }
        false
    }
}

/// Whether an element quotes: `Some(true)` when it is named after it, `Some(false)` for a mere
/// `blockquote`.
fn quote(tag: &Tag) -> Option<bool> {
    if matches!(&*tag.name, "html" | "body" | "article" | "main" | "br" | "hr" | "img" | "input")
        || tag.self_closing
    {
        return None;
    }
    let class = attribute(tag, "class").unwrap_or_default().to_ascii_lowercase();
    let named = class.split_ascii_whitespace().any(|word| {
        let says_no = ["un", "no", "has", "with", "can"].iter().any(|no| {
            word.find("quote")
                .is_some_and(|at| word[..at].trim_end_matches(['-', '_']).ends_with(no))
        });
        // A block of an article has a name of its own.
        (word.contains("quote") || word == "cita") && !says_no && !word.starts_with("wp-block")
    });
    match (named, &*tag.name) {
        (true, _) => Some(true),
        (false, "blockquote") => Some(false),
        _ => None,
    }
}

/// Whether a line introduces somebody else's words: `rosa escribió:`.
fn is_attribution(line: &str) -> bool {
    let Some(words) = line.trim().strip_suffix(':') else { return false };
    let words = words.trim().to_lowercase();
    words.chars().count() <= MAX_ATTRIBUTION
        && WROTE.iter().any(|wrote| words.ends_with(wrote) || words.starts_with(wrote))
}

/// Leaves out quotes that are written rather than marked up: `[quote]…[/quote]`, and lines behind
/// `>`.
fn without_written_quotes(text: &str, leaving: Leaving) -> String {
    let text = without_tagged(text);
    let mut own: Vec<&str> = Vec::new();
    let mut in_quote = false;
    for line in text.lines() {
        let is_quoted = line.starts_with("> ") || line.starts_with(">>");
        if is_quoted
            && (in_quote
                || leaving == Leaving::All
                || own.last().is_some_and(|l| is_attribution(l)))
        {
            let before = own.iter().rposition(|line| !line.trim().is_empty());
            if let Some(at) = before.filter(|at| !in_quote && is_attribution(own[*at])) {
                own.truncate(at);
            }
            in_quote = true;
            continue;
        }
        in_quote = false;
        own.push(line);
    }
    let own = without_unmarked(&own);
    own.join("\n").trim().to_owned()
}

/// A post that begins with `rosa escribió:` quotes the paragraph below, where another one follows.
fn without_unmarked<'a>(lines: &'a [&'a str]) -> &'a [&'a str] {
    let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else { return lines };
    if !is_attribution(lines[first]) {
        return lines;
    }
    let begins = lines[first + 1..].iter().position(|line| !line.trim().is_empty());
    let Some(begins) = begins.map(|at| first + 1 + at) else { return lines };
    let Some(ends) = lines[begins..].iter().position(|line| line.trim().is_empty()) else {
        return lines;
    };
    let rest = &lines[begins + ends..];
    if rest.iter().all(|line| line.trim().is_empty()) { lines } else { rest }
}

/// `text` without `[quote]…[/quote]`, as boards write quotes; a quote that never ends stays.
fn without_tagged(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut kept = String::with_capacity(text.len());
    let (mut depth, mut from, mut opened) = (0_usize, 0, 0);
    for (at, _) in lower.match_indices('[') {
        let rest = &lower[at..];
        let opens = ["[quote]", "[quote=", "[quote "].iter().any(|tag| rest.starts_with(tag));
        if opens {
            if depth == 0 {
                kept.push_str(&text[from..at]);
                (from, opened) = (at, at);
            }
            depth += 1;
        } else if rest.starts_with("[/quote]") && depth > 0 {
            depth -= 1;
            if depth == 0 {
                from = at + "[/quote]".len();
            }
        }
    }
    kept.push_str(&text[if depth > 0 { opened } else { from }..]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_writers_words_stay() {
        for html in [
            "<blockquote>Es lento.</blockquote>Me encanta.",
            "<blockquote class='quote'><cite>rosa escribió:</cite> Es lento.</blockquote>Me encanta.",
            "<p>rosa escribió:</p><blockquote><p>Es lento.</p></blockquote><p>Me encanta.</p>",
            "<div class='bbcode_quote'>Originally posted by rosa: <div>Es lento.</div></div>Me encanta.",
            "<aside class=quote data-username=rosa><div class=title>rosa:</div><blockquote>Es lento.</blockquote></aside>\
             <p>Me encanta.</p>",
            "<div class=quoteheader>Quote from: rosa</div><blockquote class=bbc_standard_quote>Es lento.</blockquote>Me encanta.",
            "<blockquote>a<blockquote>b</blockquote>c</blockquote>Me encanta.",
            "[quote=rosa]Es [quote]muy[/quote] lento.[/quote]Me encanta.",
            "[QUOTE]Es lento.[/QUOTE] Me encanta.",
            "rosa wrote:<br>&gt; Es lento.<br>&gt; Muy.<br>Me encanta.",
            "<p>rosa escribió:</p><p>Es lento.</p><p>Me encanta.</p>",
            "<p>Me encanta.</p><blockquote>Es lento.</blockquote>",
        ] {
            assert_eq!(own_words(html, Leaving::All), "Me encanta.", "{html}");
        }
    }

    #[test]
    fn what_is_no_quote_stays() {
        for (html, text) in [
            ("<blockquote>Gran radio.</blockquote><cite>Ana</cite>", "Gran radio.\n\nAna"),
            ("<blockquote>Gran radio.</blockquote>", "Gran radio."),
            ("<blockquote>Gran radio. Me encanta.", "Gran radio. Me encanta."),
            ("<div class='post has-quote unquoted'>Hola</div>", "Hola"),
            ("[quote]Nunca acaba", "[quote]Nunca acaba"),
            ("&gt;50 % de batería", ">50 % de batería"),
            ("Dijo esto: es lento", "Dijo esto: es lento"),
            ("<p>Ana dijo:</p><p>Es lento.</p>", "Ana dijo:\n\nEs lento."),
        ] {
            assert_eq!(own_words(html, Leaving::All), text, "{html}");
        }
        let only = "<blockquote class=quote>Es lento.</blockquote>";
        assert_eq!(own_words(only, Leaving::All), "", "nothing of it is the writer's");
    }

    #[test]
    fn an_article_keeps_what_it_quotes() {
        let article = "<p>El alcalde:</p><blockquote class='wp-block-quote'>Abrirá en mayo.</blockquote><p>Veremos.</p>";
        assert_eq!(
            own_words(article, Leaving::Attributed),
            "El alcalde:\n\nAbrirá en mayo.\n\nVeremos."
        );
        let answer = "<blockquote><div><cite>rosa escribió:</cite>Es lento.</div></blockquote><p>Me encanta.</p>";
        assert_eq!(own_words(answer, Leaving::Attributed), "Me encanta.");
    }
}
