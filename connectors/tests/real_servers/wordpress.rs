//! The WordPress connector against a real WordPress, through the public trait.

use std::time::Duration;

use crate::collected::{Changes, Collected, factory, fetcher, now, open, reply};
use plaza_core::{Connector, ConnectorError, PreflightProblem, ReadBack, SourceConfig, Standing};
use plaza_tests::fault_proxy::{Fault, FaultProxy};
use plaza_tests::wordpress::{WordPress, WordPressUser};
use tokio::sync::{Mutex, MutexGuard, OnceCell};

const DAY: i64 = 24 * 3_600_000;

/// The one site of this test process. Tests take turns: what a connector collects is everything
/// on the site.
async fn site() -> MutexGuard<'static, WordPress> {
    static SITE: OnceCell<Mutex<WordPress>> = OnceCell::const_new();
    let start = || async { Mutex::new(WordPress::start().await.unwrap()) };
    SITE.get_or_init(start).await.lock().await
}

fn anonymous(site: &WordPress) -> Box<dyn Connector> {
    open(&*factory("wordpress", &fetcher(0)), &site.base_url, &[("url", &site.base_url)])
}

fn signed(site: &WordPress, user: &WordPressUser) -> Box<dyn Connector> {
    signed_at(site, user, 0)
}

/// A signed-in connector whose clock is `shift` milliseconds ahead.
fn signed_at(site: &WordPress, user: &WordPressUser, shift: i64) -> Box<dyn Connector> {
    let settings =
        [("url", site.base_url.as_str()), ("user", &user.name), ("password", &user.password)];
    open(&*factory("wordpress", &fetcher(shift)), &site.base_url, &settings)
}

fn comment(id: i64) -> String {
    format!("comment-{id}")
}

fn new(ids: &[i64]) -> Changes {
    Changes { new: ids.iter().map(|id| comment(*id)).collect(), ..Changes::default() }
}

#[tokio::test]
async fn collects_comments_with_their_threads_and_then_nothing_new() {
    let site = site().await;
    let post = site.new_post("The battery &amp; us", "<p>Read on.</p>").await.unwrap();
    let connector = anonymous(&site);
    let mut store = Collected::default();
    store.run(&*connector).await.unwrap();

    let first = site.comment_as("Ana", post, "<p>Hola<br>qué tal</p>", None).await.unwrap();
    let answer =
        site.comment_as("Luis", post, "Fine &amp; <em>you</em>?", Some(first)).await.unwrap();
    assert_eq!(store.run(&*connector).await.unwrap(), new(&[first, answer]));

    let mention = &store.mentions[&comment(answer)];
    assert_eq!(mention.text, "Fine & you?");
    assert_eq!(mention.title, "The battery & us");
    assert_eq!(mention.author.as_deref(), Some("Luis"));
    assert_eq!(mention.parent_id, Some(comment(first)));
    assert_eq!(mention.conversation_id, Some(format!("post-{post}")));
    assert!(mention.url.as_ref().unwrap().ends_with(&format!("#comment-{answer}")));
    assert!((mention.created_at.unwrap() - now()).abs() < 60_000, "in UTC, not in Madrid's time");
    assert_eq!(store.mentions[&comment(first)].parent_id, None);

    assert_eq!(store.run(&*connector).await.unwrap(), Changes::default());
}

#[tokio::test]
async fn edits_deletions_and_late_approvals_are_noticed() {
    let site = site().await;
    let post = site.new_post("Changes", "").await.unwrap();
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(site.comment_as("Ana", post, &format!("comment {n}"), None).await.unwrap());
    }
    site.set_status(ids[3], "hold").await.unwrap();
    let connector = anonymous(&site);
    let mut store = Collected::default();
    store.run(&*connector).await.unwrap();
    assert!(!store.mentions.contains_key(&comment(ids[3])), "held");

    site.edit_comment(ids[0], "edited").await.unwrap();
    site.delete_comment(ids[1]).await.unwrap();
    site.set_status(ids[2], "spam").await.unwrap();
    site.set_status(ids[3], "approved").await.unwrap();
    let changes = store.run(&*connector).await.unwrap();
    assert_eq!(changes.edited, [comment(ids[0])]);
    assert_eq!(changes.deleted, [comment(ids[2]), comment(ids[1])]);
    assert_eq!(changes.new, [comment(ids[3])]);
    assert_eq!(store.mentions[&comment(ids[0])].text, "edited");
    assert_eq!(store.run(&*connector).await.unwrap(), Changes::default());
}

