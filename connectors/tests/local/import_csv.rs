//! CSV files as people really have them.

use plaza_core::AuthorIs;
use plaza_core::import::{Field, Question, Why};

use crate::import_support::Given;

fn windows(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            '€' => 0x80,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect()
}

#[test]
fn a_survey_of_a_spanish_excel_comes_in_whole() {
    let text = "Marca;Fecha;Nota;¿Por qué?;¿Por qué?;\r\n\
                Sol;28/02/2026;4,5;El probador es estrecho y hace calor;Cerca de casa;x\r\n\
                Sur;03/02/2026 18:30;2,0;\"Cola larga; muy lenta\";;\r\n\
                Sur;04/02/2026;N/A;Nada que añadir, todo bien;Precio;\r\n";
    let given = Given::new("encuesta.csv", windows(text));
    let read = given.read(&[]);
    assert!(read.refused.is_empty(), "{:?}", read.refused);
    assert_eq!(
        read.texts(),
        [
            "El probador es estrecho y hace calor",
            "Cola larga; muy lenta",
            "Nada que añadir, todo bien"
        ]
    );
    assert_eq!(
        read.dates(),
        ["2026-02-28T00:00:00Z", "2026-02-03T18:30:00Z", "2026-02-04T00:00:00Z"]
    );
    assert_eq!(read.ratings(), [Some(4.5), Some(2.0), None]);
    let extra = &read.mentions[0].1.extra;
    assert_eq!(
        (&extra["¿Por qué? (2)"], &extra["Column 6"]),
        (&"Cerca de casa".into(), &"x".into())
    );
    for words in ["encoding: windows-1252", "separator: semicolon", "text: `¿Por qué?`", "dmy"] {
        assert!(read.says(words), "{words}: {:?}", read.notes);
    }
    let by_place = given.read(&[("map", "text=#5"), ("map", "ignore=Marca")]);
    assert_eq!(by_place.texts(), ["Cerca de casa", "Precio"]);
    assert_eq!(by_place.refused.len(), 1);
    assert!(!by_place.mentions[0].1.extra.contains_key("Marca"));

    let look = given.look(&[]);
    assert_eq!(look.decided.separator.unwrap().value, ';');
    assert_eq!(look.decided.dates.unwrap().why, Why::Values("28/02/2026".to_owned()));
    assert_eq!(look.columns[3].field.as_ref().unwrap().value, Field::Text);
    assert_eq!(look.columns[4].name, "¿Por qué? (2)");
    assert_eq!(look.questions, [Question::OwnIds]);
    assert_eq!((look.rows, look.refused, look.is_whole), (3, 0, true));
}

