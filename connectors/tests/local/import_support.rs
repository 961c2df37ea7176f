//! Files for the tests of imports.

use std::io::Write;
use std::path::PathBuf;

use plaza_connectors::file::{ImportError, Layout, Look, Record, look, read_records};
use plaza_core::IncomingMention;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

/// A file with these bytes, read in every way.
pub(crate) struct Given {
    _folder: TempDir,
    pub(crate) path: PathBuf,
    name: String,
}

/// What came out of a file.
pub(crate) struct Read {
    pub(crate) mentions: Vec<(u64, IncomingMention)>,
    /// Line and reason.
    pub(crate) refused: Vec<(String, String)>,
    /// What the summary says.
    pub(crate) notes: Vec<String>,
}

impl Given {
    pub(crate) fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Self { _folder: folder, path, name: name.to_owned() }
    }

    pub(crate) fn try_read(&self, options: &[(&str, &str)]) -> Result<Read, ImportError> {
        let layout = Layout::parse_options(options.iter().copied()).unwrap();
        let mut records = read_records(&self.path, &layout)?;
        let notes = records.notes();
        let (mut mentions, mut refused) = (Vec::new(), Vec::new());
        for record in records.by_ref() {
            match record {
                Record::Ok(found) => mentions.push(found),
                Record::Err(bad) => {
                    let line = bad.origin.strip_prefix(&self.name).unwrap_or(&bad.origin);
                    refused.push((line.trim_start_matches(':').to_owned(), bad.reason.to_string()));
                }
            }
        }
        let notes = notes.list().iter().map(ToString::to_string).collect();
        Ok(Read { mentions, refused, notes })
    }

    pub(crate) fn read(&self, options: &[(&str, &str)]) -> Read {
        self.try_read(options).unwrap()
    }

    pub(crate) fn look(&self, options: &[(&str, &str)]) -> Look {
        let layout = Layout::parse_options(options.iter().copied()).unwrap();
        look(&self.path, &self.name, &layout, 5).unwrap()
    }
}

impl Read {
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.mentions.iter().map(|(_, mention)| mention.text.as_str()).collect()
    }

    pub(crate) fn dates(&self) -> Vec<String> {
        let dates = self.mentions.iter().map(|(_, mention)| mention.created_at);
        dates.map(|at| at.map(plaza_core::to_rfc3339).unwrap_or_default()).collect()
    }

    pub(crate) fn ratings(&self) -> Vec<Option<f64>> {
        self.mentions.iter().map(|(_, mention)| mention.rating).collect()
    }

    pub(crate) fn ids(&self) -> Vec<&str> {
        self.mentions.iter().map(|(_, mention)| mention.external_id.as_str()).collect()
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        self.notes.iter().any(|note| note.contains(words))
    }
}

/// A sheet of a workbook: its name, whether it is shown (empty), `hidden` or `veryHidden`, and the
/// rows by number, each cell as its XML or, without a `<`, as text or a number.
pub(crate) struct Sheet<'a>(
    pub(crate) &'a str,
    pub(crate) &'a str,
    pub(crate) &'a [(u32, &'a [&'a str])],
);

/// A workbook with these sheets.
pub(crate) fn workbook(properties: &str, sheets: &[Sheet<'_>], shared: &[&str]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let list: String = (1..)
        .zip(sheets)
        .map(|(n, Sheet(name, state, _))| {
            let state =
                if state.is_empty() { String::new() } else { format!(" state=\"{state}\"") };
            format!("<sheet name=\"{name}\" sheetId=\"{n}\"{state} r:id=\"r{n}\"/>")
        })
        .collect();
    let links: String = (1..=sheets.len())
        .map(|n| format!("<Relationship Id=\"r{n}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))
        .collect();
    let strings: String = shared.iter().map(|text| format!("<si>{text}</si>")).collect();
    let mut parts = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "[Content_Types].xml".to_owned(),
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><workbookPr {properties}/><sheets>{list}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}\">{links}<Relationship Id=\"s\" Type=\"{RELATIONS}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"t\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        ("xl/sharedStrings.xml".to_owned(), format!("<sst xmlns=\"{MAIN}\">{strings}</sst>")),
        (
            "xl/styles.xml".to_owned(),
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
            ),
        ),
    ];
    for (n, Sheet(_, _, rows)) in (1..).zip(sheets) {
        let rows: String = rows.iter().map(|(number, cells)| row(*number, cells)).collect();
        let xml = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{n}.xml"), xml));
    }
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, xml) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(xml.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn row(number: u32, cells: &[&str]) -> String {
    let mut xml = format!("<row r=\"{number}\">");
    for (column, cell) in ('A'..).zip(cells) {
        let place = format!("{column}{number}");
        let cell = match *cell {
            "" => continue,
            cell if cell.starts_with("<c ") => {
                cell.replacen("<c ", &format!("<c r=\"{place}\" "), 1)
            }
            cell if cell.parse::<f64>().is_ok() => format!("<c r=\"{place}\"><v>{cell}</v></c>"),
            cell => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
        };
        xml.push_str(&cell);
    }
    xml + "</row>"
}