#[tokio::test]
async fn a_long_history_is_collected_whole_whatever_its_dates() {
    let site = site().await;
    let post = site.new_post("History", "").await.unwrap();
    let history: Vec<_> = (0..430)
        .map(|n| {
            // First more comments of one second than a page holds, then the hours that Madrid's
            // clocks show twice on the night of 25 October 2026.
            let date = match n {
                0..130 => "2026-01-31T10:00:00".to_owned(),
                _ => format!("2026-10-25T0{}:{:02}:00", (n - 130) / 150, (n - 130) % 150 * 2 / 5),
            };
            (format!("history {n}"), date)
        })
        .collect();
    let ids = site.seed_comments("Ana", post, &history).await.unwrap();

    // As if the process were killed after each page: only the cursor is kept.
    let mut store = Collected::default();
    let mut changes = Changes::default();
    let mut pages = 1;
    while store.step(&*anonymous(&site), &mut changes).await.unwrap() {
        pages += 1;
        assert!(pages < 20, "it comes to an end");
    }
    let is_missing = |id: &&i64| !store.mentions.contains_key(&comment(**id));
    assert_eq!(ids.iter().filter(is_missing).count(), 0);
    assert_eq!(store.run(&*anonymous(&site)).await.unwrap(), Changes::default());

    // More new comments between two collections than the window holds.
    let later: Vec<_> = (0..350)
        .map(|n| (format!("later {n}"), format!("2026-11-01T10:{:02}:00", n / 6)))
        .collect();
    site.seed_comments("Luis", post, &later).await.unwrap();
    let changes = store.run(&*anonymous(&site)).await.unwrap();
    assert_eq!(changes.new.len(), 350);
    assert_eq!((changes.edited.len(), changes.deleted.len()), (0, 0));

    // A comment that was held for a long time appears far behind the newest; the count reveals it.
    site.set_status(ids[5], "hold").await.unwrap();
    let later = |shift| signed_at(&site, &site.admin, shift);
    store.mentions.remove(&comment(ids[5]));
    store.run(&*later(DAY)).await.unwrap();
    site.set_status(ids[5], "approved").await.unwrap();
    let changes = store.run(&*later(DAY + 60_000)).await.unwrap();
    assert_eq!(changes, Changes::default(), "not twice a day");
    let changes = store.run(&*later(2 * DAY + 60_000)).await.unwrap();
    assert_eq!(changes, new(&[ids[5]]));
    site.delete_post(post).await.unwrap();
}

#[tokio::test]
async fn posts_are_collected_where_asked() {
    let site = site().await;
    let post = site.new_post("News", "<p>Big <strong>news</strong></p>").await.unwrap();
    let factory = factory("wordpress", &fetcher(0));
    let settings = [("url", site.base_url.as_str()), ("posts", "true")];
    let connector = open(&*factory, &site.base_url, &settings);
    let mut store = Collected::default();
    store.run(&*connector).await.unwrap();
    let mention = &store.mentions[&format!("post-{post}")];
    assert_eq!((mention.title.as_str(), mention.text.as_str()), ("News", "Big news"));
    assert_eq!(mention.channel.as_deref(), Some("blog"));
    assert_eq!(mention.author_name.as_deref(), Some("admin"));
    assert_eq!(store.run(&*connector).await.unwrap(), Changes::default());
}

