//! Models and their weights, in a build without the rust-bert analyser.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Output;
use std::thread;

use anyhow::{Context, Result, ensure};
use plaza_tests::server::{Plaza, succeeded};
use serde_json::{Value, json};

/// A weights file of a BERT encoder with one layer, 4 wide, filled with zeros.
fn weights() -> Vec<u8> {
    let mut tensors = vec![
        ("embeddings.word_embeddings.weight".to_owned(), vec![8, 4]),
        ("embeddings.position_embeddings.weight".to_owned(), vec![16, 4]),
        ("embeddings.token_type_embeddings.weight".to_owned(), vec![2, 4]),
        ("embeddings.LayerNorm.weight".to_owned(), vec![4]),
        ("embeddings.LayerNorm.bias".to_owned(), vec![4]),
    ];
    let parts: [(&str, &[usize]); 8] = [
        ("attention.self.query", &[4, 4]),
        ("attention.self.key", &[4, 4]),
        ("attention.self.value", &[4, 4]),
        ("attention.output.dense", &[4, 4]),
        ("attention.output.LayerNorm", &[4]),
        ("intermediate.dense", &[6, 4]),
        ("output.dense", &[4, 6]),
        ("output.LayerNorm", &[4]),
    ];
    for (part, shape) in parts {
        let name = format!("encoder.layer.0.{part}");
        tensors.push((format!("{name}.bias"), vec![shape[0]]));
        tensors.push((format!("{name}.weight"), shape.to_vec()));
    }
    let mut header = serde_json::Map::new();
    let mut length = 0;
    for (name, shape) in tensors {
        let end = length + 2 * shape.iter().product::<usize>();
        header.insert(name, json!({"dtype": "F16", "shape": shape, "data_offsets": [length, end]}));
        length = end;
    }
    let header = Value::Object(header).to_string();
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.resize(file.len() + length, 0);
    file
}

/// The three files of a checkpoint.
fn checkpoint() -> HashMap<&'static str, Vec<u8>> {
    let config = json!({
        "model_type": "bert", "hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 2,
        "intermediate_size": 6, "vocab_size": 8, "max_position_embeddings": 16,
        "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12, "pad_token_id": 1,
    });
    let tokenizer = json!({"model": {"type": "Unigram", "vocab": [["<s>", 0.0], ["a", -1.0]]}});
    HashMap::from([
        ("config.json", config.to_string().into_bytes()),
        ("tokenizer.json", tokenizer.to_string().into_bytes()),
        ("model.safetensors", weights()),
    ])
}

fn write(folder: &Path, files: &HashMap<&str, Vec<u8>>) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

fn said(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    both.concat()
}

fn refused(output: &Output, why: &str) -> Result<()> {
    let said = said(output);
    ensure!(output.status.code() == Some(1) && said.contains(why), "no {why:?} in {said}");
    Ok(())
}

/// What `plaza models list --json` says of the rust-bert analyser.
fn listed(plaza: &Plaza) -> Result<Value> {
    let printed = succeeded(&plaza.command(["models", "list", "--json"])?)?;
    let line = printed.lines().find(|line| line.contains("rust-bert")).context("not listed")?;
    Ok(serde_json::from_str(line)?)
}

#[tokio::test]
async fn a_build_without_the_analyser_says_so() -> Result<()> {
    let plaza = Plaza::new()?;
    let why = "this build has no rust-bert analyser: build with --features rust-bert";
    refused(&plaza.command(["analyse", "--model", "rust-bert", "-"])?, why)?;
    let chosen = Plaza::new()?.variable("PLAZA_MODEL", "rust-bert");
    refused(&chosen.command(["serve", "--listen", "127.0.0.1:0"])?, why)?;
    refused(&chosen.command(["models", "list"])?, why)?;
    let model = listed(&plaza)?;
    ensure!(model["in_this_build"] == false && model["chosen"] == false, "{model}");
    ensure!(model["problem"].as_str().is_some_and(|p| p.contains("lacks config.json")), "{model}");
    Ok(())
}

