//! The pieces of an XML document that may be damaged.
//!
//! An XML parser stops at the first fault, and feeds are written by templates: bare ampersands,
//! tags that are never closed, sections that never end. Here nothing stops: what is no markup is
//! text. The time depends on the length alone, whatever the document holds.

use std::ops::Range;

use crate::html::decode_references;

/// Longest name of an element, in bytes.
const MAX_NAME: usize = 200;

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) kind: Kind<'a>,
    /// Where it is, in bytes.
    pub(super) at: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag, with its name.
    End(&'a str),
    /// Text with its references as written.
    Text(&'a str),
    /// A CDATA section: text without references.
    Verbatim(&'a str),
    /// A comment, declaration or processing instruction.
    Nothing,
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name as written, with its prefix.
    pub(super) name: &'a str,
    attributes: &'a str,
    /// Whether it ends itself.
    pub(super) empty: bool,
}

impl<'a> Tag<'a> {
    /// Names and values of its attributes, as written.
    pub(super) fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            if name.is_empty() && behind.is_empty() {
                return None;
            }
            let Some(value) = behind.trim_start().strip_prefix('=') else {
                rest = behind;
                return Some((name, ""));
            };
            let value = value.trim_start();
            let quoted = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, behind) = match quoted {
                Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            rest = behind;
            Some((name, value))
        })
    }

    /// The value of the first attribute of that name which has one.
    pub(super) fn attribute(self, name: &str) -> Option<String> {
        let (_, value) =
            self.attributes().find(|(key, value)| *key == name && !value.is_empty())?;
        let value = decode_references(value.trim());
        (!value.is_empty()).then(|| value.into_owned())
    }
}

/// Reads a document piece by piece.
pub(super) struct Pieces<'a> {
    xml: &'a str,
    at: usize,
    comment_end: Finder,
    section: Finder,
    section_end: Finder,
    instruction_end: Finder,
    /// A declaration that never ends; whatever looks like one from there on is text.
    endless_declaration: bool,
    /// Start and end of an item: no comment or section reaches beyond one by accident.
    item: Option<[Finder; 2]>,
}

impl<'a> Pieces<'a> {
    pub(super) fn of(xml: &'a str) -> Self {
        Self {
            xml,
            at: 0,
            comment_end: Finder::new("-->"),
            section: Finder::new("<![CDATA["),
            section_end: Finder::new("]]>"),
            instruction_end: Finder::new("?>"),
            endless_declaration: false,
            item: None,
        }
    }

    /// From now on, elements called `name` are items.
    pub(super) fn items_are(&mut self, name: &str) {
        self.item = Some([Finder::new(format!("<{name}")), Finder::new(format!("</{name}"))]);
    }

    fn piece(&mut self, kind: Kind<'a>, end: usize) -> Piece<'a> {
        let at = self.at..end;
        self.at = end;
        Piece { kind, at }
    }

    fn markup(&mut self) -> Option<Piece<'a>> {
        let rest = &self.xml[self.at..];
        if rest.starts_with("<!--") {
            return self.comment();
        }
        if rest.starts_with("<![CDATA[") {
            return self.verbatim();
        }
        if rest.starts_with("<?") {
            let end = self.instruction_end.from(self.xml, self.at)?;
            return Some(self.piece(Kind::Nothing, end + 2));
        }
        if rest.starts_with("<!") {
            let length = if self.endless_declaration { None } else { declaration(rest) };
            self.endless_declaration = length.is_none();
            return length.map(|length| self.piece(Kind::Nothing, self.at + length));
        }
        if let Some(name) = rest.strip_prefix("</") {
            let end = name.bytes().take(MAX_NAME).position(|byte| matches!(byte, b'>' | b'<'))?;
            name[end..].starts_with('>').then_some(())?;
            let (name, end) = (name[..end].trim(), self.at + 2 + end + 1);
            return (!name.is_empty()).then(|| self.piece(Kind::End(name), end));
        }
        let (tag, length) = tag(rest)?;
        let end = self.at + length;
        Some(self.piece(Kind::Start(tag), end))
    }

    fn comment(&mut self) -> Option<Piece<'a>> {
        let end = self.comment_end.from(self.xml, self.at + 4)?;
        // One that was never closed would swallow the items up to the next that is. What lies
        // between items may hold whole items: somebody took them out.
        let swallows = self.next_item().is_some_and(|[start, item_end]| {
            item_end.is_some_and(|at| at < end && start.is_none_or(|start| start > at))
        });
        (!swallows).then(|| self.piece(Kind::Nothing, end + 3))
    }

    /// Where the next item starts and where the next one ends.
    fn next_item(&mut self) -> Option<[Option<usize>; 2]> {
        let (xml, at) = (self.xml, self.at);
        self.item.as_mut().map(|[start, end]| [start.from(xml, at), end.from(xml, at)])
    }

    fn verbatim(&mut self) -> Option<Piece<'a>> {
        const OPEN: usize = "<![CDATA[".len();
        let start = self.at + OPEN;
        let end = self.section_end.from(self.xml, start)?;
        let next = self.section.from(self.xml, start);
        let item_end = self.next_item().and_then(|[_, end]| end);
        if next.is_some_and(|next| next < end && item_end.is_some_and(|item_end| item_end < next)) {
            return None;
        }
        let text = &self.xml[start..end];
        Some(self.piece(Kind::Verbatim(text), end + 3))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = &self.xml[self.at..];
        if rest.is_empty() {
            return None;
        }
        if rest.starts_with('<') {
            if let Some(piece) = self.markup() {
                return Some(piece);
            }
            // A section that never ends is read as if it had not begun.
            if rest.starts_with("<![CDATA[") || rest.starts_with("<!--") {
                let length = if rest.starts_with("<!--") { 4 } else { 9 };
                return Some(self.piece(Kind::Nothing, self.at + length));
            }
        }
        let markup = usize::from(rest.starts_with('<'));
        let length = rest[markup..].find('<').map_or(rest.len(), |at| markup + at);
        Some(self.piece(Kind::Text(&rest[..length]), self.at + length))
    }
}

