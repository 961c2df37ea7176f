//! A second look at what was collected: edits and deletions that no list tells.

use minijinja::Value;
use plaza_core::{ConnectorError, Deletion};

use super::collect::Round;
use super::jq::{self, Scope};
use super::limits::Purpose;
use super::mapping::Field;
use super::model::{Recheck, Stream};

impl Round<'_> {
    /// Asks again for recently collected mentions: those that are gone were deleted.
    pub(super) async fn look_again(&mut self) -> Result<(), ConnectorError> {
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
