//! The form of a web source.

use plaza_core::{ConnectorSpec, FieldKind, FieldSpec, Known, Localized};

use crate::channels::CHANNELS;

pub(super) const SPEC: ConnectorSpec = ConnectorSpec {
    kind: "web",
    title: Localized { en: "Web page", es: "Página web" },
    summary: Localized {
        en: "Collects reviews, comments and posts from web pages, by their schema.org data or by CSS selectors.",
        es: "Recoge reseñas, comentarios y mensajes de páginas web, por sus datos schema.org o con selectores CSS.",
    },
    fields: &FIELDS,
    interval_s: 3_600,
    reply: None,
    channel: "review",
    reply_needs: &[],
    known_by: &[Known { address: "*", set: &[("url", "{address}")] }],
    probe: None,
};

/// A CSS selector field; `selector@attribute` reads an attribute.
const fn selector(
    key: &'static str,
    label: Localized,
    help: Localized,
    placeholder: &'static str,
) -> FieldSpec {
    FieldSpec {
        key,
        label,
        help,
        kind: FieldKind::Text,
        required: false,
        default: None,
        placeholder,
        more: true,
        strip: &[],
    }
}

const FIELDS: [FieldSpec; 13] = [
    FieldSpec {
        key: "url",
        label: Localized { en: "Page address", es: "Dirección de la página" },
        help: Localized {
            en: "The first page. Robots.txt is obeyed.",
            es: "La primera página. Se respeta robots.txt.",
        },
        kind: FieldKind::Url,
        required: true,
        default: None,
        placeholder: "https://shop.example/product/reviews",
        more: false,
        strip: &[],
    },
    selector(
        "item",
        Localized { en: "Item selector", es: "Selector de elemento" },
        Localized {
            en: "CSS selector of one review, comment or post. Left empty, the page's schema.org data is read.",
            es: "Selector CSS de una reseña, comentario o mensaje. Vacío, se leen los datos schema.org de la página.",
        },
        "article.review",
    ),
    selector(
        "text",
        Localized { en: "Text selector", es: "Selector de texto" },
        Localized {
            en: "Within the item; left empty, all its text.",
            es: "Dentro del elemento; vacío, todo su texto.",
        },
        ".review-body",
    ),
    selector(
        "title",
        Localized { en: "Title selector", es: "Selector de título" },
        Localized { en: "Within the item.", es: "Dentro del elemento." },
        "h3",
    ),
    selector(
        "author",
        Localized { en: "Author selector", es: "Selector de autor" },
        Localized { en: "Within the item.", es: "Dentro del elemento." },
        ".author",
    ),
    selector(
        "date",
        Localized { en: "Date selector", es: "Selector de fecha" },
        Localized {
            en: "Within the item; `datetime` attributes are read.",
            es: "Dentro del elemento; se leen los atributos `datetime`.",
        },
        "time",
    ),
    selector(
        "link",
        Localized { en: "Link selector", es: "Selector de enlace" },
        Localized {
            en: "The item's own address, within the item.",
            es: "La dirección propia del elemento, dentro de él.",
        },
        "a.permalink",
    ),
    selector(
        "rating",
        Localized { en: "Rating selector", es: "Selector de valoración" },
        Localized {
            en: "Within the item; `selector@attribute` reads an attribute. 8/10 counts as 4 of 5.",
            es: "Dentro del elemento; `selector@atributo` lee un atributo. 8/10 cuenta como 4 de 5.",
        },
        ".stars@data-rating",
    ),
    selector(
        "id",
        Localized { en: "Id selector", es: "Selector de identificador" },
        Localized {
            en: "Within the item, or `@attribute` of the item itself. Left empty: its id, link or content.",
            es: "Dentro del elemento, o `@atributo` del propio elemento. Vacío: su id, enlace o contenido.",
        },
        "@data-review-id",
    ),
    selector(
        "next",
        Localized { en: "Next page selector", es: "Selector de página siguiente" },
        Localized {
            en: "The link to the next page. Left empty: links marked rel=next.",
            es: "El enlace a la página siguiente. Vacío: enlaces marcados rel=next.",
        },
        "a.next",
    ),
    FieldSpec {
        key: "max_pages",
        label: Localized { en: "Pages per run", es: "Páginas por vez" },
        help: Localized {
            en: "How many pages are read each time. A longer list goes on the next time; 1 reads the first page only.",
            es: "Cuántas páginas se leen cada vez. Una lista más larga sigue la próxima vez; con 1 se lee solo la primera página.",
        },
        kind: FieldKind::Number { min: 1, max: 50 },
        required: false,
        default: Some("5"),
        placeholder: "5",
        more: true,
        strip: &[],
    },
    FieldSpec {
        key: "delay_s",
        label: Localized { en: "Pause in seconds", es: "Pausa en segundos" },
        help: Localized {
            en: "Between two pages. A longer Crawl-delay in robots.txt is obeyed.",
            es: "Entre dos páginas. Se respeta un Crawl-delay mayor en robots.txt.",
        },
        kind: FieldKind::Number { min: 0, max: 120 },
        required: false,
        default: Some("2"),
        placeholder: "2",
        more: true,
        strip: &[],
    },
    FieldSpec {
        key: "channel",
        label: Localized { en: "Kind of place", es: "Tipo de lugar" },
        help: Localized {
            en: "Left empty, the page's own data tells.",
            es: "Vacío, lo dicen los datos de la página.",
        },
        kind: FieldKind::Choice { options: &CHANNELS, open: true },
        required: false,
        default: None,
        placeholder: "review",
        more: true,
        strip: &[],
    },
];
