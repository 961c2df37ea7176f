//! `plaza secrets`.

use anyhow::{Context, bail};
use plaza_core::Clock;
use plaza_engine::{Actor, Engine, Forgotten, KeyError, MasterKey};

use crate::config::Config;
use crate::wiring::{Mode, SystemClock, key_file, master_key, open_store};
use crate::{home, output};

/// Where the new key stands when the old one comes from `PLAZA_KEY`: not on the command line,
/// which other people of the machine can see.
const NEW_KEY: &str = "PLAZA_NEW_KEY";

pub(super) async fn rotate(engine: &Engine, config: &Config) -> anyhow::Result<bool> {
    let given = match (&config.key, std::env::var(NEW_KEY)) {
        (None, _) => None,
        (Some(_), Ok(hex)) => Some(MasterKey::from_hex(&hex).context(NEW_KEY)?),
        (Some(_), Err(_)) => bail!(
            "the key comes from PLAZA_KEY (or the setting `key`): set {NEW_KEY} to the new one, \
             64 hexadecimal digits such as `openssl rand -hex 32` prints, and run this again"
        ),
    };
    let is_given = given.is_some();
    let done = engine.rotate_key(&Actor::system(), given).await?;
    output::line(&format!(
        "{} secrets of {} sources sealed anew; the key {} is replaced by {}",
        done.secrets, done.sources, done.old_key, done.new_key
    ));
    if is_given {
        output::note(
            "start every Plaza of this database with PLAZA_KEY set to the new key; one that still \
             has the old key cannot open or write secrets",
        );
    } else {
        output::note("backups made before hold the old key and open with it");
    }
    if done.unreadable > 0 {
        output::note(&format!(
            "{} secrets did not open with the old key and stay as they are; enter them again",
            done.unreadable
        ));
    }
    Ok(done.unreadable == 0)
}

/// Deletes the secrets that the key which is there does not open. It starts no engine: without the
/// right key there is none.
pub(super) async fn forget(config: &Config) -> anyhow::Result<bool> {
    let store = open_store(config, Mode::Command, home::enter(config, Mode::Command)?).await?;
    let key = match (master_key(config, &store).await, &config.key) {
        (Ok(key), _) => Some(key),
        // Only a key that is lost lets secrets be deleted: a file that cannot be read is mended.
        (Err(error), _) if !is_lost(&error) => return Err(error),
        (Err(_), Some(hex)) => Some(MasterKey::from_hex(hex)?),
        (Err(_), None) => key_file(config).found()?,
    };
    let now = SystemClock.now();
    let done = Forgotten::give_up(&Actor::system(), &store, key.as_ref(), now).await?;
    output::line(&format!("{} secrets given up", done.secrets));
    for source in &done.sources {
        output::line(&format!("{source} asks for its secrets again"));
    }
    let key = master_key(config, &store).await?;
    output::note(&format!("from now on the key {} seals", key.id()));
    store.close().await;
    Ok(true)
}

fn is_lost(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<KeyError>(), Some(KeyError::Lost(_)))
}
