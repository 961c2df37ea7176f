//! The people of the house.

use plaza_core::{Millis, Role, Seen, UserId, say};
use serde::Serialize;
use sqlx::FromRow;

use super::Access;
use super::acting::still_administers;
use super::attempts::forget_devices;
use super::new_session::{NewSession, open_session};
use crate::db::{Durability, Tx, args};
use crate::stored::Stored;
use crate::version::Versioned;
use crate::{Act, Action, Done, Result, StoreError};

/// What is read of a person.
macro_rules! columns {
    () => {
        "id, version, email, name, role, disabled, lang, time_zone, shortcuts, password_hash,
         created_at, last_seen_at, removed_at"
    };
}

/// Adds a person and gives back the row.
const INSERT: &str = concat!(
    "insert into user_account (email, name, role, disabled, password_hash, created_at)
     values ($1, $2, $3, $4, $5, $6) returning ",
    columns!()
);

/// Changes a person and gives back the row.
const CHANGE: &str = concat!(
    "update user_account set name = coalesce($2, name), role = coalesce($3, role),
     disabled = coalesce($4, disabled), lang = case when $5 then $6 else lang end,
     password_hash = coalesce($7, password_hash), time_zone = coalesce($9, time_zone),
     shortcuts = coalesce($10, shortcuts)
     where id = $1 and removed_at is null and ($8 is null or password_hash = $8) returning ",
    columns!()
);

/// A person who may sign in.
#[derive(Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct User {
    /// Id.
    #[sqlx(try_from = "i64")]
    pub id: UserId,
    /// Counts changes of the name, the role and of who may come in.
    pub version: i64,
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
    /// Time zone by its IANA name; empty follows the house.
    pub time_zone: String,
    /// Whether single keys act on the board.
    pub shortcuts: bool,
    /// PHC string; never leaves the server.
    #[serde(skip)]
    pub password_hash: String,
    /// When they were added.
    pub created_at: Millis,
    /// When they last used the board.
    pub last_seen_at: Option<Millis>,
    /// When they left the house for good; what they did stays under their name.
    pub removed_at: Option<Millis>,
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
    /// New time zone by its IANA name; empty follows the house.
    pub time_zone: Option<String>,
    /// Whether single keys act on the board.
    pub shortcuts: Option<bool>,
    /// New PHC string.
    pub password_hash: Option<String>,
    /// The PHC string that they must still have; another one means that somebody was faster.
    pub if_password: Option<String>,
    /// Sessions of theirs that end with it.
    pub ends: EndedSessions,
}

/// The one-time link with which the first person comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SetupLink<'a> {
    /// The small value of the house under which the hashes of its secrets are kept.
    pub kept_as: &'a str,
    /// Hash of the secret.
    pub secret_hash: &'a str,
}

/// Secrets of the set-up link that work at the same time; each process prints its own.
const SETUP_LINKS: usize = 8;

/// Which of a person's sessions end.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum EndedSessions {
    /// None of them.
    #[default]
    None,
    /// All of them.
    All,
    /// All but the one with this hash.
    AllBut(String),
}

macro_rules! select_user {
    ($tail:literal) => {
        concat!("select ", columns!(), " from user_account ", $tail)
    };
}

