//! The real `plaza`, killed at every step of sending a reply to a simulated platform.

use std::env;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use plaza_core::Millis;
use plaza_tests::fault_proxy::FaultProxy;
use plaza_tests::reply_kills::{KillTest, QUESTION_WORD};

use crate::simulator::{Platform, Simulator, World};

/// Number of kills for each platform: every fault once, and a random moment. `PLAZA_TEST_KILLS`
/// sets a higher number.
const KILLS: usize = 6;
/// Number of kills of which one may end with a person having to look.
const KILLS_PER_UNCERTAIN: usize = 50;
/// How long late requests are on their way: most platforms cannot tell a second request from a
/// first.
const LATEST: Duration = Duration::from_secs(5);
/// How often the world's clock is set.
const TICK: Duration = Duration::from_millis(50);

pub(crate) async fn replies_survive_kills<P: Platform>() {
    let file = format!("{}/{}/manifest.toml", env!("CARGO_MANIFEST_DIR"), P::KIND);
    // The tutorial's forum, for example, is not built into `plaza`.
    let Ok(manifest) = std::fs::read_to_string(file) else { return };
    if !P::CAN.replies {
        return;
    }
    let kills = env::var("PLAZA_TEST_KILLS").map_or(KILLS, |number| number.parse().unwrap());
    let simulator = Simulator::start::<P>().await;
    let world = Arc::clone(&simulator.world);
    put_right(&world);
    // Some platforms accept one answer to a message only.
    for number in 0..kills {
        world.say(None, "ana", &format!("¿Cuándo llega el {QUESTION_WORD} número {number}?"));
        world.clock.advance(1_000);
    }
    let ticking = tokio::spawn(tick(Arc::clone(&world)));
    let proxy = FaultProxy::start(&format!("http://{}", simulator.address)).await.unwrap();
    let settings = P::settings(&proxy.base_url());
    let test = KillTest {
        proxy: &proxy,
        kind: P::KIND,
        settings: settings.iter().map(|(key, value)| format!("{key}={value}")).collect(),
        kills,
        most_uncertain: most_uncertain(P::LOOKS_UP, &manifest, kills),
        latest: LATEST,
    };
    let published = async || Ok(world.everything().into_iter().map(|r| r.text).collect());
    test.run(published).await.unwrap();
    ticking.abort();
}

/// How many replies may end with a person having to look: hardly any where the platform shows
/// everything that exists; those that perhaps never arrived (half of all faults) where the manifest
/// says that a reply may exist without being shown; all where nothing can be looked up.
fn most_uncertain(looks_up: bool, manifest: &str, kills: usize) -> usize {
    match (looks_up, manifest.contains("\nuncertain = ")) {
        (true, false) => kills.div_ceil(KILLS_PER_UNCERTAIN),
        (true, true) => kills.div_ceil(2),
        (false, _) => kills,
    }
}

/// The process under test has the real clock; so has the world.
async fn tick(world: Arc<World>) {
    loop {
        put_right(&world);
        tokio::time::sleep(TICK).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "the process under test has the real clock")]
fn put_right(world: &World) {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let behind = Millis::try_from(since.as_millis()).unwrap() - world.now();
    world.clock.advance(behind);
}
