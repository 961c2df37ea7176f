use super::{mention, message};

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

/// A message of several parts, each with its fields.
fn parts(kind: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut body = String::new();
    for (head, text) in parts {
        body.push_str(&format!("--b\r\n{head}\r\n\r\n{text}\r\n"));
    }
    message(&format!("Content-Type: multipart/{kind}; boundary=b\r\n"), &format!("{body}--b--\r\n"))
}

const PLAIN: &str = "Content-Type: text/plain; charset=utf-8";
const HTML: &str = "Content-Type: text/html; charset=utf-8";

#[test]
fn the_part_that_says_something_is_read() {
    for plain in [
        "",
        " \r\n\u{200b}",
        "Your e-mail client does not support HTML.",
        "This is a multi-part message in MIME format.",
        "Su programa de correo no admite HTML. Vea este mensaje en https://y.example/m/1",
        "Ver en el navegador: https://y.example/v?id=9",
        "https://y.example/v?id=9",
        "p { margin: 0px } td { padding: 2px }",
        "Hola",
        "[image: logo.png]",
        "Su programa no puede leer este mensaje.",
    ] {
        let raw = parts(
            "alternative",
            &[
                (PLAIN, plain),
                (HTML, "<p>El recibo de <b>enero</b> está mal y nadie contesta.</p>"),
            ],
        );
        assert_eq!(mention(&raw).text, "El recibo de enero está mal y nadie contesta.", "{plain}");
    }
    for html in ["", "<img src=x>", "<p>No va.</p>", "<div style='display:none'></div>"] {
        let raw = parts("alternative", &[(PLAIN, "No va nada."), (HTML, html)]);
        assert_eq!(mention(&raw).text, "No va nada.", "{html}");
    }
}

#[test]
fn nested_parts_are_read_in_their_order() {
    let inner = "Content-Type: multipart/alternative; boundary=c";
    let both = format!("--c\r\n{PLAIN}\r\n\r\nRoto\r\n--c\r\n{HTML}\r\n\r\n<p>Roto</p>\r\n--c--");
    let related = "Content-Type: multipart/related; boundary=d";
    let rich = format!(
        "--d\r\n{inner}\r\n\r\n{both}\r\n--d\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n--d--"
    );
    let read = mention(&parts(
        "mixed",
        &[(related, &rich), ("Content-Type: application/pdf; name=b.pdf", "x")],
    ));
    assert_eq!(read.text, "Roto");
    assert_eq!(read.extra["attachments"], serde_json::json!(["a.png", "b.pdf"]));
    // Around a picture, and signed.
    let read = mention(&parts(
        "mixed",
        &[(PLAIN, "Uno"), ("Content-Type: image/png", "x"), (PLAIN, "Dos")],
    ));
    assert_eq!(read.text, "Uno\nDos");
    let signature = "Content-Type: application/pgp-signature; name=s.asc";
    let read = mention(&parts("signed", &[(PLAIN, "Firmado"), (signature, "x")]));
    assert_eq!((read.text.as_str(), read.extra.get("attachments")), ("Firmado", None));
    // A boundary that nobody named, or a wrong one.
    for boundary in ["", "; boundary=other"] {
        let head = format!("Content-Type: multipart/alternative{boundary}\r\n");
        let body = format!(
            "aviso\r\n--z\r\n{PLAIN}\r\n\r\nHola\r\n--z\r\n{HTML}\r\n\r\n<p>Hola</p>\r\n--z--\r\n"
        );
        assert_eq!(mention(&message(&head, &body)).text, "Hola", "{boundary}");
    }
}

