//! Message-IDs that were used before, for other messages.
//!
//! A Message-ID should belong to one message; the scripts of many forms give the same one to all. The
//! first message with an id keeps it, as every message always did, so that nothing that is stored
//! changes its id; one that differs from it gets an id of its own beside it. The same message that
//! comes twice (delivered again, a copy by a list) differs in nothing that counts.
//!
//! What is remembered travels in the source's cursor: it is as old as the mentions, and bounded. An id
//! that is used again and again stays in it, because each use makes it new.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::thread::Fingerprint;

/// Most ids that are remembered.
const MAX_SEEN: usize = 1_500;
/// Bytes of an id's hash, and of the fingerprint of the message that has it.
const ID_BYTES: usize = 5;
const PRINT_BYTES: usize = 3;

type Entry = [u8; ID_BYTES + PRINT_BYTES];

/// The newest ids, and whose they are; the newest last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seen(Vec<Entry>);

impl Seen {
    /// Whether `id` belongs to a message other than the one with that fingerprint. An id that is new
    /// belongs to it from now on.
    pub(super) fn is_taken(&mut self, id: &str, print: &Fingerprint) -> bool {
        let hash = Fingerprint::of(&[id]);
        let id = &hash.bytes()[..ID_BYTES];
        let print = &print.bytes()[..PRINT_BYTES];
        let known = self.0.iter().rposition(|entry| entry.starts_with(id));
        let entry = match known {
            Some(at) => self.0.remove(at),
            None => {
                std::array::from_fn(|at| if at < ID_BYTES { id[at] } else { print[at - ID_BYTES] })
            }
        };
        self.0.push(entry);
        if self.0.len() > MAX_SEEN {
            self.0.remove(0);
        }
        !entry.ends_with(print)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD_NO_PAD.encode(self.0.as_flattened()))
    }
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD_NO_PAD.decode(text).map_err(serde::de::Error::custom)?;
        let (entries, _) = bytes.as_chunks();
        Ok(Self(entries.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_belongs_to_its_first_message() {
        let (ana, bea) = (Fingerprint::of(&["ana"]), Fingerprint::of(&["bea"]));
        let mut seen = Seen::default();
        assert!(!seen.is_taken("form@x", &ana));
        assert!(!seen.is_taken("form@x", &ana), "the same message again");
        assert!(seen.is_taken("form@x", &bea));
        assert!(!seen.is_taken("form@x", &ana), "it stays with the first");
        assert!(!seen.is_taken("other@x", &bea));

        let stored = serde_json::to_string(&seen).unwrap();
        let mut read: Seen = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, seen);
        assert!(read.is_taken("form@x", &bea));
    }

    #[test]
    fn what_is_used_often_is_not_forgotten() {
        let print = |n: usize| Fingerprint::of(&[&n.to_string()]);
        let mut seen = Seen::default();
        assert!(!seen.is_taken("form@x", &print(0)));
        for n in 1..5 * MAX_SEEN {
            assert!(!seen.is_taken(&format!("{n}@x"), &print(n)));
            if n % 1_000 == 0 {
                assert!(seen.is_taken("form@x", &print(n)), "{n}");
            }
        }
        assert_eq!(seen.0.len(), MAX_SEEN);
        assert!(serde_json::to_string(&seen).unwrap().len() < 17_000);
    }
}
