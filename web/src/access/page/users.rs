//! The people of the house.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::{Millis, Role, UserId, say};
use plaza_engine::EngineError;
use plaza_store::access::User;

use crate::Problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::errors::in_words;
use crate::frame::fields::Fields;
use crate::frame::page::{Page, initials};

#[derive(Template)]
#[template(path = "access/users.html")]
struct UsersScreen {
    page: Page,
    users: Vec<UserRow>,
    former: Vec<UserRow>,
    roles: Vec<&'static str>,
    secret: Option<Secret>,
    form: UserForm,
}

struct UserRow {
    id: UserId,
    initials: String,
    hue: usize,
    name: String,
    email: String,
    role: &'static str,
    disabled: bool,
    last_seen: Option<Millis>,
    removed: Option<Millis>,
}

/// Shown once, never stored.
pub(super) struct Secret {
    pub(super) title: String,
    pub(super) value: String,
}

struct UserForm {
    name: String,
    email: String,
    role: String,
    problem: String,
}

impl UserForm {
    fn empty() -> Self {
        let role = Role::Viewer.name().to_owned();
        Self { name: String::new(), email: String::new(), role, problem: String::new() }
    }
}

impl From<User> for UserRow {
    fn from(user: User) -> Self {
        let (initials, hue) = initials(&user.name);
        Self {
            id: user.id,
            initials,
            hue,
            role: user.role.name(),
            disabled: user.disabled,
            last_seen: user.last_seen_at,
            removed: user.removed_at,
            name: user.name,
            email: user.email,
        }
    }
}

/// `GET /users`
pub(crate) async fn list(board: Board) -> Answer {
    show_with(board, None, UserForm::empty()).await
}

async fn show_with(board: Board, secret: Option<Secret>, form: UserForm) -> Answer {
    let access = board.engine.store().access();
    let (users, former) = (access.users().await?, access.former_users().await?);
    let refused = !form.problem.is_empty();
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let screen = UsersScreen {
        users: users.into_iter().map(UserRow::from).collect(),
        former: former.into_iter().map(UserRow::from).collect(),
        roles: Role::ALL.map(Role::name).to_vec(),
        secret,
        form,
        page: board.page,
    };
    show_as(status, &screen, &screen.page)
}

/// `POST /users`: the answer shows the generated password, so it is not a redirect.
pub(crate) async fn create(board: Board, fields: Fields) -> Answer {
    let role = role_of(&fields)?;
    let (email, name) = (fields.get("email"), fields.get("name"));
    let auth = board.engine.access();
    match auth.create_user(board.actor()?, email, name, role, None).await {
        Ok((user, password)) => {
            let title = board.page.with("secret-user", "name", &user.name);
            let secret = password.map(|value| Secret { title, value });
            show_with(board, secret, UserForm::empty()).await
        }
        Err(error @ (EngineError::Invalid { .. } | EngineError::Conflict(_))) => {
            let form = UserForm {
                name: name.to_owned(),
                email: email.to_owned(),
                role: role.name().to_owned(),
                problem: in_words(&board.page, &Problem::from(error)),
            };
            show_with(board, None, form).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The role that a form names.
///
/// # Errors
/// It is none.
pub(super) fn role_of(fields: &Fields) -> Result<Role, Problem> {
    Role::parse(fields.get("role"))
        .ok_or_else(|| Problem::invalid("role", say!("no-such-role", "is not a role of Plaza")))
}
