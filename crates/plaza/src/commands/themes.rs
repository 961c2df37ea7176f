//! `plaza themes`.

use plaza_core::{MentionId, SourceId, ThemeId};
use plaza_engine::{Actor, Engine};
use plaza_search::{Ours, QueryLimits, Scope};

use crate::output;

/// Members listed of one theme.
const MOST_MEMBERS: usize = 1_000_000;

pub(super) async fn list(engine: &Engine, members: bool, json: bool) -> anyhow::Result<bool> {
    engine.find().index_caught_up().await?;
    for summary in engine.understand().theme_list(false).await? {
        let theme = &summary.theme;
        let ids = if members { members_of(engine, theme.id)? } else { Vec::new() };
        if json {
            let mut object = serde_json::json!({
                "id": theme.id, "label": theme.label, "keywords": theme.keywords,
                "parent_id": theme.parent_id, "pinned": theme.pinned, "is_new": summary.is_new,
                "direction": summary.direction.name(), "p_value": summary.p_value,
                "total": summary.total, "volume_7d": summary.volume_7d,
                "negative": summary.negative, "neutral": summary.neutral, "positive": summary.positive,
            });
            if members {
                object["members"] = serde_json::to_value(ids)?;
            }
            output::json(&object)?;
        } else {
            let listed: Vec<String> = ids.iter().map(ToString::to_string).collect();
            let line =
                format!("{}\t{}\t{}\t{}", theme.id, theme.label, summary.total, listed.join(" "));
            output::line(line.trim_end());
        }
    }
    Ok(true)
}

fn members_of(engine: &Engine, theme: ThemeId) -> anyhow::Result<Vec<MentionId>> {
    struct ById(ThemeId);
    impl plaza_search::Names for ById {
        fn sources(&self, _: &str) -> Vec<SourceId> {
            Vec::new()
        }
        fn themes(&self, _: &str) -> Vec<ThemeId> {
            vec![self.0]
        }
    }
    let query = plaza_search::parse(&format!("theme:{theme}"), &QueryLimits::typed())?;
    let (now, zone) = (engine.now(), engine.zone());
    let scope = Scope { names: &ById(theme), now, zone, ours: Ours::Exclude };
    Ok(engine.index().matching_ids(&query, &scope, MOST_MEMBERS)?)
}

pub(super) async fn rebuild(engine: &Engine) -> anyhow::Result<bool> {
    let new = engine.understand().rebuild_themes(&Actor::system()).await?;
    engine.find().index_caught_up().await?;
    output::line(&format!("{new} new themes"));
    Ok(true)
}
