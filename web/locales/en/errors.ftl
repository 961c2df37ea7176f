## What the house refuses or cannot do. Small first letter: the board begins sentences.
error-technical = What the system says
input-name = Name
input-email = E-mail
input-password = Password
input-keywords = Keywords
input-quote = Quote
input-text = Text
input-reason = Reason
input-title = Title
input-label = Name
input-description = Description
input-expires-at = End
input-interval-s = Collect
input-allowed-host = Private address allowed
input-back-to = Until when
input-separator = Between the cells

lexicon-not-kept = the words of this workspace cannot be kept.
not-found =
    { $what ->
        [source] this source is not there, or not any more.
        [import] this import is not there, or not any more.
        [upload] this file is not waiting here, or not any more.
        [mention] this mention is not there, or not any more.
        [reply] this reply is not there, or not any more.
        [theme] this theme is not there, or not any more.
        [idea] this idea is not there, or not any more.
        [user] this person is not there, or not any more.
        [author] this author is not there, or not any more.
        [view] this view is not there, or not any more.
       *[other] there is nothing here, or not any more.
    }
account-disabled = this account is disabled; ask an administrator.
address-no-host = the address names no host.
another-place = this would be another place; add a new source for it.
answered-meanwhile = somebody else has answered this meanwhile; read that first.
answers-unseen = there are answers that you have not seen; read them before you send another one.
approver-lost = whoever approved it may not do so any more; approve it again.
approver-token-lost =
    the API token that approved it may not do so any more: it has ended, was taken back, or its maker has lost the
    right; approve it again.
asked-to-wait = { $place } asked Plaza to wait.
backup-postgres = PostgreSQL is backed up with its own tool, pg_dump.
bad-cursor = the page cursor is not valid; start again from the first page.
batch-twice = the batch holds the mention “{ $id }” twice.
beside = { $first }, { $more }
bodies-full = Plaza reads as much from others as it can now; send it again in some seconds.
body-ends-early = the body ends early; send it again.
body-large = the body is larger than { $limit } bytes; send it in parts.
body-large-here = the body is larger than this address takes; send it in parts.
body-not-json = the body is not JSON.
body-slow = the body comes too slowly or has stopped; send it again.
body-type = send the body as { $expected }.
both = { $first } { $more }
cannot-split = { $what } cannot split a timeline or a table.
changed-since = { $by } changed this since it was read; read it again and send version { $version }.
choose-idea = choose an idea.
choose-listed = choose one of the list.
choose-mention = choose at least one mention.
choose-theme = choose a theme.
csrf-elsewhere = the request was made by another site's page.
csrf-no-origin = the request does not say which page made it; the Origin header is missing.
csrf-old = the form's protection token is missing or out of date; load the page again and repeat.
cursor-wrong = is not a cursor of this list; leave it out.
cut-off = it was cut off
date-out-of-range = “{ $value }” is out of range; dates from 1970 to 9999 are accepted.
date-unreadable = “{ $value }” is not a date that Plaza understands; write it as 2026-01-31T10:00:00Z.
themes-in-flux = themes are being changed just now; try again in a moment.
zone-unknown = “{ $value }” is not a time zone; write it as Europe/Madrid or UTC.
delivery-refused = sign it with the source's secret, within five minutes, and send it once.
edit-needed = say which edit you want to take back: send the id of the last one as “edit_id”.
file-cut-off = reading the file was cut off.
file-no-room = the server has no room for the file.
file-reader-stopped = the file reader stopped.
forbidden = this needs a role that may do it ({ $permission }).
forbidden-hosts =
    only administrators set or change “allowed_host”, with which a source reaches a private address; leave it as it
    is; it needs the permission “{ $permission }”.
forbidden-role = your role may not do this; it needs the permission “{ $permission }”.
form-cut-off = the form was cut off or is too large; send it again.
heads-unreadable = the workspace heads w{ $id } cannot be read; take them back with “plaza models revert”.
host-unknown = Plaza does not answer under this name; open its public address, or set “public_url”.
idea-into-itself = an idea cannot be merged into itself.
idea-itself = is the idea itself.
idea-merged-before = a merged idea cannot be merged again; choose the one that holds it.
idea-not-merged = this idea is not merged.
import-undone-before = the import was taken back before.
import-undone-running = the import was taken back while it ran; nothing more is taken in.
index-elsewhere = another process writes this index; stop it first.
index-failed = the search index failed.
index-stalled =
    everything is stored, but the process that writes the search index does not get on with it; see what it says
    with: plaza doctor.
