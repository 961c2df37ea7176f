//! The elements of one item.

use std::ops::Range;

use super::markup::{Kind, Pieces, Tag};
use super::names::Names;
use crate::html::decode_references;

/// Deepest nesting of elements in an item.
const MAX_DEPTH: usize = 256;
/// Elements of HTML that have no end tag. They stand in texts that were not escaped.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "wbr", "col", "area"];
/// Elements of HTML whose end tag people leave out.
const REPEATING: [&str; 7] = ["p", "li", "td", "th", "tr", "dt", "dd"];
/// Fields of an item that hold text and no other field.
const LEAVES: [&str; 13] = [
    "title",
    "link",
    "guid",
    "id",
    "pubdate",
    "published",
    "updated",
    "dc:date",
    "dc:creator",
    "comments",
    "description",
    "summary",
    "content:encoded",
];

/// An item as elements. The first is the item itself.
pub(super) struct Entry<'a> {
    xml: &'a str,
    elements: Vec<Element<'a>>,
}

/// An element, with the name that the code uses for it.
pub(super) struct Element<'a> {
    pub(super) name: String,
    pub(super) tag: Tag<'a>,
    parent: usize,
    inner: Range<usize>,
    has_children: bool,
}

impl<'a> Entry<'a> {
    /// Reads an item. End tags that are missing are supplied, and those that close nothing are left
    /// out.
    ///
    /// # Errors
    /// The item is nested more deeply than any that was made for readers.
    pub(super) fn read(xml: &'a str, item: &str, names: &Names) -> Result<Self, String> {
        let mut entry = Self { xml, elements: Vec::new() };
        let mut open: Vec<usize> = Vec::new();
        let mut names = names.clone();
        let mut pieces = Pieces::of(xml);
        pieces.items_are(item);
        for piece in pieces {
            match piece.kind {
                Kind::Start(tag) => {
                    names.learn(tag);
                    entry.start(tag, names.of(tag.name), &piece.at, &mut open);
                }
                Kind::End(name) => {
                    let name = names.of(name);
                    let found = open.iter().rposition(|at| entry.elements[*at].name == name);
                    while found.is_some_and(|found| open.len() > found) {
                        entry.close(&mut open, piece.at.start);
                    }
                }
                _ => {}
            }
            if open.len() > MAX_DEPTH {
                return Err(format!("its elements are nested more than {MAX_DEPTH} deep"));
            }
        }
        while !open.is_empty() {
            entry.close(&mut open, xml.len());
        }
        Ok(entry)
    }

    fn start(&mut self, tag: Tag<'a>, name: String, at: &Range<usize>, open: &mut Vec<usize>) {
        // A field inside a field: the end tag of the first is missing.
        let field = open.get(1).map(|at| self.elements[*at].name.as_str());
        let forgotten = LEAVES.contains(&name.as_str())
            && field.is_some_and(|field| LEAVES.contains(&field))
            && !(name == "link" && tag.attribute("rel").is_some_and(|rel| rel == "stylesheet"));
        if forgotten {
            while open.len() > 1 {
                self.close(open, at.start);
            }
        } else if let Some(repeated) = self.repeated(&name, open) {
            while open.len() > repeated {
                self.close(open, at.start);
            }
        }
        let parent = open.last().copied().unwrap_or(0);
        if let Some(parent) = self.elements.get_mut(parent) {
            parent.has_children = true;
        }
        let is_void = tag.empty || (open.len() > 1 && VOID.contains(&name.as_str()));
        let inner = at.end..at.end;
        self.elements.push(Element { name, tag, parent, inner, has_children: false });
        if !is_void {
            open.push(self.elements.len() - 1);
        }
    }

    /// The place among the open elements of one that ends where another `name` starts.
    fn repeated(&self, name: &str, open: &[usize]) -> Option<usize> {
        let name_at = |at: usize| self.elements[at].name.as_str();
        let repeating = |at: usize| REPEATING.contains(&name_at(at));
        let ends = open.iter().rposition(|at| !repeating(*at)).map_or(0, |at| at + 1);
        let place = open[ends..].iter().position(|at| name_at(*at) == name)?;
        REPEATING.contains(&name).then_some(ends + place)
    }

    fn close(&mut self, open: &mut Vec<usize>, end: usize) {
        if let Some(at) = open.pop() {
            self.elements[at].inner.end = end;
        }
    }

