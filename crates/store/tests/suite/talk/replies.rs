//! Replies move from state to state, once.

use plaza_core::{MentionId, PlaceId, Receipt, ReplyId, ReplyState, Seen};
use plaza_store::access::NewUser;
use plaza_store::talk::{NewReply, Reply, ReplyChange, Tries};
use plaza_store::{Act, Stale, StoreError};

use crate::house::{HOSTILE, HOUR, House, NOW, by, on_both_databases};

on_both_databases! {
    a_reply_goes_its_way,
    only_one_of_two_changes_wins,
    what_was_edited_meanwhile_does_not_go_out,
    a_queued_reply_is_claimed_once,
    a_reply_whose_sender_died_is_looked_after,
    the_same_text_in_the_same_place_is_noticed,
    replies_are_listed,
    hostile_texts_are_plain_data,
    places_are_due_one_by_one,
    a_wait_is_no_try,
    what_ended_without_an_answer_is_kept_at_once,
    what_moderators_keep_back_is_looked_at_now_and_then,
    other_replies_of_the_conversation_are_told_apart,
}

async fn draft(house: &House, key: &str) -> Reply {
    let source = house.source().await;
    let known = house.store.listen().known(source.place_id, source.id, &["m"]).await.unwrap();
    let mention = match known.get("m") {
        Some(known) => known.id,
        None => house.say("m", "¿Cuándo?").await,
    };
    house.store.talk().create_reply(&new(mention, "Mañana", key), &by(NOW)).await.unwrap().value
}

fn new<'a>(mention_id: MentionId, text: &'a str, key: &'a str) -> NewReply<'a> {
    NewReply { mention_id, text, key, mention_input_hash: 7 }
}

async fn queued(house: &House, key: &str, not_before: i64) -> Reply {
    let reply = draft(house, key).await;
    let change =
        ReplyChange { not_before: Some(not_before), ..ReplyChange::to(ReplyState::Queued) };
    house
        .store
        .talk()
        .change_reply(reply.id, &[ReplyState::Draft], &change, &by(NOW))
        .await
        .unwrap()
        .unwrap()
        .value
}

async fn a_reply_goes_its_way(house: House) {
    let place = house.source().await.place_id;
    let store = &house.store;
    let person = NewUser {
        email: "eva@example.com".to_owned(),
        name: "Eva".to_owned(),
        role: plaza_core::Role::Manager,
        password_hash: String::new(),
    };
    let eva = store.access().create_user(&person, &by(NOW)).await.unwrap().value.id;
    let id = house.say("m", "¿Cuándo?").await;
    let act = Act { user_id: Some(eva), ..by(NOW) };
    let reply = store.talk().create_reply(&new(id, "Hoy", "k1"), &act).await.unwrap().value;
    assert_eq!((reply.state, reply.attempts, reply.receipt.clone()), (ReplyState::Draft, 0, None));
    assert_eq!((reply.author_name.as_deref(), reply.mention_input_hash), (Some("Eva"), 7));
    let change = ReplyChange {
        text: Some("Mañana".to_owned()),
        approved_by: Some(Some(eva)),
        not_before: Some(NOW + 30),
        mention_input_hash: Some(8),
        ..ReplyChange::to(ReplyState::Queued)
    };
    let from = [ReplyState::Draft, ReplyState::Submitted];
    let queued = store
        .talk()
        .change_reply(reply.id, &from, &change, &by(NOW + 1))
        .await
        .unwrap()
        .unwrap()
        .value;
    assert_eq!((queued.text.as_str(), queued.approved_by_name.as_deref()), ("Mañana", Some("Eva")));
    assert_eq!((queued.mention_input_hash, queued.updated_at), (8, NOW + 1));

    assert_eq!(
        store.talk().claim_reply(place, NOW + 29, 1_000).await.unwrap(),
        None,
        "it can still be undone"
    );
    let sending = store.talk().claim_reply(place, NOW + 30, 1_000).await.unwrap().unwrap();
    assert_eq!((sending.id, sending.state, sending.attempts), (reply.id, ReplyState::Sending, 1));
    assert_eq!(sending.lease_until, Some(NOW + 1_030));
    assert_eq!(sending.first_try_at, Some(NOW + 30));

    // Rate limited: back to the queue; the next try remembers when the first one was.
    let later = ReplyChange {
        error: Some(Some("rate limited".into())),
        not_before: Some(NOW + 60),
        ..ReplyChange::to(ReplyState::Queued)
    };
    let from = [ReplyState::Sending];
    let back = store
        .talk()
        .change_reply(reply.id, &from, &later, &by(NOW + 31))
        .await
        .unwrap()
        .unwrap()
        .value;
    assert_eq!((back.lease_until, back.error.as_deref()), (None, Some("rate limited")));
    let again = store.talk().claim_reply(place, NOW + 60, 1_000).await.unwrap().unwrap();
    assert_eq!((again.attempts, again.first_try_at), (2, Some(NOW + 30)));

    let receipt = Receipt { external_id: "r9".to_owned(), url: None, held: true };
    let sent = ReplyChange {
        receipt: Some(receipt.clone()),
        error: Some(None),
        ..ReplyChange::to(ReplyState::Sent)
    };
    let sent = store
        .talk()
        .change_reply(reply.id, &from, &sent, &by(NOW + 61))
        .await
        .unwrap()
        .unwrap()
        .value;
    assert_eq!((sent.receipt, sent.error, sent.sent_at), (Some(receipt), None, Some(NOW + 61)));
    assert_eq!(store.mention(id).await.unwrap().unwrap().reply_count, 1);
    let retracted = ReplyChange::to(ReplyState::Retracted);
    store
        .talk()
        .change_reply(reply.id, &[ReplyState::Sent], &retracted, &by(NOW + 70))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(store.mention(id).await.unwrap().unwrap().reply_count, 0);

    let twice = store.talk().create_reply(&new(id, "x", "k1"), &by(NOW)).await;
    assert!(matches!(twice, Err(StoreError::Duplicate(_))), "{twice:?}");
    let nowhere = store.talk().create_reply(&new(999.into(), "x", "k2"), &by(NOW)).await;
    assert!(matches!(nowhere, Err(StoreError::NotFound)), "{nowhere:?}");
}

