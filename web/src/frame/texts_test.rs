//! Both languages say the same things, and nothing asks for a message that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use plaza_core::import::{DateOrder, Field};
use plaza_core::{IdeaStage, Intent, ReplyList, ReplyState, Role, Sentiment, Task};
use plaza_store::listen::{ImportState, ImportWay};
use plaza_store::understand::HeadState;

use super::page::THEMES;
use crate::frame::i18n::{Lang, translator};

/// Calls that take the key of a message.
const CALLS: [&str; 5] = [".get(", ".with(", ".with2(", ".with_all(", ".count("];
/// Beginnings of keys that handlers pass on by name.
const PASSED_ON: [&str; 5] = ["flash-", "error-", "reply-hint-", "home-", "audit-"];

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found
}

/// Key of every message with the names of its arguments.
fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for path in files(&format!("locales/{}", lang.code()), ".ftl") {
        add_messages(&path, &mut messages);
    }
    messages
}

fn add_messages(path: &Path, messages: &mut BTreeMap<String, BTreeSet<String>>) {
    let mut key = String::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            key = line.split(" =").next().unwrap().to_owned();
            assert!(messages.insert(key.clone(), BTreeSet::new()).is_none(), "{key} stands twice");
        }
        for argument in line.split('$').skip(1) {
            let name = argument.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
            messages.get_mut(&key).unwrap().insert(name.to_owned());
        }
    }
}

/// Key of every message, room by room.
fn keys_by_room(lang: Lang) -> BTreeMap<String, Vec<String>> {
    let rooms = files(&format!("locales/{}", lang.code()), ".ftl").into_iter().map(|path| {
        let mut messages = BTreeMap::new();
        add_messages(&path, &mut messages);
        let room = path.file_stem().unwrap().to_string_lossy().into_owned();
        (room, messages.into_keys().collect())
    });
    rooms.collect()
}

/// String literals that stand right behind one of the `calls`.
fn keys_behind(text: &str, calls: &[&str]) -> Vec<String> {
    let mut keys = Vec::new();
    for call in calls {
        for rest in text.split(call).skip(1) {
            if let Some(literal) = rest.trim_start().strip_prefix('"') {
                keys.push(literal.split('"').next().unwrap().to_owned());
            }
        }
    }
    keys
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    assert_eq!(messages(Lang::En), messages(Lang::Es));
    assert_eq!(keys_by_room(Lang::En), keys_by_room(Lang::Es));
    for lang in Lang::ALL {
        let missing: Vec<_> =
            messages(lang).into_keys().filter(|key| !translator(lang).has(key)).collect();
        assert!(missing.is_empty(), "{}: cannot be read: {missing:?}", lang.code());
    }
}

#[test]
fn templates_and_handlers_use_messages_that_exist() {
    let known = messages(Lang::En);
    let mut unknown = BTreeSet::new();
    for path in files("templates", ".html") {
        let text = fs::read_to_string(&path).unwrap();
        let calls = CALLS.map(|call| format!("page{call}"));
        let keys = keys_behind(&text, &calls.each_ref().map(String::as_str));
        unknown.extend(keys.into_iter().filter(|key| !known.contains_key(key)));
    }
    for path in files("src", ".rs") {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let translators = ["page.get(", "page.with(", "t.get(", "t.with(", "t.with2(", "t.count("];
        unknown.extend(
            keys_behind(code, &translators).into_iter().filter(|key| !known.contains_key(key)),
        );
        let literals = code.split('"').skip(1).step_by(2);
        let passed_on = literals.filter(|literal| {
            PASSED_ON.iter().any(|prefix| literal.starts_with(prefix)) && !literal.ends_with('-')
        });
        unknown.extend(passed_on.filter(|key| !known.contains_key(*key)).map(str::to_owned));
    }
    assert!(unknown.is_empty(), "not in the locale files: {unknown:?}");
}

#[test]
fn every_value_of_a_closed_set_has_a_word() {
    let sets: Vec<(&str, Vec<&str>)> = vec![
        ("sentiment", Sentiment::ALL.map(Sentiment::name).to_vec()),
        ("intent", Intent::ALL.map(Intent::name).to_vec()),
        ("state", ReplyState::ALL.map(ReplyState::name).to_vec()),
        ("replies-list", ReplyList::ALL.map(ReplyList::name).to_vec()),
        ("replies-title", ReplyList::ALL.map(ReplyList::name).to_vec()),
        ("replies-intro", ReplyList::ALL.map(ReplyList::name).to_vec()),
        ("replies-empty", ReplyList::ALL.map(ReplyList::name).to_vec()),
        ("replies-empty-help", ReplyList::ALL.map(ReplyList::name).to_vec()),
        ("stage", IdeaStage::ALL.map(IdeaStage::name).to_vec()),
        ("role", Role::ALL.map(Role::name).to_vec()),
        ("theme", THEMES.to_vec()),
        ("sort", vec!["newest", "relevance"]),
        ("facet", vec!["lang", "sentiment", "source", "intent", "theme", "aspect", "confidence"]),
        ("confidence", vec!["low", "high"]),
        ("task", Task::ALL.map(Task::name).to_vec()),
        ("head", HeadState::ALL.map(HeadState::name).to_vec()),
        ("outcome", vec!["too_few", "not_better", "better"]),
        (
            "source",
            vec![
                "ok",
                "late",
                "failing",
                "paused",
                "new",
                "file",
                "blocked",
                "gone",
                "waiting",
                "archived",
                "removing",
                "listening",
            ],
        ),
        (
            "group",
            vec!["trouble", "forums", "networks", "reviews", "support", "chats", "news", "files"],
        ),
        ("import", ImportState::ALL.map(ImportState::name).to_vec()),
        ("import-via", ImportWay::ALL.map(ImportWay::name).to_vec()),
        ("use", Field::ALL.map(Field::name).into_iter().chain(["keep", "ignore"]).collect()),
        ("dates", DateOrder::ALL.map(DateOrder::name).to_vec()),
        ("separator", vec!["comma", "semicolon", "tab", "bar", "space"]),
        (
            "source-advice",
            vec![
                "unauthorized",
                "rate_limited",
                "gone",
                "malformed",
                "transient",
                "settings",
                "secrets",
                "internal",
            ],
        ),
        ("gap", vec!["failed", "paused", "idle", "truncated"]),
        ("past", vec!["quarter", "year", "five-years", "all"]),
        ("past-state", vec!["running", "stopped", "done", "failed"]),
        ("impact", vec!["3", "2", "1", "0.5", "0.25"]),
    ];
    for lang in Lang::ALL {
        let t = translator(lang);
        for (set, values) in &sets {
            for value in values {
                let key = format!("{set}-{}", value.replace(['_', '.'], "-"));
                assert!(t.has(&key), "{} lacks {key}", lang.code());
                assert_eq!(t.label(set, value), t.get(&key));
            }
        }
    }
}

#[test]
fn templates_never_switch_escaping_off_and_hold_no_inline_code() {
    for path in files("templates", ".html") {
        let text = fs::read_to_string(&path).unwrap();
        for forbidden in ["|safe", "| safe", " style=\"", " onclick=", "<style", "javascript:"] {
            assert!(!text.contains(forbidden), "{forbidden} in {}", path.display());
        }
        let scripts = text.matches("<script").count();
        let files = ["<script src=", "<script type=\"module\" src="];
        let named: usize = files.iter().map(|file| text.matches(file).count()).sum();
        assert_eq!(scripts, named, "{}", path.display());
    }
}
