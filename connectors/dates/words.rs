//! The words of dates, folded to lower case without accents.

/// The month that a word names, 1 to 12: whole, or cut off after at least three letters.
pub(super) fn month(word: &str) -> Option<u8> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "enero", "janeiro", "janvier", "januar", "gennaio", "gener", "jaenner"],
        &["february", "febrero", "fevereiro", "fevrier", "februar", "febbraio", "febrer"],
        &["march", "marzo", "marco", "mars", "marz", "maerz", "marc"],
        &["april", "abril", "avril", "aprile"],
        &["may", "mayo", "maio", "mai", "maggio", "maig"],
        &["june", "junio", "junho", "juin", "juni", "giugno", "juny"],
        &["july", "julio", "julho", "juillet", "juli", "luglio", "juliol"],
        &["august", "agosto", "aout", "agost"],
        &["september", "septiembre", "setiembre", "setembro", "septembre", "settembre", "setembre"],
        &["october", "octubre", "outubro", "octobre", "oktober", "ottobre"],
        &["november", "noviembre", "novembro", "novembre"],
        &["december", "diciembre", "dezembro", "decembre", "dezember", "dicembre", "desembre"],
    ];
    if word.len() < 3 {
        return None;
    }
    let place = |fits: &dyn Fn(&str) -> bool| {
        let mut found = (1..).zip(MONTHS).filter(|(_, names)| names.iter().any(|name| fits(name)));
        let first = found.next();
        // `jui` is both June and July.
        first.filter(|_| found.next().is_none()).map(|(number, _)| number)
    };
    place(&|name| name == word).or_else(|| place(&|name| name.starts_with(word)))
}

/// Whether a word says nothing about when: days of the week, and what stands between the parts.
pub(super) fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 33] = [
        "de",
        "del",
        "d",
        "el",
        "la",
        "las",
        "los",
        "a",
        "al",
        "les",
        "on",
        "at",
        "of",
        "the",
        "le",
        "um",
        "uhr",
        "h",
        "hs",
        "hrs",
        "hora",
        "horas",
        "den",
        "der",
        "alle",
        "ore",
        "il",
        "do",
        "da",
        "as",
        "publicado",
        "published",
        "posted",
    ];
    FILLERS.contains(&word) || is_weekday(word)
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 46] = [
        "monday",
        "tuesday",
        "tues",
        "wednesday",
        "thursday",
        "thur",
        "thurs",
        "friday",
        "saturday",
        "sunday",
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "sabado",
        "domingo",
        "segunda",
        "terca",
        "quarta",
        "quinta",
        "sexta",
        "feira",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "lunedi",
        "martedi",
        "mercoledi",
        "giovedi",
        "venerdi",
        "domenica",
        "dilluns",
        "dimarts",
        "dimecres",
    ];
    // German cuts its days to two letters.
    let short = [
        "mo", "di", "mi", "do", "fr", "sa", "so", "ter", "qua", "qui", "sex", "dj", "dv", "ds",
        "dg",
    ];
    short.contains(&word) || (word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(word)))
}

/// What a zone's name says.
pub(super) enum Zone {
    /// Minutes east of UTC.
    East(i16),
    /// Several meanings, or none that is known.
    Unclear,
}

/// The zone that a word names; any other word of two to five letters behind a time is a zone that
/// nobody here knows.
pub(super) fn zone(word: &str) -> Option<Zone> {
    let hours = |hours: i16| Some(Zone::East(hours * 60));
    match word {
        "z" | "ut" | "utc" | "gmt" | "wet" | "zulu" => hours(0),
        "cet" | "mez" | "met" | "bst" | "west" | "wat" => hours(1),
        "cest" | "mesz" | "mest" | "eet" | "cat" | "sast" => hours(2),
        "eest" | "msk" | "eat" | "trt" => hours(3),
        "pkt" => hours(5),
        "wib" => hours(7),
        "awst" | "hkt" | "sgt" | "pht" => hours(8),
        "jst" | "kst" => hours(9),
        "aest" => hours(10),
        "aedt" => hours(11),
        "nzst" => hours(12),
        "nzdt" => hours(13),
        "adt" | "art" | "brt" | "clst" | "uyt" => hours(-3),
        "ast" | "edt" | "clt" | "vet" | "bot" => hours(-4),
        "est" | "cdt" | "cot" | "pet" => hours(-5),
        "cst" | "mdt" => hours(-6),
        "mst" | "pdt" => hours(-7),
        "pst" | "akdt" => hours(-8),
        "akst" => hours(-9),
        "hst" => hours(-10),
        "nst" => Some(Zone::East(-210)),
        "ndt" => Some(Zone::East(-150)),
        "acst" => Some(Zone::East(570)),
        "acdt" => Some(Zone::East(630)),
        // India, Israel and Ireland; Gulf and South Georgia; Amazon and Armenia; Singapore and
        // Samoa …
        "ist" | "gst" | "amt" | "sst" | "ect" | "wst" | "lt" => Some(Zone::Unclear),
        _ => None,
    }
}
