//! Which mention an entry is.
//!
//! Ids are the feed's own word for it, and not always a good one: some feeds give one id to many
//! entries, and some give every entry another id each time. The first are told apart by their links
//! and their content; the second are known again by them.

use std::collections::{HashMap, HashSet};

use plaza_core::{IncomingMention, text::stable_hash};
use serde::{Deserialize, Serialize};

use super::entry::fingerprint;

/// How many entries are remembered: more than any feed shows at once.
const MAX_KNOWN: usize = 1_000;
/// A text of this many characters is the same text, even without a date beside it.
const TELLING_CHARS: usize = 40;

/// A mention, and what tells it from others of the same id.
pub(super) struct Candidate {
    pub(super) mention: IncomingMention,
    /// When it was changed, where two entries of one id and title can be versions of one: in Atom.
    pub(super) version: Option<String>,
}

/// The entries that were seen lately.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Known(Vec<(String, Keys)>);

/// What an entry is known by, as hashes: link and title; link and date; title, text and date; and
/// title, text and the link without what is asked of it. 0 where it has none.
type Keys = [i64; KEYS];
const KEYS: usize = 4;

/// Gives candidates that share an id ids of their own. Returns whether any did.
///
/// With `links_are_ids`, because the feed did so before, all of them go by their links.
pub(super) fn tell_apart(candidates: &mut Vec<Candidate>, links_are_ids: bool) -> bool {
    drop_repeated(candidates);
    let ids = counted(candidates.iter().map(|c| c.mention.external_id.as_str()));
    let repeat = ids.values().any(|count| *count > 1);
    if !(repeat || links_are_ids) {
        return false;
    }
    let links = counted(candidates.iter().filter_map(|c| c.mention.url.as_deref()));
    let ids: Vec<String> = candidates.iter().map(|c| own_id(&c.mention, &links)).collect();
    for (candidate, id) in candidates.iter_mut().zip(ids) {
        candidate.mention.external_id = id;
    }
    true
}

fn counted<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<String, usize> {
    let mut counted = HashMap::new();
    for name in names {
        *counted.entry(name.to_owned()).or_default() += 1;
    }
    counted
}

/// The link where no other entry has it, otherwise the feed's id with a hash of the content.
fn own_id(mention: &IncomingMention, links: &HashMap<String, usize>) -> String {
    if let Some(link) = mention.url.as_ref().filter(|link| links.get(*link) == Some(&1)) {
        return link.clone();
    }
    let date = mention.created_at.map(|at| at.to_string());
    let content = fingerprint(&mention.title, date.as_deref(), &mention.text);
    format!("{}#{content}", mention.external_id)
}

/// Leaves out what is in the feed twice: the same entry word for word, and earlier versions of one
/// entry.
fn drop_repeated(candidates: &mut Vec<Candidate>) {
    let mut first: HashMap<String, Vec<usize>> = HashMap::new();
    let mut out = HashSet::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let earlier = first.entry(candidate.mention.external_id.clone()).or_default();
        for before in
            earlier.iter().copied().filter(|before| !out.contains(before)).collect::<Vec<_>>()
        {
            let (a, b) = (&candidates[before], candidate);
            let (one, other) = (&a.mention, &b.mention);
            let alike = one.title == other.title && one.url == other.url;
            if alike && one.text == other.text {
                out.insert(at);
            } else if alike && a.version.is_some() && b.version.is_some() && a.version != b.version
            {
                out.insert(if a.version >= b.version { at } else { before });
            }
        }
        earlier.push(at);
    }
    let mut at = 0;
    candidates.retain(|_| {
        at += 1;
        !out.contains(&(at - 1))
    });
}

impl Known {
    /// Finds the entries again that have another id than last time, gives them the id that they
    /// have here, and remembers all of them.
    pub(super) fn recognise(&mut self, candidates: &mut [Candidate]) {
        let keys: Vec<Keys> = candidates.iter().map(|c| keys(&c.mention)).collect();
        let here: HashSet<String> =
            candidates.iter().map(|c| c.mention.external_id.clone()).collect();
        let known: HashSet<&str> = self.0.iter().map(|(id, _)| id.as_str()).collect();
        let gone: Vec<&(String, Keys)> =
            self.0.iter().filter(|(id, _)| !here.contains(id)).collect();
        let mut renamed: HashMap<String, String> = HashMap::new();
        let mut taken = HashSet::new();
        for key in 0..KEYS {
            let ours = unique(keys.iter().map(|keys| keys[key]));
            let theirs = unique(gone.iter().map(|(_, keys)| keys[key]));
            for (hash, at) in ours {
                let id = &candidates[at].mention.external_id;
                let Some(before) = theirs.get(&hash).map(|at| &gone[*at].0) else { continue };
                if !known.contains(id.as_str())
                    && !renamed.contains_key(id)
                    && taken.insert(before.clone())
                {
                    renamed.insert(id.clone(), before.clone());
                }
            }
        }
        for candidate in candidates.iter_mut() {
            let mention = &mut candidate.mention;
            if let Some(before) = renamed.get(&mention.external_id) {
                mention.external_id.clone_from(before);
            }
            if let Some(before) = mention.parent_id.as_ref().and_then(|parent| renamed.get(parent))
            {
                mention.parent_id = Some(before.clone());
            }
        }
        self.remember(candidates, &keys);
    }

    /// The entries of this time come first, and the oldest are forgotten.
    fn remember(&mut self, candidates: &[Candidate], keys: &[Keys]) {
        let now =
            candidates.iter().zip(keys).map(|(c, keys)| (c.mention.external_id.clone(), *keys));
        let now: Vec<(String, Keys)> = now.collect();
        let here: HashSet<&str> = now.iter().map(|(id, _)| id.as_str()).collect();
        let mut before = std::mem::take(&mut self.0);
        before.retain(|(id, _)| !here.contains(id.as_str()));
        let mut all = now;
        all.extend(before);
        all.truncate(MAX_KNOWN);
        self.0 = all;
    }
}

/// The hashes that occur once, with their places.
fn unique(hashes: impl Iterator<Item = i64>) -> HashMap<i64, usize> {
    let mut places: HashMap<i64, Option<usize>> = HashMap::new();
    for (at, hash) in hashes.enumerate().filter(|(_, hash)| *hash != 0) {
        places.entry(hash).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places.into_iter().filter_map(|(hash, place)| Some((hash, place?))).collect()
}

fn keys(mention: &IncomingMention) -> Keys {
    let hash = |parts: &[&str]| stable_hash(&parts.join("\u{1f}"));
    let (title, text) = (mention.title.as_str(), mention.text.as_str());
    let name = if title.is_empty() { text } else { title };
    let date = mention.created_at.map(|at| at.to_string());
    let date = date.as_deref();
    let link = mention.url.as_deref();
    let page = link.and_then(|link| link.split(['?', '#']).next());
    let is_telling = date.is_some() || text.chars().nth(TELLING_CHARS).is_some();
    [
        link.map_or(0, |link| hash(&["title", link, name])),
        link.zip(date).map_or(0, |(link, date)| hash(&["date", link, date])),
        if is_telling { hash(&["text", title, text, date.unwrap_or_default()]) } else { 0 },
        page.map_or(0, |page| hash(&["page", page, title, text])),
    ]
}
