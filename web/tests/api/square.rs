//! Places of our own to collect from and to answer in: two mentions, replies up to 40 characters,
//! counted in one way or another.

use async_trait::async_trait;
use plaza_core::{
    ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, History,
    IncomingMention, LeftOut, LengthUnit, Localized, Message, OutgoingReply, Page,
    PreflightProblem, ReadBack, Receipt, Replier, ReplyRules, SourceConfig, Standing, say,
};

const WORDS: Localized = Localized { en: "Square", es: "Plaza" };

const fn square(kind: &'static str, unit: LengthUnit) -> ConnectorSpec {
    ConnectorSpec {
        interval_s: 0,
        reply: Some(ReplyRules { max_length: 40, unit, can_retract: true, idempotent: true }),
        ..ConnectorSpec::new(kind, WORDS, WORDS)
    }
}

static SQUARES: [ConnectorSpec; 4] = [
    square("square", LengthUnit::Characters),
    square("square_of_links", LengthUnit::CharactersWithUrls(23)),
    square("square_by_weight", LengthUnit::Weighted(Some(23))),
    square("square_of_bytes", LengthUnit::Bytes),
];

pub(crate) struct SquareFactory(&'static ConnectorSpec);

impl SquareFactory {
    /// One for each way of counting.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        SQUARES.iter().map(Self)
    }
}

impl ConnectorFactory for SquareFactory {
    fn spec(&self) -> &ConnectorSpec {
        self.0
    }

    fn history(&self) -> History {
        History::Pages
    }

    fn left_out(&self, cursor: &str) -> Vec<LeftOut> {
        let what = Localized { en: "automatic answers", es: "respuestas automáticas" };
        if cursor == "end" { vec![LeftOut { count: 1_014, what }] } else { Vec::new() }
    }

    fn place(&self, _: &SourceConfig) -> Result<String, ConfigError> {
        Ok(format!("{}.example", self.0.kind))
    }

    fn open(&self, _: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        Ok(Box::new(Square))
    }
}

struct Square;

#[async_trait]
impl Connector for Square {
    async fn check(&self) -> Result<Message, ConnectorError> {
        Ok(say!("found-mentions", "{n} mentions on the first page", n = 2))
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
        Ok(Page { mentions, cursor: Some("end".to_owned()), ..Page::default() })
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

    async fn look(&self, _: &OutgoingReply, known: &Receipt) -> Result<Standing, ConnectorError> {
        Ok(Standing::Published(known.clone()))
    }

    async fn retract(&self, _: &Receipt) -> Result<(), ConnectorError> {
        Ok(())
    }
}