async fn only_one_of_two_changes_wins(house: House) {
    let place = house.source().await.place_id;
    let reply = queued(&house, "k", NOW).await;
    // The sender takes it, twenty people undo it: exactly one of them gets it.
    let mut tasks = Vec::new();
    for n in 0..21 {
        let store = house.store.clone();
        tasks.push(tokio::spawn(async move {
            if n == 10 {
                store.talk().claim_reply(place, NOW, HOUR).await.unwrap().is_some()
            } else {
                let undo = ReplyChange::to(ReplyState::Draft);
                let from = [ReplyState::Queued];
                store.talk().change_reply(reply.id, &from, &undo, &by(NOW)).await.unwrap().is_some()
            }
        }));
    }
    let mut winners = 0;
    for task in tasks {
        winners += i32::from(task.await.unwrap());
    }
    assert_eq!(winners, 1);
    let none = house
        .store
        .talk()
        .change_reply(reply.id, &[], &ReplyChange::to(ReplyState::Sent), &by(NOW))
        .await;
    assert_eq!(none.unwrap(), None);
}

async fn what_was_edited_meanwhile_does_not_go_out(house: House) {
    let store = &house.store;
    let draft = draft(&house, "k").await;
    let from = [ReplyState::Draft];
    let edit = ReplyChange { text: Some("Nunca".to_owned()), ..ReplyChange::to(ReplyState::Draft) };
    let edited = store.talk().change_reply(draft.id, &from, &edit, &by(NOW + 1)).await;
    let edited = edited.unwrap().unwrap().value;
    let queue = async |version: i64| {
        let (seen, change) = (Seen::at(draft.id, version), ReplyChange::to(ReplyState::Queued));
        store.talk().change_reply(seen, &from, &change, &by(NOW + 2)).await
    };
    let Err(StoreError::Stale(stale)) = queue(draft.version).await else { panic!("it went out") };
    assert_eq!(*stale, Stale { version: 2, by: Some("ana".to_owned()), at: Some(NOW + 1) });
    assert_eq!(store.talk().reply(draft.id).await.unwrap(), Some(edited.clone()));
    assert_eq!(queue(edited.version).await.unwrap().unwrap().value.text, "Nunca");
}

