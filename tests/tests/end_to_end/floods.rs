//! Clients that hold connections, bodies and answers, or send too much: everybody else is served.

use std::net::{IpAddr, SocketAddr};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use plaza_tests::process::usage;
use plaza_tests::server::Plaza;
use reqwest::Method;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// The usual limit of open files where nobody asked for more.
const OPEN_FILES: u32 = 1_024;
/// More connections than that limit has room for.
const FLOOD: usize = 1_500;
/// How long an honest client waits at most. On a quiet machine it takes a hundredth of a second;
/// what is shown here, on whatever machine, is that places are made and that it is answered.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long each connection of the flood waits to be taken.
const FLOOD_PATIENCE: Duration = Duration::from_secs(60);

/// Where a flood comes from.
#[derive(Debug, Clone, Copy)]
enum From {
    OneAddress,
    ManyAddresses,
}

impl From {
    /// The source address of the connection with this number.
    fn address(self, number: usize) -> IpAddr {
        let third = match self {
            Self::OneAddress => 1,
            Self::ManyAddresses => 1 + u8::try_from(number % 200).unwrap_or_default(),
        };
        IpAddr::from([127, 0, third, 2])
    }
}

/// This process holds as many connections as the server under test.
fn raise_own_limit() -> Result<()> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?)
}

/// Opens the flood's connections, each of which sends `begin` and then nothing.
async fn flood(to: SocketAddr, from: From, begin: &[u8]) -> Result<Vec<TcpStream>> {
    let mut held = Vec::new();
    for number in 0..FLOOD {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(from.address(number), 0))?;
        // So that little of an answer fits into a client that does not read.
        socket.set_recv_buffer_size(4_096)?;
        let mut stream = timeout(FLOOD_PATIENCE, socket.connect(to))
            .await
            .with_context(|| format!("connection {number} is not taken"))??;
        // One that is turned away or gave way already is part of the flood too.
        drop(stream.write_all(begin).await);
        held.push(stream);
    }
    Ok(held)
}

/// A new connection of somebody who only wants to read a page.
async fn honest(to: SocketAddr) -> Result<()> {
    let asking = async {
        let mut stream = TcpStream::connect(to).await?;
        let request = format!("GET /sign-in HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        ensure!(answer.starts_with("HTTP/1.1 200 OK"), "{answer:.80}");
        ensure!(answer.trim_end().ends_with("</html>"), "the page is cut off");
        Ok(())
    };
    timeout(PATIENCE, asking).await.context("an honest client is not answered")?
}

async fn withstands(begin: impl Fn(SocketAddr) -> String) -> Result<()> {
    raise_own_limit()?;
    let mut plaza = Plaza::new()?.open_files(OPEN_FILES);
    plaza.restart().await?;
    drop(plaza.set_up().await?);
    let api = plaza.token_client("viewer")?;
    let to = plaza.address();
    for from in [From::ManyAddresses, From::OneAddress] {
        let held = flood(to, from, begin(to).as_bytes()).await?;
        for _ in 0..10 {
            honest(to).await.with_context(|| format!("{from:?}"))?;
        }
        let metrics = api.get("/metrics").await?.text();
        let open = sum_of(&metrics, "plaza_http_connections ")?;
        ensure!(open <= u64::from(OPEN_FILES), "more than there are files: {open}");
        let made = sum_of(&metrics, "plaza_http_connections_cut_total")?;
        ensure!(made > 0, "nobody of the flood had to go");
        drop(held);
    }
    ensure!(plaza.is_alive(), "{}", plaza.printed());
    Ok(())
}

/// The sum of the samples whose lines begin with `name`.
fn sum_of(metrics: &str, name: &str) -> Result<u64> {
    let lines: Vec<&str> = metrics.lines().filter(|line| line.starts_with(name)).collect();
    ensure!(!lines.is_empty(), "no {name} in {metrics}");
    let value = |line: &&str| line.rsplit(' ').next().and_then(|value| value.parse::<u64>().ok());
    lines.iter().map(value).sum::<Option<u64>>().with_context(|| format!("{lines:?}"))
}

#[tokio::test]
async fn half_open_connections_keep_nobody_out() -> Result<()> {
    withstands(|to| format!("GET / HTTP/1.1\r\nHost: {to}\r\nX-Slow: ")).await
}

#[tokio::test]
async fn bodies_that_do_not_come_keep_nobody_out() -> Result<()> {
    withstands(|to| {
        format!(
            "POST /sign-in HTTP/1.1\r\nHost: {to}\r\nOrigin: http://{to}\r\nContent-Length: 9000\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
        )
    })
    .await
}

#[tokio::test]
#[ignore = "heavy: every one of the flood asks for many answers"]
async fn answers_that_nobody_reads_keep_nobody_out() -> Result<()> {
    withstands(|to| format!("GET /api/v1/openapi.json HTTP/1.1\r\nHost: {to}\r\n\r\n").repeat(8))
        .await
}

/// The end of a connection that sent `begin` and then a byte every now and then: what came, and
/// after which time.
async fn held_open(to: SocketAddr, begin: String) -> Result<(String, Duration)> {
    let mut stream = TcpStream::connect(to).await?;
    stream.write_all(begin.as_bytes()).await?;
    let started = Instant::now();
    let (mut reading, mut writing) = stream.into_split();
    let dripping = tokio::spawn(async move {
        while writing.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(700)).await;
        }
    });
    let mut answer = Vec::new();
    // The server may close while a byte is on its way to it.
    drop(timeout(Duration::from_secs(100), reading.read_to_end(&mut answer)).await?);
    dripping.abort();
    Ok((String::from_utf8_lossy(&answer).into_owned(), started.elapsed()))
}

