//! What is not known is looked for, what is held is followed, and what is gone has been looked for.

use plaza_core::{ConnectorError, DAY_MS, MentionId, ReplyId, ReplyState};
use plaza_engine::{Actor, EngineError};
use plaza_store::talk::Reply;

use crate::common::House;
use crate::square::Fault;

/// Longer than the time within which the same text is not sent again, and shorter than what two
/// clocks may differ.
const LATER_MS: i64 = 11 * 60_000;
/// Longer than a lease.
const LEASE_MS: i64 = 61_000;

async fn queue(house: &House, mention: MentionId, text: &str) -> Reply {
    let actor = Actor::system();
    let draft = house.engine.talk().draft_reply(&actor, mention, text).await.unwrap();
    house.engine.talk().submit_reply(&actor, draft.id).await.unwrap()
}

async fn sent(house: &House, mention: MentionId, text: &str) -> Reply {
    let reply = queue(house, mention, text).await;
    house.deliver_after(1_000).await;
    load(house, reply.id).await
}

async fn load(house: &House, id: ReplyId) -> Reply {
    house.engine.store().talk().reply(id).await.unwrap().unwrap()
}

fn unreadable(house: &House, times: usize) {
    let error = ConnectorError::Transient("it does not answer".into());
    house.square.lock().unwrap().unreadable.extend(vec![error; times]);
}

fn sends(house: &House) -> usize {
    house.square.lock().unwrap().sends
}

