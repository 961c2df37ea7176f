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
thread-open = Open
thread-earlier =
    { $n ->
        [one] 1 earlier message
       *[other] { $shown } earlier messages
    }
thread-later =
    { $n ->
        [one] 1 later message
       *[other] { $shown } later messages
    }
thread-to = to { $name }
thread-previous = Previous
thread-next = Next
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
detail-source = Source
detail-said = Said
detail-collected = Collected
detail-channel = Channel
detail-country = Country
thread-cut = This conversation is longer: Plaza reads its first thousand messages.
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
more-by-author = All they have said

## Replies
composer-label = Reply in public in { $place }
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
replies-lists = Lists
replies-list-to-approve = To approve
replies-list-problems = With problems
replies-list-mine = Mine
replies-list-sent = Sent
replies-list-retracted = Taken back
replies-title-to-approve =
    { $n ->
        [0] Nothing to approve
        [one] 1 reply waits for your approval
       *[other] { $shown } replies wait for your approval
    }
replies-title-problems =
    { $n ->
        [0] No problems
        [one] 1 reply did not arrive as it should
       *[other] { $shown } replies did not arrive as they should
    }
replies-title-mine =
    { $n ->
        [0] You have nothing unfinished
        [one] You have 1 unfinished reply
       *[other] You have { $shown } unfinished replies
    }
replies-title-sent = What we answered
replies-title-retracted = What we took back
replies-intro-to-approve = Read what people ask and what is about to be said. Nothing leaves without a yes.
replies-intro-problems = They failed, may or may not have arrived, or wait for the place’s moderators.
replies-intro-mine = Your drafts, what waits for approval and what is on its way.
replies-intro-sent = What is on its way and what can be read already, newest first.
replies-intro-retracted = They were published, and then we deleted them there.
replies-empty-to-approve = Nothing to approve
replies-empty-help-to-approve = When somebody asks for your approval, it appears here.
replies-empty-problems = No problems
replies-empty-help-problems = When a reply fails or nobody knows whether it arrived, it appears here.
replies-empty-mine = You have nothing unfinished
replies-empty-help-mine = Open a mention and write: what you leave unfinished waits for you here.
replies-empty-sent = None has gone out yet
replies-empty-help-sent = When the first reply goes out, it appears here.
replies-empty-retracted = None taken back
replies-empty-help-retracted = What you delete where it was published appears here.
replies-retracted =
    { $n ->
        [one] 1 taken back
       *[other] { $shown } taken back
    }
reply-toast = Approved; goes out in { $seconds } s
reply-approve-text = Approve with these changes
reply-returned = It was sent back to you: { $reason }
reply-discard = Discard
reply-discard-help = Nobody has read it yet. It is deleted for good.
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
flash-reply-rejected = Sent back to its author.
flash-reply-unapproved = Undone. It waits for approval again.
flash-reply-discarded = Draft discarded.
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
reply-by-program = A program
