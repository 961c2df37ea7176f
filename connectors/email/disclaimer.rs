//! What companies, virus scanners and mail programs put below every message.
//!
//! A paragraph is left out where it says what only such paragraphs say, and only behind a person's own
//! words. One that merely speaks of confidential data or of an error stays.

use plaza_core::text::fold;

/// Longest paragraph in which a notice below a person's own lines is looked for, in lines.
const MAX_LINES: usize = 60;

/// How a notice begins, folded.
const HEADINGS: &[&str] = &[
    "aviso legal",
    "aviso de confidencialidad",
    "aviso confidencial",
    "clausula de confidencialidad",
    "nota de confidencialidad",
    "nota legal",
    "confidencialidad",
    "advertencia legal",
    "informacion basica sobre proteccion de datos",
    "proteccion de datos",
    "politica de privacidad",
    "avis legal",
    "avis de confidencialitat",
    "proteccio de dades",
    "lege oharra",
    "aviso de privacidade",
    "confidentiality notice",
    "confidentiality note",
    "legal notice",
    "disclaimer",
    "email disclaimer",
    "e-mail disclaimer",
    "privacy notice",
    "important notice",
    "aviso de confidencialidade",
    "nota de confidencialidade",
    "avis de confidentialite",
    "avertissement",
    "vertraulichkeitshinweis",
    "rechtlicher hinweis",
    "avviso di riservatezza",
    "nota di riservatezza",
];

/// Phrases of which one is enough, folded.
const SURE: &[&str] = &[
    // The environment.
    "antes de imprimir",
    "abans d'imprimir",
    "imprimatu aurretik",
    "before printing",
    "think before you print",
    "avant d'imprimer",
    "avant impression",
    "bevor sie diese",
    "prima di stampare",
    "no imprimas este correo",
    "no imprima este correo",
    "consider the environment",
    // Virus scanners.
    "libre de virus",
    "virus-free",
    "virenfrei",
    "sans virus",
    "checked for viruses by",
    "scanned for viruses",
    "scanned by mailscanner",
    "comprobado en busca de virus",
    "analizado en busca de virus",
    "analizado por el antivirus",
    "ha analizado este correo",
    "verificado en busca de virus",
    "auf viren gepruft",
    "auf viren uberpruft",
    "verificado por avast",
    "a ete verifie par le logiciel antivirus",
    "e stata controllata per rilevare virus",
    "message has been scanned",
    // Whom it is for, as lawyers say it.
    "if you are not the intended recipient",
    "if you are not the addressee",
    "intended solely for the",
    "si no es usted el destinatario",
    "si usted no es el destinatario",
    "si no es vd. el destinatario",
    "si vous n'etes pas le destinataire",
    "wenn sie nicht der richtige adressat",
    "se non siete il destinatario",
    "se nao for o destinatario",
    "si no en sou el destinatari",
    "si no sou el destinatari",
];

