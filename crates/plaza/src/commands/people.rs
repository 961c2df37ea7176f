//! `plaza user` and `plaza token`.

use plaza_core::Role;
use plaza_engine::{Actor, Engine};

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

pub(super) async fn create_token(engine: &Engine, name: &str, role: Role) -> anyhow::Result<bool> {
    let (token, secret) = engine.access().create_token(&Actor::system(), name, role).await?;
    output::note(&format!("token `{}`; it is shown once:", token.name));
    output::line(&secret);
    Ok(true)
}
