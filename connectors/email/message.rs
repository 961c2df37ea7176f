//! From a message as it was sent to a mention.

use mail_parser::{Message, MessageParser, MimeHeaders};
use plaza_core::{AuthorIs, Extra, IncomingMention, Millis};
use serde_json::Value;

use super::account::Account;
use super::automatic::{self, Sort};
use super::head::Head;
use super::mailbox::MAX_MESSAGE_BYTES;
use super::people::{self, Writer};
use super::thread::{Fingerprint, Thread};
use super::{moment, parts};
use crate::guarded::guarded;

/// Where an address is one account: everywhere.
const SPACE: &str = "mail";
/// How many letters of a text tell messages with one id apart; what a list adds comes later.
const FIRST_LETTERS: usize = 60;

/// What became of a message.
#[derive(Debug, PartialEq)]
pub(super) enum Read {
    /// What somebody wrote, and what tells it from other messages with the same id.
    Mention(Box<IncomingMention>, Fingerprint),
    /// No person wrote it to us.
    LeftOut(Sort),
}

/// Reads a message.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read(account: &Account, raw: &[u8], arrived: Option<Millis>) -> Result<Read, String> {
    guarded(|| read_parsed(account, &parse(raw)?, raw, arrived))?
}

fn read_parsed(
    account: &Account,
    message: &Message<'_>,
    raw: &[u8],
    arrived: Option<Millis>,
) -> Result<Read, String> {
    let head = Head::of(message);
    let writer = people::writer(&head, account);
    let for_person = writer.as_ref().is_some_and(|writer| writer.on_behalf);
    if let Some(sort) = automatic::sort(account, message, &head, for_person) {
        return Ok(Read::LeftOut(sort));
    }
    let subject = head.subject();
    let shown = parts::shown(message, &subject);
    if is_encrypted(message, &shown.text) {
        return Err("it is encrypted, and Plaza holds no keys".to_owned());
    }
    let thread = Thread::of(message, raw);
    let written = moment::written(message, &head);
    let mut mention = IncomingMention {
        external_id: thread.id,
        text: shown.text,
        created_at: Some(moment::of(message, &head, arrived, account.now())),
        conversation_id: Some(thread.root),
        channel: Some("email".to_owned()),
        ..IncomingMention::default()
    };
    if let Some(writer) = writer {
        put_writer(&mut mention, writer, &head);
    }
    let print = fingerprint(&mention, &subject, written);
    // An answer only repeats the subject of the thread's first message.
    if thread.parent.is_some() {
        put(&mut mention.extra, "subject", subject.into());
    } else {
        mention.title = subject;
    }
    mention.parent_id = thread.parent;
    put(&mut mention.extra, "attachments", shown.attachments.into());
    if shown.unnamed > 0 {
        put(&mut mention.extra, "attachments_left_out", shown.unnamed.into());
    }
    if raw.len() >= MAX_MESSAGE_BYTES {
        put(&mut mention.extra, "cut", true.into());
    }
    Ok(Read::Mention(Box::new(mention), print))
}

fn put_writer(mention: &mut IncomingMention, writer: Writer, head: &Head<'_>) {
    if writer.on_behalf {
        put(&mut mention.extra, "sent_by", head.text("from").unwrap_or_default().into());
    }
    mention.ours = writer.ours;
    mention.author_name = writer.mailbox.name;
    if writer.is_shared {
        mention.author_is = AuthorIs::Collective;
    } else {
        mention.account = Some(writer.mailbox.address.clone());
        mention.account_space = Some(SPACE.to_owned());
    }
    mention.author = Some(writer.mailbox.address);
}

/// What tells a message from others that have its id: who wrote it, when, under which subject, and
/// how it begins. A list that passes it on changes nothing of that.
fn fingerprint(mention: &IncomingMention, subject: &str, written: Option<Millis>) -> Fingerprint {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .take(FIRST_LETTERS)
            .flat_map(char::to_lowercase)
            .collect()
    };
    // `[List] ` and `***SPAM*** ` come on the way.
    let subject = subject.rsplit([']', '*']).next().unwrap_or(subject);
    let author = mention.author.as_deref().unwrap_or_default();
    let written = written.map(|at| at.to_string()).unwrap_or_default();
    Fingerprint::of(&[author, &written, &letters(subject), &letters(&mention.text)])
}

/// Reads the structure of a message.
///
/// # Errors
/// The text has no header fields, or more messages inside one another than anybody sends.
pub(super) fn parse(raw: &[u8]) -> Result<Message<'_>, String> {
    if !parts::is_bearable(raw) {
        return Err("it holds more messages inside one another than anybody sends".to_owned());
    }
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

/// Whether a machine sent it, whatever the source wants of newsletters.
pub(super) fn is_automatic(account: &Account, message: &Message<'_>) -> bool {
    let head = Head::of(message);
    let for_person = people::writer(&head, account).is_some_and(|writer| writer.on_behalf);
    let sort = automatic::sort(account, message, &head, for_person);
    sort.is_some_and(|sort| sort != Sort::Bulk)
}

/// Whether only its recipient can read it.
fn is_encrypted(message: &Message<'_>, text: &str) -> bool {
    let is_packed = message.content_type().is_some_and(|kind| {
        let is_smime = matches!(kind.subtype(), Some("pkcs7-mime" | "x-pkcs7-mime"));
        is_smime && !kind.attribute("smime-type").is_some_and(|sort| sort.contains("signed"))
    });
    is_packed
        || message.is_content_type("multipart", "encrypted")
        || text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----")
}

fn put(extra: &mut Extra, key: &str, value: Value) {
    let is_empty = value.as_array().is_some_and(Vec::is_empty) || value == "";
    if !is_empty {
        extra.insert(key.to_owned(), value);
    }
}

#[cfg(test)]
mod tests;
