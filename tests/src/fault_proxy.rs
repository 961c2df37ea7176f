//! Stands between Plaza and a real server, and holds one chosen request at a chosen moment, so that
//! a test can kill Plaza exactly there.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::generator::Random;

/// Longest request or answer that passes.
const MAX_BYTES: usize = 16 << 20;
/// How long a held request waits to be let go.
const HOLD_LIMIT: Duration = Duration::from_secs(60);

/// What a gateway says for a server that took too long.
const GATEWAY_TIMEOUT: &[u8] =
    b"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Where in a request's life the proxy stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The server never hears of the request.
    Lost,
    /// The server gets the request only after it was let go.
    Late,
    /// The server has done its work, but its answer is lost.
    AnswerLost,
    /// The server has done its work, and a gateway in front of it says 504.
    GatewayTimeout,
    /// The server has done its work, and its answer breaks off at a random place of its body.
    Cut,
    /// The answer has just arrived.
    Answered,
}

impl Fault {
    /// All of them, in the order of a request's life.
    pub const ALL: [Self; 6] =
        [Self::Lost, Self::Late, Self::AnswerLost, Self::GatewayTimeout, Self::Cut, Self::Answered];
}

/// A trap that has not caught its request yet.
#[derive(Debug)]
struct Trap {
    needle: Vec<u8>,
    fault: Fault,
    /// Where a [`Fault::Cut`] breaks off, in thousandths of the body.
    cut_at: u64,
    caught: oneshot::Sender<oneshot::Sender<()>>,
}

/// A caught request; dropping it lets the request go.
#[derive(Debug)]
pub struct Held {
    let_go: Option<oneshot::Sender<()>>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(let_go) = self.let_go.take() {
            // The request may have gone by itself.
            let _ = let_go.send(());
        }
    }
}

