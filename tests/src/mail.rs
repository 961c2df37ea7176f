//! Real mail servers: Dovecot for IMAP, and aiosmtpd for SMTP, which delivers into it.
//!
//! Every user name is a mailbox with the same password; each has a folder `Sent`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::peers::{self, PeerProcess, RunFolder};

/// Of every mailbox.
pub const PASSWORD: &str = "only-a-test";
/// Another one, as good for IMAP.
pub const PASSWORD_BEYOND_ASCII: &str = "nur-prüfung";
/// Where Debian's package puts Dovecot.
const DOVECOT: &str = "/usr/sbin/dovecot";
const SMTP_SERVER: &str = include_str!("smtp_server.py");

/// What the SMTP server does wrong with one recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpFault {
    /// Nothing.
    None,
    /// It takes the message, and its answer is lost.
    AnswerLost,
    /// The same; but the server keeps a copy in the sender's `Sent`, as large providers do.
    AnswerLostCopyKept,
    /// Message and answer are lost.
    MessageLost,
    /// It asks to come again later.
    Later,
    /// It knows no such recipient.
    NoSuchUser,
}

/// Both servers, running.
#[derive(Debug)]
pub struct MailServers {
    /// IMAP in the clear, or with STARTTLS.
    pub imap_port: u16,
    /// IMAP over TLS.
    pub imaps_port: u16,
    /// SMTP with STARTTLS.
    pub smtp_port: u16,
    /// SMTP over TLS.
    pub smtps_port: u16,
    /// The servers' certificate in PEM form; it names `localhost`.
    pub certificate: String,
    // Dropped in this order: first the processes, then their data.
    _smtp: PeerProcess,
    _imap: PeerProcess,
    folder: RunFolder,
}

impl MailServers {
    /// Starts both servers with empty mailboxes; about 2 s.
    ///
    /// # Errors
    /// One of them is not installed, or does not start.
    pub async fn start() -> Result<Self> {
        let dovecot = Path::new(DOVECOT);
        ensure!(dovecot.exists(), "{DOVECOT} is missing; `cargo xtask test` installs it");
        let python = peers::installed("aiosmtpd/bin/python")?;
        // Dovecot gives up root for a user who cannot look into root's own folders.
        let folder = RunFolder::create_in(&std::env::temp_dir().join("plaza-tests"), "mail")?;
        make_certificate(folder.path())?;
        let [imap_port, imaps_port, smtp_port, smtps_port] =
            [peers::free_port()?, peers::free_port()?, peers::free_port()?, peers::free_port()?];
        let conf = write_dovecot_conf(folder.path(), imap_port, imaps_port)?;
        let imap = PeerProcess::spawn(dovecot, folder.path().join("imap.log"), |command| {
            command.arg("-F").arg("-c").arg(&conf);
        })?;
        let at = |name: &str| folder.path().join(name);
        fs::write(at("smtp.py"), SMTP_SERVER)?;
        fs::create_dir(at("faults"))?;
        let smtp = PeerProcess::spawn(&python, at("smtp.log"), |command| {
            command.arg(at("smtp.py"));
            command.args([smtp_port, smtps_port, imap_port].map(|port| port.to_string()));
            command.arg(at("cert.pem")).arg(at("key.pem")).arg(PASSWORD).arg(at("faults"));
        })?;
        imap.wait_until(async || greets(imap_port).await).await?;
        smtp.wait_until(async || greets(smtp_port).await).await?;
        let certificate = fs::read_to_string(at("cert.pem"))?;
        Ok(Self {
            imap_port,
            imaps_port,
            smtp_port,
            smtps_port,
            certificate,
            _smtp: smtp,
            _imap: imap,
            folder,
        })
    }

    /// Makes the SMTP server do something wrong from now on with what goes to `recipient`.
    ///
    /// # Errors
    /// The file that says so cannot be written.
    pub fn set_fault(&self, recipient: &str, fault: SmtpFault) -> Result<()> {
        let word = match fault {
            SmtpFault::None => "",
            SmtpFault::AnswerLost => "drop",
            SmtpFault::AnswerLostCopyKept => "drop-saved",
            SmtpFault::MessageLost => "lose",
            SmtpFault::Later => "later",
            SmtpFault::NoSuchUser => "never",
        };
        Ok(fs::write(self.folder.path().join("faults").join(recipient), word)?)
    }

    /// Puts a message into a folder, as if it had arrived.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn put(&self, user: &str, folder: &str, message: &[u8]) -> Result<()> {
        self.session(user).await?.append(folder, message).await
    }

    /// Puts many messages into a folder.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn put_all(&self, user: &str, folder: &str, messages: &[Vec<u8>]) -> Result<()> {
        let mut session = self.session(user).await?;
        for message in messages {
            session.append(folder, message).await?;
        }
        Ok(())
    }

    /// The messages in a folder, as they are.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn messages(&self, user: &str, folder: &str) -> Result<Vec<String>> {
        let mut session = self.session(user).await?;
        let exists = session.command(&format!("EXAMINE \"{folder}\"")).await?;
        if exists.iter().any(|line| line.starts_with("* 0 EXISTS")) {
            return Ok(Vec::new());
        }
        session.fetch_all().await
    }

    /// Runs one IMAP command in a folder that may be changed.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn run(&self, user: &str, folder: &str, commands: &[&str]) -> Result<()> {
        let mut session = self.session(user).await?;
        session.command(&format!("SELECT \"{folder}\"")).await?;
        for command in commands {
            session.command(command).await?;
        }
        Ok(())
    }

    async fn session(&self, user: &str) -> Result<ImapSession> {
        let stream = BufReader::new(TcpStream::connect(("127.0.0.1", self.imap_port)).await?);
        let mut session = ImapSession { stream };
        session.line().await?;
        session.command(&format!("LOGIN \"{user}\" {PASSWORD}")).await?;
        Ok(session)
    }
}

