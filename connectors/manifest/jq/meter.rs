//! What programs may call, and the toll behind everything that takes time or space.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::ops::Math;
use jaq_core::path::{Part, Path};

use super::Flaw;

/// Longest program, in bytes.
const MAX_CODE: usize = 4_000;
/// Deepest nesting of brackets in a program.
const MAX_NESTING: usize = 48;
/// What programs may call: all of it ends, and none of it reaches beyond the data.
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

pub(super) fn check_size(code: &str) -> Result<(), Flaw> {
    if code.len() > MAX_CODE {
        return Err(Flaw {
            at: 0,
            why: format!("the program has {} bytes; the limit is {MAX_CODE}", code.len()),
        });
    }
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(Flaw { at, why: format!("more than {MAX_NESTING} brackets are open") });
        }
    }
    Ok(())
}

/// Where `part` stands in `code`; 0 for a part that comes from elsewhere.
pub(super) fn offset(part: &str, code: &str) -> usize {
    let (at, begin) = (part.as_ptr().addr(), code.as_ptr().addr());
    if (begin..=begin + code.len()).contains(&at) { at - begin } else { 0 }
}

/// `term | __step`.
fn step(term: Term<&str>) -> Term<&str> {
    Term::BinOp(Box::new(term), BinaryOp::Pipe(None), Box::new(Term::Call("__step", Vec::new())))
}

/// Refuses what is not offered, and puts a toll behind everything that takes time or space.
pub(super) fn meter<'a>(term: Term<&'a str>, code: &'a str) -> Result<Term<&'a str>, Flaw> {
    let boxed = |term: Term<&'a str>| meter(term, code).map(Box::new);
    let each = |terms: Vec<Term<&'a str>>| {
        terms.into_iter().map(|term| meter(term, code)).collect::<Result<Vec<_>, _>>()
    };
    let refuse = |name: &str, why: &str| Err(Flaw { at: offset(name, code), why: why.to_owned() });
    Ok(match term {
        Term::Id | Term::Num(_) | Term::Var(_) => term,
        Term::Recurse => step(term),
        Term::Str(format, parts) => {
            let parts = parts
                .into_iter()
                .map(|part| match part {
                    StrPart::Term(term) => meter(term, code).map(StrPart::Term),
                    part => Ok(part),
                })
                .collect::<Result<_, _>>()?;
            step(Term::Str(format, parts))
        }
        Term::Arr(None) => Term::Arr(None),
        Term::Arr(Some(inner)) => step(Term::Arr(Some(boxed(*inner)?))),
        Term::Obj(entries) => {
            let entries = entries
                .into_iter()
                .map(|(key, value)| {
                    let value = value.map(|value| meter(value, code)).transpose()?;
                    // `{$x}` and `{a}` are read by their very form.
                    let key = if value.is_some() { meter(key, code)? } else { key };
                    Ok((key, value))
                })
                .collect::<Result<_, _>>()?;
            step(Term::Obj(entries))
        }
        Term::Neg(inner) => Term::Neg(boxed(*inner)?),
        Term::BinOp(left, op, right) => meter_operation(*left, op, *right, code)?,
        Term::Label(name, _) | Term::Break(name) => {
            return refuse(name, "`label` and `break` are not offered in manifests");
        }
        Term::Fold(name, source, pattern, body) => {
            check_pattern(&pattern, code)?;
            let mut body = each(body)?;
            if let Some(update) = body.get_mut(1) {
                let inner = std::mem::take(update);
                let round = Term::Call("__round", Vec::new());
                *update = Term::BinOp(Box::new(round), BinaryOp::Pipe(None), Box::new(step(inner)));
            }
            Term::Fold(name, boxed(*source)?, pattern, body)
        }
        Term::TryCatch(body, handler) => {
            Term::TryCatch(boxed(*body)?, handler.map(|handler| boxed(*handler)).transpose()?)
        }
        Term::IfThenElse(branches, otherwise) => {
            let branches = branches
                .into_iter()
                .map(|(test, then)| Ok((meter(test, code)?, meter(then, code)?)))
                .collect::<Result<_, _>>()?;
            Term::IfThenElse(branches, otherwise.map(|term| boxed(*term)).transpose()?)
        }
        Term::Def(defs, _) => {
            let name = defs.first().map_or("", |def| def.name);
            return refuse(name, "`def` is not offered in manifests");
        }
        Term::Call(name, arguments) => {
            if !OFFERED.contains(&name) {
                let why = format!("`{name}` is not offered in manifests");
                return refuse(name, &why);
            }
            step(Term::Call(name, each(arguments)?))
        }
        Term::Path(inner, path) => {
            let parts = path.0.into_iter().map(|(part, opt)| {
                let one = |term: Option<Term<&'a str>>| term.map(|t| meter(t, code)).transpose();
                let part = match part {
                    Part::Index(term) => Part::Index(meter(term, code)?),
                    Part::Range(from, to) => Part::Range(one(from)?, one(to)?),
                };
                Ok((part, opt))
            });
            let path = Path(parts.collect::<Result<_, _>>()?);
            step(Term::Path(boxed(*inner)?, path))
        }
    })
}

fn meter_operation<'a>(
    left: Term<&'a str>,
    op: BinaryOp<&'a str>,
    right: Term<&'a str>,
    code: &'a str,
) -> Result<Term<&'a str>, Flaw> {
    if let BinaryOp::Pipe(Some(pattern)) = &op {
        check_pattern(pattern, code)?;
    }
    let (left, right) = (meter(left, code)?, meter(right, code)?);
    Ok(match op {
        BinaryOp::Math(Math::Mul) => step(Term::Call("__times", vec![left, right])),
        BinaryOp::Math(_) | BinaryOp::Comma => {
            step(Term::BinOp(Box::new(left), op, Box::new(right)))
        }
        BinaryOp::Assign | BinaryOp::Update | BinaryOp::UpdateMath(_) | BinaryOp::UpdateAlt => {
            return Err(Flaw {
                at: 0,
                why: "assignments are not offered in manifests; build a new object".to_owned(),
            });
        }
        BinaryOp::Pipe(_) | BinaryOp::Alt | BinaryOp::Or | BinaryOp::And | BinaryOp::Cmp(_) => {
            Term::BinOp(Box::new(left), op, Box::new(right))
        }
    })
}

/// Patterns may name variables only, not compute keys.
fn check_pattern(pattern: &Pattern<&str>, code: &str) -> Result<(), Flaw> {
    match pattern {
        Pattern::Var(_) => Ok(()),
        Pattern::Arr(inner) => inner.iter().try_for_each(|one| check_pattern(one, code)),
        Pattern::Obj(entries) => entries.iter().try_for_each(|(key, inner)| {
            meter(key.clone(), code)?;
            check_pattern(inner, code)
        }),
    }
}
