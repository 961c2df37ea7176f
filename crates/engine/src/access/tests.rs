//! Access against a real store, with a clock that stands still.

use std::net::IpAddr;
use std::sync::Arc;

use plaza_core::{FixedClock, Millis, Role};
use plaza_store::Store;
use tempfile::TempDir;

use super::{Access, Pass, SignInError, SignedIn, UserChange, Visitor};
use crate::{Actor, EngineError};

const NOW: Millis = 1_790_000_000_000;
const DAY: Millis = plaza_core::DAY_MS;
const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const OTHER_ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));
const PASSWORD: &str = "correcto caballo grapa";

struct House {
    auth: Access,
    store: Store,
    clock: Arc<FixedClock>,
    folder: TempDir,
}

async fn open(folder: TempDir, clock: Arc<FixedClock>) -> House {
    let url = format!("sqlite:{}", folder.path().join("plaza.db").display());
    let store = Store::open(&url).await.unwrap();
    let auth = Access::new(store.clone(), Arc::clone(&clock) as _);
    House { auth, store, clock, folder }
}

async fn house() -> House {
    open(TempDir::new().unwrap(), Arc::new(FixedClock::at(NOW))).await
}

impl House {
    async fn admin(&self) -> SignedIn {
        let token = self.auth.setup_link_token().await.unwrap().unwrap();
        self.auth.create_first_admin(&token, "Ana@Example.com", "Ana", PASSWORD, "").await.unwrap()
    }

    async fn sign_in(&self, password: &str) -> Result<SignedIn, SignInError> {
        self.comes("ana@example.com", password, ADDRESS, None).await
    }

    async fn comes(
        &self,
        email: &str,
        password: &str,
        address: IpAddr,
        device: Option<&str>,
    ) -> Result<SignedIn, SignInError> {
        self.auth.sign_in(email, password, &Visitor { address, device, agent: "Firefox" }).await
    }

    async fn is_valid(&self, signed_in: &SignedIn) -> bool {
        self.auth.session(&signed_in.token).await.unwrap().is_some()
    }

    async fn actions(&self) -> Vec<String> {
        let log = self.store.audit_log(None, 100).await.unwrap();
        log.into_iter().rev().map(|record| record.action).collect()
    }
}

#[tokio::test]
async fn each_process_s_set_up_link_works_until_one_is_used() {
    let house = house().await;
    let old = house.auth.setup_link_token().await.unwrap().unwrap();
    let token = house.auth.setup_link_token().await.unwrap().unwrap();
    assert!(house.auth.setup_is_open(&old).await.unwrap());
    assert!(!house.auth.setup_is_open(&format!("{old} {token}")).await.unwrap());
    assert!(!house.auth.setup_is_open("").await.unwrap());
    assert!(house.auth.setup_is_open(&token).await.unwrap());
    let weak = house.auth.create_first_admin(&token, "a@b.c", "Ana", "password1234", "").await;
    assert!(matches!(weak, Err(EngineError::Invalid { field: "password", .. })));
    let admin = house.auth.create_first_admin(&token, "a@b.c", "Ana", PASSWORD, "").await.unwrap();
    assert_eq!(admin.user.role, Role::Admin);
    assert!(house.is_valid(&admin).await);
    assert!(house.auth.setup_link_token().await.unwrap().is_none());
    for used in [&token, &old] {
        let again = house.auth.create_first_admin(used, "x@b.c", "Eve", PASSWORD, "").await;
        assert!(matches!(again, Err(EngineError::Invalid { field: "token", .. })));
    }
    assert_eq!(house.store.access().users_count().await.unwrap(), 1);
    assert_eq!(house.actions().await, ["user.setup"]);
}

#[tokio::test]
async fn a_right_password_opens_a_new_session_each_time() {
    let house = house().await;
    let first = house.admin().await;
    let second = house.sign_in(PASSWORD).await.unwrap();
    assert_ne!(first.token, second.token);
    let session = house.auth.session(&second.token).await.unwrap().unwrap();
    assert_eq!(session.actor().role, Role::Admin);
    assert_ne!(session.token_hash, second.token, "only the hash is stored");
    house.auth.sign_out(&session).await.unwrap();
    assert!(!house.is_valid(&second).await);
    assert!(house.is_valid(&first).await);
    assert!(matches!(house.sign_in("wrong password").await, Err(SignInError::Wrong)));
    let unknown = house.comes("eve@example.com", PASSWORD, ADDRESS, None).await;
    assert!(matches!(unknown, Err(SignInError::Wrong)));
    assert_eq!(
        house.actions().await,
        [
            "user.setup",
            "user.sign_in",
            "user.sign_out",
            "user.sign_in_failed",
            "user.sign_in_failed"
        ]
    );
}

