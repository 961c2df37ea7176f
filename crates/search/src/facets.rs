//! Counting values: each mention has one code per facet, read from a fast field in blocks.

use std::sync::Arc;

use plaza_core::{Intent, Sentiment};
use rustc_hash::FxHashMap;
use tantivy::columnar::ColumnValues;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, SegmentReader};

use crate::Facet;
use crate::schema::{
    Labels, MIXED_BIT, NONE, answer_name, column, confidence_name, sentiment_name, stars_name,
    unpack_lang,
};

/// Values of one fast field for one block of documents.
pub(crate) struct BlockColumn<T: 'static> {
    values: Arc<dyn ColumnValues<T>>,
    pub(crate) block: [T; COLLECT_BLOCK_BUFFER_LEN],
}

impl<T: Copy + Default + PartialOrd + 'static> BlockColumn<T> {
    fn new(values: Arc<dyn ColumnValues<T>>) -> Self {
        Self { values, block: [T::default(); COLLECT_BLOCK_BUFFER_LEN] }
    }

    /// Reads the values of `docs`, at most a block of them.
    pub(crate) fn load(&mut self, docs: &[DocId]) -> &[T] {
        let block = &mut self.block[..docs.len()];
        self.values.get_vals(docs, block);
        block
    }

    /// The value of one document.
    pub(crate) fn get(&self, doc: DocId) -> T {
        self.values.get_val(doc)
    }
}

/// A column of whole numbers; every document has a value in it.
pub(crate) fn i64_column(reader: &SegmentReader, name: &str) -> tantivy::Result<BlockColumn<i64>> {
    let column = reader.fast_fields().i64(name)?;
    let column = if column.get_cardinality().is_full() {
        column.values
    } else {
        column.first_or_default_col(0)
    };
    Ok(BlockColumn::new(column))
}

fn u64_column(reader: &SegmentReader, name: &str) -> tantivy::Result<BlockColumn<u64>> {
    let column = reader.fast_fields().u64(name)?;
    let column = if column.get_cardinality().is_full() {
        column.values
    } else {
        column.first_or_default_col(0)
    };
    Ok(BlockColumn::new(column))
}

/// Reads the codes of several facets; facets that share a column read it once.
pub(crate) struct CodeReader {
    facets: Vec<Facet>,
    labels: Option<BlockColumn<u64>>,
    source: Option<BlockColumn<i64>>,
    theme: Option<BlockColumn<i64>>,
    channel: Option<BlockColumn<u64>>,
}

impl CodeReader {
    pub(crate) fn new(facets: &[Facet]) -> Self {
        Self { facets: facets.to_vec(), labels: None, source: None, theme: None, channel: None }
    }

