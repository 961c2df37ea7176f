//! Who wrote a mention: the account's id, where it is unique, and what the author is.

use plaza_core::AuthorIs;

use super::super::format::{MappingFile, Text};
use super::super::model::{Author, Kind};
use super::super::template::Use;
use super::reader::{PLAIN, Reader, Result};

impl Reader<'_> {
    pub(super) fn author(&mut self, raw: &MappingFile) -> Result<Author> {
        let kind = match &raw.author_is {
            Some(text) => self.author_kind(text)?,
            None => Kind::Always(AuthorIs::default()),
        };
        if let (Some(account), Kind::Always(kind)) = (&raw.account, &kind)
            && !kind.is_account()
        {
            let why = format!("an author that is always a `{}` has no account", kind.name());
            return Err(self.wrong(account, why));
        }
        let space = match (&raw.account_space, &raw.account) {
            (Some(space), None) => {
                return Err(self.wrong(space, "`account_space` says where an `account` is unique"));
            }
            (Some(space), Some(_)) => Some(self.template(space, Use::Text, PLAIN)?),
            (None, _) => None,
        };
        if let (Some(text), Some(space)) = (&raw.account_space, &space)
            && let Some(secret) = space.fields().find(|key| self.secrets.iter().any(|s| s == key))
        {
            let why = format!("`{secret}` is a secret, and the account's space is shown");
            return Err(self.wrong(text, why));
        }
        Ok(Author { account: self.maybe_jq(raw.account.as_ref())?, space, kind })
    }

    /// One of the names, or a program that gives one of them.
    fn author_kind(&self, text: &Text) -> Result<Kind> {
        let written = text.get_ref().trim();
        if let Some(kind) = AuthorIs::parse(written) {
            return Ok(Kind::Always(kind));
        }
        if written.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ')) {
            let why = format!("`{written}` is none of {}, nor a jq program", AuthorIs::NAMES);
            return Err(self.wrong(text, why));
        }
        self.jq(text).map(Kind::Found)
    }
}
