//! The outline of an XML feed: where its items begin and end.
//!
//! The document is cut into items first, and each is read by itself, so that a fault costs its item
//! at most. Document type declarations, and with them all entities, are left out.

use super::element::text_of;
use super::head::Head;
use super::markup::{Kind, Pieces, Tag};

/// How much of a text outside the items is read, in bytes.
const MAX_TEXT: usize = 10_000;

/// A feed cut into pieces.
#[derive(Debug, Default)]
pub(crate) struct Outline<'a> {
    /// What holds for all items.
    pub(crate) head: Head,
    /// The items, in order.
    pub(crate) items: Vec<Item<'a>>,
}

/// One item of a feed.
#[derive(Debug)]
pub(crate) struct Item<'a> {
    /// The element with everything in it.
    pub(crate) xml: &'a str,
    /// The line on which it begins, counted from 1.
    pub(crate) line: usize,
    /// Why it cannot be read.
    pub(crate) broken: Option<&'static str>,
}

/// Cuts `xml` into items. What stands in front of the feed, as warnings of a server do, is left
/// out.
///
/// # Errors
/// The text is no feed.
pub(crate) fn outline(xml: &str) -> Result<Outline<'_>, String> {
    let mut cutter = Cutter { xml, ..Cutter::default() };
    let mut pieces = Pieces::of(xml);
    while let Some(piece) = pieces.next() {
        match piece.kind {
            Kind::Start(tag) if cutter.item_name.is_empty() => {
                if cutter.root(tag) {
                    pieces.items_are(&cutter.qualified_item(tag));
                }
            }
            Kind::Start(tag) => {
                cutter.start(tag, piece.at.start, piece.at.end);
            }
            Kind::End(name) => cutter.end(name, piece.at.start, piece.at.end),
            Kind::Text(text) => cutter.text(text, false),
            Kind::Verbatim(text) => cutter.text(text, true),
            Kind::Nothing => {}
        }
    }
    cutter.finish()
}

#[derive(Default)]
struct Cutter<'a> {
    xml: &'a str,
    outline: Outline<'a>,
    /// `item` or `entry`; empty before the root.
    item_name: &'static str,
    /// The first element that is no feed.
    other_root: Option<String>,
    /// Where the open item began.
    open: Option<usize>,
    /// Lines before `counted`.
    lines: usize,
    counted: usize,
    /// Names of the open elements outside of items.
    path: Vec<String>,
}

impl<'a> Cutter<'a> {
    /// Recognizes the kind of feed by its root element; false when `tag` is none.
    fn root(&mut self, tag: Tag<'a>) -> bool {
        let local = tag.name.rsplit(':').next().unwrap_or(tag.name);
        self.item_name = match local.to_ascii_lowercase().as_str() {
            "rss" | "rdf" => "item",
            // Without the root around it; in a page it would be anything.
            "channel" if self.other_root.is_none() => "item",
            "feed" => "entry",
            _ => {
                let shown = plaza_core::text::truncate_chars(tag.name, 40).to_owned();
                self.other_root.get_or_insert(shown);
                return false;
            }
        };
        self.outline.head.is_atom = self.item_name == "entry";
        self.learn(tag);
        true
    }

    /// The item's name with the prefix that the root has.
    fn qualified_item(&self, root: Tag<'a>) -> String {
        match root.name.rsplit_once(':').filter(|_| self.item_name == "entry") {
            Some((prefix, _)) => format!("{prefix}:{}", self.item_name),
            None => self.item_name.to_owned(),
        }
    }

    /// Takes over what root and channel say about everything in them.
    fn learn(&mut self, tag: Tag<'a>) {
        let head = &mut self.outline.head;
        head.names.learn(tag);
        head.bases.extend(tag.attribute("xml:base"));
        if let Some(lang) = tag.attribute("xml:lang") {
            head.lang = Some(lang.to_lowercase());
        }
    }

    fn start(&mut self, tag: Tag<'a>, start: usize, end: usize) {
        let name = self.outline.head.names.of(tag.name);
        if name == self.item_name {
            // An item whose end tag is missing ends where the next one begins.
            self.close(start, None);
            self.open = Some(start);
            if tag.empty {
                self.close(end, None);
            }
            return;
        }
        if self.open.is_some() {
            return;
        }
        match name.as_str() {
            "channel" => self.learn(tag),
            "link" => {
                let for_people = tag.attribute("rel").is_none_or(|rel| rel == "alternate");
                let link = tag.attribute("href").filter(|_| for_people);
                if self.outline.head.link.is_empty() {
                    self.outline.head.link = link.unwrap_or_default();
                }
            }
            _ => {}
        }
        if !tag.empty && self.path.len() < 32 {
            self.path.push(name);
        }
    }

