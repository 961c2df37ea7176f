//! Plaza's board and JSON API.
//!
//! The folders are rooms, named after what people do: each holds its routes, its API and its pages.
//! `frame` is what all rooms share, `parts` what several of them show; `home` and `operations` read
//! every room and stand beside them. [`routes`] is the table of everything that is served;
//! [`router`] puts it behind the guard and the layers that every response passes.

mod access;
mod edge;
mod find;
mod frame;
mod home;
mod innovate;
mod layers;
mod listen;
mod metrics;
mod openapi;
mod operations;
mod parts;
pub mod security;
mod state;
mod talk;
mod understand;

use std::future::Future;

use axum::Router;
use tokio::net::TcpListener;

pub use edge::EdgeLimits;
pub use frame::problem::{PROBLEM_JSON, Problem};
pub use listen::uploads::{FileReader, Uploads};
pub use metrics::HttpMetrics;
pub use security::{Access, RouteInfo, Routes};
pub use state::{AppState, ClientAddress, Records, WebSettings};

/// Every route of Plaza: the API, the board, and where platforms send to.
#[must_use]
pub fn routes() -> Routes {
    listen::routes()
        .merge(understand::routes())
        .merge(find::routes())
        .merge(talk::routes())
        .merge(innovate::routes())
        .merge(access::routes())
        .merge(home::routes())
        .merge(operations::routes())
        .merge(frame::routes())
}

/// The whole server as a router.
pub fn router(state: AppState) -> Router {
    let routed = routes().into_router(&state).fallback(layers::not_found);
    let routed = routed.method_not_allowed_fallback(layers::method_not_allowed);
    layers::wrap(routed, &state).with_state(state)
}

/// Serves until `shutdown` resolves, then drains: endless responses end, others finish, and so do
/// writes whose callers have gone. No error of a connection or of the listener ends it.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let serving = edge::run(listener, router(state.clone()), &state);
    let stop = async {
        shutdown.await;
        state.stop();
    };
    tokio::join!(serving, stop);
    state.drained().await;
}
