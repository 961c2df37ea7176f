//! The Bluesky connector against Bluesky's own servers, the AppView included: what is collected, and
//! replies as everybody sees them. `cargo xtask test --only bluesky` runs these.

use plaza_core::{Connector, ConnectorFactory, Millis, PreflightProblem, ReadBack};
use plaza_tests::bluesky::{Bluesky, POSTS, Post, post_of_now};
use plaza_tests::fault_proxy::{Fault, FaultProxy};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::OnceCell;

use crate::bluesky::{Scene, receipt_of};
use crate::collected::{
    Changes, Collected, factory, fetcher, fetcher_without_retries, now, open, reply,
};

const HOUR: Millis = 3_600_000;

/// The one server of this test process; each test has its own accounts and its own search word.
async fn server() -> &'static Bluesky {
    static SERVER: OnceCell<Bluesky> = OnceCell::const_new();
    SERVER.get_or_init(|| async { Bluesky::start_with_app_view().await.unwrap() }).await
}

/// People and a word that only they use.
struct Square {
    people: Scene,
    word: &'static str,
    /// Keeps the session, as a running Plaza does: an account may log in 30 times in five minutes.
    factory: Box<dyn ConnectorFactory>,
}

impl Square {
    async fn new(word: &'static str) -> Self {
        let people = Scene::on(server().await, word).await;
        Self { people, word, factory: factory("bluesky", &fetcher(0)) }
    }

    fn connector(&self) -> Box<dyn Connector> {
        self.connector_of(&*self.factory)
    }

    /// The connector after a restart, `later`.
    fn restarted(&self, later: Millis) -> Box<dyn Connector> {
        self.connector_of(&*factory("bluesky", &fetcher(later)))
    }

    fn connector_of(&self, factory: &dyn ConnectorFactory) -> Box<dyn Connector> {
        let (url, plaza) = (&self.people.server.base_url, &self.people.plaza);
        let settings = [
            ("server", url.as_str()),
            ("handle", &plaza.handle),
            ("password", &plaza.password),
            ("query", self.word),
        ];
        open(factory, url, &settings)
    }

    /// A post of Ana that the search finds, shown by the AppView.
    async fn ask(&self, words: &str) -> Post {
        let post = self.people.ask(&format!("{words} {}", self.word)).await;
        self.until_shown(&post.uri, true).await;
        post
    }

    /// A post of Ana, shown by the AppView.
    async fn answer(&self, words: &str, parent: &Post) -> Post {
        let people = &self.people;
        let post = people.server.post(&people.ana, words, Some(parent)).await.unwrap();
        self.until_shown(&post.uri, true).await;
        post
    }

    async fn until_shown(&self, uri: &str, is_shown: bool) {
        let people = &self.people;
        people.server.until_shown(&people.ana, uri, is_shown).await.unwrap();
    }

    /// Waits until the AppView has `number` notifications for Plaza's account.
    async fn until_notified(&self, number: usize) {
        let method = "app.bsky.notification.listNotifications";
        let all = |answer: &Value| answer["notifications"].as_array().map_or(0, Vec::len) >= number;
        self.people.server.until(&self.people.plaza, method, &[], all).await.unwrap();
    }

    /// The answers below a post, as Ana sees them.
    async fn answers(&self, uri: &str) -> Vec<Value> {
        let people = &self.people;
        let method = "app.bsky.feed.getPostThread";
        let shown = |answer: &Value| answer["thread"]["post"]["uri"] == uri;
        let mut answer =
            people.server.until(&people.ana, method, &[("uri", uri)], shown).await.unwrap();
        match answer["thread"]["replies"].take() {
            Value::Array(replies) => replies,
            _ => Vec::new(),
        }
    }
}

fn new(uris: &[&str]) -> Changes {
    let mut new: Vec<String> = uris.iter().map(|uri| (*uri).to_owned()).collect();
    new.sort();
    Changes { new, ..Changes::default() }
}

#[tokio::test]
#[ignore = "lane bluesky"]
async fn collects_what_a_search_finds_over_pages_and_restarts() {
    let square = Square::new("oakpages").await;
    let (server, ana) = (square.people.server, &square.people.ana);
    let texts: Vec<String> = (0..150).map(|n| format!("message {n} oakpages")).collect();
    let uris = server.post_all(ana, &texts).await.unwrap();
    square.until_shown(uris.last().unwrap(), true).await;
    let mut store = Collected::default();
    let mut changes = Changes::default();
    // As if killed after each page: only the cursor is kept.
    let mut pages = 1;
    while store.step(&*square.restarted(0), &mut changes).await.unwrap() {
        pages += 1;
    }
    changes.new.sort();
    assert_eq!(changes, new(&uris.iter().map(String::as_str).collect::<Vec<_>>()));
    assert!(pages > 2, "two pages of the search, and the notifications: {pages}");
    assert_eq!(store.run(&*square.connector()).await.unwrap(), Changes::default());
    let late = square.ask("Later").await;
    square.people.ask("Without the word").await;
    assert_eq!(store.run(&*square.connector()).await.unwrap(), new(&[&late.uri]));
    let mention = &store.mentions[&late.uri];
    assert_eq!(mention.text, "Later oakpages");
    assert_eq!(mention.author.as_deref(), Some("ana-oakpages.test"));
    assert_eq!(mention.lang.as_deref(), Some("en"));
    assert!((mention.created_at.unwrap() - now()).abs() < 60_000);
    assert!(mention.parent_id.is_none() && !mention.ours);
}

