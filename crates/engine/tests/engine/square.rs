//! A simulated platform that keeps state and fails when it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use plaza_core::{
    Clock, ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, Deletion,
    FieldKind, FieldSpec, FixedClock, History, IncomingMention, LengthUnit, Listener, Localized,
    Message, Missed, News, OutgoingReply, Page, PastPage, PreflightProblem, Quota, ReadBack,
    Receipt, Replier, ReplyRules, SourceConfig, Standing,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const RULES: ReplyRules = ReplyRules {
    max_length: 100,
    unit: LengthUnit::Characters,
    can_retract: true,
    idempotent: false,
};

const fn text(en: &'static str) -> Localized {
    Localized { en, es: en }
}

static FIELDS: [FieldSpec; 3] = [
    FieldSpec {
        key: "room",
        label: text("Room"),
        help: text("Which room"),
        kind: FieldKind::Text,
        required: true,
        default: None,
        placeholder: "",
        more: false,
        strip: &[],
    },
    FieldSpec {
        key: "password",
        label: text("Password"),
        help: text("Never shown"),
        kind: FieldKind::Secret,
        required: true,
        default: None,
        placeholder: "",
        more: false,
        strip: &[],
    },
    FieldSpec {
        key: "server",
        label: text("Server"),
        help: text("Where the square is"),
        kind: FieldKind::Url,
        required: false,
        default: None,
        placeholder: "",
        more: false,
        strip: &[],
    },
];

static SPEC: ConnectorSpec = ConnectorSpec {
    fields: &FIELDS,
    interval_s: 600,
    reply: Some(RULES),
    ..ConnectorSpec::new("square", text("Square"), text("A simulated place"))
};

/// What the platform does with the next reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Publishes it, and the answer is lost.
    LoseAnswer,
    /// Never sees the request, and nobody knows.
    LoseRequest,
    /// Cannot be reached.
    Down,
    /// Asks to come back in ten seconds.
    Limit,
    /// Never answers.
    Hang,
    /// Says no.
    Refuse,
    /// The request before arrives now, and this one is refused as its repetition.
    RefuseTwin,
}

/// The simulated platform's state.
#[derive(Debug, Default)]
pub(crate) struct Square {
    /// What `collect` hands out, one page a call; a page's cursor is its number.
    pub(crate) pages: Vec<Vec<IncomingMention>>,
    /// Ids of what was deleted since the last page; the next page tells them.
    pub(crate) gone: Vec<String>,
    /// Published replies: key, parent, text. The key is the id there too.
    pub(crate) published: Vec<(String, String, String)>,
    /// What waits for moderators; it is published under another id.
    pub(crate) waiting: Vec<(String, String, String)>,
    /// Whether answers wait for moderators.
    pub(crate) moderated: bool,
    /// Whether the square knows replies by their words alone.
    pub(crate) keyless: bool,
    /// What deleting answers, and whether it deletes all the same, in order.
    pub(crate) deletions: VecDeque<(ConnectorError, bool)>,
    /// What reading a thread back, or looking at a reply, answers, in order.
    pub(crate) unreadable: VecDeque<ConnectorError>,
    /// How often a reply was to be published.
    pub(crate) sends: usize,
    /// What goes wrong, in order.
    pub(crate) faults: VecDeque<Fault>,
    /// Whether the thread can be read back.
    pub(crate) blind: bool,
    /// What `collect` answers instead of a page, in order; `None` lets the page through.
    pub(crate) refusals: VecDeque<Option<ConnectorError>>,
    /// The call that panics, once.
    pub(crate) breaks: Option<&'static str>,
    /// How often `collect` and `collect_past` were called.
    pub(crate) asked: (usize, usize),
    /// What `collect_past` hands out, one page a call.
    pub(crate) past: Vec<Vec<IncomingMention>>,
    /// What the platform says of its limit.
    pub(crate) quota: Option<Quota>,
    /// A span of which not everything was read.
    pub(crate) missed: Option<Missed>,
    /// The password that was used last.
    pub(crate) password: String,
    /// The password that the square puts in the place of the one it was given.
    pub(crate) new_password: Option<String>,
    /// Whether the square tells its news by itself.
    pub(crate) tells: bool,
    /// Those who listen, and those who did.
    pub(crate) listeners: Vec<UnboundedSender<()>>,
    /// Lets nobody listen for so many tries.
    pub(crate) deaf: usize,
}

