//! Turns a query into what the engine runs.

use std::ops::{Bound, Range};
use std::sync::Arc;

use plaza_core::text::fold;
use plaza_core::{Millis, Sentiment, SourceId, ThemeId};
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, Query as EngineQuery, RangeQuery,
    TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use crate::aspects;
use crate::complement::ComplementQuery;
use crate::positional::{AnyTermQuery, Plan, SpanQuery};
use crate::query::{
    FieldName, Filter, FilterValue, Leaf, LeafKind, Node, Query, Text, ValueKind, phrase_steps,
    unknown_source, unknown_theme,
};
use crate::readings::WORD_STEP;
use crate::schema::{Fact, Fields, NONE, channel_value, handle_value, rating_value, unpack_lang};
use crate::terms::{LeafTerms, Resolver, Role};
use crate::words::{folded, folded_words};
use crate::{Scope, SearchError};

type Compiled = Result<Box<dyn EngineQuery>, SearchError>;

/// The engine's form of `query` for one state of the index.
pub(crate) fn compile(
    query: &Query,
    scope: &Scope<'_>,
    searcher: &Searcher,
    fields: Fields,
    scoring: bool,
) -> Compiled {
    let Some(root) = &query.root else { return Ok(Box::new(AllQuery)) };
    let resolver = Resolver::new(searcher, fields)?;
    Compiler { resolver, scope: *scope, fields, scoring }.node(root)
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

struct Compiler<'a> {
    resolver: Resolver<'a>,
    scope: Scope<'a>,
    fields: Fields,
    scoring: bool,
}

impl Compiler<'_> {
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
            FieldName::Is => return Ok(self.fact(Fact::Ours, "")),
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
            ValueKind::None | ValueKind::Wildcard(_) | ValueKind::Date(_) => {
                Ok(self.fact(fact, NONE))
            }
        }
    }

    fn date(&self, value: &FilterValue) -> Box<dyn EngineQuery> {
        match value.kind {
            ValueKind::Date(span) => {
                let (from, until) = span.resolve(self.scope.now);
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
