//! The past of a place: how far back it can be read, and what could not be.

use super::page::Page;
use crate::Millis;

/// A span of which the platform has more than could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// Where it begins, milliseconds UTC.
    pub from: Millis,
    /// Where it ends, milliseconds UTC.
    pub until: Millis,
}

/// How far back a kind of source can be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum History {
    /// Only what the place shows right now: what it no longer shows is lost.
    #[default]
    Now,
    /// The regular collection begins with everything that there is.
    Whole,
    /// The regular collection begins with what is recent; [`Connector::collect_past`](crate::Connector::collect_past) reads on
    /// into the past.
    Pages,
}

/// One page of the past.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PastPage {
    /// What it brought; `more` is false when the end is reached.
    pub page: Page,
    /// How far back everything has been read now, milliseconds UTC, where that can be told.
    pub reached: Option<Millis>,
}
