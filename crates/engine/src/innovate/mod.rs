//! Ideas: from a quote to what was shipped.

mod ideas;

use crate::Engine;
use crate::shared::Shared;

/// Ideas.
#[derive(Clone, Copy)]
pub struct Innovate<'a> {
    engine: &'a Engine,
}

impl<'a> Innovate<'a> {
    pub(crate) fn of(engine: &'a Engine) -> Self {
        Self { engine }
    }

    fn shared(&self) -> &'a Shared {
        self.engine.shared()
    }
}
