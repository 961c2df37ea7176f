//! `plaza serve` and `plaza work`.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use plaza_connectors::file::{Format, Mapping, read_records};
use plaza_engine::Engine;
use plaza_web::{AppState, Records, WebSettings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::Config;
use crate::output;
use crate::wiring::{Mode, start};

/// How long open requests may take after a signal.
const DRAIN: Duration = Duration::from_secs(6);

/// Board, API and jobs, until a signal comes.
pub(super) async fn serve(config: Config) -> anyhow::Result<bool> {
    // Bound first: a second start on the same address must not touch the data folder.
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!("cannot listen on {}; choose another with --listen", config.listen)
    })?;
    let address = listener.local_addr()?;
    let engine = start(&config, Mode::Background).await?;
    let home = match &config.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://{address}"),
    };
    greet(&engine, &home).await?;
    let settings = WebSettings { public_url: config.public_url, behind_proxy: config.behind_proxy };
    let state = AppState::new(engine.clone(), settings).with_uploads(open_upload);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(plaza_web::serve(listener, state, async move {
        // A dropped sender means the same as a sent stop.
        drop(stopped.await);
    }));
    wait_for_signal().await?;
    output::note("Plaza is stopping …");
    drop(stop);
    let drained = tokio::time::timeout(DRAIN, server).await;
    engine.shutdown().await;
    match drained {
        Ok(served) => served.context("the server was cut off")??,
        Err(_) => tracing::warn!("some requests were still open and were cut off"),
    }
    Ok(true)
}

/// Opens a file that somebody uploaded to the board.
fn open_upload(path: &Path) -> Result<Records, String> {
    let format = Format::of_path(path)
        .ok_or_else(|| "the file's name must end in .jsonl, .csv or .xlsx".to_owned())?;
    let records = read_records(path, format, &Mapping::default());
    records.map(|records| Box::new(records) as Records).map_err(|error| error.to_string())
}

/// Jobs only, until a signal comes.
pub(super) async fn work(config: Config) -> anyhow::Result<bool> {
    let engine = start(&config, Mode::Background).await?;
    output::note("Plaza is working; stop it with Ctrl-C.");
    wait_for_signal().await?;
    engine.shutdown().await;
    Ok(true)
}

async fn greet(engine: &Engine, home: &str) -> anyhow::Result<()> {
    if let Some(token) = engine.access().setup_link_token().await? {
        output::line("Welcome to Plaza. Create the administrator here (the link works once):");
        output::line(&format!("  {home}/setup?token={token}"));
    }
    output::line(&format!("Plaza is listening on {home}"));
    Ok(())
}

async fn wait_for_signal() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    Ok(())
}
