//! Who may do what over HTTP: the route table, sessions, CSRF, and the headers of every response.

mod cookie;
mod csrf;
mod guard;
mod headers;
mod held;
mod host;
mod identity;
mod redirect;
mod routes;

pub(crate) use cookie::{agent, arrival_cookies, clear_session_cookie, cookie_value, device};
pub use csrf::{FIELD as CSRF_FIELD, HEADER as CSRF_HEADER};
pub(crate) use held::{HeldForm, KEPT_FORM};
pub use identity::{Caller, Identity, MaybeMember, Member};
pub use redirect::local_path;
pub use routes::{Access, RouteInfo, Routes};

pub(crate) use guard::{GuardContext, guard, recognise};
pub(crate) use headers::secure_headers;
pub(crate) use host::check_host;