#[test]
fn lines_end_in_every_way_and_are_counted_as_an_editor_does() {
    for end in ["\n", "\r\n", "\r", "\r\r\n"] {
        let text =
            ["id,text,rating", "1,Bien,5", "", "2,,3", "3,\"dos", "líneas\",4", "4,,1"].join(end);
        let read = Given::new("l.csv", text).read(&[]);
        assert_eq!(read.texts(), ["Bien", "dos\nlíneas"], "{end:?}");
        let lines: Vec<&str> = read.refused.iter().map(|(line, _)| line.as_str()).collect();
        assert_eq!(lines, ["4", "7"], "{end:?}");
        assert_eq!(read.mentions[1].0, 5, "{end:?}");
    }
    let mixed = Given::new("m.csv", "id;text\r\n1;a\n2;b\r3;c").read(&[]);
    assert_eq!(mixed.texts(), ["a", "b", "c"]);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_row() {
    for rest in ["3,tres\n4,cuatro\n", "3,\"tres\"\n4,\"cua\ntro\"\n"] {
        let read = Given::new("q.csv", format!("id,text\n1,uno\n2,\"dos\n{rest}")).read(&[]);
        assert_eq!(read.ids(), ["1", "3", "4"], "{rest:?}");
        assert_eq!(
            read.refused,
            [("3".to_owned(), "a quote is opened in it and never closed".to_owned())]
        );
    }
    let stray = Given::new(
        "s.csv",
        "id,text,rating\n1,\"Hola, hola\" dijo,5\n2,5\" de alto,4\n3,\"él dijo \"no\" y ya\",3\n",
    );
    assert_eq!(
        stray.read(&[]).texts(),
        ["\"Hola, hola\" dijo", "5\" de alto", "él dijo \"no\" y ya"]
    );
    let escaped = "id,text,rating\n1,\"Pone \\\"agotado\\\", y no\",1\n2,\"La \\\"oferta\\\"\",4\n";
    assert_eq!(
        Given::new("e.csv", escaped).read(&[]).texts(),
        ["Pone \"agotado\", y no", "La \"oferta\""]
    );
}

#[test]
fn letters_are_right_in_every_encoding() {
    let text = "id;text\n1;¿Qué pasó, señor? Batería rota\n2;Bien\n";
    let wide = |f: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(f).collect::<Vec<u8>>();
    let mac = b"id;text\n1;\xc0Qu\x8e pas\x97, se\x96or? Bater\x92a rota\n2;Bien\n".to_vec();
    let dos = b"id;text\n1;\xa8Qu\x82 pas\xa2, se\xa4or? Bater\xa1a rota\n2;Bien\n".to_vec();
    for (bytes, name) in [
        (text.as_bytes().to_vec(), "utf-8"),
        (format!("\u{feff}{text}").into_bytes(), "utf-8"),
        (windows(text), "windows-1252"),
        (wide(u16::to_le_bytes), "utf-16le"),
        (wide(u16::to_be_bytes), "utf-16be"),
        (mac, "macintosh"),
        (dos.clone(), "cp850"),
    ] {
        let given = Given::new("a.csv", bytes);
        assert_eq!(given.read(&[]).texts(), ["¿Qué pasó, señor? Batería rota", "Bien"], "{name}");
        assert_eq!(given.look(&[]).decided.encoding.unwrap().value, name);
    }
    let said = Given::new("a.csv", dos).read(&[("encoding", "CP850")]);
    assert_eq!(said.mentions[0].1.text, "¿Qué pasó, señor? Batería rota");
}

#[test]
fn one_broken_byte_costs_its_letter_or_its_row() {
    let mut bytes = "id,text\n1,señal\n2,bater".as_bytes().to_vec();
    bytes.extend_from_slice(b"\xeda rota\n3,\xff\xfe\n");
    bytes.extend_from_slice("4,cámara\n".as_bytes());
    let read = Given::new("b.csv", bytes).read(&[]);
    assert_eq!(read.texts(), ["señal", "batería rota", "cámara"]);
    assert_eq!(read.refused[0].0, "4");
    assert!(read.refused[0].1.contains("--encoding"), "{:?}", read.refused);
}

#[test]
fn placeholders_are_nothing_and_optional_fields_cost_no_row() {
    let text = "id,text,rating,created_at,url,country\n\
                1,Bien,N/A,s/d,—,null\n\
                2,Mal,muchas,ayer,sin enlace,Atlántida\n\
                3,Regular,3,2026-02-03,www.tienda.example/r,México\n\
                4,n/d,3,,,\n";
    let read = Given::new("p.csv", text).read(&[]);
    assert_eq!(read.texts(), ["Bien", "Mal", "Regular"]);
    assert_eq!(read.refused, [("5".to_owned(), "there is neither `text` nor `title`".to_owned())]);
    let second = &read.mentions[1].1;
    assert_eq!((second.rating, second.created_at), (None, None));
    assert_eq!(
        (&second.extra["rating"], &second.extra["created_at"]),
        (&"muchas".into(), &"ayer".into())
    );
    let third = &read.mentions[2].1;
    assert_eq!(third.country.as_deref(), Some("MX"));
    assert_eq!(third.url.as_deref(), Some("https://www.tienda.example/r"));
    assert!(read.says("1 values are no rating, such as `muchas` in row 3"), "{:?}", read.notes);
    assert!(read.mentions[0].1.extra.is_empty());
}

#[test]
fn titles_above_and_totals_below_are_no_records() {
    let text = "Informe de satisfacción;;;\n\nTienda:;Sol;;\nFecha;Nombre;Nota;Opinión\n\
                31/01/2026;Ana;4;Muy cómodo el sofá\n01/02/2026;Luis;2;Cojea\n\nTotal;2;;\nFin del informe\n";
    let read = Given::new("i.csv", text).read(&[]);
    assert_eq!(read.texts(), ["Muy cómodo el sofá", "Cojea"]);
    assert!(read.refused.is_empty(), "{:?}", read.refused);
    assert!(read.says("row 4") && read.says("2 rows below the table"), "{:?}", read.notes);
    assert_eq!(read.mentions[0].1.author_name.as_deref(), Some("Ana"));
    assert_eq!(read.mentions[0].1.author_is, AuthorIs::ShownName);
    let said = Given::new("j.csv", "a;b\nid;text\n1;Bien\n").read(&[("header-row", "2")]);
    assert_eq!(said.texts(), ["Bien"]);
    let bare = Given::new("k.csv", "1;31/01/2026;Muy cómodo todo\n2;01/02/2026;Cojea una pata\n")
        .read(&[]);
    assert_eq!(bare.texts(), ["Muy cómodo todo", "Cojea una pata"]);
    assert!(bare.says("no row names the columns"), "{:?}", bare.notes);
}

#[test]
fn a_list_of_texts_is_a_table_of_one_column() {
    let read = Given::new("t.txt", "Comentario\nBien, gracias\nNo; no y no\nMal, muy mal, fatal\n")
        .read(&[]);
    assert_eq!(read.texts(), ["Bien, gracias", "No; no y no", "Mal, muy mal, fatal"]);
    let said = Given::new("u.txt", "id~text\n1~a, b\n").read(&[("separator", "~")]);
    assert_eq!(said.texts(), ["a, b"]);
}

#[test]
fn scales_are_converted_whole_or_asked_for() {
    let table = |name: &str, values: &[&str]| {
        let rows: String = (1..)
            .zip(values)
            .map(|(n, value)| format!("{n};texto {n} de prueba;{value}\n"))
            .collect();
        Given::new("r.csv", format!("id;text;{name}\n{rows}"))
    };
    let nps = table("rating", &["9", "10", "0", "4"]).read(&[]);
    assert_eq!(nps.ratings(), [Some(4.5), Some(5.0), Some(0.0), Some(2.0)]);
    assert!(nps.says("from 0-10"), "{:?}", nps.notes);

    let unknown = table("nota", &["7", "3"]);
    let read = unknown.read(&[]);
    assert_eq!(read.ratings(), [None, None]);
    assert_eq!(read.mentions[1].1.extra["nota"], "3");
    assert!(read.says("--scale rating=0-10"), "{:?}", read.notes);
    assert!(
        matches!(&unknown.look(&[]).questions[..], [Question::Scale { most, .. }] if *most == 7.0)
    );
    assert_eq!(unknown.read(&[("scale", "rating=1-7")]).ratings(), [Some(5.0), Some(15.0 / 7.0)]);
    assert_eq!(unknown.read(&[("scale", "nota=0-10")]).ratings(), [Some(3.5), Some(1.5)]);

    let marks =
        table("Valoración", &["8/10", "★★★☆☆", "80 %", "4 de 5", "2,5", "5 - Muy satisfecho"]);
    let stars = [Some(4.0), Some(3.0), Some(4.0), Some(4.0), Some(2.5), Some(5.0)];
    assert_eq!(marks.read(&[]).ratings(), stars);
    let words = table("Satisfacción", &["Muy mal", "Regular", "Muy bien"]).read(&[]);
    assert_eq!(words.ratings(), [Some(1.0), Some(3.0), Some(5.0)]);
    // The value that tells stands at the end of a long file.
    let mut late = vec!["3"; 5_000];
    late.extend(["10"; 200]);
    assert_eq!(table("rating", &late).read(&[]).ratings()[0], Some(1.5));
}

#[test]
fn one_date_decides_for_the_column() {
    let dates = |values: &[&str], options: &[(&str, &str)]| {
        let rows: String = (1..)
            .zip(values)
            .map(|(n, value)| format!("{n};it was the best of all;{value}\n"))
            .collect();
        Given::new("d.csv", format!("id;text;date\n{rows}"))
            .read(options)
            .dates()
            .join(" ")
            .replace("T00:00:00Z", "")
    };
    assert_eq!(dates(&["03/04/2026", "25/04/2026"], &[]), "2026-04-03 2026-04-25");
    assert_eq!(dates(&["03/04/2026", "04/25/2026"], &[]), "2026-03-04 2026-04-25");
    assert_eq!(dates(&["03/04/26"], &[("dates", "dmy")]), "2026-04-03");
    assert_eq!(dates(&["03/04/26"], &[("dates", "mdy")]), "2026-03-04");
    assert_eq!(dates(&["26/04/03"], &[("dates", "ymd")]), "2026-04-03");
    assert_eq!(
        dates(&["46053", "46053,75", "3 de mayo de 2026", "20260131"], &[]),
        "2026-01-31 2026-01-31T18:00:00Z 2026-05-03 2026-01-31"
    );
    assert_eq!(
        dates(&["31/01/2026 10:05 p. m.", "1/2/2026 9:05 a.\u{a0}m."], &[]),
        "2026-01-31T22:05:00Z 2026-02-01T09:05:00Z"
    );
    let unclear = Given::new("e.csv", "id;text;date\n1;OK;03/04/2026\n").look(&[]);
    assert!(matches!(&unclear.questions[..], [Question::Dates { .. }]), "{:?}", unclear.questions);
}

#[test]
fn records_without_ids_get_their_own() {
    let first = Given::new(
        "f.csv",
        "Marca temporal,Comentario\n2026-01-31,Más tallas\n2026-01-31,Nada\n2026-01-31,Nada\n",
    );
    let one = first.read(&[]);
    assert_eq!(one.mentions.len(), 3);
    assert_eq!(one.ids()[2], format!("{}-2", one.ids()[1]));
    assert!(one.says("3 records without an id"), "{:?}", one.notes);
    let more = "Marca temporal;Comentario\r\n2026-01-31;Más tallas\r\n2026-02-01;Otra\r\n2026-01-31;Nada\r\n2026-01-31;Nada\r\n";
    let two = Given::new("g.csv", more).read(&[]);
    assert_eq!([two.ids()[0], two.ids()[2], two.ids()[3]], one.ids()[..]);
    let kept = Given::new("k.csv", "id,text\n=\"0012\",uno\n=\"0013\",dos\n").read(&[]);
    assert_eq!(kept.ids(), ["0012", "0013"]);
    let spoilt = "id;text\n1,78E+18;uno dos\n1,78E+18;tres cuatro\n";
    let read = Given::new("h.csv", spoilt).read(&[]);
    assert_eq!(read.mentions.len(), 2);
    assert_ne!(read.ids()[0], read.ids()[1]);
    assert!(read.says("a spreadsheet rounded its numbers, such as 1,78E+18"), "{:?}", read.notes);
    assert_eq!(read.mentions[0].1.extra["id"], "1,78E+18");
    let some = Given::new("i.csv", "id;text\n7;uno\n;dos\n").read(&[]);
    assert_eq!(some.ids()[0], "7");
    assert!(some.says("1 records without an id"), "{:?}", some.notes);
}

#[test]
fn exports_of_known_programs_need_no_mapping() {
    let play = "Package Name,Reviewer Language,Review Submit Date and Time,Review Submit Millis Since Epoch,Star Rating,Review Title,Review Text,Review Link\n\
                com.x,es,2026-01-31T10:00:00Z,1769853600000,2,,\"No abre, ¡arregladlo!\",http://play.example/r?id=1\n\
                com.x,en,2026-01-31T11:00:00Z,1769857200000,5,,,\n";
    let wide: Vec<u8> =
        format!("\u{feff}{play}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let read = Given::new("reviews.csv", wide).read(&[]);
    let (_, mention) = &read.mentions[0];
    assert_eq!((mention.text.as_str(), mention.rating), ("No abre, ¡arregladlo!", Some(2.0)));
    assert_eq!(
        (mention.lang.as_deref(), mention.created_at),
        (Some("es"), Some(1_769_853_600_000))
    );
    assert_eq!(mention.url.as_deref(), Some("http://play.example/r?id=1"));
    assert_eq!(read.refused.len(), 1);

    let woo = "comment_ID,comment_author,comment_date_gmt,comment_content,rating\n7,Ana,2026-01-31 10:00:00,Muy cómodo,5\n";
    let read = Given::new("woo.csv", woo).read(&[]);
    let (_, mention) = &read.mentions[0];
    assert_eq!((mention.external_id.as_str(), mention.text.as_str()), ("7", "Muy cómodo"));
    assert_eq!(mention.author_is, AuthorIs::ShownName);
    let account =
        "id,text,author,account,account_space,author_is\n1,a,ana,77,x.example,collective\n";
    let read = Given::new("acc.csv", account).read(&[]);
    let (_, mention) = &read.mentions[0];
    assert_eq!((mention.account.as_deref(), mention.author_is), (Some("77"), AuthorIs::Collective));
}
