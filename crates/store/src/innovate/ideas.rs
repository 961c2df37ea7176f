//! The innovation backlog.

use std::cmp::Reverse;

use plaza_core::{IdeaId, IdeaStage, Millis, People, RiceInputs, Seen, UserId, say};
use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;

use super::Innovate;
use super::people;
use super::quote::{NewEvidence, attach};
use crate::db::{Durability, Tx, args};
use crate::stored::{OptionalId, Stored, to_json};
use crate::version::Versioned;
use crate::{Act, Done, Result, StoreError};

/// An item of the innovation backlog.
#[derive(Debug, Clone, PartialEq, FromRow, Serialize)]
pub struct Idea {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: IdeaId,
    /// Counts what people have changed, quotes aside.
    pub version: i64,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub description: String,
    /// Where it stands.
    #[sqlx(try_from = "Stored")]
    pub stage: IdeaStage,
    /// Its place within the stage, ascending.
    pub rank: f64,
    /// Who looks after it.
    #[sqlx(try_from = "OptionalId")]
    pub owner_id: Option<UserId>,
    /// That person's name.
    pub owner_name: Option<String>,
    /// Inputs of its score.
    #[sqlx(try_from = "Stored")]
    pub rice: RiceInputs,
    /// The idea that took it in.
    #[sqlx(try_from = "OptionalId")]
    pub merged_into: Option<IdeaId>,
    /// Who noted it.
    #[sqlx(try_from = "OptionalId")]
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
    /// Quotes under it and under those merged into it.
    pub evidence_count: i64,
    /// Who says so in those quotes.
    #[sqlx(skip)]
    pub people: People,
}

/// An idea that people have come to of late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovingIdea {
    /// Its id.
    pub id: IdeaId,
    /// What it is called.
    pub title: String,
    /// Who says so in its quotes.
    pub people: u64,
    /// Of them, those who have come of late.
    pub new_people: u64,
}

/// What a new idea needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewIdea {
    /// What it is called.
    pub title: String,
    /// What it is.
    pub description: String,
}

/// Changes of an idea; `None` leaves a value as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IdeaUpdate {
    /// New title.
    pub title: Option<String>,
    /// New description.
    pub description: Option<String>,
    /// New owner; `Some(None)` for nobody.
    pub owner_id: Option<Option<UserId>>,
    /// New inputs of the score.
    pub rice: Option<RiceInputs>,
}

/// Columns of [`Idea`]; `family` pairs every idea with itself and all that were merged into it.
macro_rules! select_idea {
    ($start:literal, $tail:literal) => {
        concat!(
            "with recursive family (root, id) as (
               select id, id from idea where ",
            $start,
            " union select f.root, i.id from family f join idea i on i.merged_into = f.id)
             select d.id, d.version, d.title, d.description, d.stage, d.rank, d.owner_id, o.name as owner_name,
             d.rice, d.merged_into, d.created_by, d.created_at, d.updated_at,
             coalesce(n.quotes, 0) as evidence_count
             from idea d
             left join user_account o on o.id = d.owner_id
             left join (select f.root, count(*) as quotes
                        from family f join evidence e on e.idea_id = f.id
                        group by f.root) n on n.root = d.id
             where ",
            $tail
        )
    };
}

