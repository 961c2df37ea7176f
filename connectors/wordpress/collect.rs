//! Collecting: the window each time, a sweep where needed.

use plaza_core::{ConnectorError, DAY_MS, Deletion, Millis, Page, to_rfc3339};
use serde_json::Value;

use super::api::{Api, Listing};
use super::cursor::{Cursor, Stream, Sweep, WINDOW_PAGES, Window};
use super::item::{self, Kind};

/// How far a sweep steps back: WordPress compares dates in the site's own time zone, in which an
/// hour occurs twice in autumn, and excludes the second that is asked for.
const STEP_BACK_MS: Millis = 3_601_000;

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
        let listing = self
            .list(
                kind,
                &[
                    ("orderby", kind.date_order()),
                    ("order", "asc"),
                    ("page", &page),
                    ("after", &after),
                ],
            )
            .await?;
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
            let listing = self.list(kind, &order).await?;
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

    fn take(&mut self, kind: Kind, items: &[Value]) {
        for item in items {
            match item::mention(kind, item, self.us) {
                Ok(mention) => self.page.mentions.push(mention),
                Err(rejected) => self.page.rejected.push(rejected),
            }
        }
    }
}
