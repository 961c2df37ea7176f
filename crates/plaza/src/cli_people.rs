//! The command line of people, tokens, mentions that are deleted, and the settings of the house.

use clap::{Args, Subcommand};
use plaza_core::Role;

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a user; prints the first password once
    Add {
        /// The address to sign in with
        email: String,
        /// admin, manager, community_manager, analyst, r_and_d or viewer
        #[arg(long, value_parser = parse_role)]
        role: Role,
        /// Shown name [default: what stands before the @]
        #[arg(long)]
        name: Option<String>,
    },
    /// List people: id, address, name, role, last seen
    List {
        /// Those who left, instead
        #[arg(long)]
        former: bool,
    },
    /// Print a link, once, with which somebody who cannot sign in chooses a new password
    Reset {
        /// Their address
        email: String,
    },
    /// Give somebody another name
    Rename {
        /// Their address
        email: String,
        /// The new name
        name: String,
    },
    /// Give somebody another role; their sessions end
    Role {
        /// Their address
        email: String,
        /// admin, manager, community_manager, analyst, r_and_d or viewer
        #[arg(value_parser = parse_role)]
        role: Role,
    },
    /// Close somebody's account; it can be opened again
    Disable {
        /// Their address
        email: String,
    },
    /// Open a closed account
    Enable {
        /// Their address
        email: String,
    },
    /// Take somebody out for good; what they did stays under their name
    Remove {
        /// Their address
        email: String,
    },
    /// List open sessions, or end them
    #[command(subcommand)]
    Sessions(SessionsCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum SessionsCommand {
    /// List the open sessions of a person: name, browser, last seen
    List {
        /// Their address
        email: String,
    },
    /// End the sessions of a person
    End {
        /// Their address
        email: String,
        /// Only this one, by its name as `plaza user sessions list` shows it
        #[arg(long, value_name = "NAME")]
        session: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token; prints it once. It has no maker whose rights could limit it: any administrator
    /// may take it back
    Create {
        /// What it is for
        name: String,
        /// admin, manager, community_manager, analyst, r_and_d or viewer
        #[arg(long, value_parser = parse_role)]
        role: Role,
        /// The last day on which it works: --expires 2027-01-31 [default: it does not end]
        #[arg(long, value_name = "DAY")]
        expires: Option<String>,
    },
    /// List tokens: id, name, what each may do now, who made it, last use and end
    List,
    /// Give a token another name
    Rename {
        /// The token's id
        id: i64,
        /// The new name
        name: String,
    },
    /// Take a token back for good, and those that were made with it
    Revoke {
        /// The token's id
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MentionCommand {
    /// Delete mentions for good: their words go wherever they stand, and nothing of them is taken in
    /// again. Says first how many there are
    Delete {
        /// Their ids
        #[arg(required_unless_present = "query")]
        ids: Vec<i64>,
        /// All that this finds
        #[arg(long, conflicts_with = "ids")]
        query: Option<String>,
        /// Why; the audit log keeps it
        #[arg(long)]
        reason: String,
        /// Yes, as many as this; without it nothing is deleted
        #[arg(long, value_name = "COUNT")]
        yes: Option<i64>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SettingsCommand {
    /// Show what holds of the house, and whether the board or the configuration says it
    Show,
    /// Set values on the board: they win over the configuration, at once
    Set(SettingsArguments),
    /// Give values back to the configuration: name, brands, lang, time_zone or public_url
    Unset {
        /// Their names
        #[arg(required = true)]
        names: Vec<String>,
    },
}

/// What is set.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct SettingsArguments {
    /// What the house is called
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A name that says nothing about a theme; give it once for each: brand, product, competitor
    #[arg(long = "brand", value_name = "NAME")]
    pub(crate) brands: Vec<String>,
    /// Language of the workspace (ISO 639-1)
    #[arg(long)]
    pub(crate) lang: Option<String>,
    /// Time zone by its IANA name: Europe/Madrid
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// The address that people type: https://plaza.example
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show every setting, its value and what says it; secrets are not shown
    Show,
}

fn parse_role(name: &str) -> Result<Role, String> {
    Role::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
        format!("it is not one of {}", known.join(", "))
    })
}
