//! Values of cells, as people write them.

use plaza_core::text::{fold, truncate_chars};
use plaza_core::{Extra, Millis};
use serde_json::Value;

use crate::dates::{self, Order};

/// What people and programs write where there is nothing.
const NOTHING: [&str; 24] = [
    "n/a", "na", "n.a.", "#n/a", "#n/d", "null", "(null)", "none", "nan", "nil", "-", "--", "---",
    "—", "–", "s/d", "n/d", "s/n", "n.d.", "n/c", "(vacio)", "(blank)", "(empty)", "#value!",
];

/// Whether a cell holds nothing, or what stands for it.
pub(super) fn is_blank(cell: &str) -> bool {
    let cell = cell.trim();
    if cell.is_empty() {
        return true;
    }
    let may_be = |c: char| matches!(c, 'n' | 'N' | '-' | '—' | '–' | '#' | '(' | 's' | 'S');
    cell.len() <= 12 && cell.starts_with(may_be) && {
        let cell = cell.to_lowercase().replace('í', "i");
        NOTHING.contains(&cell.as_str())
    }
}

/// A number with a decimal point or comma.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+');
    if text.is_empty()
        || !text.chars().all(is_plain)
        || !text.ends_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let number: f64 = match text.contains(',') {
        true => text.replacen(',', ".", 1).parse().ok()?,
        false => text.parse().ok()?,
    };
    number.is_finite().then_some(number)
}

pub(super) fn is_number(text: &str) -> bool {
    number(text.trim_end_matches([' ', '%', '€', '$'])).is_some()
}

/// Whether it is an address of the web or of mail.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    let is_web = ["http://", "https://", "www."].iter().any(|start| text.starts_with(start));
    is_web || (!text.contains(char::is_whitespace) && text.contains('@') && text.contains('.'))
}

pub(super) fn is_date(text: &str) -> bool {
    let text = text.trim();
    text.contains(|c: char| c.is_ascii_digit())
        && text.len() >= 6
        && number(text).is_none()
        && dates::read(text, Order::DayFirst).is_some()
}

/// Days from 1899-12-30, the beginning of Excel's calendar, to 1970-01-01.
const EXCEL_EPOCH_DAYS: f64 = 25_569.0;
/// Days between Excel's calendar and that of old Macintoshes, which begins in 1904.
const MAC_DAYS: f64 = 1_462.0;
/// Serial numbers that are dates from 1970 to 2119; smaller and larger ones are something else.
const SERIALS: std::ops::Range<f64> = EXCEL_EPOCH_DAYS..80_000.0;

/// The calendar of numbers that are dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Calendar {
    /// Windows.
    #[default]
    From1900,
    /// Old Macintoshes.
    From1904,
}

/// A date: as [`dates::read`] knows it, or a spreadsheet's number of days.
pub(super) fn date(text: &str, order: Order, calendar: Calendar) -> Option<Millis> {
    let text = text.trim();
    if let Some(days) = serial(text, calendar) {
        return Some(days);
    }
    let spelled = compact(text).unwrap_or_else(|| text.to_owned());
    dates::read(&spelled, order).map(|dated| dated.at)
}

/// `20260131` and `20260131100500` with the marks that they leave out.
fn compact(text: &str) -> Option<String> {
    let is_known = matches!(text.len(), 8 | 14) && text.bytes().all(|b| b.is_ascii_digit());
    if !is_known || !(text.starts_with("19") || text.starts_with("20")) {
        return None;
    }
    let day = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..8]);
    let time = text.get(8..14).map(|t| format!(" {}:{}:{}", &t[..2], &t[2..4], &t[4..]));
    Some(day + &time.unwrap_or_default())
}

fn serial(text: &str, calendar: Calendar) -> Option<Millis> {
    let whole = text.split(['.', ',']).next()?;
    if whole.len() != 5 {
        return None;
    }
    let days = number(text)?;
    let days = if calendar == Calendar::From1904 { days + MAC_DAYS } else { days };
    if !SERIALS.contains(&days) {
        return None;
    }
    // To the second: the fraction of a day is not exact.
    #[expect(clippy::cast_possible_truncation, reason = "days are below 80,000")]
    let seconds = ((days - EXCEL_EPOCH_DAYS) * 86_400.0).round() as i64;
    Some(seconds * 1_000)
}

