//! Signatures, closing formulas and what mail programs add at the end.

use plaza_core::text::fold;

use super::{copies, disclaimer};

/// Longest signature behind `--`, in lines.
const MAX_SIGNATURE: usize = 15;
/// Longest signature behind `-- ` with its blank, which is a mark and nothing else (RFC 3676).
const MAX_MARKED: usize = 60;
/// Longest footer of a mailing list, in lines.
const MAX_FOOTER: usize = 8;
/// Longest signature behind a closing formula, in lines.
const MAX_CLOSING: usize = 10;
/// Longest line that a program adds, and longest line of a signature, in characters.
const MAX_LINE: usize = 90;

/// Lines with which people close a letter, folded, without marks at their ends.
const CLOSINGS: &[&str] = &[
    "un saludo",
    "saludos",
    "saludos cordiales",
    "un cordial saludo",
    "cordialmente",
    "atentamente",
    "muy atentamente",
    "le saluda atentamente",
    "les saluda atentamente",
    "reciba un cordial saludo",
    "reciban un cordial saludo",
    "un abrazo",
    "sin otro particular",
    "a la espera de su respuesta",
    "quedo a la espera",
    "salu2",
    "muchos saludos",
    "un saludo cordial",
    "un saludo y gracias",
    "gracias y un saludo",
    "gracias y saludos",
    "muchas gracias y un saludo",
    "salutacions",
    "salutacions cordials",
    "una salutacio",
    "atentament",
    "cordialment",
    "ben cordialment",
    "records",
    "saudos",
    "un saudo",
    "atentamente seu",
    "agur",
    "agur bero bat",
    "adeitasunez",
    "ondo izan",
    "regards",
    "kind regards",
    "best regards",
    "best wishes",
    "warm regards",
    "with kind regards",
    "many regards",
    "yours sincerely",
    "yours faithfully",
    "sincerely",
    "best",
    "cheers",
    "kindest regards",
    "com os melhores cumprimentos",
    "melhores cumprimentos",
    "cumprimentos",
    "atenciosamente",
    "cordialement",
    "bien cordialement",
    "salutations",
    "mit freundlichen grussen",
    "freundliche grusse",
    "viele grusse",
    "cordiali saluti",
    "distinti saluti",
    "un saluto",
];
/// What begins a line that a mail program adds, folded.
const SENT_WITH: &[&str] = &[
    "sent from",
    "sent with",
    "sent via",
    "get outlook for",
    "get yahoo mail",
    "download outlook",
    "enviado desde",
    "enviado con",
    "enviado a traves de",
    "enviado mediante",
    "enviado por",
    "obtener outlook",
    "obten outlook",
    "descarga outlook",
    "descargar outlook",
    "descargar aqua mail",
    "enviado do meu",
    "enviado do",
    "enviado a partir",
    "enviat des",
    "enviat amb",
    "nire ",
    "bidalia",
    "envoye de",
    "envoye depuis",
    "envoye a partir",
    "telecharger outlook",
    "obtenez outlook",
    "gesendet von",
    "von meinem",
    "outlook fur",
    "inviato da",
    "scarica outlook",
    "sendt fra",
];
/// Devices and programs, of which such a line names one, folded.
const SENT_FROM: &[&str] = &[
    "iphone",
    "ipad",
    "ipod",
    "movil",
    "mobil",
    "telefono",
    "telefon",
    "telemovel",
    "telemobel",
    "smartphone",
    "android",
    "samsung",
    "galaxy",
    "huawei",
    "xiaomi",
    "redmi",
    "oppo",
    "motorola",
    "pixel",
    "tablet",
    "tableta",
    "blackberry",
    "nokia",
    "dispositivo",
    "phone",
    "device",
    "handy",
    "portable",
    "windows",
    "outlook",
    "yahoo",
    "gmail",
    "proton",
    "mail",
    "correo para",
    "courrier",
    "posta",
    "nine",
    "libero",
    "spark",
];

