//! Users, passwords, sessions and API tokens.
//!
//! Nothing that opens a door is stored as it is: passwords as argon2id hashes, session and API
//! tokens and the set-up secret as SHA-256 hashes of 256 random bits.

mod attempts;
mod email;
mod password;
mod secret;
mod session;
mod setup;
mod tokens;
mod users;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use plaza_core::{Clock, Millis};
use plaza_store::Store;
use tokio::sync::{Mutex, Semaphore};

pub use session::{Session, SignInError, SignedIn};
pub use users::UserChange;

/// Sign-ins that may wait for their turn; more are sent away, so that a flood costs no memory.
const WAITING_SIGN_INS: usize = 64;

/// Who may come in. One per engine.
pub struct Access {
    store: Store,
    clock: Arc<dyn Clock>,
    hasher: password::Hasher,
    /// Checking a password and counting the try is one step, so that parallel tries are counted
    /// one after the other.
    one_try: Mutex<()>,
    waiting: Semaphore,
}

impl Access {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            hasher: password::Hasher::default(),
            one_try: Mutex::new(()),
            waiting: Semaphore::new(WAITING_SIGN_INS),
        }
    }

    fn now(&self) -> Millis {
        self.clock.now()
    }
}
