//! The people of the house.

use plaza_core::{Permission, Role, say};
use plaza_core::{Seen, UserId, limits};
use plaza_store::Action;
use plaza_store::access::{EndedSessions, NewUser, User, UserUpdate};
use serde_json::json;

use super::email::{check_email, normal_email};
use super::session::Session;
use super::{Access, password, secret};
use crate::house::check_zone;
use crate::{Actor, EngineError, entered};

/// Characters of a generated password: 120 bits.
const GENERATED_CHARS: usize = 20;

/// What an administrator changes about a user; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// Shown name.
    pub name: Option<String>,
    /// The user must sign in again when it changes.
    pub role: Option<Role>,
    /// A disabled user's sessions end.
    pub disabled: Option<bool>,
    /// A new password; the user's sessions end.
    pub password: Option<String>,
}

/// What people change about themselves; `None` leaves it as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnChange<'a> {
    /// Shown name.
    pub name: Option<&'a str>,
    /// Language of their board; `Some(None)` follows the browser.
    pub lang: Option<Option<&'a str>>,
    /// Time zone by its IANA name; `Some(None)` follows the house.
    pub time_zone: Option<Option<&'a str>>,
    /// Whether single keys act on the board.
    pub shortcuts: Option<bool>,
}

/// An account to be made.
pub(super) struct NewAccount<'a> {
    pub(super) email: &'a str,
    pub(super) name: &'a str,
    pub(super) role: Role,
    pub(super) password: &'a str,
}

impl Access {
    /// Makes an account; without a password one is generated and returned, to be shown once.
    ///
    /// # Errors
    /// Forbidden, an e-mail, name or password that is refused, an e-mail that is taken.
    pub async fn create_user(
        &self,
        actor: &Actor,
        email: &str,
        name: &str,
        role: Role,
        password: Option<&str>,
    ) -> Result<(User, Option<String>), EngineError> {
        actor.require(Permission::ManageUsers)?;
        let generated = if password.is_some() { None } else { Some(generate_password()?) };
        let password = password.or(generated.as_deref()).unwrap_or_default();
        let new = self.prepare(&NewAccount { email, name, role, password }).await?;
        let detail = json!({ "email": new.email, "role": new.role });
        let act = actor.act(Action::UserCreate, self.now()).with(detail);
        Ok((self.store.access().create_user(&new, &act).await?.value, generated))
    }

    /// Checks an account's inputs and hashes its password.
    pub(super) async fn prepare(&self, account: &NewAccount<'_>) -> Result<NewUser, EngineError> {
        let email = normal_email(account.email);
        check_email(&email)?;
        let name = check_name(account.name)?;
        password::check(account.password, &email)?;
        let password_hash = self.hasher.hash(account.password).await?;
        Ok(NewUser { email, name, role: account.role, password_hash })
    }

    /// Changes an account. A new role or password, or disabling it, ends the user's sessions.
    ///
    /// # Errors
    /// Forbidden, no such user, or one that somebody changed since; an input that is refused, or
    /// nobody would be left to administer.
    pub async fn update_user(
        &self,
        actor: &Actor,
        user: impl Into<Seen<UserId>>,
        change: UserChange,
    ) -> Result<User, EngineError> {
        actor.require(Permission::ManageUsers)?;
        let seen = user.into();
        let id = seen.id;
        let before = self.store.access().user(id).await?.ok_or(EngineError::NotFound("user"))?;
        let role = change.role.filter(|role| *role != before.role);
        let disabled = change.disabled.filter(|disabled| *disabled != before.disabled);
        let name = change.name.as_deref().map(check_name).transpose()?;
        let password_hash = match &change.password {
            Some(new) => {
                password::check(new, &before.email)?;
                Some(self.hasher.hash(new).await?)
            }
            None => None,
        };
        let ends_sessions = role.is_some() || disabled == Some(true) || password_hash.is_some();
        let detail = json!({ "name": name, "role": role, "disabled": disabled,
            "password": password_hash.is_some() });
        let ends = if ends_sessions { EndedSessions::All } else { EndedSessions::None };
        let update =
            UserUpdate { name, role, disabled, password_hash, ends, ..UserUpdate::default() };
        let act = actor.act(Action::UserUpdate, self.now()).with(detail);
        let user = self.store.access().update_user(seen, &update, &act).await?.value;
        self.rights_have_changed();
        Ok(user)
    }

