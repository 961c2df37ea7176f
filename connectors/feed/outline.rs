//! The outline of an XML feed: where its items begin and end.
//!
//! feed-rs reads a document as a whole and returns nothing when one item is broken. So the document
//! is cut into items first, and each is read by itself inside the feed's own opening tags. Document
//! type declarations, and with them all entities, are left out.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Deepest nesting of elements in an item.
const MAX_DEPTH: usize = 256;
/// Maximum number of attributes of an element: comparing them with each other takes quadratic time.
const MAX_ATTRIBUTES: usize = 200;

/// A feed cut into pieces.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    /// Opening tags of root and channel, with their namespaces.
    pub(super) head: String,
    /// Their end tags.
    pub(super) tail: String,
    /// The feed's title as written.
    pub(super) title: String,
    /// The language that the feed claims.
    pub(super) lang: Option<String>,
    /// The items, in order.
    pub(super) items: Vec<Item<'a>>,
}

/// One item of a feed.
#[derive(Debug)]
pub(super) struct Item<'a> {
    /// The element with everything in it.
    pub(super) xml: &'a str,
    /// The line on which it begins, counted from 1.
    pub(super) line: usize,
    /// `thr:in-reply-to` (RFC 4685).
    pub(super) in_reply_to: Option<String>,
    /// The first date in it, as written.
    pub(super) date: Option<String>,
    /// Why it cannot be read.
    pub(super) broken: Option<String>,
}

/// Cuts `xml` into items.
///
/// # Errors
/// The text is not XML, or not a feed.
pub(super) fn outline(xml: &str) -> Result<Outline<'_>, String> {
    let mut cutter = Cutter { xml, ..Cutter::default() };
    let mut from = 0;
    while let Some(next) = cutter.read_from(from)? {
        from = next;
    }
    cutter.finish()
}

#[derive(Default)]
struct Cutter<'a> {
    xml: &'a str,
    outline: Outline<'a>,
    /// `item` or `entry`; empty before the root.
    item_name: &'static str,
    open: Option<Open>,
    /// Lines before `counted`.
    lines: usize,
    counted: usize,
    wanted: Wanted,
}

/// An item that has begun.
#[derive(Default)]
struct Open {
    start: usize,
    depth: usize,
    in_reply_to: Option<String>,
    date: Option<String>,
    broken: Option<String>,
}

/// What the next text belongs to.
#[derive(Default, PartialEq)]
enum Wanted {
    #[default]
    Nothing,
    Date,
    Title,
    Language,
}

impl<'a> Cutter<'a> {
    /// Reads events from `from` on; after broken XML it returns where to continue.
    fn read_from(&mut self, from: usize) -> Result<Option<usize>, String> {
        let mut reader = Reader::from_str(&self.xml[from..]);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        loop {
            let start = from + position(reader.buffer_position());
            let event = reader.read_event();
            let end = from + position(reader.buffer_position());
            match event {
                Ok(Event::Eof) => return Ok(None),
                Ok(event) => self.take(&event, start, end)?,
                Err(error) => return self.recover(start, end, &error.to_string()),
            }
        }
    }

    fn take(&mut self, event: &Event<'_>, start: usize, end: usize) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.start(tag, start, false)?,
            Event::Empty(tag) => {
                self.start(tag, start, true)?;
                self.end(tag.local_name().as_ref(), end);
            }
            Event::End(tag) => self.end(tag.local_name().as_ref(), end),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                self.text(&self.xml[start..end]);
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>, start: usize, empty: bool) -> Result<(), String> {
        let local = tag.local_name();
        let name = local.as_ref();
        let crowded = tag.attributes().with_checks(false).count() > MAX_ATTRIBUTES;
        self.wanted = Wanted::Nothing;
        if self.item_name.is_empty() {
            if crowded {
                return Err("its root element has too many attributes".to_owned());
            }
            return self.root(tag, name);
        }
        if name == self.item_name {
            self.close(start, Some("its end tag is missing"));
            self.open = Some(Open { start, ..Open::default() });
        }
        let Some(open) = &mut self.open else {
            self.outside(tag, name, crowded, empty);
            return Ok(());
        };
        open.depth += 1;
        if open.depth > MAX_DEPTH {
            open.broken = Some(format!("its elements are nested more than {MAX_DEPTH} deep"));
        }
        if crowded {
            open.broken = Some(format!("an element has more than {MAX_ATTRIBUTES} attributes"));
        }
        if open.depth == 2 && !crowded {
            match name {
                "in-reply-to" => open.in_reply_to = attribute(tag, &["ref", "href"]),
                "pubDate" | "published" | "issued" | "date" => self.wanted = Wanted::Date,
                "updated" | "modified" if open.date.is_none() => self.wanted = Wanted::Date,
                _ => {}
            }
        }
        Ok(())
    }

