//! Who may come in: the link of each process, tokens from the command line, streams of another
//! process.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use plaza_tests::http::Client;
use plaza_tests::postgres;
use plaza_tests::server::{Plaza, succeeded};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_of_each_process_works_until_one_is_used() -> Result<()> {
    let database = postgres::new_database()?;
    let process = || -> Result<Plaza> {
        Ok(Plaza::new()?.database(&database).variable("PLAZA_KEY", &"5c".repeat(32)))
    };
    let (mut first, mut second) = (process()?, process()?);
    first.restart().await?;
    second.restart().await?;
    let theirs = second.setup_link().await?;
    // The second start has not made the first one's link void.
    let admin = first.set_up().await?;
    ensure!(admin.get("/users").await?.status == 200);
    let late = Client::new(&second.url("/"))?.get(&theirs).await?;
    ensure!(late.form_with("password").is_err(), "the other link still works: {}", late.text());
    second.restart().await?;
    ensure!(!second.printed().contains("/setup?token="), "{}", second.printed());
    Ok(())
}

#[tokio::test]
async fn tokens_are_made_listed_and_taken_back_on_the_command_line() -> Result<()> {
    let plaza = Plaza::start().await?;
    let create = |arguments: &[&str]| {
        plaza.command([&["token", "create", "CI", "--role", "viewer"], arguments].concat())
    };
    for (day, why) in [("2001-01-31", "lies in the past"), ("soon", "2026-01-31")] {
        let refused = create(&["--expires", day])?;
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        ensure!(!refused.status.success() && said.contains(why), "{day}: {said}");
    }
    let made = create(&["--expires", "2999-12-31"])?;
    let secret = succeeded(&made)?.trim().to_owned();
    let program = Client::new(&plaza.url("/"))?.with_token(&secret);
    ensure!(program.get("/api/v1/session").await?.status == 200);
    let list = || -> Result<String> { succeeded(&plaza.command(["token", "list"])?) };
    let listed = list()?;
    for said in ["CI\tviewer\tby the command line", "ends 3000-01-01T00:00:00Z"] {
        ensure!(listed.contains(said), "{listed}");
    }
    let mut stream = open_events(&plaza, &secret)?;
    succeeded(&plaza.command(["token", "revoke", "1"])?)?;
    ensure!(program.get("/api/v1/session").await?.status == 401);
    ensure!(list()?.contains("CI\tnothing\t"), "{}", list()?);
    // Another process has taken it back: the stream ends a little later.
    let mut rest = Vec::new();
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.read_to_end(&mut rest).context("the stream of a token that was taken back goes on")?;
    Ok(())
}

/// An open stream of events, whose head has been read.
fn open_events(plaza: &Plaza, secret: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(plaza.address())?;
    write!(
        stream,
        "GET /api/v1/events HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {secret}\r\n\
         Connection: close\r\n\r\n",
        plaza.address()
    )?;
    let mut head = [0; 2048];
    let read = stream.read(&mut head)?;
    ensure!(head[..read].starts_with(b"HTTP/1.1 200 OK"), "{:?}", &head[..read]);
    Ok(stream)
}
