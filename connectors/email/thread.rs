//! The ids of messages, and how they hang together.

use mail_parser::{HeaderValue, Message};
use sha2::{Digest, Sha256};

/// Suffix of the ids that we make for messages without one.
const NO_ID: &str = "@no-message-id";
/// Between a Message-ID and what tells apart the messages that share it. It may stand in a
/// Message-ID (RFC 5322, 3.2.3), so that the whole is one.
const APART: char = '~';
/// How many hexadecimal digits follow it.
const APART_DIGITS: usize = 12;
/// Longest Message-ID; a longer one is truncated.
pub(super) const MAX_ID_CHARS: usize = 250;

/// The message's id and its position in a thread.
pub(super) struct Thread {
    pub(super) id: String,
    /// The message that it answers.
    pub(super) parent: Option<String>,
    /// The message that began the thread, as far as this message shows.
    pub(super) root: String,
    /// All that it refers to, oldest first.
    pub(super) references: Vec<String>,
}

impl Thread {
    pub(super) fn of(message: &Message<'_>, raw: &[u8]) -> Self {
        let id = message.message_id().map(clean_id).filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| stand_in(raw));
        let mut references = ids(message.references());
        references.retain(|other| *other != id);
        let answered = ids(message.in_reply_to()).into_iter().find(|other| *other != id);
        // Our replies name the message that they answer in both ways, where its id is used twice.
        let told_apart = |answered: &String| {
            let by_reference = references.iter().rfind(|other| shared_id(other) == Some(answered));
            by_reference.cloned()
        };
        let answered = answered.map(|answered| told_apart(&answered).unwrap_or(answered));
        let parent = answered.or_else(|| references.last().cloned());
        let root = references.first().or(parent.as_ref()).unwrap_or(&id).clone();
        Self { id, parent, root, references }
    }
}

/// What tells a message from others, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(super) fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The id of this message where another one has its Message-ID as well.
    pub(super) fn apart(&self, id: &str) -> String {
        let room = MAX_ID_CHARS - APART_DIGITS - 1;
        let id: String = id.chars().take(room).collect();
        let digits: String = hex(&self.0[..APART_DIGITS / 2]);
        format!("{id}{APART}{digits}")
    }
}

/// The Message-ID in an id that [`Fingerprint::apart`] made.
pub(super) fn shared_id(id: &str) -> Option<&str> {
    let (id, digits) = id.rsplit_once(APART)?;
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (digits.len() == APART_DIGITS && digits.bytes().all(is_hex)).then_some(id)
}

/// Whether we made this id because the message had none.
pub(super) fn is_stand_in(id: &str) -> bool {
    id.ends_with(NO_ID)
}

/// An id for a message without one: the same bytes get the same id.
fn stand_in(raw: &[u8]) -> String {
    let hash = Sha256::digest(raw);
    format!("{}{NO_ID}", hex(&hash[..16]))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    let list: Vec<&str> = match value {
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        HeaderValue::Text(text) => vec![text.as_ref()],
        _ => Vec::new(),
    };
    list.into_iter().map(clean_id).filter(|id| !id.is_empty()).collect()
}

/// A Message-ID without brackets, white space and control characters.
fn clean_id(id: &str) -> String {
    let clean = |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>');
    id.chars().filter(clean).take(MAX_ID_CHARS).collect()
}
