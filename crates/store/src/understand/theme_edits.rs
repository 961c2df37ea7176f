//! What people do to themes: merging, splitting, moving mentions; recorded with what was before,
//! so that it can be undone.

use plaza_core::{MentionId, Millis, Seen, ThemeAction, ThemeEditId, ThemeId, limits, say};
use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;

use super::Understand;
use super::theme::{NewTheme, Theme, done, insert, target, theme_columns};
use super::theme_log::{Recorded, record};
use super::theme_members::{carry_out, keep_words, put, remember_all, take_back};
use crate::db::{Arg, Durability, Tx, args};
use crate::sql::ListQuery;
use crate::stored::{OptionalId, Stored, to_json};
use crate::version::Versioned;
use crate::{Act, Action, Done, Result, StoreError};

/// A line of a theme's history.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct ThemeEdit {
    /// Id; later edits have higher ones.
    #[sqlx(try_from = "i64")]
    pub id: ThemeEditId,
    /// The theme.
    #[sqlx(try_from = "i64")]
    pub theme_id: ThemeId,
    /// The other theme of a merge, a split or a move.
    #[sqlx(try_from = "OptionalId")]
    pub other_id: Option<ThemeId>,
    /// What was done.
    #[sqlx(try_from = "Stored")]
    pub action: ThemeAction,
    /// When.
    pub at: Millis,
    /// Who.
    pub actor: String,
    /// When it was undone.
    pub undone_at: Option<Millis>,
}

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The edit that no longer holds.
    pub edit: ThemeEdit,
    /// The theme as it is again.
    pub theme: Theme,
}

macro_rules! edit_columns {
    () => {
        "id, theme_id, other_id, action, at, actor, undone_at"
    };
}

impl Understand<'_> {
    /// Moves all mentions of theme `from` to theme `into`, which takes its keywords too, and
    /// archives `from`; its sub-themes move along. Returns the theme `into`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] for `from`; [`StoreError::Invalid`] when
    /// both are one, or one of them was itself merged.
    pub async fn merge_theme(
        &self,
        from: impl Into<Seen<ThemeId>>,
        into: ThemeId,
        act: &Act<'_>,
    ) -> Result<Done<Theme>> {
        let seen = from.into();
        let from = seen.id;
        if from == into {
            return Err(StoreError::Invalid(say!(
                "theme-into-itself",
                "a theme cannot be merged into itself"
            )));
        }
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.lock_revision().await?;
        tx.next_version(Versioned::Theme, seen, act).await?;
        tx.next_version(Versioned::Theme, into.into(), act).await?;
        let before = family(&mut tx, from, into).await?;
        let keywords = joined_keywords(&before, from, into)?;
        let action = ThemeAction::Merge;
        let edit = Recorded { theme_id: into, other_id: Some(from), action, before: &before };
        let edit = record(&mut tx, &edit, act).await?;
        join(&mut tx, from, into, act.at).await?;
        tx.run(
            "update theme set held = $2, keywords = $3, updated_at = $4 where id = $1",
            args![into, true, to_json(&keywords)?, act.at],
        )
        .await?;
        remember_all(&mut tx, edit, from, into).await?;
        let moved = carry_out(&mut tx, edit).await?;
        tx.touch_mentions(&moved).await?;
        tx.record(&act.with(json!({ "into": into })), &target(from)).await?;
        done(tx, into, Action::ThemeUpdate, act).await
    }

    /// Takes mentions out of a theme into a new one beside it. Where a person named them
    /// (`by_person`), the model never moves them again. Returns the new theme.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`]; [`StoreError::Conflict`] when a mention is
    /// not in the theme any more.
    pub async fn split_theme(
        &self,
        theme: impl Into<Seen<ThemeId>>,
        new: &NewTheme,
        mentions: &[MentionId],
        by_person: bool,
        act: &Act<'_>,
    ) -> Result<Done<Theme>> {
        let seen = theme.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.lock_revision().await?;
        tx.next_version(Versioned::Theme, seen, act).await?;
        let before = themes_in(&mut tx, &[id]).await?;
        let parent = before.first().ok_or(StoreError::NotFound)?.parent_id;
        if themes_of(&mut tx, mentions).await?.iter().any(|(_, theme)| *theme != Some(id)) {
            return Err(StoreError::Conflict);
        }
        let theme = insert(&mut tx, new, parent, true, act.at).await?;
        let action = ThemeAction::Split;
        let edit = Recorded { theme_id: id, other_id: Some(theme.id), action, before: &before };
        let edit = record(&mut tx, &edit, act).await?;
        hold(&mut tx, id, act.at).await?;
        put(&mut tx, edit, mentions, Some(theme.id), by_person).await?;
        if by_person {
            keep_words(&mut tx, mentions, Some(theme.id), act).await?;
        }
        let detail = json!({ "from": id, "mentions": mentions.len() });
        tx.record(&act.with(detail), &target(id)).await?;
        done(tx, theme.id, Action::ThemeCreate, act).await
    }

    /// Puts mentions into a theme, or into none, for a person; the model never moves them again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the theme or a mention is not there; [`StoreError::Invalid`]
    /// when the theme was merged.
    pub async fn move_mentions(
        &self,
        mentions: &[MentionId],
        into: Option<ThemeId>,
        act: &Act<'_>,
    ) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        if move_in(&mut tx, mentions, into, act).await? {
            keep_words(&mut tx, mentions, into, act).await?;
        }
        record_move(&mut tx, mentions.len(), into, act).await?;
        tx.recorded(act, ()).await
    }

    /// Takes back the last edit of a theme that still holds; `seen` is the one that is meant.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none; [`StoreError::Stale`] when it is another one;
    /// [`StoreError::Invalid`] when the other theme of the edit was edited since.
    pub async fn undo_theme_edit(
        &self,
        theme_id: ThemeId,
        seen: Option<ThemeEditId>,
        act: &Act<'_>,
    ) -> Result<Done<Undone>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.lock_revision().await?;
        let edit = last_edit(&mut tx, theme_id).await?;
        if seen.is_some() && seen != edit.as_ref().map(|edit| edit.id) {
            return Err(tx.stale(Versioned::Theme, theme_id).await?);
        }
        let edit = edit.ok_or(StoreError::NotFound)?;
        for other in [Some(edit.theme_id), edit.other_id].into_iter().flatten() {
            if last_edit(&mut tx, other).await?.is_some_and(|last| last.id != edit.id) {
                return Err(StoreError::Invalid(say!(
                    "theme-edited-after",
                    "theme {theme} was edited after that; undo its last edit first",
                    theme = other.get()
                )));
            }
        }
        restore(&mut tx, &edit, act).await?;
        let moved = take_back(&mut tx, edit.id).await?;
        tx.touch_mentions(&moved).await?;
        tx.run(
            "update theme_edit set undone_at = $2, undone_by = $3 where id = $1",
            args![edit.id, act.at, act.by],
        )
        .await?;
        tx.record(&act.with(json!({ "edit": edit.action })), &target(theme_id)).await?;
        let Done { value: theme, revision } = done(tx, theme_id, Action::ThemeUpdate, act).await?;
        Ok(Done { value: Undone { edit, theme }, revision })
    }

    /// The latest edits of a theme, the last first.
    pub async fn theme_edits(&self, theme_id: ThemeId, limit: i64) -> Result<Vec<ThemeEdit>> {
        self.db
            .all(
                concat!(
                    "select ",
                    edit_columns!(),
                    " from theme_edit where theme_id = $1 or other_id = $1
                      order by id desc limit $2"
                ),
                args![theme_id, limit],
            )
            .await
    }

    /// Number of the last edit of any theme, undone ones included; tells whether people changed
    /// something meanwhile.
    pub async fn last_theme_edit(&self) -> Result<i64> {
        self.db
            .value("select coalesce(max(id), 0) + count(undone_at) from theme_edit", args![])
            .await
    }
}