#[tokio::test]
async fn ten_tries_in_a_quarter_of_an_hour_survive_a_restart() {
    let house = house().await;
    house.admin().await;
    for _ in 0..10 {
        assert!(matches!(house.sign_in("wrong password").await, Err(SignInError::Wrong)));
    }
    let House { store, clock, folder, .. } = house;
    store.close().await;
    let house = open(folder, clock).await;
    let refused = house.sign_in(PASSWORD).await;
    assert!(matches!(refused, Err(SignInError::TooManyTries { .. })), "even the right one");
    let elsewhere = house.comes("ana@example.com", PASSWORD, OTHER_ADDRESS, None).await;
    assert!(elsewhere.is_ok(), "the owner comes in from another address");
    let other = house.comes("eve@example.com", PASSWORD, ADDRESS, None).await;
    assert!(matches!(other, Err(SignInError::Wrong)), "another account has its own count");
    house.clock.advance(15 * 60_000 - 1);
    assert!(matches!(house.sign_in(PASSWORD).await, Err(SignInError::TooManyTries { .. })));
    house.clock.advance(1);
    assert!(house.sign_in(PASSWORD).await.is_ok());
}

#[tokio::test]
async fn parallel_tries_are_counted_too() {
    let house = house().await;
    house.admin().await;
    let house = Arc::new(house);
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let house = Arc::clone(&house);
        tries.spawn(async move { house.sign_in("wrong password").await });
    }
    let tries = tries.join_all().await;
    let wrong = tries.iter().filter(|t| matches!(t, Err(SignInError::Wrong))).count();
    let crowded = tries.iter().filter(|t| matches!(t, Err(SignInError::Crowded { .. }))).count();
    assert!((4..=10).contains(&wrong), "{wrong} were let try");
    assert!(crowded > 0, "one address takes few places");
    let mut left = 10 - wrong;
    while left > 0 {
        assert!(matches!(house.sign_in("wrong password").await, Err(SignInError::Wrong)));
        left -= 1;
    }
    assert!(matches!(house.sign_in(PASSWORD).await, Err(SignInError::TooManyTries { .. })));
}

#[tokio::test]
async fn sessions_end_when_idle_and_when_old() {
    let house = house().await;
    let admin = house.admin().await;
    for _ in 0..9 {
        house.clock.advance(3 * DAY - 1);
        assert!(house.is_valid(&admin).await, "used every three days");
    }
    house.clock.advance(3 * DAY);
    house.clock.advance(1);
    assert!(!house.is_valid(&admin).await, "idle");
    let busy = house.sign_in(PASSWORD).await.unwrap();
    for _ in 0..29 {
        house.clock.advance(DAY);
        assert!(house.is_valid(&busy).await);
    }
    house.clock.advance(DAY);
    assert!(!house.is_valid(&busy).await, "30 days old");
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let house = house().await;
    let other = house.admin().await;
    let mine = house.sign_in(PASSWORD).await.unwrap();
    let session = house.auth.session(&mine.token).await.unwrap().unwrap();
    let new = "ñandú azul 7 nubes";
    let wrong = house.auth.change_password(&session, "not my password", new).await;
    assert!(matches!(wrong, Err(SignInError::Wrong)));
    house.auth.change_password(&session, PASSWORD, new).await.unwrap();
    assert!(house.is_valid(&mine).await && !house.is_valid(&other).await);
    assert!(matches!(house.sign_in(PASSWORD).await, Err(SignInError::Wrong)));
    assert!(house.sign_in(new).await.is_ok());
}

