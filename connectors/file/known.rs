//! Names of columns that people and programs give, in Spanish and English: Google Forms, Microsoft
//! Forms, Typeform, SurveyMonkey, Google Play, App Store Connect, Trustpilot, X, WordPress and
//! WooCommerce among them.

use std::collections::HashMap;
use std::sync::LazyLock;

use plaza_core::import::Field;
use plaza_core::text::fold;

/// Names by field, folded; where a table has several for one field, the earlier one is taken.
const NAMES: [(Field, &[&str]); 11] = [
    (
        Field::Text,
        &[
            "text",
            "review text",
            "review content",
            "review body",
            "texto",
            "full text",
            "tweet text",
            "comment content",
            "comentario",
            "comentarios",
            "comment",
            "comments",
            "resena",
            "opinion",
            "opiniones",
            "review",
            "texto de la resena",
            "tu opinion",
            "su opinion",
            "texto del comentario",
            "contenido",
            "content",
            "mensaje",
            "message",
            "body",
            "cuerpo",
            "feedback",
            "verbatim",
            "respuesta abierta",
            "open ended response",
            "observaciones",
            "sugerencias",
            "sugerencia",
            "suggestions",
            "queja",
            "reclamacion",
            "descripcion",
            "description",
            "selftext",
            "respuesta",
            "answer",
            "post content",
            "tweet",
        ],
    ),
    (
        Field::Title,
        &[
            "title",
            "review title",
            "titulo",
            "titulo de la resena",
            "asunto",
            "subject",
            "headline",
            "post title",
            "encabezado",
            "titular",
        ],
    ),
    (
        Field::CreatedAt,
        &[
            "created at",
            "created at utc",
            "review submit millis since epoch",
            "review submit date and time",
            "review created utc",
            "review date",
            "marca temporal",
            "timestamp",
            "submitted at",
            "submit date utc",
            "submit date",
            "hora de finalizacion",
            "completion time",
            "end date",
            "fecha de finalizacion",
            "fecha",
            "date",
            "fecha y hora",
            "date and time",
            "datetime",
            "comment date gmt",
            "comment date",
            "post date",
            "published at",
            "published",
            "date created",
            "created",
            "created date",
            "creation date",
            "create time",
            "fecha de creacion",
            "fecha de publicacion",
            "fecha de envio",
            "fecha de la respuesta",
            "fecha respuesta",
            "fecha de respuesta",
            "fecha creacion",
            "publicado",
            "fecha de la resena",
            "fecha del comentario",
            "start date",
            "fecha de inicio",
            "hora de inicio",
            "start time",
            "date modified",
            "dia",
            "when",
            "fecha de compra",
        ],
    ),
    (
        Field::Rating,
        &[
            "rating",
            "star rating",
            "review star rating",
            "review rating",
            "review stars",
            "valoracion",
            "puntuacion",
            "calificacion",
            "estrellas",
            "stars",
            "score",
            "nota",
            "nps",
            "nps score",
            "puntuacion nps",
            "csat",
            "satisfaccion",
            "nivel de satisfaccion",
            "grado de satisfaccion",
            "valoracion general",
            "valoracion global",
            "overall rating",
            "puntos",
            "comment rating",
            "overall satisfaction",
            "satisfaction",
            "satisfaccion general",
        ],
    ),
    (
        Field::AuthorName,
        &[
            "author name",
            "nombre",
            "name",
            "nombre y apellidos",
            "full name",
            "nombre completo",
            "autor",
            "reviewer",
            "reviewer name",
            "reviewer nickname",
            "consumer name",
            "nickname",
            "comment author",
            "display name",
            "nombre visible",
            "cliente",
            "customer name",
            "nombre del cliente",
            "respondent",
            "user display name",
            "first name",
            "user name display",
        ],
    ),
    (
        Field::Author,
        &[
            "author",
            "handle",
            "screen name",
            "username",
            "usuario",
            "user screen name",
            "user username",
            "user login",
            "nombre de usuario",
            "user name",
            "user",
        ],
    ),
    (
        Field::Id,
        &[
            "id",
            "review id",
            "id str",
            "tweet id",
            "response id",
            "respondent id",
            "submission id",
            "comment id",
            "id de respuesta",
            "id respuesta",
            "identificador",
            "id de la respuesta",
            "id resena",
            "id de la resena",
            "post id",
            "message id",
            "ticket id",
            "token",
            "reference id",
            "uuid",
            "guid",
        ],
    ),
    (
        Field::Url,
        &[
            "url",
            "review link",
            "review url",
            "link",
            "enlace",
            "permalink",
            "tweet permalink",
            "direccion web",
            "source url",
            "post url",
            "enlace permanente",
        ],
    ),
    (
        Field::Lang,
        &[
            "lang",
            "language",
            "reviewer language",
            "review language",
            "idioma",
            "lengua",
            "locale",
            "tweet lang",
        ],
    ),
    (
        Field::Country,
        &["country", "pais", "country code", "store country", "codigo de pais", "territory"],
    ),
    (Field::Channel, &["channel", "canal"]),
];