/// Makes connectors to it.
#[derive(Clone)]
pub(crate) struct SquareKind(pub(crate) Arc<Mutex<Square>>, pub(crate) Arc<FixedClock>);

struct SquareConnector {
    kind: SquareKind,
    password: String,
}

impl SquareConnector {
    fn breaks_in(&self, call: &str) {
        let breaks = self.kind.0.lock().unwrap().breaks.take_if(|breaks| *breaks == call);
        assert!(breaks.is_none(), "a library that the connector uses panicked");
    }
}

impl ConnectorFactory for SquareKind {
    fn spec(&self) -> &ConnectorSpec {
        &SPEC
    }

    fn history(&self) -> History {
        History::Pages
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        Ok(config.get("room").to_owned())
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        let password = config.get("password").to_owned();
        Ok(Box::new(SquareConnector { kind: self.clone(), password }))
    }
}

#[async_trait]
impl Connector for SquareConnector {
    async fn check(&self) -> Result<Message, ConnectorError> {
        self.kind.0.lock().unwrap().password.clone_from(&self.password);
        Ok("a square".into())
    }

    fn changed_secrets(&self) -> BTreeMap<String, String> {
        let new = self.kind.0.lock().unwrap().new_password.clone();
        new.map(|new| ("password".to_owned(), new)).into_iter().collect()
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        self.breaks_in("collect");
        let mut square = self.kind.0.lock().unwrap();
        square.asked.0 += 1;
        if let Some(Some(refusal)) = square.refusals.pop_front() {
            return Err(refusal);
        }
        let at: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        let mentions = square.pages.get(at).cloned().unwrap_or_default();
        let next = (at + 1).min(square.pages.len());
        let more = next < square.pages.len();
        let gone = std::mem::take(&mut square.gone).into_iter();
        let deletions = gone.map(Deletion::of);
        let (cursor, deletions) = (Some(next.to_string()), deletions.collect());
        Ok(Page { mentions, deletions, cursor, more, ..Page::default() })
    }

    fn quota(&self) -> Option<Quota> {
        self.kind.0.lock().unwrap().quota
    }

    fn missed(&self) -> Vec<Missed> {
        self.kind.0.lock().unwrap().missed.into_iter().collect()
    }

    async fn collect_past(
        &self,
        cursor: Option<&str>,
        _back_to: i64,
    ) -> Result<PastPage, ConnectorError> {
        self.breaks_in("collect_past");
        let mut square = self.kind.0.lock().unwrap();
        square.asked.1 += 1;
        if let Some(Some(refusal)) = square.refusals.pop_front() {
            return Err(refusal);
        }
        let at: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        let mentions = square.past.get(at).cloned().unwrap_or_default();
        let reached = mentions.iter().filter_map(|mention| mention.created_at).min();
        let more = at + 1 < square.past.len();
        let cursor = Some((at + 1).to_string());
        let page = Page { mentions, cursor, more, ..Page::default() };
        Ok(PastPage { page, reached })
    }

    fn replier(&self) -> Option<&dyn Replier> {
        Some(self)
    }

    fn listener(&self) -> Option<&dyn Listener> {
        self.kind.0.lock().unwrap().tells.then_some(self as &dyn Listener)
    }
}

#[async_trait]
impl Listener for SquareConnector {
    async fn connect(&self) -> Result<Box<dyn News>, ConnectorError> {
        self.breaks_in("connect");
        let mut square = self.kind.0.lock().unwrap();
        if square.deaf > 0 {
            square.deaf -= 1;
            return Err(ConnectorError::Transient("no line is free".into()));
        }
        let (sender, receiver) = unbounded_channel();
        square.listeners.push(sender);
        Ok(Box::new(Line(receiver)))
    }
}

/// A line to the square; it is dropped when the square drops its end.
struct Line(UnboundedReceiver<()>);

