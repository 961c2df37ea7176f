//! From an item's elements to what is known about it.

use url::Url;

use super::element::{Element, Entry};
use super::head::Head;
use super::outline::Item;
use crate::feed::entry::{Body, Found};
use crate::feed::person;
use crate::html::one_line;

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
/// Maximum number of an item's categories that are looked at.
const MAX_CATEGORIES: usize = 100;

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
    let tag = entry.tag();
    let attribute = |name: &str| tag.and_then(|tag| tag.attribute(name));
    let base = head.base(url);
    let base = attribute("xml:base").and_then(|own| base.join(&own).ok()).unwrap_or(base);
    let guid = [entry.text("guid"), entry.text("id")];
    let id = guid.into_iter().find(|id| !id.is_empty()).unwrap_or_default();
    let about = attribute("rdf:about").unwrap_or_default();
    Ok(Found {
        link: link(&entry, &base, [&id, &about]),
        title: title(&entry),
        bodies: bodies(&entry),
        author: author(&entry).or_else(|| person::name(&head.author)),
        dates: DATES.iter().map(|name| entry.text(name)).filter(|date| !date.is_empty()).collect(),
        lang: attribute("xml:lang").or_else(|| Some(entry.text("dc:language"))),
        tags: tags(&entry),
        in_reply_to: entry
            .fields("thr:in-reply-to")
            .find_map(|answer| ["ref", "href"].iter().find_map(|name| answer.tag.attribute(name))),
        updated: entry.text("updated"),
        id,
    })
}

/// The address of the item for a person.
fn link(entry: &Entry<'_>, base: &Url, ids: [&str; 2]) -> Option<Url> {
    let written = |element: &Element<'_>| {
        let rel = element.tag.attribute("rel").unwrap_or_default();
        let href = element.tag.attribute("href").unwrap_or_else(|| entry.plain(element));
        let own = element.tag.attribute("xml:base").and_then(|own| base.join(&own).ok());
        let url = own.as_ref().unwrap_or(base).join(href.trim()).ok().filter(|_| !href.is_empty());
        url.map(|url| (rel, url))
    };
    let mut links: Vec<(String, Url)> = entry.fields("link").filter_map(written).collect();
    links.sort_by_key(|(rel, _)| match rel.as_str() {
        "" | "alternate" => 0,
        "replies" | "enclosure" | "license" => 2,
        _ => 1,
    });
    let from_ids = ids.into_iter().filter(|id| id.starts_with("http"));
    let from_ids = from_ids.filter_map(|id| Url::parse(id).ok());
    links
        .into_iter()
        .map(|(_, url)| url)
        .chain(from_ids)
        .find(|url| matches!(url.scheme(), "http" | "https"))
        .map(without_session)
}

/// `url` without the number of the visit in which the server wrote it: it is another one every
/// time.
fn without_session(mut url: Url) -> Url {
    const SESSIONS: [&str; 4] = ["sid", "phpsessid", "jsessionid", "sessionid"];
    let is_session = |key: &str| SESSIONS.contains(&key.to_ascii_lowercase().as_str());
    if let Some(at) = url.path().to_ascii_lowercase().find(";jsessionid=") {
        let path = url.path()[..at].to_owned();
        url.set_path(&path);
    }
    if !url.query_pairs().any(|(key, _)| is_session(&key)) {
        return url;
    }
    let query = url.query().unwrap_or_default();
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !is_session(pair.split('=').next().unwrap_or_default()))
        .collect();
    let kept = kept.join("&");
    url.set_query((!kept.is_empty()).then_some(&kept));
    url
}

fn title(entry: &Entry<'_>) -> String {
    let titles = ["title", "dc:title", "itunes:title"].iter().flat_map(|name| entry.fields(name));
    titles
        .chain(entry.anywhere("media:title"))
        .map(|title| {
            let is_html = kind(title).contains("html");
            one_line(&entry.markup(title, !kind(title).contains("xhtml")), is_html)
        })
        .find(|title| !title.is_empty())
        .unwrap_or_default()
}

/// The `type` of a text.
fn kind(element: &Element<'_>) -> String {
    element.tag.attribute("type").unwrap_or_default().to_ascii_lowercase()
}

/// The texts of an item, the fullest first.
fn bodies(entry: &Entry<'_>) -> Vec<Body> {
    let body = |element: &Element<'_>, is_html: bool| {
        let kind = kind(element);
        let is_xhtml = kind.contains("xhtml") || element.name.starts_with("xhtml:");
        // Pictures and other files are no text.
        let is_text = !kind.contains('/') || kind.starts_with("text/") || kind.ends_with("xml");
        let raw = if is_text { entry.markup(element, !is_xhtml) } else { String::new() };
        Body { raw, is_html: is_html || kind.contains("html") }
    };
    let all = |name: &'static str, is_html: bool| {
        entry.fields(name).map(move |element| body(element, is_html))
    };
    let mut summaries: Vec<Body> = all("description", true)
        .chain(all("summary", false))
        .chain(all("dc:description", true))
        .collect();
    summaries.sort_by_key(|body| std::cmp::Reverse(body.raw.len()));
    let mut bodies: Vec<Body> = all("content:encoded", true)
        .chain(all("content", false))
        .chain(all("xhtml:body", true))
        .collect();
    bodies.extend(summaries);
    bodies.extend(entry.anywhere("media:description").map(|element| body(element, false)));
    for name in ["itunes:summary", "googleplay:description", "media:text", "itunes:subtitle"] {
        bodies.extend(entry.fields(name).map(|element| body(element, false)));
    }
    bodies.retain(|body| !body.raw.is_empty());
    bodies
}

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

fn tags(entry: &Entry<'_>) -> Vec<String> {
    let category = |element: &Element<'_>| {
        let label = ["label", "term"].iter().find_map(|name| element.tag.attribute(name));
        one_line(&label.unwrap_or_else(|| entry.markup(element, true)), false)
    };
    let elements = entry.fields("category").chain(entry.fields("dc:subject"));
    elements.take(MAX_CATEGORIES).map(category).filter(|tag| !tag.is_empty()).collect()
}
