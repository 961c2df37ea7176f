## Closed sets
state-draft = draft
state-submitted = waits for approval
state-queued = goes out soon
state-sending = being sent
state-held = waits for moderators there
state-sent = sent
state-failed = failed
state-uncertain = check by hand
state-retracted = retracted
state-all = all

## Mentions
mention-kept = What it said; it goes on { $when }, and only those who approve replies see it

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
detail-author = Author
detail-source = Source
detail-said = Said
detail-collected = Collected
detail-channel = Channel
detail-country = Country
thread-cut = This conversation is longer; its first thousand mentions are shown.
detail-cut = The message is longer than what is read; the rest was left out.
detail-tags-left-out =
    { $n ->
        [one] It had one more tag, which was left out.
       *[other] It had { $shown } more tags, which were left out.
    }
detail-attachments-left-out =
    { $n ->
        [one] It had one more attachment, whose name was not kept.
       *[other] It had { $shown } more attachments, whose names were not kept.
    }
more-by-author = More by this author

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
problem-too-long = Too long: { $length } of { $max }.
problem-parent-deleted = The message was deleted.
problem-parent-edited = The message was edited after this reply was begun. Read it again.
problem-duplicate-text = The same text was sent here a short while ago.
problem-not-supported = This place takes no replies through Plaza; open it and answer there.
problem-thread-closed = The thread is closed.
problem-against-rule = The platform refuses such a text: it { $rule }.
replies-intro = What we say, from draft to sent.
replies-by-state = By state
replies-let-go = Just let go out
replies-none = No reply here
replies-none-help = Open a conversation and write one.
replies-find = Find questions
reply-answers = To
reply-approved-by = approved by { $name }
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
reply-hint-queued = It goes out in { $seconds } s; until then it can be taken back.
reply-hint-now = It goes out now.
reply-hint-waits = The place asked for patience. It goes out in { $wait }; until then it can be taken back.
reply-hint-tried =
    { $n ->
        [one] The first try did not work.
       *[other] { $shown } tries did not work.
    }
reply-hint-again = The next one is in { $wait }; until then it can be taken back.
reply-hint-sending = No answer came after it was sent. Plaza looks in { $wait } whether it arrived.
reply-hint-sending-now = No answer came after it was sent. Plaza looks now whether it arrived.
reply-hint-held = The place shows it when its moderators have agreed. Plaza looks again in { $wait }.
reply-hint-held-now = The place shows it when its moderators have agreed. Plaza looks again now.
reply-hint-uncertain = We do not know whether it arrived. Open the place, look, and tell Plaza.
reply-hint-sent = Deleting it there cannot recall what people have read or received by mail.
reply-hint-failed = Nothing was published.
reply-edit = Edit

## After an action
flash-reply-saved = Draft saved.
flash-reply-submitted = Handed in for approval.
flash-reply-queued = Approved. Until it goes out you can take it back.
flash-reply-rejected = Sent back to its author.
flash-reply-undone = Taken back. It is a draft again.
flash-reply-resolved = Noted.
flash-reply-retracted = Deleted where it was published.

## Colleagues
reply-state = State
answered-title = Somebody has answered already
answered-help = Since you opened the conversation, this message has got an answer of ours. Nothing of yours has been sent; it is kept.
answered-theirs = The answer that is there
answered-yours = Your answer
answered-send = Send mine all the same
answered-back = Back to the conversation
answered-line = { $name } has an answer to this ({ $state }): { $text }

## Who wrote it
author-is-account = An account
author-is-shown-name = A name that anybody may show
author-is-collective = A label for many people
author-account = Account { $id }
author-was = Called { $handle } until { $until }
author-mark = What this account is
author-mark-none = Counts as people
author-mark-staff = Staff
author-mark-bot = Bot
author-mark-save = Mark
author-mark-help = Staff and bots do not count as people.
