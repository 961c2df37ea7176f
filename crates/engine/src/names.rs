//! Names in queries: which sources and themes does a person mean?

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use plaza_core::text;
use plaza_search::Names;

use crate::{Engine, EngineError};

/// How long names are trusted; another process may rename things.
const FRESH: Duration = Duration::from_secs(2);

/// Sources and themes by folded name.
#[derive(Debug, Default)]
pub(crate) struct NameTable {
    sources: HashMap<String, Vec<i64>>,
    themes: HashMap<String, Vec<i64>>,
    pub(crate) source_names: HashMap<i64, String>,
    pub(crate) theme_labels: HashMap<i64, String>,
}

impl Names for NameTable {
    fn sources(&self, name: &str) -> Vec<i64> {
        self.sources.get(&text::fold(name)).cloned().unwrap_or_default()
    }

    fn themes(&self, name: &str) -> Vec<i64> {
        self.themes.get(&text::fold(name)).cloned().unwrap_or_default()
    }
}

#[derive(Default)]
pub(crate) struct NameCache(RwLock<Option<(Instant, Arc<NameTable>)>>);

impl NameCache {
    /// Forgets, after a change made here.
    pub(crate) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Engine {
    /// The names as they are now, give or take two seconds.
    pub(crate) async fn names(&self) -> Result<Arc<NameTable>, EngineError> {
        let cached = self.0.names.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, table)) = cached
            && at.elapsed() < FRESH
        {
            return Ok(table);
        }
        let table = Arc::new(self.load_names().await?);
        let entry = (Instant::now(), Arc::clone(&table));
        *self.0.names.0.write().unwrap_or_else(PoisonError::into_inner) = Some(entry);
        Ok(table)
    }

    async fn load_names(&self) -> Result<NameTable, EngineError> {
        let mut table = NameTable::default();
        for source in self.0.store.listen().sources().await? {
            for name in [&source.name, &source.kind] {
                let ids = table.sources.entry(text::fold(name)).or_default();
                if !ids.contains(&source.id) {
                    ids.push(source.id);
                }
            }
            table.sources.entry(source.id.to_string()).or_default().push(source.id);
            table.source_names.insert(source.id, source.name);
        }
        let themes = self.0.store.understand().themes(true).await?;
        for theme in &themes {
            // What belongs to a part belongs to the whole.
            let whole = theme.parent_id.and_then(|id| themes.iter().find(|t| t.id == id));
            if let Some(whole) = whole {
                for name in [text::fold(&whole.label), whole.id.to_string()] {
                    table.themes.entry(name).or_default().push(theme.id);
                }
            }
        }
        for theme in themes {
            // What was merged is found under its old name too.
            let id = theme.merged_into.unwrap_or(theme.id);
            table.themes.entry(text::fold(&theme.label)).or_default().push(id);
            table.themes.entry(theme.id.to_string()).or_default().push(id);
            table.theme_labels.insert(theme.id, theme.label);
        }
        Ok(table)
    }
}
