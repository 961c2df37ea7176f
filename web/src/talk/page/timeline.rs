//! A conversation as one line of time: what people wrote and what we answered.

use std::collections::HashMap;
use std::ops::Range;

use plaza_core::{MentionId, Millis, ReplyId};
use plaza_store::MentionView;
use plaza_store::talk::Reply;

use crate::frame::page::Page;
use crate::parts::{MentionCard, author_name};
use crate::talk::reply::{ReplyCard, SeenIds};

/// Messages shown at once; of these, so many stand before the one that was opened.
const WINDOW: usize = 60;
const BEFORE: usize = 12;

/// One message: a mention, a reply of ours, or a reply with the post that came of it.
pub(super) struct Message {
    /// Its place in the page's address.
    pub(super) anchor: String,
    pub(super) mention: Option<MentionCard>,
    pub(super) reply: Option<ReplyCard>,
    pub(super) author: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) at: Millis,
    pub(super) is_focus: bool,
    pub(super) is_ours: bool,
    /// Whom it answers, where that is not the message right above; else empty.
    pub(super) to: String,
}

/// The part of a conversation that is shown.
pub(super) struct Timeline {
    pub(super) messages: Vec<Message>,
    /// All messages of the conversation.
    pub(super) total: usize,
    /// How many stand before and behind what is shown.
    pub(super) earlier: usize,
    pub(super) later: usize,
    /// Where the part before begins.
    pub(super) earlier_at: usize,
    pub(super) later_at: usize,
}

/// One message before it is made ready to be shown.
#[derive(Clone, Copy)]
struct Entry<'a> {
    mention: Option<&'a MentionView>,
    reply: Option<&'a Reply>,
}

impl Entry<'_> {
    /// What is said and settled stands where it was said; what is on its way stands last.
    fn order(&self) -> (Millis, i64) {
        match (self.mention, self.reply) {
            (Some(mention), _) => (mention.created_at, mention.id.get()),
            (None, Some(reply)) => (reply.sent_at.unwrap_or(Millis::MAX), reply.id.get()),
            (None, None) => (Millis::MAX, 0),
        }
    }

    /// The mention that it answers.
    fn parent<'a>(
        &self,
        by_external_id: &HashMap<&str, &'a MentionView>,
    ) -> Option<&'a MentionView> {
        let external_id = self.mention?.parent_external_id.as_deref()?;
        by_external_id.get(external_id).copied()
    }
}

/// Puts a thread and our replies in it into one line; each reply that was collected as a post is one
/// message with it. `left_out` is the draft that the composer holds; `at` is where to begin.
pub(super) fn timeline(
    page: &Page,
    thread: &[MentionView],
    replies: &[Reply],
    focus: MentionId,
    left_out: Option<ReplyId>,
    at: Option<usize>,
) -> Timeline {
    let entries = entries(thread, replies, left_out);
    let opened = entries.iter().position(|entry| entry.mention.is_some_and(|m| m.id == focus));
    let shown = window(entries.len(), opened.unwrap_or_default(), at);
    let by_external_id = thread.iter().map(|m| (m.external_id.as_str(), m)).collect();
    let message = |index: usize| {
        let entry = entries[index];
        let before = index.checked_sub(1).map(|index| entries[index]);
        let seen = entry.reply.map(|reply| {
            let answered = thread.iter().find(|mention| mention.id == reply.mention_id);
            answered.map(|mention| SeenIds::of(mention, thread, replies)).unwrap_or_default()
        });
        let card = entry.reply.map(|reply| ReplyCard {
            seen: seen.unwrap_or_default(),
            ..ReplyCard::new(reply, page)
        });
        Message {
            is_focus: entry.mention.is_some_and(|mention| mention.id == focus),
            to: answers(page, entry, before, thread, &by_external_id),
            ..shown_as(page, entry, card)
        }
    };
    Timeline {
        total: entries.len(),
        earlier: shown.start,
        later: entries.len() - shown.end,
        earlier_at: shown.start.saturating_sub(WINDOW),
        later_at: shown.end,
        messages: shown.map(message).collect(),
    }
}

fn entries<'a>(
    thread: &'a [MentionView],
    replies: &'a [Reply],
    left_out: Option<ReplyId>,
) -> Vec<Entry<'a>> {
    let post_of = |reply: &Reply| {
        let receipt = reply.receipt.as_ref()?;
        thread.iter().position(|mention| {
            receipt.external_id == mention.external_id
                || (mention.ours && receipt.is_of(&mention.external_id))
        })
    };
    let mut entries: Vec<Entry<'a>> =
        thread.iter().map(|mention| Entry { mention: Some(mention), reply: None }).collect();
    for reply in replies.iter().filter(|reply| Some(reply.id) != left_out) {
        match post_of(reply) {
            Some(at) => entries[at].reply = Some(reply),
            None => entries.push(Entry { mention: None, reply: Some(reply) }),
        }
    }
    entries.sort_by_key(Entry::order);
    entries
}

fn shown_as(page: &Page, entry: Entry<'_>, reply: Option<ReplyCard>) -> Message {
    let empty = String::new;
    match (entry.mention, reply) {
        (Some(mention), reply) => Message {
            anchor: format!("m{}", mention.id),
            mention: Some(MentionCard::new(page, mention)),
            author: author_name(page, mention),
            title: mention.title.clone(),
            text: mention.text.clone(),
            at: mention.created_at,
            is_focus: false,
            is_ours: mention.ours || reply.is_some(),
            to: empty(),
            reply,
        },
        (None, reply) => Message {
            anchor: reply.as_ref().map(|reply| format!("r{}", reply.id)).unwrap_or_default(),
            mention: None,
            author: reply.as_ref().map(|reply| reply.author.clone()).unwrap_or_default(),
            title: empty(),
            text: reply.as_ref().map(|reply| reply.text.clone()).unwrap_or_default(),
            at: entry.reply.map(|r| r.sent_at.unwrap_or(r.updated_at)).unwrap_or_default(),
            is_focus: false,
            is_ours: true,
            to: empty(),
            reply,
        },
    }
}

/// The name of whoever is answered, where the reader would not know it from the message above.
fn answers(
    page: &Page,
    entry: Entry<'_>,
    before: Option<Entry<'_>>,
    thread: &[MentionView],
    by_external_id: &HashMap<&str, &MentionView>,
) -> String {
    let parent = match (entry.mention, entry.reply) {
        (None, Some(reply)) => thread.iter().find(|mention| mention.id == reply.mention_id),
        _ => entry.parent(by_external_id),
    };
    let above = before.and_then(|entry| entry.mention).map(|mention| mention.id);
    let far = parent.filter(|parent| Some(parent.id) != above);
    far.map(|parent| author_name(page, parent)).unwrap_or_default()
}

/// Which of `total` messages are shown when number `opened` was opened, or from `at` on.
fn window(total: usize, opened: usize, at: Option<usize>) -> Range<usize> {
    let last = total.saturating_sub(WINDOW);
    let start = at.unwrap_or_else(|| opened.saturating_sub(BEFORE)).min(last);
    start..total.min(start + WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_conversation_is_shown_around_what_was_opened() {
        assert_eq!(window(3, 1, None), 0..3);
        assert_eq!(window(1_000, 0, None), 0..60);
        assert_eq!(window(1_000, 500, None), 488..548);
        assert_eq!(window(1_000, 999, None), 940..1_000);
        assert_eq!(window(1_000, 500, Some(400)), 400..460);
        assert_eq!(window(1_000, 500, Some(5_000)), 940..1_000, "no part is behind the last");
        assert_eq!(window(0, 0, Some(9)), 0..0);
    }
}
