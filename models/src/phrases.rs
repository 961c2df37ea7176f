//! The phrases that speak for an intent: rules written by hand, Spanish and English first.
//!
//! Words are folded and lower case; a phrase has at most [`LONGEST`] words. Nothing has measured
//! these lists; the accuracy card says so.

use plaza_core::Intent;

use crate::hash::{self, mix};
use crate::scan::{Kind, Scan, Token};

/// Words of the longest phrase.
const LONGEST: usize = 4;
const SEED: u64 = 0x51;
const SLOTS: usize = 2048;

/// Phrases that all but settle the matter.
const STRONG: f32 = 0.8;
/// Phrases that point that way; two of them, or one and the feeling, settle it.
const WEAK: f32 = 0.4;

type Group = (Intent, f32, &'static [&'static str]);

const GROUPS: &[Group] = &[
    // Ideas. English is left to the trained classifier.
    (
        Intent::Idea,
        STRONG,
        &[
            "ojala pudieramos",
            "ojala pudieran",
            "ojala pudieseis",
            "ojala pudierais",
            "ojala pusieran",
            "ojala anadieran",
            "ojala hubiera",
            "ojala hubiese",
            "ojala se pudiera",
            "ojala tuviera",
            "ojala permitieran",
            "ojala agreguen",
            "ojala pongan",
            "ojala anadan",
            "ojala incluyan",
            "estaria bien que",
            "estaria genial que",
            "estaria bueno que",
            "estaria bien poder",
            "estaria genial poder",
            "estaria bueno poder",
            "seria bueno que",
            "seria genial que",
            "seria ideal que",
            "seria util que",
            "seria estupendo que",
            "seria interesante que",
            "seria bueno poder",
            "seria genial poder",
            "seria util poder",
            "seria mejor que",
            "seria mejor si",
            "vendria bien que",
            "molaria que",
            "molaria poder",
            "agradeceria que",
            "deberian anadir",
            "deberian poner",
            "deberian incluir",
            "deberian permitir",
            "deberian agregar",
            "deberian mejorar",
            "deberian dejar",
            "deberian hacer",
            "deberian tener",
            "deberia haber",
            "deberia poder",
            "deberia permitir",
            "deberia tener",
            "deberia incluir",
            "deberiais poner",
            "deberiais anadir",
            "deberiais permitir",
            "podrian anadir",
            "podrian poner",
            "podrian incluir",
            "podrian agregar",
            "podrian permitir",
            "podrian mejorar",
            "podriais poner",
            "podriais anadir",
            "podriais incluir",
            "sugiero que",
            "sugiero",
            "propongo que",
            "propongo",
            "sugerencia",
            "mi propuesta es",
            "echo en falta",
            "echo de menos una",
            "me gustaria que",
            "me gustaria poder",
            "nos gustaria que",
            "nos gustaria poder",
            "quisiera que",
            "falta una opcion",
            "hace falta que",
            "haria falta",
            "por favor anadid",
            "por favor anadan",
            "por favor agreguen",
            "por favor pongan",
            "il faudrait",
            "ce serait bien",
            "ce serait genial",
            "serait il possible",
            "vous devriez",
            "je propose",
            "je suggere",
            "seria bom se",
            "seria otimo se",
            "deveriam",
            "sugiro",
            "poderiam adicionar",
            "gostaria que",
            "sarebbe bello",
            "sarebbe utile",
            "dovreste",
            "dovrebbero",
            "suggerisco",
            "propongo di",
            "es ware schon",
            "ware schon wenn",
            "ihr solltet",
            "man sollte",
            "ich schlage vor",
            "wunschenswert",
            "estaria be que",
            "haurien de",
            "suggereixo",
            "proposo",
        ],
    ),
    (
        Intent::Idea,
        WEAK,
        &[
            "ojala",
            "deberian",
            "deberiais",
            "podrian",
            "podriais",
            "seria bueno",
            "seria genial",
            "estaria bien",
            "estaria genial",
            "necesitamos",
            "hace falta",
            "opcion de",
            "opcion para",
            "me gustaria",
            "estaria be",
            "tant de bo",
        ],
    ),
    // Complaints.
    (
        Intent::Complaint,
        STRONG,
        &[
            "no funciona",
            "no me funciona",
            "no funcionan",
            "dejo de funcionar",
            "ha dejado de funcionar",
            "no carga",
            "no arranca",
            "no responden",
            "no contestan",
            "no responde nadie",
            "nadie responde",
            "nadie contesta",
            "una verguenza",
            "es una estafa",
            "una estafa",
            "me han cobrado",
            "me cobraron",
            "sigo esperando",
            "sin respuesta",
            "pesimo servicio",
            "mal servicio",
            "muy mal servicio",
            "no llega",
            "no ha llegado",
            "no llego",
            "quiero reclamar",
            "reclamacion",
            "pongo una queja",
            "queja",
            "tomadura de pelo",
            "se cuelga",
            "se cierra sola",
            "se cierra solo",
            "se bloquea",
            "esta roto",
            "esta rota",
            "llego roto",
            "llego rota",
            "da error",
            "me da error",
            "no puedo entrar",
            "no puedo acceder",
            "no me deja",
            "doesn't work",
            "does not work",
            "don't work",
            "not working",
            "isn't working",
            "stopped working",
            "won't load",
            "won't open",
            "won't start",
            "can't log in",
            "cannot log in",
            "keeps crashing",
            "crashes",
            "crashing",
            "is broken",
            "it broke",
            "still waiting",
            "no response",
            "no reply",
            "never arrived",
            "hasn't arrived",
            "rip off",
            "ripoff",
            "a scam",
            "overcharged",
            "charged twice",
            "worst service",
            "terrible service",
            "poor service",
            "awful service",
            "unacceptable",
            "inaceptable",
            "intolerable",
            "ne marche pas",
            "ne fonctionne pas",
            "nao funciona",
            "nao consigo",
            "non funziona",
            "funktioniert nicht",
            "geht nicht",
            "inadmissible",
            "no va be",
        ],
    ),
    (
        Intent::Complaint,
        WEAK,
        &[
            "problema",
            "problemas",
            "fallo",
            "fallos",
            "error",
            "averia",
            "caido",
            "lento",
            "lentisimo",
            "fatal",
            "harto",
            "harta",
            "decepcion",
            "decepcionado",
            "decepcionada",
            "decepcionante",
            "verguenza",
            "estafa",
            "problem",
            "problems",
            "issue",
            "issues",
            "bug",
            "bugs",
            "broken",
            "fails",
            "failed",
            "slow",
            "outage",
            "disappointed",
            "disappointing",
            "refund",
            "reembolso",
            "fed up",
            "probleme",
            "panne",
            "erro",
            "guasto",
            "kaputt",
            "fehler",
        ],
    ),
    // Questions; the question mark is looked at elsewhere.
    (
        Intent::Question,
        STRONG,
        &[
            "alguien sabe",
            "sabe alguien",
            "alguien me puede",
            "alguien puede",
            "alguien tiene",
            "sabeis si",
            "saben si",
            "me podeis decir",
            "me podrian decir",
            "podrian decirme",
            "como puedo",
            "como se puede",
            "como hago",
            "es posible que",
            "quisiera saber",
            "queria saber",
            "me gustaria saber",
            "tengo una duda",
            "una duda",
            "una pregunta",
            "a que hora",
            "does anyone know",
            "anyone know",
            "does anybody know",
            "can anyone",
            "can someone",
            "could someone",
            "how do i",
            "how can i",
            "how do you",
            "is it possible to",
            "is there a way",
            "is there any way",
            "i was wondering",
            "i wonder if",
            "quick question",
            "what time do",
            "when will",
            "quelqu un sait",
            "comment puis je",
            "alguem sabe",
            "como faco",
            "qualcuno sa",
            "weiss jemand",
            "wie kann ich",
            "algu sap",
        ],
    ),
    (
        Intent::Question,
        WEAK,
        &[
            "por que", "cuando", "donde", "cual", "why is", "why does", "when is", "where is",
            "what is",
        ],
    ),
    // Praise.
    (
        Intent::Praise,
        STRONG,
        &[
            "muchas gracias",
            "mil gracias",
            "gracias por",
            "gracias a",
            "me encanta",
            "me encantan",
            "nos encanta",
            "nos encanto",
            "me ha encantado",
            "me encanto",
            "recomiendo",
            "lo recomiendo",
            "la recomiendo",
            "muy recomendable",
            "totalmente recomendable",
            "recomendado",
            "recomendadisimo",
            "enhorabuena",
            "felicidades",
            "felicitaciones",
            "gran trabajo",
            "buen trabajo",
            "excelente servicio",
            "excelente atencion",
            "de diez",
            "un diez",
            "sois los mejores",
            "son los mejores",
            "la mejor app",
            "el mejor",
            "thank you",
            "thanks for",
            "thanks to",
            "many thanks",
            "love it",
            "love this",
            "love the",
            "i love",
            "we love",
            "highly recommend",
            "would recommend",
            "i recommend",
            "well done",
            "great job",
            "good job",
            "great work",
            "amazing service",
            "excellent service",
            "great service",
            "kudos",
            "merci",
            "je recommande",
            "j adore",
            "obrigado",
            "obrigada",
            "adorei",
            "recomendo",
            "parabens",
            "grazie",
            "consiglio",
            "lo adoro",
            "complimenti",
            "danke",
            "empfehlenswert",
            "moltes gracies",
            "m encanta",
            "recomano",
        ],
    ),
    (
        Intent::Praise,
        WEAK,
        &[
            "gracias",
            "genial",
            "excelente",
            "fantastico",
            "fantastica",
            "maravilloso",
            "maravillosa",
            "perfecto",
            "perfecta",
            "thanks",
            "awesome",
            "amazing",
            "excellent",
            "fantastic",
            "wonderful",
            "perfect",
            "brilliant",
            "moltes",
            "genialisch",
        ],
    ),
    // About to buy.
    (
        Intent::Buy,
        STRONG,
        &[
            "quiero comprar",
            "quiero comprarme",
            "quiero comprarlo",
            "quiero comprarla",
            "voy a comprar",
            "voy a comprarme",
            "voy a comprarlo",
            "lo voy a comprar",
            "me lo compro",
            "me la compro",
            "pienso comprar",
            "pensando en comprar",
            "donde puedo comprar",
            "donde se compra",
            "donde lo venden",
            "donde comprar",
            "cuanto cuesta",
            "cuanto vale",
            "que precio tiene",
            "cual es el precio",
            "lo teneis en stock",
            "hay stock",
            "quiero contratar",
            "voy a contratar",
            "quiero suscribirme",
            "me interesa comprar",
            "want to buy",
            "wanna buy",
            "going to buy",
            "gonna buy",
            "looking to buy",
            "thinking of buying",
            "thinking about buying",
            "planning to buy",
            "about to buy",
            "where can i buy",
            "where to buy",
            "how much is",
            "how much does",
            "how much are",
            "what's the price",
            "is it in stock",
            "back in stock",
            "ready to order",
            "take my money",
            "i need to buy",
            "want to order",
            "want to subscribe",
            "je veux acheter",
            "combien coute",
            "quero comprar",
            "quanto custa",
            "voglio comprare",
            "quanto costa",
            "will kaufen",
            "was kostet",
            "vull comprar",
            "quant costa",
        ],
    ),
    // About to leave.
    (
        Intent::Leave,
        STRONG,
        &[
            "me doy de baja",
            "darme de baja",
            "dar de baja",
            "me di de baja",
            "dado de baja",
            "me voy a la competencia",
            "me cambio a",
            "me paso a",
            "cambiarme de compania",
            "cambiar de compania",
            "cambio de compania",
            "me cambio de",
            "no vuelvo a comprar",
            "no vuelvo mas",
            "no volvere",
            "no pienso volver",
            "nunca mas",
            "cancelar mi suscripcion",
            "cancelo mi suscripcion",
            "cancelar la suscripcion",
            "he cancelado",
            "cancelo mi cuenta",
            "cancelar mi cuenta",
            "borrar mi cuenta",
            "desinstalo",
            "la desinstalo",
            "desinstalada",
            "he desinstalado",
            "desinstalando",
            "portabilidad",
            "cancel my subscription",
            "cancelling my subscription",
            "canceling my subscription",
            "cancelled my subscription",
            "canceled my subscription",
            "cancel my account",
            "closing my account",
            "close my account",
            "delete my account",
            "deleting my account",
            "switching to",
            "i'm switching",
            "moving to another",
            "never again",
            "never buying",
            "never coming back",
            "won't be back",
            "not coming back",
            "won't buy again",
            "lost a customer",
            "uninstalled",
            "uninstalling",
            "unsubscribed",
            "unsubscribing",
            "taking my business",
            "resilier mon",
            "je resilie",
            "cancelar minha",
            "disdire",
            "disdetta",
            "kundigen",
            "gekundigt",
            "donar me de baixa",
        ],
    ),
];