#[tokio::test]
async fn a_reply_appears_once_in_its_thread_and_is_ours() {
    let site = site().await;
    let post = site.new_post("Questions", "").await.unwrap();
    let question = site.comment_as("Ana", post, "When?", None).await.unwrap();
    let connector = signed(&site, &site.admin);
    let replier = connector.replier().unwrap();
    let text = "\"Soon\" <b>we hope</b> & it's -- really\n\nyours";
    let outgoing = reply("k-once", &comment(question), text);

    assert_eq!(replier.preflight(&outgoing).await.unwrap(), []);
    assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Absent);
    let receipt = replier.send(&outgoing).await.unwrap();
    assert!(!receipt.held);

    // The same again, as after a crash: it is found, not posted twice.
    assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Found(receipt.clone()));
    assert_eq!(replier.send(&outgoing).await.unwrap(), receipt);
    let comments = site.comments(post).await.unwrap();
    assert_eq!(comments.len(), 2);
    assert_eq!(comments[1].parent, question);
    assert_eq!(comment(comments[1].id), receipt.external_id);

    let mut store = Collected::default();
    store.run(&*connector).await.unwrap();
    let mention = &store.mentions[&receipt.external_id];
    assert!(mention.ours);
    assert!(mention.text.contains("<b>we hope</b> &"), "{}", mention.text);
    assert!(!store.mentions[&comment(question)].ours);

    // WordPress refuses another reply with the same text; it must not be taken for the first one.
    let other = reply("k-other", &comment(question), text);
    assert_eq!(replier.read_back(&other).await.unwrap(), ReadBack::Absent);
    assert!(matches!(replier.send(&other).await, Err(ConnectorError::Malformed(_))));
    assert_eq!(site.comments(post).await.unwrap().len(), 2);

    replier.retract(&receipt).await.unwrap();
    let again = replier.retract(&receipt).await;
    assert!(matches!(again, Err(ConnectorError::Gone(_))), "{again:?}");
    assert_eq!(replier.look(&outgoing, &receipt).await, Ok(Standing::Gone));
    assert_eq!(site.comments(post).await.unwrap().len(), 1);
    let changes = store.run(&*connector).await.unwrap();
    assert_eq!(changes.deleted, [receipt.external_id]);
}

#[tokio::test]
async fn a_held_reply_says_so() {
    let site = site().await;
    let post = site.new_post("Moderated", "").await.unwrap();
    let question = site.comment_as("Ana", post, "Hello?", None).await.unwrap();
    let user = site.register("newcomer", "subscriber").await.unwrap();
    let connector = signed(&site, &user);
    let replier = connector.replier().unwrap();
    let outgoing = reply("k-held", &comment(question), "Hello!");
    let receipt = replier.send(&outgoing).await.unwrap();
    assert!(receipt.held);

    // This account cannot see held comments, so a person must say whether it exists.
    assert!(matches!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Unknown(_)));
    // Its own comment it sees all the same, once it knows the number.
    assert_eq!(replier.look(&outgoing, &receipt).await, Ok(Standing::Held));
    let (_, id) = receipt.external_id.split_once('-').unwrap();
    for status in ["spam", "trash"] {
        site.set_status(id.parse().unwrap(), status).await.unwrap();
        assert_eq!(replier.look(&outgoing, &receipt).await, Ok(Standing::Gone), "{status}");
    }
    site.set_status(id.parse().unwrap(), "approved").await.unwrap();
    let standing = replier.look(&outgoing, &receipt).await;
    assert!(matches!(&standing, Ok(Standing::Published(it)) if !it.held), "{standing:?}");
    let found = replier.read_back(&outgoing).await.unwrap();
    assert!(
        matches!(&found, ReadBack::Found(it) if it.external_id == receipt.external_id && !it.held)
    );

    // It may not delete it either.
    assert!(matches!(replier.retract(&receipt).await, Err(ConnectorError::Unauthorized(_))));
}

