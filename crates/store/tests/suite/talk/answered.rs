//! Nobody sends a second answer unawares, nor answers what is not there any more.

use plaza_core::{
    Answers, IncomingMention, MentionId, PreflightProblem, Receipt, ReplyId, ReplyState, Seen,
};
use plaza_store::talk::{NewReply, Reply, ReplyChange};
use plaza_store::{Action, Done, Result, StoreError};

use crate::house::{HOUR, House, NOW, act, by, on_both_databases, said};

on_both_databases! {
    delivering_makes_no_page_stale,
    an_answer_waits_for_those_that_were_not_seen,
    what_plaza_itself_published_is_one_answer,
    what_is_deleted_or_edited_meanwhile_is_not_answered,
}

const FROM: [ReplyState; 1] = [ReplyState::Draft];

/// A draft of an answer to `mention` as it is now.
async fn draft(house: &House, mention: MentionId, text: &str) -> Reply {
    let mention_input_hash = house.store.mention(mention).await.unwrap().unwrap().input_hash;
    let new = NewReply { mention_id: mention, text, key: text, mention_input_hash };
    house.store.talk().create_reply(&new, &by(NOW)).await.unwrap().value
}

async fn send(house: &House, id: ReplyId, seen: &Answers) -> Result<Option<Done<Reply>>> {
    let answers = Some(seen.clone());
    let change = ReplyChange { answers, ..ReplyChange::to(ReplyState::Queued) };
    house.store.talk().change_reply(id, &FROM, &change, &by(NOW)).await
}

#[track_caller]
fn unseen(sent: Result<Option<Done<Reply>>>) -> Answers {
    match sent {
        Err(StoreError::Answered(unseen)) => *unseen,
        other => panic!("{other:?}"),
    }
}

/// Pages that people opened before stay good: what they show has not been changed.
async fn delivering_makes_no_page_stale(house: House) {
    let (store, place) = (&house.store, house.source().await.place_id);
    let mention = house.say("m", "¿Cuándo?").await;
    let reply = draft(&house, mention, "Mañana").await;
    let reply = send(&house, reply.id, &Answers::default()).await.unwrap().unwrap().value;
    store.talk().claim_reply(place, NOW, HOUR).await.unwrap().unwrap();
    let (again, deliver) =
        (ReplyChange::to(ReplyState::Queued), act(Action::ReplyDeliver, NOW + 1));
    let from = [ReplyState::Sending];
    store.talk().change_reply(reply.id, &from, &again, &deliver).await.unwrap().unwrap();
    let (seen, undo) = (Seen::at(reply.id, reply.version), ReplyChange::to(ReplyState::Draft));
    let undone = store.talk().change_reply(seen, &[ReplyState::Queued], &undo, &by(NOW + 2)).await;
    assert_eq!(undone.unwrap().unwrap().value.state, ReplyState::Draft);
}

/// Somebody of ours answers a mention in the place itself.
async fn answer_there(house: &House, mention: MentionId, external_id: &str) -> MentionId {
    let parent = house.store.mention(mention).await.unwrap().unwrap().external_id;
    let ours = IncomingMention {
        parent_id: Some(parent.clone()),
        conversation_id: Some(parent),
        ours: true,
        ..said(external_id, "Ya vamos")
    };
    house.add(vec![ours]).await[0]
}

async fn an_answer_waits_for_those_that_were_not_seen(house: House) {
    let mention = house.say("m", "¿Cuándo?").await;
    let first = draft(&house, mention, "Mañana").await.id;
    let second = draft(&house, mention, "Pronto").await.id;
    // A draft of a colleague is no answer.
    send(&house, second, &Answers::default()).await.unwrap().unwrap();
    let theirs = Answers { replies: vec![second], mentions: Vec::new() };
    assert_eq!(unseen(send(&house, first, &Answers::default()).await), theirs);
    let kept = house.store.talk().reply(first).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.version), (ReplyState::Draft, 1));

    let ours = answer_there(&house, mention, "ours").await;
    let there = Answers { replies: Vec::new(), mentions: vec![ours] };
    assert_eq!(unseen(send(&house, first, &theirs).await), there);
    let both = Answers { mentions: vec![ours], ..theirs };
    assert_eq!(house.store.talk().answers_to(mention).await.unwrap(), both);
    assert!(send(&house, first, &both).await.unwrap().is_some());
}

async fn what_plaza_itself_published_is_one_answer(house: House) {
    let (store, place) = (&house.store, house.source().await.place_id);
    let mention = house.say("m", "¿Cuándo?").await;
    let sent = draft(&house, mention, "Mañana").await.id;
    send(&house, sent, &Answers::default()).await.unwrap().unwrap();
    store.talk().claim_reply(place, NOW, HOUR).await.unwrap().unwrap();
    let receipt = Some(Receipt { external_id: "ours".to_owned(), url: None, held: false });
    let change = ReplyChange { receipt, ..ReplyChange::to(ReplyState::Sent) };
    let deliver = act(Action::ReplyDeliver, NOW);
    store.talk().change_reply(sent, &[ReplyState::Sending], &change, &deliver).await.unwrap();
    answer_there(&house, mention, "ours").await;
    let other = draft(&house, mention, "Pronto").await.id;
    let known = Answers { replies: vec![sent], mentions: Vec::new() };
    assert_eq!(unseen(send(&house, other, &Answers::default()).await), known);
    assert!(send(&house, other, &known).await.unwrap().is_some());
}

async fn what_is_deleted_or_edited_meanwhile_is_not_answered(house: House) {
    let mention = house.say("m", "¿Cuándo?").await;
    let reply = draft(&house, mention, "Mañana").await.id;
    let refused = async |why: PreflightProblem| {
        let sent = send(&house, reply, &Answers::default()).await;
        let is_why = matches!(&sent, Err(StoreError::Preflight(problem)) if *problem == why);
        assert!(is_why, "{sent:?}");
    };
    house.edit(mention, said("m", "Era broma")).await;
    refused(PreflightProblem::ParentEdited).await;
    house.delete("m").await;
    refused(PreflightProblem::ParentDeleted).await;
}
