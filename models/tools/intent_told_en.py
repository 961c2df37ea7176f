"""English messages for intent_sentences.py that tell what happened and leave it to the reader what the author wants."""

GROUPS = {
    "c": """
[went|popped in|drove over] to [collect|pick up|exchange] [my order|my glasses|the dress|\
the repaired phone] and [they knew nothing about it|it wasn't ready|they'd lost it|was told to come back another day]
[I was told|they swore|they sold me on it saying] [there was no small print|the first year was free|it was under warranty|\
I could cancel any time] and [now it turns out not|then the bill arrives|it turns out I owe {money}|that was a lie]
the [heating|boiler|hallway light|fridge] [went off|came on|kept going] [by itself|every night|at dawn] and [we froze|nobody came to look|\
reception shrugged]
[I send|I write|sent] [emails|messages|complaints] and [a robot answers|get the same template back|it's like talking to a wall]
[had to|we had to] [pay for a cab|walk back|eat from a vending machine|buy another charger|\
sleep on the sofa] because [the shuttle never showed|nobody was at the desk|the kitchen was shut|theirs was dead]
the [card|statement|contract|refund] was [meant|supposed] to [arrive|be here] on [the 3rd|Monday|Friday] and [it's the 20th|\
today is Thursday|I still haven't seen it]
the [salesman|rep|advert|catalogue] said it was [leather|new|waterproof|compatible] and [it's plastic|it came used|a few drops killed it|\
it fits nothing]
[opening|saving|uploading|printing] a [file|video|report] takes [a lifetime|longer than cooking dinner|a century|ten minutes by the clock]
in the [evenings|afternoons|mornings] the [network|connection|wifi] [drops so low|gets so slow|is so weak] that [I can't work|\
the video call dies|email won't even load]
[two months|a year|half a year] paying for [an insurance|a line|a service|a channel] [I never asked for|nobody explained|\
I don't use or want|I never signed]
[there went|lost] [my afternoon|my day off|the morning] [waiting|in a queue|on the phone] [only to be told to come back tomorrow|\
for nothing|because the system was down]
the [report|bill|statement|quote] [comes out blank|has the names mixed up|doesn't add up|shows duplicate amounts]
[left me|they left us|left my mum] [without a line|without a card|out of pocket|without our deposit] [mid trip|on holiday|\
on a bank holiday] [with no explanation|and nobody picks up|]
when I [opened|unpacked|assembled] [the box|the unit|the parcel] [parts were missing|it was wet|it smelled of burning|\
there was something else inside]
[with the old app|with the old menu|at the old branch] it [took a minute|was all easier|worked], [now you can't find a thing|\
now it's torture|now not even that]
they [raised|upped|doubled] my [fee|bill|premium] and [not even a letter|I find out from my bank|the service got worse too]
we asked for [a quiet room|a double bed|a cot|a view] and [got one by the disco|were given two singles|there wasn't one|\
it faced the kitchen yard]
the [bedspread|floor|glass|bathtub|tablecloth] [was sticky|had burn marks|had leftovers on it|had lipstick marks]
the [door|window|blind] [wouldn't close|didn't fit|was stuck] and [the cold got in|the light came in|you heard the street]
they [ask|keep asking] for [the same document|the same photo|my ID] for the [third|fifth|fourth] time
[every agent|each one|every clerk] [tells|gives] me a different [story|answer] and [I'm without my money|the problem is still there|\
it's been {span}]
they closed my [complaint|ticket|case] without [calling me|fixing a thing|even looking]
[tried|I tried|went] to [pay|return it|exchange it|use my voucher] and [they wouldn't let me|the till refused it|got a dirty look|\
got an error]
[three|four|two] [washes|uses|months|weeks] and [it's bobbling|it won't charge|it's fit for the bin|it's coming apart]
[nobody|no one] [warned us|told me|mentioned] [about the building work|the pool was shut|breakfast was extra|there was a strike|\
about the cut]
my [kid|son|gran] [went without a present|cried|got ill] [because the order never came|from the food|because of your delay]
I get [calls|texts|emails] [selling me stuff|at dinner time] though [I asked not to|I unsubscribed|I said no a thousand times]
the [balance|account|total] doesn't match [what I spent|my receipts|what the app says] and [nobody looks into it|\
I've been chasing for days|they say it's normal]
""",
    "p": """
I [forgot|left|lost] [my charger|a book|my jacket|my daughter's teddy] in [the hotel|the shop|our room] and [they sent it for free|\
they kept it for me|they rang me to give it back]
[went in|walked in|arrived] [nervous|with a huge mess|clueless|angry] and [came out with it all sorted|left smiling|\
they explained it beautifully|came out relieved]
my [dad|mum|gran|mother in law] [who is eighty|who knows nothing about phones] [manages the app alone|came home delighted|\
was treated like a queen|says nobody ever looked after her like that]
I've had [{thing}|the same router|the same washing machine|an account with you] for [years|ten years|half my life] and [never a fault|\
like day one|no regrets|I'm staying]
since I [use|got|installed] [the software|the app|{thing}] [I finish early|it takes half the time|the books balance themselves|\
I have my evenings back|I get everything done]
[what a nice touch|such a nice touch|lovely touch], [the chocolates|the handwritten note|the call to check all was well|\
the gift for the kids|remembering my name]
not [one cut|one drop|one fault|a single wait] [all year|in months|since it went in|even in a storm]
[ordered it|ordered] [on Monday|last night|yesterday] and [I have it today|it was here this morning|wearing it twelve hours later]
they [refunded me|replaced the part|gave me a new one|paid the difference] [no questions asked|next day|before I even asked|with a smile]
[my kids|the little ones|my husband] [ask when we're going back|wouldn't leave the pool|had thirds at the buffet]
[{name}|the engineer|the girl at the till|my adviser] [stayed late to help me|called until it worked|came on a Sunday|\
had all the kindness in the world]
[slept|we slept] [so well|like at home|like a log], [total silence|sheets smelling fresh|didn't want to leave]
[I had my doubts|I was scared|didn't trust it] and [I was wrong|what a surprise|now I'm a fan|couldn't be happier]
[I've recommended it|I tell|been telling] [to the whole office|my neighbours|all my friends] [about it|about you|]
[rarely|few companies|few places] [treat you like this|keep their word like this|have I seen such kindness|answer so fast]
[expected|thought it'd be] [a hassle|worse|the usual] and [it was done in five minutes|it was so easy|it all went smoothly]
[raising a glass|here's|a round of applause|a hug] to [{staff}|whoever thought of this|the night team|the cook]
you can [see|feel|tell] [the care|that they listen|they care about customers|the new owners are making it better]
the [bigger font|new button|new search|new menu], [what a relief|great idea|so much better|good thinking]
[still|we still] [dream of|remember|talk about] [that breakfast|those views|Saturday's dinner|how you treated us]
[three|five|four] [dresses|orders|trips|years] and [all perfect|not one complaint|always flawless|better every time]
finally [a clear bill|signal in the village|someone who doesn't read from a script|a bank that gets me]
[once again|yet again|again] [you saved me|support to the rescue|a top service|you delivered]
""",
    "b": """
my [daughter|nephew|granddaughter|partner] [has a birthday|is graduating|starts uni] and [we're getting|I want to get|\
we'll be buying] [a laptop|the tablet|the bike in your window|{product}]
we're [getting married|celebrating our golden wedding|holding a conference] in [May|autumn|June] and [want to block|need|\
are going to book] [{n} rooms|the function room|a menu for {n}]
[after the demo|seen the demo|tried it], [my boss gave the ok|we're taking the team plan|we're going ahead with {n} seats|we want to sign]
my [current provider|network|bank] [overcharges me|is hopeless|doesn't listen] and [I want to try you|I want to join you|\
I'm here to sign up|I'd like an account with you]
[just saw|saw|I've seen] [the coat|the lamp|that watch|the phone] [on your site|in the window|in the ad] and [I'm going for it tomorrow|\
I want it|I'll wear it home|I'm ordering it]
tell me [when I can come in to sign|how to pay|where to pay the deposit|who to send my details to] [to open the account|for the mortgage|\
so I can have it|and I'll join]
[we're moving|moving|I'm moving] [in September|next month|to {city}] and [need broadband put in|want our power from you|\
need a mattress and a sofa|want you to install internet]
I've [got|saved|put by] [{money}|a voucher|my bonus] and [it's going on|I'm spending it on|it'll buy me] {product}
my [washing machine|phone|printer] [broke|died|gave up] and [I need another now|buying one today|need a new one, what have you got]
the [trial|free month|test period] [ends tomorrow|is up] and [I'm keeping the paid plan|I'll subscribe|here's my card]
we're [growing|opening another office] and [need|want] [{n} more lines|{n} more seats|a bigger plan|{n} computers]
[with the promotion|with my tax refund|with the bonus] I'm [getting|treating myself to|going for] {product}
[keep|hold|put aside] [the size 8|the one in the window|a table|two places] for me, [coming to pay|I'll be in|picking it up] [{when}|]
[done the maths|looked at loads|compared everything] and [I'm going with you|signing with yours|yours wins, buying it]
""",
    "bq": """
what [works out|would work out|is] [cheapest|best|better value], [two lines or three|monthly or yearly|the suite or two doubles]?
[can I|could I|may I] [leave a deposit|have it held|pay in three|order by phone|take it home today] [and collect on Saturday|\
so nobody takes it|if I buy it]?
for [a family of five|two mobiles and broadband|a freelancer|a group of {n}] [what's your price|what do you have|how much would it be|\
what can you offer]?
can you send [someone to measure|a rep|the loan terms|the catalogue], [I want to redo the kitchen|I've made up my mind|we're going to buy]?
""",
    "l": """
[told|I've told|let] [my adviser|the branch|your rep] [I'll be elsewhere from January|I'm taking my direct debits away|I'm not carrying on|\
to find another customer]
[got|we got|I had] [a better offer|a better price|an offer] from [someone else|the place opposite|\
another network] so [this is the last month|this is where it ends|I won't continue|I'm changing]
[backing up|exporting|downloading|moving out] [everything|my data|the clients|the photos] to [go to another tool|take it elsewhere|\
start with another program]
from [Monday|tomorrow|the 1st] [my number is on another network|I bank elsewhere|I invoice with another program|\
I'll be staying at another hotel]
my next [orders|nights|top ups|pay cheques] [go to|will be with|are for] [someone else|another shop|another bank|the shop across the road]
[scissors to|I've cut up|cutting up] the card and [moving on|it's over|don't want it back]
the [router|box|modem] is [packed up|going back tomorrow|on its way back], [I've gone with someone else|see you|changing home and provider]
[all my life|twenty years|since I was a kid] [with you|at this bank|shopping here] and [today I'm leaving|no more|I go with sadness]
[not worth it|no use to me any more|I hardly use it|don't get my money's worth], [cancelling it|I'll end it|stop charging me|not renewing]
I've [removed|stopped|switched off] [the direct debit|the autopay|auto renewal] [and I'm not coming back|so it won't go on|\
because I'm quitting]
[spoke to|called|meeting] [another insurer|another bank|your rivals] and [I sign on Friday|switching next month|it's almost done]
can someone [process|confirm|handle] the [cancellation|closure|termination] I [asked for {span} ago|requested|keep asking for]
[my parents|the neighbours|my friends] already [left|switched] and [I'm next|it's my turn now|I'm following]
""",
    "lq": """
how [many days|much|long] notice [do I give|do I have to give|is needed] [not to renew|if I don't want to carry on|to leave|if I want out]?
[do you charge|is there a penalty|does anything happen|do I lose anything] if [I end the contract|I leave within the year|I don't renew|\
I close the account|I return the router]?
how do I [take|get|export] [my data|my money|my number] [to leave|if I close the account|to another company]?
""",
    "q": """
[hi, |]wanted to [know|ask|check] [if|whether] [you take people without an appointment|you do photocopies|you close in August|a pram fits|\
the pool is heated|there's parking]
if [I arrive late|I arrive at dawn|I come with two kids|I lose the receipt], [is there someone at the desk|do I have to tell you|\
can I still return it|do I need to book a cot][|?]
[don't know|not clear|can't tell] [if|whether] [the discount is included|I have to print the booking|the code goes before or after|\
I need an appointment|a photo of my ID will do]
[please |]tell me [which documents to bring|what papers you ask for|which cable I need|what to do with the old card|which bus goes there]
does a [rucksack|guitar|scooter|dog] [count as luggage|go on board|pay extra|come in]?
[is|are] [the data|the backups|the photos] [kept in Europe|kept on the phone|deleted if I change plan|kept forever]?
[I'd like|would like|need] to [understand|have explained|clear up] [how the fee is worked out|what that charge is|\
the difference between the two policies|how the points work]
[where|which way] is [the ground floor toilet|the lift|the car park|the left luggage][|?]
do we [bring towels|sign anything|tell you first|print the ticket] [or not|or doesn't it matter|or do you provide it][|?]
[does anyone else|do you guys] get [a code at login|asked for the password twice|the cookie notice] [or is that normal|or is it just me][|?]
""",
    "i": """
[when you|if you|anyone who] [delete something by mistake|travel a lot|get paid weekly|\
share a flat], [it'd be good to be able to recover it|{feature} would help|an undo button would be a blessing|you could offer {feature}]
[put|place|install] a [bench|sunshade|mirror|fountain|coat rack|socket] [by the door|at the stop|in the fitting room|in the yard|\
at the entrance|at every table] [for those of us who wait|for older people|, it'd be appreciated|]
for [early risers|left handers|big families|home workers|older people], [breakfast at six|a bigger font|their own plan|a room with desks|\
{feature}] would be [heaven|ideal|a gift|perfect]
if the [receipt|bill|notice|letter] [came by email|was in the app|was digital|came by text] [you'd save paper|it'd be easier|\
everyone would win]
it would [do me a world of good|help me a lot|save me hours|be a massive favour] to [split costs by project|{todo}|have {feature}|\
have a weekly view]
I'd give the [app|site|card|bill|menu] [a bigger font|a search box|some colour|photos|{feature}]
the [perfect thing|cherry on top|icing on the cake] would be [choosing the engineer|{feature}|being able to {todo}|a warning an hour before]
[I picture|dreaming of|I imagine] [an app that warns you|being able to {todo}|a branch open in the afternoon|{feature}]
[can't believe there isn't|how is there no|it's 2026 and still no] [{feature}|way to {todo}], [add it|it should be basic|put it in]
now that you're [refurbishing|changing the app|opening in {city}|doing work], [think of {feature}|it's a good time for {feature}|\
put in {feature}|include a ramp]
with [{feature}|a simple alert|two more tables|an express till] [you'd win customers|you'd make us happy|it would all run better|\
there'd be no queues]
[now all it takes is|only thing left is|all that's missing is|waiting for] [{feature}|you to open on Sundays|a way to {todo}]
[I encourage you to|I invite you to|have a think about] [put in {feature}|offer {feature}|let us {todo}]
""",
    "iq": """
have you [thought about|considered|looked into] [{feature}|a weekend plan|opening at night|a family discount]?
""",
    "pc": """
[breathtaking views|delicious food|beautiful app|lovely salesman|gorgeous fabric], [pity about|shame about|but oh] the [mattress|cleaning|\
speed|delivery|wifi]
[worth it|saved] by [the location|{name}'s kindness|the price], [because|as] [the room was tired|{thing} fails a lot|\
the rest leaves a lot to be desired]
""",
    "": """
[we arrived|landed|we left] at {n} and [by four we were on the beach|had dinner at the hotel|went straight to the office]
[my bank|the shop|the hotel|your office] is [opposite the chemist|next to the cinema|on the same street as my house|two blocks away]
[I have to|need to|going to] [go to the shop for the keys|stop at the bank to sign a form|pick my son up at the hotel|\
take the car to the garage]
[on Thursday|in March|this autumn] they [present|release|launch] [the new phone|version {n}|the series|the electric model] [in {city}|]
this month I've [used {n} gigs|had {n} orders|had three trips|worked from the hotel]
[the company laptop|my car|the school tablet] [comes with|has] [that software|that app|the browser] [built in|]
[my sister|my boss|my neighbour] has [moved|changed] [flat|office|city] and [lives near the hotel|is in {city} now|works at a bank]
[the weekly shop|the tax return|dinner] is done by my [husband|accountant|brother]
the [group|chain|brand|company] [will open {n} shops|will hire {n} people|turns fifty|is considering a merger|\
will launch a service] [this year|in {city}|]
I left [my case in storage|the keys in the letterbox|the laptop at the office|the receipt on the table] and [I'll get it later|\
I'll be back|my brother will collect it]
[we work|I work|we deal] with [two banks|three suppliers|that company|several shops]
[today|tomorrow] [they close early|they open late|there's no class|there's a market] because of [the festival|the match|the roadworks|\
the holiday]
[computers|the cafe|fitting rooms|the meeting room] [are|is] on the [second|first] floor
my [bill|pay|statement] [always|] comes on the [fifth|first|{n}th]
[I signed|we signed] the [contract|papers|deed] [in 2019|yesterday|at the solicitor's|at the {city} branch]
my [number|line|account] [ends in {n}|is pay as you go|is in my mum's name|was opened when I was a child]
[saw|I saw|I read] [the ad|the offer|the news|the window display] [on the tube|yesterday|in the paper|walking past]
[my boss|my colleague|the director] [is away|does the accounts|gave a talk|prefers morning meetings]
the [demo|course|workshop|tour] [is on Tuesday|lasts an hour|was yesterday|starts at {n}]
[grandad|my aunt|the boy] [turns {n}|graduates in June|starts school|gets married in May]
we're [on the third floor|in a double|near the station] [from the 3rd to the 7th|for two nights|]
I've [downloaded|got] [the file|the app|the map|the manual] [on my phone|this morning|]
[in my village|on my street|around here] there [are three phone shops|is a cash machine|are two hotels|has been fibre since 2020]
[they asked me|someone asked me] [if I know the brand|about the shop|which bank I use] and [I said yes|I gave them the address|\
I didn't know what to say]
""",
}
