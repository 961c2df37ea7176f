//! Secrets follow the servers that they were entered for.

use std::collections::BTreeMap;

use plaza_core::{Permission, Role};
use plaza_engine::listen::{SourceDraft, TypedBefore};
use plaza_engine::{Actor, EngineError, KeyError};
use plaza_store::listen::Source;

use crate::common::{House, until};

const HERE: &str = "https://square.example/forum";

fn draft(server: &str, password: &str, allowed_host: Option<&str>) -> SourceDraft {
    let values = [("room", "plaza mayor"), ("server", server), ("password", password)];
    SourceDraft {
        name: "Plaza".to_owned(),
        values: values.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        allowed_host: allowed_host.map(str::to_owned),
        interval_s: None,
    }
}

async fn furnished() -> (House, Source) {
    let house = House::build(false).await;
    let draft = draft(HERE, "s3cret", None);
    let source = house.engine.listen().create_source(&Actor::system(), "square", draft).await;
    (house, source.unwrap())
}

async fn stored(house: &House, source: &Source) -> Source {
    house.engine.store().listen().source(source.id).await.unwrap().unwrap()
}

/// The password that the square is given.
async fn used(house: &House, source: &Source) -> Result<String, EngineError> {
    house.square.lock().unwrap().password.clear();
    house.engine.listen().check_source(&Actor::system(), source.id).await?;
    Ok(house.square.lock().unwrap().password.clone())
}

fn somebody(role: Role) -> Actor {
    Actor { name: role.name().to_owned(), role, ..Actor::system() }
}

#[tokio::test]
async fn a_source_that_moves_asks_for_its_secrets_again() {
    let (house, source) = furnished().await;
    let (admin, listen) = (Actor::system(), house.engine.listen());
    for (server, allowed) in [
        ("https://evil.example/forum", None),
        ("http://square.example/forum", None),
        ("https://square.example:8443/forum", None),
        ("", None),
        (HERE, Some("square.example:443")),
    ] {
        let refused = listen.update_source(&admin, source.id, draft(server, "", allowed)).await;
        let Err(EngineError::SecretsNeeded(fields)) = refused else {
            panic!("{server}: {refused:?}")
        };
        assert_eq!(fields, ["password"], "{server}");
        assert_eq!(stored(&house, &source).await.config, source.config, "nothing was changed");
    }
    let kept = draft("https://SQUARE.example:443/other", "", None);
    listen.update_source(&admin, source.id, kept).await.unwrap();
    assert_eq!(used(&house, &source).await.unwrap(), "s3cret");
    let moved = draft("https://other.example", "n3w", Some("other.example:443"));
    listen.update_source(&admin, source.id, moved).await.unwrap();
    assert_eq!(used(&house, &source).await.unwrap(), "n3w");
}

#[tokio::test]
async fn a_row_that_was_edited_by_hand_gives_no_secret_away() {
    let (house, source) = furnished().await;
    house.tamper("update source set config = replace(config, 'square.example', 'evil.example')");
    let refused = used(&house, &source).await;
    assert!(matches!(refused, Err(EngineError::Key(KeyError::OtherDestination))), "{refused:?}");
    assert_eq!(house.square.lock().unwrap().password, "");
    let told = house.engine.listen().unusable_sources().await.unwrap();
    assert!(told[0].contains("the address changed: enter the secrets again"), "{told:?}");
    // Saved as it is now, it asks for them; entered, it goes on.
    let (admin, listen) = (Actor::system(), house.engine.listen());
    let there = "https://evil.example/forum";
    let needed = listen.update_source(&admin, source.id, draft(there, "", None)).await;
    assert!(matches!(needed, Err(EngineError::SecretsNeeded(_))), "{needed:?}");
    listen.update_source(&admin, source.id, draft(there, "n3w", None)).await.unwrap();
    assert_eq!(used(&house, &source).await.unwrap(), "n3w");

    house.tamper("update source set allowed_host = '10.0.0.1:80'");
    let refused = used(&house, &source).await;
    assert!(matches!(refused, Err(EngineError::Key(KeyError::OtherDestination))), "{refused:?}");
}

/// `s3cret`, sealed for `square/password` by a version that bound secrets to no server.
const SEALED_BEFORE: (&str, &str) = (
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "sealed:1:ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7D0Cawppav4FrC/s5OLx+LFTjwBUw1g",
);

#[tokio::test]
async fn what_an_earlier_version_sealed_is_bound_where_its_source_leads_to() {
    let (key, sealed) = SEALED_BEFORE;
    let mut house = House::with_key(key).await;
    let listen = house.engine.listen();
    let made = listen.create_source(&Actor::system(), "square", draft(HERE, "x", None)).await;
    let source = made.unwrap();
    let config = format!(
        "{{\"room\": \"plaza mayor\", \"server\": \"{HERE}\", \"password\": \"{sealed}\"}}"
    );
    house.tamper(&format!("update source set config = '{config}'"));
    assert_eq!(used(&house, &source).await.unwrap(), "s3cret", "it opens before it is bound");
    let admin = Actor::system();
    let elsewhere = draft("https://evil.example/forum", "", None);
    let moved = house.engine.listen().update_source(&admin, source.id, elsewhere).await;
    assert!(matches!(moved, Err(EngineError::SecretsNeeded(_))), "{moved:?}");

    house.restart(true).await;
    until("the secret is bound", async || {
        stored(&house, &source).await.config["password"].starts_with("sealed:2:")
    })
    .await;
    assert_eq!(used(&house, &source).await.unwrap(), "s3cret");
    house.engine.shutdown().await;
    house.tamper("update source set config = replace(config, 'square.example', 'evil.example')");
    house.restart(false).await;
    assert!(used(&house, &source).await.is_err());
}

