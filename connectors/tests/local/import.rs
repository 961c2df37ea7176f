//! Import files through the public edge.

use std::io::Write;
use std::path::{Path, PathBuf};

use plaza_connectors::file::{ImportError, Layout, Mapping, Record, read_records};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use crate::malformed;

fn write(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn read(path: &Path, map: &[&str]) -> Result<Vec<Record>, ImportError> {
    let layout = Layout { mapping: Mapping::parse(map).unwrap(), ..Layout::default() };
    Ok(read_records(path, &layout)?.collect())
}

#[test]
fn a_thousand_malformed_lines_cost_no_good_one() {
    let dir = TempDir::new().unwrap();
    let mut file = Vec::new();
    for (n, line) in malformed::lines(1_000).into_iter().enumerate() {
        file.extend_from_slice(&line);
        writeln!(file, "\n{{\"id\":\"good{n}\",\"text\":\"fine {n}\"}}").unwrap();
    }
    let records = read(&write(&dir, "mixed.jsonl", &file), &[]).unwrap();
    assert_eq!(records.len(), 2_000);
    for (index, record) in records.iter().enumerate() {
        match record {
            Ok((line, mention)) => {
                assert_eq!(index % 2, 1, "line {} was taken: {mention:?}", index + 1);
                assert_eq!(*line, index as u64 + 1);
                assert_eq!(mention.external_id, format!("good{}", index / 2));
            }
            Err(rejected) => {
                assert_eq!(index % 2, 0, "{rejected:?}");
                assert_eq!(rejected.origin, format!("mixed.jsonl:{}", index + 1));
                assert!(!rejected.reason.is_empty() && rejected.reason.len() < 400);
            }
        }
    }
}

/// A workbook with one sheet; a cell is its XML.
fn workbook(sheet: &[u8], shared: Option<&[u8]>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    let shared_type = if shared.is_some() {
        r#"<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>"#
    } else {
        ""
    };
    let types = format!(
        r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>{shared_type}</Types>"#
    );
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts: Vec<(&str, Vec<u8>)> = vec![
        ("[Content_Types].xml", types.into_bytes()),
        (
            "_rels/.rels",
            format!(r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).into_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{relations}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#).into_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#).into_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_vec()),
        ("xl/sharedStrings.xml", shared.unwrap_or(b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>").to_vec()),
    ];
    for (name, bytes) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut xml =
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>".to_owned();
    for (r, row) in rows.iter().enumerate() {
        xml.push_str(&format!("<row r=\"{}\">", r + 1));
        for (c, cell) in row.iter().enumerate() {
            let place = format!("{}{}", ['A', 'B', 'C', 'D', 'E'][c], r + 1);
            if cell.parse::<f64>().is_ok() {
                xml.push_str(&format!("<c r=\"{place}\"><v>{cell}</v></c>"));
            } else {
                xml.push_str(&format!(
                    "<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"
                ));
            }
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml.into_bytes()
}

#[test]
fn a_workbook_is_read_row_by_row() {
    let dir = TempDir::new().unwrap();
    let bytes = workbook(
        &sheet(&[
            &["Nr", "Comment", "rating", "created_at", "Shop"],
            &["7", "Sounds good", "4", "2026-01-31", "Madrid"],
            &["8", "Loud", "many"],
            &["9", "Fine", "5"],
        ]),
        None,
    );
    let records = read(&write(&dir, "survey.xlsx", &bytes), &["id=Nr", "text=Comment"]).unwrap();
    let (line, first) = records[0].as_ref().unwrap();
    assert_eq!((*line, first.external_id.as_str(), first.text.as_str()), (2, "7", "Sounds good"));
    assert_eq!((first.rating, &first.extra["Shop"]), (Some(4.0), &"Madrid".into()));
    let (line, second) = records[1].as_ref().unwrap();
    assert_eq!((*line, second.rating, &second.extra["rating"]), (3, None, &"many".into()));
    assert_eq!(records[2].as_ref().unwrap().1.external_id, "9");
}

#[test]
fn workbooks_that_unpack_without_end_are_refused() {
    let dir = TempDir::new().unwrap();
    let zeros = vec![b' '; 12_000_000];
    for (name, bytes) in [
        ("sheet.xlsx", workbook(&zeros, None)),
        ("strings.xlsx", workbook(&sheet(&[&["id", "text"]]), Some(&zeros))),
    ] {
        assert!(bytes.len() < 1_000_000, "{}", bytes.len());
        let path = write(&dir, name, &bytes);
        let error = read(&path, &[]).err().unwrap().to_string();
        assert!(error.contains("unpacks to more than"), "{error}");
    }
}

#[test]
fn files_that_are_not_what_they_say_are_refused_with_a_reason() {
    let dir = TempDir::new().unwrap();
    for (name, bytes, reason) in [
        ("a.xlsx", b"PK no zip".to_vec(), "it is not an XLSX workbook"),
        ("b.csv", b"\x00\x01\x02".to_vec(), "it is neither text nor a workbook"),
        ("c.csv", b"name;comment\n1;2\n".to_vec(), "it has name, comment. Name one with --map"),
        ("d.xlsx", workbook(&sheet(&[]), None), "it is empty"),
    ] {
        let error = read(&write(&dir, name, &bytes), &[]).err().unwrap().to_string();
        assert!(error.starts_with(&format!("cannot import {name}: ")), "{error}");
        assert!(error.contains(reason), "{error}");
    }
    let missing = read(&dir.path().join("none.csv"), &[]).err().unwrap();
    assert!(missing.to_string().starts_with("cannot read none.csv: "), "{missing}");
    assert_eq!(read(&write(&dir, "empty.jsonl", b""), &[]).unwrap().len(), 0);
}

#[test]
fn keys_of_a_jsonl_file_can_be_mapped() {
    let dir = TempDir::new().unwrap();
    let file = b"{\"uid\":1,\"body\":\"hello\",\"text\":\"short\"}\n";
    let records = read(&write(&dir, "a.ndjson", file), &["id=uid", "text=body"]).unwrap();
    let (_, mention) = records[0].as_ref().unwrap();
    assert_eq!((mention.external_id.as_str(), mention.text.as_str()), ("1", "hello"));
    assert_eq!(mention.extra["text"], "short");
}

/// The goal is 250,000 records a second on one core; it exists in release builds only.
#[cfg(not(debug_assertions))]
#[test]
#[ignore = "measures speed; run it alone with --release"]
fn jsonl_is_read_fast() {
    const RECORDS: u32 = 500_000;
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("many.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    let text =
        "The battery of the new radio lasts two hours at most, and the señal is weak. ".repeat(3);
    for n in 0..RECORDS {
        writeln!(
            file,
            r#"{{"id":"r{n}","text":"{text}","title":"Radio","url":"https://shop.example/r/{n}","author":"user{}","author_name":"User","created_at":"2026-01-31T10:00:00Z","rating":4,"lang":"en","parent_id":"r0","channel":"review","country":"ES","extra":{{"store":7}}}}"#,
            n % 1000
        )
        .unwrap();
    }
    drop(file);
    let started = std::time::Instant::now();
    let read = read_records(&path, &Layout::default()).unwrap();
    let good = read.filter(Result::is_ok).count();
    let seconds = started.elapsed().as_secs_f64();
    println!("{:.0} records a second", f64::from(RECORDS) / seconds);
    assert_eq!(good, RECORDS as usize);
}
