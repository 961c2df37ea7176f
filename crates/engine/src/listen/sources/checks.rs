//! What people enter, checked.

use plaza_core::{ConnectorFactory, ConnectorSpec, Permission, SourceConfig, limits, say};

use crate::{Actor, EngineError, entered};

/// Shortest interval, in seconds; politeness is not for sale.
const MIN_INTERVAL_S: i64 = 60;

pub(super) fn check_name(name: &str) -> Result<String, EngineError> {
    entered::line::<{ limits::SOURCE_NAME }>("name", name)
}

/// How often a source is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Schedule {
    /// Seconds; 0 means that it only runs when asked.
    pub(super) interval_s: i64,
    /// Whether the pause follows what the source brings.
    pub(super) adaptive: bool,
}

/// `None` adapts around the connector's own pause.
pub(super) fn check_schedule(
    spec: &ConnectorSpec,
    interval_s: Option<i64>,
) -> Result<Schedule, EngineError> {
    let fixed = |interval_s| Ok(Schedule { interval_s, adaptive: false });
    match interval_s {
        None => {
            let interval_s = i64::from(spec.interval_s);
            Ok(Schedule { interval_s, adaptive: interval_s > 0 })
        }
        Some(0) => fixed(0),
        Some(s) if (MIN_INTERVAL_S..=31 * 86_400).contains(&s) => fixed(s),
        Some(_) => {
            let message = say!(
                "takes-interval",
                "takes 0 (only when asked) or {min} seconds to 31 days",
                min = MIN_INTERVAL_S
            );
            Err(EngineError::invalid("interval_s", message))
        }
    }
}

/// `host:port`, or a few of them with commas between, lower case; the fetch module never allows
/// metadata addresses all the same.
pub(super) fn check_allowed_host(allowed: Option<String>) -> Result<Option<String>, EngineError> {
    let Some(allowed) = allowed.map(|a| a.trim().to_lowercase()).filter(|a| !a.is_empty()) else {
        return Ok(None);
    };
    let sound = allowed.split(',').all(|one| {
        one.trim().rsplit_once(':').is_some_and(|(host, port)| {
            !host.is_empty()
                && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-[]:".contains(c))
                && port.parse::<u16>().is_ok_and(|port| port > 0)
        })
    });
    if sound && allowed.len() <= limits::ALLOWED_HOST {
        return Ok(Some(allowed));
    }
    Err(EngineError::invalid(
        "allowed_host",
        say!("takes-host", "takes host:port, such as wiki.example.com:8443"),
    ))
}

/// The private hosts in `config` are for administrators to set and to change, and there are no more
/// of them than servers in the source's settings: one, or two where mail arrives from one port and
/// leaves through another.
pub(super) fn check_allowing(
    actor: &Actor,
    factory: &dyn ConnectorFactory,
    config: &SourceConfig,
    before: Option<&str>,
) -> Result<(), EngineError> {
    let Some(allowed) = config.allowed_host.as_deref().filter(|new| Some(*new) != before) else {
        return match (&config.allowed_host, before) {
            (None, Some(_)) => actor.require(Permission::AllowHosts),
            _ => Ok(()),
        };
    };
    actor.require(Permission::AllowHosts)?;
    let most = factory.destinations(config).hosts().max(1);
    if allowed.split(',').count() <= most {
        return Ok(());
    }
    let why = match most {
        1 => say!("takes-one-host", "takes one host:port: the settings name one server"),
        _ => say!(
            "takes-hosts",
            "takes at most {most} of host:port, one for each server in the settings",
            most
        ),
    };
    Err(EngineError::invalid("allowed_host", why))
}
