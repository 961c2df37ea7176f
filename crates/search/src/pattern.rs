//! Wildcards and misspellings, matched against folded words.

use std::fmt;
use std::sync::OnceLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy_fst::Automaton;

use crate::words::FIRST_FOLDED_BYTE;

/// Longest wildcard pattern, in bytes; its states must fit a `u128` with room for `?`.
pub(crate) const MAX_PATTERN_BYTES: usize = 60;

/// One step of a wildcard pattern, in bytes of UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Byte(u8),
    /// First byte of any character.
    Lead,
    /// The other bytes of that character.
    Continuations,
    /// Anything, also nothing.
    Anything,
}

/// Recognises terms; runs over the term dictionary and over single words.
pub(crate) enum TermAutomaton {
    Wildcard(WildcardAutomaton),
    Fuzzy(DFA),
}

/// A wildcard pattern as a set of states, one bit each.
pub(crate) struct WildcardAutomaton {
    steps: Vec<Step>,
}

impl fmt::Debug for TermAutomaton {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wildcard(_) => "Wildcard",
            Self::Fuzzy(_) => "Fuzzy",
        })
    }
}

impl TermAutomaton {
    /// Terms that begin with `prefix`, literally, and go on like `pattern`, where `*` is any
    /// run of characters and `?` any one.
    pub(crate) fn wildcard(prefix: &str, pattern: &str) -> Self {
        let mut steps: Vec<Step> = prefix.bytes().map(Step::Byte).collect();
        for byte in pattern.bytes() {
            match byte {
                b'*' if steps.last() != Some(&Step::Anything) => steps.push(Step::Anything),
                b'*' => {}
                b'?' => steps.extend([Step::Lead, Step::Continuations]),
                _ => steps.push(Step::Byte(byte)),
            }
        }
        Self::Wildcard(WildcardAutomaton { steps })
    }

    /// Words at most `distance` (1 or 2) edits from `word`: a letter put in, left out, replaced,
    /// or swapped with its neighbour.
    pub(crate) fn fuzzy(word: &str, distance: u8) -> Self {
        static BUILDERS: [OnceLock<LevenshteinAutomatonBuilder>; 2] =
            [OnceLock::new(), OnceLock::new()];
        let distance = distance.clamp(1, 2);
        let builder = BUILDERS[usize::from(distance - 1)]
            .get_or_init(|| LevenshteinAutomatonBuilder::new(distance, true));
        Self::Fuzzy(builder.build_dfa(word))
    }

    /// Whether it recognises `word`.
    pub(crate) fn matches(&self, word: &str) -> bool {
        let state = word.bytes().fold(self.start(), |state, byte| self.accept(&state, byte));
        self.is_match(&state)
    }
}

impl WildcardAutomaton {
    /// Adds the states that are reached without reading.
    fn closure(&self, mut states: u128) -> u128 {
        for (at, step) in self.steps.iter().enumerate() {
            if matches!(step, Step::Anything | Step::Continuations) && states >> at & 1 == 1 {
                states |= 1 << (at + 1);
            }
        }
        states
    }

    fn accept(&self, states: u128, byte: u8) -> u128 {
        let is_continuation = byte & 0xc0 == 0x80;
        let mut next = 0;
        for (at, step) in self.steps.iter().enumerate() {
            if states >> at & 1 == 0 {
                continue;
            }
            match step {
                Step::Byte(expected) if *expected == byte => next |= 1 << (at + 1),
                Step::Lead if !is_continuation => next |= 1 << (at + 1),
                Step::Continuations if is_continuation => next |= 1 << at,
                Step::Anything => next |= 1 << at,
                _ => {}
            }
        }
        self.closure(next)
    }
}

impl Automaton for TermAutomaton {
    type State = u128;

    fn start(&self) -> u128 {
        match self {
            Self::Wildcard(wildcard) => wildcard.closure(1),
            Self::Fuzzy(dfa) => u128::from(dfa.initial_state()),
        }
    }

    fn is_match(&self, state: &u128) -> bool {
        match self {
            Self::Wildcard(wildcard) => state >> wildcard.steps.len() & 1 == 1,
            Self::Fuzzy(dfa) => matches!(dfa.distance(fuzzy_state(*state)), Distance::Exact(_)),
        }
    }

    fn can_match(&self, state: &u128) -> bool {
        match self {
            Self::Wildcard(_) => *state != 0,
            Self::Fuzzy(_) => fuzzy_state(*state) != SINK_STATE,
        }
    }

    fn accept(&self, state: &u128, byte: u8) -> u128 {
        // Stems and written forms begin with a control character; only folded words are meant.
        let is_folded = byte >= FIRST_FOLDED_BYTE;
        match self {
            Self::Wildcard(wildcard) if is_folded => wildcard.accept(*state, byte),
            Self::Wildcard(_) => 0,
            Self::Fuzzy(dfa) if is_folded => u128::from(dfa.transition(fuzzy_state(*state), byte)),
            Self::Fuzzy(_) => u128::from(SINK_STATE),
        }
    }
}

fn fuzzy_state(state: u128) -> u32 {
    u32::try_from(state).unwrap_or(SINK_STATE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_whole_words() {
        for (pattern, word, expected) in [
            ("bat*", "bateria", true),
            ("bat*", "bat", true),
            ("bat*", "abat", false),
            ("*eria", "bateria", true),
            ("b*r*a", "bateria", true),
            ("b*r*o", "bateria", false),
            ("gat?", "gato", true),
            ("gat?", "gat", false),
            ("gat?", "gatos", false),
            ("?at", "日at", true),
            ("日?語", "日本語", true),
            ("日?", "日本語", false),
            ("ba**a", "bateria", true),
            ("a?*", "ab", true),
            ("a?*", "a", false),
            ("bat*", "\u{6}bater", false),
            ("*bat*", "\u{6}bater", false),
        ] {
            let automaton = TermAutomaton::wildcard("", pattern);
            assert_eq!(automaton.matches(word), expected, "{pattern} {word}");
        }
        assert!(TermAutomaton::wildcard("n", "an*").matches("nana"));
        assert!(!TermAutomaton::wildcard("n", "an*").matches("hana"));
    }

    #[test]
    fn fuzzy_counts_edits_and_swaps() {
        for (distance, word, expected) in [
            (1, "bateria", true),
            (1, "batería", true),
            (1, "batteria", true),
            (1, "batria", true),
            (1, "abteria", true),
            (1, "battteria", false),
            (2, "battteria", true),
            (1, "\u{6}bateria", false),
            (2, "\u{6}bateria", false),
        ] {
            let automaton = TermAutomaton::fuzzy("bateria", distance);
            assert_eq!(automaton.matches(word), expected, "{distance} {word}");
        }
    }
}