index-unwritable =
    everything is stored, but the search index cannot be written; once that is mended Plaza goes on by itself.
input-wrong = that value cannot be used.
internal = Plaza could not do this; the server's log says why, under the request id in x-request-id.
job-crashed =
    { $times ->
        [one] Plaza ended in the middle of it once.
       *[other] Plaza ended in the middle of it { $times } times.
    }
job-not-kept = a job cannot be kept.
job-unreadable = a job “{ $name }” cannot be read.
key-bad = the key must be 64 hexadecimal digits.
key-file = the key file cannot be used.
key-from-setting = comes from the setting “key” (PLAZA_KEY), so the new one must be handed in.
key-in-file = lies in the key file, which gets a fresh one; hand in none.
key-lost = the key that seals the secrets is missing.
key-opens-all = the key opens every secret; there is nothing to give up.
key-other-destination = the address changed: enter the secrets again.
key-replaced = the key has been replaced meanwhile; nothing was changed.
key-same = is the one that is used already.
key-wrong = a secret was sealed with another key; restore the key file or enter the secret again.
keyword-no-word = “{ $keyword }” holds no word.
keywords-none = at least one is needed.
kind-unknown = “{ $kind }” is not one of { $known }.
last-administrator = this is the last administrator; make another one first.
learning-cut-off = learning was cut off.
line-long = takes 1 to { $max } characters; this has { $length }.
look-cut-off = looking at the file was cut off; try again.
look-not-told = the look cannot be told.
map-field =
    names the field “{ $name }”; an import record has { $known }; keep and ignore are for columns that are none of
    them.
map-form = is not of the form field=column.
map-repeats = repeats a field or a column.
mark-accounts-only = only an account can be marked: a name that is shown may be anybody's.
mention-elsewhere = mention { $id } is not in this theme.
method-wrong = this address does not take that method; the Allow header names those it takes.
model-run = model run.
model-weights = model weights.
must-be-past = must lie in the past.
names-no-mention = names no mention; open one and quote from it.
no-administrator-now = you are no administrator any more; ask one to do this.
no-backfill = no back-fill runs for this source.
no-heads = no workspace heads are in use on { $base }.
no-random-bytes = the system gives no random bytes.
no-randomness = the operating system gave no random bytes.
no-room = the server has no room; free some disk space.
no-rows-again = has no rows in quarantine that can be read again.
no-such-feeling = is no feeling.
no-such-role = is not a role of Plaza.
no-such-stage = is not a stage of the board.
no-thread = no thread.
no-uploads = this server takes no uploads.
none-offered = is none of those offered.
not-analysed-yet = this mention has not been analysed yet; try again in a moment.
not-json-writable = cannot be written as JSON.
option-dates = takes dmy (31/01/2026), mdy (01/31/2026) or ymd (2026/01/31), not “{ $value }”.
option-encoding = does not know “{ $value }”; it takes { $known }.
option-format = takes jsonl, csv or xlsx, not “{ $value }”.
option-header-row = takes the number of a row, counted from 1, not “{ $value }”.
option-scale =
    takes a column or field and its scale, such as rating=0-10, or rating=6-1 where 1 is the best; not “{ $value }”.
option-separator = takes one character, or comma, semicolon, tab, bar or space, not “{ $value }”.
option-unknown = is not known; a file is read with { $known }.
panicked = it panicked.
password-common = is one of the first that others would try; use several words.
password-email = is made from the e-mail address; use several words.
password-length = takes { $min } to { $max } characters; this has { $length }.
password-repeats = repeats the same few characters; use several words.
passwords-unchecked = passwords cannot be checked.
past-not-shown = this place only shows what is there now; its past cannot be read.
past-whole-already = the regular collection reads everything from the beginning.
path-not-utf8 = the path { $path } is not UTF-8.
place-takes-no-replies = this place takes no replies.
place-takes-no-replies-now = this place takes no replies any more.
plaza-stops = Plaza is shutting down; try again.
quarantine-done = somebody has dealt with it already.
quote-empty = the quote is empty.
quote-not-found = the quote does not stand in the mention word for word.
rate-limited = { $why }
reading-texts = reading texts failed: { $why }.
record-bad-country = the country must be a two-letter code such as ES, not “{ $value }”.
record-bad-date = the date is { $value }; dates from 1970 up to two days ahead are accepted.
record-bad-rating = the rating must be between 0 and 5, not { $value }.
record-bad-url = the link must begin with http:// or https://, not “{ $value }”.
record-large = the record is larger than { $max } bytes.
record-missing = { $field } is missing.
record-no-text = it has neither text nor title.
record-not-utf8 = the record is not UTF-8.
record-own-parent = it answers itself.
record-too-long = “{ $field }” is { $length } { $unit } long; the limit is { $max }.
list-or-state = cannot be asked for together with a state.
reply-against-rule = the platform refuses such a text: { $rule }.
reply-duplicate = the same text was sent here a short while ago.
reply-empty = the reply is empty.
reply-given-up =
    { $tries ->
        [one] given up after 1 try. { $why }
       *[other] given up after { $tries } tries. { $why }
    }
