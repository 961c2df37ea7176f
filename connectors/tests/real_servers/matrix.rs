//! The Matrix connector against a real Synapse, through the public trait.

use std::time::Duration;

use crate::collected::{
    Changes, Collected, factory, fetcher, fetcher_without_retries, now, open, reply,
};
use plaza_core::{Connector, ConnectorError, PreflightProblem, ReadBack, SourceConfig, Standing};
use plaza_tests::fault_proxy::{Fault, FaultProxy};
use plaza_tests::synapse::{MatrixUser, Synapse};
use serde_json::json;
use tokio::sync::OnceCell;

/// The one server of this test process; each test has its own users and room.
async fn server() -> &'static Synapse {
    static SERVER: OnceCell<Synapse> = OnceCell::const_new();
    SERVER.get_or_init(|| async { Synapse::start().await.unwrap() }).await
}

/// A room with Ana, who made it, and Plaza's account, which is not in it yet.
struct Scene {
    server: &'static Synapse,
    ana: MatrixUser,
    plaza: MatrixUser,
    room: String,
}

impl Scene {
    /// `name` keeps the tests' accounts apart.
    async fn new(name: &str) -> Self {
        Self::with_version(name, None).await
    }

    async fn with_version(name: &str, version: Option<&str>) -> Self {
        let server = server().await;
        let ana = server.register(&format!("ana-{name}")).await.unwrap();
        let plaza = server.register(&format!("plaza-{name}")).await.unwrap();
        let room = server.create_room(&ana, name, version).await.unwrap();
        Self { server, ana, plaza, room }
    }

    fn connector(&self) -> Box<dyn Connector> {
        self.connector_with(&self.plaza.access_token, "true")
    }

    fn connector_with(&self, token: &str, join: &str) -> Box<dyn Connector> {
        let settings = [
            ("homeserver", self.server.base_url.as_str()),
            ("token", token),
            ("room", &self.room),
            ("join", join),
        ];
        open(&*factory("matrix", &fetcher(0)), &self.server.base_url, &settings)
    }

    async fn say(&self, text: &str) -> String {
        self.server.send(&self.ana, &self.room, text).await.unwrap()
    }

    /// The texts of all messages in the room that are not redacted.
    async fn texts(&self) -> Vec<String> {
        let events = self.server.messages(&self.ana, &self.room).await.unwrap();
        events.iter().filter_map(|e| e["content"]["body"].as_str()).map(str::to_owned).collect()
    }
}

fn new(mut ids: Vec<String>) -> Changes {
    ids.sort();
    Changes { new: ids, ..Changes::default() }
}

#[tokio::test]
async fn collects_a_rooms_history_and_then_what_is_new() {
    let scene = Scene::new("history").await;
    let mut ids = Vec::new();
    for n in 0..250 {
        ids.push(scene.say(&format!("message {n}")).await);
    }
    let mut store = Collected::default();
    // As if the process were killed after each page: only the cursor is kept.
    let mut changes = Changes::default();
    while store.step(&*scene.connector(), &mut changes).await.unwrap() {}
    changes.new.sort();
    assert_eq!(changes, new(ids));
    assert_eq!(store.run(&*scene.connector()).await.unwrap(), Changes::default());

    // More messages than one answer holds.
    let mut ids = Vec::new();
    for n in 0..230 {
        ids.push(scene.say(&format!("later {n}")).await);
    }
    assert_eq!(store.run(&*scene.connector()).await.unwrap(), new(ids));
    assert_eq!(store.run(&*scene.connector()).await.unwrap(), Changes::default());
}

