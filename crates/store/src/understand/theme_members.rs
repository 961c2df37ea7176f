//! The mentions that an edit of a theme moves, and where they were before.

use std::collections::{BTreeSet, HashSet};

use plaza_core::{MentionId, ThemeEditId, ThemeId};
use sqlx::FromRow;

use super::correction::Correction;
use crate::db::{Arg, Tx, args};
use crate::sql::{ListQuery, RowStatement};
use crate::stored::{OptionalId, to_json};
use crate::{Act, Result};

/// Notes for every member of `from` that it goes to `into`.
pub(crate) async fn remember_all(
    tx: &mut Tx,
    edit: ThemeEditId,
    from: ThemeId,
    into: ThemeId,
) -> Result<()> {
    tx.run(
        "insert into theme_edit_member (edit_id, mention_id, by_person, had_theme, theme_before,
         theme_after)
         select cast($1 as bigint), mention_id, $4, $5, theme_id, cast($3 as bigint) from insight
         where theme_id = $2",
        args![edit, from, into, false, true],
    )
    .await?;
    tx.run(
        "insert into theme_edit_member (edit_id, mention_id, by_person, had_theme, theme_before,
         theme_after)
         select cast($1 as bigint), mention_id, $4, $4, theme_id, cast($3 as bigint)
         from corrected_insight where theme_id = $2",
        args![edit, from, into, true],
    )
    .await?;
    Ok(())
}

/// Moves the mentions that an edit names; returns them.
pub(crate) async fn carry_out(tx: &mut Tx, edit: ThemeEditId) -> Result<Vec<MentionId>> {
    let mut moved: Vec<(i64,)> = tx
        .all(
            "update insight set theme_id = e.theme_after from theme_edit_member e
             where e.edit_id = $1 and not e.by_person and insight.mention_id = e.mention_id
             returning insight.mention_id",
            args![edit],
        )
        .await?;
    moved.extend(
        tx.all::<(i64,)>(
            "update corrected_insight set theme_id = e.theme_after, has_theme = $2
             from theme_edit_member e
             where e.edit_id = $1 and e.by_person and corrected_insight.mention_id = e.mention_id
             returning corrected_insight.mention_id",
            args![edit, true],
        )
        .await?,
    );
    Ok(distinct(moved))
}

/// Puts the mentions of an edit back that are still where it put them; returns them.
pub(crate) async fn take_back(tx: &mut Tx, edit: ThemeEditId) -> Result<Vec<MentionId>> {
    let mut moved: Vec<(i64,)> = tx
        .all(
            "update insight set theme_id = e.theme_before from theme_edit_member e
             where e.edit_id = $1 and not e.by_person and insight.mention_id = e.mention_id
               and insight.theme_id is not distinct from e.theme_after
             returning insight.mention_id",
            args![edit],
        )
        .await?;
    moved.extend(
        tx.all::<(i64,)>(
            "update corrected_insight set theme_id = e.theme_before, has_theme = e.had_theme
             from theme_edit_member e
             where e.edit_id = $1 and e.by_person and corrected_insight.mention_id = e.mention_id
               and corrected_insight.theme_id is not distinct from e.theme_after
             returning corrected_insight.mention_id",
            args![edit],
        )
        .await?,
    );
    Ok(distinct(moved))
}