    /// Takes somebody out of the house for good: they cannot come in, their sessions and tokens end,
    /// and their address is free. What they did stays under their name.
    ///
    /// # Errors
    /// Forbidden, no such user, or one that somebody changed since, or nobody would be left to
    /// administer.
    pub async fn remove_user(
        &self,
        actor: &Actor,
        user: impl Into<Seen<UserId>>,
    ) -> Result<(), EngineError> {
        actor.require(Permission::ManageUsers)?;
        let seen = user.into();
        let before = self.store.access().user(seen.id).await?;
        let before = before.ok_or(EngineError::NotFound("user"))?;
        let detail = json!({ "name": before.name, "email": before.email });
        let act = actor.act(Action::UserRemove, self.now()).with(detail);
        let done = self.store.access().remove_user(seen, &act).await;
        done.map_err(EngineError::without("user"))?;
        self.rights_have_changed();
        Ok(())
    }

    /// Changes what people may change about themselves.
    ///
    /// # Errors
    /// An input that is refused.
    pub async fn update_own(
        &self,
        session: &Session,
        change: OwnChange<'_>,
    ) -> Result<User, EngineError> {
        let OwnChange { name, lang, time_zone, shortcuts } = change;
        let name = name.map(check_name).transpose()?;
        let lang = lang.map(|lang| lang.map(check_lang).transpose()).transpose()?;
        let zone = time_zone.map(|zone| zone.map(check_zone).transpose()).transpose()?;
        let time_zone = zone.map(Option::unwrap_or_default);
        let detail =
            json!({ "name": name, "lang": lang, "time_zone": time_zone, "shortcuts": shortcuts });
        let update = UserUpdate { name, lang, time_zone, shortcuts, ..UserUpdate::default() };
        let actor = session.actor();
        let act = actor.act(Action::UserUpdateOwn, self.now()).with(detail);
        Ok(self.store.access().update_user(session.user.id, &update, &act).await?.value)
    }
}

fn check_name(name: &str) -> Result<String, EngineError> {
    entered::line::<{ limits::USER_NAME }>("name", name)
}

fn check_lang(lang: &str) -> Result<String, EngineError> {
    let sound = (2..=limits::LANG).contains(&lang.len())
        && lang.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    if sound {
        return Ok(lang.to_ascii_lowercase());
    }
    Err(EngineError::invalid("lang", say!("takes-lang", "takes a language code such as es")))
}

fn generate_password() -> Result<String, EngineError> {
    let mut password = secret::new_secret()?;
    password.truncate(GENERATED_CHARS);
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_need_a_plausible_address_and_name() {
        for email in ["ana@example.com", "a+b@sub.example.com", "ñ@example.com"] {
            assert!(check_email(email).is_ok(), "{email}");
        }
        let long = format!("{}@example.com", "a".repeat(250));
        for email in ["", "ana", "@example.com", "ana@", "a@b@c", "a na@b.c", "a\n@b.c", &long] {
            assert!(check_email(email).is_err(), "{email}");
        }
        assert_eq!(normal_email(" Ana@Example.COM "), "ana@example.com");
        assert_eq!(check_name(" Ana ").unwrap(), "Ana");
        assert!(check_name("  ").is_err() && check_name("a\u{0}").is_err());
        assert!(check_lang("es").is_ok() && check_lang("e").is_err() && check_lang("e$").is_err());
    }
}