#[tokio::test]
async fn only_administrators_allow_private_hosts_and_one_for_each_server() {
    let (house, source) = furnished().await;
    let (admin, manager) = (somebody(Role::Admin), somebody(Role::Manager));
    let listen = house.engine.listen();
    let private = Some("10.0.0.7:443");
    let forbidden = |done: Result<Source, EngineError>| {
        assert!(matches!(done, Err(EngineError::Forbidden(Permission::AllowHosts))), "{done:?}");
    };
    let mut other = draft("https://10.0.0.7", "s", private);
    other.name = "Otra".to_owned();
    forbidden(listen.create_source(&manager, "square", other.clone()).await);
    let tried = listen.try_config(&manager, "square", other).await;
    assert!(matches!(tried, Err(EngineError::Forbidden(_))), "{tried:?}");
    forbidden(listen.update_source(&manager, source.id, draft(HERE, "s", private)).await);
    let update = async |actor: &Actor, allowed: Option<&str>| {
        listen.update_source(actor, source.id, draft(HERE, "s3cret", allowed)).await
    };
    for two in ["10.0.0.7:443,10.0.0.8:443", "10.0.0.7:443, 10.0.0.7:80"] {
        let refused = update(&admin, Some(two)).await.unwrap_err().to_string();
        assert!(refused.contains("takes one host:port"), "{refused}");
    }
    update(&admin, private).await.unwrap();
    // Others leave it as it is, and may not take it back either.
    update(&manager, private).await.unwrap();
    forbidden(update(&manager, None).await);
    forbidden(update(&manager, Some("10.0.0.8:443")).await);
    assert_eq!(stored(&house, &source).await.allowed_host.as_deref(), private);
    update(&admin, None).await.unwrap();
}

#[tokio::test]
async fn who_tries_which_server_is_written_down() {
    let (house, source) = furnished().await;
    let manager = somebody(Role::Manager);
    let listen = house.engine.listen();
    listen.check_source(&manager, source.id).await.unwrap();
    listen.try_source(&manager, source.id).await.unwrap();
    let other = draft("https://other.example/x", "s3cret-two", None);
    listen.try_config(&manager, "square", other).await.unwrap();
    let lines = house.engine.store().audit_log(None, 3).await.unwrap();
    let told: Vec<_> = lines.iter().map(|l| (&*l.actor, &*l.action, &*l.target)).collect();
    let on = format!("source:{}", source.id);
    let right = [
        ("manager", "source.test", "kind:square"),
        ("manager", "source.test", &on),
        ("manager", "source.test", &on),
    ];
    assert_eq!(told, right);
    let detail = format!("{:?} {:?}", lines[0].detail, lines[1].detail);
    assert!(detail.contains("https://other.example:443"), "{detail}");
    assert!(detail.contains("https://square.example:443"), "{detail}");
    assert!(!detail.contains("s3cret"), "{detail}");
}

#[tokio::test]
async fn what_was_typed_is_kept_for_the_same_person_and_the_same_servers() {
    let (house, _) = furnished().await;
    let (ana, eva) = (somebody(Role::Admin), somebody(Role::Manager));
    let listen = house.engine.listen();
    let ticket = listen.keep_typed(&ana, "square", &draft(HERE, "s3cret", None)).unwrap();
    assert!(!ticket.is_empty() && !ticket.contains("s3cret"));
    let take = |actor: &Actor, draft: &SourceDraft| {
        house.engine.listen().typed_before(actor, "square", draft, &ticket).unwrap()
    };
    let given = |actor: &Actor, draft: &SourceDraft| take(actor, draft).secrets;
    let lost = TypedBefore { secrets: BTreeMap::new(), lost: vec!["password".to_owned()] };
    let again = draft(HERE, "", None);
    let right = BTreeMap::from([("password".to_owned(), "s3cret".to_owned())]);
    assert_eq!(given(&ana, &again), right);
    let none = TypedBefore::default();
    assert_eq!(take(&eva, &again), lost, "somebody else's");
    assert_eq!(take(&ana, &draft("https://evil.example", "", None)), lost, "another server");
    assert_eq!(take(&ana, &draft(HERE, "", Some("10.0.0.1:80"))), lost, "another allowed host");
    assert_eq!(take(&ana, &draft(HERE, "typed anew", None)), none);
    assert_eq!(listen.typed_before(&ana, "square", &again, "nonsense").unwrap(), none);
    assert_eq!(listen.keep_typed(&ana, "square", &again).unwrap(), "", "nothing was typed");
    // An address with a slip in it names no server: what was typed beside it waits for the right one.
    let slip = listen.keep_typed(&ana, "square", &draft("ftp://square.example", "s3cret", None));
    let mended = listen.typed_before(&ana, "square", &again, &slip.unwrap()).unwrap();
    assert_eq!(mended.secrets, right);
    house.clock.advance(5 * 3_600_000);
    assert_eq!(take(&ana, &again), lost, "too old");
}
