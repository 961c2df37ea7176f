//! `plaza serve` and `plaza work`.

use std::path::Path;

use anyhow::Context;
use plaza_connectors::file::{ImportError, Layout, Look, look, read_records};
use plaza_core::import::Trouble;
use plaza_engine::{Engine, GRACE};
use plaza_web::{AppState, EdgeLimits, FileReader, Records, Uploads, WebSettings};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;

use crate::config::Config;
use crate::signals::StopAsked;
use crate::wiring::{Mode, start};
use crate::{output, running};

/// Board, API and jobs, until a signal comes.
pub(super) async fn serve(config: Config) -> anyhow::Result<bool> {
    // Bound first: a second start on the same address must not touch the data folder.
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!("cannot listen on {}; choose another with --listen", config.listen)
    })?;
    let address = listener.local_addr()?;
    let mut stop = StopAsked::listen()?;
    let Some(engine) = start_unless(&mut stop, &config).await? else { return Ok(true) };
    let house = engine.house().await?;
    let home = match &house.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://{address}"),
    };
    greet(&engine, &home).await?;
    let settings = WebSettings { public_url: config.public_url, behind_proxy: config.behind_proxy };
    let limits = EdgeLimits::for_open_files(open_files());
    let uploads = Uploads::new(config.data.join("uploads"), READER);
    let state = AppState::new(engine.clone(), settings).with_limits(&limits).with_uploads(uploads);
    let _answering = running::answer(&engine, &config.data, "serve", Some(home));
    let (close, closed) = tokio::sync::oneshot::channel::<()>();
    let mut server = tokio::spawn(plaza_web::serve(listener, state, async move {
        // A dropped sender means the same as a sent word.
        drop(closed.await);
    }));
    // A server that ends by itself takes the process with it: nobody could reach it any more.
    let ended = tokio::select! {
        ended = &mut server => Some(ended),
        () = stop.asked() => None,
    };
    engine.stop();
    drop(close);
    let drained = match ended {
        Some(ended) => Ok(ended),
        None => tokio::time::timeout(GRACE, server).await,
    };
    let all_ended = end(&engine).await;
    match drained {
        Ok(served) => served.context("the server was cut off")?,
        Err(_) => tracing::warn!("some requests were still open and were cut off"),
    }
    Ok(all_ended)
}

/// Starts the engine, unless somebody asks to stop first.
async fn start_unless(stop: &mut StopAsked, config: &Config) -> anyhow::Result<Option<Engine>> {
    tokio::select! {
        engine = start(config, Mode::Background) => engine.map(Some),
        () = stop.asked() => Ok(None),
    }
}

/// Ends the engine; false when something had to be cut off.
async fn end(engine: &Engine) -> bool {
    let cut_off = engine.shutdown().await;
    if !cut_off.is_empty() {
        let what = cut_off.iter().copied().collect::<Vec<_>>().join(", ");
        tracing::error!(%what, "cut off, because it did not end in time; it goes on at the next start");
    }
    cut_off.is_empty()
}

/// How many files the process may have open, once it has asked for as many as it may ask for.
fn open_files() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => maximum.unwrap_or(u64::MAX),
        Err(error) => {
            tracing::warn!(%error, "the limit of open files stays as it was");
            current.unwrap_or(u64::MAX)
        }
    }
}

/// How files are read that somebody uploads to the board.
const READER: FileReader = FileReader { look: look_at, open: open_upload };

fn look_at(path: &Path, name: &str, layout: &Layout, rows: usize) -> Result<Look, Trouble> {
    look(path, name, layout, rows).map_err(trouble)
}

fn open_upload(path: &Path, layout: &Layout) -> Result<Records, Trouble> {
    Ok(Box::new(read_records(path, layout).map_err(trouble)?))
}

fn trouble(error: ImportError) -> Trouble {
    match error {
        ImportError::Unusable { why, .. } => why,
        io @ ImportError::Io { .. } => Trouble::Unreadable(io.message()),
    }
}

/// Jobs only, until a signal comes.
pub(super) async fn work(config: Config) -> anyhow::Result<bool> {
    let mut stop = StopAsked::listen()?;
    let Some(engine) = start_unless(&mut stop, &config).await? else { return Ok(true) };
    let _answering = running::answer(&engine, &config.data, "work", None);
    output::note("Plaza is working; stop it with Ctrl-C.");
    stop.asked().await;
    Ok(end(&engine).await)
}

async fn greet(engine: &Engine, home: &str) -> anyhow::Result<()> {
    if let Some(token) = engine.access().setup_link_token().await? {
        output::line("Welcome to Plaza. Create the administrator here (the link works once):");
        output::line(&format!("  {home}/setup?token={token}"));
    }
    output::line(&format!("Plaza is listening on {home}"));
    Ok(())
}
