//! Reading one page.

use std::collections::HashSet;

use plaza_core::{IncomingMention, Millis, Rejected, text::truncate_chars};
use scraper::Html;
use url::Url;

use super::item::{Item, resolve};
use super::rules::Rules;
use super::{jsonld, microdata, schema};
use crate::fetch::Fetched;
use crate::html::parse_page;

/// Maximum number of mentions taken from one page.
const MAX_ITEMS: usize = 2_000;
/// Maximum number of characters of an unreadable block that are kept.
const MAX_RAW_CHARS: usize = 4_000;

/// What a page holds.
#[derive(Default)]
pub(super) struct Scraped {
    pub(super) mentions: Vec<IncomingMention>,
    pub(super) rejected: Vec<Rejected>,
    /// The next page, on the same host.
    pub(super) next: Option<Url>,
}

/// Reads a page by `rules`.
///
/// # Errors
/// The page is nested more deeply than any page made for people.
pub(super) fn scrape(fetched: &Fetched, rules: &Rules, now: Millis) -> Result<Scraped, String> {
    let html = parse_page(&fetched.text())?;
    let page = &fetched.final_url;
    let mut scraped = Scraped { next: next_page(&html, rules, page), ..Scraped::default() };
    let items = match &rules.css {
        Some(css) => css.items(&html, MAX_ITEMS + 1),
        None => structured(&html, page, &mut scraped.rejected),
    };
    if items.len() > MAX_ITEMS {
        scraped.rejected.push(Rejected {
            origin: page.as_str().to_owned(),
            reason: format!("the page has more than {MAX_ITEMS} items; the rest was left out"),
            raw: String::new(),
        });
    }
    let mut seen = HashSet::new();
    for mut item in items.into_iter().take(MAX_ITEMS) {
        if !rules.channel.is_empty() {
            item.channel.clone_from(&rules.channel);
        }
        match item.into_mention(page, now) {
            Ok(mention) if seen.insert(mention.external_id.clone()) => {
                scraped.mentions.push(mention);
            }
            // Pages repeat items in side bars, and in both kinds of markup.
            Ok(_) => {}
            Err(rejected) => scraped.rejected.push(rejected),
        }
    }
    Ok(scraped)
}

/// schema.org items: from JSON-LD, and where that has none from microdata.
fn structured(html: &Html, page: &Url, rejected: &mut Vec<Rejected>) -> Vec<Item> {
    let (blocks, unreadable) = jsonld::blocks(html);
    rejected.extend(unreadable.into_iter().map(|(reason, raw)| Rejected {
        origin: page.as_str().to_owned(),
        reason,
        raw: truncate_chars(&raw, MAX_RAW_CHARS).to_owned(),
    }));
    let items = schema::items(&blocks, page, MAX_ITEMS + 1);
    if !items.is_empty() {
        return items;
    }
    schema::items(&microdata::items(html, MAX_ITEMS + 1), page, MAX_ITEMS + 1)
}

fn next_page(html: &Html, rules: &Rules, page: &Url) -> Option<Url> {
    let mut next = resolve(page, &rules.next(html)?)?;
    next.set_fragment(None);
    (next.origin() == page.origin() && next != *page).then_some(next)
}