#[tokio::test]
async fn threads_answers_and_names_come_along() {
    let scene = Scene::new("threads").await;
    let (server, ana, room) = (scene.server, &scene.ana, &scene.room);
    let first = scene.say("Question").await;
    let answer = server.reply(ana, room, "Answer", &first, None).await.unwrap();
    let in_thread = server.reply(ana, room, "In thread", &answer, Some(&first)).await.unwrap();
    let waves = json!({ "msgtype": "m.emote", "body": "waves" });
    let emote = server.send_content(ana, room, waves).await.unwrap();
    let picture = json!({ "msgtype": "m.image", "body": "cat.png", "url": "mxc://a/b" });
    server.send_content(ana, room, picture).await.unwrap();

    let mut store = Collected::default();
    let changes = store.run(&*scene.connector()).await.unwrap();
    assert_eq!(changes.new.len(), 4, "no picture, and no joins");
    let mention = &store.mentions[&first];
    assert_eq!(mention.author.as_deref(), Some(ana.user_id.as_str()));
    assert_eq!(mention.author_name.as_deref(), Some("ana-threads"));
    assert_eq!((&mention.parent_id, &mention.conversation_id), (&None, &None));
    assert!((mention.created_at.unwrap() - now()).abs() < 60_000);
    assert_eq!(store.mentions[&answer].parent_id.as_ref(), Some(&first));
    assert_eq!(store.mentions[&in_thread].parent_id.as_ref(), Some(&answer));
    assert_eq!(store.mentions[&in_thread].conversation_id.as_ref(), Some(&first));
    assert_eq!(store.mentions[&emote].text, "waves");
}

#[tokio::test]
async fn edits_and_redactions_change_the_original() {
    let scene = Scene::new("edits").await;
    let (server, ana, room) = (scene.server, &scene.ana, &scene.room);
    let early = scene.say("erly").await;
    server.edit(ana, room, &early, "early").await.unwrap();
    let kept = scene.say("kept").await;
    let gone = scene.say("gone").await;
    let mut store = Collected::default();
    store.run(&*scene.connector()).await.unwrap();
    assert_eq!(store.mentions.len(), 3, "an edit is no message");
    assert_eq!(store.mentions[&early].text, "early", "edited before it was collected");
    let before = store.mentions[&kept].clone();

    server.edit(ana, room, &kept, "first edit").await.unwrap();
    server.edit(ana, room, &kept, "second edit").await.unwrap();
    server.redact(ana, room, &gone).await.unwrap();
    // Somebody else's "edit" is ignored.
    server.join(&scene.plaza, room).await.unwrap();
    server.edit(&scene.plaza, room, &early, "forged").await.unwrap();

    let changes = store.run(&*scene.connector()).await.unwrap();
    assert_eq!(changes.edited, std::slice::from_ref(&kept));
    assert_eq!(changes.deleted, [gone]);
    assert_eq!(changes.new, Vec::<String>::new());
    let after = &store.mentions[&kept];
    assert_eq!(after.text, "second edit");
    assert_eq!((after.created_at, &after.author_name), (before.created_at, &before.author_name));
    assert_eq!(store.run(&*scene.connector()).await.unwrap(), Changes::default());
}