#[tokio::test]
async fn a_new_role_or_a_closed_account_ends_sessions_but_never_the_last_administrator() {
    let house = house().await;
    let admin = house.admin().await;
    let actor = house.auth.session(&admin.token).await.unwrap().unwrap().actor();
    let (bea, generated) = house
        .auth
        .create_user(&actor, "bea@example.com", "Bea", Role::Manager, None)
        .await
        .unwrap();
    let generated = generated.unwrap();
    let sign_in = || house.comes("bea@example.com", &generated, OTHER_ADDRESS, None);
    let change = |change| house.auth.update_user(&actor, bea.id, change);

    let session = sign_in().await.unwrap();
    change(UserChange { name: Some("Beatriz".into()), ..Default::default() }).await.unwrap();
    assert!(house.is_valid(&session).await);
    change(UserChange { role: Some(Role::Viewer), ..Default::default() }).await.unwrap();
    assert!(!house.is_valid(&session).await);

    let session = sign_in().await.unwrap();
    change(UserChange { disabled: Some(true), ..Default::default() }).await.unwrap();
    assert!(!house.is_valid(&session).await);
    assert!(matches!(sign_in().await, Err(SignInError::Disabled)));

    let me = actor.user_id.unwrap();
    for last in [
        UserChange { role: Some(Role::Manager), ..Default::default() },
        UserChange { disabled: Some(true), ..Default::default() },
    ] {
        let refused = house.auth.update_user(&actor, me, last).await;
        assert!(matches!(refused, Err(EngineError::Conflict(_))));
    }
    let viewer =
        Actor { user_id: Some(bea.id), name: "Bea".into(), role: Role::Viewer, ..Actor::system() };
    let forbidden = house.auth.create_user(&viewer, "x@example.com", "X", Role::Admin, None).await;
    assert!(matches!(forbidden, Err(EngineError::Forbidden(_))));
    let taken = house.auth.create_user(&actor, "BEA@example.com", "B", Role::Viewer, None).await;
    assert!(matches!(taken, Err(EngineError::Conflict(_))));
}

#[tokio::test]
async fn tokens_open_the_api_until_they_are_revoked() {
    let house = house().await;
    let actor = Actor::system();
    let (token, secret) =
        house.auth.create_token(&actor, "importer", Role::Analyst, None).await.unwrap();
    assert!(secret.starts_with("plaza_"));
    let known = house.auth.token(&secret).await.unwrap().unwrap();
    assert_eq!((known.name.as_str(), known.role), ("token importer", Role::Analyst));
    for wrong in ["", "plaza_", &secret[6..], &format!("{secret}x")] {
        assert!(house.auth.token(wrong).await.unwrap().is_none(), "{wrong}");
    }
    house.auth.revoke_token(&actor, token.id).await.unwrap();
    assert!(house.auth.token(&secret).await.unwrap().is_none());
    assert_eq!(house.actions().await, ["token.create", "token.revoke"]);
    let missing = house.auth.revoke_token(&actor, 999.into()).await;
    assert!(matches!(missing, Err(EngineError::NotFound(_))));
}

#[tokio::test]
async fn strangers_tries_lock_nobody_out_of_their_own_browser() {
    let house = house().await;
    house.admin().await;
    let device = house.sign_in(PASSWORD).await.unwrap().device.unwrap();
    for n in 0..40 {
        let address = IpAddr::from([198, 51, 100, n]);
        for _ in 0..2 {
            let wrong = house.comes("ana@example.com", "a wrong one", address, None).await;
            assert!(matches!(wrong, Err(SignInError::Wrong)));
        }
    }
    for _ in 0..10 {
        drop(house.sign_in("a wrong one").await);
    }
    assert!(matches!(house.sign_in(PASSWORD).await, Err(SignInError::TooManyTries { .. })));
    let known = house.comes("ana@example.com", PASSWORD, ADDRESS, Some(&device)).await.unwrap();
    assert_eq!(known.device.as_deref(), Some(device.as_str()), "it keeps what it has");
    let elsewhere = house.comes("ana@example.com", PASSWORD, OTHER_ADDRESS, None).await;
    assert!(elsewhere.is_ok(), "from another address too");
    // Another account's browser is a stranger's; so is an invented one.
    for (email, device) in [("eve@example.com", device.as_str()), ("ana@example.com", "invented")] {
        let mut refused = false;
        for _ in 0..31 {
            let tried = house.comes(email, "a wrong one", ADDRESS, Some(device)).await;
            refused |= matches!(tried, Err(SignInError::TooManyTries { .. }));
        }
        assert!(refused, "{email}");
    }
}

