//! A browser without JavaScript: follows redirects, keeps cookies, fills in forms; and a JSON
//! client of the API.

use std::sync::Once;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use reqwest::{Method, RequestBuilder, Response};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use url::Url;

/// What a browser asks for when it opens a page.
const PAGES: &str = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

/// Talks to one server.
#[derive(Debug, Clone)]
pub struct Client {
    base: Url,
    http: reqwest::Client,
    token: Option<String>,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Where redirects led.
    pub url: Url,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// A form as a browser would post it.
#[derive(Debug, Clone)]
pub struct Form {
    method: Method,
    action: Url,
    fields: Vec<(String, String)>,
}

impl Client {
    /// A client without cookies or token; paths are relative to `base`.
    ///
    /// # Errors
    /// `base` is no address.
    pub fn new(base: &str) -> Result<Self> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // An error means that another client of this process has chosen one already.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .no_proxy()
            .timeout(Duration::from_secs(120))
            .build()?;
        Ok(Self { base: Url::parse(base)?, http, token: None })
    }

    /// The same client with an API token.
    #[must_use]
    pub fn with_token(mut self, secret: &str) -> Self {
        self.token = Some(secret.to_owned());
        self
    }

    /// The same client for another server.
    ///
    /// # Errors
    /// `base` is no address.
    pub fn at(mut self, base: &str) -> Result<Self> {
        self.base = Url::parse(base)?;
        Ok(self)
    }

    /// A request that this client has signed.
    ///
    /// # Errors
    /// `path` makes no address.
    pub fn request(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        let url = self.base.join(path)?;
        let is_api = url.path().starts_with("/api/");
        let request = self.http.request(method, url);
        let request = if is_api { request } else { request.header("accept", PAGES) };
        Ok(match &self.token {
            Some(secret) => request.bearer_auth(secret),
            None => request,
        })
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// The server could not be reached or broke off.
    pub async fn send(&self, request: RequestBuilder) -> Result<Answer> {
        Answer::read(request.send().await?).await
    }

    /// Fetches a page.
    ///
    /// # Errors
    /// The server could not be reached or broke off.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send(self.request(Method::GET, path)?).await
    }

    /// Calls the API and returns its status and JSON.
    ///
    /// # Errors
    /// The server could not be reached, or its answer is no JSON.
    pub async fn call(&self, method: Method, path: &str, body: &Value) -> Result<(u16, Value)> {
        let mut request = self.request(method, path)?;
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = self.send(request).await?;
        Ok((answer.status, answer.json().unwrap_or(Value::Null)))
    }

    /// Calls the API with GET.
    ///
    /// # Errors
    /// As above, and any status but 2xx.
    pub async fn fetch(&self, path: &str) -> Result<Value> {
        self.expect_success(Method::GET, path, &Value::Null).await
    }

    /// Calls the API with POST.
    ///
    /// # Errors
    /// As above, and any status but 2xx.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.expect_success(Method::POST, path, body).await
    }

    async fn expect_success(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        let (status, answer) = self.call(method.clone(), path, body).await?;
        ensure!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        Ok(answer)
    }

    /// Posts a form as a browser would.
    ///
    /// # Errors
    /// The server could not be reached or broke off.
    pub async fn submit(&self, form: &Form) -> Result<Answer> {
        let origin = form.action.origin().ascii_serialization();
        let request = self.http.request(form.method.clone(), form.action.clone());
        let request = request.header("accept", PAGES);
        let request = if form.method == Method::GET {
            request.query(&form.fields)
        } else {
            request.header("origin", origin).form(&form.fields)
        };
        self.send(request).await
    }

    /// Posts a form with a file in it, as a browser would.
    ///
    /// # Errors
    /// The server could not be reached or broke off.
    pub async fn upload(
        &self,
        form: &Form,
        field: &str,
        file_name: &str,
        bytes: &[u8],
    ) -> Result<Answer> {
        const BOUNDARY: &str = "----what-no-file-holds-4f1c2a";
        let mut body = Vec::new();
        // The page's own field for the file is among them, empty.
        for (name, value) in form.fields.iter().filter(|(name, _)| name != field) {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"");
            body.extend_from_slice(format!("{head}\r\n\r\n{value}\r\n").as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; \
             filename=\"{file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = self.http.request(form.method.clone(), form.action.clone());
        let request = request
            .header("accept", PAGES)
            .header("origin", form.action.origin().ascii_serialization())
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
        self.send(request.body(body)).await
    }
}

