//! What the public data sets say about intents: each knows only some of them, and of the others
//! nothing is learned.

use plaza_core::Intent;
use plaza_models::clues::{Clues, asks};
use plaza_models::data::Record;
use plaza_models::intents::{INTENTS, OUTPUTS};
use plaza_models::phrases::position;
use plaza_models::scan::Scan;

/// Target of each intent, in the order of [`Intent::ALL`], and whether the text is of the forum of
/// feature requests; what nobody said is not a number.
pub(crate) type Targets = [f32; OUTPUTS];

/// Belief of a phrase from which on it is not taken for sure that the intent is missing.
const HINT: f32 = 0.3;
/// Number of the output that tells the forum.
const FORUM: usize = INTENTS;

/// Nothing is known but that the text is not of the forum.
const UNKNOWN: Targets = {
    let mut targets = [f32::NAN; OUTPUTS];
    targets[FORUM] = 0.0;
    targets
};

fn set(targets: &mut Targets, intent: Intent, holds: bool) {
    targets[position(intent)] = f32::from(u8::from(holds));
}

/// The targets of a text whose intents are all known but those that it calls unsure.
pub(crate) fn known(record: &Record) -> Targets {
    let mut targets = UNKNOWN;
    for intent in Intent::ALL {
        let among = |names: &[String]| names.iter().any(|name| name == intent.name());
        if among(&record.intents) || !among(&record.unsure) {
            set(&mut targets, intent, among(&record.intents));
        }
    }
    targets
}

/// The targets of a sentence of the suggestion data.
pub(crate) fn suggestion(record: &Record) -> Targets {
    let mut targets = UNKNOWN;
    set(&mut targets, Intent::Idea, record.suggestion);
    targets[FORUM] = 1.0;
    targets
}

/// The targets of public talk that is mostly about other things: intents are missing where no
/// phrase hints at them. The feeling tells only which of complaint and praise is missing.
pub(crate) fn talk(record: &Record, scan: &Scan<'_>, clues: &Clues) -> Targets {
    let hints = clues.phrases(scan.tokens());
    let mut targets = UNKNOWN;
    for intent in [Intent::Idea, Intent::Buy, Intent::Leave, Intent::Question] {
        if hints[position(intent)] < HINT {
            set(&mut targets, intent, false);
        }
    }
    if asks(scan, scan.tokens()) {
        targets[position(Intent::Question)] = f32::NAN;
    }
    if matches!(record.sentiment.as_str(), "neutral" | "positive") {
        set(&mut targets, Intent::Complaint, false);
    }
    if matches!(record.sentiment.as_str(), "neutral" | "negative") {
        set(&mut targets, Intent::Praise, false);
    }
    targets
}

/// The targets of a sentence of a review with one feeling: its own, or that of all its aspects.
pub(crate) fn review(record: &Record, scan: &Scan<'_>) -> Option<Targets> {
    let first = record.aspects.first().map_or("", |aspect| aspect.sentiment.as_str());
    let feeling = if record.sentiment.is_empty() { first } else { record.sentiment.as_str() };
    if !record.aspects.iter().all(|aspect| aspect.sentiment == feeling) {
        return None;
    }
    let mut targets = UNKNOWN;
    set(&mut targets, Intent::Complaint, feeling == "negative");
    set(&mut targets, Intent::Praise, feeling == "positive");
    set(&mut targets, Intent::Buy, false);
    if !asks(scan, scan.tokens()) {
        set(&mut targets, Intent::Question, false);
    }
    Some(targets)
}

/// What a bank's customers ask about when they want something new.
const WANTED: [&str; 6] = [
    "order_physical_card",
    "getting_virtual_card",
    "getting_spare_card",
    "get_physical_card",
    "get_disposable_virtual_card",
    "visa_or_mastercard",
];
/// Pieces of the names of what went wrong.
const TROUBLE: [&str; 13] = [
    "not_working",
    "declined",
    "not_received",
    "failed",
    "wrong",
    "extra_charge",
    "not_recognised",
    "charged",
    "swallowed",
    "not_updated",
    "reverted",
    "not_showing",
    "unable",
];
/// Pieces of the names of what a customer only wants to know.
const PLAIN: [&str; 12] = [
    "age_limit",
    "apple_pay",
    "atm_support",
    "automatic_top_up",
    "support",
    "exchange_rate",
    "change_pin",
    "edit_personal",
    "limits",
    "activate",
    "acceptance",
    "exchange_via_app",
];

/// The targets of a bank customer's question.
pub(crate) fn bank(record: &Record, scan: &Scan<'_>) -> Targets {
    let about = |names: &[&str]| names.iter().any(|name| record.theme.contains(name));
    let mut targets = UNKNOWN;
    set(&mut targets, Intent::Idea, false);
    set(&mut targets, Intent::Praise, false);
    set(&mut targets, Intent::Leave, record.theme == "terminate_account");
    if !about(&WANTED) {
        set(&mut targets, Intent::Buy, false);
    }
    if about(&TROUBLE) || about(&PLAIN) {
        set(&mut targets, Intent::Complaint, about(&TROUBLE));
    }
    if asks(scan, scan.tokens()) {
        set(&mut targets, Intent::Question, true);
    }
    targets
}
