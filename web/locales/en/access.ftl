## Fields
field-email = E-mail
field-password = Password
field-role = Role

## Sign-in and first run
sign-in = Sign in
sign-in-title = Sign in to Plaza
sign-in-forgot = Forgot your password? Ask whoever administers Plaza for a link.
sign-in-wrong = E-mail and password do not match. Try again, or ask whoever administers Plaza for a link.
sign-in-too-many = Too many tries. Try again in { $wait }.
sign-in-crowded = Many people are signing in right now. Try again in { $wait }.
sign-in-disabled = Your account is closed. Talk to whoever administers Plaza.
sign-in-held = Your session had ended. What you were sending is kept: sign in and decide whether it goes.
send-again-title = Shall we send what you wrote?
send-again-intro = Your session ended before it arrived. Nothing is lost.
send-again-go = Send now
send-again-leave = Do not send
setup-title = Create your administrator account
setup-intro = You are the first person to sign in to this Plaza. You can add the others afterwards.
setup-closed-title = Nobody is in this Plaza yet
setup-where = The first account is made with a link that works once.
setup-where-log = The program prints it when it starts, in the terminal or in its log: look for “setup”.
setup-where-again = Cannot find it? Restart the program and it prints another one.
setup-old-link = This link works no more. Use the last one that the program printed, or restart it for another.
setup-done-title = This Plaza is up and running
setup-done = The link was used. Sign in with your account, or ask whoever administers Plaza to make you one.
setup-create = Create and sign in
reset-title = Choose a new password
reset-for = For { $name }, { $email }.
reset-set = Save and sign in
reset-gone-title = This link works no more
reset-gone = It was used or has ended. Ask whoever administers Plaza for another one.
password-help = At least 12 characters. A sentence is easy to remember.

## People
users-title =
    { $n ->
        [one] { $shown } person works here
       *[other] { $shown } people work here
    }
users-former =
    { $n ->
        [one] { $shown } person who has left
       *[other] { $shown } people who have left
    }
users-former-help = What they did stays under their name.
user-add = Add a person
user-add-help = Plaza makes a password and shows it once.
user-create = Add
user-seen = seen { $when }
user-never-seen = has not signed in yet
user-left = left { $when }
user-since = Here since { $when }
user-access = Access
user-disable = Close the account
user-disable-help = They cannot sign in and their tokens stop working. You can open it again.
user-enable = Open the account
user-disabled = account closed
user-link = Make a link for another password
user-link-help = It works once, for two days. Hand it over in person or by a safe channel; the present password works until then.
user-link-until = It works once, until { $when }.
user-remove = Take out of the house
user-remove-help = They cannot sign in again, their tokens end and their address is free. What they did stays under their name.
user-remove-sure = Yes, { $name } no longer works here
user-remove-unsure = Tick the box to take this person out.
secret-user = Password of { $name }
secret-link = Link for { $name }
secret-token = Token “{ $name }”

## Sessions
sessions-title = Open sessions
sessions-none = No session is open.
session-this = this one
session-unknown = Unknown browser
session-since = since { $when }
session-end = End
session-end-named = End the session of { $name }
sessions-end-all = End all
sessions-end-others = End the others

## Tokens
tokens-title = API tokens
tokens-intro = For programs: Authorization: Bearer … A token may never do more than the person who made it may do now.
tokens-mine = Your tokens
tokens-none = No token yet.
token-add = New token
token-name-placeholder = What it is for
token-create = Create
token-ends = Ends
token-ends-30 = in 30 days
token-ends-90 = in 90 days
token-ends-365 = in a year
token-ends-never = never
token-ends-on = ends { $when }
token-ends-not = does not end
token-used = used { $when }
token-unused = not used
token-by = by { $maker }
token-made-with = the token “{ $name }”, with which it ends
token-made-by-operator = the command line
token-weaker = now only { $role }
token-expired = ended
token-asleep = stopped: its maker's account is closed
token-rename = Rename
token-revoke = Revoke
token-revoke-named = Revoke the token { $name }
token-revoked = revoked
token-options = Options of the token { $name }

## The house
nav-house = The house
nav-tokens = Tokens
settings-title = This is how the house is set
settings-intro = What you change here holds for everybody, at once. The server's configuration says the rest.
settings-changed = Last change: { $who }
settings-name = Name of the house
settings-name-help = Shown in mails and at the sign-in.
settings-brands = Brands and products
settings-brands-help = One a line: the brand, its products, competitors. They name no theme, because everybody says them.
settings-lang = Working language
settings-lang-help = Themes are named in it where people speak it.
settings-time-zone = Time zone
settings-time-zone-help = It says when a day begins for those who chose no other.
settings-public-url = Public address
settings-public-url-help =
    The one that people type, such as https://plaza.example. Links are made with it, and with https sessions are
    protected: you may have to sign in again.
settings-set-here = Set here.
settings-give-back = Go back to what the configuration says

## Audit
audit-title = Who did what
audit-intro = Newest first.
audit-none = Nothing yet.
audit-none-found = Nobody did anything like that in those days.
audit-who = Who
audit-kind = What
audit-since = From
audit-until = To
audit-anybody = Anybody
audit-anything = Anything
audit-filter = Filter
audit-clear = Clear the filter
audit-export = Export
audit-reason = reason: { $value }
audit-before = before: { $value }
audit-email = { $value }
audit-host = reaches { $value }
audit-count = { $value } in all
audit-number = no. { $id }
audit-nobody = Somebody unknown
audit-token = The token “{ $name }”
audit-kind-reply = Replies
audit-kind-mention = Mentions
audit-kind-author = Authors
audit-kind-theme = Themes
audit-kind-idea = Ideas
audit-kind-source = Sources
audit-kind-import = Imports
audit-kind-quarantine = Rows set aside
audit-kind-models = Models
audit-kind-view = Views
audit-kind-user = People
audit-kind-session = Sessions
audit-kind-token = Tokens
audit-kind-house = Settings of the house

