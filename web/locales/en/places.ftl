## What happens with places outside: sources, deliveries, files.
account-blind = { $name } cannot see comments that wait for moderation; the account of an editor can.
address-no-path = “{ $value }” has no path.
address-with-user = the address at { $host } carries a user name; credentials belong into their own fields.
answer-not-json = the answer is not JSON.
answer-not-unpacked = the answer of { $host } cannot be decompressed: { $why }.
answer-of = the answer of { $host } { $why }
answer-other-json = { $host } did not answer with the JSON that was expected.
answer-packed-otherwise = the answer of { $host } is compressed in a way that was not asked for.
answer-status = status { $status }.
at-place = { $place }: { $why }
cause-broke-off = the other side broke off the connection
cause-ended = the connection ended in the middle
cause-network-down = this machine's network is down
cause-no-host = there is no host of that name
cause-no-name-server = the name could not be looked up; the name servers do not answer
cause-no-way = no way leads there from this machine's network
cause-none = no reason given
cause-not-allowed = this machine does not allow the connection
cause-other = the connection failed
cause-refused = nothing listens there, or it refuses the connection
cause-timed-out = it did not answer in time
cause-too-long = it took too long
certificate-bad = its certificate cannot be trusted
certificate-early = its certificate is not valid yet; is this machine's clock right?
certificate-expired = its certificate has expired
certificate-issuer = nobody whom this machine trusts signed its certificate
certificate-name = its certificate is for another name
certificate-revoked = its certificate was revoked
check-user-password = check this source's user and password.
comment-deleted = the comment was deleted.
connects-no-accounts = it connects no accounts.
credentials-again = it does not accept this source's credentials, enter them again.
cursor-unreadable = the stored cursor cannot be read; remove and add the source again to collect from the beginning.
delivery-unfit = the delivery does not fit its mapping.
encrypted-already = it is encrypted already
event-too-large = an event has more than { $max } bytes.
feed-elsewhere = the address at { $host } is a web page, not a feed; its feed is { $links }.
feed-not = { $host } sent { $kind }, which is not a feed.
feed-not-named = { $host } sent an unnamed kind of content, which is not a feed.
feed-not-there = { $host } has no feed at this address (404).
feed-reading-failed = reading the feed failed.
file-archive = it is an archive; unpack it first.
file-encoding = the encoding “{ $name }” is not known.
file-gzip = it is compressed with gzip; unpack it first.
file-io = cannot read { $file }.
file-markup = it is a web page or XML, perhaps with a name of Excel; open it in Excel and save it as XLSX.
file-neither = it is neither text nor a workbook; save it as CSV, XLSX or JSON.
file-not-read = the file could not be read.
file-old-large = it is larger than { $max } bytes; save it as XLSX.
file-pdf = it is a PDF; export the table as CSV or XLSX instead.
file-unreadable = it is damaged, or is not what it seems.
file-unusable = { $file } cannot be imported: { $why }
folder-missing = make the folder first.
folder-no-right = Plaza must be allowed to read and write there.
folder-outside = is outside the folders that are allowed; an operator adds it to inbox_folders.
folder-unusable = the folder { $folder } cannot be used.
found-answers-blind = answers as { $name }, who cannot see held comments; an editor's account can.
found-answers-moderates = answers as { $name } and sees held comments.
found-comments =
    { $n ->
        [one] 1 comment.
       *[other] { $n } comments.
    }
found-entries =
    { $n ->
        [one] { $title }: 1 entry
       *[other] { $title }: { $n } entries
    }
found-files =
    { $n ->
        [one] { $folder } holds 1 file to import.
       *[other] { $folder } holds { $n } files to import.
    }
found-in-a-room = { $us } is in a room.
found-in-room = { $us } is in { $name }.
found-mentions =
    { $n ->
        [one] 1 mention on the first page
       *[other] { $n } mentions on the first page
    }
