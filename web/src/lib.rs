//! Plaza's board and JSON API.
//!
//! [`routes`] is the table of everything that is served; [`router`] puts it behind the guard and
//! the layers that every response passes.

pub mod api;
mod events;
pub mod extract;
mod hooks;
mod i18n;
mod layers;
mod metrics;
pub mod pages;
mod problem;
pub mod security;
mod state;

use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

pub use metrics::HttpMetrics;
pub use problem::{PROBLEM_JSON, Problem};
pub use security::{Access, RouteInfo, Routes};
pub use state::{AppState, ClientAddress, OpenRecords, Records, WebSettings};

/// Every route of Plaza: the API, the board, and where platforms send to.
#[must_use]
pub fn routes() -> Routes {
    api::routes().merge(hooks::routes()).merge(pages::routes())
}

/// The whole server as a router.
pub fn router(state: AppState) -> Router {
    let routed = routes().into_router(&state).fallback(layers::not_found);
    let routed = routed.method_not_allowed_fallback(layers::method_not_allowed);
    layers::wrap(routed, &state).with_state(state)
}

/// Serves until `shutdown` resolves, then drains: endless responses end, others finish, and so do
/// writes whose callers have gone.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = state.clone();
    let drain = async move {
        shutdown.await;
        stopping.stop();
    };
    let served = axum::serve(listener, service).with_graceful_shutdown(drain).await;
    state.drained().await;
    served
}
