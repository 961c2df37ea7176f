//! Reading one page.

use std::collections::HashSet;

use plaza_core::{IncomingMention, Message, Millis, Rejected, say, text::truncate_chars};
use scraper::{Html, Selector};
use url::Url;

use super::item::{Around, Item, resolve};
use super::rules::Rules;
use super::{jsonld, microdata, schema};
use crate::config::unreadable_item;
use crate::dates::Order;
use crate::encoding;
use crate::fetch::Fetched;
use crate::html::parse_page;

/// Maximum number of mentions taken from one page.
const MAX_ITEMS: usize = 2_000;
/// Maximum number of characters of an unreadable block that are kept.
const MAX_RAW_CHARS: usize = 4_000;
/// Maximum number of kinds of schema.org data that are told.
const MAX_KINDS: usize = 10;

/// What a page holds.
#[derive(Default)]
pub(super) struct Scraped {
    pub(super) mentions: Vec<IncomingMention>,
    pub(super) rejected: Vec<Rejected>,
    /// The next page, on the same host.
    pub(super) next: Option<Url>,
    /// Why nothing was found, where nothing was.
    pub(super) nothing: Option<Message>,
}

/// Reads a page by `rules`.
///
/// # Errors
/// The page is nested more deeply than any page made for people.
pub(super) fn scrape(fetched: &Fetched, rules: &Rules, now: Millis) -> Result<Scraped, String> {
    let body = &fetched.body;
    let claims = [fetched.charset(), encoding::in_meta(body), encoding::in_xml_declaration(body)];
    let html = parse_page(&encoding::decode(body, &claims))?;
    let page = &fetched.final_url;
    let base = attribute(&html, "base[href]", "href");
    let base = base.and_then(|base| page.join(base.trim()).ok()).unwrap_or_else(|| page.clone());
    let next = next_page(&html, rules, page, &base);
    let mut scraped = Scraped { next, ..Scraped::default() };
    let mut kinds = Vec::new();
    let items = match &rules.css {
        Some(css) => css.items(&html, MAX_ITEMS + 1),
        None => structured(&html, page, &mut scraped.rejected, &mut kinds),
    };
    if items.len() > MAX_ITEMS {
        scraped.rejected.push(Rejected {
            origin: page.as_str().to_owned(),
            reason: say!(
                "page-many-items",
                "the page has more than {max} items; the rest was left out",
                max = MAX_ITEMS
            ),
            raw: String::new(),
        });
    }
    let lang = attribute(&html, "html[lang]", "lang");
    let order = Order::of(items.iter().map(|item| item.date.as_str()), lang.as_deref());
    take(items, rules, &Around { page, base, order, now }, &mut scraped);
    if scraped.mentions.is_empty() && scraped.rejected.is_empty() {
        scraped.nothing = Some(nothing_found(&html, rules, &kinds));
    }
    Ok(scraped)
}

/// Makes mentions of items.
fn take(items: Vec<Item>, rules: &Rules, around: &Around<'_>, scraped: &mut Scraped) {
    let mut seen = HashSet::new();
    for mut item in items.into_iter().take(MAX_ITEMS) {
        if !rules.channel.is_empty() {
            item.channel.clone_from(&rules.channel);
        }
        match item.into_mention(around) {
            Ok(mention) if seen.insert(mention.external_id.clone()) => {
                scraped.mentions.push(mention);
            }
            // Pages repeat items in side bars, and in both kinds of markup.
            Ok(_) => {}
            Err(rejected) => scraped.rejected.push(rejected),
        }
    }
}

/// schema.org items: from JSON-LD, and where that has none from microdata. `kinds` becomes what
/// else there is.
fn structured(
    html: &Html,
    page: &Url,
    rejected: &mut Vec<Rejected>,
    kinds: &mut Vec<String>,
) -> Vec<Item> {
    let (blocks, unreadable) = jsonld::blocks(html);
    rejected.extend(unreadable.into_iter().map(|(reason, raw)| Rejected {
        origin: page.as_str().to_owned(),
        reason: unreadable_item(reason),
        raw: truncate_chars(&raw, MAX_RAW_CHARS).to_owned(),
    }));
    let items = schema::items(&blocks, page, MAX_ITEMS + 1);
    if !items.is_empty() {
        return items;
    }
    let microdata = microdata::items(html, MAX_ITEMS + 1);
    kinds.extend(blocks.iter().chain(&microdata).flat_map(schema::kinds));
    schema::items(&microdata, page, MAX_ITEMS + 1)
}

/// The message for a page on which nothing was found.
fn nothing_found(html: &Html, rules: &Rules, kinds: &[String]) -> Message {
    let mut told: Vec<&str> = kinds.iter().map(String::as_str).collect();
    told.sort_unstable();
    told.dedup();
    if told.len() > MAX_KINDS {
        told.truncate(MAX_KINDS);
        told.push("…");
    }
    let what = if rules.css.is_some() {
        say!("page-no-item", "no element of the page matches the `item` selector")
    } else if told.is_empty() {
        say!(
            "page-no-schema",
            "the page has no schema.org reviews, comments or posts; fill in CSS selectors, \
             beginning with `item`"
        )
    } else {
        let told = told.join(", ");
        say!(
            "page-only-schema",
            "the page has no schema.org reviews, comments or posts, only {kinds}; fill in CSS \
             selectors, beginning with `item`",
            kinds = told
        )
    };
    if is_built_by_scripts(html) {
        say!(
            "page-by-scripts",
            "{what}. The page seems to be built by scripts, which Plaza does not run",
            what
        )
    } else {
        what
    }
}

/// Whether a page has scripts and hardly a word without them.
fn is_built_by_scripts(html: &Html) -> bool {
    const FEW_WORDS: usize = 20;
    let exists =
        |css: &str| Selector::parse(css).is_ok_and(|css| html.select(&css).next().is_some());
    let text = crate::html::to_text(&html.root_element().inner_html());
    exists("script[src]") && text.split_whitespace().count() < FEW_WORDS
}

/// The attribute of the first element that matches.
fn attribute(html: &Html, css: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(css).ok()?;
    html.select(&selector).next()?.attr(name).map(str::to_owned)
}

fn next_page(html: &Html, rules: &Rules, page: &Url, base: &Url) -> Option<Url> {
    let mut next = resolve(base, &rules.next(html)?)?;
    next.set_fragment(None);
    (next.origin() == page.origin() && next != *page).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_scripts_is_told() {
        let html = Html::parse_document("<script src=app.js></script><div id=root></div>");
        assert!(is_built_by_scripts(&html));
        let words = "word ".repeat(50);
        let html = Html::parse_document(&format!("<script src=app.js></script><p>{words}"));
        assert!(!is_built_by_scripts(&html));
    }
}
