//! Collecting: the folder's messages in the order of their UIDs.

use std::collections::HashMap;
use std::time::Duration;

use plaza_core::{
    ConnectorError, DAY_MS, IncomingMention, LeftOut, Localized, Page, Rejected, say,
};
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::automatic::Sort;
use super::mailbox::{Listed, Mailbox, Opened};
use super::message::{self, Read};
use super::moment;
use super::seen::Seen;
use super::thread::{self, Fingerprint};
use crate::config::{technical, unreadable_cursor, unreadable_item};

/// Longest time for one page.
const PAGE_LIMIT: Duration = Duration::from_secs(180);
/// Maximum number of messages in a page.
const PAGE: usize = 100;
/// A page with this many bytes of messages is full, however few they are.
const PAGE_BYTES: usize = 8 << 20;

/// Where collecting stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// The folder's UIDVALIDITY; when it changes, all UIDs have changed.
    validity: u32,
    /// Everything up to this UID is collected.
    uid: u32,
    /// What of it was left out.
    #[serde(default, skip_serializing_if = "Tally::is_empty")]
    left_out: Tally,
    /// Message-IDs and whose they are.
    #[serde(default, skip_serializing_if = "Seen::is_empty")]
    seen: Seen,
}

/// How many messages were left out, by why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Tally {
    answers: u64,
    reports: u64,
    bulk: u64,
}

impl Tally {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, sort: Sort) {
        *match sort {
            Sort::Answer => &mut self.answers,
            Sort::Report => &mut self.reports,
            Sort::Bulk => &mut self.bulk,
        } += 1;
    }
}

/// What a source has left out so far, as its cursor tells.
pub(super) fn left_out(cursor: &str) -> Vec<LeftOut> {
    let Ok(Some(Cursor { left_out, .. })) = read_cursor(Some(cursor)) else { return Vec::new() };
    let kinds = [
        (
            left_out.answers,
            Localized { en: "automatic answer", es: "respuesta automática" },
            Localized { en: "automatic answers", es: "respuestas automáticas" },
        ),
        (
            left_out.reports,
            Localized { en: "bounce or receipt", es: "aviso de entrega o de lectura" },
            Localized { en: "bounces and receipts", es: "avisos de entrega o de lectura" },
        ),
        (
            left_out.bulk,
            Localized { en: "newsletter or list message", es: "boletín o mensaje de lista" },
            Localized { en: "newsletters and list messages", es: "boletines y mensajes de lista" },
        ),
    ];
    let counted = kinds.into_iter().filter(|(count, ..)| *count > 0);
    counted
        .map(|(count, one, many)| LeftOut { count, what: if count == 1 { one } else { many } })
        .collect()
}

/// Fetches the next page.
pub(super) async fn collect(
    account: &Account,
    cursor: Option<&str>,
) -> Result<Page, ConnectorError> {
    let cursor = read_cursor(cursor)?;
    let page = tokio::time::timeout(PAGE_LIMIT, async {
        let mut mailbox = Mailbox::open(account).await?;
        let page = read_page(account, &mut mailbox, cursor).await?;
        mailbox.close().await;
        Ok(page)
    });
    page.await.map_err(|_| {
        ConnectorError::Transient(say!(
            "mail-too-slow",
            "the mail server took more than {seconds} s",
            seconds = PAGE_LIMIT.as_secs()
        ))
    })?
}

fn read_cursor(stored: Option<&str>) -> Result<Option<Cursor>, ConnectorError> {
    let cursor = stored.map(serde_json::from_str).transpose();
    cursor.map_err(|error| ConnectorError::Malformed(unreadable_cursor(error)))
}

