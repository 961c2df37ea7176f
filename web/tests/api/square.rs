//! A place of our own to collect from and to answer in: two mentions, replies up to 40 characters.

use async_trait::async_trait;
use plaza_core::{
    ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, History,
    IncomingMention, LengthUnit, Localized, OutgoingReply, Page, PreflightProblem, ReadBack,
    Receipt, Replier, ReplyRules, SourceConfig,
};

const WORDS: Localized = Localized { en: "Square", es: "Plaza" };

static SPEC: ConnectorSpec = ConnectorSpec {
    kind: "square",
    title: WORDS,
    summary: WORDS,
    fields: &[],
    interval_s: 0,
    reply: Some(ReplyRules {
        max_length: 40,
        unit: LengthUnit::Characters,
        can_retract: true,
        idempotent: true,
    }),
};

pub(crate) struct SquareFactory;

impl ConnectorFactory for SquareFactory {
    fn spec(&self) -> &ConnectorSpec {
        &SPEC
    }

    fn history(&self) -> History {
        History::Pages
    }

    fn place(&self, _: &SourceConfig) -> Result<String, ConfigError> {
        Ok("square.example".to_owned())
    }

    fn open(&self, _: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        Ok(Box::new(Square))
    }
}

struct Square;

#[async_trait]
impl Connector for Square {
    async fn check(&self) -> Result<String, ConnectorError> {
        Ok("two mentions".to_owned())
    }

    async fn collect(&self, _: Option<&str>) -> Result<Page, ConnectorError> {
        let mention = |id: &str, parent: Option<&str>| IncomingMention {
            external_id: id.to_owned(),
            text: format!("¿Cuándo llega {id}?"),
            author: Some("ana".to_owned()),
            parent_id: parent.map(str::to_owned),
            ..IncomingMention::default()
        };
        let mentions = vec![mention("q1", None), mention("q2", Some("q1"))];
        Ok(Page { mentions, ..Page::default() })
    }

    fn replier(&self) -> Option<&dyn Replier> {
        Some(self)
    }
}

#[async_trait]
impl Replier for Square {
    async fn preflight(&self, _: &OutgoingReply) -> Result<Vec<PreflightProblem>, ConnectorError> {
        Ok(Vec::new())
    }

    async fn send(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError> {
        Ok(Receipt { external_id: reply.key.clone(), url: None, held: false })
    }

    async fn read_back(&self, _: &OutgoingReply) -> Result<ReadBack, ConnectorError> {
        Ok(ReadBack::Absent)
    }

    async fn retract(&self, _: &Receipt) -> Result<(), ConnectorError> {
        Ok(())
    }
}
