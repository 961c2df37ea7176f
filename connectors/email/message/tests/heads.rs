use super::{NOW, mention, message};

#[test]
fn subjects_and_names_are_read_however_they_are_written() {
    let raw = |subject: &[u8], from: &[u8]| {
        let mut raw = b"From: ".to_vec();
        raw.extend(from);
        raw.extend(b"\r\nSubject: ");
        raw.extend(subject);
        raw.extend(b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHola");
        raw
    };
    for (subject, title) in [
        (&b"=?utf-8?B?VW5hIHBldGljacOz?=\r\n =?utf-8?B?biB1cmdlbnRl?="[..], "Una petición urgente"),
        (b"=?utf-8?B?VW5hIHBldGljacM=?=\r\n\t=?utf-8?B?s24=?=", "Una petición"),
        (b"Cami\xf3n da\xf1ado", "Camión dañado"),
        ("Camión dañado".as_bytes(), "Camión dañado"),
        (b"=?UTF-8?Q? Cami=C3=B3n de 5 t ?=", "Camión de 5 t"),
        (b"una l\xednea\r\n doblada", "una línea doblada"),
        (b"Q &amp; A", "Q & A"),
        (b"Re: RV: Fwd: Camion", "Re: RV: Fwd: Camion"),
    ] {
        assert_eq!(mention(&raw(subject, b"a@y.example")).title, title);
    }
    for (from, address, name) in [
        (&b"\"Ruiz, Ana\" <ANA@Y.example>"[..], "ana@y.example", Some("Ruiz, Ana")),
        (b"ana@y.example (Ana Ruiz)", "ana@y.example", Some("Ana Ruiz")),
        (
            b"=?utf-8?q?=22Nu=C3=B1ez=2C_Ana=22?= <ana@y.example>",
            "ana@y.example",
            Some("Nuñez, Ana"),
        ),
        (b"\"=?utf-8?B?SW7DqXMgTXXDsW96?=\" <ana@y.example>", "ana@y.example", Some("Inés Muñoz")),
        (b"=?utf-8?B?SW7D?= =?utf-8?B?qXM=?= <ana@y.example>", "ana@y.example", Some("Inés")),
        (b"In\xe9s Mu\xf1oz <ana@y.example>", "ana@y.example", Some("Inés Muñoz")),
        (b"'Ana' <ana@y.example>", "ana@y.example", Some("Ana")),
        (b"Ana &amp; Co &ntilde; <ana@y.example>", "ana@y.example", Some("Ana & Co ñ")),
        (b"<ana@y.example>", "ana@y.example", None),
        (b"ana@y.example <ana@y.example>", "ana@y.example", None),
        (b"mailto:ana@y.example", "ana@y.example", None),
    ] {
        let read = mention(&raw(b"x", from));
        let shown = String::from_utf8_lossy(from);
        assert_eq!(
            (read.author.as_deref(), read.author_name.as_deref()),
            (Some(address), name),
            "{shown}"
        );
        assert_eq!(
            (read.account.as_deref(), read.account_space.as_deref()),
            (Some(address), Some("mail"))
        );
    }
}

#[test]
fn dates_are_read_and_absurd_ones_are_not_believed() {
    const HOUR: i64 = 3_600_000;
    let received = "Received: from a by b; Mon, 2 Feb 2026 11:30:00 +0000\r\n";
    for (date, at) in [
        ("Mon, 2 Feb 2026 11:00:00 +0000", NOW - HOUR),
        ("lun, 2 feb 2026 12:00:00 +0100", NOW - HOUR),
        ("2 Feb 26 11:00 GMT", NOW - HOUR),
        ("2026-02-02T11:00:00Z", NOW - HOUR),
        ("Thu, 01 Jan 1970 00:00:00 +0000", NOW - HOUR / 2),
        ("Mon, 2 Feb 2037 11:00:00 +0000", NOW - HOUR / 2),
        ("nunca", NOW - HOUR / 2),
    ] {
        let raw = message(&format!("Date: {date}\r\n{received}"), "Hola");
        assert_eq!(mention(&raw).created_at, Some(at), "{date}");
    }
}
