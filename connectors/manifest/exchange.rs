//! One request and its answer: sent in its turn, with credentials, and retried where that may help.

use std::time::Duration;

use minijinja::Value;
use plaza_core::{ConnectorError, Millis};
use url::Url;

use super::answer::Answer;
use super::limits::Purpose;
use super::model::Request;
use super::session::Session;

/// A read waits in place for up to this long when the platform says "wait".
const SHORT_WAIT_MS: Millis = 5_000;
/// How often a read is retried.
const RETRIES: u32 = 2;
/// Pause before the first retry; doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

impl Session {
    /// Sends a request when its turn has come; `address` replaces its own.
    pub(super) async fn exchange(
        &self,
        request: &Request,
        context: &Value,
        address: Option<&Url>,
        purpose: Purpose,
    ) -> Result<Answer, ConnectorError> {
        let (mut attempt, mut is_renewed) = (0, false);
        loop {
            let error = match Box::pin(self.exchange_once(request, context, address, purpose)).await
            {
                Ok(answer) => return Ok(answer),
                Err(error) => self.redacted(error),
            };
            // The access token may have expired early. A refused request had no effect, so it can
            // be repeated.
            if matches!(error, ConnectorError::Unauthorized(_))
                && !is_renewed
                && self.shared.tokens.end(&self.account, self.now())
            {
                is_renewed = true;
                continue;
            }
            let pause = match &error {
                _ if purpose != Purpose::Read || attempt >= RETRIES => return Err(error),
                ConnectorError::RateLimited { until, .. } => {
                    let wait = until - self.now();
                    if wait > SHORT_WAIT_MS {
                        return Err(error);
                    }
                    Duration::from_millis(u64::try_from(wait).unwrap_or(0))
                }
                ConnectorError::Transient(_) => FIRST_PAUSE * 2_u32.pow(attempt),
                _ => return Err(error),
            };
            attempt += 1;
            tokio::time::sleep(pause).await;
        }
    }

    async fn exchange_once(
        &self,
        request: &Request,
        context: &Value,
        address: Option<&Url>,
        purpose: Purpose,
    ) -> Result<Answer, ConnectorError> {
        let (limits, meters) = (&self.manifest.limits, &self.shared.meters);
        meters.open(&self.account, self.place(), self.now())?;
        let token = self.sign_in().await?;
        let context = self.with_session(context, token.as_ref());
        let prepared = self.prepare(request, &context, address)?;
        let prepared = self.with_credentials(prepared, token.as_ref())?;
        meters.turn(&self.account, self.place(), limits, purpose, self.now()).await?;
        self.send(prepared, purpose).await
    }
}
