//! Users, sessions, tokens.

use plaza_core::Role;
use plaza_store::StoreError;
use plaza_store::access::{EndedSessions, NewSession, NewToken, NewUser, UserUpdate};

use crate::house::{HOSTILE, HOUR, House, NOW, by, on_both_databases};

on_both_databases! {
    a_person_is_kept_and_changed,
    one_of_several_first_people_wins,
    sessions_end,
    tokens_are_taken_back,
    attempts_are_counted_and_forgotten,
    small_values_and_views_are_kept,
    hostile_names_are_plain_data,
}

fn person(email: &str) -> NewUser {
    NewUser {
        email: email.to_owned(),
        name: "Eva".to_owned(),
        role: Role::Analyst,
        password_hash: "$argon2id$secret".to_owned(),
    }
}

fn session(token_hash: &str) -> NewSession<'_> {
    NewSession { token_hash, csrf: "csrf", expires_at: NOW + HOUR }
}

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
    let missing = store.access().update_user(99.into(), &update, &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
    assert_eq!(store.access().users().await.unwrap().len(), 1);
    assert!(!format!("{eva:?}").contains("argon2"), "a hash never reaches a log");
    assert!(!serde_json::to_string(&eva).unwrap().contains("argon2"));
}

async fn one_of_several_first_people_wins(house: House) {
    let people: Vec<_> = (0..12)
        .map(|n| {
            let store = house.store.clone();
            tokio::spawn(async move {
                let new = person(&format!("{n}@example.com"));
                let hash = n.to_string();
                let act = by(NOW);
                store.access().create_first_user(&new, "link", &session(&hash), &act).await
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
        store.access().sign_in(eva.id, "", &session(hash), &by(NOW)).await.unwrap();
    }
    let (found, user) = store.access().session("a", NOW + HOUR - 1).await.unwrap().unwrap();
    assert_eq!((found.csrf.as_str(), user.id), ("csrf", eva.id));
    assert_eq!(user.last_seen_at, Some(NOW));
    store.access().touch_session("a", NOW + 1).await.unwrap();
    assert_eq!(store.access().user(eva.id).await.unwrap().unwrap().last_seen_at, Some(NOW + 1));
    assert_eq!(store.access().session("a", NOW + HOUR).await.unwrap(), None);
    assert_eq!(store.access().session("unknown", NOW).await.unwrap(), None);
    store.access().delete_session("a").await.unwrap();
    assert_eq!(store.access().session("a", NOW).await.unwrap(), None);
    let others =
        UserUpdate { ends: EndedSessions::AllBut("b".to_owned()), ..UserUpdate::default() };
    store.access().update_user(eva.id, &others, &by(NOW)).await.unwrap();
    assert_eq!(store.access().session("c", NOW).await.unwrap(), None);
    assert!(store.access().session("b", NOW).await.unwrap().is_some());

    let lock = |disabled| UserUpdate { disabled: Some(disabled), ..UserUpdate::default() };
    store.access().update_user(eva.id, &lock(true), &by(NOW)).await.unwrap();
    assert_eq!(store.access().session("b", NOW).await.unwrap(), None, "locked out at once");
    store.access().update_user(eva.id, &lock(false), &by(NOW)).await.unwrap();
    // A later sign-in sweeps ended sessions out.
    let later = NewSession { expires_at: NOW + 3 * HOUR, ..session("d") };
    store.access().sign_in(eva.id, "", &later, &by(NOW + 2 * HOUR)).await.unwrap();
    assert_eq!(store.access().session("b", NOW).await.unwrap(), None);
    let all = UserUpdate { ends: EndedSessions::All, ..UserUpdate::default() };
    store.access().update_user(eva.id, &all, &by(NOW)).await.unwrap();
    assert_eq!(store.access().session("d", NOW).await.unwrap(), None);
}

async fn tokens_are_taken_back(house: House) {
    let store = &house.store;
    let new = NewToken { name: "CI", token_hash: "hash", role: Role::Viewer };
    let token = store.access().create_token(&new, &by(NOW)).await.unwrap().value;
    assert_eq!(store.access().token_by_hash("hash").await.unwrap(), Some(token.clone()));
    store.access().touch_token(token.id, NOW + 1).await.unwrap();
    assert_eq!(store.access().tokens().await.unwrap()[0].last_used_at, Some(NOW + 1));
    store.access().revoke_token(token.id, &by(NOW + 2)).await.unwrap();
    assert_eq!(store.access().token_by_hash("hash").await.unwrap(), None);
    assert_eq!(store.access().tokens().await.unwrap()[0].revoked_at, Some(NOW + 2));
    let revoked = store.access().token(token.id).await.unwrap().unwrap();
    assert_eq!(revoked.revoked_at, Some(NOW + 2));
    let missing = store.access().revoke_token(99.into(), &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
}

async fn attempts_are_counted_and_forgotten(house: House) {
    let store = &house.store;
    for n in 0..5 {
        store.access().record_attempt(&["eva@example.com"], "user:1", &by(NOW + n)).await.unwrap();
    }
    store.access().record_attempt(&["203.0.113.9"], "user:1", &by(NOW)).await.unwrap();
    assert_eq!(store.access().attempts_since("eva@example.com", NOW + 2).await.unwrap(), 3);
    let eva = store.access().create_user(&person("eva@example.com"), &by(NOW)).await.unwrap().value;
    let account = "eva@example.com";
    store.access().sign_in(eva.id, account, &session("a"), &by(NOW)).await.unwrap();
    assert_eq!(store.access().attempts_since("eva@example.com", 0).await.unwrap(), 0);
    assert_eq!(store.access().attempts_since("203.0.113.9", 0).await.unwrap(), 1);
    store.access().record_attempt(&["other"], "user:1", &by(NOW + 25 * HOUR)).await.unwrap();
    assert_eq!(
        store.access().attempts_since("203.0.113.9", 0).await.unwrap(),
        0,
        "a day is enough"
    );
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
    assert_eq!(store.find().saved_views(ana).await.unwrap(), [shared]);
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
        store.access().sign_in(user.id, "", &hostile, &by(NOW)).await.unwrap();
        assert_eq!(store.access().session(text, NOW).await.unwrap().unwrap().0.csrf, text);
        store.set_meta(text, text).await.unwrap();
        assert_eq!(store.meta(text).await.unwrap().as_deref(), Some(text));
        store.access().record_attempt(&[text], text, &by(NOW)).await.unwrap();
        assert_eq!(store.access().attempts_since(text, 0).await.unwrap(), 1);
    }
    assert_eq!(store.access().users().await.unwrap().len(), HOSTILE.len());
}
