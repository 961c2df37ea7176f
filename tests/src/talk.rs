//! What the customers of an invented brand of telephones say.

use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// Titles of ideas, their stages, a word that finds the mention, and the quote from it.
pub const IDEAS: [(&str, &str, &str, &str); 6] = [
    ("Modo de ahorro de batería", "exploring", "ahorro", "un modo de ahorro"),
    ("Cristal más resistente", "new", "cristal", "un cristal más duro"),
    ("Dark mode in the app", "planned", "\"dark mode\"", "dark mode"),
    ("Avisar cuando sale el pedido", "building", "aviso", "un aviso cuando sale de verdad"),
    ("Cargador incluido", "new", "cargador", "que no traiga cargador"),
    ("Botón más grande para mayores", "shipped", "botones", "botones más grandes"),
];

/// Source, author, days ago, stars, the number of the record that it answers, and what is said.
type Said = (&'static str, &'static str, i64, Option<u8>, Option<usize>, &'static str);

const TALK: [Said; 36] = [
    (
        "Foro",
        "marta_r",
        0,
        None,
        None,
        "La batería dura muy poco, a mediodía ya estoy al 20 %. ¿Para cuándo un modo de ahorro?",
    ),
    (
        "Foro",
        "jlopez",
        0,
        None,
        Some(0),
        "A mí me pasa lo mismo desde la última actualización, qué decepción.",
    ),
    (
        "Foro",
        "carmen88",
        0,
        None,
        Some(0),
        "Prueba a quitar el brillo automático, a mí me ayudó bastante.",
    ),
    (
        "Foro",
        "iker",
        1,
        None,
        None,
        "Ojalá pongan un cristal más duro, se me ha roto la pantalla dos veces este año.",
    ),
    (
        "Tienda",
        "Lucía",
        1,
        Some(5),
        None,
        "Encantada con la cámara, las fotos de noche son una maravilla.",
    ),
    (
        "Tienda",
        "Pedro G.",
        1,
        Some(2),
        None,
        "El pedido llegó una semana tarde y nadie respondía al teléfono.",
    ),
    (
        "Tienda",
        "Hannah",
        2,
        Some(4),
        None,
        "Great phone for the price. Please add a dark mode to the app, my eyes hurt at night.",
    ),
    (
        "Blog",
        "sofia",
        2,
        None,
        None,
        "¿El nuevo modelo llevará botones más grandes? Mi padre no ve bien los de ahora.",
    ),
    (
        "Blog",
        "Tom",
        2,
        None,
        None,
        "When will the update reach Ireland? Everybody else seems to have it already.",
    ),
    (
        "Foro",
        "nuria",
        3,
        None,
        None,
        "Me parece fatal que no traiga cargador en la caja, otro gasto más.",
    ),
    (
        "Foro",
        "raul_m",
        3,
        None,
        Some(9),
        "Totalmente de acuerdo, y el cargador oficial cuesta 30 euros.",
    ),
    (
        "Tienda",
        "Ana Belén",
        4,
        Some(1),
        None,
        "Devolución imposible: tres correos y ninguna respuesta. Me cambio de marca.",
    ),
    (
        "Tienda",
        "Jonas",
        4,
        Some(5),
        None,
        "Sehr gutes Telefon, der Akku hält bei mir zwei Tage. Klare Empfehlung!",
    ),
    (
        "Foro",
        "elena",
        5,
        None,
        None,
        "Estaría bien recibir un aviso cuando sale de verdad el pedido, no solo cuando se imprime la etiqueta.",
    ),
    (
        "Blog",
        "Camille",
        6,
        None,
        None,
        "J'adore le design, mais la batterie se vide trop vite avec la 5G.",
    ),
    ("Tienda", "Marco", 6, Some(3), None, "Buon telefono, ma lo schermo si graffia facilmente."),
    ("Foro", "dani", 7, None, None, "La batería se calienta mucho cuando juego. ¿Es normal?"),
    ("Foro", "soporte_fan", 7, None, Some(16), "A mí solo me pasa con el cargador rápido."),
    (
        "Tienda",
        "Inês",
        8,
        Some(4),
        None,
        "Chegou rápido e funciona bem, só a bateria podia durar mais.",
    ),
    (
        "Blog",
        "pablo",
        9,
        None,
        None,
        "Gracias por escuchar: la última actualización arregló el problema del altavoz.",
    ),
    (
        "Tienda",
        "Olivia",
        10,
        Some(1),
        None,
        "Customer service kept me waiting for an hour and then hung up. Terrible.",
    ),
    ("Foro", "luisa", 11, None, None, "¿Alguien sabe si la batería se puede cambiar en tienda?"),
    ("Foro", "tecnico23", 11, None, Some(21), "Sí, tardan una hora y cuesta 60 euros."),
    ("Tienda", "Javier", 12, Some(5), None, "Segundo que compro, todo perfecto. Lo recomiendo."),
    ("Blog", "Emma", 13, None, None, "I would buy it tomorrow if it came in green."),
    (
        "Tienda",
        "Rosa",
        14,
        Some(2),
        None,
        "La app se cierra sola cada dos por tres, así no se puede trabajar.",
    ),
    (
        "Foro",
        "miguel",
        15,
        None,
        None,
        "Sugerencia: que se pueda programar la carga de la batería hasta el 80 %.",
    ),
    (
        "Tienda",
        "Leo",
        17,
        Some(4),
        None,
        "Solid build and a lovely screen; the battery is just average.",
    ),
    ("Blog", "Nora", 18, None, None, "Me encanta que expliquéis los cambios con tanta claridad."),
    (
        "Foro",
        "bea",
        19,
        None,
        None,
        "La factura llegó con un importe equivocado, ¿a quién escribo?",
    ),
    (
        "Tienda",
        "Andrés",
        21,
        Some(1),
        None,
        "Pantalla rota al sacarlo de la caja. Muy decepcionado.",
    ),
    ("Tienda", "Grace", 22, Some(5), None, "Best camera I have ever had in a phone. Love it."),
    (
        "Foro",
        "oscar",
        24,
        None,
        None,
        "Con la batería nueva va como el primer día, gracias al equipo de la tienda.",
    ),
    ("Blog", "Irene", 25, None, None, "¿Pensáis abrir tienda en Bilbao?"),
    ("Tienda", "Lukas", 27, Some(3), None, "Gute Kamera, aber der Versand hat ewig gedauert."),
    (
        "Foro",
        "vera",
        28,
        None,
        None,
        "Por favor, quitad las notificaciones de promociones, son demasiadas.",
    ),
];

/// The sources that they say it in.
pub const SOURCES: [&str; 3] = ["Foro", "Tienda", "Blog"];

/// How many mentions there are in all.
pub const MENTIONS: usize = TALK.len();

/// The import records of one source.
#[must_use]
pub fn records(source: &str) -> Vec<Value> {
    let now = OffsetDateTime::now_utc();
    let said_here = TALK.iter().enumerate().filter(|(_, said)| said.0 == source);
    said_here
        .map(|(number, (_, author, days, rating, parent, text))| {
            // Later in the list is later in the day, so that answers follow what they answer.
            let before = i64::try_from(TALK.len() - number).unwrap_or(0) * 11;
            let at = now - Duration::days(*days) - Duration::minutes(before);
            json!({
                "id": number.to_string(),
                "text": text,
                "author": author.to_lowercase(),
                "author_name": author,
                "rating": rating,
                "parent_id": parent.map(|parent| parent.to_string()),
                "channel": if rating.is_some() { "review" } else { "forum" },
                "created_at": at.format(&Rfc3339).unwrap_or_default(),
            })
        })
        .collect()
}
