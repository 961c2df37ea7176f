//! E-mail: collects a mailbox over IMAP and answers over SMTP, in the thread.
//!
//! IMAP4rev1 (RFC 3501) with UIDs as the cursor and IDLE (RFC 2177) for news, messages as RFC 5322
//! and MIME, replies as plain text with `In-Reply-To` and `References`. The mailbox is only read:
//! nothing is marked, moved or deleted in it.

mod account;
mod attribution;
mod automatic;
mod collect;
mod config;
mod copies;
mod disclaimer;
mod ending;
mod flowed;
mod head;
mod idle;
mod mailbox;
mod message;
mod moment;
mod page;
mod parts;
mod people;
mod quote;
mod reply;
mod seen;
mod smtp;
mod spec;
mod thread;
mod tnef;
mod transfer;
mod words;

use async_trait::async_trait;
use plaza_core::{
    ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, Destinations, History,
    LeftOut, Listener, Page, Replier, SourceConfig, say,
};

use crate::fetch::Fetcher;
use account::Account;
use config::Config;
use mailbox::Mailbox;

/// Makes e-mail connectors.
#[derive(Debug)]
pub(crate) struct EmailFactory {
    fetcher: Fetcher,
}

impl EmailFactory {
    /// Connectors that dial through `fetcher`.
    #[must_use]
    pub(crate) fn new(fetcher: Fetcher) -> Self {
        Self { fetcher }
    }
}

impl ConnectorFactory for EmailFactory {
    fn spec(&self) -> &ConnectorSpec {
        &spec::SPEC
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        Ok(Config::read(config)?.place())
    }

    fn history(&self) -> History {
        History::Whole
    }

    fn host(&self, config: &SourceConfig) -> String {
        Config::read(config).map(|config| config.host()).unwrap_or_default()
    }

    fn destinations(&self, config: &SourceConfig) -> Destinations {
        config::destinations(config)
    }

    fn left_out(&self, cursor: &str) -> Vec<LeftOut> {
        collect::left_out(cursor)
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        let http = self.fetcher.for_config(config)?;
        Ok(Box::new(Email { account: Account { http, config: Config::read(config)? } }))
    }
}

/// One folder of one mailbox.
#[derive(Debug)]
struct Email {
    account: Account,
}

#[async_trait]
impl Connector for Email {
    async fn check(&self) -> Result<plaza_core::Message, ConnectorError> {
        let account = &self.account;
        let mut mailbox = Mailbox::open(account).await?;
        let opened = mailbox.examine(&account.config.folder).await?;
        mailbox.close().await;
        let (folder, n) = (&account.config.folder, opened.exists);
        let mut found = say!("found-messages", "{folder} holds {n} messages", folder, n);
        if let Some(smtp) = &account.config.smtp {
            smtp::sign_in(account, smtp).await?.quit().await.ok();
            found =
                found.then(say!("found-smtp", "replies leave through {host}", host = smtp.host));
        }
        Ok(found)
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        collect::collect(&self.account, cursor).await
    }

    fn replier(&self) -> Option<&dyn Replier> {
        self.account.config.smtp.is_some().then_some(self as &dyn Replier)
    }

    fn listener(&self) -> Option<&dyn Listener> {
        Some(self)
    }
}
