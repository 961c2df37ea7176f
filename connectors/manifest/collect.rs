//! One step of a collection: a page of a stream, a follow-up request, or a second look.

use jaq_json::Val;
use minijinja::Value;
use plaza_core::{ConnectorError, Deletion, Millis, Missed, Page, PastPage};
use serde_json::Value as Json;

use super::format::Order;
use super::jq::{self, Scope};
use super::limits::Purpose;
use super::mapping::{Field, Mapped, rejected};
use super::model::{Recheck, Stream};
use super::paging;
use super::session::Session;
use super::since::Since;
use super::state::{FollowUp, Position, State, Walk};

/// Maximum number of records of one page.
const MAX_RECORDS: usize = 5_000;

/// Takes the next step after `cursor`.
pub(super) async fn collect(
    session: &Session,
    cursor: Option<&str>,
) -> Result<Page, ConnectorError> {
    let mut round = Round::new(session, cursor, None);
    round.step().await?;
    round.page.more = round.settle();
    round.page.cursor = Some(round.state.write()?);
    Ok(round.page)
}

/// Takes the next step into the past after `cursor`, which is a different cursor from that of
/// [`collect`].
pub(super) async fn collect_past(
    session: &Session,
    cursor: Option<&str>,
    back_to: Millis,
) -> Result<PastPage, ConnectorError> {
    let mut round = Round::new(session, cursor, Some(back_to));
    round.step().await?;
    round.page.more = round.settle();
    round.page.cursor = Some(round.state.write()?);
    Ok(PastPage { page: round.page, reached: round.reached })
}

struct Round<'a> {
    session: &'a Session,
    state: State,
    page: Page,
    /// How far back the past is read; `None` when news is collected.
    back_to: Option<Millis>,
    /// How far back the page reached.
    reached: Option<Millis>,
}

/// What one request for records brought.
struct Records {
    records: Vec<Val>,
    scope: Scope,
    next: Option<Position>,
}

impl<'a> Round<'a> {
    fn new(session: &'a Session, cursor: Option<&str>, back_to: Option<Millis>) -> Self {
        let (state, page) = (State::read(cursor), Page::default());
        Self { session, state, page, back_to, reached: None }
    }

    async fn step(&mut self) -> Result<(), ConnectorError> {
        let streams = &self.session.manifest.streams;
        self.settle();
        if let Some(follow_up) = self.state.pending.first().cloned() {
            self.state.pending.remove(0);
            let stream = streams.iter().find(|stream| stream.name == follow_up.stream);
            // The stream may be missing in a newer manifest; then the request is dropped.
            return match stream {
                Some(stream) => self.follow(stream, follow_up).await,
                None => Ok(()),
            };
        }
        match streams.get(self.state.stream_index) {
            Some(stream) => self.walk(stream).await,
            None => self.look_again().await,
        }
    }

    /// Moves on to where there is something to do; false at the end of the round.
    fn settle(&mut self) -> bool {
        let streams = &self.session.manifest.streams;
        if !self.state.pending.is_empty() {
            return true;
        }
        while let Some(stream) = streams.get(self.state.stream_index) {
            if stream.follows.is_none() && self.session.reads(stream) {
                return true;
            }
            self.state.stream_index += 1;
        }
        let now = self.session.now();
        // Deletions are looked for when news is collected.
        for stream in streams.iter().filter(|_| self.back_to.is_none()) {
            let Some(recheck) = &stream.recheck else { continue };
            let remembered = self.state.rechecks.entry(stream.name.clone()).or_default();
            if remembered.todo.is_empty() && remembered.next <= now && !remembered.recent.is_empty()
            {
                // The first round has just seen the mentions that it remembers.
                if remembered.next > 0 {
                    let ids = remembered.recent.iter().map(|(_, id)| id.clone());
                    remembered.todo = ids.collect();
                }
                remembered.next = now + recheck.every_ms;
            }
            if !remembered.todo.is_empty() {
                return true;
            }
        }
        self.state.stream_index = 0;
        self.state.walk = Walk::default();
        false
    }

    /// One page of a stream that does not follow another.
    async fn walk(&mut self, stream: &Stream) -> Result<(), ConnectorError> {
        let session = self.session;
        let mark = self.state.marks.get(&stream.name).cloned();
        let since = stream.incremental.as_ref().map(|inc| match self.back_to {
            Some(back_to) => inc.back_to(back_to),
            None => inc.since(mark.as_ref(), session.now()),
        });
        let mut walk = std::mem::take(&mut self.state.walk);
        walk.window = walk.window.or_else(|| self.first_window(stream));
        let shown = since.as_ref().map_or_else(|| Value::from(""), |since| since.shown.clone());
        let found = self.request(stream, &walk, shown, &Json::Null).await?;
        self.take(stream, &found)?;
        let mut next = found.next;
        if let Some(inc) = &stream.incremental {
            let is_first = walk.pages == 0;
            let marks = inc.marks(&found.records, &found.scope, session.now());
            if let Some(seen) = inc.newest(&marks, walk.seen.take(), is_first) {
                walk.seen = Some(seen);
            }
            if since.as_ref().is_some_and(|since| inc.reached(&marks, since, mark.as_ref())) {
                next = None;
            }
            self.reached = inc.oldest(&marks);
        }
        walk.pages += 1;
        // The past is read to its end; only the platform itself limits it.
        if self.back_to.is_none()
            && stream.pagination.as_ref().is_some_and(|p| walk.pages >= p.most_pages)
            && next.take().is_some()
        {
            self.note_missed(since.as_ref());
        }
        let in_order = stream.incremental.as_ref().is_some_and(|i| i.order == Order::OldestFirst);
        if (next.is_none() || in_order)
            && self.back_to.is_none()
            && let Some(seen) = &walk.seen
        {
            self.state.marks.insert(stream.name.clone(), seen.clone());
        }
        walk.page = next;
        if walk.page.is_none() {
            self.finish(stream, walk);
        } else {
            self.state.walk = walk;
        }
        Ok(())
    }

