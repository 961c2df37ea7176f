//! jq programs of manifests: compiled once, run with limits.
//!
//! jaq sets a program no limit. Here a program may only call functions on its own data ([`meter`])
//! and may not define any, and each step and the size of each value is charged to a fixed budget,
//! so that neither a faulty program nor hostile data can block a thread or fill the memory.

mod library;
mod meter;
mod value;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use jaq_core::data::JustLut;
use jaq_core::load::lex::{Lexer, Token};
use jaq_core::load::parse::{Def, Parser, Term};
use jaq_core::load::{Arena, File, Loader, span};
use jaq_core::native::{Fun, bome, run, v};
use jaq_core::{Compiler, Ctx, Filter, Vars, unwrap_valr};
use jaq_json::Val;

use library::Needed;
pub(crate) use meter::Flaw;
use meter::{check_size, meter, offset};
pub(crate) use value::{from_json, json_to_template, text_of, to_json, to_template};

/// Steps that one run may take; a step over a large value counts more.
const BUDGET: u64 = 500_000;
/// Rounds of all `reduce` and `foreach` in one run; only they can nest values deeply.
const MAX_ROUNDS: u64 = 2_000;
/// Steps more for each value in the data of a program that takes a list apart: a long page needs
/// more of them than a short one, and its length is limited.
const STEPS_PER_VALUE: u64 = 40;

/// The variables of every program, in the order of [`Scope`]'s fields.
const VARIABLES: [&str; 8] =
    ["$config", "$body", "$parent", "$me", "$reply", "$page", "$headers", "$cookies"];

thread_local! {
    static LEFT: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

/// Unwinds out of a program whose budget is spent.
struct Spent;

/// A compiled program.
pub(crate) struct Program {
    filter: Filter<JustLut<Val>>,
}

/// What a program can see besides its input; `null` where there is nothing.
#[derive(Clone, Default)]
pub(crate) struct Scope {
    /// `$config`: the source's settings without its secrets.
    pub(crate) config: Val,
    /// `$body`: the whole answer.
    pub(crate) body: Val,
    /// `$parent`: the record that a follow-up request belongs to.
    pub(crate) parent: Val,
    /// `$me`: the account that Plaza answers with.
    pub(crate) me: Val,
    /// `$reply`: the reply that is sent or looked for.
    pub(crate) reply: Val,
    /// `$page`: the position of the page, as the request had it.
    pub(crate) page: Val,
    /// `$headers`: the answer's headers by their names in lower case, for limits and errors.
    pub(crate) headers: Val,
    /// `$cookies`: the cookies that a login's answers have set, for what is kept of them.
    pub(crate) cookies: Val,
}

impl Program {
    /// Reads a program.
    pub(crate) fn compile(code: &str) -> Result<Self, Flaw> {
        check_size(code)?;
        let body = meter(parse(code)?, code)?;
        let needed = Needed::by(&body);
        Self::with(code, body, &needed)
    }

    /// The program `code`, parsed as `body`, with the needed part of the library.
    fn with<'a>(code: &'a str, body: Term<&'a str>, needed: &Needed<'a>) -> Result<Self, Flaw> {
        let main = Def { name: "__main", args: Vec::new(), body };
        let arena = Arena::default();
        let modules = Loader::new(needed.definitions().chain([main]))
            .load(&arena, File { code: "__main", path: () })
            .map_err(|_| Flaw { offset: 0, why: "the program cannot be loaded".to_owned() })?;
        let filter = Compiler::default()
            .with_funs(natives().filter(|(name, ..)| needed.has(name)))
            .with_global_vars(VARIABLES)
            .compile(modules)
            .map_err(|errors| undefined(&errors, code))?;
        Ok(Self { filter })
    }

    /// All results for `input`; each of them is paid for.
    pub(crate) fn all(&self, input: &Val, scope: &Scope) -> Result<Vec<Val>, String> {
        self.run(input, scope, usize::MAX, BUDGET)
    }

    /// All results for an answer, however long it is.
    pub(crate) fn records(&self, answer: &Val, scope: &Scope) -> Result<Vec<Val>, String> {
        let budget = BUDGET.saturating_add(STEPS_PER_VALUE.saturating_mul(values_in(answer)));
        self.run(answer, scope, usize::MAX, budget)
    }

    /// The first result for `input`; `None` where there is none, or where it is `null`.
    pub(crate) fn first(&self, input: &Val, scope: &Scope) -> Result<Option<Val>, String> {
        let found = self.run(input, scope, 1, BUDGET)?;
        Ok(found.into_iter().next().filter(|value| !matches!(value, Val::Null)))
    }

    /// Whether the first result is neither `false` nor `null` nor missing.
    pub(crate) fn holds(&self, input: &Val, scope: &Scope) -> Result<bool, String> {
        Ok(!matches!(self.first(input, scope)?, None | Some(Val::Bool(false))))
    }

    fn run(
        &self,
        input: &Val,
        scope: &Scope,
        most: usize,
        budget: u64,
    ) -> Result<Vec<Val>, String> {
        let Scope { config, body, parent, me, reply, page, headers, cookies } = scope.clone();
        let vars = Vars::new([config, body, parent, me, reply, page, headers, cookies]);
        LEFT.set((budget, MAX_ROUNDS));
        let finished = catch_unwind(AssertUnwindSafe(|| {
            let ctx = Ctx::<JustLut<Val>>::new(&self.filter.lut, vars);
            let results = self.filter.id.run((ctx, input.clone())).map(unwrap_valr);
            results.take(most).collect::<Result<Vec<_>, _>>()
        }));
        match finished {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => Err(shorten(&error.to_string())),
            Err(cause) if cause.is::<Spent>() => {
                Err("the program takes too many steps, or makes too large a value".to_owned())
            }
            Err(_) => Err("the program breaks the library that runs it".to_owned()),
        }
    }
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Program")
    }
}

