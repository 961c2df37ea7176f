//! Searching: the index finds, the store shows.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use plaza_core::{Accounts, MentionId, People, UserId, limits, say};
use plaza_search::{
    Asked, Facet, Neighbours, Ours, Query, QueryLimits, Results, Scope, SearchError, SearchIndex,
    SearchOptions, Sort,
};
use plaza_store::MentionView;

use super::Find;
use crate::find::names::NameTable;
use crate::{Actor, EngineError};

/// A search as the board or the API asks for it.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// The query as typed; empty finds everything.
    pub q: String,
    /// In which order.
    pub sort: Sort,
    /// Mentions on a page, 1 to 200.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// What to count.
    pub facets: Vec<Facet>,
}

/// Who asks, and whose words they want.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reader {
    /// For `is:mine`; a program without an account has written nothing.
    pub id: Option<UserId>,
    /// Whether our own words are among what is found.
    pub ours: Ours,
}

impl Reader {
    /// A person or a program that wants customers' words.
    #[must_use]
    pub fn of(actor: &Actor) -> Self {
        Self { id: actor.user_id, ours: Ours::Exclude }
    }

    /// The same, wanting other words.
    #[must_use]
    pub fn wanting(self, ours: Ours) -> Self {
        Self { ours, ..self }
    }
}

/// A mention that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The mention.
    pub mention: MentionView,
    /// Byte ranges of the title that matched.
    pub title_marks: Vec<Range<usize>>,
    /// Byte ranges of the text that matched.
    pub text_marks: Vec<Range<usize>>,
}

/// How often each value of a facet occurs among all that was found.
#[derive(Debug, Clone)]
pub struct FacetCounts {
    /// Which facet.
    pub facet: Facet,
    /// Most frequent first.
    pub values: Vec<FacetValue>,
    /// How many more values there are.
    pub more: usize,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// As written in a query.
    pub value: String,
    /// As shown to a person.
    pub label: String,
    /// Number of mentions.
    pub count: u64,
}

/// A page of results.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// All that was found, on this page and others.
    pub total: u64,
    /// This page.
    pub hits: Vec<Hit>,
    /// The counts that were asked for.
    pub facets: Vec<FacetCounts>,
    /// Where the next page begins; `None` on the last.
    pub next_cursor: Option<String>,
    /// What was typed and cannot be searched for; the rest of the query was.
    pub ignored: Vec<String>,
}

/// What a page shows that people look through.
#[derive(Debug, Clone)]
pub struct Browsed {
    /// What was found.
    pub page: SearchPage,
    /// Who said it, on this page and others.
    pub people: People,
    /// How many were said in each of the stretches of time asked for.
    pub said_in: Vec<u64>,
}

