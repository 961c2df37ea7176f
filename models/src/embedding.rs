//! Vectors of words, distilled so that the sum of a text's words points where a multilingual
//! transformer's sentence vector points (`models/tools/distil_sentences.py`).

use plaza_core::{AnalyzerError, Embedder, Word};

use crate::scan::{Kind, Scan};
use crate::words::WordVectors;

/// Name and version of the vectors. The number rises whenever they change.
pub const VECTORS: &str = "native-vectors@1";

/// Knows what words are about, without any outside help.
#[derive(Debug)]
pub struct NativeEmbedder {
    words: WordVectors,
}

impl NativeEmbedder {
    /// Unpacks the embedded weights.
    ///
    /// # Errors
    /// [`AnalyzerError::Weights`] when the program was built with damaged weights.
    pub fn new() -> Result<Self, AnalyzerError> {
        let words = WordVectors::read(&[
            include_bytes!("../weights/embedding-0.bin"),
            include_bytes!("../weights/embedding-1.bin"),
            include_bytes!("../weights/embedding-2.bin"),
            include_bytes!("../weights/embedding-3.bin"),
            include_bytes!("../weights/embedding-4.bin"),
            include_bytes!("../weights/embedding-5.bin"),
            include_bytes!("../weights/embedding-6.bin"),
        ])?;
        Ok(Self { words })
    }
}

impl Embedder for NativeEmbedder {
    fn model(&self) -> &str {
        VECTORS
    }

    fn width(&self) -> usize {
        self.words.width()
    }

    fn words<'a>(&'a self, text: &str, each: &mut dyn FnMut(Word<'a>)) {
        let scan = Scan::new(text);
        for token in scan.tokens() {
            if matches!(token.kind, Kind::Word | Kind::Number | Kind::Emoji) {
                each(Word { id: token.hash, vector: self.words.row(token.hash) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum of its words' vectors.
    fn sum(embedder: &NativeEmbedder, text: &str) -> Vec<i32> {
        let mut sums = vec![0; embedder.width()];
        embedder.words(text, &mut |word| {
            for (sum, value) in sums.iter_mut().zip(word.vector.unwrap_or_default()) {
                *sum += i32::from(*value);
            }
        });
        sums
    }

    fn likeness(a: &[i32], b: &[i32]) -> f64 {
        let dot = |a: &[i32], b: &[i32]| -> f64 {
            a.iter().zip(b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
        };
        dot(a, b) / (dot(a, a) * dot(b, b)).sqrt().max(1.0)
    }

    /// The same complaint, as a Spaniard and as an English speaker would write it.
    const PAIRS: [(&str, &str); 24] = [
        ("La batería del móvil no dura ni medio día", "My phone battery doesn't last half a day"),
        (
            "Llevo una hora esperando y nadie coge el teléfono",
            "I've been on hold for an hour and nobody picks up the phone",
        ),
        ("El paquete llegó roto y sin factura", "The parcel arrived broken and without an invoice"),
        ("Todavía no me han devuelto el dinero", "I still haven't got my money back"),
        (
            "La aplicación se cierra sola al abrir la cámara",
            "The app crashes whenever I open the camera",
        ),
        (
            "No puedo entrar en mi cuenta, no me llega el código",
            "I can't log into my account, the code never arrives",
        ),
        (
            "Han vuelto a subir el precio de la suscripción",
            "They raised the subscription price again",
        ),
        ("El wifi de la habitación iba fatal", "The wifi in our room was terrible"),
        ("El camarero fue muy maleducado con nosotros", "The waiter was very rude to us"),
        ("El tren de las ocho siempre llega tarde", "The eight o'clock train is always late"),
        (
            "Quiero cancelar mi contrato y no me dejan",
            "I want to cancel my contract and they won't let me",
        ),
        ("Por favor, añadid un modo oscuro", "Please add a dark mode"),
        ("La pantalla se rompió al primer golpe", "The screen cracked the first time I dropped it"),
        ("Perdieron mi maleta en el vuelo", "They lost my suitcase on the flight"),
        ("La comida estaba fría y sosa", "The food was cold and bland"),
        (
            "Los zapatos me quedan pequeños, la talla no es correcta",
            "The shoes are too small, the size is wrong",
        ),
        ("Me han cobrado dos veces el mismo pedido", "I was charged twice for the same order"),
        ("La web va lentísima desde ayer", "The website has been extremely slow since yesterday"),
        ("No hay sitio para aparcar cerca de la tienda", "There is nowhere to park near the shop"),
        ("El cargador se calienta demasiado", "The charger gets far too hot"),
        (
            "La lavadora hace muchísimo ruido al centrifugar",
            "The washing machine makes a lot of noise when spinning",
        ),
        ("La piscina estaba sucia", "The swimming pool was dirty"),
        ("Me robaron la tarjeta en el cajero", "My card was stolen at the cash machine"),
        (
            "El curso es demasiado difícil para principiantes",
            "The course is too hard for beginners",
        ),
    ];

    #[test]
    fn the_same_complaint_points_the_same_way_in_two_languages() {
        let embedder = NativeEmbedder::new().unwrap();
        let spanish: Vec<_> = PAIRS.iter().map(|(es, _)| sum(&embedder, es)).collect();
        let english: Vec<_> = PAIRS.iter().map(|(_, en)| sum(&embedder, en)).collect();
        let mut found = 0;
        let mut own = 0.0;
        for (index, vector) in spanish.iter().enumerate() {
            let best = (0..english.len())
                .max_by(|a, b| {
                    likeness(vector, &english[*a]).total_cmp(&likeness(vector, &english[*b]))
                })
                .unwrap();
            found += usize::from(best == index);
            own += likeness(vector, &english[index]);
        }
        let mean = own / 24.0;
        assert!(
            found >= 17,
            "{found} of 24 pairs are nearest to each other; mean cosine {mean:.2}"
        );
        assert!(mean > 0.4, "mean cosine {mean:.2}");
    }

    #[test]
    fn order_case_and_unknown_words_do_not_matter() {
        let embedder = NativeEmbedder::new().unwrap();
        let first = sum(&embedder, "La BATERÍA no dura");
        assert_eq!(first, sum(&embedder, "no dura la bateria"));
        assert_eq!(first, sum(&embedder, "no dura la bateria xqzwv"));
        for text in ["", "…", "xqzwv", "日本語", "https://a.example/b @ana"] {
            assert_eq!(sum(&embedder, text), vec![0; 96], "{text:?}");
        }
        let mut words = Vec::new();
        embedder.words("El Zumbofono, ¡zumbófono! @ana https://a.example", &mut |word| {
            words.push((word.id, word.vector.is_some()));
        });
        let [el, name, again] = words[..] else { panic!("{words:?}") };
        assert_eq!(name, again, "one word, however it is written");
        assert!(el.1 && !name.1, "known and unknown");
    }
}
