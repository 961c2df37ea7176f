//! Puts lexemes together. Recursion is bounded by [`QueryLimits::max_depth`].
//!
//! Tightest first: `NEAR`, `NOT` and `-`, `AND` and nothing at all, `OR`.

use super::QueryLimits;
use super::ast::{LeafKind, Node, Text};
use super::errors;
use super::filter::{FilterValue, ValueKind};
use super::lexer::{Lexeme, Placed};
use super::place::At;
use crate::QueryError;

/// Reads all lexemes; `None` for none.
pub(crate) fn read(lexemes: &[Placed], limits: &QueryLimits) -> Result<Option<Node>, QueryError> {
    check_clauses(lexemes, limits)?;
    if lexemes.is_empty() {
        return Ok(None);
    }
    let mut parser = Parser { lexemes, next: 0, depth: 0, limits };
    let (node, _) = parser.any_of()?;
    match parser.peek() {
        None => Ok(Some(node)),
        Some((_, at)) => Err(errors::stray_paren().at(*at)),
    }
}

fn check_clauses(lexemes: &[Placed], limits: &QueryLimits) -> Result<(), QueryError> {
    let mut clauses = 0;
    for (lexeme, at) in lexemes {
        clauses += match lexeme {
            Lexeme::Words(leaves) => leaves.iter().map(|leaf| weight(&leaf.kind)).sum(),
            Lexeme::Filter(filter) => filter.values.iter().map(value_weight).sum(),
            _ => 0,
        };
        if clauses > limits.max_clauses {
            return Err(errors::too_many_clauses(limits.max_clauses).at(*at));
        }
    }
    Ok(())
}

/// Clauses that a pattern counts for when the whole dictionary has to be walked for it.
const DICTIONARY_WALK: usize = 8;

fn weight(kind: &LeafKind) -> usize {
    match kind {
        LeafKind::Word(_) | LeafKind::Exact(_) => 1,
        LeafKind::Wildcard(pattern) => pattern_weight(pattern),
        LeafKind::Fuzzy(_, distance) => 2 * usize::from(*distance),
    }
}

fn value_weight(value: &FilterValue) -> usize {
    match &value.kind {
        ValueKind::Wildcard(pattern) => pattern_weight(pattern.trim_start_matches('@')),
        _ => 1,
    }
}

fn pattern_weight(pattern: &str) -> usize {
    if pattern.starts_with(['*', '?']) { DICTIONARY_WALK } else { 2 }
}

struct Parser<'a> {
    lexemes: &'a [Placed],
    next: usize,
    depth: usize,
    limits: &'a QueryLimits,
}

