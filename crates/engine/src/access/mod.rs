//! Users, passwords, sessions and API tokens.
//!
//! Nothing that opens a door is stored as it is: passwords as argon2id hashes, session and API
//! tokens and the set-up secret as SHA-256 hashes of 256 random bits.

mod attempts;
mod devices;
mod email;
mod held;
mod password;
mod reset;
mod secret;
mod session;
mod setup;
mod standing;
mod tokens;
mod users;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use plaza_core::{Clock, Millis};
use plaza_store::Store;
use tokio::sync::watch;

pub use attempts::Visitor;
pub use devices::OpenSession;
pub use held::Held;
pub use reset::ResetLink;
pub use session::{Session, SignInError, SignedIn};
pub(crate) use standing::Lost;
pub use standing::Pass;
pub use tokens::parse_expiry;
pub use users::{OwnChange, UserChange};

/// Who may come in. One per engine.
pub struct Access {
    store: Store,
    clock: Arc<dyn Clock>,
    hasher: password::Hasher,
    places: attempts::Places,
    /// Wakes those who keep something open when rights have changed.
    rights: watch::Sender<()>,
}

impl Access {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            hasher: password::Hasher::default(),
            places: attempts::Places::default(),
            rights: watch::Sender::default(),
        }
    }

    fn now(&self) -> Millis {
        self.clock.now()
    }
}
