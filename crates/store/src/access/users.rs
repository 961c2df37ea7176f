//! The people of the house.

use plaza_core::{Millis, Role};
use serde::Serialize;
use sqlx::FromRow;

use super::Access;
use crate::db::args;
use crate::stored::Stored;
use crate::{Result, StoreError};

/// Adds a person and gives back the row.
const INSERT: &str = "insert into user_account (email, name, role, disabled, password_hash,
    created_at) values ($1, $2, $3, $4, $5, $6)
    returning id, email, name, role, disabled, lang, password_hash, created_at, last_seen_at";

/// A person who may sign in.
#[derive(Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct User {
    /// Id.
    pub id: i64,
    /// E-mail address, lower case, unique.
    pub email: String,
    /// Name shown to colleagues.
    pub name: String,
    /// What they may do.
    #[sqlx(try_from = "Stored")]
    pub role: Role,
    /// True when they may not sign in any more.
    pub disabled: bool,
    /// Language of the board; `None` follows the browser.
    pub lang: Option<String>,
    /// PHC string; never leaves the server.
    #[serde(skip)]
    pub password_hash: String,
    /// When they were added.
    pub created_at: Millis,
    /// When they last used the board.
    pub last_seen_at: Option<Millis>,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("email", &self.email)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// What a new person needs.
#[derive(Clone, PartialEq, Eq)]
pub struct NewUser {
    /// E-mail address; stored in lower case.
    pub email: String,
    /// Name shown to colleagues.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// PHC string.
    pub password_hash: String,
}

/// Changes of a person; `None` leaves a value as it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UserUpdate {
    /// New name.
    pub name: Option<String>,
    /// New role.
    pub role: Option<Role>,
    /// Lock out or let in.
    pub disabled: Option<bool>,
    /// `Some(None)` follows the browser.
    pub lang: Option<Option<String>>,
    /// New PHC string.
    pub password_hash: Option<String>,
}

macro_rules! select_user {
    ($tail:literal) => {
        concat!(
            "select id, email, name, role, disabled, lang, password_hash, created_at, last_seen_at
             from user_account ",
            $tail
        )
    };
}

impl Access<'_> {
    /// Everybody, by name.
    pub async fn users(&self) -> Result<Vec<User>> {
        self.db.all(select_user!("order by name, id"), args![]).await
    }

    /// How many people there are; none means that the house is not set up.
    pub async fn users_count(&self) -> Result<i64> {
        self.db.value("select count(*) from user_account", args![]).await
    }

    /// One person.
    pub async fn user(&self, id: i64) -> Result<Option<User>> {
        self.db.optional(select_user!("where id = $1"), args![id]).await
    }

    /// The person with that address, in any case.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        let email = email.trim().to_lowercase();
        self.db.optional(select_user!("where email = $1"), args![email]).await
    }

    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the address is taken.
    pub async fn create_user(&self, new: &NewUser, now: Millis) -> Result<User> {
        let email = new.email.trim().to_lowercase();
        let created = self
            .db
            .write(INSERT, args![email, &new.name, new.role.name(), false, &new.password_hash, now])
            .await;
        match created {
            Err(StoreError::Database(e)) if e.is_unique_violation() => {
                Err(StoreError::Duplicate("a user with that e-mail address".to_owned()))
            }
            other => other?.ok_or(StoreError::NotFound),
        }
    }

    /// Adds the first person; one of several at once wins.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is somebody already.
    pub async fn create_first_user(&self, new: &NewUser, now: Millis) -> Result<User> {
        let mut tx = self.db.begin(crate::db::Durability::Full).await?;
        tx.queue_for_claim().await?;
        if tx.value::<i64>("select count(*) from user_account", args![]).await? > 0 {
            return Err(StoreError::Conflict);
        }
        let email = new.email.trim().to_lowercase();
        let user = tx
            .optional(
                INSERT,
                args![email, &new.name, new.role.name(), false, &new.password_hash, now],
            )
            .await?;
        tx.commit().await?;
        user.ok_or(StoreError::NotFound)
    }

    /// Changes a person.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn update_user(&self, id: i64, update: &UserUpdate) -> Result<User> {
        let (set_lang, lang) = match &update.lang {
            Some(lang) => (true, lang.as_deref()),
            None => (false, None),
        };
        self.db
            .write(
                "update user_account set name = coalesce($2, name), role = coalesce($3, role),
                 disabled = coalesce($4, disabled), lang = case when $5 then $6 else lang end,
                 password_hash = coalesce($7, password_hash) where id = $1
                 returning id, email, name, role, disabled, lang, password_hash, created_at,
                           last_seen_at",
                args![
                    id,
                    &update.name,
                    update.role.map(Role::name),
                    update.disabled,
                    set_lang,
                    lang,
                    &update.password_hash
                ],
            )
            .await?
            .ok_or(StoreError::NotFound)
    }

    /// Records that a person uses the board.
    pub async fn touch_user(&self, id: i64, now: Millis) -> Result<()> {
        self.db
            .run("update user_account set last_seen_at = $2 where id = $1", args![id, now])
            .await?;
        Ok(())
    }
}
