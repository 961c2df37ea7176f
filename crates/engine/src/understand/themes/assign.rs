//! Which theme an arriving mention belongs to.

use std::sync::Arc;
use std::time::Duration;

use plaza_core::{ThemeId, say};
use plaza_store::understand::{Centroid, LexiconName};

use super::cluster::{cosine, direction};
use super::matcher::ThemeMatcher;
use super::space::ThemeSpace;
use crate::cached::Cached;
use crate::tasks::panicked;
use crate::understand::Understand;
use crate::{EngineError, EventKind};

/// How long themes are trusted; another process may change them.
const FRESH: Duration = Duration::from_secs(2);
/// Tries to read words and themes that go together.
const TRIES: usize = 5;

/// Sorts texts into the themes as they are now: keywords that people chose first, then the theme
/// whose centroid is nearest.
#[derive(Debug)]
pub(crate) struct ThemeAssigner {
    keywords: ThemeMatcher,
    centroids: Vec<ThemeCentroid>,
    space: Arc<ThemeSpace>,
}

#[derive(Debug)]
struct ThemeCentroid {
    theme: ThemeId,
    direction: Vec<f32>,
    reach: f32,
}

/// For as long as no theme changes here.
pub(in crate::understand) type AssignerCache = Cached<u64, Arc<ThemeAssigner>>;

impl ThemeAssigner {
    pub(super) fn new(
        keywords: ThemeMatcher,
        centroids: &[Centroid],
        space: Arc<ThemeSpace>,
    ) -> Self {
        let centroids = centroids
            .iter()
            .map(|centroid| ThemeCentroid {
                theme: centroid.theme_id,
                direction: direction(&from_bytes(&centroid.centroid)),
                #[expect(clippy::cast_possible_truncation, reason = "a cosine")]
                reach: centroid.reach as f32,
            })
            .collect();
        Self { keywords, centroids, space }
    }

    /// What the vectors are made of that its themes are compared by.
    pub(crate) fn space(&self) -> &Arc<ThemeSpace> {
        &self.space
    }

    /// The theme of a text with its vector; the older one where two are as near.
    pub(crate) fn theme_of(&self, said: &str, vector: &[i8]) -> Option<ThemeId> {
        self.by_keywords(said).or_else(|| self.nearest(vector))
    }

    /// Whether alike mentions join that theme.
    pub(super) fn has_centroid(&self, theme: ThemeId) -> bool {
        self.centroids.iter().any(|centroid| centroid.theme == theme)
    }

    /// The theme whose keywords it holds.
    pub(super) fn by_keywords(&self, said: &str) -> Option<ThemeId> {
        self.keywords.theme_of(said)
    }

    /// The nearest theme that reaches as far.
    pub(super) fn nearest(&self, vector: &[i8]) -> Option<ThemeId> {
        let row = direction(vector);
        let mut best: Option<(f32, ThemeId)> = None;
        for centroid in
            self.centroids.iter().filter(|centroid| centroid.direction.len() == row.len())
        {
            let likeness = cosine(&row, &centroid.direction);
            if likeness >= centroid.reach && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, centroid.theme));
            }
        }
        best.map(|(_, theme)| theme)
    }
}

