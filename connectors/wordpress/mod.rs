//! WordPress: collects comments, and posts where wanted, and answers comments.
//!
//! Uses the REST API that every WordPress since 4.7 carries; reading a public site needs no
//! account, answering needs an application password (WordPress 5.6).

mod api;
mod collect;
mod config;
mod cursor;
mod item;
mod reply;

use async_trait::async_trait;
use plaza_core::{
    ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, FieldKind, FieldSpec,
    History, Known, LengthUnit, Localized, Message, Page, Probe, Recognised, Replier, ReplyRules,
    SourceConfig, say,
};
use url::Url;

use crate::fetch::Fetcher;
use crate::place::place_of;
use crate::probe;
use api::Api;
use config::Config;

static SPEC: ConnectorSpec = ConnectorSpec {
    kind: "wordpress",
    title: Localized { en: "WordPress comments", es: "Comentarios de WordPress" },
    summary: Localized {
        en: "Collects the comments on a WordPress site and answers them in their thread.",
        es: "Recoge los comentarios de un sitio WordPress y los responde en su hilo.",
    },
    fields: &[
        FieldSpec {
            key: "url",
            label: Localized { en: "Address of the site", es: "Dirección del sitio" },
            help: Localized {
                en: "The site's home page; with its folder if it lives in one.",
                es: "La página principal del sitio; con su carpeta si está en una.",
            },
            kind: FieldKind::Url,
            required: true,
            default: None,
            placeholder: "https://blog.example",
            more: false,
            strip: &[],
        },
        FieldSpec {
            key: "user",
            label: Localized { en: "User name", es: "Nombre de usuario" },
            help: Localized {
                en: "The account that answers; leave it out to collect only. An editor can also see whether an answer waits for moderation.",
                es: "La cuenta que responde; déjalo vacío para solo recoger. Un editor ve además si una respuesta espera moderación.",
            },
            kind: FieldKind::Text,
            required: false,
            default: None,
            placeholder: "plaza",
            more: false,
            strip: &[],
        },
        FieldSpec {
            key: "password",
            label: Localized { en: "Application password", es: "Contraseña de aplicación" },
            help: Localized {
                en: "In WordPress: Users, Profile, Application Passwords. Not the password that one signs in with.",
                es: "En WordPress: Usuarios, Perfil, Contraseñas de aplicación. No es la contraseña con la que se entra.",
            },
            kind: FieldKind::Secret,
            required: false,
            default: None,
            placeholder: "abcd EFGH 1234 ijkl MNOP 6789",
            more: false,
            strip: &[],
        },
        FieldSpec {
            key: "posts",
            label: Localized { en: "Collect posts too", es: "Recoger también las entradas" },
            help: Localized {
                en: "The posts themselves become mentions, in front of their comments.",
                es: "Las propias entradas se convierten en menciones, delante de sus comentarios.",
            },
            kind: FieldKind::Bool,
            required: false,
            default: Some("false"),
            placeholder: "",
            more: true,
            strip: &[],
        },
    ],
    interval_s: 600,
    reply: Some(ReplyRules {
        // The column takes 65,525 bytes; the rest is left for `&lt;` and its like.
        max_length: 60_000,
        unit: LengthUnit::Bytes,
        can_retract: true,
        idempotent: false,
    }),
    channel: "comment",
    reply_needs: &["user", "password"],
    known_by: &[
        Known { address: "*.wordpress.com", set: &[("url", "{origin}")] },
        Known { address: "*", set: &[("url", "{origin}")] },
    ],
    probe: Some(Probe { path: "/wp-json/", says: &["\"wp/v2\""] }),
};

/// Makes WordPress connectors.
#[derive(Debug)]
pub(crate) struct WordPressFactory {
    fetcher: Fetcher,
}

impl WordPressFactory {
    /// Connectors that talk through `fetcher`.
    #[must_use]
    pub(crate) fn new(fetcher: Fetcher) -> Self {
        Self { fetcher }
    }
}

#[async_trait]
impl ConnectorFactory for WordPressFactory {
    fn spec(&self) -> &ConnectorSpec {
        &SPEC
    }

    fn history(&self) -> History {
        History::Whole
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        Ok(place_of(&Config::read(config)?.site))
    }

    async fn recognise_server(&self, address: &Url) -> Option<Recognised> {
        probe::recognise(&SPEC, &self.fetcher, address).await
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        let http = self.fetcher.for_config(config)?;
        let Config { site, credentials, posts } = Config::read(config)?;
        Ok(Box::new(WordPress { api: Api::new(http, site, credentials), with_posts: posts }))
    }
}

/// One site.
#[derive(Debug)]
struct WordPress {
    api: Api,
    with_posts: bool,
}

#[async_trait]
impl Connector for WordPress {
    async fn check(&self) -> Result<Message, ConnectorError> {
        let comments = self.api.list("comments", &[("per_page", "1")]).await?.total;
        let account = match self.api.account().await? {
            None => say!("found-no-account", "no account, so Plaza only collects"),
            Some(account) if account.moderates => {
                say!(
                    "found-answers-moderates",
                    "answers as {name} and sees held comments",
                    name = account.name
                )
            }
            Some(account) => say!(
                "found-answers-blind",
                "answers as {name}, who cannot see held comments; an editor's account can",
                name = account.name
            ),
        };
        Ok(say!("found-comments", "{n} comments", n = comments).then(account))
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        collect::collect(&self.api, self.with_posts, cursor).await
    }

    fn replier(&self) -> Option<&dyn Replier> {
        self.api.has_credentials().then_some(self as &dyn Replier)
    }
}
