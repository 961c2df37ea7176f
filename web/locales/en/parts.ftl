## Frame
pager-label = Pages
pager-range = { $first }–{ $last } of { $total }
pager-first = First page
pager-next = Next page

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
channel-social = Social
channel-blog = Blogs
channel-support = Support
channel-issue = Issues
channel-other = Other
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

## Mentions
timeline-label = Mentions over time
timeline-label-hour = Mentions by hour, { $days }: { $total }; most of them { $most } ({ $when }).
timeline-label-day = Mentions by day, { $days }: { $total }; most of them { $most } ({ $when }).
timeline-label-week = Mentions by week, { $days }: { $total }; most of them { $most } ({ $when }).
timeline-label-month = Mentions by month, { $days }: { $total }; most of them { $most } ({ $when }).
timeline-label-year = Mentions by year, { $days }: { $total }; most of them { $most } ({ $when }).
timeline-bar = { $day }: { $count }
timeline-negative =
    { $n ->
        [one] 1 negative
       *[other] { $shown } negative
    }
timeline-today = today, up to { $time }
timeline-tick-today = today
timeline-unfinished-day = today only up to { $time }
timeline-unfinished-week = this week only up to today, { $time }
timeline-unfinished-month = this month only up to today, { $time }
timeline-unfinished-year = this year only up to today, { $time }
timeline-skip = Skip the chart
timeline-open = Each bar opens its mentions.
results-count =
    { $n ->
        [one] 1 mention
       *[other] { $shown } mentions
    }
mention-deleted = Deleted where it was said,
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

## Conversation
insight-unsure-title = The model is not sure
insight-mixed = Both ways
insight-mixed-title = One thing is spoken well of and another badly.

## Themes
trend-label = 14 days, lowest { $low }, highest { $high }
share-label = { $what }: { $count }

## Sources
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
coverage-newest = Shown: { $days }.
coverage-last =
    { $n ->
        [one] The last day.
       *[other] The last { $shown } days.
    }
coverage-missing = some of { $names } may be missing
coverage-and = { $one }, and { $other }
coverage-hatched = Hatched: { $what }.
timeline-gap = May be missing: { $names }
names-more = { $names } and { $n } more
coverage-label =
    { $n ->
        [one] 14 days, { $shown } collected
       *[other] 14 days, { $shown } collected
    }
