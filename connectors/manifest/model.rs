//! A manifest that has been read: its templates and programs compiled, its texts in place.

use std::collections::BTreeMap;
use std::sync::Arc;

use plaza_core::{AuthorIs, ConnectorSpec, Message, Millis, Takes};

use super::format::{
    Compare, ErrorType, JwtAlgorithm, ListType, LiveType, MarkType, Order, PaginationType,
    TimeFormat,
};
use super::jq::Program;
use super::template::{Template, Templates};
use crate::fetch::{HeaderName, Method};

/// Words for people: in English, and in Spanish where the manifest has them.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) en: Template,
    pub(super) es: Option<Template>,
}

/// One platform.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) spec: ConnectorSpec,
    pub(super) templates: Templates,
    /// Names of what a login's answers give to later requests.
    pub(super) session_names: Vec<String>,
    /// Where requests and their credentials go: their addresses' parts in front of the path.
    pub(super) origins: Vec<Template>,
    pub(super) place: Template,
    pub(super) channel: Option<String>,
    /// Rules for single fields: the key, what must hold, and the message where it does not.
    pub(super) rules: Vec<(String, Program, Message)>,
    pub(super) auth: Auth,
    pub(super) headers: Vec<(HeaderName, Template)>,
    pub(super) limits: Limits,
    pub(super) errors: Vec<ErrorRule>,
    pub(super) account: Option<Account>,
    pub(super) check: Option<Check>,
    pub(super) streams: Vec<Stream>,
    pub(super) live: Vec<Live>,
    pub(super) reply: Option<Reply>,
}

/// How requests are authenticated.
#[derive(Debug)]
pub(super) enum Auth {
    None,
    Basic {
        user: Template,
        password: Template,
    },
    Bearer {
        token: Template,
    },
    Header {
        name: HeaderName,
        value: Template,
    },
    Query {
        name: String,
        value: Template,
    },
    ClientCredentials(OAuth),
    /// The field that holds the refresh token, and where a person signs in.
    AuthorizationCode {
        oauth: OAuth,
        field: String,
        authorize_url: Template,
    },
    Login(Box<Login>),
    Jwt(Jwt),
}

/// A login request of the platform's own, whose answer holds an access token.
#[derive(Debug)]
pub(super) struct Login {
    /// A token that was entered by hand, which makes the login unnecessary.
    pub(super) entered: Option<Template>,
    pub(super) needs: Vec<String>,
    /// A request in front of the login, such as the one for its form.
    pub(super) before: Option<(Request, Kept)>,
    pub(super) request: Request,
    /// What the answer holds the token in; `None` where only cookies say who we are.
    pub(super) token: Option<Program>,
    pub(super) travels: Travels,
    /// Whether cookies that answers set go with later requests.
    pub(super) cookies: bool,
    /// What else of the answer is kept, by name.
    pub(super) keep: Kept,
    pub(super) lifetime_ms: Millis,
}

/// Values of an answer that later requests use, by name.
pub(super) type Kept = Vec<(String, Program)>;

/// How a login's token travels with later requests.
#[derive(Debug)]
pub(super) enum Travels {
    Bearer,
    Header { name: HeaderName, value: Option<Template> },
    Query { name: String },
    Cookie { name: String },
}

#[derive(Debug)]
pub(super) struct OAuth {
    pub(super) token_url: Template,
    pub(super) client_id: Template,
    pub(super) client_secret: Option<Template>,
    /// User and password, for the resource owner's password grant.
    pub(super) owner: Option<(Template, Template)>,
    pub(super) scopes: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Jwt {
    pub(super) algorithm: JwtAlgorithm,
    pub(super) key: Template,
    pub(super) key_id: Option<Template>,
    pub(super) claims: BTreeMap<String, Template>,
    pub(super) lifetime_ms: Millis,
    /// Where the JWT is exchanged for a bearer token; without it, the JWT itself is the bearer
    /// token.
    pub(super) token_url: Option<Template>,
}

/// The limits that Plaza observes, whatever the platform says.
#[derive(Debug, Default)]
pub(super) struct Limits {
    pub(super) delay_ms: Millis,
    pub(super) remaining_header: Option<HeaderName>,
    pub(super) reset_header: Option<HeaderName>,
    /// On the body: requests left.
    pub(super) remaining: Option<Program>,
    /// On the body: seconds to wait before the next request.
    pub(super) wait: Option<Program>,
    pub(super) requests: Vec<Allowance>,
    pub(super) replies: Vec<Allowance>,
    /// Whether limits in the answer to a reply concern replies only.
    pub(super) replies_apart: bool,
}

/// Maximum number of requests in any period of this length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    pub(super) most: usize,
    pub(super) per_ms: Millis,
}