static RANKS: LazyLock<HashMap<&str, (Field, usize)>> = LazyLock::new(|| {
    let ranked = NAMES.iter().flat_map(|(field, names)| {
        names.iter().enumerate().map(|(rank, name)| (*name, (*field, rank)))
    });
    ranked.collect()
});

/// The field that a name suggests, and how good a name for it this is: the smaller, the better.
pub(super) fn field(name: &str) -> Option<(Field, usize)> {
    let plain = plain(name);
    if let Some(found) = RANKS.get(plain.as_str()) {
        return Some(*found);
    }
    // A path into nested JSON: its last part alone, and worse than a name by itself.
    let last = name.rsplit_once('.').map(|(_, last)| self::plain(last))?;
    let (field, rank) = RANKS.get(last.as_str()).copied()?;
    match (field, last.as_str()) {
        // The id or name of something inside a record is not the record's.
        (Field::Id | Field::Title | Field::Url | Field::CreatedAt, _) => None,
        (Field::AuthorName, "name" | "nombre") if !is_person(name) => None,
        found => Some((found.0, rank + 500)),
    }
}

/// Whether a path leads to somebody.
fn is_person(path: &str) -> bool {
    let path = fold(path);
    ["user", "author", "reviewer", "autor", "cliente", "customer", "usuario", "profile"]
        .iter()
        .any(|who| path.contains(who))
}

/// A name in lower case without accents and marks.
pub(super) fn plain(name: &str) -> String {
    let folded = fold(&separated(name));
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// `reviewId` as `review Id`, as programs name keys.
fn separated(name: &str) -> String {
    if name.contains(' ') || name.chars().all(|c| !c.is_uppercase()) {
        return name.to_owned();
    }
    let mut words = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            words.push(' ');
        }
        words.push(c);
        before = c;
    }
    words
}

/// Whether a name asks how likely somebody is to recommend: a question from 0 to 10.
pub(super) fn asks_to_recommend(plain: &str) -> bool {
    plain.split(' ').any(|word| word == "nps" || is_of_recommending(word))
}

fn is_of_recommending(word: &str) -> bool {
    ["recomend", "recomiend", "recommend"].iter().any(|begin| word.starts_with(begin))
}

/// Whether a longer name is that of a rating: `¿Cómo valora la atención? (1-5)`.
pub(super) fn asks_for_a_rating(plain: &str) -> bool {
    const WORDS: [&str; 14] = [
        "valor",
        "puntu",
        "calific",
        "estrell",
        "rating",
        "score",
        "satisf",
        "recomend",
        "recomiend",
        "recommend",
        "nps",
        "stars",
        "rate",
        "nota",
    ];
    plain.split(' ').any(|word| WORDS.iter().any(|begin| word.starts_with(begin)))
}

/// Whether a question asks for the whole: in general, or whether somebody would recommend it.
pub(super) fn asks_for_all(name: &str) -> bool {
    let plain = plain(name);
    let is_general = |word: &str| matches!(word, "general" | "global" | "overall" | "conjunto");
    asks_to_recommend(&plain) || plain.split(' ').any(is_general)
}

/// Whether a longer name is that of a date: `Fecha de la visita`.
pub(super) fn asks_for_a_date(plain: &str) -> bool {
    plain.split(' ').any(|word| matches!(word, "fecha" | "date" | "timestamp" | "hora" | "time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_known_programs_are_recognized() {
        for (name, expected) in [
            ("Marca temporal", Field::CreatedAt),
            ("Review Submit Millis Since Epoch", Field::CreatedAt),
            ("Submit Date (UTC)", Field::CreatedAt),
            ("Hora de finalización", Field::CreatedAt),
            ("¿Opinión?", Field::Text),
            ("Comentarios:", Field::Text),
            ("comment_content", Field::Text),
            ("Review Text", Field::Text),
            ("Star Rating", Field::Rating),
            ("VALORACIÓN", Field::Rating),
            ("Reviewer Language", Field::Lang),
            ("Nombre", Field::AuthorName),
            ("Review Link", Field::Url),
            ("user.screen_name", Field::Author),
            ("starRating", Field::Rating),
            ("reviewId", Field::Id),
            ("reviewer.displayName", Field::AuthorName),
            ("author.name", Field::AuthorName),
            ("tweet.full_text", Field::Text),
        ] {
            assert_eq!(field(name).map(|(field, _)| field), Some(expected), "{name}");
        }
        for name in ["Tienda", "product.name", "user.id", "Developer Reply Text", "Correo"] {
            assert_eq!(field(name), None, "{name}");
        }
        assert!(field("Review Text").unwrap().1 < field("Comments").unwrap().1);
    }
}