#[tokio::test]
async fn a_known_browser_has_a_count_too_and_a_new_password_forgets_it() {
    let house = house().await;
    let admin = house.admin().await;
    let device = house.sign_in(PASSWORD).await.unwrap().device.unwrap();
    let known =
        |password: &'static str| house.comes("ana@example.com", password, ADDRESS, Some(&device));
    for _ in 0..10 {
        assert!(matches!(known("a wrong one").await, Err(SignInError::Wrong)));
    }
    assert!(matches!(known(PASSWORD).await, Err(SignInError::TooManyTries { .. })));
    assert!(house.sign_in(PASSWORD).await.is_ok(), "as a stranger it has other tries");
    let session = house.auth.session(&admin.token).await.unwrap().unwrap();
    let new = "ñandú azul 7 nubes";
    house.auth.change_password(&session, PASSWORD, new).await.unwrap();
    let now_unknown = known(new).await.unwrap();
    assert_ne!(now_unknown.device.as_deref(), Some(device.as_str()));
}

#[tokio::test]
async fn a_flood_from_one_address_leaves_the_door_open_for_others() {
    let house = Arc::new(house().await);
    house.admin().await;
    let mut flood = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let house = Arc::clone(&house);
        flood.spawn(async move { house.comes("eve@example.com", "x", ADDRESS, None).await });
    }
    tokio::task::yield_now().await;
    let ana = house.comes("ana@example.com", PASSWORD, OTHER_ADDRESS, None).await;
    assert!(ana.is_ok(), "{ana:?}");
    let flood = flood.join_all().await;
    let checked = flood.iter().filter(|t| matches!(t, Err(SignInError::Wrong))).count();
    assert!(checked <= 10, "{checked} hashes were computed for one address");
}

#[tokio::test]
async fn a_token_may_do_no_more_than_its_maker_may_now() {
    let house = house().await;
    let admin = house.admin().await;
    let ana = house.auth.session(&admin.token).await.unwrap().unwrap().actor();
    let add = async |name: &'static str| {
        let email = format!("{name}@example.com");
        let made = house.auth.create_user(&ana, &email, name, Role::Admin, Some(PASSWORD)).await;
        let (user, _) = made.unwrap();
        Actor { user_id: Some(user.id), name: name.into(), ..Actor::system() }
    };
    let bea = add("bea").await;
    let (token, secret) = house.auth.create_token(&bea, "desk", Role::Admin, None).await.unwrap();
    assert_eq!((token.created_by, token.maker.as_deref()), (bea.user_id, Some("bea")));
    let desk = house.auth.token(&secret).await.unwrap().unwrap();
    let (child, child_secret) =
        house.auth.create_token(&desk, "child", Role::Manager, None).await.unwrap();
    assert_eq!((child.made_with, child.created_by), (Some(token.id), None));
    let role = async |secret: &str| {
        let actor = house.auth.token(secret).await.unwrap();
        actor.map(|actor| actor.role)
    };
    let change = async |change: UserChange| {
        house.auth.update_user(&ana, bea.user_id.unwrap(), change).await.unwrap();
    };
    assert_eq!(
        (role(&secret).await, role(&child_secret).await),
        (Some(Role::Admin), Some(Role::Manager))
    );
    change(UserChange { role: Some(Role::Analyst), ..UserChange::default() }).await;
    assert_eq!(
        (role(&secret).await, role(&child_secret).await),
        (Some(Role::Analyst), Some(Role::Analyst))
    );
    change(UserChange { disabled: Some(true), ..UserChange::default() }).await;
    assert_eq!((role(&secret).await, role(&child_secret).await), (None, None));
    let listed = house.auth.tokens().await.unwrap();
    assert!(listed.iter().all(|token| token.may.is_none()), "{listed:?}");
    change(UserChange { disabled: Some(false), role: Some(Role::Admin), ..UserChange::default() })
        .await;
    assert_eq!(role(&child_secret).await, Some(Role::Manager));
    house.auth.revoke_token(&ana, token.id).await.unwrap();
    assert_eq!(role(&child_secret).await, None, "what was made with it ends with it");
    assert_eq!(house.auth.role_now(&Pass::Token(child.id)).await.unwrap(), None);
}

