//! WordPress's REST API, and what its errors mean to us.

use std::sync::atomic::{AtomicBool, Ordering};

use plaza_core::{ConnectorError, say};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use crate::config::Credentials;
use crate::fetch::{self, Fetched, Method, Request, SourceFetcher};
use crate::said;

/// Pause after `comment_flood`: WordPress accepts one comment in 15 s from one account.
const FLOOD_PAUSE_MS: i64 = 16_000;

/// The REST API of one site.
#[derive(Debug)]
pub(super) struct Api {
    http: SourceFetcher,
    site: Url,
    credentials: Option<Credentials>,
    /// Whether the site has no `/wp-json/`, as with plain permalinks.
    is_plain: AtomicBool,
    account: OnceCell<Option<Account>>,
}

/// The account that we answer with.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) id: i64,
    pub(super) name: String,
    /// Whether it can see held comments and delete comments.
    pub(super) moderates: bool,
}

/// A list's page with the size of the whole list.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) items: Vec<Value>,
    pub(super) total: u64,
    pub(super) pages: u32,
}

/// How WordPress words a refusal.
#[derive(Debug, Default, Deserialize)]
struct Refusal {
    code: String,
    #[serde(default)]
    message: String,
}

impl Api {
    pub(super) fn new(http: SourceFetcher, site: Url, credentials: Option<Credentials>) -> Self {
        Self { http, site, credentials, is_plain: AtomicBool::new(false), account: OnceCell::new() }
    }

    pub(super) fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    pub(super) fn now(&self) -> plaza_core::Millis {
        self.http.clock().now()
    }

    /// The account behind the credentials; `None` without credentials.
    pub(super) async fn account(&self) -> Result<Option<Account>, ConnectorError> {
        let account = self.account.get_or_try_init(|| self.fetch_account()).await?;
        Ok(account.clone())
    }

    async fn fetch_account(&self) -> Result<Option<Account>, ConnectorError> {
        if self.credentials.is_none() {
            return Ok(None);
        }
        // `edit` is the only view of a user that includes capabilities.
        let query = [("context", "edit"), ("_fields", "id,name,capabilities")];
        let user = self.get("users/me", &query).await?;
        let id = user["id"].as_i64().ok_or_else(|| {
            ConnectorError::Malformed(say!(
                "wordpress-no-account-name",
                "the site does not say who the account is"
            ))
        })?;
        Ok(Some(Account {
            id,
            name: user["name"].as_str().unwrap_or_default().to_owned(),
            moderates: user["capabilities"]["moderate_comments"].as_bool().unwrap_or(false),
        }))
    }

    /// One object, such as `comments/7`.
    pub(super) async fn get(
        &self,
        route: &str,
        query: &[(&str, &str)],
    ) -> Result<Value, ConnectorError> {
        self.call(Method::GET, route, query, None).await?.json()
    }

    /// A page of a list, such as `comments`.
    pub(super) async fn list(
        &self,
        route: &str,
        query: &[(&str, &str)],
    ) -> Result<Listing, ConnectorError> {
        let fetched = self.call(Method::GET, route, query, None).await?;
        let items: Vec<Value> = fetched.json()?;
        let count = |name| fetched.header(name).and_then(|value: &str| value.parse::<u64>().ok());
        let (Some(total), Some(pages)) = (count("x-wp-total"), count("x-wp-totalpages")) else {
            return Err(ConnectorError::Malformed(say!(
                "wordpress-no-total",
                "the site does not say how many items it has (X-WP-Total); a proxy in front of it \
                 may drop that header"
            )));
        };
        Ok(Listing { items, total, pages: u32::try_from(pages).unwrap_or(u32::MAX) })
    }

    /// Creates something; sent once.
    pub(super) async fn create(
        &self,
        route: &str,
        body: &Value,
    ) -> Result<Result<Value, Duplicate>, ConnectorError> {
        let fetched = self.exchange(Method::POST, route, &[], Some(body)).await?;
        if fetched.status == 409 && refusal(&fetched).code == "comment_duplicate" {
            return Ok(Err(Duplicate));
        }
        // What was taken is done, whether its answer can be read or not.
        self.judge(fetched)?.json().map(Ok).map_err(ConnectorError::may_be_done)
    }

