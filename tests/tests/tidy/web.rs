//! The rules of `web`: rooms that lean on each other in one direction, and lines that a reviewer
//! can read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use plaza_tests::server::repository;

/// Characters of a line in a template, a style sheet or a file of texts.
const LONGEST_LINE: usize = 140;

/// What people do, each with a folder in `src`, `templates` and `locales`.
const ROOMS: [&str; 7] = ["listen", "understand", "find", "talk", "innovate", "know", "access"];

/// Which of the other folders a folder may use, beside `frame`, `parts` and `access`, which every
/// room may.
const ARROWS: [(&str, &[&str]); 3] =
    [("talk", &["understand"]), ("parts", &["frame"]), ("frame", &[])];

/// Files below `web/FOLDER` with this ending, as paths from there.
fn files(folder: &str, ending: &str) -> Result<Vec<(PathBuf, String)>> {
    let root = repository().join("web").join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push((path.strip_prefix(&root)?.into(), fs::read_to_string(&path)?));
            }
        }
    }
    Ok(found)
}

/// The folders that a text names behind `before`: rooms, `frame` and `parts`.
fn named(text: &str, before: &str, behind: char) -> BTreeSet<String> {
    let names = text.split(before).skip(1).filter_map(|rest| rest.split_once(behind));
    let names = names.map(|(name, _)| name.to_owned());
    names.filter(|name| is_folder(name)).collect()
}

fn is_folder(name: &str) -> bool {
    ROOMS.contains(&name) || ["frame", "parts"].contains(&name)
}

/// The folder that a file lies in; `None` for what stands beside the rooms and reads them all.
fn folder_of(path: &Path) -> Option<String> {
    let first = path.iter().next()?.to_string_lossy().into_owned();
    is_folder(&first).then_some(first)
}

/// From each folder to the others that its code and its templates use.
fn arrows() -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |path: &Path, used: BTreeSet<String>| {
        let Some(from) = folder_of(path) else { return };
        let others = used.into_iter().filter(|to| *to != from);
        arrows.entry(from.clone()).or_default().extend(others);
    };
    for (path, text) in files("src", ".rs")? {
        add(&path, named(&text, "crate::", ':'));
    }
    for (path, text) in files("templates", ".html")? {
        add(&path, named(&text, "{% include \"", '/'));
        add(&path, named(&text, "{% import \"", '/'));
    }
    Ok(arrows)
}

fn may_use(from: &str, to: &str) -> bool {
    let own = ARROWS.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, to)| to);
    let shared = ["frame", "parts", "access"].contains(&to);
    own.contains(&to) || shared && ROOMS.contains(&from)
}

#[test]
fn rooms_of_the_web_use_each_other_in_one_direction() -> Result<()> {
    let arrows = arrows()?;
    assert!(arrows.len() > 6, "rooms are missing: {arrows:?}");
    let mut wrong = Vec::new();
    for (from, used) in &arrows {
        wrong
            .extend(used.iter().filter(|to| !may_use(from, to)).map(|to| format!("{from} → {to}")));
    }
    assert!(wrong.is_empty(), "arrows that the table does not allow: {wrong:?}");
    assert!(arrows["talk"].contains("understand"), "arrows are found at all: {arrows:?}");
    Ok(())
}

#[test]
fn the_table_of_arrows_has_no_circle() {
    for (from, used) in ARROWS {
        for to in used {
            assert!(!reaches(to, from), "{from} and {to} use each other");
        }
    }
}

fn reaches(from: &str, to: &str) -> bool {
    let own = ARROWS.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, to)| to);
    own.iter().any(|next| *next == to || reaches(next, to))
}

/// A form takes what the engine takes: both read `plaza_core::limits`.
#[test]
fn forms_read_their_limits_where_the_engine_does() -> Result<()> {
    let mut own = Vec::new();
    for (path, text) in files("templates", ".html")? {
        for (at, line) in text.lines().enumerate() {
            let mut bounds = line.split("length=\"").skip(1);
            if bounds.any(|bound| bound.starts_with(|c: char| c.is_ascii_digit())) {
                own.push(format!("{}:{}", path.display(), at + 1));
            }
        }
    }
    assert!(own.is_empty(), "limits of their own: {own:#?}");
    Ok(())
}

#[test]
fn lines_of_the_web_can_be_reviewed() -> Result<()> {
    let mut long = Vec::new();
    for (folder, ending) in [("templates", ".html"), ("assets", ".css"), ("locales", ".ftl")] {
        for (path, text) in files(folder, ending)? {
            for (at, line) in text.lines().enumerate() {
                let length = line.chars().count();
                if length > LONGEST_LINE {
                    long.push(format!("{folder}/{}:{}: {length}", path.display(), at + 1));
                }
            }
        }
    }
    assert!(long.is_empty(), "over {LONGEST_LINE} characters: {long:#?}");
    Ok(())
}
