//! One step of a collection: a page of a stream, a follow-up request, or a second look.

use jaq_json::Val;
use minijinja::Value;
use plaza_core::{ConnectorError, Millis, Page, PastPage};
use serde_json::Value as Json;

use super::format::Order;
use super::jq::{self, Scope};
use super::limits::Purpose;
use super::mapping::{Mapped, rejected};
use super::model::Stream;
use super::paging::{self, Next};
use super::session::Session;
use super::state::{FollowUp, Position, State, Walk};
use crate::guarded::guarded;

/// Records that are taken from a page at a time; the page is asked for again for the others.
const MAX_RECORDS: usize = 5_000;
/// Follow-up requests after which the rest of a page waits until they are done, so that the cursor
/// stays short.
const MAX_FOLLOW_UPS: usize = 500;
/// Records that are taken once more when a page is asked for again, because others may have been
/// added or deleted meanwhile.
const OVERLAP: usize = 50;

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

pub(super) struct Round<'a> {
    pub(super) session: &'a Session,
    pub(super) state: State,
    pub(super) page: Page,
    /// How far back the past is read; `None` when news is collected.
    pub(super) back_to: Option<Millis>,
    /// How far back the page reached.
    pub(super) reached: Option<Millis>,
    /// Records that requests have brought.
    pub(super) records: usize,
}

/// What one request for records brought.
pub(super) struct Records {
    pub(super) records: Vec<Val>,
    pub(super) scope: Scope,
    next: Next,
}