impl Innovate<'_> {
    /// Notes an idea with its first quotes, at the end of the first stage.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when a mention that is quoted is not there.
    pub async fn create_idea(
        &self,
        new: &NewIdea,
        quotes: &[NewEvidence],
        act: &Act<'_>,
    ) -> Result<Done<Idea>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        let rank = rank_before(&mut tx, IdeaStage::New, None, None).await?;
        let id: i64 = tx
            .value(
                "insert into idea (title, description, stage, rank, created_by, created_at,
                 updated_at) values ($1, $2, 'new', $3, $4, $5, $5) returning id",
                args![&new.title, &new.description, rank, act.user_id, act.at],
            )
            .await?;
        let id = id.into();
        for quote in quotes {
            attach(&mut tx, id, quote, act).await?;
        }
        done(tx, id, act).await
    }

    /// One idea, merged or not.
    pub async fn idea(&self, id: IdeaId) -> Result<Option<Idea>> {
        let idea: Option<Idea> =
            self.db.optional(select_idea!("id = $1", "d.id = $1"), args![id]).await?;
        let Some(idea) = idea else { return Ok(None) };
        let voices = self.db.all(people::OF_IDEA, args![id]).await?;
        Ok(Some(Idea { people: people::of_one(&voices), ..idea }))
    }

    /// Ideas that were not merged into others, of one stage where given, by stage and rank.
    pub async fn ideas(&self, stage: Option<IdeaStage>) -> Result<Vec<Idea>> {
        let mut ideas: Vec<Idea> = self
            .db
            .all(
                select_idea!(
                    "merged_into is null",
                    "d.merged_into is null and d.stage = coalesce($1, d.stage)
                     order by d.rank, d.id"
                ),
                args![stage.map(IdeaStage::name)],
            )
            .await?;
        let mut people = people::by_idea(self.db.all(people::OF_ALL, args![]).await?);
        for idea in &mut ideas {
            idea.people = people.remove(&idea.id).unwrap_or_default();
        }
        // The board's order of stages is the core's, not the alphabet's.
        ideas.sort_by_key(|idea| IdeaStage::ALL.iter().position(|stage| *stage == idea.stage));
        Ok(ideas)
    }

    /// The ideas that most new people have come to since `since` (milliseconds UTC), at most
    /// `limit`.
    pub async fn moving_ideas(&self, since: Millis, limit: usize) -> Result<Vec<MovingIdea>> {
        let voices = people::moving(&self.db.all(people::OF_ALL, args![]).await?, since);
        let mut moving: Vec<_> = voices.into_iter().filter(|(_, (_, new))| *new > 0).collect();
        moving.sort_by_key(|(id, (all, new))| (Reverse(*new), Reverse(*all), *id));
        let mut ideas = Vec::with_capacity(limit);
        for (id, (people, new_people)) in moving.into_iter().take(limit) {
            let title = self.db.value("select title from idea where id = $1", args![id]).await?;
            ideas.push(MovingIdea { id, title, people, new_people });
        }
        Ok(ideas)
    }

    /// Changes an idea.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`].
    pub async fn update_idea(
        &self,
        idea: impl Into<Seen<IdeaId>>,
        update: &IdeaUpdate,
        act: &Act<'_>,
    ) -> Result<Done<Idea>> {
        let rice = update.rice.as_ref().map(to_json).transpose()?;
        let seen = idea.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.next_version(Versioned::Idea, seen, act).await?;
        tx.change(
            "update idea set title = coalesce($2, title),
             description = coalesce($3, description),
             owner_id = case when $4 then $5 else owner_id end, rice = coalesce($6, rice),
             updated_at = $7 where id = $1",
            args![
                id,
                &update.title,
                &update.description,
                update.owner_id.is_some(),
                update.owner_id.flatten(),
                rice,
                act.at
            ],
        )
        .await?;
        done(tx, id, act).await
    }

    /// Moves an idea to a stage, in front of the idea `before` or to the end.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`].
    pub async fn move_idea(
        &self,
        idea: impl Into<Seen<IdeaId>>,
        stage: IdeaStage,
        before: Option<IdeaId>,
        act: &Act<'_>,
    ) -> Result<Done<Idea>> {
        let seen = idea.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        tx.next_version(Versioned::Idea, seen, act).await?;
        let from = fetch(&mut tx, id).await?.stage;
        let rank = rank_before(&mut tx, stage, before, Some(id)).await?;
        tx.run(
            "update idea set stage = $2, rank = $3, updated_at = $4 where id = $1",
            args![id, stage.name(), rank, act.at],
        )
        .await?;
        done(tx, id, &act.with(json!({ "from": from, "to": stage }))).await
    }

    /// Counts idea `from` for idea `into` from now on. Its quotes stay its own, so that
    /// [`Self::unmerge_idea`] loses nothing. Returns the idea `into`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] for `from`; [`StoreError::Invalid`] when
    /// both are one, or one of them is merged already.
    pub async fn merge_idea(
        &self,
        from: impl Into<Seen<IdeaId>>,
        into: IdeaId,
        act: &Act<'_>,
    ) -> Result<Done<Idea>> {
        let seen = from.into();
        let from = seen.id;
        if from == into {
            return Err(StoreError::Invalid(say!(
                "idea-into-itself",
                "an idea cannot be merged into itself"
            )));
        }
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Two merges wait for each other here, so that no circle comes of them.
        tx.queue_for_claim().await?;
        tx.next_version(Versioned::Idea, seen, act).await?;
        for id in [from, into] {
            if fetch(&mut tx, id).await?.merged_into.is_some() {
                return Err(StoreError::Invalid(say!(
                    "idea-merged-before",
                    "a merged idea cannot be merged again; choose the one that holds it"
                )));
            }
        }
        tx.change("update idea set updated_at = $2 where id = $1", args![into, act.at]).await?;
        tx.change(
            "update idea set merged_into = $2, updated_at = $3 where id = $1",
            args![from, into, act.at],
        )
        .await?;
        let kept = fetch(&mut tx, into).await?;
        tx.done(act, &target(from), kept).await
    }

    /// Lets a merged idea stand for itself again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`]; [`StoreError::Invalid`] when it is not
    /// merged.
    pub async fn unmerge_idea(
        &self,
        idea: impl Into<Seen<IdeaId>>,
        act: &Act<'_>,
    ) -> Result<Done<Idea>> {
        let seen = idea.into();
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.next_version(Versioned::Idea, seen, act).await?;
        let taken_out = tx
            .run(
                "update idea set merged_into = null, updated_at = $2
                 where id = $1 and merged_into is not null",
                args![seen.id, act.at],
            )
            .await?;
        if taken_out == 0 {
            return Err(StoreError::Invalid(say!("idea-not-merged", "this idea is not merged")));
        }
        done(tx, seen.id, act).await
    }
}