#[derive(Debug)]
pub(super) struct ErrorRule {
    pub(super) status: Vec<u16>,
    pub(super) matching: Option<Program>,
    pub(super) kind: ErrorType,
    pub(super) message: Option<Said>,
    pub(super) wait: Option<Program>,
    /// Whether it blocks replies only, so that reading continues.
    pub(super) replies_only: bool,
}

#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) url: Template,
    pub(super) query: Vec<(String, Template)>,
    pub(super) headers: Vec<(HeaderName, Template)>,
    pub(super) payload: Payload,
}

#[derive(Debug)]
pub(super) enum Payload {
    None,
    Json(Body),
    Form(Vec<(String, Template)>),
}

/// A JSON body whose texts are templates.
#[derive(Debug)]
pub(super) enum Body {
    Fixed(serde_json::Value),
    Text(Template),
    List(Vec<Body>),
    Map(Vec<(String, Body)>),
}

impl Request {
    /// Whether one of its templates uses this variable.
    pub(super) fn uses(&self, variable: &str) -> bool {
        let is_used = |template: &Template| template.uses(variable);
        is_used(&self.url)
            || self.query.iter().any(|(_, template)| is_used(template))
            || self.headers.iter().any(|(_, template)| is_used(template))
            || match &self.payload {
                Payload::None => false,
                Payload::Json(body) => body.uses(variable),
                Payload::Form(pairs) => pairs.iter().any(|(_, template)| is_used(template)),
            }
    }
}

impl Body {
    fn uses(&self, variable: &str) -> bool {
        match self {
            Self::Fixed(_) => false,
            Self::Text(template) => template.uses(variable),
            Self::List(items) => items.iter().any(|item| item.uses(variable)),
            Self::Map(entries) => entries.iter().any(|(_, value)| value.uses(variable)),
        }
    }
}

#[derive(Debug)]
pub(super) struct Account {
    pub(super) needs: Vec<String>,
    pub(super) request: Request,
    pub(super) select: Option<Program>,
}

#[derive(Debug)]
pub(super) struct Check {
    pub(super) request: Request,
    pub(super) message: Said,
}

#[derive(Debug)]
pub(super) struct Stream {
    pub(super) name: String,
    pub(super) needs: Vec<String>,
    /// Fields that must be empty.
    pub(super) unless: Vec<String>,
    /// Index of the stream whose records this one follows, and what it takes from each.
    pub(super) follows: Option<(usize, Program)>,
    pub(super) request: Request,
    pub(super) records: Program,
    pub(super) pagination: Option<Pagination>,
    pub(super) incremental: Option<Incremental>,
    pub(super) window: Option<Window>,
    pub(super) mention: Option<Arc<Mapping>>,
    pub(super) recheck: Option<Recheck>,
}

/// A connection over which the platform itself announces news.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) kind: LiveType,
    pub(super) needs: Vec<String>,
    /// Fields that must be empty.
    pub(super) unless: Vec<String>,
    pub(super) request: Request,
    /// Whether the source's credentials go with the request.
    pub(super) credentials: bool,
    /// On an event: whether it is news.
    pub(super) matching: Option<Program>,
}

#[derive(Debug)]
pub(super) struct Pagination {
    pub(super) kind: PaginationType,
    pub(super) next: Option<Program>,
    pub(super) start: u64,
    pub(super) size: Option<u64>,
    pub(super) last: Option<Program>,
    pub(super) most_pages: u64,
}

#[derive(Debug)]
pub(super) struct Incremental {
    pub(super) value: Program,
    pub(super) kind: MarkType,
    pub(super) order: Order,
    /// Milliseconds for times, a plain number for numbers.
    pub(super) overlap: i64,
    pub(super) first_ms: Option<Millis>,
    pub(super) format: TimeFormat,
}

#[derive(Debug)]
pub(super) struct Window {
    pub(super) step_ms: Millis,
    pub(super) first_ms: Millis,
    pub(super) overlap_ms: Millis,
    pub(super) format: TimeFormat,
}

