//! Takes connections and serves each until it ends, gives way or takes too long.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{interval, sleep, timeout};
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::connections::{Connections, Ticket};
use super::socket::{Incoming, Outgoing, Socket};
use crate::AppState;

/// How often connections are looked at that take too long.
const LOOK: Duration = Duration::from_millis(500);
/// Most headers of a request.
const MOST_HEADERS: usize = 100;
/// Most bytes of a request's head, and of one piece of a body.
const BUFFER: usize = 64 * 1024;
/// Pause after an error that the next try would meet again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long a client that still sends is listened to after its answer. Without it the system would
/// throw the answer away together with what nobody reads.
const LINGER: Duration = Duration::from_secs(5);
/// What a client gets for which there is no place.
const TURNED_AWAY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\
    content-type: text/plain; charset=utf-8\r\nretry-after: 5\r\ncontent-length: 48\r\n\r\n\
    Plaza serves too many others now; try in 5 s.   ";

/// Takes connections until the server stops, then waits for those that are being worked for.
pub(crate) async fn run(listener: TcpListener, router: Router, state: &AppState) {
    let connections = &state.edge().connections;
    let serving = TaskTracker::new();
    let mut stopping = state.stopping();
    let mut stopped = pin!(async move { drop(stopping.wait_for(|stops| *stops).await) });
    let mut look = interval(LOOK);
    loop {
        tokio::select! {
            biased;
            () = &mut stopped => break,
            _ = look.tick() => connections.cut_overdue(),
            taken = take(&listener, connections) => match taken {
                Ok((stream, peer)) => admit(stream, peer, &router, state, &serving),
                Err(error) => bear(&error, connections).await,
            },
        }
    }
    drop(listener);
    serving.close();
    connections.cut_waiting();
    serving.wait().await;
}

/// The next connection, once those that were cut are closed.
async fn take(
    listener: &TcpListener,
    connections: &Connections,
) -> io::Result<(TcpStream, SocketAddr)> {
    connections.settled().await;
    listener.accept().await
}

fn admit(
    stream: TcpStream,
    peer: SocketAddr,
    router: &Router,
    state: &AppState,
    serving: &TaskTracker,
) {
    let behind_proxy = state.settings().behind_proxy;
    let address = (!behind_proxy).then(|| peer.ip());
    match state.edge().connections.admit(address) {
        Some(ticket) => {
            serving.spawn(serve(stream, peer, router.clone(), ticket, state.stopping()));
        }
        // The socket's own buffer takes it at once, or the client goes without it.
        None => drop(stream.try_write(TURNED_AWAY)),
    }
}

/// An error of one connection concerns nobody else. One of the system (no more open files) is met
/// again at once, so something has to go and time to pass.
async fn bear(error: &io::Error, connections: &Connections) {
    let of_one = [
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::ConnectionRefused,
        io::ErrorKind::Interrupted,
    ];
    if of_one.contains(&error.kind()) {
        return;
    }
    let gave_way = connections.spare_one();
    tracing::warn!(%error, gave_way, "no connection can be taken now");
    sleep(ACCEPT_PAUSE).await;
}

/// Serves a connection to its end.
async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    ticket: Ticket,
    mut stopping: watch::Receiver<bool>,
) {
    // Answers are small and written whole; an error means that the client has gone already.
    drop(stream.set_nodelay(true));
    let connection = ticket.connection();
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        connection.progress().asked(std::time::Instant::now());
        let here = Arc::clone(connection);
        let mut request =
            request.map(|body| Body::new(Incoming { body, connection: Arc::clone(&here) }));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request);
        boxed(async move {
            answer.await.map(|answer| answer.map(|body| Outgoing { body, connection: here }))
        })
    });
    let io = TokioIo::new(Socket::new(stream, connection));
    let mut http = http1::Builder::new()
        .max_headers(MOST_HEADERS)
        .max_buf_size(BUFFER)
        // `Progress` knows the times of heads and of idleness.
        .header_read_timeout(None)
        .serve_connection(io, service);
    let mut stops = pin!(stopping.wait_for(|stops| *stops));
    let mut draining = false;
    let ended = loop {
        tokio::select! {
            ended = poll_fn(|context| http.poll_without_shutdown(context)) => break ended,
            () = connection.cut() => return,
            _ = &mut stops, if !draining => {
                draining = true;
                Pin::new(&mut http).graceful_shutdown();
            }
        }
    };
    match ended {
        Ok(()) if !draining => {
            let socket = http.into_parts().io.into_inner();
            tokio::select! {
                () = linger(socket.into_stream()) => {}
                () = connection.cut() => {}
            }
        }
        Ok(()) => {}
        Err(error) => tracing::debug!(%error, %peer, "a connection broke off"),
    }
}

type Answered<B> = Pin<Box<dyn Future<Output = Result<Response<B>, Infallible>> + Send>>;

fn boxed<B>(
    answer: impl Future<Output = Result<Response<B>, Infallible>> + Send + 'static,
) -> Answered<B> {
    Box::pin(answer)
}

/// Says that no more comes, and listens a little longer to a client that still sends.
async fn linger(mut stream: TcpStream) {
    if stream.shutdown().await.is_err() {
        return;
    }
    let mut nowhere = tokio::io::sink();
    // Whatever comes of it: the connection ends.
    drop(timeout(LINGER, tokio::io::copy(&mut stream, &mut nowhere)).await);
}
