//! Which kind of source an address belongs to.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use plaza_core::{Permission, Recognised, pasted_address, say};
use plaza_store::Action;

use crate::listen::Listen;
use crate::{Actor, EngineError};

/// Longest time that servers are asked what they run.
const PATIENCE: Duration = Duration::from_secs(12);

impl Listen<'_> {
    /// The kinds of source that somebody may mean who pastes `address`, the likeliest first, with
    /// the settings that it names. An address that is no platform's is asked what it runs.
    ///
    /// # Errors
    /// Forbidden, or what was pasted is no address.
    pub async fn recognise(
        &self,
        actor: &Actor,
        address: &str,
    ) -> Result<Vec<Recognised>, EngineError> {
        actor.require(Permission::ManageSources)?;
        let url = pasted_address(address).ok_or_else(|| {
            EngineError::invalid(
                "address",
                say!("no-whole-address", "takes a whole address, with its domain"),
            )
        })?;
        let factories = &self.shared().connectors;
        let mut found: Vec<Recognised> =
            factories.iter().filter_map(|factory| factory.spec().recognise(&url)).collect();
        if found.is_empty() && url.scheme() != "mailto" {
            let detail = serde_json::json!({ "server": url.origin().ascii_serialization() });
            let act = actor.act(Action::SourceTest, self.shared().now()).with(detail);
            self.shared().store.record(&act, "address").await?;
            found = self.ask_server(address).await;
        }
        found.sort_by_key(|one| std::cmp::Reverse(one.weight));
        Ok(found)
    }

    /// What a server says of itself. A page may always be read as a page.
    async fn ask_server(&self, address: &str) -> Vec<Recognised> {
        let Some(url) = pasted_address(address) else { return Vec::new() };
        let factories = &self.shared().connectors;
        let mut asked: FuturesUnordered<_> =
            factories.iter().map(|factory| factory.recognise_server(&url)).collect();
        let mut found = Vec::new();
        let all = async {
            while let Some(one) = asked.next().await {
                found.extend(one);
            }
        };
        // What has answered by then is enough.
        let _ = tokio::time::timeout(PATIENCE, all).await;
        drop(asked);
        // The software is more than a feed that it offers.
        for one in &mut found {
            one.weight += usize::from(self.has_probe(one.kind)) * 50;
        }
        let page = factories.iter().find(|factory| factory.spec().kind == "web");
        let page = page.and_then(|factory| factory.spec().recognise_here(&url));
        found.extend(page.map(|page| Recognised { weight: 0, ..page }));
        found
    }

    fn has_probe(&self, kind: &str) -> bool {
        self.shared().factory(kind).is_ok_and(|factory| factory.spec().probe.is_some())
    }
}
