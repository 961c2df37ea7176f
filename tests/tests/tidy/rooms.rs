//! Who may use whom among the rooms of a crate, and that files of one folder do not use each other
//! in a circle.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use plaza_tests::server::repository;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::modules::{Arrow, Modules, circles};
use super::source::{group, ident, is_punct, levels};

/// What a room of the engine may use. The room that everybody may use stands below; what stands
/// outside the rooms is free, and free to use.
const ARROWS: [(&str, &[&str]); 7] = [
    ("listen", &["understand"]),
    ("understand", &["find"]),
    ("find", &[]),
    ("talk", &["listen"]),
    ("innovate", &["talk"]),
    ("know", &["find"]),
    ("access", &[]),
];

/// The room that every room of the engine may use.
const OPEN: &str = "access";

/// Crates with rooms of which none leads back to itself.
const ROOMED: [&str; 3] = ["crates/core/src", "crates/store/src", "crates/search/src"];

/// Crates whose files are looked at for circles.
const UNTIED: [&str; 5] =
    ["crates/core/src", "crates/store/src", "crates/search/src", "crates/engine/src", "connectors"];

/// Circles that are there and shall go: the crate, and the modules of one of its folders. A new one
/// is not added here but untied, as a rule by a third file for what both need.
const TIED: [&str; 0] = [];

fn is_room(name: &str) -> bool {
    ARROWS.iter().any(|(room, _)| *room == name)
}

fn is_allowed(from: &str, to: &str) -> bool {
    to == OPEN || ARROWS.iter().any(|(room, uses)| *room == from && uses.contains(&to))
}

/// A crate of the repository.
fn read(folder: &str) -> Result<Modules> {
    Modules::read(&repository().join(folder).join("lib.rs"))
}

/// The arrows that lead from one room to another.
fn between_rooms(modules: &Modules) -> impl Iterator<Item = Arrow> {
    let arrows = modules.arrows().into_iter();
    arrows.filter(|arrow| arrow.folder.is_empty() && is_room(&arrow.from) && is_room(&arrow.to))
}

/// The rooms that a room's files open by their handles, `engine.talk()`. `store.talk()` reads the
/// store's room of that name, which everybody may.
fn opened(modules: &Modules) -> Vec<Arrow> {
    let mut found = Vec::new();
    for (module, file) in &modules.files {
        let Some(from) = module.first().filter(|name| is_room(name)) else { continue };
        for (to, line) in handles(file.tokens.clone()).into_iter().filter(|(to, _)| to != from) {
            let place = format!("{}:{line}: .{to}()", file.path.display());
            found.push(Arrow { folder: Vec::new(), from: from.clone(), to, place });
        }
    }
    found
}

/// Names and lines of the rooms in calls `….ROOM()` on anything but a store.
fn handles(tokens: TokenStream) -> Vec<(String, usize)> {
    levels(tokens)
        .flat_map(|level| {
            (1..level.len()).filter_map(|dot| handle(&level, dot)).collect::<Vec<_>>()
        })
        .collect()
}

fn handle(level: &[TokenTree], dot: usize) -> Option<(String, usize)> {
    let room = ident(level.get(dot + 1)).filter(|name| is_room(name))?;
    let arguments = group(level.get(dot + 2), Delimiter::Parenthesis)?;
    let receiver = match &level[dot - 1] {
        TokenTree::Group(_) => ident(level.get(dot.checked_sub(2)?)),
        other => ident(Some(other)),
    };
    let is_call = is_punct(&level[dot], '.') && arguments.is_empty();
    (is_call && receiver.as_deref() != Some("store"))
        .then(|| (room, level[dot + 1].span().start().line))
}

/// The arrows of an engine that its table does not have.
fn forbidden(engine: &Modules) -> Vec<String> {
    between_rooms(engine)
        .chain(opened(engine))
        .filter(|arrow| !is_allowed(&arrow.from, &arrow.to))
        .map(|arrow| format!("{} may not use {}: {}", arrow.from, arrow.to, arrow.place))
        .collect()
}

/// Modules that use each other.
struct Circle {
    names: Vec<String>,
    /// One place for each arrow of it.
    places: Vec<String>,
}

/// The circles among arrows of one folder.
fn told(arrows: &[Arrow]) -> Vec<Circle> {
    circles(arrows).into_iter().map(|names| circle(names, arrows)).collect()
}

fn circle(names: BTreeSet<String>, arrows: &[Arrow]) -> Circle {
    let mut seen = BTreeSet::new();
    let places = arrows
        .iter()
        .filter(|arrow| names.contains(&arrow.from) && names.contains(&arrow.to))
        .filter(|arrow| seen.insert((&arrow.from, &arrow.to)))
        .map(|arrow| format!("  {} -> {}: {}", arrow.from, arrow.to, arrow.place))
        .collect();
    Circle { names: names.into_iter().collect(), places }
}

