//! What a person said about how a file is read.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{ConfigError, Message, say};

use super::mapping::Mapping;
use super::scale::Scale;

/// The formats of import files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// JSON: one object a line, objects one after another, or an array of them.
    Jsonl,
    /// A header and rows, separated by comma, semicolon, tab, bar or another character.
    Csv,
    /// A workbook of Excel or OpenDocument.
    Xlsx,
}

impl Format {
    /// The format with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" | "json" => Some(Self::Jsonl),
            "csv" | "tsv" | "txt" | "tab" => Some(Self::Csv),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The format that the file's extension stands for; the bytes may say otherwise.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::parse(path.extension()?.to_str()?)
    }

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Which number comes first where a date is written in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// `31/01/2026`.
    Dmy,
    /// `01/31/2026`.
    Mdy,
    /// `2026/01/31`, `26-01-31`.
    Ymd,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
        }
    }
}

/// Encodings of text files that a person can name, by their usual names.
pub const ENCODINGS: [&str; 17] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1252",
    "iso-8859-1",
    "iso-8859-15",
    "macintosh",
    "cp850",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "gb18030",
    "euc-kr",
];

/// What a person said about how a file is read. Whatever is not said is found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// The format, where the bytes shall not decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The sheet of a workbook: its name, or its number counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The line or row that names the columns, counted from 1 as an editor or Excel shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// The character between the cells of a CSV file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// The encoding of a text file, one of [`ENCODINGS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// How dates in figures are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// Scales by column, or by the field that the column fills: `rating` in nearly every case.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub scales: BTreeMap<String, Scale>,
    /// Which column fills which field.
    #[serde(skip_serializing_if = "Mapping::is_empty")]
    pub mapping: Mapping,
}

impl Layout {
    /// The options that [`Layout::set`] knows, as the command line writes them without `--`.
    pub const OPTIONS: [&str; 8] =
        ["format", "map", "sheet", "header-row", "separator", "encoding", "dates", "scale"];

    /// Reads options such as `("map", "text=Comment")`; `map` and `scale` may come several times.
    ///
    /// # Errors
    /// As [`Layout::set`].
    pub fn parse_options<'a>(
        options: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ConfigError> {
        let mut layout = Self::default();
        for (option, value) in options {
            layout.set(option, value)?;
        }
        Ok(layout)
    }

    /// Takes one option; an empty value leaves it unsaid.
    ///
    /// # Errors
    /// The option or its value is unknown; the error names the option and what is allowed.
    pub fn set(&mut self, option: &str, value: &str) -> Result<(), ConfigError> {
        let error = |why: Message| ConfigError::new(&format!("--{option}"), why);
        if value.is_empty() {
            return Ok(());
        }
        match option {
            "format" => self.format = Some(format(value).map_err(error)?),
            "map" => self.mapping.add(value)?,
            "sheet" => self.sheet = Some(value.trim().to_owned()).filter(|name| !name.is_empty()),
            "header-row" => self.header_row = Some(header_row(value).map_err(error)?),
            "separator" => self.separator = Some(separator(value).map_err(error)?),
            "encoding" => self.encoding = Some(encoding(value).map_err(error)?),
            "dates" => self.dates = Some(dates(value).map_err(error)?),
            "scale" => {
                let (column, scale) = scale(value).map_err(error)?;
                self.scales.insert(column, scale);
            }
            _ => {
                let known = Self::OPTIONS.map(|option| format!("--{option}")).join(", ");
                return Err(error(say!(
                    "option-unknown",
                    "is not known; a file is read with {known}",
                    known
                )));
            }
        }
        Ok(())
    }
}

fn format(value: &str) -> Result<Format, Message> {
    Format::parse(value)
        .ok_or_else(|| say!("option-format", "takes jsonl, csv or xlsx, not `{value}`", value))
}

fn header_row(value: &str) -> Result<u64, Message> {
    let row = value.trim().parse().ok().filter(|row| *row > 0);
    row.ok_or_else(|| {
        say!("option-header-row", "takes the number of a row, counted from 1, not `{value}`", value)
    })
}

fn separator(value: &str) -> Result<char, Message> {
    let wrong = || {
        say!(
            "option-separator",
            "takes one character, or comma, semicolon, tab, bar or space, not `{value}`",
            value
        )
    };
    match value.to_ascii_lowercase().as_str() {
        "comma" => return Ok(','),
        "semicolon" => return Ok(';'),
        "tab" | "\\t" => return Ok('\t'),
        "bar" | "pipe" => return Ok('|'),
        "space" => return Ok(' '),
        _ => {}
    }
    let mut chars = value.chars();
    let first = chars.next().filter(|_| chars.next().is_none()).ok_or_else(wrong)?;
    let is_usable = !first.is_alphanumeric() && !matches!(first, '"' | '\n' | '\r' | '\0');
    if is_usable { Ok(first) } else { Err(wrong()) }
}

