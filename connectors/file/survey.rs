//! What the whole table shows of its dates, ratings and ids. A column is read in one way, and the
//! last row may be the one that tells which.

use plaza_core::import::{Field, Found, Layout, Note, Question, Trouble, Why};

use super::dating;
use super::ids;
use super::plan::Plan;
use super::rating;
use super::row::Row;
use super::values::{self, Calendar};

/// What a table shows.
pub(super) struct Survey {
    dates: Option<(usize, dating::Evidence)>,
    rating: Option<(usize, rating::Evidence)>,
    ids: Option<(usize, ids::Evidence)>,
}

/// How the columns of a table are read.
pub(super) struct Decisions {
    pub(super) dates: dating::Reading,
    pub(super) rating: rating::Reading,
    /// One of the ids, where none can be used.
    pub(super) spoilt: Option<String>,
    pub(super) questions: Vec<Question>,
    pub(super) notes: Vec<Note>,
}

impl Survey {
    pub(super) fn new(plan: &Plan) -> Self {
        let column = |field| plan.column(field);
        Self {
            dates: column(Field::CreatedAt).map(|at| (at, dating::Evidence::default())),
            rating: column(Field::Rating).map(|at| (at, rating::Evidence::default())),
            ids: column(Field::Id).map(|at| (at, ids::Evidence::default())),
        }
    }

    /// Whether all rows must be looked at.
    pub(super) fn is_needed(&self) -> bool {
        self.dates.is_some() || self.rating.is_some() || self.ids.is_some()
    }

    pub(super) fn add(&mut self, row: &Row) {
        let filled = |at: usize| Some(row.cell(at)).filter(|cell| !values::is_blank(cell));
        if let Some((at, evidence)) = &mut self.dates
            && let Some(cell) = filled(*at)
        {
            evidence.add(cell);
        }
        if let Some((at, evidence)) = &mut self.rating
            && let Some(cell) = filled(*at)
        {
            evidence.add(cell);
        }
        if let Some((at, evidence)) = &mut self.ids
            && let Some(cell) = filled(*at)
        {
            evidence.add(cell);
        }
    }

    /// Decides; `language` is that of the table, as far as it is known.
    pub(super) fn decide(
        self,
        plan: &Plan,
        layout: &Layout,
        language: Option<&str>,
        calendar: Calendar,
    ) -> Result<Decisions, Trouble> {
        let scale = said_scale(plan, layout)?;
        let (mut questions, mut notes) = (Vec::new(), Vec::new());
        let evidence = self.dates.map(|(_, evidence)| evidence).unwrap_or_default();
        let dates = dating::Reading::of(&evidence, layout.dates, language, calendar);
        if let Some(at) = plan.column(Field::CreatedAt) {
            dates_of(&dates, &plan.columns[at].name, &mut questions, &mut notes);
        }
        let rating = match self.rating {
            Some((at, evidence)) => {
                let name = &plan.columns[at].name;
                let rating = rating::Reading::of(&evidence, name, scale);
                rating_of(&rating, name, &mut questions, &mut notes);
                rating
            }
            None => rating::Reading::of(&rating::Evidence::default(), "", scale),
        };
        let spoilt = self.ids.as_ref().and_then(|(_, ids)| ids.spoilt()).map(str::to_owned);
        match (&spoilt, plan.column(Field::Id)) {
            (Some(example), Some(at)) => {
                let column = plan.columns[at].name.clone();
                notes.push(Note::SpoiltIds { column, example: example.clone() });
                questions.push(Question::OwnIds);
            }
            (_, None) => questions.push(Question::OwnIds),
            (None, Some(_)) => {}
        }
        Ok(Decisions { dates, rating, spoilt, questions, notes })
    }
}

/// The scale that a person says for the ratings: by the field or by the column's name.
fn said_scale(plan: &Plan, layout: &Layout) -> Result<Option<plaza_core::import::Scale>, Trouble> {
    let rating = plan.column(Field::Rating);
    let mut said = None;
    for (name, scale) in &layout.scales {
        if name == Field::Rating.name() || (rating.is_some() && plan.find(name) == rating) {
            said = Some(*scale);
        } else if plan.find(name).is_none() {
            return Err(Trouble::NoColumn { column: name.clone(), columns: plan.names() });
        }
    }
    Ok(said)
}

fn dates_of(
    dates: &dating::Reading,
    column: &str,
    questions: &mut Vec<Question>,
    notes: &mut Vec<Note>,
) {
    let Some(Found { value: taken, why }) = dates.order.clone() else { return };
    if let Some(example) = dates.unclear.clone() {
        questions.push(Question::Dates { column: column.to_owned(), example, taken });
    }
    if why != Why::Said {
        notes.push(Note::Dates(taken));
    }
}

fn rating_of(
    rating: &rating::Reading,
    column: &str,
    questions: &mut Vec<Question>,
    notes: &mut Vec<Note>,
) {
    let column = column.to_owned();
    match rating {
        // Stars are what everybody expects.
        rating::Reading::On(scale) if scale.value.best() == 5.0 && scale.value.worst() <= 1.0 => {}
        rating::Reading::On(scale) => notes.push(Note::Scale { column, scale: scale.value }),
        rating::Reading::Words(_) => {}
        rating::Reading::Unknown { least, most, fitting } => {
            notes.push(Note::UnknownScale { column: column.clone() });
            let (least, most, fitting) = (*least, *most, fitting.clone());
            questions.push(Question::Scale { column, least, most, fitting });
        }
    }
}
