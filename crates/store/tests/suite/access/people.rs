//! Users, sessions, tokens.

use plaza_core::{Role, Seen, UserId};
use plaza_store::access::{
    Arrival, EndedSessions, NewSession, NewToken, NewTry, NewUser, SetupLink, User, UserUpdate,
};
use plaza_store::find::SavedView;
use plaza_store::{Act, Store, StoreError};

use crate::house::{HOSTILE, HOUR, House, NOW, by, on_both_databases};

on_both_databases! {
    a_person_is_kept_and_changed,
    one_of_several_first_people_wins,
    sessions_end,
    tokens_are_taken_back,
    a_token_of_an_earlier_maker_follows_what_became_of_them,
    tries_are_counted_and_forgotten,
    browsers_are_known_for_one_person_and_not_for_ever,
    small_values_and_views_are_kept,
    hostile_names_are_plain_data,
}

pub(super) fn person(email: &str) -> NewUser {
    NewUser {
        email: email.to_owned(),
        name: "Eva".to_owned(),
        role: Role::Analyst,
        password_hash: "$argon2id$secret".to_owned(),
    }
}

pub(super) fn session(token_hash: &str) -> NewSession<'_> {
    NewSession { token_hash, csrf: "csrf", device: "Firefox", expires_at: NOW + HOUR }
}

/// The person comes in with a session and a browser of that hash.
pub(super) fn arrival<'a>(user: &'a User, hash: &'a str) -> Arrival<'a> {
    Arrival { user, try_id: "", forgiven: &[], device_hash: hash, session: session(hash) }
}

pub(super) const LINK: SetupLink<'static> = SetupLink { kept_as: "link", secret_hash: "secret" };

