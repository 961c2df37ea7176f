//! Names of elements, whatever prefixes a feed gives them.

use super::markup::Tag;

/// Name spaces by a part of their address, with the prefix that the code here uses; the feed's own
/// have none.
const KNOWN: [(&str, &str); 16] = [
    ("www.w3.org/2005/atom", ""),
    ("purl.org/atom/ns", ""),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0/modules/", "module"),
    ("purl.org/rss/1.0", ""),
    ("my.netscape.com/rdf/simple/0.9", ""),
    ("channel.netscape.com/rdf/simple/0.9", ""),
    ("backend.userland.com/rss", ""),
    ("purl.org/dc/terms", "dcterms"),
    ("purl.org/dc/elements", "dc"),
    ("search.yahoo.com/mrss", "media"),
    ("itunes.com/dtds/podcast", "itunes"),
    ("google.com/schemas/play-podcasts", "googleplay"),
    ("purl.org/syndication/thread", "thr"),
    ("www.w3.org/1999/xhtml", "xhtml"),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", "rdf"),
];

/// What the prefixes of a feed stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Prefix as written, and the one that the code uses.
    prefixes: Vec<(String, &'static str)>,
}

impl Names {
    /// Learns the prefixes that `tag` declares.
    pub(super) fn learn(&mut self, tag: Tag<'_>) {
        for (name, address) in tag.attributes() {
            let Some(prefix) = name.strip_prefix("xmlns:") else { continue };
            let address = address.to_ascii_lowercase();
            let known = KNOWN.iter().find(|(part, _)| address.contains(part));
            if let Some((_, ours)) = known.filter(|_| self.prefixes.len() < 100) {
                self.prefixes.push((prefix.to_ascii_lowercase(), ours));
            }
        }
    }

    /// The name that the code uses for an element: lower case, `media:title`, `title` for the
    /// feed's own. A prefix that nobody declared stands for itself.
    pub(super) fn of(&self, written: &str) -> String {
        let written = written.to_ascii_lowercase();
        let Some((prefix, local)) = written.split_once(':') else { return written };
        let declared = self.prefixes.iter().rev().find(|(known, _)| known == prefix);
        let prefix = match declared {
            Some((_, ours)) => ours,
            None if matches!(prefix, "rss" | "atom") => "",
            None => prefix,
        };
        if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
    }
}
