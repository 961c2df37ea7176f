//! API tokens: what each may do right now.

use std::collections::HashMap;

use plaza_core::{Millis, Role, TokenId, UserId};
use serde::Serialize;
use sqlx::FromRow;

use super::Access;
use super::acting::{may_manage_token, still_administers, still_here};
use crate::db::{Durability, args};
use crate::stored::{OptionalId, Stored};
use crate::{Act, Done, Result, StoreError};

/// What a new API token needs. Its maker is who acts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NewToken<'a> {
    /// What it is for.
    pub name: &'a str,
    /// Hash of the token.
    pub token_hash: &'a str,
    /// The most that it may do.
    pub role: Role,
    /// When it ends by itself, milliseconds UTC.
    pub expires_at: Option<Millis>,
    /// The token with which it is made.
    pub made_with: Option<TokenId>,
}

/// A key for programs.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct ApiToken {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// The most that it may do.
    #[sqlx(try_from = "Stored")]
    pub role: Role,
    /// What it may do right now: no more than who and what made it. `None` when it ended, was
    /// taken back, or its maker is locked out.
    #[sqlx(skip)]
    pub may: Option<Role>,
    /// Who made it; `None` for the command line and for a token made with another one.
    #[sqlx(try_from = "OptionalId")]
    pub created_by: Option<UserId>,
    /// That person's name.
    pub maker: Option<String>,
    /// The token with which it was made.
    #[sqlx(try_from = "OptionalId")]
    pub made_with: Option<TokenId>,
    /// That token's name.
    pub made_with_name: Option<String>,
    /// When it was made.
    pub created_at: Millis,
    /// When it ends by itself.
    pub expires_at: Option<Millis>,
    /// When it was last used.
    pub last_used_at: Option<Millis>,
    /// When it was taken back.
    pub revoked_at: Option<Millis>,
}

/// A token and what its maker may do.
#[derive(FromRow)]
struct TokenRow {
    #[sqlx(flatten)]
    token: ApiToken,
    maker_role: Option<String>,
    maker_disabled: Option<bool>,
}

/// The token that `$which` finds, and behind it those that it was made with, the nearest first.
macro_rules! select_line {
    ($which:literal) => {
        concat!(
            "with recursive line (id, made_with, step) as (
               select id, made_with, 0 from api_token where ",
            $which,
            " union all
               select p.id, p.made_with, l.step + 1 from line l
               join api_token p on p.id = l.made_with where l.step < 100) ",
            select_token!("join line l on l.id = t.id order by l.step")
        )
    };
}

macro_rules! select_token {
    ($tail:literal) => {
        concat!(
            "select t.id, t.name, t.role, t.created_by, u.name as maker, t.made_with,
             w.name as made_with_name, t.created_at, t.expires_at, t.last_used_at, t.revoked_at,
             u.role as maker_role, u.disabled as maker_disabled
             from api_token t
             left join user_account u on u.id = t.created_by
             left join api_token w on w.id = t.made_with ",
            $tail
        )
    };
}

