## Home
home-welcome = Welcome. Let us bring the conversation in.
home-total =
    { $n ->
        [one] { $shown } mention collected
       *[other] { $shown } mentions collected
    }
home-timeline = The last 30 days
home-sources = Where it was said, and what we may be missing
home-all-sources = All sources
home-no-sources = No source yet: there is nothing to listen to.
home-new-24h = new in 24 hours
home-new-7d = new in 7 days
home-questions = questions in 7 days
home-waiting = replies wait for approval
home-uncertain = replies to check by hand
home-index-behind = Changes that cannot be found yet: { $n }. The oldest has been waiting since { $since }.
home-index-stalled =
    Changes that cannot be found yet: { $n }, the oldest since { $since }. The search index gets no farther.
    Whoever runs Plaza finds the reason with “plaza doctor”.
steps-title = First steps
steps-source = Add a source
steps-source-help = A feed, a web page, a forum, a chat room: wherever your customers talk.
steps-import = Or import a file
steps-import-help = JSONL, CSV or Excel, with at least an id and a text in each record.
steps-import-action = Import
steps-read = Read what people say
steps-read-help = Search, filter, and open a conversation to answer it.
steps-idea = Turn a quote into an idea
steps-idea-help = Select words in a conversation and choose “Make an idea”.

## Columns
column-coverage = Coverage
