//! The quotes of an idea, person by person.

use plaza_core::{AuthorId, EvidenceId, IdeaId, MentionId, Millis};
use plaza_store::innovate::Evidence;

use super::spoken;
use crate::frame::i18n::Translator;
use crate::frame::page::initials;

/// Somebody who asked for it, with what they said.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) hue: usize,
    /// Where they said it.
    pub(super) places: String,
    /// In how many mentions they asked.
    pub(super) times: usize,
    pub(super) quotes: Vec<Quote>,
    author_id: Option<AuthorId>,
}

/// A quote with where it stands.
pub(super) struct Quote {
    pub(super) id: EvidenceId,
    pub(super) mention_id: MentionId,
    pub(super) quote: String,
    /// For the `lang` attribute; empty where it is not known.
    pub(super) lang: String,
    /// The language by its name, where it is not the reader's.
    pub(super) lang_name: String,
    pub(super) said_at: Millis,
    pub(super) deleted: bool,
    /// It belongs to this idea itself, not to one merged into it.
    pub(super) own: bool,
    place: String,
}

/// Groups quotes by who said them: those who asked most often first, then in order. A voice that
/// nobody knows stands for itself.
pub(super) fn persons(t: &Translator, idea: IdeaId, evidence: Vec<Evidence>) -> Vec<Person> {
    let mut persons: Vec<Person> = Vec::new();
    for item in evidence {
        let author = item.author_id;
        let known = persons.iter().position(|p| author.is_some() && p.author_id == author);
        let at = known.unwrap_or_else(|| {
            persons.push(person(t, &item));
            persons.len() - 1
        });
        persons[at].quotes.push(quote(t, idea, item));
    }
    for person in &mut persons {
        person.sum_up();
    }
    persons.sort_by_key(|person| std::cmp::Reverse(person.times));
    persons
}

impl Person {
    /// Where and how often they said it; the newest quote stands first.
    fn sum_up(&mut self) {
        let mut mentions: Vec<MentionId> = self.quotes.iter().map(|q| q.mention_id).collect();
        mentions.sort_unstable();
        mentions.dedup();
        self.times = mentions.len();
        self.quotes.sort_by_key(|quote| std::cmp::Reverse(quote.said_at));
        let mut places: Vec<&str> = Vec::new();
        for quote in &self.quotes {
            if !places.contains(&quote.place.as_str()) {
                places.push(&quote.place);
            }
        }
        self.places = places.join(", ");
    }
}

fn person(t: &Translator, item: &Evidence) -> Person {
    let name = item.author_name.as_ref().or(item.author.as_ref());
    let name = name.map_or_else(|| t.get("mention-anonymous"), Clone::clone);
    let (initials, hue) = initials(&name);
    Person {
        name,
        initials,
        hue,
        places: String::new(),
        times: 0,
        quotes: Vec::new(),
        author_id: item.author_id,
    }
}

fn quote(t: &Translator, idea: IdeaId, item: Evidence) -> Quote {
    let lang = spoken(item.lang.as_deref()).to_owned();
    let foreign = !lang.is_empty() && lang != t.lang().code();
    Quote {
        id: item.id,
        mention_id: item.mention_id,
        lang_name: if foreign { t.label("lang", &lang) } else { String::new() },
        lang,
        quote: item.quote,
        said_at: item.mention_created_at,
        deleted: item.mention_deleted,
        own: item.idea_id == idea,
        place: item.source_name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    fn said(id: i64, author: Option<i64>, mention: i64, place: &str) -> Evidence {
        Evidence {
            id: id.into(),
            idea_id: 1.into(),
            mention_id: mention.into(),
            quote: format!("cita {id}"),
            start: 0,
            end: 6,
            added_by: None,
            added_by_name: None,
            created_at: id,
            author_id: author.map(AuthorId::from),
            lang: Some("en".to_owned()),
            author: Some(format!("a{}", author.unwrap_or(0))),
            author_name: None,
            source_name: place.to_owned(),
            mention_created_at: id * 10,
            mention_deleted: false,
        }
    }

    #[test]
    fn one_account_is_one_person_and_an_unknown_voice_stands_alone() {
        let evidence = vec![
            said(1, None, 1, "Foro"),
            said(2, Some(7), 2, "Reddit"),
            said(3, Some(7), 3, "Correo"),
            said(4, Some(7), 3, "Correo"),
            said(5, None, 4, "Foro"),
        ];
        let told = persons(translator(Lang::Es), 1.into(), evidence);
        let shown: Vec<(&str, usize, usize, &str)> = told
            .iter()
            .map(|p| (p.name.as_str(), p.times, p.quotes.len(), p.places.as_str()))
            .collect();
        assert_eq!(
            shown,
            [("a7", 2, 3, "Correo, Reddit"), ("a0", 1, 1, "Foro"), ("a0", 1, 1, "Foro")]
        );
        assert_eq!(told[0].quotes[0].lang_name, "inglés");
    }
}
