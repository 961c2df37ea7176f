//! Schemathesis: makes requests out of the OpenAPI document and looks whether the answers are what
//! the document says.

use std::process::Command;

use anyhow::{Result, bail};

use crate::peers;
use crate::server::{Plaza, repository};

/// Asks the server what its document allows, and what it does not; `token` is the secret of an API
/// token, `None` for somebody unknown. The requests are the same in every run: `examples` for each
/// operation, and those that stand at the edges of what a schema allows.
///
/// # Errors
/// An answer is not what the document says; the message carries the requests to repeat it.
pub fn ask(plaza: &Plaza, token: Option<&str>, examples: u32) -> Result<()> {
    let program = peers::installed("schemathesis/bin/schemathesis")?;
    let mut command = Command::new(program);
    command
        .current_dir(plaza.data())
        .arg("--no-color")
        .arg("--config-file")
        .arg(repository().join("tests/peers/schemathesis.toml"))
        .args(["run", &plaza.url("/api/v1/openapi.json")])
        .args(["--max-examples", &examples.to_string()])
        .args(["--warnings", "off"]);
    if let Some(token) = token {
        command.args(["--header", &format!("Authorization: Bearer {token}")]);
    }
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    bail!("{}:\n{printed}{}", output.status, String::from_utf8_lossy(&output.stderr))
}