impl Find<'_> {
    /// Finds mentions.
    ///
    /// # Errors
    /// [`EngineError::Query`] points at the character; [`EngineError::Invalid`] for a cursor that
    /// Plaza did not make.
    pub async fn search(&self, request: &SearchRequest) -> Result<SearchPage, EngineError> {
        self.search_as(Reader::default(), request).await
    }

    /// Finds mentions for a reader.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn search_as(
        &self,
        reader: Reader,
        request: &SearchRequest,
    ) -> Result<SearchPage, EngineError> {
        let query = parse(&request.q)?;
        let results = self.run(reader, &query, options(request)).await?;
        self.shown(&query, results).await
    }

    /// Finds mentions for a page that people look through: with the people behind all of them, and
    /// how many were said in each of `spans`, queries such as `date:7d`. Those are counted among
    /// what `undated` finds, the query without its own dates.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn browse(
        &self,
        reader: Reader,
        request: &SearchRequest,
        undated: &str,
        spans: &[&str],
    ) -> Result<Browsed, EngineError> {
        let query = parse(&request.q)?;
        let spans: Vec<Query> = spans.iter().map(|span| parse(span)).collect::<Result<_, _>>()?;
        let is_undated = undated == request.q;
        let own = if is_undated { spans.clone() } else { Vec::new() };
        let options = SearchOptions { people: true, spans: own, ..options(request) };
        let mut results = self.run(reader, &query, options).await?;
        let accounts = self.accounts().await?;
        let people = std::mem::take(&mut results.people).finish(&accounts);
        let said_in = if is_undated {
            std::mem::take(&mut results.spans)
        } else {
            let options = SearchOptions { spans, ..SearchOptions::default() };
            self.run(reader, &parse(undated)?, options).await?.spans
        };
        Ok(Browsed { page: self.shown(&query, results).await?, people, said_in })
    }

    async fn run(
        &self,
        reader: Reader,
        query: &Query,
        options: SearchOptions,
    ) -> Result<Results, EngineError> {
        let (asked, query) = (query.asked(), query.clone());
        let work =
            move |index: &SearchIndex, scope: &Scope<'_>| index.search(&query, scope, &options);
        self.on_index_with(&asked, reader, work).await
    }

    async fn shown(&self, query: &Query, results: Results) -> Result<SearchPage, EngineError> {
        let mentions = self.shared().store.mentions(&results.ids).await?;
        let names = self.names().await?;
        let facets = results.facets.into_iter().map(|counts| label(counts, &names)).collect();
        let hits = mentions.into_iter().map(|mention| hit(query, mention)).collect();
        let (total, next_cursor) = (results.total, results.next_cursor);
        Ok(SearchPage { total, hits, facets, next_cursor, ignored: query.ignored().to_vec() })
    }

    /// Where the page begins on which the mention `id` stands first in the list of what `q` finds;
    /// `None` when it is not among that.
    ///
    /// # Errors
    /// [`EngineError::Query`].
    pub async fn page_of(
        &self,
        reader: Reader,
        q: &str,
        sort: Sort,
        id: MentionId,
    ) -> Result<Option<String>, EngineError> {
        let query = parse(q)?;
        let asked = query.asked();
        let work =
            move |index: &SearchIndex, scope: &Scope<'_>| index.cursor_at(&query, scope, sort, id);
        self.on_index_with(&asked, reader, work).await
    }

    /// How many people what is found comes from.
    ///
    /// # Errors
    /// [`EngineError::Query`].
    pub async fn people(&self, q: &str) -> Result<People, EngineError> {
        self.people_as(Reader::default(), q).await
    }

    /// The same for a reader.
    ///
    /// # Errors
    /// [`EngineError::Query`].
    pub async fn people_as(&self, reader: Reader, q: &str) -> Result<People, EngineError> {
        let query = parse(q)?;
        let accounts = self.accounts().await?;
        let asked = query.asked();
        let work =
            move |index: &SearchIndex, scope: &Scope<'_>| index.people(&query, scope, &accounts);
        self.on_index_with(&asked, reader, work).await
    }

    /// The mentions before and behind `id` in the list of what `q` finds in that order: the same
    /// list that [`Self::search_as`] shows the reader page by page.
    ///
    /// # Errors
    /// [`EngineError::Query`].
    pub async fn neighbours(
        &self,
        reader: Reader,
        q: &str,
        sort: Sort,
        id: MentionId,
    ) -> Result<Neighbours, EngineError> {
        let query = parse(q)?;
        let asked = query.asked();
        let work =
            move |index: &SearchIndex, scope: &Scope<'_>| index.neighbours(&query, scope, sort, id);
        self.on_index_with(&asked, reader, work).await
    }

    /// What is known of accounts beside their mentions.
    pub(super) async fn accounts(&self) -> Result<Arc<Accounts>, EngineError> {
        let store = &self.shared().store;
        let revision = store.accounts_revision().await?;
        let load = async |_| Ok(Arc::new(store.accounts().await?));
        self.parts().accounts.get_or(revision, Duration::MAX, load).await
    }

    /// The name of the source or theme whose id a facet's `value` is; other values as they are.
    pub async fn facet_label(&self, facet: Facet, value: &str) -> Result<String, EngineError> {
        Ok(label_of(facet, value, &*self.names().await?))
    }

    /// Runs `work` on the index, on a thread that may block.
    pub(crate) async fn on_index<T, F>(&self, work: F) -> Result<T, EngineError>
    where
        T: Send + 'static,
        F: FnOnce(&SearchIndex, &Scope<'_>) -> Result<T, SearchError> + Send + 'static,
    {
        self.on_index_with(&Asked::default(), Reader::default(), work).await
    }

    /// The same for a reader's query that wants to be told these things.
    pub(super) async fn on_index_with<T, F>(
        &self,
        asked: &Asked,
        reader: Reader,
        work: F,
    ) -> Result<T, EngineError>
    where
        T: Send + 'static,
        F: FnOnce(&SearchIndex, &Scope<'_>) -> Result<T, SearchError> + Send + 'static,
    {
        let index = self.shared().index.clone();
        let names = self.names_for(asked, reader.id).await?;
        // Another process may have moved the house.
        self.shared().house().await?;
        let (now, zone) = (self.shared().now(), self.engine.zone());
        let work = move || work(&index, &Scope { names: &names, now, zone, ours: reader.ours });
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => Ok(result?),
            Err(_) => Err(EngineError::Unavailable(say!(
                "search-cut-off",
                "the search was cut off; try again"
            ))),
        }
    }
}

fn options(request: &SearchRequest) -> SearchOptions {
    SearchOptions {
        sort: request.sort,
        limit: request.limit.clamp(1, usize::from(limits::PAGE)),
        cursor: request.cursor.clone(),
        facets: request.facets.clone(),
        ..SearchOptions::default()
    }
}

/// Whether a query says itself whose words it wants; otherwise ours are left out.
#[must_use]
pub fn says_whose(q: &str) -> bool {
    parse(q).is_ok_and(|query| query.says_whose())
}

/// Parses what a person typed.
pub(crate) fn parse(q: &str) -> Result<Query, EngineError> {
    Ok(plaza_search::parse(q, &QueryLimits::typed())?)
}

fn hit(query: &Query, mention: MentionView) -> Hit {
    let lang = mention.insight.as_ref().map(|insight| insight.lang.as_str());
    Hit {
        title_marks: query.highlight(&mention.title, lang),
        text_marks: query.highlight(&mention.text, lang),
        mention,
    }
}

fn label(counts: plaza_search::FacetCounts, names: &NameTable) -> FacetCounts {
    let (facet, more) = (counts.facet, counts.more);
    // A source that was deleted may stand in the index for a moment; it has no name any more.
    let is_named = |value: &str| {
        facet != Facet::Source || value.parse().is_ok_and(|id| names.source_names.contains_key(&id))
    };
    let values = counts.values.into_iter().filter(|(value, _)| is_named(value));
    let values = values.map(|(value, count)| FacetValue {
        label: label_of(facet, &value, names),
        value,
        count,
    });
    FacetCounts { facet, values: values.collect(), more }
}

fn label_of(facet: Facet, value: &str, names: &NameTable) -> String {
    let label = match facet {
        Facet::Source => value.parse().ok().and_then(|id| names.source_names.get(&id)),
        Facet::Theme => value.parse().ok().and_then(|id| names.theme_labels.get(&id)),
        _ => None,
    };
    label.cloned().unwrap_or_else(|| value.to_owned())
}
