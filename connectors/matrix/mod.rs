//! Matrix: collects the messages of a room and answers in it.
//!
//! Speaks the client-server API (1.15 and older servers alike) as an ordinary member of the room.
//! Encrypted rooms are refused: Plaza holds no keys.

mod api;
mod collect;
mod config;
mod event;
mod reply;

use async_trait::async_trait;
use plaza_core::{
    ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, FieldKind, FieldSpec,
    History, Known, LengthUnit, Localized, Message, Page, Probe, Recognised, Replier, ReplyRules,
    SourceConfig, say,
};
use url::Url;

use crate::fetch::Fetcher;
use crate::probe;
use api::Room;
use config::Config;

static SPEC: ConnectorSpec = ConnectorSpec {
    kind: "matrix",
    title: Localized { en: "Matrix room", es: "Sala de Matrix" },
    summary: Localized {
        en: "Collects the messages of a Matrix room and answers in it.",
        es: "Recoge los mensajes de una sala de Matrix y responde en ella.",
    },
    fields: &[
        FieldSpec {
            key: "homeserver",
            label: Localized { en: "Homeserver", es: "Servidor" },
            help: Localized {
                en: "The address of the server that Plaza's account is on.",
                es: "La dirección del servidor en el que está la cuenta de Plaza.",
            },
            kind: FieldKind::Url,
            required: true,
            default: None,
            placeholder: "https://matrix.example",
            more: false,
            strip: &[],
        },
        FieldSpec {
            key: "token",
            label: Localized { en: "Access token", es: "Token de acceso" },
            help: Localized {
                en: "The account's access token; signing out of that session ends it.",
                es: "El token de acceso de la cuenta; deja de valer al cerrar esa sesión.",
            },
            kind: FieldKind::Secret,
            required: true,
            default: None,
            placeholder: "syt_…",
            more: false,
            strip: &[],
        },
        FieldSpec {
            key: "room",
            label: Localized { en: "Room", es: "Sala" },
            help: Localized {
                en: "The room's address or its internal id.",
                es: "La dirección de la sala o su identificador interno.",
            },
            kind: FieldKind::Text,
            required: true,
            default: None,
            placeholder: "#community:matrix.example",
            more: false,
            strip: &[],
        },
        FieldSpec {
            key: "join",
            label: Localized { en: "Join the room", es: "Entrar en la sala" },
            help: Localized {
                en: "Enters the room when the account is not in it yet.",
                es: "Entra en la sala si la cuenta aún no está en ella.",
            },
            kind: FieldKind::Bool,
            required: false,
            default: Some("true"),
            placeholder: "",
            more: true,
            strip: &[],
        },
    ],
    interval_s: 60,
    reply: Some(ReplyRules {
        // An event may have 65,536 bytes, and JSON writes a line break with two.
        max_length: 30_000,
        unit: LengthUnit::Bytes,
        can_retract: true,
        idempotent: true,
    }),
    channel: "chat",
    reply_needs: &[],
    known_by: &[
        Known { address: "matrix.to#/{room}", set: &[] },
        Known { address: "app.element.io#/room/{room}", set: &[] },
        Known { address: "*", set: &[("homeserver", "{origin}")] },
    ],
    probe: Some(Probe { path: "/_matrix/client/versions", says: &["\"versions\""] }),
};

/// Makes Matrix connectors.
#[derive(Debug)]
pub(crate) struct MatrixFactory {
    fetcher: Fetcher,
}

impl MatrixFactory {
    /// Connectors that talk through `fetcher`.
    #[must_use]
    pub(crate) fn new(fetcher: Fetcher) -> Self {
        Self { fetcher }
    }
}

#[async_trait]
impl ConnectorFactory for MatrixFactory {
    fn spec(&self) -> &ConnectorSpec {
        &SPEC
    }

    fn history(&self) -> History {
        History::Whole
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        Ok(Config::read(config)?.room)
    }

    async fn recognise_server(&self, address: &Url) -> Option<Recognised> {
        probe::recognise(&SPEC, &self.fetcher, address).await
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        let http = self.fetcher.for_config(config)?;
        Ok(Box::new(Matrix { room: Room::new(http, Config::read(config)?) }))
    }
}

/// One room, seen by one account.
#[derive(Debug)]
struct Matrix {
    room: Room,
}

#[async_trait]
impl Connector for Matrix {
    async fn check(&self) -> Result<Message, ConnectorError> {
        let us = self.room.us().await?;
        self.room.enter().await?;
        let name = self.room.state("m.room.name", "").await?;
        let name = name.as_ref().and_then(|content| content["name"].as_str());
        Ok(match name {
            Some(name) => say!("found-in-room", "{us} is in {name}", us, name),
            None => say!("found-in-a-room", "{us} is in a room", us),
        })
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        collect::collect(&self.room, cursor).await
    }

    fn replier(&self) -> Option<&dyn Replier> {
        Some(self)
    }
}
