//! Names in queries: which sources and themes does a person mean?

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use plaza_core::{Accounts, AuthorId, MentionId, SourceId, ThemeId, UserId, text};
use plaza_search::{Asked, Names};

use super::Find;
use crate::cached::Cached;
use crate::{EngineError, EventKind};

/// How long names are trusted; another process may rename things.
const FRESH: Duration = Duration::from_secs(2);

/// Sources and themes by folded name.
#[derive(Debug, Default)]
pub(crate) struct NameTable {
    sources: HashMap<String, Vec<SourceId>>,
    themes: HashMap<String, Vec<ThemeId>>,
    pub(crate) source_names: HashMap<SourceId, String>,
    pub(crate) theme_labels: HashMap<ThemeId, String>,
}

impl Names for NameTable {
    fn sources(&self, name: &str) -> Vec<SourceId> {
        self.sources.get(&text::fold(name)).cloned().unwrap_or_default()
    }

    fn themes(&self, name: &str) -> Vec<ThemeId> {
        self.themes.get(&text::fold(name)).cloned().unwrap_or_default()
    }
}

/// The names, and what else one query asks for.
pub(super) struct QueryNames {
    table: Arc<NameTable>,
    accounts: Arc<Accounts>,
    authors: HashMap<String, Vec<AuthorId>>,
    imports: HashMap<i64, Vec<(MentionId, MentionId)>>,
    drafted: Vec<MentionId>,
    mine: Vec<MentionId>,
}

impl Names for QueryNames {
    fn sources(&self, name: &str) -> Vec<SourceId> {
        self.table.sources(name)
    }

    fn themes(&self, name: &str) -> Vec<ThemeId> {
        self.table.themes(name)
    }

    fn authors(&self, name: &str) -> Vec<AuthorId> {
        self.authors.get(name).cloned().unwrap_or_default()
    }

    fn marked(&self) -> &[AuthorId] {
        &self.accounts.marked
    }

    fn import(&self, id: i64) -> Option<Vec<(MentionId, MentionId)>> {
        self.imports.get(&id).cloned()
    }

    fn drafted(&self) -> &[MentionId] {
        &self.drafted
    }

    fn mine(&self) -> &[MentionId] {
        &self.mine
    }
}

/// For as long as no source and no theme changes here.
pub(super) type NameCache = Cached<[u64; 2], Arc<NameTable>>;

impl Find<'_> {
    /// The names as they are now, give or take two seconds.
    pub(crate) async fn names(&self) -> Result<Arc<NameTable>, EngineError> {
        let shared = self.shared();
        let changes = [shared.sources_named(), shared.sent(EventKind::Themes)];
        let load = async |_| Ok(Arc::new(self.load_names().await?));
        self.parts().names.get_or(changes, FRESH, load).await
    }

    /// The names, and what a query that `reader` asks wants to be told.
    pub(super) async fn names_for(
        &self,
        asked: &Asked,
        reader: Option<UserId>,
    ) -> Result<QueryNames, EngineError> {
        let (table, accounts) = (self.names().await?, self.accounts().await?);
        let find = self.shared().store.find();
        let mut imports = HashMap::with_capacity(asked.imports.len());
        for id in &asked.imports {
            if let Some(spans) = find.import_spans(*id).await? {
                imports.insert(*id, spans);
            }
        }
        let drafted = if asked.drafted { find.drafted().await? } else { Vec::new() };
        let mine = match reader.filter(|_| asked.mine) {
            Some(reader) => find.answered_as(reader).await?,
            None => Vec::new(),
        };
        let authors = self.authors_called(&asked.authors).await?;
        Ok(QueryNames { table, accounts, authors, imports, drafted, mine })
    }

    async fn authors_called(
        &self,
        names: &[String],
    ) -> Result<HashMap<String, Vec<AuthorId>>, EngineError> {
        let store = &self.shared().store;
        let mut found = HashMap::with_capacity(names.len());
        for name in names {
            let ids = match name.strip_prefix('#').and_then(|id| id.parse().ok()) {
                Some(id) => store.authors_of(id).await?,
                None => store.authors_called(name.trim_start_matches('@')).await?,
            };
            found.insert(name.clone(), ids);
        }
        Ok(found)
    }

    /// The sources that a name or an id in a query stands for.
    pub async fn sources_named(&self, name: &str) -> Result<Vec<SourceId>, EngineError> {
        if let Ok(id) = name.parse() {
            return Ok(vec![id]);
        }
        Ok(Names::sources(self.names().await?.as_ref(), name))
    }

    async fn load_names(&self) -> Result<NameTable, EngineError> {
        let mut table = NameTable::default();
        for source in self.shared().store.listen().named_sources().await? {
            for name in [&source.name, &source.kind] {
                let ids = table.sources.entry(text::fold(name)).or_default();
                if !ids.contains(&source.id) {
                    ids.push(source.id);
                }
            }
            table.sources.entry(source.id.to_string()).or_default().push(source.id);
            table.source_names.insert(source.id, source.name);
        }
        let themes = self.shared().store.understand().themes(true).await?;
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
