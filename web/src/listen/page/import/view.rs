//! How the mapping step shows a file.

use plaza_core::import::{
    Column, DateOrder, ENCODINGS, Field, Found, Look, LookedAt, Outcome, Question, Scale, Use,
    Visibility,
};

use super::words;
use crate::frame::i18n::Translator;
use crate::frame::page::Page;

/// Longest text of a record that is shown, in characters.
const TEXT_CHARS: usize = 280;
/// Longest sample of a column, in characters.
const SAMPLE_CHARS: usize = 60;
/// Samples of a column.
const SAMPLES: usize = 3;

/// A choice of a select.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// A setting, with what was found where nothing was said.
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) label: String,
    /// What is taken now, and why.
    pub(super) found: String,
    pub(super) choices: Vec<Choice>,
}

/// A column and what it is for.
pub(super) struct ColumnRow {
    pub(super) position: usize,
    pub(super) name: String,
    pub(super) samples: Vec<String>,
    /// The use that it has now.
    pub(super) used: String,
    pub(super) why: String,
    pub(super) choices: Vec<Choice>,
}

/// A record as it will appear, or why it is refused.
pub(super) struct RecordRow {
    pub(super) line: u64,
    /// Why it is refused; empty where it comes in.
    pub(super) reason: String,
    pub(super) raw: String,
    pub(super) author: String,
    pub(super) when: String,
    pub(super) rating: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) extra: Vec<(String, String)>,
}

/// A question with its answers.
pub(super) struct Asked {
    pub(super) text: String,
    /// The field that answers it; empty where nothing need be answered.
    pub(super) field: &'static str,
    pub(super) choices: Vec<Choice>,
    pub(super) must: bool,
}

/// Everything about a file that the page shows.
pub(super) struct LookView {
    pub(super) settings: Vec<Setting>,
    pub(super) header_row: String,
    pub(super) header_found: String,
    pub(super) columns: Vec<ColumnRow>,
    pub(super) records: Vec<RecordRow>,
    pub(super) questions: Vec<Asked>,
    pub(super) notes: Vec<String>,
    /// How many records were looked at and refused, in words.
    pub(super) summary: String,
    /// Whether records can come in.
    pub(super) is_ready: bool,
}

impl LookView {
    pub(super) fn new(page: &Page, look: &Look) -> Self {
        let mut settings = Vec::new();
        settings.extend(sheets(page, look));
        settings.extend(separators(page, look));
        settings.extend(encodings(page, look));
        let asked = |name: &str| match name {
            "scale" => look.questions.iter().any(|q| matches!(q, Question::Scale { .. })),
            _ => look.questions.iter().any(|q| matches!(q, Question::Dates { .. })),
        };
        // What is asked above is not asked again below.
        settings.extend(dates(page, look).filter(|_| !asked("dates")));
        settings.extend(scales(page, look).filter(|_| !asked("scale")));
        let header = look.decided.header_row.as_ref();
        Self {
            header_row: look.said.header_row.map(|row| row.to_string()).unwrap_or_default(),
            header_found: header
                .map(|row| found(page, row, &row.value.to_string()))
                .unwrap_or_default(),
            columns: look.columns.iter().map(|column| column_row(page, look, column)).collect(),
            records: look.records.iter().map(|record| record_row(page, record)).collect(),
            questions: look.questions.iter().map(|question| ask(page, look, question)).collect(),
            notes: look.notes.iter().map(|note| words::note(page, note)).collect(),
            summary: summary(page, look),
            is_ready: !look.questions.iter().any(|q| matches!(q, Question::Text { .. })),
            settings,
        }
    }
}

fn summary(t: &Translator, look: &Look) -> String {
    let key = if look.is_whole { "look-whole" } else { "look-part" };
    let rows = t.count(key, look.rows);
    match look.refused {
        0 => rows,
        refused => {
            t.with2("look-refused", ("rows", &rows), ("refused", &t.count("look-bad", refused)))
        }
    }
}

