"""More English sentences for intent_sentences.py: whole messages of one trade each, with fewer slots than intent_parts_en.py."""

GROUPS = {
    "c": """
[{n} minutes|half an hour|an hour] [on hold|on the phone|listening to hold music|talking to a robot] [and nobody picks up|\
just to be cut off|and counting|]
[first|second|third|fourth] day [without power|with no internet|without an answer|with no hot water|waiting for the engineer][|\
 and the shop knows nothing|]
[two|three|ten] days [later|on], [still the same|not even a call|nothing]
[{thing}|the tap|the door|the zip|the sole|the handle|the button|the seam] [has come off|came apart|is falling to pieces|drips|squeaks|\
creaks|wobbles|jams|won't close properly]
the [bed|chair|door|table] [creaked|wobbled|squeaked] and the [mattress|sofa|pillow] [was lumpy|sagged|was hard as rock]
[walls|the walls are] paper thin, [you hear the neighbours cough|heard everything|couldn't sleep]
[we could hear|you could hear|heard] [everything|next door's tv|the lift|the street] [all night|until late]
[my bill|the fee|the direct debit] [went|jumped|has gone] from {n} to [90|75|120] [with no explanation|and nobody told me|overnight]
they [slapped|stuck|put] [a fee|a surcharge|an insurance] on [my account|my bill] [for no reason|that I never signed for|\
for using my own card]
then they [add|charge] [fees|shipping|taxes] and [it costs more than in the shop|it's no bargain any more]
it [freezes|hangs|crashes|locks up|dies] [when I upload a photo|opening a file|whenever I pay|halfway through a video|\
when I rotate the screen]
[they were|the engineer was] supposed to [come|call|turn up] [yesterday|on Tuesday|between 9 and 2] and [nobody came|I'm still waiting|\
not even a call]
[ordered|asked for] [the blue one|a medium|no onions|two] and [got|was sent|they brought] [the red one|an XL|extra onions|one]
[passing the buck|they pass the buck|pass me around] [from one department to another|between shop and maker|and I get no solution]
I don't know [who to call any more|what else to do to get an answer|how else to say it]
I had to [go {n} times|call {n} times|buy another|pay for a taxi|go elsewhere] [because of their mistake|because nobody answered|\
to get it fixed|]
the [desk|reception|chat|till] was [empty|closed|unmanned] [with a huge queue|in the middle of the day|for half an hour]
[every day|every month|it gets] [worse|slower|more expensive|fewer staff|more ads][, {brand}|]
not even [a reply|an apology|a sorry|an explanation|a look at my case]
the [cover|screen|case|battery] [peeled|scratched|swelled up|cracked] [in a month|by itself|within days]
it [burns|overheats|gets boiling|drains|disconnects] [a lot|for no reason|when charging|after half an hour]
[tickets|points|credit|vouchers] [expired|lost|vanished] [because of a glitch|without notice] and [no refund|nobody knows a thing]
left [empty handed|without dinner|with nothing solved|worse than I came]
{thing} [logs me out|kicks me out|signs me out|disconnects] [every two minutes|all the time|for no reason]
[won't turn on|doesn't beep|doesn't cool|won't print|no sound|won't read my card|doesn't vibrate|saves nothing]
[grumpy|sour faced|surly|unhelpful|clueless|dismissive] [staff|receptionist|waiter|agent][|, no welcome at all|, never again|, shame]
the [site|app|tracking] says [delivered|paid|available|resolved] and [it's a lie|it isn't|there's nothing here]
[the place|the hotel|the shop|the branch] was [an oven|chaos|upside down|a zoo|a pigsty]
[refuse|they refuse|refusing] to [swap it|refund me|help|honour the guarantee|take it back]
[took|taken] [a day off|the morning off|time off work] for [nothing|an engineer who never came|a delivery that never showed]
we ordered the [set menu|special] and waited [an hour|50 minutes] for it
the [remote|cable|plug] in the box [doesn't fit|is the wrong one|doesn't work with my model]
they gave us a room [with no window|next to the lift|that stank of smoke|in the basement] when we [paid for|booked] a sea view
the sheets had [stains|a hole|someone else's hair] on them
at [three|two] in the morning [the music was still going|the disco was still thumping|there was still shouting in the corridor]
cold water in the shower [all three days|the whole stay|even after we told them]
[the buffet|breakfast] was [the same every day|tiny|cold and out of a packet|stale], [such a shame|disappointing|for that price]
they charged us for [the cot|parking|towels] that the site said was [free|included]
been to the branch [twice|three times] and [both times|every time] was sent [home|to another desk|away to phone someone]
the cash machine swallowed [my card|my money] and the bank [shrugs|says it's not their problem|doesn't care]
[{money} in fees|a monthly fee] just [to keep the account open|for a transfer|to take out my own money]
turned down for [a loan|a card] with [no reason given|zero explanation]
the banking app has been [down|under maintenance] [all day|since nine|for {span}]
the [text|verification] code [never comes|never arrives|doesn't show up]
[tried|been trying for {n} days] to [verify my identity|upload my ID|pass the check] and [it keeps rejecting it|it errors out|nothing]
I get [3|10|20] meg when I pay for [300|500|1000]
[not one bar|zero signal|no coverage] [at home|anywhere in my village|in the whole house]
[power|internet] cuts are [a daily thing|constant|getting worse] on our [street|estate|block]
the fitter left [a hole in the wall|wires hanging everywhere|a right mess] and drove off
every month the bill is [different|higher|wrong|full of odd extras]
I signed up for [30|25|40] a month and [they take 50|the first bill is 70|I pay double]
passed between [five|six|four] departments [and none of them knew anything|only to be cut off]
the [bot|chatbot|robot] [doesn't understand a thing|sends you round in circles|just repeats itself|is pointless]
it [eats|drains|hogs] [my battery|my data|the memory] [like crazy|in no time]
[lost|it deleted|it ate] [the document|two hours of work|all my photos|my notes] [when saving|because it crashed|after updating]
it [won't|doesn't|refuses to] sync [with my computer|my contacts|between devices]
since [the redesign|the update] I can't find [anything|the save button|my lists]
you pay for pro and [still get ads|it's just as limited|nothing changes]
the [dress|jumper|shirt] [shrank|faded|ran|fell to bits] [in the first wash|after one wash]
sizing is [all over the place|nothing like the guide|completely off]
ordered [four|two|three] and [they sent|only got|received] [one|half of it|one less]
the driver [left my parcel in the street|never even rang the bell|said nobody was in and I was home all day|threw it over the fence]
returns [are on me|take a month|are a nightmare|are an ordeal] apparently
[the warranty|the insurance] [covers nothing|doesn't want to know|finds an excuse for everything]
they [advertise|claim] [50 % off|a sale] and [raise the price first|charge something else at the till|it's a lie]
the [chair|table|shelf] came [without screws|with a wobbly leg|with parts missing|chipped]
[it smelled|it tasted|the whole place smelled] [rotten|burnt|of damp|of drains]
in the shop [nobody serves you|there is one till open|the assistants just chat among themselves]
[doesn't deserve half a star|not even a hello from them|can't get a straight answer]
[tired of|exhausting|so frustrating] [explaining the same thing|calling every month|restarting it every day][| {n} times]
[clearly|it's obvious] [they don't care about customers|they only want your money|nobody tests the app before release]
[nothing like|a far cry from] what [they advertised|I was sold|it used to be]
it used to be [good|a nice place|great], now [it's sad|it's a mess|it has gone downhill]
[buy cheap, buy twice|money down the drain|better off buying nothing|what was I thinking]
[no|without] [power|water|internet|phone line|data|service] [again|since seven|in the middle of a work call|and nobody warned us]
[another day|day {n}|still the same]: {thing} [not working|down|acting up]
they made us [wait|come back|pay|sign] [for nothing|extra|standing for an hour|three times]
[my mum|my dad|my gran] was [overcharged|sold a policy she didn't want|switched to another plan without asking]
the [oven|washing machine|fridge|hairdryer] [trips the electrics|leaks|doesn't cool|makes a hell of a racket]
{thing} [drives me mad|is a nightmare|is driving me up the wall|is unusable]
[I want|let me speak to] [someone in charge|a manager], [this can't go on|enough excuses]
they promised [next day|48 hour] delivery and [it's been two weeks|still nothing|we're on day ten]
[still|I'm still] waiting [to get my deposit back|for that call they promised|for the credit|for the engineer]
[beware|careful|warning]: [this shop|{brand}|this site|the small print] [ripped me off|won't refund you|is a con|charges extra]
so [slow|expensive|bad|cold|shabby|tedious] [today|all of it|this thing is]
[dire|what a mess|what a disaster|shambles|so bad|terrible all round|very poor|the worst]
I keep getting [{n} marketing emails a day|sales calls at all hours|texts I never asked for]
[no-one|nobody] [showed up|turned up|came] [on the agreed day|between 9 and 1 as agreed|to the appointment]
[had to|I had to] [chase|nag|beg] them [for weeks|{n} times|just to get a reply]
""",
    "p": """
{thing} [goes|runs|loads] [like a rocket|like a dream|lightning fast|super quick|smooth as butter|faster than ever]
[since|ever since] I [switched|joined|opened the account|signed up] [everything has been easy|I've never had to call|\
it's been plain sailing|it's been a breeze|zero headaches]
[all|everything|it's] [sorted|fixed|resolved|working] now, [thanks|thank you|that was quick|great job]
thanks, [all sorted|it's fixed|all working now|it arrived|that worked|problem solved]
{n} years [with you|here|with this company] and [here's to many more|wouldn't dream of switching|wouldn't change it for the world|\
never looked back|going strong]
[no|zero] [ads|fuss|waiting|drama|small print], [just works|a pleasure|love it|as it should be|does the job]
[long live|bless|cheers to|all hail|hats off to] [{brand}|{staff}|your team|the app]
[among the best|one of the best|as good as it gets|hard to beat] [out there|I've seen|in the area|in the business]
{staff} [went out of their way|could not have been kinder|had endless patience|made it so easy|remembered our anniversary]
[honestly|to be fair|genuinely] [impressed|surprised|could not be better|expected less and loved it]
[couldn't|can't] [fault|praise|recommend|rate] [them|it|the service|{staff}] [highly enough|at all|enough]
the [bed|mattress] was [a cloud|so comfy I slept like a baby|dreamy]
they [gave us|surprised us with] [an upgrade|a bottle of fizz|a birthday cake] without asking
[a stone's throw|five minutes] from everything and [quiet|spotless|great value]
[the kids|my children|my parents] [didn't want to leave|had a blast|were delighted]
reception [helped us with everything|always had a smile|speak five languages and are lovely]
I called at [eleven at night|seven in the morning] and [someone answered|it was fixed] [on the second ring|in no time|right away]
[opened the account|switched over|did the whole thing] in [ten minutes|five minutes|no time] with [no paperwork|zero hassle]
no fees and [the app is great|friendly service|everything is clear]
the broadband [flies|is rapid|hasn't dropped once|does what they promise]
the engineer came [on time|the same day|early], [left everything tidy|very professional|top bloke]
I'm [saving|paying] [half|20 a month|so much less] [since I joined you|and the service is better]
[simple|intuitive|light|pretty], [does what it promises|I use it daily|nothing superfluous|my favourite]
[don't know what I'd do|couldn't live|can't imagine work] without [this app|this tool|you]
it has [changed|made easier|saved] my [life|job|term]
[just|exactly] what I [was looking for|needed|hoped for]
[quality|finish] is [first class|incredible|better than I expected] and it [came next day|was a good price|looks gorgeous]
[second|third|fourth] time I [buy|come|order] and [never disappointed|always perfect|just as good]
[fits|it fits] [like a glove|perfectly|great], [true to size|so soft|love it]
I use it [every day|daily] and [it's like new|it still runs like day one|not one fault]
they [swapped it|exchanged the size|refunded me] [without fuss|on the spot|no questions asked]
[great|brilliant|lovely|nice] [from {brand}|update|to see you listening|touch|to deal with you]
[a round of applause|a big cheer|my respects] [for {staff}|for whoever designed this|to the {brand} team]
[refreshing|so nice|a joy] to [find people who know their job|have someone pick up the phone|deal with a company that delivers]
they [deliver what they promise|kept to the date|went well beyond]
[high marks|a solid nine|top score] for [the service|{thing}|{staff}]
[super|very|so] [friendly|attentive|professional|helpful|patient|kind] [everyone|in the shop|at {brand}|on the phone]
best [curry|pizza|coffee|brunch] in [{city}|town|my life]
[lovely|cosy|beautiful|charming|clean and quiet] [atmosphere|place|spot|little hotel]
well worth [the wait|the switch|it|every penny|a visit]
[switching to {brand}|moving to you|changing over] was the best [thing I've done|decision|move]
[good call|great move|smart move] [on the new design|getting rid of ads|opening on Sundays]
I wish all [companies|shops|apps] were like this
[happy|delighted|chuffed|satisfied] [customer here|is an understatement|with the result|from day one|bunny]
[cute|tasty|useful|cheap|reliable|sturdy] [and well made|and good looking|and top quality]
[a million|a thousand|so many] thanks[|, you're a star| for your patience]
[thanks|thank you] for [listening|fixing the bug so fast|the refund|the discount|looking after us|the heads up]
[so|very] [happy with|grateful to] [{brand}|{staff}|the repair|my adviser]
I'd give [ten stars|five stars|full marks] if I could
[nothing but good things to say|can't think of a negative|zero complaints|nothing to improve|no faults found]
[works|loads|runs|responds] [great|perfectly|like magic|super fast|better than ever]
[brilliant|superb|top|class|magnificent|outstanding|a gem|fantastic|flawless|lovely]
[everything was tasty|turned out beautiful|we ate so well|such nice people|what a good buy]
[came across|tried|found] {brand} [last month|by chance] and [I'm hooked|couldn't be more pleased|it's a keeper]
""",
    "b": """
[looking for|after|want] [a laptop|a phone|a car|a flat to rent|a hotel|broadband|a tv] [for {when}|for uni|for work], [budget|\
max] [{money}|around 600|up to a thousand]
[we need|we're looking for|we require] [accounting software|a supplier|a bank|a new CRM|a booking system] [by {when}|before September|\
asap] and [you're on our shortlist|yours is the favourite|you're in the final two|we like yours best]
[considering|seriously considering|tempted by|thinking of] [moving to you|bringing our lines over to you|joining {brand}|buying {product}|\
bringing my salary to your bank|moving all our accounts to you]
[dropping by|stopping by|coming in|popping in] [tomorrow|this afternoon|on Saturday] to [collect|pick up|buy] {product}
{product} [will be mine|is calling my name|has to be mine|is happening this month]
[fed up with my current provider|leaving my current bank|done with my old network], [want to join you|moving over to {brand}|\
want to sign up with you]
[today|tomorrow|tonight] I'm [placing the order|ordering it|paying the deposit|completing the purchase]
I [want|need] [that bag|that phone|that car|those boots] now!
[we're|I'm] [changing the car|redoing the kitchen|replacing the tv|renewing the office laptops] and [like yours|thinking of {brand}|\
yours is top of the list]
send me [the link to buy|a payment link|the price list|your bank details and I'll pay]
[table|room|booking] for [two|four|six] [on Saturday|on the 14th|tonight] under {name} please
[count me in for|put my name down for|signing up for] [the course|the pre-order|the waiting list|the trip|the offer]
[signing|we sign|I'm signing] the [mortgage|contract|policy] with [you|{brand}] [tomorrow|on Monday]
[comparing|we're comparing|I'm comparing] [prices|quotes|plans] [to decide this week|and yours looks best|before signing up]
[looking for|we need|I need] [a plan with lots of data|a freelancer account|a hotel with a pool for August|a CRM for {n} people|\
travel insurance|a gift for my boyfriend|a sofa bed], [what have you got|what can you offer|open to offers|any deals]
I've got [my card ready|the money ready|a full basket] [for {product}|, just need to hit pay|]
we [want|would like] to [move over to you|switch to {brand}|get your fibre] [{when}|because you offer more for less|]
[tried|I've tried|finished] the [free version|trial|demo] and [going to pay for the full one|want the paid one|subscribing|buying it]
[my wife|my husband|my son|my boss] wants [one too|{product}], [so I'll buy it|so we're going to get it|ordering it {when}]
[when|as soon as] it [comes out|drops in price|is restocked|gets to {city}] [I'm buying it|I'll get one|it's mine|I'm there]
[can't resist|that's it|decided]: [I'm buying it|getting {product}|going to order it|it's mine today]
I'd like to [apply for a card|apply for a loan|get a mortgage|see a demo|arrange a sales visit|pre-order one]
we [want|need] to [upgrade the plan|move up to pro|add more users|get more storage|get more data]
[interested|very interested|I'm interested], [send price|send me details|message me|how do I pay]
[a couple of|two|three] [boxes|units|kilos|tickets] for me[| please|, paying today]
soon I'll have {product}, [nearly paid for|ordering tomorrow|going to get it]
I think I'm going to [buy|get|order|go for|spring for] {product}
[got my eye on|been after|been eyeing up] {product}[| and buying it this month| and it's time| for months]
I want to [give|gift|get] [{product}|a gift card|a hotel night|a pass] [to|for] [my mum|my partner|a friend]
I'd like to [hire|rent] [a car|a van|a flat|a meeting room] [for the weekend|in {city}|{when}]
[ready to|about to|itching to] [place an order|pull the trigger|switch to you|upgrade|commit to the annual plan]
[pre-ordering|pre-ordered in my head already, buying|first in line for] {product}
[take|I'll have|I'll go for] the [blue one|large|annual plan|family room], [please|where do I pay|send it over]
""",
    "bq": """
what's [the monthly cost|the monthly fee|the monthly price|the rate|the annual price|the going rate] [of|for] {product}?
how much is [a night|a month|a kilo|a licence|a year|a session][| with breakfast| for two|]?
is [it|this|the offer] still [available|on|for sale|in stock]?
[can|could] you [hold one for me|put one aside|post it to {city}|do it for {money}]?
how much would [it be to switch with two lines|it cost to insure my car|delivery to {city} be|an extra user cost|one more night be|\
the yearly plan be]?
do you [take|accept] [card|cash|paypal|bank transfer|payment in three] [if I buy {product}|for {product}|when I order online]?
is there [a waiting list|a pre-order|a deposit] for {product}?
which [plan|account|room|model|size] [should I go for|suits a family of four|would you suggest if I work from home|do I order]?
[how|where] do I [place an order|sign up|subscribe|hire you|pay the deposit|open an account]?
what do you [sell|do|charge for] [{product}|a kilo|a dozen|a night] [for|in {city}|at weekends]?
do you have [{product}|this one] in [black|size 40|the {city} shop|the sale]? [I'll buy it|I'd take it|Would come today|]
""",
    "l": """
I have an appointment [on Monday|tomorrow] to [close the account|drop the line|hand back the router]
[this|next] month is [the last you get from me|my last|the last one I pay]
you'll find me [at your competitor|with another network], [I'm off|I'm not staying here]
I've decided [not to continue|to stop using your services|to change bank|to quit the gym|to drop {brand}|not to carry on]
I [am no longer|won't be|refuse to be] a [customer|member|user|subscriber] [of yours|of {brand}|any more]
[card|contract|subscription|membership] [cancelled|cut up|terminated][|, feels great|. Goodbye| after {n} years]
[opting out of|pulling out of|quitting|leaving] [the gym|the platform|the plan|{brand}][| for good| this week]
give me my deposit back, I'm [leaving|ending the service|closing the contract]
[migrating|moving|porting] [our data|everything|the lines|our mail] to [another tool|{rival}|something else]
[going back|I'm going back|returning] to [my old network|my old bank|the old app|the competition]
[last|my last] [day|month|year|order] with [you|{brand}]
[process|sort|action] my [cancellation|transfer|closure] [now|as soon as possible|today] please
don't count on [me|us] [next year|renewing|ever again|as a customer]
only waiting for [the contract to end|payday|the minimum term] to [leave|switch|cancel|get out]
[the whole family|my mum too|everyone in the office] [is switching|is leaving|is moving] [to {rival}|this month|network]
[left|dumped|dropped] {brand} [yesterday|last week] and [not going back|never looking back|never returning]
[another bank will have my money|another shop gets my money now|taking my custom elsewhere|voting with my feet]
my next [purchase|booking|line] will be [somewhere else|with someone else|from a competitor]
selling all my {brand} gear and [changing brand|moving to another brand|not coming back]
[uninstalled|deleted|off my phone|removed|in the bin][|, next| and not installing it again|. There are better ones]
[time to|it's time to] [move on from|say goodbye to|leave|switch from|cancel] {brand}
[won't|we won't|I won't] be [staying|renewing|extending|signing again][| with you| after this| next year]
[jumping ship|pulling the plug|cutting ties|parting ways|calling it quits][| with {brand}| next month| this week]
""",
    "i": """
you could [open later|close later|open on Saturdays|have more tills|turn the music down|serve breakfast longer] [at weekends|in summer|]
give us [a dark theme|dark mode|more colours|the option to {todo}|{feature}], [my eyes hurt|now|please|and we'll love you forever]
[I'd|if I were you I'd] [put in|add|remove|include] {feature}, [it's tedious without it|it'd gain a lot|it's handier]
[it would be good if|might be worth it if|it wouldn't hurt if] [the machine gave small notes|you gave more notice|there was more staff|\
the site saved my details|another till opened]
[all I ask for|all I want|the one thing I want] is [{feature}|to be able to {todo}]
[one thing that|something that] would [help|improve it|make the app nicer]: [{feature}|being able to {todo}|a warning before you charge]
how [useful|handy|nice|cool] would [{feature} be|it be to {todo}|a message when the order arrives be]
[a text|a message|an alert|an email] [when the network is down|before every charge|when it's back in stock|\
when the parcel arrives] would [be great|help a lot|be handy|be appreciated]
[let|allow] [us|people|customers] [to |][choose the colour|hide the ads|change the order|pay in two goes|{todo}][| in the app|, please]
[do|make|start|create|organise] [a gluten free range|a customers club|workshops for kids|a plan for couples|an app for older people|\
a loyalty card][| please|, we'd love it]
[turn down the music a bit|raise the photo limit|drop the ad at the start|make the icons bigger|extend the returns window|\
serve breakfast later], [please|I beg you|it'd be perfect|would be appreciated]
[you could|you should|they could|they should] [give more notice|let us pick the room|change the card design|translate the site|\
open on Sundays|play quieter music|offer instalments|lower the minimum order|explain the plans better|save the basket]
I'd be [so happy|delighted|over the moon] [to see {feature}|if I could {todo}|if you made {feature}|if you opened in {city}]
there [has to be|must be|ought to be|really should be] [{feature}|a way to {todo}|a help button|an easy mode]
if I could [ask for one thing|have one wish|improve one thing] [it'd be {feature}|I'd ask to {todo}]
instead of [calling|paper|an email|passwords], [you could use the app|a QR code would be better|a text would do|use fingerprints]
[ideally|in an ideal world] [there'd be {feature}|we could {todo}|it would save by itself|it would warn you first]
it would [gain|improve] so much with {feature}
[request|plea|wish] for [the next one|the developers|the team|2027]: [{feature}|let us {todo}]
there's no [{feature}|option to {todo}], [you should add it|it'd be useful|please add it|and we need it]
[take note|write this down|free idea]: {feature}[|, you're welcome|, it'd sell itself]
[we want|everyone wants|crying out for|dying for|hoping for] [{feature}|a way to {todo}|more workshops|another shop in {city}]
[think of|remember|spare a thought for] [left handed people|those of us who don't see well|cyclists|freelancers|\
people with allergies]: {feature}
[a small thing|just a detail|as a suggestion|constructive feedback|minor suggestion|feedback]: [{feature}|I'd add {feature}|let us {todo}|\
put a hook in the bathroom|show the measurements]
I [think|believe|feel] [you|they|you guys] [should|could|ought to] [add|offer|have|include] {feature}
{feature}, [please|pretty please|I'm begging|it's about time|we need it|that would be amazing]
[would be even better|it'd be better|would be perfect|could be improved] with {feature}
[make|makes sense to make] [the text bigger|the button easier to find|it work offline|the basket remember things|the plan shareable|\
returns simpler]
[consider|please consider|you might want to consider] [adding {feature}|letting us {todo}|opening earlier|a smaller size]
[can't wait for|looking forward to|waiting for] the day you add {feature}
""",
    "q": """
[I want|I need] to {act}, [what documents do I need|what do I need to bring|where do I start|what do I do][|?]
[what|which] [documents|papers] do I need to {act}[|?]
[hey|sorry|excuse me|one thing], [where is the shop|how long is the offer on|until when is it|how do I get there|which floor is it][|?]
do you [accept|take|allow] [dogs|cards|returns without a receipt|bookings by phone|groups]?
what [do I do|happens|should I do] if [I lose my card|I get the wrong size|I'm not home when it comes|I change phones|I forgot my password]?
is [the new place open yet|5G live in {city}|it usable with the watch|there a release date]?
how many [days|instalments|metres|miles] [is delivery|can I pay in|is it to the beach|to the airport]?
is it [true|right|normal] that [you close in August|hours are changing|I need a new sim|it takes three days|it asks for a new PIN]?
[has anyone|anyone|did anybody] [tried|used|tested|figured out] [the new bill|flight mode|the new plan|this feature][| yet]?
[silly question|dumb question|maybe a silly one|newbie here], [can {thing} be washed|is the price per person|does it work for two phones|\
does that include VAT][|?]
[I need to know|I'd like to know|trying to find out|could do with knowing] [what {info} is|what time you close|if my order has left|\
when it arrives|if there is parking|how to {act}]
how far in advance [should I book|do I have to ask|can I change it]?
does the [warranty|insurance|plan|ticket] [cover breakages|include kids|include calls abroad|include breakfast|last a second year]?
[guys|people|anyone here], [how does the appointment thing work|how is {product}|what time do they open|does it work well on mobile][|?]
[confused about|unsure about|what's the deal with|any info on] [{info}|the two plans|the new bill|checkout times][|?]
""",
    "": """
[staff|cook|driver|shop assistant|people] wanted, [send your CV|leave your CV|message us]
the hotel is {n} [minutes on foot|stops|miles] from [the station|the beach|the centre|the fair]
I have [a box|a bag|a suitcase] [in the car|at reception|under the bed]
[the bank|{staff}|my sister] [called me|rang] [to confirm the appointment|about the appointment|and we're meeting on Monday]
[at Christmas|for my birthday|last year] I [got|was given|won] [a phone|a tablet|a watch|a book]
[the council|parliament|the board] [will debate|will discuss|approved] [the taxi problem|the water rates|the jobs plan|the bridge repairs]
[the two companies|both firms|the banks] will [sign|close|announce] the [deal|agreement|merger] [in autumn|next year|on Friday]
are [the two teams|they] still [in the hotel|on the road]
last night I [had dinner|slept|ate|had lunch] at [the hotel|the restaurant|my aunt's] [on the square|with friends|in {city}]
[the parcel|the order] [leaves today|is out for delivery|comes between 10 and 12|is being picked up by my neighbour]
[the bank|the shop|the office] [closes on bank holidays|is on the corner|is moving to another street|has {n} employees|\
opens Monday to Friday]
[I live|we live|my brother lives] [near|above|next to|opposite|behind] [the shop|the station|a supermarket|the {brand} office|a bank]
my [phone|laptop|tv] is [a 2020 model|a {brand}|black|from work]
[I'll stop by|stopping by] [the till|the shop|reception] [at {n}|and let you know|to leave the keys]
[reading|I'm reading] [the instructions|the contract|an article about {brand}|the small print]
according to [the site|the email|the press], [the office opens in autumn|the rate changes in January|the event is on Saturday]
[meeting|appointment|interview|lunch] with [the bank|the supplier|{brand}|my accountant] [at {n}|on Tuesday|in {city}]
[the app|the site|the program] [is {n} megabytes|is on my son's phone|came out in 2018|has a Mac version]
[my son|my sister|my neighbour] [studies in {city}|works as a waiter|has a dog|is on placement at a bank]
[I paid|I pay|paid] [by card|in cash|half each with my brother|the May fee]
[the bill|the receipt] [comes on the {n}th|is in my dad's name|is from March|is in a folder]
[this week|this month|today] [we do stock taking|is a holiday|I work from home|I'm on the late shift|my mother in law visits]
[{n} people|some {n} thousand people] [work at {brand}|attended the fair|visited the museum]
[as|what] [the minister said|I was saying yesterday|the article explains]
[weather|temperature] in {city}: [rain|sun|{n} degrees]
[photo|video|pictures] [of the new shop|of the hotel|from yesterday|from the room]
[remember|don't forget] [tomorrow is a holiday|to change the clocks|to bring your card|we close at {n}]
[finally|at last] [Friday|summer|home|done with exams]
[meeting {name}|I'm meeting {name}|we meet] [at the bank door|at the hotel|outside the shop] at {n}
[sending|here's|I'm sending] [the location|the article link|the receipt|the screenshot|my number]
[people|everybody|many] [queue|cycle|shop online|pay by phone] [here|these days|in {city}]
my [bank|network|insurer|hotel] is {brand}
[yes|no|sure|well], [I saw it yesterday|it's the same one|I have it|the usual one|it was in March|{name} called me]
[we stayed|I stayed|staying] [two nights|a week] in [{city}|a hotel in the centre|the coast]
[we need|they need|she needs] [a quote from the mayor|a statement|a picture|to leave at {n}|two more players|a bigger table for the party]
[he|she|my friend] [switched|moved|left|quit] [jobs|to {city}|the band|his job|school] [last year|in May|]
the [hotel|shop|bank|app] is [{n} years old|on the second floor|in the old town|part of {brand}|by the river]
""",
    "l~c": """
[I've had it|enough|that's enough], [bye|I'm off|I'm going elsewhere|see ya]
[for this|with this treatment|at this price] I'd [rather go to {rival}|sooner switch|be off]
[let someone else put up with you|someone else can pay for this], I'm [leaving|out|off to {rival}]
either [you lower the fee|you fix it|I get a solution] or [I'm gone|I cancel|I switch provider|I leave]
[tempted|so tempted|very tempted] to [go to {rival}|switch|cancel|jump ship|pull the plug]
[{rival}] [offers|gives me|charges] [the same for half|more data for less|better service], [so I'm off|switching now|bye]
[cut off|stop] [the service|the line|the payments], [I don't want it any more|not carrying on|I'm cancelling]
not [one|another] [euro|penny|cent|dollar] [more from me|goes to you], [cancelling|I'm out|I'm leaving]
""",
}
