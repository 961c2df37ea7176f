"""Parts of English sentences for intent_sentences.py; the marks are those of intent_parts_es.py."""

SLOTS = {
    "thing": """the app|the wifi|the broadband|the router|the connection|the line|my phone|the card|my account|the cash machine|the website|
the programme|the order|the parcel|the delivery|the bill|the charger|the battery|the screen|the laptop|the tablet|the printer|
the washing machine|the coffee machine|the watch|the camera|the chat|the service|the signal|the tv box|the platform|the subscription|
the booking|the room|the bed|the shower|the breakfast|the pool|the air con|the dinner|the lift|the gym|the dashboard|the report|the update|
the new version|the search|the basket|the form|the transfer|the fridge|the coat|the jacket|the shirt|the sofa|the table|the mattress|
the bike|the keyboard|the mouse|the speaker|the console|the game|the sync|the calendar|the fingerprint reader|the sim|the data plan|
the email|the licence|the editor|the backup|the insurance|the loan|the mortgage|checkout|customer service""",
    "product": """the laptop|the tablet|a new phone|the coffee machine|the air fryer|the robot hoover|a washing machine|the 55 inch tv|
the watch|the headphones|a printer|the sofa|a mattress|the e-bike|the console|the camera|the red coat|those trainers|the monitor|
an office chair|the family bundle|the premium plan|the unlimited plan|1 gig fibre|the pro version|a yearly licence|the gold card|
home insurance|a double room|a suite|two nights|two tickets|the annual pass|a subscription|three licences|the bigger model|a size M|
a sim only deal|two lines|the business plan|the blue dress|the backpack|the keyboard|a fridge|the dishwasher|the speaker|the starter kit|
one of these""",
    "staff": """the guy in the shop|the receptionist|the engineer|the staff|the support team|the sales rep|the cashier|the branch manager|
the agent|the delivery driver|the waiter|the manager|my adviser|the team|the lady on the phone|the person on chat|the installer|
the front desk""",
    "name": """Laura|Martha|James|Luke|Anna|Karen|Paul|Andrea|Dave|Lucy|Sam|Paula|Rosie|Martin|Fiona|Ivan|Nora|Alex""",
    "place": """the shop|the branch|the office|the hotel|the bank|the store|the restaurant|the hostel|reception|the counter|the online shop|
the site|your store|the town centre branch""",
    "city": """London|Leeds|Bristol|Dublin|Boston|Austin|Denver|Glasgow|Seattle|Toronto|Cardiff|York|Chicago|Sydney|Bath|Manchester""",
    "brand": """Telnova|Bankaly|Fibresouth|Miramar Hotel|Zafirum|Movilar|Comprix|Nubela|Shopland|the company|Rodavia|Lumbre|Northbank|
this company""",
    "rival": """a competitor|another provider|another bank|another network|a different company|another app|a rival|the competition|
someone cheaper|another shop|another platform""",
    "n": """two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty|2|3|4|5|6|10|15|20""",
    "unit": """days|weeks|months|hours""",
    "span": """a week|two weeks|three days|a month|two months|five days|all morning|two hours|an hour|40 minutes|half an hour|a fortnight|
10 days""",
    "since": """since yesterday|since Monday|since this morning|for a week|since the last update|since last night|since Tuesday|all weekend|
since I changed phones|since Friday|for days|since I renewed""",
    "money": """20 euros|£45|$12|30 quid|$50|£9.99|200 dollars|15 bucks|a hundred pounds|60€""",
    "when": """today|tomorrow|this weekend|next week|this month|next month|on Friday|this afternoon|at Christmas|in the sales|
at the end of the month|in January|on payday|when I can|on Monday|soon|in August""",
    "feature": """dark mode|a night theme|a search box|price filters|date filters|an undo button|notifications|text alerts|a tablet version|
a watch app|contactless payment|instalments|live chat|Welsh language support|more languages|a widget|Excel export|keyboard shortcuts|
a calendar view|Google Calendar integration|a student plan|a family plan|a loyalty discount|more sockets|a coffee machine|vegan options|
gluten free options|a charger by the bed|bike parking|self checkouts|same day delivery|pick-up points|gift wrapping|a wish list|
a monthly summary|a history page|automatic backups|fingerprint login|two factor login|a virtual card|bigger sizes|more cash machines|
longer opening hours|an API|an offline mode|templates|a mortgage calculator|an hourly rate|subtitles|kids profiles|coloured labels|
reminders|a data counter|late checkout|a cot|pool towels|a pause option|a map of the branches""",
    "todo": """export my data|sort the list|pay with my phone|change the language|pause the subscription|share the account|freeze the card|
choose a delivery slot|see my usage|download the bills|save drafts|split the payment|collect in store|filter by size|use it offline|
change the font size|mute the alerts|schedule payments|add notes|pick my pillow|check in online|return things by courier|merge orders|
open several windows|undo changes|search by date|log in with my fingerprint|have several profiles|see the balance without logging in|
scan receipts|book a table in the app|edit my order""",
    "good": """great|brilliant|fantastic|wonderful|excellent|amazing|perfect|superb|spot on|outstanding|flawless|lovely|top notch|a joy|
awesome|second to none""",
    "bad": """awful|terrible|horrible|a disaster|a disgrace|shocking|dreadful|pathetic|disgusting|a joke|rubbish|garbage|useless|appalling|
a nightmare|trash""",
    "info": """the opening hours|the final price|the postage cost|the returns policy|the delivery time|the account number|the wifi password|
the requirements|the card limit|the warranty|the payment options|the minimum age|the address|the size|the measurements|the promo code""",
    "act": """turn on roaming|change my password|unfreeze my card|download my bill|set up the router|return an order|
change the delivery address|recover my account|raise my limit|use the voucher|install the app on another phone|change plan|
get a replacement card|add a line|check in|book the spa|change the account holder|set up a direct debit|activate the sim|link my tv|
get a receipt|update my details|see my points|move my booking|talk to a person""",
    "cancel": """my subscription|my account|the contract|my plan|the service|my membership|the line|my policy|my card|the trial|
our licences""",
}