fn encoding(value: &str) -> Result<String, Message> {
    let asked = value.trim().to_ascii_lowercase().replace('_', "-");
    let known = match asked.as_str() {
        "utf8" | "utf-8-bom" => "utf-8",
        "utf16" | "utf-16" | "utf16le" | "unicode" => "utf-16le",
        "utf16be" => "utf-16be",
        "cp1252" | "ansi" | "windows1252" | "windows" => "windows-1252",
        "latin1" | "latin-1" | "iso8859-1" => "iso-8859-1",
        "latin9" | "latin-9" | "iso8859-15" => "iso-8859-15",
        "mac" | "macroman" | "mac-roman" | "x-mac-roman" => "macintosh",
        "ibm850" | "cp-850" | "dos" | "oem850" | "850" => "cp850",
        "shift-jis" | "sjis" => "shift_jis",
        "gbk" | "gb2312" => "gb18030",
        other => other,
    };
    let found = ENCODINGS.into_iter().find(|name| *name == known);
    found.map(str::to_owned).ok_or_else(|| {
        let known = ENCODINGS.join(", ");
        say!(
            "option-encoding",
            "does not know `{value}`; it takes {known}",
            value = value.trim(),
            known
        )
    })
}

fn dates(value: &str) -> Result<DateOrder, Message> {
    let asked = value.trim().to_ascii_lowercase();
    let found = DateOrder::ALL.into_iter().find(|order| order.name() == asked);
    found.ok_or_else(|| {
        say!(
            "option-dates",
            "takes dmy (31/01/2026), mdy (01/31/2026) or ymd (2026/01/31), not `{value}`",
            value
        )
    })
}

fn scale(value: &str) -> Result<(String, Scale), Message> {
    let wrong = || {
        say!(
            "option-scale",
            "takes a column or field and its scale, such as rating=0-10, or rating=6-1 where 1 is \
             the best; not `{value}`",
            value
        )
    };
    let (column, scale) = value.rsplit_once('=').ok_or_else(wrong)?;
    let scale = scale.parse().map_err(|()| wrong())?;
    let column = column.trim();
    if column.is_empty() { Err(wrong()) } else { Ok((column.to_owned(), scale)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_the_command_line_writes_them() {
        let layout = Layout::parse_options([
            ("map", "text=Comentario"),
            ("map", "ignore=#3"),
            ("sheet", "Datos"),
            ("header-row", "4"),
            ("separator", "tab"),
            ("encoding", "MacRoman"),
            ("dates", "DMY"),
            ("scale", "rating=0-10"),
            ("scale", "Nota = media=6-1"),
        ])
        .unwrap();
        assert_eq!((layout.header_row, layout.separator), (Some(4), Some('\t')));
        assert_eq!(layout.encoding.as_deref(), Some("macintosh"));
        assert_eq!(layout.dates, Some(DateOrder::Dmy));
        assert_eq!(layout.scales["rating"].to_string(), "0-10");
        assert_eq!(layout.scales["Nota = media"].to_string(), "6-1");
        let json = serde_json::to_string(&layout).unwrap();
        assert_eq!(serde_json::from_str::<Layout>(&json).unwrap(), layout);
        assert_eq!(serde_json::from_str::<Layout>("{}").unwrap(), Layout::default());
    }

    #[test]
    fn refusals_name_the_option_and_what_is_allowed() {
        for (option, value, message) in [
            ("header-row", "0", "--header-row takes the number of a row, counted from 1, not `0`"),
            ("dates", "dd", "--dates takes dmy (31/01/2026), mdy (01/31/2026) or ymd"),
            ("encoding", "klingon", "--encoding does not know `klingon`; it takes utf-8, "),
            ("separator", "ab", "--separator takes one character, or comma, semicolon"),
            ("separator", "\"", "--separator takes one character"),
            ("scale", "rating", "--scale takes a column or field and its scale, such as"),
            ("format", "pdf", "--format takes jsonl, csv or xlsx, not `pdf`"),
            ("colour", "red", "--colour is not known; a file is read with --format, --map"),
        ] {
            let error = Layout::parse_options([(option, value)]).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
