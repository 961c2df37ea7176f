//! Names of several words: with hyphen, in one word, or apart, they are one name.

use plaza_core::text::begins_word;

use super::ast::{Leaf, LeafKind, Text};
use super::place::At;
use crate::readings::{Kind, WORD_STEP, is_joint, readings};

impl Text {
    /// The same with each name of several words (`Coca-Cola`, `EE.UU.`) looked for in its words
    /// side by side or as one word.
    pub(crate) fn expanded(&self) -> Self {
        match self {
            Self::Leaf(leaf) => match in_words(leaf) {
                Some(words) => Self::Any(vec![Self::Phrase(words), Self::Leaf(in_one(leaf))]),
                None => self.clone(),
            },
            Self::Phrase(leaves) if leaves.iter().any(|leaf| in_words(leaf).is_some()) => {
                let words = |leaf: &Leaf| in_words(leaf).unwrap_or_else(|| vec![leaf.clone()]);
                let one =
                    |leaf: &Leaf| in_words(leaf).map_or_else(|| leaf.clone(), |_| in_one(leaf));
                Self::Any(vec![
                    Self::Phrase(leaves.iter().flat_map(words).collect()),
                    Self::Phrase(leaves.iter().map(one).collect()),
                ])
            }
            Self::Phrase(_) => self.clone(),
            Self::Near { ordered, distance, left, right } => Self::Near {
                ordered: *ordered,
                distance: *distance,
                left: Box::new(left.expanded()),
                right: Box::new(right.expanded()),
            },
            Self::Any(parts) => Self::Any(parts.iter().map(Self::expanded).collect()),
        }
    }
}

/// The words of a name; none where the leaf is not a name of several words.
fn in_words(leaf: &Leaf) -> Option<Vec<Leaf>> {
    let LeafKind::Word(name) = &leaf.kind else { return None };
    if !name.contains(is_joint) || !name.starts_with(begins_word) {
        return None;
    }
    let words: Vec<_> = readings(name).filter(|reading| reading.kind == Kind::Word).collect();
    if words.len() < 2 {
        return None;
    }
    let word = |text: &str| Leaf { kind: LeafKind::Word(text.to_owned()), at: leaf.at };
    Some(words.iter().map(|reading| word(reading.text)).collect())
}

fn in_one(leaf: &Leaf) -> Leaf {
    let bare = leaf.kind.word().chars().filter(|c| !is_joint(*c)).collect();
    Leaf { kind: LeafKind::Word(bare), at: leaf.at }
}

/// How far each leaf of a phrase stands behind the one before it, in steps.
pub(crate) fn phrase_steps(leaves: &[Leaf]) -> Vec<u32> {
    let (mut next_word, mut before) = (1, None);
    let step = |leaf: &Leaf| {
        let words = leaf.words();
        let at = if words == 0 { next_word - 1 } else { next_word };
        next_word += words * WORD_STEP;
        let step = before.map_or(0, |before| at - before);
        before = Some(at);
        step
    };
    leaves.iter().map(step).collect()
}

impl Leaf {
    /// How many words it stands for; 0 is a sign between words.
    fn words(&self) -> u32 {
        match &self.kind {
            LeafKind::Wildcard(_) | LeafKind::Fuzzy(..) => 1,
            LeafKind::Word(text) | LeafKind::Exact(text) => {
                let words = readings(text).filter(|reading| reading.kind == Kind::Word);
                u32::try_from(words.count()).unwrap_or(u32::MAX)
            }
        }
    }
}

/// The leaves of a text, longest names first: what [`readings`] tells of the parts of a name is
/// left out. Where they must be `exact`, a name of several words is its words.
pub(crate) fn leaves(
    text: &str,
    from: usize,
    exact: bool,
    kind: impl Fn(&str) -> LeafKind,
) -> Vec<Leaf> {
    let mut covered = 0;
    let mut leaves = Vec::new();
    for reading in readings(text) {
        let is_joined = reading.kind == Kind::Whole
            && reading.text.starts_with(begins_word)
            && reading.text.contains(is_joint);
        let is_told = reading.start < covered || reading.kind == Kind::Part || (exact && is_joined);
        if is_told || crate::words::folded(reading.text).is_empty() {
            continue;
        }
        covered = reading.end();
        let at = from + text[..reading.start].chars().count();
        let len = reading.text.chars().count();
        leaves.push(Leaf { kind: kind(reading.text), at: At { at, len } });
    }
    leaves
}
