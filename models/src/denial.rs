//! Complaints that are denied: "no tengo ninguna queja", "never had a problem".
//!
//! The words of trouble weigh so much in what the classifiers learnt that denying them is not heard.
//! A denial is read as the one word that it says. These lists were written by hand, Spanish and
//! English first.

use crate::features::is_negator;
use crate::scan::{Kind, Scan, Token};

/// What a denied complaint says.
const PRAISE: [&str; 2] = ["perfecto", "perfect"];
/// Words between the negation and the trouble at most.
const MAX_BETWEEN: usize = 6;
/// Words in front in which another negation turns all round: "no day without a problem".
const DOUBLE_REACH: usize = 3;

/// Negations beside those of [`is_negator`].
const MORE_NEGATORS: &str = "\
    cero ningun ninguna zero none sense sem nenhum nenhuma aucun aucune nessun";
/// What nobody wants, Spanish and English and some neighbours.
const TROUBLE: &str = "\
    queja quejas pega pegas problema problemas problemilla problemillas fallo fallos \
    inconveniente inconvenientes reclamacion reclamaciones incidencia incidencias incidente \
    incidentes defecto defectos reproche reproches contratiempo contratiempos averia averias \
    objecion objeciones complaint complaints issue issues problem problems faults \
    trouble troubles hassle hassles glitch glitches defect defects gripe gripes quibble \
    quibbles objection objections drawback drawbacks flaw flaws hiccup hiccups queixa queixas \
    queixes problemes probleme problemi reclamacao reclamacoes plainte plaintes";
/// Words that may stand between a negation and the trouble that it denies.
const BETWEEN: &str = "\
    me le les te nos lo he ha han hemos habia tengo tenemos tiene tienen tuve tuvimos tenido \
    tener hay hubo habido dio dado da dan dar pongo ponemos puesto poner encuentro encontrado \
    veo ningun ninguna un una uno solo sola unico unica menor minimo minima mas tipo de \
    absolutamente a an any single one have has had got having i we been there is are were was \
    with real major serious big of kind sort given gave caused found encountered experienced \
    slightest ni";
/// Words that may stand before `menor` and `mas minimo` only.
const ARTICLES: [&str; 3] = ["el", "la", "the"];
/// Behind these the trouble began: "no problem until the update".
const UNTIL: [&str; 6] = ["hasta", "until", "till", "til", "fins", "ate"];
/// Whole denials.
const PHRASES: &str = "\
    no me quejo, no nos quejamos, no me puedo quejar, no nos podemos quejar, no puedo \
    quejarme, no podemos quejarnos, no tengo de que quejarme, nada de que quejarme, sin nada \
    que objetar, nada que objetar, nada que reprochar, nada que criticar, nada que reclamar, \
    nada malo que decir, nada negativo que decir, nada que decir en contra, no falla, no \
    fallan, nunca falla, nunca fallan, no ha fallado, no me ha fallado, nunca ha fallado, \
    nunca me ha fallado, jamas ha fallado, jamas me ha fallado, nunca me fallo, no decepciona, \
    nunca decepciona, no defrauda, nunca defrauda, can't complain, cannot complain, cant \
    complain, can not complain, couldn't complain, no reason to complain, nothing to complain \
    about, nothing bad to say, nothing negative to say, can't fault, cannot fault, couldn't \
    fault, never fails, never failed, never let me down, never lets me down";

/// Makes each denied complaint in `scan` one token that says that all is well.
pub(crate) fn read(scan: &mut Scan<'_>) {
    let mut at = 0;
    while at < scan.tokens().len() {
        if let Some((end, word)) = denial_at(scan, at) {
            scan.merge(at..end, word);
        }
        at += 1;
    }
}