fn shorten(message: &str) -> String {
    plaza_core::text::truncate_chars(message, 200).to_owned()
}

fn pay(price: u64) {
    let (steps, rounds) = LEFT.get();
    match steps.checked_sub(price) {
        Some(left) => LEFT.set((left, rounds)),
        None => resume_unwind(Box::new(Spent)),
    }
}

fn pay_round() {
    let (steps, rounds) = LEFT.get();
    match rounds.checked_sub(1) {
        Some(left) => LEFT.set((steps, left)),
        None => resume_unwind(Box::new(Spent)),
    }
}

/// How many values an answer holds.
fn values_in(value: &Val) -> u64 {
    match value {
        Val::Arr(items) => 1 + items.iter().map(values_in).sum::<u64>(),
        Val::Obj(entries) => 1 + entries.values().map(values_in).sum::<u64>(),
        _ => 1,
    }
}

fn cost(value: &Val) -> u64 {
    let weight = match value {
        Val::TStr(text) | Val::BStr(text) => text.len() / 64,
        Val::Arr(items) => items.len() / 8,
        Val::Obj(entries) => entries.len() / 4,
        Val::Null | Val::Bool(_) | Val::Num(_) => 0,
    };
    u64::try_from(weight).map_or(u64::MAX, |weight| weight + 1)
}

/// Functions that are written in Rust.
fn natives() -> impl Iterator<Item = Fun<JustLut<Val>>> {
    let meters = [
        run(("__step", v(0), |cv| {
            pay(cost(&cv.1));
            bome(Ok(cv.1))
        })),
        run(("__round", v(0), |cv| {
            pay_round();
            bome(Ok(cv.1))
        })),
    ];
    jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs()).chain(meters)
}

fn parse(code: &str) -> Result<Term<&str>, Flaw> {
    let tokens = Lexer::new(code).lex().map_err(|errors| {
        let (expected, rest) = errors.first().map_or(("", code), |e| (e.0.as_str(), e.1));
        Flaw { offset: span(code, rest).start, why: format!("jq expects {expected} here") }
    })?;
    Parser::new(&tokens).parse(Parser::term).map_err(|errors| {
        let (expected, found) =
            errors.first().map_or(("", ""), |e| (e.0.as_str(), Token::opt_as_str(e.1, code)));
        let offset = span(code, found).start.min(code.len());
        Flaw { offset, why: format!("jq expects {expected} here") }
    })
}