impl Understand<'_> {
    /// The themes as they are now, give or take two seconds.
    pub(crate) async fn theme_assigner(&self) -> Result<Arc<ThemeAssigner>, EngineError> {
        let changes = self.shared().sent(EventKind::Themes);
        let load = async |kept: Option<Arc<ThemeAssigner>>| {
            let kept = kept.map(|kept| Arc::clone(kept.space()));
            Ok(Arc::new(self.load_assigner(kept).await?))
        };
        self.parts().assigner.get_or(changes, FRESH, load).await
    }

    /// What vectors are made of now.
    pub(super) async fn theme_space(&self) -> Result<Arc<ThemeSpace>, EngineError> {
        Ok(Arc::clone(self.theme_assigner().await?.space()))
    }

    /// `kept` is taken again while the words are the same.
    async fn load_assigner(
        &self,
        mut kept: Option<Arc<ThemeSpace>>,
    ) -> Result<ThemeAssigner, EngineError> {
        let store = self.shared().store.understand();
        let themes = store.themes(false).await?;
        let by_keywords = themes.iter().filter(|theme| theme.by_keywords);
        let keywords =
            ThemeMatcher::new(by_keywords.map(|theme| (theme.id, theme.keywords.as_slice())));
        for _ in 0..TRIES {
            let name = store.lexicon_name().await?;
            let space = self.load_space(kept.take(), name.as_ref()).await?;
            let centroids = store.centroids(space.model()).await?;
            // Words that were learnt meanwhile go with other centroids.
            if store.lexicon_name().await? == name {
                return Ok(ThemeAssigner::new(keywords, &centroids, space));
            }
            kept = Some(space);
        }
        Err(EngineError::Unavailable(say!("themes-in-flux", "themes are being changed just now")))
    }

    async fn load_space(
        &self,
        kept: Option<Arc<ThemeSpace>>,
        name: Option<&LexiconName>,
    ) -> Result<Arc<ThemeSpace>, EngineError> {
        let embedder = &self.parts().embedder;
        let name = name.filter(|name| name.base == embedder.model());
        let model = name.map_or(embedder.model(), |name| &name.model);
        if let Some(kept) = kept.filter(|kept| kept.model() == model) {
            return Ok(kept);
        }
        let stored = match name {
            Some(_) => self.shared().store.understand().lexicon().await?,
            None => None,
        };
        Ok(Arc::new(match stored {
            Some(stored) => ThemeSpace::stored(Arc::clone(embedder), &stored),
            None => ThemeSpace::plain(Arc::clone(embedder)),
        }))
    }

    /// The vectors of these texts.
    pub(crate) async fn embed(
        &self,
        space: &Arc<ThemeSpace>,
        texts: Vec<String>,
    ) -> Result<Vec<Vec<i8>>, EngineError> {
        let space = Arc::clone(space);
        let work = move || texts.iter().map(|text| space.vector(text)).collect();
        tokio::task::spawn_blocking(work).await.map_err(|error| {
            let why = error.try_into_panic().map(|panic| panicked(&*panic));
            let why = why.unwrap_or_else(|_| say!("cut-off", "it was cut off"));
            EngineError::Unavailable(say!("reading-texts", "reading texts failed: {why}", why))
        })
    }
}

/// A stored vector.
pub(super) fn from_bytes(bytes: &[u8]) -> Vec<i8> {
    bytes.iter().map(|byte| byte.cast_signed()).collect()
}

/// A vector as it is stored.
pub(crate) fn into_bytes(vector: &[i8]) -> Vec<u8> {
    vector.iter().map(|value| value.cast_unsigned()).collect()
}

#[cfg(test)]
mod tests {
    use plaza_core::{Embedder, Word};

    use super::*;

    struct NoWords;

    impl Embedder for NoWords {
        fn model(&self) -> &'static str {
            "none@1"
        }

        fn width(&self) -> usize {
            0
        }

        fn words<'a>(&'a self, _: &str, _: &mut dyn FnMut(Word<'a>)) {}
    }

    #[test]
    fn keywords_come_first_then_the_nearest_within_reach() {
        let words = ["batería".to_owned()];
        let keywords = ThemeMatcher::new([(9.into(), words.as_slice())].into_iter());
        let centroid = |theme_id, x: i8, y: i8| Centroid {
            theme_id,
            centroid: into_bytes(&[x, y]),
            reach: 0.8,
        };
        let centroids =
            [centroid(1.into(), 100, 0), centroid(2.into(), 70, 70), centroid(3.into(), 100, 0)];
        let space = Arc::new(ThemeSpace::plain(Arc::new(NoWords)));
        let assigner = ThemeAssigner::new(keywords, &centroids, space);
        assert_eq!(assigner.theme_of("la bateria", &[100, 0]), Some(9.into()));
        assert_eq!(assigner.theme_of("otra cosa", &[90, 5]), Some(1.into()), "the older of two");
        assert_eq!(assigner.theme_of("otra cosa", &[60, 50]), Some(2.into()));
        assert_eq!(assigner.theme_of("otra cosa", &[-100, 5]), None);
        assert_eq!(assigner.theme_of("otra cosa", &[0, 0]), None);
        assert_eq!(assigner.theme_of("otra cosa", &[1, 2, 3]), None, "another model's");
    }
}
