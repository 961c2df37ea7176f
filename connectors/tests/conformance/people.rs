//! The people who write in the simulated world: accounts are renamed, recycled and closed there.

use plaza_core::AuthorIs;

use crate::simulator::US;

/// An account as its platform shows it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// Whose account it is; nobody outside sees that.
    pub(crate) key: String,
    pub(crate) handle: String,
    pub(crate) name: String,
    /// Whether the account was closed.
    pub(crate) is_gone: bool,
}

impl Person {
    /// The account of `key`, with that handle and name.
    pub(crate) fn of(key: &str) -> Self {
        let key = key.to_owned();
        Self { handle: key.clone(), name: key.clone(), key, is_gone: false }
    }

    pub(crate) fn us() -> Self {
        Self::of(US)
    }

    pub(crate) fn is_us(&self) -> bool {
        self.key == US
    }

    /// The platform's number for it, which stays; above 1,000.
    pub(crate) fn id(&self) -> u64 {
        1_001 + self.key.bytes().fold(7, |sum: u64, byte| (sum * 31 + u64::from(byte)) % 9_000_000)
    }
}

/// What a platform tells of who wrote something.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tells {
    /// An id of the account, unique in `space`, in which `{host}` is the server.
    Account { space: &'static str, handles: Handles, elsewhere: Elsewhere },
    /// A name that many people may show.
    ShownName,
}

/// What can happen to a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handles {
    /// It is renamed, and given to somebody else later.
    Change,
    /// It is the id itself.
    Stay,
}

/// Where else the same accounts write.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Elsewhere {
    /// In the place that these settings name.
    Place(&'static [(&'static str, &'static str)]),
    /// On other servers, which show them as the same accounts.
    Federated,
    /// Nowhere: another server has accounts of its own.
    OtherServers,
    /// Nowhere: another place shows other ids.
    Nowhere,
}

/// What becomes of what somebody wrote whose account is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    /// It stays, under a label or a name.
    Shown(AuthorIs),
    /// It goes too, or keeps its author's id.
    Unseen,
}
