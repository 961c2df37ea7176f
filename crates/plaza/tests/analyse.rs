//! What `plaza analyse` prints is what the measured analyser answers, for every text and field.

// Always true here; it tells the lints that helpers may unwrap as tests do.
#![cfg(test)]

use std::io::Write;
use std::process::{Command, Stdio};

use plaza_core::{Analyzer, Insight};
use plaza_models::NativeAnalyzer;
use serde_json::{Value, json};

/// Runs `plaza analyse` on these lines; returns its standard output, read as JSON lines.
fn plaza_analyse(lines: &str) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let mut plaza = Command::new(env!("CARGO_BIN_EXE_plaza"))
        .args(["analyse", "--json", "--model", "native", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = plaza.stdin.take().unwrap();
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()).unwrap());
    let output = plaza.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn plaza_analyse_prints_what_the_measured_analyser_answers() {
    let mut texts: Vec<String> = [
        "La batería dura muy poco, pero la pantalla es estupenda 😀",
        "Please add a dark mode, I would love that!",
        "NO FUNCIONA!!! ¿Alguien sabe por qué?",
        "Ça ne marche pas, je suis très déçu",
        "Das ist schrecklich, nie wieder",
        "الخدمة سيئة but the food is good",
        "\u{0}\u{1}\u{202e}gnitset\u{202c}\u{feff} \t \r",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        " ",
        "x",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("the food is bad, but I like the terrace. ".repeat(2_500));
    // More than one batch, so that nothing is lost or mixed up where batches meet.
    texts.extend(
        (0..1_100).map(|n| format!("Pedido {n}: el servicio fue {}", ["malo", "bueno"][n % 2])),
    );

    let lines: String = texts
        .iter()
        .enumerate()
        .map(|(id, text)| format!("{}\n", json!({ "id": id, "text": text })))
        .collect();
    let printed = plaza_analyse(&lines);

    let mut measured = NativeAnalyzer::new().unwrap().at_home_in("es");
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let expected = measured.analyze(&texts).unwrap();
    assert_eq!(printed.len(), expected.len());
    for (id, (line, expected)) in printed.into_iter().zip(expected).enumerate() {
        assert_eq!(line["id"], json!(id));
        assert_eq!(line["model"], json!(measured.model()));
        let said: Insight = serde_json::from_value(line).unwrap();
        assert_eq!(said, expected, "text {id}");
    }
}