/// Phrases of which two are needed, or one below a heading, folded. Each row says one thing.
const CLUES: &[&[&str]] = &[
    &[
        "ha recibido por error",
        "recibido este mensaje por error",
        "recibido este correo por error",
        "ha recibido este",
        "lo recibe por error",
        "recibiera por error",
        "received this",
        "received it in error",
        "received in error",
        "rebut per error",
        "rebut aquest",
        "recu ce message par erreur",
        "par erreur",
        "irrtumlich erhalten",
        "irrtumlicherweise",
        "ricevuto per errore",
        "ricevuto questo",
        "recebido por engano",
        "recebido esta mensagem",
        "recebeu esta mensagem",
        "recibiu esta mensaxe",
        "akatsez jaso",
    ],
    &[
        "exclusivamente a su destinatario",
        "uso exclusivo",
        "exclusivamente al destinatario",
        "dirigida exclusivamente",
        "dirigido exclusivamente",
        "va dirigid",
        "van dirigid",
        "su destinatario",
        "intended only for",
        "solely for",
        "for the sole use",
        "intended for the",
        "addressee",
        "intended recipient",
        "al seu destinatari",
        "adreca exclusivament",
        "destine exclusivement",
        "a l'attention exclusive",
        "nur fur den",
        "ausschliesslich fur",
        "esclusivamente al destinatario",
        "destina-se exclusivamente",
        "dirixid",
        "hartzailearentzat",
    ],
    &[
        "es confidencial",
        "son confidenciales",
        "caracter confidencial",
        "informacion confidencial",
        "informacion privilegiada",
        "are confidential",
        "is confidential",
        "confidential information",
        "confidential and",
        "may contain confidential",
        "privileged",
        "informacio confidencial",
        "confidentiel",
        "vertraulich",
        "riservat",
        "confidencial e",
        "secreto profesional",
        "isilpeko",
    ],
    &[
        "archivos adjuntos",
        "ficheros adjuntos",
        "sus anexos",
        "sus adjuntos",
        "any attachment",
        "its attachments",
        "files transmitted",
        "fitxers adjunts",
        "arxius adjunts",
        "pieces jointes",
        "anhange",
        "allegati",
        "anexos",
    ],
    &[
        "comunique al remitente",
        "comunique al emisor",
        "comunique a su remitente",
        "notifique al remitente",
        "notifiquelo",
        "lo comunique",
        "comuniquelo",
        "avise al remitente",
        "notify the sender",
        "notify us",
        "inform the sender",
        "contact the sender",
        "comuniqui",
        "informez",
        "avertir l'expediteur",
        "informieren sie",
        "benachrichtigen sie",
        "avvisare il mittente",
        "informe o remetente",
        "avise o remetente",
    ],
    &[
        "lo elimine",
        "eliminelo",
        "proceda a su destruccion",
        "proceda a su eliminacion",
        "su destruccion",
        "borrarlo",
        "lo destruya",
        "destruyalo",
        "delete it",
        "delete this",
        "destroy it",
        "elimini",
        "le detruire",
        "supprimer",
        "vernichten",
        "loschen sie",
        "cancellarlo",
        "distruggere",
        "apague-o",
        "elimine-o",
    ],
    &[
        "queda prohibid",
        "esta prohibid",
        "strictly prohibited",
        "unauthorized",
        "unauthorised",
        "disclosure, copying",
        "queda prohibida",
        "esta terminantement prohibid",
        "strictement interdite",
        "nicht gestattet",
        "e vietat",
        "e proibid",
        "sin autorizacion",
    ],
    &[
        "rgpd",
        "reglamento (ue)",
        "2016/679",
        "lopd",
        "ley organica",
        "general data protection",
        "gdpr",
        "rgpd/gdpr",
        "reglament (ue)",
        "dsgvo",
        "proteccion de datos de caracter personal",
    ],
    &[
        "seran tratados por",
        "son tratados por",
        "responsable del tratamiento",
        "derechos de acceso",
        "ejercer sus derechos",
        "ejercitar sus derechos",
        "ejercer los derechos",
        "politica de privacidad",
        "tractades per",
        "drets d'acces",
        "relacion comercial",
        "data controller",
        "your rights",
        "delegado de proteccion",
    ],
];

/// How notices speak of themselves, folded: a complaint says "your message", "my data".
const OF_ITSELF: &[&str] = &[
    "este mensaje",
    "este correo",
    "este e-mail",
    "este email",
    "this e-mail",
    "this email",
    "this message",
    "this communication",
    "aquest missatge",
    "aquest correu",
    "ce message",
    "ce courriel",
    "diese e-mail",
    "diese nachricht",
    "questo messaggio",
    "questa e-mail",
    "esta mensagem",
    "esta mensaxe",
    "mezu hau",
    "la informacion contenida",
    "la informacion incluida",
    "the information contained",
    "this mail",
    "el contenido de",
    "el presente mensaje",
    "el presente correo",
    "sus datos",
];

/// Lines without the notices at their end.
pub(super) fn without<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut kept = lines.to_vec();
    loop {
        while kept.last().is_some_and(|line| is_blank(line)) {
            kept.pop();
        }
        let first = kept.iter().rposition(|line| is_blank(line)).map_or(0, |at| at + 1);
        let Some(cut) = notice(&kept[first..]).map(|at| first + at) else { return kept };
        // Where nothing else was said, it is the message.
        if kept[..cut].iter().all(|line| is_blank(line)) {
            return kept;
        }
        kept.truncate(cut);
        drop_frame(&mut kept);
    }
}

