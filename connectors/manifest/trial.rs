//! Trying a source: every stream, its second page and its second look, and what was not tried.

use plaza_core::{ConnectorError, Message, Rejected, Tried, say};

use super::collect::Round;
use super::model::Stream;
use super::session::Session;
use super::state::Walk;

/// Tries everything that only reads; nothing is kept.
pub(super) async fn try_out(session: &Session) -> Result<Tried, ConnectorError> {
    let mut trial = Trial { round: Round::new(session, None, None), told: Vec::new() };
    let streams = &session.manifest.streams;
    for (index, stream) in streams.iter().enumerate() {
        if !session.reads(stream) {
            trial.tell(stream, say!("trial-not-read", "not read with these settings"));
            continue;
        }
        let tried = trial.stream(index, stream).await;
        match tried {
            Ok(()) => trial.second_look(stream).await?,
            // Nothing else would go better.
            Err(error @ (ConnectorError::Unauthorized(_) | ConnectorError::RateLimited { .. })) => {
                return Err(error);
            }
            Err(error) if index == 0 => return Err(error),
            Err(error) => trial.refuse(stream, &error),
        }
    }
    trial.told.push(not_tried(session));
    let Trial { round, told } = trial;
    Ok(Tried { page: round.page, told })
}

struct Trial<'a> {
    round: Round<'a>,
    told: Vec<Message>,
}

/// What had been read at some point.
#[derive(Clone, Copy)]
struct Count {
    records: usize,
    mentions: usize,
    deletions: usize,
    rejected: usize,
}

impl Trial<'_> {
    #[expect(clippy::needless_pass_by_value, reason = "what is said is made for it")]
    fn tell(&mut self, stream: &Stream, what: Message) {
        let stream = &stream.name;
        self.told.push(say!("trial-stream", "{stream}: {what}", stream, what));
    }

    fn refuse(&mut self, stream: &Stream, error: &ConnectorError) {
        let origin = format!("{} of {}", stream.name, self.round.session.place());
        let reason = error.message();
        self.round.page.rejected.push(Rejected { origin, reason, raw: String::new() });
        self.tell(stream, say!("trial-failed", "could not be read"));
    }

    fn count(&self) -> Count {
        let page = &self.round.page;
        Count {
            records: self.round.records,
            mentions: page.mentions.len(),
            deletions: page.deletions.len(),
            rejected: page.rejected.len(),
        }
    }

    /// What came since `before`, in words.
    fn since(&self, before: Count) -> Message {
        let now = self.count();
        let records = now.records - before.records;
        let mut words = say!("trial-records", "{n} records", n = records);
        let parts = [
            (
                now.mentions - before.mentions,
                say!("trial-mentions", "{n} mentions", n = now.mentions - before.mentions),
            ),
            (
                now.deletions - before.deletions,
                say!("trial-deleted", "{n} deleted", n = now.deletions - before.deletions),
            ),
            (
                now.rejected - before.rejected,
                say!("trial-unreadable", "{n} unreadable", n = now.rejected - before.rejected),
            ),
        ];
        for (_, what) in parts.into_iter().filter(|(count, _)| *count > 0) {
            words = words.beside(what);
        }
        words
    }

    /// The first two pages of a stream.
    async fn stream(&mut self, index: usize, stream: &Stream) -> Result<(), ConnectorError> {
        let before = self.count();
        if stream.follows.is_some() {
            return self.below(stream, before).await;
        }
        self.round.state.stream_index = index;
        self.round.state.walk = Walk::default();
        self.round.walk(stream).await?;
        self.round.state.walk.taken = 0;
        let first = say!("trial-page", "page {n}: {what}", n = 1, what = self.since(before));
        let has_more =
            self.round.state.stream_index == index && self.round.state.walk.page.is_some();
        if !has_more {
            let first = match stream.pagination {
                Some(_) => first.then(say!("trial-no-page-2", "there is no page 2")),
                None => first,
            };
            self.tell(stream, first);
            return Ok(());
        }
        let before = self.count();
        self.round.walk(stream).await?;
        let second = say!("trial-page", "page {n}: {what}", n = 2, what = self.since(before));
        self.tell(stream, first.then(second));
        Ok(())
    }

    /// The first page below one record of the stream that this one follows.
    async fn below(&mut self, stream: &Stream, before: Count) -> Result<(), ConnectorError> {
        let pending = &mut self.round.state.pending;
        let all = pending.iter().filter(|up| up.stream == stream.name).count();
        let first = pending.iter().position(|up| up.stream == stream.name);
        let Some(first) = first.map(|at| pending.remove(at)) else {
            let why = say!("trial-no-parent", "not tried, because no record above leads to it");
            self.tell(stream, why);
            return Ok(());
        };
        self.round.follow(stream, first).await?;
        let since = self.since(before);
        self.tell(stream, say!("trial-asked-one", "asked for 1 of {all}: {since}", all, since));
        Ok(())
    }

    /// A second look at the first mentions that were found.
    async fn second_look(&mut self, stream: &Stream) -> Result<(), ConnectorError> {
        let Some(recheck) = &stream.recheck else { return Ok(()) };
        let remembered = self.round.state.rechecks.entry(stream.name.clone()).or_default();
        let ids = remembered.recent.iter().map(|(_, id)| id.clone());
        let most = if recheck.list.is_some() { recheck.keep } else { recheck.batch };
        let ids: Vec<String> = ids.take(most).collect();
        if ids.is_empty() {
            let why =
                say!("trial-no-second-look", "second look not tried, because nothing was found");
            self.tell(stream, why);
            return Ok(());
        }
        // Only this stream's turn.
        for other in self.round.state.rechecks.values_mut() {
            other.todo.clear();
        }
        let count = ids.len();
        self.round.state.rechecks.entry(stream.name.clone()).or_default().todo = ids;
        let before = self.count();
        if let Err(error) = self.round.look_again().await {
            self.refuse(stream, &error);
            return Ok(());
        }
        let gone = self.count().deletions - before.deletions;
        let told = self.count().rejected - before.rejected;
        let words = match (gone, told) {
            (0, 0) => say!("trial-all-there", "all there"),
            (gone, 0) => say!("trial-gone", "{n} gone", n = gone),
            (gone, told) => say!("trial-gone", "{n} gone", n = gone).beside(say!(
                "trial-unreadable",
                "{n} unreadable",
                n = told
            )),
        };
        let told = say!("trial-second-look", "second look at {n}: {what}", n = count, what = words);
        self.tell(stream, told);
        Ok(())
    }
}

fn not_tried(session: &Session) -> Message {
    let manifest = &session.manifest;
    let mut parts = say!("trial-later-pages", "pages after the second");
    if !manifest.live.is_empty() {
        parts = parts.beside(say!("trial-live", "the live connection"));
    }
    if let Some(reply) = &manifest.reply {
        parts = parts.beside(say!("trial-reply", "sending a reply and looking for it"));
        if reply.retract.is_some() {
            parts = parts.beside(say!("trial-retract", "taking one back"));
        }
        if reply.held.is_some() {
            parts = parts.beside(say!("trial-held", "replies that wait for moderators"));
        }
    }
    say!("trial-not-tried", "not tried: {parts}", parts)
}