async fn a_queued_reply_is_claimed_once(house: House) {
    let place = house.source().await.place_id;
    for n in 0..5 {
        queued(&house, &n.to_string(), NOW + 5 - n).await;
    }
    draft(&house, "draft").await;
    let senders: Vec<_> = (0..20)
        .map(|_| {
            let store = house.store.clone();
            tokio::spawn(
                async move { store.talk().claim_reply(place, NOW + 9, HOUR).await.unwrap() },
            )
        })
        .collect();
    let mut claimed = Vec::new();
    for sender in senders {
        claimed.extend(sender.await.unwrap().map(|reply| reply.key));
    }
    claimed.sort();
    assert_eq!(claimed, ["0", "1", "2", "3", "4"]);
}

async fn a_reply_whose_sender_died_is_looked_after(house: House) {
    let place = house.source().await.place_id;
    let store = &house.store;
    let reply = queued(&house, "k", NOW).await;
    store.talk().claim_reply(place, NOW, 1_000).await.unwrap().unwrap();
    assert_eq!(store.talk().expired_sending(place, NOW + 999, 1_000).await.unwrap(), None);
    assert_eq!(
        store.talk().claim_reply(place, NOW + 1_000, 1_000).await.unwrap(),
        None,
        "never sent again"
    );
    let orphan = store.talk().expired_sending(place, NOW + 1_000, 500).await.unwrap().unwrap();
    assert_eq!((orphan.id, orphan.state, orphan.attempts), (reply.id, ReplyState::Sending, 1));
    assert_eq!(orphan.lease_until, Some(NOW + 1_500));
    assert!(orphan.may_be_there);
    assert_eq!(store.talk().expired_sending(place, NOW + 1_000, 500).await.unwrap(), None);
    let uncertain = ReplyChange::to(ReplyState::Uncertain);
    let changed =
        store.talk().change_reply(reply.id, &[ReplyState::Sending], &uncertain, &by(NOW)).await;
    let changed = changed.unwrap().unwrap().value;
    assert_eq!((changed.lease_until, changed.may_be_there), (None, true));
    assert_eq!(store.talk().expired_sending(place, NOW + HOUR, 500).await.unwrap(), None);
    let failed = ReplyChange::to(ReplyState::Failed);
    let settled =
        store.talk().change_reply(reply.id, &[ReplyState::Uncertain], &failed, &by(NOW)).await;
    assert!(!settled.unwrap().unwrap().value.may_be_there, "a person has looked");
}

async fn the_same_text_in_the_same_place_is_noticed(house: House) {
    let store = &house.store;
    let place = house.source().await.place_id;
    let reply = draft(&house, "k").await;
    let same = async |place: PlaceId, text: &str, since: i64, except: Option<ReplyId>| {
        store.talk().same_text_since(place, text, since, except).await.unwrap()
    };
    assert!(!same(place, "Mañana", 0, None).await, "a draft went nowhere");
    let change = ReplyChange::to(ReplyState::Queued);
    store.talk().change_reply(reply.id, &[ReplyState::Draft], &change, &by(NOW)).await.unwrap();
    assert!(same(place, "Mañana", NOW, None).await);
    assert!(!same(place, "Mañana", NOW, Some(reply.id)).await, "itself does not count");
    assert!(!same(place, "Hoy", NOW, None).await);
    assert!(!same((place.get() + 1).into(), "Mañana", NOW, None).await);
    assert!(!same(place, "Mañana", NOW + 1, None).await);
}

async fn replies_are_listed(house: House) {
    let store = &house.store;
    let first = draft(&house, "1").await;
    let second = queued(&house, "2", NOW).await;
    let third = draft(&house, "3").await;
    let ids = |replies: Vec<Reply>| replies.into_iter().map(|r| r.id).collect::<Vec<_>>();
    assert_eq!(ids(store.talk().replies(None, None, 2).await.unwrap()), [third.id, second.id]);
    assert_eq!(ids(store.talk().replies(None, Some(second.id), 9).await.unwrap()), [first.id]);
    let drafts = store.talk().replies(Some(ReplyState::Draft), None, 9).await.unwrap();
    assert_eq!(ids(drafts), [third.id, first.id]);
    let to = store.talk().replies_to(&[first.mention_id, 999.into()]).await.unwrap();
    assert_eq!(ids(to), [first.id, second.id, third.id]);
    assert_eq!(store.talk().replies_count(ReplyState::Draft).await.unwrap(), 2);
    assert_eq!(store.talk().reply(second.id).await.unwrap().unwrap().key, "2");
    assert_eq!(store.talk().reply(999.into()).await.unwrap(), None);
}

