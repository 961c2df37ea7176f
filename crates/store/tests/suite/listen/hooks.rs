//! Deliveries are taken once.

use crate::house::{House, NOW, on_both_databases};

on_both_databases! {
    a_delivery_is_taken_once_per_source,
    old_deliveries_are_forgotten,
}

async fn a_delivery_is_taken_once_per_source(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let other = (source.id.get() + 1).into();
    assert!(!store.listen().knows_delivery(source.id, "id:1").await.unwrap());
    assert!(store.listen().remember_delivery(source.id, "id:1", NOW, NOW + 1_000).await.unwrap());
    assert!(store.listen().knows_delivery(source.id, "id:1").await.unwrap());
    assert!(!store.listen().remember_delivery(source.id, "id:1", NOW, NOW + 1_000).await.unwrap());
    // Another source may use the same key.
    assert!(!store.listen().knows_delivery(other, "id:1").await.unwrap());
    assert!(store.listen().remember_delivery(other, "id:1", NOW, NOW + 1_000).await.unwrap());
}

async fn old_deliveries_are_forgotten(house: House) {
    let store = &house.store;
    let source = house.source().await;
    store.listen().remember_delivery(source.id, "short", NOW, NOW + 1_000).await.unwrap();
    store.listen().remember_delivery(source.id, "long", NOW, NOW + 90_000).await.unwrap();
    store.listen().remember_delivery(source.id, "later", NOW + 2_000, NOW + 90_000).await.unwrap();
    assert!(!store.listen().knows_delivery(source.id, "short").await.unwrap());
    assert!(store.listen().knows_delivery(source.id, "long").await.unwrap());
}
