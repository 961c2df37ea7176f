//! The e-mail connector against a real Dovecot and a real SMTP server, through the public trait.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::collected::{Changes, Collected, factory, fetcher, now, reply};
use plaza_core::{
    Connector, ConnectorError, PreflightProblem, ReadBack, SourceConfig, parse_timestamp,
};
use plaza_tests::mail::{MailServers, PASSWORD, PASSWORD_BEYOND_ASCII, SmtpFault};
use tokio::sync::OnceCell;
use tokio::time::timeout;

/// The servers of this test process; each test has its own mailboxes.
async fn servers() -> &'static MailServers {
    static SERVERS: OnceCell<MailServers> = OnceCell::const_new();
    SERVERS.get_or_init(|| async { MailServers::start().await.unwrap() }).await
}

/// Our mailbox and a customer's.
struct Scene {
    servers: &'static MailServers,
    us: String,
    ana: String,
}

impl Scene {
    /// `name` keeps the tests' mailboxes apart.
    async fn new(name: &str) -> Self {
        let servers = servers().await;
        Self {
            servers,
            us: format!("us-{name}@plaza.test"),
            ana: format!("ana-{name}@customer.test"),
        }
    }

    fn connector(&self) -> Box<dyn Connector> {
        self.connector_with(&[])
    }

    fn connector_with(&self, changed: &[(&str, &str)]) -> Box<dyn Connector> {
        self.try_open(changed, &["imaps", "smtps", "imap", "smtp"]).unwrap()
    }

    /// A connector that may reach some of the servers.
    fn try_open(
        &self,
        changed: &[(&str, &str)],
        allowed: &[&str],
    ) -> Result<Box<dyn Connector>, plaza_core::ConfigError> {
        let servers = self.servers;
        let ports = BTreeMap::from([
            ("imap", servers.imap_port),
            ("imaps", servers.imaps_port),
            ("smtp", servers.smtp_port),
            ("smtps", servers.smtps_port),
        ]);
        let (imaps, smtps) = (ports["imaps"].to_string(), ports["smtps"].to_string());
        let mut values = BTreeMap::from([
            ("imap_host", "localhost"),
            ("imap_port", &imaps),
            ("user", &self.us),
            ("password", PASSWORD),
            ("address", &self.us),
            ("name", "Soporte ñ"),
            ("smtp_host", "localhost"),
            ("smtp_port", &smtps),
            ("certificate", &servers.certificate),
        ]);
        values.extend(changed.iter().copied());
        let values =
            values.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let allowed: Vec<String> =
            allowed.iter().map(|name| format!("localhost:{}", ports[name])).collect();
        let allowed = (!allowed.is_empty()).then(|| allowed.join(","));
        let factory = factory("email", &fetcher(0));
        let config = SourceConfig::checked(factory.spec(), values, allowed)?;
        factory.open(&config)
    }

    async fn arrives(&self, id: &str, head: &str, body: &str) {
        let message = self.message(id, head, body);
        self.servers.put(&self.us, "INBOX", &message).await.unwrap();
    }

    fn message(&self, id: &str, head: &str, body: &str) -> Vec<u8> {
        let ana = &self.ana;
        format!(
            "From: Ana Gómez <{ana}>\r\nTo: {}\r\nMessage-ID: <{id}>\r\n{head}\r\n{body}\r\n",
            self.us
        )
        .into_bytes()
    }
}

fn ids<const N: usize>(ids: [&str; N]) -> Changes {
    Changes { new: ids.map(str::to_owned).to_vec(), ..Changes::default() }
}

