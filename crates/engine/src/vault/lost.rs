//! Giving up secrets whose key is gone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use plaza_core::{Millis, Permission, say};
use plaza_store::{Action, Store};
use serde::Serialize;

use super::{MasterKey, context_of, is_sealed};
use crate::{Actor, EngineError};

/// What was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// Names of the sources that ask for their secrets again.
    pub sources: Vec<String>,
    /// Secrets that are gone.
    pub secrets: usize,
}

impl Forgotten {
    /// Deletes the sealed secrets that `key` does not open, all of them without a key. It needs no
    /// engine, because none starts without the right key.
    ///
    /// # Errors
    /// Forbidden; the key opens everything, so that nothing is lost; the store fails.
    pub async fn give_up(
        actor: &Actor,
        store: &Store,
        key: Option<&MasterKey>,
        now: Millis,
    ) -> Result<Self, EngineError> {
        actor.require(Permission::ManageUsers)?;
        let key = key.cloned();
        let is_lost = move |kind: &str, field: &str, value: &str| {
            is_sealed(value)
                && !key.as_ref().is_some_and(|key| key.opens(&context_of(kind, field), value))
        };
        let lost = store.stored_settings().await?.into_iter().any(|source| {
            source.config.iter().any(|(field, value)| is_lost(&source.kind, field, value))
        });
        if !lost {
            let why =
                say!("key-opens-all", "the key opens every secret; there is nothing to give up");
            return Err(EngineError::Conflict(why));
        }
        let secrets = AtomicUsize::new(0);
        let forget = |kind: &str, config: &mut BTreeMap<String, String>| {
            let before = config.len();
            config.retain(|field, value| !is_lost(kind, field, value));
            let gone = before - config.len();
            secrets.fetch_add(gone, Ordering::Relaxed);
            gone
        };
        let act = actor.act(Action::SecretsForget, now);
        let sources = store.forget_secrets(&act, &forget).await?.value;
        Ok(Self { sources, secrets: secrets.into_inner() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::rotation::tests::{furnished, nowhere};
    use crate::vault::{KeyError, KeyFile};
    use plaza_core::Role;

    fn new_key() -> MasterKey {
        MasterKey::from_hex(&MasterKey::generate_hex().unwrap()).unwrap()
    }

    async fn lost(file: &KeyFile, store: &Store) -> String {
        match file.open(store).await {
            Err(KeyError::Lost(why)) => why,
            other => panic!("not lost: {other:?}"),
        }
    }

    #[tokio::test]
    async fn a_lost_key_is_told_and_no_other_is_made_in_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let (store, file) = furnished(dir.path()).await;
        let path = dir.path().join("secret.key");
        let kept = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        for _ in 0..2 {
            let why = lost(&file, &store).await;
            for part in
                ["secret.key is missing", "2 secrets", "one, two", "backup", "secrets forget"]
            {
                assert!(why.contains(part), "{part}: {why}");
            }
            assert!(!path.exists(), "no new key");
        }
        std::fs::write(&path, kept).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
        file.open(&store).await.unwrap();
    }

    #[tokio::test]
    async fn a_wrong_key_is_told_at_the_start() {
        let dir = tempfile::tempdir().unwrap();
        let (store, file) = furnished(dir.path()).await;
        let right = file.read().unwrap();
        let Err(KeyError::Lost(why)) = new_key().check(&store).await else { panic!("taken") };
        for part in ["PLAZA_KEY", "2 secrets", right.id(), "secrets forget"] {
            assert!(why.contains(part), "{part}: {why}");
        }
        // A version before noted no key; the secrets tell all the same.
        let act = Actor::system();
        let act = act.act(Action::SecretsForget, 0);
        store.forget_secrets(&act, &|_, _| 0).await.unwrap();
        assert_eq!(store.key_id().await.unwrap(), None);
        assert!(matches!(new_key().check(&store).await, Err(KeyError::Lost(_))));
        right.check(&store).await.unwrap();
        assert_eq!(store.key_id().await.unwrap().as_deref(), Some(right.id()));
    }

    #[tokio::test]
    async fn until_something_is_sealed_any_key_will_do() {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("plaza.db").display());
        let store = Store::open(&url).await.unwrap();
        for key in [new_key(), new_key()] {
            key.check(&store).await.unwrap();
            assert_eq!(store.key_id().await.unwrap().as_deref(), Some(key.id()));
        }
    }

    #[tokio::test]
    async fn secrets_whose_key_is_gone_are_given_up_and_the_rest_stays() {
        let dir = tempfile::tempdir().unwrap();
        let (store, file) = furnished(dir.path()).await;
        let admin = Actor::system();
        let right = file.read().unwrap();
        let none = Forgotten::give_up(&admin, &store, Some(&right), 1).await;
        assert!(matches!(none, Err(EngineError::Conflict(_))), "{none:?}");
        let viewer = Actor { role: Role::Manager, ..Actor::system() };
        let refused = Forgotten::give_up(&viewer, &store, None, 1).await;
        assert!(matches!(refused, Err(EngineError::Forbidden(_))), "{refused:?}");

        std::fs::remove_file(dir.path().join("secret.key")).unwrap();
        let done = Forgotten::give_up(&admin, &store, None, 1).await.unwrap();
        assert_eq!((done.secrets, done.sources), (2, vec!["one".to_owned(), "two".to_owned()]));
        let fresh = file.open(&store).await.unwrap();
        assert_ne!(fresh.id(), right.id());
        for source in store.listen().sources().await.unwrap() {
            assert!(source.config.is_empty(), "{source:?}");
        }
        assert_eq!(store.audit_log(None, 1).await.unwrap()[0].action, "secrets.forget");
        // It seals from now on.
        let sealed = fresh.seal("forum/token", &nowhere(), "n3w").unwrap();
        assert_eq!(fresh.open("forum/token", &nowhere(), &sealed).unwrap(), "n3w");
    }

    #[tokio::test]
    async fn a_key_file_that_is_empty_short_or_open_to_others_is_told() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (store, file) = furnished(dir.path()).await;
        let path = dir.path().join("secret.key");
        let kept = std::fs::read_to_string(&path).unwrap();
        for (text, part) in [("", "is empty"), ("\n", "is empty"), (&kept[..40], "40 characters")] {
            std::fs::write(&path, text).unwrap();
            let why = file.open(&store).await.unwrap_err().to_string();
            assert!(why.contains(part) && why.contains("secret.key"), "{why}");
        }
        std::fs::write(&path, &kept).unwrap();
        for mode in [0o644, 0o640, 0o620, 0o604] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let why = file.open(&store).await.unwrap_err().to_string();
            assert!(why.contains("chmod 600") && why.contains(&format!("{mode:o}")), "{why}");
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
        file.open(&store).await.unwrap();
    }
}
