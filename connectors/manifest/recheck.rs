//! A second look at what was collected: edits and deletions that no list tells.

use std::collections::BTreeSet;

use jaq_json::Val;
use minijinja::Value;
use plaza_core::{ConnectorError, Deletion, Takes, say};

use super::answer::Answer;
use super::collect::Round;
use super::format::ListType;
use super::jq::{self, Scope};
use super::limits::Purpose;
use super::mapping::Field;
use super::model::{ListCheck, Recheck, Stream, ThreadCheck};
use super::paging::{self, Next};
use super::state::Position;

/// Most pages of a list of what lives.
const MAX_LIST_PAGES: u64 = 200;
/// Where fewer mentions are known, any number of them may go at once.
const FEW: usize = 4;
/// What a list of what lives shows.
#[derive(Default)]
struct Living {
    ids: BTreeSet<String>,
    is_cut: bool,
}

impl Round<'_> {
    /// Asks again for recently collected mentions: those that are gone were deleted.
    pub(super) async fn look_again(&mut self) -> Result<(), ConnectorError> {
        for stream in &self.session.manifest.streams {
            let Some(recheck) = &stream.recheck else { continue };
            let Some(remembered) = self.state.rechecks.get_mut(&stream.name) else { continue };
            if remembered.todo.is_empty() {
                continue;
            }
            if let Some(list) = &recheck.list {
                let ids = std::mem::take(&mut remembered.todo);
                return self.look_at_list(stream, recheck, list, &ids).await;
            }
            let most = remembered.todo.len().min(recheck.batch);
            let ids: Vec<String> = remembered.todo.drain(..most).collect();
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
        let scope = self.session.scope().await?;
        let answer = match self.ask_for(recheck, ids, &scope).await {
            Ok(answer) => answer,
            Err(ConnectorError::Gone(_)) if recheck.batch == 1 => {
                return self.lost(stream, recheck, ids).await;
            }
            // One that cannot be looked at keeps nobody from looking at the others.
            Err(ConnectorError::Unauthorized(why) | ConnectorError::Malformed(why)) => {
                let ids = ids.join(", ");
                let why = say!(
                    "not-looked-again",
                    "what was collected cannot be looked at again ({ids}): {why}",
                    ids,
                    why
                );
                self.note(stream, why);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let scope = Scope { body: answer.body.clone(), ..scope };
        let is_gone = Field { record: &answer.body, scope: &scope };
        let gone = is_gone.holds("gone", recheck.gone.as_ref());
        if recheck.batch == 1 && gone.map_err(|why| self.wrong(stream, &why))? {
            return self.lost(stream, recheck, ids).await;
        }
        let records = recheck.records.records(&answer.body, &scope);
        let records = records.map_err(|why| self.wrong(stream, &why))?;
        let refused = self.page.rejected.len();
        let there = self.map_again(stream, &records, &scope);
        let deleted = self.deleted_since(stream, &there);
        // A record that cannot be read exists nevertheless.
        let is_sure = recheck.batch > 1 && self.page.rejected.len() == refused;
        let missing = ids.iter().filter(|id| is_sure && !there.contains(*id));
        let lost: Vec<String> = missing.cloned().chain(deleted).collect();
        self.lost(stream, recheck, &lost).await
    }

    async fn ask_for(
        &self,
        recheck: &Recheck,
        ids: &[String],
        scope: &Scope,
    ) -> Result<Answer, ConnectorError> {
        let context = self.session.context([
            ("id", Value::from(ids.first().cloned().unwrap_or_default())),
            ("ids", Value::from_iter(ids.iter().cloned())),
            ("me", jq::to_template(&scope.me)),
        ]);
        self.session.exchange(&recheck.request, &context, None, Purpose::Read).await
    }

    fn wrong(&self, stream: &Stream, why: &str) -> ConnectorError {
        self.session.unfit(&format!("recheck of `{}`: {why}", stream.name))
    }

    /// Maps the records of a second look; the ids of what they show.
    fn map_again(&mut self, stream: &Stream, records: &[Val], scope: &Scope) -> BTreeSet<String> {
        let (mentions, gone) = (self.page.mentions.len(), self.page.deletions.len());
        for record in records {
            self.map(stream, record, scope);
        }
        let shown = self.page.mentions[mentions..].iter().map(|mention| &mention.external_id);
        let gone = self.page.deletions[gone..].iter().map(|deletion| &deletion.external_id);
        shown.chain(gone).cloned().collect()
    }

    /// Takes those of `there` that the records call deleted out of the page's deletions, where more
    /// is to be found out about their threads.
    fn deleted_since(&mut self, stream: &Stream, there: &BTreeSet<String>) -> Vec<String> {
        if stream.recheck.as_ref().is_none_or(|recheck| recheck.thread.is_none()) {
            return Vec::new();
        }
        let is_open = |deletion: &Deletion| {
            deletion.takes != Takes::Thread && there.contains(&deletion.external_id)
        };
        let open = self.page.deletions.iter().filter(|deletion| is_open(deletion));
        let open: Vec<String> = open.map(|deletion| deletion.external_id.clone()).collect();
        self.page.deletions.retain(|deletion| !is_open(deletion));
        open
    }

    /// Notes that mentions are gone, and their threads where these are gone too.
    async fn lost(
        &mut self,
        stream: &Stream,
        recheck: &Recheck,
        ids: &[String],
    ) -> Result<(), ConnectorError> {
        let mut asked: Vec<(String, bool)> = Vec::new();
        for id in ids {
            let remembered = self.state.rechecks.entry(stream.name.clone()).or_default();
            let thread = remembered.threads.get(id).cloned();
            let mut takes = stream.mention.as_ref().map_or(Takes::Itself, |mention| mention.takes);
            if let (Some(check), Some(thread)) = (&recheck.thread, thread) {
                let known = asked.iter().find(|(other, _)| *other == thread).map(|(_, gone)| *gone);
                let is_gone = match known {
                    Some(is_gone) => is_gone,
                    None => self.is_thread_gone(stream, check, id, &thread).await?,
                };
                if is_gone {
                    takes = Takes::Thread;
                    let remembered = self.state.rechecks.entry(stream.name.clone()).or_default();
                    remembered.forget_thread(&thread);
                }
                asked.push((thread, is_gone));
            }
            self.bury(stream, id, takes);
        }
        Ok(())
    }

    async fn is_thread_gone(
        &self,
        stream: &Stream,
        check: &ThreadCheck,
        id: &str,
        thread: &str,
    ) -> Result<bool, ConnectorError> {
        let scope = self.session.scope().await?;
        let context = self.session.context([
            ("thread", Value::from(thread)),
            ("id", Value::from(id)),
            ("me", jq::to_template(&scope.me)),
        ]);
        let answer =
            match self.session.exchange(&check.request, &context, None, Purpose::Read).await {
                Ok(answer) => answer,
                Err(ConnectorError::Gone(_)) => return Ok(true),
                // Nothing is known of the thread then.
                Err(ConnectorError::Unauthorized(_) | ConnectorError::Malformed(_)) => {
                    return Ok(false);
                }
                Err(error) => return Err(error),
            };
        let scope = Scope { body: answer.body.clone(), ..scope };
        let field = Field { record: &answer.body, scope: &scope };
        field.holds("gone", check.gone.as_ref()).map_err(|why| self.wrong(stream, &why))
    }

    /// Compares what is remembered with a list of what lives. A list that is empty, cut or hard to
    /// read buries nobody, and one in which much is missing does so only when the next one agrees.
    async fn look_at_list(
        &mut self,
        stream: &Stream,
        recheck: &Recheck,
        list: &ListCheck,
        ids: &[String],
    ) -> Result<(), ConnectorError> {
        let refused = self.page.rejected.len();
        let living = self.living(stream, recheck, list).await?;
        let doubt = match &living {
            living if living.is_cut => Some(say!(
                "list-cut",
                "the list of what lives does not end, or shows a page twice: nothing is taken for \
                 deleted because of it"
            )),
            living if living.ids.is_empty() => Some(say!(
                "list-empty",
                "the list of what lives is empty: nothing is taken for deleted because of it"
            )),
            _ if self.page.rejected.len() > refused => Some(say!(
                "list-unreadable",
                "the list of what lives has records that cannot be read: nothing is taken for \
                 deleted because of it"
            )),
            _ => None,
        };
        if let Some(doubt) = doubt {
            self.note(stream, doubt);
            return Ok(());
        }
        let now = self.session.now();
        let remembered = self.state.rechecks.entry(stream.name.clone()).or_default();
        // The next list is one of its own, also where this one was late.
        remembered.next = now + recheck.every_ms;
        let times = remembered.recent.iter().filter(|(_, id)| living.ids.contains(id));
        let oldest = times.map(|(at, _)| *at).min().unwrap_or(i64::MAX);
        let is_covered = |id: &String| {
            let at = remembered.recent.iter().find(|(_, known)| known == id).map(|(at, _)| *at);
            list.shows == ListType::All || at.is_some_and(|at| at > oldest)
        };
        let missing: Vec<String> =
            ids.iter().filter(|id| !living.ids.contains(*id) && is_covered(id)).cloned().collect();
        let is_much = ids.len() >= FEW && missing.len() * 2 > ids.len();
        let suspects = std::mem::take(&mut remembered.suspects);
        let (sure, doubted): (Vec<String>, Vec<String>) =
            missing.into_iter().partition(|id| !is_much || suspects.contains(id));
        remembered.suspects.clone_from(&doubted);
        if !doubted.is_empty() {
            let much = say!(
                "list-half-missing",
                "more than half of what is known is missing in the list of what lives: it counts as \
                 deleted if the next list says the same"
            );
            self.note(stream, much);
        }
        self.lost(stream, recheck, &sure).await
    }

    /// The ids in a list of what lives, page by page.
    async fn living(
        &mut self,
        stream: &Stream,
        recheck: &Recheck,
        list: &ListCheck,
    ) -> Result<Living, ConnectorError> {
        let session = self.session;
        let mut living = Living::default();
        let mut position: Option<Position> = None;
        let most = list.pagination.as_ref().map_or(1, |pages| pages.most_pages.min(MAX_LIST_PAGES));
        for _ in 0..most {
            let scope = session.scope().await?;
            let page = list.pagination.as_ref().map(|pages| pages.shown(position.as_ref()));
            let context = session.context([
                ("page", page.unwrap_or_else(|| Value::from(""))),
                ("me", jq::to_template(&scope.me)),
            ]);
            let address = paging::address(position.as_ref())?;
            let answer = session
                .exchange(&recheck.request, &context, address.as_ref(), Purpose::Read)
                .await?;
            let shown = position.as_ref().map_or(Val::Null, Position::value);
            let scope = Scope { body: answer.body.clone(), page: shown, ..scope };
            let records = recheck.records.records(&answer.body, &scope);
            let records = records.map_err(|why| self.wrong(stream, &why))?;
            let ids = match &list.id {
                None => self.map_again(stream, &records, &scope),
                Some(id) => {
                    let id_of = |record| Field { record, scope: &scope }.text("id", Some(id));
                    let ids: Result<Vec<_>, _> = records.iter().map(id_of).collect();
                    ids.map_err(|why| self.wrong(stream, &why))?.into_iter().flatten().collect()
                }
            };
            let next = match &list.pagination {
                Some(pages) => pages.next(session, position.as_ref(), &answer, &records, &scope)?,
                None => Next::End,
            };
            let is_known = !ids.is_empty() && ids.is_subset(&living.ids);
            living.ids.extend(ids);
            match next {
                Next::End => return Ok(living),
                Next::Page(next) if !is_known => position = Some(next),
                Next::Page(_) | Next::Same => break,
            }
        }
        living.is_cut = true;
        Ok(living)
    }

    fn bury(&mut self, stream: &Stream, id: &str, takes: Takes) {
        self.state.rechecks.entry(stream.name.clone()).or_default().forget(id);
        self.page.deletions.push(Deletion { takes, ..Deletion::of(id) });
    }
}
