//! The suite's promises about replies.

use std::sync::Arc;

use plaza_core::{
    ConnectorError, OtherReplies, OutgoingReply, PreflightProblem, ReadBack, Receipt, Standing,
};

use crate::harness::Source;
use crate::simulator::{Platform, Record, US};
use crate::spoil::{Framing, Spoiled};

pub(crate) fn reply_to<P: Platform>(source: &Source, parent: &Record, text: &str) -> OutgoingReply {
    let id = P::external_id(parent);
    let known = source.shelf.mentions.get(&id);
    OutgoingReply {
        key: "reply-1-8f3c".to_owned(),
        conversation_id: known.and_then(|mention| mention.conversation_id.clone()),
        parent_id: id,
        text: text.to_owned(),
        first_try_at: source.simulator.world.now(),
        others: OtherReplies::default(),
    }
}

fn ours(source: &Source) -> Vec<Record> {
    source.simulator.world.all().into_iter().filter(|r| r.author == US).collect()
}

pub(crate) async fn a_reply_appears_once<P: Platform>() {
    if !P::CAN.replies {
        return;
    }
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(3).remove(1);
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().expect("this platform takes replies");
    let text = "Thank you, Ana.\n\nIt is \"mended\" & <out> now: https://a.example/x?y=1#z";
    let reply = reply_to::<P>(&source, &post, text);
    assert_eq!(replier.preflight(&reply).await, Ok(vec![]));
    let found = replier.read_back(&reply).await.unwrap();
    assert!(!matches!(found, ReadBack::Found(_)), "nothing was sent yet");
    let receipt = replier.send(&reply).await.unwrap();
    let [sent] = &ours(&source)[..] else { panic!("{:?}", ours(&source)) };
    assert_eq!(receipt.external_id, P::external_id(sent));
    let is_below = world.root(sent.n).unwrap().n == post.n;
    assert!(is_below && sent.text.ends_with(text), "{sent:?}");
    if !P::LOOKS_UP {
        return;
    }
    assert_eq!(
        found_id(replier.read_back(&reply).await.unwrap()),
        Some(receipt.external_id.clone())
    );
    if P::CAN.threads {
        source.rounds_until(|shelf| shelf.says("Thank you, Ana.")).await;
        let mention = &source.shelf.mentions[&receipt.external_id];
        assert!(mention.ours, "our reply comes back as ours: {mention:?}");
    }
}

pub(crate) async fn a_lost_answer_is_found_by_read_back<P: Platform>() {
    if !P::CAN.replies {
        return;
    }
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(3).remove(2);
    source.round().await.unwrap();
    let reply = reply_to::<P>(&source, &post, "We look into it.");
    {
        // The process is killed between "sent" and "recorded".
        let connector = source.open();
        world.loses_next_answer();
        let error = connector.replier().unwrap().send(&reply).await.unwrap_err();
        assert!(matches!(error, ConnectorError::MayBeDone(_)), "{error:?}");
    }
    world.clock.advance(120_000);
    let connector = source.open();
    let replier = connector.replier().unwrap();
    if !P::LOOKS_UP {
        let message = replier.read_back(&reply).await.unwrap();
        assert!(matches!(&message, ReadBack::Unknown(why) if why.len() > 20), "{message:?}");
        return;
    }
    let found = found_id(replier.read_back(&reply).await.unwrap());
    let [sent] = &ours(&source)[..] else { panic!("{:?}", ours(&source)) };
    assert_eq!(found, Some(P::external_id(sent)));
    // What is known to be another reply's is not this one.
    let known = found.iter().cloned().collect();
    let others = OtherReplies { known, has_twin: false };
    let again = OutgoingReply { key: "reply-3-11ab".to_owned(), others, ..reply.clone() };
    assert_eq!(found_id(replier.read_back(&again).await.unwrap()), None);
    // Another text, or the same text below another message, is another reply.
    for (parent, text) in [(&post, "Other words."), (&world.all()[0], "We look into it.")] {
        let other = OutgoingReply {
            key: "reply-2-77aa".to_owned(),
            ..reply_to::<P>(&source, parent, text)
        };
        assert_eq!(found_id(replier.read_back(&other).await.unwrap()), None, "{text}");
    }
    if connector_is_idempotent(&source) {
        let again = replier.send(&reply).await.unwrap();
        assert_eq!(Some(again.external_id), found);
        assert_eq!(ours(&source).len(), 1);
    }
}

pub(crate) async fn a_reply_can_be_taken_back<P: Platform>() {
    if !P::CAN.retracts {
        return;
    }
    let mut source = Source::of::<P>().await;
    let post = source.simulator.world.history(1).remove(0);
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let reply = reply_to::<P>(&source, &post, "A mistake.");
    let receipt: Receipt = replier.send(&reply).await.unwrap();
    let standing = replier.look(&reply, &receipt).await.unwrap();
    match &standing {
        Standing::Published(it) => assert_eq!(it.external_id, receipt.external_id),
        Standing::Held => assert!(receipt.held, "{receipt:?}"),
        other => assert!(!P::LOOKS_UP, "{other:?}"),
    }
    replier.retract(&receipt).await.unwrap();
    assert!(ours(&source).is_empty());
    let again = replier.retract(&receipt).await;
    assert!(matches!(again, Ok(()) | Err(ConnectorError::Gone(_))), "{again:?}");
    if P::LOOKS_UP {
        assert_eq!(replier.look(&reply, &receipt).await, Ok(Standing::Gone));
    }
}

