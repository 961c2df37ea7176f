//! The platforms: forms, signatures and mappings.

use plaza_core::{ConnectorSpec, FieldKind, FieldSpec, Known, Localized};

use super::signature::Scheme;

/// One kind of webhook.
#[derive(Debug)]
pub(super) struct Platform {
    pub(super) spec: ConnectorSpec,
    pub(super) scheme: Scheme,
    /// Whether Plaza generates the secret when it is left empty; some platforms generate it
    /// themselves.
    pub(super) makes_secret: bool,
    /// The channel of mentions for which the mapping gives none.
    pub(super) channel: &'static str,
    /// The jq program from a delivery to import records.
    pub(super) mapping: &'static str,
}

pub(super) static ALL: [&Platform; 4] = [&TYPEFORM, &FORMBRICKS, &INTERCOM, &GENERIC];

const PLACE: FieldSpec = FieldSpec {
    key: "place",
    label: Localized { en: "Where it comes from", es: "De dónde viene" },
    help: Localized {
        en: "A name for the form, survey or account; it cannot be changed later.",
        es: "Un nombre para el formulario, la encuesta o la cuenta; no se puede cambiar después.",
    },
    kind: FieldKind::Text,
    required: true,
    default: None,
    placeholder: "acme/nps",
    more: false,
    strip: &[],
};

const OWN_SECRET: FieldSpec = FieldSpec {
    key: "secret",
    label: Localized { en: "Secret", es: "Secreto" },
    help: Localized {
        en: "Leave it empty: Plaza makes one and shows it once, to be pasted there.",
        es: "Déjalo vacío: Plaza crea uno y lo muestra una vez, para pegarlo allí.",
    },
    kind: FieldKind::Secret,
    required: false,
    default: None,
    placeholder: "",
    more: false,
    strip: &[],
};

const GIVEN_SECRET: FieldSpec = FieldSpec { required: true, ..OWN_SECRET };

const MAPPING: FieldSpec = FieldSpec {
    key: "mapping",
    label: Localized { en: "Mapping (jq)", es: "Correspondencia (jq)" },
    help: Localized {
        en: "A jq program that makes import records of a delivery; empty takes the ready one.",
        es: "Un programa jq que convierte un envío en registros; vacío usa el que ya viene.",
    },
    kind: FieldKind::Multiline,
    required: false,
    default: None,
    placeholder: "{id: .id, text: .message, author: .user.name}",
    more: true,
    strip: &[],
};

