//! Cells of workbooks as the text that a CSV file would have.

use std::borrow::Cow;

use calamine::{Data, DataRef, ExcelDateTime};

/// A cell; empty where a formula failed (`#N/A`): there is nothing to import.
pub(super) fn shown<'a>(value: &'a DataRef<'_>) -> Cow<'a, str> {
    match value {
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => number.to_string().into(),
        DataRef::String(text) => unescaped(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cow::Borrowed(text),
        DataRef::SharedString(text) => unescaped(text),
        DataRef::Bool(flag) => flag.to_string().into(),
        DataRef::DateTime(date) => in_figures(date).into(),
        DataRef::Error(_) | DataRef::Empty => Cow::Borrowed(""),
    }
}

/// The same of a sheet that was read at once.
pub(super) fn shown_whole(value: &Data) -> Cow<'_, str> {
    match value {
        Data::Int(number) => number.to_string().into(),
        Data::Float(number) => number.to_string().into(),
        Data::String(text) => unescaped(text),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cow::Borrowed(text),
        Data::Bool(flag) => flag.to_string().into(),
        Data::DateTime(date) => in_figures(date).into(),
        Data::Error(_) | Data::Empty => Cow::Borrowed(""),
    }
}

fn in_figures(date: &ExcelDateTime) -> String {
    if date.is_duration() {
        return date.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Excel writes characters that XML cannot hold as `_x000D_`, and an underscore before such a
/// sequence as `_x005F_`: ECMA-376, part 1, 22.9.2.19. Lines end with a line feed.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let letter =
            code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match letter {
            Some(letter) => {
                plain.push(letter);
                rest = &rest[at + 7..];
            }
            None => {
                plain.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_excel_are_the_letters_they_stand_for() {
        assert_eq!(unescaped("a_x000D_\nb_x000D_c"), "a\nb\nc");
        assert_eq!(unescaped("_x005F_x000D_ y _xyz_ _x12"), "_x000D_ y _xyz_ _x12");
        assert_eq!(unescaped("plain"), "plain");
    }
}
