//! Workbooks as people really have them.

use std::io::Write;

use plaza_core::import::{Visibility, Why};

use crate::import_support::{Given, Sheet, workbook};

#[test]
fn the_table_is_found_behind_covers_and_hidden_sheets() {
    let cover: &[(u32, &[&str])] = &[(1, &["Encuesta 2026"]), (2, &["Total", "2"])];
    let codes: &[(u32, &[&str])] = &[(1, &["id", "text"]), (2, &["9", "valor de una lista"])];
    let data: &[(u32, &[&str])] = &[
        (1, &["Informe de enero"]),
        (4, &["Fecha", "Nombre", "Opinión"]),
        (5, &["31/01/2026", "Ana", "Faltan enchufes en la sala"]),
        (7, &["01/02/2026", "Luis", "Buen wifi"]),
        (8, &["Total", "2"]),
    ];
    let bytes = workbook(
        "",
        &[
            Sheet("Portada", "", cover),
            Sheet("listas", "hidden", codes),
            Sheet("Respuestas", "", data),
        ],
        &[],
    );
    let given = Given::new("e.xlsx", bytes);
    let read = given.read(&[]);
    assert_eq!(read.texts(), ["Faltan enchufes en la sala", "Buen wifi"]);
    assert_eq!((read.mentions[0].0, read.mentions[1].0), (5, 7));
    assert!(
        read.says("sheet: Respuestas") && read.says("row 4") && read.refused.is_empty(),
        "{:?}",
        read.notes
    );
    let look = given.look(&[]);
    assert_eq!(look.sheets[1].visibility, Visibility::Hidden);
    assert_eq!(look.decided.sheet.unwrap().why, Why::FirstTable);
    assert_eq!(given.read(&[("sheet", "LISTAS")]).texts(), ["valor de una lista"]);
    assert_eq!(given.read(&[("sheet", "2")]).texts(), ["valor de una lista"]);
    let error = given.try_read(&[("sheet", "Hoja9")]).err().unwrap().to_string();
    assert!(
        error.ends_with("it has no sheet `Hoja9`; it has Portada, listas, Respuestas"),
        "{error}"
    );
    let hidden =
        workbook("", &[Sheet("Portada", "", cover), Sheet("datos", "veryHidden", codes)], &[]);
    let read = Given::new("h.xlsx", hidden).read(&[]);
    assert_eq!(read.texts(), ["valor de una lista"]);
    assert!(read.says("which Excel hides"), "{:?}", read.notes);
}

#[test]
fn dates_are_right_with_and_without_a_format() {
    let rows: &[(u32, &[&str])] = &[
        (1, &["id", "text", "created_at"]),
        (2, &["1", "a", "46053"]),
        (3, &["2", "b", "<c s=\"2\"><v>46053.4375</v></c>"]),
        (4, &["3", "c", "31/01/2026"]),
    ];
    let given = |properties: &str, rows| {
        Given::new("d.xlsx", workbook(properties, &[Sheet("H", "", rows)], &[]))
    };
    assert_eq!(
        given("", rows).read(&[]).dates(),
        ["2026-01-31T00:00:00Z", "2026-01-31T10:30:00Z", "2026-01-31T00:00:00Z"]
    );
    let old: &[(u32, &[&str])] = &[
        (1, &["id", "text", "created_at"]),
        (2, &["1", "a", "44591"]),
        (3, &["2", "b", "<c s=\"1\"><v>44591</v></c>"]),
    ];
    assert_eq!(
        given("date1904=\"1\"", old).read(&[]).dates(),
        ["2026-01-31T00:00:00Z", "2026-01-31T00:00:00Z"]
    );
}

#[test]
fn cells_are_what_a_person_sees() {
    let rows: &[(u32, &[&str])] = &[
        (1, &["Cliente", "", "Encuesta"]),
        (2, &["", "Nota", "Comentario"]),
        (3, &["Ana", "4", "<c t=\"s\"><v>0</v></c>"]),
        (4, &["Luis", "<c t=\"e\"><v>#N/A</v></c>", "<c t=\"s\"><v>1</v></c>"]),
        (
            5,
            &[
                "Eva",
                "<c s=\"0\"><f>1+1</f><v>2</v></c>",
                "<c t=\"str\"><f>A1</f><v>de una fórmula</v></c>",
            ],
        ),
        (900_000, &["", "<c s=\"1\"></c>", ""]),
    ];
    let shared = [
        "<t>Primera_x000D_\nSegunda</t>",
        "<r><t xml:space=\"preserve\">Negrita </t></r><r><t>y normal</t></r>",
    ];
    let read = Given::new("c.xlsx", workbook("", &[Sheet("H", "", rows)], &shared)).read(&[]);
    assert_eq!(read.texts(), ["Primera\nSegunda", "Negrita y normal", "de una fórmula"]);
    assert_eq!(read.ratings(), [Some(4.0), None, Some(2.0)]);
    assert_eq!(read.mentions[0].1.author_name.as_deref(), Some("Ana"));
}

#[test]
fn tables_of_open_document_are_read() {
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let date = "<table:table-cell office:value-type=\"date\" office:date-value=\"2026-01-31\"><text:p>31/01/26</text:p></table:table-cell>";
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet><table:table table:name=\"Hoja1\">\
         <table:table-row>{}{}</table:table-row><table:table-row>{date}{}</table:table-row>\
         </table:table></office:spreadsheet></office:body></office:document-content>",
        cell("Fecha"),
        cell("Opinión"),
        cell("Muy cómodo el sofá")
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_str()),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let read = Given::new("t.ods", zip.finish().unwrap().into_inner()).read(&[]);
    assert_eq!(read.texts(), ["Muy cómodo el sofá"]);
    assert_eq!(read.dates(), ["2026-01-31T00:00:00Z"]);
}

#[test]
fn the_bytes_decide_what_a_file_is() {
    let rows: &[(u32, &[&str])] = &[(1, &["id", "text"]), (2, &["1", "Bien"])];
    let read = Given::new("not.csv", workbook("", &[Sheet("H", "", rows)], &[])).read(&[]);
    assert_eq!(read.texts(), ["Bien"]);
    assert_eq!(Given::new("not.xlsx", "id;text\n1;Bien\n").read(&[]).texts(), ["Bien"]);
    assert_eq!(Given::new("not.csv", "[{\"id\":1,\"text\":\"Bien\"}]").read(&[]).texts(), ["Bien"]);
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    for (name, bytes, reason) in [
        ("a.xlsx", locked, "protected by a password"),
        ("b.xls", b"<html><table><tr><td>id</td></tr></table>".to_vec(), "save it as XLSX"),
        ("c.csv", b"%PDF-1.7 ...".to_vec(), "it is a PDF"),
        ("d.xls", b"\xd0\xcf\x11\xe0 nothing more".to_vec(), "cannot be read as a workbook"),
    ] {
        let error = Given::new(name, bytes).try_read(&[]).err().unwrap().to_string();
        assert!(error.contains(reason), "{name}: {error}");
    }
}
