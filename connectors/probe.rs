//! Asking a server what it runs.

use std::time::Duration;

use plaza_core::{ConnectorSpec, Recognised};
use url::Url;

use crate::fetch::Fetcher;

/// Longest wait for an answer; whoever pasted the address waits too.
const PATIENCE: Duration = Duration::from_secs(8);
/// Most that an answer may have, in bytes.
const MOST_BYTES: usize = 2_000_000;

/// What `address` says of a source of this kind, where its server answers as the kind's probe says.
pub(crate) async fn recognise(
    spec: &ConnectorSpec,
    fetcher: &Fetcher,
    address: &Url,
) -> Option<Recognised> {
    let (probe, read) = (spec.probe?, spec.recognise_here(address)?);
    let asked = address.join(probe.path).ok()?;
    let http = fetcher.for_source(None);
    let request = http.get(asked).timeout(PATIENCE).max_body(MOST_BYTES);
    let answer = request.send_raw().await.ok()?.text();
    probe.says.iter().all(|words| answer.contains(words)).then_some(read)
}