/// Whatever the answer to a deletion says, or does not say, looking tells.
pub(crate) async fn a_spoiled_deletion_is_looked_for<P: Platform>() {
    if !P::CAN.retracts {
        return;
    }
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.history(1).remove(0);
    source.round().await.unwrap();
    let connector = source.open();
    let replier = connector.replier().unwrap();
    let reply = reply_to::<P>(&source, &post, "A mistake.");
    let receipt = replier.send(&reply).await.unwrap();
    world.spoils_next_answer(Spoiled::Cut(Framing::Chunked, 50));
    let error = replier.retract(&receipt).await.unwrap_err();
    assert!(matches!(error, ConnectorError::MayBeDone(_)), "{error:?}");
    if P::LOOKS_UP {
        assert_eq!(replier.look(&reply, &receipt).await, Ok(Standing::Gone));
    }
}

/// The reply is there, and its answer cannot be read: it is looked for, not called refused.
pub(crate) async fn a_spoiled_answer_is_looked_for<P: Platform>() {
    if !P::CAN.replies {
        return;
    }
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    let posts = world.history(i64::try_from(Spoiled::ALL.len()).unwrap());
    source.round().await.unwrap();
    for (n, (post, spoiled)) in posts.iter().zip(Spoiled::ALL).enumerate() {
        // Some platforms take a while between two replies.
        world.clock.advance(3_600_000);
        let connector = source.open();
        let replier = connector.replier().unwrap();
        let key = format!("reply-{n}-8f3c");
        let text = format!("We look into it, case {n}.");
        let reply = OutgoingReply { key, ..reply_to::<P>(&source, post, &text) };
        // Whatever has to be asked for first, such as access, is there.
        assert_eq!(replier.preflight(&reply).await, Ok(vec![]), "{spoiled:?}");
        world.spoils_next_answer(spoiled);
        let sent = replier.send(&reply).await;
        let there = ours(&source).into_iter().filter(|record| record.text.ends_with(&text));
        let ids: Vec<String> = there.map(|record| P::external_id(&record)).collect();
        assert_eq!(ids.len(), 1, "{spoiled:?}");
        match &sent {
            Err(ConnectorError::MayBeDone(_)) => {}
            // Where a message takes one reply, its id is known without an answer.
            Ok(receipt) if spoiled == Spoiled::Silent => assert_eq!(receipt.external_id, ids[0]),
            other => panic!("{spoiled:?}: {other:?}"),
        }
        let found = replier.read_back(&reply).await.unwrap();
        if P::LOOKS_UP {
            assert_eq!(found_id(found).as_ref(), ids.first(), "{spoiled:?}");
        } else {
            assert!(matches!(found, ReadBack::Unknown(_)), "{spoiled:?}: {found:?}");
        }
    }
}

pub(crate) async fn a_deleted_parent_is_noticed<P: Platform>() {
    if !P::CAN.replies {
        return;
    }
    let mut source = Source::of::<P>().await;
    let post = source.simulator.world.history(2).remove(0);
    source.round().await.unwrap();
    let reply = reply_to::<P>(&source, &post, "Too late.");
    source.simulator.world.delete(post.n);
    let connector = source.open();
    if !P::LOOKS_UP {
        let error = connector.replier().unwrap().send(&reply).await.unwrap_err();
        assert!(matches!(error, ConnectorError::Gone(_)), "{error:?}");
        return;
    }
    let problems = connector.replier().unwrap().preflight(&reply).await.unwrap();
    assert_eq!(problems, [PreflightProblem::ParentDeleted]);
}

fn connector_is_idempotent(source: &Source) -> bool {
    source.rules().is_some_and(|rules| rules.idempotent)
}

fn found_id(found: ReadBack) -> Option<String> {
    match found {
        ReadBack::Found(receipt) => Some(receipt.external_id),
        ReadBack::Absent | ReadBack::Unknown(_) => None,
    }
}

/// A thread with more messages than are looked at again, which is deleted as a whole.
pub(crate) async fn a_deleted_thread_takes_everything_along<P: Platform>(answers: usize) {
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    let other = world.say(None, "ana", "Something else");
    world.clock.advance(1_000);
    let root = world.say(None, "ana", "The question (whole thread)");
    let below: Vec<Record> = (0..answers)
        .map(|n| {
            world.clock.advance(1_000);
            world.say(Some(root.n), "bea", &format!("Answer number {n}"))
        })
        .collect();
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), answers + 2);
    world.delete(below[3].n);
    world.delete(root.n);
    source.rounds_until(|shelf| shelf.tombstones.len() > answers).await;
    let living: Vec<_> = source
        .shelf
        .mentions
        .keys()
        .filter(|id| !source.shelf.tombstones.contains(*id))
        .cloned()
        .collect();
    assert_eq!(living, [P::external_id(&other)]);
    let asked = world.log().len();
    world.clock.advance(2 * 3_600_000);
    source.round().await.unwrap();
    let more = world.log().len() - asked;
    assert!(more <= 6, "what is gone is not asked for again: {more}");
}
