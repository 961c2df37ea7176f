## Closed sets
sort-newest = Newest
sort-relevance = Most useful
facet-date = Date
facet-answer = Answer
facet-channel = Channel
facet-rating = Rating
answer-unanswered = unanswered
answer-answered = answered
answer-unasked = asks for none
answer-draft = with a draft
answer-mine = answered by me
answer-ours = ours
answer-anyone = by anyone
rating-few = ★ 1 and 2
rating-some = ★ 3
rating-many = ★ 4 and 5
span-today = Today
span-7d = 7 days
span-30d = 30 days
within-today = today
within-24h = in 24 hours
within-7d = in 7 days
within-30d = in 30 days
within-days = in { $days }
row-unanswered = unanswered
row-answered = answered
row-idea = idea
row-ours = ours
row-deleted = deleted
facet-lang = Language
facet-sentiment = Sentiment
facet-source = Source
facet-intent = Intent
facet-theme = Theme
facet-aspect = Spoken of
facet-aspect-negative = Spoken badly of
facet-aspect-neutral = Mentioned
facet-aspect-positive = Spoken well of
facet-confidence = The model is
confidence-low = not sure
confidence-high = sure
facet-none = none
facet-more = { $shown } more

## Mentions
search-label = Search mentions
search-placeholder = Search what people say…
mentions-add = Add or import
filters = Filters
filters-active = Active filters
filters-clear = Clear all
filter-remove = Remove the filter { $name }
results-found = { $mentions } by { $people }
ours-left-out = without ours
ours-included = with ours
ours-only = only ours
export = Export as CSV
results-more = What to do with what was found
results-delete = Delete all these…
row-words-gone = Deleted where it was said.
index-behind =
    { $n ->
        [one] Searching what has been read so far; 1 mention is still to be read.
       *[other] Searching what has been read so far; { $shown } mentions are still to be read.
    }
index-progress = What can be found already
index-again = Look again
results-late = What you look for has not been read yet
results-late-help = It appears here as soon as it is read; the page looks again by itself.
filters-chosen =
    { $n ->
        [one] Filters, 1
       *[other] Filters, { $shown }
    }
filter-without = Drop { $name }
facet-beyond = and { $shown } more
pick-days = Pick dates
pick-from = From
pick-until = Until
pick-show = Show those days
query-help-answers = questions, complaints and few stars that we have not answered; what is answered
query-help-mine = with a draft that has not gone out; what I answered
query-help-ours = what we say ourselves; what anyone says, we too
views-manage = Order and rename
sort-label = Order
results-none = Nothing found
results-none-help = Try fewer words, another spelling with ~, or take a filter away.
results-problem = The search was not understood
results-problem-help = Correct the marked place above.
results-nothing-yet = No mention yet
results-nothing-yet-help = Add a source and Plaza collects what people say there; or import a file.
query-help = How to search
query-help-words = all words, in any form, with or without accents
query-help-phrase = the exact phrase
query-help-operators = one or the other; without a word
query-help-near = words close to each other
query-help-wild = beginnings; one letter wrong
query-help-fields = fields: sentiment, lang, source, theme
query-help-more-fields = fields: intent, author, country, channel
query-help-aspects = what is spoken of, and how; what the model is not sure of
query-help-ranges = numbers and dates
views-title = Saved views
views-save = Save view
views-share = Share with everybody
views-shared = shared
views-intro = Yours come first; everybody sees the shared ones.
views-none = There is none yet. Search for something and choose “Save view”.
views-up = Move up
views-rename = Rename

## After an action
flash-view-saved = View saved.

## Queries that are not understood
query-too-long = The query is too long; at most { $max } bytes are read.
query-too-deep = Parentheses and operators are nested too deeply; { $max } levels are the most.
query-too-many-clauses = The query has too many words and filters; { $max } are the most.
query-unclosed-quote = This quotation mark is never closed.
query-unclosed-parenthesis = This parenthesis is never closed.
query-stray-parenthesis = This parenthesis closes nothing.
query-empty-parentheses = There is nothing between these parentheses.
query-no-words = There is nothing here to search for: punctuation alone is not. Type words, digits, emoji, or signs such as € % +.
query-ignored = Searched without { $signs }: punctuation alone is not searched.
query-missing-left = { $operator } needs something before it; write "{ $operator }" in quotes to search for the word.
query-missing-right = { $operator } needs something after it; write "{ $operator }" in quotes to search for the word.
query-bad-distance = The distance is a whole number from 1 to { $max }, as in NEAR/5.
query-near-operand = NEAR takes words, phrases, and words in parentheses joined by OR.
query-wildcard-alone = A wildcard needs letters beside it, as in bat*.
query-wildcard-short = This wildcard fits too many words; write at least { $min } letters.
query-wildcard-long = A word with wildcards has at most { $max } bytes.
query-too-broad = This fits more than { $max } different words; write more letters.
query-fuzzy-short = A word this short has too many neighbours; ~ takes { $min } letters or more here.
query-fuzzy-distance = ~ allows one or two misspellings: word~1 or word~2.
query-fuzzy-word = ~ stands behind one plain word.
query-unknown-field = There is no field { $name }; the fields are { $known }. Write quotes around words that contain a colon.
query-empty-field = { $name }: needs a value directly behind the colon.
query-bad-value = { $field }: does not take { $value }; it takes { $known }.
query-bad-date = { $value } is no date; write 2026-01-31, 2026-01, 2026-01..2026-03, >=2026-01-01, 24h, 7d, today or yesterday.
query-unknown-import = There is no import { $id }.
query-unknown-source = There is no source { $name }.
query-unknown-theme = There is no theme { $name }.
