//! What the board asks of the house: its settings, its log, and mentions that are deleted for good.

use plaza_store::access::{HouseUpdate, PasswordLink};
use plaza_store::listen::DeletionPreview;
use plaza_store::{Action, AuditFilter, StoreError};

use super::people::{arrival, person, session};
use crate::house::{HOUR, House, NOW, act, by, forum, on_both_databases};

on_both_databases! {
    the_house_keeps_what_is_set_and_gives_it_back,
    the_log_is_filtered_and_knows_names,
    what_is_deleted_for_good_stays_deleted,
    a_link_works_once_until_its_end,
}

async fn the_house_keeps_what_is_set_and_gives_it_back(house: House) {
    let room = house.store.access();
    assert_eq!((room.house().await.unwrap().version, room.house().await.unwrap().name), (1, None));
    let set = HouseUpdate {
        name: Some(Some("Zumbo".to_owned())),
        brands: Some(Some(Vec::new())),
        ..HouseUpdate::default()
    };
    let row = room.update_house(Some(1), &set, &by(NOW)).await.unwrap().value;
    assert_eq!((row.version, row.name.as_deref(), row.has_brands), (2, Some("Zumbo"), true));
    let stale = room.update_house(Some(1), &set, &by(NOW)).await;
    assert!(matches!(stale, Err(StoreError::Stale(_))), "{stale:?}");
    let back = HouseUpdate { name: Some(None), brands: Some(None), ..HouseUpdate::default() };
    let row = room.update_house(None, &back, &by(NOW)).await.unwrap().value;
    assert_eq!((row.version, row.name, row.has_brands), (3, None, false));
}

async fn the_log_is_filtered_and_knows_names(house: House) {
    let store = &house.store;
    let source = store
        .listen()
        .create_source(&forum("Foro"), &act(Action::SourceCreate, NOW))
        .await
        .unwrap()
        .value;
    let eva = store
        .access()
        .create_user(&person("eva@example.com"), &act(Action::UserCreate, NOW + HOUR))
        .await;
    let eva = eva.unwrap().value;
    let lines = async |filter: AuditFilter| {
        let lines = store.audit_lines(&filter, 9).await.unwrap();
        lines.into_iter().map(|line| line.action).collect::<Vec<_>>()
    };
    assert_eq!(lines(AuditFilter::default()).await, ["user.create", "source.create"]);
    let kind = |kind: &str| AuditFilter { kind: Some(kind.to_owned()), ..AuditFilter::default() };
    assert_eq!(lines(kind("source.")).await, ["source.create"]);
    let late = AuditFilter { since: Some(NOW + 1), ..AuditFilter::default() };
    assert_eq!(lines(late).await, ["user.create"]);
    let early = AuditFilter { until: Some(NOW + 1), ..AuditFilter::default() };
    assert_eq!(lines(early).await, ["source.create"]);
    let actor = by(NOW).by.to_owned();
    let theirs = AuditFilter { actor: Some(actor.clone()), ..AuditFilter::default() };
    assert_eq!(lines(theirs).await.len(), 2);
    let other = AuditFilter { actor: Some("nobody".to_owned()), ..AuditFilter::default() };
    assert!(lines(other).await.is_empty());
    assert_eq!(store.audit_actors(9).await.unwrap(), [actor]);
    let mention = house.say("m", "Hola").await;
    let targets = [
        format!("source:{}", source.id),
        format!("user:{}", eva.id),
        format!("mention:{mention}"),
        "theme:99".to_owned(),
        "house".to_owned(),
    ];
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let names = store.audit_names(&targets).await.unwrap();
    assert_eq!(names.get(targets[0]).map(String::as_str), Some("Foro"));
    assert_eq!(names.get(targets[1]).map(String::as_str), Some("Eva"));
    assert!(names.contains_key(targets[2]) && !names.contains_key(targets[3]));
}

async fn what_is_deleted_for_good_stays_deleted(house: House) {
    let store = &house.store;
    let (kept, gone) = (house.say("kept", "Se queda").await, house.say("gone", "Spam").await);
    let preview = store.listen().deletion_preview(&[kept, gone]).await.unwrap();
    assert_eq!(preview, DeletionPreview { mentions: 2, ..DeletionPreview::default() });
    let delete = act(Action::MentionDelete, NOW + HOUR);
    let done = store.listen().delete_mentions(&[gone], "spam", &delete).await.unwrap();
    assert_eq!(done.unwrap().value, 1);
    assert!(store.listen().delete_mentions(&[gone], "spam", &delete).await.unwrap().is_none());
    let place = store.mention(kept).await.unwrap().unwrap();
    let known = store.listen().known(place.place_id, place.source_id, &["kept", "gone"]).await;
    let known = known.unwrap();
    assert_eq!((known["kept"].removed, known["gone"].removed), (false, true));
    let why = store.listen().deleted_by(gone).await.unwrap().unwrap();
    assert_eq!((why.reason.as_str(), why.removed_at), ("spam", NOW + HOUR));
    let row = store.mention(gone).await.unwrap().unwrap();
    assert!(row.deleted_at.is_some() && row.text.is_empty() && row.author_id.is_none());
    assert_eq!(store.docs_count().await.unwrap(), 1);
}

async fn a_link_works_once_until_its_end(house: House) {
    let room = house.store.access();
    let eva = room.create_user(&person("eva@example.com"), &by(NOW)).await.unwrap().value;
    room.sign_in(&arrival(&eva, "old"), &by(NOW)).await.unwrap();
    let link = PasswordLink { secret_hash: "s", expires_at: NOW + HOUR };
    room.offer_password_link(eva.id, &link, &by(NOW)).await.unwrap();
    assert_eq!(room.password_link("s", NOW + HOUR).await.unwrap(), None, "it has ended");
    assert_eq!(room.password_link("s", NOW).await.unwrap().unwrap().id, eva.id);
    room.use_password_link(eva.id, "s", "new", &session("fresh"), &by(NOW)).await.unwrap();
    let again = room.use_password_link(eva.id, "s", "x", &session("more"), &by(NOW)).await;
    assert!(matches!(again, Err(StoreError::NotFound)), "{again:?}");
    assert_eq!(room.session("old", NOW).await.unwrap(), None);
    let (row, user) = room.session("fresh", NOW).await.unwrap().unwrap();
    assert_eq!((row.device.as_str(), user.password_hash.as_str()), ("Firefox", "new"));
    room.remove_user(eva.id, &by(NOW)).await.unwrap();
    assert_eq!(room.session("fresh", NOW).await.unwrap(), None);
    assert_eq!(
        (room.users().await.unwrap().len(), room.former_users().await.unwrap().len()),
        (0, 1)
    );
    assert_eq!(room.users_count().await.unwrap(), 1, "the house stays set up");
    room.create_user(&person("eva@example.com"), &by(NOW)).await.unwrap();
}