#[derive(Debug)]
pub(super) struct Mapping {
    pub(super) id: Program,
    pub(super) skip: Option<Program>,
    pub(super) deleted: Option<Program>,
    /// Whether the whole thread was deleted.
    pub(super) thread_deleted: Option<Program>,
    /// What goes with a mention that was deleted.
    pub(super) takes: Takes,
    pub(super) text: Option<Program>,
    pub(super) html: Option<Program>,
    pub(super) title: Option<Program>,
    pub(super) url: Option<Program>,
    pub(super) author: Option<Program>,
    pub(super) author_name: Option<Program>,
    pub(super) who: Author,
    pub(super) created_at: Option<Program>,
    pub(super) rating: Option<Program>,
    pub(super) lang: Option<Program>,
    pub(super) parent_id: Option<Program>,
    pub(super) conversation_id: Option<Program>,
    pub(super) channel: Option<Program>,
    pub(super) country: Option<Program>,
    pub(super) ours: Option<Program>,
    pub(super) extra: Option<Program>,
}

/// How the author of a mention is identified.
#[derive(Debug)]
pub(super) struct Author {
    /// The platform's id of the account.
    pub(super) account: Option<Program>,
    /// Where that id is unique; the place where it is left out.
    pub(super) space: Option<Template>,
    pub(super) kind: Kind,
}

/// What the author is.
#[derive(Debug)]
pub(super) enum Kind {
    Always(AuthorIs),
    /// What the program gives; an account where it gives nothing.
    Found(Program),
}

#[derive(Debug)]
pub(super) struct Recheck {
    pub(super) request: Request,
    pub(super) records: Program,
    pub(super) gone: Option<Program>,
    /// Whether its thread was deleted as well, asked where a mention is gone.
    pub(super) thread: Option<ThreadCheck>,
    /// One list of what lives, instead of a request for each mention.
    pub(super) list: Option<ListCheck>,
    pub(super) keep: usize,
    pub(super) batch: usize,
    pub(super) every_ms: Millis,
}

#[derive(Debug)]
pub(super) struct ThreadCheck {
    pub(super) request: Request,
    pub(super) gone: Option<Program>,
}

#[derive(Debug)]
pub(super) struct ListCheck {
    pub(super) shows: ListType,
    /// On a record: the id of a mention that lives, where the record holds no more than that.
    pub(super) id: Option<Program>,
    pub(super) pagination: Option<Pagination>,
}

#[derive(Debug)]
pub(super) struct Reply {
    pub(super) needs: Vec<String>,
    /// What must hold for a reply's text, and the message where it does not.
    pub(super) rules: Vec<(Program, Message)>,
    pub(super) parent: Option<Parent>,
    pub(super) send: Send,
    pub(super) read_back: ReadBack,
    pub(super) retract: Option<Request>,
    pub(super) held: Option<Held>,
}

/// Where replies are listed that wait for the platform's moderators.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) request: Request,
    pub(super) records: Program,
    pub(super) id: Program,
    /// On a record: what it says, by which a reply is known whose id we never heard.
    pub(super) text: Option<Program>,
    /// How one of them is taken back; the way for published ones otherwise.
    pub(super) retract: Option<Request>,
}

#[derive(Debug)]
pub(super) struct Parent {
    pub(super) request: Request,
    pub(super) gone: Option<Program>,
    pub(super) closed: Option<Program>,
}

#[derive(Debug)]
pub(super) struct Send {
    pub(super) request: Request,
    /// `None` where the answer does not tell the reply's id: it is looked for then.
    pub(super) receipt: Option<ReceiptMap>,
}

/// Where a record holds the values of a [`plaza_core::Receipt`].
#[derive(Debug)]
pub(super) struct ReceiptMap {
    pub(super) id: Program,
    pub(super) url: Option<Program>,
    pub(super) held: Option<Program>,
}

/// How to find out whether a reply arrived.
#[derive(Debug)]
pub(super) struct ReadBack {
    /// `None` where the platform does not show us what we sent.
    pub(super) search: Option<Search>,
    /// Why "not found" does not mean "not there", where it does not.
    pub(super) uncertain: Option<Message>,
}

/// How to look for a reply.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) request: Request,
    pub(super) records: Program,
    pub(super) pagination: Option<Pagination>,
    pub(super) ours: Program,
    pub(super) key: Option<Program>,
    pub(super) text: Option<Program>,
    pub(super) html: Option<Program>,
    pub(super) compare: Compare,
    pub(super) created_at: Option<Program>,
    pub(super) receipt: ReceiptMap,
}