/// What the audit log calls an idea.
pub(super) fn target(id: IdeaId) -> String {
    format!("idea:{id}")
}

pub(super) async fn fetch(tx: &mut Tx, id: IdeaId) -> Result<Idea> {
    let idea: Idea = tx.only(select_idea!("id = $1", "d.id = $1"), args![id]).await?;
    let voices = tx.all(people::OF_IDEA, args![id]).await?;
    Ok(Idea { people: people::of_one(&voices), ..idea })
}

/// Ends an act on an idea; returns the idea as it is now.
pub(super) async fn done(mut tx: Tx, id: IdeaId, act: &Act<'_>) -> Result<Done<Idea>> {
    let idea = fetch(&mut tx, id).await?;
    tx.done(act, &target(id), idea).await
}

/// A rank in front of `before`, or behind everything in the stage. `moving` does not count.
/// Ranks are spread out again when no number is left between two neighbours.
async fn rank_before(
    tx: &mut Tx,
    stage: IdeaStage,
    before: Option<IdeaId>,
    moving: Option<IdeaId>,
) -> Result<f64> {
    let ranks: Vec<(i64, f64)> = tx
        .all(
            "select id, rank from idea where stage = $1 and id <> $2 order by rank, id",
            args![stage.name(), moving.map_or(0, IdeaId::get)],
        )
        .await?;
    let at = before.and_then(|before| ranks.iter().position(|(id, _)| *id == before.get()));
    let Some(at) = at else {
        return Ok(ranks.last().map_or(1.0, |(_, rank)| rank + 1.0));
    };
    let above = ranks[at].1;
    let below = if at == 0 { above - 2.0 } else { ranks[at - 1].1 };
    let middle = f64::midpoint(below, above);
    if below < middle && middle < above {
        return Ok(middle);
    }
    let mut rank = 0.0;
    for (place, (id, _)) in ranks.iter().enumerate() {
        // Leaves a whole number free in front of `before`.
        rank += if place == at { 2.0 } else { 1.0 };
        tx.run("update idea set rank = $2 where id = $1", args![*id, rank]).await?;
    }
    Ok(ranks[..at].len() as f64 + 1.0)
}
