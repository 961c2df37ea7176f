//! From a feed's entry to a mention.

use feed_rs::model::{Content, Entry, LinkTarget, Text};
use plaza_core::{Extra, IncomingMention, Millis, parse_timestamp, text::truncate_chars};
use sha2::{Digest, Sha256};
use url::Url;

use crate::html;

/// How far ahead of our clock a date may be before it counts as broken.
const MAX_AHEAD: Millis = 24 * 3_600_000;
/// Maximum number of an entry's tags that are kept.
const MAX_TAGS: usize = 20;

/// What all entries of a feed share.
pub(super) struct Context {
    /// Where the feed came from, for relative links.
    pub(super) url: Url,
    /// The kind of place.
    pub(super) channel: String,
    /// The time of collection.
    pub(super) now: Millis,
}

/// An entry, with what feed-rs does not return.
pub(super) struct Found {
    pub(super) entry: Entry,
    /// Id of the entry that this one answers.
    pub(super) in_reply_to: Option<String>,
    /// Its date as written.
    pub(super) date: Option<String>,
}

impl Found {
    /// Makes a mention of the entry; where it has no text, says why and shows what it had.
    pub(super) fn into_mention(
        self,
        context: &Context,
        lang: Option<&str>,
        ids_repeat: bool,
    ) -> Result<IncomingMention, (String, String)> {
        let entry = &self.entry;
        let link = link(entry, &context.url);
        let text = text(entry);
        let author = entry.authors.iter().find_map(|a| a.name.clone()).filter(|n| !n.is_empty());
        let comment_of = link.as_ref().and_then(comment_of);
        let mut title = entry.title.as_ref().map(|t| one_line(&t.content)).unwrap_or_default();
        // Comment feeds title every comment "By: Ana" or "Comment on … by: Ana".
        if comment_of.is_some() && author.as_ref().is_some_and(|name| title.ends_with(name)) {
            title.clear();
        }
        if text.is_empty() && title.is_empty() {
            let raw = link.map(String::from).unwrap_or_default();
            return Err(("the entry has neither text nor title".to_owned(), raw));
        }
        let mut extra = Extra::new();
        let created_at = self.created_at(context.now, &mut extra);
        let tags = tags(entry);
        if !tags.is_empty() {
            extra.insert("tags".to_owned(), tags.into());
        }
        let external_id = match &link {
            _ if !entry.id.is_empty() && !ids_repeat => entry.id.clone(),
            Some(link) => link.to_string(),
            None => fingerprint(&title, self.date.as_deref(), &text),
        };
        let is_comment = comment_of.is_some() || self.in_reply_to.is_some();
        let channel = if is_comment { "comment" } else { &context.channel };
        Ok(IncomingMention {
            parent_id: self.in_reply_to.filter(|parent| *parent != external_id),
            external_id,
            text,
            title,
            url: link.map(String::from),
            author: author.clone(),
            author_name: author,
            created_at,
            lang: entry.language.clone().or_else(|| lang.map(str::to_owned)),
            conversation_id: comment_of,
            channel: Some(channel.to_owned()),
            extra,
            ..IncomingMention::default()
        })
    }

    /// The entry's date; a date that is unreadable or impossible is kept in `extra`, and the time
    /// of collection is used instead.
    fn created_at(&self, now: Millis, extra: &mut Extra) -> Option<Millis> {
        let parsed =
            self.entry.published.or(self.entry.updated).map(|date| date.timestamp_millis());
        let written = || self.date.as_deref().and_then(|date| parse_timestamp(date).ok());
        let date = parsed.or_else(written).filter(|date| (0..=now + MAX_AHEAD).contains(date));
        if let (None, Some(written)) = (date, &self.date) {
            extra.insert("unreadable_date".to_owned(), written.clone().into());
        }
        date
    }
}

/// The address of the entry for a person.
fn link(entry: &Entry, base: &Url) -> Option<Url> {
    let for_people = |rel: Option<&str>| rel.is_none_or(|rel| rel == "alternate");
    let candidates = entry.links.iter().filter(|l| {
        l.target != Some(LinkTarget::Comments) && l.target != Some(LinkTarget::CommentsFeed)
    });
    let mut links: Vec<_> = candidates.collect();
    links.sort_by_key(|link| !for_people(link.rel.as_deref()));
    let from_id = std::iter::once(entry.id.as_str()).filter(|id| id.starts_with("http"));
    links
        .into_iter()
        .map(|link| link.href.as_str())
        .chain(from_id)
        .filter_map(|href| base.join(href.trim()).ok())
        .find(|url| matches!(url.scheme(), "http" | "https"))
}

/// The page that a comment's link belongs to.
fn comment_of(link: &Url) -> Option<String> {
    link.fragment().filter(|fragment| fragment.starts_with("comment-"))?;
    let mut page = link.clone();
    page.set_fragment(None);
    Some(page.into())
}

/// The fullest text that the entry has.
fn text(entry: &Entry) -> String {
    let content = entry.content.as_ref().map(content_text).unwrap_or_default();
    if !content.is_empty() {
        return content;
    }
    entry.summary.as_ref().map(summary_text).unwrap_or_default()
}

fn content_text(content: &Content) -> String {
    let body = content.body.as_deref().unwrap_or_default();
    plain(body, content.content_type.as_ref())
}

fn summary_text(summary: &Text) -> String {
    plain(&summary.content, summary.content_type.as_ref())
}

fn plain(text: &str, content_type: &str) -> String {
    // Plain text with tags in it is HTML that was not declared.
    let is_html = content_type.contains("html") || text.contains("</") || text.contains("/>");
    if is_html { html::to_text(text) } else { text.trim().to_owned() }
}

fn one_line(title: &str) -> String {
    let text = html::to_text(title);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tags(entry: &Entry) -> Vec<String> {
    entry
        .categories
        .iter()
        .map(|category| category.label.as_ref().unwrap_or(&category.term))
        .filter(|tag| !tag.is_empty())
        .map(|tag| truncate_chars(tag, 100).to_owned())
        .take(MAX_TAGS)
        .collect()
}

/// A stable id for an entry that has neither id nor link.
fn fingerprint(title: &str, date: Option<&str>, text: &str) -> String {
    let mut hash = Sha256::new();
    for part in [title, date.unwrap_or_default(), text] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hex: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
