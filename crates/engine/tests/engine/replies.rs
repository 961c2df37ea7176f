//! Replies arrive exactly once, whatever the platform does.

use crate::common::{House, said, until};
use crate::square::Fault;
use plaza_core::{MentionId, ReplyId, ReplyState, Role};
use plaza_engine::access::UserChange;
use plaza_engine::{Actor, EngineError};
use plaza_store::access::{NewUser, UserUpdate};
use plaza_store::talk::Reply;
use plaza_store::{Act, Action};

async fn state(house: &House, id: ReplyId) -> ReplyState {
    house.engine.store().talk().reply(id).await.unwrap().unwrap().state
}

async fn send(house: &House, mention: MentionId, text: &str) -> Reply {
    let actor = Actor::system();
    let draft = house.engine.talk().draft_reply(&actor, mention, text).await.unwrap();
    let queued = house.engine.talk().submit_reply(&actor, draft.id).await.unwrap();
    assert_eq!(queued.state, ReplyState::Queued);
    queued
}

async fn reaches(house: &House, id: ReplyId, wanted: ReplyState, step_ms: i64) {
    until(wanted.name(), async || {
        house.clock.advance(step_ms);
        state(house, id).await == wanted
    })
    .await;
}

#[tokio::test]
async fn a_reply_goes_out_once_after_its_undo_time_and_can_be_retracted() {
    let house = House::build(false).await;
    let mention = house.mention().await;
    let reply = send(&house, mention, "Lo miramos").await;
    house.deliver_after(999).await;
    house.expect_published(&[]);
    house.deliver_after(1).await;
    house.expect_reply(reply.id, ReplyState::Sent).await;
    let published = house.square.lock().unwrap().published.clone();
    assert_eq!(published, [(reply.key, "m1".to_owned(), "Lo miramos".to_owned())]);
    house.engine.talk().retract_reply(&Actor::system(), reply.id).await.unwrap();
    assert_eq!(house.square.lock().unwrap().published, []);
    assert_eq!(state(&house, reply.id).await, ReplyState::Retracted);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn lost_answers_and_lost_requests_end_in_one_published_reply() {
    for fault in [Fault::LoseAnswer, Fault::LoseRequest, Fault::Limit] {
        let house = House::build(true).await;
        let mention = house.mention().await;
        house.square.lock().unwrap().faults.push_back(fault);
        let reply = send(&house, mention, "Gracias").await;
        reaches(&house, reply.id, ReplyState::Sent, 2_000).await;
        assert_eq!(house.square.lock().unwrap().published.len(), 1, "{fault:?}");
        house.engine.shutdown().await;
    }
}

/// The refusal is about the second try; the first one stands there.
#[tokio::test]
async fn a_late_arrival_is_found_when_its_repetition_is_refused() {
    let house = House::build(true).await;
    let mention = house.mention().await;
    house.square.lock().unwrap().faults.extend([Fault::LoseRequest, Fault::RefuseTwin]);
    let reply = send(&house, mention, "Gracias").await;
    reaches(&house, reply.id, ReplyState::Sent, 5_000).await;
    assert_eq!(house.square.lock().unwrap().published.len(), 1);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_known_goes_to_a_person_and_is_never_sent_again() {
    let house = House::build(true).await;
    let mention = house.mention().await;
    {
        let mut square = house.square.lock().unwrap();
        square.faults.push_back(Fault::LoseAnswer);
        square.blind = true;
    }
    let reply = send(&house, mention, "Gracias").await;
    reaches(&house, reply.id, ReplyState::Uncertain, 5_000).await;
    assert_eq!(house.square.lock().unwrap().published.len(), 1);
    let settled =
        house.engine.talk().resolve_reply(&Actor::system(), reply.id, true).await.unwrap();
    assert_eq!(settled.state, ReplyState::Sent);
    house.engine.shutdown().await;
}

/// Nothing has to be looked for after a try that the platform refused.
#[tokio::test]
async fn a_refused_try_is_repeated_where_nothing_can_be_read_back() {
    let house = House::build(true).await;
    let mention = house.mention().await;
    {
        let mut square = house.square.lock().unwrap();
        square.faults.extend([Fault::Limit, Fault::Limit]);
        square.blind = true;
    }
    let reply = send(&house, mention, "Gracias").await;
    reaches(&house, reply.id, ReplyState::Sent, 2_000).await;
    assert_eq!(house.square.lock().unwrap().published.len(), 1);
    house.engine.shutdown().await;
}

/// What a person found missing is sent again, whatever the thread shows.
#[tokio::test]
async fn a_person_who_has_looked_can_have_it_sent_again() {
    let house = House::build(true).await;
    let mention = house.mention().await;
    {
        let mut square = house.square.lock().unwrap();
        square.faults.push_back(Fault::LoseRequest);
        square.blind = true;
    }
    let actor = Actor::system();
    let reply = send(&house, mention, "Gracias").await;
    reaches(&house, reply.id, ReplyState::Uncertain, 5_000).await;
    let settled = house.engine.talk().resolve_reply(&actor, reply.id, false).await.unwrap();
    assert_eq!(settled.state, ReplyState::Failed);
    house.engine.talk().edit_reply(&actor, reply.id, "Gracias, Ana").await.unwrap();
    house.engine.talk().submit_reply(&actor, reply.id).await.unwrap();
    reaches(&house, reply.id, ReplyState::Sent, 2_000).await;
    assert_eq!(house.square.lock().unwrap().published.len(), 1);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_refusal_is_shown_and_the_text_can_be_mended() {
    let house = House::build(true).await;
    let mention = house.mention().await;
    house.square.lock().unwrap().faults.push_back(Fault::Refuse);
    let reply = send(&house, mention, "¡Demonios!").await;
    reaches(&house, reply.id, ReplyState::Failed, 500).await;
    let failed = house.engine.store().talk().reply(reply.id).await.unwrap().unwrap();
    assert_eq!(failed.error.as_deref(), Some("no swearing"));
    let actor = Actor::system();
    house.engine.talk().edit_reply(&actor, reply.id, "Vaya").await.unwrap();
    house.engine.talk().submit_reply(&actor, reply.id).await.unwrap();
    reaches(&house, reply.id, ReplyState::Sent, 500).await;
    assert_eq!(house.square.lock().unwrap().published[0].2, "Vaya");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn whoever_lost_the_permission_meanwhile_sends_nothing() {
    let house = House::build(true).await;
    let mention = house.mention().await;
    let store = house.engine.store();
    let new = NewUser {
        email: "m@plaza.example".to_owned(),
        name: "Marta".to_owned(),
        role: Role::Manager,
        password_hash: "x".to_owned(),
    };
    let act = Act {
        by: "test",
        user_id: None,
        action: Action::UserCreate,
        detail: serde_json::Value::Null,
        at: crate::common::NOON,
        job: None,
    };
    let user = store.access().create_user(&new, &act).await.unwrap().value;
    let actor =
        Actor { user_id: Some(user.id), name: user.name, role: Role::Manager, ..Actor::system() };
    let draft = house.engine.talk().draft_reply(&actor, mention, "Hola").await.unwrap();
    let reply = house.engine.talk().submit_reply(&actor, draft.id).await.unwrap();
    let demoted = UserUpdate { role: Some(Role::Viewer), ..UserUpdate::default() };
    store.access().update_user(user.id, &demoted, &act).await.unwrap();
    reaches(&house, reply.id, ReplyState::Failed, 500).await;
    assert_eq!(house.square.lock().unwrap().published, []);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_token_that_was_taken_back_meanwhile_sends_nothing() {
    let house = House::build(true).await;
    let mention = house.mention().await;
    let (access, admin) = (house.engine.access(), Actor::system());
    let (kept, bearer) = access.create_token(&admin, "desk", Role::Manager, None).await.unwrap();
    let desk = access.token(&bearer).await.unwrap().unwrap();
    assert_eq!(desk.token_id, Some(kept.id));
    let (lost, bearer) = access.create_token(&admin, "old", Role::Manager, None).await.unwrap();
    let old = access.token(&bearer).await.unwrap().unwrap();
    let mut replies = Vec::new();
    for (actor, text) in [(&desk, "Hola"), (&old, "Adiós")] {
        let draft = house.engine.talk().draft_reply(actor, mention, text).await.unwrap();
        replies.push(house.engine.talk().submit_reply(actor, draft.id).await.unwrap().id);
    }
    access.revoke_token(&admin, lost.id).await.unwrap();
    reaches(&house, replies[0], ReplyState::Sent, 500).await;
    reaches(&house, replies[1], ReplyState::Failed, 500).await;
    let failed = house.engine.store().talk().reply(replies[1]).await.unwrap().unwrap();
    assert!(failed.error.unwrap().contains("token"));
    assert_eq!(house.square.lock().unwrap().published.len(), 1);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_token_that_ended_or_whose_maker_lost_the_right_sends_nothing() {
    let house = House::build(false).await;
    let mention = house.mention().await;
    let (access, admin) = (house.engine.access(), Actor::system());
    let (bea, _) =
        access.create_user(&admin, "bea@example.com", "Bea", Role::Admin, None).await.unwrap();
    access.create_user(&admin, "ana@example.com", "Ana", Role::Admin, None).await.unwrap();
    let maker = Actor { user_id: Some(bea.id), name: bea.name, ..Actor::system() };
    let soon = Some(house.engine.now() + 1);
    let mut replies = Vec::new();
    for (by, text, until) in [(&admin, "Uno", soon), (&maker, "Dos", None), (&admin, "Tres", None)]
    {
        let made = access.create_token(by, text, Role::Manager, until).await;
        let desk = access.token(&made.unwrap().1).await.unwrap().unwrap();
        let draft = house.engine.talk().draft_reply(&desk, mention, text).await.unwrap();
        replies.push(house.engine.talk().submit_reply(&desk, draft.id).await.unwrap().id);
    }
    let demoted = UserChange { role: Some(Role::CommunityManager), ..UserChange::default() };
    access.update_user(&admin, bea.id, demoted).await.unwrap();
    house.deliver_after(60_000).await;
    let mut became = Vec::new();
    for id in replies {
        let reply = house.engine.store().talk().reply(id).await.unwrap().unwrap();
        became.push((reply.state, reply.error.is_some_and(|why| why.contains("approve it again"))));
    }
    let (failed, sent) = ((ReplyState::Failed, true), (ReplyState::Sent, false));
    assert_eq!(became, [failed, failed, sent]);
    let published: Vec<_> =
        house.square.lock().unwrap().published.iter().map(|(.., text)| text.clone()).collect();
    assert_eq!(published, ["Tres"]);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn community_managers_need_approval_and_undo_works_until_it_is_sent() {
    let house = House::build(false).await;
    let mention = house.mention().await;
    let writer = Actor { name: "cm".to_owned(), role: Role::CommunityManager, ..Actor::system() };
    let draft = house.engine.talk().draft_reply(&writer, mention, "Hola").await.unwrap();
    let submitted = house.engine.talk().submit_reply(&writer, draft.id).await.unwrap();
    assert_eq!(submitted.state, ReplyState::Submitted);
    let approved = house.engine.talk().approve_reply(&writer, draft.id, None).await;
    assert!(matches!(approved, Err(EngineError::Forbidden(_))));
    let boss = Actor::system();
    house.engine.talk().approve_reply(&boss, draft.id, Some("Hola, Ana".to_owned())).await.unwrap();
    let undone = house.engine.talk().cancel_reply(&writer, draft.id).await.unwrap();
    assert_eq!((undone.state, undone.text.as_str()), (ReplyState::Draft, "Hola, Ana"));
    house.deliver_after(60_000).await;
    house.expect_published(&[]);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn preflight_finds_what_the_platform_would_refuse() {
    let house = House::build(true).await;
    let mention = house.mention().await;
    let problems = async |text: &str| {
        let problems = house.engine.talk().preflight(mention, text).await.unwrap();
        problems.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(problems("Hola").await, [""; 0]);
    assert_eq!(problems(" ").await, ["the reply is empty"]);
    assert_eq!(problems(&"x".repeat(101)).await, ["the reply is 101 long; the platform takes 100"]);
    let reply = send(&house, mention, "Hola").await;
    reaches(&house, reply.id, ReplyState::Sent, 500).await;
    assert_eq!(problems("Hola").await, ["the same text was sent here a short while ago"]);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn an_edited_mention_holds_the_reply_back() {
    let house = House::build(false).await;
    let mention = house.mention().await;
    let actor = Actor::system();
    let draft = house.engine.talk().draft_reply(&actor, mention, "Hola").await.unwrap();
    let source =
        house.engine.store().listen().source_by_name("plaza mayor").await.unwrap().unwrap();
    house.square.lock().unwrap().pages.push(vec![said("m1", "Era broma, va bien")]);
    house.engine.listen().collect_now(&actor, source.id).await.unwrap();
    let held = house.engine.talk().submit_reply(&actor, draft.id).await.unwrap_err();
    assert!(held.to_string().contains("was edited"), "{held}");
    house.engine.talk().edit_reply(&actor, draft.id, "Ah, vale").await.unwrap();
    let queued = house.engine.talk().submit_reply(&actor, draft.id).await.unwrap();
    assert_eq!(queued.state, ReplyState::Queued);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_platform_that_hangs_holds_no_other_place_up() {
    let house = House::build(true).await;
    let here = house.mention().await;
    house.square.lock().unwrap().pages = vec![vec![said("m2", "¿Y aquí?")]];
    house.source_in("plaza chica").await;
    until("the other source is collected", async || {
        house.engine.store().docs_count().await.unwrap() == 2
    })
    .await;
    let there = house.find("m2").await;
    house.square.lock().unwrap().faults.push_back(Fault::Hang);
    let hangs = send(&house, here, "Un momento").await;
    until("it is on its way", async || {
        house.clock.advance(500);
        house.square.lock().unwrap().faults.is_empty()
    })
    .await;
    let goes = send(&house, there, "Ya vamos").await;
    reaches(&house, goes.id, ReplyState::Sent, 500).await;
    house.expect_reply(hangs.id, ReplyState::Sending).await;
    house.expect_published(&["Ya vamos"]);
    house.engine.shutdown().await;
}
