//! The innovation backlog.

use serde::{Deserialize, Serialize};

/// Where an idea stands on its way to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdeaStage {
    /// Just noted.
    New,
    /// Somebody studies it.
    Exploring,
    /// It will be done.
    Planned,
    /// It is being done.
    Building,
    /// Customers have it.
    Shipped,
    /// It will not be done; the decision note says why.
    Declined,
}

impl IdeaStage {
    /// All stages, in board order.
    pub const ALL: [Self; 6] =
        [Self::New, Self::Exploring, Self::Planned, Self::Building, Self::Shipped, Self::Declined];

    /// The name used in tables and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Exploring => "exploring",
            Self::Planned => "planned",
            Self::Building => "building",
            Self::Shipped => "shipped",
            Self::Declined => "declined",
        }
    }

    /// The stage with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }
}

/// The inputs of a RICE score (Intercom, 2016: reach × impact × confidence ÷ effort).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiceInputs {
    /// People per quarter; the board proposes the distinct authors of the evidence.
    pub reach: Option<f64>,
    /// 0.25 minimal, 0.5 low, 1 medium, 2 high, 3 massive.
    pub impact: Option<f64>,
    /// 0 to 1.
    pub confidence: Option<f64>,
    /// Person-months, above 0.
    pub effort: Option<f64>,
}

impl RiceInputs {
    /// The score, or `None` while an input is missing or makes no sense.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        let (reach, impact, confidence, effort) =
            (self.reach?, self.impact?, self.confidence?, self.effort?);
        let sound =
            reach >= 0.0 && impact >= 0.0 && (0.0..=1.0).contains(&confidence) && effort > 0.0;
        sound.then(|| reach * impact * confidence / effort)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rice_needs_all_four_inputs() {
        let full = RiceInputs {
            reach: Some(200.0),
            impact: Some(2.0),
            confidence: Some(0.5),
            effort: Some(4.0),
        };
        assert_eq!(full.score(), Some(50.0));
        assert_eq!(RiceInputs { effort: None, ..full }.score(), None);
        assert_eq!(RiceInputs { effort: Some(0.0), ..full }.score(), None);
    }
}
