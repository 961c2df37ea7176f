//! A person's word over the model's.

use plaza_core::{Intent, MentionId, Sentiment, limits};
use plaza_store::understand::{Correction, Theme};
use plaza_store::{InsightView, MentionView};

use crate::Problem;
use crate::frame::board::{Answer, Board};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::overtaken::{self, BothTexts, Field, Sent};
use crate::parts::query_terms::{mentions_href, quoted};
use crate::parts::{Choice, InsightChips, chips};

/// All that the models and people say of a mention.
pub(crate) struct InsightPanel {
    pub(crate) model: String,
    pub(crate) lang: String,
    pub(crate) chips: InsightChips,
    pub(crate) scores: Vec<Score>,
    pub(crate) aspects: Vec<AspectChip>,
    /// What people say of it, or that the model is not sure: the key of one sentence, or nothing.
    pub(crate) word: &'static str,
    /// Nobody has said anything of it yet.
    pub(crate) open: bool,
    /// Says that the text is longer than what the models read.
    pub(crate) cut: Option<String>,
}

/// A probability of the model.
pub(crate) struct Score {
    /// Set and name of the value's label.
    pub(crate) set: &'static str,
    pub(crate) name: &'static str,
    /// Colour.
    pub(crate) class: &'static str,
    /// 0 to 100.
    pub(crate) percent: String,
    pub(crate) text: String,
}

/// Something spoken of.
pub(crate) struct AspectChip {
    pub(crate) term: String,
    pub(crate) sentiment: &'static str,
    /// Other mentions that speak of it.
    pub(crate) href: String,
}

/// The form in which a person corrects.
pub(crate) struct CorrectionForm {
    /// Stands for what is shown of the mention.
    pub(crate) version: i64,
    pub(crate) sentiments: Vec<&'static str>,
    pub(crate) sentiment: &'static str,
    pub(crate) intents: Vec<IntentBox>,
    pub(crate) themes: Vec<Choice>,
}

/// One intent with its check mark.
pub(crate) struct IntentBox {
    pub(crate) name: &'static str,
    pub(crate) active: bool,
}

/// The panel beside a conversation.
pub(crate) fn panel(t: &Translator, text: &str, insight: &InsightView) -> InsightPanel {
    let is_cut = text.chars().nth(limits::ANALYZED_TEXT).is_some();
    let scores = &insight.sentiment;
    let sentiments =
        [("negative", scores.negative), ("neutral", scores.neutral), ("positive", scores.positive)];
    let score = |set, name, class, value: f32| Score {
        set,
        name,
        class,
        percent: format!("{:.0}", value * 100.0),
        text: t.percent(value),
    };
    let mut all: Vec<Score> =
        sentiments.into_iter().map(|(name, value)| score("sentiment", name, name, value)).collect();
    let intents = insight.intents.iter();
    all.extend(intents.map(|i| score("intent", i.label.name(), "accent", i.score)));
    InsightPanel {
        model: insight.model.clone(),
        lang: t.label("lang", &insight.lang),
        chips: chips(insight),
        scores: all,
        aspects: insight
            .aspects
            .iter()
            .map(|a| AspectChip {
                term: a.term.clone(),
                sentiment: a.sentiment.name(),
                href: mentions_href(&format!("aspect:{}", quoted(&a.term))),
            })
            .collect(),
        word: word(insight),
        open: !(insight.confirmed || insight.corrected || insight.judged),
        cut: is_cut.then(|| t.with("insight-cut", "max", t.number(limits::ANALYZED_TEXT))),
    }
}

/// One sentence: a person's word comes before the model's doubt.
fn word(insight: &InsightView) -> &'static str {
    match insight {
        InsightView { corrected: true, .. } => "insight-corrected",
        InsightView { confirmed: true, .. } => "insight-confirmed",
        InsightView { unsure: true, .. } => "insight-unsure",
        InsightView { mixed: true, .. } => "insight-mixed-title",
        _ => "",
    }
}

/// The form with what holds now.
pub(crate) fn correction(mention: &MentionView, themes: Vec<Theme>) -> CorrectionForm {
    let insight = mention.insight.as_ref();
    let holds =
        |intent: &Intent| insight.is_some_and(|insight| insight.effective_intents.contains(intent));
    let theme_id = insight.and_then(|insight| insight.theme_id);
    let sentiment = insight.map_or(Sentiment::Neutral, |insight| insight.effective_sentiment);
    CorrectionForm {
        version: mention.insight_version(),
        sentiments: Sentiment::ALL.map(Sentiment::name).to_vec(),
        sentiment: sentiment.name(),
        intents: Intent::ALL
            .iter()
            .map(|intent| IntentBox { name: intent.name(), active: holds(intent) })
            .collect(),
        themes: themes
            .into_iter()
            .map(|theme| Choice {
                active: theme_id == Some(theme.id),
                id: theme.id.get(),
                label: theme.label,
            })
            .collect(),
    }
}

