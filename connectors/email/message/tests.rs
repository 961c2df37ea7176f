use std::collections::BTreeMap;
use std::sync::Arc;

use plaza_core::{FixedClock, SourceConfig};

mod bodies;
mod heads;
mod machines;
mod people;

use super::*;
use crate::email::config::Config;
use crate::email::spec::SPEC;
use crate::email::thread::{MAX_ID_CHARS, is_stand_in};
use crate::fetch::{FetchSettings, Fetcher};

/// 2 February 2026, 12:00 UTC.
const NOW: Millis = 1_770_033_600_000;

fn account(settings: &[(&str, &str)]) -> Account {
    let clock = Arc::new(FixedClock::at(NOW));
    let http = Fetcher::new(FetchSettings::new("plaza-test", clock)).for_source(None);
    let all = [
        ("imap_host", "imap.x.example"),
        ("user", "s"),
        ("password", "p"),
        ("address", "support@x.example"),
    ];
    let values: BTreeMap<String, String> =
        all.iter().chain(settings).map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let config = SourceConfig::checked(&SPEC, values, None).unwrap();
    Account { http, config: Config::read(&config).unwrap() }
}

fn mention(raw: &[u8]) -> IncomingMention {
    mention_by(&account(&[]), raw)
}

fn mention_by(account: &Account, raw: &[u8]) -> IncomingMention {
    match read(account, raw, Some(NOW)).unwrap() {
        Read::Mention(mention, _) => *mention,
        Read::LeftOut(sort) => panic!("left out: {sort:?}"),
    }
}

/// Why a message is left out; `None` where it stays.
fn left_out(account: &Account, raw: &[u8]) -> Option<Sort> {
    match read(account, raw, Some(NOW)).unwrap() {
        Read::Mention(..) => None,
        Read::LeftOut(sort) => Some(sort),
    }
}

fn message(head: &str, body: &str) -> Vec<u8> {
    format!("From: Ana <ana@y.example>\r\nMessage-ID: <m1@y.example>\r\n{head}\r\n{body}")
        .into_bytes()
}

#[test]
fn a_message_becomes_a_mention() {
    let raw = message(
        "To: support@x.example\r\nSubject: =?utf-8?q?Bater=C3=ADa?=\r\nDate: Mon, 2 Feb 2026 11:00:00 +0100\r\n",
        "No dura.\r\n-- \r\nAna",
    );
    let read = mention(&raw);
    let expected = IncomingMention {
        external_id: "m1@y.example".into(),
        title: "Batería".into(),
        text: "No dura.".into(),
        author: Some("ana@y.example".into()),
        author_name: Some("Ana".into()),
        account: Some("ana@y.example".into()),
        account_space: Some("mail".into()),
        created_at: Some(NOW - 2 * 3_600_000),
        conversation_id: Some("m1@y.example".into()),
        channel: Some("email".into()),
        ..IncomingMention::default()
    };
    assert_eq!(read, expected);
}

#[test]
fn threads_hang_together() {
    for (head, parent, root) in [
        ("", None, "m1@y.example"),
        ("In-Reply-To: <p@x>\r\n", Some("p@x"), "p@x"),
        ("References: <r@x> <p@x>\r\n", Some("p@x"), "r@x"),
        ("In-Reply-To: <p@x>\r\nReferences: <r@x>\r\n <q@x>\r\n <p@x>\r\n", Some("p@x"), "r@x"),
        // A message that answers itself.
        ("In-Reply-To: <m1@y.example>\r\n", None, "m1@y.example"),
    ] {
        let read = mention(&message(&format!("Subject: Re: x\r\n{head}"), "Hola"));
        assert_eq!(read.parent_id.as_deref(), parent, "{head}");
        assert_eq!(read.conversation_id.as_deref(), Some(root), "{head}");
        // The subject of an answer only repeats the first.
        assert_eq!(read.title.is_empty(), parent.is_some(), "{head}");
    }
}

#[test]
fn a_message_without_an_id_gets_one_that_stays() {
    let raw = b"From: ana@y.example\r\nSubject: a\r\n\r\nHola";
    let (first, again) = (mention(raw), mention(raw));
    assert_eq!(first.external_id, again.external_id);
    assert!(is_stand_in(&first.external_id));
    let other = mention(b"From: ana@y.example\r\nSubject: b\r\n\r\nHola");
    assert_ne!(first.external_id, other.external_id);
}

#[test]
fn what_our_address_wrote_is_ours() {
    let raw = b"From: Support <SUPPORT@x.example>\r\nMessage-ID: <o@x>\r\n\r\nHola";
    assert!(mention(raw).ours);
    assert!(!mention(&message("", "Hola")).ours);
}

#[test]
fn what_cannot_be_read_says_why() {
    let account = account(&[]);
    for raw in [&b""[..], b"\r\n\r\n", b"\0\xff\xfe"] {
        let reason = read(&account, raw, None).unwrap_err();
        assert!(reason.contains("no header fields"), "{reason}");
    }
    let secret = message("Content-Type: multipart/encrypted; boundary=b\r\n", "--b--");
    assert_eq!(
        read(&account, &secret, None).unwrap_err(),
        "it is encrypted, and Plaza holds no keys"
    );
}

#[test]
fn hostile_structures_end() {
    // Nested parts, and a thousand header fields with a thousand ids.
    let mut nested = String::new();
    for depth in 0..5_000 {
        nested.push_str(&format!(
            "--b{depth}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n",
            depth + 1
        ));
    }
    let raw = message("Content-Type: multipart/mixed; boundary=b0\r\n", &nested);
    assert_eq!(mention(&raw).external_id, "m1@y.example");
    let inside = "Content-Type: message/rfc822\r\n\r\n".repeat(30_000);
    let refused = read(&account(&[]), format!("From: ana@y.example\r\n{inside}").as_bytes(), None);
    assert!(refused.unwrap_err().contains("inside one another"));
    for body in [
        "El 6 ene 2026 a las 9:15, S <s@x.example> escribió:\n\n".repeat(10_000) + "> x",
        "Este mensaje es confidencial, si lo ha recibido por error\n".repeat(10_000),
        "De: a\n".repeat(20_000),
        "> ".repeat(200_000),
    ] {
        assert!(
            !mention(&message("Content-Type: text/plain; charset=utf-8\r\n", &body))
                .text
                .is_empty()
        );
    }
    for page in [
        "<blockquote>".repeat(900) + "x",
        "<blockquote type=cite>a</blockquote>".repeat(5_000),
        "<p style='color:#fff'>".repeat(5_000) + "x",
    ] {
        assert!(
            !mention(&message("Content-Type: text/html; charset=utf-8\r\n", &page)).text.is_empty()
        );
    }
    let ids: String = (0..20_000).map(|n| format!(" <{n}@x>\r\n")).collect();
    let read = mention(&message(&format!("References:{ids}"), "Hola"));
    assert_eq!(read.conversation_id.as_deref(), Some("0@x"));
    let long = "a".repeat(5_000);
    let raw = format!("From: ana@y.example\r\nMessage-ID: <{long}@x>\r\n\r\nHola").into_bytes();
    assert_eq!(mention(&raw).external_id.chars().count(), MAX_ID_CHARS);
}