fn found<T>(t: &Translator, found: &Found<T>, value: &str) -> String {
    t.with2("look-found", ("value", value), ("why", &words::why(t, &found.why)))
}

/// The first choice leaves it to Plaza.
fn automatic(t: &Translator, chosen: bool) -> Choice {
    Choice { value: String::new(), label: t.get("look-automatic"), chosen }
}

fn sheets(t: &Translator, look: &Look) -> Option<Setting> {
    if look.sheets.len() < 2 {
        return None;
    }
    let said = look.said.sheet.as_deref();
    let mut choices = vec![automatic(t, said.is_none())];
    choices.extend(look.sheets.iter().map(|sheet| {
        let hidden = sheet.visibility != Visibility::Visible;
        let key = if hidden { "look-sheet-hidden" } else { "look-sheet" };
        let rows = t.number(sheet.rows);
        Choice {
            value: sheet.name.clone(),
            label: t.with2(key, ("name", &sheet.name), ("rows", &rows)),
            chosen: said == Some(sheet.name.as_str()),
        }
    }));
    let decided = look.decided.sheet.as_ref();
    Some(Setting {
        name: "sheet",
        label: t.get("look-sheets"),
        found: decided.map(|sheet| found(t, sheet, &sheet.value)).unwrap_or_default(),
        choices,
    })
}

fn separators(t: &Translator, look: &Look) -> Option<Setting> {
    let decided = look.decided.separator.as_ref()?;
    let said = look.said.separator;
    let mut choices = vec![automatic(t, said.is_none())];
    choices.extend([',', ';', '\t', '|', ' '].map(|c| Choice {
        value: if c == '\t' {
            "tab".to_owned()
        } else if c == ' ' {
            "space".to_owned()
        } else {
            c.to_string()
        },
        label: words::separator(t, c),
        chosen: said == Some(c),
    }));
    Some(Setting {
        name: "separator",
        label: t.get("look-separator"),
        found: found(t, decided, &words::separator(t, decided.value)),
        choices,
    })
}

fn encodings(t: &Translator, look: &Look) -> Option<Setting> {
    let decided = look.decided.encoding.as_ref()?;
    let said = look.said.encoding.as_deref();
    let mut choices = vec![automatic(t, said.is_none())];
    choices.extend(ENCODINGS.map(|name| Choice {
        value: name.to_owned(),
        label: name.to_owned(),
        chosen: said == Some(name),
    }));
    Some(Setting {
        name: "encoding",
        label: t.get("look-encoding"),
        found: found(t, decided, &decided.value),
        choices,
    })
}

fn date_choices(t: &Translator, look: &Look) -> Vec<Choice> {
    let said = look.said.dates;
    let mut choices = vec![automatic(t, said.is_none())];
    choices.extend(DateOrder::ALL.map(|order| Choice {
        value: order.name().to_owned(),
        label: words::dates(t, order),
        chosen: said == Some(order),
    }));
    choices
}

fn dates(t: &Translator, look: &Look) -> Option<Setting> {
    let decided = look.decided.dates.as_ref()?;
    Some(Setting {
        name: "dates",
        label: t.get("look-dates"),
        found: found(t, decided, &words::dates(t, decided.value)),
        choices: date_choices(t, look),
    })
}

/// The scale that was said; scales are kept by column or by field.
fn said_scale(look: &Look) -> Option<Scale> {
    look.said.scales.values().next().copied()
}

fn scale_choices(t: &Translator, look: &Look, fitting: &[Scale]) -> Vec<Choice> {
    let usual = ["0-5", "1-5", "0-10", "1-10", "0-100", "6-1"].into_iter();
    let mut scales: Vec<Scale> = fitting.to_vec();
    scales.extend(usual.filter_map(|scale| scale.parse::<Scale>().ok()));
    let said = said_scale(look);
    scales.extend(said);
    let mut choices = vec![automatic(t, said.is_none())];
    for scale in scales {
        let value = scale.to_string();
        if choices.iter().all(|choice| choice.value != value) {
            let label = words::scale(t, scale);
            choices.push(Choice { value, label, chosen: said == Some(scale) });
        }
    }
    choices
}