#[tokio::test]
async fn waiting_for_the_place_uses_no_tries() {
    let house = House::build(false).await;
    let mention = house.mention().await;
    house.square.lock().unwrap().faults.extend([Fault::Limit; 20]);
    house.square.lock().unwrap().faults.push_back(Fault::Down);
    let reply = sent(&house, mention, "Gracias").await;
    for _ in 0..19 {
        let waits = load(&house, reply.id).await;
        assert_eq!((waits.state, waits.attempts), (ReplyState::Queued, 0));
        assert_eq!(waits.error.as_deref(), Some("slow down"));
        assert_eq!(waits.next_step_at(), Some(house.engine.now() + 10_000));
        house.deliver_after(10_000).await;
    }
    house.deliver_after(10_000).await;
    let again = load(&house, reply.id).await;
    assert_eq!((again.state, again.attempts), (ReplyState::Queued, 1), "{:?}", again.error);
    assert_eq!(again.next_step_at(), Some(house.engine.now() + 5_000));
    house.deliver_after(5_000).await;
    house.expect_reply(reply.id, ReplyState::Sent).await;
    house.expect_published(&["Gracias"]);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn an_outage_of_ninety_minutes_is_outlasted_and_one_of_a_day_ends() {
    let house = House::build(false).await;
    let mention = house.mention().await;
    house.square.lock().unwrap().faults.extend([Fault::Down; 200]);
    let reply = sent(&house, mention, "Gracias").await;
    house.deliver_after(90 * 60_000).await;
    for _ in 0..9 {
        house.deliver_after(9 * 60_000).await;
    }
    house.expect_reply(reply.id, ReplyState::Queued).await;
    for _ in 0..48 {
        house.deliver_after(DAY_MS / 24).await;
    }
    let failed = load(&house, reply.id).await;
    assert_eq!(failed.state, ReplyState::Failed);
    assert_eq!(failed.error.as_deref(), Some("given up after 12 tries: nothing listens there"));
    // A person begins anew.
    house.square.lock().unwrap().faults.clear();
    house.engine.talk().retry_reply(&Actor::system(), reply.id).await.unwrap();
    house.deliver_after(1_000).await;
    let done = load(&house, reply.id).await;
    assert_eq!((done.state, done.attempts), (ReplyState::Sent, 1));
    house.expect_published(&["Gracias"]);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn what_may_be_there_is_known_at_once_and_survives_a_restart() {
    let mut house = House::build(false).await;
    let mention = house.mention().await;
    house.square.lock().unwrap().faults.push_back(Fault::LoseAnswer);
    unreadable(&house, 1);
    let reply = sent(&house, mention, "Gracias").await;
    let open = load(&house, reply.id).await;
    assert_eq!((open.state, open.may_be_there), (ReplyState::Sending, true));
    assert_eq!(open.error.as_deref(), Some("the answer broke off"));
    assert_eq!(open.next_step_at(), open.lease_until);
    house.restart(false).await;
    // Looking may fail for hours; it is not sent meanwhile.
    unreadable(&house, 100);
    for _ in 0..100 {
        house.deliver_after(LEASE_MS).await;
    }
    house.expect_reply(reply.id, ReplyState::Sending).await;
    house.deliver_after(LEASE_MS).await;
    let found = load(&house, reply.id).await;
    assert_eq!((found.state, found.error), (ReplyState::Sent, None));
    assert_eq!(sends(&house), 1);
    house.engine.shutdown().await;
}

/// The thread cannot be read for so long that a person is asked; never is it called failed.
#[tokio::test]
async fn what_may_be_there_never_ends_as_failed() {
    let house = House::build(false).await;
    let mention = house.mention().await;
    house.square.lock().unwrap().faults.push_back(Fault::LoseRequest);
    let reply = sent(&house, mention, "Gracias").await;
    // Absent, and to be sent again; from here on nothing can be read.
    house.deliver_after(LEASE_MS).await;
    unreadable(&house, 1_000);
    for _ in 0..60 {
        house.deliver_after(DAY_MS / 24).await;
    }
    house.expect_reply(reply.id, ReplyState::Uncertain).await;
    house.expect_published(&[]);
    house.engine.shutdown().await;
}

/// As an earlier version stored it: it called failed what was there.
#[tokio::test]
async fn a_persons_retry_looks_first() {
    let house = House::build(false).await;
    let mention = house.mention().await;
    house.square.lock().unwrap().faults.push_back(Fault::LoseAnswer);
    unreadable(&house, 1);
    let reply = sent(&house, mention, "Gracias").await;
    house.tamper("update reply set state = 'failed', lease_until = null");
    house.engine.talk().retry_reply(&Actor::system(), reply.id).await.unwrap();
    house.deliver_after(1_000).await;
    let found = load(&house, reply.id).await;
    assert_eq!(found.state, ReplyState::Sent);
    assert_eq!(found.receipt.unwrap().external_id, reply.key);
    house.expect_published(&["Gracias"]);
    assert_eq!(sends(&house), 1);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn the_same_words_later_are_not_taken_for_the_old_ones() {
    for (fault, sends_of_second) in [(Fault::LoseRequest, 2), (Fault::LoseAnswer, 1)] {
        let house = House::build(false).await;
        house.square.lock().unwrap().keyless = true;
        let mention = house.mention().await;
        let first = sent(&house, mention, "Gracias").await;
        assert_eq!(first.state, ReplyState::Sent);
        house.clock.advance(LATER_MS);
        house.square.lock().unwrap().faults.push_back(fault);
        let second = sent(&house, mention, "Gracias").await;
        for _ in 0..4 {
            house.deliver_after(LEASE_MS).await;
        }
        let second = load(&house, second.id).await;
        assert_eq!(second.state, ReplyState::Sent, "{fault:?}: {:?}", second.error);
        assert_eq!(second.receipt.unwrap().external_id, second.key, "{fault:?}");
        house.expect_published(&["Gracias", "Gracias"]);
        assert_eq!(sends(&house), 1 + sends_of_second, "{fault:?}");
        house.engine.shutdown().await;
    }
}

/// Nobody can say whose post it is that stands there.
#[tokio::test]
async fn two_of_the_same_words_on_their_way_go_to_a_person() {
    let house = House::build(false).await;
    house.square.lock().unwrap().keyless = true;
    let mention = house.mention().await;
    house.square.lock().unwrap().faults.push_back(Fault::LoseRequest);
    house.square.lock().unwrap().blind = true;
    let first = sent(&house, mention, "Gracias").await;
    house.deliver_after(LEASE_MS).await;
    house.expect_reply(first.id, ReplyState::Uncertain).await;
    house.clock.advance(LATER_MS);
    house.square.lock().unwrap().blind = false;
    house.square.lock().unwrap().faults.push_back(Fault::LoseAnswer);
    let second = sent(&house, mention, "Gracias").await;
    house.deliver_after(LEASE_MS).await;
    let open = load(&house, second.id).await;
    assert_eq!(open.state, ReplyState::Uncertain, "{:?}", open.error);
    assert!(open.error.unwrap().contains("another reply of ours with the same words"));
    house.expect_published(&["Gracias"]);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_held_answer_is_followed_until_it_is_published() {
    let house = House::build(false).await;
    house.square.lock().unwrap().moderated = true;
    let mention = house.mention().await;
    let reply = sent(&house, mention, "Gracias").await;
    let held = load(&house, reply.id).await;
    assert_eq!(held.state, ReplyState::Held);
    assert_eq!(held.next_step_at(), Some(house.engine.now() + 60_000));
    assert!(held.receipt.unwrap().held);
    house.deliver_after(60_000).await;
    house.expect_reply(reply.id, ReplyState::Held).await;
    // The pauses grow, and trouble with looking is told.
    house.deliver_after(4 * 3_600_000).await;
    let held = load(&house, reply.id).await;
    let pause = held.next_step_at().unwrap() - house.engine.now();
    assert!((3_500_000..3_700_000).contains(&pause), "{pause}");
    unreadable(&house, 1);
    house.deliver_after(pause).await;
    assert_eq!(load(&house, reply.id).await.error.as_deref(), Some("it does not answer"));
    {
        let mut square = house.square.lock().unwrap();
        let published = std::mem::take(&mut square.waiting);
        square.published.extend(published);
    }
    house.deliver_after(2 * 3_600_000).await;
    let published = load(&house, reply.id).await;
    let receipt = published.receipt.unwrap();
    assert_eq!((published.state, published.error), (ReplyState::Sent, None));
    assert_eq!((receipt.external_id, receipt.held), (reply.key, false));
    assert_eq!(sends(&house), 1);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn an_answer_that_moderators_refuse_fails_and_is_not_sent_again() {
    let house = House::build(false).await;
    house.square.lock().unwrap().moderated = true;
    let mention = house.mention().await;
    let reply = sent(&house, mention, "Gracias").await;
    house.square.lock().unwrap().waiting.clear();
    house.deliver_after(60_000).await;
    let refused = load(&house, reply.id).await;
    assert_eq!(refused.state, ReplyState::Failed);
    assert_eq!(refused.error.as_deref(), Some("the moderators of the place did not publish it"));
    house.deliver_after(DAY_MS).await;
    assert_eq!(sends(&house), 1);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn nobody_waits_for_moderators_for_ever() {
    let house = House::build(false).await;
    house.square.lock().unwrap().moderated = true;
    let mention = house.mention().await;
    let reply = sent(&house, mention, "Gracias").await;
    house.deliver_after(30 * DAY_MS).await;
    house.expect_reply(reply.id, ReplyState::Held).await;
    house.deliver_after(DAY_MS).await;
    house.expect_reply(reply.id, ReplyState::Uncertain).await;
    house.engine.shutdown().await;
}

/// The queue of moderators answers 404 to a deletion, and publishes the answer all the same.
#[tokio::test]
async fn what_waits_for_moderators_is_not_called_gone() {
    let house = House::build(false).await;
    house.square.lock().unwrap().moderated = true;
    let (mention, actor) = (house.mention().await, Actor::system());
    let reply = sent(&house, mention, "Gracias").await;
    let refused = house.engine.talk().retract_reply(&actor, reply.id).await.unwrap_err();
    assert!(
        matches!(&refused, EngineError::Conflict(why) if why.contains("moderators")),
        "{refused}"
    );
    house.expect_reply(reply.id, ReplyState::Held).await;
    house.square.lock().unwrap().waiting.clear();
    house.engine.talk().retract_reply(&actor, reply.id).await.unwrap();
    house.expect_reply(reply.id, ReplyState::Retracted).await;
    house.engine.shutdown().await;
}

#[tokio::test]
async fn gone_is_said_after_looking_only() {
    let gone = || ConnectorError::Gone("no such message".into());
    let lost = || ConnectorError::MayBeDone("the answer broke off".into());
    for (answer, deletes, ends) in [
        (gone(), false, ReplyState::Sent),
        (lost(), false, ReplyState::Sent),
        (lost(), true, ReplyState::Retracted),
    ] {
        let house = House::build(false).await;
        let (mention, actor) = (house.mention().await, Actor::system());
        let reply = sent(&house, mention, "Gracias").await;
        house.square.lock().unwrap().deletions.push_back((answer.clone(), deletes));
        let done = house.engine.talk().retract_reply(&actor, reply.id).await;
        house.expect_reply(reply.id, ends).await;
        if ends == ReplyState::Sent {
            let why = done.unwrap_err().to_string();
            assert!(why.starts_with("it is still there"), "{answer:?}: {why}");
            house.engine.talk().retract_reply(&actor, reply.id).await.unwrap();
            house.expect_reply(reply.id, ReplyState::Retracted).await;
        }
        house.expect_published(&[]);
        house.engine.shutdown().await;
    }
}

/// The process dies between the deletion there and the note of it here.
#[tokio::test]
async fn a_deletion_can_be_asked_for_again() {
    let mut house = House::build(false).await;
    let (mention, actor) = (house.mention().await, Actor::system());
    let reply = sent(&house, mention, "Gracias").await;
    house.square.lock().unwrap().published.clear();
    house.restart(false).await;
    house.expect_reply(reply.id, ReplyState::Sent).await;
    house.engine.talk().retract_reply(&actor, reply.id).await.unwrap();
    house.expect_reply(reply.id, ReplyState::Retracted).await;
    house.engine.shutdown().await;
}