reply-held-long =
    { $days ->
        [one] the place has said nothing of it for 1 day; look there.
       *[other] the place has said nothing of it for { $days } days; look there.
    }
reply-id-unknown = Plaza does not know this reply's id on the platform; delete it there.
reply-is-now = this reply is { $state } now; load it again.
reply-key-taken = a reply with that key exists already.
reply-no-answer = the platform did not answer in time.
reply-not-arrived = it had not arrived; it is sent again.
reply-not-published = the moderators of the place did not publish it.
reply-not-supported = this place takes no replies through Plaza; open it and answer there.
reply-parent-deleted = the message was deleted.
reply-parent-edited = the message was edited after this reply was begun.
reply-seen-unpublished = { $name } saw that it was not published.
reply-state-now = this reply is { $state } now.
reply-step = a reply that is { $from } cannot become { $to }.
reply-still-held =
    it still waits for the moderators of the place, and Plaza cannot take it back from them. Ask them, or delete it
    there when it is published. { $error }
reply-still-there = it is still there; try again in a moment, or delete it there. { $error }
reply-text-taken = a reply with the same text in that place exists already.
reply-thread-closed = the thread is closed.
reply-too-long = the reply is { $length } long; the platform takes { $max }.
reply-too-slow = the platform took too long before anything was sent.
reply-twin = another reply of ours with the same words may be the one that stands there.
reply-unknown = it is not known whether it is still there; look there. { $error } { $why }
requests-of-all = too many requests are being worked on.
requests-of-one = too many requests of your address are being worked on; wait for their answers.
rice-takes-confidence = confidence takes 0 to 1.
rice-takes-effort = effort takes 0.01 to 10,000 person-months.
rice-takes-impact = impact takes 0 to 10.
rice-takes-reach = reach takes 0 to 1,000,000,000 people.
rotation-cut-off = the rotation was cut off; nothing was changed.
said = { $what } It says: “{ $words }”
search-cut-off = the search was cut off; try again.
secrets-go-only = the address changed, and secrets go only where they were entered for; enter again: { $fields }.
secrets-needed = the address changed: enter the secrets again ({ $fields }).
setting-required = is required.
setting-unknown = is not a setting of { $kind }; it knows { $known }.
setting-wrong = { $key }: { $why }
setup-link-used = this link is wrong or has been used; the newest one is in the output of “plaza serve”.
shutting-down = shutting down.
sign-in-is-wrong = e-mail or password is wrong.
sign-in-many = many are signing in right now.
sign-in-needed = sign in, or send “Authorization: Bearer” with a valid API token.
sign-in-tries = too many failed tries.
source-archived-namesake =
    an archived source of another place ({ $place }) is named “{ $name }”, and its mentions are shown under that
    name; choose another one, or delete that source with its mentions.
source-being-collected = this source is being collected already.
source-being-deleted = “{ $name }” is being deleted with its mentions; try again when that is done.
source-deleted-meanwhile = its source was deleted meanwhile; nothing more is taken in for it.
source-deleting = it is being deleted already.
source-has-replies =
    { $n ->
        [one] 1 of its replies is on its way or waits for approval; let it end, or cancel it first.
       *[other] { $n } of its replies are on their way or wait for approval; let them end, or cancel them first.
    }
