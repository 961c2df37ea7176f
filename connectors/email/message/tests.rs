use std::collections::BTreeMap;
use std::sync::Arc;

use plaza_core::{FixedClock, SourceConfig};

use super::*;
use crate::email::config::Config;
use crate::email::spec::SPEC;
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
    read(&account(&[]), raw, Some(NOW)).unwrap().unwrap()
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
fn machines_and_lists_are_left_alone() {
    for head in [
        "Auto-Submitted: auto-replied\r\n",
        "auto-submitted: auto-generated; owner=x\r\n",
        "X-Autoreply: yes\r\n",
        "Return-Path: <>\r\n",
        "Content-Type: multipart/report; boundary=b\r\n",
        "Precedence: bulk\r\n",
        "List-Id: <news.y.example>\r\n",
        "List-Unsubscribe: <https://y.example/u>\r\n",
    ] {
        let raw = message(head, "Hola");
        assert_eq!(read(&account(&[]), &raw, None), Ok(None), "{head}");
    }
    let daemon = b"From: MAILER-DAEMON@y.example\r\n\r\nUndelivered";
    assert_eq!(read(&account(&[]), daemon, None), Ok(None));
    let person = message("Auto-Submitted: no\r\nReturn-Path: <ana@y.example>\r\n", "Hola");
    assert!(read(&account(&[]), &person, None).unwrap().is_some());
    let list = message("List-Id: <news.y.example>\r\n", "Hola");
    assert!(read(&account(&[("bulk", "true")]), &list, None).unwrap().is_some());
}

#[test]
fn what_our_address_wrote_is_ours() {
    let raw = b"From: Support <SUPPORT@x.example>\r\nMessage-ID: <o@x>\r\n\r\nHola";
    assert!(mention(raw).ours);
    assert!(!mention(&message("", "Hola")).ours);
}

#[test]
fn bodies_are_read_however_they_are_packed() {
    let alternative = "Content-Type: multipart/alternative; boundary=b\r\n";
    let parts = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlano\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Rico</p>\r\n--b--\r\n";
    assert_eq!(mention(&message(alternative, parts)).text, "Plano");

    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let page = "<style>p{}</style><p>Uno</p><p>Dos &amp; tres</p><script>x()</script>";
    assert_eq!(mention(&message(html, page)).text.replace("\n\n", "\n"), "Uno\nDos & tres");

    let base64 = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n";
    assert_eq!(mention(&message(base64, "Q2Fmw6k=")).text, "Café");

    // Without an end, without a boundary, with an unknown charset.
    let unfinished = "--b\r\nContent-Type: text/plain\r\n\r\nSin final";
    assert_eq!(mention(&message(alternative, unfinished)).text, "Sin final");
    assert_eq!(mention(&message(alternative, "Sin partes")).external_id, "m1@y.example");
    let odd = "Content-Type: text/plain; charset=x-nadie\r\n";
    assert_eq!(mention(&message(odd, "Hola")).text, "Hola");
}

#[test]
fn bytes_that_lie_about_their_charset_are_still_read() {
    for charset in ["utf-8", "us-ascii"] {
        let head = format!("Content-Type: text/plain; charset={charset}\r\n");
        let mut raw = message(&head, "La bater");
        raw.extend_from_slice(b"\xeda se agota");
        assert_eq!(mention(&raw).text, "La batería se agota", "{charset}");
    }
    let mut raw = message("Subject: x\r\n", "Espa");
    raw.extend_from_slice(b"\xf1a");
    assert_eq!(mention(&raw).text, "España");
    let head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n";
    assert_eq!(mention(&message(head, "Espa=F1a")).text, "España");
}

#[test]
fn attachments_are_named_and_not_stored() {
    let head = "Content-Type: multipart/mixed; boundary=b\r\n";
    let body = "--b\r\nContent-Type: text/plain\r\n\r\nMira\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=\"foto\r\n .png\"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n--b--\r\n";
    let read = mention(&message(head, body));
    assert_eq!(read.text, "Mira");
    let names = read.extra["attachments"].as_array().unwrap();
    assert!(names[0].as_str().unwrap().starts_with("foto"), "{names:?}");
    assert_eq!(names[1], "application/pdf");
    assert!(!format!("{read:?}").contains("iVBOR"));
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
    let ids: String = (0..20_000).map(|n| format!(" <{n}@x>\r\n")).collect();
    let read = mention(&message(&format!("References:{ids}"), "Hola"));
    assert_eq!(read.conversation_id.as_deref(), Some("0@x"));
    let long = "a".repeat(5_000);
    let raw = format!("From: ana@y.example\r\nMessage-ID: <{long}@x>\r\n\r\nHola").into_bytes();
    assert_eq!(mention(&raw).external_id.chars().count(), MAX_ID_CHARS);
}
