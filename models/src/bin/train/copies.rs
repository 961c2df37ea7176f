//! Recognizing copies of a text, so that no model is trained on texts that it is judged by.

use plaza_models::hash;
use plaza_models::scan::Scan;

/// Hash of a text by which copies are recognised: its words, folded.
pub(crate) fn text_hash(text: &str) -> u64 {
    let scan = Scan::new(text);
    scan.tokens().iter().fold(0, |sum, token| hash::mix(sum, token.hash))
}
