//! Whose mentions they are: the platform's id of an account identifies it, a handle is shown.
//!
//! - With an id, the author is (space, id), wherever it is met; the row follows new handles and names,
//!   and earlier handles are kept. A handle that comes with another id is somebody else.
//! - Without an id, the author is the account that has this handle in the place now, or else (place,
//!   handle).
//! - An author who was known by handle takes the id that comes with this handle, or with one of their
//!   mentions, unless another id had the handle too. Where the account is there already, it is noted
//!   that both are the same.
//! - A name that anybody may show, and a label for many, have a row to be shown and never take an id.

mod book;
mod plan;
mod write;

use std::collections::HashMap;

use plaza_core::{AuthorId, AuthorIs, MentionId, NormalMention};

use super::batch::Batch;
use crate::Result;
use crate::db::Tx;
use book::Book;
use plan::Plan;

/// What tells authors apart; `space` is `None` where the id is unique in the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key<'b> {
    /// The id of an account.
    Account {
        /// What the id is unique in.
        space: Option<&'b str>,
        /// The id.
        id: &'b str,
    },
    /// No id.
    Handle {
        /// What the author is.
        is: AuthorIs,
        /// What is shown of them.
        handle: &'b str,
    },
}

/// What was told of an author.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Told<'b> {
    handle: &'b str,
    /// Whether the platform calls that the handle; otherwise a name or the id stands in.
    says_handle: bool,
    name: Option<&'b str>,
    /// An author known by handle alone, of whom a mention came again with this key.
    before: Option<AuthorId>,
}

/// What an edited mention's author is in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Before {
    /// The author, or the account that it turned out to be.
    pub(super) id: AuthorId,
    /// Whether nothing but the handle is known of the account.
    pub(super) by_handle: bool,
}

/// Ids by what tells authors apart.
#[derive(Debug, Default)]
pub(super) struct Authors<'b>(HashMap<Key<'b>, AuthorId>);

impl Authors<'_> {
    /// The author of a mention of the batch.
    pub(super) fn of(&self, mention: &NormalMention) -> Option<AuthorId> {
        key(mention).and_then(|key| self.0.get(&key)).copied()
    }
}

/// The author's key; the shown name stands in where the platform tells no handle.
fn key(mention: &NormalMention) -> Option<Key<'_>> {
    if let Some(id) = mention.account.as_deref() {
        return Some(Key::Account { space: mention.account_space.as_deref(), id });
    }
    let handle = mention.author.as_deref().or(mention.author_name.as_deref())?;
    Some(Key::Handle { is: mention.author_is, handle })
}

/// What the batch tells of each author; the last word holds.
fn told<'b>(batch: &'b Batch, before: &HashMap<MentionId, Before>) -> HashMap<Key<'b>, Told<'b>> {
    let new = batch.new.iter().map(|row| (row.id, &row.mention));
    let edited = batch.edited.iter().map(|row| (row.id, &row.mention));
    let mut told: HashMap<Key<'b>, Told<'b>> = HashMap::new();
    for (mention_id, mention) in new.chain(edited) {
        let Some(key) = key(mention) else { continue };
        let name = mention.author_name.as_deref();
        let id = match key {
            Key::Account { id, .. } => id,
            Key::Handle { handle, .. } => handle,
        };
        let handle = mention.author.as_deref().or(name).unwrap_or(id);
        let says_handle = mention.author.is_some();
        let before = before.get(&mention_id).filter(|before| before.by_handle);
        let earlier = told.get(&key).and_then(|told| told.before);
        let before = before.map(|before| before.id).or(earlier);
        told.insert(key, Told { handle, says_handle, name, before });
    }
    told
}

/// Finds or adds the authors of all mentions in the batch, and notes what is new about them.
pub(super) async fn resolve<'b>(
    tx: &mut Tx,
    batch: &'b Batch,
    before: &HashMap<MentionId, Before>,
) -> Result<Authors<'b>> {
    let told = told(batch, before);
    if told.is_empty() {
        return Ok(Authors::default());
    }
    let book = Book::load(tx, batch.place_id, &told).await?;
    let plan = Plan::of(&told, &book);
    plan.carry_out(tx, batch, &book).await.map(Authors)
}