#[async_trait]
impl News for Line {
    async fn next(&mut self) -> Result<(), ConnectorError> {
        let heard = self.0.recv().await;
        heard.ok_or_else(|| ConnectorError::Transient("the line was dropped".into()))
    }
}

#[async_trait]
impl Replier for SquareConnector {
    async fn preflight(&self, _: &OutgoingReply) -> Result<Vec<PreflightProblem>, ConnectorError> {
        Ok(Vec::new())
    }

    async fn send(&self, reply: &OutgoingReply) -> Result<Receipt, ConnectorError> {
        self.breaks_in("send");
        let fault = self.kind.0.lock().unwrap().faults.pop_front();
        if fault == Some(Fault::Hang) {
            std::future::pending::<()>().await;
        }
        let mut square = self.kind.0.lock().unwrap();
        square.sends += 1;
        let said = (reply.key.clone(), reply.parent_id.clone(), reply.text.clone());
        if square.moderated && fault.is_none() {
            square.waiting.push(said);
            let id = format!("queued-{}", reply.key);
            return Ok(Receipt { held: true, ..receipt(&id) });
        }
        if matches!(fault, None | Some(Fault::LoseAnswer | Fault::RefuseTwin)) {
            square.published.push(said);
        }
        match fault {
            None => Ok(receipt(&reply.key)),
            Some(Fault::LoseAnswer | Fault::LoseRequest | Fault::Hang) => {
                Err(ConnectorError::MayBeDone("the answer broke off".into()))
            }
            Some(Fault::Down) => Err(ConnectorError::Transient("nothing listens there".into())),
            Some(Fault::Limit) => {
                let until = self.kind.1.now() + 10_000;
                Err(ConnectorError::RateLimited { until, reason: "slow down".into() })
            }
            Some(Fault::Refuse) => Err(ConnectorError::Malformed("no swearing".into())),
            Some(Fault::RefuseTwin) => Err(ConnectorError::Malformed("said already".into())),
        }
    }

    async fn read_back(&self, reply: &OutgoingReply) -> Result<ReadBack, ConnectorError> {
        let mut square = self.kind.0.lock().unwrap();
        if let Some(error) = square.unreadable.pop_front() {
            return Err(error);
        }
        if square.blind {
            return Ok(ReadBack::Unknown("the thread cannot be read".into()));
        }
        let found = square.published.iter().find_map(|(key, parent, text)| {
            if square.keyless {
                let says = *parent == reply.parent_id && *text == reply.text;
                return says.then(|| reply.others.judge(receipt(key))).flatten();
            }
            (*key == reply.key).then(|| ReadBack::Found(receipt(key)))
        });
        Ok(found.unwrap_or(ReadBack::Absent))
    }

    async fn look(
        &self,
        reply: &OutgoingReply,
        known: &Receipt,
    ) -> Result<Standing, ConnectorError> {
        let mut square = self.kind.0.lock().unwrap();
        if let Some(error) = square.unreadable.pop_front() {
            return Err(error);
        }
        if square.waiting.iter().any(|(key, _, _)| format!("queued-{key}") == known.external_id) {
            return Ok(Standing::Held);
        }
        let is_there = square.published.iter().any(|(key, _, _)| *key == reply.key);
        Ok(if is_there { Standing::Published(receipt(&reply.key)) } else { Standing::Gone })
    }

    async fn retract(&self, known: &Receipt) -> Result<(), ConnectorError> {
        let mut square = self.kind.0.lock().unwrap();
        let answer = square.deletions.pop_front();
        let is_there = square.published.iter().any(|(key, _, _)| *key == known.external_id);
        if answer.as_ref().is_none_or(|(_, deletes)| *deletes) {
            square.published.retain(|(key, _, _)| *key != known.external_id);
        }
        match answer {
            Some((error, _)) => Err(error),
            None if is_there => Ok(()),
            None => Err(ConnectorError::Gone("no such message".into())),
        }
    }
}

fn receipt(key: &str) -> Receipt {
    Receipt { external_id: key.to_owned(), url: None, held: false }
}