/// Finds a text again and again, each time looking at every byte once.
struct Finder {
    needle: String,
    /// Where it was found last, looking from `looked_from` on.
    found: Option<usize>,
    looked_from: Option<usize>,
}

impl Finder {
    fn new(needle: impl Into<String>) -> Self {
        Self { needle: needle.into(), found: None, looked_from: None }
    }

    /// Where the text is at or behind `from`.
    fn from(&mut self, text: &str, from: usize) -> Option<usize> {
        let is_known = self.looked_from.is_some_and(|looked| looked <= from)
            && self.found.is_none_or(|found| found >= from);
        if !is_known {
            self.looked_from = Some(from);
            self.found = text[from..].find(&self.needle).map(|at| from + at);
        }
        self.found
    }
}

/// The length of a declaration such as `<!DOCTYPE … [ … ]>`.
fn declaration(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if quote == Some(byte) => quote = None,
            _ if quote.is_some() => {}
            b'"' | b'\'' => quote = Some(byte),
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'>' if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The start tag that `rest` begins with, and its length.
fn tag(rest: &str) -> Option<(Tag<'_>, usize)> {
    let begins = |c: char| c.is_alphabetic() || c == '_';
    let name =
        rest[1..].split(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<')).next()?;
    if !name.starts_with(begins) || name.contains(['"', '\'', '&', '=']) {
        return None;
    }
    let from = 1 + name.len();
    let end = from + tag_end(&rest[from..])?;
    let inner = &rest[from..end];
    let empty = inner.ends_with('/');
    let attributes = inner.strip_suffix('/').unwrap_or(inner);
    Some((Tag { name, attributes, empty }, end + 1))
}

/// Where the `>` of a tag is, counted from behind its name. A value whose closing quote is missing
/// ends with the tag.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    let mut inside: Option<usize> = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => (quote, inside) = (None, None),
            (Some(_), b'>') => inside = inside.or(Some(at)),
            (Some(_), b'<') if inside.is_some() => return inside,
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') if rest[..at].trim_end().ends_with('=') => quote = Some(byte),
            _ => {}
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(xml: &str, item: &str) -> String {
        let mut pieces = Pieces::of(xml);
        pieces.items_are(item);
        let shown: Vec<String> = pieces
            .map(|piece| match piece.kind {
                Kind::Start(tag) => {
                    let attributes: String =
                        tag.attributes().map(|(name, value)| format!(" {name}={value}")).collect();
                    format!("+{}{attributes}{}", tag.name, if tag.empty { "/" } else { "" })
                }
                Kind::End(name) => format!("-{name}"),
                Kind::Text(text) => format!("'{text}'"),
                Kind::Verbatim(text) => format!("\"{text}\""),
                Kind::Nothing => "~".to_owned(),
            })
            .collect();
        shown.join(" ")
    }

    #[test]
    fn sound_and_damaged_markup_is_told_apart() {
        for (xml, pieces) in [
            ("<a b='1' c=\"x > y\"/>t</a >", "+a b=1 c=x > y/ 't' -a"),
            ("<?xml v='1'?><!DOCTYPE r [<!ENTITY a 'b>'>]><r>&a;</r>", "~ ~ +r '&a;' -r"),
            ("5 < 6 <3 ñ<é>", "'5 ' '< 6 ' '<3 ñ' +é"),
            ("<a href=\"x>text</a><b c=\"d\">", "+a href=x 'text' -a +b c=d"),
            ("<a x=1&y=2 z>", "+a x=1&y=2 z="),
            ("<![CDATA[</i>]]><!-- <i> --></i>", "\"</i>\" ~ -i"),
            ("five <!-- x</i><i>six <!-- y --></i>", "'five ' ~ ' x' -i +i 'six ' ~ -i"),
            ("<!-- <i>out</i> --><i/>", "~ +i/"),
            (
                "<t><![CDATA[one</t></i><i><t><![CDATA[two]]></t>",
                "+t ~ 'one' -t -i +i +t \"two\" -t",
            ),
            ("<![CDATA[never", "~ 'never'"),
            ("<a", "'<a'"),
            ("</", "'</'"),
            ("<", "'<'"),
            ("ñ", "'ñ'"),
        ] {
            assert_eq!(shown(xml, "i"), pieces, "{xml}");
        }
    }

    #[test]
    fn nothing_takes_longer_than_its_length() {
        let started = std::time::Instant::now();
        for piece in [
            "<!--",
            "<![CDATA[",
            "<a ",
            "<a x='",
            "<a x=\"",
            "<?",
            "<!",
            "</",
            "&",
            "<",
            "<!-- </i>",
            "'\"=",
        ] {
            let mut pieces = Pieces::of("");
            let text = piece.repeat(200_000);
            pieces.xml = &text;
            pieces.items_are("i");
            assert!(pieces.count() > 0);
        }
        assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
    }
}