    pub(super) async fn delete(
        &self,
        route: &str,
        query: &[(&str, &str)],
    ) -> Result<(), ConnectorError> {
        self.call(Method::DELETE, route, query, None).await.map(drop)
    }

    async fn call(
        &self,
        method: Method,
        route: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Fetched, ConnectorError> {
        let fetched = self.exchange(method, route, query, body).await?;
        self.judge(fetched)
    }

    /// Sends a request in whichever style of addresses the site understands.
    async fn exchange(
        &self,
        method: Method,
        route: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Fetched, ConnectorError> {
        let is_plain = self.is_plain.load(Ordering::Relaxed);
        let request = self.request(method.clone(), route, query, body, is_plain)?;
        let fetched = request.send_raw().await?;
        if is_plain || fetched.status != 404 || !refusal(&fetched).code.is_empty() {
            return Ok(fetched);
        }
        let plain = self.request(method, route, query, body, true)?.send_raw().await?;
        if plain.status < 400 || !refusal(&plain).code.is_empty() {
            self.is_plain.store(true, Ordering::Relaxed);
            return Ok(plain);
        }
        // Not WordPress either: a page that is dead says nothing of how addresses are written.
        Ok(fetched)
    }

    fn request(
        &self,
        method: Method,
        route: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
        is_plain: bool,
    ) -> Result<Request, ConnectorError> {
        let mut request = if is_plain {
            let url = self.site.clone();
            self.http.request(method, url).query("rest_route", &format!("/wp/v2/{route}"))
        } else {
            let mut segments = vec!["wp-json", "wp", "v2"];
            segments.extend(route.split('/'));
            self.http.request(method, fetch::endpoint(&self.site, &segments)?)
        };
        for (key, value) in query {
            request = request.query(key, value);
        }
        if let Some(Credentials { user, password }) = &self.credentials {
            request = request.basic(user, password);
        }
        Ok(match body {
            Some(body) => request.json(body),
            None => request,
        })
    }

    /// Turns an answer into an error named after what to do next.
    fn judge(&self, fetched: Fetched) -> Result<Fetched, ConnectorError> {
        let Refusal { code, message } = refusal(&fetched);
        let words = || {
            let said = crate::wordpress::item::plain(&message);
            say!("wordpress-says", "WordPress says: {words} ({code})", words = said, code)
        };
        Err(match (fetched.status, code.as_str()) {
            (200..=299, _) => return Ok(fetched),
            (_, "comment_flood") => {
                ConnectorError::RateLimited { until: self.now() + FLOOD_PAUSE_MS, reason: words() }
            }
            (_, "rest_comment_closed") => ConnectorError::Malformed(words()),
            (_, "rest_comment_trash_post" | "rest_comment_invalid_post_id") | (404 | 410, _)
                if !code.is_empty() =>
            {
                ConnectorError::Gone(words())
            }
            (401 | 403, _) if !code.is_empty() => ConnectorError::Unauthorized(words()),
            (400..=499, _) if !code.is_empty() => ConnectorError::Malformed(words()),
            (404, _) => ConnectorError::Gone(say!(
                "wordpress-not-there",
                "there is no WordPress with a REST API at this address"
            )),
            _ => return fetched.check().map_err(|error| self.redacted(error)),
        })
    }

    /// The error without the password: some servers repeat what they were sent.
    fn redacted(&self, error: ConnectorError) -> ConnectorError {
        let secret = self.credentials.as_ref().map(|credentials| credentials.password.as_str());
        error.with_words(|words| words.map_texts(&|text| said::without(text, secret)))
    }
}

/// WordPress refused a comment because the same account wrote the same text there before.
#[derive(Debug)]
pub(super) struct Duplicate;

fn refusal(fetched: &Fetched) -> Refusal {
    if fetched.status < 400 {
        return Refusal::default();
    }
    serde_json::from_slice(&fetched.body).unwrap_or_default()
}