#[tokio::test]
#[ignore = "lane bluesky"]
async fn answers_below_what_was_found_come_along() {
    let square = Square::new("oakthreads").await;
    let question = square.ask("The question").await;
    let answer = square.answer("An answer", &question).await;
    let deeper = square.answer("To the answer", &answer).await;
    let mut store = Collected::default();
    let changes = store.run(&*square.connector()).await.unwrap();
    assert_eq!(changes, new(&[&question.uri, &answer.uri, &deeper.uri]));
    for (post, parent) in [(&answer, &question), (&deeper, &answer)] {
        let mention = &store.mentions[&post.uri];
        assert_eq!(mention.parent_id.as_ref(), Some(&parent.uri));
        assert_eq!(mention.conversation_id.as_ref(), Some(&question.uri));
    }
    square.people.server.delete(&square.people.ana, &answer.uri).await.unwrap();
    square.until_shown(&answer.uri, false).await;
    let changes = store.run(&*square.restarted(2 * HOUR)).await.unwrap();
    assert_eq!((changes.new, changes.deleted), (vec![], vec![answer.uri]));
    assert!(store.mentions.contains_key(&deeper.uri), "it stands, though no thread shows it");
}

#[tokio::test]
#[ignore = "lane bluesky"]
async fn what_concerns_our_account_comes_by_notifications() {
    let square = Square::new("oaknotes").await;
    let (server, ana, plaza) = (square.people.server, &square.people.ana, &square.people.plaza);
    let ours = server.post(plaza, "Our news", None).await.unwrap();
    let mut record = post_of_now("@plaza, look").unwrap();
    record["facets"] = json!([{
        "index": { "byteStart": 0, "byteEnd": 6 },
        "features": [{ "$type": "app.bsky.richtext.facet#mention", "did": plaza.did }],
    }]);
    let mention = server.create(ana, POSTS, record).await.unwrap();
    let mut record = post_of_now("They say").unwrap();
    record["embed"] = json!({
        "$type": "app.bsky.embed.record", "record": { "uri": ours.uri, "cid": ours.cid },
    });
    let quote = server.create(ana, POSTS, record).await.unwrap();
    let answer = server.post(ana, "Really?", Some(&ours)).await.unwrap();
    let subject = json!({ "uri": ours.uri, "cid": ours.cid });
    let mut like = post_of_now("").unwrap();
    like = json!({ "subject": subject, "createdAt": like["createdAt"].take() });
    server.create(ana, "app.bsky.feed.like", like).await.unwrap();
    square.until_notified(4).await;

    let mut store = Collected::default();
    let changes = store.run(&*square.connector()).await.unwrap();
    assert_eq!(changes, new(&[&mention.uri, &quote.uri, &answer.uri]), "a like is no mention");
    assert_eq!(store.mentions[&answer.uri].parent_id.as_ref(), Some(&ours.uri));
    assert_eq!(store.mentions[&mention.uri].author.as_deref(), Some("ana-oaknotes.test"));
    assert_eq!(store.run(&*square.connector()).await.unwrap(), Changes::default());

    server.delete(ana, &quote.uri).await.unwrap();
    square.until_shown(&quote.uri, false).await;
    let changes = store.run(&*square.restarted(2 * HOUR)).await.unwrap();
    assert_eq!(changes.deleted, [quote.uri]);
}

#[tokio::test]
#[ignore = "lane bluesky"]
async fn edits_change_and_deletions_leave_tombstones() {
    let square = Square::new("oakchanges").await;
    let (server, ana) = (square.people.server, &square.people.ana);
    let edited = square.ask("Erly").await;
    let gone = square.ask("Gone").await;
    let mut store = Collected::default();
    store.run(&*square.connector()).await.unwrap();
    assert_eq!(store.mentions.len(), 2);

    // Bluesky's own AppView keeps showing a post as it was first written; this one shows edits.
    let record = post_of_now("Early oakchanges").unwrap();
    server.put(ana, &edited.uri, &record).await.unwrap();
    server.delete(ana, &gone.uri).await.unwrap();
    square.until_shown(&gone.uri, false).await;
    let changes = store.run(&*square.restarted(2 * HOUR)).await.unwrap();
    let (edits, deleted) = (vec![edited.uri.clone()], vec![gone.uri.clone()]);
    assert_eq!(changes, Changes { edited: edits, deleted, ..Changes::default() });
    assert_eq!(store.mentions[&edited.uri].text, "Early oakchanges");
}

