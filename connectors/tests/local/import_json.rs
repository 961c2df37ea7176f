//! JSON files as people really have them.

use crate::import_support::Given;

#[test]
fn records_are_found_in_every_arrangement() {
    for text in [
        "[{\"id\":1,\"text\":\"uno\"},{\"id\":2,\"text\":\"dos\"}]",
        "\u{feff}[\n  {\n \"id\": 1,\n \"text\": \"uno\"\n },\n {\"id\": 2, \"text\": \"dos\"}\n]\n",
        "{\"id\":1,\"text\":\"uno\"}\n{\"id\":2,\"text\":\"dos\"}\n",
        "{\n\"id\":1,\n\"text\":\"uno\"}\n{\n\"id\":2,\"text\":\"dos\"\n}",
        "{\"total\":2,\"reviews\":[{\"id\":1,\"text\":\"uno\"},{\"id\":2,\"text\":\"dos\"}],\"next\":null}",
        "{\"data\":{\"items\":[{\"id\":1,\"text\":\"uno\"},\n{\"id\":2,\"text\":\"dos\"}]}}",
    ] {
        let read = Given::new("r.json", text).read(&[]);
        assert_eq!((read.ids(), read.texts()), (vec!["1", "2"], vec!["uno", "dos"]), "{text}");
        assert!(read.refused.is_empty(), "{:?}", read.refused);
    }
    let wide: Vec<u8> =
        "[{\"id\":1,\"text\":\"señal\"}]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(Given::new("w.json", wide).read(&[]).texts(), ["señal"]);
}

#[test]
fn a_broken_record_of_an_array_costs_itself() {
    let text = "[\n{\"id\":1,\"text\":\"uno\"},\n{\"id\":2,\"text\":\"dos},\n{\"id\":3,\"text\":\"tres\"},\n{\"id\":4,}, {\"id\":5,\"text\":\"cinco\"}\n]";
    let read = Given::new("b.json", text).read(&[]);
    assert_eq!(read.ids(), ["1", "3", "5"]);
    let lines: Vec<&str> = read.refused.iter().map(|(line, _)| line.as_str()).collect();
    assert_eq!(lines, ["3", "5"]);
    let line = "[{\"id\":1,\"text\":\"uno\"},{\"id\":2},{\"id\":3,\"text\":\"tres\"}]";
    let read = Given::new("c.json", line).read(&[]);
    assert_eq!(
        read.refused,
        [("1 (record 2)".to_owned(), "there is neither `text` nor `title`".to_owned())]
    );
}

#[test]
fn keys_inside_keys_can_be_mapped() {
    let text = "[{\"key\":\"a7\",\"body\":\"No carga el mapa\",\"user\":{\"name\":\"Ana\",\"screen_name\":\"ana_r\"},\"when\":\"31/01/2026\",\"stars\":9},\
                {\"key\":\"a8\",\"body\":\"Va bien\",\"user\":{\"name\":\"Luis\"},\"when\":\"01/02/2026\",\"stars\":3}]";
    let read =
        Given::new("k.json", text).read(&[("map", "id=key"), ("map", "author_name=user.name")]);
    let (_, first) = &read.mentions[0];
    assert_eq!((first.external_id.as_str(), first.text.as_str()), ("a7", "No carga el mapa"));
    assert_eq!(
        (first.author_name.as_deref(), first.author.as_deref()),
        (Some("Ana"), Some("ana_r"))
    );
    assert_eq!(read.dates(), ["2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z"]);
    assert_eq!(read.ratings(), [Some(4.5), Some(1.5)]);
}

#[test]
fn records_without_ids_get_their_own_and_optional_values_cost_nothing() {
    let read = Given::new(
        "n.json",
        "{\"reviews\":[{\"text\":\"uno\"},{\"text\":\"dos\"},{\"text\":\"uno\"}]}",
    )
    .read(&[]);
    assert_eq!(read.texts(), ["uno", "dos", "uno"]);
    assert_eq!(read.ids()[2], format!("{}-2", read.ids()[0]));
    let odd = r#"[{"id":1,"text":"uno","when":"31/01/2026","country":"España"},{"id":2,"text":"dos","when":"ayer"}]"#;
    let read = Given::new("o.json", odd).read(&[("map", "created_at=when")]);
    assert_eq!(read.dates(), ["2026-01-31T00:00:00Z", ""]);
    assert_eq!(read.mentions[0].1.country.as_deref(), Some("ES"));
    assert_eq!(read.mentions[1].1.extra["when"], "ayer");
}

#[test]
fn import_records_are_taken_at_their_word() {
    let mut lines = String::new();
    for n in 0..50 {
        lines.push_str(&format!(
            "{{\"id\":{n},\"text\":\"texto {n}\",\"rating\":4,\"shop\":{{\"n\":7}}}}\n"
        ));
    }
    lines.push_str("{\"id\":50,\"text\":\"otro\",\"rating\":\"muchas\"}\n{\"text\":\"sin id\"}\n");
    let read = Given::new("l.jsonl", lines).read(&[]);
    assert_eq!(read.mentions.len(), 50);
    assert_eq!(read.mentions[0].1.extra["shop"]["n"], 7);
    let reasons: Vec<&str> = read.refused.iter().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(
        reasons,
        ["`rating`: `muchas` is not a number from 0 to 5", "`id` is missing or empty"]
    );
    let nps = "{\"id\":1,\"text\":\"a\",\"rating\":9}\n{\"id\":2,\"text\":\"b\",\"rating\":3}\n";
    assert_eq!(Given::new("n.jsonl", nps).read(&[]).ratings(), [Some(4.5), Some(1.5)]);
}
