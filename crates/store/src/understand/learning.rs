//! What people judge of the models' answers, and the workspace heads that learn from it.

use plaza_core::{HeadId, MentionId, Millis, Task, UserId};
use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;

use super::Understand;
use crate::db::{Durability, Tx, args};
use crate::stored::{OptionalId, Stored, Unreadable, to_json};
use crate::{Act, Done, Result, StoreError};

/// A person's judgement of one answer of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What was judged.
    pub task: Task,
    /// The model that answered.
    pub model: String,
    /// Its answer: the name of a sentiment, or names of intents with commas between.
    pub said: String,
    /// What the person says, in the same form.
    pub truth: String,
    /// Whether the two agree.
    pub agreed: bool,
    /// [`plaza_core::text::stable_hash`] of the text that was judged; an edited text has another.
    pub text_hash: i64,
}

/// A text with what the last person who judged it says.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct JudgedText {
    /// The mention's id.
    #[sqlx(try_from = "i64")]
    pub mention_id: MentionId,
    /// Its headline as it is now.
    pub title: String,
    /// Its text as it is now.
    pub text: String,
    /// What holds: the name of a sentiment, or names of intents with commas between.
    pub truth: String,
    /// Hash of the text that was judged.
    pub text_hash: i64,
}

/// How often people agreed with a model.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Agreement {
    /// What was judged.
    #[sqlx(try_from = "Stored")]
    pub task: Task,
    /// The model.
    pub model: String,
    /// Mentions that people looked at.
    pub judged: i64,
    /// Of them, those on which the model was right.
    pub agreed: i64,
    /// When it was last judged.
    pub last_at: Millis,
}

/// Where a version of the heads stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadState {
    /// In use.
    Active,
    /// A better version took its place.
    Retired,
    /// A person took it back.
    Reverted,
}

impl HeadState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Active, Self::Retired, Self::Reverted];

    /// The name used in the table and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Retired => "retired",
            Self::Reverted => "reverted",
        }
    }
}

impl TryFrom<Stored> for HeadState {
    type Error = Unreadable;

    fn try_from(stored: Stored) -> Result<Self, Unreadable> {
        stored.named("state of a head", |name| Self::ALL.into_iter().find(|s| s.name() == name))
    }
}

impl TryFrom<Stored> for Task {
    type Error = Unreadable;

    fn try_from(stored: Stored) -> Result<Self, Unreadable> {
        stored.named("task", Self::parse)
    }
}

/// A version of the workspace heads, without its weights.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct ModelHead {
    /// Id; the number in the model's name.
    #[sqlx(try_from = "i64")]
    pub id: HeadId,
    /// The model that it stands on.
    pub base_model: String,
    /// Where it stands.
    #[sqlx(try_from = "Stored")]
    pub state: HeadState,
    /// The figures with which it was promoted.
    #[sqlx(try_from = "Stored")]
    pub report: serde_json::Value,
    /// Who asked for it; `None` for commands.
    #[sqlx(try_from = "OptionalId")]
    pub created_by: Option<UserId>,
    /// When it was trained.
    pub created_at: Millis,
}

/// New heads that are better than what is in use.
#[derive(Debug, Clone, PartialEq)]
pub struct NewHead<'a> {
    /// The model that they stand on.
    pub base_model: &'a str,
    /// Their weights, as the engine reads them.
    pub weights: &'a str,
    /// The heads that they are better than; `None` where none were in use.
    pub replaces: Option<HeadId>,
    /// The figures with which they are promoted.
    pub report: serde_json::Value,
}

/// What is kept of an attempt to learn from people.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialRecord {
    /// Where it is kept among the small values.
    pub key: &'static str,
    /// The model in use afterwards.
    pub model: String,
    /// What came of it.
    pub trial: serde_json::Value,
}

