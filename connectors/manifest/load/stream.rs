//! Streams: what is collected, page by page, and how a record becomes a mention.

use std::sync::Arc;

use plaza_core::Takes;
use toml::Spanned;

use super::super::format::{
    IncrementalFile, LiveFile, MappingFile, MarkType, PaginationFile, PaginationType, RecheckFile,
    StreamFile, TakesType, Text, TimeFormat,
};
use super::super::jq::Program;
use super::super::model::{
    Incremental, ListCheck, Live, Mapping, Pagination, Recheck, Stream, ThreadCheck, Window,
};
use super::reader::{Reader, Result};

/// Variables of the requests that collect.
const COLLECTING: &[&str] = &["config", "page", "since", "parent", "window", "me", "now"];
/// Variables of the requests that open a live connection.
const LISTENING: &[&str] = &["config", "me", "now"];
/// Variables of a request that lists what lives.
const LISTING: &[&str] = &["config", "page", "me", "now"];
/// Variables of the requests that look whether a thread is still there.
const RECHECKING_THREADS: &[&str] = &["config", "thread", "id", "me", "now"];
/// Variables of the requests that look at mentions again.
const RECHECKING: &[&str] = &["config", "id", "ids", "me", "now"];

/// Mentions of a stream that are looked at again where the manifest does not say.
const DEFAULT_KEEP: usize = 100;
/// Most of them: each one stands in the source's cursor.
const MAX_KEEP: usize = 2_000;
/// Most mentions in one request of a second look.
const MAX_BATCH: usize = 100;

