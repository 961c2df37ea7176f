//! How far a walk over the pages has come.

use plaza_core::{IncomingMention, text::stable_hash};
use serde::{Deserialize, Serialize};
use url::Url;

use super::nameless::Nameless;
use crate::revisit::Revisit;

/// How many mentions of the first page are remembered.
const MAX_SEEN: usize = 100;

/// How far a walk over the pages has come.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Cursor {
    /// The first page, to which the other fields belong.
    url: String,
    /// What the server said about the first page.
    pub(super) etag: Option<String>,
    pub(super) modified: Option<String>,
    /// The page to read next; `None` starts again at the first.
    pub(super) next: Option<String>,
    /// Pages of this walk that have been read.
    visited: Vec<String>,
    /// Where the walks before this one ended although there was more: one walk reads so many pages
    /// and no more.
    resume: Option<String>,
    /// Hashes of what the first page showed last time.
    seen: Vec<i64>,
    /// What has no id of its own.
    pub(super) nameless: Nameless,
}

impl Revisit for Cursor {
    fn address(&mut self) -> &mut String {
        &mut self.url
    }
}

impl Cursor {
    /// Begins a walk.
    pub(super) fn begin(&mut self) {
        self.visited.clear();
    }

    /// Remembers what the first page shows. True when it shows something that it showed last time,
    /// so that nothing new can be behind it.
    pub(super) fn remember(&mut self, mentions: &[IncomingMention]) -> bool {
        let hashes = mentions.iter().map(|mention| stable_hash(&mention.external_id));
        let now: Vec<i64> = hashes.take(MAX_SEEN).collect();
        let has_seen_all = now.iter().any(|hash| self.seen.contains(hash));
        self.seen = now;
        has_seen_all
    }

    /// Moves on to `next`, or ends the walk. One that ends for its length goes on there the next
    /// time.
    pub(super) fn advance(&mut self, read: &Url, next: Option<Url>, max_pages: usize) {
        self.visited.push(read.as_str().to_owned());
        self.next = next.map(String::from).filter(|next| !self.visited.contains(next));
        if self.visited.len() >= max_pages {
            let next = self.next.take();
            // Who wants one page wants the first.
            if self.resume.is_none() && max_pages > 1 {
                self.resume = next;
            }
        }
    }

    /// Goes on where an earlier walk ended.
    pub(super) fn go_on(&mut self) {
        if let Some(resume) = self.resume.take() {
            self.next = Some(resume);
        }
    }

    /// Ends the walk; the next one goes on at `resume`.
    pub(super) fn stop(&mut self, resume: Option<&Url>) {
        self.next = None;
        self.visited.clear();
        if let Some(resume) = resume {
            self.resume.get_or_insert_with(|| resume.as_str().to_owned());
        }
    }
}
