//! What a shop's mailbox really holds: forms, ids that are used twice, answers of machines.

use std::collections::BTreeMap;

use plaza_core::{Connector, SourceConfig};
use plaza_tests::mail::{MailServers, PASSWORD};

use crate::collected::{Changes, Collected, factory, fetcher, reply};

/// A shop's mailbox on the servers of this test.
struct Shop {
    servers: MailServers,
    us: &'static str,
}

impl Shop {
    async fn open() -> Self {
        Self { servers: MailServers::start().await.unwrap(), us: "shop-mail@plaza.test" }
    }

    fn connector(&self) -> Box<dyn Connector> {
        let (imaps, smtps) =
            (self.servers.imaps_port.to_string(), self.servers.smtps_port.to_string());
        let values = BTreeMap::from([
            ("imap_host", "localhost"),
            ("imap_port", &imaps),
            ("user", self.us),
            ("password", PASSWORD),
            ("address", self.us),
            ("smtp_host", "localhost"),
            ("smtp_port", &smtps),
            ("certificate", &self.servers.certificate),
        ]);
        let values = values.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned()));
        let allowed = format!("localhost:{imaps},localhost:{smtps}");
        let factory = factory("email", &fetcher(0));
        let config =
            SourceConfig::checked(factory.spec(), values.collect(), Some(allowed)).unwrap();
        factory.open(&config).unwrap()
    }

    /// A message from `from`, with more fields, puts itself into the mailbox. A server has received
    /// it on its day, so that it is as old whenever it is put there.
    async fn arrives(&self, from: &str, id: &str, head: &str, text: &str) {
        let us = self.us;
        let message = format!(
            "Received: from web.test by mx.test; Mon, 2 Feb 2026 11:00:00 +0000\r\n\
             From: {from}\r\nTo: {us}\r\nMessage-ID: <{id}>\r\nDate: Mon, 2 Feb 2026 11:00:00 +0000\r\n\
             Content-Type: text/plain; charset=utf-8\r\n{head}\r\n{text}\r\n"
        );
        self.servers.put(us, "INBOX", message.as_bytes()).await.unwrap();
    }

    /// What a source says of what it left out.
    fn left_out(&self, store: &Collected) -> Vec<(u64, &'static str)> {
        let left = factory("email", &fetcher(0)).left_out(store.cursor.as_deref().unwrap());
        left.into_iter().map(|left| (left.count, left.what.en)).collect()
    }
}

#[tokio::test]
async fn a_shops_mailbox_is_read_as_a_person_reads_it() {
    let shop = Shop::open().await;
    let (us, form) = (shop.us, "formulario@web.test");
    let (carla, dora) = ("carla@customer.test", "dora@customer.test");
    // Two customers through one form, which gives all its messages one id; the first one twice.
    let from_form = async |who: &str, text: &str| {
        let head = format!("Subject: Formulario\r\nReply-To: {who}\r\nX-Mailer: PHPMailer\r\n");
        shop.arrives(&format!("Tienda <{us}>"), form, &head, text).await;
    };
    from_form(carla, "Quiero devolver la lámpara.").await;
    from_form(carla, "Quiero devolver la lámpara.").await;
    let mut store = Collected::default();
    let first = store.run(&*shop.connector()).await.unwrap();
    assert_eq!(first, Changes { new: vec![form.to_owned()], ..Changes::default() });

    from_form(dora, "¿Abren el sábado?").await;
    shop.arrives(
        &format!("Tienda <{us}>"),
        "ours@plaza.test",
        "Subject: Hola\r\n",
        "Abrimos a las diez.",
    )
    .await;
    for (n, head) in [
        "Auto-Submitted: auto-replied\r\n",
        "Subject: Fuera de la oficina\r\n",
        "X-Autoreply: yes\r\n",
    ]
    .into_iter()
    .enumerate()
    {
        shop.arrives("p@customer.test", &format!("auto{n}@c"), head, "Vuelvo el lunes").await;
    }
    shop.arrives(
        "news@other.test",
        "news@c",
        "List-Unsubscribe: <https://other.test>\r\n",
        "Oferta",
    )
    .await;
    shop.arrives(
        "p@customer.test",
        "person@c",
        "Subject: El cierre automático falla\r\n",
        "No cierra.",
    )
    .await;
    let connector = shop.connector();
    let second = store.run(&*connector).await.unwrap();
    assert_eq!((second.new.len(), second.edited, second.deleted), (3, vec![], vec![]));
    assert_eq!(
        shop.left_out(&store),
        [(3, "automatic answers"), (1, "newsletter or list message")]
    );

    let by = |author: &str| {
        store.mentions.values().find(|m| m.author.as_deref() == Some(author)).unwrap()
    };
    assert_eq!(
        (by(carla).external_id.as_str(), by(carla).text.as_str(), by(carla).ours),
        (form, "Quiero devolver la lámpara.", false)
    );
    assert_eq!(
        (by(dora).text.as_str(), by(dora).ours, &by(dora).extra["message_id"]),
        ("¿Abren el sábado?", false, &form.into())
    );
    assert_ne!(by(dora).conversation_id, by(carla).conversation_id);
    assert_eq!((by(us).text.as_str(), by(us).ours), ("Abrimos a las diez.", true));
    assert_eq!(by("p@customer.test").text, "No cierra.");

    // Each is answered for herself, although the mailbox knows both by one id.
    let replier = connector.replier().unwrap();
    for (key, who) in [("k-c", carla), ("k-d", dora)] {
        replier.send(&reply(key, &by(who).external_id, "Gracias.")).await.unwrap();
        let arrived = shop.servers.messages(who, "INBOX").await.unwrap();
        assert_eq!(arrived.len(), 1, "{who}");
        assert!(arrived[0].contains(&format!("In-Reply-To: <{form}>")), "{}", arrived[0]);
        assert!(arrived[0].contains(&format!("<{}>", by(who).external_id)), "{}", arrived[0]);
    }
    // Her answer stands in her own conversation.
    let thread = by(dora).external_id.clone();
    let head = format!(
        "Subject: Re: Formulario\r\nIn-Reply-To: <plaza-k-d@plaza.test>\r\nReferences: <{thread}> <plaza-k-d@plaza.test>\r\n"
    );
    shop.arrives(dora, "again@c", &head, "Perfecto.").await;
    store.run(&*connector).await.unwrap();
    assert_eq!(store.mentions["again@c"].conversation_id.as_deref(), Some(thread.as_str()));
    // Read from the beginning, as when the server numbers everything anew, nothing is new.
    let mut cursor: serde_json::Value =
        serde_json::from_str(store.cursor.as_deref().unwrap()).unwrap();
    cursor["validity"] = 1.into();
    store.cursor = Some(cursor.to_string());
    assert_eq!(store.run(&*connector).await.unwrap(), Changes::default());
    assert_eq!(shop.left_out(&store)[0], (3, "automatic answers"));
}
