use plaza_core::AuthorIs;

use super::{account, mention_by};
use crate::email::head::Head;
use crate::email::{message, people};

/// The author, whether it is ours, and where an answer goes.
fn read(settings: &[(&str, &str)], head: &str) -> (String, bool, Option<String>) {
    let account = account(settings);
    let raw = format!("{head}\r\nSubject: x\r\n\r\nHola");
    let mention = mention_by(&account, raw.as_bytes());
    let parsed = message::parse(raw.as_bytes()).unwrap();
    let to = people::recipient(&Head::of(&parsed), &account);
    (mention.author.unwrap_or_default(), mention.ours, to)
}

#[test]
fn the_person_behind_a_form_or_a_list_is_the_author() {
    for head in [
        "From: Shop <support@x.example>\r\nReply-To: Eva <eva@c.example>",
        "From: Shop <SUPPORT@X.example>\r\nReply-To: <EVA@c.example>\r\nX-Mailer: PHPMailer",
        "From: WordPress <wordpress@x.example>\r\nReply-To: Eva <eva@c.example>",
        "From: web@shop.x.example\r\nReply-To: eva@c.example",
        "From: Forms <no-reply@forms.example>\r\nReply-To: eva@c.example",
        "From: noreply@forms.example\r\nReply-To: support@x.example, Eva <eva@c.example>",
        "From: Shop <support@x.example>\r\nReply-To: no-reply@x.example, sales@x.example, eva@c.example",
        "From: contact@forms.example\r\nReply-To: eva@c.example",
        "From: support@x.example\r\nReply-To: eva@c.example\r\nAuto-Submitted: auto-generated\r\nPrecedence: bulk",
        "From: support@x.example\r\nReply-To: eva@c.example\r\nList-Unsubscribe: <https://x.example>\r\nX-Auto-Response-Suppress: All",
        "From: Eva via Support <support@x.example>\r\nX-Original-From: Eva <eva@c.example>\r\nReply-To: Eva <eva@c.example>\r\nList-ID: <support.x.example>\r\nPrecedence: list",
        "From: \"'Eva' via Support\" <support@x.example>\r\nReply-To: eva@c.example\r\nIn-Reply-To: <a@x>",
        "From: Eva via Lista <list@l.example>\r\nReply-To: list@x.example, eva@c.example",
        "From: support@x.example\r\nX-Original-Sender: eva@c.example\r\nReply-To: support@x.example",
        "Reply-To: eva@c.example",
        "Sender: eva@c.example",
    ] {
        let expected = ("eva@c.example".to_owned(), false, Some("eva@c.example".to_owned()));
        assert_eq!(read(&[], head), expected, "{head}");
    }
    let account = account(&[]);
    let raw =
        b"From: \"'Eva P' via Support\" <support@x.example>\r\nReply-To: eva@c.example\r\n\r\nHola";
    let mention = mention_by(&account, raw);
    assert_eq!(mention.author_name.as_deref(), Some("Eva P"));
    assert_eq!(mention.extra["sent_by"], "\"'Eva P' via Support\" <support@x.example>");
}

#[test]
fn our_own_words_stay_ours() {
    for head in [
        "From: support@x.example",
        "From: support@x.example\r\nReply-To: Support <support@x.example>",
        "From: support@x.example\r\nReply-To: support+t4711@x.example",
        "From: Support <support+t99@x.example>",
        "From: support@x.example\r\nReply-To: pepe@x.example",
        "From: support@x.example\r\nReply-To: no-reply@c.example",
        // A help desk answers in our name and wants to hear the answer itself.
        "From: support@x.example\r\nReply-To: support+id4711@x.desk.example",
        "From: support@x.example\r\nReply-To: eva@c.example\r\nIn-Reply-To: <q@c.example>",
        "From: support@x.example\r\nReply-To: eva@c.example\r\nX-Plaza-Reply: k",
    ] {
        let (_, ours, to) = read(&[], head);
        assert_eq!((ours, to), (true, None), "{head}");
    }
    let others = [("others", "sales@x.example, @shop.example")];
    for (head, ours) in [
        ("From: Sales <SALES@x.example>", true),
        ("From: anybody@shop.example", true),
        ("From: anybody@shop.example\r\nReply-To: sales@x.example", true),
        ("From: pepe@x.example", false),
        ("From: eva@notshop.example", false),
    ] {
        assert_eq!(read(&others, head).1, ours, "{head}");
    }
}

#[test]
fn what_a_person_writes_stays_theirs() {
    for (settings, head, author, to) in [
        (&[][..], "From: Eva <eva@c.example>", "eva@c.example", "eva@c.example"),
        (
            &[],
            "From: eva@c.example\r\nReply-To: eva@home.example",
            "eva@c.example",
            "eva@home.example",
        ),
        (
            &[],
            "From: eva@c.example\r\nReply-To: support@x.example",
            "eva@c.example",
            "eva@c.example",
        ),
        (&[], "From: eva@c.example\r\nSender: form@x.example", "eva@c.example", "eva@c.example"),
        (
            &[],
            "From: eva@c.example\r\nX-Original-From: leo@z.example",
            "eva@c.example",
            "eva@c.example",
        ),
        // Who shares a provider's domain with us is not of ours.
        (
            &[("address", "shop@gmail.com")],
            "From: eva@gmail.com\r\nReply-To: e@c.example",
            "eva@gmail.com",
            "e@c.example",
        ),
        (
            &[],
            "From: Formación <formacion@c.example>\r\nReply-To: eva@c.example",
            "formacion@c.example",
            "eva@c.example",
        ),
    ] {
        assert_eq!(read(settings, head), (author.to_owned(), false, Some(to.to_owned())), "{head}");
    }
}

#[test]
fn an_address_of_many_is_no_account() {
    let account = account(&[]);
    let read = |from: &str| {
        mention_by(&account, format!("From: {from}\r\nSubject: x\r\n\r\nHola").as_bytes())
    };
    for from in [
        "no-reply@c.example",
        "noreply2@c.example",
        "info@c.example",
        "Soporte <soporte@c.example>",
        "notifications@c.example",
    ] {
        let read = read(from);
        assert_eq!(
            (read.author_is, read.account, read.account_space),
            (AuthorIs::Collective, None, None),
            "{from}"
        );
        assert!(read.author.is_some());
    }
    for from in [
        "eva@c.example",
        "infante@c.example",
        "root.cause@c.example",
        "formoso@c.example",
        "support@x.example",
    ] {
        assert_eq!(read(from).author_is, AuthorIs::Account, "{from}");
    }
}