    /// The time window in which a walk begins.
    fn first_window(&self, stream: &Stream) -> Option<(Millis, Millis)> {
        let (window, now) = (stream.window.as_ref()?, self.session.now());
        let done = self.state.windows.get(&stream.name).copied();
        Some(match self.back_to {
            Some(back_to) => window.before(now, back_to),
            None => window.next(done, now, true),
        })
    }

    /// The last page has been read: the next window, or the next stream.
    fn finish(&mut self, stream: &Stream, walk: Walk) {
        let now = self.session.now();
        if let (Some(window), Some((from, _)), Some(back_to)) =
            (&stream.window, walk.window, self.back_to)
        {
            self.reached = Some(from);
            if from > back_to {
                let next = window.before(from, back_to);
                self.state.walk = Walk { window: Some(next), ..Walk::default() };
                return;
            }
        } else if let (Some(window), Some((_, to))) = (&stream.window, walk.window) {
            self.state.windows.insert(stream.name.clone(), to);
            if to < now {
                let next = window.next(Some(to), now, false);
                self.state.walk = Walk { window: Some(next), seen: walk.seen, ..Walk::default() };
                return;
            }
        }
        self.state.walk = Walk::default();
        self.state.stream_index += 1;
    }

    /// Notes that the maximum number of pages ended a walk before it reached what is known.
    fn note_missed(&self, since: Option<&Since>) {
        let from = since.and_then(|since| since.threshold);
        if let (Some(from), Some(until)) = (from, self.reached)
            && from < until
        {
            self.session.miss(Missed { from, until });
        }
    }

