//! From a request in the manifest to one that can be sent.

use minijinja::Value;
use plaza_core::ConnectorError;
use serde_json::Value as Json;
use url::Url;

use super::model::{Body, Payload, Request};
use super::session::Session;
use crate::fetch::{self, HeaderName, parse_url};

impl Session {
    /// Fills in a request; `address` replaces its own, including the query.
    pub(super) fn prepare(
        &self,
        request: &Request,
        context: &Value,
        address: Option<&Url>,
    ) -> Result<fetch::Request, ConnectorError> {
        let url = match address {
            Some(url) => url.clone(),
            None => parse_url(&self.fill(&request.url, context)?)?,
        };
        let mut prepared = self.http.request(request.method.clone(), url);
        if address.is_none() {
            for (key, template) in &request.query {
                let value = self.fill(template, context)?;
                if !value.is_empty() {
                    prepared = prepared.query(key, &value);
                }
            }
        }
        for (name, value) in self.headers(context)? {
            prepared = prepared.header(name, &value);
        }
        for (name, template) in &request.headers {
            let value = self.fill(template, context)?;
            if !value.is_empty() {
                prepared = prepared.header(name.clone(), &value);
            }
        }
        Ok(match &request.payload {
            Payload::None => prepared,
            Payload::Json(body) => prepared.json(&self.body(body, context)?),
            Payload::Form(pairs) => {
                let mut filled = Vec::new();
                for (key, template) in pairs {
                    filled.push((key.as_str(), self.fill(template, context)?));
                }
                filled.retain(|(_, value)| !value.is_empty());
                let pairs: Vec<_> = filled.iter().map(|(k, v)| (*k, v.as_str())).collect();
                prepared.form(&pairs)
            }
        })
    }

    /// The headers of each request; those that turn out empty are left out.
    pub(super) fn headers(
        &self,
        context: &Value,
    ) -> Result<Vec<(HeaderName, String)>, ConnectorError> {
        let mut headers = Vec::new();
        for (name, template) in &self.manifest.headers {
            headers.push((name.clone(), self.fill(template, context)?));
        }
        headers.retain(|(_, value)| !value.is_empty());
        Ok(headers)
    }

    /// A JSON body; entries without a value are left out.
    fn body(&self, body: &Body, context: &Value) -> Result<Json, ConnectorError> {
        Ok(match body {
            Body::Fixed(value) => value.clone(),
            Body::Text(template) => {
                let filled = self.manifest.templates.json(template, context);
                filled.map_err(|why| self.unfit(&why))?
            }
            Body::List(items) => Json::Array(
                items.iter().map(|item| self.body(item, context)).collect::<Result<_, _>>()?,
            ),
            Body::Map(entries) => {
                let mut map = serde_json::Map::new();
                for (key, value) in entries {
                    let value = self.body(value, context)?;
                    if !value.is_null() {
                        map.insert(key.clone(), value);
                    }
                }
                Json::Object(map)
            }
        })
    }
}