    /// Recognizes the kind of feed by its root element.
    fn root(&mut self, tag: &BytesStart<'_>, name: &str) -> Result<(), String> {
        let qualified = tag.name().as_ref().to_owned();
        let head = match name {
            "rss" => {
                self.item_name = "item";
                // The one dialect that also understands the older ones.
                "<rss version=\"2.0\"".to_owned()
            }
            "RDF" => {
                self.item_name = "item";
                format!("<{qualified}")
            }
            "feed" => {
                self.item_name = "entry";
                format!("<{qualified}")
            }
            _ => {
                let shown = plaza_core::text::truncate_chars(&qualified, 40);
                return Err(format!("its root element is `{shown}`"));
            }
        };
        self.outline.lang = attribute(tag, &["xml:lang"]);
        self.outline.head = format!("{head}{}>", namespaces(tag));
        self.outline.tail = format!("</{qualified}>");
        Ok(())
    }

    /// Elements of the feed itself.
    fn outside(&mut self, tag: &BytesStart<'_>, name: &str, crowded: bool, empty: bool) {
        match name {
            "channel" if self.outline.head.starts_with("<rss") && !crowded && !empty => {
                let channel = format!("<channel{}>", namespaces(tag));
                self.outline.head.push_str(&channel);
                self.outline.tail.insert_str(0, "</channel>");
            }
            "title" if self.outline.title.is_empty() => self.wanted = Wanted::Title,
            "language" => self.wanted = Wanted::Language,
            _ => {}
        }
    }

    fn end(&mut self, name: &str, end: usize) {
        self.wanted = Wanted::Nothing;
        if name == self.item_name {
            self.close(end, None);
        } else if let Some(open) = &mut self.open {
            open.depth = open.depth.saturating_sub(1).max(1);
        }
    }

    fn text(&mut self, raw: &str) {
        let text = raw.strip_prefix("<![CDATA[").and_then(|t| t.strip_suffix("]]>")).unwrap_or(raw);
        match (&self.wanted, &mut self.open) {
            (Wanted::Date, Some(open)) => {
                open.date = Some(plaza_core::text::truncate_chars(text.trim(), 100).to_owned());
                self.wanted = Wanted::Nothing;
            }
            (Wanted::Title, None) => self.outline.title.push_str(text),
            (Wanted::Language, None) => self.outline.lang = Some(text.trim().to_lowercase()),
            _ => {}
        }
    }

    /// Ends the open item at `end`.
    fn close(&mut self, end: usize, broken: Option<&str>) {
        let Some(open) = self.open.take() else { return };
        self.lines += self.xml.as_bytes()[self.counted..open.start]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        self.counted = open.start;
        self.outline.items.push(Item {
            xml: &self.xml[open.start..end],
            line: self.lines + 1,
            in_reply_to: open.in_reply_to,
            date: open.date,
            broken: open.broken.or_else(|| broken.map(str::to_owned)),
        });
    }

