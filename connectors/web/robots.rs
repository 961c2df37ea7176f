//! robots.txt (RFC 9309): read once a day per host, and obeyed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use plaza_core::{ConnectorError, Message, say};
use texting_robots::Robot;
use tokio::time::Instant;
use url::Url;

use crate::encoding;
use crate::fetch::SourceFetcher;

/// How long a robots.txt is remembered.
const KEPT: Duration = Duration::from_secs(24 * 3_600);
/// Maximum number of hosts remembered.
const MAX_HOSTS: usize = 256;
/// How much of the file counts, in bytes; RFC 9309 asks for at least this much.
const MAX_BYTES: usize = 512 * 1024;
/// Longest Crawl-delay that is obeyed; a longer one would stop collecting altogether.
const MAX_DELAY: Duration = Duration::from_secs(120);

/// What a host's robots.txt says about us.
pub(super) enum Robots {
    /// Nothing.
    Silent,
    /// Rules.
    Rules(Robot),
}

impl Robots {
    /// Whether `url` may be fetched.
    pub(super) fn allows(&self, url: &Url) -> bool {
        match self {
            Self::Silent => true,
            Self::Rules(robot) => robot.allowed(url.as_str()),
        }
    }

    /// The pause that it asks for.
    pub(super) fn delay(&self) -> Duration {
        let Self::Rules(Robot { delay: Some(seconds), .. }) = self else {
            return Duration::ZERO;
        };
        Duration::try_from_secs_f32(seconds.max(0.0)).unwrap_or(MAX_DELAY).min(MAX_DELAY)
    }
}

/// robots.txt files by origin.
#[derive(Default)]
pub(super) struct RobotsCache {
    known: Mutex<HashMap<String, (Arc<Robots>, Instant)>>,
}

impl RobotsCache {
    /// What the robots.txt that applies to `url` says.
    ///
    /// # Errors
    /// The file cannot be read; then nothing may be fetched.
    pub(super) async fn of(
        &self,
        fetcher: &SourceFetcher,
        url: &Url,
    ) -> Result<Arc<Robots>, ConnectorError> {
        let origin = url.origin().ascii_serialization();
        let known = self.lock().get(&origin).cloned();
        if let Some((robots, until)) = known
            && until > Instant::now()
        {
            return Ok(robots);
        }
        let robots = Arc::new(fetch(fetcher, url).await?);
        let mut known = self.lock();
        if known.len() >= MAX_HOSTS {
            known.clear();
        }
        known.insert(origin, (Arc::clone(&robots), Instant::now() + KEPT));
        Ok(robots)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Arc<Robots>, Instant)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn fetch(fetcher: &SourceFetcher, url: &Url) -> Result<Robots, ConnectorError> {
    let mut robots_url = url.clone();
    robots_url.set_path("/robots.txt");
    robots_url.set_query(None);
    robots_url.set_fragment(None);
    let host = url.host_str().unwrap_or_default();
    let closed = |why: Message| {
        ConnectorError::Transient(say!(
            "robots-unread",
            "the robots.txt of {host} cannot be read, so nothing else is fetched: {why}",
            host,
            why
        ))
    };
    let fetched = match fetcher.get(robots_url).send_raw().await {
        Ok(fetched) => fetched,
        Err(wait @ ConnectorError::RateLimited { .. }) => return Err(wait),
        Err(ConnectorError::Malformed(why)) => return Err(ConnectorError::Malformed(why)),
        Err(error) => return Err(closed(error.message())),
    };
    match fetched.status {
        200..=299 => {
            let rules = fetched.body.get(..MAX_BYTES).unwrap_or(&fetched.body);
            // A byte order mark in front of the first line would make it another one.
            let rules = encoding::decode(rules, &[fetched.charset()]);
            let robot = Robot::new(&agent(fetcher.user_agent()), rules.as_bytes())
                .map_err(|_| closed(say!("robots-rule", "a rule in it is unreadable")))?;
            Ok(Robots::Rules(robot))
        }
        400..=499 => Ok(Robots::Silent),
        status => Err(closed(say!("answer-status", "status {status}", status))),
    }
}

/// The product token of our user agent, which rules use as our name.
fn agent(user_agent: &str) -> String {
    user_agent.split(['/', ' ']).next().unwrap_or(user_agent).to_ascii_lowercase()
}
