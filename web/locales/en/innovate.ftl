## Closed sets
stage-new = New
stage-exploring = Exploring
stage-planned = Planned
stage-building = Building
stage-shipped = Shipped
stage-declined = Declined
impact-3 = massive (3)
impact-2 = high (2)
impact-1 = medium (1)
impact-0-5 = low (0.5)
impact-0-25 = minimal (0.25)

## Ideas
idea = Idea
ideas-intro = What people ask for, in their own words.
ideas-view = View
ideas-board = Board
ideas-list = List
ideas-new = New idea
ideas-none = No idea yet
ideas-none-help = Open a mention, select what the person asks for, and make an idea of it.
ideas-find = Find what people suggest
idea-move = Move
idea-move-label = Stage of { $title }
idea-stage = Stage
idea-owner = Owner
idea-no-owner = nobody
idea-title = Title
idea-title-placeholder = What should be possible?
idea-quote = Quote from { $name }
idea-quote-help = Word for word. Cut it down to what matters.
idea-create = Create idea
idea-created = created { $when }
idea-new-from-mention = The quote goes with it.
idea-similar = Similar ideas
idea-similar-none = None found. This seems to be new.
idea-add-here = Add the quote here
idea-quotes =
    { $n ->
        [one] 1 quote
       *[other] { $shown } quotes
    }
idea-evidence = Quotes
idea-no-evidence = No quote yet. An idea is as strong as what people said.
idea-edit = Edit
idea-is-merged = This idea was merged into another.
idea-see-other = See it
idea-unmerge = Undo the merge
idea-merge-into = Merge into
idea-merge-help = Its quotes count there; it can be undone.
evidence-deleted = deleted by its author
evidence-no-words = The quote went with the message it stood in.
evidence-remove = Remove this quote
rice-formula = reach × impact × confidence ÷ effort
rice-incomplete = Fill in all four to get a score.
rice-reach = Reach
rice-reach-help = People a quarter. In the quotes: { $people }.
rice-impact = Impact
rice-confidence = Confidence
rice-confidence-help = 0 to 100 %.
rice-effort = Effort
rice-effort-help = Person-months.
rice-save = Save score
rice-bad-number = Write plain numbers, such as 12 or 0.5; confidence from 0 to 100, effort above 0.
idea-moved = “{ $title }” is in { $stage } now
idea-undo = Undo
ideas-keys = J and K choose an idea, [ and ] move it to the stage beside; or drag it.
idea-of = With { $name }
idea-add-quotes = Find quotes
idea-who-asks = What they ask for, person by person
idea-asked = { $n ->
    [one] asked once
   *[other] asked { $shown } times
  }
idea-quote-in = in { $lang }
idea-decline = Decline
idea-merge = Merge
idea-merge-here = Merge into this one
rice-edit = Score

## After an action
flash-idea-created = Idea created.
flash-idea-moved = Moved.
flash-unmerged = The merge was undone.
flash-quote-added = Quote added.
flash-quote-removed = Quote removed.