found-messages =
    { $n ->
        [one] { $folder } holds 1 message.
       *[other] { $folder } holds { $n } messages.
    }
found-next-page = and a next page
found-no-account = no account, so Plaza only collects.
found-smtp = replies leave through { $host }.
found-sound = the settings are sound; send a test delivery from the platform.
found-unreadable = { $n } of them unreadable
further-page-unread = a further page could not be read, so the list ends before it: { $why }
gone = { $why }
header-value = the value for the header { $name } contains line breaks or other control characters.
host-says = { $host } says: “{ $words }”
host-unusable = { $host } cannot be used: { $why }.
imap-no-folder = { $host } has no folder { $folder } for us.
imap-no-greeting = { $host } does not greet as an IMAP server does.
imap-no-idle = { $host } tells nothing by itself (it has no IDLE).
imap-no-uids = { $host } keeps no UIDs in { $folder }.
imap-nonsense = { $host } answers nonsense.
imap-unknown-answer = { $host } answers what IMAP does not know.
item-lacks = something that every item needs is missing.
item-no-words = the item has neither text nor title of its own; what it quotes does not count.
item-rating-only = the item has a rating and not a word beside it.
item-unfit = it does not fit what the manifest expects.
item-unreadable = it cannot be read.
key-cannot-sign = the private key of this source cannot sign.
key-not-accepted = the platform does not accept the key of this source; enter it again.
limit-used-up = the limit of requests to { $place } is used up.
list-cut = the list of what lives does not end, or shows a page twice: nothing is taken for deleted because of it.
list-empty = the list of what lives is empty: nothing is taken for deleted because of it.
list-half-missing =
    more than half of what is known is missing in the list of what lives: it counts as deleted if the next list says
    the same.
list-unreadable = the list of what lives has records that cannot be read: nothing is taken for deleted because of it.
login-lacks = the answer holds no “{ $name }”.
login-line-break = the user name or the password contains a line break.
login-no-cookie = the answer to the login sets no cookie.
login-no-token = the answer to the login holds no access token.
mail-no-retract = an e-mail cannot be taken back.
mail-no-sender = the message has no sender who could be answered.
mail-no-smtp = the source names no SMTP server, so it only reads.
mail-nobody-knows = nobody but the recipient knows what became of an e-mail.
mail-not-there = the message is in no folder of the mailbox any more.
mail-refuses-login = { $host } refuses the user name or the password.
mail-too-slow = the mail server took more than { $seconds } s.
mail-unknown =
    the connection broke off while the message was handed over, and the mailbox holds no copy; ask the recipient, or
    look at the mail server's log.
mail-unwritable = the reply cannot be written as a message.
manifest-unfit = the answer does not fit the manifest.
mapping-flaw = at byte { $offset } the mapping has a flaw.
matrix-banned = { $us } was banned by { $sender }{ $reason }.
matrix-encrypted = the room is encrypted: Plaza cannot read it.
matrix-lacks = the homeserver's answer has no “{ $name }”; is it Matrix?.
matrix-left = { $us } has left the room.
matrix-let-in = let it in again, or remove this source.
matrix-many-since = our account wrote more than { $most } messages in this room since.
matrix-no-event = the homeserver does not say which event it made.
matrix-no-longer = { $us } is no longer in the room.
matrix-not-in-room = { $us } is not in the room; invite it, or let Plaza join.
matrix-removed = { $us } was removed by { $sender }{ $reason }.
matrix-says = the homeserver says: “{ $words }” ({ $code })
message-not-there = the message is not there.
missing-beside-password = is missing beside the password.
missing-beside-user = is missing beside the user.
names-no-place = names no place.
needs-item = needs an item selector to look in; fill in “item” too.
next-page-elsewhere = the next page would be on another host ({ $host }).
next-page-long = the address of the next page is too long.
next-page-unread = the next page could not be read, so the list ends before it: { $why }
next-page-waits = the next page could not be read, so the rest waits until the next time: { $why }
no-access-token =
    { $place } gives no access token ({ $reason }); enter this source's credentials again, or connect the account
    again.
