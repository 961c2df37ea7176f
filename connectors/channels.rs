//! Kinds of talk to choose from, where a source does not know which its mentions are.

use plaza_core::{Choice, Localized};

const fn channel(value: &'static str, en: &'static str, es: &'static str) -> Choice {
    Choice { value, label: Localized { en, es } }
}

/// What the entries of a feed or the items of a page may be.
pub(crate) const CHANNELS: [Choice; 7] = [
    channel("news", "News", "Noticias"),
    channel("blog", "Blog posts", "Entradas de blog"),
    channel("forum", "Forum posts", "Mensajes de foro"),
    channel("review", "Reviews", "Reseñas"),
    channel("comment", "Comments", "Comentarios"),
    channel("social", "Posts on a network", "Publicaciones en redes"),
    channel("other", "Something else", "Otra cosa"),
];