type Read = Result<(Node, At), QueryError>;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Placed> {
        self.lexemes.get(self.next)
    }

    fn take(&mut self, wanted: &Lexeme) -> Option<At> {
        let (lexeme, at) = self.peek()?;
        if lexeme == wanted {
            self.next += 1;
            return Some(*at);
        }
        None
    }

    fn deeper(&mut self, at: At) -> Result<(), QueryError> {
        self.depth += 1;
        if self.depth > self.limits.max_depth {
            return Err(errors::too_deep(self.limits.max_depth).at(at));
        }
        Ok(())
    }

    /// Refuses what cannot begin an operand; `operator` is what stands before it.
    fn expect_operand(&self, operator: Option<(&str, At)>) -> Result<(), QueryError> {
        let problem = match (self.peek(), operator) {
            (Some((Lexeme::Words(_) | Lexeme::Filter(_) | Lexeme::Open | Lexeme::Not, _)), _) => {
                return Ok(());
            }
            (_, Some((name, at))) => errors::missing_right(name).at(at),
            (Some((Lexeme::And, at)), None) => errors::missing_left("AND").at(*at),
            (Some((Lexeme::Or, at)), None) => errors::missing_left("OR").at(*at),
            (Some((Lexeme::Near { ordered, .. }, at)), None) => {
                errors::missing_left(near_name(*ordered)).at(*at)
            }
            (Some((_, at)), None) => errors::stray_paren().at(*at),
            (None, None) => errors::no_words().at(At::default()),
        };
        Err(problem)
    }

    fn any_of(&mut self) -> Read {
        let (first, start) = self.all_of(None)?;
        let mut parts = vec![first];
        let mut place = start;
        while let Some(at) = self.take(&Lexeme::Or) {
            let (part, end) = self.all_of(Some(("OR", at)))?;
            parts.push(part);
            place = start.to(end);
        }
        Ok((Node::or(parts), place))
    }

    fn all_of(&mut self, before: Option<(&str, At)>) -> Read {
        let (first, start) = self.negatable(before)?;
        let mut parts = vec![first];
        let mut place = start;
        loop {
            let operator = self.take(&Lexeme::And).map(|at| ("AND", at));
            let goes_on = matches!(
                self.peek(),
                Some((Lexeme::Words(_) | Lexeme::Filter(_) | Lexeme::Open | Lexeme::Not, _))
            );
            if operator.is_none() && !goes_on {
                return Ok((Node::and(parts), place));
            }
            let (part, end) = self.negatable(operator)?;
            parts.push(part);
            place = start.to(end);
        }
    }

    fn negatable(&mut self, mut before: Option<(&str, At)>) -> Read {
        let outer = self.depth;
        let mut negated = false;
        let mut first = None;
        while let Some(at) = self.take(&Lexeme::Not) {
            self.deeper(at)?;
            negated = !negated;
            first = first.or(Some(at));
            before = Some(("NOT", at));
        }
        let (node, place) = self.near(before)?;
        self.depth = outer;
        let place = first.map_or(place, |first: At| first.to(place));
        Ok((if negated { node.negated() } else { node }, place))
    }

    fn near(&mut self, before: Option<(&str, At)>) -> Read {
        let outer = self.depth;
        let (mut left, start) = self.operand(before)?;
        let mut place = start;
        while let Some((Lexeme::Near { ordered, distance }, at)) = self.peek() {
            self.next += 1;
            self.deeper(*at)?;
            let left_text = text_of(left).ok_or_else(|| errors::near_operand().at(place))?;
            let (right, end) = self.operand(Some((near_name(*ordered), *at)))?;
            let right_text = text_of(right).ok_or_else(|| errors::near_operand().at(end))?;
            place = start.to(end);
            left = Node::Text(Text::Near {
                ordered: *ordered,
                distance: *distance,
                left: Box::new(left_text),
                right: Box::new(right_text),
            });
        }
        self.depth = outer;
        Ok((left, place))
    }

    fn operand(&mut self, before: Option<(&str, At)>) -> Read {
        self.expect_operand(before)?;
        let Some((lexeme, at)) = self.peek() else {
            return Err(errors::no_words().at(At::default()));
        };
        self.next += 1;
        match lexeme {
            Lexeme::Words(leaves) => {
                let text = match leaves.as_slice() {
                    [leaf] => Text::Leaf(leaf.clone()),
                    _ => Text::Phrase(leaves.clone()),
                };
                Ok((Node::Text(text), *at))
            }
            Lexeme::Filter(filter) => Ok((Node::Filter(filter.clone()), *at)),
            Lexeme::Open => self.group(*at),
            _ => Err(errors::near_operand().at(*at)),
        }
    }

    fn group(&mut self, open: At) -> Read {
        self.deeper(open)?;
        if let Some(close) = self.take(&Lexeme::Close) {
            return Err(errors::empty_parens().at(open.to(close)));
        }
        if self.peek().is_none() {
            return Err(errors::unclosed_paren().at(open));
        }
        let (node, _) = self.any_of()?;
        let Some(close) = self.take(&Lexeme::Close) else {
            return Err(errors::unclosed_paren().at(open));
        };
        self.depth -= 1;
        Ok((node, open.to(close)))
    }
}

fn near_name(ordered: bool) -> &'static str {
    if ordered { "ONEAR" } else { "NEAR" }
}

/// What `NEAR` can look for, or `None`.
fn text_of(node: Node) -> Option<Text> {
    match node {
        Node::Text(text) => Some(text),
        Node::Or(parts) => parts.into_iter().map(text_of).collect::<Option<_>>().map(Text::Any),
        _ => None,
    }
}