#[tokio::test]
async fn collects_a_mailbox_page_by_page_and_then_what_is_new() {
    let scene = Scene::new("flood").await;
    let flood: Vec<Vec<u8>> = (0..250)
        .map(|n| scene.message(&format!("{n}@c"), "Subject: Oferta\r\n", &format!("Mensaje {n}")))
        .collect();
    scene.servers.put_all(&scene.us, "INBOX", &flood).await.unwrap();
    let mut store = Collected::default();
    let mut changes = Changes::default();
    // As if the process were killed after each page: only the cursor is kept.
    let mut pages = 1;
    while store.step(&*scene.connector(), &mut changes).await.unwrap() {
        pages += 1;
    }
    assert_eq!((pages, changes.new.len(), store.mentions.len()), (3, 250, 250));
    assert_eq!(store.run(&*scene.connector()).await.unwrap(), Changes::default());

    // Messages that are moved or expunged were still sent to us.
    let expunge = ["STORE 1:249 +FLAGS.SILENT (\\Deleted)", "EXPUNGE"];
    scene.servers.run(&scene.us, "INBOX", &expunge).await.unwrap();
    scene.arrives("new@c", "Subject: a\r\n", "Nuevo").await;
    assert_eq!(store.run(&*scene.connector()).await.unwrap(), ids(["new@c"]));
    assert_eq!(store.mentions.len(), 251);
}

#[tokio::test]
async fn a_new_message_is_told_at_once_and_nothing_else_is() {
    let scene = Scene::new("idle").await;
    scene.arrives("old@c", "Subject: a\r\n", "Hola").await;
    let connector = scene.connector();
    let listener = connector.listener().unwrap();
    // More listeners than one host has turns: listeners do not block others.
    let mut lines = [listener.connect().await, listener.connect().await, listener.connect().await];
    let news = lines[0].as_mut().unwrap();
    scene.servers.run(&scene.us, "INBOX", &["STORE 1 +FLAGS (\\Flagged)"]).await.unwrap();
    let silence = timeout(Duration::from_secs(2), news.next()).await;
    assert!(silence.is_err(), "a flag is no news: {silence:?}");

    scene.arrives("new@c", "Subject: a\r\n", "Hola otra vez").await;
    timeout(Duration::from_secs(20), news.next()).await.unwrap().unwrap();
    let mut store = Collected::default();
    assert_eq!(store.run(&*connector).await.unwrap(), ids(["new@c", "old@c"]));
}

#[tokio::test]
async fn a_mailbox_that_numbers_its_messages_anew_is_read_again_without_doubles() {
    let scene = Scene::new("validity").await;
    scene.servers.run(&scene.us, "INBOX", &["CREATE Tickets"]).await.unwrap();
    let folder = [("folder", "Tickets")];
    for n in 0..3 {
        let message = scene.message(&format!("{n}@c"), "Subject: a\r\n", "Hola");
        scene.servers.put(&scene.us, "Tickets", &message).await.unwrap();
    }
    let mut store = Collected::default();
    store.run(&*scene.connector_with(&folder)).await.unwrap();
    let before = store.cursor.clone();

    scene.servers.run(&scene.us, "Tickets", &["CREATE Aside", "COPY 1:* Aside"]).await.unwrap();
    let anew = ["DELETE Tickets", "CREATE Tickets", "COPY 1:* Tickets"];
    scene.servers.run(&scene.us, "Aside", &anew).await.unwrap();
    let message = scene.message("3@c", "Subject: a\r\n", "Hola");
    scene.servers.put(&scene.us, "Tickets", &message).await.unwrap();
    assert_eq!(store.run(&*scene.connector_with(&folder)).await.unwrap(), ids(["3@c"]));
    assert_ne!(store.cursor, before);
    assert_eq!(store.mentions.len(), 4);
}

