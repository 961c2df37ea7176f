//! Learning the workspace's own words again, and the vectors that come of it.

use std::sync::Arc;

use plaza_core::{DAY_MS, MentionId, Millis, SharedEmbedder};
use plaza_store::understand::{Centroid, StoredLexicon, Theme, ThemeText, VectorRow};

use super::aside::blocking;
use super::assign::into_bytes;
use super::plan::centroid_of;
use super::space::{Lexicon, ThemeSpace};
use crate::EngineError;
use crate::stop::{StopSign, Stopped};
use crate::understand::Understand;
use crate::understand::text::analyzed_text;

/// Texts read at once.
const READ: i64 = 10_000;
/// Members that the centroid of a theme that people shaped is computed from, the newest.
const CENTROID_OF: usize = 5_000;
/// Age from which words are learnt again.
const STALE_AFTER_MS: Millis = 7 * DAY_MS;
/// Texts between two looks at the sign.
const LOOK: usize = 1_000;

/// What themes are looked for in.
#[derive(Debug, Default)]
pub(super) struct Material {
    /// The mentions with their vectors.
    pub(super) rows: Vec<VectorRow>,
    /// What the vectors are made of.
    pub(super) model: String,
    /// Centroids of the themes as they are, of these vectors.
    pub(super) centroids: Vec<Centroid>,
    /// The words behind the vectors, where they were learnt just now.
    pub(super) lexicon: Option<StoredLexicon>,
}

impl Understand<'_> {
    /// Words are learnt again when there are half as many mentions again, or after a week.
    pub(super) async fn are_words_due(&self) -> Result<bool, EngineError> {
        let Some(name) = self.shared().store.understand().lexicon_name().await? else {
            return Ok(true);
        };
        let last = self.shared().store.last_mention_id().await?.get();
        let learnt = name.last_mention_id.get();
        Ok(name.base != self.parts().embedder.model()
            || last >= learnt + learnt / 2
            || self.shared().now() >= name.learnt_at + STALE_AFTER_MS)
    }

    /// Learns the words of the mentions above `after` anew, without storing anything.
    pub(super) async fn learn_words(
        &self,
        after: MentionId,
        themes: &[Theme],
    ) -> Result<Material, EngineError> {
        let last = self.shared().store.last_mention_id().await?;
        let texts = self.texts_to_learn(after).await?;
        let older = self.older_members(&texts, themes).await?;
        let embedder = Arc::clone(&self.parts().embedder);
        let base = embedder.model().to_owned();
        let held: Vec<Theme> = themes.iter().filter(|theme| is_shaped(theme)).cloned().collect();
        let stop = self.engine.stop_sign();
        let work = move || learnt(embedder, &texts, &older, &held, &stop);
        let (mut material, body) = blocking(work).await??;
        material.lexicon = Some(StoredLexicon {
            model: material.model.clone(),
            base,
            last_mention_id: last,
            learnt_at: self.shared().now(),
            body,
        });
        Ok(material)
    }

    async fn texts_to_learn(&self, mut after: MentionId) -> Result<Vec<ThemeText>, EngineError> {
        let mut texts = Vec::new();
        loop {
            let page = self.shared().store.understand().sample_texts(after, READ).await?;
            let Some(last) = page.last() else { return Ok(texts) };
            after = last.id;
            texts.extend(page);
            self.engine.stop_sign().check()?;
        }
    }

    /// The newest members of themes that people shaped and nobody has spoken of lately.
    async fn older_members(
        &self,
        texts: &[ThemeText],
        themes: &[Theme],
    ) -> Result<Vec<ThemeText>, EngineError> {
        let mut older = Vec::new();
        for theme in themes.iter().filter(|theme| is_shaped(theme)) {
            if !texts.iter().any(|text| text.theme_id == Some(theme.id)) {
                let limit = i64::try_from(CENTROID_OF).unwrap_or(i64::MAX);
                older.extend(self.shared().store.understand().member_texts(theme.id, limit).await?);
                self.engine.stop_sign().check()?;
            }
        }
        Ok(older)
    }
}

/// Whether mentions join it by likeness to what people put there.
fn is_shaped(theme: &Theme) -> bool {
    theme.held && !theme.by_keywords
}

/// The vectors of all texts by the words that they hold, the centroids of `held` themes, and the
/// words as they are stored.
fn learnt(
    embedder: SharedEmbedder,
    texts: &[ThemeText],
    older: &[ThemeText],
    held: &[Theme],
    stop: &StopSign,
) -> Result<(Material, Vec<u8>), EngineError> {
    let said = texts.iter().map(|text| analyzed_text(&text.title, &text.text));
    let lexicon = Lexicon::learn(&*embedder, said, stop)?;
    let (space, body) = ThemeSpace::learnt(embedder, lexicon)?;
    let rows = rows(&space, texts, stop)?;
    let older = self::rows(&space, older, stop)?;
    let mut centroids = Vec::new();
    for theme in held {
        stop.check()?;
        let newest = rows.iter().rev().chain(&older);
        let members: Vec<&VectorRow> =
            newest.filter(|row| row.theme_id == Some(theme.id)).take(CENTROID_OF).collect();
        if members.is_empty() {
            continue;
        }
        centroids.push(centroid_of(theme.id, members));
    }
    let model = space.model().to_owned();
    Ok((Material { rows, model, centroids, lexicon: None }, body))
}

fn rows(
    space: &ThemeSpace,
    texts: &[ThemeText],
    stop: &StopSign,
) -> Result<Vec<VectorRow>, Stopped> {
    let mut rows = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        if index.is_multiple_of(LOOK) {
            stop.check()?;
        }
        rows.push(VectorRow {
            id: text.id,
            vector: into_bytes(&space.vector(&analyzed_text(&text.title, &text.text))),
            theme_id: text.theme_id,
            moved: text.moved,
        });
    }
    Ok(rows)
}
