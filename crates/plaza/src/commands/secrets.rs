//! `plaza secrets rotate`.

use anyhow::{Context, bail};
use plaza_engine::{Actor, Engine, MasterKey};

use crate::config::Config;
use crate::output;

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
