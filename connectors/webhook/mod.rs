//! Webhooks: what platforms send to us, signed.
//!
//! Each platform is its scheme of signatures and a jq program that turns a delivery into import
//! records; a workspace may write a program of its own. Nothing is ever fetched.

mod config;
mod platforms;
mod signature;

use async_trait::async_trait;
use plaza_core::{
    ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, Delivery, Forged,
    IncomingMention, Message, Millis, Page, Receiver, Rejected, SourceConfig, Verified, say,
    text::truncate_chars,
};
use serde_json::Value;

use crate::file::parse_record;
use crate::html;
use crate::manifest::jq::{self, Scope};
use config::Config;
use platforms::Platform;

/// Maximum number of characters of a refused delivery that are kept.
const MAX_RAW_CHARS: usize = 16_000;

/// Makes connectors for one kind of webhook.
#[derive(Debug)]
pub(crate) struct WebhookFactory {
    platform: &'static Platform,
}

/// All kinds, in the order in which the board offers them.
pub(crate) fn factories() -> impl Iterator<Item = Box<dyn ConnectorFactory>> {
    platforms::ALL
        .into_iter()
        .map(|platform| Box::new(WebhookFactory { platform }) as Box<dyn ConnectorFactory>)
}

impl ConnectorFactory for WebhookFactory {
    fn spec(&self) -> &ConnectorSpec {
        &self.platform.spec
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        Ok(Config::read(config, self.platform)?.place)
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        let config = Config::read(config, self.platform)?;
        Ok(Box::new(Webhook { platform: self.platform, config }))
    }

    fn receives(&self) -> bool {
        true
    }

    fn generated_secret(&self) -> Option<&'static str> {
        self.platform.makes_secret.then_some("secret")
    }
}

/// One address that a platform sends to.
struct Webhook {
    platform: &'static Platform,
    config: Config,
}

#[async_trait]
impl Connector for Webhook {
    async fn check(&self) -> Result<Message, ConnectorError> {
        Ok(say!("found-sound", "the settings are sound; send a test delivery from the platform"))
    }

    /// Nothing: the platform sends.
    async fn collect(&self, _: Option<&str>) -> Result<Page, ConnectorError> {
        Ok(Page::default())
    }

    fn receiver(&self) -> Option<&dyn Receiver> {
        Some(self)
    }
}

impl Receiver for Webhook {
    fn verify(&self, delivery: &Delivery, now: Millis) -> Result<Verified, Forged> {
        self.platform.scheme.verify(&self.config.key, delivery, now)
    }

    fn read(&self, delivery: &Delivery) -> Page {
        let mut page = Page::default();
        match self.records(delivery) {
            Ok(records) => {
                for record in records {
                    match self.mention(record) {
                        Ok(mention) => page.mentions.push(mention),
                        Err(rejected) => page.rejected.push(rejected),
                    }
                }
            }
            Err(reason) => page.rejected.push(Rejected {
                origin: self.origin(),
                reason: say!("delivery-unfit", "{technical}", technical = reason),
                raw: shortened(&String::from_utf8_lossy(&delivery.body)),
            }),
        }
        page
    }
}

impl Webhook {
    fn origin(&self) -> String {
        format!("delivery of {}", self.platform.spec.kind)
    }

    /// The records that the mapping makes of a delivery.
    fn records(&self, delivery: &Delivery) -> Result<Vec<Value>, String> {
        let body: Value = serde_json::from_slice(&delivery.body)
            .map_err(|error| format!("the delivery is not JSON: {error}"))?;
        let made = self.config.mapping.all(&jq::from_json(&body), &Scope::default());
        let made = made.map_err(|why| format!("the mapping fails: {why}"))?;
        Ok(made.iter().map(jq::to_json).filter(|record| !record.is_null()).collect())
    }

    /// Reads an import record, whose text may be given as HTML in `html`.
    fn mention(&self, record: Value) -> Result<IncomingMention, Rejected> {
        let raw = match record {
            Value::Object(mut fields) => {
                // jq gives `null` for what is missing.
                fields.retain(|_, value| !value.is_null());
                if let Some(Value::String(source)) = fields.remove("html") {
                    fields.insert("text".to_owned(), html::to_text(&source).into());
                }
                Value::Object(fields).to_string()
            }
            other => other.to_string(),
        };
        let read = parse_record(&raw, &self.origin());
        let mut mention = read.map_err(|rejected| Rejected { raw: shortened(&raw), ..rejected })?;
        if mention.channel.is_none() {
            mention.channel = Some(self.platform.channel.to_owned());
        }
        Ok(mention)
    }
}

fn shortened(raw: &str) -> String {
    truncate_chars(raw, MAX_RAW_CHARS).to_owned()
}

#[cfg(test)]
mod tests;
