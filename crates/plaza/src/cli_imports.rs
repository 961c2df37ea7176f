//! The command line of imports and of the quarantine.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// List imports, newest first
    List {
        /// Of this source only
        #[arg(long)]
        source: Option<String>,
        /// One JSON object per line
        #[arg(long)]
        json: bool,
    },
    /// Take an import back: what it brought new goes, what it changed is as it was before
    Undo {
        /// Its number, as `plaza import list` shows it
        batch: i64,
        /// Mentions with replies, evidence or corrections go too
        #[arg(long)]
        all: bool,
    },
}

/// How quarantined rows are read again.
#[derive(Debug, Args)]
pub(crate) struct RetryOptions {
    /// Try the items again
    #[arg(long)]
    pub(crate) retry: bool,
    /// Which column holds a field: --map text=Comment
    #[arg(long, value_name = "FIELD=COLUMN", num_args = 1.., requires = "retry")]
    pub(crate) map: Vec<String>,
    /// How dates in figures are written: dmy, mdy or ymd
    #[arg(long, value_name = "ORDER", requires = "retry")]
    pub(crate) dates: Option<String>,
    /// The scale of the ratings: --scale rating=0-10
    #[arg(long, value_name = "COLUMN=SCALE", num_args = 1.., requires = "retry")]
    pub(crate) scale: Vec<String>,
}

impl RetryOptions {
    /// Whether the rows are to be read another way.
    pub(crate) fn says_how(&self) -> bool {
        !(self.map.is_empty() && self.scale.is_empty() && self.dates.is_none())
    }
}