no-access-token-for = { $host } gives no access token for this source's credentials; enter them again.
no-account-to-answer = this source has no account to answer with.
no-address = “{ $value }” is not an address.
no-address-part = “{ $value }” cannot be part of an address.
no-css-selector = is not a CSS selector: “{ $value }”.
no-encryption = no encrypted connection with { $host }: { $why }.
no-host-name = “{ $host }” is not the name of a host.
no-live = no live connection is open.
no-past = this place cannot be read into the past.
no-random-numbers = no random numbers.
no-redirects = this kind of request does not follow redirects, use the final address.
no-refresh-token = it gives no refresh token; ask for a scope that allows one.
no-tls-here = no TLS on this machine; install its root certificates.
no-token-came = no token came.
not-looked-again = what was collected cannot be looked at again ({ $ids }): { $why }
not-unpacked = cannot be decompressed.
not-valid = is not valid.
only-http = only http and https are fetched, not { $scheme }.
page-by-scripts = { $what } The page seems to be built by scripts, which Plaza does not run.
page-goes-back =
    the next page that the place names is one that was just read, so reading ends there; see “next” in “pagination”.
page-many-items = the page has more than { $max } items; the rest was left out.
page-no-item = no element of the page matches the “item” selector.
page-no-schema = the page has no schema.org reviews, comments or posts; fill in CSS selectors, beginning with “item”.
page-not-html = the page is { $kind }, not HTML.
page-only-schema =
    the page has no schema.org reviews, comments or posts, only { $kinds }; fill in CSS selectors, beginning with
    “item”.
page-repeated =
    two pages one after the other show the same records, so reading ends there: the request ignores “page”, or the
    place repeats its last page (then say in “last” or “size” which page is the last one).
page-unread = the page cannot be read.
place-answered = { $host } answered { $status }.
place-broke-off = { $host } broke off: { $why }.
place-broke-off-answer = { $host } broke off its answer: { $why }.
place-broke-off-listening = { $host } broke off while it was listened to.
place-deletes-none = this platform deletes no replies.
place-down = { $place } is down for the moment.
place-ended = { $host } has ended the connection.
place-headers =
    { $bytes ->
       *[other] { $host } sent { $bytes } bytes of headers.
    }
place-leads-elsewhere =
    the platform leads to { $origin }, where this source's secrets are not sent; if it moved there, change the
    source's address and enter the secrets again.
place-leads-inside =
    { $host } leads to { $address }, which is not an address on the public internet; if it is yours, an operator can
    allow exactly this host and port for the source.
place-listen-later = { $host } lets us listen again later.
place-needs-tls = { $host } is on the public internet: use tls or starttls there, never none.
place-no-answer = { $host } did not answer in time.
place-no-stream = { $host } answered { $status } instead of a stream.
place-not-public =
    { $host } is not on the public internet; if it is yours, an operator can allow exactly this host and port for
    the source.
