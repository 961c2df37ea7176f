//! Two processes that change rights at the same moment.

use plaza_core::{Role, UserId};
use plaza_store::access::{EndedSessions, NewToken, NewTry, NewUser, SetupLink, User, UserUpdate};
use plaza_store::{Act, Action, Store, StoreError};

use super::people::{arrival, person, session};
use crate::house::{House, NOW, act, by, on_both_databases};

/// Rounds of each race: enough to meet, and few enough for every day.
const ROUNDS: i64 = 8;

on_both_databases! {
    somebody_is_left_to_administer,
    each_process_s_set_up_link_works_until_one_is_used,
    one_of_two_accounts_with_an_address_is_made,
    nobody_comes_in_while_their_account_is_closed,
    nobody_comes_in_with_a_password_that_is_changed,
    one_of_two_new_passwords_holds,
    a_token_that_is_made_while_its_maker_goes_does_nothing,
    no_try_is_overlooked,
}

/// The same races, a hundred times each.
mod heavy {
    use super::{House, last_administrators};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "heavy: a hundred races"]
    async fn somebody_is_left_to_administer_sqlite() {
        last_administrators(&House::sqlite().await, 100).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "heavy: a hundred races"]
    async fn somebody_is_left_to_administer_postgres() {
        last_administrators(&House::postgres().await, 100).await;
    }
}

/// Another process on the same database.
async fn second(house: &House) -> Store {
    Store::open(&house.url).await.unwrap()
}

async fn add(store: &Store, email: &str, role: Role) -> User {
    let new = NewUser { role, ..person(email) };
    store.access().create_user(&new, &by(NOW)).await.unwrap().value
}

/// What that person does to users.
fn acting(by: UserId) -> Act<'static> {
    Act { user_id: Some(by), ..act(Action::UserUpdate, NOW) }
}

fn demoted() -> UserUpdate {
    UserUpdate { role: Some(Role::Viewer), ends: EndedSessions::All, ..UserUpdate::default() }
}

fn locked(disabled: bool) -> UserUpdate {
    let ends = if disabled { EndedSessions::All } else { EndedSessions::None };
    UserUpdate { disabled: Some(disabled), ends, ..UserUpdate::default() }
}

async fn somebody_is_left_to_administer(house: House) {
    last_administrators(&house, ROUNDS).await;
}

/// Of two administrators each demotes or locks out the other, or themselves, at the same moment.
async fn last_administrators(house: &House, rounds: i64) {
    let stores = [house.store.clone(), second(house).await];
    let [here, there] = [stores[0].access(), stores[1].access()];
    let ana = add(&stores[0], "ana@example.com", Role::Admin).await.id;
    let bea = add(&stores[0], "bea@example.com", Role::Admin).await.id;
    for round in 0..rounds {
        let (targets, takes) = match round % 4 {
            0 => ([bea, ana], [demoted(), demoted()]),
            1 => ([bea, ana], [locked(true), locked(true)]),
            2 => ([ana, bea], [locked(true), demoted()]),
            _ => ([ana, bea], [demoted(), locked(true)]),
        };
        // The operator's commands have no user whose rights could be looked at.
        let acts = if round % 3 == 0 {
            [act(Action::UserUpdate, NOW), act(Action::UserUpdate, NOW)]
        } else {
            [acting(ana), acting(bea)]
        };
        let (one, other) = tokio::join!(
            here.update_user(targets[0], &takes[0], &acts[0]),
            there.update_user(targets[1], &takes[1], &acts[1]),
        );
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?} {other:?}");
        let refused = one.err().or(other.err()).unwrap();
        assert!(matches!(refused, StoreError::Invalid(_)), "round {round}: {refused:?}");
        let users = here.users().await.unwrap();
        let left = users.iter().filter(|u| u.role == Role::Admin && !u.disabled).count();
        assert_eq!(left, 1, "round {round}: {users:?}");
        for id in [ana, bea] {
            let back = UserUpdate { role: Some(Role::Admin), ..locked(false) };
            here.update_user(id, &back, &by(NOW)).await.unwrap();
        }
    }
}

async fn each_process_s_set_up_link_works_until_one_is_used(house: House) {
    let stores = [house.store.clone(), second(&house).await];
    let [here, there] = [stores[0].access(), stores[1].access()];
    let link = |secret_hash| SetupLink { kept_as: "link", secret_hash };
    let given = [link("ours"), link("theirs")];
    let (ours, theirs) = tokio::join!(here.offer_setup(&given[0]), there.offer_setup(&given[1]));
    assert!(ours.unwrap() && theirs.unwrap());
    let (eve, invented) = (person("eve@example.com"), link("invented"));
    let unknown = here.create_first_user(&eve, &invented, &session("e"), &by(NOW)).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
    let (ana, bea) = (person("ana@example.com"), person("bea@example.com"));
    let act = by(NOW);
    let (hers, theirs) = (session("a"), session("b"));
    let (one, other) = tokio::join!(
        here.create_first_user(&ana, &given[0], &hers, &act),
        there.create_first_user(&bea, &given[1], &theirs, &act),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert!(matches!(one.err().or(other.err()), Some(StoreError::Conflict)));
    assert_eq!(here.users_count().await.unwrap(), 1);
    assert_eq!(stores[0].meta("link").await.unwrap().as_deref(), Some(""));
    assert!(!there.offer_setup(&link("late")).await.unwrap());
}

async fn one_of_two_accounts_with_an_address_is_made(house: House) {
    let stores = [house.store.clone(), second(&house).await];
    let [here, there] = [stores[0].access(), stores[1].access()];
    for round in 0..ROUNDS {
        let (lower, upper) = (
            person(&format!("eva{round}@example.com")),
            person(&format!("EVA{round}@Example.com")),
        );
        let act = by(NOW);
        let (one, other) =
            tokio::join!(here.create_user(&lower, &act), there.create_user(&upper, &act),);
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?} {other:?}");
        let refused = one.err().or(other.err());
        assert!(matches!(refused, Some(StoreError::Duplicate(_))), "round {round}: {refused:?}");
    }
}

