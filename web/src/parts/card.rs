//! A mention as lists and threads show it.

use std::ops::Range;

use plaza_core::{Answering, Intent, MentionId, Millis, Sentiment, SourceId, ThemeId};
use plaza_engine::find::Hit;
use plaza_store::{InsightView, MentionView};

use super::list_place::ListPlace;
use super::marks::{Part, excerpt, marked};
use crate::frame::i18n::Translator;
use crate::frame::page::initials;

/// A mention.
pub(crate) struct MentionCard {
    pub(crate) id: MentionId,
    pub(crate) source_id: SourceId,
    pub(crate) source_name: String,
    pub(crate) place: String,
    pub(crate) author: String,
    /// Handle and shown name, for the tooltip.
    pub(crate) author_title: String,
    pub(crate) initials: String,
    pub(crate) hue: usize,
    pub(crate) title: Vec<Part>,
    pub(crate) excerpt: Vec<Part>,
    /// For the `lang` attribute; empty where it is not known.
    pub(crate) lang: String,
    pub(crate) created_at: Millis,
    pub(crate) rating: Option<f64>,
    pub(crate) rating_text: String,
    pub(crate) rating_title: String,
    pub(crate) insight: Option<InsightChips>,
    /// When it was deleted where it was said; there are no words then.
    pub(crate) deleted_at: Option<Millis>,
    pub(crate) edited: bool,
    /// What is unusual about it, in one word of the set `row`: the state first.
    pub(crate) state: Option<&'static str>,
    /// Its conversation.
    pub(crate) href: String,
    /// It can be ticked in a list, so that something is done to several.
    pub(crate) can_be_picked: bool,
}

/// What is known of a mention, as small labels.
pub(crate) struct InsightChips {
    pub(crate) sentiment: &'static str,
    /// The model gives its own choice little weight, and nobody has corrected it.
    pub(crate) unsure: bool,
    /// One thing is spoken well of and another badly; a sentiment that says so needs no mark.
    pub(crate) mixed: bool,
    pub(crate) intents: Vec<&'static str>,
    pub(crate) theme: Option<ThemeLink>,
}

/// A theme by name.
pub(crate) struct ThemeLink {
    pub(crate) id: ThemeId,
    pub(crate) label: String,
}

impl MentionCard {
    /// A mention without highlights.
    pub(crate) fn new(t: &Translator, mention: &MentionView) -> Self {
        Self::marked(t, mention, &[], &[])
    }

    /// A mention that was found.
    pub(crate) fn found(t: &Translator, hit: &Hit) -> Self {
        Self::marked(t, &hit.mention, &hit.title_marks, &hit.text_marks)
    }

    fn marked(
        t: &Translator,
        mention: &MentionView,
        title_marks: &[Range<usize>],
        text_marks: &[Range<usize>],
    ) -> Self {
        let author = author_name(t, mention);
        let (initials, hue) = initials(&author);
        let handle = mention.author.clone().unwrap_or_default();
        let rating_text = mention.rating.map(|rating| t.decimal(rating)).unwrap_or_default();
        Self {
            id: mention.id,
            source_id: mention.source_id,
            source_name: mention.source_name.clone(),
            place: shown_place(mention),
            author_title: if handle.is_empty() { author.clone() } else { handle },
            author,
            initials,
            hue,
            title: marked(&mention.title, title_marks),
            excerpt: excerpt(&mention.text, text_marks),
            lang: mention.insight.as_ref().map(lang_attribute).unwrap_or_default(),
            created_at: mention.created_at,
            rating: mention.rating,
            rating_title: t.with("mention-rating", "n", &rating_text),
            rating_text,
            insight: mention.insight.as_ref().map(chips),
            deleted_at: mention.deleted_at,
            edited: mention.edited_at.is_some(),
            state: state(mention),
            href: format!("/mentions/{}", mention.id),
            can_be_picked: false,
        }
    }

    /// The same, opened from a list.
    pub(crate) fn within(self, place: &ListPlace) -> Self {
        Self { href: place.mention_href(self.id), ..self }
    }

    /// The same on the page of a theme, whose name need not stand on every row.
    pub(crate) fn under(mut self, id: ThemeId) -> Self {
        if let Some(insight) = &mut self.insight {
            insight.theme.take_if(|theme| theme.id == id);
        }
        self
    }

    /// The feeling, where the model is sure of it or a person has settled it.
    pub(crate) fn feel(&self) -> Option<&'static str> {
        self.insight.as_ref().filter(|insight| !insight.unsure).map(|insight| insight.sentiment)
    }

    /// Whether one thing is spoken well of and another badly.
    pub(crate) fn is_mixed(&self) -> bool {
        let said = |insight: &InsightChips| insight.mixed || insight.sentiment == "mixed";
        self.insight.as_ref().is_some_and(said)
    }

    /// The chip's ground for its state.
    pub(crate) fn state_class(&self) -> &'static str {
        match self.state {
            Some("unanswered") => " chip-warn",
            Some("idea" | "ours") => " chip-accent",
            _ => "",
        }
    }

    /// Its theme's name; empty where it has none.
    pub(crate) fn theme(&self) -> &str {
        let theme = self.insight.as_ref().and_then(|insight| insight.theme.as_ref());
        theme.map_or("", |theme| &theme.label)
    }
}

/// The role of a feeling's colour.
pub(crate) fn feel_class(feeling: &str) -> &'static str {
    match feeling {
        "negative" => "neg",
        "positive" => "pos",
        _ => "neu",
    }
}

/// What a row says of a mention in one word.
fn state(mention: &MentionView) -> Option<&'static str> {
    let is_idea = |insight: &InsightView| insight.effective_intents.contains(&Intent::Idea);
    match mention.answering() {
        None => Some("ours"),
        _ if mention.deleted_at.is_some() => Some("deleted"),
        Some(Answering::Unanswered) => Some("unanswered"),
        Some(Answering::Answered) => Some("answered"),
        Some(Answering::Unasked) => mention.insight.as_ref().is_some_and(is_idea).then_some("idea"),
    }
}

/// Imported files name no place that a person could go to.
fn shown_place(mention: &MentionView) -> String {
    if mention.source_kind == "file" { String::new() } else { mention.place.clone() }
}

/// The name to show for a mention's author.
pub(crate) fn author_name(t: &Translator, mention: &MentionView) -> String {
    let name = mention.author_name.as_ref().or(mention.author.as_ref());
    let name = name.map(|name| name.trim()).filter(|name| !name.is_empty());
    name.map_or_else(|| t.get("mention-anonymous"), str::to_owned)
}

/// The labels of an insight.
pub(crate) fn chips(insight: &InsightView) -> InsightChips {
    let theme = insight.theme_id.zip(insight.theme_label.clone());
    InsightChips {
        sentiment: insight.effective_sentiment.name(),
        unsure: insight.unsure,
        mixed: insight.mixed && insight.effective_sentiment != Sentiment::Mixed,
        intents: insight.effective_intents.iter().map(|intent| intent.name()).collect(),
        theme: theme.map(|(id, label)| ThemeLink { id, label }),
    }
}

fn lang_attribute(insight: &InsightView) -> String {
    if insight.lang == "other" { String::new() } else { insight.lang.clone() }
}
