//! Replies at the same moment.

use plaza_core::{Answers, MentionId, ReplyId, ReplyState, Seen};
use plaza_store::talk::{NewReply, ReplyChange};
use plaza_store::{Result, Store, StoreError};

use super::{is_stale, is_taken, mention, races, twice, winner};
use crate::house::{House, NOW, by};

races! {
    two_edits_of_one_draft,
    two_answers_to_one_mention,
    one_text_in_one_place,
    approving_and_sending_back,
    one_reply_retracted_twice,
}

async fn draft(house: &House, mention: MentionId, key: &str, text: &str) -> ReplyId {
    let mention_input_hash = house.store.mention(mention).await.unwrap().unwrap().input_hash;
    let new = NewReply { mention_id: mention, text, key, mention_input_hash };
    house.store.talk().create_reply(&new, &by(NOW)).await.unwrap().value.id
}

/// Moves a reply, as a use case does it: there is an answer, or a reason.
async fn step(
    store: Store,
    reply: Seen<ReplyId>,
    from: ReplyState,
    change: ReplyChange,
) -> Result<ReplyId> {
    let done = store.talk().change_reply(reply, &[from], &change, &by(NOW)).await?;
    Ok(done.unwrap().value.id)
}

async fn two_edits_of_one_draft(house: &House, n: usize) {
    let mention = mention(house, n).await;
    let id = draft(house, mention, &n.to_string(), "Pronto").await;
    let results = twice(house, |store, who| {
        let text = Some(format!("de {who}"));
        let change = ReplyChange { text, ..ReplyChange::to(ReplyState::Draft) };
        step(store, Seen::at(id, 1), ReplyState::Draft, change)
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let kept = house.store.talk().reply(id).await.unwrap().unwrap();
    assert_eq!((kept.text, kept.version), (format!("de {who}"), 2));
}

async fn two_answers_to_one_mention(house: &House, n: usize) {
    let mention = mention(house, n).await;
    let drafts = [
        draft(house, mention, &format!("{n}a"), &format!("Uno {n}")).await,
        draft(house, mention, &format!("{n}b"), &format!("Otro {n}")).await,
    ];
    let results = twice(house, |store, who| {
        let answers = Some(Answers::default());
        let change = ReplyChange { answers, ..ReplyChange::to(ReplyState::Queued) };
        step(store, Seen::at(drafts[who], 1), ReplyState::Draft, change)
    })
    .await;
    let (who, _) = winner(results, |error| matches!(error, StoreError::Answered(_)));
    let answers = house.store.talk().answers_to(mention).await.unwrap();
    assert_eq!(answers.replies, [drafts[who]]);
}

async fn one_text_in_one_place(house: &House, n: usize) {
    let text = format!("El mismo {n}");
    let mut drafts = Vec::new();
    for who in 0..2 {
        let mention = mention(house, 2 * n + who).await;
        drafts.push(draft(house, mention, &format!("{n}-{who}"), &text).await);
    }
    let results = twice(house, |store, who| {
        let not_twice_since = Some(NOW);
        let change = ReplyChange { not_twice_since, ..ReplyChange::to(ReplyState::Queued) };
        step(store, Seen::at(drafts[who], 1), ReplyState::Draft, change)
    })
    .await;
    winner(results, is_taken);
}

async fn approving_and_sending_back(house: &House, n: usize) {
    let mention = mention(house, n).await;
    let id = draft(house, mention, &n.to_string(), &n.to_string()).await;
    let submit = ReplyChange::to(ReplyState::Submitted);
    step(house.store.clone(), id.into(), ReplyState::Draft, submit).await.unwrap();
    let to = [ReplyState::Queued, ReplyState::Draft];
    let results = twice(house, |store, who| {
        step(store, Seen::at(id, 2), ReplyState::Submitted, ReplyChange::to(to[who]))
    })
    .await;
    let (who, _) = winner(results, is_stale);
    assert_eq!(house.store.talk().reply(id).await.unwrap().unwrap().state, to[who]);
}

/// Whoever takes a published reply first asks the platform.
async fn one_reply_retracted_twice(house: &House, n: usize) {
    let mention = mention(house, n).await;
    let id = draft(house, mention, &n.to_string(), &n.to_string()).await;
    let sent = ReplyChange::to(ReplyState::Sent);
    step(house.store.clone(), id.into(), ReplyState::Draft, sent).await.unwrap();
    let results = twice(house, |store, _| async move {
        let from = [ReplyState::Sent, ReplyState::Held];
        let taken = store.talk().take_reply(Seen::at(id, 2), &from, &by(NOW)).await;
        taken.map(Option::unwrap)
    })
    .await;
    winner(results, is_stale);
}
