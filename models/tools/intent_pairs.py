"""Sentences for intent_sentences.py that say two things at once, and which intents stand beside each other."""

# Two sentences of these groups make one text now and then.
PAIRS = [("p", "b"), ("c", "l"), ("c", "i"), ("p", "i"), ("c", "p"), ("q", "b"), ("q", "p"), ("p", "l"), ("c", "q"), ("q", "l")]

SPANISH = {
    "pb": """
[me encantó|nos gustó tanto|quedé tan contenta con|tan bien me trataron con] [el hotel|la prueba|el primero|la primera compra|\
la tele de mi hermana|vuestra tienda] que [quiero otro|repito: reservo {when}|voy a comprar otro|me llevo {product}|contrato el plan anual]
[la demo|la prueba gratis|el mes de prueba|la muestra] [va de lujo|me ha encantado|me convenció|una maravilla], [me paso al plan de pago|\
lo compro|contratamos ya|me suscribo|pido dos más]
[con lo bien|después de lo bien] que [me va|me atendieron|funciona], [me llevo también|añado|voy a pedir] [{product}|otra línea|\
otra licencia|uno para mi madre]
[mi vecina|mi hermano|una amiga|todo el mundo] habla maravillas de [vosotros|{brand}|vuestra fibra|vuestro banco] y [quiero contratar|\
me cambio con vosotros|voy a abrir cuenta|compraré uno]
[preciosa la tienda|qué bonito todo|qué pasada de catálogo|sois geniales], [mañana vuelvo a por|me he enamorado de|encargo] {product}
[repetimos|volvemos|otro año más]: [el mejor hotel de la zona|siempre perfecto|nunca falla], [queremos reservar|nos guardáis|\
apuntad] [dos noches|la misma habitación|la semana del 15]
[tan cómod@s|tan buen@s|tan content@] que [encargo|pido|quiero] [otro par|otro igual|uno para cada hijo]
""",
    "cl": """
[con tanto|después de tanto|por culpa de tanto] [corte|cobro raro|retraso|fallo|mareo] [me busco|ya tengo|firmo con|\
he contratado] [otra compañía|otro banco|otro programa|otra cosa]
[me subís|me cobráis|me dejáis sin] [el precio|de más|servicio] y [encima nadie contesta|ni avisáis|\
os da igual]: [el lunes pido la portabilidad|cierro la cuenta|os quedáis sin cliente|me borro]
[tercera|quinta|segunda] [avería|caída|equivocación] [del mes|del año] y [última|la última que aguanto], [cambio de operadora|cancelo|adiós]
[habitación sucia y ruido|comida mala y cara|pésimo trato|colas y malas caras], [el año que viene iremos a otro|no nos veréis más|\
buscaremos otro sitio]
[se cuelga tanto|falla tanto|tarda tanto|es tan cara] que [me he pasado a otra|estoy migrando a {rival}|la quito hoy|no renuevo]
""",
    "ci": """
[se pierde|es fácil perder|siempre acabo perdiendo] [el trabajo|la sesión|el carrito] [al cerrar|\
al cambiar de pantalla]; [deberíais guardarlo|que se guarde solo|poned autoguardado]
[no se ve nada|la letra es minúscula|el menú es un lío|la cola es eterna], [podríais ponerlo más grande|ordenadlo|poned otra caja|\
haría falta {feature}]
[odio|qué rollo|qué pesado] tener que [llamar|ir en persona|imprimir|esperar en casa] para {act}: [ponedlo en la app|\
dejad hacerlo por internet|debería haber {feature}]
""",
    "pl": """
[gracias por todo|habéis sido geniales|buen servicio estos años|nada que reprochar], pero [me mudo y doy de baja la línea|\
ya no lo necesito y cancelo|me sale más barato en otro sitio y me voy|cierro la cuenta]
""",
    "qp": """
[gran trabajo|me encanta la app|todo perfecto|qué bien todo], ¿[cómo {act}|se puede {todo}|cuál es {info}]?
""",
}

ENGLISH = {
    "pb": """
[loved|we loved|so happy with|treated so well at] [the hotel|the trial|the first one|my first order|my sister's tv|\
your shop] that [I want another|we're booking again {when}|I'm going to buy another|I'm getting {product}|I'll take the yearly plan]
the [demo|free trial|trial month|sample] [was great|blew me away|won me over|is brilliant], [moving to the paid plan|I'm buying it|\
we're signing up|subscribing now|ordering two more]
since it [works so well|went so well|has been so good] I'm [also getting|adding|ordering] [{product}|another line|another licence|\
one for my mum]
[my neighbour|my brother|a friend|everyone] raves about [you|{brand}|your broadband|your bank] and [I want to sign up|I'm switching to you|\
I'm opening an account|I'll buy one]
[gorgeous shop|so pretty|what a range|you lot are brilliant], [coming back tomorrow for|fell in love with|ordering] {product}
[here we go again|we're back|another year]: [best hotel around|always perfect|never lets us down], [we want to book|keep us|\
put us down for] [two nights|the same room|the week of the 15th]
so [comfy|good|pleased] that I'm [ordering|getting|after] [another pair|another one|one for each kid]
""",
    "cl": """
[with so many|after so many|because of all the] [outages|odd charges|delays|bugs|errors] [I'm finding|I already have|I'm signing with|\
I've gone with] [another company|another bank|another tool|someone else]
you [put the price up|overcharge me|leave me offline] and [nobody answers|don't even tell me|don't care]: [getting my PAC code on Monday|\
closing my account|you've lost me|I'm out]
[third|fifth|second] [fault|outage|mistake] [this month|this year] and [the last|the last one I put up with], [changing network|cancelling|\
goodbye]
[dirty room and noise|bad pricey food|rude staff|queues and sour faces], [next year we'll go elsewhere|you won't see us again|\
we'll find somewhere else]
it [crashes|fails|lags|costs] so much that [I've moved to another|I'm migrating to {rival}|I'm removing it today|I'm not renewing]
""",
    "ci": """
[you lose|it's easy to lose|I always end up losing] [your work|the session|the basket] [on closing|\
when you switch screens]; [you should save it|let it save by itself|add autosave]
[can't see a thing|the font is tiny|the menu is a mess|the queue is endless], [could you make it bigger|tidy it up|open another till|\
it needs {feature}]
[I hate|such a pain|so tedious] having to [call|go in person|print it|wait at home] to {act}: [put it in the app|let us do it online|\
there should be {feature}]
""",
    "pl": """
[thanks for everything|you've been great|good service all these years|nothing bad to say], but [I'm moving and cancelling the line|\
I don't need it any more so cancelling|it's cheaper elsewhere so I'm off|closing my account]
""",
    "qp": """
[great job|love the app|all perfect|so good], [how do I {act}|can I {todo}|what is {info}]?
""",
}
