## Frame
skip-to-content = Skip to content
nav-label = Main
nav-manage = Manage
nav-more = More
nav-home = Home
nav-mentions = Mentions
nav-replies = Replies
nav-themes = Themes
nav-ideas = Ideas
nav-models = Models
nav-sources = Sources
nav-users = Users
nav-audit = Audit log
nav-profile = Profile
sign-out = Sign out
save = Save
cancel = Cancel
close = Close
delete = Delete
merge = Merge
search = Search
optional = optional
never = never
live-new = New activity · show
pager-label = Pages
pager-first = First page
pager-next = Next page
field-name = Name
field-email = E-mail
field-password = Password
field-role = Role
field-description = Description

## Times
time-now = just now
time-ago-minutes =
    { $n ->
        [one] 1 minute ago
       *[other] { $shown } minutes ago
    }
time-ago-hours =
    { $n ->
        [one] 1 hour ago
       *[other] { $shown } hours ago
    }
time-ago-days =
    { $n ->
        [one] yesterday
       *[other] { $shown } days ago
    }
time-in-minutes =
    { $n ->
        [one] in 1 minute
       *[other] in { $shown } minutes
    }
time-in-hours =
    { $n ->
        [one] in 1 hour
       *[other] in { $shown } hours
    }
time-in-days =
    { $n ->
        [one] tomorrow
       *[other] in { $shown } days
    }
time-seconds =
    { $n ->
        [one] 1 second
       *[other] { $shown } seconds
    }
time-minutes =
    { $n ->
        [one] 1 minute
       *[other] { $shown } minutes
    }
time-hours =
    { $n ->
        [one] 1 hour
       *[other] { $shown } hours
    }
time-days =
    { $n ->
        [one] 1 day
       *[other] { $shown } days
    }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

## Sign-in and first run
sign-in = Sign in
sign-in-title = Sign in to Plaza
sign-in-wrong = E-mail or password is wrong.
sign-in-too-many = Too many tries. Try again in { $wait }.
sign-in-disabled = This account is disabled. Ask an administrator.
sign-in-weak = Choose another password: { $why }.
setup-title = Create the administrator
setup-intro = The first person to sign in to this Plaza. Others can be added afterwards.
setup-no-link = Open the one-time link that the server printed when it started. A link works once; restarting the server prints a new one.
setup-create = Create and sign in
password-help = At least 12 characters. A sentence is easy to remember.

## Errors
error-home = Go to Home
error-forbidden = You may not do this
error-forbidden-help = Your role does not include this. An administrator can change your role.
error-not-found = Nothing here
error-not-found-help = The address is wrong, or what stood here is gone.
error-csrf = This form is out of date
error-csrf-help = For your safety Plaza did not accept it. Go back, load the page again and repeat.
error-conflict = It changed meanwhile
error-conflict-help = Somebody else changed this, or its state does not allow it any more. Load it again.
error-invalid = That cannot be used
error-invalid-help = Go back, correct what is named below and try again.
error-too-large = Too large
error-too-large-help = Send it in smaller parts, or import the file on the server with the plaza import command.
error-busy = Not available now
error-busy-help = Wait a moment and try again.
error-internal = Something failed on our side
error-internal-help = Nothing was changed. The server's log says why.

## Keyboard
keys-title = Keyboard shortcuts
keys-next = Next item
keys-previous = Previous item
keys-open = Open
keys-reply = Reply
keys-idea = Make an idea
keys-search = Search
keys-help = This help
keys-move-idea = Move idea to the stage before or after

## Home
home-welcome = Welcome. Let us bring the conversation in.
home-total =
    { $n ->
        [one] { $shown } mention collected
       *[other] { $shown } mentions collected
    }
