//! Wildcards and misspellings, matched against folded words.

use std::fmt;
use std::sync::OnceLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy_fst::Automaton;

use crate::words::FIRST_FOLDED_BYTE;

/// Longest wildcard pattern, in bytes; its states must fit a `u128` with room for `?`.
pub(crate) const MAX_PATTERN_BYTES: usize = 60;

/// Recognizes terms; runs over the term dictionary and over single words.
pub(crate) enum TermAutomaton {
    Wildcard(WildcardAutomaton),
    Fuzzy(DFA),
}

/// A wildcard pattern whose states are bits: bit `n` is set when the first `n` steps are behind.
///
/// A step is a byte, the first byte of any character, the other bytes of that character, or
/// anything at all.
pub(crate) struct WildcardAutomaton {
    /// For each byte, the states that it leads on from.
    advance: Box<[u128; 256]>,
    /// States that any byte leaves as they are.
    anything: u128,
    /// States that the second and later bytes of a character leave as they are.
    continuations: u128,
    /// Number of steps.
    length: u32,
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
        let mut automaton = WildcardAutomaton {
            advance: Box::new([0; 256]),
            anything: 0,
            continuations: 0,
            length: 0,
        };
        for byte in prefix.bytes() {
            automaton.push_byte(byte);
        }
        for byte in pattern.bytes() {
            match byte {
                b'*' => automaton.push_anything(),
                b'?' => automaton.push_any_character(),
                _ => automaton.push_byte(byte),
            }
        }
        Self::Wildcard(automaton)
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

    /// Whether it recognizes `word`.
    pub(crate) fn matches(&self, word: &str) -> bool {
        let state = word.bytes().fold(self.start(), |state, byte| self.accept(&state, byte));
        self.is_match(&state)
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

impl WildcardAutomaton {
    fn push_byte(&mut self, byte: u8) {
        self.advance[usize::from(byte)] |= 1 << self.length;
        self.length += 1;
    }

    fn push_anything(&mut self) {
        // A second star says nothing that the first has not said.
        if self.length == 0 || self.anything >> (self.length - 1) & 1 == 0 {
            self.anything |= 1 << self.length;
            self.length += 1;
        }
    }

    fn push_any_character(&mut self) {
        for byte in (0..=u8::MAX).filter(|byte| !is_continuation(*byte)) {
            self.advance[usize::from(byte)] |= 1 << self.length;
        }
        self.continuations |= 1 << (self.length + 1);
        self.length += 2;
    }

    /// Adds the states that are reached without reading. At most two such steps follow each
    /// other: the rest of a character, and anything.
    fn closure(&self, states: u128) -> u128 {
        let skipped = self.anything | self.continuations;
        let states = states | (states & skipped) << 1;
        states | (states & skipped) << 1
    }

    fn accept(&self, states: u128, byte: u8) -> u128 {
        let mut next = (states & self.advance[usize::from(byte)]) << 1 | states & self.anything;
        if is_continuation(byte) {
            next |= states & self.continuations;
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
            Self::Wildcard(wildcard) => state >> wildcard.length & 1 == 1,
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
            ("a?*?*", "abc", true),
            ("a?*?*", "ab", false),
            ("*?*a", "ña", true),
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
