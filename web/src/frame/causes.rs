//! What the errors of the engine and the store become as problems.

use axum::http::StatusCode;
use plaza_core::ConnectorError;
use plaza_engine::EngineError;
use plaza_store::StoreError;

use crate::Problem;

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Forbidden(permission) => Self::forbidden(permission),
            EngineError::NotFound(what) => Self::not_found(what),
            EngineError::Invalid { field, message } => Self::invalid(field, message),
            EngineError::Conflict(why) => Self::conflict(why),
            EngineError::Stale(stale) => Self::stale(&stale),
            EngineError::Answered(answers) => Self::answered_meanwhile(&answers),
            EngineError::Query(query) => {
                let mut problem = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "/problems/query",
                    "Query not understood",
                    query.told(),
                );
                problem.field = Some("q".to_owned());
                problem.at = Some(query.at);
                problem.length = Some(query.len);
                problem
            }
            EngineError::SecretsNeeded(fields) => Self::secrets_needed(fields),
            EngineError::Connector(error) => error.into(),
            EngineError::Unavailable(why) => Self::unavailable(why),
            EngineError::Stopped(stopped) => {
                Self::unavailable(EngineError::Stopped(stopped).message())
            }
            EngineError::Store(error @ StoreError::Unavailable(_)) => {
                log_failure(&error);
                Self::store_away()
            }
            EngineError::Key(error) => Self::unavailable(error.message()),
            error @ (EngineError::Store(_) | EngineError::Search(_) | EngineError::Analyzer(_)) => {
                log_failure(&error);
                Self::internal()
            }
        }
    }
}

impl From<ConnectorError> for Problem {
    fn from(error: ConnectorError) -> Self {
        Self::upstream(error.message())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        EngineError::from(error).into()
    }
}

/// Writes the whole chain of causes to the log; the caller sees none of it.
fn log_failure(error: &dyn std::error::Error) {
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        chain.push_str(": ");
        chain.push_str(&error.to_string());
        cause = error.source();
    }
    tracing::error!(error = chain, "request failed");
}
