//! Collecting: the folder's messages in the order of their UIDs.

use std::collections::HashMap;
use std::time::Duration;

use plaza_core::{ConnectorError, DAY_MS, Page, Rejected};
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::mailbox::{Listed, Mailbox, Opened};
use super::{dates, message};

/// Longest time for one page.
const PAGE_LIMIT: Duration = Duration::from_secs(180);
/// Maximum number of messages in a page.
const PAGE: usize = 100;
/// A page with this many bytes of messages is full, however few they are.
const PAGE_BYTES: usize = 8 << 20;

/// Where collecting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// The folder's UIDVALIDITY; when it changes, all UIDs have changed.
    validity: u32,
    /// Everything up to this UID is collected.
    uid: u32,
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
        ConnectorError::Transient(format!("the mail server took more than {PAGE_LIMIT:?}"))
    })?
}

fn read_cursor(stored: Option<&str>) -> Result<Option<Cursor>, ConnectorError> {
    let cursor = stored.map(serde_json::from_str).transpose();
    cursor.map_err(|error| {
        ConnectorError::Malformed(format!(
            "the stored cursor cannot be read ({error}); remove and add the source again to collect from the beginning"
        ))
    })
}

async fn read_page(
    account: &Account,
    mailbox: &mut Mailbox,
    cursor: Option<Cursor>,
) -> Result<Page, ConnectorError> {
    let opened = mailbox.examine(&account.config.folder).await?;
    let uids = match cursor.filter(|cursor| cursor.validity == opened.validity) {
        // `n:*` always includes the last message, even one with a lower UID.
        Some(cursor) => {
            let uids = mailbox.search(&format!("UID {}:*", cursor.uid.saturating_add(1))).await?;
            uids.into_iter().filter(|uid| *uid > cursor.uid).collect()
        }
        // Messages that are already known are recognized by their Message-ID.
        None => mailbox.search(&first_search(account)).await?,
    };
    let (wanted, last) = choose(mailbox, &uids).await?;
    let mut page = Page::default();
    read_messages(account, mailbox, &wanted, &mut page).await?;
    let uid = match last {
        Some(last) => last,
        None => caught_up(opened, cursor),
    };
    page.more = uids.last().is_some_and(|newest| *newest > uid);
    let cursor = serde_json::to_string(&Cursor { validity: opened.validity, uid });
    page.cursor = Some(cursor.map_err(|error| ConnectorError::Malformed(error.to_string()))?);
    Ok(page)
}

/// The UID to go on from when the folder has nothing new.
fn caught_up(opened: Opened, cursor: Option<Cursor>) -> u32 {
    let known = cursor.filter(|cursor| cursor.validity == opened.validity);
    let before_next = opened.next.map_or(0, |next| next.saturating_sub(1));
    known.map_or(before_next, |cursor| cursor.uid.max(before_next))
}

fn first_search(account: &Account) -> String {
    let since = account.config.days.map(|days| account.now() - days * DAY_MS);
    since.and_then(dates::imap_day).map_or_else(|| "ALL".to_owned(), |day| format!("SINCE {day}"))
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

async fn read_messages(
    account: &Account,
    mailbox: &mut Mailbox,
    wanted: &[Listed],
    page: &mut Page,
) -> Result<(), ConnectorError> {
    let uids: Vec<u32> = wanted.iter().map(|message| message.uid).collect();
    let mut raw: HashMap<u32, Vec<u8>> = mailbox.read(&uids).await?.into_iter().collect();
    for message in wanted {
        // A message that is missing was expunged a moment ago.
        let Some(bytes) = raw.remove(&message.uid) else { continue };
        match message::read(account, &bytes, message.arrived) {
            Ok(Some(mention)) => page.mentions.push(mention),
            Ok(None) => {}
            Err(reason) => page.rejected.push(Rejected {
                origin: format!("{}, UID {}", account.config.folder, message.uid),
                reason,
                raw: String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).into_owned(),
            }),
        }
    }
    Ok(())
}
