//! How people really write: emoji, negation, two languages at once, shouting, one word, nothing, far
//! too much, right to left, control characters, sarcasm. Each case asserts an answer.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use plaza_core::{Analyzer, Insight, Intent, Sentiment};
use plaza_models::NativeAnalyzer;

use Sentiment::{Negative, Neutral, Positive};

fn answers(texts: &[&str]) -> Vec<Insight> {
    NativeAnalyzer::new().unwrap().analyze(texts).unwrap()
}

fn answer(text: &str) -> Insight {
    answers(&[text]).remove(0)
}

/// Asserts the feeling of each text, and reports all wrong ones at once.
fn feel(cases: &[(&str, Sentiment)]) {
    let texts: Vec<&str> = cases.iter().map(|(text, _)| *text).collect();
    let wrong: Vec<String> = answers(&texts)
        .iter()
        .zip(cases)
        .filter(|(insight, (_, expected))| insight.sentiment.label != *expected)
        .map(|(insight, (text, expected))| {
            format!("{text}: {expected:?} expected, {:?}", insight.sentiment)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn emoji_and_emoticons_carry_the_feeling() {
    feel(&[
        ("La nueva versión 😍😍", Positive),
        ("La nueva versión 😡😡", Negative),
        ("The new update 👏🏽❤️", Positive),
        ("The new update 😭💔", Negative),
        ("Otra vez sin servicio 🤬", Negative),
        ("On my way home :)", Positive),
        ("I have a cold :(", Negative),
        ("Ya me ha llegado el pedido 🎉", Positive),
    ]);
}

#[test]
fn negation_turns_the_feeling_round() {
    feel(&[
        ("me gusta mucho", Positive),
        ("no me gusta nada", Negative),
        ("la app funciona muy bien", Positive),
        ("la app no funciona", Negative),
        ("I like it", Positive),
        ("I don't like it", Negative),
        ("I don’t like it", Negative),
        ("not bad at all", Positive),
        ("sin problemas, todo perfecto", Positive),
        ("je n'aime pas du tout", Negative),
        ("das funktioniert nicht", Negative),
        ("non funziona niente", Negative),
        ("não gosto nada disto", Negative),
    ]);
}

#[test]
fn two_languages_in_one_text() {
    feel(&[
        ("El delivery fue super fast, I love it", Positive),
        ("El customer service es horrible, worst experience ever", Negative),
        ("Me encanta el new design, so cool", Positive),
        ("No puedo hacer login, this is so frustrating", Negative),
    ]);
    let insight = answer("La battery es pésima but the screen is great");
    let aspects: Vec<_> = insight.aspects.iter().map(|a| (a.term.as_str(), a.sentiment)).collect();
    assert_eq!(aspects, [("battery", Negative), ("screen", Positive)]);
}

#[test]
fn shouting_means_the_same() {
    feel(&[
        ("ESTO ES UNA VERGÜENZA", Negative),
        ("NO FUNCIONA NADA!!!", Negative),
        ("ME ENCANTA", Positive),
        ("WORST APP EVER", Negative),
        ("THANK YOU SO MUCH", Positive),
    ]);
    for (lang, text) in [
        ("es", "LA BATERÍA DURA MUY POCO Y NADIE CONTESTA"),
        ("en", "THE BATTERY HARDLY LASTS AND NOBODY ANSWERS"),
        ("de", "DER AKKU HÄLT KAUM UND NIEMAND ANTWORTET"),
    ] {
        assert_eq!(answer(text).lang, lang, "{text}");
    }
}

#[test]
fn one_word_is_enough() {
    feel(&[
        ("gracias", Positive),
        ("genial", Positive),
        ("horrible", Negative),
        ("awful", Negative),
        ("perfetto", Positive),
        ("merci", Positive),
        ("schrecklich", Negative),
        ("obrigado", Positive),
    ]);
}

#[test]
fn nothing_to_read_is_neutral_and_of_no_language() {
    for text in ["", " ", "\n\t\r\n", "\u{0}\u{1}\u{7f}", "\u{200b}\u{feff}\u{202e}"] {
        let insight = answer(text);
        assert_eq!(insight.sentiment.label, Neutral, "{text:?}: {:?}", insight.sentiment);
        assert_eq!(insight.lang, "other", "{text:?}");
        assert!(insight.intents.is_empty() && insight.aspects.is_empty(), "{text:?}: {insight:?}");
    }
}

#[test]
fn a_hundred_kilobytes_are_read_as_their_beginning() {
    let complaint = "La comida estaba mala y el servicio fue pésimo. ".repeat(2_200);
    assert!(complaint.len() > 100_000);
    let insight = answer(&complaint);
    assert_eq!((insight.lang.as_str(), insight.sentiment.label), ("es", Negative));
    assert!(insight.intents.iter().any(|i| i.label == Intent::Complaint));
    assert!(!insight.aspects.is_empty() && insight.aspects.iter().all(|a| a.sentiment == Negative));
    let letters = answer(&"a".repeat(100_000));
    assert!(letters.aspects.is_empty());
}

#[test]
fn control_characters_and_invisible_ones_change_nothing() {
    let plain = answer("The food was great but the service was awful");
    for text in [
        "\u{feff}The food was great but the service was awful",
        "\u{0}The food was great but the service was awful\u{0}\u{1b}",
        "\u{202a}The food was great but the service was awful\u{202c}",
        "The\u{a0}food\twas\r\ngreat but the service was awful",
    ] {
        let insight = answer(text);
        assert_eq!(insight.lang, plain.lang, "{text:?}");
        assert_eq!(insight.sentiment, plain.sentiment, "{text:?}");
        let terms = |insight: &Insight| -> Vec<_> {
            insight.aspects.iter().map(|a| (a.term.clone(), a.sentiment)).collect()
        };
        assert_eq!(terms(&insight), terms(&plain), "{text:?}");
    }
}

#[test]
fn right_to_left_text_keeps_its_offsets() {
    let text = "الطعام ممتاز — but the service was awful — שירות גרוע";
    let insight = answer(text);
    for aspect in &insight.aspects {
        let words: String =
            text.chars().skip(aspect.start).take(aspect.end - aspect.start).collect();
        assert_eq!(words, aspect.term);
    }
    let service = insight.aspects.iter().find(|a| a.term == "service");
    assert_eq!(service.map(|a| a.sentiment), Some(Negative), "{:?}", insight.aspects);
    for text in ["الخدمة سيئة جدا ولن أعود", "השירות היה גרוע מאוד"]
    {
        assert_eq!(answer(text).lang, "other", "{text}");
    }
}

/// Sarcasm with a cue in the text is recognized. Without one a text is read literally: the second
/// list holds texts that a person would call negative and the analyser does not, such as a lone sad
/// face after friendly words. The card says the same.
#[test]
fn sarcasm_is_heard_by_its_cues_only() {
    feel(&[
        ("Gracias por nada", Negative),
        ("Great, it crashed again 🙄", Negative),
        ("Thanks for nothing", Negative),
    ]);
    let misread = [
        "Qué maravilla de servicio, solo tres horas de espera",
        "Genial, otra vez sin internet 🙄",
        "Oh great, another update",
        "On my way home :(",
    ];
    for text in misread {
        let insight = answer(text);
        assert_ne!(insight.sentiment.label, Negative, "read now, move it up: {text}");
    }
}

#[test]
fn a_denied_complaint_is_praise() {
    let denied = [
        "No tengo ninguna queja",
        "Ninguna queja",
        "Sin problemas",
        "Sin ningún problema, todo perfecto",
        "No tengo queja alguna",
        "Cero quejas",
        "No me quejo",
        "Nunca me ha dado un problema",
        "Jamás me ha fallado",
        "No le pongo ninguna pega",
        "Sin queja",
        "Nada que objetar",
        "Cero problemas",
        "No hay pegas",
        "No complaints",
        "No complaints at all",
        "Never had a problem with it",
        "No issues so far",
        "Nothing bad to say",
        "I can't fault it",
        "Can't complain",
        "Not a single problem in three years",
    ];
    for text in denied {
        let insight = answer(text);
        assert_eq!(insight.sentiment.label, Positive, "{text}: {:?}", insight.sentiment);
        let intents: Vec<_> = insight.intents.iter().map(|i| i.label).collect();
        assert!(!intents.contains(&Intent::Complaint), "{text}: {intents:?}");
    }
    for text in ["Tengo una queja", "Da problemas", "Lots of issues", "No responden a las quejas"] {
        let insight = answer(text);
        assert_ne!(insight.sentiment.label, Positive, "{text}: {:?}", insight.sentiment);
    }
}

#[test]
fn a_short_text_is_of_the_workspaces_language() {
    let mut home = NativeAnalyzer::new().unwrap().at_home_in("es");
    let mut langs = |texts: &[&str]| -> Vec<(String, String)> {
        let insights = home.analyze(texts).unwrap();
        texts.iter().zip(insights).map(|(t, i)| ((*t).to_owned(), i.lang)).collect()
    };
    let spanish = [
        "Perfecto",
        "Fatal",
        "Top",
        "Nice",
        "Great",
        "ok",
        "Mola",
        "Genial!!",
        "Super",
        "jajajaja",
        "Todo ok",
        "Muy bien",
        "@tienda_es @johnsmith_official ok, gracias",
        "https://www.theguardian.com/technology/2026/jan/31/best-new-phones-review muy bueno",
        "#CustomerService #fail otra vez sin luz",
        "RT @BBCBreaking: vaya tela",
        "No está nada mal",
        "No es malo, pero esperaba más",
        "De puta madre la nueva versión",
        "Ni fu ni fa",
        "Menuda mierda de servicio",
        "Qué bien, otra hora esperando al teléfono...",
        "No tengo ninguna queja",
        "Va genial",
        "Qué caro",
        "Nada mal",
        "Un diez",
        "Vaya timo",
        "Cero problemas",
    ];
    for (text, lang) in langs(&spanish) {
        assert_eq!(lang, "es", "{text}");
    }
    for (text, expected) in [
        ("Molt bé, gràcies", "ca"),
        ("Muito bom, obrigado", "pt"),
        ("Very good, thanks", "en"),
        ("I love it", "en"),
        ("This is the worst service", "en"),
        ("👍", "es"),
        ("Спасибо", "other"),
        ("𝗹𝗮 𝗯𝗮𝘁𝗲𝗿í𝗮 𝗱𝘂𝗿𝗮 𝗺𝘂𝘆 𝗽𝗼𝗰𝗼 𝘆 𝗻𝗮𝗱𝗶𝗲 𝗰𝗼𝗻𝘁𝗲𝘀𝘁𝗮", "es"),
    ] {
        assert_eq!(langs(&[text])[0].1, expected, "{text}");
    }
    // Elsewhere the same word is of another language.
    let mut english = NativeAnalyzer::new().unwrap().at_home_in("en");
    assert_eq!(english.analyze(&["Perfecto"]).unwrap()[0].lang, "en");
}

#[test]
fn invisible_characters_inside_words_change_nothing() {
    let plain = answer("La actualización rompe el interruptor y es una vergüenza");
    for text in [
        "La actuali\u{ad}za\u{ad}ción rompe el inter\u{ad}ruptor y es una ver\u{ad}güenza",
        "La actuali\u{200b}zación rompe el inter\u{2060}ruptor y es una vergüen\u{200d}za",
    ] {
        let insight = answer(text);
        assert_eq!(insight.lang, plain.lang, "{text:?}");
        assert_eq!(insight.sentiment, plain.sentiment, "{text:?}");
    }
}
