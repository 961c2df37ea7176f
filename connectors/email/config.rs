//! The settings of a mailbox.

use lettre::Address;
use plaza_core::{ConfigError, Destinations, SourceConfig, say};

use crate::fetch::Trust;

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after a greeting in the clear.
    StartTls,
    /// No TLS; only within the operator's own network.
    None,
}

/// A server and our account on it.
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) user: String,
    pub(super) password: String,
}

impl Server {
    /// How it is reached: `imap+tls`.
    fn scheme(&self, kind: &str) -> String {
        let security = match self.security {
            Security::Tls => "tls",
            Security::StartTls => "starttls",
            Security::None => "none",
        };
        format!("{kind}+{security}")
    }
}

/// What the form says.
pub(super) struct Config {
    pub(super) imap: Server,
    /// Without it nothing is sent.
    pub(super) smtp: Option<Server>,
    pub(super) folder: String,
    pub(super) address: Address,
    /// Other addresses of ours, in lower case; `@example.com` stands for all of a domain.
    pub(super) others: Vec<String>,
    pub(super) name: Option<String>,
    /// How far back the first collection goes; `None` takes everything.
    pub(super) days: Option<i64>,
    /// Whether newsletters and lists are collected too.
    pub(super) bulk: bool,
    pub(super) trust: Trust,
    /// The certificates of `trust`, as entered.
    pub(super) pem: String,
}

impl Config {
    pub(super) fn read(config: &SourceConfig) -> Result<Self, ConfigError> {
        let (user, password) = (line(config, "user")?, config.get("password").to_owned());
        let smtp = match config.get("smtp_host").trim() {
            "" => None,
            _ => Some(Server {
                user: or(config.get("smtp_user"), &user),
                password: or(config.get("smtp_password"), &password),
                ..server(config, "smtp")?
            }),
        };
        let address = config.get("address").trim().parse::<Address>().map_err(|_| {
            ConfigError::new(
                "address",
                say!("takes-mail-address", "takes an e-mail address, such as ana@example.com"),
            )
        })?;
        let name = line(config, "name")?;
        let pem = config.get("certificate").to_owned();
        Ok(Self {
            imap: Server { user, password, ..server(config, "imap")? },
            smtp,
            folder: line(config, "folder")?,
            address,
            others: others(config)?,
            name: (!name.is_empty()).then_some(name),
            days: config.number("days").filter(|days| *days > 0),
            bulk: config.is_set("bulk"),
            trust: Trust::with_pem("certificate", &pem)?,
            pem,
        })
    }

    /// The mail server's name in lower case.
    pub(super) fn host(&self) -> String {
        self.imap.host.to_lowercase()
    }

    /// The name of the place: server, user and folder.
    pub(super) fn place(&self) -> String {
        format!("{}/{}/{}", self.host(), self.imap.user, self.folder)
    }
}

/// Both servers, with their encryption, and who may vouch for them: the password of one is used for
/// the other where only one was entered.
pub(super) fn destinations(config: &SourceConfig) -> Destinations {
    let mut all = Destinations::default();
    for kind in ["imap", "smtp"] {
        let setting = |name: &str| config.get(&format!("{kind}_{name}")).trim().to_lowercase();
        match server(config, kind) {
            Ok(server) if server.host.is_empty() => {}
            Ok(server) => all.add(&server.scheme(kind), &server.host, server.port),
            // It cannot be dialled like this, and it is another one when it can.
            Err(_) => all.add_setting(kind, &format!("{}:{}", setting("host"), setting("port"))),
        }
    }
    let certificate = config.get("certificate").trim();
    if !certificate.is_empty() {
        all.add_setting("certificate", certificate);
    }
    all
}

fn server(config: &SourceConfig, kind: &str) -> Result<Server, ConfigError> {
    let key = |name: &str| format!("{kind}_{name}");
    let security = match config.get(&key("security")).trim().to_lowercase().as_str() {
        "tls" | "ssl" => Security::Tls,
        "starttls" => Security::StartTls,
        "none" => Security::None,
        _ => {
            let why = say!("takes-security", "takes tls, starttls or none");
            return Err(ConfigError::new(&key("security"), why));
        }
    };
    let port = config.number(&key("port")).and_then(|port| u16::try_from(port).ok());
    let port =
        port.ok_or_else(|| ConfigError::new(&key("port"), say!("takes-port", "takes a port")))?;
    Ok(Server {
        host: line(config, &key("host"))?,
        port,
        security,
        user: String::new(),
        password: String::new(),
    })
}

/// The other addresses of ours.
fn others(config: &SourceConfig) -> Result<Vec<String>, ConfigError> {
    let entered = config.get("others").split([',', ';', '\n', ' ']).map(str::trim);
    let read = entered.filter(|entered| !entered.is_empty()).map(|entered| {
        let full =
            if entered.starts_with('@') { format!("all{entered}") } else { entered.to_owned() };
        full.parse::<Address>().map(|_| entered.to_lowercase()).map_err(|_| {
            let why = say!(
                "takes-mail-addresses",
                "takes addresses and @domains with commas between, not {value}",
                value = entered
            );
            ConfigError::new("others", why)
        })
    });
    read.collect()
}

/// One line without control characters.
fn line(config: &SourceConfig, key: &str) -> Result<String, ConfigError> {
    let value = config.get(key).trim();
    if value.chars().any(char::is_control) {
        return Err(ConfigError::new(key, say!("takes-no-breaks", "takes no line breaks")));
    }
    Ok(value.to_owned())
}

fn or(value: &str, other: &str) -> String {
    if value.trim().is_empty() { other.to_owned() } else { value.to_owned() }
}
