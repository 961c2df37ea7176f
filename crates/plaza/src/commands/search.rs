//! `plaza search`.

use plaza_core::{Intent, Zone, text};
use plaza_engine::find::SearchRequest;
use plaza_engine::{Engine, EngineError};
use plaza_search::Sort;
use plaza_store::MentionView;

use crate::output;

/// Characters of a text shown on its line.
const SHOWN: usize = 160;

pub(super) async fn run(
    engine: &Engine,
    q: String,
    limit: u16,
    zone: Option<Zone>,
    json: bool,
) -> anyhow::Result<bool> {
    engine.house().await?;
    let engine = &engine.in_zone(zone.unwrap_or_else(|| engine.house_zone()));
    engine.find().index_caught_up().await?;
    let request = SearchRequest {
        q,
        sort: Sort::Newest,
        limit: usize::from(limit),
        cursor: None,
        facets: Vec::new(),
    };
    let page = match engine.find().search(&request).await {
        Err(EngineError::Query(error)) => {
            output::note(&format!("{}\n{}^", request.q, " ".repeat(error.at)));
            anyhow::bail!("{}", error.message);
        }
        page => page?,
    };
    if !page.ignored.is_empty() {
        let signs = page.ignored.join(" ");
        output::note(&format!("searched without {signs}: punctuation alone is not searched"));
    }
    for hit in &page.hits {
        if json {
            output::json(&hit.mention)?;
        } else {
            output::line(&one_line(&hit.mention, engine.zone()));
        }
    }
    if !json {
        output::note(&format!("{} of {}", page.hits.len(), page.total));
    }
    Ok(true)
}

fn one_line(mention: &MentionView, zone: Zone) -> String {
    let said = format!("{} {}", mention.title, mention.text);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let tags = mention.insight.as_ref().map_or_else(String::new, |insight| {
        let intents: Vec<&str> =
            insight.effective_intents.iter().copied().map(Intent::name).collect();
        format!("{} {}", insight.effective_sentiment.name(), intents.join(","))
    });
    let shown = text::truncate_chars(&said, SHOWN);
    let more = if shown.len() < said.len() { "…" } else { "" };
    format!(
        "{}\t{}\t{}\t{}\t{shown}{more}",
        mention.id,
        zone.rfc3339(mention.created_at),
        mention.source_name,
        tags.trim(),
    )
}
