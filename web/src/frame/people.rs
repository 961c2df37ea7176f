//! How a count of people is worded: one rule for every screen.
//!
//! "12 people" only where the platforms' ids tell all of them apart; "12 accounts" where some are
//! known by their handle alone; "9 accounts and 3 unknown voices" where nobody knows who wrote some
//! of it.

use plaza_core::{People, PeopleWording};

use super::i18n::Translator;

impl Translator {
    /// The count in words.
    #[must_use]
    pub(crate) fn people(&self, people: &People) -> String {
        match people.wording() {
            PeopleWording::People(n) => self.count("people-people", n),
            PeopleWording::Accounts(n) => self.count("people-accounts", n),
            PeopleWording::Unknown(n) => self.count("people-unknown", n),
            PeopleWording::Both(accounts, unknown) => self.with2(
                "people-both",
                ("accounts", &self.count("people-accounts", accounts)),
                ("unknown", &self.count("people-unknown", unknown)),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    #[test]
    fn a_count_says_how_sure_it_is() {
        for (by_id, by_handle, unknown, es, en) in [
            (0, 0, 0, "0 personas", "0 people"),
            (1, 0, 0, "1 persona", "1 person"),
            (12, 0, 0, "12 personas", "12 people"),
            (11, 1, 0, "12 cuentas", "12 accounts"),
            (0, 1, 0, "1 cuenta", "1 account"),
            (9, 0, 3, "9 cuentas y 3 voces desconocidas", "9 accounts and 3 unknown voices"),
            (1, 0, 1, "1 cuenta y 1 voz desconocida", "1 account and 1 unknown voice"),
            (0, 0, 12_345, "12.345 voces desconocidas", "12,345 unknown voices"),
        ] {
            let people = People { by_id, by_handle, unknown };
            for (lang, expected) in [(Lang::Es, es), (Lang::En, en)] {
                assert_eq!(translator(lang).people(&people), expected);
            }
        }
    }
}
