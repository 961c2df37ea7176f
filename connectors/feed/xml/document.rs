//! An item as a sound document of its own, for feed-rs to read.
//!
//! Only what becomes part of a mention is written, each field where feed-rs looks for it: an item
//! with a `media:text` or an `atom:content` in RSS says so in other words. What may make a library
//! stumble, such as the length of a film, stays out.

use std::borrow::Cow;

use url::Url;

use super::element::{Element, Entry};
use crate::html::one_line;

/// Around an RSS item. Items of RSS 0.9x and 1.0 are written as RSS 2.0 as well, which has all of
/// their fields: feed-rs reads neither subjects nor ids in RSS 1.0, and leaves out what has no link.
const RSS: [&str; 2] = [
    "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
     xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:media=\"http://search.yahoo.com/mrss/\">\
     <channel>",
    "</channel></rss>",
];
/// Around an Atom entry.
const ATOM: [&str; 2] = [
    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:media=\"http://search.yahoo.com/mrss/\">",
    "</feed>",
];
/// Maximum number of an item's categories that are looked at.
const MAX_CATEGORIES: usize = 1_000;

/// A text as it is handed over.
#[derive(Default)]
struct Text {
    raw: String,
    is_html: bool,
}

/// Writes `entry`; `base` is what its relative addresses are relative to, and `author` the name of
/// who wrote it.
pub(super) fn document(
    entry: &Entry<'_>,
    is_atom: bool,
    base: &Url,
    author: Option<&str>,
) -> String {
    let mut xml = Writer { is_atom, xml: String::new() };
    let [head, tail] = if is_atom { ATOM } else { RSS };
    let (item, id) = if is_atom { ("entry", "id") } else { ("item", "guid") };
    xml.xml.push_str(head);
    xml.start(item, &[("xml:base", base.as_str())]);
    let ids = [entry.text("guid"), entry.text("id")];
    xml.field(id, &ids.into_iter().find(|id| !id.is_empty()).unwrap_or_default());
    xml.text("title", &title(entry));
    links(entry, base, &mut xml);
    xml.text(if is_atom { "content" } else { "content:encoded" }, &content(entry));
    xml.text(if is_atom { "summary" } else { "description" }, &summary(entry));
    let media = of_media(entry);
    if !media.raw.is_empty() {
        // feed-rs keeps the description of a medium only where the medium has an address.
        xml.start("media:group", &[]);
        xml.element("media:content", &[("url", base.as_str())], "");
        xml.field("media:description", &media.raw);
        xml.end("media:group");
    }
    match author {
        Some(name) if is_atom => {
            xml.start("author", &[]);
            xml.field("name", name);
            xml.end("author");
        }
        Some(name) => xml.field("dc:creator", name),
        None => {}
    }
    for tag in tags(entry) {
        if is_atom {
            xml.element("category", &[("term", &tag)], "");
        } else {
            xml.field("category", &tag);
        }
    }
    xml.end(item);
    xml.xml.push_str(tail);
    xml.xml
}

/// Writes XML that is well formed.
struct Writer {
    xml: String,
    is_atom: bool,
}

impl Writer {
    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.xml.push('<');
        self.xml.push_str(name);
        for (key, value) in attributes {
            for part in [" ", key, "=\"", &escaped(value), "\""] {
                self.xml.push_str(part);
            }
        }
        self.xml.push('>');
    }

    fn end(&mut self, name: &str) {
        for part in ["</", name, ">"] {
            self.xml.push_str(part);
        }
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        self.xml.push_str(&escaped(text));
        self.end(name);
    }

    /// An element with nothing but text, if there is any.
    fn field(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.element(name, &[], text);
        }
    }

    /// A text and, where the dialect has one, its type.
    fn text(&mut self, name: &str, text: &Text) {
        if text.is_html && self.is_atom {
            self.element(name, &[("type", "html")], &text.raw);
        } else {
            self.field(name, &text.raw);
        }
    }
}

fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// Writes the item's addresses, those for people first.
fn links(entry: &Entry<'_>, base: &Url, xml: &mut Writer) {
    let written = |element: &Element<'_>| {
        let rel = element.tag.attribute("rel").unwrap_or_default();
        let href = element.tag.attribute("href").unwrap_or_else(|| entry.plain(element));
        // Resolved here: feed-rs gives up an entry whose base is no address.
        let own = element.tag.attribute("xml:base").and_then(|own| base.join(&own).ok());
        (!href.is_empty()).then(|| (rel, href, own.unwrap_or_else(|| base.clone())))
    };
    let mut links: Vec<(String, String, Url)> = entry.fields("link").filter_map(written).collect();
    let about = entry.tag().and_then(|tag| tag.attribute("rdf:about"));
    let about = about.filter(|about| about.starts_with("http"));
    links.extend(about.map(|about| (String::new(), about, base.clone())));
    links.sort_by_key(|(rel, _, _)| match rel.as_str() {
        "" | "alternate" => 0,
        "replies" | "enclosure" | "license" => 2,
        _ => 1,
    });
    for (rel, href, base) in &links {
        let base = ("xml:base", base.as_str());
        match (xml.is_atom, rel.as_str()) {
            (true, "") => xml.element("link", &[base, ("href", href)], ""),
            (true, rel) => xml.element("link", &[base, ("rel", rel), ("href", href)], ""),
            (false, _) => xml.element("link", &[base], href),
        }
    }
}

