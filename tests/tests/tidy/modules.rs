//! Which modules of a crate use which, read from the paths in their files. Re-exported names count
//! for the module that they come from. What a method call reaches is not seen, nor what `use a::*`
//! brings. A module inside a file (the product has none but for tests) counts as the file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::source::{self, group, ident, is_punct, levels};

/// A module's name in its crate, or the path of something in it; the crate itself is empty.
pub(crate) type Name = Vec<String>;

/// A crate's modules, without those of its tests.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    pub(crate) files: BTreeMap<Name, File>,
}

/// A module in a file of its own.
#[derive(Debug)]
pub(crate) struct File {
    /// From the folder of the crate's first file.
    pub(crate) path: PathBuf,
    pub(crate) tokens: TokenStream,
    /// What `use` names in it, and where that comes from.
    imports: BTreeMap<String, Name>,
}

/// One module's use of another, side by side in `folder`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    pub(crate) folder: Name,
    pub(crate) from: String,
    pub(crate) to: String,
    /// File, line and path that was read there.
    pub(crate) place: String,
}

/// A path of the text, as it stands there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) parts: Name,
    pub(crate) line: usize,
    /// The last part's name here, where `as` gives it another.
    alias: Option<String>,
}

impl Modules {
    /// Reads a crate from its first file, `lib.rs`.
    pub(crate) fn read(first: &Path) -> Result<Self> {
        let mut modules = Self::default();
        let folder = first.parent().unwrap_or(Path::new(""));
        let mut waiting = vec![(Name::new(), first.to_path_buf(), folder.to_path_buf())];
        while let Some((name, path, below)) = waiting.pop() {
            let tokens = source::read(&path)?;
            for child in declared(tokens.clone()) {
                let (file, folder) = (file_of(&below, &child)?, below.join(&child));
                let mut name = name.clone();
                name.push(child);
                waiting.push((name, file, folder));
            }
            let path = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
            modules.files.insert(name, File { path, tokens, imports: BTreeMap::new() });
        }
        modules.read_imports();
        Ok(modules)
    }

    fn read_imports(&mut self) {
        let names: BTreeSet<Name> = self.files.keys().cloned().collect();
        for (module, file) in &mut self.files {
            for used in uses(file.tokens.clone()) {
                // In its own module a child needs no `self::` before its name.
                let inside = [&module[..], &used.parts[..]].concat();
                let is_child = names.contains(&inside[..=module.len()]);
                let source = if is_child { Some(inside) } else { absolute(module, &used.parts) };
                let name = used.alias.as_ref().or(used.parts.last()).cloned();
                file.imports.extend(name.zip(source));
            }
        }
    }

    /// The module in which the thing at this path is written down.
    fn home(&self, path: &[String]) -> Name {
        let mut path = path.to_vec();
        // A circle of re-exports does not compile; the bound is for trees that do not either.
        for _ in 0..8 {
            let depth = (0..=path.len()).rev().find(|&n| self.files.contains_key(&path[..n]));
            let module = path[..depth.unwrap_or(0)].to_vec();
            let import =
                path.get(module.len()).and_then(|item| self.files[&module].imports.get(item));
            let Some(source) = import else { return module };
            path = [&source[..], &path[module.len() + 1..]].concat();
        }
        Name::new()
    }

    /// All arrows between modules that stand side by side.
    pub(crate) fn arrows(&self) -> Vec<Arrow> {
        let mut arrows: Vec<Arrow> = self
            .files
            .iter()
            .flat_map(|(module, file)| {
                paths(file.tokens.clone())
                    .into_iter()
                    .filter_map(|written| self.arrow(module, file, &written))
            })
            .collect();
        arrows.sort();
        arrows
    }

