//! A form that somebody else was quicker than.

use plaza_core::SourceId;

use super::draft::Draft;
use super::view::{SourceForm, intervals};
use crate::Problem;
use crate::frame::board::Board;
use crate::frame::overtaken::{BothTexts, Field};

/// What somebody entered for a source beside what is there now: its name and the settings that
/// differ. Secrets are not shown: those that were typed go along as a ticket.
pub(super) async fn settings(
    board: &Board,
    id: SourceId,
    draft: &Draft,
) -> Result<Vec<BothTexts>, Problem> {
    let page = &board.page;
    let source = board.engine.store().listen().source(id).await?;
    let source = source.ok_or_else(|| Problem::not_found("source"))?;
    let now = SourceForm::of_source(board, &source)?;
    let name = page.get("field-name");
    let mut texts = vec![BothTexts::of(Field::Line, "name", name, &draft.name, now.name.clone())];
    for field in now.all_fields() {
        let yours = draft.values.get(field.key).map_or("", String::as_str);
        let shown = match field.kind {
            "secret" => continue,
            _ if yours == field.value => continue,
            "multiline" => Field::Text,
            _ => Field::Line,
        };
        let (name, label) = (format!("v.{}", field.key), field.label.to_owned());
        texts.push(BothTexts::of(shown, &name, label, yours, field.value.clone()));
    }
    let yours = intervals(page, &draft.interval).into_iter().find(|choice| choice.active);
    let yours = yours.map(|choice| choice.label).unwrap_or_default();
    let label = page.get("source-interval");
    texts.push(BothTexts {
        value: draft.interval.clone(),
        ..BothTexts::of(Field::Choice, "interval", label, &yours, now.interval())
    });
    let host = page.get("source-allowed-host");
    // A form without this field leaves it as it is.
    let hosts = draft.allowed_host.as_deref().map(|yours| {
        let theirs = now.allowed_host.clone().unwrap_or_default();
        BothTexts::of(Field::Line, "allowed_host", host, yours, theirs)
    });
    texts.extend(hosts.filter(|hosts| hosts.yours != hosts.theirs));
    Ok(texts)
}
