//! Who did what.

use askama::Template;
use plaza_core::{AuditId, Millis, Zone};
use plaza_store::{AuditFilter, AuditRecord};

use super::audit_words::{Names, href, more, who};
use crate::frame::board::{Answer, Board, show};
use crate::frame::fields::Fields;
use crate::frame::page::{Page, initials};
use crate::parts::Pager;

/// Lines on a page.
const PAGE_SIZE: i64 = 100;
/// People, tokens and Plaza itself that can be chosen.
const ACTORS: i64 = 200;

/// Kinds of deeds that can be chosen: the beginnings of their names.
const KINDS: [&str; 14] = [
    "reply",
    "mention",
    "author",
    "theme",
    "idea",
    "source",
    "import",
    "quarantine",
    "models",
    "view",
    "user",
    "session",
    "token",
    "house",
];

#[derive(Template)]
#[template(path = "access/audit.html")]
struct AuditScreen {
    page: Page,
    rows: Vec<Row>,
    actors: Vec<(String, String)>,
    kinds: [&'static str; 14],
    asked: Asked,
    /// Where the same lines are exported.
    csv: String,
    json: String,
    pager: Pager,
}

struct Row {
    at: Millis,
    initials: String,
    hue: usize,
    sentence: String,
    more: String,
    href: Option<String>,
}

/// What the form asks for, as it was typed.
#[derive(Debug, Default)]
struct Asked {
    actor: String,
    kind: String,
    since: String,
    until: String,
}

impl Asked {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self {
            actor: text("actor"),
            kind: text("kind"),
            since: text("since"),
            until: text("until"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("actor", self.actor.as_str()),
            ("kind", self.kind.as_str()),
            ("since", self.since.as_str()),
            ("until", self.until.as_str()),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    fn is_empty(&self) -> bool {
        self.pairs().is_empty()
    }
}

/// The lines that a form asks for. A day that cannot be read asks for none; the last day counts to
/// its end.
pub(super) fn filter(fields: &Fields, zone: Zone, before_id: Option<AuditId>) -> AuditFilter {
    let kind = KINDS.into_iter().find(|kind| *kind == fields.get("kind"));
    AuditFilter {
        before_id,
        actor: fields.filled("actor").map(str::to_owned),
        kind: kind.map(str::to_owned),
        since: zone.moment(fields.get("since")).ok(),
        until: zone.end(fields.get("until")).ok(),
    }
}

/// `GET /audit?actor=&kind=&since=&until=&before=`
pub(crate) async fn list(board: Board, fields: Fields) -> Answer {
    let before = fields.id("before");
    let store = board.engine.store();
    let asked_for = filter(&fields, board.page.zone(), before);
    let records = store.audit_lines(&asked_for, PAGE_SIZE).await?;
    let names = Names::of(store, &records).await?;
    let actors = store.audit_actors(ACTORS).await?;
    let full = records.len() == usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let next = records.last().filter(|_| full).map(|record| record.id.to_string());
    let at = before.map(|id: AuditId| id.to_string());
    let asked = Asked::of(&fields);
    let pairs = asked.pairs();
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    let page = board.page;
    let screen = AuditScreen {
        rows: records.iter().map(|record| row(&page, &names, record)).collect(),
        actors: actors.into_iter().map(|actor| (who(page.t, &actor), actor)).collect(),
        kinds: KINDS,
        csv: format!("/audit.csv?{query}"),
        json: format!("/audit.json?{query}"),
        pager: Pager::new("/audit", &pairs, "before", at.as_deref(), next.as_deref()),
        asked,
        page,
    };
    show(&screen, &screen.page)
}

fn row(page: &Page, names: &Names, record: &AuditRecord) -> Row {
    let (initials, hue) = initials(&who(page.t, &record.actor));
    Row {
        at: record.at,
        initials,
        hue,
        sentence: names.sentence(page.t, record),
        more: more(page.t, &record.detail),
        href: href(&record.target),
    }
}