home-timeline = The last 30 days
home-sources = Where it was said, and what we may be missing
home-all-sources = All sources
home-no-sources = No source yet: there is nothing to listen to.
home-new-24h = new in 24 hours
home-new-7d = new in 7 days
home-questions = questions in 7 days
home-waiting = replies wait for approval
home-uncertain = replies to check by hand
steps-title = First steps
steps-source = Add a source
steps-source-help = A feed, a web page, a forum, a chat room: wherever your customers talk.
steps-import = Or import a file
steps-import-help = JSONL, CSV or Excel, with at least an id and a text in each record.
steps-import-action = Import
steps-read = Read what people say
steps-read-help = Search, filter, and open a conversation to answer it.
steps-idea = Turn a quote into an idea
steps-idea-help = Select words in a conversation and choose “Make an idea”.

## Columns
column-source = Source
column-week = 7 days
column-sentiment = Sentiment
column-coverage = Coverage
column-trend = 14 days
column-14-days = 14 days
column-change = Change
column-people = People
column-total = Total
column-state = State
column-last-success = Last success
column-newest = Newest mention
column-next = Next run
column-last-seen = Last seen
column-last-used = Last used
column-when = When
column-who = Who
column-what = What
column-target = Target
column-detail = Detail

## Closed sets
sentiment-negative = negative
sentiment-neutral = neutral
sentiment-positive = positive
sentiment-mixed = mixed
intent-idea = idea
intent-complaint = complaint
intent-question = question
intent-praise = praise
intent-buy = wants to buy
intent-leave = may leave
state-draft = draft
state-submitted = waits for approval
state-queued = goes out soon
state-sending = being sent
state-sent = sent
state-failed = failed
state-uncertain = check by hand
state-retracted = retracted
state-all = all
stage-new = New
stage-exploring = Exploring
stage-planned = Planned
stage-building = Building
stage-shipped = Shipped
stage-declined = Declined
role-admin = Administrator
role-manager = Manager
role-community-manager = Community manager
role-analyst = Analyst
role-r-and-d = R&D
role-viewer = Viewer
theme-auto = As the device
theme-light = Light
theme-dark = Dark
sort-newest = Newest
sort-relevance = Relevance
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
channel-face-to-face = Face to face
channel-phone = Phone
channel-fair = Fair or event
channel-forum = Forum
channel-review = Review
channel-comment = Comment
channel-email = E-mail
channel-chat = Chat
channel-news = News
channel-survey = Survey
channel-ticket = Ticket
channel-other = Other
impact-3 = massive (3)
impact-2 = high (2)
impact-1 = medium (1)
impact-0-5 = low (0.5)
impact-0-25 = minimal (0.25)
lang-es = Spanish
lang-en = English
lang-fr = French
lang-de = German
lang-it = Italian
lang-pt = Portuguese
lang-ca = Catalan
lang-gl = Galician
lang-eu = Basque
lang-nl = Dutch
lang-ru = Russian
lang-ja = Japanese
lang-zh = Chinese
lang-ar = Arabic
lang-other = other
source-ok = up to date
source-late = late
source-failing = failing
source-paused = paused
source-new = not run yet
source-file = imported
source-blocked = credentials refused
source-gone = place is gone
source-waiting = asked to wait
source-running = being collected

## Mentions
search-label = Search mentions
search-placeholder = Search what people say…
mentions-add = Add or import
filters = Filters
filters-active = Active filters
filters-clear = Clear all
filter-remove = Remove the filter { $name }
sort-label = Order
timeline-label = Mentions over time
timeline-bar = { $day }: { $count }
results-count =
    { $n ->
        [one] 1 mention
       *[other] { $shown } mentions
    }
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
views-delete = Delete the view { $name }
mention-deleted = Deleted where it was said.
mention-deleted-long = Deleted where it was said. The words stay here for those who work with them.
mention-ours = ours
mention-near = near-duplicate
mention-edited = edited
mention-replies =
    { $n ->
        [one] 1 reply
       *[other] { $shown } replies
    }
mention-ideas =
    { $n ->
        [one] 1 idea
       *[other] { $shown } ideas
    }
mention-anonymous = Anonymous
mention-rating = { $n } of 5 stars

