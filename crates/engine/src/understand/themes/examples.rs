//! A few mentions that stand for a theme, each chosen by a rule that can be told.

use plaza_core::{MentionId, Sentiment, ThemeId};
use plaza_store::understand::MemberFeeling;

use crate::EngineError;
use crate::find::Hit;
use crate::understand::Understand;

/// Newest members of a theme that are looked at.
const LOOKED_AT: i64 = 1_000;
/// Sub-themes that are looked at.
const PARTS: usize = 6;

/// Why a mention stands for its theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleRule {
    /// Nearest to what all of them say.
    Typical,
    /// Said last.
    Newest,
    /// Of those that complain, the one of which the model is surest.
    MostNegative,
    /// Of those that praise, the one of which the model is surest.
    MostPositive,
}

impl ExampleRule {
    /// The name in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Typical => "typical",
            Self::Newest => "newest",
            Self::MostNegative => "most_negative",
            Self::MostPositive => "most_positive",
        }
    }
}

/// A mention that stands for its theme.
#[derive(Debug, Clone)]
pub struct Example {
    /// By which rule.
    pub rule: ExampleRule,
    /// The mention.
    pub hit: Hit,
}

impl Understand<'_> {
    /// Mentions that stand for a theme and its sub-themes, each by another rule and none twice.
    pub(super) async fn examples(
        &self,
        id: ThemeId,
        parts: &[ThemeId],
        typical: Option<&Hit>,
    ) -> Result<Vec<Example>, EngineError> {
        let store = &self.shared().store;
        let mut members = store.understand().member_feelings(id, LOOKED_AT).await?;
        for part in parts.iter().take(PARTS) {
            members.extend(store.understand().member_feelings(*part, LOOKED_AT / 4).await?);
        }
        let chosen = choose(&members, typical.map(|hit| hit.mention.id));
        let ids: Vec<MentionId> = chosen.iter().map(|(_, id)| *id).collect();
        let found = store.mentions(&ids).await?;
        let example = |(rule, id): &(ExampleRule, MentionId)| {
            let mention = found.iter().find(|mention| mention.id == *id)?.clone();
            let hit = Hit { mention, title_marks: Vec::new(), text_marks: Vec::new() };
            Some(Example { rule: *rule, hit })
        };
        Ok(chosen.iter().filter_map(example).collect())
    }
}

/// The best of `members` by each rule; what a rule has taken is not there for the next.
fn choose(members: &[MemberFeeling], typical: Option<MentionId>) -> Vec<(ExampleRule, MentionId)> {
    let mut chosen: Vec<(ExampleRule, MentionId)> =
        typical.into_iter().map(|id| (ExampleRule::Typical, id)).collect();
    let says = |member: &&MemberFeeling, sentiment: Sentiment| member.sentiment == sentiment.name();
    let rules = [ExampleRule::Newest, ExampleRule::MostNegative, ExampleRule::MostPositive];
    for rule in rules {
        let free = members.iter().filter(|m| chosen.iter().all(|(_, id)| *id != m.id));
        let best = match rule {
            ExampleRule::MostNegative => free
                .filter(|m| says(m, Sentiment::Negative))
                .max_by(|a, b| a.negative.total_cmp(&b.negative).then(a.id.cmp(&b.id))),
            ExampleRule::MostPositive => free
                .filter(|m| says(m, Sentiment::Positive))
                .max_by(|a, b| a.positive.total_cmp(&b.positive).then(a.id.cmp(&b.id))),
            ExampleRule::Typical | ExampleRule::Newest => free.max_by_key(|m| (m.created_at, m.id)),
        };
        chosen.extend(best.map(|member| (rule, member.id)));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: i64, at: i64, sentiment: &str, negative: f32, positive: f32) -> MemberFeeling {
        MemberFeeling {
            id: id.into(),
            created_at: at,
            sentiment: sentiment.to_owned(),
            negative,
            positive,
        }
    }

    #[test]
    fn each_rule_takes_the_best_that_is_left() {
        let members = [
            member(1, 10, "negative", 0.7, 0.1),
            member(2, 50, "negative", 0.99, 0.0),
            member(3, 20, "positive", 0.1, 0.8),
            // Surer of it, but a person said that it is neutral.
            member(4, 30, "neutral", 0.0, 0.95),
            member(5, 40, "negative", 0.9, 0.0),
        ];
        let told: Vec<(&str, i64)> =
            choose(&members, Some(5.into())).iter().map(|(r, id)| (r.name(), id.get())).collect();
        let expected = [("typical", 5), ("newest", 2), ("most_negative", 1), ("most_positive", 3)];
        assert_eq!(told, expected);
        assert_eq!(choose(&[], None), []);
    }
}
