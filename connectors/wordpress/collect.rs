//! Collecting: the window each time, a sweep where needed.

use crate::config::unreadable_item;
use plaza_core::{
    ConnectorError, DAY_MS, Deletion, Message, Millis, Page, Rejected, say, text::truncate_chars,
    to_rfc3339,
};
use serde_json::Value;

use super::api::{Api, Listing};
use super::cursor::{Cursor, Stream, Sweep, WINDOW_PAGES, Window};
use super::item::{self, Kind};
use crate::guarded::guarded;

/// How far a sweep steps back: WordPress compares dates in the site's own time zone, in which an
/// hour occurs twice in autumn, and excludes the second that is asked for.
const STEP_BACK_MS: Millis = 3_601_000;

/// Longest part of a broken item that is kept for the quarantine, in characters.
const MAX_RAW: usize = 4_000;

/// Fetches the next page.
pub(super) async fn collect(
    api: &Api,
    with_posts: bool,
    cursor: Option<&str>,
) -> Result<Page, ConnectorError> {
    let mut cursor = Cursor::read(cursor)?;
    let mut collector = Collector { api, us: None, page: Page::default() };
    collector.us = api.account().await?.map(|account| account.id);

    let streams = [(Kind::Posts, &mut cursor.posts), (Kind::Comments, &mut cursor.comments)];
    let mut streams: Vec<_> =
        streams.into_iter().filter(|(kind, _)| with_posts || *kind == Kind::Comments).collect();
    let sweeping = streams
        .iter_mut()
        .find_map(|(kind, stream)| stream.sweep.map(|sweep| (*kind, &mut **stream, sweep)));
    if let Some((kind, stream, sweep)) = sweeping {
        stream.sweep = collector.sweep(kind, sweep).await?;
        // After a sweep the window is read again, because counting starts there.
        collector.page.more = true;
    } else {
        for (kind, stream) in &mut streams {
            collector.window(*kind, stream).await?;
        }
        collector.page.more = streams.iter().any(|(_, stream)| stream.sweep.is_some());
    }
    drop(streams);
    collector.page.cursor = Some(cursor.write()?);
    Ok(collector.page)
}

/// A page behind the first one.
enum Further {
    Page(Listing),
    /// There is none.
    End,
    /// It cannot be read, and will not be.
    Dead,
}

struct Collector<'a> {
    api: &'a Api,
    /// The account that we answer with.
    us: Option<i64>,
    page: Page,
}

impl Collector<'_> {
    /// Reads one page of a sweep and returns the next place.
    async fn sweep(&mut self, kind: Kind, sweep: Sweep) -> Result<Option<Sweep>, ConnectorError> {
        let page = sweep.page.to_string();
        // WordPress treats 1970 as no date at all.
        let after = to_rfc3339((sweep.after - STEP_BACK_MS).max(DAY_MS));
        let order = [
            ("orderby", kind.date_order()),
            ("order", "asc"),
            ("page", page.as_str()),
            ("after", after.as_str()),
        ];
        let listing = self.list(kind, &order).await;
        let listing = if sweep.page == 1 && sweep.after == 0 {
            listing?
        } else {
            match self.further(kind, listing)? {
                Further::Page(listing) => listing,
                Further::End | Further::Dead => return Ok(None),
            }
        };
        let last = listing.items.iter().filter_map(item::date).max();
        self.take(kind, &listing.items);
        Ok(sweep.next(last, listing.pages))
    }

    /// Reads the newest items, and finds out which ones are gone.
    async fn window(&mut self, kind: Kind, stream: &mut Stream) -> Result<(), ConnectorError> {
        let mut items: Vec<Value> = Vec::new();
        let mut seen = Window { ids: Vec::new(), newest: 0, total: 0, is_whole: false };
        for number in 1..=WINDOW_PAGES {
            let page = number.to_string();
            let order = [("orderby", "id"), ("order", "desc"), ("page", page.as_str())];
            let listing = self.list(kind, &order).await;
            let listing = match number {
                1 => listing?,
                _ => match self.further(kind, listing)? {
                    Further::Page(listing) => listing,
                    Further::End => {
                        seen.is_whole = true;
                        break;
                    }
                    Further::Dead => break,
                },
            };
            items.extend(listing.items);
            seen.total = listing.total;
            seen.is_whole = listing.pages <= number;
            if seen.is_whole {
                break;
            }
        }
        seen.ids = items.iter().filter_map(|item| item["id"].as_i64()).collect();
        // An item that arrives between two requests shifts another one onto both pages.
        seen.ids.sort_unstable_by(|a, b| b.cmp(a));
        seen.ids.dedup();
        seen.newest = items.iter().filter_map(item::date).max().unwrap_or(0);

        let missing = stream.missing(&seen);
        self.delete_gone(kind, &missing).await?;
        items.reverse();
        self.take(kind, &items);
        stream.advance(seen, self.api.now());
        Ok(())
    }

    /// Asks for `missing` by id, because a deletion between two requests moves an item onto a page
    /// that was already read.
    async fn delete_gone(&mut self, kind: Kind, missing: &[i64]) -> Result<(), ConnectorError> {
        for ids in missing.chunks(100) {
            let include = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
            let query = [("include", include.as_str()), ("per_page", "100"), ("_fields", "id")];
            let found = self.api.list(kind.route(), &query).await?.items;
            let is_there = |id: i64| found.iter().any(|item| item["id"].as_i64() == Some(id));
            self.page.deletions.extend(
                ids.iter()
                    .filter(|id| !is_there(**id))
                    .map(|id| Deletion::of(kind.external_id(*id))),
            );
        }
        Ok(())
    }

    async fn list(&self, kind: Kind, order: &[(&str, &str)]) -> Result<Listing, ConnectorError> {
        let mut query =
            vec![("per_page", "100"), ("_fields", kind.fields()), ("_embed", kind.embed())];
        query.extend_from_slice(order);
        self.api.list(kind.route(), &query).await
    }

    /// A page behind the first one. Where it is dead, the list ends before it and a person sees
    /// that; what only passes is asked for again next time.
    fn further(
        &mut self,
        kind: Kind,
        listing: Result<Listing, ConnectorError>,
    ) -> Result<Further, ConnectorError> {
        match listing {
            Ok(listing) => Ok(Further::Page(listing)),
            // What was deleted meanwhile has made the list shorter.
            Err(ConnectorError::Malformed(why)) if why.contains("invalid_page_number") => {
                Ok(Further::End)
            }
            Err(
                error @ (ConnectorError::Malformed(_)
                | ConnectorError::Gone(_)
                | ConnectorError::Unauthorized(_)),
            ) => {
                let why = say!(
                    "further-page-unread",
                    "a further page could not be read, so the list ends before it: {why}",
                    why = error.message()
                );
                self.refuse(kind, why, "");
                Ok(Further::Dead)
            }
            Err(error) => Err(error),
        }
    }

    fn refuse(&mut self, kind: Kind, reason: Message, raw: &str) {
        let raw = truncate_chars(raw, MAX_RAW).to_owned();
        self.page.rejected.push(Rejected { origin: kind.route().to_owned(), reason, raw });
    }

    fn take(&mut self, kind: Kind, items: &[Value]) {
        for item in items {
            match guarded(|| item::mention(kind, item, self.us)) {
                Ok(Ok(mention)) => self.page.mentions.push(mention),
                Ok(Err(rejected)) => self.page.rejected.push(rejected),
                Err(reason) => self.refuse(kind, unreadable_item(reason), &item.to_string()),
            }
        }
    }
}
