//! What a test of a source found: three of its mentions, and what it could not read.

use plaza_core::{IncomingMention, Millis};
use plaza_engine::listen::SourceTrial;

use crate::frame::page::{Page, initials};

/// Mentions that a test shows.
const SHOWN: usize = 3;
/// Longest beginning of a mention, in characters.
const CHARS: usize = 240;

/// What a test found, as the form shows it.
pub(in crate::listen::page) struct TrialView {
    /// In a sentence, from the place itself.
    pub(in crate::listen::page) found: String,
    /// How much was read, in words.
    pub(in crate::listen::page) counts: String,
    pub(in crate::listen::page) mentions: Vec<TrialMention>,
    /// What could not be read, each with its reason.
    pub(in crate::listen::page) rejected: Vec<String>,
    /// What was tried, stream by stream.
    pub(in crate::listen::page) told: Vec<String>,
}

/// A mention as it would come in.
pub(in crate::listen::page) struct TrialMention {
    pub(in crate::listen::page) author: String,
    pub(in crate::listen::page) initials: String,
    pub(in crate::listen::page) hue: usize,
    pub(in crate::listen::page) said_at: Option<Millis>,
    pub(in crate::listen::page) text: String,
}

impl TrialView {
    pub(in crate::listen::page) fn new(page: &Page, trial: SourceTrial) -> Self {
        let rejected = trial.rejected.len();
        let mut counts = page.count("trial-read", trial.mentions.len());
        if rejected > 0 {
            counts = format!("{counts} {}", page.count("trial-refused", rejected));
        }
        Self {
            found: page.say(&trial.found),
            counts,
            mentions: trial.mentions.into_iter().take(SHOWN).map(mention).collect(),
            rejected: trial
                .rejected
                .into_iter()
                .take(SHOWN)
                .map(|one| page.phrase(&one.reason))
                .collect(),
            told: trial.told.iter().map(|told| page.say(told)).collect(),
        }
    }
}

fn mention(mention: IncomingMention) -> TrialMention {
    let author = mention.author_name.or(mention.author).unwrap_or_default();
    let (initials, hue) = initials(&author);
    let words = [mention.title, mention.text].join(" ");
    let text = plaza_core::text::truncate_chars(words.trim(), CHARS).to_owned();
    TrialMention { author, initials, hue, said_at: mention.created_at, text }
}