## Adding by hand, importing
add-title = Add or import mentions
add-intro = For talk that no connector hears: face to face, by phone, at a fair.
add-by-hand = Add by hand
add-text = What was said
add-text-placeholder = In their own words, as far as you remember.
add-author = Who said it
add-author-help = May be left empty; a first name or a role is enough.
add-channel = Where
add-when = When
add-when-help = UTC. Empty means now.
add-rating = How content they seemed
add-rating-none = Not said
add-save = Add mention
add-save-more = Add and write another
import-title = Import a file
import-file = File
import-file-help = JSONL, CSV or XLSX with a first line of column names; id and text (or title) are required.
import-source = Name of the collection
import-source-help = The same name and id mean the same mention: importing again changes nothing.
import-start = Import
import-no-file = Choose a file first.
import-unknown-format = Plaza reads .jsonl, .csv and .xlsx files.

## Conversation
heading-by = { $author } in { $place }
thread-count =
    { $n ->
        [one] 1 message
       *[other] { $shown } messages
    }
thread-label = Conversation
thread-open = Details
open-in-place = Open in place
make-idea = Make an idea
make-idea-quote = Make an idea of this quote
versions-title =
    { $n ->
        [one] 1 earlier version
       *[other] { $shown } earlier versions
    }
version-until = Until { $when }
near-title =
    { $n ->
        [one] 1 nearly identical mention
       *[other] { $shown } nearly identical mentions
    }
details-title = Details
detail-author = Author
detail-source = Source
detail-said = Said
detail-collected = Collected
detail-channel = Channel
detail-country = Country
more-by-author = More by this author
insight-title = Insight
insight-model = The model that said so
insight-unsure-title = The model is not sure
insight-mixed = Both ways
insight-mixed-title = One thing is spoken well of and another badly.
insight-confirmed = ✓ A person said that this is right.
confirm-insight = This is right
why-title = Why?
why-for = Spoke for it:
why-against = Spoke against it:
why-no-word = No single word decided it.
why-unavailable = The model { $model } cannot tell which words weighed most.
why-help = Each word was left out once and { $model } read the text again: ×8 means that the word makes the tag eight times as likely against the alternative, ÷2 half as likely.
insight-unsure = The model is not sure. Correct it if you know better.
insight-corrected = ✓ Corrected by a person; the model no longer decides.
insight-none = Not analysed yet. It usually takes a few seconds.
correct-title = Correct
correct-save = Save correction
theme-none = no theme

## Replies
composer-label = Answer in { $place }
composer-placeholder = Say who you are, be useful first.
composer-send = Send
composer-submit = Submit for approval
composer-save = Save draft
composer-limit = Up to { $max } { $unit }
composer-meter = { $used } of { $max } { $unit }
unit-characters = characters
unit-graphemes = characters
unit-bytes = bytes
no-replier = This place takes no replies through Plaza. Answer there:
no-replier-no-address = This place takes no replies through Plaza, and Plaza has no address for this message.
problem-empty = Write something first.
problem-too-long = Too long: { $length } of { $max }.
problem-parent-deleted = The message was deleted.
problem-parent-edited = The message was edited after this reply was begun. Read it again.
problem-duplicate-text = The same text was sent here a short while ago.
problem-not-supported = This place takes no replies through Plaza; open it and answer there.
problem-thread-closed = The thread is closed.
problem-against-rule = The platform refuses such a text: it { $rule }.
replies-intro = What we say, from draft to sent.
replies-by-state = By state
replies-none = No reply here
replies-none-help = Open a conversation and write one.
replies-find = Find questions
reply-answers = To
reply-approved-by = approved by { $name }
reply-held = held for moderation there
reply-text = Text of the reply
reply-save-text = Save text
reply-reason = Reason (optional)
reply-see = See it in place
reply-submit = Submit for approval
reply-approve = Approve and send
reply-send = Send
reply-reject = Send back
reply-undo = Undo
reply-retry = Try again
reply-retract = Delete there
reply-was-sent = It is there
reply-was-not-sent = It is not there
reply-hint-queued = It goes out in a few seconds; until then it can be taken back.
reply-hint-uncertain = We do not know whether it arrived. Open the place, look, and tell Plaza.
reply-hint-sent = Deleting it there cannot recall what people have read or received by mail.
reply-hint-failed = Nothing was published.

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
trend-label = 14 days, lowest { $low }, highest { $high }
share-label = { $what }: { $count }