    /// Opens the columns of a segment.
    pub(crate) fn segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        for facet in &self.facets {
            match facet {
                Facet::Source => self.source = Some(i64_column(reader, column::SOURCE)?),
                Facet::Theme => self.theme = Some(i64_column(reader, column::THEME)?),
                Facet::Aspect => {}
                Facet::Channel => self.channel = Some(u64_column(reader, column::CHANNEL)?),
                Facet::Lang
                | Facet::Sentiment
                | Facet::Intent
                | Facet::Confidence
                | Facet::Answer
                | Facet::Rating => {
                    self.labels = Some(u64_column(reader, column::LABELS)?);
                }
            }
        }
        Ok(())
    }

    /// Reads the codes of a block of documents.
    pub(crate) fn load(&mut self, docs: &[DocId]) {
        for column in [&mut self.labels, &mut self.channel].into_iter().flatten() {
            column.load(docs);
        }
        for column in [&mut self.source, &mut self.theme].into_iter().flatten() {
            column.load(docs);
        }
    }

    /// The codes of a block of documents in the column of a facet that has one of its own.
    pub(crate) fn own_codes(&self, facet: Facet) -> Option<OwnCodes<'_>> {
        match facet {
            Facet::Source => self.source.as_ref().map(|column| OwnCodes::Signed(&column.block)),
            Facet::Theme => self.theme.as_ref().map(|column| OwnCodes::Signed(&column.block)),
            Facet::Channel => self.channel.as_ref().map(|column| OwnCodes::Plain(&column.block)),
            _ => None,
        }
    }

    /// The labels of a block of documents, where a facet is a part of them.
    pub(crate) fn labels(&self) -> Option<&[u64]> {
        self.labels.as_ref().map(|column| column.block.as_slice())
    }

    /// The one code of the document at `at` in the block; aspects have none.
    pub(crate) fn code(&self, facet: Facet, index: usize) -> u64 {
        let id = |column: &Option<BlockColumn<i64>>| {
            column.as_ref().map_or(0, |column| column.block[index].cast_unsigned())
        };
        match facet {
            Facet::Source => id(&self.source),
            Facet::Theme => id(&self.theme),
            Facet::Channel => self.channel.as_ref().map_or(0, |column| column.block[index]),
            Facet::Aspect => 0,
            _ => label_part(
                facet,
                Labels(self.labels.as_ref().map_or(0, |column| column.block[index])),
            ),
        }
    }
}

/// Codes of a block of documents as their column holds them.
pub(crate) enum OwnCodes<'a> {
    /// Numbers below 2^63.
    Plain(&'a [u64]),
    /// Ids.
    Signed(&'a [i64]),
}

/// The code of a facet that is a part of the labels; 0 for others.
pub(crate) fn label_part(facet: Facet, labels: Labels) -> u64 {
    match facet {
        Facet::Lang => labels.lang_part(),
        Facet::Sentiment => labels.sentiment_part(),
        Facet::Intent => labels.intent_part(),
        Facet::Confidence => labels.confidence_part(),
        Facet::Answer => labels.answer_part(),
        Facet::Rating => labels.stars_part(),
        Facet::Source | Facet::Theme | Facet::Channel | Facet::Aspect => 0,
    }
}

/// The values that a code stands for; several for intents.
pub(crate) fn values_of(facet: Facet, code: u64) -> Vec<String> {
    match facet {
        Facet::Lang | Facet::Theme | Facet::Intent | Facet::Aspect | Facet::Channel
            if code == 0 =>
        {
            vec![NONE.to_owned()]
        }
        Facet::Lang => vec![unpack_lang(code)],
        Facet::Sentiment => {
            let own = sentiment_name(code & !MIXED_BIT);
            let mixed = Sentiment::Mixed.name();
            let marked = code & MIXED_BIT != 0 && own != mixed;
            [Some(own), marked.then_some(mixed)].into_iter().flatten().map(str::to_owned).collect()
        }
        Facet::Confidence => vec![confidence_name(code).to_owned()],
        Facet::Answer => vec![answer_name(code).to_owned()],
        Facet::Rating => vec![stars_name(code).to_owned()],
        // The number; whoever holds the index turns it into a name.
        Facet::Aspect | Facet::Channel => vec![code.to_string()],
        Facet::Source | Facet::Theme => vec![code.cast_signed().to_string()],
        Facet::Intent => (0u32..)
            .zip(Intent::ALL)
            .filter(|(index, _)| code >> index & 1 == 1)
            .map(|(_, intent)| intent.name().to_owned())
            .collect(),
    }
}

/// Counts by value, largest first; equal counts in order of their values.
pub(crate) fn by_value(
    facet: Facet,
    codes: impl Iterator<Item = (u64, u64)>,
) -> Vec<(String, u64)> {
    let mut counts: FxHashMap<String, u64> = FxHashMap::default();
    for (code, count) in codes {
        for value in values_of(facet, code) {
            *counts.entry(value).or_default() += count;
        }
    }
    let mut values: Vec<_> = counts.into_iter().collect();
    values.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values
}