source-is-paused = the source is paused.
source-name-taken = a source with that name exists already.
source-named-exists = a source named “{ $name }” exists already.
source-not-archived = only an archived source comes back.
source-stopped = the source was stopped.
source-taken-over = another process has taken the source over.
stale = somebody else changed this meanwhile; load it again.
stale-by = { $by } changed this meanwhile; load it again.
stopping = Plaza is stopping; what was done until now is kept.
store-away = the database does not answer or is too busy; try again in a moment.
store-damaged = the database file is damaged; restore the last backup.
store-failed = the store failed.
store-full = the database's disk is full; free some space.
store-replaced = the database was replaced by another one while it was indexed.
streams-of-all = as many event streams are open as there may be.
streams-of-one = you have as many event streams open as one may have; close some pages.
takes-address = takes an address that begins with http:// or https://.
takes-at-most = takes at most { $max }.
takes-characters = takes at most { $max } characters.
takes-days = takes 1 to { $max }, not { $value }.
takes-email = takes an address such as ana@example.com, at most { $max } bytes.
takes-etag = takes the ETag of one version, such as "3".
takes-file-name = takes the name of a file, without a folder.
takes-host = takes host:port, such as wiki.example.com:8443.
takes-hosts = takes at most { $most } of host:port, one for each server in the settings.
takes-interval = takes 0 (only when asked) or { $min } seconds to 31 days.
takes-keywords = takes at most { $max } keywords.
takes-lang = takes a language code such as es.
takes-lang-or-other = takes a two-letter code such as es, or other.
takes-mentions = takes 1 to { $max } mentions.
takes-most-records = takes at most { $max } records in one request.
takes-names = takes at most { $max } names; these are { $length }.
takes-number = takes a whole number from { $min } to { $max }.
takes-one-host = takes one host:port: the settings name one server.
takes-plain-name = takes a name without control characters.
takes-public-address = takes an address such as https://plaza.example, without a path.
takes-records = takes an import record or an array of them.
takes-settings = takes at most { $max } settings.
takes-one-of = takes one of { $known }.
no-whole-address = takes a whole address, with its domain.
takes-yes-or-no = takes yes or no.
technical = something failed inside.
text-control = takes 1 to { $max } characters, none of them control characters.
text-empty = takes 1 to { $max } characters; this is empty.
text-long = takes at most { $max } characters; this has { $length }.
text-nul = must not contain the character NUL.
theme-edited-after = theme { $theme } was edited after that; undo its last edit first.
theme-into-itself = a theme cannot be merged into itself.
theme-itself = is the theme itself.
theme-merged-choose = that theme was merged; choose the one that holds it now.
theme-merged-itself = one of the themes was itself merged; choose the one it became.
theme-merged-split = this theme was merged; split the one that holds it now.
theme-nothing-to-undo = there is nothing to undo in this theme.
theme-too-alike = the mentions of this theme are too few or too alike to be divided; choose the mentions yourself.
themes-cut-off = looking for themes was cut off.
token-end-past = lies in the past; choose a later day, or none.
token-shared-views = an API token can only keep shared views.
too-long-given-up = this takes longer than { $seconds } s and was given up; ask for less.
too-long-goes-on = this takes longer than { $seconds } s and goes on; look later what became of it.
too-many-buckets = the timeline would have { $count } buckets; choose a larger bucket or a shorter range.
try-again-in = try again in { $seconds } s.
upload-cut-off = the upload was cut off or is too large; send it again, or use plaza import.
upload-no-room = the server has no room for the upload; free some disk space.
upload-not-kept = the upload cannot be kept.
uploads-by-command = this server takes no uploads; use plaza import.
uploads-many = too many uploads wait to be imported; import or discard them, or try again tomorrow.
user-email-taken = a user with that e-mail address exists already.
version-needed = say which version you have read: send its “version” in the body, or its ETag in If-Match.

## The house and its people
input-brands = Brands and products
input-time-zone = Time zone
input-public-url = Public address
input-lang = Language
input-count = How many
reset-link-used = this link was used or has ended; ask whoever administers Plaza for another one.
deleted-many = at most { $max } are deleted at a time; you have chosen { $count }.
account-closed = this account is closed; open it first.
own-account-closed = your account is closed; talk to whoever administers Plaza.
token-was-revoked = this token was revoked; use another one.
token-has-ended = this token ended on { $at }; make another one.
token-maker-gone = this token has stopped with the account or the token that it was made with.
mentions-moved =
    { $count ->
        [one] there is one mention now; look at it again.
       *[other] there are { $count } mentions now; look at them again.
    }
