//! Keeping themes: discovery now and then, sorting mentions in when themes have changed.

use std::collections::HashSet;
use std::time::Duration;

use plaza_core::{Millis, Permission};
use plaza_store::NewTheme;

use super::discover::discover;
use super::matcher::stems;
use crate::analysis::analysed_text;
use crate::{Actor, Engine, EngineError, EventKind};

const JOB_DISCOVER: &str = "themes.discover";
const JOB_GROUP: &str = "themes.group";
/// How long a process may take for one job before another takes it over.
const LEASE_MS: Millis = 10 * 60_000;
/// Tries after which a job is parked with its error.
const MAX_ATTEMPTS: i64 = 3;
/// Pause before another try.
const RETRY_MS: Millis = 60_000;
/// Longest time until a job is noticed.
const POLL: Duration = Duration::from_secs(5);
/// Most recent mentions that themes are looked for in.
const SAMPLE: i64 = 20_000;
/// Mentions sorted at once.
const PAGE: i64 = 2_000;
/// Pause between pages, so that people who search are not kept waiting.
const BREATHE: Duration = Duration::from_millis(10);
/// Fewest mentions from which themes are looked for without being asked.
const FEWEST_MENTIONS: i64 = 100;
/// Key of the revision at the last discovery.
const LAST_DISCOVERY: &str = "themes.discovered_at";

impl Engine {
    /// Looks for themes now and sorts every mention in; existing themes keep their ids and edits.
    /// Returns how many themes are new.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn rebuild_themes(&self, actor: &Actor) -> Result<usize, EngineError> {
        Self::check(actor, Permission::Curate)?;
        let new = self.discover_themes().await?;
        self.group_mentions().await?;
        let detail = serde_json::json!({ "new": new });
        self.audit(actor, "themes.rebuild", "themes".to_owned(), detail).await?;
        Ok(new)
    }

    /// Asks that themes be looked for in the background.
    ///
    /// # Errors
    /// Forbidden, or the store fails.
    pub async fn rebuild_themes_soon(&self, actor: &Actor) -> Result<(), EngineError> {
        Self::check(actor, Permission::Curate)?;
        self.enqueue(JOB_DISCOVER).await
    }

    /// Asks that every mention be sorted into the themes as they are now.
    pub(super) async fn request_grouping(&self) -> Result<(), EngineError> {
        self.enqueue(JOB_GROUP).await
    }

    async fn enqueue(&self, kind: &str) -> Result<(), EngineError> {
        let (now, payload) = (self.now(), serde_json::Value::Null);
        self.0.store.enqueue_job(kind, &payload, Some(kind), now, now).await?;
        Ok(())
    }

    pub(crate) fn start_theming(&self) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            while !engine.0.stop.is_cancelled() {
                if let Err(error) = engine.theme_step().await {
                    tracing::error!(?error, "theme upkeep failed; it is tried again");
                }
                tokio::select! {
                    () = engine.0.stop.cancelled() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
        });
    }

    async fn theme_step(&self) -> Result<(), EngineError> {
        if self.is_discovery_due().await? {
            self.enqueue(JOB_DISCOVER).await?;
        }
        let kinds = [JOB_DISCOVER, JOB_GROUP];
        let Some(job) = self.0.store.claim_job(&kinds, self.now(), LEASE_MS).await? else {
            return Ok(());
        };
        let done = match job.kind.as_str() {
            JOB_DISCOVER => match self.discover_themes().await {
                Ok(0) => Ok(()),
                Ok(_) => self.request_grouping().await,
                Err(error) => Err(error),
            },
            _ => self.group_mentions().await,
        };
        match done {
            Ok(()) => Ok(self.0.store.finish_job(job.id).await?),
            Err(error) => {
                let again = (job.attempts < MAX_ATTEMPTS).then(|| self.now() + RETRY_MS);
                Ok(self.0.store.fail_job(job.id, &error.to_string(), again).await?)
            }
        }
    }

    /// Discovery is worth its while when half as many mentions again have come since the last.
    async fn is_discovery_due(&self) -> Result<bool, EngineError> {
        let mentions = self.0.store.last_mention_id().await?;
        let last = self.0.store.meta(LAST_DISCOVERY).await?;
        let last: i64 = last.and_then(|at| at.parse().ok()).unwrap_or(0);
        Ok(mentions >= FEWEST_MENTIONS && mentions >= last + last / 2)
    }

    /// Looks for themes in the most recent mentions. Themes that people or earlier runs made stay;
    /// words that belong to a theme already, archived ones included, make no other.
    async fn discover_themes(&self) -> Result<usize, EngineError> {
        let last = self.0.store.last_mention_id().await?;
        let texts = self.0.store.sample_texts((last - SAMPLE).max(0), SAMPLE).await?;
        let found = tokio::task::spawn_blocking(move || discover(&texts))
            .await
            .map_err(|_| EngineError::Unavailable("looking for themes was cut off".to_owned()))?;
        let mut taken: HashSet<Vec<String>> = HashSet::new();
        for theme in self.0.store.themes(true).await? {
            taken.extend(theme.keywords.iter().map(|keyword| stems(keyword)));
        }
        let mut new = 0;
        for theme in found {
            if theme.keywords.iter().any(|keyword| taken.contains(&stems(keyword))) {
                continue;
            }
            let theme = NewTheme {
                label: theme.label,
                keywords: theme.keywords,
                description: String::new(),
            };
            self.0.store.create_theme(&theme, self.now()).await?;
            new += 1;
        }
        self.0.store.set_meta(LAST_DISCOVERY, &last.to_string()).await?;
        self.0.names.forget();
        self.tell(EventKind::Themes, self.0.store.revision().await?);
        Ok(new)
    }

    /// Sorts every mention into the themes as they are now.
    async fn group_mentions(&self) -> Result<(), EngineError> {
        let matcher = self.theme_matcher().await?;
        let mut after = 0;
        loop {
            let page = self.0.store.sample_texts(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            let moved: Vec<(i64, Option<i64>)> = page
                .iter()
                .map(|m| (m, matcher.theme_of(&analysed_text(&m.title, &m.text))))
                .filter(|(mention, theme)| mention.theme_id != *theme)
                .map(|(mention, theme)| (mention.id, theme))
                .collect();
            if !moved.is_empty() {
                self.0.store.set_themes(&moved).await?;
                self.0.changed.notify_one();
            }
            if self.0.stop.is_cancelled() {
                return Err(EngineError::Unavailable("Plaza is shutting down".to_owned()));
            }
            tokio::time::sleep(BREATHE).await;
        }
        self.tell(EventKind::Themes, self.0.store.revision().await?);
        Ok(())
    }
}
