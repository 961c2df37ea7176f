//! Emoji, signs, invisible characters, and names with and without their apostrophes and hyphens.

use crate::common::{doc, found, in_lang, open};

/// Asserts which of the texts (numbered from 1) each query finds, all wrong ones at once.
fn finds(texts: &[&str], queries: &[(&str, &[i64])]) {
    let dir = tempfile::tempdir().unwrap();
    let index = open(dir.path());
    let mut writer = index.writer().unwrap();
    let docs: Vec<_> = (1..).zip(texts).map(|(id, text)| doc(id, text)).collect();
    writer.apply(&docs).unwrap();
    writer.apply(&[in_lang("en", doc(99, "unrelated"))]).unwrap();
    writer.commit(99).unwrap();
    let wrong: Vec<_> = queries
        .iter()
        .map(|(query, expected)| (query, expected, found(&index, query)))
        .filter(|(_, expected, ids)| ids != *expected)
        .map(|(query, expected, ids)| format!("{query}: found {ids:?}, expected {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn emoji_and_emoticons_are_found() {
    finds(
        &[
            "Otra vez sin servicio 😡😡",
            "Me encanta 😍 la nueva app",
            "Sin emojis aquí",
            "👍🏽",
            "Vergüenza 🤦‍♀️ de atención",
            "❤️ para todos",
            "genial😍",
            "Viva 🇪🇸 y 🇫🇷",
            "Opción 1️⃣ y #️⃣",
            "Otro día sin luz :-(",
            "Gracias :)))",
            "🏳️‍🌈 y 👩🏽‍💻",
        ],
        &[
            ("😡", &[1]),
            ("😍", &[2, 7]),
            ("genial", &[7]),
            ("genial😍", &[7]),
            ("😍 -genial", &[2]),
            ("-😍 sin", &[1, 3, 10]),
            ("👍", &[4]),
            ("👍🏽", &[4]),
            ("👍🏿", &[4]),
            ("=👍🏽", &[4]),
            ("=👍🏿", &[]),
            ("🤦", &[5]),
            ("🤦‍♂️", &[5]),
            ("\"vergüenza de atención\"", &[5]),
            ("\"vergüenza 🤦 de\"", &[5]),
            ("❤", &[6]),
            ("❤️", &[6]),
            ("=❤️", &[6]),
            ("🇪🇸", &[8]),
            ("🇪🇸 🇫🇷", &[8]),
            ("🇩🇪", &[]),
            ("1", &[9]),
            ("1️⃣", &[9]),
            ("#️⃣", &[9]),
            (":(", &[10]),
            ("\":-(\"", &[10]),
            ("luz :(", &[10]),
            (":)", &[11]),
            ("🏳️‍🌈", &[12]),
            ("👩‍💻", &[12]),
            ("(😡 OR 😍)", &[1, 2, 7]),
            ("servicio NEAR/1 😡", &[1]),
            ("😍 NEAR/1 nueva", &[]),
            ("😍 NEAR/2 nueva", &[2]),
        ],
    );
}

#[test]
fn signs_and_names_with_signs_are_found() {
    finds(
        &[
            "Uso C++ y C# en el 5G",
            "Programo en C",
            "Servidor .NET",
            "La net va mal",
            "Lo vi en Disney+ ayer",
            "AT&T y H&M",
            "hm, att",
            "Cuesta 9,99 € al mes",
            "Son 9.99€, un 50% menos",
            "#CustomerService @Tienda_ES mal",
            "customerservice tienda es",
            "Llama al +34 600",
            "R&D → I+D",
        ],
        &[
            ("C++", &[1]),
            ("c++", &[1]),
            ("C#", &[1]),
            ("C", &[2]),
            ("5G", &[1]),
            (".NET", &[3]),
            ("net", &[3, 4]),
            ("Disney+", &[5]),
            ("disney", &[5]),
            ("AT&T", &[6]),
            ("\"h & m\"", &[6]),
            ("9,99 €", &[8, 9]),
            ("\"9,99 €\"", &[8, 9]),
            ("9,99€", &[8, 9]),
            ("50%", &[9]),
            ("\"50 %\"", &[9]),
            ("%", &[9]),
            ("€", &[8, 9]),
            ("#customerservice", &[10]),
            ("customerservice", &[10, 11]),
            ("#customer*", &[10]),
            ("@tienda_es", &[10]),
            ("\"tienda es\"", &[10, 11]),
            ("+34", &[12]),
            ("+llama", &[12]),
            ("→", &[13]),
            ("&", &[6, 13]),
        ],
    );
}

#[test]
fn invisible_characters_hide_nothing() {
    finds(
        &[
            "La actuali\u{ad}za\u{ad}ción rompe el inter\u{ad}ruptor",
            "La actualización rompe el interruptor",
            "bate\u{200b}ría hinchada",
            "\u{feff}batería\u{200e} hinchada",
            "des\u{2060}carga\u{a0}lenta",
            "bateri\u{301}a hincha\u{34f}da",
            "𝗹𝗶𝗸𝗲 𝘁𝗵𝗶𝘀 ＢＡＴＴＥＲＹ ﬁnal",
            "می\u{200c}خواهم",
            "میخواهم",
            "usad mi \u{202e}código\u{202c} аррlе",
            "bien \u{200b} mal",
        ],
        &[
            ("actualización", &[1, 2]),
            ("interruptor", &[1, 2]),
            ("actuali\u{ad}zación", &[1, 2]),
            ("\"actualización rompe el interruptor\"", &[1, 2]),
            ("=actualización", &[1, 2]),
            ("actualiz*", &[1, 2]),
            ("batería", &[3, 4, 6]),
            ("bate\u{200b}ría", &[3, 4, 6]),
            ("=batería", &[3, 4, 6]),
            ("\"batería hinchada\"", &[3, 4, 6]),
            ("\"descarga lenta\"", &[5]),
            ("like this", &[7]),
            ("battery final", &[7]),
            ("ﬁnal", &[7]),
            ("میخواهم", &[8, 9]),
            ("می\u{200c}خواهم", &[8, 9]),
            ("خواهم", &[8]),
            ("código apple", &[10]),
            ("\"bien mal\"", &[11]),
        ],
    );
}

#[test]
fn a_name_is_found_with_and_without_its_apostrophe_and_hyphen() {
    finds(
        &[
            "He comprado en McDonald's y bien",
            "He comprado en McDonald’s y mal",
            "He comprado en McDonalds y regular",
            "Me gusta L'Oréal",
            "Me gusta L`Oréal",
            "Me gusta Loreal",
            "Beure l'aigua d'ara",
            "Bebí Coca-Cola fría",
            "Bebí Coca Cola fría",
            "Bebí CocaCola fría",
            "Viajo a EE.UU. y a EE. UU.",
            "Viajo a EEUU",
            "col·lapse total",
            "collapse total",
            "rock'n'roll",
        ],
        &[
            ("McDonald's", &[1, 2, 3]),
            ("McDonald´s", &[1, 2, 3]),
            ("mcdonalds", &[1, 2, 3]),
            ("mcdonald", &[1, 2]),
            ("\"en McDonald's y\"", &[1, 2, 3]),
            ("\"en mcdonalds y\"", &[1, 2, 3]),
            ("=McDonald's", &[1, 2]),
            ("=McDonalds", &[3]),
            ("McDonald'*", &[1, 2, 3]),
            ("comprado NEAR/2 McDonald’s", &[1, 2, 3]),
            ("L'Oréal", &[4, 5, 6]),
            ("loreal", &[4, 5, 6]),
            ("oreal", &[4, 5]),
            ("\"gusta loreal\"", &[4, 5, 6]),
            ("aigua", &[7]),
            ("\"l'aigua d’ara\"", &[7]),
            ("Coca-Cola", &[8, 9, 10]),
            ("cocacola", &[8, 10]),
            ("coca cola", &[8, 9]),
            ("\"bebí Coca-Cola fría\"", &[8, 9, 10]),
            ("bebí NEAR/1 coca-cola", &[8, 9, 10]),
            ("=Coca-Cola", &[8, 9]),
            ("EEUU", &[11, 12]),
            ("EE.UU.", &[11, 12]),
            ("col·lapse", &[13, 14]),
            ("collapse", &[13, 14]),
            ("rocknroll", &[15]),
            ("rock", &[15]),
        ],
    );
}
