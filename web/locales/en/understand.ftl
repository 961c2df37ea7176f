## Columns
column-trend = 14 days
column-change = Change
column-total = Total

## Conversation
insight-title = Insight
insight-model = The model that said so
insight-confirmed = ✓ A person said that this is right.
confirm-insight = This is right
why-title = Why?
why-for = Spoke for it:
why-against = Spoke against it:
why-no-word = No single word decided it.
why-unavailable = The model { $model } cannot tell which words weighed most.
why-help =
    Each word was left out once and { $model } read the text again: ×8 means that the word makes the tag eight
    times as likely against the alternative, ÷2 half as likely.
insight-unsure = The model is not sure. Correct it if you know better.
insight-corrected = ✓ Corrected by a person; the model no longer decides.
insight-cut = The model read the first { $max } characters; the rest is kept and searched all the same.
insight-none = Not analysed yet. It usually takes a few seconds.
correct-title = Correct
correct-save = Save correction
theme-none = no theme

## Themes
themes-intro = What people talk about, found from what they say.
themes-active = Active themes
themes-archived = Archived
themes-rebuild = Recalculate themes
themes-none = No theme yet
themes-none-help = Themes appear when there are enough mentions about the same thing.
theme-pinned = Pinned
theme-pin = Pin
theme-unpin = Unpin
theme-archive = Archive
theme-restore = Restore
theme-is-archived = Archived
theme-all-mentions = All mentions
theme-quotes = Typical quotes
theme-no-quotes = No mention in this theme.
theme-edit = Edit theme
theme-keywords = Keywords
theme-keywords-help = Separated by commas.
theme-merge-into = Merge into
theme-merge-help = Its mentions move to the other theme.
theme-change-new = new
themes-search = Find a theme
themes-mark = All movements
themes-level = Levels
themes-both-levels = Themes and sub-themes
themes-main-level = Main themes only
themes-none-such = No theme like that.
theme-mark-new = new
theme-mark-rising = rising
theme-mark-falling = falling
theme-mark-title = Against the week before, compared with all mentions: p { $p }
theme-parts = { $n ->
    [one] { $shown } sub-theme
   *[other] { $shown } sub-themes
  }
theme-sub-themes = Sub-themes
theme-sources = Sources
theme-languages = Languages
theme-members = Latest mentions
theme-choose-mention = Choose this mention
theme-move-to = Move the chosen ones to
theme-move-new = a new theme
theme-move = Move
theme-new-name = Name of the new theme
theme-keywords-found = Found with the theme. If you change them, they decide which mentions belong to it.
theme-split = Split in two
theme-split-name = Name of the new part
theme-split-help = The mentions that are least like the rest become a theme of their own. To choose them yourself, tick them in the list.
theme-history = History
theme-undo = Undo the last edit
theme-edit-update = Edited
theme-edit-pin = Pinned
theme-edit-unpin = Unpinned
theme-edit-archive = Archived
theme-edit-restore = Restored
theme-edit-merge = Merged
theme-edit-split = Split
theme-edit-move = Mentions moved

## Models
models-intro = How often people agree with what the models say, and what was learnt from that.
models-in-use = In use: { $model }
models-accuracy = Accuracy here
models-accuracy-help =
    Of the mentions that people confirmed or corrected. People look at what strikes them, so this is not a
    random sample; all intents of a mention have to be right.
models-model = Model
models-task = Task
models-judged = Judged
models-agreed = Right
models-right = Share that was right
models-share = { $share } (95% interval: { $low } to { $high })
models-too-few =
    { $n ->
        [0] Nobody has judged yet
        [one] 1 judgement: too few to say
       *[other] { $shown } judgements: too few to say
    }
models-retrain = Learn from judgements
models-revert = Take back what was learnt
models-training = Learning from your judgements. Load this page again in a moment.
models-trial = Last attempt to learn
models-trial-promoted = Better than before, so it is in use: { $model }.
models-trial-kept = Not surely better, so nothing changed: { $model } stays in use.
models-trial-too-few = { $learnt } judgements to learn from and { $heldout } to test with are not enough yet.
models-trial-not-better =
    On { $heldout } held-out judgements { $before } were right before and { $after } afterwards (won
    { $wins }, lost { $losses }; by chance in { $chance } of cases).
models-trial-better =
    On { $heldout } held-out judgements { $before } were right before and { $after } afterwards (won
    { $wins }, lost { $losses }; by chance in { $chance } of cases).
models-trial-help =
    A third of the judgements is kept apart for the test. What was learnt is used only where chance would win
    as often in at most 5% of cases (exact test of McNemar).
models-heads = What was learnt here
models-heads-none = Nothing yet: { $model } works as it came.
task-sentiment = Sentiment
task-intents = Intents
outcome-too-few = too few
outcome-not-better = not better
outcome-better = better
head-active = in use
head-retired = replaced
head-reverted = taken back

## After an action
flash-corrected = Thank you. Your correction counts from now on.
flash-confirmed = Thank you. It counts as right from now on.
flash-retrain = The models learn from your judgements in the background.
flash-reverted = What was learnt last is taken back. The mentions are analysed again.
flash-themes-rebuilt = Themes found again.
flash-theme-split = Theme split.
flash-theme-moved = Mentions moved.
flash-theme-undone = Edit undone.
