//! Whose words they are: what every platform promises of accounts, names and labels.

use std::sync::Arc;

use plaza_core::{AuthorIs, IncomingMention};

use crate::harness::Source;
use crate::people::{Elsewhere, Gone, Handles, Tells};
use crate::simulator::Platform;

/// Space and id of the account that wrote the message with these words.
fn account(source: &Source, words: &str) -> Option<(Option<String>, String)> {
    let mention = said(source, words);
    Some((mention.account_space.clone(), mention.account.clone()?))
}

fn said<'a>(source: &'a Source, words: &str) -> &'a IncomingMention {
    let mut found = source.shelf.mentions.values();
    found.find(|m| m.text.contains(words) || m.title.contains(words)).expect(words)
}

/// One person with one account in two places is one, and people on two servers are two.
pub(crate) async fn one_account_is_one_in_all_places<P: Platform>() {
    let mut here = Source::of::<P>().await;
    let world = Arc::clone(&here.simulator.world);
    world.say(None, "ana", "Said by Ana");
    world.clock.advance(1000);
    world.say(None, "bea", "Said by Bea");
    world.clock.advance(60_000);
    here.round().await.unwrap();
    let Tells::Account { space, elsewhere, .. } = P::TELLS else {
        assert_eq!(said(&here, "Said by Ana").author_is, AuthorIs::ShownName);
        assert_eq!(account(&here, "Said by Ana"), None);
        return;
    };
    let (ana, bea) = (account(&here, "Said by Ana"), account(&here, "Said by Bea"));
    let host = space.replace("{host}", &here.simulator.address);
    let (space, _) = ana.clone().expect("an account");
    assert_eq!(space.unwrap_or_default(), host);
    assert_ne!(ana, bea);
    // Neither does a second look say anything else.
    for _ in 0..3 {
        world.clock.advance(7 * 3_600_000);
        here.round().await.unwrap();
    }
    assert_eq!(
        (account(&here, "Said by Ana"), account(&here, "Said by Bea")),
        (ana.clone(), bea.clone())
    );
    let mut there = match elsewhere {
        Elsewhere::Place(settings) => here.beside::<P>(settings),
        Elsewhere::Federated | Elsewhere::OtherServers => here.on_another_server::<P>().await,
        Elsewhere::Nowhere => return,
    };
    there.round().await.unwrap();
    let is_same = account(&there, "Said by Ana") == ana;
    assert_eq!(is_same, !matches!(elsewhere, Elsewhere::OtherServers), "{:?}", there.shelf);
    if is_same {
        assert_eq!(account(&there, "Said by Bea"), bea);
    }
}

/// Two people who show one name are never one account.
pub(crate) async fn namesakes_stay_apart<P: Platform>() {
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    for key in ["ana", "bea"] {
        world.say(None, key, &format!("Said by {key}"));
        world.person(key, |person| person.name = "María García".to_owned());
        world.clock.advance(1000);
    }
    world.clock.advance(60_000);
    source.round().await.unwrap();
    let accounts = ["Said by ana", "Said by bea"].map(|words| account(&source, words));
    let kinds = ["Said by ana", "Said by bea"].map(|words| said(&source, words).author_is);
    match P::TELLS {
        Tells::Account { .. } => {
            assert_eq!(kinds, [AuthorIs::Account; 2]);
            assert!(accounts[0].is_some() && accounts[0] != accounts[1], "{accounts:?}");
        }
        Tells::ShownName => {
            assert_eq!((kinds, accounts), ([AuthorIs::ShownName; 2], [None, None]));
        }
    }
}

/// A handle that is renamed is the same account, and whoever takes it over is another.
pub(crate) async fn handles_come_and_go<P: Platform>() {
    let Tells::Account { handles: Handles::Change, .. } = P::TELLS else { return };
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    let rename = |key: &str, to: &str| {
        world.person(key, |person| (person.handle, person.name) = (to.to_owned(), to.to_owned()));
    };
    world.say(None, "ana", "Under the first name");
    world.clock.advance(60_000);
    source.round().await.unwrap();
    let first = account(&source, "Under the first name");
    rename("ana", "ana2026");
    world.say(None, "ana", "Under the second name");
    world.clock.advance(1000);
    rename("zoe", "ana");
    world.say(None, "zoe", "Under a name that was free");
    world.clock.advance(600_000);
    source.round().await.unwrap();
    assert!(first.is_some());
    assert_eq!(account(&source, "Under the second name"), first);
    let shown = said(&source, "Under the second name");
    let names = [&shown.author, &shown.author_name];
    assert!(names.into_iter().flatten().any(|name| name.contains("ana2026")), "{shown:?}");
    let recycled = account(&source, "Under a name that was free");
    assert!(recycled.is_some() && recycled != first, "{recycled:?}");
}

/// What is left of closed accounts belongs to nobody.
pub(crate) async fn closed_accounts_are_nobody<P: Platform>() {
    let Gone::Shown(kind) = P::GONE else { return };
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    for key in ["ana", "bea"] {
        world.say(None, key, &format!("Said by {key}"));
        world.person(key, |person| person.is_gone = true);
        world.clock.advance(1000);
    }
    world.clock.advance(60_000);
    source.round().await.unwrap();
    for words in ["Said by ana", "Said by bea"] {
        assert_eq!(said(&source, words).author_is, kind, "{:?}", said(&source, words));
        assert_eq!(account(&source, words), None);
    }
}

/// The mappings of the built-in manifests: platform, name, keys.
fn mappings() -> Vec<(String, String, toml::Table)> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let folder = folder.unwrap();
        let Ok(text) = std::fs::read_to_string(folder.path().join("manifest.toml")) else {
            continue;
        };
        let platform = folder.file_name().display().to_string();
        let manifest: toml::Table = text.parse().unwrap();
        for (name, mapping) in manifest["mention"].as_table().unwrap() {
            found.push((platform.clone(), name.clone(), mapping.as_table().unwrap().clone()));
        }
    }
    assert!(found.len() > 24, "{found:?}");
    found
}

/// Every mapping of a built-in manifest says what its authors are, and every one of these platforms
/// is in the suite, which asks it.
#[test]
fn every_mapping_names_its_authors() {
    let suite = include_str!("main.rs");
    for (platform, name, mapping) in mappings() {
        assert!(suite.contains(&format!("mod {platform};")), "{platform} is not in the suite");
        let has = |key: &str| mapping.contains_key(key);
        // Some only tell of deletions.
        let is_silent = !has("author") && !has("author_name");
        let says = has("author_is") || (has("account") && has("account_space"));
        assert!(is_silent || says, "{platform}: [mention.{name}]");
    }
}

/// Two sources with two accounts read one place: what they say of a mention differs in whose it is,
/// and in nothing else.
#[test]
fn only_ours_depends_on_who_reads() {
    for (platform, name, mapping) in mappings() {
        // What one leaves out (other programs, but not our own) the other leaves as it is.
        let shared = mapping.iter().filter(|(key, _)| !matches!(key.as_str(), "skip" | "ours"));
        for (key, program) in shared {
            let readers = ["$me", ".viewer", "$config.user", "$config.uid"];
            let found = readers.iter().find(|part| program.as_str().unwrap().contains(**part));
            assert_eq!(found, None, "{platform}: {key} of [mention.{name}]");
        }
    }
}
