"""Sentences for intent_sentences.py that are easily misread: irony, slang, denials, idioms, wishes that are praise or anger."""

SPANISH = {
    "c": """
[qué bien|qué maravilla|qué ilusión|estupendo|genial|fantástico|perfecto], [otra hora esperando|otra vez al teléfono|otro lunes sin wifi|\
tres horas de cola|otro cargo sorpresa|se volvió a caer]
[gracias|muchas gracias|mil gracias] por [nada|dejarme colgad@|las dos horas de espera|la factura sorpresa|hacerme madrugar para nada|\
perder mi maleta]
[felicidades|enhorabuena|un aplauso|bravo|olé], [lo habéis roto|habéis batido el récord de espera|peor imposible|otra avería más|ya ni abre]
[menuda|vaya|qué] [castaña|mierda|patata|birria|porquería|chufa|cagada|bazofia|filfa] [de app|de servicio|de cobertura|de hotel|de móvil|]
[vaya tela|manda narices|manda huevos|hay que joderse|tiene cojones|es de traca|no tiene nombre|clama al cielo|\
es para llorar] [con {brand}|lo de {thing}|con el servicio|]
[la atención brilla por su ausencia|de atención al cliente solo tienen el nombre|el servicio técnico ni está ni se le espera|\
ni están ni se les espera]
deberíais [avergonzaros|pedir perdón|cerrar|devolver el dinero a todos|sentir vergüenza|aprender a tratar a la gente]
deberían [darles vergüenza|multarlos|cerrarles el chiringuito|pedir disculpas|devolverme lo pagado|despedir a quien hizo esta app]
ojalá [funcionara|cogieran el teléfono|respondieran alguna vez|no os hubiera conocido|nunca hubiera firmado|cierren]
[sería mucho pedir|estaría bien|sería un detalle|molaría] que [funcionara|cogierais el teléfono|me devolvierais mi dinero|\
no me cobrarais dos veces|algún día llegara mi pedido]
[una joya|una maravilla|un lujo|un cinco estrellas], [si te gustan las cucarachas|si te gusta esperar|lo que se dice una joya rota|\
pero para salir corriendo]
[súper|tan] rápid@ que [todavía estoy esperando|llegó un mes tarde|me han salido canas|me dio tiempo a jubilarme]
[cinco estrellas|diez puntos|matrícula de honor] [en mentir|en hacer esperar|en cobrar de más|a la incompetencia]
[me encanta|adoro|qué placer] [que me cuelguen|pagar por nada|esperar de pie|que me cobren dos veces|hablar con un robot|\
cuando se cae en pleno partido]
[el mejor chiste|lo más gracioso|de risa|de chiste|para mear y no echar gota]: [{thing}|vuestra garantía|el servicio técnico|\
el plazo de entrega]
no [todo|siempre] [es malo|está mal], pero [casi|esto sí|{thing} es penoso]
[esperaba más|podría ser mejor|no es para tanto|mejorable|regulero|tirando a mal|cumple por los pelos]
[ni gratis|ni regalado|ni borracho|ni a mi peor enemigo] [lo quiero|vuelvo|se lo recomiendo|lo uso]
no [les|le|os] [importa|preocupa] [nada|un pimiento|un bledo|lo más mínimo] [el cliente|la gente|arreglarlo]
no [es bueno|me gusta|funciona bien|vale nada|tiene ni pies ni cabeza|mola nada]
""",
    "p": """
[de puta madre|de coña|de muerte|de lujo|cojonud@|la hostia|la caña|la leche|una pasada|brutal|bestial|del copón|de escándalo|canela fina|\
un puntazo]
{thing} [es la hostia|es la caña|está de muerte|está que lo flipas|es una bestia|mola mazo|está brutal|es una locura de bueno|\
va de puta madre|lo peta]
[lo|la] [odio|aborrezco]: [no puedo parar de usarl@|me engancha demasiado|es tan buen@ que no duermo]
[me cago en|joder|hostia|coño|madre mía|ostras|la virgen], [qué bueno está|qué bien funciona|qué rápido|vaya maravilla|\
qué servicio más bueno|cómo mola]
[no tengo|sin|cero|ninguna|ni una] [queja|quejas|pega|pegas|problema|problemas|reclamación|fallo|fallos]
[no le pongo|no puedo ponerle|no se le puede poner|imposible ponerle] [ni un pero|ninguna pega|una sola falta|peros]
[nunca|jamás] [me ha dado|me dio|he tenido] [un problema|guerra|un fallo|ni un susto]
[nada que objetar|nada que reprochar|nada malo que decir|no me puedo quejar|no me quejo|nada de qué quejarme|poco que mejorar]
no [está|estuvo|es] [nada mal|mal|mala] [{thing}|el hotel|para el precio|la app|el sitio|la oferta]
no [decepciona|defrauda|falla|tiene desperdicio|tiene precio|puede ser mejor|hay nada mejor|la cambio por nada]
[ojalá|ya quisiera que] [todos fueran así|todas las empresas fueran como vosotros|hubiera más gente así|todos atendieran igual|\
no cambiéis nunca]
deberían [daros un premio|subirle el sueldo a {name}|poneros un monumento|copiaros los demás|aprender de vosotros las demás]
[deberíais|tendríais que] [estar orgullosos|recibir un premio|dar clases al resto]
[habría que|hay que] [clonar a {name}|hacerle un monumento a {staff}|felicitar a {staff}|darles un premio]
[qué|muy|una] buena idea [{feature}|lo de {feature}|la del chat|abrir los domingos]
[qué problema ni qué problema|de problemas nada|problema resuelto], [todo perfecto|va genial|una maravilla]
[pensé|creí|temí] que [sería una estafa|no llegaría|iba a ser un desastre|se rompería] y [es una maravilla|llegó perfecto|\
todo lo contrario|va genial]
[estoy|me tiene] [enganchad@|viciad@|loc@ con|enamorad@ de] {thing}
[mataría|doy un riñón|vendería mi alma] por [este café|esta tarta|otra noche en ese hotel|vuestra tortilla]
[me muero|muero] de [gusto con|amor por] {thing}
[peligro|cuidado|aviso]: [crea adicción|te vas a enganchar|querrás volver|no podrás parar]
no [esperaba|pensé] que [fuera tan buen@|funcionara tan bien|me gustara tanto|contestaran tan rápido]
""",
    "": """
[ni idea|no tengo ni idea|qué idea|mala idea lo de salir hoy|la idea es vernos a las {n}]
[una queja|la queja] [frecuente|de los vecinos|sindical] [es el ruido|llega al pleno|sale en el periódico]
[no problem|no hay problema|sin problema], [mañana nos vemos|te espero|lo hablamos luego|quedamos a las {n}]
[problemas|ejercicios] de [matemáticas|física] [resueltos|del tema {n}]
[gracias a dios es viernes|de nada|a mandar|no hay de qué|gracias a ti]
[me quejo de vicio|yo no digo nada|sin comentarios|ni fu ni fa|ni bien ni mal|normal, sin más|del montón|ni lo sé ni me importa|\
bueno, vale|meh]
[vaya|qué] [día|noche|partido|tormenta|calor|gente] [en {city}|hoy|]
[jajaja|jajajaja|jaja|ja ja|lol|xd] [qué risa|ya te digo|me parto|no puedo|]
[debería|tendría que] [estar durmiendo|hacer deporte|ponerme a estudiar|llamar a mi madre|salir ya]
[ojalá|quién] [fuera viernes|pudiera dormir|estuviera en la playa|tuviera veinte años]
[compro luego existo|comprar pan|comprar leche y huevos|comprando el pan]
[me voy a dar|date|dame] [una vuelta|un baño|una ducha|un respiro]
[se fue|se ha ido|me voy] [la luz del sol|el verano|a la ducha|por las ramas|a por un café]
[el premio|el reto|la meta] de ser [el mejor|la mejor|número uno] [del curso|del barrio|de la liga]
un [equipo|grupo|máximo] de [diez|{n}] [personas|jugadores|alumnos]
[cambio de opinión|cambio y corto|cambio climático|a cambio de nada|en cambio yo]
""",
}

