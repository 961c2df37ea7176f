//! From an item's elements to what is known about it.

use url::Url;

use super::document::document;
use super::element::{Element, Entry};
use super::head::Head;
use super::outline::Item;
use crate::feed::entry::Found;
use crate::feed::parsed::{Beside, parsed};
use crate::feed::person;

/// Where dates are, the first that can be read counts: when it was published before when it was
/// changed.
const DATES: [&str; 12] = [
    "pubdate",
    "published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "created",
    "date",
    "updated",
    "modified",
    "dcterms:modified",
    "a10:updated",
];

/// Reads one item; `url` is where the feed came from.
///
/// # Errors
/// Why it cannot be read.
pub(crate) fn found(item: &Item<'_>, head: &Head, url: &Url) -> Result<Found, String> {
    if let Some(broken) = item.broken {
        return Err(broken.to_owned());
    }
    let name = if head.is_atom { "entry" } else { "item" };
    let entry = Entry::read(item.xml, name, &head.names)?;
    let attribute = |name: &str| entry.tag().and_then(|tag| tag.attribute(name));
    let base = head.base(url);
    let base = attribute("xml:base").and_then(|own| base.join(&own).ok()).unwrap_or(base);
    let author = author(&entry);
    let readable = author.as_deref().filter(|name| head.is_atom || person::is_plain(name));
    let document = document(&entry, head.is_atom, &base, readable);
    let beside = Beside {
        author: author.or_else(|| person::name(&head.author)),
        profile: profile(&entry),
        dates: DATES.iter().map(|name| entry.text(name)).filter(|date| !date.is_empty()).collect(),
        lang: attribute("xml:lang").or_else(|| Some(entry.text("dc:language"))),
        in_reply_to: entry
            .fields("thr:in-reply-to")
            .find_map(|answer| ["ref", "href"].iter().find_map(|name| answer.tag.attribute(name))),
        updated: entry.text("updated"),
    };
    parsed(&document, &base, beside)
}

/// The page of who wrote the item, which Atom names beside the name.
fn profile(entry: &Entry<'_>) -> Option<String> {
    let pages = entry.fields("author").filter_map(|author| entry.inside(author, "uri"));
    pages.map(|uri| entry.plain(uri)).find(|uri| !uri.is_empty())
}

/// The name of who wrote the item, however it is written.
fn author(entry: &Entry<'_>) -> Option<String> {
    let of_author = |element: &Element<'_>| {
        let parts = ["name", "email", "uri"].map(|part| entry.inside(element, part));
        let mut named =
            parts.into_iter().flatten().map(|part| entry.plain(part)).filter(|n| !n.is_empty());
        named.next().unwrap_or_else(|| entry.plain(element))
    };
    let names = ["author", "dc:creator", "itunes:author", "creator", "googleplay:author"];
    let written = names.iter().flat_map(|name| entry.fields(name)).map(of_author);
    written.into_iter().find_map(|written| person::name(&written))
}
