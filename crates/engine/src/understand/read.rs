//! From texts to what is stored of them: tags, theme, vector.

use plaza_core::ThemeId;
use plaza_store::understand::StoredInsight;

use super::Understand;
use super::text::{analyzed_text, spans_in_text};
use super::themes::into_bytes;
use crate::EngineError;

/// A text to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) title: &'a str,
    pub(crate) text: &'a str,
    /// The theme that it stays in; `None` looks for one.
    pub(crate) theme_id: Option<ThemeId>,
    /// One of ours wrote it: no theme is looked for, since themes are what customers speak of.
    pub(crate) ours: bool,
}

/// What was read, one for each text, in order.
pub(crate) struct ReadTexts {
    pub(crate) insights: Vec<StoredInsight>,
    /// As they are stored.
    pub(crate) vectors: Vec<Vec<u8>>,
    /// The model that made the vectors.
    pub(crate) vector_model: String,
}

impl Understand<'_> {
    /// Reads texts: tags, and the theme that each belongs to.
    ///
    /// # Errors
    /// The store or the model fails.
    pub(crate) async fn read_texts(&self, texts: &[Text<'_>]) -> Result<ReadTexts, EngineError> {
        let assigner = self.theme_assigner().await?;
        let space = assigner.space();
        let analyzed: Vec<String> =
            texts.iter().map(|text| analyzed_text(text.title, text.text)).collect();
        let (vectors, (model, insights)) =
            tokio::try_join!(self.embed(space, analyzed.clone()), self.tag(analyzed.clone()))?;
        let insights = texts.iter().zip(insights).zip(analyzed.iter().zip(&vectors));
        let insights = insights.map(|((text, mut insight), (analyzed, vector))| {
            spans_in_text(&mut insight, text.title, text.text);
            let look = || assigner.theme_of(analyzed, vector).filter(|_| !text.ours);
            let theme_id = text.theme_id.or_else(look);
            StoredInsight { model: model.clone(), insight, theme_id }
        });
        Ok(ReadTexts {
            insights: insights.collect(),
            vectors: vectors.iter().map(|vector| into_bytes(vector)).collect(),
            vector_model: space.model().to_owned(),
        })
    }
}
