//! Addresses that the platform is known by, and how a server tells what it runs.

use plaza_core::{Known, Probe};
use toml::Spanned;

use super::super::entering::{KnownFile, ProbeFile};
use super::super::format::Text;
use super::form::{leak, leak_all};
use super::reader::{Reader, Result};

/// What a pattern may always use, beside what it catches.
const ALWAYS: [&str; 4] = ["origin", "host", "address", "domain"];

impl Reader<'_> {
    pub(super) fn known_by(&self, raw: &[KnownFile]) -> Result<&'static [Known]> {
        let read = raw.iter().map(|known| self.known(known)).collect::<Result<Vec<_>>>()?;
        Ok(Vec::leak(read))
    }

    fn known(&self, raw: &KnownFile) -> Result<Known> {
        let address = raw.address.get_ref();
        if address.contains("://") || address.starts_with('/') || address.is_empty() {
            return Err(self.wrong(&raw.address, "takes host/path, without https:// in front"));
        }
        let caught = self.names_in(&raw.address)?;
        let mut set = Vec::new();
        for (key, value) in &raw.set {
            if !self.fields.contains(key) {
                return Err(self.wrong(value, format!("`{key}` is not a field")));
            }
            for name in self.names_in(value)? {
                if !caught.contains(&name) && !ALWAYS.contains(&name) {
                    let why = format!("the address has no {{{name}}}");
                    return Err(self.wrong(value, why));
                }
            }
            set.push((leak(key), leak(value.get_ref())));
        }
        Ok(Known { address: leak(address), set: Vec::leak(set) })
    }

    /// The names in braces.
    fn names_in<'a>(&self, text: &'a Text) -> Result<Vec<&'a str>> {
        let parts = text.get_ref().split('{').skip(1).map(|part| {
            let (name, _) =
                part.split_once('}').ok_or_else(|| self.wrong(text, "a brace is not closed"))?;
            Ok(name.trim_end_matches("..."))
        });
        parts.collect()
    }

    pub(super) fn probe(&self, raw: Option<&ProbeFile>) -> Result<Option<Probe>> {
        let Some(raw) = raw else { return Ok(None) };
        let path: &Spanned<String> = &raw.path;
        if !path.get_ref().starts_with('/') || raw.says.is_empty() {
            return Err(
                self.wrong(path, "takes a path from the root, and `says` the words to find")
            );
        }
        Ok(Some(Probe { path: leak(path.get_ref()), says: leak_all(&raw.says) }))
    }
}