async fn hostile_texts_are_plain_data(house: House) {
    let reply = draft(&house, "k").await;
    for text in HOSTILE {
        let change = ReplyChange {
            text: Some(text.to_owned()),
            error: Some(Some(text.into())),
            ..ReplyChange::to(ReplyState::Draft)
        };
        let changed = house
            .store
            .talk()
            .change_reply(reply.id, &[ReplyState::Draft], &change, &by(NOW))
            .await
            .unwrap();
        let changed = changed.unwrap().value;
        assert_eq!((changed.text.as_str(), changed.error.as_deref()), (text, Some(text)));
    }
}

async fn places_are_due_one_by_one(house: House) {
    let (here, talk) = (house.source().await.place_id, house.store.talk());
    let elsewhere = (here.get() + 1).into();
    let reply = queued(&house, "k1", NOW + 5).await;
    assert_eq!(talk.places_due(NOW + 4).await.unwrap(), Vec::<PlaceId>::new());
    assert_eq!(talk.places_due(NOW + 5).await.unwrap(), [here]);
    assert_eq!(talk.claim_reply(elsewhere, NOW + 5, 1_000).await.unwrap(), None);
    let claimed = talk.claim_reply(here, NOW + 5, 1_000).await.unwrap().unwrap();
    assert_eq!(claimed.id, reply.id);
    assert_eq!(talk.places_due(NOW + 1_004).await.unwrap(), Vec::<PlaceId>::new(), "it is leased");
    assert_eq!(talk.places_due(NOW + 1_005).await.unwrap(), [here], "its lease ran out");
}

/// Moves a reply on.
async fn step(house: &House, id: ReplyId, from: ReplyState, change: ReplyChange) -> Reply {
    let changed = house.store.talk().change_reply(id, &[from], &change, &by(NOW + 1)).await;
    changed.unwrap().unwrap().value
}

async fn a_wait_is_no_try(house: House) {
    let (place, talk) = (house.source().await.place_id, house.store.talk());
    let reply = queued(&house, "k", NOW).await;
    for round in 0..3 {
        let claimed = talk.claim_reply(place, NOW + round, HOUR).await.unwrap().unwrap();
        assert_eq!(claimed.attempts, 1, "a try counts while nobody knows how it ends");
        let wait = ReplyChange {
            tries: Tries::WasNone,
            not_before: Some(NOW + round + 1),
            ..ReplyChange::to(ReplyState::Queued)
        };
        let waits = step(&house, reply.id, ReplyState::Sending, wait.clone()).await;
        assert_eq!((waits.attempts, waits.next_step_at()), (0, Some(NOW + round + 1)));
        // A second process that says the same says it too late.
        let from = [ReplyState::Sending];
        assert_eq!(talk.change_reply(reply.id, &from, &wait, &by(NOW)).await.unwrap(), None);
    }
    talk.claim_reply(place, NOW + 9, HOUR).await.unwrap().unwrap();
    let failed = ReplyChange::to(ReplyState::Failed);
    assert_eq!(step(&house, reply.id, ReplyState::Sending, failed).await.attempts, 1);
    let afresh = ReplyChange { tries: Tries::Afresh, ..ReplyChange::to(ReplyState::Queued) };
    assert_eq!(step(&house, reply.id, ReplyState::Failed, afresh).await.attempts, 0);
}