## Ideas
idea = Idea
ideas-intro = What people ask for, with their own words as evidence.
ideas-view = View
ideas-board = Board
ideas-list = List
ideas-new = New idea
ideas-none = No idea yet
ideas-none-help = Open a mention, select what the person asks for, and make an idea of it.
ideas-find = Find what people suggest
lane-empty = Nothing here.
idea-move = Move
idea-move-label = Stage of { $title }
idea-moved-to = Moved to
idea-stage = Stage
idea-owner = Owner
idea-no-owner = nobody
idea-title = Title
idea-title-placeholder = What should be possible?
idea-quote = Quote from { $name }
idea-quote-help = Word for word. Cut it down to what matters.
idea-create = Create idea
idea-created = created { $when }
idea-new-from-mention = The quote becomes its first evidence.
idea-similar = Similar ideas
idea-similar-none = None found. This seems to be new.
idea-add-here = Add the quote here
idea-people =
    { $n ->
        [one] 1 person
       *[other] { $shown } people
    }
idea-quotes =
    { $n ->
        [one] 1 quote
       *[other] { $shown } quotes
    }
idea-evidence = Quotes
idea-evidence-title = Evidence
idea-no-evidence = No quote yet. An idea is as strong as what people said.
idea-edit = Edit idea
idea-is-merged = This idea was merged into another.
idea-see-other = See it
idea-unmerge = Undo the merge
idea-merge-into = Merge into
idea-merge-help = The evidence is counted there; it can be undone.
evidence-deleted = deleted at its source
evidence-remove = Remove this quote
rice-formula = reach × impact × confidence ÷ effort
rice-incomplete = Fill in all four to get a score.
rice-reach = Reach
rice-reach-help =
    { $n ->
        [one] People a quarter. Evidence: 1 person.
       *[other] People a quarter. Evidence: { $shown } people.
    }
rice-impact = Impact
rice-confidence = Confidence
rice-confidence-help = 0 to 100 %.
rice-effort = Effort
rice-effort-help = Person-months.
rice-save = Save score
rice-bad-number = Write plain numbers, such as 12 or 0.5; confidence from 0 to 100, effort above 0.

## Sources
sources-intro = Where Plaza listens.
sources-add = Add a source
sources-none = No source yet
sources-none-help = Add the places where your customers talk: a forum, a feed, the reviews of your app. Plaza then reads them by itself, and says here how each one does.
source-choose = Choose the kind of place.
source-answers = answers through Plaza
source-name-help = How your team calls it.
source-interval = Collect
interval-adaptive = as news comes
interval-demand = only when asked
interval-every = every { $time }
source-advanced = Advanced
source-allowed-host = Private address allowed
source-allowed-host-help = Plaza never connects to private networks, unless you name a host and port here (several with commas between). It is written to the audit log.
secret-kept = kept as it is; type to replace
source-save = Save and collect
source-test = Test
source-collect = Collect now
source-pause = Pause
source-resume = Resume
source-mentions = Its mentions
source-on-demand = when asked
source-failures = Failures in a row
source-settings = Settings
source-quarantined =
    { $n ->
        [one] { $shown } in quarantine
       *[other] { $shown } in quarantine
    }
source-delete = Delete this source
source-delete-help = Collection stops and its settings are deleted. The mentions stay.
source-delete-sure = Yes, delete “{ $name }”
source-asked = begins in a moment
source-asked-later = asked for; begins { $when }, when the platform lets us
source-overdue = due for { $time }
source-paused-note = paused
source-waits-for-person = waits for somebody to mend it
source-pace-adaptive = by itself, now every { $time }
source-quota-title = Requests left
source-quota-untold = the platform does not say
source-quota =
    { $n ->
        [one] { $shown } request left
       *[other] { $shown } requests left
    }
