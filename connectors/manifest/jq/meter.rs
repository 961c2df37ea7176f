//! What programs may call, and the charge for everything that takes time or space.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::ops::Math;
use jaq_core::path::{Part, Path};

/// A part of a text: characters, or a program whose result is put in.
type Piece<'a> = StrPart<&'a str, Term<&'a str>>;
/// Key and value of an object's entry; the short forms have no value.
type Entry<'a> = (Term<&'a str>, Option<Term<&'a str>>);
/// A condition and what follows where it holds.
type Branch<'a> = (Term<&'a str>, Term<&'a str>);

/// Longest program, in bytes.
const MAX_CODE: usize = 4_000;
/// Deepest nesting of brackets in a program.
const MAX_NESTING: usize = 48;
/// What programs may call: functions that terminate and see nothing but the data.
pub(super) const OFFERED: &[&str] = &[
    "abs",
    "add",
    "all",
    "any",
    "arrays",
    "ascii_downcase",
    "ascii_upcase",
    "booleans",
    "capture",
    "ceil",
    "contains",
    "empty",
    "endswith",
    "error",
    "explode",
    "false",
    "first",
    "flatten",
    "floor",
    "from_entries",
    "fromdate",
    "fromdateiso8601",
    "getpath",
    "gmtime",
    "group_by",
    "gsub",
    "has",
    "implode",
    "in",
    "index",
    "indices",
    "inside",
    "isarray",
    "isboolean",
    "isempty",
    "isnumber",
    "isobject",
    "isstring",
    "iterables",
    "join",
    "keys",
    "last",
    "length",
    "ltrim",
    "ltrimstr",
    "map",
    "match",
    "max",
    "max_by",
    "min",
    "min_by",
    "mktime",
    "not",
    "now",
    "nth",
    "null",
    "nulls",
    "numbers",
    "objects",
    "reverse",
    "rindex",
    "round",
    "rtrim",
    "rtrimstr",
    "scalars",
    "scan",
    "select",
    "sort",
    "sort_by",
    "split",
    "splits",
    "startswith",
    "strftime",
    "strings",
    "strptime",
    "sub",
    "test",
    "to_entries",
    "toboolean",
    "todate",
    "todateiso8601",
    "tojson",
    "tonumber",
    "tostring",
    "trim",
    "true",
    "type",
    "unique",
    "unique_by",
    "utf8bytelength",
    "values",
    "with_entries",
    "@base64",
    "@base64d",
    "@html",
    "@htmld",
    "@json",
    "@text",
    "@uri",
    "@urid",
];

/// Why a program cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// The offset in bytes.
    pub(crate) offset: usize,
    pub(crate) why: String,
}

pub(super) fn check_size(code: &str) -> Result<(), Flaw> {
    if code.len() > MAX_CODE {
        return Err(Flaw {
            offset: 0,
            why: format!("the program has {} bytes; the limit is {MAX_CODE}", code.len()),
        });
    }
    let mut depth = 0_usize;
    for (offset, c) in code.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(Flaw { offset, why: format!("more than {MAX_NESTING} brackets are open") });
        }
    }
    Ok(())
}

/// The position of `part` in `code`; 0 for a part that comes from elsewhere.
pub(super) fn offset(part: &str, code: &str) -> usize {
    let (place, begin) = (part.as_ptr().addr(), code.as_ptr().addr());
    if (begin..=begin + code.len()).contains(&place) { place - begin } else { 0 }
}

/// `term | __step`.
fn step(term: Term<&str>) -> Term<&str> {
    Term::BinOp(Box::new(term), BinaryOp::Pipe(None), Box::new(Term::Call("__step", Vec::new())))
}

/// Refuses what is not offered, and adds a charge to everything that takes time or space.
pub(super) fn meter<'a>(term: Term<&'a str>, code: &'a str) -> Result<Term<&'a str>, Flaw> {
    Meter { code }.term(term)
}

/// Walks through a program.
#[derive(Clone, Copy)]
struct Meter<'a> {
    code: &'a str,
}

