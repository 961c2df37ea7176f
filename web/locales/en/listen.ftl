## Frame
delete = Delete
optional = optional

## Columns
column-state = State
column-last-success = Last success
column-newest = Newest mention
column-next = Next run

## Closed sets
source-ok = up to date
source-late = late
source-failing = failing
source-paused = paused
source-new = not run yet
source-file = imported
source-blocked = credentials refused
source-gone = place is gone
source-waiting = asked to wait
source-listening = listening
source-running = being collected
source-archived = archived
source-removing = being deleted

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
add-when-help = In { $zone }. Empty means now.
add-rating = How did they seem?
add-rating-none = Not said
add-save = Add mention
add-save-more = Add and write another
import-title = Import a file
import-file = File
import-file-help = CSV, Excel (XLSX) or JSON. Next you see how Plaza reads it, and can correct that.
import-source = Name of the collection
import-source-help = The same name and id mean the same mention: importing again changes nothing.
import-start = Import
import-no-file = Choose a file first.
counts = { $new } new, { $edited } edited, { $unchanged } unchanged, { $quarantined } in quarantine

## Importing a file
import-of = Import of “{ $name }”
import-upload = Look at the file
import-waiting = Uploaded, not imported yet:
import-look = Look again
import-discard = Discard
import-reset = Start over
import-until = The file waits on the server for you alone, and is deleted { $when }.
import-like = Read like the last file with these columns, of “{ $source }”.
import-first = The first records, as they will appear
import-columns = Columns
import-column = Column
import-samples = Values
import-use = Is
import-use-of = What “{ $name }” is
import-settings = How the file is read
import-notes = What Plaza noticed
import-line = Row { $n }
import-refused = refused
import-another = Import another file
import-goes-on = It goes on; this page follows it by itself.
import-ended = It ended early: { $why } What came in before stays; import the file again to go on.
import-removed = Taken away
import-restored = Put back
import-kept = Kept
import-count-new =
    { $n ->
        [0] No new mention
        [one] { $shown } new mention
       *[other] { $shown } new mentions
    }
import-count-edited =
    { $n ->
       *[other] { $shown } edited
    }
import-count-unchanged = { $shown } unchanged
import-count-refused =
    { $n ->
       *[other] { $shown } refused
    }
import-indexing = { $done } of { $all } can be found already.
import-progress = Mentions that can be found already
import-came = This came first
import-see-all = See all of them
import-drop = Drop a file here
import-choose = or choose one
import-how = Name and details
import-mend = Read them another way
import-undo = Take this import back
import-undo-new =
    { $n ->
        [0] None of its new mentions is left.
        [one] { $shown } mention that it brought goes, as if it had never come.
       *[other] { $shown } mentions that it brought go, as if they had never come.
    }
import-undo-edited =
    { $n ->
        [one] { $shown } earlier mention becomes what it was before.
       *[other] { $shown } earlier mentions become what they were before.
    }
import-undo-used =
    { $n ->
        [one] { $shown } of them was answered, quoted, corrected or changed since: it stays.
       *[other] { $shown } of them were answered, quoted, corrected or changed since: they stay.
    }
import-undo-all = Take those away too
import-undo-sure = Yes, take it back
import-undo-unsure = Tick the box to confirm that the import is to be taken back.
imports-title = Imports
import-running = under way
import-done = done
import-failed = ended early
import-undoing = being taken back
import-undone = taken back
import-via-command = By command
import-via-board = In the board
import-via-api = Through the API
import-via-quarantine = From the quarantine
look-whole =
    { $n ->
        [one] The file has { $shown } record.
       *[other] The file has { $shown } records.
    }
look-part =
    { $n ->
        [one] Plaza has looked at the first record.
       *[other] Plaza has looked at the first { $shown } records.
    }
look-bad =
    { $n ->
        [one] { $shown } of them would be refused, with its reason
       *[other] { $shown } of them would be refused, each with its reason
    }
look-refused = { $rows } { $refused }.
look-found = Now { $value }: { $why }.
look-automatic = automatic
look-sheets = Sheet
look-sheet =
    { $name } ({ $rows ->
        [one] 1 row
       *[other] { $rows } rows
    })
look-sheet-hidden =
    { $name } ({ $rows ->
        [one] 1 row
       *[other] { $rows } rows
    }, hidden)
