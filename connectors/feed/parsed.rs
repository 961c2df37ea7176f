//! What feed-rs makes of one entry.
//!
//! Each entry comes as a feed of its own, mended and well formed, and has a parser of its own: what
//! the library refuses, or breaks at, is this entry alone.

use feed_rs::model::{Entry, Text};
use feed_rs::parser::Builder;
use url::Url;

use super::entry::{Body, Found};
use crate::html::one_line;

/// What feed-rs does not return of an entry, or returns as it was not meant.
pub(super) struct Beside {
    /// Who wrote it, where feed-rs finds no name.
    pub(super) author: Option<String>,
    /// The author's page, as written.
    pub(super) profile: Option<String>,
    /// Its dates as written, the best first.
    pub(super) dates: Vec<String>,
    pub(super) lang: Option<String>,
    /// Id of the entry that this one answers.
    pub(super) in_reply_to: Option<String>,
    /// When it was changed, as written.
    pub(super) updated: String,
}

/// Reads the entry in `document`, a feed of one entry; `base` is what addresses in it are relative
/// to.
///
/// # Errors
/// feed-rs refuses it; the text says why.
pub(super) fn parsed(document: &str, base: &Url, beside: Beside) -> Result<Found, String> {
    let parser = Builder::new()
        .base_uri(Some(base.as_str()))
        // Ids must not be made up here: missing ones have to be noticed.
        .id_generator(|_, _, _| String::new())
        .build();
    let feed = parser.parse(document.as_bytes()).map_err(|error| error.to_string())?;
    let entry = feed.entries.into_iter().next().ok_or("nothing of it can be read")?;
    let title = entry.title.as_ref().map(|title| one_line(&title.content, is_html(title)));
    let author = entry.authors.iter().find_map(|author| author.name.clone());
    let tags = entry.categories.iter().map(|tag| tag.label.as_ref().unwrap_or(&tag.term).clone());
    Ok(Found {
        link: link(&entry, base),
        title: title.unwrap_or_default(),
        bodies: bodies(&entry),
        author: author.filter(|name| !name.is_empty()).or(beside.author),
        profile: beside.profile,
        dates: beside.dates,
        lang: beside.lang,
        tags: tags.filter(|tag| !tag.is_empty()).collect(),
        in_reply_to: beside.in_reply_to,
        updated: beside.updated,
        id: entry.id,
    })
}

fn is_html(text: &Text) -> bool {
    text.content_type.as_str().contains("html")
}

/// The texts of an entry, the fullest first.
fn bodies(entry: &Entry) -> Vec<Body> {
    let content = entry.content.as_ref().and_then(|content| {
        let is_html = content.content_type.as_str().contains("html");
        content.body.clone().map(|raw| Body { raw, is_html })
    });
    let others =
        entry.summary.iter().chain(entry.media.iter().filter_map(|m| m.description.as_ref()));
    let others = others.map(|text| Body { raw: text.content.clone(), is_html: is_html(text) });
    content.into_iter().chain(others).filter(|body| !body.raw.is_empty()).collect()
}

/// The address of the entry for a person.
fn link(entry: &Entry, base: &Url) -> Option<Url> {
    let links = entry.links.iter().map(|link| link.href.as_str()).filter(|href| !href.is_empty());
    let from_id = Some(entry.id.as_str()).filter(|id| id.starts_with("http"));
    links
        .chain(from_id)
        .filter_map(|href| base.join(href).ok())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guarded::guarded;

    fn read(inner: &str) -> Result<Found, String> {
        let base = Url::parse("https://a.example/blog/").unwrap();
        let beside = Beside {
            author: Some("somebody".to_owned()),
            profile: None,
            dates: Vec::new(),
            lang: None,
            in_reply_to: None,
            updated: String::new(),
        };
        let document = format!(
            "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">\
             <channel>{inner}</channel></rss>"
        );
        guarded(|| parsed(&document, &base, beside)).and_then(|found| found)
    }

    #[test]
    fn what_the_library_refuses_or_breaks_at_costs_its_entry() {
        assert_eq!(read("").unwrap_err(), "nothing of it can be read");
        let refused = read("<item><title>a</b></item>").unwrap_err();
        assert!(refused.starts_with("unable to parse XML"), "{refused}");
        // Such fields are never written for it; one that got through would be held here.
        let duration = "<itunes:duration>99999999999999999999</itunes:duration>";
        let broken = read(&format!("<item>{duration}<title>a</title></item>")).unwrap_err();
        assert!(broken.contains("breaks the program"), "{broken}");
        assert_eq!(read("<item><title>a</title></item>").unwrap().title, "a");
    }

    #[test]
    fn what_feed_rs_returns_is_what_counts() {
        let found = read(
            "<item><guid> 7 </guid><title>a &amp;amp; b</title><link>eins?sid=1&amp;x=2</link>\
             <description>&lt;p&gt;c&lt;/p&gt;</description><category>d</category></item>",
        )
        .unwrap();
        assert_eq!((found.id.as_str(), found.title.as_str()), ("7", "a & b"));
        assert_eq!(found.link.unwrap().as_str(), "https://a.example/blog/eins?x=2");
        assert_eq!(found.bodies, [Body { raw: "<p>c</p>".to_owned(), is_html: true }]);
        assert_eq!((found.tags, found.author.as_deref()), (vec!["d".to_owned()], Some("somebody")));
    }
}
