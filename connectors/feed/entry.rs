//! From a feed's entry to a mention.

use plaza_core::{AuthorIs, Extra, IncomingMention, Millis, text::truncate_chars};
use sha2::{Digest, Sha256};
use url::Url;

use super::person;
use crate::dates::{self, Order};
use crate::html::{Leaving, own_words, readable_by};
use crate::place::site_of;

/// Maximum number of an entry's tags that are kept; how many more there were is kept as
/// `tags_left_out`.
const MAX_TAGS: usize = 40;

/// What all entries of a feed share.
pub(super) struct Context {
    /// Where the feed came from, for relative links.
    pub(super) url: Url,
    /// The kind of place.
    pub(super) channel: String,
    /// The time of collection.
    pub(super) now: Millis,
}

/// What a feed says of one entry; empty where it says nothing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) id: String,
    /// On one line, as a reader sees it.
    pub(super) title: String,
    /// Its texts, the fullest first.
    pub(super) bodies: Vec<Body>,
    /// Its address for a person.
    pub(super) link: Option<Url>,
    pub(super) author: Option<String>,
    /// The author's page, as written.
    pub(super) profile: Option<String>,
    /// Its dates as written, the best first.
    pub(super) dates: Vec<String>,
    pub(super) lang: Option<String>,
    pub(super) tags: Vec<String>,
    /// Id of the entry that this one answers.
    pub(super) in_reply_to: Option<String>,
    /// When it was changed, as written.
    pub(super) updated: String,
}

/// A text as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) raw: String,
    pub(super) is_html: bool,
}

impl Found {
    /// Makes a mention of the entry, with the id that the feed gives it; where it says nothing,
    /// tells why and shows what it had. `order` is the order of its dates in figures, and `lang`
    /// the feed's language.
    pub(super) fn mention(
        &self,
        context: &Context,
        order: Order,
        lang: Option<&str>,
    ) -> Result<IncomingMention, String> {
        let comment_of = self.link.as_ref().and_then(comment_of);
        let is_comment = comment_of.is_some() || self.in_reply_to.is_some();
        let channel = if is_comment { "comment" } else { &context.channel };
        let text = self.text(channel);
        let mut title = self.title.clone();
        // Comment feeds title every comment "By: Ana" or "Comment on … by: Ana".
        if comment_of.is_some() && self.author.as_ref().is_some_and(|name| title.ends_with(name)) {
            title.clear();
        }
        if text.is_empty() && title.is_empty() {
            let why = if self.bodies.is_empty() {
                "the entry has neither text nor title"
            } else {
                "the entry holds nothing of its own to read"
            };
            return Err(why.to_owned());
        }
        let mut extra = Extra::new();
        let created_at = self.created_at(order, context.now, &mut extra);
        let tags: Vec<&str> =
            self.tags.iter().map(|tag| truncate_chars(tag, 100)).take(MAX_TAGS).collect();
        if !tags.is_empty() {
            extra.insert("tags".to_owned(), tags.into());
        }
        if let Some(more) = self.tags.len().checked_sub(MAX_TAGS).filter(|more| *more > 0) {
            extra.insert("tags_left_out".to_owned(), more.into());
        }
        let external_id = match &self.link {
            _ if !self.id.is_empty() => self.id.clone(),
            Some(link) => link.to_string(),
            None => fingerprint(&title, self.dates.first().map(String::as_str), &text),
        };
        Ok(IncomingMention {
            parent_id: self.in_reply_to.clone().filter(|parent| *parent != external_id),
            external_id,
            text,
            title,
            url: self.link.as_ref().map(Url::to_string),
            created_at,
            lang: self
                .lang
                .clone()
                .filter(|lang| !lang.is_empty())
                .or_else(|| lang.map(str::to_owned)),
            conversation_id: comment_of,
            channel: Some(channel.to_owned()),
            extra,
            ..self.written_by(context)
        })
    }

    /// A mention of which nothing is known but its author. A name is no account, and neither is an
    /// address for mail: blogs give one for all who write there.
    fn written_by(&self, context: &Context) -> IncomingMention {
        let place = self.link.as_ref().unwrap_or(&context.url);
        let account = self.profile.as_deref().and_then(|profile| person::account(profile, place));
        let is_name = self.author.is_some() && account.is_none();
        IncomingMention {
            author: self.author.clone(),
            author_name: self.author.clone(),
            account_space: account.as_ref().map(site_of),
            account: account.map(String::from),
            author_is: if is_name { AuthorIs::ShownName } else { AuthorIs::Account },
            ..IncomingMention::default()
        }
    }

    /// The fullest text that the entry has. In a place where people answer each other, what they
    /// quote is left out.
    fn text(&self, channel: &str) -> String {
        let is_article = matches!(channel, "" | "news" | "blog" | "press" | "video" | "podcast");
        let is_answer = self.title.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
        let leaving = if is_article && !is_answer { Leaving::Attributed } else { Leaving::All };
        let read =
            |body: &Body| readable_by(&body.raw, body.is_html, |html| own_words(html, leaving));
        self.bodies.iter().map(read).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The entry's date: the first that can be read.
    fn created_at(&self, order: Order, now: Millis, extra: &mut Extra) -> Option<Millis> {
        let mut unread = Extra::new();
        for written in &self.dates {
            let mut notes = Extra::new();
            if let Some(date) = dates::of_mention(written, order, now, &mut notes) {
                extra.append(&mut notes);
                return Some(date);
            }
            if unread.is_empty() {
                unread = notes;
            }
        }
        extra.append(&mut unread);
        None
    }

    /// What a person sees of an entry that was refused.
    pub(super) fn shown(&self) -> String {
        let link = self.link.as_ref().map(Url::to_string).unwrap_or_default();
        let body = self.bodies.first().map(|body| body.raw.as_str()).unwrap_or_default();
        let parts = [self.id.as_str(), self.title.as_str(), &link, body];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// The page that a comment's link belongs to.
fn comment_of(link: &Url) -> Option<String> {
    link.fragment().filter(|fragment| fragment.starts_with("comment-"))?;
    let mut page = link.clone();
    page.set_fragment(None);
    Some(page.into())
}

/// A stable id for an entry that has none.
pub(super) fn fingerprint(title: &str, date: Option<&str>, text: &str) -> String {
    let mut hash = Sha256::new();
    for part in [title, date.unwrap_or_default(), text] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hex: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
