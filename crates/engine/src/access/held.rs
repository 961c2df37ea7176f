//! A form that came when the session had ended: it is kept with the browser, sealed, until the same
//! person has signed in again and says that it is to be sent.

use plaza_core::{Millis, UserId};
use serde::{Deserialize, Serialize};

use super::secret;
use crate::{Engine, EngineError};

/// What it is sealed for.
const CONTEXT: &str = "a form kept over sign-in";
/// How long it waits: an hour.
const LIFE: Millis = 60 * 60 * 1000;

/// A form that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Where it was to go: a path of ours.
    pub path: String,
    /// Its fields in the order sent.
    pub fields: Vec<(String, String)>,
    /// Whose it is.
    user: i64,
    /// Until when it waits, milliseconds UTC.
    until: Millis,
}

impl Engine {
    /// Seals a form for the person whose session or browser that was; `None` where nobody knows
    /// whose it is, since nobody else may send it.
    ///
    /// # Errors
    /// The store fails, or the system gives no random bytes.
    pub async fn hold_form(
        &self,
        path: &str,
        fields: Vec<(String, String)>,
        session: Option<&str>,
        device: Option<&str>,
    ) -> Result<Option<String>, EngineError> {
        let hash = |secret: Option<&str>| secret.map(secret::hash).unwrap_or_default();
        let shared = self.shared();
        let whose = shared.store.access().whose(&hash(session), &hash(device)).await?;
        let Some(user) = whose else { return Ok(None) };
        let until = shared.now() + LIFE;
        let held = Held { path: path.to_owned(), fields, user: user.get(), until };
        // Names and values alone: they always have a form in JSON.
        let Ok(text) = serde_json::to_string(&held) else { return Ok(None) };
        let key = shared.key.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(Some(key.seal_own(CONTEXT, &text)?))
    }

    /// The form that was sealed for this person, while it waits.
    #[must_use]
    pub fn held_form(&self, user: UserId, sealed: &str) -> Option<Held> {
        let shared = self.shared();
        let key = shared.key.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let text = key.open_own(CONTEXT, sealed).ok()?;
        let held: Held = serde_json::from_str(&text).ok()?;
        (held.user == user.get() && held.until > shared.now()).then_some(held)
    }
}
