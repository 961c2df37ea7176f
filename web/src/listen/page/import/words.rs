//! What was found in a file, in the reader's language.

use plaza_core::import::{DateOrder, Field, Note, Question, Scale, Trouble, Why};

use crate::frame::i18n::Translator;

/// Why something was decided so.
pub(super) fn why(t: &Translator, why: &Why) -> String {
    match why {
        Why::Said => t.get("why-said"),
        Why::Only => t.get("why-only"),
        Why::Bytes => t.get("why-bytes"),
        Why::SepLine => t.get("why-sep-line"),
        Why::Consistent { agree, of } => {
            t.with2("why-consistent", ("agree", &t.number(*agree)), ("of", &t.number(*of)))
        }
        Why::FirstTable => t.get("why-first-table"),
        Why::FieldName => t.get("why-field-name"),
        Why::KnownName => t.get("why-known-name"),
        Why::LongestText => t.get("why-longest-text"),
        Why::Values(example) => t.with("why-values", "example", example),
        Why::ColumnName => t.get("why-column-name"),
        Why::Language(lang) => t.with("why-language", "lang", t.label("lang", lang)),
        Why::Usual => t.get("why-usual"),
    }
}

/// A separator by its name.
pub(super) fn separator(t: &Translator, separator: char) -> String {
    let name = match separator {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "bar",
        ' ' => "space",
        other => return other.to_string(),
    };
    t.label("separator", name)
}

/// A scale, with the direction where more is worse.
pub(super) fn scale(t: &Translator, scale: Scale) -> String {
    let (worst, best) = (t.decimal(scale.worst()), t.decimal(scale.best()));
    t.with2("scale-from-to", ("worst", &worst), ("best", &best))
}

fn field(t: &Translator, field: Field) -> String {
    t.label("use", field.name())
}

pub(super) fn dates(t: &Translator, order: DateOrder) -> String {
    t.label("dates", order.name())
}

/// What only a person can say.
pub(super) fn question(t: &Translator, question: &Question) -> String {
    match question {
        Question::Scale { column, least, most, .. } => {
            let (least, most) = (t.decimal(*least), t.decimal(*most));
            let values = [("column", column.as_str()), ("least", &least), ("most", &most)];
            t.with_all("ask-scale", &values)
        }
        Question::Dates { column, example, taken } => {
            let taken = dates(t, *taken);
            let values = [("column", column.as_str()), ("example", example), ("taken", &taken)];
            t.with_all("ask-dates", &values)
        }
        Question::OwnIds => t.get("ask-own-ids"),
        Question::Text { .. } => t.get("ask-text"),
    }
}

/// What was noticed.
pub(super) fn note(t: &Translator, note: &Note) -> String {
    match note {
        Note::Sheet { name, is_hidden: true } => t.with("note-sheet-hidden", "name", name),
        Note::Sheet { name, .. } => t.with("note-sheet", "name", name),
        Note::HeaderRow(row) => t.with("note-header-row", "row", row.to_string()),
        Note::NoHeader => t.get("note-no-header"),
        Note::Encoding(name) => t.with("note-encoding", "name", name),
        Note::BadLetters(count) => t.count("note-bad-letters", *count),
        Note::Separator(c) => t.with("note-separator", "name", separator(t, *c)),
        Note::Dates(order) => t.with("note-dates", "order", dates(t, *order)),
        Note::Scale { column, scale: found } => {
            t.with2("note-scale", ("column", column), ("scale", &scale(t, *found)))
        }
        Note::UnknownScale { column } => t.with("note-unknown-scale", "column", column),
        Note::Taken { column, field: taken } => {
            t.with2("note-taken", ("column", column), ("field", &field(t, *taken)))
        }
        Note::OwnIds(count) => t.count("note-own-ids", *count),
        Note::SpoiltIds { column, example } => {
            t.with2("note-spoilt-ids", ("column", column), ("example", example))
        }
        Note::Unread { field: of, count, example, line } => t.with_all(
            "note-unread",
            &[
                ("count", t.number(*count).as_str()),
                ("field", &field(t, *of)),
                ("example", example),
                ("line", &line.to_string()),
            ],
        ),
        Note::Unused(columns) => t.with("note-unused", "columns", columns.join(", ")),
        Note::Footer(count) => t.count("note-footer", *count),
        Note::EmptyRows(count) => t.count("note-empty-rows", *count),
    }
}

/// Why a file cannot be imported.
pub(super) fn trouble(t: &Translator, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Empty => t.get("trouble-empty"),
        Trouble::NoTable(sheets) => t.with("trouble-no-table", "sheets", sheets.join(", ")),
        Trouble::NoSheet { sheet, sheets } => {
            t.with2("trouble-no-sheet", ("sheet", sheet), ("sheets", &sheets.join(", ")))
        }
        Trouble::NoHeader(row) => t.with("trouble-no-header", "row", row.to_string()),
        Trouble::NoColumn { column, columns } => {
            t.with2("trouble-no-column", ("column", column), ("columns", &columns.join(", ")))
        }
        Trouble::NoText(columns) => t.with("trouble-no-text", "columns", columns.join(", ")),
        Trouble::TooManyColumns(most) => t.with("trouble-too-many", "most", most.to_string()),
        Trouble::Password => t.get("trouble-password"),
        Trouble::Unreadable(why) => t.with("trouble-unreadable", "why", t.phrase(why)),
    }
}