ENGLISH = {
    "c": """
[oh great|great|brilliant|lovely|fantastic|wonderful|just perfect], [another hour on hold|on the phone again|another Monday with no wifi|\
three hours in a queue|another surprise charge|it crashed again]
[thanks|thank you|many thanks|cheers] for [nothing|leaving me hanging|the two hour wait|the surprise bill|getting me up early for nothing|\
losing my bag]
[congratulations|well done|bravo|slow clap|round of applause], [you broke it|you've beaten the waiting record|couldn't be worse|\
another outage|now it won't even open]
[what|such] [crap|rubbish|tripe|a lemon|a dud|a pile of junk|garbage|a train wreck|a dumpster fire] [this app is|the service is|this phone|]
[unreal|beyond belief|you couldn't make it up|words fail me|gobsmacked|it beggars belief|makes you want to cry] [{brand}|{thing}|\
this service|]
[customer service in name only|support is nowhere to be found|service, what service|help desk without help]
[you should|they should|you ought to] [be ashamed|apologise|be fined|shut down|give everyone their money back|be embarrassed|\
learn how to treat people|sack whoever built this app]
[I wish|if only] [it worked|you picked up the phone|they ever replied|I'd never signed|I had never heard of you]
[it would be nice|is it too much to ask|would be lovely|how about it] if [it worked|you answered the phone|I got my money back|\
you didn't charge me twice|my order ever came]
[a gem|a dream|pure luxury|five star], [if you like cockroaches|if you love waiting|said nobody ever|as long as you never need help]
so [fast|quick|speedy] that [I'm still waiting|it came a month late|I've gone grey|I could have retired]
[five stars|ten points|top marks] [for lying|for keeping people waiting|for overcharging|for incompetence]
[I love|love it when|nothing like|such fun] [being hung up on|paying for nothing|standing around waiting|getting charged twice|\
talking to a robot|when it drops mid match]
[the best joke|funniest thing|what a laugh|comedy gold]: [{thing}|your warranty|the help desk|the delivery date]
not [everything|all of it] is bad, but [most is|this is|{thing} is dire]
[expected more|could be better|not great|so so at best|leaves something to be desired|meh at best|barely does the job]
[not even for free|wouldn't have it as a gift|wouldn't wish it on my worst enemy|you couldn't pay me to use it]
they [don't|couldn't] [care less|give a damn|give a toss|bother] [about customers|about fixing it|]
it's not [good|nice|working well|worth anything|what I paid for|great at all]
[sucks|this sucks|blows|stinks|is a pain in the neck|does my head in|gets on my nerves|is driving me nuts] [{thing}|this app|]
""",
    "p": """
[bloody brilliant|freaking awesome|damn good|hell yes|insanely good|sick|wicked|fire|banging|dope|mint|ace|class|the bee's knees|\
the dog's bollocks]
{thing} [slaps|rocks|is sick|is insane|is fire|is a beast|is a killer|is wicked|kills it|is crazy good|is the shit|blew me away|\
is off the charts]
I hate [how good this is|that I can't stop using it|how much I love it|to admit it but it's superb]
[damn|holy cow|oh my god|bloody hell|wow|gosh], [this is good|it works so well|that was quick|what a service|so tasty|I'm impressed]
[no|zero|not a single|never any|not one] [complaint|complaints|issue|issues|problem|problems|fault|trouble]
[can't fault|couldn't fault|hard to fault|nothing to fault about] [it|{thing}|{staff}|the place]
never [had a problem|gave me trouble|had any bother|skipped a beat|missed a day]
[nothing bad to say|nothing to complain about|can't complain|no reason to complain|little to improve|no quibbles]
[not bad|not bad at all|not half bad|not too shabby|no bad] [{thing}|for the price|this hotel|the app|this place]
[never disappoints|doesn't disappoint|never fails|can't be beaten|couldn't be better|nothing better|wouldn't swap it for anything]
[I wish|if only] [everyone was like this|all companies were like you|there were more people like that|everybody treated us like that]
[they should|you should|someone should] [get an award|give {name} a raise|build you a statue|get a medal|be proud|teach the others|\
win a prize]
[others|other companies|your rivals] [should|could] [learn from you|copy you|take notes]
[what a|such a|very] good idea [{feature}|this new chat|opening on Sundays|adding {feature}]
problem [solved|sorted|gone], [all perfect|works great|what a relief|love it]
[thought|feared|expected] [it'd be a scam|it wouldn't come|it would be a disaster|it'd break] and [it's wonderful|it came perfect|\
quite the opposite|it's great]
[I'm|totally] [hooked on|addicted to|obsessed with|in love with] {thing}
[I'd kill for|I'd sell my soul for|to die for] [this coffee|that cake|another night in that hotel|your pancakes]
[warning|careful|beware]: [it's addictive|you'll get hooked|you'll want to go back|can't stop]
didn't expect [it to be so good|it to work so well|to like it so much|such a quick answer]
""",
    "": """
[no idea|I have no idea|what an idea|bad idea going out today|the idea is to meet at {n}]
a [common|frequent|union] complaint [is noise|reached the council|is in the paper]
[no problem|no probs|not a problem|no worries], [see you tomorrow|I'll be waiting|talk later|let's meet at {n}]
[maths|physics] [problems|exercises] [solved|from unit {n}]
[thank god it's Friday|you're welcome|don't mention it|thanks to you too|any time]
[just saying|no comment|so so|neither good nor bad|average|run of the mill|don't know and don't care|ok then|meh]
[what a|such a] [day|night|match|storm|crowd] [in {city}|today|]
[hahaha|haha|lol|lmao|rofl] [so funny|tell me about it|I can't|dying of laughter|]
I should [be asleep|do sport|start studying|call my mum|leave now]
[I wish|if only] [it was Friday|I could sleep|I was on the beach|I was twenty]
[buy bread|buying milk and eggs|out buying bread|we buy local at the market]
[take a walk|taking a bath|give me a minute|having a shower]
[leave it to me|leave it|leaves are falling|left or right|off to get a coffee|I'm gone for lunch]
the [award|challenge|aim] of being [the best|number one] [in class|in town|in the league]
a [team|group|maximum] of [ten|{n}] [people|players|pupils]
[change of plan|climate change|change of heart|for a change|keep the change]
""",
}
