//! The form of a feed source.

use plaza_core::{ConnectorSpec, FieldKind, FieldSpec, Known, Localized};

use crate::channels::CHANNELS;

pub(super) const SPEC: ConnectorSpec = ConnectorSpec {
    kind: "feed",
    title: Localized { en: "Feed", es: "Canal de noticias" },
    summary: Localized {
        en: "Collects the entries of an RSS, Atom or JSON feed: news, blogs, comments.",
        es: "Recoge las entradas de un canal RSS, Atom o JSON: noticias, blogs, comentarios.",
    },
    fields: &FIELDS,
    interval_s: 900,
    reply: None,
    channel: "news",
    reply_needs: &[],
    known_by: &[Known { address: "*", set: &[("url", "{address}")] }],
    probe: None,
};

const FIELDS: [FieldSpec; 4] = [
    FieldSpec {
        key: "url",
        label: Localized { en: "Feed address", es: "Dirección del canal" },
        help: Localized {
            en: "The address of the feed itself. If you give a web page, its feed is proposed.",
            es: "La dirección del propio canal. Si es una página web, se propone su canal.",
        },
        kind: FieldKind::Url,
        required: true,
        default: None,
        placeholder: "https://blog.example/feed/",
        more: false,
        strip: &[],
    },
    FieldSpec {
        key: "channel",
        label: Localized { en: "Kind of place", es: "Tipo de lugar" },
        help: Localized { en: "What the entries are.", es: "Qué son las entradas." },
        kind: FieldKind::Choice { options: &CHANNELS, open: true },
        required: false,
        default: Some("news"),
        placeholder: "news",
        more: true,
        strip: &[],
    },
    FieldSpec {
        key: "user",
        label: Localized { en: "User name", es: "Usuario" },
        help: Localized {
            en: "Only for feeds that ask for one.",
            es: "Solo para canales que lo piden.",
        },
        kind: FieldKind::Text,
        required: false,
        default: None,
        placeholder: "",
        more: true,
        strip: &[],
    },
    FieldSpec {
        key: "password",
        label: Localized { en: "Password", es: "Contraseña" },
        help: Localized {
            en: "Only for feeds that ask for one.",
            es: "Solo para canales que la piden.",
        },
        kind: FieldKind::Secret,
        required: false,
        default: None,
        placeholder: "",
        more: true,
        strip: &[],
    },
];