#[tokio::test]
async fn whoever_drips_is_given_up_and_told_so_where_it_can_be_told() -> Result<()> {
    let plaza = Plaza::start().await?;
    let to = plaza.address();
    let head = held_open(to, format!("GET / HTTP/1.1\r\nHost: {to}\r\nX-Slow: "));
    let form = "application/x-www-form-urlencoded";
    let body = held_open(
        to,
        format!(
            "POST /sign-in HTTP/1.1\r\nHost: {to}\r\nOrigin: http://{to}\r\n\
             Content-Length: 9000\r\nContent-Type: {form}\r\nAccept: text/html\r\n\r\n"
        ),
    );
    let ((headless, _), (told, _)) = tokio::try_join!(head, body)?;
    ensure!(headless.is_empty(), "half a request was answered: {headless}");
    ensure!(told.starts_with("HTTP/1.1 408"), "{told}");
    ensure!(told.contains("Too slow"), "the page says what is wrong: {told}");
    Ok(())
}

#[tokio::test]
async fn a_server_without_files_to_open_goes_on_when_it_has_some() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    drop(plaza.set_up().await?);
    let to = plaza.address();
    let limit = |files: &str| -> Result<()> {
        let pid = plaza.pid()?.to_string();
        let limits = format!("--nofile={files}:");
        let status = Command::new("prlimit").args(["--pid", &pid, &limits]).status()?;
        ensure!(status.success(), "prlimit {limits}: {status}");
        Ok(())
    };
    let before = usage(plaza.pid()?)?.cpu_seconds;
    limit("5")?;
    let mut waiting = TcpStream::connect(to).await?;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n\r\n");
    waiting.write_all(request.as_bytes()).await?;
    for _ in 0..100 {
        if plaza.printed().contains("no connection can be taken now") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    ensure!(plaza.printed().contains("no connection can be taken now"), "{}", plaza.printed());
    tokio::time::sleep(Duration::from_secs(2)).await;
    let burnt = usage(plaza.pid()?)?.cpu_seconds - before;
    ensure!(burnt < 2.0, "{burnt} s of work while nothing could be taken: it spins");
    limit("1024")?;
    let mut answer = String::new();
    timeout(PATIENCE, waiting.read_to_string(&mut answer)).await??;
    ensure!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    honest(to).await?;
    ensure!(plaza.is_alive(), "{}", plaza.printed());
    Ok(())
}

/// Bodies of about 33 MB that once cost a gigabyte and more.
fn costly_bodies() -> [(&'static str, Vec<u8>, u16); 4] {
    let array = |record: &str| {
        let records = vec![record; 32_000_000 / (record.len() + 1)];
        format!("[{}]", records.join(",")).into_bytes()
    };
    let deep = ["[".repeat(16_000_000), "]".repeat(16_000_000)].concat().into_bytes();
    let nested = format!("{{\"id\":\"1\",\"text\":\"x\",\"a\":[{}0]}}", "[0],".repeat(80_000));
    [
        ("small objects", array("{\"a\":1}"), 422),
        ("one deep value", deep, 200),
        ("one wide value", format!("[[{}0]]", "0,".repeat(16_000_000)).into_bytes(), 200),
        ("large records", array(&nested), 200),
    ]
}

#[tokio::test]
async fn a_large_import_costs_little_memory() -> Result<()> {
    let plaza = Plaza::start().await?;
    let api = plaza.token_client("admin")?;
    for (name, body, expected) in costly_bodies() {
        let before = usage(plaza.pid()?)?.peak_bytes;
        let request = api.request(Method::POST, "/api/v1/mentions?source=flood")?;
        let request = request.header("content-type", "application/json").body(body);
        let answer = api.send(request).await.with_context(|| name.to_owned())?;
        ensure!(answer.status == expected, "{name}: {} {:.300}", answer.status, answer.text());
        let cost = usage(plaza.pid()?)?.peak_bytes - before;
        ensure!(cost < 150_000_000, "{name} cost {cost} bytes of memory");
    }
    Ok(())
}

#[tokio::test]
async fn one_bad_record_among_good_ones_is_quarantined_whatever_is_wrong_with_it() -> Result<()> {
    let plaza = Plaza::start().await?;
    let api = plaza.token_client("admin")?;
    let good = |id: &str| json!({ "id": id, "text": "Bien" }).to_string();
    let large = json!({ "id": "3", "text": "x".repeat(3 << 20) }).to_string();
    let bad = [large.as_str(), "7", "{\"id\": nothing}", "{\"id\":\"4\",\"text\":\"\u{0}\"}"];
    let records: Vec<String> =
        bad.iter().map(|bad| (*bad).to_owned()).chain([good("1"), good("2")]).collect();
    let request = api.request(Method::POST, "/api/v1/mentions")?;
    let request = request.header("content-type", "application/json");
    let answer = api.send(request.body(format!("[{}]", records.join(",")))).await?;
    ensure!(answer.status == 200, "{}", answer.text());
    let answer: Value = answer.json()?;
    ensure!(answer["report"]["new"] == 2 && answer["report"]["quarantined"] == 4, "{answer:.500}");
    ensure!(answer["items"][0]["reason"].to_string().contains("larger than"), "{answer:.500}");
    let cut = "[{\"id\":\"5\",\"text\":\"Bien\"},{\"id\":\"6";
    let request = api.request(Method::POST, "/api/v1/mentions")?;
    let request = request.header("content-type", "application/json").body(cut);
    let answer = api.send(request).await?;
    ensure!(answer.status == 400, "{}", answer.text());
    super::support::wait_for_count(&api, "", 2).await
}