/// The little IMAP that tests need to look at a mailbox from the other side.
struct ImapSession {
    stream: BufReader<TcpStream>,
}

impl ImapSession {
    async fn line(&mut self) -> Result<String> {
        let mut line = Vec::new();
        ensure!(self.stream.read_until(b'\n', &mut line).await? > 0, "the IMAP server hung up");
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    async fn until_done(&mut self) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let line = self.line().await?;
            if let Some(outcome) = line.strip_prefix("a ") {
                ensure!(outcome.starts_with("OK"), "the IMAP server says: {outcome}");
                return Ok(lines);
            }
            lines.push(line);
        }
    }

    async fn command(&mut self, command: &str) -> Result<Vec<String>> {
        self.stream.write_all(format!("a {command}\r\n").as_bytes()).await?;
        self.until_done().await
    }

    async fn append(&mut self, folder: &str, message: &[u8]) -> Result<()> {
        let head = format!("a APPEND \"{folder}\" {{{}+}}\r\n", message.len());
        self.stream.write_all(head.as_bytes()).await?;
        self.stream.write_all(message).await?;
        self.stream.write_all(b"\r\n").await?;
        self.until_done().await.map(drop)
    }

    async fn fetch_all(&mut self) -> Result<Vec<String>> {
        self.stream.write_all(b"a FETCH 1:* BODY.PEEK[]\r\n").await?;
        let mut messages = Vec::new();
        loop {
            let line = self.line().await?;
            if let Some(outcome) = line.strip_prefix("a ") {
                ensure!(outcome.starts_with("OK"), "the IMAP server says: {outcome}");
                return Ok(messages);
            }
            let length =
                line.rsplit_once('{').and_then(|(_, n)| n.trim_end_matches('}').parse().ok());
            if let Some(length) = length {
                let mut body = vec![0; length];
                self.stream.read_exact(&mut body).await?;
                messages.push(String::from_utf8_lossy(&body).into_owned());
            }
        }
    }
}

async fn greets(port: u16) -> bool {
    let Ok(stream) = TcpStream::connect(("127.0.0.1", port)).await else { return false };
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await.is_ok_and(|read| read > 0)
}

fn make_certificate(folder: &Path) -> Result<()> {
    let mut openssl = Command::new("openssl");
    openssl.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
    ]);
    openssl.args(["-days", "3650", "-subj", "/CN=localhost", "-keyout", "key.pem"]);
    openssl.args(["-out", "cert.pem", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]);
    openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    let made = openssl.current_dir(folder).output().context("openssl")?;
    ensure!(made.status.success(), "openssl: {}", String::from_utf8_lossy(&made.stderr));
    Ok(())
}

/// A configuration that needs nothing of the system's and leaves nothing behind.
fn write_dovecot_conf(folder: &Path, imap: u16, imaps: u16) -> Result<PathBuf> {
    let id = |flag: &str| -> Result<String> {
        let output = Command::new("id").arg(flag).output().context("id")?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    // Dovecot keeps no mail as root.
    let is_root = id("-u")? == "0";
    let (uid, gid) =
        if is_root { ("65534".to_owned(), "65534".to_owned()) } else { (id("-u")?, id("-g")?) };
    let (user, group) = if is_root {
        ("nobody".to_owned(), "nogroup".to_owned())
    } else {
        (id("-un")?, id("-gn")?)
    };
    let home = folder.join("home");
    fs::create_dir(&home)?;
    // Whoever Dovecot becomes writes here.
    fs::set_permissions(&home, fs::Permissions::from_mode(0o777))?;
    let at = folder.display();
    let conf = format!(
        "base_dir = {at}/base\nstate_dir = {at}/state\nlog_path = /dev/stderr\nprotocols = imap\n\
         listen = 127.0.0.1\ndefault_internal_user = {user}\ndefault_internal_group = {group}\n\
         default_login_user = {user}\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n\
         mail_location = maildir:{at}/home/%u\nmail_uid = {uid}\nmail_gid = {gid}\n\
         mail_max_userip_connections = 100\nauth_failure_delay = 0\n\
         ssl = yes\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\n\
         disable_plaintext_auth = no\n\
         passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n\
         passdb {{\n  driver = static\n  args = password={PASSWORD_BEYOND_ASCII}\n}}\n\
         userdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={at}/home/%u\n}}\n\
         service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {imap}\n  }}\n  \
         inet_listener imaps {{\n    port = {imaps}\n    ssl = yes\n  }}\n}}\n\
         service anvil {{\n  chroot =\n  unix_listener anvil-auth-penalty {{\n    mode = 0\n  }}\n}}\n\
         namespace inbox {{\n  inbox = yes\n  mailbox Sent {{\n    auto = create\n    \
         special_use = \\Sent\n  }}\n}}\n"
    );
    let path = folder.join("dovecot.conf");
    fs::write(&path, conf)?;
    Ok(path)
}