/// `POST /mentions/{id}/insight`: what differs from what holds is a correction; where nothing
/// does, it is a confirmation.
pub(crate) async fn correct(
    board: Board,
    PathIds(id): PathIds<MentionId>,
    fields: Fields,
) -> Answer {
    let seen = fields.seen(id)?;
    let mention = board.engine.mention(id).await?;
    let mut correction = Correction::default();
    if let Some(insight) = &mention.insight {
        let sentiment = Sentiment::parse(fields.get("sentiment"));
        correction.sentiment = sentiment.filter(|s| *s != insight.effective_sentiment);
        let chosen: Vec<&str> = fields.all("intent").collect();
        let is_chosen = |intent: &Intent| chosen.contains(&intent.name());
        let differs =
            |intent: &Intent| is_chosen(intent) != insight.effective_intents.contains(intent);
        if Intent::ALL.iter().any(differs) {
            correction.intents = Some(Intent::ALL.into_iter().filter(is_chosen).collect());
        }
        let theme = fields.id("theme");
        correction.theme_id = (theme != insight.theme_id).then_some(theme);
    }
    let (done, key) = if correction == Correction::default() {
        let done = board.engine.understand().confirm(board.actor()?, seen).await;
        (done, "flash-confirmed")
    } else {
        let done = board.engine.understand().correct(board.actor()?, seen, correction).await;
        (done, "flash-corrected")
    };
    let (action, back) = (format!("/mentions/{id}/insight"), format!("/mentions/{id}"));
    let sent = Sent { action: &action, back: &back, fields: &fields };
    let texts = async |board: &Board| words(board, id, &fields).await;
    overtaken::after(board, done, sent, texts, &back, key).await
}

/// What somebody chose for a mention, beside what holds now.
async fn words(board: &Board, id: MentionId, fields: &Fields) -> Result<Vec<BothTexts>, Problem> {
    let page = &board.page;
    let mut texts = now(board, id).await?;
    let themes = board.engine.store().understand().themes(false).await?;
    let theme = fields.id("theme");
    let theme = themes.into_iter().find(|known| Some(known.id) == theme).map(|theme| theme.label);
    let intents = fields.all("intent").map(|intent| page.label("intent", intent));
    let yours = [
        page.label("sentiment", fields.get("sentiment")),
        intents.collect::<Vec<_>>().join(", "),
        theme.unwrap_or_else(|| page.get("theme-none")),
    ];
    // The fields themselves are sent again as they are.
    for (text, yours) in texts.iter_mut().zip(yours) {
        text.yours = if yours.is_empty() { page.get("overtaken-nothing") } else { yours };
        text.field = Field::Choice;
    }
    Ok(texts)
}

/// What holds of a mention now.
async fn now(board: &Board, id: MentionId) -> Result<Vec<BothTexts>, Problem> {
    let (page, mention) = (&board.page, board.engine.mention(id).await?);
    let Some(insight) = mention.insight else { return Ok(Vec::new()) };
    let intents = insight.effective_intents.iter().map(|i| page.label("intent", i.name()));
    let intents = intents.collect::<Vec<_>>().join(", ");
    let intents = if intents.is_empty() { page.get("overtaken-nothing") } else { intents };
    let sentiment = page.label("sentiment", insight.effective_sentiment.name());
    let theme = insight.theme_label.unwrap_or_else(|| page.get("theme-none"));
    Ok(vec![
        BothTexts::now(page.get("facet-sentiment"), sentiment),
        BothTexts::now(page.get("facet-intent"), intents),
        BothTexts::now(page.get("facet-theme"), theme),
    ])
}

/// `POST /mentions/{id}/insight/confirm`
pub(crate) async fn confirm(
    board: Board,
    PathIds(id): PathIds<MentionId>,
    fields: Fields,
) -> Answer {
    let done = board.engine.understand().confirm(board.actor()?, fields.seen(id)?).await;
    let (action, back) = (format!("/mentions/{id}/insight/confirm"), format!("/mentions/{id}"));
    let sent = Sent { action: &action, back: &back, fields: &fields };
    let texts = async |board: &Board| now(board, id).await;
    overtaken::after(board, done, sent, texts, &back, "flash-confirmed").await
}
