//! The Bluesky connector against a real personal data server, through the public trait: signing in
//! and answering. Instead of an AppView there is a stand-in that returns posts by address and
//! otherwise answers with errors; `app_view.rs` tests the rest.

use std::time::Duration;

use crate::collected::{Collected, factory, fetcher_without_retries, now, open, reply};
use plaza_core::{Connector, ConnectorError, PreflightProblem, ReadBack, Receipt};
use plaza_tests::bluesky::{Bluesky, BlueskyUser, POSTS, Post, post_of_now};
use plaza_tests::fault_proxy::{Fault, FaultProxy};
use serde_json::Value;
use tokio::sync::OnceCell;

/// The one server of this test process; each test has its own accounts.
async fn server() -> &'static Bluesky {
    static SERVER: OnceCell<Bluesky> = OnceCell::const_new();
    SERVER.get_or_init(|| async { Bluesky::start().await.unwrap() }).await
}

/// Ana, who has asked something, and Plaza's account.
pub(crate) struct Scene {
    pub(crate) server: &'static Bluesky,
    pub(crate) ana: BlueskyUser,
    pub(crate) plaza: BlueskyUser,
}

impl Scene {
    async fn new(name: &str) -> Self {
        Self::on(server().await, name).await
    }

    /// `name` keeps the tests' accounts apart.
    pub(crate) async fn on(server: &'static Bluesky, name: &str) -> Self {
        let ana = server.register(&format!("ana-{name}")).await.unwrap();
        let plaza = server.register(&format!("plaza-{name}")).await.unwrap();
        Self { server, ana, plaza }
    }

    pub(crate) async fn ask(&self, words: &str) -> Post {
        self.server.post(&self.ana, words, None).await.unwrap()
    }

    fn connector(&self) -> Box<dyn Connector> {
        self.connector_with(&self.server.base_url, &self.plaza.password)
    }

    fn connector_with(&self, url: &str, password: &str) -> Box<dyn Connector> {
        let settings = [
            ("server", url),
            ("handle", &self.plaza.handle),
            ("password", password),
            ("query", "x"),
        ];
        open(&*factory("bluesky", &fetcher_without_retries()), url, &settings)
    }

    /// The records that Plaza's account has written, newest first.
    pub(crate) async fn ours(&self) -> Vec<Value> {
        self.server.posts(&self.plaza).await.unwrap()
    }
}

/// The record of a reply.
pub(crate) fn receipt_of(uri: &str) -> Receipt {
    Receipt { external_id: uri.to_owned(), url: None, held: false }
}

#[tokio::test]
async fn signs_in_with_an_app_password_and_says_why_not() {
    let scene = Scene::new("signs-in").await;
    let message = scene.connector().check().await.unwrap();
    assert_eq!(message.text(), "answers as plaza-signs-in.test");

    let server = scene.server;
    for password in ["wrong-wrong-wrong", "only a test!"] {
        let refused = scene.connector_with(&server.base_url, password).check().await;
        let Err(ConnectorError::Unauthorized(message)) = refused else { panic!("{refused:?}") };
        assert!(message.contains("Invalid identifier or password"), "{message}");
        assert!(message.contains("app password") && !message.contains(password), "{message}");
    }

    // An existing session gives another message than a login, which says what to do.
    let connector = scene.connector();
    connector.check().await.unwrap();
    server.take_down(&scene.plaza).await.unwrap();
    let refused = connector.check().await;
    let Err(ConnectorError::Unauthorized(message)) = refused else { panic!("{refused:?}") };
    assert!(message.contains("app password"), "{message}");
}

#[tokio::test]
async fn too_many_log_ins_wait() {
    let scene = Scene::new("log-ins").await;
    scene.server.use_up_log_ins(&scene.plaza).await.unwrap();
    let before = now();
    let connector = scene.connector();
    // The second time no request is sent.
    for _ in 0..2 {
        let waits = connector.check().await;
        let Err(ConnectorError::RateLimited { until, .. }) = waits else { panic!("{waits:?}") };
        assert!((before..=before + 301_000).contains(&until), "{}", until - before);
    }
}

