//! Answering: one message, in the thread, that can be found again by its Message-ID.

use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox as Sender, Message as Outgoing};
use lettre::{Address, Message};
use plaza_core::{
    ConnectorError, OutgoingReply, PreflightProblem, ReadBack, Receipt, Replier, Standing, say,
};

use super::account::Account;
use super::head::{Head, MARK};
use super::mailbox::{Folder, Mailbox, is_searchable};
use super::message::{self, Read};
use super::thread::{self, Thread};
use super::{Email, people, smtp};

/// Longest time for sending, and for looking things up in the mailbox.
const LIMIT: Duration = Duration::from_secs(60);
/// Maximum number of messages with one Message-ID among which the one to answer is looked for.
const MAX_SAME_ID: usize = 50;
/// Maximum number of messages that `References` names: the first and the newest.
const MAX_REFERENCES: usize = 12;
/// Longest subject, in characters.
const MAX_SUBJECT: usize = 200;

/// What we need from the message that is answered.
struct Parent {
    to: Address,
    subject: String,
    thread: Thread,
}

/// The message to answer, or why it cannot be answered.
enum Found {
    Parent(Box<Parent>),
    Missing,
    /// It was sent by a machine or by ourselves, or its address is not valid.
    NobodyThere,
}

#[async_trait]
impl Replier for Email {
    async fn preflight(
        &self,
        reply: &OutgoingReply,
    ) -> Result<Vec<PreflightProblem>, ConnectorError> {
        let found = limited(find_parent(&self.account, &reply.parent_id)).await?;
        Ok(match found {
            Found::Parent(_) => Vec::new(),
            Found::Missing => vec![PreflightProblem::ParentDeleted],
            Found::NobodyThere => vec![PreflightProblem::NotSupported],
        })
    }

