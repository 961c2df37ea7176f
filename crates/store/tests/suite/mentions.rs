//! Reading mentions.

use plaza_core::MentionId;

use crate::house::{House, on_both_databases, said};

on_both_databases! {
    mentions_come_in_the_order_asked_for,
    what_is_not_there_is_none,
}

async fn mentions_come_in_the_order_asked_for(house: House) {
    let mentions = (0..100).map(|n| said(&n.to_string(), &format!("text {n}"))).collect();
    let ids = house.add(mentions).await;
    let mut asked: Vec<MentionId> = ids.iter().rev().copied().collect();
    asked.insert(50, 999_999.into());
    let found = house.store.mentions(&asked).await.unwrap();
    let expected: Vec<MentionId> = ids.iter().rev().copied().collect();
    assert_eq!(found.iter().map(|m| m.id).collect::<Vec<_>>(), expected);
    assert_eq!(house.store.mentions(&[]).await.unwrap(), []);
}

async fn what_is_not_there_is_none(house: House) {
    let store = &house.store;
    assert_eq!(store.mention(1.into()).await.unwrap(), None);
    assert_eq!(store.conversation(1.into(), 9).await.unwrap(), []);
    assert_eq!(store.mention_versions(1.into()).await.unwrap(), []);
    assert_eq!(store.author(1.into()).await.unwrap(), None);
    assert_eq!(store.find().changes_since(0, 9).await.unwrap(), []);
    assert_eq!(store.revision().await.unwrap(), 0);
}