async fn nobody_comes_in_while_their_account_is_closed(house: House) {
    let stores = [house.store.clone(), second(&house).await];
    let [here, there] = [stores[0].access(), stores[1].access()];
    let eva = add(&stores[0], "eva@example.com", Role::Viewer).await;
    for round in 0..ROUNDS {
        let hash = format!("s{round}");
        let (closed, act) = (locked(true), by(NOW));
        let arrival = arrival(&eva, &hash);
        let (came, closed) =
            tokio::join!(here.sign_in(&arrival, &act), there.update_user(eva.id, &closed, &act),);
        closed.unwrap();
        let refused = came.err();
        assert!(refused.iter().all(|e| matches!(e, StoreError::Conflict)), "{refused:?}");
        // Even when the account is opened again, what was begun then is over.
        here.update_user(eva.id, &locked(false), &by(NOW)).await.unwrap();
        assert_eq!(here.session(&hash, NOW).await.unwrap(), None, "round {round}");
    }
}

async fn nobody_comes_in_with_a_password_that_is_changed(house: House) {
    let stores = [house.store.clone(), second(&house).await];
    let [here, there] = [stores[0].access(), stores[1].access()];
    add(&stores[0], "eva@example.com", Role::Viewer).await;
    for round in 0..ROUNDS {
        let eva = here.user_by_email("eva@example.com").await.unwrap().unwrap();
        let hash = format!("s{round}");
        let new = UserUpdate {
            password_hash: Some(format!("new {round}")),
            ends: EndedSessions::All,
            ..UserUpdate::default()
        };
        let (arrival, act) = (arrival(&eva, &hash), by(NOW));
        let (came, changed) =
            tokio::join!(here.sign_in(&arrival, &act), there.update_user(eva.id, &new, &act),);
        changed.unwrap();
        let refused = came.err();
        assert!(refused.iter().all(|e| matches!(e, StoreError::Conflict)), "{refused:?}");
        assert_eq!(here.session(&hash, NOW).await.unwrap(), None, "round {round}");
    }
}

async fn one_of_two_new_passwords_holds(house: House) {
    let stores = [house.store.clone(), second(&house).await];
    let [here, there] = [stores[0].access(), stores[1].access()];
    add(&stores[0], "eva@example.com", Role::Viewer).await;
    for round in 0..ROUNDS {
        let eva = here.user_by_email("eva@example.com").await.unwrap().unwrap();
        let to = |new: &str| UserUpdate {
            password_hash: Some(format!("{new} {round}")),
            if_password: Some(eva.password_hash.clone()),
            ..UserUpdate::default()
        };
        let (one, other, act) = (to("one"), to("other"), by(NOW));
        let (one, other) = tokio::join!(
            here.update_user(eva.id, &one, &act),
            there.update_user(eva.id, &other, &act),
        );
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?} {other:?}");
        let won = if one.is_ok() { "one" } else { "other" };
        let kept = here.user(eva.id).await.unwrap().unwrap().password_hash;
        assert_eq!(kept, format!("{won} {round}"));
        assert!(matches!(one.err().or(other.err()), Some(StoreError::Conflict)));
    }
}

async fn a_token_that_is_made_while_its_maker_goes_does_nothing(house: House) {
    let stores = [house.store.clone(), second(&house).await];
    let [here, there] = [stores[0].access(), stores[1].access()];
    add(&stores[0], "ana@example.com", Role::Admin).await;
    for round in 0..ROUNDS {
        let eva = add(&stores[0], &format!("eva{round}@example.com"), Role::Admin).await.id;
        let hash = format!("t{round}");
        let new = NewToken {
            name: "CI",
            token_hash: &hash,
            role: Role::Admin,
            expires_at: None,
            made_with: None,
        };
        let (closed, making, act) = (locked(true), acting(eva), by(NOW));
        let (made, closed) =
            tokio::join!(here.create_token(&new, &making), there.update_user(eva, &closed, &act),);
        closed.unwrap();
        let token = here.token_by_hash(&hash, NOW).await.unwrap();
        assert_eq!(made.is_ok(), token.is_some(), "round {round}");
        assert!(token.is_none_or(|token| token.may.is_none()), "round {round}");
    }
}

async fn no_try_is_overlooked(house: House) {
    let stores = [house.store.clone(), second(&house).await];
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..24 {
        let store = stores[n % 2].clone();
        tries.spawn(async move {
            let keys = ["door".to_owned()];
            let new = NewTry { id: &n.to_string(), keys: &keys, since: 0, at: NOW };
            let refuse = |tries: &[plaza_store::access::Tries]| (tries[0].count >= 10).then_some(1);
            store.access().begin_try(&new, refuse).await.unwrap()
        });
    }
    let let_in = tries.join_all().await.into_iter().filter(Option::is_none).count();
    assert_eq!(let_in, 10);
}
