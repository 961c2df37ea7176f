//! The form.

use plaza_core::{
    Choice, ConnectorSpec, FieldKind, FieldSpec, Known, LengthUnit, Localized, ReplyRules,
};

const PORT: FieldKind = FieldKind::Number { min: 1, max: 65_535 };
const SECURITY: FieldKind = FieldKind::Choice {
    options: &[
        choice("tls", "Encrypted from the start (TLS)", "Cifrado desde el principio (TLS)"),
        choice(
            "starttls",
            "Encrypted after the greeting (STARTTLS)",
            "Cifrado tras el saludo (STARTTLS)",
        ),
        choice("none", "Not encrypted", "Sin cifrar"),
    ],
    open: false,
};
const SECURITY_HELP: Localized = Localized {
    en: "Without encryption only on a server of your own that an administrator allowed.",
    es: "Sin cifrar, solo en un servidor propio que haya permitido un administrador.",
};

const fn choice(value: &'static str, en: &'static str, es: &'static str) -> Choice {
    Choice { value, label: Localized { en, es } }
}

const fn field(
    key: &'static str,
    label: Localized,
    help: Localized,
    kind: FieldKind,
    default: Option<&'static str>,
    placeholder: &'static str,
) -> FieldSpec {
    FieldSpec { default, placeholder, more: true, ..FieldSpec::new(key, label, help, kind) }
}

const fn required(field: FieldSpec) -> FieldSpec {
    FieldSpec { required: true, more: false, ..field }
}

/// Not folded away, though a source can do without it.
const fn shown(field: FieldSpec) -> FieldSpec {
    FieldSpec { more: false, ..field }
}

