//! Words that name nothing: function words, what people write everywhere, and what they feel.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use plaza_core::text;
use stop_words::Language;

/// Languages whose function words are never a name.
const LANGUAGES: [(&str, Language); 7] = [
    ("es", Language::Spanish),
    ("en", Language::English),
    ("fr", Language::French),
    ("pt", Language::Portuguese),
    ("de", Language::German),
    ("it", Language::Italian),
    ("ca", Language::Catalan),
];

/// Words that people write everywhere and that name nothing, folded.
const EVERYWHERE: &str = "
    hola gracias favor buenos buenas dias tardes noches saludos hello thanks thank please hey guys
    want need know get got tell help let make made quiero necesito puedo puede pueden hacer hace
    hecho tengo tiene tienen haber decir dice ver siempre nunca aun todavia ahora luego cosa cosas
    thing things still also really just one two way would could should going says said asi sido
    user rt using use used able try trying gets getting keeps keep even like anyone someone
    something anything everything never always ever lot lots much many bit sure well back since
    usar uso usando parece creo sigo sigue siguen dos tres vez veces ayer hoy manana dia rato
    gente alguien algo nada nadie todo toda todos todas mucho mucha muchos muchas poco poca tan
    tanto muy mas menos bien mal menudo super bastante demasiado tal solo ademas tambien aunque
    ir va voy vamos van ido venir viene poder queria quisiera gustaria podria podrian deberia
    dejar deja dado dar dan pone poner puesto lleva llevo llevan llevar sale salir tipo forma
    parte lado verdad caso fin cada hora horas minuto minutos semana semanas mes meses ano anos
    day days week weeks month months year years hour hours minute minutes time times today
    yesterday tomorrow people actually definitely probably maybe ok okay yes";

/// Words of praise and blame: they say how it was, not what it was; folded.
const FELT: &str = "
    bueno buena buenisimo buenisima mejor mejores malo mala malos malas malisimo peor genial
    geniales excelente excelentes perfecto perfecta perfectos increible increibles fantastico
    fantastica maravilloso maravillosa estupendo estupenda fenomenal recomendable recomendado
    recomiendo recomendar encanta encantan encantado encantada gusta gustan gusto contento contenta
    feliz satisfecho satisfecha impecable inmejorable espectacular brutal bonito bonita precioso
    preciosa horrible fatal pesimo pesima terrible desastre verguenza asco decepcion decepcionado
    decepcionada decepcionante lamentable mierda basura estafa harto harta enfadado enfadada
    regular normal correcto correcta amor odio chido padre bacan copado guay mola
    good great best better bad worse worst nice love loved loves loving hate hated awesome amazing
    excellent perfect perfectly fantastic wonderful brilliant superb happy pleased glad lovely
    beautiful awful horrible terrible poor poorly disappointed disappointing disappointment useless
    rubbish crap garbage annoying annoyed frustrating frustrated recommend recommended fine
    impressed impressive outstanding fun enjoy enjoyed enjoyable worth cool pretty absolute
    absolutely total totally shame joke ridiculous pathetic
    bom boa otimo otima melhor pior mau ruim adorei gostei bon bonne meilleur mauvais genial
    super gut besser schlecht toll buono buona ottimo ottima migliore peggiore pessimo bo bona
    millor pitjor dolent dolenta";

/// Function words by language; under the empty name those of all languages.
static STOPS: LazyLock<HashMap<&str, HashSet<String>>> = LazyLock::new(|| {
    let mut stops: HashMap<&str, HashSet<String>> = HashMap::new();
    for (lang, language) in LANGUAGES {
        for phrase in stop_words::get(language) {
            for token in text::tokens(phrase) {
                let word = text::fold(token.text);
                stops.entry("").or_default().insert(word.clone());
                stops.entry(lang).or_default().insert(word);
            }
        }
    }
    for words in stops.values_mut() {
        let listed = EVERYWHERE.split_whitespace().chain(FELT.split_whitespace());
        words.extend(listed.map(str::to_owned));
    }
    stops
});

/// Words before which a name often stands: articles, possessives, prepositions; folded.
static BEFORE_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "el la los las un una unos unas mi mis tu tus su sus nuestro nuestra vuestro vuestra este esta
     estos estas ese esa del de al con sin por para the a an my your our their its this these of
     for with without le les des du une mon ma mes votre leur o os um uma meu minha do da dos das
     no na com der die das den dem ein eine einen mein meine mit il lo gli i uno della del dei
     els amb per"
        .split_whitespace()
        .collect()
});

/// The words that name nothing in a text of that language.
pub(super) fn of_language(lang: Option<&str>) -> Option<&'static HashSet<String>> {
    lang.and_then(|lang| STOPS.get(lang)).or_else(|| STOPS.get(""))
}

/// Whether what follows this folded word is often a name.
pub(super) fn comes_before_names(word: &str) -> bool {
    BEFORE_NAMES.contains(word)
}
