//! One file per command; each returns true when everything was done.

mod analyse;
mod authorize;
mod collect;
mod copies;
mod doctor;
mod export;
mod import;
mod imports;
mod learning;
mod mentions;
mod models;
mod people;
mod quarantine;
mod removal;
mod schedule;
mod search;
mod secrets;
mod serve;
mod settings;
mod source;
mod source_trial;
mod themes;

use std::future::Future;

use plaza_engine::{Engine, GRACE};

use crate::cli::{
    Command, ConfigCommand, ImportCommand, ModelsCommand, RetryOptions, SecretsCommand,
    SettingsCommand, SourceCommand, ThemesCommand,
};
use crate::config::Config;
use crate::home;
use crate::signals::StopAsked;
use crate::wiring::{Mode, start};

/// Runs a command to its end.
pub(crate) async fn run(command: Command, config: Config) -> anyhow::Result<bool> {
    match command {
        Command::Serve => serve::serve(config).await,
        Command::Work => serve::work(config).await,
        Command::Analyse { model, json: _, file } => analyse::run(model, &config, &file),
        Command::Models(ModelsCommand::List { json }) => models::list(&config, json),
        Command::Models(ModelsCommand::Install(from)) => models::install(&config, &from).await,
        Command::Source(SourceCommand::Test { what, manifest: Some(file), allow_host, json }) => {
            source_trial::manifest(&file, &what, allow_host, json).await
        }
        Command::Source(SourceCommand::Authorize { kind, settings, redirect, allow_host }) => {
            authorize::run(&config, &kind, &settings, &redirect, allow_host).await
        }
        Command::Source(SourceCommand::Kinds) => Ok(source::kinds(&config)),
        Command::Restore { dir } => copies::restore(&config, &dir).await,
        Command::Doctor => doctor::run(&config).await,
        Command::Secrets(SecretsCommand::Forget { yes: _ }) => secrets::forget(&config).await,
        command => {
            let mode = if only_reads(&command) { Mode::Reading } else { Mode::Command };
            let work = async |engine| on_engine(command, &config, engine).await;
            with_engine(&config, mode, work).await
        }
    }
}

/// Whether the command works without writing into the data folder.
fn only_reads(command: &Command) -> bool {
    match command {
        Command::Search { .. }
        | Command::Export { .. }
        | Command::Import { action: Some(ImportCommand::List { .. }), .. }
        | Command::Backup { .. }
        | Command::Themes(ThemesCommand::List { .. })
        | Command::Settings(SettingsCommand::Show)
        | Command::Config(ConfigCommand::Show)
        | Command::Models(ModelsCommand::Accuracy { .. }) => true,
        Command::Source(command) => matches!(
            command,
            SourceCommand::List { .. }
                | SourceCommand::Coverage { .. }
                | SourceCommand::Quarantine { retry: RetryOptions { retry: false, .. }, .. }
        ),
        _ => false,
    }
}

/// Starts an engine without background loops, and ends it whatever the command did. Somebody who
/// asks to stop is heard: the command ends at its next step, and says what it has done.
async fn with_engine<F, Fut>(config: &Config, mode: Mode, work: F) -> anyhow::Result<bool>
where
    F: FnOnce(Engine) -> Fut,
    Fut: Future<Output = anyhow::Result<bool>>,
{
    let mut stop = StopAsked::listen()?;
    let engine = tokio::select! {
        engine = start(config, mode) => engine?,
        () = stop.asked() => return Ok(false),
    };
    let out_of_time = async {
        stop.asked().await;
        engine.stop();
        tokio::time::sleep(GRACE).await;
    };
    let work = async {
        home::tell_lag(&engine).await?;
        work(engine.clone()).await
    };
    let done = tokio::select! {
        done = work => done,
        () = out_of_time => Err(anyhow::anyhow!("cut off before it had ended; start it again")),
    };
    engine.shutdown().await;
    done
}

async fn on_engine(command: Command, config: &Config, engine: Engine) -> anyhow::Result<bool> {
    match command {
        Command::Source(command) => source_command(command, &engine).await,
        Command::Collect { name, once } => collect::run(&engine, name.as_deref(), once).await,
        Command::Import { action: Some(action), .. } => imports::run(&engine, action).await,
        Command::Import { file, source, layout, .. } => {
            let file = file.unwrap_or_default();
            import::run(&engine, &file, source.as_deref(), &layout).await
        }
        Command::Search { query, limit, tz, json } => {
            search::run(&engine, query, limit, tz, json).await
        }
        Command::Themes(ThemesCommand::List { members, json }) => {
            themes::list(&engine, members, json).await
        }
        Command::Themes(ThemesCommand::Rebuild) => themes::rebuild(&engine).await,
        Command::Models(ModelsCommand::Accuracy { json }) => {
            learning::accuracy(&engine, json).await
        }
        Command::Models(ModelsCommand::Retrain) => learning::retrain(&engine).await,
        Command::Models(ModelsCommand::Revert) => learning::revert(&engine).await,
        Command::Reindex => doctor::reindex(&engine).await,
        Command::Backup { dir } => copies::backup(&engine, config, &dir).await,
        Command::Export { dir } => export::run(&engine, &dir).await,
        Command::Secrets(SecretsCommand::Rotate) => secrets::rotate(&engine, config).await,
        Command::User(command) => people::user(command, &engine).await,
        Command::Mention(command) => mentions::run(command, &engine).await,
        Command::Settings(command) => settings::run(command, &engine).await,
        Command::Config(ConfigCommand::Show) => settings::show_config(config, &engine).await,
        Command::Token(command) => people::token(command, &engine).await,
        Command::Serve
        | Command::Work
        | Command::Doctor
        | Command::Secrets(SecretsCommand::Forget { .. })
        | Command::Analyse { .. }
        | Command::Models(_)
        | Command::Restore { .. } => {
            anyhow::bail!("this command starts without an engine")
        }
    }
}

async fn source_command(command: SourceCommand, engine: &Engine) -> anyhow::Result<bool> {
    match command {
        SourceCommand::Add { kind, name, settings, allow_host, interval } => {
            source::add(engine, &kind, name, &settings, allow_host, interval).await
        }
        SourceCommand::List { json } => source::list(engine, json).await,
        SourceCommand::Test { what, json, .. } => source_trial::source(engine, &what, json).await,
        SourceCommand::Authorize { .. } | SourceCommand::Kinds => {
            anyhow::bail!("this command starts without an engine")
        }
        SourceCommand::Schedule { name, interval, .. } => {
            schedule::set(engine, &name, interval).await
        }
        SourceCommand::Pause { name } => schedule::pause(engine, &name, true).await,
        SourceCommand::Resume { name } => schedule::pause(engine, &name, false).await,
        SourceCommand::Backfill { name, stop: true, .. } => {
            schedule::stop_backfill(engine, &name).await
        }
        SourceCommand::Backfill { name, back_to, .. } => {
            schedule::backfill(engine, &name, back_to.as_deref()).await
        }
        SourceCommand::Coverage { name, days, json } => {
            schedule::coverage(engine, &name, days, json).await
        }
        SourceCommand::Archive { name } | SourceCommand::Remove { name, with_mentions: false } => {
            removal::archive(engine, &name).await
        }
        SourceCommand::Delete { name } | SourceCommand::Remove { name, with_mentions: true } => {
            removal::delete(engine, &name).await
        }
        SourceCommand::BringBack { name } => removal::bring_back(engine, &name).await,
        SourceCommand::Quarantine { name, retry } => quarantine::run(engine, &name, &retry).await,
    }
}