impl Answer {
    async fn read(response: Response) -> Result<Self> {
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let (status, url) = (response.status().as_u16(), response.url().clone());
        let mut response = response;
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await? {
            body.extend_from_slice(&piece);
        }
        Ok(Self { status, url, headers, body })
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("{} answered {}: {}", self.url, self.status, self.text()))
    }

    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Addresses of the page's links.
    #[must_use]
    pub fn links(&self) -> Vec<Url> {
        let page = Html::parse_document(&self.text());
        select(&page, "a[href]")
            .iter()
            .filter_map(|link| self.url.join(link.attr("href")?).ok())
            .collect()
    }

    /// All forms of the page.
    #[must_use]
    pub fn forms(&self) -> Vec<Form> {
        let page = Html::parse_document(&self.text());
        select(&page, "form").into_iter().filter_map(|form| self.read_form(form)).collect()
    }

    /// The first form that has a field with this name.
    ///
    /// # Errors
    /// The page has no such form; the message names the fields that it has.
    pub fn form_with(&self, field: &str) -> Result<Form> {
        self.form_where(|form| form.has(field))
            .with_context(|| format!("no form with a field {field:?} on {}", self.url))
    }

    /// The first form whose action ends so.
    ///
    /// # Errors
    /// The page has no such form; the message names the forms that it has.
    pub fn form_to(&self, ending: &str) -> Result<Form> {
        self.form_where(|form| form.action.path().ends_with(ending))
            .with_context(|| format!("no form to …{ending} on {}", self.url))
    }

    /// The first form that fits.
    ///
    /// # Errors
    /// The page has no such form; the message describes the forms that it has.
    pub fn form_where(&self, fits: impl Fn(&Form) -> bool) -> Result<Form> {
        let forms = self.forms();
        match forms.iter().find(|form| fits(form)) {
            Some(form) => Ok(form.clone()),
            None => bail!("status {}; the page's forms: {forms:#?}", self.status),
        }
    }

    fn read_form(&self, form: ElementRef<'_>) -> Option<Form> {
        let method = match form.attr("method") {
            Some(method) if method.eq_ignore_ascii_case("post") => Method::POST,
            _ => Method::GET,
        };
        let action = match form.attr("action") {
            Some(action) if !action.is_empty() => self.url.join(action).ok()?,
            _ => self.url.clone(),
        };
        let fields = Selector::parse("input[name], textarea[name], select[name], button[name]")
            .ok()
            .map(|selector| form.select(&selector).filter_map(posted_field).collect())
            .unwrap_or_default();
        Some(Form { method, action, fields })
    }
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map(|found| page.select(&found).collect()).unwrap_or_default()
}

/// Name and value of a field as a browser would post it untouched; buttons are posted only when
/// they are pressed.
fn posted_field(field: ElementRef<'_>) -> Option<(String, String)> {
    let name = field.attr("name")?.to_owned();
    let value = match field.value().name() {
        "textarea" => field.text().collect(),
        "select" => selected_option(field)?,
        "button" => return None,
        _ => match field.attr("type").unwrap_or("text") {
            "checkbox" | "radio" => {
                field.attr("checked")?;
                field.attr("value").unwrap_or("on").to_owned()
            }
            "submit" | "image" | "button" => return None,
            _ => field.attr("value").unwrap_or_default().to_owned(),
        },
    };
    Some((name, value))
}

fn selected_option(field: ElementRef<'_>) -> Option<String> {
    let options: Vec<ElementRef<'_>> = field.select(&Selector::parse("option").ok()?).collect();
    let chosen = options.iter().find(|option| option.attr("selected").is_some());
    let option = chosen.or_else(|| options.first())?;
    Some(option.attr("value").map_or_else(|| option.text().collect(), ToOwned::to_owned))
}

impl Form {
    /// Whether it has a field with this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// Where it is posted to.
    #[must_use]
    pub fn action(&self) -> &Url {
        &self.action
    }

    /// Writes into a field.
    ///
    /// # Errors
    /// The form has no such field.
    pub fn fill(mut self, name: &str, value: &str) -> Result<Self> {
        let names = self.fields.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
        let field = self.fields.iter_mut().find(|(key, _)| key == name);
        let (_, old) =
            field.with_context(|| format!("the form has no field {name:?}, but {names:?}"))?;
        value.clone_into(old);
        Ok(self)
    }

    /// Writes the same into each of these fields that the form has.
    #[must_use]
    pub fn fill_all(mut self, names: &[&str], value: &str) -> Self {
        for (key, old) in &mut self.fields {
            if names.contains(&key.as_str()) {
                value.clone_into(old);
            }
        }
        self
    }

    /// Adds a field, as a pressed button or a ticked box does.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}
