## Home
home-welcome = Welcome. Let us bring the conversation in.
home-total =
    { $n ->
        [one] { $shown } mention collected
       *[other] { $shown } mentions collected
    }
home-says-unanswered =
    { $n ->
        [one] 1 message waits for an answer
       *[other] { $shown } messages wait for an answer
    }
home-says-approve =
    { $n ->
        [one] 1 reply waits for your approval
       *[other] { $shown } replies wait for your approval
    }
home-says-trouble =
    { $n ->
        [one] 1 source needs help
       *[other] { $shown } sources need help
    }
home-says-calm = Nobody waits for an answer, and the sources do their work
home-timeline = What people said, day by day
home-unanswered = Unanswered
home-unanswered-none = Nobody waits for an answer.
home-approve = To approve
home-reply-to = to { $name }
home-rail = What waits for you
home-uncertain =
    { $n ->
        [one] 1 reply: see for yourself whether it arrived
       *[other] { $shown } replies: see for yourself whether they arrived
    }
home-ideas = Ideas on the move
home-ideas-when = 30 days
home-trouble = Sources that need help
home-trouble-since = { $what }; last collected { $when }
home-trouble-never = { $what }; never collected
home-trouble-held =
    { $n ->
        [one] 1 item could not be read
       *[other] { $shown } items could not be read
    }
home-trouble-look = Look at the source
home-trouble-mend = Look at them
home-index-behind = Changes that cannot be found yet: { $n }. The oldest has been waiting since { $since }.
home-index-stalled =
    Changes that cannot be found yet: { $n }, the oldest since { $since }. The search index gets no farther.
    Whoever runs Plaza finds the reason with “plaza doctor”.
steps-title = First steps
steps-source = Add a source
steps-source-help = A feed, a web page, a forum, a chat room: wherever your customers talk.
steps-import = Or import a file
steps-import-help = CSV, Excel or JSON. Plaza finds out the columns and shows them before anything is stored.
steps-import-action = Import
steps-read = Read what people say
steps-read-help = Search, filter, and open a conversation to answer it.
steps-idea = Turn a quote into an idea
steps-idea-help = Select words in a conversation and choose “Make an idea”.

## Columns
column-coverage = Coverage
