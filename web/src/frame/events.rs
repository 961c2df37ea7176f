//! Server-sent events: which part of the board is out of date.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::Sse;
use axum::response::sse::{Event as SseEvent, KeepAlive};
use futures::{Stream, StreamExt, future};
use plaza_core::say;
use plaza_engine::{Engine, Event};
use tokio_stream::wrappers::{BroadcastStream, WatchStream};

use crate::edge::{Full, Reader, Share};
use crate::security::Identity;
use crate::{AppState, Problem};

/// A stream ends after this time; the browser opens a new one, and its session is checked again.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// A comment this often keeps proxies from closing the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How often it is asked whether the reader may still read. What changes in this process is heard
/// at once; this is for other processes' changes and for what ends by itself.
const ASK_AGAIN: Duration = Duration::from_secs(10);

/// What changes from now on, until the server stops, the stream has lived its time, or the reader
/// has lost the role or the session or token that they came with. A reader that was too slow gets
/// an event named `missed` and should load everything again.
///
/// # Errors
/// `reader`, or all readers together, have as many streams open as they may.
pub(crate) fn stream(
    state: &AppState,
    reader: &Identity,
) -> Result<Sse<impl Stream<Item = Result<SseEvent, Infallible>> + use<>>, Problem> {
    let place = place(state, reader)?;
    let events = BroadcastStream::new(state.engine().revision_events());
    let stopping = WatchStream::new(state.stopping())
        .filter(|stopping| future::ready(*stopping))
        .into_future();
    let lived = future::select(stopping, Box::pin(tokio::time::sleep(LIFE)));
    let gone = Box::pin(rights_gone(state.engine().clone(), reader.clone()));
    let end = future::select(lived, gone);
    let stream = events
        .map(move |event| {
            // As long as the stream, so is its place taken.
            let Share { .. } = &place;
            Ok(event.map_or_else(|_| SseEvent::default().event("missed"), |e| sse(&e)))
        })
        .take_until(end);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

fn place(state: &AppState, reader: &Identity) -> Result<Share<Reader>, Problem> {
    let actor = reader.actor().ok_or_else(Problem::unauthenticated)?;
    let place = state.edge().streams.take((actor.user_id, actor.token_id));
    place.map_err(|full| match full {
        Full::ForOne => Problem::too_many_at_once(say!(
            "streams-of-one",
            "you have as many event streams open as one may have; close some pages"
        )),
        Full::ForAll => Problem::unavailable(say!(
            "streams-of-all",
            "as many event streams are open as there may be"
        )),
    })
}

/// Resolves when the reader may not do any more what they might when they came.
async fn rights_gone(engine: Engine, reader: Identity) {
    let Some(pass) = reader.pass() else { return };
    let mut changed = engine.access().rights_changed();
    loop {
        changed.mark_unchanged();
        match engine.access().role_now(&pass).await {
            Ok(role) if role == reader.role() => {}
            Ok(_) => return,
            Err(error) => {
                // Not to be known is not to be let in; the browser comes back by itself.
                tracing::warn!(?error, "a stream ends: its reader's rights cannot be read");
                return;
            }
        }
        tokio::select! {
            told = changed.changed() => if told.is_err() { return },
            () = tokio::time::sleep(ASK_AGAIN) => {}
        }
    }
}

fn sse(event: &Event) -> SseEvent {
    let named = SseEvent::default().event("change").id(event.revision.to_string());
    // An `Event` is two plain values; it always has a JSON form.
    named.json_data(event).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use plaza_engine::EventKind;

    #[test]
    fn some_page_of_the_board_listens_to_every_kind_of_event() {
        let script = include_str!("../../assets/live.js");
        for kind in EventKind::ALL {
            let name = serde_json::to_string(kind).unwrap();
            assert!(script.contains(&name), "no section of live.js listens to {name}");
        }
    }
}
