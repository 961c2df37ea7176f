//! Rust files as trees of tokens, the parts that only tests see left out.

use std::path::Path;
use std::{fs, iter};

use anyhow::{Context, Result, anyhow};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The tokens of a file of the product.
pub(crate) fn read(path: &Path) -> Result<TokenStream> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    parse(&text).with_context(|| path.display().to_string())
}

/// The tokens of a text, without what is compiled for tests only.
pub(crate) fn parse(text: &str) -> Result<TokenStream> {
    let tokens: TokenStream = text.parse().map_err(|error| anyhow!("no Rust: {error}"))?;
    Ok(without_tests(tokens))
}

fn without_tests(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let mut kept = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) if is_attribute(&kept, &group) && is_for_tests(&group) => {
                if kept.pop().is_some_and(|mark| is_punct(&mark, '!')) {
                    return TokenStream::new();
                }
                skip_item(&mut tokens);
            }
            TokenTree::Group(group) => {
                let inner = without_tests(group.stream());
                let mut pruned = Group::new(group.delimiter(), inner);
                pruned.set_span(group.span());
                kept.push(TokenTree::Group(pruned));
            }
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}

fn is_attribute(before: &[TokenTree], group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
        && match before {
            [.., hash, mark] if is_punct(mark, '!') => is_punct(hash, '#'),
            [.., hash] => is_punct(hash, '#'),
            [] => false,
        }
}

/// `test`, `tokio::test`, `cfg(test)` and `cfg(all(test, …))`, but not `cfg(not(test))`.
fn is_for_tests(attribute: &Group) -> bool {
    let tokens: Vec<TokenTree> = attribute.stream().into_iter().collect();
    match &tokens[..] {
        [TokenTree::Ident(name), TokenTree::Group(condition)] if name == "cfg" => {
            names_test(condition)
        }
        [.., TokenTree::Ident(name)] => name == "test",
        _ => false,
    }
}

fn names_test(condition: &Group) -> bool {
    let mut negated = false;
    condition.stream().into_iter().any(|token| match token {
        TokenTree::Ident(name) => {
            negated = name == "not";
            name == "test"
        }
        TokenTree::Group(group) => !negated && names_test(&group),
        _ => false,
    })
}

/// Leaves out what an attribute stands before: to its body or its semicolon.
fn skip_item(tokens: &mut impl Iterator<Item = TokenTree>) {
    for token in tokens {
        let is_body = matches!(&token, TokenTree::Group(g) if g.delimiter() == Delimiter::Brace);
        if is_body || is_punct(&token, ';') {
            return;
        }
    }
}

/// Whether a token is this character.
pub(crate) fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

/// The name that a token is.
pub(crate) fn ident(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(name)) => Some(name.to_string()),
        _ => None,
    }
}

/// The tokens between brackets of this kind.
pub(crate) fn group(token: Option<&TokenTree>, delimiter: Delimiter) -> Option<Vec<TokenTree>> {
    match token {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
            Some(group.stream().into_iter().collect())
        }
        _ => None,
    }
}

/// All levels of a tree of tokens, each as a list.
pub(crate) fn levels(tokens: TokenStream) -> impl Iterator<Item = Vec<TokenTree>> {
    let mut waiting = vec![tokens];
    iter::from_fn(move || {
        let level: Vec<TokenTree> = waiting.pop()?.into_iter().collect();
        waiting.extend(level.iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        }));
        Some(level)
    })
}

/// A function with a body.
pub(crate) struct Function {
    pub(crate) name: String,
    /// Open to other crates.
    pub(crate) is_public: bool,
    /// Without white space, as the body.
    pub(crate) parameters: String,
    pub(crate) body: String,
    /// Where its `fn` stands.
    pub(crate) line: usize,
    /// From `fn` to the closing brace.
    pub(crate) lines: usize,
}

/// The functions with a body, those in macros and in other functions included.
pub(crate) fn functions(tokens: TokenStream) -> Vec<Function> {
    levels(tokens).flat_map(|level| functions_of(&level)).collect()
}

fn functions_of(level: &[TokenTree]) -> Vec<Function> {
    let starts = (0..level.len()).filter(|&index| ident(level.get(index)).as_deref() == Some("fn"));
    starts.filter_map(|start| function(&level[..start], &level[start..])).collect()
}

fn function(before: &[TokenTree], tokens: &[TokenTree]) -> Option<Function> {
    // A pointer to a function has no name.
    let name = ident(tokens.get(1))?;
    let mut words = before.iter().rev().map(|token| ident(Some(token)));
    let word = words.find(|word| word.as_deref() != Some("async")).flatten();
    let end = tokens.iter().position(|token| is_punct(token, ';')).unwrap_or(tokens.len());
    let first =
        |delimiter| tokens[..end].iter().find(|token| group(Some(token), delimiter).is_some());
    let body = first(Delimiter::Brace)?;
    let line = tokens[0].span().start().line;
    Some(Function {
        name,
        is_public: word.as_deref() == Some("pub"),
        parameters: first(Delimiter::Parenthesis).map(without_space).unwrap_or_default(),
        body: without_space(body),
        line,
        lines: body.span().end().line + 1 - line,
    })
}

fn without_space(token: &TokenTree) -> String {
    token.to_string().split_whitespace().collect()
}

#[test]
fn parts_for_tests_are_left_out() {
    let text = "
        #[cfg(test)] mod tests;
        #[cfg(all(test, unix))] use crate::a;
        #[test] fn one() { two() }
        #[tokio::test] async fn three() {}
        #[cfg(not(test))] fn kept() { #[cfg(test)] { gone() } stays() }
        mod inner { #[cfg(test)] fn gone() {} }";
    let kept = parse(text).unwrap().to_string();
    for gone in ["tests", "one", "two", "three", "gone", "unix"] {
        assert!(!kept.contains(gone), "{gone} in {kept}");
    }
    assert!(kept.contains("kept") && kept.contains("stays") && kept.contains("inner"));
    assert!(parse("#![cfg(test)] fn gone() {}").unwrap().is_empty());
    assert!(!parse("fn kept() { vec![test] }").unwrap().is_empty());
}
