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
nav-settings = Settings
nav-profile = Profile
sign-out = Sign out
save = Save
cancel = Cancel
close = Close
merge = Merge
search = Search
never = never
live-new = News · show
live-ended = Your session has ended: sign in again; your text is still here
live-kept = Recovered from { $when }
live-drop = Discard
field-name = Name
field-description = Description

## Times
time-now = now
time-ago-minutes = { $shown } min ago
time-ago-hours = { $shown } h ago
time-ago-day = yesterday
time-in-minutes = in { $shown } min
time-in-hours = in { $shown } h
time-in-day = tomorrow
time-in-days =
    { $n ->
        [one] in 1 day
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
weekday-0 = Monday
weekday-1 = Tuesday
weekday-2 = Wednesday
weekday-3 = Thursday
weekday-4 = Friday
weekday-5 = Saturday
weekday-6 = Sunday
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
month-long-1 = January
month-long-2 = February
month-long-3 = March
month-long-4 = April
month-long-5 = May
month-long-6 = June
month-long-7 = July
month-long-8 = August
month-long-9 = September
month-long-10 = October
month-long-11 = November
month-long-12 = December
date-long = { $day } { $month }
date-long-year = { $day } { $month } { $year }
days-one = on { $day }
days-span = from { $from } to { $until }
days-newest = { $days }, the most recent

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
error-secrets-needed = The address changed, and secrets only go where they were entered for: enter them again
error-secrets-needed-help = Go back, enter the secrets of the source again and save.
error-too-large = Too large
error-too-large-help = Send it in smaller parts, or import the file on the server with the plaza import command.
error-too-slow = Too slow
error-too-slow-help = What you sent came too slowly or stopped on the way. Send it again.
error-store-away = The database does not answer
error-store-away-help = Nothing was changed or lost. Wait a moment and load the page again; if it lasts, tell whoever runs Plaza.
error-busy = Not available now
error-busy-help = Wait a moment and try again.
error-internal = Something failed on our side
error-internal-help = Nothing was changed. The server's log says why.
error-upstream = The other side does not answer as it should
error-upstream-help = Check the address and the credentials; try again later.

## Somebody else was quicker
overtaken-title = Somebody was quicker
overtaken-by = { $name } changed this { $when }, after you had opened it.
overtaken-by-somebody = This has changed since you opened it.
overtaken-help = Nothing of yours is lost, and nothing has been saved yet. Compare both, change yours if you like, and choose.
overtaken-act-help = Nothing has been done yet. This is how it stands now; look whether you still want it.
overtaken-yours = Yours
overtaken-theirs = What is there now
overtaken-keep = Save mine over it
overtaken-take = Keep what is there
overtaken-act = Do it all the same
overtaken-leave = Leave it
overtaken-nothing = (nothing)

## Keyboard
keys-everywhere = Everywhere
keys-lists = In lists
keys-conversation = In a conversation
keys-write = Write the answer
keys-send = Send it
keys-next-conversation = Next conversation
keys-previous-conversation = Previous conversation
keys-back = Back to the list
keys-undo = Take back what goes out
keys-approve = Approve the chosen one
keys-send-back = Send it back with a reason
keys-title = Keyboard shortcuts
keys-next = Next item
keys-previous = Previous item
keys-open = Open
keys-reply = Reply
keys-idea = Make an idea
keys-search = Search
keys-help = This help
keys-move-idea = Move idea to the stage before or after

## Columns
column-source = Source
column-week = 7 days
column-sentiment = Sentiment
column-people = People
column-accounts = Accounts
column-voices = Unknown voices
column-accounts-and-voices = Accounts and unknown voices

## Counts of people: one rule, in frame/people.rs
people-people =
    { $n ->
        [one] 1 person
       *[other] { $shown } people
    }
people-accounts =
    { $n ->
        [one] 1 account
       *[other] { $shown } accounts
    }
people-unknown =
    { $n ->
        [one] 1 unknown voice
       *[other] { $shown } unknown voices
    }
people-both = { $accounts } and { $unknown }

## Closed sets
role-admin = Administrator
role-manager = Manager
role-community-manager = Community manager
role-analyst = Analyst
role-r-and-d = R&D
role-viewer = Viewer
theme-auto = As the device
theme-light = Light
theme-dark = Dark

## Conversation
make-idea = Make an idea
details-title = Details

## Replies
problem-empty = Write something first.

## Users, tokens, audit, profile
secret-once = Copy it now: it is not shown again.

## After an action
flash-saved = Saved.
flash-deleted = Deleted.
flash-merged = Merged.
