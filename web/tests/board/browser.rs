//! A browser without JavaScript: follows links and sends forms.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use plaza_core::Role;

use crate::server::{Answer, Client, Server};

/// A person in front of the board.
pub(crate) struct Browser {
    client: Client,
    lang: &'static str,
    /// The message cookie of the last answer.
    flash: Option<String>,
}

impl Browser {
    /// Somebody of that role who reads `lang`, signed in.
    pub(crate) async fn of(server: &Server, role: Role, lang: &'static str) -> Self {
        let mut client = server.person(role).await;
        // Forms bring the token along in a field.
        client.csrf = None;
        Self { client, lang, flash: None }
    }

    /// Somebody whom nobody knows.
    pub(crate) fn stranger(server: &Server, lang: &'static str) -> Self {
        Self { client: server.anonymous(), lang, flash: None }
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let client = Client { cookie: self.cookies(), ..self.client.clone() };
        let mut request = client.request(method, path).header(header::ACCEPT_LANGUAGE, self.lang);
        if let Some(headers) = request.headers_mut() {
            headers.insert(header::ACCEPT, header::HeaderValue::from_static("text/html"));
        }
        request
    }

    fn cookies(&self) -> Option<String> {
        let cookies: Vec<&str> =
            self.client.cookie.iter().chain(&self.flash).map(String::as_str).collect();
        (!cookies.is_empty()).then(|| cookies.join("; "))
    }

    async fn run(&mut self, request: axum::http::Request<Body>) -> Answer {
        let answer = self.client.run(request).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            if let Some(value) = pair.strip_prefix("plaza_flash=") {
                self.flash = (!value.is_empty()).then(|| pair.to_owned());
            } else if pair.starts_with("plaza=") {
                self.client.cookie = Some(pair.to_owned());
            }
        }
        answer
    }

    /// Opens a page.
    pub(crate) async fn open(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.run(request).await
    }

    /// Sends a form with the token of a page.
    pub(crate) async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let seen = if fields.iter().any(|(name, _)| *name == "version") {
            Vec::new()
        } else {
            self.hidden_of(path).await
        };
        let seen: Vec<(&str, &str)> =
            seen.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.send_with(&token, path, &[fields, &seen].concat()).await
    }

    /// The form token of the session.
    pub(crate) async fn token(&mut self) -> String {
        token_in(&self.open("/profile").await.text)
    }

    /// Sends a form with this token, and nothing but these fields.
    pub(crate) async fn send_with(
        &mut self,
        token: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", token).extend_pairs(fields);
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.finish()))
            .unwrap();
        self.run(request).await
    }

    /// The hidden fields of the form that goes to `path`, on the page where it stands.
    pub(crate) async fn hidden_of(&mut self, path: &str) -> Vec<(String, String)> {
        let parts: Vec<&str> = path.split('/').collect();
        let page = match parts[1] {
            "models" | "replies" => format!("/{}", parts[1]),
            "imports" if parts[2] == "uploads" => path.to_owned(),
            "sources" if path.ends_with("/delete") => path.to_owned(),
            // Name and words of a theme are edited in their place, when asked for.
            "themes" if parts.len() == 3 => format!("{path}?edit=true"),
            _ => parts[..parts.len().min(3)].join("/"),
        };
        let html = self.open(&page).await.text;
        hidden_in(&html, path)
    }

    /// Sends a form, follows the redirect and gives the page.
    pub(crate) async fn follow(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.send(path, fields).await.expect(StatusCode::SEE_OTHER);
        let to = answer.header("location").split('#').next().unwrap().to_owned();
        self.open(&to).await
    }

    /// Uploads a file.
    pub(crate) async fn upload(&mut self, path: &str, name: &str, content: &str) -> Answer {
        self.upload_bytes(path, name, content.as_bytes()).await
    }

    /// Uploads a file that need not be text.
    pub(crate) async fn upload_bytes(&mut self, path: &str, name: &str, content: &[u8]) -> Answer {
        let token = token_in(&self.open("/profile").await.text);
        let before = format!(
            "--B\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--B\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        let after = "\r\n--B\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\n\
                     Subida\r\n--B--\r\n";
        let body = [before.as_bytes(), content, after.as_bytes()].concat();
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=B")
            .body(Body::from(body))
            .unwrap();
        self.run(request).await
    }
}

/// The form token of a page; empty where there is none.
fn token_in(html: &str) -> String {
    let field = "name=\"csrf\" value=\"";
    html.split(field).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// The hidden fields, but for the token, of the first form of a page that goes to `path`.
pub(crate) fn hidden_in(html: &str, path: &str) -> Vec<(String, String)> {
    let forms = html.split("<form").skip(1);
    let mut forms = forms.map(|form| form.split("</form>").next().unwrap_or_default());
    let Some(form) = forms.find(|form| form.contains(&format!("action=\"{path}\""))) else {
        return Vec::new();
    };
    let value = |field: &str, name: &str| {
        let rest = field.split(&format!("{name}=\"")).nth(1)?;
        rest.split('"').next().map(str::to_owned)
    };
    let inputs = form.split("<input type=\"hidden\"").skip(1);
    inputs
        .filter_map(|field| Some((value(field, "name")?, value(field, "value")?)))
        .filter(|(name, _)| name != "csrf")
        .collect()
}