impl<'a> Round<'a> {
    pub(super) fn new(session: &'a Session, cursor: Option<&str>, back_to: Option<Millis>) -> Self {
        let (state, page) = (State::read(cursor), Page::default());
        Self { session, state, page, back_to, reached: None, records: 0 }
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
    pub(super) async fn walk(&mut self, stream: &Stream) -> Result<(), ConnectorError> {
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
        if self.is_repeated(stream, &walk, &found) {
            self.note_repeated(stream);
            self.end(stream, walk);
            return Ok(());
        }
        if let Some(inc) = &stream.incremental
            && walk.taken == 0
        {
            let is_first = walk.pages == 0;
            let marks = inc.marks(&found.records, &found.scope, session.now());
            if let Some(seen) = inc.newest(&marks, walk.seen.take(), is_first) {
                walk.seen = Some(seen);
            }
        }
        let taken = self.take(stream, &found, &mut walk)?;
        if taken < found.records.len() {
            walk.taken = taken;
            self.state.walk = walk;
            return Ok(());
        }
        let mut next = found.next;
        if let Some(inc) = &stream.incremental {
            let marks = inc.marks(&found.records, &found.scope, session.now());
            if since.as_ref().is_some_and(|since| inc.reached(&marks, since, mark.as_ref())) {
                next = Next::End;
            }
            self.reached = inc.oldest(&marks);
        }
        walk.pages += 1;
        // The past is read to its end; only the platform itself limits it.
        if self.back_to.is_none()
            && stream.pagination.as_ref().is_some_and(|p| walk.pages >= p.most_pages)
            && matches!(next, Next::Page(_))
        {
            next = Next::End;
            self.cut_short(stream, &walk, since.as_ref());
        }
        let in_order = stream.incremental.as_ref().is_some_and(|i| i.order == Order::OldestFirst);
        if in_order && self.back_to.is_none() {
            self.keep_mark(stream, &walk);
        }
        if self.turn(stream, &mut walk, next, &found.records) {
            self.state.walk = walk;
        } else {
            self.end(stream, walk);
        }
        Ok(())
    }

    /// Ends a walk: what it has seen is known from now on.
    fn end(&mut self, stream: &Stream, walk: Walk) {
        if self.back_to.is_none() {
            self.keep_mark(stream, &walk);
            if let Some(newest) = walk.newest {
                self.state.newest.insert(stream.name.clone(), newest);
            }
        }
        self.finish(stream, walk);
    }

    fn keep_mark(&mut self, stream: &Stream, walk: &Walk) {
        if let Some(seen) = &walk.seen {
            self.state.marks.insert(stream.name.clone(), seen.clone());
        }
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
                self.state.walk = Walk {
                    window: Some(next),
                    seen: walk.seen,
                    newest: walk.newest,
                    ..Walk::default()
                };
                return;
            }
        }
        self.state.walk = Walk::default();
        self.state.stream_index += 1;
    }

    /// One page of a stream that belongs to a record of another one.
    pub(super) async fn follow(
        &mut self,
        stream: &Stream,
        up: FollowUp,
    ) -> Result<(), ConnectorError> {
        let asked = self.request(stream, &up.walk, Value::from(""), &up.parent).await;
        let found = match asked {
            Ok(found) => found,
            // The record was deleted meanwhile.
            Err(ConnectorError::Gone(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let FollowUp { mut walk, parent, .. } = up;
        if self.is_repeated(stream, &walk, &found) {
            self.note_repeated(stream);
            return Ok(());
        }
        // What follows from the records comes before the page's rest.
        let waiting = std::mem::take(&mut self.state.pending);
        let taken = self.take(stream, &found, &mut walk)?;
        let goes_on = if taken < found.records.len() {
            walk.taken = taken;
            true
        } else {
            walk.pages += 1;
            let most = stream.pagination.as_ref().map_or(1, |pagination| pagination.most_pages);
            let is_cut = walk.pages >= most && matches!(found.next, Next::Page(_));
            if is_cut {
                self.cut_short(stream, &walk, None);
            }
            !is_cut && self.turn(stream, &mut walk, found.next, &found.records)
        };
        if goes_on {
            self.state.pending.push(FollowUp { stream: stream.name.clone(), parent, walk });
        }
        self.state.pending.extend(waiting);
        Ok(())
    }

    async fn request(
        &mut self,
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
        let records = stream
            .records
            .records(&answer.body, &scope)
            .map_err(|why| session.unfit(&format!("the records of `{}`: {why}", stream.name)))?;
        self.records += records.len();
        let next = match &stream.pagination {
            Some(pagination) => {
                pagination.next(session, walk.page.as_ref(), &answer, &records, &scope)?
            }
            None => Next::End,
        };
        Ok(Records { records, scope, next })
    }

    /// Maps the next portion of a page's records and notes what follows from them; how many have
    /// been taken then.
    fn take(
        &mut self,
        stream: &Stream,
        found: &Records,
        walk: &mut Walk,
    ) -> Result<usize, ConnectorError> {
        let newest_first =
            stream.incremental.as_ref().is_some_and(|inc| inc.order == Order::NewestFirst);
        let (end, mut follow_ups) = self.follow_ups(stream, found, walk.taken)?;
        let begin = walk.taken.saturating_sub(OVERLAP);
        let mut records: Vec<&Val> =
            found.records.get(begin..end).unwrap_or_default().iter().collect();
        if newest_first {
            // Parents must come before their answers.
            records.reverse();
            follow_ups.reverse();
        }
        let mapped = self.page.mentions.len();
        for record in &records {
            self.map(stream, record, &found.scope);
        }
        let times = self.page.mentions[mapped..].iter().filter_map(|mention| mention.created_at);
        walk.newest = times.chain(walk.newest).max();
        self.state.push(follow_ups.into_iter().flatten().collect());
        Ok(end)
    }

    /// What follows from a page's records, record by record, and where the portion ends.
    fn follow_ups(
        &self,
        stream: &Stream,
        found: &Records,
        taken: usize,
    ) -> Result<(usize, Vec<Vec<FollowUp>>), ConnectorError> {
        let streams = &self.session.manifest.streams;
        let below = |child: &&Stream| {
            let parent = child.follows.as_ref().and_then(|(parent, _)| streams.get(*parent));
            parent.is_some_and(|parent| parent.name == stream.name) && self.session.reads(child)
        };
        let children: Vec<&Stream> = streams.iter().filter(below).collect();
        let (mut all, mut count, mut end) = (Vec::new(), 0, taken);
        for record in found.records.iter().skip(taken).take(MAX_RECORDS) {
            let mut of_record = Vec::new();
            for child in &children {
                let Some((_, program)) = &child.follows else { continue };
                let parents = program.all(record, &found.scope).map_err(|why| {
                    self.session.unfit(&format!("`follow` of `{}`: {why}", child.name))
                })?;
                of_record.extend(parents.iter().map(|parent| FollowUp {
                    stream: child.name.clone(),
                    parent: jq::to_json(parent),
                    walk: Walk::default(),
                }));
            }
            end += 1;
            count += of_record.len();
            all.push(of_record);
            if count >= MAX_FOLLOW_UPS {
                break;
            }
        }
        Ok((end, all))
    }

    pub(super) fn map(&mut self, stream: &Stream, record: &Val, scope: &Scope) {
        let Some(mapping) = &stream.mention else { return };
        let channel = self.session.manifest.channel.as_deref();
        let space = self.session.account_space(mapping);
        // A library that gives up over a record costs that record.
        let read = |space| guarded(|| mapping.read(record, scope, channel, space));
        match space.and_then(|space| read(space).and_then(|read| read)) {
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
                    if let Some(thread) = mention.conversation_id.as_ref()
                        && recheck.thread.is_some()
                    {
                        remembered.belongs_to(&mention.external_id, thread);
                    }
                }
                self.page.mentions.push(*mention);
            }
            Err(reason) => {
                let origin = format!("{} of {}", stream.name, self.session.place());
                let mut refused = rejected(&origin, record, &self.session.redact(reason));
                refused.raw = self.session.redact(refused.raw);
                self.page.rejected.push(refused);
            }
        }
    }
}
