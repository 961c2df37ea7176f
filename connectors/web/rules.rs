//! CSS selectors from the source's form.

use plaza_core::{ConfigError, SourceConfig, say, text::truncate_chars};
use scraper::{ElementRef, Html, Selector};

use super::item::{Item, Rating};
use crate::html::{Leaving, own_words, to_text};

/// How a page is read.
pub(super) struct Rules {
    /// Selectors; `None` reads schema.org data.
    pub(super) css: Option<CssRules>,
    next: Rule,
    /// The kind of place; where it is empty, schema.org data decides.
    pub(super) channel: String,
}

/// Selectors for the parts of an item.
pub(super) struct CssRules {
    item: Selector,
    text: Option<Rule>,
    title: Option<Rule>,
    author: Option<Rule>,
    date: Option<Rule>,
    link: Option<Rule>,
    rating: Option<Rule>,
    id: Option<Rule>,
}

/// `selector`, `selector@attribute` or `@attribute` of the item itself.
struct Rule {
    selector: Option<Selector>,
    attribute: Option<String>,
}

impl Rules {
    /// Reads the form.
    ///
    /// # Errors
    /// A field is not a selector; the error names it.
    pub(super) fn read(config: &SourceConfig) -> Result<Self, ConfigError> {
        let rule = |key: &str| {
            let text = config.get(key);
            (!text.is_empty()).then(|| Rule::parse(key, text)).transpose()
        };
        let fields = ["text", "title", "author", "date", "link", "rating", "id"];
        let css = if config.get("item").is_empty() {
            if let Some(field) = fields.into_iter().find(|key| !config.get(key).is_empty()) {
                let why =
                    say!("needs-item", "needs an item selector to look in; fill in `item` too");
                return Err(ConfigError::new(field, why));
            }
            None
        } else {
            Some(CssRules {
                item: selector("item", config.get("item"))?,
                text: rule("text")?,
                title: rule("title")?,
                author: rule("author")?,
                date: rule("date")?,
                link: rule("link")?,
                rating: rule("rating")?,
                id: rule("id")?,
            })
        };
        let next = match rule("next")? {
            Some(rule) => rule,
            None => Rule::parse("next", "link[rel~=next], a[rel~=next]")?,
        };
        Ok(Self { css, next, channel: config.get("channel").to_owned() })
    }

    /// The next page's address as written.
    pub(super) fn next(&self, page: &Html) -> Option<String> {
        let found = page.select(self.next.selector.as_ref()?).next()?;
        let attribute = self.next.attribute.as_deref().unwrap_or("href");
        found.attr(attribute).map(str::to_owned)
    }
}

impl CssRules {
    /// The items of a page, at most `max`.
    pub(super) fn items(&self, page: &Html, max: usize) -> Vec<Item> {
        page.select(&self.item).take(max).map(|element| self.item(element)).collect()
    }

    fn item(&self, element: ElementRef<'_>) -> Item {
        let part = |rule: &Option<Rule>, preferred: &[&str]| {
            rule.as_ref().and_then(|rule| rule.value(element, preferred)).unwrap_or_default()
        };
        let line =
            |rule: &Option<Rule>| part(rule, &[]).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = match &self.text {
            Some(rule) => rule.all_text(element),
            None => own_words(&element.inner_html(), Leaving::All),
        };
        let own_id = || {
            let id = ["data-id", "id"].iter().find_map(|name| element.attr(name));
            id.unwrap_or_default().to_owned()
        };
        let shown = part(&self.rating, &["data-rating", "content", "value", "aria-label", "title"]);
        Item {
            id: self.id.as_ref().map_or_else(own_id, |_| part(&self.id, &["data-id", "id"])),
            text,
            title: line(&self.title),
            author: line(&self.author),
            date: part(&self.date, &["datetime", "content", "title"]),
            link: part(&self.link, &["href"]),
            rating: if shown.trim().is_empty() { Rating::None } else { Rating::Shown(shown) },
            ..Item::default()
        }
    }
}

impl Rule {
    fn parse(key: &str, text: &str) -> Result<Self, ConfigError> {
        let text = text.trim();
        let is_name = |name: &str| {
            !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_:".contains(&b))
        };
        let (css, attribute) = match text.rsplit_once('@') {
            Some((css, name)) if is_name(name) => (css.trim(), Some(name.to_ascii_lowercase())),
            _ => (text, None),
        };
        let selector = (!css.is_empty()).then(|| selector(key, css)).transpose()?;
        Ok(Self { selector, attribute })
    }

    fn found<'a>(&self, item: ElementRef<'a>) -> Option<ElementRef<'a>> {
        match &self.selector {
            Some(selector) => item.select(selector).next(),
            None => Some(item),
        }
    }

    /// The named attribute, otherwise the first of `preferred` that the element has, otherwise its
    /// text.
    fn value(&self, item: ElementRef<'_>, preferred: &[&str]) -> Option<String> {
        let element = self.found(item)?;
        if let Some(attribute) = &self.attribute {
            return element.attr(attribute).map(str::to_owned);
        }
        let attribute = preferred.iter().find_map(|name| element.attr(name));
        let attribute = attribute.filter(|value| !value.trim().is_empty());
        Some(attribute.map_or_else(|| to_text(&element.inner_html()), str::to_owned))
    }

    /// The writer's words in every element that matches.
    fn all_text(&self, item: ElementRef<'_>) -> String {
        let Some(selector) = self.selector.as_ref().filter(|_| self.attribute.is_none()) else {
            return self.value(item, &[]).unwrap_or_default();
        };
        let own = |element: ElementRef<'_>| own_words(&element.inner_html(), Leaving::All);
        let parts: Vec<_> =
            item.select(selector).map(own).filter(|text| !text.is_empty()).collect();
        parts.join("\n\n").trim().to_owned()
    }
}

fn selector(key: &str, css: &str) -> Result<Selector, ConfigError> {
    Selector::parse(css).map_err(|_| {
        let shown = truncate_chars(css, 80);
        let why = say!("no-css-selector", "is not a CSS selector: `{value}`", value = shown);
        ConfigError::new(key, why)
    })
}