fn scales(t: &Translator, look: &Look) -> Option<Setting> {
    let decided = look.decided.scale.as_ref()?;
    Some(Setting {
        name: "scale",
        label: t.get("look-scale"),
        found: found(t, decided, &words::scale(t, decided.value)),
        choices: scale_choices(t, look, &[]),
    })
}

fn ask(t: &Translator, look: &Look, question: &Question) -> Asked {
    let (field, choices, must) = match question {
        Question::Scale { fitting, .. } => {
            let mut choices = scale_choices(t, look, fitting);
            if let Some(first) = choices.first_mut() {
                first.label = t.get("ask-scale-keep");
            }
            ("scale", choices, false)
        }
        Question::Dates { .. } => ("dates", date_choices(t, look), false),
        Question::OwnIds => ("", Vec::new(), false),
        Question::Text { .. } => ("", Vec::new(), true),
    };
    Asked { text: words::question(t, question), field, choices, must }
}

/// Fields in the order in which people look for them.
const FIELDS: [Field; 17] = [
    Field::Text,
    Field::Title,
    Field::CreatedAt,
    Field::Rating,
    Field::Author,
    Field::AuthorName,
    Field::Id,
    Field::Url,
    Field::Channel,
    Field::Country,
    Field::Lang,
    Field::ParentId,
    Field::ConversationId,
    Field::Account,
    Field::AccountSpace,
    Field::AuthorIs,
    Field::Ours,
];

fn column_row(t: &Translator, look: &Look, column: &Column) -> ColumnRow {
    let used = match (&column.field, column.is_ignored) {
        (_, true) => Use::Ignored,
        (Some(field), _) => Use::Field(field.value),
        (None, _) => Use::Kept,
    };
    let uses = FIELDS.map(Use::Field).into_iter().chain([Use::Kept, Use::Ignored]);
    let choice = |one: Use| Choice {
        value: one.name().to_owned(),
        label: t.label("use", one.name()),
        chosen: one == used,
    };
    let said = look.said.mapping.said(&column.name).is_some();
    let why = match &column.field {
        _ if said => t.get("why-said"),
        Some(field) => words::why(t, &field.why),
        None => String::new(),
    };
    let short = |sample: &String| shortened(sample, SAMPLE_CHARS);
    ColumnRow {
        position: column.position,
        name: column.name.clone(),
        samples: column.samples.iter().take(SAMPLES).map(short).collect(),
        used: used.name().to_owned(),
        why,
        choices: uses.map(choice).collect(),
    }
}

fn record_row(page: &Page, record: &LookedAt) -> RecordRow {
    let mut row = RecordRow {
        line: record.line,
        reason: String::new(),
        raw: String::new(),
        author: String::new(),
        when: String::new(),
        rating: String::new(),
        title: String::new(),
        text: String::new(),
        extra: Vec::new(),
    };
    match &record.outcome {
        Outcome::Refused(refusal) => {
            row.reason = page.say(&refusal.text);
            row.raw.clone_from(&refusal.raw);
        }
        Outcome::Taken(mention) => {
            let author = mention.author_name.as_ref().or(mention.author.as_ref());
            row.author = author.cloned().unwrap_or_default();
            row.when = mention.created_at.map(|at| page.date(at)).unwrap_or_default();
            let stars = mention.rating.map(|stars| page.decimal(stars));
            row.rating = stars.map(|n| page.with("mention-rating", "n", n)).unwrap_or_default();
            row.title.clone_from(&mention.title);
            row.text = shortened(&mention.text, TEXT_CHARS);
            row.extra =
                mention.extra.iter().map(|(key, value)| (key.clone(), plain(value))).collect();
        }
    }
    row
}

fn plain(value: &serde_json::Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    shortened(&text, SAMPLE_CHARS)
}

fn shortened(text: &str, most: usize) -> String {
    let short = plaza_core::text::truncate_chars(text, most);
    if short.len() < text.len() { format!("{short}…") } else { short.to_owned() }
}