/// The lines of a message without what closes it.
pub(super) fn without<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let lines = without_programs(lines);
    let lines = disclaimer::without(without_signature(&lines));
    let lines = disclaimer::without(without_footer(&lines));
    let lines = without_closing(&lines);
    // A blank line is all that may be left behind a rule.
    let end = lines.iter().rposition(|line| !line.trim().is_empty() && !copies::is_rule(line));
    lines[..end.map_or(0, |at| at + 1)].to_vec()
}

/// `Enviado desde mi iPhone`, where it stands by itself.
fn without_programs<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let is_edge = |at: Option<usize>| {
        at.and_then(|at| lines.get(at)).is_none_or(|line| {
            line.trim().is_empty()
                || copies::is_rule(line)
                || is_program(line)
                || line.trim() == "--"
        })
    };
    let alone = |at: usize| is_edge(Some(at + 1)) || is_edge(at.checked_sub(1));
    let is_added = |at: usize| is_program(lines[at]) && alone(at);
    lines.iter().enumerate().filter(|(at, _)| !is_added(*at)).map(|(_, line)| *line).collect()
}

fn is_program(line: &str) -> bool {
    let folded = fold(line);
    let plain = folded.trim_matches(|c: char| !c.is_alphanumeric());
    if plain.chars().count() > MAX_LINE || line.trim_end().ends_with(['?', '!']) {
        return false;
    }
    let words = plain.split(['<', '(', '[']).next().unwrap_or(plain);
    let named = |name: &str| {
        words.split(|c: char| !c.is_alphanumeric()).any(|word| word == name)
            || words.ends_with(name)
    };
    let begins = SENT_WITH.iter().any(|with| words.starts_with(with));
    let ends = words.ends_with("gesendet") || words.ends_with("bidalia");
    // Short, as programs are: `Enviado desde el móvil de mi hijo que no tengo otro` is a sentence.
    let is_short = words.split_whitespace().count() <= 9;
    (begins || ends) && is_short && SENT_FROM.iter().any(|name| named(name))
}

/// What stands above `-- `.
fn without_signature<'a, 'b>(lines: &'b [&'a str]) -> &'b [&'a str] {
    let is_marked = |line: &&str| matches!(line.trim_end_matches(['\r', '\u{a0}']), "-- ");
    let is_mark = |line: &&str| matches!(line.trim_end(), "--" | "—" | "– –" | "_--_");
    let has_words = |at: &usize| lines[..*at].iter().any(|line| !line.trim().is_empty());
    let marked = lines.iter().position(is_marked);
    if let Some(at) = marked.filter(has_words).filter(|at| lines.len() - at <= MAX_MARKED + 1) {
        return &lines[..at];
    }
    let last = lines.iter().rposition(is_mark);
    match last.filter(has_words).filter(|at| lines.len() - at <= MAX_SIGNATURE + 1) {
        Some(at) => &lines[..at],
        None => lines,
    }
}

/// What stands above the footer that a mailing list adds below a rule.
fn without_footer<'a, 'b>(lines: &'b [&'a str]) -> &'b [&'a str] {
    let is_rule = |line: &&str| line.trim().len() >= 20 && copies::is_rule(line);
    let Some(at) = lines.iter().rposition(is_rule) else { return lines };
    let below = &lines[at + 1..];
    let says_list = |line: &&str| {
        let line = fold(line);
        ["lista", "list", "http", "liste", "llista", "unsubscribe", "baja"]
            .iter()
            .any(|word| line.contains(word))
    };
    let is_footer = below.len() <= MAX_FOOTER && below.iter().any(says_list);
    if at > 0 && is_footer { &lines[..at] } else { lines }
}

