//! Coming back to one address: what feeds and web pages have in common.

use crate::config::technical;
use plaza_core::ConnectorError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

/// A cursor that belongs to one address and is useless for any other.
pub(crate) trait Revisit: Default + Serialize + DeserializeOwned {
    /// The address that the other fields belong to.
    fn address(&mut self) -> &mut String;

    /// The cursor that was saved, or a fresh one when the address has changed since.
    fn read(saved: Option<&str>, url: &Url) -> Self {
        let mut cursor = saved.and_then(|json| serde_json::from_str::<Self>(json).ok());
        if let Some(cursor) = cursor.take_if(|cursor| cursor.address() == url.as_str()) {
            return cursor;
        }
        let mut fresh = Self::default();
        url.as_str().clone_into(fresh.address());
        fresh
    }

    /// The cursor as it is kept.
    fn save(&self) -> Result<String, ConnectorError> {
        serde_json::to_string(self).map_err(|error| ConnectorError::Malformed(technical(error)))
    }
}
