//! Items that could not be read are kept.

use plaza_core::Rejected;
use plaza_store::listen::{Batch, Resolution};

use crate::house::{House, NOW, batch, by, forum, on_both_databases};

on_both_databases! {
    the_same_bad_item_does_not_pile_up,
    what_is_kept_is_bounded_and_storable,
    items_are_listed_and_resolved,
}

fn bad(origin: &str, raw: &str) -> Rejected {
    Rejected { origin: origin.to_owned(), reason: "`text` is missing".into(), raw: raw.to_owned() }
}

async fn the_same_bad_item_does_not_pile_up(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let page = Batch {
        rejected: vec![bad("line 1", "{}"), bad("line 2", "{}"), bad("line 1", "{}")],
        ..batch(&source)
    };
    assert_eq!(store.listen().save_batch(&page).await.unwrap().quarantined, 2);
    assert_eq!(store.listen().save_batch(&page).await.unwrap().quarantined, 0);
    assert_eq!(store.listen().quarantine_count(source.id).await.unwrap(), 2);
    // Of another source it is another item.
    let other = store.listen().create_source(&forum("other"), &by(NOW)).await.unwrap().value;
    let elsewhere = Batch { source_id: other.id, ..page.clone() };
    assert_eq!(store.listen().save_batch(&elsewhere).await.unwrap().quarantined, 2);
    // Dealt with, and there again: somebody should look once more.
    let item = store.listen().quarantine(Some(source.id), None, 1).await.unwrap().remove(0);
    let taken = Resolution::Taken;
    store.listen().settle_quarantine(source.id, &[item.id], taken, "", &by(NOW)).await.unwrap();
    assert_eq!(store.listen().save_batch(&page).await.unwrap().quarantined, 1);
    assert_eq!(store.listen().coverage(source.id, 1).await.unwrap()[0].quarantined, 3);
}

async fn what_is_kept_is_bounded_and_storable(house: House) {
    let source = house.source().await;
    let long = "ñ".repeat(50_000);
    let rejected = vec![
        Rejected { origin: long.clone(), reason: long.clone().into(), raw: long },
        bad("nul\0", "a\0b"),
    ];
    house.store.listen().save_batch(&Batch { rejected, ..batch(&source) }).await.unwrap();
    let kept = house.store.listen().quarantine(None, None, 9).await.unwrap();
    assert_eq!((kept[0].raw.as_str(), kept[0].origin.as_str()), ("a\u{fffd}b", "nul\u{fffd}"));
    assert_eq!(kept[1].raw.len(), 16 * 1024);
    assert_eq!(kept[1].origin.chars().count(), 1_000);
}

async fn items_are_listed_and_resolved(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let rejected = (0..5).map(|n| bad(&format!("line {n}"), "{}")).collect();
    store.listen().save_batch(&Batch { rejected, ..batch(&source) }).await.unwrap();
    let all = store.listen().quarantine(None, None, 9).await.unwrap();
    assert_eq!(all.len(), 5);
    assert_eq!((all[0].origin.as_str(), all[0].source_name.as_str()), ("line 4", "forum"));
    assert_eq!(
        store.listen().quarantine(Some(source.id), Some(all[1].id), 2).await.unwrap(),
        all[2..4]
    );
    assert_eq!(store.listen().quarantine(Some(99.into()), None, 9).await.unwrap(), []);
    let settle = async |at: i64, how: Resolution| {
        let ids = [all[0].id, 999.into()];
        store.listen().settle_quarantine(source.id, &ids, how, "spam", &by(at)).await.unwrap().value
    };
    assert_eq!(settle(NOW + 1, Resolution::Dismissed).await, 1);
    assert_eq!(settle(NOW + 2, Resolution::Taken).await, 0, "somebody has dealt with it");
    let resolved = "select resolved_at || ' ' || resolution || ' ' || resolved_by || ' ' || note
         from quarantine where resolved_at is not null";
    assert_eq!(house.ask(resolved).await, [format!("{} dismissed ana spam", NOW + 1)]);
    assert_eq!(store.listen().quarantine_count(source.id).await.unwrap(), 4);
}
