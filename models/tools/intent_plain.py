"""Plain talk for intent_sentences.py: things alone and what is simply said of them, so that no thing by itself means anything."""

SPANISH = {
    "": """
{thing}
{thing}
{thing} y {thing}
{thing}, {thing} y {thing}
[hablando|hablamos|a propósito] de {thing}
{thing} de {brand}
{thing} de [mi hermana|mi padre|la oficina|la tienda|mi casa|antes|ahora]
[tengo|uso|llevo|compartimos|he visto|vi|miro|estoy mirando] {thing}
[ayer|hoy|esta mañana|el lunes] [cambié|usé|encendí|abrí|miré|recogí] {thing}
{thing} [es|era|será] de {brand}
{thing} [es|está|era] [negr@|azul|nuev@|grande|pequeñ@|en casa|en el salón|en la mesa|en su caja]
[aquí|ahí|en la foto|en la mesa] [está|tenéis|va] {thing}
[foto|vídeo|artículo|hilo|lista] sobre {thing}
[dice|dicen|cuenta|leo] que {thing} de {brand} [sale|llega|se presenta|cambia] [mañana|en marzo|este año]
el precio de {thing}
{product} y {thing}
""",
    "p": """
me gusta {thing}
me gusta mucho {thing}
me [gusta|encanta|chifla|flipa|mola] [mucho|bastante|un montón|] {thing}
[nos gusta|nos encanta|les gusta|a mi madre le gusta] [mucho|] {thing}
{thing} [va|funciona|sale|queda|responde] [bien|muy bien|de maravilla|genial|perfecto|de lujo]
{thing} [va|funciona] [bien|muy bien], me gusta [mucho|]
{thing} dura [mucho|muchísimo|todo el día|días enteros|lo que dicen]
{thing} [aguanta|rinde|cumple] [muy bien|de sobra|perfectamente|como el primer día]
[contento|contenta|encantado|encantada|feliz] con {thing}
[qué bien|qué gusto|qué maravilla] {thing}
{thing}, [de diez|un diez|muy bien|perfect@|una maravilla|estupend@]
{thing} [es|está] [muy bien|genial|perfect@|comodísim@|rapidísim@|buenísim@|preciós@]
{thing} [llegó|vino|estaba] [rápido|antes de tiempo|perfecto|en perfecto estado|tal cual]
""",
    "c": """
[tengo|tenemos|traigo|vengo con] [una queja|una reclamación|quejas|varias quejas|un problema|problemas|un fallo] [con {thing}|]
[quiero|querría|voy a|necesito] [poner una queja|poner una reclamación|quejarme|reclamar] [por {thing}|]
[una queja|queja|reclamación|problema|problemas|fallo|fallos] [con {thing}|de {thing}]
{thing} da [problemas|muchos problemas|fallos|errores|guerra]
da [problemas|muchos problemas|fallos|errores] [{thing}|]
[muchos|demasiados|varios|solo] [problemas|fallos|errores] [con {thing}|]
{thing} [no va|no funciona|falla|va mal|se rompió|está rot@|no carga|no dura nada]
{thing} [mal|fatal|muy mal|pésim@|horrible]
""",
    "q": """
[tengo|una|otra] [pregunta|duda|consulta] [sobre {thing}|]
""",
    "i": """
[tengo|una|otra] [idea|sugerencia|propuesta] para [{thing}|mejorar {thing}]
""",
}

ENGLISH = {
    "": """
{thing}
{thing}
{thing} and {thing}
{thing}, {thing} and {thing}
[talking|speaking] of {thing}
{thing} from {brand}
{thing} of [my sister|my dad|the office|the shop|ours]
[I have|I use|we share|I saw|looking at|I am looking at] {thing}
[yesterday|today|this morning|on Monday] I [changed|used|switched on|opened|looked at|picked up] {thing}
{thing} [is|was|will be] from {brand}
{thing} [is|was] [black|blue|new|big|small|at home|in the living room|on the table|in its box]
[here|there|in the picture|on the table] is {thing}
[a photo|a video|an article|a thread|a list] about {thing}
[they say|it says|I read] that {thing} from {brand} [comes out|arrives|is presented|changes] [tomorrow|in March|this year]
the price of {thing}
{product} and {thing}
""",
    "p": """
I like {thing}
I really like {thing}
I [like|love|enjoy|adore] {thing} [a lot|very much|so much|]
[we like|we love|my mum likes|they love] {thing}
{thing} [works|runs|does] [well|very well|great|perfectly|like a charm|beautifully]
{thing} works [well|very well|great], I like it
{thing} lasts [long|really long|for ages|all day|for days|as they say]
{thing} [holds up|keeps up|performs] [very well|easily|perfectly|like on day one]
[happy|very happy|pleased|delighted] with {thing}
[so good|what a joy|lovely], {thing}
{thing}, [ten out of ten|spot on|very good|perfect|a delight]
{thing} is [great|lovely|perfect|really good|so comfortable|super fast|beautiful]
{thing} [came|arrived] [quickly|early|in perfect condition|as described]
""",
    "c": """
[I have|we have|got] [a complaint|complaints|a problem|problems|an issue|issues] [with {thing}|]
I [want|would like|need|am going] to [complain|make a complaint|file a complaint] [about {thing}|]
[a complaint|complaint|problem|problems|issue|issues] [with {thing}|about {thing}]
{thing} [gives me trouble|causes problems|has issues|has lots of issues|has bugs]
[lots of|too many|many|several|nothing but] [issues|problems|bugs|errors] [with {thing}|]
{thing} [does not work|doesn't work|fails|broke|is broken|won't load|is playing up|dies on me]
{thing} [bad|awful|very bad|is terrible|is rubbish]
""",
    "q": """
[I have|one|another] [question|query] [about {thing}|]
""",
    "i": """
[I have|one|another] [idea|suggestion|proposal] for {thing}
""",
}
