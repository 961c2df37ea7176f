//! People and what they keep at the same moment.

use plaza_core::{Role, Seen};
use plaza_store::StoreError;
use plaza_store::access::{NewUser, UserUpdate};

use super::{is_invalid, is_stale, is_taken, races, twice, winner};
use crate::house::{House, NOW, by};

races! {
    the_last_two_administrators,
    two_edits_of_one_person,
    one_address_for_two_people,
    one_view_forgotten_twice,
}

fn person(email: &str, role: Role) -> NewUser {
    NewUser { email: email.to_owned(), name: email.to_owned(), role, password_hash: String::new() }
}

/// Both are administrators at the beginning of each try, and one of them is at its end.
async fn the_last_two_administrators(house: &House, _: usize) {
    let access = house.store.access();
    for email in ["ana@example.com", "eva@example.com"] {
        if access.user_by_email(email).await.unwrap().is_none() {
            access.create_user(&person(email, Role::Admin), &by(NOW)).await.unwrap();
        }
    }
    let mut admins = Vec::new();
    let again =
        UserUpdate { role: Some(Role::Admin), disabled: Some(false), ..UserUpdate::default() };
    for user in access.users().await.unwrap() {
        access.update_user(user.id, &again, &by(NOW)).await.unwrap();
        admins.push(user.id);
    }
    let down = UserUpdate { role: Some(Role::Viewer), ..UserUpdate::default() };
    let out = UserUpdate { disabled: Some(true), ..UserUpdate::default() };
    let results = twice(house, |store, who| {
        let (id, update) = (admins[who], [&down, &out][who].clone());
        async move { store.access().update_user(id, &update, &by(NOW)).await }
    })
    .await;
    winner(results, is_invalid);
    let left = access.users().await.unwrap();
    let left = left.iter().filter(|user| user.role == Role::Admin && !user.disabled);
    assert_eq!(left.count(), 1);
}

async fn two_edits_of_one_person(house: &House, n: usize) {
    let new = person(&format!("{n}@example.com"), Role::Viewer);
    let id = house.store.access().create_user(&new, &by(NOW)).await.unwrap().value.id;
    let roles = [Role::Analyst, Role::Manager];
    let results = twice(house, |store, who| async move {
        let update = UserUpdate { role: Some(roles[who]), ..UserUpdate::default() };
        store.access().update_user(Seen::at(id, 1), &update, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    assert_eq!(house.store.access().user(id).await.unwrap().unwrap().role, roles[who]);
}

async fn one_address_for_two_people(house: &House, n: usize) {
    let results = twice(house, |store, _| async move {
        let new = person(&format!("{n}@example.com"), Role::Viewer);
        store.access().create_user(&new, &by(NOW)).await
    })
    .await;
    winner(results, is_taken);
}

async fn one_view_forgotten_twice(house: &House, _: usize) {
    let view = house.store.find().create_saved_view(None, "v", "q", &by(NOW)).await.unwrap();
    let id = view.value.id;
    let results =
        twice(house, |store, _| async move { store.find().delete_saved_view(id, &by(NOW)).await })
            .await;
    winner(results, |error| matches!(error, StoreError::NotFound));
}
