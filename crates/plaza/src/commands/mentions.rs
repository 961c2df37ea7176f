//! `plaza mention`.

use plaza_core::{MentionId, limits};
use plaza_engine::find::SearchRequest;
use plaza_engine::{Actor, Engine, Sort};

use crate::cli::MentionCommand;
use crate::output;

pub(super) async fn run(command: MentionCommand, engine: &Engine) -> anyhow::Result<bool> {
    let MentionCommand::Delete { ids, query, reason, yes } = command;
    let ids = match query {
        Some(query) => found(engine, query).await?,
        None => ids.into_iter().map(MentionId::from).collect(),
    };
    let (listen, plaza) = (engine.listen(), Actor::system());
    let preview = listen.deletion_preview(&plaza, &ids).await?;
    let count = preview.mentions;
    if yes != Some(count) {
        output::note(&format!(
            "{count} mentions, {} quotes in ideas and {} answers that have not gone out would go; \
             {} published answers stay. Delete them with --yes {count}",
            preview.quotes, preview.waiting, preview.sent
        ));
        return Ok(false);
    }
    let deleted = listen.delete_mentions(&plaza, &ids, &reason).await?;
    output::line(&format!("{deleted} mentions deleted"));
    Ok(true)
}

/// All that a query finds, up to as many as are deleted at once.
async fn found(engine: &Engine, q: String) -> anyhow::Result<Vec<MentionId>> {
    engine.find().index_caught_up().await?;
    let limit = usize::from(limits::PAGE);
    let mut request =
        SearchRequest { q, sort: Sort::Newest, limit, cursor: None, facets: Vec::new() };
    let mut ids = Vec::new();
    loop {
        let page = engine.find().search(&request).await?;
        ids.extend(page.hits.iter().map(|hit| hit.mention.id));
        if ids.len() >= limits::DELETED_MENTIONS || page.next_cursor.is_none() {
            return Ok(ids);
        }
        request.cursor = page.next_cursor;
    }
}