## What was done
did-other = { $who }: { $what }
did-source-create = { $who } added the source “{ $what }”
did-source-update = { $who } changed the source “{ $what }”
did-source-archive = { $who } archived the source “{ $what }”
did-source-bring-back = { $who } brought the source “{ $what }” back
did-source-remove = { $who } asked to delete the source “{ $what }” with its mentions
did-source-removed = { $who } finished deleting the source “{ $what }”
did-source-pause = { $who } paused the source “{ $what }”
did-source-resume = { $who } resumed the source “{ $what }”
did-source-collect = { $who } asked to collect the source “{ $what }” now
did-source-backfill = { $who } asked for the past of the source “{ $what }”
did-source-backfill-stop = { $who } stopped reading the past of the source “{ $what }”
did-source-test = { $who } tested the source “{ $what }”
did-source-retry-quarantine = { $who } tried again what the source “{ $what }” had set aside
did-mentions-add = { $who } added mentions to “{ $what }”
did-import = { $who } imported “{ $what }”
did-import-undo = { $who } asked to undo the import “{ $what }”
did-import-undone = { $who } finished undoing the import “{ $what }”
did-quarantine-taken = { $who } mended rows that “{ $what }” had set aside
did-quarantine-dismissed = { $who } dismissed rows that “{ $what }” had set aside
did-author-mark = { $who } said who “{ $what }” is
did-mention-delete = { $who } deleted the mention { $what } for good
did-mention-correct = { $who } corrected what the model said of the mention by { $what }
did-mention-confirm = { $who } confirmed what the model said of the mention by { $what }
did-models-retrain = { $who } made the models learn
did-models-revert = { $who } took back what the models learnt last
did-theme-create = { $who } made the theme “{ $what }”
did-theme-update = { $who } changed the theme “{ $what }”
did-theme-merge = { $who } merged the theme “{ $what }” into another
did-theme-split = { $who } split the theme “{ $what }”
did-theme-move = { $who } moved mentions to the theme “{ $what }”
did-theme-undo = { $who } undid a change of the theme “{ $what }”
did-themes-rebuild = { $who } recalculated the themes
did-view-save = { $who } saved the view
did-view-delete = { $who } deleted the view
did-view-rename = { $who } renamed a view
did-view-order = { $who } put views in another order
did-reply-draft = { $who } began an answer to { $what }
did-reply-edit = { $who } changed the answer to { $what }
did-reply-submit = { $who } handed in the answer to { $what }
did-reply-discard = { $who } threw away the draft to { $what }
did-reply-approve = { $who } approved the answer to { $what }
did-reply-reject = { $who } sent back the answer to { $what }
did-reply-cancel = { $who } took back the answer to { $what } before it went out
did-reply-retry = { $who } tried the answer to { $what } again
did-reply-deliver = { $who } delivered the answer to { $what }
did-reply-resolve = { $who } settled whether the answer to { $what } arrived
did-reply-retract = { $who } retracted the published answer to { $what }
did-idea-create = { $who } made the idea “{ $what }”
did-idea-update = { $who } changed the idea “{ $what }”
did-idea-move = { $who } moved the idea “{ $what }” to another stage
did-idea-evidence = { $who } added a quote to the idea “{ $what }”
did-idea-remove-evidence = { $who } took a quote from the idea “{ $what }”
did-idea-merge = { $who } merged the idea “{ $what }” into another
did-idea-unmerge = { $who } parted the idea “{ $what }” again
did-user-setup = { $who } set Plaza up as the first person
did-user-create = { $who } added { $what }
did-user-update = { $who } changed the account of { $what }
did-user-update-own = { $who } changed their profile
did-user-change-password = { $who } changed their password
did-user-reset-link = { $who } made a link for { $what } to choose another password
did-user-reset-password = { $who } chose another password by link
did-user-remove = { $who } took { $what } out of the house
did-user-sign-in = { $who } signed in
did-user-sign-in-failed = { $who } tried a wrong password
did-user-sign-in-disabled = { $who } tried to sign in to a closed account
did-user-sign-out = { $who } signed out
did-session-end = { $who } ended sessions of { $what }
did-token-create = { $who } made the token “{ $what }”
did-token-rename = { $who } renamed the token “{ $what }”
did-token-revoke = { $who } revoked the token “{ $what }”
did-house-update = { $who } changed the settings of the house
did-secrets-rotate = { $who } changed the key of the secrets
did-secrets-forget = { $who } deleted the secrets without a key

## Profile
profile-display = How you see Plaza
profile-language = Language
profile-theme = Appearance
profile-zone = Time zone
profile-zone-house = The house's: { $zone }
profile-shortcuts = Shortcuts of one key
profile-shortcuts-help = Switch them off if you press them by accident or use a screen reader. Press ? to see them.
profile-password = Password
profile-sessions-help = Changing your password ends all your other sessions.
password-old = Current password
password-old-wrong = The current password is not that one. If you forgot it, ask whoever administers Plaza for a link.
password-new = New password
password-change = Change password

## After an action
flash-token-revoked = Revoked. It stops working at once.
flash-password-changed = Password changed. Your other sessions have ended.
flash-sessions-ended = Session ended.
flash-user-removed = They are no part of the house any more. What they did stays under their name.
flash-brands-saved = Saved. Themes take the new names the next time that you recalculate them.