#[tokio::test]
async fn an_encoder_is_installed_whole_or_not_at_all() -> Result<()> {
    let plaza = Plaza::new()?;
    let folder = plaza.scratch("encoder");
    let install = |arguments: &[&str]| {
        let from = folder.to_string_lossy().into_owned();
        let mut all = vec!["models", "install", "--from", &from];
        all.extend(arguments);
        plaza.command(all)
    };
    let place = plaza.data().join("models/rust-bert");
    let mut files = checkpoint();
    let whole = files.clone();
    files.remove("tokenizer.json");
    write(&folder, &files)?;
    refused(&install(&[])?, "tokenizer.json cannot be read")?;
    ensure!(!place.exists(), "half an encoder was installed");

    write(&folder, &whole)?;
    let wrong = format!("model.safetensors={}", "0".repeat(64));
    refused(&install(&["--sha256", &wrong])?, "has the SHA-256")?;
    ensure!(!place.exists(), "a file with a wrong checksum was installed");
    succeeded(&install(&[])?)?;
    for (name, bytes) in &whole {
        ensure!(&fs::read(place.join(name))? == bytes, "{name} is another");
    }

    // A bad one does not take the good one's place.
    fs::write(folder.join("model.safetensors"), &weights()[..200])?;
    refused(&install(&[])?, "is not a whole safetensors file")?;
    ensure!(fs::read(place.join("model.safetensors"))? == weights(), "the good one is gone");
    let left: Vec<_> = fs::read_dir(plaza.data().join("models"))?.flatten().collect();
    ensure!(left.len() == 1, "left behind: {left:?}");
    let problem = listed(&plaza)?["problem"].to_string();
    ensure!(!problem.contains("lacks"), "{problem}");
    Ok(())
}

/// Serves files part by part under `/e5/`, as model hubs do; returns `host:port`.
fn hub(files: HashMap<&'static str, Vec<u8>>) -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?.to_string();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // The client tells when an answer is missing.
            let _ = answer(stream, &files);
        }
    });
    Ok(address)
}

fn answer(mut stream: TcpStream, files: &HashMap<&'static str, Vec<u8>>) -> Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().context("no request")??;
    let path = first.split(' ').nth(1).context("no path")?.to_owned();
    let mut range = None;
    for line in lines.map_while(Result::ok).take_while(|line| !line.is_empty()) {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("range: bytes=") {
            let (begin, end) = value.split_once('-').context("no range")?;
            range = Some((begin.parse::<usize>()?, end.parse::<usize>()?));
        }
    }
    let found = path.strip_prefix("/e5/").and_then(|name| files.get(name));
    let (Some(file), Some((begin, end))) = (found, range) else {
        stream.write_all(
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        )?;
        return Ok(());
    };
    let part = &file[begin..(end + 1).min(file.len())];
    let last = begin + part.len() - 1;
    let head = format!(
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {begin}-{last}/{}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        file.len(),
        part.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(part)?;
    Ok(())
}

#[tokio::test]
async fn a_hub_is_believed_only_by_checksum() -> Result<()> {
    let plaza = Plaza::new()?;
    let folder = plaza.scratch("encoder");
    write(&folder, &checkpoint())?;
    let from = folder.to_string_lossy().into_owned();
    // The sums as the command itself prints them for a folder.
    let printed = succeeded(&Plaza::new()?.command(["models", "install", "--from", &from])?)?;
    let sums: Vec<String> = printed
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(_, sum)| sum.len() == 64)
        .map(|(file, sum)| format!("{file}={sum}"))
        .collect();
    ensure!(sums.len() == 3, "{printed}");

    let host = hub(checkpoint())?;
    let url = format!("http://{host}/e5");
    let install = |more: &[&str]| {
        let mut all = vec!["models", "install", "--url", &url];
        all.extend(more);
        plaza.command(all)
    };
    refused(&install(&["--allow-host", &host])?, "needs a checksum")?;
    let mut given = vec!["--sha256"];
    given.extend(sums.iter().map(String::as_str));
    // A private address is not reached unless somebody allows it.
    ensure!(install(&given)?.status.code() == Some(1), "a private address was reached");
    let mut allowed = vec!["--allow-host", &host];
    allowed.extend(&given);
    succeeded(&install(&allowed)?)?;
    let place = plaza.data().join("models/rust-bert");
    ensure!(fs::read(place.join("model.safetensors"))? == weights(), "another file was installed");

    let mut wrong: Vec<String> = sums.clone();
    wrong[0] = format!("config.json={}", "f".repeat(64));
    let mut refused_sums = vec!["--allow-host", &host, "--sha256"];
    refused_sums.extend(wrong.iter().map(String::as_str));
    refused(&install(&refused_sums)?, "has the SHA-256")
}