async fn read_page(
    account: &Account,
    mailbox: &mut Mailbox,
    cursor: Option<Cursor>,
) -> Result<Page, ConnectorError> {
    let opened = mailbox.examine(&account.config.folder).await?;
    let seen = cursor.as_ref().map(|cursor| cursor.seen.clone()).unwrap_or_default();
    let cursor = cursor.filter(|cursor| cursor.validity == opened.validity);
    let uids = match &cursor {
        // `n:*` always includes the last message, even one with a lower UID.
        Some(cursor) => {
            let uids = mailbox.search(&format!("UID {}:*", cursor.uid.saturating_add(1))).await?;
            uids.into_iter().filter(|uid| *uid > cursor.uid).collect()
        }
        // Messages that are already known are recognized by their Message-ID.
        None => mailbox.search(&first_search(account)).await?,
    };
    let (wanted, last) = choose(mailbox, &uids).await?;
    // All is read again, and counted again, when the folder was numbered anew.
    let left_out = cursor.as_ref().map(|cursor| cursor.left_out).unwrap_or_default();
    let mut reading = Reading { page: Page::default(), left_out, seen };
    reading.read(account, mailbox, &wanted).await?;
    let Reading { mut page, left_out, seen } = reading;
    let uid = match last {
        Some(last) => last,
        None => caught_up(opened, cursor.as_ref()),
    };
    page.more = uids.last().is_some_and(|newest| *newest > uid);
    let cursor = serde_json::to_string(&Cursor { validity: opened.validity, uid, left_out, seen });
    page.cursor = Some(cursor.map_err(|error| ConnectorError::Malformed(technical(error)))?);
    Ok(page)
}

/// The UID to go on from when the folder has nothing new.
fn caught_up(opened: Opened, cursor: Option<&Cursor>) -> u32 {
    let before_next = opened.next.map_or(0, |next| next.saturating_sub(1));
    cursor.map_or(before_next, |cursor| cursor.uid.max(before_next))
}

fn first_search(account: &Account) -> String {
    let since = account.config.days.map(|days| account.now() - days * DAY_MS);
    since.and_then(moment::imap_day).map_or_else(|| "ALL".to_owned(), |day| format!("SINCE {day}"))
}

/// The messages of this page, and the last UID that it covers.
async fn choose(
    mailbox: &mut Mailbox,
    uids: &[u32],
) -> Result<(Vec<Listed>, Option<u32>), ConnectorError> {
    let first = &uids[..uids.len().min(PAGE)];
    let listed = mailbox.list(first).await?;
    let mut bytes = 0;
    let fits = listed.iter().take_while(|message| {
        let is_first = bytes == 0;
        bytes += message.bytes;
        is_first || bytes <= PAGE_BYTES
    });
    let chosen: Vec<Listed> = fits.copied().collect();
    let last = if chosen.len() == listed.len() {
        first.last().copied()
    } else {
        chosen.last().map(|message| message.uid)
    };
    Ok((chosen, last))
}

/// A page that is being filled.
struct Reading {
    page: Page,
    left_out: Tally,
    seen: Seen,
}

impl Reading {
    async fn read(
        &mut self,
        account: &Account,
        mailbox: &mut Mailbox,
        wanted: &[Listed],
    ) -> Result<(), ConnectorError> {
        let uids: Vec<u32> = wanted.iter().map(|message| message.uid).collect();
        let mut raw: HashMap<u32, Vec<u8>> = mailbox.read(&uids).await?.into_iter().collect();
        for message in wanted {
            // A message that is missing was expunged a moment ago.
            let Some(bytes) = raw.remove(&message.uid) else { continue };
            self.take(account, *message, &bytes);
        }
        Ok(())
    }

    fn take(&mut self, account: &Account, message: Listed, bytes: &[u8]) {
        match message::read(account, bytes, message.arrived) {
            Ok(Read::Mention(mention, print)) => self.keep(*mention, &print),
            Ok(Read::LeftOut(sort)) => self.left_out.add(sort),
            Err(reason) => self.page.rejected.push(Rejected {
                origin: format!("{}, UID {}", account.config.folder, message.uid),
                reason: unreadable_item(reason),
                raw: String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).into_owned(),
            }),
        }
    }

    /// Keeps a mention, under an id of its own where another message has its Message-ID.
    fn keep(&mut self, mut mention: IncomingMention, print: &Fingerprint) {
        let id = &mention.external_id;
        if !thread::is_stand_in(id) && self.seen.is_taken(id, print) {
            let apart = print.apart(id);
            if mention.conversation_id.as_ref() == Some(id) {
                mention.conversation_id = Some(apart.clone());
            }
            mention.extra.insert("message_id".to_owned(), id.as_str().into());
            mention.external_id = apart;
        }
        self.page.mentions.push(mention);
    }
}
