use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, GBK, KOI8_R, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1253,
};

use super::*;

const SPANISH: &str = "El bañador encogió, ¡qué decepción! Año de sequía en España.";
const RUSSIAN: &str = "Батарея держит заряд всего два часа. Очень разочарован покупкой.";
const JAPANESE: &str = "電池がすぐに切れます。サポートは返事をくれませんでした。";
const KOREAN: &str = "배터리가 너무 빨리 닳아요. 고객센터는 대답이 없습니다.";
const CHINESE: &str = "电池用不了多久就没电了，客服也不回复我的邮件。";
const GREEK: &str = "Η μπαταρία κρατάει μόνο δύο ώρες και δεν απαντά κανείς.";
const POLISH: &str =
    "Bateria trzyma tylko dwie godziny, żałuję że kupiłem ten odkurzacz, źle świeci.";

fn bytes(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{text}");
    bytes.into_owned()
}

#[test]
fn utf_8_wins_over_every_false_claim() {
    for text in [SPANISH, RUSSIAN, JAPANESE, "Año", "ñ", "5 €"] {
        for claim in [WINDOWS_1252, WINDOWS_1251, KOI8_R, SHIFT_JIS, UTF_16LE] {
            assert_eq!(decode(text.as_bytes(), &[Some(claim)]), text, "{}", claim.name());
        }
    }
}

#[test]
fn the_euro_tells_latin_9_from_windows() {
    let text = "Cuesta 20 €, un año entero de señales";
    assert_eq!(decode(&bytes(ISO_8859_15, text), &[]), text);
    assert_eq!(decode(&bytes(WINDOWS_1252, text), &[]), text);
}

#[test]
fn a_true_claim_is_believed() {
    for (encoding, text) in [
        (WINDOWS_1252, SPANISH),
        (WINDOWS_1252, "Año"),
        (WINDOWS_1250, POLISH),
        (WINDOWS_1251, RUSSIAN),
        (WINDOWS_1251, "ОЧЕНЬ ПЛОХО"),
        (KOI8_R, RUSSIAN),
        (WINDOWS_1253, GREEK),
        (SHIFT_JIS, JAPANESE),
        (EUC_JP, JAPANESE),
        (EUC_KR, KOREAN),
        (EUC_KR, "배터리"),
        (GBK, CHINESE),
        (BIG5, "電池用不了多久就沒電了"),
        (ISO_2022_JP, JAPANESE),
        (MACINTOSH, SPANISH),
    ] {
        assert_eq!(decode(&bytes(encoding, text), &[Some(encoding)]), text, "{}", encoding.name());
    }
}

#[test]
fn bytes_that_say_nothing_or_something_false_are_recognised() {
    for (encoding, text) in [
        (WINDOWS_1252, SPANISH),
        (WINDOWS_1252, "Íñigo Núñez: el bañador encogió"),
        (WINDOWS_1252, "señal, sí"),
        (WINDOWS_1252, "id,text\n1,Año\n"),
        (WINDOWS_1251, RUSSIAN),
        (KOI8_R, RUSSIAN),
        (SHIFT_JIS, JAPANESE),
        (EUC_JP, JAPANESE),
        (EUC_KR, KOREAN),
        (GBK, CHINESE),
        (MACINTOSH, SPANISH),
    ] {
        let html = format!("<html><body><p class=\"t\">{text}</p></body></html>");
        let latin = shape::is_latin(encoding);
        let wrong =
            if latin { [WINDOWS_1251, GBK, UTF_8] } else { [WINDOWS_1252, UTF_8, MACINTOSH] };
        let raw = bytes(encoding, &html);
        assert_eq!(decode(&raw, &[]), html, "{} without a claim", encoding.name());
        for claim in wrong {
            let told = format!("{} as {}", encoding.name(), claim.name());
            assert_eq!(decode(&raw, &[Some(claim)]), html, "{told}");
        }
    }
    assert_eq!(decode(&bytes(KOI8_R, RUSSIAN), &[Some(WINDOWS_1251)]), RUSSIAN);
    assert_eq!(decode(&bytes(SHIFT_JIS, JAPANESE), &[Some(EUC_JP)]), JAPANESE);
    // The second claim is true.
    assert_eq!(decode(&bytes(EUC_KR, "배터리"), &[Some(WINDOWS_1252), Some(EUC_KR)]), "배터리");
}

#[test]
fn marks_and_zeros_tell_utf_16() {
    let little: Vec<u8> = SPANISH.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = SPANISH.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(decode(&little, &[Some(UTF_8)]), SPANISH);
    assert_eq!(decode(&big, &[]), SPANISH);
    let marked = [&[0xff, 0xfe], little.as_slice()].concat();
    assert_eq!(decode(&marked, &[Some(WINDOWS_1252)]), SPANISH);
    assert_eq!(decode("\u{feff}señal".as_bytes(), &[Some(WINDOWS_1252)]), "señal");
}

#[test]
fn damaged_utf_8_stays_utf_8() {
    let mut raw = SPANISH.as_bytes().to_vec();
    raw.extend(b" Peque\xf1o.");
    assert_eq!(decode(&raw, &[Some(WINDOWS_1252)]), format!("{SPANISH} Pequeño."));
    raw.truncate(raw.len() - 1);
    raw.push(0xe2);
    assert!(decode(&raw, &[]).starts_with(SPANISH));
    // The sample of a file ends in the middle of a letter.
    assert_eq!(of(&"señal".as_bytes()[..3], &[]), UTF_8);
    assert_eq!(decode(b"", &[]), "");
    assert_eq!(of(b"plain", &[Some(WINDOWS_1252)]), UTF_8);
}

#[test]
fn claims_are_found() {
    for (page, encoding) in [
        ("<meta charset=utf-8>", Some(UTF_8)),
        ("<META CHARSET = 'windows-1251' />", Some(WINDOWS_1251)),
        ("<meta name=x><meta http-equiv=a content=\"text/html; charset=EUC-KR\">", Some(EUC_KR)),
        ("<meta charset=\"none-such\"><p>charset=koi8-r", None),
        ("<p>nothing", None),
    ] {
        assert_eq!(in_meta(page.as_bytes()), encoding, "{page}");
        let late = format!("<script>{}</script>{page}", "x".repeat(100_000));
        assert_eq!(in_meta(late.as_bytes()), encoding, "late {page}");
    }
    assert_eq!(
        in_xml_declaration(b"\n<?xml version='1.0' encoding = 'EUC-JP' ?><r/>"),
        Some(EUC_JP)
    );
    assert_eq!(in_xml_declaration(b"<?xml version='1.0'?><r encoding='EUC-JP'/>"), None);
    assert_eq!(in_label(b" \"Shift_JIS\" "), Some(SHIFT_JIS));
}
