//! The audit log.

use plaza_store::{Act, Action};
use serde_json::json;

use crate::house::{HOSTILE, House, NOW, act, on_both_databases};

on_both_databases! { deeds_are_kept_in_order }

async fn deeds_are_kept_in_order(house: House) {
    let store = &house.store;
    for (n, text) in (0..).zip(HOSTILE) {
        let detail = json!({ "said": text });
        let act = Act { by: text, user_id: Some(n.into()), detail, ..act(Action::Import, NOW + n) };
        store.record(&act, text).await.unwrap();
    }
    let log = store.audit_log(None, 100).await.unwrap();
    assert_eq!(log.len(), HOSTILE.len());
    assert!(log.is_sorted_by(|newer, older| newer.id > older.id));
    for (record, text) in log.iter().rev().zip(HOSTILE) {
        assert_eq!((record.actor.as_str(), record.target.as_str()), (text, text));
        assert_eq!(record.action, "import");
        assert_eq!(record.detail, json!({ "said": text }));
    }
    let earlier = store.audit_log(Some(log[2].id), 2).await.unwrap();
    assert_eq!(earlier, log[3..5]);
}