async fn a_person_is_kept_and_changed(house: House) {
    let store = &house.store;
    assert_eq!(store.access().users_count().await.unwrap(), 0);
    let eva =
        store.access().create_user(&person(" Eva@Example.COM "), &by(NOW)).await.unwrap().value;
    assert_eq!(
        (eva.email.as_str(), eva.role, eva.disabled),
        ("eva@example.com", Role::Analyst, false)
    );
    assert_eq!(store.access().user_by_email("EVA@example.com").await.unwrap(), Some(eva.clone()));
    let twice = store.access().create_user(&person("EVA@EXAMPLE.COM"), &by(NOW)).await;
    assert!(matches!(twice, Err(StoreError::Duplicate(_))), "{twice:?}");
    let update = UserUpdate {
        role: Some(Role::RAndD),
        lang: Some(Some("es".to_owned())),
        disabled: Some(true),
        password_hash: Some("other".to_owned()),
        ..UserUpdate::default()
    };
    let changed = store.access().update_user(eva.id, &update, &by(NOW)).await.unwrap().value;
    assert_eq!((changed.name.as_str(), changed.role, changed.disabled), ("Eva", Role::RAndD, true));
    assert_eq!((changed.lang.as_deref(), changed.password_hash.as_str()), (Some("es"), "other"));
    let cleared = UserUpdate { lang: Some(None), ..UserUpdate::default() };
    let cleared = store.access().update_user(eva.id, &cleared, &by(NOW)).await.unwrap().value;
    assert_eq!(cleared.lang, None);
    let missing = store.access().update_user(UserId::from(99), &update, &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
    assert_eq!(store.access().users().await.unwrap().len(), 1);
    assert!(!format!("{eva:?}").contains("argon2"), "a hash never reaches a log");
    assert!(!serde_json::to_string(&eva).unwrap().contains("argon2"));
}

async fn one_of_several_first_people_wins(house: House) {
    assert!(house.store.access().offer_setup(&LINK).await.unwrap());
    let people: Vec<_> = (0..12)
        .map(|n| {
            let store = house.store.clone();
            tokio::spawn(async move {
                let new = person(&format!("{n}@example.com"));
                let hash = n.to_string();
                let act = by(NOW);
                store.access().create_first_user(&new, &LINK, &session(&hash), &act).await
            })
        })
        .collect();
    let mut made = 0;
    for task in people {
        match task.await.unwrap() {
            Ok(_) => made += 1,
            Err(error) => assert!(matches!(error, StoreError::Conflict), "{error:?}"),
        }
    }
    assert_eq!((made, house.store.access().users_count().await.unwrap()), (1, 1));
}

async fn sessions_end(house: House) {
    let store = &house.store;
    let eva = store.access().create_user(&person("eva@example.com"), &by(NOW)).await.unwrap().value;
    for hash in ["a", "b", "c"] {
        store.access().sign_in(&arrival(&eva, hash), &by(NOW)).await.unwrap();
    }
    let (found, user) = store.access().session("a", NOW + HOUR - 1).await.unwrap().unwrap();
    assert_eq!((found.csrf.as_str(), user.id), ("csrf", eva.id));
    assert_eq!(user.last_seen_at, Some(NOW));
    store.access().touch_session("a", NOW + 1).await.unwrap();
    assert_eq!(store.access().user(eva.id).await.unwrap().unwrap().last_seen_at, Some(NOW + 1));
    assert_eq!(store.access().session("a", NOW + HOUR).await.unwrap(), None);
    assert_eq!(store.access().session("unknown", NOW).await.unwrap(), None);
    let others =
        UserUpdate { ends: EndedSessions::AllBut("b".to_owned()), ..UserUpdate::default() };
    store.access().update_user(eva.id, &others, &by(NOW)).await.unwrap();
    assert_eq!(store.access().session("c", NOW).await.unwrap(), None);
    assert!(store.access().session("b", NOW).await.unwrap().is_some());

    let lock = |disabled| UserUpdate { disabled: Some(disabled), ..UserUpdate::default() };
    store.access().update_user(eva.id, &lock(true), &by(NOW)).await.unwrap();
    assert_eq!(store.access().session("b", NOW).await.unwrap(), None, "locked out at once");
    store.access().update_user(eva.id, &lock(false), &by(NOW)).await.unwrap();
    // A later sign-in sweeps out sessions that ended a day before.
    let day = 24 * HOUR;
    let later = NewSession { expires_at: NOW + 3 * day, ..session("d") };
    let later = Arrival { session: later, ..arrival(&eva, "d") };
    assert_eq!(store.access().whose("b", "").await.unwrap(), Some(eva.id));
    store.access().sign_in(&later, &by(NOW + 2 * day)).await.unwrap();
    assert_eq!(store.access().session("b", NOW).await.unwrap(), None);
    assert_eq!(store.access().whose("b", "").await.unwrap(), None);
    assert_eq!(store.access().whose("b", "d").await.unwrap(), Some(eva.id), "their browser");
    let all = UserUpdate { ends: EndedSessions::All, ..UserUpdate::default() };
    store.access().update_user(eva.id, &all, &by(NOW)).await.unwrap();
    assert_eq!(store.access().session("d", NOW).await.unwrap(), None);
}

async fn tokens_are_taken_back(house: House) {
    let store = &house.store;
    let token = store.access().create_token(&token("hash"), &by(NOW)).await.unwrap().value;
    assert_eq!(token.may, Some(Role::Viewer), "a token of the command line has its own role");
    assert_eq!(store.access().token_by_hash("hash", NOW).await.unwrap(), Some(token.clone()));
    store.access().touch_token(token.id, NOW + 1).await.unwrap();
    assert_eq!(store.access().tokens(NOW).await.unwrap()[0].last_used_at, Some(NOW + 1));
    store.access().revoke_token(token.id, &by(NOW + 2)).await.unwrap();
    let found = store.access().token_by_hash("hash", NOW).await.unwrap().unwrap();
    assert_eq!((found.may, found.revoked_at), (None, Some(NOW + 2)));
    assert_eq!(store.access().tokens(NOW).await.unwrap(), std::slice::from_ref(&found));
    assert_eq!(store.access().token(token.id, NOW).await.unwrap(), Some(found));
    let missing = store.access().revoke_token(99.into(), &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
}

fn token(token_hash: &str) -> NewToken<'_> {
    NewToken { name: "CI", token_hash, role: Role::Viewer, expires_at: None, made_with: None }
}

async fn a_token_of_an_earlier_maker_follows_what_became_of_them(house: House) {
    let store = &house.store;
    let eva = store.access().create_user(&person("eva@example.com"), &by(NOW)).await.unwrap().value;
    let admin = UserUpdate { role: Some(Role::Admin), ..UserUpdate::default() };
    store.access().update_user(eva.id, &admin, &by(NOW)).await.unwrap();
    let act = Act { user_id: Some(eva.id), ..by(NOW) };
    let new = NewToken { role: Role::Manager, expires_at: Some(NOW + HOUR), ..token("made") };
    let made = store.access().create_token(&new, &act).await.unwrap().value;
    let new = NewToken { role: Role::Admin, made_with: Some(made.id), ..token("child") };
    let child = store.access().create_token(&new, &by(NOW)).await.unwrap().value;
    assert_eq!((made.may, child.may), (Some(Role::Manager), Some(Role::Manager)));
    assert_eq!((made.maker.as_deref(), child.made_with_name.as_deref()), (Some("Eva"), Some("CI")));
    let may = async |at: i64| {
        let listed: Vec<_> = store.access().tokens(at).await.unwrap();
        let mut found = Vec::new();
        for token in &listed {
            assert_eq!(store.access().token(token.id, at).await.unwrap().as_ref(), Some(token));
            found.push(token.may);
        }
        found
    };
    assert_eq!(may(NOW + HOUR - 1).await, [Some(Role::Manager), Some(Role::Manager)]);
    assert_eq!(may(NOW + HOUR).await, [None, None], "a child ends with what it was made with");
    store
        .access()
        .create_user(&NewUser { role: Role::Admin, ..person("ana") }, &by(NOW))
        .await
        .unwrap();
    let demoted = UserUpdate { role: Some(Role::Analyst), ..UserUpdate::default() };
    store.access().update_user(eva.id, &demoted, &by(NOW)).await.unwrap();
    assert_eq!(may(NOW).await, [Some(Role::Analyst), Some(Role::Analyst)]);
    let own = store.access().create_token(&token("own"), &act).await.unwrap().value;
    assert_eq!(own.may, Some(Role::Viewer), "people make tokens for themselves");
    store.access().rename_token(own.id, "desk", &act).await.unwrap();
    let others = store.access().revoke_token(child.id, &act).await;
    assert!(matches!(others, Err(StoreError::Invalid(_))), "another's: {others:?}");
    store.access().revoke_token(own.id, &act).await.unwrap();
    let locked = UserUpdate { disabled: Some(true), ..UserUpdate::default() };
    store.access().update_user(eva.id, &locked, &by(NOW)).await.unwrap();
    assert_eq!(may(NOW).await, [None, None, None]);
    let late = store.access().create_token(&token("late"), &act).await;
    assert!(matches!(late, Err(StoreError::Invalid(_))), "{late:?}");
}

/// Tries once under a key; how many there were within the hour before.
async fn tries(store: &Store, key: &str, at: i64) -> i64 {
    let (keys, mut seen) = ([key.to_owned()], 0);
    let new = NewTry { id: key, keys: &keys, since: at - HOUR, at };
    let door = store.access();
    let begun = door.begin_try(&new, |tries| {
        seen = tries[0].count;
        None
    });
    assert_eq!(begun.await.unwrap(), None);
    seen
}

async fn tries_are_counted_and_forgotten(house: House) {
    let store = &house.store;
    for n in 0..5 {
        assert_eq!(tries(store, "eva", NOW + n).await, n);
    }
    let keys = ["eva".to_owned(), "address".to_owned()];
    let new = NewTry { id: "right", keys: &keys, since: NOW + 1, at: NOW + 5 };
    let door = store.access();
    let refused = door.begin_try(&new, |tries| {
        assert_eq!((tries[0].count, tries[0].first_at), (3, Some(NOW + 2)));
        assert_eq!((tries[1].count, tries[1].first_at), (0, None));
        Some(NOW + 9)
    });
    assert_eq!(refused.await.unwrap(), Some(NOW + 9));
    assert_eq!(
        house.ask("select attempt_key from sign_in_attempt where try_id = 'right'").await.len(),
        0
    );
    assert_eq!(store.access().begin_try(&new, |_| None).await.unwrap(), None);
    let eva = store.access().create_user(&person("eva@example.com"), &by(NOW)).await.unwrap().value;
    let right = Arrival { try_id: "right", forgiven: &keys[..1], ..arrival(&eva, "a") };
    store.access().sign_in(&right, &by(NOW)).await.unwrap();
    assert_eq!(house.ask("select attempt_key from sign_in_attempt").await.len(), 0);
    tries(store, "one", NOW).await;
    store.access().forget_try("one").await.unwrap();
    tries(store, "two", NOW).await;
    tries(store, "three", NOW + HOUR + 1).await;
    let left = house.ask("select attempt_key from sign_in_attempt").await;
    assert_eq!(left, ["three"], "an hour is enough");
}

async fn browsers_are_known_for_one_person_and_not_for_ever(house: House) {
    let store = &house.store;
    let eva = store.access().create_user(&person("eva@example.com"), &by(NOW)).await.unwrap().value;
    let ana = store.access().create_user(&person("ana@example.com"), &by(NOW)).await.unwrap().value;
    store.access().sign_in(&arrival(&eva, "her browser"), &by(NOW)).await.unwrap();
    let knows = async |email: &str, at: i64| {
        store.access().knows_device("her browser", email, at).await.unwrap()
    };
    assert!(knows("eva@example.com", NOW).await && !knows("ana@example.com", NOW).await);
    // Whoever has another's cookie does not take it over.
    let taken = Arrival { device_hash: "her browser", ..arrival(&ana, "s") };
    store.access().sign_in(&taken, &by(NOW)).await.unwrap();
    assert!(knows("eva@example.com", NOW).await && !knows("ana@example.com", NOW).await);
    assert!(!knows("eva@example.com", NOW + 180 * 24 * HOUR).await, "half a year is enough");
    for n in 0..30 {
        let hash = n.to_string();
        store.access().sign_in(&arrival(&eva, &hash), &by(NOW + 1 + n)).await.unwrap();
    }
    let kept = house.ask("select device_hash from known_device order by last_used_at").await;
    assert_eq!((kept.len(), kept[0].as_str()), (20, "10"));
    let changed = UserUpdate { password_hash: Some("new".to_owned()), ..UserUpdate::default() };
    store.access().update_user(eva.id, &changed, &by(NOW)).await.unwrap();
    assert_eq!(house.ask("select device_hash from known_device").await.len(), 0);
}

async fn small_values_and_views_are_kept(house: House) {
    let store = &house.store;
    assert_eq!(store.meta("setup").await.unwrap(), None);
    store.set_meta("setup", "one").await.unwrap();
    store.set_meta("setup", "two").await.unwrap();
    assert_eq!(store.meta("setup").await.unwrap().as_deref(), Some("two"));

    let eva =
        store.access().create_user(&person("eva@example.com"), &by(NOW)).await.unwrap().value.id;
    let ana =
        store.access().create_user(&person("ana@example.com"), &by(NOW)).await.unwrap().value.id;
    let shared =
        store.find().create_saved_view(None, "b shared", "lang:es", &by(NOW)).await.unwrap().value;
    let own = store
        .find()
        .create_saved_view(Some(eva), "a own", "rating:1", &by(NOW))
        .await
        .unwrap()
        .value;
    assert_eq!(store.find().saved_views(eva).await.unwrap(), [own.clone(), shared.clone()]);
    assert_eq!(store.find().saved_views(ana).await.unwrap(), std::slice::from_ref(&shared));
    let second =
        store.find().create_saved_view(None, "c", "lang:en", &by(NOW)).await.unwrap().value;
    store.find().order_saved_views(&[second.id, shared.id], &by(NOW)).await.unwrap();
    let ids = |views: Vec<SavedView>| views.into_iter().map(|view| view.id).collect::<Vec<_>>();
    let ordered = ids(store.find().saved_views(eva).await.unwrap());
    assert_eq!(ordered, [own.id, second.id, shared.id]);
    let seen = Seen::at(own.id, own.version);
    let renamed = store.find().rename_saved_view(seen, "mine", &by(NOW)).await.unwrap().value;
    assert_eq!((renamed.name.as_str(), renamed.version), ("mine", own.version + 1));
    let late = store.find().rename_saved_view(seen, "late", &by(NOW)).await;
    assert!(matches!(late, Err(StoreError::Stale(_))), "{late:?}");
    store.find().delete_saved_view(own.id, &by(NOW)).await.unwrap();
    assert_eq!(store.find().saved_view(own.id).await.unwrap(), None);
    let gone = store.find().delete_saved_view(own.id, &by(NOW)).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
}

async fn hostile_names_are_plain_data(house: House) {
    let store = &house.store;
    for text in HOSTILE {
        let user = store
            .access()
            .create_user(&NewUser { name: text.to_owned(), ..person(text) }, &by(NOW))
            .await
            .unwrap()
            .value;
        assert_eq!(store.access().user_by_email(text).await.unwrap().unwrap().name, text);
        let hostile = NewSession { csrf: text, ..session(text) };
        let hostile = Arrival { session: hostile, ..arrival(&user, text) };
        store.access().sign_in(&hostile, &by(NOW)).await.unwrap();
        assert!(store.access().knows_device(text, &user.email, NOW).await.unwrap());
        assert_eq!(store.access().session(text, NOW).await.unwrap().unwrap().0.csrf, text);
        store.set_meta(text, text).await.unwrap();
        assert_eq!(store.meta(text).await.unwrap().as_deref(), Some(text));
        assert_eq!(tries(store, text, NOW).await, 0);
        assert_eq!(tries(store, text, NOW + 1).await, 1);
    }
    assert_eq!(store.access().users().await.unwrap().len(), HOSTILE.len());
}
