## Columns
column-trend = 14 days
column-before-now = Week before → now
column-total = Total

## Conversation
insight-title = Insight
insight-scores = Figures of the model
correct-sentiment = How does it feel?
correct-intents = What do they want?
correct-theme = What is it about?
why-how = How this is worked out
insight-model = Read by { $model }
insight-confirmed = ✓ A person said that this is right.
confirm-insight = This is right
why-title = Why?
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
theme-sentence = { $people }; { $week }, { $before } in the 7 before
theme-week = { $n ->
    [one] { $shown } mention in the last 7 days
   *[other] { $shown } mentions in the last 7 days
  }
theme-examples = { $n ->
    [one] One that tells it
    [2] Two that tell it
    [3] Three that tell it
    [4] Four that tell it
   *[other] { $shown } that tell it
  }
theme-example-typical = The most typical
theme-example-newest = The newest
theme-example-most-negative = The angriest
theme-example-most-positive = The happiest
theme-mentions = { $n ->
    [one] { $shown } mention
   *[other] { $shown } mentions
  }
theme-definition = What belongs to it, and what does not
theme-edit-words = Change name and definition

## Themes
themes-intro = What people talk about, found from what they say.
themes-active = Active themes
themes-archived = Archived
themes-rebuild = Find themes again
themes-none = No theme yet
themes-none-help = Themes appear when there are enough mentions about the same thing.
theme-pinned = Pinned
theme-pin = Pin
theme-unpin = Unpin
theme-archive = Archive
theme-restore = Restore
theme-is-archived = Archived
theme-all-mentions = Open in Mentions
theme-no-quotes = No mention in this theme.
theme-edit = Change the theme
theme-keywords = Keywords
theme-keywords-help = Separated by commas.
theme-merge-into = Merge into
theme-merge-help = Its mentions move to the other theme.
themes-search = Find a theme
themes-mark = All movements
themes-level = Levels
themes-both-levels = Themes and sub-themes
themes-main-level = Main themes only
themes-none-such = No theme like that.
themes-empty = { $n ->
    [one] { $shown } theme without mentions
   *[other] { $shown } themes without mentions
  }
theme-change = { $before } in the 7 days before, { $now } in the last 7
theme-mark-title = More than chance would move it, compared with all mentions
theme-mark-new = new
theme-mark-rising = rising
theme-mark-falling = falling
theme-parts = { $n ->
    [one] { $shown } sub-theme
   *[other] { $shown } sub-themes
  }
theme-sub-themes = Sub-themes
theme-sources = Sources
theme-languages = Languages
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

## Finding themes again
rebuild-help =
    Plaza groups the mentions anew and names each group. What you have changed (names, merges, splits, moves, archived
    themes) stays as it is.
rebuild-look = See what would change
rebuild-do = Find themes again
rebuild-see = See the themes
rebuild-watch = See how it goes
rebuild-looking = Plaza works out what would change; nothing changes yet.
rebuild-finding = Plaza groups the mentions.
rebuild-indexing = { $n ->
    [one] Done. { $shown } change is still to reach lists and figures.
   *[other] Done. { $shown } changes are still to reach lists and figures.
  }
rebuild-go-on = You can go on with something else.
rebuild-failed = It did not work. Try again; if it fails again, whoever runs the server can see why.
rebuild-nothing-would = Nothing would change
rebuild-nothing = Nothing changed
rebuild-last = The last time was
rebuild-new = { $n ->
    [0] -
    [one] { $shown } new theme
   *[other] { $shown } new themes
  }
rebuild-gone = { $n ->
    [0] -
    [one] { $shown } theme goes
   *[other] { $shown } themes go
  }
rebuild-renamed = { $n ->
    [0] -
    [one] { $shown } theme gets another name
   *[other] { $shown } themes get another name
  }
rebuild-moved = { $n ->
    [0] -
    [one] { $shown } mention changes its theme
   *[other] { $shown } mentions change their theme
  }
rebuild-kept = { $n ->
    [0] -
    [one] { $shown } theme stays as it is
   *[other] { $shown } themes stay as they are
  }
rebuild-held = { $n ->
    [0] -
    [one] { $shown } is yours and is left alone
   *[other] { $shown } are yours and are left alone
  }
rebuild-list-new = New
rebuild-list-gone = Go
rebuild-list-renamed = With another name
rebuild-goes-into = most of it goes to “{ $theme }”
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
models-in-use = In use: { $model }.
models-accuracy = How often the model is right here
models-accuracy-help = Counted in mentions that people judged; all intents of a mention have to be right.
models-earlier = Earlier models
models-share = Right { $share } of the time in { $judged } judgements (between { $low } and { $high })
models-too-few =
    { $n ->
        [one] 1 more judgement and it can be told
       *[other] { $shown } more judgements and it can be told
    }
models-judge-missing =
    { $n ->
        [one] 1 judgement missing · judge it now
       *[other] { $shown } judgements missing · judge now
    }
models-judge-more = Judge more
models-retrain = Learn from judgements
models-revert = Take back what was learnt
models-training = The models learn from the judgements. Load this page again in a moment.
models-trial = Last attempt to learn
models-trial-promoted = Better than before, so it is in use: { $model }.
models-trial-kept = Not surely better, so nothing changed: { $model } stays in use.
models-trial-too-few = { $learnt } judgements to learn from and { $heldout } to test with are not enough yet.
models-trial-figures = Of { $heldout } judgements kept apart, { $before } were right before and { $after } afterwards.
models-trial-help = A third of the judgements is kept apart for the test. What was learnt is used only when the gain cannot be chance.
models-heads = What was learnt here
models-heads-none = Nothing yet: { $model } works as it came.
judge-title = Judge texts
judge-left =
    { $n ->
        [one] 1 judgement missing
       *[other] { $shown } judgements missing
    }
judge-enough =
    { $n ->
        [one] 1 judgement: enough to tell how often the model is right
       *[other] { $shown } judgements: enough to tell how often the model is right
    }
judge-help = One text at a time, drawn by chance. What the model says is shown afterwards, so that it does not lead you.
judge-skip = Another one
judge-open = Open the conversation
judge-none = Nothing to judge
judge-none-help = When more is said, it will be here.
judge-agreed = { $said }; the model says so too
judge-differed = { $said }; the model said: { $model }
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
flash-retrain = The models learn from the judgements in the background.
flash-judge-undone = Taken back.
flash-reverted = What was learnt last is taken back. The mentions are analysed again.
flash-themes-looking = Plaza works out what would change.
flash-themes-rebuilding = Plaza groups the mentions.
flash-theme-split = Theme split.
flash-theme-moved = Mentions moved.
flash-theme-undone = Edit undone.