pub(super) static SPEC: ConnectorSpec = ConnectorSpec {
    kind: "email",
    title: Localized { en: "E-mail", es: "Correo electrónico" },
    summary: Localized {
        en: "Collects the messages of a mailbox over IMAP and answers them over SMTP.",
        es: "Recoge los mensajes de un buzón por IMAP y los responde por SMTP.",
    },
    fields: &[
        required(field(
            "imap_host",
            Localized { en: "IMAP server", es: "Servidor IMAP" },
            Localized {
                en: "The server that holds the mailbox.",
                es: "El servidor que guarda el buzón.",
            },
            FieldKind::Text,
            None,
            "imap.example.com",
        )),
        field(
            "imap_port",
            Localized { en: "IMAP port", es: "Puerto IMAP" },
            Localized {
                en: "993 for tls, 143 for starttls and none.",
                es: "993 para tls, 143 para starttls y none.",
            },
            PORT,
            Some("993"),
            "993",
        ),
        field(
            "imap_security",
            Localized { en: "IMAP encryption", es: "Cifrado de IMAP" },
            SECURITY_HELP,
            SECURITY,
            Some("tls"),
            "tls",
        ),
        required(field(
            "user",
            Localized { en: "User name", es: "Usuario" },
            Localized {
                en: "Often the e-mail address itself.",
                es: "Suele ser la propia dirección de correo.",
            },
            FieldKind::Text,
            None,
            "support@example.com",
        )),
        required(field(
            "password",
            Localized { en: "Password", es: "Contraseña" },
            Localized {
                en: "An app password where the provider offers one.",
                es: "Una contraseña de aplicación si el proveedor la ofrece.",
            },
            FieldKind::Secret,
            None,
            "",
        )),
        required(field(
            "address",
            Localized { en: "Our address", es: "Nuestra dirección" },
            Localized {
                en: "Replies come from it; what it wrote counts as ours.",
                es: "Las respuestas salen de ella; lo que ella escribió cuenta como nuestro.",
            },
            FieldKind::Text,
            None,
            "support@example.com",
        )),
        field(
            "others",
            Localized { en: "Other addresses of ours", es: "Otras direcciones nuestras" },
            Localized {
                en: "With commas between; @example.com stands for everybody there. What they wrote counts as ours.",
                es: "Separadas por comas; @example.com vale por todas las de ese dominio. Lo que escribieron cuenta como nuestro.",
            },
            FieldKind::Text,
            None,
            "sales@example.com, @shop.example",
        ),
        field(
            "name",
            Localized { en: "Our name", es: "Nuestro nombre" },
            Localized {
                en: "Shown beside our address in replies.",
                es: "Se muestra junto a nuestra dirección en las respuestas.",
            },
            FieldKind::Text,
            None,
            "Ana, Example",
        ),
        field(
            "folder",
            Localized { en: "Folder", es: "Carpeta" },
            Localized {
                en: "The folder to collect; a source for each.",
                es: "La carpeta que se recoge; una fuente por carpeta.",
            },
            FieldKind::Text,
            Some("INBOX"),
            "INBOX",
        ),
        field(
            "days",
            Localized { en: "Days back", es: "Días hacia atrás" },
            Localized {
                en: "How old messages may be at the first collection; 0 takes all.",
                es: "Antigüedad máxima de los mensajes en la primera recogida; 0 los toma todos.",
            },
            FieldKind::Number { min: 0, max: 36_500 },
            Some("90"),
            "90",
        ),
        field(
            "bulk",
            Localized { en: "Newsletters and lists", es: "Boletines y listas" },
            Localized {
                en: "Collects newsletters and mailing lists too.",
                es: "Recoge también boletines y listas de correo.",
            },
            FieldKind::Bool,
            Some("false"),
            "",
        ),
        shown(field(
            "smtp_host",
            Localized { en: "SMTP server", es: "Servidor SMTP" },
            Localized {
                en: "Sends the replies; without it Plaza only reads.",
                es: "Envía las respuestas; sin él, Plaza solo lee.",
            },
            FieldKind::Text,
            None,
            "smtp.example.com",
        )),
        field(
            "smtp_port",
            Localized { en: "SMTP port", es: "Puerto SMTP" },
            Localized {
                en: "465 for tls, 587 for starttls.",
                es: "465 para tls, 587 para starttls.",
            },
            PORT,
            Some("465"),
            "465",
        ),
        field(
            "smtp_security",
            Localized { en: "SMTP encryption", es: "Cifrado de SMTP" },
            SECURITY_HELP,
            SECURITY,
            Some("tls"),
            "tls",
        ),
        field(
            "smtp_user",
            Localized { en: "SMTP user name", es: "Usuario de SMTP" },
            Localized {
                en: "Only where it is another one than for IMAP.",
                es: "Solo si es distinto del de IMAP.",
            },
            FieldKind::Text,
            None,
            "",
        ),
        field(
            "smtp_password",
            Localized { en: "SMTP password", es: "Contraseña de SMTP" },
            Localized {
                en: "Only where it is another one than for IMAP.",
                es: "Solo si es distinta de la de IMAP.",
            },
            FieldKind::Secret,
            None,
            "",
        ),
        field(
            "certificate",
            Localized { en: "Certificate", es: "Certificado" },
            Localized {
                en: "The authority of your own server, in PEM form, where no public one signed it.",
                es: "La autoridad de tu propio servidor, en formato PEM, si no lo firmó una pública.",
            },
            FieldKind::Multiline,
            None,
            "-----BEGIN CERTIFICATE-----",
        ),
    ],
    interval_s: 120,
    reply: Some(ReplyRules {
        max_length: 50_000,
        unit: LengthUnit::Characters,
        can_retract: false,
        idempotent: false,
    }),
    channel: "email",
    reply_needs: &["smtp_host"],
    known_by: &[
        mailbox("mailto:{mailbox}@gmail.com", &GMAIL),
        mailbox("mailto:{mailbox}@outlook.com", &OUTLOOK),
        mailbox("mailto:{address}", &OWN_DOMAIN),
    ],
    probe: None,
};

const fn mailbox(address: &'static str, set: &'static [(&'static str, &'static str)]) -> Known {
    Known { address, set }
}

const GMAIL: [(&str, &str); 4] = [
    ("address", "{mailbox}@gmail.com"),
    ("user", "{mailbox}@gmail.com"),
    ("imap_host", "imap.gmail.com"),
    ("smtp_host", "smtp.gmail.com"),
];
const OUTLOOK: [(&str, &str); 4] = [
    ("address", "{mailbox}@outlook.com"),
    ("user", "{mailbox}@outlook.com"),
    ("imap_host", "outlook.office365.com"),
    ("smtp_host", "smtp.office365.com"),
];
/// What most servers of mail are named.
const OWN_DOMAIN: [(&str, &str); 3] =
    [("user", "{address}"), ("imap_host", "imap.{domain}"), ("smtp_host", "smtp.{domain}")];