    /// Gives up the item in which the XML broke and finds the next one.
    fn recover(&mut self, start: usize, end: usize, why: &str) -> Result<Option<usize>, String> {
        if self.item_name.is_empty() {
            return Err(format!("it is not XML: {why}"));
        }
        let next_item = |from: usize| {
            let tag = format!("<{}", self.item_name);
            self.xml.get(from..)?.find(&tag).map(|offset| from + offset)
        };
        let next = next_item(start + 1);
        let upto = next.unwrap_or(self.xml.len());
        if self.open.is_none() {
            self.open = Some(Open { start, ..Open::default() });
        }
        tracing::debug!(start, end, "broken XML in a feed");
        self.close(upto, Some(&format!("the XML is broken: {why}")));
        Ok(next)
    }

    fn finish(mut self) -> Result<Outline<'a>, String> {
        if self.item_name.is_empty() {
            return Err("it has no root element".to_owned());
        }
        self.close(self.xml.len(), Some("the feed ends in the middle of it"));
        Ok(self.outline)
    }
}

fn position(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// Namespace declarations and `xml:base`, as written.
fn namespaces(tag: &BytesStart<'_>) -> String {
    let mut kept = String::new();
    for attribute in tag.attributes().with_checks(false).flatten() {
        let key = attribute.key.as_ref();
        if !key.starts_with("xmlns") && key != "xml:base" {
            continue;
        }
        let value = attribute.value.replace('"', "&quot;");
        kept.push_str(&format!(" {key}=\"{value}\""));
    }
    kept
}

fn attribute(tag: &BytesStart<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let attribute = tag.try_get_attribute(name).ok()??;
        let value = crate::html::to_text(&attribute.value);
        (!value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(xml: &str) -> Vec<(String, Option<String>)> {
        let outline = outline(xml).unwrap();
        outline.items.into_iter().map(|i| (i.xml.to_owned(), i.broken)).collect()
    }

    #[test]
    fn items_are_cut_out_whole() {
        let xml = "<?xml version='1.0'?>\n<rss version='0.91' xmlns:dc='u:dc'><channel>\n\
            <title>News</title><language>ES</language>\n<item a='1'>x<![CDATA[</item>]]></item>\n\
            <item/></channel></rss>";
        let outline = outline(xml).unwrap();
        assert_eq!(outline.head, "<rss version=\"2.0\" xmlns:dc=\"u:dc\"><channel>");
        assert_eq!(outline.tail, "</channel></rss>");
        assert_eq!(outline.title, "News");
        assert_eq!(outline.lang.as_deref(), Some("es"));
        let items: Vec<_> = outline.items.iter().map(|i| (i.xml, i.line)).collect();
        assert_eq!(items, [("<item a='1'>x<![CDATA[</item>]]></item>", 4), ("<item/>", 5)]);
    }

    #[test]
    fn a_broken_item_does_not_take_the_others_with_it() {
        let items = shown(
            "<rss><channel><item>one</item><item>two<b></item><item>three<item>four & co</item>\
             <item>five <!-- x</item><item>six</item></channel>",
        );
        let broken: Vec<_> = items.iter().map(|(_, broken)| broken.is_some()).collect();
        assert_eq!(broken, [false, false, true, false, true, false], "{items:?}");
        assert_eq!(items[5].0, "<item>six</item>");
    }

    #[test]
    fn what_is_no_feed_is_said() {
        for (xml, why) in [
            ("", "it has no root element"),
            ("no xml", "it has no root element"),
            ("<html><body/></html>", "its root element is `html`"),
        ] {
            assert_eq!(outline(xml).unwrap_err(), why);
        }
    }

    #[test]
    fn bombs_cost_their_item() {
        let deep = "<a>".repeat(100_000);
        let wide: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
        let items = shown(&format!(
            "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><rss><channel>\
             <item>{deep}</item><item><b{wide}/></item><item>&b;</item></channel></rss>"
        ));
        assert_eq!(items[0].1.as_deref(), Some("its elements are nested more than 256 deep"));
        assert_eq!(items[1].1.as_deref(), Some("an element has more than 200 attributes"));
        assert_eq!(items[2].1, None);
    }
}