    async fn send(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError> {
        let account = &self.account;
        let smtp = account.config.smtp.as_ref().ok_or_else(no_smtp)?;
        let parent = match limited(find_parent(account, &reply.parent_id)).await {
            Ok(Found::Parent(parent)) => parent,
            Ok(Found::Missing) => {
                return Err(ConnectorError::Gone(say!(
                    "mail-not-there",
                    "the message is in no folder of the mailbox any more"
                )));
            }
            Ok(Found::NobodyThere) => {
                return Err(ConnectorError::Malformed(say!(
                    "mail-no-sender",
                    "the message has no sender who could be answered"
                )));
            }
            Err(error) => return Err(error),
        };
        let message = compose(account, reply, &parent)?;
        smtp::send(account, smtp, parent.to.clone(), &message, LIMIT).await?;
        if let Err(error) = limited(keep_copy(account, reply, &message)).await {
            tracing::warn!(%error, "the reply was sent, but no copy could be put into the mailbox");
        }
        Ok(receipt(account, reply))
    }

    /// Never `Absent`: a server may have accepted a message without showing it anywhere.
    async fn read_back(&self, reply: &OutgoingReply) -> Result<ReadBack, ConnectorError> {
        if limited(is_in_mailbox(&self.account, reply)).await? {
            return Ok(ReadBack::Found(receipt(&self.account, reply)));
        }
        Ok(ReadBack::Unknown(say!(
            "mail-unknown",
            "the connection broke off while the message was handed over, and the mailbox holds no \
             copy; ask the recipient, or look at the mail server's log"
        )))
    }

    async fn look(&self, _: &OutgoingReply, _: &Receipt) -> Result<Standing, ConnectorError> {
        Ok(Standing::Unknown(say!(
            "mail-nobody-knows",
            "nobody but the recipient knows what became of an e-mail"
        )))
    }

    async fn retract(&self, _: &Receipt) -> Result<(), ConnectorError> {
        Err(ConnectorError::Malformed(say!("mail-no-retract", "an e-mail cannot be taken back")))
    }
}

fn no_smtp() -> ConnectorError {
    ConnectorError::Malformed(say!(
        "mail-no-smtp",
        "the source names no SMTP server, so it only reads"
    ))
}

async fn limited<T>(
    work: impl Future<Output = Result<T, ConnectorError>>,
) -> Result<T, ConnectorError> {
    tokio::time::timeout(LIMIT, work).await.map_err(|_| {
        ConnectorError::Transient(say!(
            "mail-too-slow",
            "the mail server took more than {seconds} s",
            seconds = LIMIT.as_secs()
        ))
    })?
}

/// The Message-ID of a reply, without brackets; the same for every attempt.
fn id_of(account: &Account, reply: &OutgoingReply) -> String {
    format!("plaza-{}@{}", reply.key, account.config.address.domain())
}

fn receipt(account: &Account, reply: &OutgoingReply) -> Receipt {
    Receipt { external_id: id_of(account, reply), url: None, held: false }
}

/// Looks for the message where it was collected, then wherever people may have moved it.
async fn find_parent(account: &Account, id: &str) -> Result<Found, ConnectorError> {
    if thread::is_stand_in(id) || !is_searchable(id) {
        return Ok(Found::NobodyThere);
    }
    let mut mailbox = Mailbox::open(account).await?;
    mailbox.examine(&account.config.folder).await?;
    let mut raw = message_of(account, &mut mailbox, id).await?;
    if raw.is_none() {
        for folder in mailbox.folders().await? {
            if folder.is_sent || folder.is_aside || mailbox.enter(&folder).await.is_err() {
                continue;
            }
            raw = message_of(account, &mut mailbox, id).await?;
            if raw.is_some() {
                break;
            }
        }
    }
    mailbox.close().await;
    Ok(raw.map_or(Found::Missing, |raw| parent_of(account, &raw)))
}

/// The message behind a mention's id, in the opened folder.
async fn message_of(
    account: &Account,
    mailbox: &mut Mailbox,
    id: &str,
) -> Result<Option<Vec<u8>>, ConnectorError> {
    let uids = mailbox.with_id(id).await?;
    let first = mailbox.read(&uids[..uids.len().min(1)]).await?;
    if let Some((_, raw)) = first.into_iter().next() {
        return Ok(Some(raw));
    }
    let Some(shared) = thread::shared_id(id) else { return Ok(None) };
    let uids = mailbox.with_id(shared).await?;
    for uid in uids.into_iter().rev().take(MAX_SAME_ID) {
        let is_it = |raw: &Vec<u8>| match message::read(account, raw, None) {
            Ok(Read::Mention(_, print)) => print.apart(shared) == id,
            _ => false,
        };
        let read = mailbox.read(&[uid]).await?;
        if let Some((_, raw)) = read.into_iter().find(|(_, raw)| is_it(raw)) {
            return Ok(Some(raw));
        }
    }
    Ok(None)
}

fn parent_of(account: &Account, raw: &[u8]) -> Found {
    let Ok(message) = message::parse(raw) else { return Found::NobodyThere };
    let head = Head::of(&message);
    let to = people::recipient(&head, account).and_then(|to| to.parse::<Address>().ok());
    match to {
        Some(to) if !account.is_ours(to.as_ref()) && !message::is_automatic(account, &message) => {
            let thread = Thread::of(&message, raw);
            Found::Parent(Box::new(Parent { to, subject: head.subject(), thread }))
        }
        _ => Found::NobodyThere,
    }
}

/// Our own header field, which distinguishes our replies from everything else that our address
/// sends.
#[derive(Clone)]
struct Mark(String);

impl Header for Mark {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str(MARK)
    }