#[tokio::test]
async fn a_token_ends_by_itself() {
    let house = house().await;
    let actor = Actor::system();
    let past = house.auth.create_token(&actor, "late", Role::Viewer, Some(NOW)).await;
    assert!(matches!(past, Err(EngineError::Invalid { field: "expires_at", .. })));
    let until = Some(NOW + DAY);
    let made = house.auth.create_token(&actor, "short", Role::Viewer, until).await;
    let (token, secret) = made.unwrap();
    assert_eq!((token.expires_at, token.may), (until, Some(Role::Viewer)));
    house.clock.advance(DAY - 1);
    assert!(house.auth.token(&secret).await.unwrap().is_some());
    house.clock.advance(1);
    assert!(house.auth.token(&secret).await.unwrap().is_none());
    assert_eq!(house.auth.role_now(&Pass::Token(token.id)).await.unwrap(), None);
}

#[tokio::test]
async fn of_two_new_passwords_one_holds_and_no_session_of_the_old_one_survives() {
    for round in 0..6 {
        let house = Arc::new(house().await);
        let admin = house.admin().await;
        let session = house.auth.session(&admin.token).await.unwrap().unwrap();
        let news = ["ñandú azul 7 nubes", "otra frase muy larga"];
        let mut work = tokio::task::JoinSet::new();
        for new in news {
            let (house, session) = (Arc::clone(&house), session.clone());
            work.spawn(
                async move { house.auth.change_password(&session, PASSWORD, new).await.is_ok() },
            );
        }
        let signing_in = house.sign_in(PASSWORD).await;
        let changed = work.join_all().await;
        assert_eq!(changed.iter().filter(|ok| **ok).count(), 1, "round {round}");
        if let Ok(old) = signing_in {
            assert!(!house.is_valid(&old).await, "round {round}: it came in with the old password");
        }
        let mut opened = 0;
        for new in news {
            opened += usize::from(house.sign_in(new).await.is_ok());
        }
        assert_eq!(opened, 1);
    }
}

#[tokio::test]
async fn a_stream_hears_that_rights_have_changed_and_idleness_is_no_use() {
    let house = house().await;
    let admin = house.admin().await;
    let session = house.auth.session(&admin.token).await.unwrap().unwrap();
    let pass = Pass::Session(session.token_hash.clone());
    let mut changed = house.auth.rights_changed();
    assert_eq!(house.auth.role_now(&pass).await.unwrap(), Some(Role::Admin));
    house.clock.advance(3 * DAY - 1);
    assert_eq!(house.auth.role_now(&pass).await.unwrap(), Some(Role::Admin));
    house.clock.advance(2);
    assert_eq!(house.auth.role_now(&pass).await.unwrap(), None, "asking kept it alive");
    assert!(!changed.has_changed().unwrap());
    house.auth.sign_out(&session).await.unwrap();
    assert!(changed.has_changed().unwrap());
    changed.mark_unchanged();
    assert_eq!(house.auth.role_now(&pass).await.unwrap(), None);
}

/// A measurement, in release builds only:
/// `cargo test --release -p plaza-engine --lib -- --ignored --nocapture time_tells`
#[cfg(not(debug_assertions))]
#[tokio::test]
#[ignore = "measures time; run it alone on a quiet machine"]
async fn time_tells_nothing_about_accounts() {
    let house = house().await;
    let actor = Actor::system();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for n in 0..40_u8 {
        let email = format!("ana{n}@example.com");
        house.auth.create_user(&actor, &email, "Ana", Role::Viewer, Some(PASSWORD)).await.unwrap();
        let stranger = format!("eve{n}@example.com");
        for (email, times) in [(email, &mut known), (stranger, &mut unknown)] {
            let address = IpAddr::from([10, 0, times.len().try_into().unwrap(), n]);
            let started = std::time::Instant::now();
            let wrong = house.comes(&email, "a wrong password", address, None).await;
            times.push(started.elapsed());
            assert!(matches!(wrong, Err(SignInError::Wrong)));
        }
    }
    let median = |times: &mut Vec<std::time::Duration>| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    };
    let (known, unknown) = (median(&mut known), median(&mut unknown));
    let gap = (known - unknown).abs() / known;
    println!("known {known:.4} s, unknown {unknown:.4} s, gap {:.1} %", gap * 100.0);
}