    /// The item's own tag.
    pub(super) fn tag(&self) -> Option<Tag<'a>> {
        self.elements.first().map(|element| element.tag)
    }

    /// The fields of the item that are called `name`.
    pub(super) fn fields(&self, name: &str) -> impl Iterator<Item = &Element<'a>> {
        let fits = move |element: &&Element<'a>| element.parent == 0 && element.name == name;
        self.elements.iter().skip(1).filter(fits)
    }

    /// The elements called `name`, however deep.
    pub(super) fn anywhere(&self, name: &str) -> impl Iterator<Item = &Element<'a>> {
        self.elements.iter().skip(1).filter(move |element| element.name == name)
    }

    /// The elements called `name` inside `parent`.
    pub(super) fn inside(&self, parent: &Element<'a>, name: &str) -> Option<&Element<'a>> {
        let is_parent =
            |at: usize| self.elements.get(at).is_some_and(|known| std::ptr::eq(known, parent));
        self.elements
            .iter()
            .skip(1)
            .find(|element| element.name == name && is_parent(element.parent))
    }

    /// The first field called `name` that holds text, as plain text.
    pub(super) fn text(&self, name: &str) -> String {
        let texts = self.fields(name).map(|element| self.plain(element));
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The text of an element without the elements in it.
    pub(super) fn plain(&self, element: &Element<'a>) -> String {
        let mut text = String::new();
        for piece in Pieces::of(&self.xml[element.inner.clone()]) {
            match piece.kind {
                Kind::Text(written) => text.push_str(&text_of(written, false)),
                Kind::Verbatim(written) => text.push_str(&text_of(written, true)),
                _ => {}
            }
        }
        text.trim().to_owned()
    }

    /// What an element holds as HTML or text. With `escaped`, markup is written in references, and
    /// elements are what somebody forgot to escape; without, elements are the markup.
    pub(super) fn markup(&self, element: &Element<'a>, escaped: bool) -> String {
        let inner = &self.xml[element.inner.clone()];
        let mut html = String::with_capacity(inner.len());
        for piece in Pieces::of(inner) {
            match piece.kind {
                Kind::Text(text) if escaped || !element.has_children => {
                    html.push_str(&text_of(text, false));
                }
                Kind::Text(text) | Kind::Verbatim(text) => html.push_str(&text_of(text, true)),
                Kind::Start(tag) => html.push_str(&without_prefix(&inner[piece.at], tag.name)),
                Kind::End(name) => html.push_str(&without_prefix(&inner[piece.at], name)),
                Kind::Nothing => {}
            }
        }
        html.trim().to_owned()
    }
}

/// `tag` with the prefix taken off its name: `<xhtml:p>` is a `<p>`.
fn without_prefix(tag: &str, name: &str) -> String {
    match name.split_once(':') {
        Some((_, local)) => tag.replacen(name, local, 1),
        None => tag.to_owned(),
    }
}

/// A piece of text without references, and without characters that no text may hold.
pub(super) fn text_of(text: &str, verbatim: bool) -> String {
    let decoded = if verbatim { text.into() } else { decode_references(text) };
    decoded.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> Entry<'_> {
        Entry::read(xml, "item", &Names::default()).unwrap()
    }

    #[test]
    fn fields_survive_what_is_wrong_with_them() {
        for (xml, title, text) in [
            (
                "<item><title>a & b</title><description>dijo <b>esto</description></item>",
                "a & b",
                "dijo <b>esto",
            ),
            ("<item><title>a<description>b</description></item>", "a", "b"),
            ("<item><title>a</title><description>b<br>c<br>d</item>", "a", "b<br>c<br>d"),
            ("<item></b><title>a</title></p><description>b</description></i></item>", "a", "b"),
            (
                "<item><title>a&#0;\u{b}b</title><description>&lt;p&gt;b<br></description>",
                "ab",
                "<p>b<br>",
            ),
            ("<item><title><![CDATA[a]]> b</title><description/></item>", "a b", ""),
            ("<item><TITLE>a</TITLE><description>b<p>c<p>d</description></item>", "a", "b<p>c<p>d"),
            (
                "<item><title>a</title><media:group><media:title>x</media:title></media:group></item>",
                "a",
                "",
            ),
        ] {
            let entry = read(xml);
            assert_eq!(entry.text("title"), title, "{xml}");
            let description = entry.fields("description").next();
            let description = description.map(|d| entry.markup(d, true)).unwrap_or_default();
            assert_eq!(description, text, "{xml}");
        }
        let sloppy =
            format!("<item><description>{}</description></item>", "a<br><p>b<li>".repeat(5_000));
        assert_eq!(read(&sloppy).fields("description").count(), 1);
    }

    #[test]
    fn bombs_cost_their_item() {
        let deep = format!("<item>{}</item>", "<a>".repeat(100_000));
        let error = Entry::read(&deep, "item", &Names::default()).err();
        assert_eq!(error.as_deref(), Some("its elements are nested more than 256 deep"));
    }
}
