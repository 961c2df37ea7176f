//! Sealing everything with a new key.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use plaza_core::{Message, Permission, say};
use plaza_store::{Action, Resealed, StoreError};
use serde::Serialize;
use tokio::task::spawn_blocking;

use super::{KeyError, KeyFile, MasterKey, context_of, is_sealed};
use crate::shared::Shared;
use crate::{Actor, Engine, EngineError};

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rotation {
    /// Sources whose secrets were sealed anew.
    pub sources: usize,
    /// Secrets that were sealed anew.
    pub secrets: usize,
    /// Secrets that the old key did not open; they stay as they are and must be entered again.
    pub unreadable: usize,
    /// Names the key that was replaced.
    pub old_key: String,
    /// Names the key that holds now.
    pub new_key: String,
}

impl Engine {
    /// Seals all secrets with a fresh key and replaces the key file. Where the key came from the
    /// configuration, `given` is the new one, and Plaza must be started with it from then on.
    ///
    /// # Errors
    /// Forbidden; the key file cannot be written; the key has been replaced already; the store
    /// fails. Until it returns well, and after any crash, one of both keys opens everything, and
    /// the next start takes that one.
    pub async fn rotate_key(
        &self,
        actor: &Actor,
        given: Option<MasterKey>,
    ) -> Result<Rotation, EngineError> {
        actor.require(Permission::ManageUsers)?;
        self.shared().reload_key().await?;
        let old = self.shared().key();
        let file = old.file.clone().map(KeyFile::at);
        let _lock = match file.clone() {
            // Waiting for a lock holds a thread up.
            Some(file) => Some(spawn_blocking(move || file.lock()).await.map_err(cut_off)??),
            None => None,
        };
        let new = fresh_key(file.as_ref(), given, &old)?;
        let done = match self.reseal(actor, &old, &new).await {
            Ok(done) => done,
            Err(error) => {
                // Not after a lost answer: the transaction may have come through.
                if let (Some(file), EngineError::Conflict(_)) = (&file, &error) {
                    file.discard()?;
                }
                return Err(error);
            }
        };
        if let Some(file) = &file {
            file.promote()?;
        }
        let new_key = new.id().to_owned();
        self.shared().set_key(new);
        Ok(Rotation {
            sources: done.sources,
            secrets: done.secrets,
            unreadable: done.unreadable,
            old_key: old.id().to_owned(),
            new_key,
        })
    }

    async fn reseal(
        &self,
        actor: &Actor,
        old: &MasterKey,
        new: &MasterKey,
    ) -> Result<Resealed, EngineError> {
        let detail = serde_json::json!({ "old_key": old.id(), "new_key": new.id() });
        let act = actor.act(Action::SecretsRotate, self.now()).with(detail);
        let (from, to) = (old.clone(), new.clone());
        let reseal = move |kind: &str, config: &mut BTreeMap<String, String>| {
            reseal_one(&from, &to, kind, config)
        };
        match self.shared().store.reseal((old.id(), new.id()), &act, &reseal).await {
            Err(StoreError::KeyRetired) => Err(EngineError::Conflict(say!(
                "key-replaced",
                "the key has been replaced meanwhile; nothing was changed"
            ))),
            done => Ok(done?.value),
        }
    }
}

