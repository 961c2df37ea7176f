//! From a feed's bytes to mentions.

use std::collections::{HashMap, HashSet};

use encoding_rs::{Encoding, UTF_8};
use feed_rs::model::Entry;
use feed_rs::parser::{Builder, Parser};
use plaza_core::{IncomingMention, Rejected, text::truncate_chars};

use super::entry::{Context, Found};
use super::{json, outline};
use crate::fetch::Fetched;
use crate::html;

/// Maximum number of characters of an unreadable item that are kept.
const MAX_RAW_CHARS: usize = 20_000;

/// What a feed holds.
pub(super) struct Entries {
    pub(super) title: String,
    pub(super) mentions: Vec<IncomingMention>,
    pub(super) rejected: Vec<Rejected>,
    /// Whether the feed has ever given the same id to two entries.
    pub(super) ids_repeat: bool,
}

/// Reads a feed.
///
/// # Errors
/// The answer is not a feed; the text says what it is instead.
pub(super) fn entries(
    fetched: &Fetched,
    context: &Context,
    ids_repeat: bool,
) -> Result<Entries, String> {
    let text = decode(fetched);
    let parser = Builder::new()
        .base_uri(Some(context.url.as_str()))
        // feed-rs must not make ids up: missing ones have to be noticed.
        .id_generator(|_, _, _| String::new())
        .build();
    let is_json = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('{');
    let cut = if is_json { cut_json(&text, &parser)? } else { cut_xml(&text, &parser)? };
    Ok(cut.into_entries(context, ids_repeat))
}

/// The feed as text: by its byte order mark, its headers, its XML declaration, else UTF-8.
fn decode(fetched: &Fetched) -> String {
    let body = &fetched.body;
    let declared = fetched.charset().or_else(|| declared_encoding(body)).unwrap_or(UTF_8);
    declared.decode(body).0.into_owned()
}

/// The encoding in `<?xml … encoding="…"?>`.
fn declared_encoding(body: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(body.get(..200).unwrap_or(body));
    let declaration = start.split_once("<?xml")?.1.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.get(1..)?.split(['"', '\'']).next()?;
    Encoding::for_label(label.as_bytes())
}

/// A feed's items, each read or refused.
#[derive(Default)]
struct Cut {
    title: String,
    lang: Option<String>,
    read: Vec<(String, Found)>,
    refused: Vec<(String, String, String)>,
}

fn cut_xml(text: &str, parser: &Parser) -> Result<Cut, String> {
    let outline = outline::outline(text.trim_start_matches('\u{feff}'))?;
    let mut cut =
        Cut { title: html::to_text(&outline.title), lang: outline.lang, ..Cut::default() };
    for item in outline.items {
        let origin = format!("line {}", item.line);
        let result = match item.broken {
            Some(why) => Err(why),
            None => read_one(parser, &format!("{}{}{}", outline.head, item.xml, outline.tail)),
        };
        match result {
            Ok(entry) => {
                let found = Found { entry, in_reply_to: item.in_reply_to, date: item.date };
                cut.read.push((origin, found));
            }
            Err(why) => cut.refuse(origin, why, item.xml),
        }
    }
    Ok(cut)
}

fn cut_json(text: &str, parser: &Parser) -> Result<Cut, String> {
    let outline = json::outline(text.trim_start_matches('\u{feff}'))?;
    let mut cut = Cut { title: outline.title, lang: outline.lang, ..Cut::default() };
    for (index, item) in outline.items.into_iter().enumerate() {
        let origin = format!("item {}", index + 1);
        let date = ["date_published", "date_modified"]
            .iter()
            .find_map(|key| item["items"][0][key].as_str())
            .map(str::to_owned);
        match read_one(parser, &item.to_string()) {
            Ok(entry) => cut.read.push((origin, Found { entry, in_reply_to: None, date })),
            Err(why) => cut.refuse(origin, why, &item["items"][0].to_string()),
        }
    }
    Ok(cut)
}

fn read_one(parser: &Parser, document: &str) -> Result<Entry, String> {
    let feed = parser.parse(document.as_bytes()).map_err(|error| error.to_string())?;
    feed.entries.into_iter().next().ok_or_else(|| "nothing of it can be read".to_owned())
}

impl Cut {
    fn refuse(&mut self, origin: String, why: String, raw: &str) {
        self.refused.push((origin, why, truncate_chars(raw, MAX_RAW_CHARS).to_owned()));
    }

    fn into_entries(mut self, context: &Context, ids_repeat: bool) -> Entries {
        let ids_repeat = ids_repeat || self.ids_repeat();
        let mut seen = HashSet::new();
        let mut mentions = Vec::with_capacity(self.read.len());
        for (origin, found) in std::mem::take(&mut self.read) {
            match found.into_mention(context, self.lang.as_deref(), ids_repeat) {
                // The same entry twice in one feed is one mention: the first, which is newer.
                Ok(mention) => {
                    if seen.insert(mention.external_id.clone()) {
                        mentions.push(mention);
                    }
                }
                Err((why, raw)) => self.refuse(origin, why, &raw),
            }
        }
        // Feeds begin with the newest entry, but parents must come before their answers.
        mentions.reverse();
        let host = context.url.host_str().unwrap_or_default();
        let rejected = self
            .refused
            .into_iter()
            .map(|(origin, reason, raw)| Rejected {
                origin: format!("{host} {origin}"),
                reason,
                raw,
            })
            .collect();
        Entries { title: self.title, mentions, rejected, ids_repeat }
    }

    /// Whether two entries with different links carry the same id.
    fn ids_repeat(&self) -> bool {
        let mut links: HashMap<&str, Option<&str>> = HashMap::new();
        self.read.iter().map(|(_, found)| &found.entry).any(|entry| {
            let link = entry.links.first().map(|link| link.href.as_str());
            !entry.id.is_empty()
                && links.insert(&entry.id, link).is_some_and(|earlier| earlier != link)
        })
    }
}