/// Takes away the rule or the heading that stood above a notice.
fn drop_frame(kept: &mut Vec<&str>) {
    let is_frame = |line: &str| {
        let has_letters = line.chars().any(char::is_alphanumeric);
        !is_blank(line) && (!has_letters || is_heading(line))
    };
    let Some(last) = kept.iter().rposition(|line| !is_blank(line)) else { return };
    let is_signature = kept[last].trim_end() == "--";
    if is_frame(kept[last]) && !is_signature && kept[..last].iter().any(|line| !is_blank(line)) {
        kept.truncate(last);
    }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// The line of a paragraph with which a notice begins that goes on to its end. A person's own lines
/// may stand right above it.
fn notice(paragraph: &[&str]) -> Option<usize> {
    let folded: Vec<String> = paragraph.iter().map(|line| fold(line)).collect();
    let is_notice = |from: usize| is_one(&folded[from..].join(" "));
    let opens = |from: &usize| opens_notice(&folded[*from]);
    let searched = if paragraph.len() > MAX_LINES { 0..0 } else { 1..paragraph.len() };
    let below = searched.into_iter().find(|from| opens(from) && is_notice(*from));
    match below {
        Some(from) if !folded.first().is_some_and(|line| opens_notice(line)) => Some(from),
        _ => (!paragraph.is_empty() && is_notice(0)).then_some(0),
    }
}

/// Whether a notice may begin with this line, folded.
fn opens_notice(line: &str) -> bool {
    let words = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    HEADINGS.iter().chain(OF_ITSELF).chain(SURE).any(|opening| words.starts_with(opening))
}

/// Whether a line is a heading and nothing else.
fn is_heading(line: &str) -> bool {
    let folded = fold(line);
    HEADINGS.contains(&folded.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether a paragraph, folded, is such a notice.
fn is_one(text: &str) -> bool {
    let words = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let has_heading = HEADINGS.iter().any(|heading| words.starts_with(heading));
    let clues = CLUES.iter().filter(|row| row.iter().any(|clue| text.contains(clue))).count();
    let is_sure = SURE.iter().any(|phrase| text.contains(phrase));
    let of_itself = OF_ITSELF.iter().any(|words| text.contains(words));
    let needed = if has_heading { 1 } else { 2 };
    is_sure || (clues >= needed && (has_heading || of_itself)) || clues >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        without(&lines).join("\n").trim_end().to_owned()
    }

    #[test]
    fn notices_go() {
        for notice in [
            "Este correo y sus archivos adjuntos son confidenciales. Si lo ha recibido por error, comuníquelo al remitente y elimínelo.",
            "AVISO DE CONFIDENCIALIDAD\nLa información contenida en este mensaje es confidencial.",
            "*** AVISO LEGAL ***\n\nEste mensaje va dirigido exclusivamente a su destinatario y puede contener información privilegiada.",
            "Antes de imprimir este mensaje, asegúrese de que es necesario.",
            "P  Please consider the environment before printing this e-mail.",
            "De acuerdo con el RGPD, sus datos serán tratados por Ejemplo, S.A. Puede ejercer sus derechos en rgpd@x.example.",
            "This message is intended only for the addressee and may contain confidential information.",
            "CONFIDENTIALITY NOTICE: The contents are privileged.\nPlease delete it.",
            "Aquest missatge és confidencial i va adreçat exclusivament al seu destinatari. Si l'heu rebut per error, elimini'l. Informació confidencial.",
            "Ce message et ses pièces jointes sont confidentiels. Si vous avez reçu ce message par erreur, merci de le détruire.",
            "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie sie irrtümlich erhalten haben, informieren Sie den Absender.",
            "Questo messaggio è riservato. Se lo avete ricevuto per errore, vogliate avvisare il mittente.",
            "Esta mensagem e seus anexos são confidenciais. Se a tiver recebido por engano, avise o remetente.",
            "Libre de virus. www.avast.com",
            "Este correo electrónico ha sido comprobado en busca de virus por Avast.",
            "-----\nThis email has been checked for viruses by Avast antivirus software.",
        ] {
            let text = format!("Me cobraron dos veces.\n\n{notice}\n");
            assert_eq!(own(&text), "Me cobraron dos veces.", "{notice}");
        }
        let two = "No llega.\n\n_____\n\nAVISO LEGAL: este correo es confidencial.\n\nDisclaimer: this e-mail is confidential.\n\nAntes de imprimir, piense.";
        assert_eq!(own(two), "No llega.");
        let glued = "No llega el pedido.\nAVISO LEGAL: este correo es confidencial.";
        assert_eq!(own(glued), "No llega el pedido.");
    }

    #[test]
    fn complaints_stay() {
        for text in [
            "Hola\n\nMis datos son confidenciales y los habéis enviado a otro cliente por error.",
            "Hola\n\nHe recibido por error el pedido de otra persona. Decidme qué hago.",
            "Hola\n\nQuiero ejercer mis derechos según el RGPD: borrad mis datos.",
            "Hola\n\nYour privacy policy is confidential? I received this parcel in error.",
            "Este mensaje es confidencial. Si lo ha recibido por error, elimínelo.",
            "Hola\n\nAviso: la impresora no imprime.",
        ] {
            assert_eq!(own(text), text);
        }
    }
}