impl Access<'_> {
    /// Adds an API token: people make them for themselves, whatever they may do. The one that is
    /// made with another one needs somebody who administers.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when its maker has lost their rights meanwhile.
    pub async fn create_token(&self, new: &NewToken<'_>, act: &Act<'_>) -> Result<Done<ApiToken>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        match act.user_id {
            Some(_) => still_here(&mut tx, act).await?,
            None => still_administers(&mut tx, act).await?,
        }
        let (id,): (i64,) = tx
            .only(
                "insert into api_token (name, token_hash, role, created_by, created_at, expires_at,
                 made_with) values ($1, $2, $3, $4, $5, $6, $7) returning id",
                args![
                    new.name,
                    new.token_hash,
                    new.role.name(),
                    act.user_id,
                    act.at,
                    new.expires_at,
                    new.made_with
                ],
            )
            .await?;
        let line: Vec<TokenRow> = tx.all(select_line!("id = $1"), args![id]).await?;
        let token = told(line, act.at).ok_or(StoreError::NotFound)?;
        tx.done(act, &format!("token:{id}"), token).await
    }

    /// One token, whatever became of it.
    pub async fn token(&self, id: TokenId, now: Millis) -> Result<Option<ApiToken>> {
        let line: Vec<TokenRow> = self.db.all(select_line!("id = $1"), args![id]).await?;
        Ok(told(line, now))
    }

    /// The token with that hash, whatever became of it.
    pub async fn token_by_hash(&self, token_hash: &str, now: Millis) -> Result<Option<ApiToken>> {
        let which = args![token_hash];
        let line: Vec<TokenRow> = self.db.all(select_line!("token_hash = $1"), which).await?;
        Ok(told(line, now))
    }

    /// All tokens, those that have ended included, newest first.
    pub async fn tokens(&self, now: Millis) -> Result<Vec<ApiToken>> {
        let rows: Vec<TokenRow> = self.db.all(select_token!("order by t.id desc"), args![]).await?;
        let known: HashMap<TokenId, &TokenRow> =
            rows.iter().map(|row| (row.token.id, row)).collect();
        let may: Vec<Option<Role>> =
            rows.iter().map(|row| role_now(origins(row, &known), now)).collect();
        Ok(rows.into_iter().zip(may).map(|(row, may)| ApiToken { may, ..row.token }).collect())
    }

    /// Takes a token back for good, and with it those that were made with it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Invalid`] when who acts has lost their rights
    /// meanwhile.
    pub async fn revoke_token(&self, id: TokenId, act: &Act<'_>) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        may_manage_token(&mut tx, id, act).await?;
        tx.change(
            "update api_token set revoked_at = coalesce(revoked_at, $2) where id = $1",
            args![id, act.at],
        )
        .await?;
        tx.done(act, &format!("token:{id}"), ()).await
    }

    /// Gives a token another name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Invalid`] when who acts has lost their rights
    /// meanwhile.
    pub async fn rename_token(&self, id: TokenId, name: &str, act: &Act<'_>) -> Result<Done<()>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        may_manage_token(&mut tx, id, act).await?;
        tx.change("update api_token set name = $2 where id = $1", args![id, name]).await?;
        tx.done(act, &format!("token:{id}"), ()).await
    }

    /// Records that a token is used.
    pub async fn touch_token(&self, id: TokenId, now: Millis) -> Result<()> {
        self.db.run("update api_token set last_used_at = $2 where id = $1", args![id, now]).await?;
        Ok(())
    }
}

/// The first token of a line with what it may do.
fn told(line: Vec<TokenRow>, now: Millis) -> Option<ApiToken> {
    let may = role_now(line.iter(), now);
    line.into_iter().next().map(|row| ApiToken { may, ..row.token })
}

/// A token and those that it was made with.
fn origins<'a>(
    row: &'a TokenRow,
    known: &HashMap<TokenId, &'a TokenRow>,
) -> impl Iterator<Item = &'a TokenRow> {
    std::iter::successors(Some(row), |row| known.get(&row.token.made_with?).copied())
}

/// The least that any token of a line may do; nothing when one of them may do nothing.
fn role_now<'a>(line: impl Iterator<Item = &'a TokenRow>, now: Millis) -> Option<Role> {
    line.map(|row| row.own_role(now)).reduce(|may, next| Some(may?.weaker(next?))).flatten()
}

impl TokenRow {
    /// What this token and its maker leave of its role.
    fn own_role(&self, now: Millis) -> Option<Role> {
        let token = &self.token;
        if token.revoked_at.is_some() || token.expires_at.is_some_and(|at| at <= now) {
            return None;
        }
        if token.created_by.is_none() {
            return Some(token.role);
        }
        let maker = self.maker_role.as_deref().filter(|_| self.maker_disabled == Some(false));
        maker.and_then(Role::parse).map(|role| role.weaker(token.role))
    }
}