impl Access<'_> {
    /// Everybody who belongs to the house, by name.
    pub async fn users(&self) -> Result<Vec<User>> {
        self.db.all(select_user!("where removed_at is null order by name, id"), args![]).await
    }

    /// Those who left for good, the last one first.
    pub async fn former_users(&self) -> Result<Vec<User>> {
        let query = select_user!("where removed_at is not null order by removed_at desc, id");
        self.db.all(query, args![]).await
    }

    /// How many people there are and were; none means that the house is not set up.
    pub async fn users_count(&self) -> Result<i64> {
        self.db.value("select count(*) from user_account", args![]).await
    }

    /// One person.
    pub async fn user(&self, id: UserId) -> Result<Option<User>> {
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
    /// [`StoreError::Duplicate`] when the address is taken; [`StoreError::Invalid`] when who acts
    /// has lost their rights meanwhile.
    pub async fn create_user(&self, new: &NewUser, act: &Act<'_>) -> Result<Done<User>> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        still_administers(&mut tx, act).await?;
        let user = insert(&mut tx, new, act.at).await?;
        tx.done(act, &target(user.id), user).await
    }

    /// Lets a secret of the set-up link work beside those given out before; false when somebody is
    /// there already.
    pub async fn offer_setup(&self, link: &SetupLink<'_>) -> Result<bool> {
        let mut tx = self.db.begin(Durability::Normal).await?;
        tx.queue_for_claim().await?;
        if tx.value::<i64>("select count(*) from user_account", args![]).await? > 0 {
            return Ok(false);
        }
        let mut hashes = setup_hashes(&mut tx, link).await?;
        hashes.push(link.secret_hash.to_owned());
        let newest = hashes.len().saturating_sub(SETUP_LINKS);
        tx.set_meta(link.kept_as, &hashes[newest..].join(" ")).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Adds the first person, who is the one who acts, and opens their session; one of several at
    /// once wins. No secret of the link works any more then.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is somebody already; [`StoreError::NotFound`] when the
    /// link's secret is none of those given out.
    pub async fn create_first_user(
        &self,
        new: &NewUser,
        link: &SetupLink<'_>,
        session: &NewSession<'_>,
        act: &Act<'_>,
    ) -> Result<Done<User>> {
        let mut tx = self.db.begin(Durability::Full).await?;
        tx.queue_for_claim().await?;
        if tx.value::<i64>("select count(*) from user_account", args![]).await? > 0 {
            return Err(StoreError::Conflict);
        }
        let hashes = setup_hashes(&mut tx, link).await?;
        if !hashes.iter().any(|hash| hash == link.secret_hash) {
            return Err(StoreError::NotFound);
        }
        tx.set_meta(link.kept_as, "").await?;
        let user = insert(&mut tx, new, act.at).await?;
        open_session(&mut tx, user.id, session, act.at).await?;
        let act = Act { user_id: Some(user.id), ..act.clone() };
        tx.done(&act, &target(user.id), user).await
    }

    /// Changes a person, and ends sessions of theirs where the change asks for it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`]; [`StoreError::Invalid`] when nobody would
    /// be left to administer, or who acts has lost their rights meanwhile; [`StoreError::Conflict`] when the password is
    /// not the expected one any more.
    pub async fn update_user(
        &self,
        user: impl Into<Seen<UserId>>,
        update: &UserUpdate,
        act: &Act<'_>,
    ) -> Result<Done<User>> {
        let seen = user.into();
        let id = seen.id;
        let mut tx = self.db.begin(Durability::Normal).await?;
        if act.action == Action::UserUpdate {
            still_administers(&mut tx, act).await?;
        }
        if update.role.is_some_and(|role| role != Role::Admin) || update.disabled == Some(true) {
            keep_an_admin(&mut tx, id).await?;
        }
        // A language and a password are nobody else's to change.
        if update.name.is_some() || update.role.is_some() || update.disabled.is_some() {
            tx.next_version(Versioned::User, seen, act).await?;
        }
        let user = change(&mut tx, id, update).await?;
        match &update.ends {
            EndedSessions::None => {}
            EndedSessions::All => end_sessions(&mut tx, id, "").await?,
            EndedSessions::AllBut(token_hash) => end_sessions(&mut tx, id, token_hash).await?,
        }
        if update.password_hash.is_some() {
            forget_devices(&mut tx, id).await?;
        }
        tx.done(act, &target(id), user).await
    }
}

/// What the audit log calls a person.
pub(super) fn target(id: UserId) -> String {
    format!("user:{id}")
}

async fn insert(tx: &mut Tx, new: &NewUser, now: Millis) -> Result<User> {
    let email = new.email.trim().to_lowercase();
    let args = args![email, &new.name, new.role.name(), false, &new.password_hash, now];
    match tx.only(INSERT, args).await {
        Err(StoreError::Database(e)) if e.is_unique_violation() => Err(StoreError::Duplicate(
            say!("user-email-taken", "a user with that e-mail address exists already"),
        )),
        inserted => inserted,
    }
}

async fn change(tx: &mut Tx, id: UserId, update: &UserUpdate) -> Result<User> {
    let (set_lang, lang) = match &update.lang {
        Some(lang) => (true, lang.as_deref()),
        None => (false, None),
    };
    let changed: Option<User> = tx
        .optional(
            CHANGE,
            args![
                id,
                &update.name,
                update.role.map(Role::name),
                update.disabled,
                set_lang,
                lang,
                &update.password_hash,
                &update.if_password,
                &update.time_zone,
                update.shortcuts
            ],
        )
        .await?;
    let lost =
        if update.if_password.is_some() { StoreError::Conflict } else { StoreError::NotFound };
    changed.ok_or(lost)
}

async fn setup_hashes(tx: &mut Tx, link: &SetupLink<'_>) -> Result<Vec<String>> {
    let kept: Option<(String,)> =
        tx.optional("select value from meta where meta_key = $1", args![link.kept_as]).await?;
    let kept = kept.map(|(value,)| value).unwrap_or_default();
    Ok(kept.split_whitespace().map(str::to_owned).collect())
}

/// Refuses when the person is the last who may administer. Two who step down at once wait for
/// each other here.
pub(super) async fn keep_an_admin(tx: &mut Tx, id: UserId) -> Result<()> {
    tx.queue_for_claim().await?;
    let is_last: bool = tx
        .value(
            "select exists (select 1 from user_account where id = $1 and role = 'admin')
             and not exists (select 1 from user_account
                             where id <> $1 and role = 'admin' and not disabled)",
            args![id],
        )
        .await?;
    if is_last {
        return Err(StoreError::Invalid(say!(
            "last-administrator",
            "this is the last administrator; make another one first"
        )));
    }
    Ok(())
}

pub(super) async fn end_sessions(tx: &mut Tx, user_id: UserId, except: &str) -> Result<()> {
    tx.run("delete from session where user_id = $1 and token_hash <> $2", args![user_id, except])
        .await?;
    Ok(())
}
