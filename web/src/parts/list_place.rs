//! Where in the list of mentions a person is: it goes along to the conversation and back.
//!
//! A conversation that was opened from a list has the list's address in its own, as
//! `/mentions/7?from=%2Fmentions%3Fq%3Dfreno%26sort%3Drelevance`. So the way back, and to the
//! mentions before and behind, needs neither a script nor a session.

use plaza_core::MentionId;
use plaza_engine::Sort;

use super::query_terms::href;

/// A list of mentions, and a page of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ListPlace {
    /// The query.
    pub(crate) q: String,
    /// Its order.
    pub(crate) sort: Sort,
    /// Where the page begins; empty for the first.
    pub(crate) cursor: String,
}

/// Longest `from` that is read, in bytes: a query with every character escaped.
const LONGEST: usize = 8 * plaza_core::limits::QUERY_BYTES;

impl ListPlace {
    /// Reads the parameter `from`; `None` where it is no list of mentions.
    pub(crate) fn read(from: &str) -> Option<Self> {
        if from.len() > LONGEST {
            return None;
        }
        let query = from.split('#').next()?.strip_prefix("/mentions")?;
        let query = if query.is_empty() { query } else { query.strip_prefix('?')? };
        let mut place = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "q" => place.q = value.into_owned(),
                "sort" => place.sort = sort_of(&value),
                "cursor" => place.cursor = value.into_owned(),
                _ => {}
            }
        }
        Some(place)
    }

    /// As `from` takes it: the address of the list.
    pub(crate) fn write(&self) -> String {
        let [sort, cursor] = self.beside_query();
        href("/mentions", &[("q", &self.q), sort, cursor])
    }

    fn beside_query(&self) -> [(&'static str, &str); 2] {
        [("sort", sort_param(self.sort)), ("cursor", &self.cursor)]
    }

    /// The list on the page where `id` stands, at its row.
    pub(crate) fn list_href(&self, id: MentionId) -> String {
        let [sort, cursor] = self.beside_query();
        let at = id.to_string();
        format!("{}#m-{id}", href("/mentions", &[("q", &self.q), sort, cursor, ("at", &at)]))
    }

    /// The conversation of `id`, opened from here.
    pub(crate) fn mention_href(&self, id: MentionId) -> String {
        href(&format!("/mentions/{id}"), &[("from", &self.write())])
    }
}

/// The order that a parameter names.
pub(crate) fn sort_of(name: &str) -> Sort {
    if name == "relevance" { Sort::Relevance } else { Sort::Newest }
}

/// The order as a parameter; the usual one is left out.
pub(crate) fn sort_param(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "",
        Sort::Relevance => "relevance",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_goes_along_and_comes_back() {
        let place = ListPlace {
            q: "freno & \"lluvia\" lang:es".to_owned(),
            sort: Sort::Relevance,
            cursor: "r12".to_owned(),
        };
        assert_eq!(ListPlace::read(&place.write()), Some(place.clone()));
        let everything = ListPlace::default();
        assert_eq!(ListPlace::read(&everything.write()), Some(everything.clone()));
        assert_eq!(everything.mention_href(7.into()), "/mentions/7?from=%2Fmentions");
        assert_eq!(everything.list_href(7.into()), "/mentions?at=7#m-7");
        assert!(place.list_href(7.into()).ends_with("&sort=relevance&cursor=r12&at=7#m-7"));
        let elsewhere = ["", "/replies?state=sent", "/mentions/7", "/mentionsx", "//mentions"];
        assert!(elsewhere.iter().all(|from| ListPlace::read(from).is_none()));
        assert_eq!(ListPlace::read(&format!("/mentions?q={}", "x".repeat(9_000))), None);
    }
}
