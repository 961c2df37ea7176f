//! `plaza user` and `plaza token`.

use anyhow::Context;
use plaza_core::{Millis, Role, TokenId, to_rfc3339};
use plaza_engine::access::{UserChange, parse_expiry};
use plaza_engine::{Actor, Engine};
use plaza_store::access::User;

use crate::cli::{SessionsCommand, TokenCommand, UserCommand};
use crate::output;

pub(super) async fn user(command: UserCommand, engine: &Engine) -> anyhow::Result<bool> {
    let change = match command {
        UserCommand::Add { email, role, name } => {
            return add_user(engine, &email, role, name.as_deref()).await;
        }
        UserCommand::List { former } => return list_users(engine, former).await,
        UserCommand::Reset { email } => return reset(engine, &email).await,
        UserCommand::Remove { email } => return remove(engine, &email).await,
        UserCommand::Sessions(command) => return sessions(command, engine).await,
        UserCommand::Rename { email, name } => {
            (email, UserChange { name: Some(name), ..UserChange::default() })
        }
        UserCommand::Role { email, role } => {
            (email, UserChange { role: Some(role), ..UserChange::default() })
        }
        UserCommand::Disable { email } => {
            (email, UserChange { disabled: Some(true), ..UserChange::default() })
        }
        UserCommand::Enable { email } => {
            (email, UserChange { disabled: Some(false), ..UserChange::default() })
        }
    };
    let (email, change) = change;
    let user = named(engine, &email).await?;
    let user = engine.access().update_user(&Actor::system(), user.id, change).await?;
    output::line(&line(&user));
    Ok(true)
}

/// The person with that address.
async fn named(engine: &Engine, email: &str) -> anyhow::Result<User> {
    let user = engine.store().access().user_by_email(email).await?;
    user.with_context(|| format!("there is no user with the address {email}"))
}

fn line(user: &User) -> String {
    let seen = user.last_seen_at.map_or_else(|| "never".to_owned(), to_rfc3339);
    let closed = if user.disabled { "\tclosed" } else { "" };
    let (id, email, name, role) = (user.id, &user.email, &user.name, user.role.name());
    format!("{id}\t{email}\t{name}\t{role}\tseen {seen}{closed}")
}

async fn list_users(engine: &Engine, former: bool) -> anyhow::Result<bool> {
    let access = engine.store().access();
    let users = if former { access.former_users().await? } else { access.users().await? };
    users.iter().for_each(|user| output::line(&line(user)));
    Ok(true)
}

async fn reset(engine: &Engine, email: &str) -> anyhow::Result<bool> {
    let user = named(engine, email).await?;
    let link = engine.access().make_reset_link(&Actor::system(), user.id).await?;
    output::note(&format!(
        "{} chooses a new password with this link; it works once, until {}, and is shown once:",
        user.name,
        to_rfc3339(link.expires_at)
    ));
    let path = format!("/reset?token={}", link.secret);
    let house = engine.house().await?;
    let whole = house.public_url.as_ref().and_then(|url| url.join(&path).ok());
    output::line(&whole.map_or(path, |url| url.to_string()));
    Ok(true)
}

async fn remove(engine: &Engine, email: &str) -> anyhow::Result<bool> {
    let user = named(engine, email).await?;
    engine.access().remove_user(&Actor::system(), user.id).await?;
    output::note(&format!("{} is gone; what they did stays under their name", user.name));
    Ok(true)
}

async fn sessions(command: SessionsCommand, engine: &Engine) -> anyhow::Result<bool> {
    let (auth, plaza) = (engine.access(), Actor::system());
    match command {
        SessionsCommand::List { email } => {
            let user = named(engine, &email).await?;
            for open in auth.sessions_of(&plaza, user.id, None).await? {
                let seen = to_rfc3339(open.last_seen_at);
                output::line(&format!("{}\t{}\tseen {seen}", open.name, open.device));
            }
        }
        SessionsCommand::End { email, session: Some(name) } => {
            let user = named(engine, &email).await?;
            auth.end_session(&plaza, user.id, &name).await?;
            output::note("it has ended");
        }
        SessionsCommand::End { email, session: None } => {
            let user = named(engine, &email).await?;
            let ended = auth.end_sessions(&plaza, user.id, None).await?;
            output::note(&format!("{ended} sessions have ended"));
        }
    }
    Ok(true)
}

async fn add_user(
    engine: &Engine,
    email: &str,
    role: Role,
    name: Option<&str>,
) -> anyhow::Result<bool> {
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or(email));
    let (user, password) =
        engine.access().create_user(&Actor::system(), email, name, role, None).await?;
    output::note(&format!(
        "{} may sign in as {}; the password is shown once:",
        user.name, user.email
    ));
    output::line(&password.unwrap_or_default());
    Ok(true)
}

pub(super) async fn token(command: TokenCommand, engine: &Engine) -> anyhow::Result<bool> {
    match command {
        TokenCommand::Create { name, role, expires } => {
            create_token(engine, &name, role, expires.as_deref()).await
        }
        TokenCommand::List => list_tokens(engine).await,
        TokenCommand::Rename { id, name } => {
            engine.access().rename_token(&Actor::system(), TokenId::from(id), &name).await?;
            Ok(true)
        }
        TokenCommand::Revoke { id } => {
            engine.access().revoke_token(&Actor::system(), TokenId::from(id)).await?;
            output::note("it is taken back, and so are those that were made with it");
            Ok(true)
        }
    }
}

async fn create_token(
    engine: &Engine,
    name: &str,
    role: Role,
    expires: Option<&str>,
) -> anyhow::Result<bool> {
    let expires = expires.map(|day| parse_expiry(day, engine.zone())).transpose()?;
    let made = engine.access().create_token(&Actor::system(), name, role, expires).await?;
    let (token, secret) = made;
    let until = match token.expires_at {
        Some(at) => format!("works until {}", to_rfc3339(at)),
        None => "does not end by itself".to_owned(),
    };
    output::note(&format!("token `{}` (id {}) {until}; it is shown once:", token.name, token.id));
    output::line(&secret);
    Ok(true)
}

async fn list_tokens(engine: &Engine) -> anyhow::Result<bool> {
    for token in engine.access().tokens().await? {
        let time = |at: Option<Millis>| at.map_or_else(|| "never".to_owned(), to_rfc3339);
        let maker = match (&token.maker, &token.made_with_name) {
            (Some(person), _) => person.clone(),
            (None, Some(other)) => format!("token {other}"),
            (None, None) => "the command line".to_owned(),
        };
        output::line(&format!(
            "{}\t{}\t{}\tby {maker}\tused {}\tends {}",
            token.id,
            token.name,
            token.may.map_or("nothing", Role::name),
            time(token.last_used_at),
            time(token.expires_at),
        ));
    }
    Ok(true)
}
