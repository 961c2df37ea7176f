//! Posts without an id of their own: one that was edited is known again.
//!
//! Such a post goes by a hash of what it says, so an edit gives it another one. Here is remembered
//! who said what when; a new post that takes the place of one that is not there any more is that one.

use std::collections::HashSet;

use plaza_core::{DAY_MS, IncomingMention, text::stable_hash};
use serde::{Deserialize, Serialize};

use super::item::HASHED;

/// How many posts are remembered: more than the pages of one walk show in most places.
const MAX_KNOWN: usize = 600;
/// Bits in which the marks of two versions of one text may differ; those of two texts that have
/// nothing to do with each other differ in 32 of 64.
const MAX_DISTANCE: u32 = 21;

/// The posts without an id that were seen lately, newest first.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Nameless(Vec<Shown>);

/// A post as it was shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Shown {
    id: String,
    /// A hash of author, date and title.
    key: i64,
    /// A mark of the words, after Charikar's simhash (STOC 2002).
    words: u64,
    /// Whether the key alone tells it from others: it has an author and a time of day.
    is_telling: bool,
}

impl Nameless {
    /// Gives edited posts the id that they had, and remembers all.
    pub(super) fn recognise(&mut self, mentions: &mut [IncomingMention]) {
        let here: HashSet<String> =
            mentions.iter().map(|mention| mention.external_id.clone()).collect();
        let shown: Vec<Option<Shown>> = mentions.iter().map(shown).collect();
        let mut taken: HashSet<String> = HashSet::new();
        for (mention, now) in mentions.iter_mut().zip(&shown) {
            let Some(now) = now else { continue };
            if self.0.iter().any(|known| known.id == now.id) {
                continue;
            }
            let is_alone = shown.iter().flatten().filter(|other| other.key == now.key).count() == 1;
            let mut before = self.0.iter().filter(|known| {
                known.key == now.key && !here.contains(&known.id) && !taken.contains(&known.id)
            });
            if let (Some(known), None, true) = (before.next(), before.next(), is_alone)
                && (now.is_telling || (known.words ^ now.words).count_ones() <= MAX_DISTANCE)
            {
                taken.insert(known.id.clone());
                mention.external_id.clone_from(&known.id);
            }
        }
        for (mention, now) in mentions.iter().zip(shown).rev() {
            let Some(now) = now else { continue };
            self.0.retain(|known| known.id != mention.external_id);
            self.0.insert(0, Shown { id: mention.external_id.clone(), ..now });
        }
        self.0.truncate(MAX_KNOWN);
    }
}

fn shown(mention: &IncomingMention) -> Option<Shown> {
    if !mention.external_id.starts_with(HASHED) {
        return None;
    }
    let author = mention.author.as_deref().unwrap_or_default();
    let at = mention.created_at.map(|at| at.to_string()).unwrap_or_default();
    if author.is_empty() && at.is_empty() {
        return None;
    }
    Some(Shown {
        id: mention.external_id.clone(),
        key: stable_hash(&[author, &at, &mention.title].join("\n")),
        words: mark(&mention.text),
        is_telling: !author.is_empty() && mention.created_at.is_some_and(|at| at % DAY_MS != 0),
    })
}

/// Each word votes for the bits of its hash.
fn mark(text: &str) -> u64 {
    let mut votes = [0_i32; 64];
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        let hash = if word.is_empty() { continue } else { stable_hash(word) };
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    votes.iter().enumerate().fold(0, |mark, (bit, vote)| mark | u64::from(*vote > 0) << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(id: &str, at: Option<i64>, text: &str) -> IncomingMention {
        IncomingMention {
            external_id: format!("{HASHED}{id}"),
            author: Some("ana".to_owned()),
            created_at: at,
            text: text.to_owned(),
            ..IncomingMention::default()
        }
    }

    fn ids(known: &mut Nameless, mut posts: Vec<IncomingMention>) -> Vec<String> {
        known.recognise(&mut posts);
        let id = |post: IncomingMention| post.external_id.replace(HASHED, "");
        posts.into_iter().map(id).collect()
    }

    #[test]
    fn an_edited_post_keeps_its_id_and_a_new_one_gets_its_own() {
        let long = "The radio in the new car is far too loud and nobody answers the phone";
        let known = &mut Nameless::default();
        assert_eq!(
            ids(known, vec![post("a", Some(77_000), long), post("b", None, long)]),
            ["a", "b"]
        );
        // With a time of day the author and it are enough; without, the words decide.
        let edited = long.replace("far too", "much too");
        let posts = vec![post("c", Some(77_000), "Sorry, wrong"), post("d", None, &edited)];
        assert_eq!(ids(known, posts.clone()), ["a", "b"]);
        assert_eq!(ids(known, posts), ["a", "b"], "and the next time too");
        let other =
            post("e", None, "Great service, friendly people, fair prices; I will come back");
        assert_eq!(ids(known, vec![other.clone()]), ["e"]);
        // What is still there is not taken for another one.
        let both =
            vec![post("a", Some(77_000), long), post("f", Some(77_000), "And another thing")];
        assert_eq!(ids(known, both), ["a", "f"]);
        let unknown = IncomingMention { author: None, ..post("g", None, long) };
        assert_eq!(ids(known, vec![unknown]), ["g"]);
    }
}
