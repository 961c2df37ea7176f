//! What an XML feed says about itself.

use url::Url;

use super::names::Names;

/// What a feed says about all of its items.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) title: String,
    /// The language that the feed claims.
    pub(crate) lang: Option<String>,
    /// The page that the feed belongs to, as written.
    pub(crate) link: String,
    /// Who wrote the entries that name nobody; Atom only.
    pub(crate) author: String,
    pub(crate) is_atom: bool,
    /// `xml:base` of the root and of the channel, as written.
    pub(super) bases: Vec<String>,
    pub(super) names: Names,
}

impl Head {
    /// What relative addresses in the feed are relative to: `xml:base`, then the page that the feed
    /// belongs to, then where the feed came from.
    pub(super) fn base(&self, url: &Url) -> Url {
        if self.bases.is_empty() {
            return url.join(&self.link).unwrap_or_else(|_| url.clone());
        }
        self.bases.iter().fold(url.clone(), |base, next| base.join(next).unwrap_or(base))
    }
}