/// A country's code, from its code or its name.
pub(super) fn country(text: &str) -> Option<String> {
    const NAMES: [(&str, &[&str]); 26] = [
        ("ES", &["espana", "spain", "esp", "espanya"]),
        ("MX", &["mexico", "mex"]),
        ("AR", &["argentina", "arg"]),
        ("CO", &["colombia", "col"]),
        ("CL", &["chile", "chl"]),
        ("PE", &["peru", "per"]),
        ("UY", &["uruguay", "ury"]),
        ("EC", &["ecuador", "ecu"]),
        ("VE", &["venezuela", "ven"]),
        ("BO", &["bolivia", "bol"]),
        ("PY", &["paraguay", "pry"]),
        ("CR", &["costa rica", "cri"]),
        ("GT", &["guatemala", "gtm"]),
        ("DO", &["republica dominicana", "dominican republic", "dom"]),
        ("US", &["estados unidos", "united states", "usa", "eeuu", "ee.uu.", "ee. uu."]),
        ("GB", &["reino unido", "united kingdom", "uk", "gbr", "inglaterra", "great britain"]),
        ("PT", &["portugal", "prt"]),
        ("FR", &["francia", "france", "fra"]),
        ("DE", &["alemania", "germany", "deutschland", "deu"]),
        ("IT", &["italia", "italy", "ita"]),
        ("NL", &["paises bajos", "netherlands", "holanda", "nld"]),
        ("BE", &["belgica", "belgium", "bel"]),
        ("CH", &["suiza", "switzerland", "che"]),
        ("BR", &["brasil", "brazil", "bra"]),
        ("AD", &["andorra", "and"]),
        ("CA", &["canada", "can"]),
    ];
    let folded = fold(text.trim());
    if let Some((code, _)) = NAMES.iter().find(|(_, names)| names.contains(&folded.as_str())) {
        return Some((*code).to_owned());
    }
    (folded.len() == 2 && folded.bytes().all(|b| b.is_ascii_alphabetic()))
        .then(|| folded.to_ascii_uppercase())
}

/// An address of the web; people leave out how it begins.
pub(super) fn url(text: &str) -> Option<String> {
    let text = text.trim();
    if is_plainly_web(text) {
        return Some(text.to_owned());
    }
    let whole = if text.starts_with("www.") { format!("https://{text}") } else { text.to_owned() };
    let parsed = url::Url::parse(&whole).ok()?;
    (matches!(parsed.scheme(), "http" | "https") && parsed.has_host()).then_some(whole)
}

/// Whether it is the address of a host with a name, without anything that may be wrong.
fn is_plainly_web(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(host) = rest.and_then(|rest| rest.split(['/', '?', '#']).next()) else { return false };
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.';
    host.bytes().all(is_plain)
        && !host.starts_with('.')
        && !host.contains("..")
        && host.ends_with(|c: char| c.is_ascii_lowercase())
}

/// Yes or no, in figures and words.
pub(super) fn flag(text: &str) -> Option<bool> {
    match fold(text.trim()).as_str() {
        "true" | "1" | "yes" | "si" | "verdadero" | "x" => Some(true),
        "false" | "0" | "no" | "falso" => Some(false),
        _ => None,
    }
}

/// Keeps a value that its field cannot take.
pub(super) fn keep(extra: &mut Extra, name: &str, value: &str) {
    if !extra.contains_key(name) {
        extra.insert(name.to_owned(), Value::String(value.to_owned()));
    }
}

/// As much of a value as fits into a sentence.
pub(super) fn shown(value: &str) -> String {
    truncate_chars(value.trim(), 40).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_nothing_is_nothing() {
        for cell in ["", " ", "N/A", "NULL", "-", "—", "#N/A", "s/d", "N/D", "none", "(vacío)"] {
            assert!(is_blank(cell), "{cell}");
        }
        for cell in ["Nada", "No", "0", "ninguno", "n", "x"] {
            assert!(!is_blank(cell), "{cell}");
        }
    }

    #[test]
    fn numbers_of_spreadsheets_are_dates() {
        const DAY: Millis = 1_769_817_600_000;
        for (text, calendar, at) in [
            ("46053", Calendar::From1900, Some(DAY)),
            ("46053.4375", Calendar::From1900, Some(DAY + 37_800_000)),
            ("46053,4375", Calendar::From1900, Some(DAY + 37_800_000)),
            ("44591", Calendar::From1904, Some(DAY)),
            ("31/01/2026", Calendar::From1904, Some(DAY)),
            ("20260131", Calendar::From1900, Some(DAY)),
            ("20260131103000", Calendar::From1900, Some(DAY + 37_800_000)),
            ("20269931", Calendar::From1900, None),
            ("2026", Calendar::From1900, None),
            ("12345", Calendar::From1900, None),
        ] {
            assert_eq!(date(text, Order::DayFirst, calendar), at, "{text}");
        }
    }

    #[test]
    fn countries_and_addresses_are_read_as_people_write_them() {
        assert_eq!(country("España").as_deref(), Some("ES"));
        assert_eq!(country("mx").as_deref(), Some("MX"));
        assert_eq!(country("Atlantis"), None);
        assert_eq!(
            url("www.tienda.example/r/5").as_deref(),
            Some("https://www.tienda.example/r/5")
        );
        let plain = "https://tienda.example/r?id=5";
        assert_eq!(url(plain).as_deref(), Some(plain));
        for wrong in ["no link", "https://", "http://[x", "ftp://a.example", "http://a:b/"] {
            assert_eq!(url(wrong), None, "{wrong}");
        }
    }
}