impl Shared {
    /// The key that seals now.
    pub(crate) fn key(&self) -> MasterKey {
        self.key.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_key(&self, key: MasterKey) {
        *self.key.write().unwrap_or_else(PoisonError::into_inner) = key;
    }

    /// Reads the key file again, after another process has replaced the key; false when the key
    /// is still the same.
    pub(crate) async fn reload_key(&self) -> Result<bool, KeyError> {
        let old = self.key();
        let Some(file) = old.file.clone() else { return Ok(false) };
        let key = KeyFile::at(file).open(&self.store).await?;
        let is_new = key.id() != old.id();
        if is_new {
            self.set_key(key);
        }
        Ok(is_new)
    }
}

/// Seals the secrets of one source anew. Sealed values are known by their form, so that this also
/// works for sources whose connector is not there at the moment.
fn reseal_one(
    old: &MasterKey,
    new: &MasterKey,
    kind: &str,
    config: &mut BTreeMap<String, String>,
) -> Resealed {
    let mut done = Resealed::default();
    for (field, value) in config.iter_mut().filter(|(_, value)| is_sealed(value)) {
        match old.reseal(new, &context_of(kind, field), value) {
            Ok(sealed) => {
                *value = sealed;
                done.secrets += 1;
            }
            Err(_) => done.unreadable += 1,
        }
    }
    done
}

/// The key that secrets are sealed with from now on: a fresh one for the key file, otherwise the one
/// that was handed in.
fn fresh_key(
    file: Option<&KeyFile>,
    given: Option<MasterKey>,
    old: &MasterKey,
) -> Result<MasterKey, EngineError> {
    let refuse = |why: Message| Err(EngineError::invalid("key", why));
    match (file, given) {
        (Some(file), None) => Ok(file.prepare()?),
        (None, Some(new)) if new.id() != old.id() => Ok(new),
        (None, Some(_)) => refuse(say!("key-same", "is the one that is used already")),
        (None, None) => refuse(say!(
            "key-from-setting",
            "comes from the setting `key` (PLAZA_KEY), so the new one must be handed in"
        )),
        (Some(_), Some(_)) => refuse(say!(
            "key-in-file",
            "lies in the key file, which gets a fresh one; hand in none"
        )),
    }
}

fn cut_off(_: tokio::task::JoinError) -> EngineError {
    EngineError::Unavailable(say!(
        "rotation-cut-off",
        "the rotation was cut off; nothing was changed"
    ))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::vault::Binding;
    use plaza_core::Destinations;
    use plaza_store::Store;
    use plaza_store::listen::NewSource;

    pub(in crate::vault) fn nowhere() -> Binding {
        Binding::of(&Destinations::default(), None)
    }

    /// A store with sealed secrets and the key file that opens them.
    pub(in crate::vault) async fn furnished(dir: &std::path::Path) -> (Store, KeyFile) {
        let url = format!("sqlite:{}", dir.join("plaza.db").display());
        let store = Store::open(&url).await.unwrap();
        let file = KeyFile::at(dir.join("secret.key"));
        let key = file.open(&store).await.unwrap();
        for name in ["one", "two"] {
            let sealed = key.seal("forum/token", &nowhere(), "s3cret").unwrap();
            let new = NewSource {
                kind: "forum".to_owned(),
                name: name.to_owned(),
                place: name.to_owned(),
                config: BTreeMap::from([("token".to_owned(), sealed)]),
                allowed_host: None,
                interval_s: 0,
                adaptive: false,
                host: String::new(),
                sealed_with: Some(key.id().to_owned()),
                adopts: None,
            };
            let plaza = Actor::system();
            let act = plaza.act(Action::SourceCreate, 0);
            store.listen().create_source(&new, &act).await.unwrap();
        }
        (store, file)
    }

    async fn reseal_all(store: &Store, old: &MasterKey, new: &MasterKey) {
        let plaza = Actor::system();
        let act = plaza.act(Action::SecretsRotate, 1);
        let (from, to) = (old.clone(), new.clone());
        let reseal = move |kind: &str, config: &mut BTreeMap<String, String>| {
            reseal_one(&from, &to, kind, config)
        };
        assert_eq!(
            store.reseal((old.id(), new.id()), &act, &reseal).await.unwrap().value.secrets,
            2
        );
    }

    /// Starts anew, as after a crash, and opens everything.
    async fn opens_everything(dir: &std::path::Path) -> MasterKey {
        let url = format!("sqlite:{}", dir.join("plaza.db").display());
        let store = Store::open(&url).await.unwrap();
        let key = KeyFile::at(dir.join("secret.key")).open(&store).await.unwrap();
        for source in store.listen().sources().await.unwrap() {
            let token = &source.config["token"];
            assert_eq!(key.open("forum/token", &nowhere(), token).unwrap(), "s3cret");
        }
        store.close().await;
        key
    }

    #[tokio::test]
    async fn a_crash_at_any_step_leaves_a_key_that_opens_everything() {
        for steps in 0..=3 {
            let dir = tempfile::tempdir().unwrap();
            let (store, file) = furnished(dir.path()).await;
            let old = file.read().unwrap();
            let mut new = old.clone();
            if steps >= 1 {
                new = file.prepare().unwrap();
            }
            if steps >= 2 {
                reseal_all(&store, &old, &new).await;
            }
            if steps >= 3 {
                file.promote().unwrap();
            }
            store.close().await;
            let key = opens_everything(dir.path()).await;
            let expected = if steps >= 2 { new.id() } else { old.id() };
            assert_eq!(key.id(), expected, "after {steps} steps");
            // And so does the next rotation.
            assert_eq!(opens_everything(dir.path()).await.id(), expected);
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_may_read_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (store, file) = furnished(dir.path()).await;
        let old = file.read().unwrap();
        let new = file.prepare().unwrap();
        reseal_all(&store, &old, &new).await;
        file.promote().unwrap();
        let mode = std::fs::metadata(dir.path().join("secret.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let left: Vec<String> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("secret") && name != "secret.key")
            .collect();
        assert!(left.iter().all(|name| name.ends_with(".lock")), "{left:?}");
    }

    #[test]
    fn what_the_old_key_does_not_open_stays_as_it_is() {
        let key = || MasterKey::from_hex(&MasterKey::generate_hex().unwrap()).unwrap();
        let (old, new, lost) = (key(), key(), key());
        let mut config = BTreeMap::from([
            ("token".to_owned(), old.seal("forum/token", &nowhere(), "s3cret").unwrap()),
            ("other".to_owned(), lost.seal("forum/other", &nowhere(), "gone").unwrap()),
            ("url".to_owned(), "https://forum.example".to_owned()),
        ]);
        let before = config.clone();
        let done = reseal_one(&old, &new, "forum", &mut config);
        assert_eq!((done.secrets, done.unreadable), (1, 1));
        assert_eq!(new.open("forum/token", &nowhere(), &config["token"]).unwrap(), "s3cret");
        assert_eq!((&config["other"], &config["url"]), (&before["other"], &before["url"]));
    }
}