    fn arrow(&self, module: &[String], file: &File, written: &Written) -> Option<Arrow> {
        let to = self.home(&absolute(module, &written.parts)?);
        let shared = module.iter().zip(&to).take_while(|(ours, theirs)| ours == theirs).count();
        Some(Arrow {
            folder: module[..shared].to_vec(),
            from: module.get(shared)?.clone(),
            to: to.get(shared)?.clone(),
            place: format!(
                "{}:{}: {}",
                file.path.display(),
                written.line,
                written.parts.join("::")
            ),
        })
    }
}

/// Groups of modules in one folder of which each uses the others, if only through them.
pub(crate) fn circles(arrows: &[Arrow]) -> Vec<BTreeSet<String>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for arrow in arrows {
        next.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    let reach = |start: &str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut waiting: Vec<&str> = next.get(start).into_iter().flatten().copied().collect();
        while let Some(module) = waiting.pop() {
            if seen.insert(module) {
                waiting.extend(next.get(module).into_iter().flatten());
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        next.keys().map(|module| (*module, reach(module))).collect();
    let back = |from: &str, to: &str| reached.get(to).is_some_and(|seen| seen.contains(from));
    let groups: BTreeSet<BTreeSet<String>> = reached
        .iter()
        .filter(|(module, seen)| seen.contains(*module))
        .map(|(module, seen)| {
            seen.iter().filter(|other| back(module, other)).map(|name| (*name).to_owned()).collect()
        })
        .collect();
    groups.into_iter().collect()
}

/// The modules that a file declares and does not hold.
fn declared(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens
        .windows(3)
        .filter(|three| ident(three.first()).as_deref() == Some("mod") && is_punct(&three[2], ';'))
        .filter_map(|three| ident(three.get(1)))
        .collect()
}

fn file_of(folder: &Path, module: &str) -> Result<PathBuf> {
    let candidates = [folder.join(format!("{module}.rs")), folder.join(module).join("mod.rs")];
    match candidates.iter().find(|path| path.exists()) {
        Some(path) => Ok(path.clone()),
        None => bail!("no file of module {module} in {}", folder.display()),
    }
}

/// A path from the crate's root; nothing where it leads out of the crate.
fn absolute(module: &[String], parts: &[String]) -> Option<Name> {
    let (first, rest) = parts.split_first()?;
    let mut path = match first.as_str() {
        "crate" => Name::new(),
        "self" => module.to_vec(),
        "super" => module.split_last()?.1.to_vec(),
        _ => return None,
    };
    for part in rest {
        if part == "super" {
            path.pop()?;
        } else {
            path.push(part.clone());
        }
    }
    Some(path)
}

/// Paths that begin with `crate`, `self` or `super`, on all levels. Those in a module that the file
/// holds itself are read as if they stood outside it.
pub(crate) fn paths(tokens: TokenStream) -> Vec<Written> {
    let begins = |token: &TokenTree| {
        ident(Some(token)).is_some_and(|name| ["crate", "self", "super"].contains(&name.as_str()))
    };
    let mut found = Vec::new();
    for level in levels(tokens) {
        let starts = (0..level.len()).filter(|&index| begins(&level[index]));
        for start in starts.filter(|&index| !is_inside(&level[..index])) {
            found.extend(tree(&[], &level[start..]));
        }
    }
    found.retain(|written| written.parts.len() > 1);
    found
}

/// Behind these tokens stands the `super` of `self::super`, or the path of `pub(in …)`.
fn is_inside(before: &[TokenTree]) -> bool {
    match before {
        [.., one, two] if is_punct(one, ':') && is_punct(two, ':') => true,
        [.., last] => ident(Some(last)).as_deref() == Some("in"),
        [] => false,
    }
}

/// What the `use` lines of a file itself name.
fn uses(tokens: TokenStream) -> Vec<Written> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let starts = (0..tokens.len()).filter(|&at| ident(tokens.get(at)).as_deref() == Some("use"));
    let mut found: Vec<Written> =
        starts.flat_map(|start| tree(&[], &tokens[start + 1..])).collect();
    // `use ::name` is another crate's.
    found.retain(|written| !written.parts.is_empty());
    found
}

/// The paths of a tree as `use` writes it: `a::{b, c::d as e}` are two.
fn tree(prefix: &[String], tokens: &[TokenTree]) -> Vec<Written> {
    let Some(first) = tokens.first() else { return Vec::new() };
    let line = first.span().start().line;
    if let Some(branches) = group(Some(first), Delimiter::Brace) {
        let branches = branches.split(|token| is_punct(token, ','));
        return branches.flat_map(|branch| tree(prefix, branch)).collect();
    }
    let Some(name) = ident(Some(first)) else { return leaf(prefix.to_vec(), line, tokens) };
    let mut parts = prefix.to_vec();
    if name != "self" || prefix.is_empty() {
        parts.push(name);
    }
    match tokens {
        [_, one, two, rest @ ..] if is_punct(one, ':') && is_punct(two, ':') => tree(&parts, rest),
        [_, rest @ ..] => leaf(parts, line, rest),
        [] => Vec::new(),
    }
}

fn leaf(parts: Name, line: usize, rest: &[TokenTree]) -> Vec<Written> {
    let alias = match ident(rest.first()).as_deref() {
        Some("as") => ident(rest.get(1)),
        _ => None,
    };
    vec![Written { parts, line, alias }]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A crate of these files, in a folder that goes away with the first value.
    pub(crate) fn made_up(files: &[(&str, &str)]) -> (tempfile::TempDir, Modules) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let modules = Modules::read(&folder.path().join("lib.rs")).unwrap();
        (folder, modules)
    }

    fn written(text: &str) -> Vec<String> {
        let found = paths(source::parse(text).unwrap());
        let mut found: Vec<String> = found.iter().map(|path| path.parts.join("::")).collect();
        found.sort();
        found
    }

    #[test]
    fn paths_are_read_in_code_macros_and_trees_of_use() {
        let text = "use crate::{a, b::{self, C, d::*}, e as f}; pub(in crate::hidden) struct S;
            pub(super) fn g(self: &Self, i: crate::i::I) { self::super::j(); self.x(); format!(\"{}\", super::super::h::<u8>(1)) }
            #[cfg(test)] mod tests { use crate::gone; }";
        let expected = [
            "crate::a",
            "crate::b",
            "crate::b::C",
            "crate::b::d",
            "crate::e",
            "crate::i::I",
            "self::super::j",
            "super::super::h",
        ];
        assert_eq!(written(text), expected);
    }

    #[test]
    fn names_count_for_the_module_that_they_come_from() {
        let (_folder, modules) = made_up(&[
            ("lib.rs", "pub mod a; mod b; pub use b::Thing; use b::deep;"),
            ("a.rs", "fn f() { crate::Thing::new(); super::deep::g(); crate::own() }"),
            ("b/mod.rs", "mod inner; mod deep; pub use self::inner::Thing;"),
            ("b/inner.rs", "use super::deep; use crate::a::F; pub struct Thing;"),
            ("b/deep.rs", "use ::std::fs; use super::Thing;"),
        ]);
        let arrows = modules.arrows();
        let seen: Vec<String> = arrows
            .iter()
            .map(|arrow| format!("{}/{}>{}", arrow.folder.join("/"), arrow.from, arrow.to))
            .collect();
        assert_eq!(seen, ["/a>b", "/a>b", "/b>a", "b/deep>inner", "b/inner>deep"]);
        assert!(arrows[0].place.contains("a.rs:1: "), "{}", arrows[0].place);
    }

    #[test]
    fn circles_are_told_and_what_hangs_on_them_is_not() {
        let arrow = |from: &str, to: &str| Arrow {
            folder: Name::new(),
            from: from.to_owned(),
            to: to.to_owned(),
            place: String::new(),
        };
        let arrows =
            [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("c", "e"), ("f", "g"), ("g", "f")]
                .map(|(from, to)| arrow(from, to));
        let named: Vec<String> =
            circles(&arrows).iter().map(|c| c.iter().cloned().collect::<String>()).collect();
        assert_eq!(named, ["abc", "fg"]);
    }
}