#[tokio::test]
async fn without_an_app_view_everything_waits_and_nothing_is_lost() {
    let scene = Scene::new("no-view").await;
    let connector = scene.connector();
    let message = |error: &ConnectorError| match error {
        ConnectorError::Transient(message) => assert!(message.contains("Upstream"), "{message}"),
        other => panic!("{other:?}"),
    };
    let mut store = Collected::default();
    message(&store.run(&*connector).await.unwrap_err());
    assert_eq!(store.cursor, None);

    let replier = connector.replier().unwrap();
    let outgoing = reply("k-lost", &format!("at://{}/{POSTS}/lost", scene.ana.did), "Soon");
    message(&replier.preflight(&outgoing).await.unwrap_err());
    message(&replier.send(&outgoing).await.unwrap_err());
    // Records of our own repository can be found without the AppView.
    assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Absent);
    assert_eq!(scene.ours().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_reply_is_one_record_however_often_it_is_sent() {
    let scene = Scene::new("reply").await;
    let root = scene.ask("The root").await;
    let question = scene.server.post(&scene.ana, "When?", Some(&root)).await.unwrap();
    let connector = scene.connector();
    let replier = connector.replier().unwrap();
    let words = "¡Pronto! 🎉 https://plaza.example/x?y=1#z, says\n<b>Ana</b>";
    let outgoing = reply("k-once", &question.uri, words);

    assert_eq!(replier.preflight(&outgoing).await.unwrap(), []);
    assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Absent);
    let receipt = replier.send(&outgoing).await.unwrap();
    assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Found(receipt.clone()));
    assert_eq!(replier.send(&outgoing).await.unwrap(), receipt);
    let [record] = &scene.ours().await[..] else { panic!("{:?}", scene.ours().await) };
    assert_eq!(record["uri"], receipt.external_id.as_str());
    let value = &record["value"];
    assert_eq!(value["text"], words);
    assert_eq!(value["reply"], question.place_below());
    let link = &value["facets"][0];
    let byte = |key: &str| usize::try_from(link["index"][key].as_u64().unwrap()).unwrap();
    assert_eq!(&words[byte("byteStart")..byte("byteEnd")], "https://plaza.example/x?y=1#z");
    let written = value["createdAt"].as_str().map(plaza_core::parse_timestamp);
    assert_eq!(written.unwrap().unwrap(), outgoing.first_try_at);

    // Another reply with the same words is another record.
    let other = reply("k-other", &question.uri, words);
    assert_eq!(replier.read_back(&other).await.unwrap(), ReadBack::Absent);
    let second = replier.send(&other).await.unwrap();
    assert_eq!(scene.ours().await.len(), 2);
    for _ in 0..2 {
        replier.retract(&second).await.unwrap();
    }
    assert_eq!(replier.read_back(&other).await.unwrap(), ReadBack::Absent);
    let [record] = &scene.ours().await[..] else { panic!("{:?}", scene.ours().await) };
    assert_eq!(record["uri"], receipt.external_id.as_str());
}

#[tokio::test]
async fn a_lost_answer_is_found_by_read_back() {
    let scene = Scene::new("lost").await;
    let question = scene.ask("Anybody?").await;
    let proxy = FaultProxy::start(&scene.server.base_url).await.unwrap();
    let connector = scene.connector_with(&proxy.base_url(), &scene.plaza.password);
    let replier = connector.replier().unwrap();
    let faults = [
        (Fault::Lost, false),
        (Fault::AnswerLost, true),
        (Fault::GatewayTimeout, true),
        (Fault::Cut, true),
        (Fault::Cut, true),
    ];
    for (n, (fault, arrives)) in faults.into_iter().enumerate() {
        let outgoing = reply(&format!("k-lost-{n}"), &question.uri, "the same words");
        let strike = async {
            drop(proxy.catch(&outgoing.text, fault, Duration::from_secs(30)).await.unwrap());
        };
        let ((), lost) = tokio::join!(strike, replier.send(&outgoing));
        assert!(matches!(lost, Err(ConnectorError::MayBeDone(_))), "{fault:?}: {lost:?}");
        // As after a restart.
        let connector = scene.connector();
        let replier = connector.replier().unwrap();
        let message = replier.read_back(&outgoing).await.unwrap();
        assert_eq!(matches!(message, ReadBack::Found(_)), arrives, "{fault:?}: {message:?}");
        let receipt = replier.send(&outgoing).await.unwrap();
        assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Found(receipt));
    }
    assert_eq!(scene.ours().await.len(), faults.len());
}

