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
    what_is_sent_answers_and_a_draft_does_not,
    a_message_of_ours_answers_what_it_speaks_to,
    lists_of_answers_name_their_mentions,
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

/// Ids of the mentions that are answered, as the index hears of them.
async fn answered(house: &House) -> Vec<MentionId> {
    let docs = house.store.find().changes_since(0, 100).await.unwrap();
    let mut ids: Vec<MentionId> =
        docs.into_iter().filter(|doc| doc.answered).map(|doc| doc.id).collect();
    ids.sort_unstable();
    ids
}

/// The mentions that the index is told of when these messages change.
async fn spoken_to(house: &House, ours: &[MentionId]) -> Vec<MentionId> {
    let docs = house.store.find().answered_by(ours).await.unwrap();
    docs.into_iter().map(|doc| doc.id).collect()
}

async fn what_is_sent_answers_and_a_draft_does_not(house: House) {
    let (store, place) = (&house.store, house.source().await.place_id);
    let mention = house.say("m", "¿Cuándo?").await;
    let reply = draft(&house, mention, "Mañana").await.id;
    send(&house, reply, &Answers::default()).await.unwrap().unwrap();
    store.talk().claim_reply(place, NOW, HOUR).await.unwrap().unwrap();
    assert_eq!(answered(&house).await, []);
    let view = store.mention(mention).await.unwrap().unwrap();
    assert_eq!((view.reply_count, view.answered), (0, false));

    let (before, deliver) = (store.revision().await.unwrap(), act(Action::ReplyDeliver, NOW));
    let change = ReplyChange::to(ReplyState::Sent);
    store.talk().change_reply(reply, &[ReplyState::Sending], &change, &deliver).await.unwrap();
    let docs = store.find().changes_since(before, 9).await.unwrap();
    assert_eq!(
        docs.iter().map(|doc| (doc.id, doc.answered)).collect::<Vec<_>>(),
        [(mention, true)]
    );
    let view = store.mention(mention).await.unwrap().unwrap();
    assert_eq!((view.reply_count, view.answered), (1, true));

    let change = ReplyChange::to(ReplyState::Retracted);
    store.talk().change_reply(reply, &[ReplyState::Sent], &change, &by(NOW)).await.unwrap();
    assert_eq!(answered(&house).await, []);
}

async fn a_message_of_ours_answers_what_it_speaks_to(house: House) {
    let in_thread = |id: &str, author: &str, parent: Option<&str>, minute: i64| IncomingMention {
        author: Some(author.to_owned()),
        parent_id: parent.map(str::to_owned),
        conversation_id: Some("thread".to_owned()),
        created_at: Some(NOW + minute * 60_000),
        ours: author == "us",
        ..said(id, "…y digo")
    };
    let ids = house
        .add(vec![
            in_thread("opens", "ana", None, 0),
            in_thread("more", "ana", Some("opens"), 1),
            in_thread("other", "luis", Some("opens"), 2),
            in_thread("late", "ana", Some("opens"), 9),
        ])
        .await;
    assert_eq!(answered(&house).await, []);
    // It answers the second word of Ana's, and so her first; not Luis, nor what she says later.
    let ours = house.add(vec![in_thread("ours", "us", Some("more"), 3)]).await;
    assert_eq!(answered(&house).await, ids[..2]);
    let told = spoken_to(&house, &ours).await;
    assert!(ids[..2].iter().all(|id| told.contains(id)), "{told:?}");

    let flat = |id: &str, minute: i64, ours: bool| IncomingMention {
        conversation_id: Some("flat".to_owned()),
        created_at: Some(NOW + minute * 60_000),
        ours,
        ..said(id, "En plano")
    };
    let flat_ids = house.add(vec![flat("f1", 0, false), flat("f2", 1, false)]).await;
    let ours = house.add(vec![flat("f3", 2, true)]).await;
    // Where nobody says what is answered, it is who began.
    assert_eq!(answered(&house).await, [ids[0], ids[1], flat_ids[0]]);
    let told = spoken_to(&house, &ours).await;
    assert!(told.contains(&flat_ids[0]), "{told:?}");
}

async fn lists_of_answers_name_their_mentions(house: House) {
    let (first, second) = (house.say("m", "¿Cuándo?").await, house.say("n", "¿Dónde?").await);
    draft(&house, first, "Mañana").await;
    let queued = draft(&house, second, "Aquí").await.id;
    send(&house, queued, &Answers::default()).await.unwrap().unwrap();
    let find = house.store.find();
    assert_eq!(find.drafted().await.unwrap(), [first]);
    assert_eq!(find.answered_as(7.into()).await.unwrap(), []);
    assert_eq!(find.import_spans(1).await.unwrap(), None);
}