static TYPEFORM: Platform = Platform {
    spec: ConnectorSpec {
        kind: "typeform",
        title: Localized { en: "Typeform (webhook)", es: "Typeform (webhook)" },
        summary: Localized {
            en: "Takes the answers to a form as they are given.",
            es: "Recibe las respuestas a un formulario según llegan.",
        },
        fields: &[PLACE, OWN_SECRET, MAPPING],
        interval_s: 0,
        reply: None,
        channel: "survey",
        reply_needs: &[],
        known_by: &[
            Known { address: "typeform.com", set: &[] },
            Known { address: "*.typeform.com", set: &[] },
        ],
        probe: None,
    },
    scheme: Scheme::Typeform,
    makes_secret: true,
    channel: "survey",
    mapping: r#"
.form_response as $r
| ([$r.definition.fields[]? | {key: .id, value: .title}] | from_entries) as $titles
| [$r.answers[]?] as $answers
| [$answers[] | select(.type == "text" and (.field.type == "long_text" or .field.type == "short_text"))
   | .text | strings | select(length > 0)] as $texts
| ([$answers[] | select(.type == "email") | .email | strings] | first) as $mail
| select($texts != [])
| {
    id: $r.token,
    text: ($texts | join("\n\n")),
    title: $r.definition.title,
    created_at: $r.submitted_at,
    author: $mail,
    account: (if $mail then ($mail | ascii_downcase) else null end),
    account_space: (if $mail then "mail" else null end),
    author_is: (if $mail then "account" else "collective" end),
    rating: ([$answers[] | select(.field.type == "rating") | .number | numbers | select(. <= 5)] | first),
    extra: ([$answers[] | select(.type != "email" and .type != "text")
      | {key: ($titles[.field.id] // .field.ref // .field.id),
         value: (.choice.label // .choices.labels // .number // .boolean // .date // .url)}
      | select(.value != null)] | from_entries)
  }
"#,
};

static FORMBRICKS: Platform = Platform {
    spec: ConnectorSpec {
        kind: "formbricks",
        title: Localized { en: "Formbricks (webhook)", es: "Formbricks (webhook)" },
        summary: Localized {
            en: "Takes the answers to surveys as they are given.",
            es: "Recibe las respuestas a las encuestas según llegan.",
        },
        fields: &[
            PLACE,
            FieldSpec {
                help: Localized {
                    en: "The webhook's signing secret, as Formbricks shows it; begins with whsec_.",
                    es: "El secreto de firma del webhook, como lo muestra Formbricks; empieza por whsec_.",
                },
                placeholder: "whsec_…",
                ..GIVEN_SECRET
            },
            MAPPING,
        ],
        interval_s: 0,
        reply: None,
        channel: "survey",
        reply_needs: &[],
        known_by: &[Known { address: "app.formbricks.com", set: &[] }],
        probe: None,
    },
    scheme: Scheme::Standard,
    makes_secret: false,
    channel: "survey",
    // An unfinished response is sent again when it is finished, with the same id: an edit.
    // Contacts whom the company's own program has named have its user id.
    mapping: r#"
select(.event == "responseFinished" or .event == "responseUpdated" or .event == "responseCreated")
| .data as $r
| [$r.data // {} | to_entries[] | select(.key | startswith("hidden") | not)] as $answers
| [$answers[] | .value | strings | select(length > 0)] as $texts
| ($r.contact.userId // $r.contactAttributes.userId // null) as $user
| ($r.contactAttributes.email // null) as $mail
| select($texts != [])
| {
    id: $r.id,
    text: ($texts | join("\n\n")),
    title: $r.survey.title,
    created_at: $r.createdAt,
    url: $r.meta.url,
    lang: (if $r.language == "default" then null else $r.language end),
    country: ($r.meta.country | strings | select(length == 2)) // null,
    author: ($r.contact.userId // $r.contactAttributes.email // $r.contactAttributes.userId),
    account: ($user // (if $mail then ($mail | ascii_downcase) else $r.contact.id end)),
    account_space: (if $user == null and $mail then "mail" else null end),
    author_is: (if $user // $mail // $r.contact.id then "account" else "collective" end),
    extra: ([$answers[] | select(.value | isstring | not)] | from_entries)
  }
"#,
};

static INTERCOM: Platform = Platform {
    spec: ConnectorSpec {
        kind: "intercom",
        title: Localized { en: "Intercom (webhook)", es: "Intercom (webhook)" },
        summary: Localized {
            en: "Takes what customers write in conversations.",
            es: "Recibe lo que escriben los clientes en las conversaciones.",
        },
        fields: &[
            PLACE,
            FieldSpec {
                help: Localized {
                    en: "The app's client secret, under Basic information.",
                    es: "El «client secret» de la aplicación, en la información básica.",
                },
                ..GIVEN_SECRET
            },
            MAPPING,
        ],
        interval_s: 0,
        reply: None,
        channel: "support",
        reply_needs: &[],
        known_by: &[Known { address: "app.intercom.com", set: &[] }],
        probe: None,
    },
    scheme: Scheme::HubSha1,
    makes_secret: false,
    channel: "chat",
    mapping: r#"
select(.topic == "conversation.user.created" or .topic == "conversation.user.replied")
| .app_id as $app
| .data.item as $c
| (if .topic == "conversation.user.created" then
     {id: "conversation-\($c.id)", html: $c.source.body, title: $c.source.subject,
      created_at: $c.created_at, who: $c.source.author, url: $c.source.url, parent_id: null}
   else
     $c.conversation_parts.conversation_parts[]?
     | select((.author.type == "user" or .author.type == "lead" or .author.type == "contact")
              and (.body | isstring))
     | {id: "part-\(.id)", html: .body, title: null, created_at: .created_at, who: .author,
        url: null, parent_id: "conversation-\($c.id)"}
   end)
| {id, html, created_at, parent_id,
   title: (.title | strings | gsub("<[^>]*>"; "")) // null,
   url: (.url | strings | select(startswith("http"))) // null,
   conversation_id: "conversation-\($c.id)",
   author: (.who.email // .who.id), author_name: .who.name, account: .who.id,
   account_space: (if .who.id and $app then "intercom.com/\($app)" else null end),
   author_is: (if .who.id then "account" else "collective" end)}
"#,
};

static GENERIC: Platform = Platform {
    spec: ConnectorSpec {
        kind: "webhook",
        title: Localized { en: "Webhook", es: "Webhook" },
        summary: Localized {
            en: "Takes signed deliveries of any program, with a mapping of your own.",
            es: "Recibe envíos firmados de cualquier programa, con tu propia correspondencia.",
        },
        fields: &[PLACE, OWN_SECRET, MAPPING],
        interval_s: 0,
        reply: None,
        channel: "other",
        reply_needs: &[],
        known_by: &[],
        probe: None,
    },
    scheme: Scheme::Standard,
    makes_secret: true,
    channel: "other",
    mapping: r#"if isarray then .[] else . end"#,
};