/// The end of the denial that begins at a token, and the word that it says.
fn denial_at(scan: &Scan<'_>, at: usize) -> Option<(usize, &'static str)> {
    let negation = scan.tokens().get(at).filter(|token| denies(scan, token))?;
    let is_double = scan.tokens()[..at]
        .iter()
        .rev()
        .take(DOUBLE_REACH)
        .take_while(|token| token.kind == Kind::Word)
        .any(|token| denies(scan, token));
    let end = phrase_end(scan, at).or_else(|| trouble_end(scan, at)).filter(|_| !is_double)?;
    let next = scan.tokens().get(end).map_or("", |next| scan.folded(next));
    // Whoever "has no problem being rude" is not praised.
    let goes_on = UNTIL.contains(&next) || next.ends_with("ing");
    let is_english =
        matches!(scan.folded(negation), "zero" | "none" | "without" | "never" | "nothing")
            || scan.tokens()[at..end].iter().any(|token| lists(ENGLISH, scan.folded(token)));
    (!goes_on).then_some((end, PRAISE[usize::from(is_english)]))
}

/// Words by which an English denial is told from one in another language.
const ENGLISH: &str = "\
    complaint complaints issue issues problem problems fault faults trouble troubles hassle \
    hassles complain any single defects glitches flaws drawbacks cannot can't couldn't";

fn denies(scan: &Scan<'_>, token: &Token) -> bool {
    let folded = scan.folded(token);
    match token.kind {
        Kind::Word => is_negator(folded) || lists(MORE_NEGATORS, folded),
        Kind::Number => scan.written(token) == "0",
        _ => false,
    }
}

fn lists(words: &str, folded: &str) -> bool {
    words.split(' ').any(|word| word == folded)
}

fn phrase_end(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let fits = |phrase: &&str| {
        let mut tokens = scan.tokens()[at..].iter();
        phrase.split(' ').all(|word| tokens.next().is_some_and(|token| scan.folded(token) == word))
    };
    let phrases = PHRASES.split(", ").filter(fits);
    phrases.map(|phrase| at + phrase.split(' ').count()).max()
}

fn trouble_end(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let mut article = false;
    for (offset, token) in scan.tokens()[at + 1..].iter().take(MAX_BETWEEN + 1).enumerate() {
        let folded = scan.folded(token);
        if token.kind != Kind::Word {
            return None;
        }
        if lists(TROUBLE, folded) {
            // "queja alguna", "complaints whatsoever", "complaints at all"
            return (!article).then_some(at + offset + 2);
        }
        match folded {
            _ if ARTICLES.contains(&folded) => article = true,
            "menor" | "minimo" | "minima" | "slightest" => article = false,
            _ if !lists(BETWEEN, folded) => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(text: &str) -> String {
        let mut scan = Scan::new(text);
        read(&mut scan);
        scan.tokens().iter().map(|token| scan.folded(token)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_denied_complaint_is_one_word() {
        for (text, expected) in [
            ("No tengo ninguna queja", "perfecto"),
            ("No tengo queja alguna", "perfecto alguna"),
            ("Cero problemas", "perfecto"),
            ("0 quejas", "perfecto"),
            ("Sin el menor problema, todo bien", "perfecto , todo bien"),
            ("Sin el más mínimo fallo", "perfecto"),
            ("No hay pegas", "perfecto"),
            ("No ha habido ningún tipo de problema", "perfecto"),
            ("No me puedo quejar", "perfecto"),
            ("Nada que objetar", "perfecto"),
            ("Haven’t had a single issue", "perfect"),
            ("Can't complain, really", "perfect , really"),
            ("Never had a problem with it", "perfect with it"),
            ("no complaints, but slow", "perfect , but slow"),
        ] {
            assert_eq!(read_as(text), expected, "{text}");
        }
    }

    #[test]
    fn other_negations_stay() {
        for text in [
            "no solucionan el problema",
            "nunca responden a las quejas",
            "no tengo mas que problemas",
            "no hay dia sin problemas",
            "sin problemas hasta la ultima version",
            "no problem until the update",
            "he has no problem being rude",
            "sin resolver mi queja",
            "no , un problema",
            "tengo una queja",
            "no es el problema",
        ] {
            assert_eq!(read_as(text), text, "{text}");
        }
    }

    #[test]
    fn places_stay_those_of_the_text() {
        let text = "Ñu 😀 no tengo queja, gracias";
        let mut scan = Scan::new(text);
        read(&mut scan);
        let token = &scan.tokens()[2];
        assert_eq!(scan.written(token), "no tengo queja");
        assert_eq!((token.char_start, token.char_end), (5, 19));
    }
}
