//! People of the house, and the log of what they did.

mod audit;
mod board;
mod people;
mod races;
