//! What a page says about a mention, before the mention is made.

use plaza_core::{
    AuthorIs, Extra, IncomingMention, Message, Millis, Rejected, say, text::truncate_chars,
};
use sha2::{Digest, Sha256};
use url::Url;

use super::rating;
use crate::dates::{self, Order};
use crate::place::site_of;

/// In front of ids that are made of what a post says.
pub(super) const HASHED: &str = "sha256:";
/// Maximum number of characters of an unreadable item that are kept.
const MAX_RAW_CHARS: usize = 4_000;

/// The parts of a mention as they are in a page; empty where one is missing.
#[derive(Debug, Default, Clone)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) title: String,
    pub(super) author: String,
    /// What the site calls the author's account: its page or its id.
    pub(super) account: Option<String>,
    pub(super) date: String,
    pub(super) link: String,
    pub(super) rating: Rating,
    pub(super) lang: String,
    pub(super) parent: Option<String>,
    pub(super) conversation: Option<String>,
    pub(super) channel: String,
    /// What a review is about.
    pub(super) about: String,
}

/// A rating as a page gives it.
#[derive(Debug, Default, Clone)]
pub(super) enum Rating {
    /// No rating.
    #[default]
    None,
    /// A number on a scale.
    Scaled { value: f64, worst: Option<f64>, best: Option<f64> },
    /// The text that a reader sees.
    Shown(String),
}

impl Rating {
    fn stars(&self) -> Option<f64> {
        match self {
            Self::None => None,
            Self::Scaled { value, worst, best } => rating::stars(*value, *worst, *best),
            Self::Shown(text) => rating::stars_from_text(text),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Scaled { value, best, .. } => match best {
                Some(best) => format!("{value} of {best}"),
                None => value.to_string(),
            },
            Self::Shown(text) => truncate_chars(text.trim(), 100).to_owned(),
        }
    }
}

/// What all items of a page share.
pub(super) struct Around<'a> {
    pub(super) page: &'a Url,
    /// What relative addresses are relative to.
    pub(super) base: Url,
    /// The order of dates in figures.
    pub(super) order: Order,
    /// The time of collection.
    pub(super) now: Millis,
}

impl Item {
    /// Makes a mention of the item.
    ///
    /// # Errors
    /// The item has no text of its own.
    pub(super) fn into_mention(self, around: &Around<'_>) -> Result<IncomingMention, Rejected> {
        let page = around.page;
        if self.text.trim().is_empty() && self.title.trim().is_empty() {
            let why = match self.rating {
                Rating::None => say!(
                    "item-no-words",
                    "the item has neither text nor title of its own; what it quotes does not count"
                ),
                _ => say!("item-rating-only", "the item has a rating and not a word beside it"),
            };
            return Err(self.reject(page, why));
        }
        let mut extra = Extra::new();
        let created_at = dates::of_mention(&self.date, around.order, around.now, &mut extra);
        let rating = self.rating.stars();
        if rating.is_none() && !self.rating.shown().is_empty() {
            extra.insert("unreadable_rating".to_owned(), self.rating.shown().into());
        }
        if !self.about.is_empty() {
            extra.insert("about".to_owned(), truncate_chars(&self.about, 300).into());
        }
        let link = resolve(&around.base, &self.link);
        let external_id =
            if self.id.is_empty() { self.fallback_id(link.as_ref()) } else { self.id };
        let filled = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        let author = filled(self.author);
        let account = self.account;
        // A name in a page is no account: anybody may have it.
        let is_named = author.is_some() && account.is_none();
        Ok(IncomingMention {
            parent_id: self.parent.filter(|parent| *parent != external_id),
            external_id,
            text: self.text,
            title: self.title,
            url: Some(link.unwrap_or_else(|| page.clone()).into()),
            author: author.clone(),
            author_name: author,
            account_space: account.is_some().then(|| site_of(page)),
            account,
            author_is: if is_named { AuthorIs::ShownName } else { AuthorIs::Account },
            created_at,
            rating,
            lang: filled(self.lang),
            conversation_id: self.conversation,
            channel: filled(self.channel),
            extra,
            ..IncomingMention::default()
        })
    }

    /// The item's own link, otherwise a hash of the parts that do not change.
    fn fallback_id(&self, link: Option<&Url>) -> String {
        if let Some(link) = link {
            return link.as_str().to_owned();
        }
        let mut hash = Sha256::new();
        for part in [&self.author, &self.date, &self.title, &self.text] {
            hash.update(part.trim().as_bytes());
            hash.update([0]);
        }
        let hex: String = hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
        format!("{HASHED}{hex}")
    }

    fn reject(&self, page: &Url, reason: Message) -> Rejected {
        let raw = format!("id: {}, author: {}, date: {}", self.id, self.author, self.date);
        Rejected {
            origin: page.as_str().to_owned(),
            reason,
            raw: truncate_chars(&raw, MAX_RAW_CHARS).to_owned(),
        }
    }
}

/// `link` as an absolute web address.
pub(super) fn resolve(base: &Url, link: &str) -> Option<Url> {
    if link.trim().is_empty() {
        return None;
    }
    base.join(link.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}
