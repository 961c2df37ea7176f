//! Taking over what the theme finder found: all of it, or nothing.

use plaza_core::{MentionId, Millis, ThemeId};

use super::Understand;
use super::lexicon::{self, StoredLexicon};
use super::theme::{Centroid, NewTheme, insert};
use crate::db::{Arg, Durability, Tx, args};
use crate::sql::RowStatement;
use crate::stored::to_json;
use crate::{Result, StoreError};

/// A theme as the finder sees it now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RefinedTheme {
    /// The theme that it is; `None` makes a new one.
    pub id: Option<ThemeId>,
    /// Its name, for a new one and for one that people have not shaped.
    pub label: String,
    /// Words that mark it, strongest first.
    pub keywords: Vec<String>,
    /// Its centroid; empty for a theme that only has sub-themes.
    pub centroid: Vec<u8>,
    /// Least cosine of a mention that joins, 0 to 1.
    pub reach: f64,
    /// The theme that it is part of, as a place in [`Refinement::themes`] before its own.
    pub parent: Option<usize>,
}

/// What the theme finder found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Refinement {
    /// The model of the vectors.
    pub model: String,
    /// The words that go with it, where they were learnt anew.
    pub lexicon: Option<StoredLexicon>,
    /// Centroids of themes that people have shaped, where the model is another one.
    pub held: Vec<Centroid>,
    /// Parents before their sub-themes.
    pub themes: Vec<RefinedTheme>,
    /// Mentions that change their theme: places in `themes`, or none.
    pub moved: Vec<(MentionId, Option<usize>)>,
    /// Themes that are no more, and the place of the one that holds most of their mentions.
    pub absorbed: Vec<(ThemeId, usize)>,
    /// [`Store::last_theme_edit`] when the finder began.
    pub last_edit: i64,
    /// The last mention that was looked at; kept under `key`.
    pub progress: (String, MentionId),
    /// When.
    pub now: Millis,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refined {
    /// Themes that are new.
    pub new: usize,
    /// Themes that are no more; their ids lead to those that took their mentions in.
    pub gone: usize,
    /// Mentions that changed their theme.
    pub moved: usize,
    /// The revision afterwards.
    pub revision: i64,
}

impl Understand<'_> {
    /// Takes a refinement over in one transaction. Themes that people shaped and mentions that
    /// people moved stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when people edited a theme since the finder began: look again.
    pub async fn apply_refinement(&self, refinement: &Refinement) -> Result<Refined> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.lock_revision().await?;
        let last: i64 = tx
            .value("select coalesce(max(id), 0) + count(undone_at) from theme_edit", args![])
            .await?;
        if last != refinement.last_edit {
            return Err(StoreError::Conflict);
        }
        if let Some(lexicon) = &refinement.lexicon {
            lexicon::replace(&mut tx, lexicon).await?;
        }
        let (ids, new) = write_themes(&mut tx, refinement).await?;
        for held in &refinement.held {
            held.write(&mut tx, &refinement.model).await?;
        }
        let mut away = 0;
        for (gone, into) in &refinement.absorbed {
            let led = tx
                .run(
                    "update theme set merged_into = $2, state = 'archived', updated_at = $3,
                     version = version + 1, changed_by = 'plaza', changed_at = $3
                     where (id = $1 or merged_into = $1) and not held",
                    args![*gone, ids.get(*into).copied(), refinement.now],
                )
                .await?;
            away += usize::from(led > 0);
        }
        let moved: Vec<(MentionId, Option<ThemeId>)> = refinement
            .moved
            .iter()
            .map(|(mention, at)| (*mention, at.and_then(|at| ids.get(at).copied())))
            .collect();
        let mut changed = assign(&mut tx, &moved).await?;
        for (gone, into) in &refinement.absorbed {
            changed.extend(hand_over(&mut tx, *gone, ids.get(*into).copied()).await?);
        }
        changed.sort_unstable();
        changed.dedup();
        let revision = tx.touch_mentions(&changed).await?;
        let (key, at) = &refinement.progress;
        tx.run(
            "insert into meta (meta_key, value) values ($1, $2)
             on conflict (meta_key) do update set value = excluded.value",
            args![key, at.to_string()],
        )
        .await?;
        tx.commit().await?;
        Ok(Refined { new, gone: away, moved: changed.len(), revision })
    }
}

/// Makes new themes and brings known ones up to date; returns all ids in order, and how many are
/// new.
async fn write_themes(tx: &mut Tx, refinement: &Refinement) -> Result<(Vec<ThemeId>, usize)> {
    let mut ids: Vec<ThemeId> = Vec::with_capacity(refinement.themes.len());
    let mut new = 0;
    for theme in &refinement.themes {
        let parent = theme.parent.and_then(|at| ids.get(at).copied());
        let id = match theme.id {
            Some(id) => {
                tx.run(
                    "update theme set label = $2, keywords = $3, parent_id = $4, state = 'active',
                     version = case when label = $2 then version else version + 1 end,
                     changed_by = case when label = $2 then changed_by else 'plaza' end,
                     changed_at = case when label = $2 then changed_at else $5 end,
                     updated_at = case when label = $2 then updated_at else $5 end
                     where id = $1 and not held",
                    args![id, &theme.label, to_json(&theme.keywords)?, parent, refinement.now],
                )
                .await?;
                id
            }
            None => {
                new += 1;
                let made = NewTheme {
                    label: theme.label.clone(),
                    keywords: theme.keywords.clone(),
                    ..NewTheme::default()
                };
                insert(tx, &made, parent, false, refinement.now).await?.id
            }
        };
        let centroid = (!theme.centroid.is_empty()).then(|| theme.centroid.clone());
        tx.run(
            "update theme set centroid = $2, centroid_model = $3, reach = $4
             where id = $1 and (not held or $2 is not null)",
            args![id, centroid, &refinement.model, theme.reach],
        )
        .await?;
        ids.push(id);
    }
    Ok((ids, new))
}

/// Gives what is left of a theme that is no more to the one that absorbed it; returns the mentions.
async fn hand_over(tx: &mut Tx, gone: ThemeId, into: Option<ThemeId>) -> Result<Vec<MentionId>> {
    tx.run(
        "update theme set parent_id = $2 where parent_id = $1 and id <> $2
         and exists (select 1 from theme t where t.id = $1 and t.merged_into = $2)",
        args![gone, into],
    )
    .await?;
    let moved: Vec<(i64,)> = tx
        .all(
            "update insight set theme_id = $2 where theme_id = $1
             and exists (select 1 from theme t where t.id = $1 and t.merged_into = $2)
             returning mention_id",
            args![gone, into],
        )
        .await?;
    Ok(moved.into_iter().map(|(id,)| id.into()).collect())
}

/// Records which themes the model puts mentions in; returns those that changed.
pub(crate) async fn assign(
    tx: &mut Tx,
    themes: &[(MentionId, Option<ThemeId>)],
) -> Result<Vec<MentionId>> {
    let statement = RowStatement {
        head: "with v (mention_id, theme_id) as (values",
        columns: 2,
        tail: ") update insight set theme_id = v.theme_id from v
               where insight.mention_id = v.mention_id
               and insight.theme_id is distinct from v.theme_id returning insight.mention_id",
    };
    let changed: Vec<(i64,)> = tx
        .fetch_rows(&statement, themes, |(mention, theme), args| {
            args.extend([Arg::from(*mention), Arg::from(*theme)]);
            Ok(())
        })
        .await?;
    Ok(changed.into_iter().map(|(id,)| id.into()).collect())
}
