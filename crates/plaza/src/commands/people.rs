//! `plaza user` and `plaza token`.

use plaza_core::{Millis, Role, TokenId, to_rfc3339};
use plaza_engine::{Actor, Engine};

use crate::cli::TokenCommand;
use crate::output;

pub(super) async fn add_user(
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
            create_token(engine, &name, role, expires).await
        }
        TokenCommand::List => list_tokens(engine).await,
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
    expires: Option<Millis>,
) -> anyhow::Result<bool> {
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
