//! Marks of the index's commits: which histories know them.

use crate::house::{House, NOW, on_both_databases};

on_both_databases! {
    a_mark_is_known_until_the_commit_after_the_next,
    a_commit_that_was_never_made_leaves_nothing,
    an_index_of_another_history_is_told,
    two_indexes_keep_their_marks_apart,
    every_house_has_a_name_of_its_own,
}

impl House {
    async fn mark(&self, last: Option<&str>, next: &str) -> bool {
        self.store.find().mark_index(last, next, NOW).await.unwrap()
    }

    async fn known(&self, marks: &[&str]) -> Vec<bool> {
        let mut known = Vec::new();
        for mark in marks {
            known.push(self.store.find().knows_index_mark(mark).await.unwrap());
        }
        known
    }

    async fn marks(&self) -> Vec<String> {
        self.ask("select mark from index_mark order by mark").await
    }
}

async fn a_mark_is_known_until_the_commit_after_the_next(house: House) {
    assert!(house.mark(None, "a").await);
    assert!(house.mark(Some("a"), "b").await);
    // The commit marked `b` may never be made: the index still says `a`.
    assert_eq!(house.known(&["a", "b"]).await, [true, true]);
    assert!(house.mark(Some("b"), "c").await);
    assert_eq!(house.known(&["a", "b", "c"]).await, [false, true, true]);
}

async fn a_commit_that_was_never_made_leaves_nothing(house: House) {
    house.mark(None, "a").await;
    for never in ["b", "c", "d"] {
        assert!(house.mark(Some("a"), never).await);
    }
    assert_eq!(house.marks().await, ["a", "d"]);
}

async fn an_index_of_another_history_is_told(house: House) {
    house.mark(None, "a").await;
    assert!(!house.mark(Some("z"), "b").await);
    assert_eq!(house.known(&["a", "b", "z"]).await, [true, false, false]);
}

async fn two_indexes_keep_their_marks_apart(house: House) {
    for (last, next) in [(None, "a1"), (None, "b1"), (Some("a1"), "a2"), (Some("a2"), "a3")] {
        assert!(house.mark(last, next).await);
    }
    assert_eq!(house.marks().await, ["a2", "a3", "b1"]);
    // Years later the second one is gone, and the first one is still kept.
    let later = NOW + 3 * 365 * 86_400_000;
    assert!(house.store.find().mark_index(Some("a3"), "a4", later).await.unwrap());
    assert_eq!(house.marks().await, ["a3", "a4"]);
}

async fn every_house_has_a_name_of_its_own(house: House) {
    let name = house.store.store_id().await.unwrap();
    assert!(name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit()), "{name}");
    let other = if house.is_sqlite() { House::sqlite().await } else { House::postgres().await };
    assert_ne!(other.store.store_id().await.unwrap(), name);
    house.tamper("delete from meta where meta_key = 'store_id'").await;
    assert!(house.store.store_id().await.is_err());
}
