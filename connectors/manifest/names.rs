//! The names of filters, tests and functions in a template: minijinja looks them up when it comes to
//! them, which may be months after the manifest was read.

use minijinja::{Environment, ErrorKind};

/// Why a template cannot be used.
#[derive(Debug)]
pub(super) struct Flaw {
    /// Where, as a byte of the template.
    pub(super) offset: usize,
    pub(super) why: String,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Filter,
    Test,
    Function,
}

/// A name and where it stands, as a byte of the template.
struct Name<'a> {
    kind: Kind,
    name: &'a str,
    offset: usize,
}

/// Refuses a template that uses what does not exist.
pub(super) fn check(env: &Environment<'_>, source: &str) -> Result<(), Flaw> {
    for Name { kind, name, offset } in names(source) {
        if exists(env, kind, name) || source.contains(&format!("macro {name}")) {
            continue;
        }
        let why = match kind {
            Kind::Filter => format!(
                "`{name}` is no filter; there are minijinja's own, and place, host, path, fromjson, \
                 rfc3339, tid and link_facets"
            ),
            Kind::Test => format!("`{name}` is no test; there are minijinja's own"),
            Kind::Function => format!("`{name}` is no function; there are minijinja's own"),
        };
        return Err(Flaw { offset, why });
    }
    Ok(())
}

/// Whether the environment knows a name: it is tried on nothing, and only "unknown" counts.
fn exists(env: &Environment<'_>, kind: Kind, name: &str) -> bool {
    let (expression, unknown) = match kind {
        Kind::Filter => (format!("none | {name}"), ErrorKind::UnknownFilter),
        Kind::Test => (format!("none is {name}"), ErrorKind::UnknownTest),
        Kind::Function => (format!("{name}()"), ErrorKind::UnknownFunction),
    };
    let tried = env.compile_expression(&expression).and_then(|tried| tried.eval(()));
    tried.err().is_none_or(|error| error.kind() != unknown)
}

/// A piece of the code inside a template's marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Sign(char),
    Text,
}

fn names(source: &str) -> Vec<Name<'_>> {
    let mut found = Vec::new();
    for (begin, code) in code_in(source) {
        let tokens = tokens(code);
        for (at, (offset, token)) in tokens.iter().enumerate() {
            let Token::Word(name) = *token else { continue };
            let before = |n: usize| at.checked_sub(n).map(|at| tokens[at].1);
            let is_word = |token: Option<Token<'_>>, word: &str| token == Some(Token::Word(word));
            let is_called = tokens.get(at + 1).is_some_and(|(_, next)| *next == Token::Sign('('));
            let is_test = is_word(before(1), "is") && name != "not"
                || is_word(before(1), "not") && is_word(before(2), "is");
            let kind =
                if before(1) == Some(Token::Sign('|')) || is_word(before(1), "filter") && at == 1 {
                    Kind::Filter
                } else if is_test {
                    Kind::Test
                } else if is_called && !is_special(before(1), name) {
                    Kind::Function
                } else {
                    continue;
                };
            found.push(Name { kind, name, offset: begin + offset });
        }
    }
    found
}

/// Whether a word in front of a bracket is no function of its own.
fn is_special(before: Option<Token<'_>>, name: &str) -> bool {
    let words = ["if", "elif", "in", "and", "or", "not", "is", "else", "loop", "caller", "super"];
    matches!(before, Some(Token::Sign('.') | Token::Word("macro" | "call")))
        || words.contains(&name)
}

/// The code between the marks of a template, with where it begins; texts, comments and what is
/// `raw` are left out.
fn code_in(source: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = source.get(at..).and_then(|rest| rest.find('{')).map(|n| at + n) {
        let rest = source.get(begin + 1..).unwrap_or_default();
        let end_mark = match rest.chars().next() {
            Some('{') => "}}",
            Some('%') => "%}",
            Some('#') => "#}",
            _ => {
                at = begin + 1;
                continue;
            }
        };
        let code = begin + 2;
        let end = end_of(source, code, end_mark);
        let inside = source.get(code..end).unwrap_or_default();
        at = end + 2;
        if end_mark == "#}" {
            continue;
        }
        if end_mark == "%}" && inside.trim_matches(['-', '+', ' ']) == "raw" {
            let rest = source.get(at..).unwrap_or_default();
            at += rest.find("endraw").unwrap_or(rest.len());
            continue;
        }
        found.push((code, inside));
    }
    found
}

/// Where `mark` stands next behind `from`, outside of texts.
fn end_of(source: &str, from: usize, mark: &str) -> usize {
    let mut quote = None;
    let mut skip = false;
    for (offset, c) in source.get(from..).unwrap_or_default().char_indices() {
        if std::mem::take(&mut skip) {
            continue;
        }
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => skip = c == '\\',
            None if mark != "#}" && (c == '"' || c == '\'') => quote = Some(c),
            None if source[from + offset..].starts_with(mark) => return from + offset,
            None => {}
        }
    }
    source.len()
}

fn tokens(code: &str) -> Vec<(usize, Token<'_>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = code.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &code[at..];
        let length = if c.is_alphabetic() || c == '_' {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            found.push((at, Token::Word(&rest[..length])));
            length
        } else if c == '"' || c == '\'' {
            found.push((at, Token::Text));
            text_length(rest, c)
        } else {
            if !c.is_whitespace() {
                found.push((at, Token::Sign(c)));
            }
            c.len_utf8()
        };
        at += length.max(1);
    }
    found
}

/// The length of a text with its quotes.
fn text_length(text: &str, quote: char) -> usize {
    let mut skip = false;
    for (offset, c) in text.char_indices().skip(1) {
        if std::mem::take(&mut skip) {
            continue;
        }
        match c {
            '\\' => skip = true,
            _ if c == quote => return offset + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}
