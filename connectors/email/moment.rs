//! When a message was really written, and how IMAP writes a day.

use mail_parser::{DateTime, HeaderValue, Message};
use plaza_core::{DAY_MS, Millis};
use time::{Month, OffsetDateTime};

use super::head::Head;
use crate::dates::{self, Order};

/// How long a message may have been on its way before its date counts as wrong.
const LONGEST_WAY_MS: Millis = 7 * DAY_MS;
/// How far the sender's clock may be ahead.
const AHEAD_MS: Millis = 3_600_000;

/// A day as in `SINCE 1-Feb-2026`.
pub(super) fn imap_day(at: Millis) -> Option<String> {
    let date = OffsetDateTime::from_unix_timestamp(at.div_euclid(1000)).ok()?.date();
    let month = match date.month() {
        Month::January => "Jan",
        Month::February => "Feb",
        Month::March => "Mar",
        Month::April => "Apr",
        Month::May => "May",
        Month::June => "Jun",
        Month::July => "Jul",
        Month::August => "Aug",
        Month::September => "Sep",
        Month::October => "Oct",
        Month::November => "Nov",
        Month::December => "Dec",
    };
    Some(format!("{}-{month}-{}", date.day(), date.year()))
}

/// When a message was written.
pub(super) fn of(
    message: &Message<'_>,
    head: &Head<'_>,
    arrived: Option<Millis>,
    now: Millis,
) -> Millis {
    let read = message.received_all().filter_map(|way| millis(&way.date()?));
    // The date stands behind the last semicolon.
    let sloppy = head.lower("received").filter_map(|way| read_date(way.rsplit_once(';')?.1));
    let mut received: Vec<Millis> = read.collect();
    if received.is_empty() {
        received.extend(sloppy);
    }
    plausible(written(message, head), &received, arrived, now)
}

/// What its field `Date` says.
pub(super) fn written(message: &Message<'_>, head: &Head<'_>) -> Option<Millis> {
    let field = message.header_values("Date").find_map(HeaderValue::as_datetime);
    field.and_then(millis).or_else(|| read_date(&head.text("date")?))
}

fn millis(date: &DateTime) -> Option<Millis> {
    date.is_valid().then(|| date.to_timestamp().saturating_mul(1000))
}

fn read_date(text: &str) -> Option<Millis> {
    dates::read(text, Order::DayFirst).map(|dated| dated.at)
}

/// When a message was written: its own date where that is plausible beside the time at which a
/// server received it, otherwise that time.
///
/// `written` is the `Date` field, `received` are the dates of the `Received` fields, and `arrived`
/// is when it came into this mailbox, which is later for a mailbox that was moved.
pub(super) fn plausible(
    written: Option<Millis>,
    received: &[Millis],
    arrived: Option<Millis>,
    now: Millis,
) -> Millis {
    let latest = arrived.unwrap_or(now).min(now);
    let taken = received.iter().copied().filter(|at| *at <= latest + AHEAD_MS).max();
    let taken = taken.unwrap_or(latest);
    match written {
        Some(at) if at <= taken + AHEAD_MS && at >= taken - LONGEST_WAY_MS => at.min(now),
        _ => taken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_imap_reads_them() {
        assert_eq!(imap_day(1_769_904_000_000).as_deref(), Some("1-Feb-2026"));
        assert_eq!(imap_day(0).as_deref(), Some("1-Jan-1970"));
    }

    #[test]
    fn a_date_is_believed_while_it_fits() {
        const DAY: Millis = DAY_MS;
        let now = 1_000 * DAY;
        let found =
            |written, received: &[Millis], arrived| plausible(written, received, arrived, now);
        // On its way for two days.
        assert_eq!(found(Some(now - 3 * DAY), &[now - DAY], Some(now - DAY)), now - 3 * DAY);
        // From the future, and from before there was mail.
        assert_eq!(found(Some(now + 400 * DAY), &[now - DAY], Some(now - DAY)), now - DAY);
        assert_eq!(found(Some(0), &[now - DAY], Some(now - DAY)), now - DAY);
        // A mailbox that was moved: years between the message and its arrival here.
        assert_eq!(found(Some(now - 700 * DAY), &[now - 700 * DAY], Some(now)), now - 700 * DAY);
        // Neither date nor way.
        assert_eq!(found(None, &[], Some(now - 2 * DAY)), now - 2 * DAY);
        assert_eq!(found(None, &[], None), now);
        assert_eq!(found(None, &[now + 9 * DAY], Some(now)), now);
    }
}