async fn what_ended_without_an_answer_is_kept_at_once(house: House) {
    let (place, talk) = (house.source().await.place_id, house.store.talk());
    let reply = queued(&house, "k", NOW).await;
    talk.claim_reply(place, NOW, 1_000).await.unwrap().unwrap();
    talk.end_unknown(reply.id, &"the answer broke off".into(), NOW + 5_000).await.unwrap();
    let open = talk.reply(reply.id).await.unwrap().unwrap();
    assert_eq!((open.state, open.may_be_there), (ReplyState::Sending, true));
    assert_eq!(open.error.as_deref(), Some("the answer broke off"));
    assert_eq!(open.next_step_at(), Some(NOW + 5_000));
    assert_eq!(talk.places_due(NOW + 4_999).await.unwrap(), Vec::<PlaceId>::new());
    assert_eq!(talk.places_due(NOW + 5_000).await.unwrap(), [place]);
    let sent = ReplyChange::to(ReplyState::Sent);
    step(&house, reply.id, ReplyState::Sending, sent.clone()).await;
    // A late note changes nothing.
    let settled = talk.reply(reply.id).await.unwrap();
    talk.end_unknown(reply.id, &"too late".into(), NOW + 9_000).await.unwrap();
    assert_eq!(talk.reply(reply.id).await.unwrap(), settled);
}

async fn what_moderators_keep_back_is_looked_at_now_and_then(house: House) {
    let (place, talk) = (house.source().await.place_id, house.store.talk());
    let reply = queued(&house, "k", NOW).await;
    talk.claim_reply(place, NOW, HOUR).await.unwrap().unwrap();
    let receipt = Receipt { external_id: "q".to_owned(), url: None, held: true };
    let held = ReplyChange {
        receipt: Some(receipt),
        not_before: Some(NOW + 60),
        ..ReplyChange::to(ReplyState::Held)
    };
    let held = step(&house, reply.id, ReplyState::Sending, held).await;
    assert_eq!((held.sent_at, held.next_step_at()), (Some(NOW + 1), Some(NOW + 60)));
    assert_eq!(talk.places_due(NOW + 59).await.unwrap(), Vec::<PlaceId>::new());
    assert_eq!(talk.places_due(NOW + 60).await.unwrap(), [place]);
    assert_eq!(talk.claim_held(place, NOW + 59, 1_000).await.unwrap(), None);
    let looked_at = talk.claim_held(place, NOW + 60, 1_000).await.unwrap().unwrap();
    assert_eq!((looked_at.id, looked_at.state), (reply.id, ReplyState::Held));
    assert_eq!(talk.claim_held(place, NOW + 1_059, 1_000).await.unwrap(), None, "somebody looks");
    talk.still_held(reply.id, Some(&"it does not answer".into()), NOW + 9_000).await.unwrap();
    let held = talk.reply(reply.id).await.unwrap().unwrap();
    assert_eq!(held.next_step_at(), Some(NOW + 9_000));
    assert_eq!(held.error.as_deref(), Some("it does not answer"));
    assert!(talk.same_text_since(place, "Mañana", NOW, None).await.unwrap(), "it is on its way");
}

async fn other_replies_of_the_conversation_are_told_apart(house: House) {
    let talk = house.store.talk();
    let asked = draft(&house, "asks").await;
    let receipt = |id: &str| Receipt { external_id: id.to_owned(), url: None, held: false };
    for (key, state, known) in [
        ("sent", ReplyState::Sent, Some("p1")),
        ("seen", ReplyState::Sent, None),
        ("uncertain", ReplyState::Uncertain, None),
        ("held", ReplyState::Held, Some("q1")),
        ("failed", ReplyState::Failed, None),
        ("draft", ReplyState::Draft, None),
    ] {
        let other = draft(&house, key).await;
        let change = ReplyChange { receipt: known.map(receipt), ..ReplyChange::to(state) };
        step(&house, other.id, ReplyState::Draft, change).await;
    }
    let others = talk.other_replies(asked.mention_id, asked.id).await.unwrap();
    let mut seen: Vec<_> = others
        .into_iter()
        .map(|other| (other.receipt.map(|receipt| receipt.external_id), other.may_be_there))
        .collect();
    seen.sort();
    let known = |id: &str, may_be_there| (Some(id.to_owned()), may_be_there);
    let expected = [(None, true), (None, true), known("p1", false), known("q1", true)];
    assert_eq!(seen, expected);
    // Those to another message are in another conversation.
    let elsewhere = house.say("other", "¿Y esto?").await;
    assert_eq!(talk.other_replies(elsewhere, asked.id).await.unwrap(), []);
}
