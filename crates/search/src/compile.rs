//! Turns a query into what the engine runs.

use std::ops::{Bound, Range};
use std::sync::Arc;

use plaza_core::text::fold;
use plaza_core::{Answering, AuthorId, MentionId, Millis, Sentiment, SourceId, ThemeId};
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, Query as EngineQuery, RangeQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use crate::aspects;
use crate::complement::ComplementQuery;
use crate::positional::{AnyTermQuery, Plan, SpanQuery};
use crate::query::{
    FieldName, Filter, FilterValue, Is, Leaf, LeafKind, Node, Query, Text, ValueKind, phrase_steps,
    unknown_import, unknown_source, unknown_theme,
};
use crate::readings::WORD_STEP;
use crate::schema::{Fact, Fields, NONE, channel_value, handle_value, rating_value, unpack_lang};
use crate::terms::{LeafTerms, Resolver, Role};
use crate::words::{folded, folded_words};
use crate::{Ours, Scope, SearchError};

type Compiled = Result<Box<dyn EngineQuery>, SearchError>;

/// The engine's form of `query` for one state of the index.
pub(crate) fn compile(
    query: &Query,
    scope: &Scope<'_>,
    searcher: &Searcher,
    fields: Fields,
    scoring: bool,
) -> Compiled {
    let resolver = Resolver::new(searcher, fields)?;
    let compiler = Compiler { resolver, scope: *scope, fields, scoring };
    let found = query.root.as_ref().map(|root| compiler.node(root)).transpose()?;
    let ours = if query.says_whose() { Ours::Include } else { scope.ours };
    compiler.said_by(found, ours)
}

/// Narrows an engine query to mentions said in `between`; the end does not belong to it.
pub(crate) fn between(
    query: Box<dyn EngineQuery>,
    fields: Fields,
    between: Option<&Range<Millis>>,
) -> Box<dyn EngineQuery> {
    match between {
        None => query,
        Some(Range { start, end }) => {
            let dates = dates(fields, Some(*start), Some(*end));
            Box::new(BooleanQuery::intersection(vec![query, dates]))
        }
    }
}

fn dates(fields: Fields, from: Option<Millis>, until: Option<Millis>) -> Box<dyn EngineQuery> {
    let term = |millis| Term::from_field_i64(fields.created_at, millis);
    let from = from.map_or(Bound::Unbounded, |from| Bound::Included(term(from)));
    let until = until.map_or(Bound::Unbounded, |until| Bound::Excluded(term(until)));
    Box::new(RangeQuery::new(from, until))
}

/// The stretch of time that a query of one `date:` stands for; all time where it is none.
pub(crate) fn span(query: &Query, scope: &Scope<'_>) -> Range<Millis> {
    let value = match &query.root {
        Some(Node::Filter(Filter { field: FieldName::Date, values })) => values.first(),
        _ => None,
    };
    let (from, until) = match value.map(|value| &value.kind) {
        Some(ValueKind::Date(span)) => span.resolve(scope.now, scope.zone),
        _ => (None, None),
    };
    from.unwrap_or(Millis::MIN)..until.unwrap_or(Millis::MAX)
}

struct Compiler<'a> {
    resolver: Resolver<'a>,
    scope: Scope<'a>,
    fields: Fields,
    scoring: bool,
}

