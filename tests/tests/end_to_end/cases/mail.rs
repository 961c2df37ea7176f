//! Mail, from a real IMAP server.

use std::fs;

use anyhow::{Result, ensure};
use plaza_tests::mail::{MailServers, PASSWORD};

use super::doors::{Door, both};
use super::{TakenIn, folder};

/// The folders, each a mailbox and a source of that name.
const MAILBOXES: [&str; 8] = [
    "28-mail-contact-form",
    "29-mail-same-message-id",
    "30-mail-auto-replies",
    "31-mail-subjects",
    "32-mail-disclaimers",
    "33-mail-attributions",
    "46-mail-odd-bodies",
    "48-mail-base64",
];
/// What most of the mails with odd bodies say.
const BATTERY: &str = "La batería se hincha y el técnico no llega, señor director.";

// Commands are waited for on a thread of their own, beside the servers that they ask.
#[tokio::test(flavor = "multi_thread")]
async fn mail_as_it_comes() -> Result<()> {
    let servers = MailServers::start().await?;
    for mailbox in MAILBOXES {
        let mut letters: Vec<_> =
            fs::read_dir(folder().join(mailbox))?.collect::<Result<Vec<_>, _>>()?;
        letters.sort_by_key(fs::DirEntry::file_name);
        for letter in letters {
            servers.put(mailbox, "INBOX", &fs::read(letter.path())?).await?;
        }
    }
    let person = "From: Eva <eva@cliente.example>\r\nTo: soporte@tienda.example\r\n\
                  Message-ID: <persona@cliente.example>\r\nSubject: Riego que no arranca\r\n\r\n\
                  La respuesta automática del programador no llega nunca.\r\n";
    servers.put("30-mail-auto-replies", "INBOX", person.as_bytes()).await?;
    for door in both().await? {
        for mailbox in MAILBOXES {
            read(&door, &servers, mailbox).await?;
        }
        let taken = door.export()?;
        who_wrote(&taken)?;
        letters_and_subjects(&taken)?;
        own_words(&taken)?;
        bodies(&taken)?;
    }
    Ok(())
}

async fn read(door: &Door, servers: &MailServers, mailbox: &str) -> Result<()> {
    let port = servers.imaps_port.to_string();
    let host = format!("localhost:{port}");
    let settings = [
        ("imap_host", "localhost"),
        ("imap_port", port.as_str()),
        ("user", mailbox),
        ("password", PASSWORD),
        ("address", "soporte@tienda.example"),
        ("certificate", servers.certificate.as_str()),
    ];
    let said = door.collect("email", mailbox, &host, &settings).await?;
    ensure!(said.is_none(), "{mailbox}: {said:?}");
    Ok(())
}

fn who_wrote(taken: &TakenIn) -> Result<()> {
    let forms = "28-mail-contact-form";
    taken.expect(forms, "author", &["carmen@cliente.example", "blas@cliente.example"])?;
    let twins = "29-mail-same-message-id";
    taken.expect(twins, "text", &["El pedido llegó roto.", "Necesito la factura de enero."])?;
    taken.expect("30-mail-auto-replies", "title", &["Riego que no arranca"])
}

fn letters_and_subjects(taken: &TakenIn) -> Result<()> {
    let box_ = "31-mail-subjects";
    for (author, title) in [
        ("a@cliente.example", "Atención al cliente: avería en Cádiz"),
        ("b@cliente.example", "Batería hinchada, ¿qué hago?"),
        ("c@cliente.example", "Batería hinchada, ¿qué hago?"),
        ("d@cliente.example", "Avería urgente"),
        ("e@cliente.example", "Cobro de 20€ de más"),
    ] {
        let mail = taken.one(box_, "author", author)?;
        ensure!(mail["title"] == title, "{mail}");
    }
    for author in ["b@cliente.example", "c@cliente.example", "d@cliente.example"] {
        let mail = taken.one(box_, "author", author)?;
        ensure!(mail["author_name"] == "José Muñoz", "{mail}");
    }
    let mail = taken.one(box_, "author", "e@cliente.example")?;
    ensure!(mail["text"] == "Me cobraron 20 € de más en la tienda.", "{mail}");
    Ok(())
}

/// Without disclaimers, signatures and what was quoted.
fn own_words(taken: &TakenIn) -> Result<()> {
    let legal = "32-mail-disclaimers";
    for (author, complaint) in [
        ("nuria@empresa.example", "Hola, me habéis cobrado dos veces la cuota de enero."),
        ("sam@company.example", "The parcel came four days late."),
    ] {
        let mail = taken.one(legal, "author", author)?;
        let text = mail["text"].as_str().unwrap_or_default();
        ensure!(text.starts_with(complaint), "{mail}");
        for boilerplate in ["AVISO", "confiden", "imprimir", "addressee"] {
            ensure!(!text.contains(boilerplate), "{mail}");
        }
    }
    let answers = taken.all("33-mail-attributions", "text");
    let mut wanted = vec!["Sigue sin funcionar."; 9];
    wanted.insert(0, "Continua sem funcionar.");
    ensure!(answers == wanted, "{answers:#?}");
    Ok(())
}

fn bodies(taken: &TakenIn) -> Result<()> {
    let sloppy = taken.all("48-mail-base64", "text");
    ensure!(sloppy == [BATTERY; 7], "{sloppy:#?}");
    let odd = "46-mail-odd-bodies";
    for (id, text) in [
        ("a-b64-nopad", BATTERY),
        ("b-b64-spaces", BATTERY),
        ("c-charset-utf8", BATTERY),
        ("e-charset-quoted", BATTERY),
        ("f-html-meta-only", BATTERY),
        ("g-preheader", "El recibo está mal."),
        ("l-qp-broken", "El diseño es malo 100=% y =ZZ raro, señor"),
        (
            "k-flowed",
            "El pedido que hice la semana pasada llegó con la caja abierta y sin el cargador que venía \
             en la oferta.",
        ),
    ] {
        let mail = taken.one(odd, "id", &format!("o-{id}@cliente.example"))?;
        ensure!(mail["text"] == text, "{mail}");
    }
    let euro = taken.one(odd, "id", "o-d-charset-cp1252@cliente.example")?;
    ensure!(euro["text"] == format!("{BATTERY} cuesta 5 €"), "{euro}");
    let table = taken.one(odd, "id", "o-m-winlines@cliente.example")?;
    let text = table["text"].as_str().unwrap_or_default();
    for words in ["Hola\u{a0}a\u{a0}todos,", "Pedido", "123", "Motivo", "Roto"] {
        ensure!(text.replace(' ', "\u{a0}").contains(&words.replace(' ', "\u{a0}")), "{table}");
    }
    Ok(())
}