#[tokio::test]
async fn a_reply_to_a_deleted_post_is_not_sent() {
    let scene = Scene::new("deleted").await;
    let question = scene.ask("When?").await;
    let connector = scene.connector();
    let replier = connector.replier().unwrap();
    let early = reply("k-early", &question.uri, "Soon");
    let receipt = replier.send(&early).await.unwrap();

    scene.server.delete(&scene.ana, &question.uri).await.unwrap();
    let late = reply("k-late", &question.uri, "Too late");
    assert_eq!(replier.preflight(&late).await.unwrap(), [PreflightProblem::ParentDeleted]);
    let refused = replier.send(&late).await;
    assert!(matches!(refused, Err(ConnectorError::Gone(_))), "{refused:?}");
    // What was sent before still exists.
    assert_eq!(replier.read_back(&early).await.unwrap(), ReadBack::Found(receipt));
    assert_eq!(scene.ours().await.len(), 1);
}

#[tokio::test]
async fn what_the_server_refuses_is_told_in_its_words() {
    let scene = Scene::new("refused").await;
    let question = scene.ask("When?").await;
    let connector = scene.connector();
    let replier = connector.replier().unwrap();
    // 300 graphemes, the most that a post may hold.
    let longest = reply("k-long", &question.uri, &"é🇪🇸e\u{301}".repeat(100));
    replier.send(&longest).await.unwrap();
    // The same number is too long with 25 bytes each, because the server limits bytes too.
    let too_long = [("e".repeat(301), "maximum 300"), ("👩‍👩‍👧‍👦".repeat(300), "maximum 3000")];
    for (text, most) in too_long {
        let refused = replier.send(&reply("k-longer", &question.uri, &text)).await;
        let Err(ConnectorError::Malformed(message)) = refused else { panic!("{refused:?}") };
        assert!(message.contains(most), "{message}");
    }
    assert_eq!(scene.ours().await.len(), 1);
}

#[tokio::test]
async fn too_many_replies_wait() {
    let scene = Scene::new("flood").await;
    let question = scene.ask("When?").await;
    let connector = scene.connector();
    let replier = connector.replier().unwrap();
    let first = reply("k-first", &question.uri, "Soon");
    let receipt = replier.send(&first).await.unwrap();
    scene.server.use_up_writes(&scene.plaza).await.unwrap();
    let before = now();
    let second = reply("k-second", &question.uri, "Later");
    let waits = replier.send(&second).await;
    let Err(ConnectorError::RateLimited { until, .. }) = waits else { panic!("{waits:?}") };
    assert!((before + 60_000..=before + 3_601_000).contains(&until), "{}", until - before);
    // Reading has a separate limit.
    assert_eq!(replier.read_back(&first).await.unwrap(), ReadBack::Found(receipt));
    assert_eq!(replier.read_back(&second).await.unwrap(), ReadBack::Absent);
    assert_eq!(scene.ours().await.len(), 1);
}

#[tokio::test]
async fn only_our_own_records_are_taken_back() {
    let scene = Scene::new("retract").await;
    let question = scene.ask("When?").await;
    let connector = scene.connector();
    let replier = connector.replier().unwrap();
    // Written by another program of this account.
    let record = post_of_now("By hand").unwrap();
    let by_hand = scene.server.create(&scene.plaza, POSTS, record).await.unwrap();
    // Only the record's key is used, within our own repository.
    replier.retract(&receipt_of(&question.uri)).await.unwrap();
    assert_eq!(scene.server.posts(&scene.ana).await.unwrap().len(), 1);
    replier.retract(&receipt_of(&by_hand.uri)).await.unwrap();
    assert_eq!(scene.ours().await, Vec::<Value>::new());
}
