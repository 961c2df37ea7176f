use super::*;

#[test]
fn quotes_and_signatures_go_and_words_stay() {
    for (message, own) in [
        ("Hola\n\nAna", "Hola\n\nAna"),
        ("  Hola  a   todos. \nAna", "  Hola a todos.\nAna"),
        // An answer above the quote.
        (
            "It broke again.\n\nOn Mon, 2 Feb 2026 at 10:00, Ana <a@x.example> wrote:\n> Try this\n> and that\n",
            "It broke again.",
        ),
        (
            "Sigue igual.\r\n\r\nEl lun, 2 feb 2026 a las 10:00, Soporte Plaza (<s@x.example>)\r\nescribió:\r\n\r\n> Pruebe esto\r\n",
            "Sigue igual.",
        ),
        ("Geht nicht.\n\nAm 02.02.2026 um 10:00 schrieb Ana Müller:\n> Hallo", "Geht nicht."),
        // Below it, between its lines, and both.
        ("El lun, 2 feb 2026 a las 10:00, Ana <a@x.example> escribió:\n> ¿Va?\n\nNo va.", "No va."),
        ("> One?\nYes.\n> Two?\nNo.", "Yes.\nNo."),
        ("Hola\n\nAna escribió:\n> ¿Va?\nNo\n> ¿Y ahora?\nTampoco", "Hola\n\nNo\nTampoco"),
        // Quotes without marks, as Yahoo and pages have them.
        (
            "No va.\n\n    En martes, 6 de enero de 2026, 9:15:00 CET, Tienda <t@x.example> escribió:  \n \n Pruebe esto.  \n",
            "No va.",
        ),
        (
            "No va.\n\nEl 6 ene 2026, a las 9:15, Tienda <t@x.example> escribió:\n\nPruebe esto.",
            "No va.",
        ),
        // A quote that holds a copy, with an answer below it.
        (
            "Hola\n\nAna escribió:\n> De: S\n> Enviado: lunes\n> Para: A\n> Asunto: x\n>\n> Pruebe\n\nNo va.",
            "Hola\n\nNo va.",
        ),
        // The attribution is quoted too.
        (
            "No va.\n\n> El 6 ene 2026, a las 9:15, T <t@x.example> escribió:\n> \n> Pruebe",
            "No va.",
        ),
        // Outlook.
        (
            "Gracias.\n\n________________________________\nDe: Soporte <s@x.example>\nEnviado: lunes, 2 de febrero\nPara: Ana\nAsunto: Hola\n\nTexto",
            "Gracias.",
        ),
        ("Thanks\n\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\n\nold", "Thanks"),
        ("Thanks\n\n*From:* a\n*Sent:* b\n*To:* c\n\nold", "Thanks"),
        (
            "No va.\n\nObtener Outlook para iOS<https://x.example>\n________________________________\nDe: S <s@x.example>\nEnviado: lunes\nPara: Ana\nAsunto: x\n\nPruebe",
            "No va.",
        ),
        ("No va.\n\n##- Escriba su respuesta por encima de esta línea -##\n\nTicket 4", "No va."),
        // Signatures.
        ("Hola\n-- \nAna\nTienda", "Hola"),
        ("Hola\n\nEnviado desde mi iPhone\n", "Hola"),
        ("Hola\n\nSent from my Galaxy", "Hola"),
        ("Hola\u{200b}\n\u{200c}\u{a0}\n", "Hola\u{200b}"),
        (
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nNo va.\n- - uno\n-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----",
            "No va.\n- uno",
        ),
        // A message of quotes alone is kept as it is.
        ("> Try this", "> Try this"),
        ("-- \nAna", "--\nAna"),
        ("", ""),
    ] {
        let shown: Vec<_> = own.lines().map(str::trim_end).collect();
        assert_eq!(own_words(message, false), shown.join("\n"), "{message}");
    }
}

#[test]
fn what_only_looks_like_a_quote_stays() {
    for text in [
        "On Monday he wrote:\nbuy milk",
        "From: the heart\nthank you",
        "Dijo: de: para: nada",
        "a -- b",
        "x > y",
        "La batería dura\n>50 % menos\nque antes",
        "El 5 de enero de 2026 a las 10:30 su técnico me escribió:\n\nVamos mañana\n\nY nadie vino.",
        "Su empresa escribió: no hay arreglo. Es confidencial, dicen.",
        // A forwarded message is the message.
        "Mira:\n\n---------- Forwarded message ---------\nDe: Eva <e@x.example>\nDate: lunes\nSubject: Queja\nTo: Ana\n\nNo va",
        "Inicio del mensaje reenviado:\n\nDe: Eva\nAsunto: Queja\nFecha: lunes\nPara: Ana\n\nNo va",
    ] {
        assert_eq!(own_words(text, false), text);
    }
    let passed_on = "Atended a este cliente.\n\nDe: Eva <e@x.example>\nEnviado: lunes\nPara: Ana\nAsunto: Queja\n\nNo va";
    assert_eq!(own_words(passed_on, true), passed_on);
    assert_eq!(own_words(passed_on, false), "Atended a este cliente.");
    let marked = passed_on.replace("De: ", "\u{e000}De: ") + "\u{e001}";
    assert_eq!(own_words(&marked, true), passed_on);
    // An answer to a forwarded message.
    let answer = "Sigue mal.\n\nEl lun, 2 feb 2026 a las 10:00, S <s@x.example> escribió:\n> ---------- Forwarded message ---------\n> De: Eva";
    assert_eq!(own_words(answer, false), "Sigue mal.");
}

#[test]
fn marks_of_elements_decide() {
    for (text, own) in [
        ("Nuevo\n\u{e000}Viejo\n\nMás\u{e001}\nAbajo", "Nuevo\n\nAbajo"),
        ("Nuevo\nAna escribió:\n\n\u{e002}Viejo\u{e003}\n", "Nuevo"),
        ("Dice el anuncio:\n\u{e002}24 horas\u{e003}\nY no.", "Dice el anuncio:\n24 horas\nY no."),
        ("\u{e000}a\u{e000}b\u{e001}c\n d\u{e001}\nNo", "No"),
    ] {
        assert_eq!(own_words(text, false), own, "{text}");
    }
}