/// The circles among the files of each folder of a crate. What lies in the crate's own folder is
/// not looked at: the rooms there have their own rules, and the files beside them tie them together.
fn tied(modules: &Modules) -> Vec<Circle> {
    let mut arrows = modules.arrows();
    arrows.retain(|arrow| !arrow.folder.is_empty());
    arrows.chunk_by(|one, other| one.folder == other.folder).flat_map(told).collect()
}

#[test]
fn rooms_of_the_engine_use_only_what_the_table_allows() -> Result<()> {
    let problems = forbidden(&read("crates/engine/src")?);
    assert!(problems.is_empty(), "{problems:#?}");
    Ok(())
}

#[test]
fn no_room_leads_back_to_itself() -> Result<()> {
    for folder in ROOMED {
        let arrows: Vec<Arrow> = between_rooms(&read(folder)?).collect();
        let problems: Vec<String> =
            told(&arrows).iter().map(|circle| circle.places.join("\n")).collect();
        assert!(problems.is_empty(), "{folder}: {}", problems.join("\n"));
    }
    Ok(())
}

#[test]
fn files_of_a_folder_do_not_use_each_other_in_a_circle() -> Result<()> {
    let mut found = BTreeMap::new();
    for crate_folder in UNTIED {
        found.extend(tied(&read(crate_folder)?).into_iter().map(|circle| {
            let names = format!("{crate_folder} {}", circle.names.join(" "));
            (names, circle)
        }));
    }
    let known: BTreeSet<&str> = TIED.into_iter().collect();
    let new: Vec<String> = found
        .iter()
        .filter(|(names, _)| !known.contains(names.as_str()))
        .map(|(names, circle)| format!("{names}\n{}", circle.places.join("\n")))
        .collect();
    assert!(new.is_empty(), "{}", new.join("\n"));
    let untied: Vec<&&str> = known.iter().filter(|names| !found.contains_key(**names)).collect();
    assert!(untied.is_empty(), "no circles any more, so strike them off the list: {untied:#?}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::modules::tests::made_up;
    use super::*;

    const LIB: (&str, &str) = (
        "lib.rs",
        "mod home; mod listen; mod understand; mod talk; mod access; pub use talk::Draft;",
    );

    fn house(files: [(&str, &str); 5]) -> Vec<String> {
        let (_folder, modules) = made_up(&[&[LIB], &files[..]].concat());
        forbidden(&modules)
    }

    #[test]
    fn arrows_of_the_table_and_of_what_stands_outside_are_free() {
        let problems = house([
            ("home.rs", "use crate::talk::Draft; fn f(e: &Engine) { e.listen(); e.talk(); }"),
            (
                "listen/mod.rs",
                "use crate::understand::tags; use crate::access::Role; use crate::home;",
            ),
            ("understand.rs", "fn f() { self.access().check(); texts.find(|t| t.is_empty()) }"),
            (
                "talk.rs",
                "fn f() { self.engine().listen().open(); self.talk(); crate::listen::g() }
                #[cfg(test)] mod tests { use crate::access; use crate::understand::x; }",
            ),
            ("access.rs", "fn f() { self.store.listen(); self.shared.store().talk().replies() }"),
        ]);
        assert_eq!(problems, Vec::<String>::new());
    }

    #[test]
    fn other_arrows_are_told_with_their_places() {
        let problems = house([
            ("home.rs", ""),
            ("listen.rs", "fn f(engine: &Engine) {\n    engine.talk();\n}"),
            ("understand.rs", "fn f(draft: &crate::Draft) {}"),
            ("talk.rs", "fn f() { format!(\"{}\", self.engine().understand().x()) }"),
            ("access.rs", "use crate::{access, home, listen::Source};"),
        ]);
        let expected = [
            "access may not use listen: access.rs:1: crate::listen::Source",
            "understand may not use talk: understand.rs:1: crate::Draft",
            "listen may not use talk: listen.rs:2: .talk()",
            "talk may not use understand: talk.rs:1: .understand()",
        ];
        assert_eq!(problems, expected);
    }

    #[test]
    fn circles_are_told_with_the_places_that_make_them() {
        let (_folder, modules) = made_up(&[
            ("lib.rs", "mod find; mod know; mod base;"),
            ("find/mod.rs", "mod query; mod index;"),
            ("find/query.rs", "use super::index::Index;"),
            ("find/index.rs", "use super::query::Query; use crate::base::Base; use crate::know;"),
            ("know.rs", "use crate::find::Index;"),
            ("base.rs", "use crate::know::Customer;"),
        ]);
        let rooms: Vec<Arrow> = between_rooms(&modules).collect();
        let told = told(&rooms);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].names, ["find", "know"]);
        let places = [
            "  find -> know: find/index.rs:1: crate::know",
            "  know -> find: know.rs:1: crate::find::Index",
        ];
        assert_eq!(told[0].places, places);
        let tied = tied(&modules);
        assert_eq!(tied.len(), 1);
        assert_eq!(tied[0].names, ["index", "query"]);
    }
}
