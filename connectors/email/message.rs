//! From a message as it was sent to a mention.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Encoding, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};
use plaza_core::{Extra, IncomingMention, Millis, text::truncate_chars};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::account::Account;
use super::mailbox::MAX_MESSAGE_BYTES;
use super::{dates, quote};
use crate::{encoding, html};

/// Our own header field in the messages we send.
pub(super) const MARK: &str = "X-Plaza-Reply";
/// Suffix of the ids that we make for messages without one.
const NO_ID: &str = "@no-message-id";
/// Maximum number of attachments whose names are kept.
const MAX_ATTACHMENTS: usize = 20;
/// Longest name of an attachment, in characters.
const MAX_NAME_CHARS: usize = 200;
/// Longest Message-ID; a longer one is truncated.
const MAX_ID_CHARS: usize = 250;

/// Reads a message; `None` for one that no person wrote to us: automatic answers, bounces, and
/// newsletters where they are not wanted.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read(
    account: &Account,
    raw: &[u8],
    arrived: Option<Millis>,
) -> Result<Option<IncomingMention>, String> {
    let message = parse(raw)?;
    if is_automatic(&message) || (!account.config.bulk && is_bulk(&message)) {
        return Ok(None);
    }
    if message.is_content_type("multipart", "encrypted") {
        return Err("it is encrypted, and Plaza holds no keys".to_owned());
    }
    let threads = Thread::of(&message, raw);
    let is_answer = threads.parent.is_some();
    let subject = subject(&message);
    let mut mention = IncomingMention {
        external_id: threads.id,
        text: body(&message),
        created_at: Some(written_at(&message, arrived, account.now())),
        parent_id: threads.parent,
        conversation_id: Some(threads.root),
        channel: Some("email".to_owned()),
        ..IncomingMention::default()
    };
    if let Some(sender) = message.from().and_then(|from| from.first()) {
        mention.author = sender.address().map(|address| one_line(address).to_lowercase());
        mention.author_name = sender.name().map(one_line).filter(|name| !name.is_empty());
    }
    // An answer only repeats the subject of the thread's first message.
    if is_answer {
        put(&mut mention.extra, "subject", subject.into());
    } else {
        mention.title = subject;
    }
    mention.ours = mention.author.as_deref().is_some_and(|author| account.is_ours(author));
    put(&mut mention.extra, "attachments", attachments(&message).into());
    if let Some(more) = message.attachments().count().checked_sub(MAX_ATTACHMENTS + 1) {
        put(&mut mention.extra, "attachments_left_out", (more + 1).into());
    }
    if raw.len() >= MAX_MESSAGE_BYTES {
        put(&mut mention.extra, "cut", true.into());
    }
    Ok(Some(mention))
}

/// Reads the structure of a message.
///
/// # Errors
/// The text has no header fields.
pub(super) fn parse(raw: &[u8]) -> Result<Message<'_>, String> {
    let message = MessageParser::default().parse(raw);
    let is_one = |message: &Message<'_>| {
        message.from().is_some()
            || message.subject().is_some()
            || message.date().is_some()
            || message.message_id().is_some()
    };
    message.filter(is_one).ok_or_else(|| {
        "it has no header fields, so it is not a message as RFC 5322 describes it".to_owned()
    })
}

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
        let parent = answered.or_else(|| references.last().cloned());
        let root = references.first().or(parent.as_ref()).unwrap_or(&id).clone();
        Self { id, parent, root, references }
    }
}

/// Whether we made this id because the message had none.
pub(super) fn is_stand_in(id: &str) -> bool {
    id.ends_with(NO_ID)
}

/// An id for a message without one: the same bytes get the same id.
fn stand_in(raw: &[u8]) -> String {
    let hash = Sha256::digest(raw);
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}{NO_ID}")
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

/// Whether a machine sent it: an answer to everybody who writes, a bounce, a receipt (RFC 3834).
pub(super) fn is_automatic(message: &Message<'_>) -> bool {
    let field = |name: &'static str| message.header_raw(name).map(|v| v.trim().to_lowercase());
    let is_submitted = field("Auto-Submitted")
        .is_some_and(|value| value.split(';').next().is_some_and(|kind| kind.trim() != "no"));
    let is_answer = ["X-Autoreply", "X-Autorespond", "X-Auto-Reply-From"]
        .into_iter()
        .any(|name| field(name).is_some());
    // Bounces have an empty return path.
    let has_no_path = field("Return-Path").is_some_and(|path| path == "<>");
    let sender = message.from().and_then(|from| from.first()).and_then(|address| address.address());
    let is_daemon = sender
        .and_then(|address| address.split('@').next())
        .is_some_and(|name| matches!(name.to_lowercase().as_str(), "mailer-daemon" | "postmaster"));
    let is_report = message.is_content_type("multipart", "report");
    is_submitted || is_answer || has_no_path || is_daemon || is_report
}

/// Whether it went to many at once.
fn is_bulk(message: &Message<'_>) -> bool {
    let precedence = message.header_raw("Precedence").unwrap_or_default().trim().to_lowercase();
    matches!(precedence.as_str(), "bulk" | "junk" | "list")
        || ["List-Id", "List-Unsubscribe"].into_iter().any(|name| message.header(name).is_some())
            // Our own replies never go to a list.
            && message.header_raw(MARK).is_none()
}

fn written_at(message: &Message<'_>, arrived: Option<Millis>, now: Millis) -> Millis {
    let millis = |date: &mail_parser::DateTime| {
        date.is_valid().then(|| date.to_timestamp().saturating_mul(1000))
    };
    let received: Vec<Millis> =
        message.received_all().filter_map(|way| millis(&way.date()?)).collect();
    dates::plausible(message.date().and_then(millis), &received, arrived, now)
}

/// The subject on one line.
pub(super) fn subject(message: &Message<'_>) -> String {
    one_line(message.subject().unwrap_or_default())
}

/// What the sender wrote, without quotes, signature and attachments.
fn body(message: &Message<'_>) -> String {
    let parts: Vec<String> = message
        .text_bodies()
        .filter_map(|part| {
            let text = decoded(message, part)?;
            Some(match part.body {
                PartType::Html(_) => html::to_text(&quote::without_quoted_html(&text)),
                _ => text,
            })
        })
        .collect();
    quote::own_words(&parts.join("\n"))
}

/// A part's text. Where its charset is missing or wrong and the bytes are not UTF-8 either, they
/// decide themselves.
fn decoded(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let text = part.text_contents()?;
    if !text.contains('\u{fffd}') {
        return Some(text.to_owned());
    }
    let range = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
    let raw = message.raw_message().get(range)?;
    let bytes = match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    };
    Some(match bytes {
        Some(bytes) if std::str::from_utf8(&bytes).is_err() => encoding::decode(&bytes, &[]),
        _ => text.to_owned(),
    })
}

/// Names of the attachments, or their media types where they have none.
fn attachments(message: &Message<'_>) -> Vec<Value> {
    let named = message.attachments().take(MAX_ATTACHMENTS).map(|part| {
        let kind = part
            .content_type()
            .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")));
        let name = part.attachment_name().map(str::to_owned).or(kind);
        let name = one_line(&name.unwrap_or_else(|| "application/octet-stream".to_owned()));
        Value::from(truncate_chars(&name, MAX_NAME_CHARS))
    });
    named.collect()
}

fn put(extra: &mut Extra, key: &str, value: Value) {
    let is_empty = value.as_array().is_some_and(Vec::is_empty) || value == "";
    if !is_empty {
        extra.insert(key.to_owned(), value);
    }
}

/// White space and control characters become single spaces.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
