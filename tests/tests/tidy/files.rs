//! What files may hold, and how long they may be.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use plaza_tests::server::repository;

/// Lines that a reader can keep in mind.
const LONGEST_FILE: usize = 500;

/// Folders that are not ours, or not kept.
const SKIPPED: [&str; 4] = ["target", ".git", "plaza-data", "node_modules"];

/// All files of the tree with these endings, as paths from its root.
pub(crate) fn files(endings: &[&str]) -> Result<Vec<PathBuf>> {
    let root = repository();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type()?;
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
                folders.push(entry.path());
            } else if kind.is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found.iter().map(|path| Ok(path.strip_prefix(&root)?.into())).collect()
}

fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(repository().join(path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The lines that `found` objects to, as `path:line: text`.
fn lines_where(endings: &[&str], found: impl Fn(&Path, &str) -> bool) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in files(endings)? {
        for (at, line) in read(&path)?.lines().enumerate() {
            if found(&path, line) {
                problems.push(format!("{}:{}: {}", path.display(), at + 1, line.trim()));
            }
        }
    }
    Ok(problems)
}

/// A pattern that this file itself does not hold.
fn joined(parts: &[&str]) -> String {
    parts.concat()
}

#[test]
fn files_are_short_enough_to_read() -> Result<()> {
    let mut long = Vec::new();
    for path in files(&[".rs", ".html", ".css", ".js"])? {
        let lines = read(&path)?.lines().count();
        if lines > LONGEST_FILE {
            long.push(format!("{}: {lines} lines", path.display()));
        }
    }
    assert!(long.is_empty(), "over {LONGEST_FILE} lines: {long:#?}");
    Ok(())
}

#[test]
fn http_leaves_through_the_fetch_module_only() -> Result<()> {
    let client = joined(&["req", "west"]);
    let problems = lines_where(&[".rs"], |path, line| {
        let tools = ["tests", "xtask", "connectors/fetch"];
        let code = line.split("//").next().unwrap_or_default();
        code.contains(&client) && !tools.iter().any(|folder| path.starts_with(folder))
    })?;
    assert!(problems.is_empty(), "{problems:#?}");
    Ok(())
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() -> Result<()> {
    let attributes = [joined(&["#[", "allow("]), joined(&["#![", "allow("])];
    let problems =
        lines_where(&[".rs"], |_, line| attributes.iter().any(|one| line.contains(one)))?;
    assert!(problems.is_empty(), "{problems:#?}");
    Ok(())
}

#[test]
fn nothing_is_left_to_do_in_comments() -> Result<()> {
    let marks = [joined(&["TO", "DO"]), joined(&["FIX", "ME"]), joined(&["XX", "X"])];
    let debug = joined(&["db", "g!("]);
    let endings = [".rs", ".html", ".css", ".js", ".sql", ".toml", ".sh"];
    let problems = lines_where(&endings, |_, line| {
        let comment = ["//", "<!--", "/*", "{#", "--", "# "]
            .iter()
            .filter_map(|begin| line.find(begin))
            .min()
            .map_or("", |at| &line[at..]);
        let words = comment.split(|c: char| !c.is_alphanumeric());
        words.into_iter().any(|word| marks.iter().any(|mark| mark == word)) || line.contains(&debug)
    })?;
    assert!(problems.is_empty(), "{problems:#?}");
    Ok(())
}

#[test]
fn no_path_of_somebodys_machine_is_left() -> Result<()> {
    let paths = [
        joined(&["/wo", "rk/"]),
        joined(&["/ro", "ot/"]),
        joined(&["/Us", "ers/"]),
        joined(&["/tmp/", "pla", "za/"]),
        joined(&["/tmp/", "t-"]),
    ];
    let endings =
        [".rs", ".html", ".css", ".js", ".sql", ".toml", ".md", ".sh", ".py", ".ftl", "run"];
    let problems = lines_where(&endings, |_, line| paths.iter().any(|path| line.contains(path)))?;
    assert!(problems.is_empty(), "{problems:#?}");
    Ok(())
}

#[test]
fn links_of_documents_lead_somewhere() -> Result<()> {
    let root = repository();
    let mut broken = Vec::new();
    for path in files(&[".md"])? {
        let text = read(&path)?;
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()) {
            let file = link.split('#').next().unwrap_or_default();
            let elsewhere = file.is_empty() || file.contains(':') || file.starts_with('/');
            let folder = path.parent().unwrap_or(Path::new(""));
            if !elsewhere && !root.join(folder).join(file).exists() {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    Ok(())
}

#[test]
fn every_connector_has_its_page() -> Result<()> {
    let factory = joined(&["Connector", "Factory for "]);
    let mut missing = Vec::new();
    let mut connectors = 0;
    for entry in fs::read_dir(repository().join("connectors"))? {
        let folder = entry?.path();
        let is_connector = fs::read_dir(&folder).is_ok_and(|entries| {
            entries
                .flatten()
                .any(|file| fs::read_to_string(file.path()).is_ok_and(|t| t.contains(&factory)))
        });
        connectors += usize::from(is_connector);
        if is_connector && !folder.join("README.md").exists() {
            missing.push(folder);
        }
    }
    assert!(missing.is_empty(), "without README.md: {missing:#?}");
    assert!(connectors > 0, "no connector found: has the trait another name?");
    Ok(())
}

#[test]
fn comments_and_texts_end_without_stray_white_space() -> Result<()> {
    let endings = [".rs", ".html", ".css", ".js", ".sql", ".toml"];
    let problems = lines_where(&endings, |_, line| line.ends_with([' ', '\t']))?;
    assert!(problems.is_empty(), "{problems:#?}");
    Ok(())
}