/// Moves mentions for a person; whether there was a theme to move them to or from.
pub(super) async fn move_in(
    tx: &mut Tx,
    mentions: &[MentionId],
    into: Option<ThemeId>,
    act: &Act<'_>,
) -> Result<bool> {
    tx.lock_revision().await?;
    let held = themes_of(tx, mentions).await?;
    if mentions.iter().any(|id| !held.iter().any(|(mention, _)| mention == id)) {
        return Err(StoreError::NotFound);
    }
    let from = held.iter().find_map(|(_, theme)| *theme);
    // An edit belongs to a theme: the one that gains, or else the one that loses.
    let Some(theme_id) = into.or(from) else { return Ok(false) };
    let before = themes_in(tx, &[theme_id]).await?;
    let theme = before.first().ok_or(StoreError::NotFound)?;
    if into.is_some() && theme.merged_into.is_some() {
        return Err(StoreError::Invalid(say!(
            "theme-merged-choose",
            "that theme was merged; choose the one that holds it now"
        )));
    }
    let other_id = from.filter(|from| *from != theme_id);
    let edit = Recorded { theme_id, other_id, action: ThemeAction::Move, before: &before };
    let edit = record(tx, &edit, act).await?;
    hold(tx, theme_id, act.at).await?;
    put(tx, edit, mentions, into, true).await?;
    Ok(true)
}

/// Writes the line of a move.
pub(super) async fn record_move(
    tx: &mut Tx,
    mentions: usize,
    into: Option<ThemeId>,
    act: &Act<'_>,
) -> Result<()> {
    let detail = json!({ "into": into, "mentions": mentions });
    tx.record(&act.part(Action::ThemeMove, detail), "themes").await
}