/// What stands above `Un saludo,` and the name and the telephone number below it.
fn without_closing<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let has_words = |at: &usize| lines[..*at].iter().any(|line| !line.trim().is_empty());
    let found = lines.iter().rposition(|line| is_closing(line)).filter(has_words);
    let Some(at) = found else { return lines.to_vec() };
    let below: Vec<&&str> = lines[at + 1..].iter().filter(|line| !line.trim().is_empty()).collect();
    let is_signature =
        below.len() <= MAX_CLOSING && below.iter().all(|line| is_signature_line(line));
    if is_signature { lines[..at].to_vec() } else { lines.to_vec() }
}

fn is_closing(line: &str) -> bool {
    let folded = fold(line);
    CLOSINGS.contains(&folded.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether a line may be a name, a position or an address rather than a sentence.
fn is_signature_line(line: &str) -> bool {
    let line = line.trim();
    let words = line.split_whitespace().count();
    let folded = fold(line);
    let is_postscript = ["pd", "ps", "p.d", "p.s", "psd", "nota:"].iter().any(|mark| {
        let rest = folded.strip_prefix(mark);
        rest.is_some_and(|rest| rest.starts_with([':', '.', ' ', '-']))
    });
    let is_sentence =
        line.ends_with(['?', '!']) || (line.ends_with('.') && words > 5) || words > 12;
    line.chars().count() <= MAX_LINE && !is_postscript && !is_sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        without(&lines).join("\n")
    }

    #[test]
    fn endings_go() {
        for ending in [
            "-- \nAna Ruiz\nTienda",
            "--\nAna Ruiz",
            "Enviado desde mi iPhone",
            "Enviado desde mi móvil Xiaomi",
            "Enviado desde Outlook para Android<https://x.example/a>",
            "Obtener Outlook para iOS<https://x.example/b>\n________________________________",
            "Get Outlook for Android",
            "Sent from my Galaxy",
            "Sent with Proton Mail secure email.",
            "Enviado con Aqua Mail para Android",
            "Enviado desde Correo para Windows",
            "Enviado desde Yahoo Mail para iPhone",
            "Von meinem iPhone gesendet",
            "Gesendet von Mail für Windows",
            "Envoyé de mon iPad",
            "Inviato da Outlook per Android",
            "Enviado do meu iPhone",
            "Enviat des del meu telèfon mòbil",
            "Un saludo,\n\nAna Ruiz\nDpto. de Ventas\nTel. 900 111 222\nana@y.example",
            "Saludos.",
            "Atentamente,\nAna",
            "Kind regards,\nSam Hill",
            "Gracias y un saludo,\nAna",
            "Mit freundlichen Grüßen\nEva Weiß",
            "Cordialement,\nLuc",
            "_______________________________________________\nClientes mailing list\nClientes@listas.example",
            "Un saludo,\nAna\n\nEnviado desde mi iPad\n\nAVISO LEGAL: este correo es confidencial.",
            "Regards,\nSam\n\n-- \nSam Hill, Company\nThis e-mail is confidential",
        ] {
            assert_eq!(own(&format!("No funciona.\n\n{ending}\n")), "No funciona.", "{ending}");
        }
    }

    #[test]
    fn words_stay() {
        for text in [
            "No funciona.\n\nGracias",
            "Enviado desde mi casa hace tres días y no llega",
            "Hola\n\nEnviado por la tienda el lunes, aún no ha llegado",
            "Pedido\n\nEnviado el lunes",
            "Saludos\n\nEl router no funciona desde ayer y nadie contesta al teléfono de la tienda.",
            "No va\n\nUn saludo,\nAna\n\nPD: el recibo también está mal",
            "No va\n\nUn saludo\n¿Me llaman?",
            "Best\nproduct ever",
            "a -- b",
        ] {
            assert_eq!(own(text), text);
        }
        let lines: Vec<String> = (0..30).map(|n| format!("line {n}")).collect();
        let text = format!("Hola\n--\n{}", lines.join("\n"));
        assert_eq!(own(&text), text);
    }
}