#[tokio::test]
#[ignore = "lane bluesky"]
async fn a_reply_is_seen_by_all_comes_back_as_ours_and_can_be_taken_back() {
    let square = Square::new("oakreplies").await;
    let root = square.ask("The root").await;
    let question = square.answer("When?", &root).await;
    let mut store = Collected::default();
    store.run(&*square.connector()).await.unwrap();

    let connector = square.connector();
    let replier = connector.replier().unwrap();
    let outgoing = reply("k-once", &question.uri, "Soon, see https://plaza.example/");
    assert_eq!(replier.preflight(&outgoing).await.unwrap(), []);
    let receipt = replier.send(&outgoing).await.unwrap();
    assert_eq!(replier.send(&outgoing).await.unwrap(), receipt);
    square.until_shown(&receipt.external_id, true).await;
    let [shown] = &square.answers(&question.uri).await[..] else { panic!("not one answer") };
    assert_eq!(shown["post"]["uri"], receipt.external_id.as_str());
    assert_eq!(shown["post"]["author"]["handle"], "plaza-oakreplies.test");

    let changes = store.run(&*square.connector()).await.unwrap();
    assert_eq!(changes.new, std::slice::from_ref(&receipt.external_id));
    let mention = &store.mentions[&receipt.external_id];
    assert!(mention.ours && !store.mentions[&question.uri].ours);
    assert_eq!(mention.parent_id.as_ref(), Some(&question.uri));
    assert_eq!(mention.conversation_id.as_ref(), Some(&root.uri));
    assert_eq!(mention.url, receipt.url);

    for _ in 0..2 {
        replier.retract(&receipt).await.unwrap();
    }
    square.until_shown(&receipt.external_id, false).await;
    assert_eq!(square.answers(&question.uri).await, Vec::<Value>::new());
    assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Absent);
    let changes = store.run(&*square.restarted(2 * HOUR)).await.unwrap();
    assert_eq!(changes.deleted, [receipt.external_id]);
}

#[tokio::test]
#[ignore = "lane bluesky"]
async fn a_reply_whose_answer_was_lost_is_seen_once() {
    let square = Square::new("oaklost").await;
    let question = square.ask("Anybody?").await;
    let plaza = &square.people.plaza;
    let proxy = FaultProxy::start(&square.people.server.base_url).await.unwrap();
    let url = proxy.base_url();
    let settings =
        [("server", url.as_str()), ("handle", &plaza.handle), ("password", &plaza.password)];
    let connector = open(&*factory("bluesky", &fetcher_without_retries()), &url, &settings);
    let outgoing = reply("k-lost", &question.uri, "We look into it");
    let strike = proxy.catch(&outgoing.text, Fault::AnswerLost, Duration::from_secs(30));
    let send = connector.replier().unwrap().send(&outgoing);
    // Plaza ends while the answer is on its way.
    tokio::select! {
        held = strike => drop(held.unwrap()),
        sent = send => panic!("{sent:?}"),
    }
    let connector = square.restarted(0);
    let replier = connector.replier().unwrap();
    let found = replier.read_back(&outgoing).await.unwrap();
    let ReadBack::Found(receipt) = found else { panic!("{found:?}") };
    assert_eq!(replier.send(&outgoing).await.unwrap(), receipt);
    square.until_shown(&receipt.external_id, true).await;
    let [shown] = &square.answers(&question.uri).await[..] else { panic!("not one answer") };
    assert_eq!(shown["post"]["record"]["text"], "We look into it");
}

#[tokio::test]
#[ignore = "lane bluesky"]
async fn preflight_sees_threads_that_are_closed_and_posts_that_are_gone() {
    let square = Square::new("oakclosed").await;
    let (server, ana) = (square.people.server, &square.people.ana);
    let connector = square.connector();
    let replier = connector.replier().unwrap();
    let question = square.ask("Only for friends").await;
    let outgoing = reply("k-closed", &question.uri, "Soon");
    assert_eq!(replier.preflight(&outgoing).await.unwrap(), []);

    // Ana allows nobody to answer.
    let gate = question.uri.replace(POSTS, "app.bsky.feed.threadgate");
    let created = post_of_now("").unwrap()["createdAt"].take();
    let record = json!({
        "$type": "app.bsky.feed.threadgate", "post": question.uri, "allow": [],
        "createdAt": created,
    });
    server.put(ana, &gate, &record).await.unwrap();
    let method = "app.bsky.feed.getPosts";
    let is_closed =
        |answer: &Value| answer["posts"][0]["viewer"]["replyDisabled"].as_bool() == Some(true);
    let plaza = &square.people.plaza;
    server.until(plaza, method, &[("uris", &question.uri)], is_closed).await.unwrap();
    assert_eq!(replier.preflight(&outgoing).await.unwrap(), [PreflightProblem::ThreadClosed]);

    server.delete(ana, &question.uri).await.unwrap();
    square.until_shown(&question.uri, false).await;
    assert_eq!(replier.preflight(&outgoing).await.unwrap(), [PreflightProblem::ParentDeleted]);
    assert!(replier.send(&outgoing).await.is_err());
    assert_eq!(square.people.ours().await, Vec::<Value>::new());
    // A post that does not exist.
    replier.retract(&receipt_of(&question.uri)).await.unwrap();
}