look-separator = Between the cells
look-encoding = Encoding
look-dates = Dates
look-scale = Scale of the ratings
look-header-row = Row with the names of the columns
why-said = you said so
why-only = there is only this one
why-bytes = the file itself shows it
why-sep-line = a “sep=” line says so
why-consistent = { $agree } of { $of } lines agree
why-first-table = it is the first with a table
why-field-name = its name says so
why-known-name = a known program names it so
why-longest-text = it has the longest texts
why-values = only so “{ $example }” is possible
why-column-name = its name says so
why-language = the language of the file ({ $lang }) suggests it
why-usual = nothing tells; it is the usual one
separator-comma = comma
separator-semicolon = semicolon
separator-tab = tab
separator-bar = bar
separator-space = space
dates-dmy = day/month/year
dates-mdy = month/day/year
dates-ymd = year/month/day
scale-from-to = { $worst } (worst) to { $best } (best)
use-text = text
use-title = title
use-created-at = date
use-rating = rating
use-author = author (handle)
use-author-name = author (shown name)
use-id = id
use-url = link
use-channel = channel
use-country = country
use-lang = language
use-parent-id = id of what it answers
use-conversation-id = id of its thread
use-account = id of the author's account
use-account-space = where that account is
use-author-is = what the author is
use-ours = whether it is ours
use-extra = further data (JSON)
use-keep = keep as extra
use-ignore = leave out
ask-scale = The ratings in “{ $column }” go from { $least } to { $most }. Which scale are they on? Plaza keeps five stars.
ask-scale-keep = none: keep the values as extra
ask-dates = “{ $example }” in “{ $column }” can be read in two ways. Now it is read as { $taken }.
ask-own-ids = No column is an id, so each record gets one made from what it says: importing the same file again changes nothing.
ask-text = Which column is the text? Say so under “Columns”; nothing can be imported before.
note-sheet = Sheet “{ $name }”.
note-sheet-hidden = Sheet “{ $name }”, which Excel hides.
note-header-row = The names of the columns stand in row { $row }.
note-no-header = No row names the columns: they are called by their places, Column 1, Column 2…
note-encoding = Encoding: { $name }.
note-bad-letters =
    { $n ->
        [one] { $shown } letter could not be read and shows as �; try another encoding.
       *[other] { $shown } letters could not be read and show as �; try another encoding.
    }
note-separator = Between the cells: { $name }.
note-dates = Dates are read as { $order }.
note-scale = Ratings in “{ $column }” are converted from { $scale }.
note-unknown-scale = The scale of “{ $column }” is not clear: its values are kept as extra.
note-taken = “{ $column }” is taken for: { $field }.
note-own-ids =
    { $n ->
        [one] { $shown } record without an id gets one made from what it says.
       *[other] { $shown } records without an id get one made from what they say.
    }
note-spoilt-ids = “{ $column }” is not used as id: a spreadsheet has rounded its numbers, such as { $example }.
note-unread =
    Not read as { $field }: { $count }, such as “{ $example }” in row { $line }; kept as extra.
note-unused = Kept as extra: { $columns }.
note-footer =
    { $n ->
        [one] { $shown } row below the table is left out.
       *[other] { $shown } rows below the table are left out.
    }
note-empty-rows =
    { $n ->
        [one] { $shown } empty row is left out.
       *[other] { $shown } empty rows are left out.
    }
trouble-empty = The file is empty.
trouble-no-table = None of the sheets has a table: { $sheets }.
trouble-no-sheet = There is no sheet “{ $sheet }”; there are { $sheets }.
trouble-no-header = Row { $row } names no columns.
trouble-no-column = There is no column “{ $column }”; there are { $columns }.
trouble-no-text = No column is the text. There are { $columns }.
trouble-too-many = The table has more than { $most } columns.
trouble-password = The file is protected by a password. Save it without one and upload it again.
trouble-unreadable = The file cannot be read: { $why }
quarantine-mend = Mend
quarantine-import = its import
mend-title = Mend a record
mend-take = Take it in
mend-reason = Why it is not worth taking in
mend-dismiss = Take it off the list

## Sources
sources-add = Add a source
sources-none = No source yet
sources-none-help =
    Add the places where your customers talk: a forum, a feed, the reviews of your app. Plaza then reads them
    by itself, and says here how each one does.
source-choose = Choose the kind of place.
source-answers = answers through Plaza
source-name-help = How your team calls it.
source-interval = Collect
interval-adaptive = automatic, as news comes
interval-demand = only when asked
interval-every = every { $time }
source-allowed-host = Private address allowed
source-allowed-host-help =
    Plaza never connects to private networks, unless an administrator names a host and port here; with e-mail
    one for each server, with a comma between. It is written to the audit log.
