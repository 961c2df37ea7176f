//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use plaza_core::Zone;
use plaza_models::checkpoint;
use serde::{Deserialize, Serialize};
use url::Url;

pub(crate) use crate::cli_imports::{ImportCommand, RetryOptions};
pub(crate) use crate::cli_people::{
    ConfigCommand, MentionCommand, SessionsCommand, SettingsArguments, SettingsCommand,
    TokenCommand, UserCommand,
};
use crate::layout::LayoutArguments;

/// Listens to what people say in public, answers them, and turns it into ideas.
#[derive(Debug, Parser)]
#[command(name = "plaza", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options of every command; they win over `PLAZA_*` variables, which win over `plaza.toml`.
#[derive(Debug, Default, Args)]
pub(crate) struct Options {
    /// Data folder [default: ./plaza-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// PostgreSQL instead of SQLite in the data folder
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Configuration file [default: ./plaza.toml where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Board, API and jobs in one process (what runs without a command)
    Serve,
    /// Jobs only: several processes on one PostgreSQL
    Work,
    /// Add, list, test and remove sources
    #[command(subcommand)]
    Source(SourceCommand),
    /// Fetch now; a line per source
    Collect {
        /// The source's name; all sources without it
        name: Option<String>,
        /// Fetch one page of each source only
        #[arg(long)]
        once: bool,
    },
    /// Import a file of mentions, list imports, or take one back
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Import {
        #[command(subcommand)]
        action: Option<ImportCommand>,
        /// CSV, a workbook of Excel or OpenDocument, or JSON
        #[arg(required = true)]
        file: Option<PathBuf>,
        /// Source to import into [default: the file's name]
        #[arg(long)]
        source: Option<String>,
        #[command(flatten)]
        layout: LayoutArguments,
    },
    /// Search what people say
    Search {
        /// As in the board's search box
        query: String,
        /// Mentions to show
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
        limit: u16,
        /// Time zone in which days begin and times are shown: --tz Europe/Madrid [default: the
        /// house's]
        #[arg(long, value_name = "ZONE")]
        tz: Option<Zone>,
        /// One JSON object per line
        #[arg(long)]
        json: bool,
    },
    /// Tag texts: JSONL in, JSONL out, same order
    Analyse {
        /// The model
        #[arg(long, default_value = "native")]
        model: Model,
        /// One JSON object per line, which is the only format there is
        #[arg(long)]
        json: bool,
        /// A file, or - for standard input
        #[arg(default_value = "-")]
        file: PathBuf,
    },
    /// List or rebuild themes
    #[command(subcommand)]
    Themes(ThemesCommand),
    /// List models, install their weights, learn from people's judgements, and tell how often the
    /// models are right
    #[command(subcommand)]
    Models(ModelsCommand),
    /// Build the search index anew from the store
    Reindex,
    /// Copy the database and the key into a folder while Plaza runs; the copy is checked, and appears
    /// whole or not at all. Not in it: a key from PLAZA_KEY, plaza.toml, manifests, models, the inbox
    Backup {
        /// A folder that does not exist or is empty
        dir: PathBuf,
    },
    /// Check a backup and put it into a data folder that holds no database, index or key: all of it
    /// or nothing
    Restore {
        /// The folder that `plaza backup` made
        dir: PathBuf,
    },
    /// Write everything as JSONL files
    Export {
        /// A folder that does not exist or is empty
        dir: PathBuf,
    },
    /// Check the store, the index and the configuration; makes nothing
    Doctor,
    /// Give the sources' secrets a new key, or give up those whose key is lost
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// Add people, list and change them, end their sessions, and help those who cannot sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Make tokens for the API, list, rename and take them back
    #[command(subcommand)]
    Token(TokenCommand),
    /// Delete mentions for good
    #[command(subcommand)]
    Mention(MentionCommand),
    /// Show and change the house's name, brands, language, time zone and address
    #[command(subcommand)]
    Settings(SettingsCommand),
    /// Show the configuration and what says each value
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// Add a source: plaza source add feed "Our blog" url=https://blog.example/feed
    Add {
        /// The kind of connector
        kind: String,
        /// A name of its own
        name: String,
        /// The connector's settings
        #[arg(value_name = "KEY=VALUE")]
        settings: Vec<String>,
        /// host:port that may be reached although its address is private
        #[arg(long, value_name = "HOST:PORT")]
        allow_host: Option<String>,
        /// Seconds between collections; 0 collects only when asked [default: by itself, more often
        /// when there is news]
        #[arg(long, value_name = "SECONDS")]
        interval: Option<i64>,
    },
    /// Say how often a source is collected
    Schedule {
        /// The source's name or id
        name: String,
        /// Seconds between collections; 0 collects only when asked
        #[arg(
            long,
            value_name = "SECONDS",
            conflicts_with = "adaptive",
            required_unless_present = "adaptive"
        )]
        interval: Option<i64>,
        /// By itself: more often when there is news
        #[arg(long)]
        adaptive: bool,
    },
    /// Stop the regular collection of a source
    Pause {
        /// The source's name or id
        name: String,
    },
    /// Go on with the regular collection of a source
    Resume {
        /// The source's name or id
        name: String,
    },
    /// Read a source into the past; the running Plaza does it when there is no news to fetch
    Backfill {
        /// The source's name or id
        name: String,
        /// The day to go back to [default: as far as the place allows]
        #[arg(long, value_name = "DAY")]
        back_to: Option<String>,
        /// Stop it; it can go on later
        #[arg(long, conflicts_with = "back_to")]
        stop: bool,
    },
    /// What a source brought each day, and what may be missing
    Coverage {
        /// The source's name or id
        name: String,
        /// Days up to today
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=400))]
        days: u16,
        /// One JSON object per day
        #[arg(long)]
        json: bool,
    },
    /// List sources and how they do
    List {
        /// One JSON object per line
        #[arg(long)]
        json: bool,
    },
    /// List the kinds of connectors with their settings
    Kinds,
    /// Reach a source, say what is there, and show its first mentions; nothing is kept
    Test {
        /// The source's name; with --manifest the settings, as key=value
        #[arg(value_name = "NAME|KEY=VALUE", required_unless_present = "manifest")]
        what: Vec<String>,
        /// Try a manifest before it is put into the data folder
        #[arg(long, value_name = "FILE")]
        manifest: Option<PathBuf>,
        /// host:port that may be reached although its address is private
        #[arg(long, value_name = "HOST:PORT", requires = "manifest")]
        allow_host: Option<String>,
        /// One JSON object per mention
        #[arg(long)]
        json: bool,
    },
    /// Connect an account in a browser, for platforms that ask for that; prints the setting
    Authorize {
        /// The kind of connector
        kind: String,
        /// The connector's settings
        #[arg(value_name = "KEY=VALUE")]
        settings: Vec<String>,
        /// The address that the platform knows as the one to come back to
        #[arg(long, value_name = "URL", default_value = "http://localhost/plaza")]
        redirect: String,
        /// host:port that may be reached although its address is private
        #[arg(long, value_name = "HOST:PORT")]
        allow_host: Option<String>,
    },
    /// Stop collecting a source; its mentions stay under its name, and it can be brought back
    Archive {
        /// The source's name
        name: String,
    },
    /// Bring an archived source back
    BringBack {
        /// The source's name
        name: String,
    },
    /// Archive a source, or delete it with its mentions
    Remove {
        /// The source's name
        name: String,
        /// Delete its mentions too: their words go wherever they stand
        #[arg(long)]
        with_mentions: bool,
    },
    /// Delete a source with its mentions: the same as remove --with-mentions
    Delete {
        /// The source's name
        name: String,
    },
    /// Show what a source could not take in
    Quarantine {
        /// The source's name
        name: String,
        #[command(flatten)]
        retry: RetryOptions,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SecretsCommand {
    /// Seal all secrets with a new key. The key file is replaced; where the key comes from
    /// PLAZA_KEY, PLAZA_NEW_KEY holds the new one, and Plaza is started with it from then on
    Rotate,
    /// Delete the secrets whose key is lost, while Plaza is stopped; each of their sources asks for
    /// them again
    Forget {
        /// Yes, they are to be deleted
        #[arg(long, required = true)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ThemesCommand {
    /// List themes
    List {
        /// With the ids of their mentions
        #[arg(long)]
        members: bool,
        /// One JSON object per line
        #[arg(long)]
        json: bool,
    },
    /// Look for themes and sort every mention in
    Rebuild,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelsCommand {
    /// How often people agree with the models, and what was learnt from that
    Accuracy {
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Learn from what people corrected and confirmed; used only where it is surely better
    Retrain,
    /// Take back what was learnt last
    Revert,
    /// List models, whether this build has them and whether their weights are there
    List {
        /// One JSON object per line
        #[arg(long)]
        json: bool,
    },
    /// Put the rust-bert analyser's encoder in place: config.json, tokenizer.json and
    /// model.safetensors of multilingual-e5-small
    Install(InstallArguments),
}

/// Where the encoder comes from.
#[derive(Debug, Args)]
pub(crate) struct InstallArguments {
    /// A folder with the three files
    #[arg(long, value_name = "DIR", conflicts_with = "url", required_unless_present = "url")]
    pub(crate) from: Option<PathBuf>,
    /// The address of a folder on a model hub; needs the checksum of each file
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<Url>,
    /// What a file's SHA-256 must be: --sha256 config.json=HEX
    #[arg(long, value_name = "FILE=HEX", num_args = 1.., value_parser = parse_checksum)]
    pub(crate) sha256: Vec<(String, String)>,
    /// host:port that may be reached although its address is private
    #[arg(long, value_name = "HOST:PORT", requires = "url")]
    pub(crate) allow_host: Option<String>,
}

/// What tags mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Model {
    /// Part of every build
    Native,
    /// A transformer through libtorch, in builds with the feature rust-bert
    RustBert,
}

/// A file's name and its checksum.
fn parse_checksum(text: &str) -> Result<(String, String), String> {
    let (file, sum) = text.split_once('=').ok_or("it is not of the form FILE=HEX")?;
    if !checkpoint::FILES.contains(&file) {
        return Err(format!("the file is none of {}", checkpoint::FILES.join(", ")));
    }
    if sum.len() != 64 || !sum.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err("a SHA-256 has 64 hexadecimal digits".to_owned());
    }
    Ok((file.to_owned(), sum.to_ascii_lowercase()))
}