    fn parse(value: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(value.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// The message as it is sent; the same bytes for every attempt.
fn compose(
    account: &Account,
    reply: &OutgoingReply,
    parent: &Parent,
) -> Result<Vec<u8>, ConnectorError> {
    let cannot = |error: &dyn std::fmt::Display| {
        ConnectorError::Malformed(say!(
            "mail-unwritable",
            "the reply cannot be written as a message: {technical}",
            technical = error.to_string()
        ))
    };
    let millis = u64::try_from(reply.first_try_at).unwrap_or(0);
    let message: Outgoing = Message::builder()
        .from(Sender::new(account.config.name.clone(), account.config.address.clone()))
        .to(Sender::new(None, parent.to.clone()))
        .subject(reply_subject(&parent.subject))
        .date(UNIX_EPOCH + Duration::from_millis(millis))
        .message_id(Some(format!("<{}>", id_of(account, reply))))
        .in_reply_to(format!("<{}>", parent.thread.id))
        .references(references(&parent.thread, &reply.parent_id))
        .header(Mark(reply.key.clone()))
        .header(ContentType::TEXT_PLAIN)
        .body(reply.text.clone())
        .map_err(|error| cannot(&error))?;
    Ok(message.formatted())
}

/// The subject with exactly one `Re:` before it.
fn reply_subject(subject: &str) -> String {
    let mut bare = subject.trim();
    while let Some((head, rest)) = bare.split_once(':') {
        let head = head.trim().to_lowercase();
        if !matches!(head.as_str(), "re" | "rv" | "aw" | "sv" | "ref" | "res" | "antw") {
            break;
        }
        bare = rest.trim();
    }
    format!("Re: {}", plaza_core::text::truncate_chars(bare, MAX_SUBJECT)).trim_end().to_owned()
}

/// The thread's first message, its newest ones and the one that is answered, by the id under which
/// it is known: what answers us names it again.
fn references(thread: &Thread, answered: &str) -> String {
    let older = thread.references.iter().map(String::as_str);
    let all: Vec<&str> = older.chain([answered]).filter(|id| is_searchable(id)).collect();
    let newest = all.len().saturating_sub(MAX_REFERENCES - 1).max(1);
    let named = all.first().into_iter().chain(all.get(newest..).into_iter().flatten());
    named.map(|id| format!("<{id}>")).collect::<Vec<_>>().join(" ")
}

/// The folder of sent mail, and whether the reply is in it or in the source's own folder.
async fn look(
    account: &Account,
    mailbox: &mut Mailbox,
    reply: &OutgoingReply,
) -> Result<(Option<Folder>, bool), ConnectorError> {
    let id = id_of(account, reply);
    let sent = mailbox.folders().await?.into_iter().find(|folder| folder.is_sent);
    if let Some(sent) = &sent {
        mailbox.enter(sent).await?;
        if !mailbox.with_id(&id).await?.is_empty() {
            return Ok((Some(sent.clone()), true));
        }
    }
    mailbox.examine(&account.config.folder).await?;
    let is_there = !mailbox.with_id(&id).await?.is_empty();
    Ok((sent, is_there))
}

async fn is_in_mailbox(account: &Account, reply: &OutgoingReply) -> Result<bool, ConnectorError> {
    let mut mailbox = Mailbox::open(account).await?;
    let (_, is_there) = look(account, &mut mailbox, reply).await?;
    mailbox.close().await;
    Ok(is_there)
}

/// Puts a copy into the folder of sent mail, unless the server has done so itself.
async fn keep_copy(
    account: &Account,
    reply: &OutgoingReply,
    message: &[u8],
) -> Result<(), ConnectorError> {
    let mut mailbox = Mailbox::open(account).await?;
    if let (Some(sent), false) = look(account, &mut mailbox, reply).await? {
        mailbox.append(&sent, message).await?;
    }
    mailbox.close().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_carry_one_re() {
        for (subject, ours) in [
            ("Factura", "Re: Factura"),
            ("Re: Factura", "Re: Factura"),
            ("RV: AW: re: Factura: mayo", "Re: Factura: mayo"),
            ("", "Re:"),
        ] {
            assert_eq!(reply_subject(subject), ours);
        }
    }

    #[test]
    fn long_threads_name_their_first_and_newest_messages() {
        let ids: Vec<String> = (0..40).map(|n| format!("m{n}@x")).collect();
        let thread =
            Thread { id: "last@x".to_owned(), parent: None, root: ids[0].clone(), references: ids };
        let named = references(&thread, "last@x");
        assert!(named.starts_with("<m0@x> <m30@x> "), "{named}");
        assert!(named.ends_with("<m39@x> <last@x>"));
        assert_eq!(named.split(' ').count(), MAX_REFERENCES);
        let alone =
            Thread { id: "a@x".into(), parent: None, root: "a@x".into(), references: vec![] };
        assert_eq!(references(&alone, "a@x"), "<a@x>");
    }
}