    fn end(&mut self, name: &str, start: usize, end: usize) {
        let name = self.outline.head.names.of(name);
        if name == self.item_name {
            self.close(end, None);
        } else if self.open.is_some() {
            if matches!(name.as_str(), "channel" | "feed" | "rss" | "rdf:rdf") {
                self.close(start, None);
            }
        } else if let Some(at) = self.path.iter().rposition(|open| *open == name) {
            self.path.truncate(at);
        }
    }

    /// Text of the feed itself.
    fn text(&mut self, text: &str, verbatim: bool) {
        if self.open.is_some() {
            return;
        }
        let head = &mut self.outline.head;
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let path = path.strip_prefix(&["channel"]).unwrap_or(&path);
        let field = match path {
            ["title"] => &mut head.title,
            ["link"] => &mut head.link,
            ["language" | "dc:language"] => head.lang.get_or_insert_default(),
            ["author", "name"] if head.is_atom => &mut head.author,
            _ => return,
        };
        if field.len() < MAX_TEXT {
            let text = text_of(plaza_core::text::truncate_chars(text, MAX_TEXT), verbatim);
            field.push_str(if field.is_empty() { text.trim_start() } else { &text });
        }
    }

    /// Ends the open item at `end`.
    fn close(&mut self, end: usize, broken: Option<&'static str>) {
        let Some(start) = self.open.take() else { return };
        let passed = &self.xml.as_bytes()[self.counted..start];
        self.lines += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = start;
        let (xml, line) = (&self.xml[start..end], self.lines + 1);
        self.outline.items.push(Item { xml, line, broken });
    }

    fn finish(mut self) -> Result<Outline<'a>, String> {
        if self.item_name.is_empty() {
            return Err(match self.other_root {
                Some(name) => format!("its root element is `{name}`"),
                None => "it has no root element".to_owned(),
            });
        }
        self.close(self.xml.len(), Some("the feed ends in the middle of it"));
        let head = &mut self.outline.head;
        head.lang =
            head.lang.take().map(|lang| lang.trim().to_lowercase()).filter(|l| !l.is_empty());
        for text in [&mut head.link, &mut head.author, &mut head.title] {
            *text = text.trim().to_owned();
        }
        Ok(self.outline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_cut_out_whole() {
        let xml = "<?xml version='1.0'?>\n<rss version='0.91' xmlns:d='http://purl.org/dc/elements/1.1/'>\
            <channel xml:base='/b/'>\n<title>News &amp; co</title><link>https://x.example/</link>\
            <image><title>Logo</title></image><language>ES</language>\n\
            <item a='1'>x<![CDATA[</item>]]></item>\n<item/></channel></rss>";
        let outline = outline(xml).unwrap();
        let head = &outline.head;
        assert_eq!((head.title.as_str(), head.link.as_str()), ("News & co", "https://x.example/"));
        assert_eq!((head.lang.as_deref(), head.is_atom), (Some("es"), false));
        assert_eq!(head.bases, ["/b/"]);
        assert_eq!(head.names.of("d:Creator"), "dc:creator");
        let items: Vec<_> = outline.items.iter().map(|i| (i.xml, i.line)).collect();
        assert_eq!(items, [("<item a='1'>x<![CDATA[</item>]]></item>", 4), ("<item/>", 5)]);
    }

    #[test]
    fn a_damaged_item_does_not_take_the_others_with_it() {
        let outline = outline(
            "<rss><channel><item>one</item><item>two<b></item><item>three<item>four & co</item>\
             <item>five <!-- x</item><item>six</item><item>sev",
        )
        .unwrap();
        let items: Vec<_> = outline.items.iter().map(|i| (i.xml, i.broken.is_some())).collect();
        let expected = [
            ("<item>one</item>", false),
            ("<item>two<b></item>", false),
            ("<item>three", false),
            ("<item>four & co</item>", false),
            ("<item>five <!-- x</item>", false),
            ("<item>six</item>", false),
            ("<item>sev", true),
        ];
        assert_eq!(items, expected);
    }

    #[test]
    fn what_is_no_feed_is_said_and_what_stands_before_one_is_left_out() {
        for (xml, why) in [
            ("", "it has no root element"),
            ("no xml", "it has no root element"),
            ("<html><body/></html>", "its root element is `html`"),
        ] {
            assert_eq!(outline(xml).unwrap_err(), why);
        }
        for xml in [
            "<br />\n<b>Warning</b>: x < y\n<?xml version='1.0'?><rss><channel><item/></channel></rss>",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel/><item/></rdf:RDF>",
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry></a:entry></a:feed>",
            "<channel><item>x</item></channel>",
        ] {
            assert_eq!(outline(xml).unwrap().items.len(), 1, "{xml}");
        }
    }
}