impl Compiler<'_> {
    /// Leaves our own words out of what is found, or everybody else's. It is the one place where
    /// that is done: every list and every figure is of what comes out of here.
    fn said_by(&self, found: Option<Box<dyn EngineQuery>>, ours: Ours) -> Compiled {
        let all = || -> Box<dyn EngineQuery> { Box::new(AllQuery) };
        Ok(match (found, ours, self.ours()?) {
            (found, Ours::Include, _) | (found, Ours::Exclude, None) => found.unwrap_or_else(all),
            (None, Ours::Exclude, Some(ours)) => Box::new(ComplementQuery { inner: ours }),
            (Some(found), Ours::Exclude, Some(ours)) => {
                Box::new(BooleanQuery::new(vec![(Occur::Must, found), (Occur::MustNot, ours)]))
            }
            (_, Ours::Only, None) => Box::new(EmptyQuery),
            (None, Ours::Only, Some(ours)) => ours,
            (Some(found), Ours::Only, Some(ours)) => {
                let ours = Box::new(ConstScoreQuery::new(ours, 0.0));
                Box::new(BooleanQuery::intersection(vec![found, ours]))
            }
        })
    }

    /// What we wrote ourselves; `None` where there is nothing.
    fn ours(&self) -> Result<Option<Box<dyn EngineQuery>>, SearchError> {
        let marked = self.scope.names.marked().iter().map(AuthorId::to_string);
        let terms = marked.map(|id| self.fields.fact(Fact::Author, &id));
        let mut parts: Vec<Box<dyn EngineQuery>> = Vec::new();
        for term in std::iter::once(self.fields.fact(Fact::Ours, "")).chain(terms) {
            if self.resolver.doc_freq(&term)? > 0 {
                parts.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
            }
        }
        Ok((!parts.is_empty()).then(|| any_of(parts)))
    }

    fn is(&self, is: Is) -> Compiled {
        Ok(match is {
            Is::Anyone => Box::new(AllQuery),
            Is::Ours => self.ours()?.unwrap_or_else(|| Box::new(EmptyQuery)),
            Is::Unanswered => self.fact(Fact::Answer, Answering::Unanswered.name()),
            Is::Answered => self.fact(Fact::Answer, Answering::Answered.name()),
            Is::Unasked => self.fact(Fact::Answer, Answering::Unasked.name()),
            Is::Draft => self.these(self.scope.names.drafted()),
            Is::Mine => self.these(self.scope.names.mine()),
        })
    }

    /// The mentions with these ids.
    fn these(&self, ids: &[MentionId]) -> Box<dyn EngineQuery> {
        let term = |id: &MentionId| Term::from_field_i64(self.fields.id, id.get());
        Box::new(TermSetQuery::new(ids.iter().map(term)))
    }

    /// What an import brought or changed.
    fn import(&self, value: &FilterValue) -> Compiled {
        let ValueKind::Id(id) = value.kind else { return Ok(Box::new(EmptyQuery)) };
        let Some(spans) = self.scope.names.import(id) else {
            return Err(unknown_import(id).at(value.at).into());
        };
        let (single, runs): (Vec<_>, Vec<_>) =
            spans.into_iter().partition(|(first, last)| first == last);
        let single: Vec<MentionId> = single.into_iter().map(|(id, _)| id).collect();
        let bound = |id: MentionId| Bound::Included(Term::from_field_i64(self.fields.id, id.get()));
        let mut parts: Vec<Box<dyn EngineQuery>> = runs
            .into_iter()
            .map(|(first, last)| -> Box<dyn EngineQuery> {
                Box::new(RangeQuery::new(bound(first), bound(last)))
            })
            .collect();
        if !single.is_empty() {
            parts.push(self.these(&single));
        }
        Ok(any_of(parts))
    }

    fn node(&self, node: &Node) -> Compiled {
        match node {
            Node::And(parts) => {
                let mut wanted: Vec<(Occur, _)> = Vec::with_capacity(parts.len());
                let mut unwanted = Vec::new();
                for part in parts {
                    match part {
                        Node::Not(inner) => unwanted.push(self.node(inner)?),
                        part => wanted.push((Occur::Must, self.node(part)?)),
                    }
                }
                if wanted.is_empty() {
                    return Ok(Box::new(ComplementQuery { inner: any_of(unwanted) }));
                }
                wanted.extend(unwanted.into_iter().map(|query| (Occur::MustNot, query)));
                Ok(Box::new(BooleanQuery::new(wanted)))
            }
            Node::Or(parts) => {
                let parts = parts.iter().map(|part| self.node(part)).collect::<Result<_, _>>()?;
                Ok(any_of(parts))
            }
            Node::Not(inner) => Ok(Box::new(ComplementQuery { inner: self.node(inner)? })),
            Node::Text(text) => match text.expanded() {
                Text::Leaf(leaf) => self.leaf(&leaf),
                text => {
                    let plan = Arc::new(self.plan(&text)?);
                    Ok(Box::new(SpanQuery { field: self.fields.body, plan }))
                }
            },
            Node::Filter(filter) => {
                let query = self.filter(filter)?;
                // A filter says nothing about how well a mention fits.
                Ok(if self.scoring { Box::new(ConstScoreQuery::new(query, 0.0)) } else { query })
            }
        }
    }

    fn leaf(&self, leaf: &Leaf) -> Compiled {
        if let LeafKind::Word(word) = &leaf.kind {
            return self.word(&folded(word));
        }
        let terms = self.resolver.leaf(leaf, false)?;
        let field = self.fields.body;
        Ok(match leaf.kind {
            // One written form, or a few to tell apart: places decide.
            LeafKind::Exact(_) if self.scoring || terms.needs_places() => {
                Box::new(SpanQuery { field, plan: Arc::new(Plan::Leaf(terms)) })
            }
            _ => Box::new(AnyTermQuery { field, terms }),
        })
    }

    fn word(&self, folded: &str) -> Compiled {
        let option =
            if self.scoring { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let mut parts: Vec<Box<dyn EngineQuery>> = Vec::new();
        for (text, role) in self.resolver.word_terms(folded) {
            let term = Term::from_field_text(self.fields.body, &text);
            if self.resolver.doc_freq(&term)? == 0 {
                continue;
            }
            let query: Box<dyn EngineQuery> = Box::new(TermQuery::new(term, option));
            parts.push(match role {
                Role::InLanguage(lang) => {
                    let lang = self.fact(Fact::Lang, &unpack_lang(lang));
                    let lang = Box::new(ConstScoreQuery::new(lang, 0.0));
                    Box::new(BooleanQuery::intersection(vec![query, lang]))
                }
                Role::Everywhere | Role::Stem | Role::Never => query,
            });
        }
        Ok(any_of(parts))
    }

    fn plan(&self, text: &Text) -> Result<Plan, SearchError> {
        Ok(match text {
            Text::Leaf(leaf) => Plan::Leaf(self.resolver.leaf(leaf, true)?),
            Text::Phrase(leaves) => {
                let leaf = |leaf| self.resolver.leaf(leaf, true).map(Plan::Leaf);
                let parts = leaves.iter().map(leaf).collect::<Result<_, _>>()?;
                Plan::Phrase { parts, steps: phrase_steps(leaves) }
            }
            Text::Near { ordered, distance, left, right } => Plan::Near {
                ordered: *ordered,
                distance: *distance * WORD_STEP,
                left: Box::new(self.plan(left)?),
                right: Box::new(self.plan(right)?),
            },
            Text::Any(parts) => {
                Plan::Any(parts.iter().map(|part| self.plan(part)).collect::<Result<_, _>>()?)
            }
        })
    }

    fn filter(&self, filter: &Filter) -> Compiled {
        let mut parts = Vec::with_capacity(filter.values.len());
        for value in &filter.values {
            parts.push(self.value(filter.field, value)?);
        }
        Ok(any_of(parts))
    }

    fn fact(&self, fact: Fact, value: &str) -> Box<dyn EngineQuery> {
        Box::new(TermQuery::new(self.fields.fact(fact, value), IndexRecordOption::Basic))
    }

    fn facts(&self, terms: LeafTerms) -> Box<dyn EngineQuery> {
        Box::new(AnyTermQuery { field: self.fields.facts, terms })
    }

    fn value(&self, field: FieldName, value: &FilterValue) -> Compiled {
        let fact = match field {
            FieldName::Author => return self.author(value),
            FieldName::Date => return Ok(self.date(value)),
            FieldName::Import => return self.import(value),
            FieldName::Is => {
                return match value.kind {
                    ValueKind::Is(is) => self.is(is),
                    _ => Ok(Box::new(EmptyQuery)),
                };
            }
            FieldName::Aspect(feeling) => return self.aspect(feeling, value),
            FieldName::Confidence => Fact::Confidence,
            FieldName::Source => Fact::Source,
            FieldName::Theme => Fact::Theme,
            FieldName::Lang => Fact::Lang,
            FieldName::Sentiment => Fact::Sentiment,
            FieldName::Intent => Fact::Intent,
            FieldName::Rating => Fact::Rating,
            FieldName::Country => Fact::Country,
            FieldName::Channel => Fact::Channel,
        };
        match &value.kind {
            ValueKind::Text(name) if matches!(fact, Fact::Source | Fact::Theme) => {
                self.named(fact, name, value)
            }
            ValueKind::Text(channel) if fact == Fact::Channel => {
                Ok(self.fact(fact, &channel_value(channel)))
            }
            ValueKind::Text(text) => Ok(self.fact(fact, text)),
            ValueKind::Id(id) => Ok(self.fact(fact, &id.to_string())),
            ValueKind::Rating(low, high) => {
                let (low, high) = (rating_value(*low), rating_value(*high));
                Ok(self.facts(self.resolver.fact_range(fact, &low, &high)?))
            }
            ValueKind::None | ValueKind::Wildcard(_) | ValueKind::Date(_) | ValueKind::Is(_) => {
                Ok(self.fact(fact, NONE))
            }
        }
    }

    fn date(&self, value: &FilterValue) -> Box<dyn EngineQuery> {
        match value.kind {
            ValueKind::Date(span) => {
                let (from, until) = span.resolve(self.scope.now, self.scope.zone);
                dates(self.fields, from, until)
            }
            _ => Box::new(EmptyQuery),
        }
    }

    fn named(&self, fact: Fact, name: &str, value: &FilterValue) -> Compiled {
        let ids: Vec<String> = match fact {
            Fact::Source => {
                self.scope.names.sources(name).iter().map(SourceId::to_string).collect()
            }
            _ => self.scope.names.themes(name).iter().map(ThemeId::to_string).collect(),
        };
        if ids.is_empty() {
            let problem =
                if fact == Fact::Source { unknown_source(name) } else { unknown_theme(name) };
            return Err(problem.at(value.at).into());
        }
        Ok(any_of(ids.iter().map(|id| self.fact(fact, id)).collect()))
    }

    /// One word means any aspect with that word in any inflection; several mean that aspect.
    fn aspect(&self, feeling: Option<Sentiment>, value: &FilterValue) -> Compiled {
        let fact = aspects::fact_of(feeling);
        Ok(match &value.kind {
            ValueKind::Wildcard(pattern) => {
                self.facts(self.resolver.facts(fact, &fold(pattern), value.at)?)
            }
            ValueKind::Text(term) => {
                let key = aspects::key(term);
                let mut forms = vec![key.clone()];
                for language in self.resolver.languages() {
                    let stems = aspects::stemmed(&key, *language);
                    if !forms.contains(&stems) {
                        forms.push(stems);
                    }
                }
                any_of(forms.iter().map(|form| self.fact(fact, form)).collect())
            }
            // No aspect at all, or none of that feeling.
            _ => self.fact(fact, ""),
        })
    }

    /// `@handle` means that handle; anything else, all these words in handle or name.
    fn author(&self, value: &FilterValue) -> Compiled {
        Ok(match &value.kind {
            ValueKind::Wildcard(pattern) if pattern.starts_with('@') => {
                let pattern = handle_value(pattern);
                self.facts(self.resolver.facts(Fact::Handle, &pattern, value.at)?)
            }
            ValueKind::Wildcard(pattern) => {
                let pattern = fold(pattern);
                any_of(vec![
                    self.facts(self.resolver.facts(Fact::AuthorWord, &pattern, value.at)?),
                    self.facts(self.resolver.facts(Fact::Handle, &pattern, value.at)?),
                ])
            }
            ValueKind::Text(name) if name.starts_with('@') => {
                let mut parts = self.called(name);
                parts.push(self.fact(Fact::Handle, &handle_value(name)));
                any_of(parts)
            }
            ValueKind::Text(name) => {
                let words: Vec<_> = folded_words(name)
                    .map(|word| (Occur::Must, self.fact(Fact::AuthorWord, &word.folded)))
                    .collect();
                let mut parts = self.called(name);
                parts.push(Box::new(BooleanQuery::new(words)));
                any_of(parts)
            }
            ValueKind::Id(id) => {
                let name = format!("#{id}");
                let mut parts = self.called(&name);
                parts.push(self.fact(Fact::Author, &name[1..]));
                any_of(parts)
            }
            _ => Box::new(EmptyQuery),
        })
    }

    /// Mentions of the authors who are known by that name, whatever they were called then.
    fn called(&self, name: &str) -> Vec<Box<dyn EngineQuery>> {
        let ids = self.scope.names.authors(name).into_iter();
        ids.map(|id| self.fact(Fact::Author, &id.to_string())).collect()
    }
}

fn any_of(mut parts: Vec<Box<dyn EngineQuery>>) -> Box<dyn EngineQuery> {
    match parts.pop() {
        None => Box::new(EmptyQuery),
        Some(single) if parts.is_empty() => single,
        Some(last) => {
            parts.push(last);
            Box::new(BooleanQuery::union(parts))
        }
    }
}