secret-kept = kept as it is; type to replace
source-save = Save and collect
source-test = Test
source-collect = Collect now
source-pause = Pause
source-resume = Resume
source-mentions = Its mentions
source-sent = comes when it comes
source-recent =
    { $n ->
        [0] Nothing new in 14 days.
        [one] { $shown } new mention in 14 days.
       *[other] { $shown } new mentions in 14 days.
    }
sources-count =
    { $n ->
        [0] Nothing is collected anywhere.
        [one] Plaza listens in { $shown } place.
       *[other] Plaza listens in { $shown } places.
    }
sources-troubled =
    { $n ->
        [one] { $shown } needs a look.
       *[other] { $shown } need a look.
    }
sources-search = Search sources
sources-search-go = Search
sources-search-none = No source is named “{ $q }”.
source-on-demand = when asked
source-failures = Failures in a row
source-settings = Settings
source-quarantined =
    { $n ->
        [one] { $shown } in quarantine
       *[other] { $shown } in quarantine
    }
source-delete = Delete this source…
source-delete-title = Delete “{ $name }”
source-delete-count =
    { $n ->
        [0] It has no mentions.
        [one] { $shown } mention came from it.
       *[other] { $shown } mentions came from it.
    }
source-delete-choose = Choose what becomes of its mentions.
source-delete-unsure = Tick the box to confirm that the mentions are to be deleted too.
source-delete-go = Delete
source-archive = Stop collecting and keep the mentions
source-archive-help =
    The source is archived. Its mentions stay, with its name everywhere: in searches, charts and ideas. You can
    bring it back at any time; its passwords and keys are deleted and asked for again then.
source-archive-replies =
    { $n ->
        [one] { $shown } reply to its mentions is under way or waits for approval. It cannot go out any more.
       *[other] { $shown } replies to its mentions are under way or wait for approval. They cannot go out any more.
    }
source-remove = Delete it with its mentions
source-remove-help =
    The words of its mentions go everywhere, from searches and quotes too, and cannot be brought back. It is done
    in the background. What remains are figures of past days, and our own replies.
source-remove-replies =
    { $n ->
        [one] { $shown } reply is under way or waits for approval: cancel it first.
       *[other] { $shown } replies are under way or wait for approval: cancel them first.
    }
source-remove-answered =
    { $n ->
        [one] { $shown } mention was answered: it keeps its empty place in the conversation.
       *[other] { $shown } mentions were answered: they keep their empty places in the conversations.
    }
source-remove-quoted =
    { $n ->
        [one] { $shown } mention carries ideas: its quotes lose their words and still count.
       *[other] { $shown } mentions carry ideas: their quotes lose their words and still count.
    }
source-remove-neighbors =
    Other sources read the same place. Mentions that they have brought too, or may have brought before Plaza noted
    it, become theirs and stay.
source-remove-sure = Yes, delete “{ $name }” and all its mentions
source-is-archived = This source is archived.
source-is-archived-help = Nothing is collected. Its mentions stay, under its name.
source-is-removing = This source is being deleted with its mentions.
source-is-removing-help = It goes on in the background, also after a restart.
source-bring-back = Bring it back
sources-archived = Archived
source-asked = begins in a moment
source-asked-later = asked for; begins { $when }, when the platform lets us
source-overdue = due for { $time }
source-paused-note = paused
source-waits-for-person = waits for somebody to mend it
source-pace-adaptive = automatic, every { $time }
source-left-out = Left out
source-quota-title = Requests left
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
source-advice-malformed =
    The place answers in another way than expected. Use “Test”; if it has changed, look for a newer Plaza or
    mend its manifest.
source-advice-transient = Nothing to do for now: Plaza tries again by itself.
source-advice-settings = Correct its settings.
source-advice-secrets = Restore the key file, or enter its credentials again under Settings.
source-advice-internal = The fault is Plaza’s own: free some disk space, or look at its log.
coverage-title = Coverage by day
coverage-day = Day
coverage-collected = New
coverage-edited = Edited
coverage-deleted = Deleted
coverage-quarantined = Quarantined
coverage-gaps = May be missing
coverage-gaps-none = nothing known
past-title = History
past-now = This kind of place only shows what is there now. What it no longer shows cannot be read.
past-whole = Plaza reads everything here from the beginning; there is nothing left to ask for.
past-help =
    Collection begins with what is recent. From here Plaza can read on into the past, in the background, when
    there is no news to fetch.
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
quarantine-title = Quarantine
quarantine-none = Nothing in quarantine.
quarantine-raw = As it came
quarantine-retry = Retry all
source-kind-file = Imported file

## Users, tokens, audit, profile
hook-added = Added. Now paste this where the platform asks for a webhook.
hook-address = Address to send to
hook-address-help =
    The platform must reach it from outside: set public_url to Plaza's public https address. Deliveries
    without a good signature are refused.