#[tokio::test]
async fn a_flood_waits_and_a_held_reply_is_found_by_a_moderator() {
    let site = site().await;
    let post = site.new_post("Quick", "").await.unwrap();
    let question = site.comment_as("Ana", post, "Hello?", None).await.unwrap();
    let user = site.register("quick", "subscriber").await.unwrap();
    let connector = signed(&site, &user);
    let replier = connector.replier().unwrap();
    replier.send(&reply("k-1", &comment(question), "one")).await.unwrap();
    let before = now();
    match replier.send(&reply("k-2", &comment(question), "two")).await {
        Err(ConnectorError::RateLimited { until, .. }) => assert!(until >= before + 15_000),
        other => panic!("{other:?}"),
    }

    let editor = site.register("editor", "editor").await.unwrap();
    let connector = signed(&site, &editor);
    let replier = connector.replier().unwrap();
    let outgoing = reply("k-3", &comment(question), "three");
    let receipt = replier.send(&outgoing).await.unwrap();
    let (_, id) = receipt.external_id.split_once('-').unwrap();
    for status in ["hold", "spam", "trash"] {
        site.set_status(id.parse().unwrap(), status).await.unwrap();
        let found = replier.read_back(&outgoing).await.unwrap();
        let is_it = matches!(&found, ReadBack::Found(it) if it.held && it.external_id == receipt.external_id);
        assert!(is_it, "{status}: {found:?}");
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_open_whether_the_reply_arrived_and_reading_back_tells() {
    let site = site().await;
    let post = site.new_post("Lost answers", "").await.unwrap();
    let question = site.comment_as("Ana", post, "Anybody?", None).await.unwrap();
    let proxy = FaultProxy::start(&site.base_url).await.unwrap();
    let url = proxy.base_url();
    let settings =
        [("url", url.as_str()), ("user", &site.admin.name), ("password", &site.admin.password)];
    let connector = open(&*factory("wordpress", &fetcher(0)), &url, &settings);
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
        let outgoing = reply(&format!("k-lost-{n}"), &comment(question), &format!("answer {n}"));
        let strike = async {
            drop(proxy.catch(&outgoing.key, fault, Duration::from_secs(30)).await.unwrap());
        };
        let ((), lost) = tokio::join!(strike, replier.send(&outgoing));
        assert!(matches!(lost, Err(ConnectorError::MayBeDone(_))), "{fault:?}: {lost:?}");
        let message = replier.read_back(&outgoing).await.unwrap();
        assert_eq!(matches!(message, ReadBack::Found(_)), arrives, "{fault:?}: {message:?}");
        // Even a second attempt without looking first leaves one comment.
        let receipt = replier.send(&outgoing).await.unwrap();
        assert_eq!(replier.read_back(&outgoing).await.unwrap(), ReadBack::Found(receipt));
    }
    assert_eq!(site.comments(post).await.unwrap().len(), 6);
}

#[tokio::test]
async fn preflight_sees_closed_threads_and_deleted_parents() {
    let site = site().await;
    let post = site.new_post("Closing", "").await.unwrap();
    let question = site.comment_as("Ana", post, "Hello?", None).await.unwrap();
    let connector = signed(&site, &site.admin);
    let replier = connector.replier().unwrap();
    let outgoing = reply("k-closed", &comment(question), "Hi");

    site.open_comments(post, false).await.unwrap();
    assert_eq!(replier.preflight(&outgoing).await.unwrap(), [PreflightProblem::ThreadClosed]);
    assert!(matches!(replier.send(&outgoing).await, Err(ConnectorError::Malformed(_))));
    site.open_comments(post, true).await.unwrap();

    for status in ["hold", "trash"] {
        site.set_status(question, status).await.unwrap();
        assert_eq!(
            replier.preflight(&outgoing).await.unwrap(),
            [PreflightProblem::ParentDeleted],
            "{status}"
        );
    }
    site.delete_comment(question).await.unwrap();
    assert_eq!(replier.preflight(&outgoing).await.unwrap(), [PreflightProblem::ParentDeleted]);
}

#[tokio::test]
async fn check_says_what_it_found() {
    let site = site().await;
    let message = anonymous(&site).check().await.unwrap();
    assert!(message.ends_with("comments; no account, so Plaza only collects"), "{message}");
    assert!(anonymous(&site).replier().is_none());
    let message = signed(&site, &site.admin).check().await.unwrap();
    assert!(message.contains("answers as admin and sees held comments"), "{message}");

    let wrong = WordPressUser { password: "no such password".to_owned(), ..site.admin.clone() };
    let connector = signed(&site, &wrong);
    assert!(matches!(connector.check().await, Err(ConnectorError::Unauthorized(_))));
    let mut store = Collected::default();
    assert!(matches!(store.run(&*connector).await, Err(ConnectorError::Unauthorized(_))));
}

#[test]
fn a_place_is_the_site_without_its_scheme() {
    let factory = factory("wordpress", &fetcher(0));
    for (url, place) in [
        ("https://Blog.example", "blog.example"),
        ("https://blog.example/news/?a=b#c", "blog.example/news"),
        ("http://blog.example:8080/", "blog.example:8080"),
    ] {
        let values = [("url".to_owned(), url.to_owned())].into();
        let config = SourceConfig::checked(factory.spec(), values, None).unwrap();
        assert_eq!(factory.place(&config).unwrap(), place);
    }
    for lonely in [("user", "a"), ("password", "b")] {
        let values = [("url", "https://blog.example"), lonely];
        let values = values.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        let config = SourceConfig::checked(factory.spec(), values, None).unwrap();
        assert!(factory.open(&config).is_err());
    }
}