#[tokio::test]
async fn real_messages_become_mentions() {
    let scene = Scene::new("mentions").await;
    scene
        .arrives(
            "q@c",
            "Subject: =?utf-8?q?Bater=C3=ADa?=\r\nDate: Mon, 2 Feb 2099 11:00:00 +0100\r\n",
            "No dura.\r\n-- \r\nAna",
        )
        .await;
    scene.arrives("a@c", "Subject: Re: x\r\nIn-Reply-To: <q@c>\r\nReferences: <q@c>\r\nContent-Type: text/html; charset=utf-8\r\n", "<p>Sigue igual</p><blockquote type=\"cite\">Pruebe</blockquote>").await;
    scene.arrives("auto@c", "Auto-Submitted: auto-replied\r\n", "Estoy de vacaciones").await;
    scene.arrives("list@c", "List-Unsubscribe: <https://c.example>\r\n", "Oferta").await;
    // Ten megabytes: a text and its attachments.
    let attached = "QUJD".repeat(2_600_000);
    let big = format!(
        "--b\r\nContent-Type: text/plain\r\n\r\nMira el vídeo\r\n--b\r\nContent-Type: video/mp4; name=v.mp4\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n{attached}\r\n--b--"
    );
    scene
        .arrives("big@c", "Subject: Vídeo\r\nContent-Type: multipart/mixed; boundary=b\r\n", &big)
        .await;

    let mut store = Collected::default();
    let connector = scene.connector();
    let changes = store.run(&*connector).await.unwrap();
    assert_eq!(changes, ids(["a@c", "big@c", "q@c"]));
    let question = &store.mentions["q@c"];
    assert_eq!((question.title.as_str(), question.text.as_str()), ("Batería", "No dura."));
    assert_eq!(question.author.as_deref(), Some(scene.ana.as_str()));
    assert_eq!(question.author_name.as_deref(), Some("Ana Gómez"));
    assert!((question.created_at.unwrap() - now()).abs() < 600_000, "not in 2099");
    let answer = &store.mentions["a@c"];
    assert_eq!((answer.text.as_str(), answer.parent_id.as_deref()), ("Sigue igual", Some("q@c")));
    assert_eq!(answer.conversation_id.as_deref(), Some("q@c"));
    let big = &store.mentions["big@c"];
    assert!(big.text.starts_with("Mira el v"), "{}", big.text);
    assert_eq!(big.extra["cut"], true);
    assert!(connector.check().await.unwrap().starts_with("INBOX holds 5 messages"));
    assert_eq!(scene.servers.messages(&scene.us, "INBOX").await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_reply_stands_in_its_thread_and_is_known_again() {
    let scene = Scene::new("reply").await;
    scene.arrives("r@c", "Subject: Factura\r\n", "Primero").await;
    scene
        .arrives(
            "q@c",
            "Subject: Re: Factura\r\nIn-Reply-To: <r@c>\r\nReferences: <r@c>\r\n",
            "¿Y bien?",
        )
        .await;
    let connector = scene.connector();
    let replier = connector.replier().unwrap();
    let answer = reply("k-1", "q@c", "Está enviada.\n.\nUn saludo ñ");
    assert_eq!(replier.preflight(&answer).await.unwrap(), []);
    let receipt = replier.send(&answer).await.unwrap();
    assert_eq!(receipt.external_id, "plaza-k-1@plaza.test");

    let arrived = scene.servers.messages(&scene.ana, "INBOX").await.unwrap();
    let [message] = arrived.as_slice() else { panic!("{arrived:?}") };
    for line in [
        "Message-ID: <plaza-k-1@plaza.test>",
        "In-Reply-To: <q@c>",
        "References: <r@c> <q@c>",
        "Subject: Re: Factura",
        "X-Plaza-Reply: k-1",
    ] {
        assert!(message.contains(line), "{line} in {message}");
    }
    assert_eq!(scene.servers.messages(&scene.us, "Sent").await.unwrap().len(), 1);
    assert_eq!(replier.read_back(&answer).await.unwrap(), ReadBack::Found(receipt.clone()));
    assert!(replier.retract(&receipt).await.is_err());

    // A copy of it that arrives in the mailbox is ours and cannot be answered.
    scene.servers.put(&scene.us, "INBOX", message.as_bytes()).await.unwrap();
    let mut store = Collected::default();
    store.run(&*connector).await.unwrap();
    let ours = &store.mentions["plaza-k-1@plaza.test"];
    assert!(ours.ours && ours.text.starts_with("Está enviada."), "{ours:?}");
    assert_eq!(ours.conversation_id.as_deref(), Some("r@c"));
    let echo = reply("k-2", "plaza-k-1@plaza.test", "Hola");
    assert_eq!(replier.preflight(&echo).await.unwrap(), [PreflightProblem::NotSupported]);
    assert!(matches!(replier.send(&echo).await, Err(ConnectorError::Malformed(_))));
}

#[tokio::test]
async fn a_lost_answer_is_read_back_or_left_to_a_person() {
    for (name, fault, arrives, is_found) in [
        ("kept", SmtpFault::AnswerLostCopyKept, 1, true),
        ("lost", SmtpFault::AnswerLost, 1, false),
        ("gone", SmtpFault::MessageLost, 0, false),
    ] {
        let scene = Scene::new(name).await;
        scene.arrives("q@c", "Subject: a\r\n", "Hola").await;
        scene.servers.set_fault(&scene.ana, fault).unwrap();
        let answer = reply(&format!("k-{name}"), "q@c", "Buenas");
        let sent = scene.connector().replier().unwrap().send(&answer).await;
        assert!(matches!(sent, Err(ConnectorError::MayBeDone(_))), "{name}: {sent:?}");

        // Another process looks.
        let connector = scene.connector();
        let found = connector.replier().unwrap().read_back(&answer).await.unwrap();
        assert_eq!(matches!(found, ReadBack::Found(_)), is_found, "{name}: {found:?}");
        assert!(!matches!(found, ReadBack::Absent), "never sent blindly: {name}");
        let arrived = scene.servers.messages(&scene.ana, "INBOX").await.unwrap();
        assert_eq!(arrived.len(), arrives, "{name}");
    }
}

#[tokio::test]
async fn a_refusal_is_no_riddle() {
    let scene = Scene::new("refusal").await;
    scene.arrives("q@c", "Subject: a\r\n", "Hola").await;
    let send = async |changed: &[(&str, &str)], parent: &str| {
        let connector = scene.connector_with(changed);
        let answer = reply("k-r", parent, "Buenas");
        connector.replier().unwrap().send(&answer).await.unwrap_err()
    };
    scene.servers.set_fault(&scene.ana, SmtpFault::Later).unwrap();
    let later = send(&[], "q@c").await;
    assert!(
        matches!(later, ConnectorError::RateLimited { until, .. } if until > now()),
        "{later:?}"
    );
    scene.servers.set_fault(&scene.ana, SmtpFault::NoSuchUser).unwrap();
    let never = send(&[], "q@c").await;
    assert!(
        matches!(&never, ConnectorError::Malformed(why) if why.contains("no such user")),
        "{never:?}"
    );
    scene.servers.set_fault(&scene.ana, SmtpFault::None).unwrap();
    let wrong = send(&[("smtp_password", "wrong")], "q@c").await;
    assert!(matches!(wrong, ConnectorError::Unauthorized(_)), "{wrong:?}");
    let nobody = send(&[("smtp_port", "1")], "q@c").await;
    assert!(
        matches!(nobody, ConnectorError::Malformed(_)),
        "a port that is not allowed: {nobody:?}"
    );
    assert!(matches!(send(&[], "unknown@c").await, ConnectorError::Gone(_)));
    assert_eq!(scene.servers.messages(&scene.ana, "INBOX").await.unwrap(), Vec::<String>::new());

    // A message that was moved into another folder can still be answered.
    scene.servers.run(&scene.us, "INBOX", &["CREATE Done", "MOVE 1 Done"]).await.unwrap();
    let connector = scene.connector();
    connector.replier().unwrap().send(&reply("k-s", "q@c", "Buenas")).await.unwrap();
    assert_eq!(scene.servers.messages(&scene.ana, "INBOX").await.unwrap().len(), 1);
}

#[tokio::test]
async fn header_injection_goes_nowhere() {
    let scene = Scene::new("injection").await;
    let victim = "victim-injection@customer.test";
    let subject = format!("=?utf-8?q?Hola=0D=0ABcc:_{victim}=0D=0A?=");
    scene
        .arrives("q@c", &format!("Subject: {subject}\r\nReferences: <a@c> <b\"@c>\r\n"), "Hola")
        .await;
    let connector = scene.connector_with(&[("name", "Soporte\" <x@y.test>, \"")]);
    let text = format!("Hola\r\n.\r\nRSET\r\nMAIL FROM:<{victim}>\r\nBcc: {victim}");
    connector.replier().unwrap().send(&reply("k-i", "q@c", &text)).await.unwrap();
    let arrived = scene.servers.messages(&scene.ana, "INBOX").await.unwrap();
    let [message] = arrived.as_slice() else { panic!("{arrived:?}") };
    let (head, _) = message.split_once("\r\n\r\n").unwrap();
    assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    assert_eq!(scene.servers.messages(victim, "INBOX").await.unwrap(), Vec::<String>::new());
    let name = scene.try_open(&[("name", "a\r\nBcc: x@y.test")], &[]);
    assert_eq!(name.err().unwrap().key, "name");
}

#[tokio::test]
async fn connections_are_protected_and_passwords_checked() {
    let scene = Scene::new("connections").await;
    scene.arrives("q@c", "Subject: a\r\n", "Hola").await;
    let servers = scene.servers;
    let (imap, smtp) = (servers.imap_port.to_string(), servers.smtp_port.to_string());
    let starttls = [
        ("imap_port", imap.as_str()),
        ("imap_security", "starttls"),
        ("smtp_port", smtp.as_str()),
        ("smtp_security", "starttls"),
    ];
    let found = scene.connector_with(&starttls).check().await.unwrap();
    assert!(found.ends_with("replies leave through localhost"), "{found}");
    let plain = [("imap_port", imap.as_str()), ("imap_security", "none"), ("smtp_host", "")];
    let connector = scene.connector_with(&plain);
    assert!(connector.check().await.is_ok() && connector.replier().is_none());
    let beyond = [("password", PASSWORD_BEYOND_ASCII), ("smtp_password", PASSWORD)];
    scene.connector_with(&beyond).check().await.unwrap();

    for wrong in ["wrong", "wröng"] {
        let refused = scene.connector_with(&[("password", wrong)]).collect(None).await;
        assert!(matches!(refused, Err(ConnectorError::Unauthorized(_))), "{refused:?}");
        assert!(!format!("{refused:?}").contains(wrong));
    }
    let unknown = scene.connector_with(&[("certificate", "")]).collect(None).await.unwrap_err();
    assert!(unknown.to_string().contains("no encrypted connection with localhost"), "{unknown}");
    let folder = scene.connector_with(&[("folder", "Atención")]).collect(None).await.unwrap_err();
    assert!(matches!(folder, ConnectorError::Gone(_)), "{folder:?}");
    // The same guard as for the web.
    for allowed in [&[][..], &["smtps"]] {
        let refused = scene.try_open(&[], allowed).unwrap().collect(None).await.unwrap_err();
        assert!(refused.to_string().contains("not on the public internet"), "{refused}");
    }
    for (key, value) in
        [("imap_security", "sometimes"), ("address", "nobody"), ("certificate", "x")]
    {
        assert_eq!(scene.try_open(&[(key, value)], &[]).err().unwrap().key, key);
    }
}

#[tokio::test]
async fn old_messages_are_left_out_on_request() {
    let scene = Scene::new("days").await;
    let mut old = scene.connector_with(&[("days", "1")]);
    scene.arrives("q@c", "Subject: a\r\nDate: Mon, 2 Feb 2015 11:00:00 +0100\r\n", "Hola").await;
    let mut store = Collected::default();
    // The time of arrival counts, which was just now.
    assert_eq!(store.run(&*old).await.unwrap(), ids(["q@c"]));
    assert!(store.mentions["q@c"].created_at.unwrap() > parse_timestamp("2016-01-01").unwrap());
    old = scene.connector_with(&[("days", "0")]);
    assert_eq!(Collected::default().run(&*old).await.unwrap(), ids(["q@c"]));
}