source-quota-of = { $left } of { $limit } requests left
source-quota-until = { $quota }, renewed { $when }
source-advice-unauthorized = Enter its credentials again under Settings; until then Plaza tries once a day only.
source-advice-rate-limited = Nothing to do: it goes on by itself when the platform allows it.
source-advice-gone = Look whether the place has moved. Plaza does not ask again until you change the settings or choose “Collect now”.
source-advice-malformed = The place answers in another way than expected. Use “Test”; if it has changed, look for a newer Plaza or mend its manifest.
source-advice-transient = Nothing to do for now: Plaza tries again by itself.
source-advice-settings = Correct its settings.
source-advice-secrets = Restore the key file, or enter its credentials again under Settings.
source-advice-internal = The fault is Plaza’s own: free some disk space, or look at its log.
source-title-late = Last success { $when }
coverage-title = Coverage by day
coverage-day = Day (UTC)
coverage-collected = New
coverage-edited = Edited
coverage-deleted = Deleted
coverage-quarantined = Quarantined
coverage-gaps = May be missing
coverage-gaps-none = nothing known
gap-failed = could not be collected
gap-paused = paused
gap-idle = not asked for long
gap-truncated = more than could be read
coverage-fed = Fed by { $names }.
coverage-fed-none = No source fed this.
coverage-failing = Failing: { $names }.
coverage-waiting = Asked to wait: { $names }.
coverage-late = Late: { $names }.
coverage-paused = Paused: { $names }.
coverage-held = In quarantine: { $names }.
coverage-marked =
    { $n ->
        [one] In { $shown } marked bar something may be missing.
       *[other] In { $shown } marked bars something may be missing.
    }
timeline-gap = May be missing: { $names }
names-more = { $names } and { $n } more
past-title = The past
past-now = This kind of place only shows what is there now. What it no longer shows cannot be read.
past-whole = Plaza reads everything here from the beginning; there is nothing left to ask for.
past-help = Collection begins with what is recent. From here Plaza can read on into the past, in the background, when there is no news to fetch.
past-span = How far back
past-quarter = three months back
past-year = one year back
past-five-years = five years back
past-all = as far as the place allows
past-start = Read into the past
past-go-on = Go on
past-stop = Stop
past-state-running = reading
past-state-stopped = stopped
past-state-done = done
past-state-failed = given up
past-seen =
    { $n ->
        [one] { $shown } mention read
       *[other] { $shown } mentions read
    }
past-read = { $seen }, { $added } of them new.
past-reached = Reached { $day }.
coverage-none = Nothing collected in the last 14 days.
coverage-label =
    { $n ->
        [one] 14 days, { $shown } collected
       *[other] 14 days, { $shown } collected
    }
quarantine-title = Quarantine
quarantine-none = Nothing in quarantine.
quarantine-raw = As it came
quarantine-retry = Try all again

## Users, tokens, audit, profile
users-intro = Who works here, and what each may do.
users-people = People
user-add = Add user
user-add-help = Plaza makes a password and shows it once.
user-create = Create
user-disable = Disable
user-enable = Enable
user-disabled = disabled
user-role-of = Role of { $name }
secret-user = Password of { $name }
secret-token = Token “{ $name }”
secret-once = Copy it now: it is not shown again.
hook-added = Added. Now paste this where the platform asks for a webhook.
hook-address = Address to send to
hook-address-help = The platform must reach it from outside: set public_url to Plaza's public https address. Deliveries without a good signature are refused.
hook-secret = Secret
hook-done = Done
tokens-title = API tokens
tokens-intro = For scripts: Authorization: Bearer …
tokens-none = No token yet.
token-add = New token
token-name-placeholder = What it is for
token-create = Create
token-revoke = Revoke
token-revoked = revoked
audit-intro = Who did what, newest first.
audit-none = Nothing yet.