fn undefined(errors: &jaq_core::compile::Errors<&str, ()>, code: &str) -> Flaw {
    let first = errors.iter().flat_map(|(_, errors)| errors).next();
    first.map_or_else(
        || Flaw { offset: 0, why: "the program cannot be compiled".to_owned() },
        |(name, kind)| Flaw {
            offset: offset(name, code),
            why: format!("`{name}` is not a {} that exists here", kind.as_str()),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn run_on(code: &str, input: &Value) -> Result<Vec<Value>, String> {
        let program = Program::compile(code).map_err(|flaw| flaw.why)?;
        let found = program.all(&from_json(input), &Scope::default())?;
        Ok(found.iter().map(to_json).collect())
    }

    #[test]
    fn mappings_as_manifests_write_them() {
        let input = json!({ "id": 7, "tags": ["a", "b"], "user": { "name": "Ana" },
            "posts": [{ "n": 1 }, { "n": 2 }] });
        for (code, expected) in [
            (".id | tostring", json!(["7"])),
            (".user.name // \"?\"", json!(["Ana"])),
            (".missing?.deeper", json!([null])),
            (".posts[] | select(.n > 1) | {n, twice: (.n * 2)}", json!([{ "n": 2, "twice": 4 }])),
            (".tags | join(\", \")", json!(["a, b"])),
            ("\"post-\\(.id)\"", json!(["post-7"])),
            ("reduce .posts[] as $p (0; . + $p.n)", json!([3])),
            (".posts | map(.n) | add", json!([3])),
            ("$config", json!([null])),
            ("[.. | numbers] | length", json!([3])),
            ("if .id == 7 then \"yes\" else \"no\" end", json!(["yes"])),
            (".user | to_entries[] | .key", json!(["name"])),
        ] {
            assert_eq!(run_on(code, &input), Ok(expected.as_array().unwrap().clone()), "{code}");
        }
    }

    #[test]
    fn flaws_point_at_their_place() {
        for (code, offset, part) in [
            (".a | ", 5, "expects"),
            (".a | nosuch", 5, "`nosuch` is not offered"),
            (".a | $nope", 5, "`$nope`"),
            ("range(10)", 0, "`range` is not offered"),
            ("input", 0, "not offered"),
            ("env", 0, "not offered"),
            ("def f: f; f", 4, "`def`"),
            (".a = 1", 0, "assignments"),
        ] {
            let flaw = Program::compile(code).unwrap_err();
            assert_eq!(flaw.offset, offset, "{code}: {}", flaw.why);
            assert!(flaw.why.contains(part), "{code}: {}", flaw.why);
        }
        assert!(Program::compile(&"(".repeat(300)).is_err());
        assert!(Program::compile(&".".repeat(5_000)).is_err());
    }

    /// Leaving definitions out changes neither what a program may call nor its results.
    #[test]
    fn a_program_needs_no_more_of_the_library_than_it_gets() {
        let input = from_json(&json!({ "text": "Ana & Bea", "list": [[3, "c"], [1, "a"]],
            "n": 1_770_000_000, "entries": [{ "key": "k", "value": 1, "name": "x" }] }));
        let arguments = ["", "(.)", "(\"a\"; \"b\")", "(\"a\"; \"b\"; \"g\")"];
        let everything = Needed::whole(natives().map(|(name, ..)| name));
        let mut compared = 0;
        for name in meter::OFFERED.iter().filter(|name| **name != "now") {
            for arguments in arguments {
                let inputs = "., .text, .list, .list[0], .n, .entries, .entries[0]";
                let code = format!("[({inputs}) | try {name}{arguments} catch .]");
                let Ok(body) = parse(&code).and_then(|term| meter(term, &code)) else { continue };
                let whole = Program::with(&code, body, &everything);
                let few = Program::compile(&code);
                assert_eq!(whole.is_ok(), few.is_ok(), "{code}");
                if let (Ok(whole), Ok(few)) = (whole, few) {
                    let run = |program: &Program| program.all(&input, &Scope::default());
                    assert_eq!(run(&few), run(&whole), "{code}");
                    compared += 1;
                }
            }
        }
        assert!(compared > meter::OFFERED.len(), "{compared}");
    }

    #[test]
    fn a_program_that_does_not_end_is_stopped() {
        let wide = json!((0..2_000).collect::<Vec<_>>());
        let text = json!({ "t": "x".repeat(1_000_000), "n": (0..1000).collect::<Vec<_>>() });
        for (code, input) in [
            ("[.[] as $a | .[] as $b | .[] as $c | $a]", &wide),
            ("reduce .[] as $x (\"a\"; . + .)", &wide),
            ("reduce .[] as $x ([]; [.])", &json!((0..5_000).collect::<Vec<_>>())),
            ("[.n[] as $i | .t + ($i | tostring)]", &text),
            (&format!("[{}]", vec!["(1,2)"; 40].join("|")), &wide),
            ("[.[] | try error catch .] | [.[] as $a | .[] as $b | $b]", &wide),
        ] {
            let message = run_on(code, input).unwrap_err();
            assert!(message.contains("too many steps"), "{code}: {message}");
        }
        assert!(run_on("\"x\" * 1000000000", &wide).unwrap_err().contains("multiplied"));
    }
}