#[tokio::test]
async fn a_reply_appears_once_in_its_thread_and_is_ours() {
    for version in ["10", "12"] {
        let scene = Scene::with_version(&format!("reply-{version}"), Some(version)).await;
        let (server, ana, room) = (scene.server, &scene.ana, &scene.room);
        let root = scene.say("Root").await;
        let question = server.reply(ana, room, "When?", &root, Some(&root)).await.unwrap();
        let connector = scene.connector();
        connector.check().await.unwrap();
        let replier = connector.replier().unwrap();
        let outgoing = reply("k-once", &question, "Soon\n<b>really</b>");

        assert_eq!(replier.preflight(&outgoing).await.unwrap(), []);
        assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Absent);
        let receipt = replier.send(&outgoing).await.unwrap();
        assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Found(receipt.clone()));
        assert_eq!(replier.send(&outgoing).await.unwrap(), receipt, "the same transaction");
        assert_eq!(scene.texts().await, ["Root", "When?", "Soon\n<b>really</b>"]);

        // Another reply with the same words is another message.
        let other = reply("k-other", &question, "Soon\n<b>really</b>");
        assert_eq!(replier.read_back(&other).await.unwrap(), ReadBack::Absent);
        let second = replier.send(&other).await.unwrap();
        assert_ne!(second.external_id, receipt.external_id);

        let mut store = Collected::default();
        store.run(&*connector).await.unwrap();
        let mention = &store.mentions[&receipt.external_id];
        assert!(mention.ours);
        assert_eq!(mention.parent_id.as_ref(), Some(&question));
        assert_eq!(mention.conversation_id.as_ref(), Some(&root));
        assert_eq!(mention.url, receipt.url);
        assert!(!store.mentions[&question].ours);

        let standing = replier.look(&other, &second).await;
        assert!(matches!(standing, Ok(Standing::Published(_))), "{standing:?}");
        replier.retract(&second).await.unwrap();
        let again = replier.retract(&second).await;
        assert!(matches!(again, Err(ConnectorError::Gone(_))), "{again:?}");
        assert_eq!(replier.look(&other, &second).await, Ok(Standing::Gone));
        assert_eq!(scene.texts().await.len(), 3);
        // A reply that was redacted meanwhile had still been sent.
        assert_eq!(replier.read_back(&other).await.unwrap(), ReadBack::Found(second.clone()));
        assert_eq!(store.run(&*connector).await.unwrap().deleted, [second.external_id]);
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_open_whether_the_reply_arrived_and_reading_back_tells() {
    let scene = Scene::new("lost").await;
    let question = scene.say("Anybody?").await;
    let proxy = FaultProxy::start(&scene.server.base_url).await.unwrap();
    let url = proxy.base_url();
    let settings =
        [("homeserver", url.as_str()), ("token", &scene.plaza.access_token), ("room", &scene.room)];
    let connector = open(&*factory("matrix", &fetcher_without_retries()), &url, &settings);
    connector.check().await.unwrap();
    let replier = connector.replier().unwrap();
    for (n, (fault, arrives)) in [
        (Fault::Lost, false),
        (Fault::AnswerLost, true),
        (Fault::GatewayTimeout, true),
        (Fault::Cut, true),
        (Fault::Cut, true),
    ]
    .into_iter()
    .enumerate()
    {
        let outgoing = reply(&format!("k-lost-{n}"), &question, "the same words");
        let strike = async {
            drop(proxy.catch(&outgoing.key, fault, Duration::from_secs(30)).await.unwrap());
        };
        let ((), lost) = tokio::join!(strike, replier.send(&outgoing));
        assert!(matches!(lost, Err(ConnectorError::MayBeDone(_))), "{fault:?}: {lost:?}");
        let message = replier.read_back(&outgoing).await.unwrap();
        assert_eq!(matches!(message, ReadBack::Found(_)), arrives, "{fault:?}: {message:?}");
        // Even a second attempt without looking first leaves one message.
        let receipt = replier.send(&outgoing).await.unwrap();
        assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Found(receipt));
    }
    assert_eq!(scene.texts().await.len(), 6);
}

#[tokio::test]
async fn a_reply_is_found_with_another_token_of_the_account() {
    let scene = Scene::new("devices").await;
    let question = scene.say("When?").await;
    let connector = scene.connector();
    connector.check().await.unwrap();
    let outgoing = reply("k-device", &question, "Soon");
    let receipt = connector.replier().unwrap().send(&outgoing).await.unwrap();

    let token = scene.server.log_in(&scene.plaza).await.unwrap().access_token;
    let connector = scene.connector_with(&token, "true");
    let found = connector.replier().unwrap().read_back(&outgoing).await.unwrap();
    assert_eq!(found, ReadBack::Found(receipt));
}

