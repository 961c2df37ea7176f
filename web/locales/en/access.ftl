## Frame
field-email = E-mail
field-password = Password
field-role = Role

## Sign-in and first run
sign-in = Sign in
sign-in-title = Sign in to Plaza
sign-in-wrong = E-mail or password is wrong.
sign-in-too-many = Too many tries. Try again in { $wait }.
sign-in-crowded = Many people are signing in right now. Try again in { $wait }.
sign-in-disabled = This account is disabled. Ask an administrator.
sign-in-weak = Choose another password: { $why }.
setup-title = Create the administrator
setup-intro = The first person to sign in to this Plaza. Others can be added afterwards.
setup-no-link = Open the one-time link that the server printed when it started. A link works once; restarting the server prints a new one.
setup-create = Create and sign in
password-help = At least 12 characters. A sentence is easy to remember.

## Columns
column-last-seen = Last seen
column-last-used = Last used
column-expires = Ends
column-when = When
column-who = Who
column-what = What
column-target = Target
column-detail = Detail

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
tokens-title = API tokens
tokens-intro = For scripts: Authorization: Bearer … A token may never do more than the person who made it may do now.
tokens-none = No token yet.
token-add = New token
token-name-placeholder = What it is for
token-create = Create
token-expires = Last day
token-expires-help = It works to the end of that day (UTC). Leave it empty for a token that does not end.
token-by = Made by { $maker }
token-made-with = the token “{ $name }”, with which it ends
token-made-by-operator = the command line; any administrator may revoke it
token-weaker = now only { $role }
token-expired = ended
token-asleep = stopped: its maker is disabled
token-revoke = Revoke
token-revoked = revoked
audit-intro = Who did what, newest first.
audit-none = Nothing yet.

## Models
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
flash-token-revoked = Revoked. It stops working at once.
flash-password-changed = Password changed. Your other sessions have ended.
