//! Threads.

use plaza_core::{IncomingMention, MentionId};

use crate::house::{House, NOW, on_both_databases, said};

on_both_databases! {
    a_thread_gathers_in_whatever_order_it_arrives,
    a_thread_gathers_within_one_batch,
    a_named_thread_holds_without_its_beginning,
    an_answer_to_what_is_not_there_waits_for_it,
    answers_in_a_circle_do_no_harm,
    near_duplicates_are_found_from_every_member,
}

/// `id`, its parent, and the thread's name where the platform tells it.
fn post(id: &str, parent: Option<&str>, thread: Option<&str>, at: i64) -> IncomingMention {
    IncomingMention {
        parent_id: parent.map(str::to_owned),
        conversation_id: thread.map(str::to_owned),
        created_at: Some(NOW - 1_000 + at),
        ..said(id, id)
    }
}

async fn thread_of(house: &House, id: MentionId) -> Vec<String> {
    let thread = house.store.conversation(id, 100).await.unwrap();
    thread.into_iter().map(|mention| mention.text).collect()
}

/// Every order of four things.
fn orders() -> Vec<[usize; 4]> {
    let mut orders = Vec::new();
    for n in 0..256 {
        let order = [n / 64, n / 16 % 4, n / 4 % 4, n % 4];
        let mut sorted = order;
        sorted.sort_unstable();
        if sorted == [0, 1, 2, 3] {
            orders.push(order);
        }
    }
    orders
}

async fn a_thread_gathers_in_whatever_order_it_arrives(house: House) {
    for (n, order) in orders().into_iter().enumerate() {
        for thread in [None, Some(format!("root {n}")), Some(format!("thread {n}"))] {
            let tag = format!("{n} {}", thread.as_deref().unwrap_or("none"));
            let name = |what: &str| match &thread {
                Some(named) if named.starts_with("root") && what == "root" => named.clone(),
                _ => format!("{what} {tag}"),
            };
            let (root, child, leaf, other) =
                (name("root"), name("child"), name("leaf"), name("other"));
            let thread = thread.as_deref();
            let posts = [
                post(&root, None, thread, 0),
                post(&child, Some(&root), thread, 1),
                post(&leaf, Some(&child), thread, 2),
                post(&other, Some(&root), thread, 3),
            ];
            let mut ids = Vec::new();
            for at in order {
                ids.extend(house.add(vec![posts[at].clone()]).await);
            }
            for id in ids {
                assert_eq!(
                    thread_of(&house, id).await,
                    [root.as_str(), &child, &leaf, &other],
                    "{order:?} {thread:?}"
                );
            }
        }
    }
}

async fn a_thread_gathers_within_one_batch(house: House) {
    for (n, order) in orders().into_iter().enumerate() {
        let name = |what: &str| format!("{what} {n}");
        let posts = [
            post(&name("root"), None, None, 0),
            post(&name("child"), Some(&name("root")), None, 1),
            post(&name("leaf"), Some(&name("child")), None, 2),
            post(&name("other"), Some(&name("root")), None, 3),
        ];
        let ids = house.add(order.map(|at| posts[at].clone()).to_vec()).await;
        for id in ids {
            let expected: Vec<String> =
                ["root", "child", "leaf", "other"].into_iter().map(name).collect();
            assert_eq!(thread_of(&house, id).await, expected, "{order:?}");
        }
    }
}

async fn a_named_thread_holds_without_its_beginning(house: House) {
    // Found by a search: two answers to messages that nobody collected.
    let ids = house
        .add(vec![
            post("b", Some("unseen 1"), Some("t"), 1),
            post("c", Some("unseen 2"), Some("t"), 2),
        ])
        .await;
    assert_eq!(thread_of(&house, ids[0]).await, ["b", "c"]);
    let view = house.store.mention(ids[0]).await.unwrap().unwrap();
    assert_eq!(view.conversation.as_deref(), Some("t"));
    // A message of another thread stays out.
    let alone = house.add(vec![post("d", None, None, 3)]).await;
    assert_eq!(thread_of(&house, alone[0]).await, ["d"]);
    assert_eq!(house.store.mention(alone[0]).await.unwrap().unwrap().conversation, None);
}

async fn an_answer_to_what_is_not_there_waits_for_it(house: House) {
    let early = house.add(vec![post("leaf", Some("child"), None, 2)]).await[0];
    assert_eq!(
        house.store.mention(early).await.unwrap().unwrap().conversation.as_deref(),
        Some("child")
    );
    assert_eq!(thread_of(&house, early).await, ["leaf"]);
    let revision = house.store.revision().await.unwrap();
    // Its parent answers something that is not there either.
    house.add(vec![post("child", Some("root"), None, 1)]).await;
    assert_eq!(thread_of(&house, early).await, ["child", "leaf"]);
    house.add(vec![post("root", None, Some("thread 9"), 0)]).await;
    assert_eq!(thread_of(&house, early).await, ["root", "child", "leaf"]);
    assert_eq!(
        house.store.mention(early).await.unwrap().unwrap().conversation.as_deref(),
        Some("thread 9")
    );
    assert_eq!(
        house.store.revision().await.unwrap(),
        revision + 2,
        "the thread is not part of what followers see"
    );
}

async fn answers_in_a_circle_do_no_harm(house: House) {
    let ids = house
        .add(vec![
            post("a", Some("c"), None, 0),
            post("b", Some("a"), None, 1),
            post("c", Some("b"), None, 2),
        ])
        .await;
    for id in ids {
        assert!(thread_of(&house, id).await.len() >= 2);
    }
}

async fn near_duplicates_are_found_from_every_member(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let ids = store.reserve_ids(3).await.unwrap();
    let first = ids[0];
    let row = |n: usize, near_of: Option<MentionId>| plaza_store::listen::NewRow {
        near_of,
        ..crate::house::new_row(ids[n], post(&n.to_string(), None, None, i64::try_from(n).unwrap()))
    };
    let new = vec![row(0, None), row(1, Some(first)), row(2, Some(first))];
    let batch = plaza_store::listen::Batch { new, ..crate::house::batch(&source) };
    store.listen().save_batch(&batch).await.unwrap();
    let others = |found: Vec<plaza_store::MentionView>| {
        found.into_iter().map(|mention| mention.id.get() - first.get()).collect::<Vec<_>>()
    };
    assert_eq!(others(store.near_duplicates(first, 9).await.unwrap()), [2, 1]);
    assert_eq!(others(store.near_duplicates(ids[2], 9).await.unwrap()), [1, 0]);
    assert_eq!(others(store.near_duplicates(ids[2], 1).await.unwrap()), [1]);
    house.delete("0").await;
    assert_eq!(others(store.near_duplicates(ids[2], 9).await.unwrap()), [1]);
    assert_eq!(store.near_duplicates((first.get() + 99).into(), 9).await.unwrap(), []);
}
