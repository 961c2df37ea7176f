//! From a feed's bytes to mentions.

use crate::config::unreadable_item;
use plaza_core::{IncomingMention, Rejected, text::truncate_chars};

use super::entry::{Context, Found};
use super::identity::{Candidate, Known, tell_apart};
use super::{json, xml};
use crate::dates::Order;
use crate::fetch::Fetched;
use crate::guarded::guarded;
use crate::{encoding, html};

/// Maximum number of characters of an unreadable item that are kept.
const MAX_RAW_CHARS: usize = 20_000;

/// What a feed holds.
pub(super) struct Entries {
    pub(super) title: String,
    pub(super) mentions: Vec<IncomingMention>,
    pub(super) rejected: Vec<Rejected>,
    /// What is remembered until the next time.
    pub(super) memory: Memory,
}

/// What earlier collections found out about a feed's ids.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    /// Whether the feed has ever given the same id to two entries.
    pub(super) ids_repeat: bool,
    pub(super) known: Known,
}

/// Reads a feed.
///
/// # Errors
/// The answer is not a feed; the text says what it is instead.
pub(super) fn entries(
    fetched: &Fetched,
    context: &Context,
    memory: Memory,
) -> Result<Entries, String> {
    let claims = [fetched.charset(), encoding::in_xml_declaration(&fetched.body)];
    let text = encoding::decode(&fetched.body, &claims);
    let is_json = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('{');
    let cut = if is_json { cut_json(&text, context)? } else { cut_xml(&text, context)? };
    Ok(cut.into_entries(context, memory))
}

/// A feed's items, each read or refused.
#[derive(Default)]
struct Cut {
    title: String,
    lang: Option<String>,
    is_atom: bool,
    read: Vec<(String, Found)>,
    refused: Vec<(String, String, String)>,
}

fn cut_xml(text: &str, context: &Context) -> Result<Cut, String> {
    let outline = xml::outline(text)?;
    let head = &outline.head;
    let title = html::one_line(&head.title, false);
    let mut cut = Cut { title, lang: head.lang.clone(), is_atom: head.is_atom, ..Cut::default() };
    for item in &outline.items {
        let origin = format!("line {}", item.line);
        let found = guarded(|| xml::found(item, head, &context.url));
        cut.add(origin, found.and_then(|found| found), || item.xml.to_owned());
    }
    Ok(cut)
}

fn cut_json(text: &str, context: &Context) -> Result<Cut, String> {
    let outline = json::outline(text.trim_start_matches('\u{feff}'), &context.url)?;
    let title = html::one_line(&outline.title, false);
    let mut cut = Cut { title, lang: outline.lang.clone(), ..Cut::default() };
    for (index, item) in outline.items.iter().enumerate() {
        let found = guarded(|| outline.found(item)).and_then(|found| found);
        cut.add(format!("item {}", index + 1), found, || item.to_string());
    }
    Ok(cut)
}

impl Cut {
    fn add(&mut self, origin: String, found: Result<Found, String>, raw: impl FnOnce() -> String) {
        match found {
            Ok(found) => self.read.push((origin, found)),
            Err(why) => self.refuse(origin, why, &raw()),
        }
    }

    fn refuse(&mut self, origin: String, why: String, raw: &str) {
        self.refused.push((origin, why, truncate_chars(raw, MAX_RAW_CHARS).to_owned()));
    }

    fn into_entries(mut self, context: &Context, mut memory: Memory) -> Entries {
        let dates = self.read.iter().flat_map(|(_, found)| &found.dates).map(String::as_str);
        let order = Order::of(dates, self.lang.as_deref());
        let mut candidates = Vec::with_capacity(self.read.len());
        for (origin, found) in std::mem::take(&mut self.read) {
            let read = guarded(|| found.mention(context, order, self.lang.as_deref()));
            match read {
                Ok(Ok(mention)) => {
                    let version = Some(found.updated).filter(|v| self.is_atom && !v.is_empty());
                    candidates.push(Candidate { mention, version });
                }
                Ok(Err(why)) | Err(why) => self.refuse(origin, why, &found.shown()),
            }
        }
        memory.ids_repeat |= tell_apart(&mut candidates, memory.ids_repeat);
        memory.known.recognise(&mut candidates);
        let mut mentions: Vec<_> = candidates.into_iter().map(|c| c.mention).collect();
        // Feeds begin with the newest entry, but parents must come before their answers.
        mentions.reverse();
        let host = context.url.host_str().unwrap_or_default();
        let rejected = self.refused.into_iter().map(|(origin, reason, raw)| Rejected {
            origin: format!("{host} {origin}"),
            reason: unreadable_item(reason),
            raw,
        });
        Entries { title: self.title, mentions, rejected: rejected.collect(), memory }
    }
}