#[tokio::test]
async fn preflight_sees_deleted_parents_and_closed_rooms() {
    let scene = Scene::new("preflight").await;
    let (server, ana, room) = (scene.server, &scene.ana, &scene.room);
    let question = scene.say("When?").await;
    let connector = scene.connector();
    connector.check().await.unwrap();
    let replier = connector.replier().unwrap();
    let outgoing = reply("k-closed", &question, "Soon");

    // Since room version 12 the room's creator is above all levels.
    let levels = |default: i64| json!({ "events_default": default, "users": {} });
    server.set_state(ana, room, "m.room.power_levels", levels(50)).await.unwrap();
    assert_eq!(replier.preflight(&outgoing).await.unwrap(), [PreflightProblem::ThreadClosed]);
    assert!(matches!(replier.send(&outgoing).await, Err(ConnectorError::Unauthorized(_))));
    server.set_state(ana, room, "m.room.power_levels", levels(0)).await.unwrap();
    assert_eq!(replier.preflight(&outgoing).await.unwrap(), []);

    server.redact(ana, room, &question).await.unwrap();
    for parent in [question.as_str(), "$no-such-event"] {
        let outgoing = reply("k-gone", parent, "Soon");
        assert_eq!(
            replier.preflight(&outgoing).await.unwrap(),
            [PreflightProblem::ParentDeleted],
            "{parent}"
        );
        assert!(matches!(replier.send(&outgoing).await, Err(ConnectorError::Gone(_))), "{parent}");
    }
    assert_eq!(scene.texts().await, Vec::<String>::new());
}

#[tokio::test]
async fn too_many_messages_wait() {
    let scene = Scene::new("limits").await;
    let question = scene.say("When?").await;
    let connector = scene.connector();
    connector.check().await.unwrap();
    scene.server.limit_messages(&scene.plaza).await.unwrap();
    let before = now();
    for n in 0..10 {
        match connector.replier().unwrap().send(&reply(&format!("k-{n}"), &question, "x")).await {
            Ok(_) => {}
            Err(ConnectorError::RateLimited { until, .. }) => {
                assert!((before..before + 60_000).contains(&until));
                return;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    panic!("ten messages went through at once");
}

#[tokio::test]
async fn says_why_a_room_cannot_be_read() {
    let scene = Scene::new("refused").await;
    let outside = scene.connector_with(&scene.plaza.access_token, "false");
    let unauthorized = |result: Result<Changes, ConnectorError>| {
        assert!(matches!(result, Err(ConnectorError::Unauthorized(_))), "{result:?}");
    };
    let mut store = Collected::default();
    unauthorized(store.run(&*outside).await);
    unauthorized(store.run(&*scene.connector_with("no-such-token", "true")).await);

    store.run(&*scene.connector()).await.unwrap();
    scene.server.leave(&scene.plaza, &scene.room).await.unwrap();
    unauthorized(store.run(&*outside).await);

    let encryption = json!({ "algorithm": "m.megolm.v1.aes-sha2" });
    let (server, ana) = (scene.server, &scene.ana);
    server.set_state(ana, &scene.room, "m.room.encryption", encryption).await.unwrap();
    let refused = scene.connector().check().await;
    assert!(matches!(refused, Err(ConnectorError::Malformed(_))), "{refused:?}");
}

#[test]
fn a_place_is_the_rooms_address_or_id() {
    let factory = factory("matrix", &fetcher(0));
    let place = |room: &str| {
        let values = [("homeserver", "https://a.example"), ("token", "t"), ("room", room)];
        let values = values.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        let config = SourceConfig::checked(factory.spec(), values, None).unwrap();
        factory.place(&config)
    };
    for room in ["#room:a.example", "!abc:a.example", "!withoutserver"] {
        assert_eq!(place(room).unwrap(), room);
    }
    for wrong in ["room", "#room", "@ana:a.example", "!"] {
        assert_eq!(place(wrong).unwrap_err().key, "room", "{wrong}");
    }
}