GROUPS = {
    "c": """
[|Once again |Yet again ]{thing} [doesn't work|isn't working|won't load|won't start|is down|doesn't respond|won't let me in|\
stopped working][| {since}]
{thing} [keeps crashing|keeps freezing|crashes|hangs|lags|restarts by itself|cuts out|throws an error][| all the time| every few minutes|\
 {since}]
[we've had|I've had|been] [no|without] {thing} [{since}|for {span}][| and nobody does anything| and no answer| and still not fixed]
{span} without {thing}[| and counting| and I still have to pay| and nobody cares]
[I was|I've been|we were|got] [charged twice|overcharged by {money}|billed for something I never ordered|charged {money} without notice|\
double charged]
[{thing}|my order|my parcel] [hasn't arrived|never arrived|still isn't here|turned up broken|came damaged|came incomplete|arrived late]
[I got|they sent me|received] [the wrong item|the wrong size|a different model|an empty box|a used one|the wrong colour]
{staff} [was very rude|was so rude to us|wouldn't even look at me|hung up on me|had no clue|couldn't care less|ignored us]
[terrible|poor|awful|shocking|worst|dreadful] [service|experience|quality|support|customer care] [at {place}|from {brand}|from {staff}|\
ever|, avoid]
{thing} [is|was|turned out to be] {bad}
[what a|such a] [disgrace|scam|let down|joke|waste of money|waste of time|shambles|rip off][| {thing} is|, {brand}]
{thing} [barely lasts|dies after|hardly lasts] [an hour|two hours|half a day|a week]
{thing} [broke|fell apart|packed up|died|stopped charging] [after a week|on day two|within two months|straight out of the box|on first use]
[I call and call|I've called {n} times|I've emailed {n} times|sent {n} messages] and [nobody answers|they hang up|I get passed around|\
still no solution|nothing]
the [bathroom|room|carpet|kitchen|sheets] [was filthy|smelled|had mould|had hairs on it|was disgusting|was falling apart]
[couldn't|we couldn't|impossible to] sleep [because of the noise|with the noise from the street|because of the air con|in that heat]
the [food|dinner|pizza|meat] [was cold|arrived cold|was tasteless|was inedible|was overcooked|left a lot to be desired]
[way too|far too|so] expensive for what [it is|you get|they offer]
not worth [it|the money|the price|the hassle]
[I don't recommend it|wouldn't recommend to anyone|don't buy here|don't fall for it|avoid this place|stay away]
[I feel|I am|we are] [cheated|scammed|very disappointed|fed up|furious|tired of waiting|so frustrated|really upset|ripped off]
{brand} [doesn't answer|couldn't care less about customers|leaves you stranded|lies|washes its hands of it|is laughing at us]
[false advertising|they promise and don't deliver|they advertise one price and charge another|hidden fees everywhere]
[they said|they promised|I was told] [it would arrive|it would be fixed|they'd call me|someone would come] [on Monday|within 24 hours|\
yesterday] and [nothing|still waiting|no sign]
[I want|I demand|I expect] [my money back|a solution now|to make a complaint|to speak to a supervisor|a refund|compensation]
[there's no way|it's impossible|no way] to [get in|talk to anyone|get help|{todo}|reach support]
the [last|new|latest] [update|version] [ruined everything|is worse than before|is a disaster|is full of bugs|deleted my data|\
drains the battery]
[too many ads|ads every ten seconds|nothing but ads|ads everywhere]
the [queue|wait] [was endless|took {n} hours|went on forever]
[they left me|we were left] [stranded|waiting for {span}|without a room|without power|without dinner|hanging on the phone]
the [signal|coverage|internet|connection] [is awful|is terrible|drops|cuts out|doesn't reach my house|is super slow|keeps going|disappears]
{thing} [is so slow|takes forever|is painfully slow|takes ages|is sluggish]
[still|I'm still|we're still] [no answer|waiting for my refund|waiting for a call|without a solution|having the same problem|\
getting nowhere]
[another|yet another] price [rise|hike|increase] [without notice|and the service is as bad as ever|, the {n}th this year]
they [put the price up|raised the fee|upped the bill] [without telling anyone|again|for no reason]
never [been treated so badly|seen such bad service|felt so ignored]
the [air con|shower|heating|wifi|tv|tap] [didn't work|was broken|leaked|barely worked|was freezing]
[left a lot to be desired|expected much more|underwhelming|quite disappointing|a letdown|meh, expected better]
[one star|zero stars|1/10|0 out of 10] [because I can't give less|and that's generous|for the rude staff|]
[congratulations|well done|bravo|thanks], [you broke|you've ruined|you managed to make worse|you killed] {thing}
[great|brilliant|wonderful|fantastic|oh good], [another day without|once again no|back to having no] {thing}
thanks for [nothing|leaving me stranded|wasting my morning|the scam|ruining our holiday]
[it won't let me|I can't|can't even|unable to] [log in|{todo}|sign in|pay|change anything|register]
[they blocked|they've locked|they suspended] my [account|card|line] [for no reason|without notice|and won't say why]
{thing} [came|arrived|was] [faulty|scratched|dented|without a charger|dead on arrival|defective]
the [fabric|plastic|material|finish] [is terrible|is so cheap|falls apart|is poor quality|fades|feels like a toy]
[we had to|I had to|ended up having to] [pay twice|go to another hotel|go back {n} times|change rooms|chase them|complain]
[this is|it's|absolutely] [unacceptable|outrageous|ridiculous|shameful|daylight robbery|a disgrace]
they [charge for everything|sting you with fees|hit you with charges|charge a fortune]
[nobody takes responsibility|nothing but excuses|everyone blames someone else|each person tells you something different]
[I get|it gives me|there's] [an error|error {n}|a blank screen|a weird message] [when paying|when I log in|when I try to {todo}|every time]
[my ticket|my case|the complaint] [has been open for {span}|is still unresolved|was closed without a fix]
[they removed|you removed|they took away] [the feature I used most|my points|my balance|my history] [without notice|overnight|]
[I hate|can't stand|I despise] [{thing}|this app|this company|the new design|the hold music|all the paperwork]
[poor|bad] [signal|cleanliness|organisation|communication|food], [bad service|worse attitude|and overpriced]
[lost|wasted|I've lost] [the whole morning|{n} hours|my money|my patience|all my files] [on|because of] {thing}
they don't [keep their promises|stick to deadlines|honour the warranty|honour bookings]
[looks nothing like the photos|not as described|nothing like the picture|not what was advertised]
[bug|glitch|fault|outage] after [bug|glitch|fault|outage]
{thing} [makes|has] a [horrible|unbearable|weird] [noise|smell]
""",
    "c~q": """
[how long until|when are you going to fix|when will you sort out] {thing}? [It's been {span}|This is a disgrace|Enough is enough|\
{span} waiting]
[seriously|really|is it normal that] [they charge me|it takes {n} weeks|there is nobody|I'm left without {thing}|\
{thing} still doesn't work]?
[is this a joke|are you kidding me|are you having a laugh|you must be joking, right]? [{money} for this|{span} for nothing|No {thing} again]
why am I paying {money} if {thing} doesn't work?
why does nobody [answer|reply|call me back|fix anything]?
[anyone else|is it just me] [without|having trouble with|unable to use] {thing}?
""",
    "cq": """
why [was I charged|did you charge me|am I being billed] {money} [too much|if I cancelled|twice]?
[my order|the parcel|{thing}] [hasn't arrived|still isn't here|came broken], [what do I do|who do I complain to|how do I return it|\
can I get my money back]?
is there [an outage|a fault|a problem] in {city}? [I've had no|No|Still no] {thing} {since}
{thing} isn't working, [how do I fix it|what can I do|is anyone else having this|can you help|any ideas]?
where is my [order|refund|money|parcel]? [I paid {span} ago|It was due on Monday|Been waiting {span}]
[I can't {todo}|I get an error when I log in], [any solution|can you help|what do I do]?
""",
    "cl": """
[fed up with|sick of|tired of] [the outages|being overcharged|no replies|all the bugs|your lies], [I'm cancelling|I'm switching to {rival}|\
I'm off|cancelling everything]
{thing} doesn't work and nobody answers, [going to {rival}|cancelling now|I'm done|goodbye]
[terrible|bad] service, [won't be back|never coming back|won't buy again|never again]
[never again|won't go back|never coming back|last time I shop here|you won't see me again], {staff} was so rude
after {n} [years|months] [as a customer|with {brand}] I'm [leaving|off|switching] [because of the price rises|\
because of how you treat people|, so disappointed]
[another price rise|another wrong charge|another outage] and [I'm out|I'm cancelling|I'm moving to {rival}|that's it]
[what a letdown|disgraceful], [uninstalled|app deleted|uninstalling|cancelling my subscription|sending the card back]
""",
    "l": """
[I'm cancelling|I want to cancel|I'm going to cancel|I've cancelled|just cancelled|we are cancelling|please cancel|I'd like to cancel|\
cancel] {cancel}[| today| this month| as soon as possible]
[I'm switching|I'm moving|switching|moving|I'm going|I'm off] to {rival}[| {when}| that's cheaper| for less money| as soon as I can]
[closing|I'm closing|I want to close|I've closed|just closed|close|we're closing] [my account|our account|all my accounts|\
the business account][| {when}| and taking my money with me]
[deleted|deleting|uninstalled|uninstalling|just removed|I'm deleting|going to uninstall] [the app|this app|the program|my profile|\
my account][| and going to {rival}| for good|]
[not renewing|won't be renewing|I won't renew|we're not going to renew|no way I'm renewing|decided not to renew] [my contract|the licence|\
my membership|with you|this year|]
[as soon as|when|once] [my contract|the trial|the year|the minimum term] [ends|is up|runs out], [I'm leaving|I'm off|I'm gone|\
I'm cancelling|I'll switch]
[I've asked for|requested|got|sorting] my [PAC code|porting code|transfer code][| and moving to {rival}|]
[taking|I'm taking|we're taking|moving] [my business|my money|my savings|my mortgage|my number|our accounts] [elsewhere|to {rival}]
[thinking of|thinking about|considering|I'm close to|about to be|seriously considering] [switching|leaving|cancelling|changing provider|\
changing bank|ditching {brand}|going to {rival}]
[looking for|searching for|time to look for|shopping around for] [another provider|another bank|an alternative to {brand}|\
a replacement for this app|a new network]
[I'm done|we're done|I'm finished|that's me done] [with {brand}|with this app|with you|with this service|]
[I no longer want|I don't want|don't want] [to stay with you|to continue with the service|the subscription any more|to be a customer|\
to renew]
[this is|that was|this was] [my last order|my last stay|the last time|the last bill I pay|my last top up]
[returning|sending back|I've returned] [the router|the tv box|the card] and [leaving|that's it|moving on|goodbye]
[we're leaving|we're moving|we are switching|we're migrating] [to {rival}|the whole family|the whole company|all our teams] [{when}|]
[already signed|I've signed up|already got a contract|already opened an account] with {rival}[|, just waiting for the date]
{n} years [as a customer|with {brand}] and [today I'm leaving|it ends here|I say goodbye|I'm gone]
[I request|I'm requesting|I'd like] [cancellation|termination|the closure] of {cancel}
please [cancel|terminate|delete|close|end|stop] {cancel}
[leaving|dumping|ditching|dropping|quitting] {brand}[| after {n} years| for good| {when}]
[changing|switching|swapping] [provider|network|bank|supplier|gym|insurer] [this month|now|as soon as possible|tomorrow|{when}]
[decision made|I've decided|made my mind up|that's it], [I'm switching|I'm leaving|I'm cancelling|I'm off]
[unsubscribed|unsubscribing|cancelled|account closed|subscription cancelled][| after {n} years| today]
""",
    "lq": """
[how|where] do I [cancel|close|terminate|delete|end|get out of] {cancel}?
[how|where] can I [cancel|close|delete|terminate] {cancel}[| without a penalty| before it renews]?
[what's|is there] [the penalty|an exit fee|a fee|the notice period] [for|if I] [leaving early|cancel early|cancel {cancel}|\
close my account]?
can you [cancel {cancel}|close my account|delete my account|process my cancellation][| please]?
I want to [cancel|leave|close my account|end the contract], [how do I do it|what are the steps|who do I call|where do I ask]?
[which|what] [network|bank|app|alternative] [do you recommend|would you recommend] [instead of|to replace] {brand}?
""",
    "b": """
[I want to|I'd like to|I would like to|we want to|I need to|looking to|hoping to|keen to] [buy|order|book|get|purchase|\
sign up for] {product}[| {when}| asap|]
[I'm going to|we're going to|gonna|I'll|tomorrow I'm going to] [buy|order|book|grab|get|subscribe to] {product}[| {when}]
[I'm getting|I'm buying|I'm ordering|ordering|buying|grabbing|picking up] [one|it|two|{product}] [{when}|for sure|tonight|now]
[thinking of|thinking about|about to|close to|considering|seriously considering|planning on] [buying|getting|ordering|upgrading to|\
switching to|booking] {product}
[I'm interested in|interested in|we're interested in|very interested in] [{product}|buying {product}|signing up|your offer|\
the deal on {product}]
[looking for|I'm after|searching for|in the market for|need|we need] [a laptop|a tv|a new phone|a sofa|a sim deal|car insurance|a hotel|\
an account without fees|invoicing software|trainers|a gift|a printer|a new broadband provider] [under {money}|for my mum|for work|\
for the company|that's good and cheap|for {when}]
[I've decided on|going with|we're going with|leaning towards|settled on|I'll take] {product}
[saving|I'm saving|saving up|putting money aside] [for|to buy] {product}
[this month|on Friday|at Christmas|payday|in the sales|black friday] [I'm getting|I'm treating myself to|it's time for] {product}
[I want to|I'd like to|we'd like to|ready to] [become a customer|open an account|subscribe|join|switch to {brand}|sign up|become a member|\
move to {brand}]
[I need|I'd like|we'd like|could I have|after|requesting] [a quote|a price|an estimate|an offer] [for {product}|for {n} people|\
for {n} lines|for my business]
[we need|we want|I'll take] {n} [units|licences|rooms|lines|boxes|seats] [for {when}|for the office|of {product}|for the team]
[sign me up|count me in|put me down|reserve one|save me one|hold one for me] [for {product}|, please|please|]
can't wait to [buy|get|order|own|get my hands on] {product}
[on my wish list|in my basket|in the cart already|added to basket][|, ordering tonight|, buying on payday]
[you've convinced me|sold|I'm convinced|that's me sold], [buying it|I'll take it|I'm in|ordering now|signing up {when}]
[torn|deciding|can't decide] between {product} and {product}, [but buying one today|will order one {when}]
[I'll be|I'm going|popping|heading] [in|down] to {place} [tomorrow|today|on Saturday] to [buy|pick up and pay for|get|order] {product}
[I'll take|I accept|happy with|let's go with] the [offer|deal|{money} plan], [send me the contract|where do I sign|go ahead]
[please call me|call me|contact me|get in touch] [to order|so I can buy|to sign up for|about buying] {product}
[shut up and take my money|take my money|just take my money already]
[I need one|I want one|want this|need this in my life|want one so bad|I'll have two]
[hope|hoping] I can [afford|buy|get] {product} {when}
[we'd like to|we're going to|looking to|hoping to] [book|stay|reserve] [a room|in your hotel|in {city}|with you|two nights] [{when}|\
at Easter|in July|]
my next [purchase|phone|car|laptop|washing machine] [will be|is going to be] [a {brand}|{product}|this one|one of yours]
[upgrading|subscribing|I'm going premium|going pro|signing up] [{when}|to the yearly plan|right now]
[ready|keen|happy] to [pay|order|buy|sign][| {when}|, just send the link|, just tell me where]
""",
    "bq": """
[how much is|how much does it cost to get|what's the price of|what would it cost to get|how much do you charge for|how much for|price of|\
what are you asking for] {product}?
[do you have|have you got|is there|any] [{product} in stock|{product} left|{product} available|{product} in {city}|stock of {product}]?
[where|how] can I [buy|get|order|book|sign up for|find|purchase] {product}?
[do you|can you] [ship to {city}|give a discount if I buy two|offer finance on {product}|do a deal on {product}|have business prices|\
price match {product}]?
[could you|can you|can someone|please can you] [send me|give me|email me] [a quote|a price for {product}|a quote for {product}|an offer|\
prices]?
when [does|will] {product} [go on sale|come back in stock|be available|be released]? [I want to buy it|I want one|Very interested|]
I want to [order|buy|book|sign up for] {product}, [how do I do it|what do I need|where do I go|who do I call|what documents do you need]?
[do you have|any|have you got] rooms [available|free] for [{when}|the bank holiday|two adults|12 August]?
what do I need to [open an account|sign up for {product}|apply for a mortgage|become a customer|join]?
[which one should I buy|which would you get|which one is worth buying], {product} or {product}?
is [it|{product}] worth [buying|getting|the money]? [About to order|I'm tempted|]
[price please|price|how much please|interested, price]?
""",
    "q": """
[how|where] [do I|can I|would I|am I supposed to] {act}?
[how|where] do i {act}
what time do you [open|close|stop serving|start breakfast]?
[anyone know|does anyone know|does anybody know|can anyone tell me|can someone tell me|do you know] [how to {act}|if {thing} works on Mac|\
where {place} is|if they open on Sundays|what {info} is|if you can {todo}][|?]
what [is|are] {info}?
[quick question|question|one question|a question|query|just a question]: [can you {todo}|how do I {act}|what is {info}|is there parking|\
are dogs allowed|is breakfast included]?
[can I|can we|is it possible to|is there a way to|could I|are we able to] [{todo}|{act}|bring a pet|leave our bags|pay cash|\
come without booking]?
[does|will] {thing} work [with iPhone|on Windows 11|on Mac|on Android|with my model|abroad]?
[do you have|is there|have you got] [parking|free wifi|a shop in {city}|a repair centre in {city}|a phone number|a pool|a lift|a kids menu|\
a branch in {city}]?
[I'd like to know|I was wondering|I wonder|just wondering|I need to know|wanted to ask|curious] [if you can {todo}|how to {act}|\
what {info} is|how long I have|whether pets are allowed|what it includes]
[how long does|when does|when will] [the order take|the transfer arrive|my new card come|the refund take|delivery to {city} take]?
what [does|do] [this charge|the code {n}|that notice in the app|the basic plan] [mean|include]?
what's the difference between [the basic plan and pro|the two sizes|both cards|this one and last year's]?
[I don't know|not sure|I can't work out|can't find] [how to {act}|where to {act}|what this charge is], [can you help|could someone help|\
any help|can you explain]?
can [someone|anybody|you] [explain|show me|walk me through|help me] [how to {act}|with this]
when [do the sales start|is the new version out|does the {city} shop open|is the payment due|does the offer end]?
who [do I call|can I ask|should I contact|do I write to] [to {act}|about {thing}|if I lose my card]?
is [VAT included|breakfast included|installation included|a charger included|there a guarantee]?
[why|what for] [do you need my ID|does {thing} ask for permissions|do I have to register|is there a padlock icon]?
do I [need to|have to] [book|make an appointment|bring any document|register|pay upfront|be at home|be a customer|\
bring the receipt] to {act}?
[could you|can you|would you] [help me {act}|tell me {info}|point me to {info}|tell me how to {act}|clarify how to {act}]
how many [gigs does the plan include|devices can I connect|days do I have to return it|bags can I take|users does it allow]?
[and|hey|hi|hello|sorry], [can that be changed|does this expire|is it valid for everyone|is it today|does it come in another colour|\
is this official]?
""",
    "p": """
[I love|we love|loving|absolutely love|I adore|really like|big fan of] [{thing}|{place}|the new design|the food|this app|the service]
[thank you|thanks|many thanks|thank you so much|huge thanks|big thanks] [to {staff}|to {name}|for the help|for your help|\
for sorting it so fast|for everything|to the whole team|for {thing}]
{thing} [is|was|has been] {good}
what a [lovely place|great service|joy|treat|star|fantastic team|brilliant app|gem]
[I|we|would|I'd|can't] [highly recommend it|recommend it|recommend them|recommend it to my friends|recommend enough]
[highly|totally|definitely|thoroughly] recommend[ed|]
{staff} [was so kind|was very friendly|looked after us|was a star|fixed it in ten minutes|was very professional|always with a smile|\
went above and beyond|couldn't do enough for us]
[well done|congratulations|kudos|hats off|bravo|props] to [the team|{brand}|{staff}|{name}|everyone involved]
[the best|easily the best|by far the best|one of the best] [app|hotel|bank|purchase|service|company|shop] [I've tried|out there|\
I've made this year|in {city}|by far|ever]
[you are|you guys are|they are|you're] [the best|amazing|legends|stars|brilliant|the bomb]
[ten out of ten|10/10|five stars|5 stars|full marks|top marks|A+] [for {staff}|for {brand}|for {thing}|, would come again|, no notes|]
[everything perfect|all great|everything was spot on|all good, very happy|everything went smoothly][|, we'll be back|, arrived early|\
, no complaints| from start to finish|, thanks]
[I'm|we're|I am|so|really] [delighted|happy|very happy|over the moon|thrilled|very satisfied|pleased|impressed] with [{thing}|my purchase|\
the service|it|the result]
[arrived|it came|turned up|got it] [in one day|earlier than expected|super fast|in perfect condition|beautifully packed|in record time]
{thing} [works|runs] [a treat|great|perfectly|like a dream|beautifully|flawlessly|so smoothly|like a charm]
[great|good|excellent|brilliant|superb|fantastic|amazing] [work|service|product|hotel|team|support|job|value|staff and service]
[excellent|wonderful|fantastic|first class|lovely|delicious] [experience|quality|food|location|stay|value for money|atmosphere]
[I'll be back|we'll be back|will come again|will order again|would stay again|will definitely return] [for sure|soon|next year|\
without hesitation|]
[the food|dinner|breakfast|the cake|the coffee] was [delicious|so tasty|amazing|superb|to die for|gorgeous]
the [room|bed|terrace|suite] was [spotless|very comfy|beautiful|huge and bright|really clean|so comfortable]
the [views|location|beach|garden|pool] [were stunning|was perfect|was gorgeous|is hard to beat|was beautiful]
[fast|easy|simple|handy|quick], [easy and hassle free|safe and cheap|efficient and friendly|and very intuitive|as it should be]
[finally|at last] [an app that works|someone who listens|a bank that answers|a company you can trust|something worth the money]
worth every [penny|cent|minute|euro]
[you saved|they saved|saved] [my trip|my day|our holiday|my week|my bacon]
[they|{name}|{staff}|support] [fixed|solved|sorted|resolved] [the problem|my issue|the fault|everything] [in {n} minutes|in no time|\
first time|right away|with a lot of patience]
[couldn't be|I can't be|could not be] [happier|more pleased with it|more satisfied]
[since I got|since using|with] {thing} [life is easier|I save loads|everything is better|I sleep better|I get twice as much done]
never [had a problem|let me down|had an issue with them|failed me|going anywhere else]
[exceeded|it exceeded|beyond] [my expectations|all expectations|everything I hoped for]
{n} years [with {brand}|as a customer|using it] and [still happy|not one complaint|as pleased as ever|it gets better every day]
[this is so cool|so good|it rocks|it's awesome|absolutely brilliant|what a game changer|this slaps]: {thing}
[it's a pleasure|a real pleasure|always a pleasure] to [shop here|be looked after like that|deal with {brand}|stay here]
[good price|fair price|cheap] and [good quality|friendly staff|works perfectly|well made]
[I have to say|must say|gotta say|credit where it's due,] {thing} [is {good}|works great|has improved so much|surprised me in a good way]
[appreciate|I appreciate|grateful for|we appreciated] [the service|the speed|{name}'s help|the little touches|how kind they were|your help]
{name} [on the support desk|at {place}|at reception|on chat] [was a star|was an absolute pro|made my day|thank you for everything|\
deserves a raise]
[👏|❤️|😍|👏👏👏] [{brand}|to {staff}|for {thing}|you rock]
[shout out|big shout out|props] to [{name}|{staff}|{brand}][| for {thing}| for sorting me out| for being so helpful]
[nicely done|good stuff|nice one|nice touch|love to see it], {brand}
""",
    "i": """
[it would be|it'd be|would be] [great|nice|lovely|good|awesome|handy|really useful|cool] [if you added {feature}|to be able to {todo}|\
to have {feature}|if we could {todo}|to see {feature}]
[you should|they should|you really should|you ought to|they ought to|you guys should] [add|offer|include|introduce|have|bring in|\
implement] {feature}
[you could|they could|perhaps you could|maybe you could] [add|offer|include|introduce|have] {feature}[|, please|, it would help a lot|\
 in the next version]
[I wish|wish|if only] [there was {feature}|we could {todo}|I could {todo}|you had {feature}|it had {feature}|you would add {feature}]
[I miss|I'm missing|we miss|really miss] [{feature}|being able to {todo}|an option to {todo}|the option to {todo}]
[it needs|needs|all it needs is|it lacks|it's missing|still missing|just needs|there's no] [{feature}|an option to {todo}|a way to {todo}|\
a button to {todo}]
please [add|bring back|include|consider|introduce|give us|implement|think about] {feature}
[add|bring back|give us|introduce|please please add] {feature}[| please| already| in the app|, so many of us want it]
[suggestion|my suggestion|proposal|an idea|idea|here's an idea|feature request|request]: [{feature}|be able to {todo}|let us {todo}|\
add {feature}|an option to {todo}]
[I suggest|I'd suggest|I propose|I recommend|can I suggest|may I suggest] [letting people {todo}|adding {feature}|{feature}|\
you add {feature}|having {feature}]
[I would love|I'd love|would love|I'd like|we would like] [it if you added {feature}|to be able to {todo}|to see {feature} in the app|\
{feature}|an option to {todo}]
[I'd appreciate|we'd appreciate|would appreciate|wouldn't mind|could do with|could use] [{feature}|being able to {todo}|an option to {todo}]
[I would|I'd|we'd] [put in|add|remove|change|move|improve|make] [{feature}|a shortcut to {todo}|the menu|the buttons bigger|\
the home page layout]
if [you added {feature}|we could {todo}|it had {feature}|they let us {todo}] [it would be perfect|I'd use it more|I'd give five stars|\
it'd save me so much time|it'd be the best out there]
[we need|I need|we've been asking for|there needs to be|there should be|we want] [{feature} in the app|an option to {todo}|a way to {todo}|\
{feature}]
[the only thing I'd add|the only thing missing|what I'd improve|one thing I'd ask for|what I miss] is [{feature}|being able to {todo}|\
an option to {todo}]
[let us|let me|let people|allow us to|make it possible to] {todo}[| please| from the app]
[maybe|perhaps|ideally] [open on Sundays too|extend the opening hours|change the menu|turn the music down in the restaurant|{feature}|\
add {feature}]
[more|fewer] [payment options|languages|colours|sizes|sockets in the room|forms|steps to pay], please
[for the next version|for next summer|in the future|for next year] [it would be nice to have|I'd ask for|I'd suggest|please add] {feature}
[a bit more|some more] [variety at breakfast|information on the site|luggage space|light in the bathroom] would be [nice|appreciated|good]
[five stars|I'd give five stars|a perfect score] if [you added {feature}|I could {todo}]
[it wouldn't hurt|it would be easy|it can't be that hard] to [add|offer|have] {feature}
{feature} would [be great|be a game changer|make a big difference|come in handy|be the icing on the cake|help a lot|be much appreciated]
[votes|+1|I second this|seconded|upvote] [for {feature}|: {feature}]
[room for improvement|could be better]: [{feature}|being able to {todo}|add {feature}]
[it should|the app should|it ought to] [have {feature}|let you {todo}|offer {feature}|come with {feature}]
[petition|asking|begging] [for {feature}|you to add {feature}]
""",
    "iq": """
[will there|will we] ever [be {feature}|get {feature}|see {feature}]?
[any plans|any chance|are there plans|is there any plan|are you planning|any news] [for|of|on] {feature}?
[would it be possible|is there any chance] to [add|have|get|offer] {feature}?
""",
    "i~q": """
[why not|why don't you|how about|what about|can you please|could you|couldn't you|can we please] [add|have|offer|introduce|get] {feature}?
[wouldn't it be|would it not be] [better|easier|nicer] [to have {feature}|to be able to {todo}|to open on Sundays]?
[imagine|can you imagine] {feature}? I would use it daily
""",
    "pi": """
[love|great|really like] [the app|{thing}], [just needs|the only thing I'd add is|only thing, please add|wish it had|\
it would be nice to have] {feature}
[great app|good service|all good|very happy], [but|although] [I miss|I'd appreciate|I'd love to have|you should add] {feature}
""",
    "pc": """
[{staff} lovely|beautiful place|great location|I like the app|very friendly staff], [but|although|shame that|however] {thing} [didn't work|\
was awful|came late|was broken|left a lot to be desired|keeps failing]
[the good|best part]: [{staff}|the food|the views|the price]. [the bad|worst part]: [the cleanliness|{thing}, a disaster|\
the noise all night|the wait]
""",
    "": """
[today|yesterday|tomorrow|this afternoon|on Monday] [I was|I'm going|we went|I'll drop by|we're meeting] [at|to] {place}[| with my sister|\
 with {name}| at {n}|]
{brand} [is opening a shop in {city}|reports results on Thursday|has named a new director|sponsors the tournament|\
announces a deal with {brand}|turns {n}|has new offices in {city}]
[we are|we have] a team of [ten|{n}] [people|engineers|sales people][| in {city}| and use {thing}|]
[I work|my sister works|my cousin works|I used to work] at {brand} [for {n} years|in sales|in {city}|in the complaints department|\
in customer service]
[my order number is 4{n}1|my ID ends in {n}|the reference is XK{n}|my user is {name}{n}|customer since 2015]
[I've already|I have|just] [sent you a DM|sent the details|emailed you|filled in the form|sent the photo|sent the receipt]
[I bought|we bought|my dad bought|she bought|got] {product} [{n} months ago|last year|in {city}|in the other shop|for {money}]
[I signed up for|we signed up for] {product} [in March|last year|{n} weeks ago]
{brand} [buys|sells|acquires|takes over] {brand} for {n} million
the [price|sale|cost|share] of [electricity|housing|oil|{brand}|gold] [is up|falls|stays flat|grew] {n} %
[doing the weekly shop|shopping list|shopping with my mum|groceries done for the week]
[I'm leaving|I'm off|heading|leaving|I'm going] [to bed|home|on a trip|for work|for lunch|to the beach|on holiday {when}|to the gym]
[off sick|on sick leave|he is on leave|signed off] [until Monday|for {n} weeks|with a cold]
[changed|changing|I changed|switched|swapped] [shifts|the car's oil|channels|the time of the meeting|seats|the sheets]
[they cancelled|cancelled|postponed] [the concert|the match|the meeting|the class|my cousin's flight]
[I left|left|leaving] [the car at the garage|the kids at school|the keys at reception|a message|the parcel at my mum's]
[the|a] [maths|traffic|housing|drought] problem [is solved like this|is still being debated|has a solution|is complex]
[it was my fault|my mistake|my bad], [I typed the wrong address|I didn't read the email|I picked another date|I had it switched off]
[complaints|refunds|returns|faults] [desk|office|form|department] [on the second floor|: nine to two|open until {n}|is on the website]
[it should|they should|that should] [arrive tomorrow|leave at {n}|be ready on Monday|finish today|show up in your account]
[it might|it may|it could|probably] [rain|snow|be a late night|get busy|come out on Monday]
[you have to|we have to|you need to|you should] [sign here|leave at {n}|call your mum|study more|bring your ID|watch that series]
[I need|we need] [to sleep|a coffee|a holiday|to talk|a rest|a minute|a quote from the minister|a photo of the mayor]
[I hope|hope|let's hope] [we win the match|it's sunny|it rains|I pass|you come to the party|you get better]
[I'd like|I would like|I'd love] [to see you|to go to Japan|to sleep more|to learn the guitar|to be a doctor|to live by the sea]
[when|where|how] [I got there they had closed|you like|I used to live in {city}|I said yesterday|it says on the website]
I asked [what time they open|how much it was|how to get there] and they [told me|explained it]
I don't know [what to wear|if I'll go|who will win|what to cook|how the match will end]
[open|we open|opening hours|customer service hours] {n} to {n}
[we're hiring|hiring|wanted|job:] [a waiter|a sales rep|a receptionist|a developer|shop staff] [with experience|in {city}|, start now|]
[for sale|to rent|selling my] [flat in {city}|car|bike|table] [for {money}|in good condition|, collection only|]
[I use|I have|I'm on] [Android|an iPhone|Windows 11|version {n}|{thing} for work|the basic plan]
[my order comes|the engineer comes|the appointment is|the meeting is|the flight leaves] [on Tuesday|tomorrow|at {n}|on the {n}th|\
in the afternoon]
[just|I've just|have just] [got to the hotel|received the parcel|paid the bill|arrived in {city}|checked in|sent the form|\
installed the update]
the hotel [is {n} minutes from the station|has {n} floors|is near the harbour|was built in the eighties|is open all year]
[ok|alright|fine|got it|noted|sure], [I'll look tomorrow|I'll let you know|I'll write later|I'll wait to hear|will do|\
waiting for your message]
[I'm|we're] [in the queue|at {place}|at the airport|on the way|in the waiting room|waiting for {name}|at home]
the [train|bus|plane|tube] [leaves|arrives|goes] at [{n}|nine|half past ten]
[good morning|good night|happy Monday|happy Thursday|have a good weekend][| all| from {city}|]
the [government|minister|mayor|police|president] [announces|denies|presents|visits] [new measures|the housing plan|{city}|the tube works]
the [team|match|final|squad] [plays|starts|ended|drew] [at {n}|in {city}|yesterday|on Sunday]
the [series|film|book] [is about|starts with|tells of] [a detective|two brothers|a bank|a trip]
{name} [called me|lives in {city}|has a birthday today|works in a hotel|is on the same plan|says yes]
[thanks to|due to] [the rain|the deal|the grant|a study] [reservoirs fill up|prices fall|jobs rise|the centre will open]
the [award for best|fair of|guide to] [hotel|restaurant|book|shop] [is on Thursday|starts tomorrow|comes out in May]
[thanks in advance|thank you in advance|regards and thanks|I'll wait to hear, thanks|kind regards|best wishes|yours, {name}|\
many thanks in advance|cheers]
[hi|good afternoon|good morning|hello all|dear sirs|hey][| I'm {name}|, I'm a customer|, writing about {thing}]
[two nights|a double|three adults and a child|full board], {n} to {n} [May|August]
[I started|we started|I've been] using {thing} [in 2019|since 2018|for {n} years]
[update|note|edit]: [it's back|it's {n} now|it's model {n}|the appointment is on Monday]
[I prefer|I usually] [paying cash|go in the morning|shop on Saturdays|read on paper|use the laptop]
[it's so|such a] [cold today|hot today|rainy day|long week]
[they have|they've] [activated my line|installed the fibre|given me an adviser|changed the meter] [today|this morning|on Monday]
[they changed|they're changing] [the logo|the colours|the name|the song in the ad|the office address]
[no idea|lol|I don't know|maybe|perhaps so|we'll see|I'll tell you later|of course|that's right|same here]
[my favourite|best] [day of the week|song|season] is [Friday|autumn|that one]
[attached|please find attached|here is] [the March invoice|my CV|the photo|the signed form]
""",
    "l~c": """
if [this isn't fixed|you raise prices again|this goes on|you can't match the offer|nobody replies] [I'm leaving|I'm gone|I'm cancelling|\
I'm out|I'll go to {rival}]
[that's it, we're through|this is where we part ways|it's over between us|end of the road for me and {brand}|you can keep it]
[you're losing|you've lost|you just lost|they lost] [a customer|a customer of {n} years|another customer|a loyal user|my business]
[goodbye|bye|farewell|so long|adios], {brand}[|, I'm off to {rival}|, it's been fun|, you lost a customer here]
[won't be|not|never] [coming back|going back|returning|shopping here again|staying here again|buying from {brand} again|using {brand} again]
""",
}