    /// One page of a stream that belongs to a record of another one.
    async fn follow(&mut self, stream: &Stream, up: FollowUp) -> Result<(), ConnectorError> {
        let asked = self.request(stream, &up.walk, Value::from(""), &up.parent).await;
        let found = match asked {
            Ok(found) => found,
            // The record was deleted meanwhile.
            Err(ConnectorError::Gone(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        self.take(stream, &found)?;
        let pages = up.walk.pages + 1;
        let most = stream.pagination.as_ref().map_or(1, |pagination| pagination.most_pages);
        if found.next.is_some() && pages < most {
            let walk = Walk { page: found.next, pages, ..Walk::default() };
            self.state.pending.insert(0, FollowUp { walk, ..up });
        }
        Ok(())
    }

    async fn request(
        &self,
        stream: &Stream,
        walk: &Walk,
        since: Value,
        parent_record: &Json,
    ) -> Result<Records, ConnectorError> {
        let session = self.session;
        let scope = session.scope().await?;
        let page = match &stream.pagination {
            Some(pagination) => pagination.shown(walk.page.as_ref()),
            None => Value::from(""),
        };
        let window = match (&stream.window, walk.window) {
            (Some(window), Some(times)) => window.shown(times),
            _ => Value::from(()),
        };
        let context = session.context([
            ("page", page),
            ("since", since),
            ("window", window),
            ("parent", jq::json_to_template(parent_record)),
            ("me", jq::to_template(&scope.me)),
        ]);
        let address = paging::address(walk.page.as_ref())?;
        let answer =
            session.exchange(&stream.request, &context, address.as_ref(), Purpose::Read).await?;
        let shown = walk.page.as_ref().map_or(Val::Null, Position::value);
        let parent = jq::from_json(parent_record);
        let scope = Scope { body: answer.body.clone(), page: shown, parent, ..scope };
        let mut records = stream.records.all(&answer.body, &scope).map_err(|why| {
            session.malformed(&format!("the records of `{}`: {why}", stream.name))
        })?;
        records.truncate(MAX_RECORDS);
        let next = match &stream.pagination {
            Some(pagination) => {
                pagination.next(session, walk.page.as_ref(), &answer, &records, &scope)?
            }
            None => None,
        };
        Ok(Records { records, scope, next })
    }

    /// Maps records and notes what follows from them.
    fn take(&mut self, stream: &Stream, found: &Records) -> Result<(), ConnectorError> {
        let newest_first =
            stream.incremental.as_ref().is_some_and(|inc| inc.order == Order::NewestFirst);
        let mut records: Vec<&Val> = found.records.iter().collect();
        if newest_first {
            // Parents must come before their answers.
            records.reverse();
        }
        for record in &records {
            self.map(stream, record, &found.scope);
        }
        let streams = &self.session.manifest.streams;
        let mut follow_ups = Vec::new();
        for child in streams.iter().filter(|child| self.session.reads(child)) {
            let Some((parent, program)) = &child.follows else { continue };
            if streams.get(*parent).is_none_or(|parent| parent.name != stream.name) {
                continue;
            }
            for record in &records {
                let taken = program.all(record, &found.scope).map_err(|why| {
                    self.session.malformed(&format!("`follow` of `{}`: {why}", child.name))
                })?;
                follow_ups.extend(taken.iter().map(|parent| FollowUp {
                    stream: child.name.clone(),
                    parent: jq::to_json(parent),
                    walk: Walk::default(),
                }));
            }
        }
        self.state.push(follow_ups);
        Ok(())
    }

    fn map(&mut self, stream: &Stream, record: &Val, scope: &Scope) {
        let Some(mapping) = &stream.mention else { return };
        let channel = self.session.manifest.channel.as_deref();
        match mapping.read(record, scope, channel) {
            Ok(Mapped::Skipped) => {}
            Ok(Mapped::Deleted(deletion)) => {
                if let Some(remembered) = self.state.rechecks.get_mut(&stream.name) {
                    remembered.forget(&deletion.external_id);
                }
                self.page.deletions.push(deletion);
            }
            Ok(Mapped::Mention(mention)) => {
                if let Some(recheck) = &stream.recheck
                    && self.back_to.is_none()
                {
                    let at = mention.created_at.unwrap_or_else(|| self.session.now());
                    let remembered = self.state.rechecks.entry(stream.name.clone()).or_default();
                    remembered.add(at, &mention.external_id, recheck.keep);
                }
                self.page.mentions.push(*mention);
            }
            Err(reason) => {
                let origin = format!("{} of {}", stream.name, self.session.place());
                let mut refused = rejected(&origin, record, self.session.redact(reason));
                refused.raw = self.session.redact(refused.raw);
                self.page.rejected.push(refused);
            }
        }
    }

    /// Asks again for recently collected mentions: those that are gone were deleted.
    async fn look_again(&mut self) -> Result<(), ConnectorError> {
        for stream in &self.session.manifest.streams {
            let Some(recheck) = &stream.recheck else { continue };
            let Some(mut remembered) = self.state.rechecks.remove(&stream.name) else { continue };
            if remembered.todo.is_empty() {
                self.state.rechecks.insert(stream.name.clone(), remembered);
                continue;
            }
            let most = remembered.todo.len().min(recheck.batch);
            let ids: Vec<String> = remembered.todo.drain(..most).collect();
            self.state.rechecks.insert(stream.name.clone(), remembered);
            return self.look_for(stream, recheck, &ids).await;
        }
        Ok(())
    }

    async fn look_for(
        &mut self,
        stream: &Stream,
        recheck: &Recheck,
        ids: &[String],
    ) -> Result<(), ConnectorError> {
        let session = self.session;
        let scope = session.scope().await?;
        let id = ids.first().cloned().unwrap_or_default();
        let context = session.context([
            ("id", Value::from(id.clone())),
            ("ids", Value::from_iter(ids.iter().cloned())),
            ("me", jq::to_template(&scope.me)),
        ]);
        let answer = session.exchange(&recheck.request, &context, None, Purpose::Read).await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(ConnectorError::Gone(_)) if recheck.batch == 1 => {
                self.bury(stream, id);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let scope = Scope { body: answer.body.clone(), ..scope };
        let wrong =
            |why: String| session.malformed(&format!("recheck of `{}`: {why}", stream.name));
        let is_gone = Field { record: &answer.body, scope: &scope };
        if recheck.batch == 1 && is_gone.holds("gone", recheck.gone.as_ref()).map_err(wrong)? {
            self.bury(stream, id);
            return Ok(());
        }
        let records = recheck.records.all(&answer.body, &scope).map_err(wrong)?;
        let (mentions, gone) = (self.page.mentions.len(), self.page.deletions.len());
        let refused = self.page.rejected.len();
        for record in &records {
            self.map(stream, record, &scope);
        }
        // A record that cannot be read exists nevertheless.
        if recheck.batch > 1 && self.page.rejected.len() == refused {
            let there: Vec<&str> = self.page.mentions[mentions..]
                .iter()
                .map(|mention| mention.external_id.as_str())
                .chain(self.page.deletions[gone..].iter().map(|d| d.external_id.as_str()))
                .collect();
            let missing: Vec<String> =
                ids.iter().filter(|id| !there.contains(&id.as_str())).cloned().collect();
            for id in missing {
                self.bury(stream, id);
            }
        }
        Ok(())
    }

    fn bury(&mut self, stream: &Stream, id: String) {
        self.state.rechecks.entry(stream.name.clone()).or_default().forget(&id);
        self.page.deletions.push(Deletion { external_id: id, deleted_at: None });
    }
}
