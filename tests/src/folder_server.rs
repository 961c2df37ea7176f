//! A small server of files on 127.0.0.1 that answers each with the headers written beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::feeds::asked_path;

/// Which file stands at an address instead of its own.
type Replaced = Arc<Mutex<BTreeMap<String, String>>>;

/// The server; it ends when it is dropped.
#[derive(Debug)]
pub struct FolderServer {
    host: String,
    replaced: Replaced,
    accepting: JoinHandle<()>,
}

impl Drop for FolderServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl FolderServer {
    /// Serves the files of `folder`; `NAME.headers` is a JSON object of the headers of `NAME`.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn start(folder: PathBuf) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let host = listener.local_addr()?.to_string();
        let replaced = Replaced::default();
        let shared = Arc::clone(&replaced);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (folder, replaced) = (folder.clone(), Arc::clone(&shared));
                // A client that goes away in the middle is no error here.
                tokio::spawn(async move { answer(stream, &folder, &replaced).await.ok() });
            }
        });
        Ok(Self { host, replaced, accepting })
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of a file.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.host)
    }

    /// From now on `path` answers with the file `other`.
    pub fn put(&self, path: &str, other: &str) {
        let mut replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        replaced.insert(path.to_owned(), other.to_owned());
    }
}

async fn answer(mut stream: TcpStream, folder: &Path, replaced: &Replaced) -> Result<()> {
    let Some(asked) = asked_path(&mut stream).await? else { return Ok(()) };
    let path = asked.trim_start_matches('/').split('?').next().unwrap_or_default().to_owned();
    let path = {
        let replaced = replaced.lock().unwrap_or_else(PoisonError::into_inner);
        replaced.get(&path).cloned().unwrap_or(path)
    };
    let file = folder.join(&path);
    let Ok(body) = tokio::fs::read(&file).await else {
        let gone = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return Ok(stream.write_all(gone.as_bytes()).await?);
    };
    let mut head = String::from("HTTP/1.1 200 OK\r\nConnection: close\r\n");
    for (name, value) in headers(&file).await? {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes()).await?;
    Ok(stream.write_all(&body).await?)
}

async fn headers(file: &Path) -> Result<BTreeMap<String, String>> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".headers");
    if let Ok(written) = tokio::fs::read_to_string(&beside).await {
        return serde_json::from_str(&written).context("a .headers file is no JSON object");
    }
    let kind = match file.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("xml") => "application/rss+xml",
        Some("txt") => "text/plain",
        _ => "application/octet-stream",
    };
    Ok(BTreeMap::from([("Content-Type".to_owned(), kind.to_owned())]))
}