hook-secret = Secret
hook-done = Done

## Adding a source from an address
source-paste = Paste an address
source-paste-go = Continue
source-paste-help = Of the forum, the app store, the account, the mailbox or the page. Plaza recognises what it is and fills in the rest.
source-paste-no-address = The domain is missing. Paste the whole address, with https://
source-paste-unknown = We do not know what is at that address. Choose below what it is.
source-kinds-search = Search platforms
source-kinds-none = There is no platform named “{ $q }”. If it is a page, choose “Web page”.
source-others = Not this one? It may also be
source-lacks =
    It will be read, but you will not be able to answer: { $fields } is missing. Enter it now, or save the source for
    reading only.
source-lacks-now = It is read, but cannot be answered: { $fields } is missing.
source-save-read = Save for reading only
source-more = More
source-test-typed = Test what is entered
trial-works = It works
trial-read =
    { $n ->
        [0] There are no mentions to read.
        [one] { $shown } mention was read.
       *[other] { $shown } mentions were read. These are the first:
    }
trial-refused =
    { $n ->
        [one] { $shown } is not understood.
       *[other] { $shown } are not understood.
    }
trial-none = The place answers, but there is nothing to read now. You can save the source all the same.
trial-how = What was tried
trial-reason = Not understood: { $why }
secret-again = Enter it again: it is kept for no other address, and for four hours at most.
group-forums = Forums
group-networks = Networks
group-reviews = Reviews
group-support = Mail and support
group-chats = Chats
group-news = News and blogs
group-files = Surveys, files and deliveries
group-trouble = In trouble

## After an action
flash-mention-added = Mention added.
flash-mention-known = This mention was there already.
flash-mention-refused = Not added: it went to quarantine. Look at the source for the reason.
flash-upload-discarded = The file was discarded.
flash-import-undoing = The import is being taken back.
flash-quarantine-taken = Taken in.
flash-quarantine-dismissed = Taken off the list.
flash-source-added = Source added. Plaza collects from it now.
flash-source-archived = Archived. Its mentions stay; you can bring it back here.
flash-source-removing = It is being deleted with its mentions, in the background.
flash-source-back = It is back, with all its mentions.
flash-source-back-paused = It is back, but paused: complete its settings (secrets were not kept), then resume it.
flash-source-paused = Paused.
flash-source-resumed = Resumed.
flash-source-collecting = Collection begins at once.
flash-source-collecting-later = Asked for. The platform wants to be left alone until { $when }; collection begins then.
flash-past-started = Plaza reads into the past when there is no news to fetch.
flash-past-stopped = Stopped. It can go on from there.
flash-retried = Tried again: { $counts }.

## Deleting mentions
mention-delete = Delete for good
mentions-delete-title =
    { $n ->
        [0] There is nothing to delete
        [one] Delete { $shown } mention for good
       *[other] Delete { $shown } mentions for good
    }
mentions-delete-found = All that “{ $query }” finds.
mentions-delete-goes =
    Their words go wherever they stand, with what models said of them, and do not come back even when the source or an
    import brings them again. It cannot be undone.
mentions-delete-quotes =
    { $n ->
        [one] { $shown } quote in an idea loses its words; the idea goes on counting it.
       *[other] { $shown } quotes in ideas lose their words; the ideas go on counting them.
    }
mentions-delete-waiting =
    { $n ->
        [one] { $shown } answer that has not gone out never will.
       *[other] { $shown } answers that have not gone out never will.
    }
mentions-delete-sent =
    { $n ->
        [one] { $shown } answer of ours stays published.
       *[other] { $shown } answers of ours stay published.
    }
mentions-delete-judgements =
    { $n ->
        [one] { $shown } correction goes on teaching the models, without the words.
       *[other] { $shown } corrections go on teaching the models, without the words.
    }
mentions-delete-many =
    { $n ->
        [one] { $shown } is deleted at a time.
       *[other] There are more: { $shown } are deleted at a time.
    }
mentions-delete-reason = Why
mentions-delete-reason-help = The audit log keeps it with your name. Do not repeat here what you want to delete.
mentions-delete-why = Say why they are deleted.
mentions-delete-moved =
    { $n ->
        [one] There is { $shown } now. Look at it and confirm again.
       *[other] There are { $shown } now. Look at them and confirm again.
    }
mentions-delete-go =
    { $n ->
        [one] Delete { $shown } mention
       *[other] Delete { $shown } mentions
    }
flash-mentions-deleted =
    { $n ->
        [one] Deleted { $shown } mention.
       *[other] Deleted { $shown } mentions.
    }