impl<'a> Meter<'a> {
    fn term(self, term: Term<&'a str>) -> Result<Term<&'a str>, Flaw> {
        Ok(match term {
            Term::Id | Term::Num(_) | Term::Var(_) | Term::Arr(None) => term,
            Term::Recurse => step(term),
            Term::Str(format, parts) => step(Term::Str(format, self.parts(parts)?)),
            Term::Arr(Some(inner)) => step(Term::Arr(Some(self.boxed(*inner)?))),
            Term::Obj(entries) => step(Term::Obj(self.entries(entries)?)),
            Term::Neg(inner) => Term::Neg(self.boxed(*inner)?),
            Term::BinOp(left, op, right) => self.operation(*left, op, *right)?,
            Term::Fold(name, source, pattern, body) => {
                self.pattern(&pattern)?;
                let body = self.rounds(body)?;
                Term::Fold(name, self.boxed(*source)?, pattern, body)
            }
            Term::TryCatch(body, handler) => {
                Term::TryCatch(self.boxed(*body)?, self.maybe_boxed(handler)?)
            }
            Term::IfThenElse(branches, otherwise) => {
                Term::IfThenElse(self.branches(branches)?, self.maybe_boxed(otherwise)?)
            }
            Term::Call(name, arguments) => step(self.call(name, arguments)?),
            Term::Path(inner, path) => step(Term::Path(self.boxed(*inner)?, self.path(path)?)),
            Term::Label(name, _) | Term::Break(name) => {
                return Err(self.flaw(name, "`label` and `break` are not offered in manifests"));
            }
            Term::Def(defs, _) => {
                let name = defs.first().map_or("", |def| def.name);
                return Err(self.flaw(name, "`def` is not offered in manifests"));
            }
        })
    }

    fn flaw(self, part: &str, why: &str) -> Flaw {
        Flaw { offset: offset(part, self.code), why: why.to_owned() }
    }

    fn boxed(self, term: Term<&'a str>) -> Result<Box<Term<&'a str>>, Flaw> {
        self.term(term).map(Box::new)
    }

    fn maybe_boxed(
        self,
        term: Option<Box<Term<&'a str>>>,
    ) -> Result<Option<Box<Term<&'a str>>>, Flaw> {
        term.map(|term| self.boxed(*term)).transpose()
    }

    fn each(self, terms: Vec<Term<&'a str>>) -> Result<Vec<Term<&'a str>>, Flaw> {
        terms.into_iter().map(|term| self.term(term)).collect()
    }

    /// The parts of a text that contains programs.
    fn parts(self, parts: Vec<Piece<'a>>) -> Result<Vec<Piece<'a>>, Flaw> {
        let metered = parts.into_iter().map(|part| match part {
            StrPart::Term(term) => self.term(term).map(StrPart::Term),
            part => Ok(part),
        });
        metered.collect()
    }

    /// The entries of an object.
    fn entries(self, entries: Vec<Entry<'a>>) -> Result<Vec<Entry<'a>>, Flaw> {
        let metered = entries.into_iter().map(|(key, value)| {
            let value = value.map(|value| self.term(value)).transpose()?;
            // jq recognizes the short forms `{$x}` and `{a}` by the key's own form: it must stay.
            let key = if value.is_some() { self.term(key)? } else { key };
            Ok((key, value))
        });
        metered.collect()
    }

    fn branches(self, branches: Vec<Branch<'a>>) -> Result<Vec<Branch<'a>>, Flaw> {
        let metered =
            branches.into_iter().map(|(test, then)| Ok((self.term(test)?, self.term(then)?)));
        metered.collect()
    }

    /// The body of a `reduce` or `foreach`; its update pays for each round.
    fn rounds(self, body: Vec<Term<&'a str>>) -> Result<Vec<Term<&'a str>>, Flaw> {
        let mut body = self.each(body)?;
        if let Some(update) = body.get_mut(1) {
            let inner = std::mem::take(update);
            let round = Term::Call("__round", Vec::new());
            *update = Term::BinOp(Box::new(round), BinaryOp::Pipe(None), Box::new(step(inner)));
        }
        Ok(body)
    }

    fn call(self, name: &'a str, arguments: Vec<Term<&'a str>>) -> Result<Term<&'a str>, Flaw> {
        if !OFFERED.contains(&name) {
            return Err(self.flaw(name, &format!("`{name}` is not offered in manifests")));
        }
        Ok(Term::Call(name, self.each(arguments)?))
    }

    fn path(self, path: Path<Term<&'a str>>) -> Result<Path<Term<&'a str>>, Flaw> {
        let maybe = |term: Option<Term<&'a str>>| term.map(|term| self.term(term)).transpose();
        let parts = path.0.into_iter().map(|(part, opt)| {
            let part = match part {
                Part::Index(term) => Part::Index(self.term(term)?),
                Part::Range(from, to) => Part::Range(maybe(from)?, maybe(to)?),
            };
            Ok((part, opt))
        });
        Ok(Path(parts.collect::<Result<_, _>>()?))
    }

    fn operation(
        self,
        left: Term<&'a str>,
        op: BinaryOp<&'a str>,
        right: Term<&'a str>,
    ) -> Result<Term<&'a str>, Flaw> {
        if let BinaryOp::Pipe(Some(pattern)) = &op {
            self.pattern(pattern)?;
        }
        let (left, right) = (self.term(left)?, self.term(right)?);
        Ok(match op {
            BinaryOp::Math(Math::Mul) => step(Term::Call("__times", vec![left, right])),
            BinaryOp::Math(_) | BinaryOp::Comma => {
                step(Term::BinOp(Box::new(left), op, Box::new(right)))
            }
            BinaryOp::Assign | BinaryOp::Update | BinaryOp::UpdateMath(_) | BinaryOp::UpdateAlt => {
                let why = "assignments are not offered in manifests; build a new object";
                return Err(Flaw { offset: 0, why: why.to_owned() });
            }
            BinaryOp::Pipe(_) | BinaryOp::Alt | BinaryOp::Or | BinaryOp::And | BinaryOp::Cmp(_) => {
                Term::BinOp(Box::new(left), op, Box::new(right))
            }
        })
    }

    /// Patterns may name variables only, not compute keys.
    fn pattern(self, pattern: &Pattern<&'a str>) -> Result<(), Flaw> {
        match pattern {
            Pattern::Var(_) => Ok(()),
            Pattern::Arr(inner) => inner.iter().try_for_each(|inner| self.pattern(inner)),
            Pattern::Obj(entries) => entries.iter().try_for_each(|(key, inner)| {
                self.term(key.clone())?;
                self.pattern(inner)
            }),
        }
    }
}