fn title(entry: &Entry<'_>) -> Text {
    let titles = ["title", "dc:title", "itunes:title"].iter().flat_map(|name| entry.fields(name));
    let titles = titles.chain(entry.anywhere("media:title")).map(|title| text(entry, title, false));
    first(titles)
}

fn text(entry: &Entry<'_>, element: &Element<'_>, is_html: bool) -> Text {
    let kind = element.tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let is_xhtml = kind.contains("xhtml") || element.name.starts_with("xhtml:");
    // Pictures and other files are no text.
    let is_text = !kind.contains('/') || kind.starts_with("text/") || kind.ends_with("xml");
    let raw = if is_text { entry.markup(element, !is_xhtml) } else { String::new() };
    Text { raw, is_html: is_html || kind.contains("html") }
}

fn first(mut texts: impl Iterator<Item = Text>) -> Text {
    texts.find(|text| !text.raw.is_empty()).unwrap_or_default()
}

/// The texts of the fields that are called `name`.
fn texts<'a>(
    entry: &'a Entry<'a>,
    name: &'static str,
    is_html: bool,
) -> impl Iterator<Item = Text> + 'a {
    entry.fields(name).map(move |element| text(entry, element, is_html))
}

fn content(entry: &Entry<'_>) -> Text {
    let encoded = texts(entry, "content:encoded", true);
    first(encoded.chain(texts(entry, "content", false)).chain(texts(entry, "xhtml:body", true)))
}

/// The longest of the summaries.
fn summary(entry: &Entry<'_>) -> Text {
    let descriptions = texts(entry, "description", true).chain(texts(entry, "summary", false));
    let all = descriptions.chain(texts(entry, "dc:description", true));
    // Of two that are as long, the first.
    let longer = |best: Text, next: Text| if next.raw.len() > best.raw.len() { next } else { best };
    all.fold(Text::default(), longer)
}

/// What videos and podcasts say.
fn of_media(entry: &Entry<'_>) -> Text {
    let descriptions =
        entry.anywhere("media:description").map(|element| text(entry, element, false));
    let others = ["itunes:summary", "googleplay:description", "media:text", "itunes:subtitle"];
    first(descriptions.chain(others.into_iter().flat_map(|name| texts(entry, name, false))))
}

fn tags<'a>(entry: &'a Entry<'a>) -> impl Iterator<Item = String> + 'a {
    let category = move |element: &Element<'_>| {
        let label = ["label", "term"].iter().find_map(|name| element.tag.attribute(name));
        one_line(&label.unwrap_or_else(|| entry.markup(element, true)), false)
    };
    let elements = entry.fields("category").chain(entry.fields("dc:subject"));
    elements.take(MAX_CATEGORIES).map(category).filter(|tag| !tag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::names::Names;
    use super::*;

    fn written(xml: &str, is_atom: bool, author: Option<&str>) -> String {
        let name = if is_atom { "entry" } else { "item" };
        let entry = Entry::read(xml, name, &Names::default()).unwrap();
        let base = Url::parse("https://a.example/").unwrap();
        let document = document(&entry, is_atom, &base, author);
        let [head, tail] = if is_atom { ATOM } else { RSS };
        let item = document.strip_prefix(head).and_then(|rest| rest.strip_suffix(tail)).unwrap();
        item.replace(" xml:base=\"https://a.example/\"", "")
    }

    #[test]
    fn a_damaged_item_is_written_well_formed() {
        for (xml, expected) in [
            (
                "<item><title>H&M <3</title><link>/v?a=1&b=2</link><description>x <b>y<br></item>",
                "<item><title>H&amp;M &lt;3</title><link>/v?a=1&amp;b=2</link>\
                 <description>x &lt;b&gt;y&lt;br&gt;</description></item>",
            ),
            (
                "<item><description>a</description><dc:description>longer</dc:description>\
                 <itunes:duration>9:99</itunes:duration><dc:subject>d</dc:subject></item>",
                "<item><description>longer</description><category>d</category></item>",
            ),
            (
                "<item rdf:about='https://a.example/1'><dc:title>t</dc:title></item>",
                "<item><title>t</title><link>https://a.example/1</link></item>",
            ),
        ] {
            assert_eq!(written(xml, false, None), expected, "{xml}");
        }
    }

    #[test]
    fn fields_stand_where_the_dialect_has_them() {
        let media = "<media:group><media:description>m</media:description></media:group>";
        assert_eq!(
            written(&format!("<item><guid>1</guid>{media}</item>"), false, Some("Ana")),
            "<item><guid>1</guid><media:group>\
             <media:content url=\"https://a.example/\"></media:content>\
             <media:description>m</media:description></media:group>\
             <dc:creator>Ana</dc:creator></item>"
        );
        assert_eq!(
            written(
                "<entry><id>1</id><link rel='enclosure' href='e'/><link href='\"'/>\
                 <title type='html'>&lt;i>t</title><content type='xhtml'><p>c</p></content>\
                 <category term='k' label='K'/></entry>",
                true,
                Some("Ana"),
            ),
            "<entry><id>1</id><title type=\"html\">&lt;i&gt;t</title>\
             <link href=\"&quot;\"></link><link rel=\"enclosure\" href=\"e\"></link>\
             <content type=\"html\">&lt;p&gt;c&lt;/p&gt;</content>\
             <author><name>Ana</name></author><category term=\"K\"></category></entry>"
        );
    }
}