place-redirects = { $host } redirects more than { $max } times.
place-redirects-badly = { $host } redirects to an unreadable address.
place-silent = { $host } has said nothing for a while.
place-slow = { $host } did not answer within { $seconds } s.
place-stopped = { $host } stopped in the middle of its answer.
place-stranger = { $place } takes us for a stranger: it does not accept this source's credentials, enter them again.
place-too-large = { $host } sent more than { $max } bytes; the limit is { $max }.
place-too-often = { $place } says that Plaza asks too often.
place-too-often-tokens = { $host } says that Plaza asks too often for access tokens.
place-took-long = { $host } took too long to answer.
place-unreachable = { $host } cannot be reached: { $why }.
record-long = it is longer than a record may be.
record-not-json = it is not JSON.
record-wrong = a value is of a kind that its field cannot take.
record-wrong-value = the value of { $field } cannot be used.
reply-not-shown = it is not shown.
reply-not-shown-yet = the place took the reply and does not show it yet.
reply-parent-gone = { $place }: what this answers was deleted.
request-unsendable = the request to { $host } cannot be sent: { $why }.
robots-refuse = the robots.txt of { $host } does not allow this page.
robots-refuse-target = { $host } redirects to a page that robots.txt does not allow.
robots-rule = a rule in it is unreadable.
robots-unread = the robots.txt of { $host } cannot be read, so nothing else is fetched: { $why }
row-cells = it has more cells than the header; a cell with the separator in it needs quotes.
row-not-text = its letters cannot be read; choose another encoding.
row-open-quote = a quote is opened in it and never closed.
row-unreadable = the file cannot be read on.
same-words-before = this account wrote the very same words under this comment before; change them.
sign-in-ended = the sign-in ended with: { $words }.
sign-in-no-code = the address carries no code.
sign-in-other = the address belongs to another sign-in; begin again.
smtp-broke-off = { $host } broke off before it said whether it took the message: { $why }.
smtp-too-slow = { $host } took more than { $seconds } s before the message.
takes-an-address = is not an address.
takes-base64 = takes base64 after { $prefix }, as the platform shows it.
takes-folders = takes names of folders with / between, not “..”, “done” or “failed”.
takes-host-not = takes host:port, such as forum.intranet:8443, not “{ $value }”.
takes-hosts-most = takes at most { $max } of host:port.
takes-mail-address = takes an e-mail address, such as ana@example.com.
takes-mail-addresses = takes addresses and @domains with commas between, not { $value }.
takes-no-breaks = takes no line breaks.
takes-pem = takes certificates in PEM form, which begin with -----BEGIN CERTIFICATE-----
takes-port = takes a port.
takes-room = takes an address such as #community:matrix.example or an id that begins with !
takes-secret = takes at least { $min } characters.
takes-security = takes tls, starttls or none.
thread-too-long = the thread is too long to be searched.
tls-broken = it does not speak TLS as it should
token-answer-wrong = the answer of the token address is not as RFC 6749 asks.
trial-all-there = all there
trial-asked-one = asked for 1 of { $all }: { $since }
trial-deleted = { $n } deleted
trial-failed = could not be read.
trial-gone = { $n } gone
trial-held = replies that wait for moderators
trial-later-pages = pages after the second
trial-live = the live connection
trial-mentions =
    { $n ->
        [one] 1 mention
       *[other] { $n } mentions
    }
trial-no-page-2 = there is no page 2.
trial-no-parent = not tried, because no record above leads to it.
trial-no-second-look = second look not tried, because nothing was found.
trial-not-read = not read with these settings.
trial-not-tried = not tried: { $parts }
trial-page = page { $n }: { $what }
trial-records =
    { $n ->
        [one] 1 record
       *[other] { $n } records
    }
trial-reply = sending a reply and looking for it
trial-retract = taking one back
trial-second-look = second look at { $n }: { $what }
trial-stream = { $stream }: { $what }
trial-unreadable = { $n } unreadable
unauthorized = { $why }
unpacked-too-large = is larger than { $max } bytes once it is decompressed; the limit is { $max }.
websocket-wrong = { $host } answers as a WebSocket should not.
wordpress-hides-reply = WordPress says that this reply is already there, but does not show it to this account.
wordpress-no-account-name = the site does not say who the account is.
wordpress-no-id = WordPress does not say which comment it made.
wordpress-no-parent = WordPress does not say what the comment belongs to.
wordpress-no-such-id = “{ $id }” is not a comment or post of WordPress.
wordpress-no-total =
    the site does not say how many items it has (X-WP-Total); a proxy in front of it may drop that header.
wordpress-not-there = there is no WordPress with a REST API at this address.
wordpress-says = WordPress says: “{ $words }” ({ $code })
