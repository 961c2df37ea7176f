//! jq's own functions, reduced to those that a program needs.
//!
//! Compiling all of them for each program took most of the time of reading a manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::path::Part;

/// `*` for numbers only: a text times a number would make a long text in one step.
const GUARDED: &str = r#"
def __times(l; r): l as $l | r as $r
  | if ($l | isstring) or ($r | isstring) then error("a text cannot be multiplied") else $l * $r end;
def join($s): reduce .[] as $x (null; (if . == null then "" else . + $s end)
  + (if $x == null then "" else ($x | tostring) end)) // "";
"#;
/// A function that the compiler adds even to a program without any call.
const ALWAYS: &str = "!empty";

/// The definitions, parsed once.
struct Library {
    /// In their order: a later definition may use earlier ones, and replaces an earlier one of the
    /// same name.
    defs: Vec<Def<&'static str>>,
    /// What each of them calls, by name.
    calls: BTreeMap<&'static str, BTreeSet<&'static str>>,
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let guarded = jaq_core::load::parse(GUARDED, |p| p.defs()).unwrap_or_default();
        let own = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let defs: Vec<_> = own.chain(guarded).collect();
        let mut calls: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for def in &defs {
            called_by(&def.body, calls.entry(def.name).or_default());
        }
        Library { defs, calls }
    })
}

/// The names of the functions that a program calls, directly or indirectly. All definitions of one
/// name count as one, which may include too many but never too few.
pub(super) struct Needed<'a>(BTreeSet<&'a str>);

impl<'a> Needed<'a> {
    /// What `term` needs.
    pub(super) fn by(term: &Term<&'a str>) -> Self {
        let mut names = BTreeSet::from([ALWAYS]);
        called_by(term, &mut names);
        let mut open: Vec<&str> = names.iter().copied().collect();
        while let Some(name) = open.pop() {
            for called in library().calls.get(name).into_iter().flatten() {
                if names.insert(*called) {
                    open.push(*called);
                }
            }
        }
        Self(names)
    }

    /// Whether a function of this name is needed.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// The library's definitions of these names, in its order.
    pub(super) fn definitions(&self) -> impl Iterator<Item = Def<&'a str>> {
        library().defs.iter().filter(|def| self.has(def.name)).map(|def| as_long_as(def.clone()))
    }

    /// The whole library and these names, for comparison.
    #[cfg(test)]
    pub(super) fn whole(natives: impl Iterator<Item = &'static str>) -> Self {
        Self(library().defs.iter().map(|def| def.name).chain(natives).collect())
    }
}

/// A definition of the library with the shorter lifetime of a program.
fn as_long_as<'a>(def: Def<&'static str>) -> Def<&'a str> {
    def
}

/// Adds the names that are called anywhere in `term`.
fn called_by<'a>(term: &Term<&'a str>, names: &mut BTreeSet<&'a str>) {
    let mut all = |terms: &[&Term<&'a str>]| terms.iter().for_each(|term| called_by(term, names));
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Var(_) | Term::Break(_) => {}
        Term::Arr(inner) => inner.iter().for_each(|inner| called_by(inner, names)),
        Term::Neg(inner) | Term::Label(_, inner) => called_by(inner, names),
        Term::Str(format, parts) => {
            names.extend(format);
            for part in parts {
                if let StrPart::Term(term) = part {
                    called_by(term, names);
                }
            }
        }
        Term::Obj(entries) => {
            for (key, value) in entries {
                called_by(key, names);
                value.iter().for_each(|value| called_by(value, names));
            }
        }
        Term::BinOp(left, op, right) => {
            all(&[left, right]);
            if let BinaryOp::Pipe(Some(pattern)) = op {
                called_in(pattern, names);
            }
        }
        Term::Fold(_, source, pattern, body) => {
            called_by(source, names);
            called_in(pattern, names);
            body.iter().for_each(|term| called_by(term, names));
        }
        Term::TryCatch(body, handler) => {
            called_by(body, names);
            handler.iter().for_each(|handler| called_by(handler, names));
        }
        Term::IfThenElse(branches, otherwise) => {
            branches.iter().for_each(|(test, then)| all(&[test, then]));
            otherwise.iter().for_each(|term| called_by(term, names));
        }
        Term::Def(defs, body) => {
            defs.iter().for_each(|def| called_by(&def.body, names));
            called_by(body, names);
        }
        Term::Call(name, arguments) => {
            names.insert(*name);
            arguments.iter().for_each(|term| called_by(term, names));
        }
        Term::Path(inner, path) => {
            called_by(inner, names);
            for (part, _) in &path.0 {
                match part {
                    Part::Index(term) => called_by(term, names),
                    Part::Range(from, to) => {
                        from.iter().chain(to).for_each(|term| called_by(term, names));
                    }
                }
            }
        }
    }
}

/// Adds the names that the keys of a pattern call.
fn called_in<'a>(pattern: &Pattern<&'a str>, names: &mut BTreeSet<&'a str>) {
    match pattern {
        Pattern::Var(_) => {}
        Pattern::Arr(inner) => inner.iter().for_each(|item| called_in(item, names)),
        Pattern::Obj(entries) => {
            for (key, inner) in entries {
                called_by(key, names);
                called_in(inner, names);
            }
        }
    }
}