## Models
models-intro = How often people agree with what the models say, and what was learnt from that.
models-in-use = In use: { $model }
models-accuracy = Accuracy here
models-accuracy-help = Of the mentions that people confirmed or corrected. People look at what strikes them, so this is not a random sample; all intents of a mention have to be right.
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
models-trial-not-better = On { $heldout } held-out judgements { $before } were right before and { $after } afterwards (won { $wins }, lost { $losses }; by chance in { $chance } of cases).
models-trial-better = On { $heldout } held-out judgements { $before } were right before and { $after } afterwards (won { $wins }, lost { $losses }; by chance in { $chance } of cases).
models-trial-help = A third of the judgements is kept apart for the test. What was learnt is used only where chance would win as often in at most 5% of cases (exact test of McNemar).
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
profile-display = Display
profile-language = Language
profile-theme = Appearance
profile-password = Password
profile-sessions = Session
profile-sessions-help = Changing your password ends all your other sessions.
profile-keys = Press at any time:
password-old = Current password
password-new = New password
password-change = Change password

## After an action
flash-saved = Saved.
flash-deleted = Deleted.
flash-view-saved = View saved.
flash-mention-added = Mention added.
flash-mention-known = This mention was there already.
flash-mention-refused = Not added: it went to quarantine. Look at the source for the reason.
flash-imported = Imported: { $counts }.
flash-corrected = Thank you. Your correction counts from now on.
flash-confirmed = Thank you. It counts as right from now on.
flash-retrain = The models learn from your judgements in the background.
flash-reverted = What was learnt last is taken back. The mentions are analysed again.
flash-reply-saved = Draft saved.
flash-reply-submitted = Handed in for approval.
flash-reply-queued = Approved. It goes out in a few seconds.
flash-reply-rejected = Sent back to its author.
flash-reply-undone = Taken back. It is a draft again.
flash-reply-resolved = Noted.
flash-reply-retracted = Deleted where it was published.
flash-idea-created = Idea created.
flash-idea-moved = Moved.
flash-merged = Merged.
flash-unmerged = The merge was undone.
flash-quote-added = Quote added.
flash-quote-removed = Quote removed.
flash-source-added = Source added. Plaza collects from it now.
flash-source-paused = Paused.
flash-source-resumed = Resumed.
flash-source-collecting = Collection begins at once.
flash-source-collecting-later = Asked for. The platform wants to be left alone until { $when }; collection begins then.
flash-past-started = Plaza reads into the past when there is no news to fetch.
flash-past-stopped = Stopped. It can go on from there.
flash-source-works = It works: { $found }
flash-retried = Tried again: { $counts }.
flash-themes-rebuilt = Themes found again.
flash-theme-split = Theme split.
flash-theme-moved = Mentions moved.
flash-theme-undone = Edit undone.
flash-token-revoked = Revoked. It stops working at once.
flash-password-changed = Password changed. Your other sessions have ended.
counts = { $new } new, { $edited } edited, { $unchanged } unchanged, { $quarantined } in quarantine
error-upstream = The other side does not answer as it should
error-upstream-help = Check the address and the credentials; try again later.

## Queries that are not understood
query-too-long = The query is too long; at most { $max } bytes are read.
query-too-deep = Parentheses and operators are nested too deeply; { $max } levels are the most.
query-too-many-clauses = The query has too many words and filters; { $max } are the most.
query-unclosed-quote = This quotation mark is never closed.
query-unclosed-parenthesis = This parenthesis is never closed.
query-stray-parenthesis = This parenthesis closes nothing.
query-empty-parentheses = There is nothing between these parentheses.
query-no-words = There is no letter and no digit to search for.
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
query-unknown-source = There is no source { $name }.
query-unknown-theme = There is no theme { $name }.
source-kind-file = Imported file
reply-edit = Edit
