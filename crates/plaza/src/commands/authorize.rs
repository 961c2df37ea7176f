//! `plaza source authorize`: connects an account in a browser.

use std::io::BufRead;

use anyhow::{Context, bail};
use plaza_core::SourceConfig;

use crate::config::Config;
use crate::{output, wiring};

/// Prints where to sign in, reads the address that the browser was sent back to, and prints the
/// settings that come of it.
pub(super) async fn run(
    config: &Config,
    kind: &str,
    settings: &[String],
    redirect: &str,
    allowed_host: Option<String>,
) -> anyhow::Result<bool> {
    let (connectors, _) = wiring::connectors(config);
    let factory = connectors.iter().find(|factory| factory.spec().kind == kind);
    let factory = factory.with_context(|| {
        format!("there is no kind named {kind}; `plaza source kinds` shows them")
    })?;
    let values = super::source::pairs(settings)?;
    let source = SourceConfig::checked(factory.spec(), values, allowed_host)?;
    let Some(connecting) = factory.authorize(&source, redirect)? else {
        bail!("{kind} asks for no sign-in in a browser; `plaza source kinds` shows its settings");
    };
    output::note("Open this address, sign in and agree:");
    output::note(connecting.url().as_str());
    output::note(&format!(
        "The browser is sent to {redirect}… then; it does not matter when nothing is shown there."
    ));
    output::note("Paste that whole address here:");
    let mut returned = String::new();
    std::io::stdin().lock().read_line(&mut returned)?;
    for (field, secret) in connecting.finish(returned.trim()).await? {
        output::line(&format!("{field}={secret}"));
    }
    Ok(true)
}