/// The phrases by the hash of their words.
#[derive(Debug)]
pub struct Phrases {
    slots: Vec<Option<(u64, Intent, f32)>>,
}

impl Default for Phrases {
    fn default() -> Self {
        let mut phrases = Self { slots: vec![None; SLOTS] };
        for (intent, weight, group) in GROUPS {
            for phrase in *group {
                let key = phrase.split(' ').fold(SEED, |key, word| mix(key, hash::text(word)));
                phrases.insert(key, *intent, *weight);
            }
        }
        phrases
    }
}

impl Phrases {
    fn insert(&mut self, key: u64, intent: Intent, weight: f32) {
        let mut at = slot(key);
        while self.slots[at].is_some_and(|(other, ..)| other != key) {
            at = (at + 1) % SLOTS;
        }
        self.slots[at].get_or_insert((key, intent, weight));
    }

    fn find(&self, key: u64) -> Option<(Intent, f32)> {
        let mut at = slot(key);
        while let Some((other, intent, weight)) = self.slots[at] {
            if other == key {
                return Some((intent, weight));
            }
            at = (at + 1) % SLOTS;
        }
        None
    }

    /// Belief in each intent (in the order of [`Intent::ALL`]) from the phrases in the text. Each
    /// phrase leaves the share `1 - weight` of the doubt; of phrases that begin at one word only
    /// the longest counts.
    #[must_use]
    pub fn beliefs(&self, scan: &Scan<'_>) -> [f32; Intent::ALL.len()] {
        let tokens = scan.tokens();
        let mut doubts = [1.0_f32; Intent::ALL.len()];
        for first in 0..tokens.len() {
            if let Some((intent, weight)) = self.longest_from(&tokens[first..]) {
                doubts[position(intent)] *= 1.0 - weight;
            }
        }
        doubts.map(|doubt| 1.0 - doubt)
    }

