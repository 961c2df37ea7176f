//! Whether a key is the one that the stored secrets are sealed with.

use plaza_store::{Store, StoreError};

use super::{KeyError, MasterKey, context_of, is_sealed};

/// Most sources that a message names.
const NAMED: usize = 5;

/// What is sealed in the database.
pub(super) struct SealedSecrets {
    /// Each with what it is sealed for.
    secrets: Vec<(String, String)>,
    sources: Vec<String>,
}

impl SealedSecrets {
    pub(super) async fn of(store: &Store) -> Result<Self, KeyError> {
        let mut all = Self { secrets: Vec::new(), sources: Vec::new() };
        for source in store.stored_settings().await.map_err(|error| failed(&error))? {
            let before = all.secrets.len();
            for (field, value) in source.config.into_iter().filter(|(_, value)| is_sealed(value)) {
                all.secrets.push((context_of(&source.kind, &field), value));
            }
            if all.secrets.len() > before {
                all.sources.push(source.name);
            }
        }
        Ok(all)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    /// How many of them the key opens.
    fn opened_by(&self, key: &MasterKey) -> usize {
        self.secrets.iter().filter(|(context, value)| key.opens(context, value)).count()
    }

    /// `3 secrets of the sources Blog and Forum`.
    pub(super) fn in_words(&self) -> String {
        let named: Vec<&str> = self.sources.iter().take(NAMED).map(String::as_str).collect();
        let more = match self.sources.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{} secrets of the sources {}{more}", self.secrets.len(), named.join(", "))
    }
}

impl MasterKey {
    /// Checks that this key is the one that seals, and notes it at the first start with it. Until
    /// something is sealed, any key will do.
    ///
    /// # Errors
    /// [`KeyError::Lost`] says what cannot be opened and what to do; or the store fails.
    pub async fn check(&self, store: &Store) -> Result<(), KeyError> {
        let noted = store.key_id().await.map_err(|error| failed(&error))?;
        if noted.as_deref() == Some(self.id()) {
            return Ok(());
        }
        let sealed = SealedSecrets::of(store).await?;
        let opened = sealed.opened_by(self);
        // A version that noted no key may have left a few that none opens.
        let is_right = opened == sealed.secrets.len() || (noted.is_none() && opened > 0);
        if is_right {
            // A store that cannot be written takes no secrets either.
            if let Err(error) = store.note_key(self.id()).await {
                tracing::warn!(?error, "the key that seals is not noted");
            }
            return Ok(());
        }
        let from = match &self.file {
            Some(file) => format!("the key file {}", file.display()),
            None => "the setting `key` (PLAZA_KEY)".to_owned(),
        };
        let right = noted.map(|id| format!(" (it is the key {id})")).unwrap_or_default();
        Err(KeyError::Lost(format!(
            "{from} holds the key {}, which does not open the {}; put the right key there, from a \
             backup{right}, {GIVE_UP}",
            self.id(),
            sealed.in_words()
        )))
    }
}

/// The other way out, where the key is gone for good.
pub(super) const GIVE_UP: &str = "or, if it is gone for good, run `plaza secrets forget --yes`: \
                                  those secrets are deleted, and each of those sources asks for \
                                  them again";

pub(super) fn failed(error: &StoreError) -> KeyError {
    KeyError::File(format!("the store does not say which key seals: {error}"))
}