impl Understand<'_> {
    /// How often people agreed with each model, the model judged last first.
    pub async fn agreements(&self) -> Result<Vec<Agreement>> {
        self.db
            .all(
                "select task, model, count(*) as judged,
                 sum(case when agreed then 1 else 0 end) as agreed, max(created_at) as last_at
                 from judgement group by task, model order by max(created_at) desc, task, model",
                args![],
            )
            .await
    }

    /// The first mention from the id `from` on that `model` has read and on whose sentiment nobody
    /// has said a word; without deleted mentions and our own.
    pub async fn unjudged(&self, model: &str, from: MentionId) -> Result<Option<MentionId>> {
        let next: Option<(i64,)> = self
            .db
            .optional(
                "select m.id from mention m
                 join insight i on i.mention_id = m.id
                 left join corrected_insight c on c.mention_id = m.id
                 where m.id >= $2 and i.model = $1 and m.deleted_at is null and not m.ours
                 and c.sentiment is null order by m.id limit 1",
                args![model, from],
            )
            .await?;
        Ok(next.map(|(id,)| id.into()))
    }

    /// Every judged text of a task with the last word on it, by mention, without deleted mentions.
    pub async fn judged_texts(&self, task: Task) -> Result<Vec<JudgedText>> {
        self.db
            .all(
                "select j.mention_id, m.title, m.text, j.truth, j.text_hash from judgement j
                 join mention m on m.id = j.mention_id
                 where j.task = $1 and m.deleted_at is null and not exists (
                     select 1 from judgement later
                     where later.mention_id = j.mention_id and later.task = j.task
                     and (later.created_at > j.created_at
                          or (later.created_at = j.created_at and later.id > j.id)))
                 order by j.mention_id",
                args![task.name()],
            )
            .await
    }

    /// Id of the heads in use on `base_model`.
    pub async fn active_head(&self, base_model: &str) -> Result<Option<HeadId>> {
        let active: Option<(i64,)> = self
            .db
            .optional(
                "select id from model_head where base_model = $1 and state = 'active'",
                args![base_model],
            )
            .await?;
        Ok(active.map(|(id,)| id.into()))
    }

    /// The weights of heads, as they were promoted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn head_weights(&self, id: HeadId) -> Result<String> {
        self.db.value("select weights from model_head where id = $1", args![id]).await
    }

    /// All versions of heads, the newest first.
    ///
    /// # Errors
    /// The database's; [`StoreError::Corrupt`].
    pub async fn model_heads(&self) -> Result<Vec<ModelHead>> {
        self.db
            .all(
                "select id, base_model, state, report, created_by, created_at
                 from model_head order by id desc",
                args![],
            )
            .await
    }

    /// Records an attempt to learn from people, and puts the new heads in use where it made some;
    /// those in use before retire. `record` says what to keep, given the id of the new heads,
    /// which is the answer.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when other heads are in use by now than those that were tried.
    pub async fn record_trial(
        &self,
        head: Option<&NewHead<'_>>,
        record: &(dyn Fn(Option<HeadId>) -> TrialRecord + Send + Sync),
        act: &Act<'_>,
    ) -> Result<Done<Option<HeadId>>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        // Two who put heads in use or take them back wait for each other here.
        tx.queue_for_claim().await?;
        let id = match head {
            Some(head) => Some(promote(&mut tx, head, act).await?),
            None => None,
        };
        let TrialRecord { key, model, trial } = record(id);
        tx.set_meta(key, &to_json(&trial)?).await?;
        tx.done(&act.with(trial), &target(&model), id).await
    }

    /// Takes the heads in use back: those that they replaced are in use again, or none. Returns the
    /// ids of the heads taken back and of those in use now. `seen` is the model that is meant, by
    /// its name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no heads are in use; [`StoreError::Conflict`] when others are.
    pub async fn revert_head(
        &self,
        base_model: &str,
        seen: Option<&str>,
        act: &Act<'_>,
    ) -> Result<Done<(HeadId, Option<HeadId>)>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        let gone = leave_active(&mut tx, base_model, HeadState::Reverted)
            .await?
            .ok_or(StoreError::NotFound)?;
        if seen.is_some_and(|seen| seen != model_name(base_model, Some(gone))) {
            return Err(StoreError::Conflict);
        }
        let back: Option<(i64,)> = tx
            .optional(
                "update model_head set state = 'active' where id = (
                     select max(id) from model_head
                     where base_model = $1 and state = 'retired' and id < $2)
                 returning id",
                args![base_model, gone],
            )
            .await?;
        let back = back.map(|(id,)| HeadId::from(id));
        let act = act.with(json!({ "in_use": model_name(base_model, back) }));
        tx.done(&act, &target(&model_name(base_model, Some(gone))), (gone, back)).await
    }
}

/// The name of a model with the heads of that id, such as `native@1+w3`.
#[must_use]
pub fn model_name(base_model: &str, head: Option<HeadId>) -> String {
    head.map_or_else(|| base_model.to_owned(), |id| format!("{base_model}+w{id}"))
}

/// What the audit log calls a model.
fn target(model: &str) -> String {
    format!("model:{model}")
}

async fn promote(tx: &mut Tx, head: &NewHead<'_>, act: &Act<'_>) -> Result<HeadId> {
    if leave_active(tx, head.base_model, HeadState::Retired).await? != head.replaces {
        return Err(StoreError::Conflict);
    }
    let id: i64 = tx
        .value(
            "insert into model_head (base_model, state, weights, report, created_by, created_at)
         values ($1, 'active', $2, $3, $4, $5) returning id",
            args![head.base_model, head.weights, to_json(&head.report)?, act.user_id, act.at],
        )
        .await?;
    Ok(id.into())
}

async fn leave_active(tx: &mut Tx, base_model: &str, state: HeadState) -> Result<Option<HeadId>> {
    let gone: Option<(i64,)> = tx
        .optional(
            "update model_head set state = $2 where base_model = $1 and state = 'active'
             returning id",
            args![base_model, state.name()],
        )
        .await?;
    Ok(gone.map(|(id,)| id.into()))
}

/// Writes what a person judged of a mention; a later word on the same answer takes the place of
/// the earlier one.
pub(crate) async fn write_judgements(
    tx: &mut Tx,
    mention_id: MentionId,
    judgements: &[Judgement],
    act: &Act<'_>,
) -> Result<()> {
    for judgement in judgements {
        tx.run(
            "insert into judgement (mention_id, task, model, said, truth, agreed, text_hash,
             user_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (mention_id, task, model) do update set said = excluded.said,
               truth = excluded.truth, agreed = excluded.agreed, text_hash = excluded.text_hash,
               user_id = excluded.user_id, created_at = excluded.created_at",
            args![
                mention_id,
                judgement.task.name(),
                &judgement.model,
                &judgement.said,
                &judgement.truth,
                judgement.agreed,
                judgement.text_hash,
                act.user_id,
                act.at
            ],
        )
        .await?;
    }
    Ok(())
}
