//! Which mentions ask for an answer of ours, and whether they have one.

use crate::Intent;

/// Stars below this are few: "★ 1 y 2".
pub const FEW_STARS: f64 = 3.0;
/// Stars from this on are many: "★ 4 y 5".
pub const MANY_STARS: f64 = 4.0;

/// Where a mention stands with us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answering {
    /// It asks for an answer, and nobody of ours has answered.
    Unanswered,
    /// Somebody of ours has answered, whether it asked or not.
    Answered,
    /// It asks for none and has none.
    Unasked,
}

impl Answering {
    /// All, in display order.
    pub const ALL: [Self; 3] = [Self::Unanswered, Self::Answered, Self::Unasked];

    /// Where a mention stands; our own words stand nowhere.
    #[must_use]
    pub fn of(ours: bool, answered: bool, asks: bool) -> Option<Self> {
        match (ours, answered, asks) {
            (true, ..) => None,
            (_, true, _) => Some(Self::Answered),
            (_, _, true) => Some(Self::Unanswered),
            _ => Some(Self::Unasked),
        }
    }

    /// The name used in queries, the index and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unanswered => "unanswered",
            Self::Answered => "answered",
            Self::Unasked => "unasked",
        }
    }
}

/// Whether a mention asks for an answer: it is a question or a complaint, or it gives few stars.
/// `rating` is in stars, 0 to 5.
#[must_use]
pub fn asks_for_answer(intents: &[Intent], rating: Option<f64>) -> bool {
    let asking = |intent: &Intent| matches!(intent, Intent::Question | Intent::Complaint);
    intents.iter().any(asking) || rating.is_some_and(|stars| stars < FEW_STARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_complaints_and_few_stars_ask() {
        for (intents, rating, asks) in [
            (vec![], None, false),
            (vec![Intent::Question], None, true),
            (vec![Intent::Praise, Intent::Complaint], Some(5.0), true),
            (vec![Intent::Praise, Intent::Idea, Intent::Buy, Intent::Leave], None, false),
            (vec![], Some(1.0), true),
            (vec![], Some(2.5), true),
            (vec![], Some(3.0), false),
            (vec![Intent::Praise], Some(5.0), false),
        ] {
            assert_eq!(asks_for_answer(&intents, rating), asks, "{intents:?} {rating:?}");
        }
    }

    #[test]
    fn an_answer_counts_whether_it_was_asked_for_or_not() {
        assert_eq!(Answering::of(false, false, true), Some(Answering::Unanswered));
        assert_eq!(Answering::of(false, true, true), Some(Answering::Answered));
        assert_eq!(Answering::of(false, true, false), Some(Answering::Answered));
        assert_eq!(Answering::of(false, false, false), Some(Answering::Unasked));
        assert_eq!(Answering::of(true, false, true), None);
    }
}
