//! The route table: every path of Plaza with the access that it needs. The router is made from
//! nothing else, so a path without a declared access cannot be served.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware;
use axum::routing::{MethodFilter, MethodRouter, on};
use plaza_core::Permission;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::{RefOr, Schema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::{GuardContext, guard};
use crate::AppState;

/// Body limit where a route does not name its own, in bytes.
const DEFAULT_BODY_LIMIT: usize = 1024 * 1024;
/// The same for routes that are open to everybody.
const PUBLIC_BODY_LIMIT: usize = 16 * 1024;
/// Time from request to response head where a route does not name its own.
const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(60);

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Anybody who is signed in or brings a valid token.
    SignedIn,
    /// Those whose role carries the permission.
    Needs(Permission),
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// The method; a GET route answers HEAD too.
    pub method: Method,
    /// The path with its parameters in braces.
    pub path: String,
    /// Who may use it.
    pub access: Access,
    /// Largest body, in bytes.
    pub body_limit: usize,
    /// Whether the handler has the body in memory; if not, it works it off as it comes.
    pub keeps_body: bool,
    /// Longest time from request to response head. Reading is given up then; a write goes on.
    pub time_limit: Duration,
}

struct Route {
    info: RouteInfo,
    handler: MethodRouter<AppState>,
}

/// Path, access and OpenAPI path item of a documented route.
pub(crate) type Documented = (String, Access, PathItem);

/// A table of routes under construction.
///
/// ```ignore
/// Routes::new()
///     .get("/mentions", Access::Needs(Permission::Read), mentions::list)
///     .post("/sources/import", Access::Needs(Permission::Import), sources::import)
///     .with_body_limit(256 << 20)
/// ```
#[derive(Default)]
pub struct Routes {
    routes: Vec<Route>,
    documented: Vec<Documented>,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Routes {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a GET route. A GET must change nothing.
    #[must_use]
    pub fn get<H, T>(self, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::GET, path, access, on(MethodFilter::GET, handler))
    }

    /// Adds a POST route.
    #[must_use]
    pub fn post<H, T>(self, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::POST, path, access, on(MethodFilter::POST, handler))
    }

    /// Adds one handler with its `#[utoipa::path]` documentation, as `routes!(handler)` of
    /// utoipa-axum gives it; method and path come from the documentation.
    #[must_use]
    pub fn api(
        mut self,
        access: Access,
        (schemas, paths, handler): UtoipaMethodRouter<AppState>,
    ) -> Self {
        self.schemas.extend(schemas);
        for (path, item) in paths.paths {
            if let Some(method) = methods_of(&item).into_iter().next() {
                self = self.add(method, &path, access, handler.clone());
                self.documented.push((path, access, item));
            }
        }
        self
    }

    /// Sets the body limit of the route that was added last, in bytes.
    #[must_use]
    pub fn with_body_limit(mut self, bytes: usize) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.info.body_limit = bytes;
        }
        self
    }

    /// The route that was added last does not keep its body in memory.
    #[must_use]
    pub fn working_off_its_body(mut self) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.info.keeps_body = false;
        }
        self
    }

    /// Sets the time limit of the route that was added last.
    #[must_use]
    pub fn with_time_limit(mut self, limit: Duration) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.info.time_limit = limit;
        }
        self
    }

    /// Adds all routes of another table.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.routes.extend(other.routes);
        self.documented.extend(other.documented);
        self.schemas.extend(other.schemas);
        self
    }

    /// The lines of the table.
    pub fn iter(&self) -> impl Iterator<Item = &RouteInfo> {
        self.routes.iter().map(|route| &route.info)
    }

    /// The documented routes: each with its OpenAPI path item, and all schemas.
    pub(crate) fn documentation(&self) -> (&[Documented], &[(String, RefOr<Schema>)]) {
        (&self.documented, &self.schemas)
    }

    fn add(
        mut self,
        method: Method,
        path: &str,
        access: Access,
        handler: MethodRouter<AppState>,
    ) -> Self {
        let info = RouteInfo {
            method,
            path: path.to_owned(),
            access,
            body_limit: match access {
                Access::Public => PUBLIC_BODY_LIMIT,
                _ => DEFAULT_BODY_LIMIT,
            },
            keeps_body: true,
            time_limit: DEFAULT_TIME_LIMIT,
        };
        self.routes.push(Route { info, handler });
        self
    }

    /// A router in which every route stands behind the guard.
    pub(crate) fn into_router(self, state: &AppState) -> Router<AppState> {
        let mut by_path: BTreeMap<String, MethodRouter<AppState>> = BTreeMap::new();
        for Route { info, handler } in self.routes {
            let context = GuardContext { state: state.clone(), route: info.clone().into() };
            let guarded = handler
                .layer(DefaultBodyLimit::max(info.body_limit))
                .route_layer(middleware::from_fn_with_state(context, guard));
            let merged = match by_path.remove(&info.path) {
                Some(others) => others.merge(guarded),
                None => guarded,
            };
            by_path.insert(info.path, merged);
        }
        by_path
            .into_iter()
            .fold(Router::new(), |router, (path, methods)| router.route(&path, methods))
    }
}

/// The methods that a path item documents.
pub(crate) fn methods_of(item: &PathItem) -> Vec<Method> {
    [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::DELETE, &item.delete),
        (Method::PATCH, &item.patch),
    ]
    .into_iter()
    .filter(|(_, operation)| operation.is_some())
    .map(|(method, _)| method)
    .collect()
}