#[test]
fn a_message_without_a_text_says_what_it_holds() {
    let photo =
        "Content-Type: image/jpeg; name=\"foto rota.jpg\"\r\nContent-Transfer-Encoding: base64";
    let note = "Content-Type: text/plain; name=nota.txt\r\nContent-Disposition: attachment; filename=nota.txt";
    let tnef =
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64";
    let inside = "Content-Type: message/rfc822";
    for (raw, text) in [
        (parts("mixed", &[(photo, "QUJD")]), "[foto rota.jpg]"),
        (parts("mixed", &[(PLAIN, ""), (photo, "QUJD")]), "[foto rota.jpg]"),
        (parts("mixed", &[(PLAIN, "\r\n"), (note, "Escrito aparte")]), "Escrito aparte"),
        (parts("mixed", &[(tnef, "eJ8+IgEAAAAA")]), "[winmail.dat]"),
        // attBody: "Roto".
        (parts("mixed", &[(tnef, "eJ8+IgEAAQyAAgAEAAAAUm90bwAA")]), "Roto"),
        (
            parts("mixed", &[(inside, "From: Eva <e@z.example>\r\nSubject: q\r\n\r\nNo va")]),
            "No va",
        ),
        (
            message(&format!("{HTML}\r\n"), "<img src=x alt='La pantalla rota'>"),
            "[La pantalla rota]",
        ),
        (message("Content-Type: image/png; name=a.png\r\n", "x"), "[a.png]"),
        (message("Content-Type: application/octet-stream\r\n", "x"), "[application/octet-stream]"),
    ] {
        assert_eq!(mention(&raw).text, text, "{}", String::from_utf8_lossy(&raw));
    }
    // Passed on beside words of one's own: it is named.
    let forwarded = parts(
        "mixed",
        &[(PLAIN, "Miren esto"), (inside, "From: e@z.example\r\nSubject: Queja\r\n\r\nNo va")],
    );
    let read = mention(&forwarded);
    assert_eq!(
        (read.text.as_str(), &read.extra["attachments"]),
        ("Miren esto", &serde_json::json!(["Queja"]))
    );
}

#[test]
fn names_of_attachments_are_read() {
    for (field, name) in [
        ("attachment; filename*=utf-8''Se%C3%B1al.pdf", "Señal.pdf"),
        ("attachment; filename*0*=utf-8''Se%C3%B1; filename*1*=al.pdf", "Señal.pdf"),
        ("attachment; filename*0=\"una \"; filename*1=\"factura.pdf\"", "una factura.pdf"),
        ("attachment; filename=\"=?utf-8?Q?Se=C3=B1al=2Epdf?=\"", "Señal.pdf"),
        ("attachment; filename=\"=?utf-8?B?U2XD?= =?utf-8?B?sWFsLnBkZg==?=\"", "Señal.pdf"),
        ("attachment; filename=\"Se\u{f1}al.pdf\"", "Señal.pdf"),
        ("attachment; filename=\"C:\\\\tmp\\\\a.pdf\"", "a.pdf"),
    ] {
        let head = format!("Content-Type: application/pdf\r\nContent-Disposition: {field}");
        let read = mention(&parts("mixed", &[(PLAIN, "x"), (&head, "x")]));
        assert_eq!(read.extra["attachments"][0], name, "{field}");
    }
    let mut raw =
        parts("mixed", &[(PLAIN, "x"), ("Content-Type: application/pdf; name=\"Se@al.pdf\"", "x")]);
    let at = raw.windows(4).position(|window| window == b"Se@a").unwrap() + 2;
    raw[at] = 0xf1;
    assert_eq!(mention(&raw).extra["attachments"][0], "Señal.pdf");
}

#[test]
fn letters_are_read_whatever_the_fields_claim() {
    let latin = "La señal se corta, ¿qué hago?";
    let bytes: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for kind in [
        "text/plain; charset=cp1252",
        "text/plain; charset='iso-8859-1'",
        "text/plain; charset=utf8",
        "text/plain; charset=\"\"",
        "text/plain",
        "text/html; charset=utf-8",
        "text/html",
        "TEXT/PLAIN; CHARSET=US-ASCII",
    ] {
        for body in [bytes.as_slice(), latin.as_bytes()] {
            let mut raw = message(&format!("Content-Type: {kind}\r\n"), "");
            raw.extend(body);
            assert_eq!(mention(&raw).text, latin, "{kind}");
        }
    }
    // Greek and Cyrillic pages that only tell in their head.
    for (encoding, text) in [
        (encoding_rs::WINDOWS_1253, "Η μπαταρία κρατάει μόνο δύο ώρες"),
        (encoding_rs::KOI8_R, "Батарея держит заряд всего два часа"),
    ] {
        let page = format!(
            "<html><head><meta charset={}></head><body>{text}</body></html>",
            encoding.name()
        );
        let mut raw = message("Content-Type: text/html; charset=iso-8859-1\r\n", "");
        raw.extend(encoding.encode(&page).0.iter());
        assert_eq!(mention(&raw).text, text);
    }
    // No field at all, and a page that nobody announces.
    assert_eq!(
        mention(&message("", "<html><body><p>Hola</p><p>Ana</p></body></html>")).text,
        "Hola\n\nAna"
    );
    let flowed = "Content-Type: text/plain; charset=utf-8; format=flowed\r\n";
    assert_eq!(
        mention(&message(flowed, "El cargador \r\nno carga.\r\n")).text,
        "El cargador no carga."
    );
}
