//! Who asks: the guard puts an [`Identity`] into every request, handlers take it out.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use plaza_core::Role;
use plaza_engine::Actor;
use plaza_engine::access::{Pass, Session};
use plaza_store::access::User;

use super::csrf;
use crate::Problem;

/// Who asks. An extension of every request that reached a route.
#[derive(Clone)]
pub enum Identity {
    /// Nobody that we know.
    Anonymous,
    /// A person with a session cookie.
    Member(Arc<Session>),
    /// A program with an API token.
    Token(Arc<Actor>),
}

impl Identity {
    /// The role, or `None` for nobody.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Anonymous => None,
            Self::Member(session) => Some(session.user.role),
            Self::Token(actor) => Some(actor.role),
        }
    }

    /// What they came in with, or `None` for nobody.
    #[must_use]
    pub fn pass(&self) -> Option<Pass> {
        match self {
            Self::Anonymous => None,
            Self::Member(session) => Some(Pass::Session(session.token_hash.clone())),
            Self::Token(actor) => actor.token_id.map(Pass::Token),
        }
    }

    /// The actor for the engine, or `None` for nobody.
    #[must_use]
    pub fn actor(&self) -> Option<Actor> {
        match self {
            Self::Anonymous => None,
            Self::Member(session) => Some(session.actor()),
            Self::Token(actor) => Some(Actor::clone(actor)),
        }
    }
}

/// Extracts the actor, person or program: `Caller(actor): Caller`.
#[derive(Debug, Clone)]
pub struct Caller(pub Actor);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let identity = parts.extensions.get::<Identity>();
        identity.and_then(Identity::actor).map(Self).ok_or_else(Problem::unauthenticated)
    }
}

/// Extracts the person behind a session cookie; refuses API tokens. `Option<Member>` serves pages
/// that are open to all.
#[derive(Clone)]
pub struct Member(Arc<Session>);

/// What pages that are open to all extract.
pub type MaybeMember = Option<Member>;

impl From<Session> for Member {
    fn from(session: Session) -> Self {
        Self(Arc::new(session))
    }
}

impl Member {
    /// Who asks, for what is shown before a request of theirs has come.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity::Member(Arc::clone(&self.0))
    }

    /// The person.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.0.user
    }

    /// The session itself.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.0
    }

    /// The actor for the engine.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.0.actor()
    }

    /// A fresh CSRF token for a hidden field named [`CSRF_FIELD`](super::CSRF_FIELD) or the
    /// `x-csrf-token` header. Every call gives another one, all valid while the session lives.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn csrf_token(&self) -> Result<String, Problem> {
        csrf::masked(&self.0.csrf)
    }
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Identity>() {
            Some(Identity::Member(session)) => Ok(Self(session.clone())),
            _ => Err(Problem::unauthenticated()),
        }
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        Ok(<Self as FromRequestParts<S>>::from_request_parts(parts, state).await.ok())
    }
}