/// The keywords of both themes, those of `into` first, as many as a theme takes.
fn joined_keywords(themes: &[Theme], from: ThemeId, into: ThemeId) -> Result<Vec<String>> {
    let mut keywords: Vec<String> = Vec::new();
    for id in [into, from] {
        let theme = themes.iter().find(|theme| theme.id == id).ok_or(StoreError::NotFound)?;
        if theme.merged_into.is_some() {
            return Err(StoreError::Invalid(say!(
                "theme-merged-itself",
                "one of the themes was itself merged; choose the one it became"
            )));
        }
        for keyword in &theme.keywords {
            let is_full = id == from && keywords.len() >= limits::THEME_KEYWORDS;
            if !is_full && !keywords.contains(keyword) {
                keywords.push(keyword.clone());
            }
        }
    }
    Ok(keywords)
}

/// Lets `from`, what it took in and its sub-themes lead to `into`.
async fn join(tx: &mut Tx, from: ThemeId, into: ThemeId, now: Millis) -> Result<()> {
    tx.run(
        "update theme set parent_id = (select coalesce(t.parent_id, t.id) from theme t
                                       where t.id = $2)
         where parent_id = $1 and id <> $2",
        args![from, into],
    )
    .await?;
    tx.run("update theme set parent_id = null where id = $2 and parent_id = $1", args![from, into])
        .await?;
    tx.run(
        "update theme set merged_into = $2, state = 'archived', held = $4, updated_at = $3
         where id = $1 or merged_into = $1",
        args![from, into, now, true],
    )
    .await?;
    Ok(())
}

async fn last_edit(tx: &mut Tx, theme_id: ThemeId) -> Result<Option<ThemeEdit>> {
    tx.optional(
        concat!(
            "select ",
            edit_columns!(),
            " from theme_edit where (theme_id = $1 or other_id = $1) and undone_at is null
              order by id desc limit 1"
        ),
        args![theme_id],
    )
    .await
}

/// The themes that a merge changes: both, those that `from` took in, and its sub-themes.
async fn family(tx: &mut Tx, from: ThemeId, into: ThemeId) -> Result<Vec<Theme>> {
    tx.all(
        concat!(
            "select ",
            theme_columns!(),
            " from theme where id in ($1, $2) or merged_into = $1 or parent_id = $1 order by id"
        ),
        args![from, into],
    )
    .await
}

async fn themes_in(tx: &mut Tx, ids: &[ThemeId]) -> Result<Vec<Theme>> {
    let query = ListQuery {
        parts: &[concat!("select ", theme_columns!(), " from theme where id in ")],
        fixed: Vec::new(),
        tail: " order by id",
    };
    let list: Vec<Arg<'_>> = ids.iter().map(|id| Arg::from(*id)).collect();
    tx.all_in(&query, &list).await
}

/// The themes that hold for these mentions now.
async fn themes_of(
    tx: &mut Tx,
    mentions: &[MentionId],
) -> Result<Vec<(MentionId, Option<ThemeId>)>> {
    let query = ListQuery {
        parts: &["select m.id, case when c.has_theme then c.theme_id else i.theme_id end
             from mention m
             left join insight i on i.mention_id = m.id
             left join corrected_insight c on c.mention_id = m.id where m.id in "],
        fixed: Vec::new(),
        tail: "",
    };
    let list: Vec<Arg<'_>> = mentions.iter().map(|id| Arg::from(*id)).collect();
    let rows: Vec<(i64, Option<i64>)> = tx.all_in(&query, &list).await?;
    Ok(rows.into_iter().map(|(id, theme)| (id.into(), theme.map(ThemeId::from))).collect())
}

async fn hold(tx: &mut Tx, id: ThemeId, now: Millis) -> Result<()> {
    tx.run("update theme set held = $2, updated_at = $3 where id = $1", args![id, true, now])
        .await?;
    Ok(())
}

/// Gives the themes of an edit their earlier values; a theme that the edit made leads back.
async fn restore(tx: &mut Tx, edit: &ThemeEdit, act: &Act<'_>) -> Result<()> {
    let now = act.at;
    let json: String =
        tx.value("select before from theme_edit where id = $1", args![edit.id]).await?;
    let before: Vec<Theme> = serde_json::from_str(&json)
        .map_err(|error| StoreError::Corrupt(format!("theme_edit.before: {error}")))?;
    for theme in before {
        tx.next_version(Versioned::Theme, theme.id.into(), act).await?;
        tx.run(
            "update theme set label = $2, keywords = $3, description = $4, state = $5, pinned = $6,
             by_keywords = $7, held = $8, parent_id = $9, merged_into = $10, updated_at = $11
             where id = $1",
            args![
                theme.id,
                &theme.label,
                to_json(&theme.keywords)?,
                &theme.description,
                theme.state.name(),
                theme.pinned,
                theme.by_keywords,
                theme.held,
                theme.parent_id,
                theme.merged_into,
                now
            ],
        )
        .await?;
    }
    if let (ThemeAction::Split, Some(made)) = (edit.action, edit.other_id) {
        tx.next_version(Versioned::Theme, made.into(), act).await?;
        tx.run(
            "update theme set merged_into = $2, state = 'archived', updated_at = $3 where id = $1",
            args![made, edit.theme_id, now],
        )
        .await?;
    }
    Ok(())
}
