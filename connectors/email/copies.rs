//! What mail programs put between an answer and the message below it.

use plaza_core::text::fold;

/// Maximum number of lines that the header of a copied message takes up.
const MAX_HEADER: usize = 14;

/// Lines that separate an answer from the message below it, folded.
const SEPARATORS: &[&str] = &[
    "original message",
    "original appointment",
    "mensaje original",
    "mensaxe orixinal",
    "mensagem original",
    "missatge original",
    "message d'origine",
    "message original",
    "ursprungliche nachricht",
    "originalnachricht",
    "messaggio originale",
    "jatorrizko mezua",
    "reply message",
];
/// Lines above a forwarded message, folded.
const FORWARDS: &[&str] = &[
    "forwarded message",
    "begin forwarded message",
    "mensaje reenviado",
    "mensaxe reenviada",
    "inicio del mensaje reenviado",
    "mensagem encaminhada",
    "mensagem reencaminhada",
    "inicio da mensagem encaminhada",
    "missatge reenviat",
    "inici del missatge reenviat",
    "message transfere",
    "debut du message transfere",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "messaggio inoltrato",
];
/// Lines below which a service puts its own words: `reply above this line`, folded.
const ABOVE: &[&str] = &[
    "reply above this line",
    "type your reply above this line",
    "escriba su respuesta por encima de esta linea",
    "escribe tu respuesta por encima de esta linea",
    "responda por encima de esta linea",
    "escreva a sua resposta acima desta linha",
    "escriviu la vostra resposta per sobre d'aquesta linia",
    "antworten sie oberhalb dieser zeile",
];

/// Names of header fields, folded, by what they say.
const FIELDS: &[&[&str]] = &[
    &["from", "de", "von", "da", "expediteur", "remitente", "remitent", "van", "mittente", "nork"],
    &[
        "sent",
        "date",
        "enviado",
        "enviado el",
        "enviado em",
        "enviada em",
        "fecha",
        "data",
        "gesendet",
        "datum",
        "envoye",
        "enviat",
        "enviat el",
        "inviato",
        "verzonden",
        "noiz",
    ],
    &["to", "para", "an", "a", "per a", "destinataire", "destinatario", "aan", "nori"],
    &[
        "subject",
        "asunto",
        "assunto",
        "assumpte",
        "betreff",
        "objet",
        "oggetto",
        "onderwerp",
        "gaia",
    ],
    &["cc", "bcc", "cco", "copia", "kopie", "reply-to", "responder a", "attachments", "importance"],
];

/// `-----Original Message-----`, and a line that asks to write above it.
pub(super) fn separates(line: &str) -> bool {
    is_ruled(line, SEPARATORS) || asks_to_write_above(line)
}

fn asks_to_write_above(line: &str) -> bool {
    let line = fold(line);
    let is_ruled = line.contains("##") || line.contains("--") || line.contains("==");
    is_ruled && line.len() < 200 && ABOVE.iter().any(|words| line.contains(words))
}

/// `---------- Forwarded message ---------`, `Begin forwarded message:` and their kin.
pub(super) fn forwards(line: &str) -> bool {
    let folded = fold(line.trim());
    let is_apple = folded.ends_with(':') && FORWARDS.contains(&folded.trim_end_matches(':').trim());
    is_apple || is_ruled(line, FORWARDS)
}

fn is_ruled(line: &str, marks: &[&str]) -> bool {
    let line = line.trim();
    let is_ruled = line.starts_with("--") || line.starts_with("__") || line.starts_with("==");
    let words = fold(line.trim_matches(['-', '_', '=', ' ', ':', '*']));
    is_ruled && marks.contains(&words.as_str())
}

/// Whether the header of a copied message begins here: `De:`, `Enviado:`, `Para:`, `Asunto:`.
pub(super) fn begins(lines: &[&str]) -> bool {
    let Some(0..=3) = lines.first().and_then(|line| field(line)) else { return false };
    let mut kinds = [false; 5];
    let mut misses = 0;
    for line in lines.iter().take(MAX_HEADER) {
        match field(line) {
            Some(kind) => (kinds[kind], misses) = (true, 0),
            // A long list of recipients goes on in the next lines.
            None if line.trim().is_empty() || misses == 3 => break,
            None => misses += 1,
        }
    }
    let named = kinds[..4].iter().filter(|kind| **kind).count();
    kinds[0] && named >= 3
}

/// What the field at the beginning of a line says.
fn field(line: &str) -> Option<usize> {
    let plain = line.replace('*', "");
    let (name, value) = plain.split_once(':')?;
    if name.chars().count() > 20 || (!value.is_empty() && value.trim().is_empty()) {
        return None;
    }
    let name = fold(name.trim().trim_start_matches(['>', '|']).trim());
    FIELDS.iter().position(|names| names.contains(&name.as_str()))
}

/// Whether a line is nothing but a rule.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 5 && line.bytes().all(|byte| matches!(byte, b'_' | b'-' | b'=' | b'*'))
}

/// Whether a subject says that the message passes another one on.
pub(super) fn is_passed_on(subject: &str) -> bool {
    const PREFIXES: &[&str] =
        &["fwd", "fw", "rv", "tr", "wg", "i", "enc", "reenv", "reenviado", "fwd fwd"];
    subject.split_once(':').is_some_and(|(head, _)| PREFIXES.contains(&fold(head.trim()).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_copies_are_known_in_their_languages() {
        for header in [
            "De: Ana\nEnviado el: lunes\nPara: Eva\nAsunto: x",
            "*De:* Ana\n*Enviado:* lunes\n*Para:* Eva\n*CC:* z\n*Asunto:* x",
            "From: Ana\nSent: Monday\nTo: Eva;\n Leo;\n Mia\nSubject: x",
            "From: Ana\nDate: Monday\nSubject: x\nTo: Eva",
            "Von: Ana\nGesendet: Montag\nAn: Eva\nBetreff: x",
            "De : Ana\nEnvoyé : lundi\nÀ : Eva\nObjet : x",
            "De: Ana\nEnviada em: segunda\nPara: Eva\nAssunto: x",
            "De: Ana\nEnviat el: dilluns\nPer a: Eva\nAssumpte: x",
            "Da: Ana\nInviato: lunedì\nA: Eva\nOggetto: x",
            "Fecha: lunes\nDe: Ana\nPara: Eva\nAsunto: x",
        ] {
            let lines: Vec<&str> = header.lines().collect();
            assert!(begins(&lines), "{header}");
        }
        for text in
            ["De: para: nada", "From: the heart\nthank you", "A: sí\nB: no", "Para: Ana\nHola"]
        {
            let lines: Vec<&str> = text.lines().collect();
            assert!(!begins(&lines), "{text}");
        }
    }

    #[test]
    fn separators_are_ruled() {
        for line in [
            "-----Original Message-----",
            "-------- Mensaje original --------",
            "----- Ursprüngliche Nachricht -----",
            "-----Message d'origine-----",
            "##- Please type your reply above this line -##",
            "--- Reply above this line ---",
        ] {
            assert!(separates(line), "{line}");
        }
        for line in ["Mensaje original", "reply above this line", "---", "-- mensaje"] {
            assert!(!separates(line), "{line}");
        }
        assert!(forwards("---------- Mensaje reenviado ---------"));
        assert!(forwards("Inicio del mensaje reenviado:"));
        assert!(!forwards("mensaje reenviado"));
        assert!(is_passed_on("RV: queja") && !is_passed_on("RE: RV: queja"));
    }
}
