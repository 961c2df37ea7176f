//! Learning from people: what they judge of the models' answers, how often the models agree, and
//! the workspace heads that are fitted to it.
//!
//! Nothing here knows a model: heads stand on the probabilities that any analyzer gives
//! ([`plaza_core::Analyzer::weigh`]).

mod accuracy;
mod features;
mod fit;
mod heads;
mod judge;
mod queue;
mod retrain;
mod trial;

pub use accuracy::{FEWEST_JUDGEMENTS, ModelsOverview, TaskAccuracy};
pub(crate) use heads::ActiveHeads;
pub(crate) use judge::{judgements, not_analyzed};
pub use queue::ToJudge;
pub(super) use retrain::{HeadCache, Retrain};
pub use trial::{Outcome, TaskTrial, Trial};
