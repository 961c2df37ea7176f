//! Ideas and evidence.

mod ideas;