impl Reader<'_> {
    pub(super) fn streams(&mut self, raw: &[StreamFile]) -> Result<Vec<Stream>> {
        let mut names: Vec<&str> = Vec::new();
        let mut streams = Vec::new();
        for stream in raw {
            let name = stream.name.get_ref().as_str();
            if names.contains(&name) {
                return Err(self.wrong(&stream.name, format!("the stream `{name}` stands twice")));
            }
            let follows = match (&stream.for_each, &stream.follow) {
                (None, None) => None,
                (Some(parent), Some(follow)) => {
                    let index = names.iter().position(|known| *known == parent.get_ref());
                    let index = index.ok_or_else(|| {
                        let known = names.join(", ");
                        self.wrong(parent, format!("names no stream above this one ({known})"))
                    })?;
                    Some((index, self.jq(follow)?))
                }
                (Some(place), None) | (None, Some(place)) => {
                    return Err(self.wrong(place, "`for_each` and `follow` belong together"));
                }
            };
            streams.push(self.stream(stream, follows)?);
            names.push(name);
        }
        Ok(streams)
    }

    pub(super) fn stream(
        &mut self,
        raw: &StreamFile,
        follows: Option<(usize, Program)>,
    ) -> Result<Stream> {
        if let (Some(incremental), Some(_)) = (&raw.incremental, &follows) {
            let why = "a stream that follows another has no `incremental` of its own";
            return Err(self.wrong(incremental, why));
        }
        if raw.mention.is_none() && raw.recheck.is_some() {
            return Err(self.wrong(&raw.name, "`recheck` needs a `mention` in the same stream"));
        }
        let window = match &raw.window {
            Some(window) => Some(Window {
                step_ms: self.duration(&window.step)?.max(60_000),
                first_ms: self.duration(&window.first)?,
                overlap_ms: self.maybe_duration(window.overlap.as_ref())?.unwrap_or(0),
                format: window.format.unwrap_or(TimeFormat::Rfc3339),
            }),
            None => None,
        };
        Ok(Stream {
            name: raw.name.get_ref().clone(),
            needs: self.needs(&raw.needs)?,
            unless: self.needs(&raw.unless)?,
            follows,
            request: self.request(&raw.request, COLLECTING)?,
            records: self.records(raw.records.as_ref(), &raw.name)?,
            pagination: self.maybe_pagination(raw.pagination.as_ref())?,
            incremental: raw.incremental.as_ref().map(|i| self.incremental(i)).transpose()?,
            window,
            mention: raw.mention.as_ref().map(|name| self.named_mapping(name)).transpose()?,
            recheck: match &raw.recheck {
                Some(recheck) => Some(self.recheck(recheck, &raw.name)?),
                None => None,
            },
        })
    }

    pub(super) fn live(&mut self, raw: &LiveFile) -> Result<Live> {
        Ok(Live {
            kind: raw.kind,
            needs: self.needs(&raw.needs)?,
            unless: self.needs(&raw.unless)?,
            request: self.request(&raw.request, LISTENING)?,
            credentials: raw.credentials,
            matching: self.maybe_jq(raw.matching.as_ref())?,
        })
    }

    /// The records of an answer; by default the items of a list.
    pub(super) fn records(&self, raw: Option<&Text>, place: &Text) -> Result<Program> {
        match raw {
            Some(text) => self.jq(text),
            None => self.jq(&Spanned::new(place.span(), ".[]".to_owned())),
        }
    }

    pub(super) fn maybe_pagination(
        &self,
        raw: Option<&Spanned<PaginationFile>>,
    ) -> Result<Option<Pagination>> {
        let Some(place) = raw else { return Ok(None) };
        let raw = place.get_ref();
        let needs_next = matches!(raw.kind, PaginationType::Cursor | PaginationType::NextUrl);
        if needs_next != raw.next.is_some() {
            let why = if needs_next {
                "this kind of pagination needs `next`, a jq program on the answer"
            } else {
                "`next` belongs to the kinds `cursor` and `next_url`"
            };
            return Err(self.wrong(place, why));
        }
        Ok(Some(Pagination {
            kind: raw.kind,
            next: self.maybe_jq(raw.next.as_ref())?,
            start: raw.start.unwrap_or(u64::from(raw.kind == PaginationType::Page)),
            size: raw.size,
            last: self.maybe_jq(raw.last.as_ref())?,
            most_pages: raw.most_pages.unwrap_or(10_000),
        }))
    }

    pub(super) fn incremental(&self, place: &Spanned<IncrementalFile>) -> Result<Incremental> {
        let raw = place.get_ref();
        let overlap = match (&raw.overlap, raw.kind) {
            (None, _) => 0,
            (Some(text), MarkType::Time) => self.duration(text)?,
            (Some(text), MarkType::Number) => text
                .get_ref()
                .parse()
                .map_err(|_| self.wrong(text, "takes a whole number, as text"))?,
            (Some(text), MarkType::Id) => {
                return Err(self.wrong(text, "ids have no distance; leave `overlap` out"));
            }
        };
        if let Some(first) = raw.first.as_ref().filter(|_| raw.kind != MarkType::Time) {
            return Err(self.wrong(first, "`first` belongs to marks of type `time`"));
        }
        Ok(Incremental {
            value: self.jq(&raw.value)?,
            kind: raw.kind,
            order: raw.order,
            overlap,
            first_ms: self.maybe_duration(raw.first.as_ref())?,
            format: raw.format.unwrap_or(TimeFormat::Rfc3339),
        })
    }

    pub(super) fn mapping(&mut self, raw: &MappingFile) -> Result<Mapping> {
        if raw.text.is_none() && raw.html.is_none() && raw.title.is_none() {
            return Err(self.wrong(&raw.id, "a mention needs `text`, `html` or `title`"));
        }
        if let (Some(_), Some(html)) = (&raw.text, &raw.html) {
            return Err(self.wrong(html, "a mention has either `text` or `html`"));
        }
        let who = self.author(raw)?;
        let jq = |text: &Option<Text>| self.maybe_jq(text.as_ref());
        Ok(Mapping {
            id: self.jq(&raw.id)?,
            skip: jq(&raw.skip)?,
            deleted: jq(&raw.deleted)?,
            thread_deleted: jq(&raw.thread_deleted)?,
            takes: match raw.takes {
                TakesType::Itself => Takes::Itself,
                TakesType::Answers => Takes::Answers,
                TakesType::Thread => Takes::Thread,
            },
            text: jq(&raw.text)?,
            html: jq(&raw.html)?,
            title: jq(&raw.title)?,
            url: jq(&raw.url)?,
            author: jq(&raw.author)?,
            author_name: jq(&raw.author_name)?,
            who,
            created_at: jq(&raw.created_at)?,
            rating: jq(&raw.rating)?,
            lang: jq(&raw.lang)?,
            parent_id: jq(&raw.parent_id)?,
            conversation_id: jq(&raw.conversation_id)?,
            channel: jq(&raw.channel)?,
            country: jq(&raw.country)?,
            ours: jq(&raw.ours)?,
            extra: jq(&raw.extra)?,
        })
    }

    pub(super) fn named_mapping(&self, name: &Text) -> Result<Arc<Mapping>> {
        self.mappings.get(name.get_ref()).map(Arc::clone).ok_or_else(|| {
            let known = self.mappings.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let why = format!("there is no [mention.{}]; there is {known}", name.get_ref());
            self.wrong(name, why)
        })
    }

    fn list_check(&self, raw: &RecheckFile) -> Result<Option<ListCheck>> {
        let Some(shows) = raw.list else {
            return match (&raw.id, &raw.pagination) {
                (Some(id), _) => Err(self.wrong(id, "`id` belongs to a recheck with `list`")),
                (_, Some(pages)) => {
                    Err(self.wrong(pages, "`pagination` belongs to a recheck with `list`"))
                }
                (None, None) => Ok(None),
            };
        };
        if let Some(batch) = &raw.batch {
            return Err(self.wrong(batch, "a recheck has either `list` or `batch`"));
        }
        if let Some(gone) = &raw.gone {
            return Err(self.wrong(gone, "in a list, what is missing is gone; leave `gone` out"));
        }
        Ok(Some(ListCheck {
            shows,
            id: self.maybe_jq(raw.id.as_ref())?,
            pagination: self.maybe_pagination(raw.pagination.as_ref())?,
        }))
    }

    /// A number from 1 to `most`.
    fn within(&self, raw: Option<&Spanned<u32>>, default: usize, most: usize) -> Result<usize> {
        let Some(raw) = raw else { return Ok(default) };
        match usize::try_from(*raw.get_ref()) {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => Err(self.wrong(raw, format!("takes 1 to {most}"))),
        }
    }

    pub(super) fn recheck(&mut self, raw: &RecheckFile, place: &Text) -> Result<Recheck> {
        let names = if raw.list.is_some() { LISTING } else { RECHECKING };
        let batch = self.within(raw.batch.as_ref(), 1, MAX_BATCH)?;
        let keep = self.within(raw.keep.as_ref(), DEFAULT_KEEP, MAX_KEEP)?;
        let whole = Spanned::new(place.span(), ".".to_owned());
        let records = match &raw.records {
            Some(text) => self.jq(text)?,
            None if batch == 1 && raw.list.is_none() => self.jq(&whole)?,
            None => self.records(None, place)?,
        };
        Ok(Recheck {
            list: self.list_check(raw)?,
            thread: match &raw.thread {
                Some(thread) => Some(ThreadCheck {
                    request: self.request(&thread.request, RECHECKING_THREADS)?,
                    gone: self.maybe_jq(thread.gone.as_ref())?,
                }),
                None => None,
            },
            request: self.request(&raw.request, names)?,
            records,
            gone: self.maybe_jq(raw.gone.as_ref())?,
            keep,
            batch,
            every_ms: self.maybe_duration(raw.every.as_ref())?.unwrap_or(3_600_000),
        })
    }
}