    fn longest_from(&self, tokens: &[Token]) -> Option<(Intent, f32)> {
        let words = tokens
            .iter()
            .take(LONGEST * 2)
            .take_while(|t| t.kind == Kind::Word || is_apostrophe(t));
        let mut key = SEED;
        let mut found = None;
        for token in words.filter(|t| t.kind == Kind::Word).take(LONGEST) {
            key = mix(key, token.hash);
            found = self.find(key).or(found);
        }
        found
    }
}

fn is_apostrophe(token: &Token) -> bool {
    token.kind == Kind::Mark && (token.hash == hash::text("'") || token.hash == hash::text("’"))
}

/// Number of an intent in [`Intent::ALL`].
#[must_use]
pub fn position(intent: Intent) -> usize {
    Intent::ALL.iter().position(|other| *other == intent).unwrap_or(0)
}

fn slot(key: u64) -> usize {
    hash::bucket(key, SLOTS.ilog2()) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_can_be_found() {
        let phrases = Phrases::default();
        for (intent, _, group) in GROUPS {
            for phrase in *group {
                assert!(phrase.split(' ').count() <= LONGEST, "`{phrase}` is too long");
                let beliefs = phrases.beliefs(&Scan::new(phrase));
                assert!(beliefs[position(*intent)] > 0.3, "`{phrase}` is not found: {beliefs:?}");
            }
        }
        assert!(
            phrases.slots.iter().filter(|s| s.is_some()).count() * 2 < SLOTS,
            "the table is too full"
        );
    }

    #[test]
    fn two_weak_phrases_settle_it() {
        let beliefs = Phrases::default().beliefs(&Scan::new("Qué lento, y otro fallo"));
        assert!(beliefs[position(Intent::Complaint)] > 0.6);
    }
}