fn distinct(moved: Vec<(i64,)>) -> Vec<MentionId> {
    let mut ids: Vec<MentionId> = moved.into_iter().map(|(id,)| id.into()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Puts mentions into `into` and notes where they were; returns the revision afterwards.
pub(crate) async fn put(
    tx: &mut Tx,
    edit: ThemeEditId,
    mentions: &[MentionId],
    into: Option<ThemeId>,
    by_person: bool,
) -> Result<i64> {
    let seen: HashSet<MentionId> = mentions.iter().copied().collect();
    let mut mentions: Vec<MentionId> = seen.into_iter().collect();
    mentions.sort_unstable();
    if by_person {
        make_room_for_words(tx, &mentions).await?;
    }
    let corrected: HashSet<MentionId> = corrected_in(tx, &mentions).await?.into_iter().collect();
    let before = themes_before(tx, &mentions).await?;
    let rows: Vec<Member> = before
        .into_iter()
        .filter(|member| member.by_person == corrected_wins(by_person, member, &corrected))
        .collect();
    let statement = RowStatement {
        head: "insert into theme_edit_member (edit_id, mention_id, by_person, had_theme,
               theme_before, theme_after) values",
        columns: 6,
        tail: "",
    };
    tx.run_rows(&statement, &rows, |row, args| {
        args.extend([
            Arg::from(edit),
            row.mention_id.into(),
            row.by_person.into(),
            row.had_theme.into(),
            row.theme_before.into(),
            into.into(),
        ]);
        Ok(())
    })
    .await?;
    let moved = carry_out(tx, edit).await?;
    tx.touch_mentions(&moved).await
}

/// A person's move goes to their own row; the model's split moves the row that holds.
fn corrected_wins(by_person: bool, member: &Member, corrected: &HashSet<MentionId>) -> bool {
    by_person || corrected.contains(&member.mention_id)
}

#[derive(FromRow)]
struct Member {
    #[sqlx(try_from = "i64")]
    mention_id: MentionId,
    by_person: bool,
    had_theme: bool,
    #[sqlx(try_from = "OptionalId")]
    theme_before: Option<ThemeId>,
}

/// Both rows of each mention, where they exist.
async fn themes_before(tx: &mut Tx, mentions: &[MentionId]) -> Result<Vec<Member>> {
    let list: Vec<Arg<'_>> = mentions.iter().map(|id| Arg::from(*id)).collect();
    let model = ListQuery {
        parts: &[
            "select mention_id, false as by_person, true as had_theme, theme_id as theme_before
             from insight where mention_id in ",
        ],
        fixed: Vec::new(),
        tail: "",
    };
    let person = ListQuery {
        parts: &[
            "select mention_id, true as by_person, has_theme as had_theme, theme_id as theme_before
             from corrected_insight where mention_id in ",
        ],
        fixed: Vec::new(),
        tail: "",
    };
    let mut rows: Vec<Member> = tx.all_in(&model, &list).await?;
    rows.extend(tx.all_in::<Member>(&person, &list).await?);
    Ok(rows)
}

/// Mentions whose theme a person has told.
async fn corrected_in(tx: &mut Tx, mentions: &[MentionId]) -> Result<Vec<MentionId>> {
    let query = ListQuery {
        parts: &["select mention_id from corrected_insight where has_theme and mention_id in "],
        fixed: Vec::new(),
        tail: "",
    };
    let list: Vec<Arg<'_>> = mentions.iter().map(|id| Arg::from(*id)).collect();
    let rows: Vec<(i64,)> = tx.all_in(&query, &list).await?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

/// Makes sure that every mention has a row for people's word.
async fn make_room_for_words(tx: &mut Tx, mentions: &[MentionId]) -> Result<()> {
    let rows = RowStatement {
        head: "insert into corrected_insight (mention_id, has_theme) values",
        columns: 2,
        tail: " on conflict (mention_id) do nothing",
    };
    tx.run_rows(&rows, mentions, |id, args| {
        args.extend([Arg::from(*id), false.into()]);
        Ok(())
    })
    .await?;
    Ok(())
}

/// Keeps a person's word on the theme of each of these mentions as history.
pub(crate) async fn keep_words(
    tx: &mut Tx,
    mentions: &[MentionId],
    into: Option<ThemeId>,
    act: &Act<'_>,
) -> Result<()> {
    let change = to_json(&Correction { theme_id: Some(into), ..Correction::default() })?;
    let history = RowStatement {
        head: "insert into correction (mention_id, user_id, created_at, change) values",
        columns: 4,
        tail: "",
    };
    let mentions: BTreeSet<MentionId> = mentions.iter().copied().collect();
    let rows: Vec<(MentionId, &str)> = mentions.iter().map(|id| (*id, change.as_str())).collect();
    tx.run_rows(&history, &rows, |(id, change), args| {
        args.extend([Arg::from(*id), act.user_id.into(), act.at.into(), (*change).into()]);
        Ok(())
    })
    .await?;
    Ok(())
}
