//! RSS 0.90 to 2.0, RSS 1.0 and Atom, item by item, however damaged.

mod document;
mod element;
mod fields;
mod head;
mod markup;
mod names;
mod outline;

pub(super) use fields::found;
pub(super) use outline::outline;