/// The proxy; it ends when it is dropped.
#[derive(Debug)]
pub struct FaultProxy {
    port: u16,
    trap: Arc<Mutex<Option<Trap>>>,
    random: Mutex<Random>,
    accepting: JoinHandle<()>,
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl FaultProxy {
    /// Listens on a free port of 127.0.0.1 and passes everything on to `upstream`, an
    /// `http://host:port`.
    ///
    /// # Errors
    /// No port can be had, or `upstream` is no such address.
    #[expect(clippy::print_stdout, reason = "a failed run is repeated with the seed it printed")]
    pub async fn start(upstream: &str) -> Result<Self> {
        let upstream = upstream.strip_prefix("http://").context("only http is passed on")?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let trap: Arc<Mutex<Option<Trap>>> = Arc::default();
        let accepting = tokio::spawn(accept(listener, upstream.to_owned(), Arc::clone(&trap)));
        let seed = std::env::var("PLAZA_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        // The port is another one each time.
        let seed = seed.unwrap_or_else(|| port.into());
        println!("answers break off at places of the seed {seed}; PLAZA_TEST_SEED sets it");
        Ok(Self { port, trap, random: Mutex::new(Random(seed)), accepting })
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.host())
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Sets a trap for the next POST or PUT whose body holds `needle`, and waits until it is caught.
    ///
    /// # Errors
    /// No such request comes within `limit`.
    pub async fn catch(&self, needle: &str, fault: Fault, limit: Duration) -> Result<Held> {
        let (caught, catching) = oneshot::channel();
        let cut_at = self.random.lock().unwrap_or_else(PoisonError::into_inner).below(1_000);
        let trap = Trap { needle: needle.as_bytes().to_vec(), fault, cut_at, caught };
        *self.trap.lock().unwrap_or_else(PoisonError::into_inner) = Some(trap);
        match tokio::time::timeout(limit, catching).await {
            Ok(Ok(let_go)) => Ok(Held { let_go: Some(let_go) }),
            _ => bail!("no request with {needle:?} within {limit:?}"),
        }
    }
}

async fn accept(listener: TcpListener, upstream: String, trap: Arc<Mutex<Option<Trap>>>) {
    while let Ok((client, _)) = listener.accept().await {
        let (upstream, trap) = (upstream.clone(), Arc::clone(&trap));
        // A connection that breaks is what this proxy is for.
        tokio::spawn(async move { drop(pass(client, &upstream, &trap).await) });
    }
}

/// One request and its answer; the connection serves no other, so that nothing is pipelined.
async fn pass(mut client: TcpStream, upstream: &str, trap: &Mutex<Option<Trap>>) -> Result<()> {
    let request = read_request(&mut client).await?;
    let Some(trap) = take_if_it_matches(trap, &request) else {
        let answer = ask(upstream, &request).await?;
        client.write_all(&answer).await?;
        return Ok(());
    };
    let (let_go, held) = oneshot::channel();
    let wait = async |caught: oneshot::Sender<oneshot::Sender<()>>| {
        if caught.send(let_go).is_ok() {
            // Whether it was let go or forgotten: it goes on.
            drop(tokio::time::timeout(HOLD_LIMIT, held).await);
        }
    };
    match trap.fault {
        Fault::Lost => wait(trap.caught).await,
        Fault::Late => {
            wait(trap.caught).await;
            ask(upstream, &request).await?;
        }
        Fault::AnswerLost => {
            ask(upstream, &request).await?;
            wait(trap.caught).await;
        }
        Fault::Cut => {
            let answer = ask(upstream, &request).await?;
            client.write_all(cut(&answer, trap.cut_at)).await?;
            client.shutdown().await?;
            wait(trap.caught).await;
        }
        Fault::GatewayTimeout | Fault::Answered => {
            let mut answer = ask(upstream, &request).await?;
            if trap.fault == Fault::GatewayTimeout {
                answer = GATEWAY_TIMEOUT.to_vec();
            }
            client.write_all(&answer).await?;
            client.flush().await?;
            wait(trap.caught).await;
        }
    }
    Ok(())
}

/// The beginning of an answer: its head, and `share` thousandths of its body.
fn cut(answer: &[u8], share: u64) -> &[u8] {
    let head_end = find(answer, b"\r\n\r\n").map_or(0, |at| at + 4);
    let body = answer.len() - head_end;
    let kept = usize::try_from(share).unwrap_or(0) * body / 1_000;
    // Where there is no body, the head itself breaks off.
    &answer[..if body == 0 { head_end.saturating_sub(1) } else { head_end + kept }]
}

fn take_if_it_matches(trap: &Mutex<Option<Trap>>, request: &[u8]) -> Option<Trap> {
    if !request.starts_with(b"POST ") && !request.starts_with(b"PUT ") {
        return None;
    }
    let mut trap = trap.lock().unwrap_or_else(PoisonError::into_inner);
    trap.take_if(|trap| request.windows(trap.needle.len()).any(|bytes| bytes == trap.needle))
}

/// Reads one request to the end of its body, and asks for a closed connection in its place.
async fn read_request(client: &mut TcpStream) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = find(&bytes, b"\r\n\r\n") {
            break at + 4;
        }
        if client.read_buf(&mut bytes).await? == 0 || bytes.len() > MAX_BYTES {
            bail!("no complete request");
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let length = header(&head, "content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
    while bytes.len() < head_end + length {
        if client.read_buf(&mut bytes).await? == 0 || bytes.len() > MAX_BYTES {
            bail!("no complete body");
        }
    }
    let kept = head
        .trim_end()
        .split("\r\n")
        .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let mut request = kept.collect::<Vec<_>>().join("\r\n").into_bytes();
    request.extend_from_slice(b"\r\nConnection: close\r\n\r\n");
    request.extend_from_slice(&bytes[head_end..head_end + length]);
    Ok(request)
}

/// Sends a request and reads the answer until the server closes or the announced length is there.
async fn ask(upstream: &str, request: &[u8]) -> Result<Vec<u8>> {
    let mut server = TcpStream::connect(upstream).await?;
    server.write_all(request).await?;
    let mut answer = Vec::new();
    loop {
        if let Some(head_end) = find(&answer, b"\r\n\r\n").map(|at| at + 4) {
            let head = String::from_utf8_lossy(&answer[..head_end]).into_owned();
            let length = header(&head, "content-length").and_then(|value| value.parse().ok());
            if length.is_some_and(|length: usize| answer.len() >= head_end + length) {
                break;
            }
        }
        if server.read_buf(&mut answer).await? == 0 || answer.len() > MAX_BYTES {
            break;
        }
    }
    Ok(answer)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Client;
    use serde_json::json;

    /// A server that counts requests and answers each with its number.
    async fn counting_server() -> (String, Arc<Mutex<u32>>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let count: Arc<Mutex<u32>> = Arc::default();
        let counted = Arc::clone(&count);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                read_request(&mut client).await.unwrap();
                *counted.lock().unwrap() += 1;
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
                client.write_all(answer).await.unwrap();
            }
        });
        (url, count)
    }

    #[tokio::test]
    async fn each_fault_leaves_the_server_as_it_should() {
        for fault in Fault::ALL {
            let (url, count) = counting_server().await;
            let proxy = FaultProxy::start(&url).await.unwrap();
            let client = Client::new(&proxy.base_url()).unwrap();
            let seen = || *count.lock().unwrap();
            let (held, answer) =
                tokio::join!(proxy.catch("needle", fault, Duration::from_secs(5)), async {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    let body = json!({ "text": "a needle" });
                    let post = client.post("/", &body);
                    tokio::time::timeout(Duration::from_millis(300), post).await
                });
            let while_held = seen();
            drop(held.unwrap());
            tokio::time::sleep(Duration::from_millis(200)).await;
            let expected = match fault {
                Fault::Lost => (0, 0),
                Fault::Late => (0, 1),
                Fault::AnswerLost | Fault::GatewayTimeout | Fault::Cut | Fault::Answered => (1, 1),
            };
            assert_eq!((while_held, seen()), expected, "{fault:?}");
            let is_answered = answer.is_ok_and(|answer| answer.is_ok());
            assert_eq!(is_answered, fault == Fault::Answered, "{fault:?}");
            assert!(client.get("/").await.is_ok(), "{fault:?} broke the proxy");
        }
    }
}
