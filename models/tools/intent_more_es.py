"""More Spanish sentences for intent_sentences.py: whole messages of one trade each, with fewer slots than intent_parts_es.py."""

GROUPS = {
    "c": """
[{n} minutos|media hora|una hora] [al teléfono|en espera|escuchando música|colgado al teléfono|hablando con un robot] [y nadie lo coge|\
para que me cuelguen|y sigo|]
[primer|segundo|tercer|cuarto|quinto] día [sin luz|sin internet|sin respuesta|de avería|sin agua caliente|esperando al técnico][|\
 y en {place} no saben nada|]
[dos|tres|quince] días [después|más tarde], [sigue igual|ni una llamada|nada de nada]
[{thing}|el grifo|la puerta|la cremallera|la suela|el asa|el botón|la costura] [se ha despegado|se ha soltado|se cae a trozos|gotea|\
chirría|cruje|baila|se atasca|no cierra bien]
la [cama|silla|puerta|mesa] [crujía|cojeaba|chirriaba|estaba coja] y [el colchón|el sofá|la almohada] [tenía bultos|estaba vencid@|\
era una piedra]
[pared|paredes] de papel, [se oye al vecino toser|se oía todo|imposible dormir]
[se oía|oíamos] [todo|la tele del vecino|el ascensor|la calle] [toda la noche|hasta las tantas]
[la factura|el recibo|la cuota] [ha pasado|pasó|subió|ha saltado] de {n} a [90|75|120] [euros|pesos] [sin explicación|y nadie me avisó|\
de golpe]
[me metieron|me han metido|me clavan|me cargan] [una comisión|un recargo|gastos|un seguro] [por la cara|que no firmé|por usar mi tarjeta|\
por no usar la cuenta]
luego te [cobran|meten|suman] [los gastos|el envío|las tasas] y [sale más caro que en tienda|ya no es ninguna oferta|se acabó la ganga]
[se cierra|se congela|se cuelga|peta|revienta|se queda pensando] [cuando subo una foto|al abrir un archivo|cada vez que pago|\
en mitad del vídeo|al girar la pantalla]
[quedaron|quedó el técnico] en [venir|llamar|pasar] [ayer|el martes|entre 9 y 2] y [no apareció nadie|aún le espero|ni llamó]
pedí [el azul|la M|sin cebolla|dos] y [me vino|llegó|trajeron] [el rojo|la XL|con cebolla|uno]
[se pasan|se van pasando] la pelota [de un departamento a otro|entre la tienda y la marca|y yo sin solución]
[yo ya no sé|no sé ya] [a quién llamar|qué hacer para que me hagan caso|cómo decirlo]
[tuve|he tenido] que [ir {n} veces|llamar {n} veces|comprar otro|pagar un taxi|irme a otro sitio] [por su error|porque nadie contestaba|\
para que lo arreglaran|]
[el mostrador|la recepción|el chat|la caja] [vací@|cerrad@|sin nadie] [y una cola enorme|en plena tarde|media hora]
[cada vez|cada día|cada mes] [peor|más caro|más lento|menos personal|más publicidad][, {brand}|]
[ni|no se dignan a] [contestar|pedir perdón|una disculpa|dar una explicación|mirar mi caso]
[la tapicería|la pantalla|la carcasa|la batería] [se peló|se rayó|se hinchó|se agrietó] [en un mes|sola|al poco]
[quema|se calienta|se sobrecalienta|se descarga|se desconecta] [muchísimo|sin motivo|al cargar|a la media hora|sol@]
[entradas|billetes|puntos|saldo] [caducados|perdidos|desaparecidos] [por un fallo de la web|sin aviso] y [no devuelven nada|nadie sabe nada]
[vuelvo|volvimos|salí] [con las manos vacías|sin cenar|sin solucionar nada|peor que entré]
{thing} [me echa|me expulsa|me saca|se desconecta] [cada dos minutos|todo el tiempo|sin motivo]
[no arranca|no enciende|no pita|no enfría|no imprime|no suena|no lee la tarjeta|no vibra|no guarda nada]
[mala|malas|vaya] [cara|pintas|formas|manera de tratar a la gente|organización|pinta tenía el baño]
[la web|la app] [dice|pone|marca] [entregado|pagado|disponible|resuelto] y [es mentira|no es verdad|aquí no hay nada|no lo está]
[aquello|eso|lo del hotel|la tienda|la oficina] [era un horno|era un caos|estaba patas arriba|un gallinero|una pocilga]
pedí el [menú|plato] del día y tardaron [una hora|50 minutos] en traerlo
el [mando|cable|enchufe] que venía en la caja no [encaja|es el que toca|funciona con mi modelo]
nos dieron una habitación [sin ventana|al lado del ascensor|que olía a tabaco|en un sótano] cuando [pagamos|reservamos] vistas al mar
la sábana tenía [manchas|un agujero|pelos de otra persona]
a las [tres|dos] de la mañana seguía [la música|el ruido de la discoteca|la fiesta del salón]
agua fría en la ducha [los tres días|toda la estancia|y eso que avisamos]
[el buffet|el desayuno] [repetitivo|escaso|frío y de bolsa|todo industrial], [una pena|decepcionante|para lo que cuesta]
me cobraron [la cuna|el parking|la toalla] que en la web ponía [gratis|incluido]
[dos|tres] veces he ido a la oficina y [las dos|siempre] me han mandado [a casa|a otra ventanilla|a llamar por teléfono]
el cajero se tragó [la tarjeta|mi tarjeta|el dinero] y el banco [se lava las manos|dice que no es cosa suya|ni caso]
[{money} de comisión|comisión de mantenimiento] por [tener la cuenta abierta|una transferencia|sacar mi propio dinero]
me han denegado [el préstamo|la tarjeta] sin [darme una razón|explicación ninguna]
la app del banco lleva [caída|en mantenimiento] [todo el día|desde las nueve|{span}]
el código [SMS|de verificación] no [llega nunca|me llega|aparece por ningún lado]
[intenté|llevo {n} días intentando] [verificar mi identidad|subir la foto del DNI|pasar la verificación] y [siempre la rechaza|da error|\
nada]
la fibra va a [3|10|20] megas cuando pago [300|600|1000]
en casa no hay [ni una raya de cobertura|señal ni en la terraza|quien hable por el móvil]
los cortes de [luz|internet] son [diarios|el pan de cada día|constantes] en mi [barrio|calle|edificio]
el instalador dejó [un agujero en la pared|los cables colgando|todo hecho un cristo] y se fue
cada mes la factura viene [distinta|más cara|con algo raro|inflada]
firmé por [30|25|40] euros y [me llegan 50|la primera factura es de 70|pago el doble]
me pasaron con [cinco|seis|cuatro] departamentos [distintos|y ninguno sabía nada|para acabar colgándome]
el [robot|contestador|bot] del chat [no entiende nada|te marea|te da vueltas en círculo|solo repite lo mismo]
se come [la batería|los datos|la memoria] [que da gusto|en nada|como si no hubiera mañana]
[he perdido|perdí|me borró] [el documento|dos horas de trabajo|todas las fotos|mis notas] [al guardar|porque se cerró|tras actualizar]
no sincroniza [con el ordenador|los contactos|entre dispositivos|desde hace semanas]
desde que [actualicé|cambiaron el diseño] no encuentro [nada|el botón de guardar|mis listas]
pagas la versión pro y [sigue metiendo anuncios|está igual de limitada|no cambia nada]
[el vestido|el pantalón|la camisa] [encogió|destiñó|perdió el color|se deshizo] [al primer lavado|en la lavadora]
la talla no [corresponde|tiene nada que ver con la guía|es la que pone]
pedí [cuatro|dos|tres] y [me enviaron|llegó|vino] [solo uno|la mitad|uno menos]
el repartidor [dejó el paquete en la calle|ni llamó al timbre|dijo que no había nadie y yo estaba en casa|lo tiró por encima de la valla]
[la devolución|el cambio] [me la hacen pagar a mí|tarda un mes|es un suplicio|es una odisea]
[la garantía|el seguro] [no cubre nada|no se hace cargo|pone pegas a todo]
[anuncian|ponen] [un 50 %|rebajas] y [suben antes el precio|luego en caja es otro precio|es mentira]
[el sillón|la mesa|la estantería] vino [sin tornillos|con una pata coja|con piezas de menos|golpead@]
[olía a|sabía a|había] [podrido|quemado|cucarachas|humedad]
en la tienda [nadie te atiende|hay una sola caja abierta|las dependientas van a lo suyo]
no [merece ni media estrella|dan ni los buenos días|hay quien los entienda]
[cansa|agota|desespera|frustra] tener que [explicar lo mismo|llamar cada mes|reiniciar cada día] [{n} veces|]
[se nota que|parece que] [les da igual el cliente|solo quieren cobrar|nadie prueba la app antes de sacarla]
[nada|muy poco] que ver con lo que [anunciaban|me vendieron|era antes]
[antes|hace años] era [buena|un buen sitio|otra cosa], ahora [da pena|es un desastre|ha bajado muchísimo]
[lo barato sale caro|dinero tirado a la basura|para eso mejor no comprar nada|vaya ojo tuve]
[sin|ni] [luz|agua|internet|línea|datos|servicio] [otra vez|desde las siete|en pleno teletrabajo|y nadie avisa]
[otro día más|y van {n}|seguimos igual]: {thing} [sin funcionar|caíd@|dando problemas]
[me hicieron|nos hicieron] [esperar|volver|pagar|firmar] [para nada|de más|de pie una hora|tres veces]
[a mi madre|a mi padre|a mi abuela] le [cobraron de más|colocaron un seguro que no quería|cambiaron la tarifa sin permiso]
[el horno|la lavadora|el frigorífico|el secador] [salta los plomos|pierde agua|no enfría|hace un ruido infernal]
[{thing}|la nueva app] [me saca de quicio|es una pesadilla|me desespera|no hay quien la use]
[quiero|exijo] hablar con [alguien que mande|un responsable], [esto no puede ser|ya está bien de largas]
la [limpieza|atención|puntualidad] brilla por su ausencia
[prometían|decían] entrega en [24|48] horas y [vamos por la segunda semana|aún nada|llevo diez días]
[todavía|aún] [espero|estoy esperando] [que me devuelvan la fianza|la llamada que prometieron|el abono|el técnico]
[ojo|cuidado|aviso] con [esta tienda|{brand}|esta web|la letra pequeña], [a mí me timaron|no devuelven el dinero|son unos piratas|\
cobran de más]
qué [lento|caro|malo|frío|cutre|pesado] [todo|es esto|va hoy]
[{thing} de pena|vaya desastre|menudo cuadro|un despropósito|qué mal|fatal todo|muy mal|malísimo]
me [mandan|llegan|entran] [{n} correos de publicidad al día|llamadas comerciales a todas horas|mensajes que no he pedido]
""",
    "p": """
{thing} [va|corre|carga] [como un tiro|como una bala|fino fino|que vuela|como nunca|suave como la seda]
[desde que|desde el día que] [me cambié|estoy aquí|abrí la cuenta|contraté] [todo son facilidades|no he tenido que llamar nunca|todo rueda|\
cero dolores de cabeza|duermo mejor]
[ya está|todo|asunto] [solucionado|arreglado|resuelto|listo], [gracias|mil gracias|qué rapidez|así da gusto]
gracias, [ya está arreglado|ya va|todo resuelto|ya me llegó|funcionó]
{n} años [con vosotros|aquí|en esta compañía] y [que sean muchos más|ni me planteo cambiar|no la cambio por nada|encantada de la vida]
[sin|cero] [anuncios|líos|esperas|dramas|letra pequeña], [así sí|un gusto|da gusto|como tiene que ser]
[olé|viva|larga vida a|bendit@] [{brand}|{staff}|vuestro equipo|la app]
[de|entre] [lo mejor|lo mejorcito] [que hay|que he visto|de la zona|del sector]
{staff} [se desvivió por ayudarnos|no pudo ser más amable|tuvo una paciencia infinita|nos lo puso facilísimo|\
se acordó de nuestro aniversario]
[la verdad|sinceramente], [chapó|sorprendid@|mejor imposible|esperaba menos y me encantó]
[la cama|el colchón] [una nube|comodísim@, dormí como un bebé|de ensueño]
[nos dieron|nos regalaron|tuvieron el detalle de darnos] [una habitación mejor|una botella de cava|una tarta de cumpleaños] sin pedirlo
[a dos pasos|a cinco minutos] de todo y [silencioso|limpísimo|muy bien de precio]
[los niños|mis hijos|mis padres] [no querían irse|se lo pasaron pipa|quedaron encantados]
en recepción [nos ayudaron con todo|siempre con buena cara|hablan cinco idiomas y son un encanto]
llamé a las [once de la noche|siete de la mañana] y me [atendió alguien|lo arreglaron] [al segundo tono|en nada|al momento]
[abrí la cuenta|hice el cambio|todo el trámite] en [diez minutos|cinco minutos|un rato] y [sin papeleo|sin moverme de casa|sin líos]
[cero comisiones|sin comisiones] y [la app va de lujo|buen trato|todo claro]
la fibra [vuela|va como un cohete|no se ha cortado ni una vez|rinde lo que prometen]
el técnico vino [puntual|a la hora|el mismo día], [lo dejó todo limpio|super profesional|un diez de chaval]
[me ahorro|ahorro|pago] [la mitad|20 euros al mes|mucho menos] [desde que estoy con vosotros|y con mejor servicio]
[sencilla|intuitiva|ligera|bonita], [hace lo que promete|la uso a diario|no le sobra nada|mi favorita]
[no sé qué haría|no podría vivir|no concibo mi trabajo] sin [esta app|esta herramienta|vosotros]
me ha [cambiado|facilitado|salvado] [la vida|el trabajo|el trimestre]
[justo|exactamente] lo que [buscaba|necesitaba|esperaba]
[calidad|acabado] [de primera|increíble|mejor de lo que esperaba] y [llegó al día siguiente|a buen precio|el color es precioso]
[segunda|tercera|cuarta] vez que [compro|vengo|pido] y [nunca decepciona|siempre perfecto|igual de bien]
me [queda|sienta] [como un guante|perfecto|genial], [la talla es la correcta|el tejido es suave|encantada]
[lo uso|la uso] [todos los días|a diario] y [va como el primer día|sigue como nueva|ni un fallo]
me cambiaron [la talla|el producto] [sin poner pegas|al momento|sin preguntas]
[atención|trato] [de 10|exquisit@|cercan@|inmejorable|de lujo]
[bien|muy bien|genial|estupendo|fenomenal] [por vosotros|por {brand}|el cambio|esta última versión|atendido]
[aplauso|un aplauso|un hurra|mis respetos] [para {staff}|para quien diseñó esto|para el equipo de {brand}]
[da gusto|qué alegría] [encontrar gente que trabaja bien|que te cojan el teléfono|que cumplan]
[cumplen|cumplieron] [lo que prometen|con el plazo|con creces]
[nota alta|muy buena nota|notable alto] para [el servicio|{thing}|{staff}]
[súper|muy] [amables|atentos|profesionales|majos|resolutivos|simpáticos] [todos|en la tienda|los de {brand}|por teléfono]
[el mejor arroz|las mejores croquetas|el mejor café|el mejor brunch] de [{city}|la ciudad|mi vida]
[ambiente|sitio|lugar] [muy agradable|acogedor|precioso|con encanto|tranquilo y limpio]
[ha valido|valió] la pena [la espera|el cambio|cada euro]
[el cambio a {brand}|haberme cambiado|pasarme a vosotros] ha sido [lo mejor que he hecho|un acierto|la mejor decisión]
[acierto|gran acierto|buen acierto] [la compra|el nuevo diseño|quitar los anuncios|abrir los domingos]
[ya me gustaría|ojalá] que todas las [compañías|tiendas|apps] fueran así
[contenta|contento|satisfecha|feliz como una perdiz] [no, lo siguiente|con el resultado|desde el primer día]
[bonito|precioso|rico|útil|barato|fiable] [y bien hecho|y con buena pinta|y de calidad|como él solo]
[mil|diez mil|un millón de] gracias[|, de corazón|, sois un sol| por la paciencia]
[gracias|muchas gracias] por [escucharnos|arreglar el error tan rápido|la devolución|el descuento|cuidarnos tanto|avisar]
[muy|tan] [content@ con|agradecid@ a] [{brand}|{staff}|la reparación|mi asesora]
os [pongo|doy] [un diez|cinco estrellas|la mejor nota] 
[solo puedo decir cosas buenas|todo son ventajas|no le encuentro defectos|sin un pero|nada que mejorar]
[funciona|va|responde|carga] [de maravilla|de diez|a la perfección|rapidísimo|mejor que nunca]
[buenísima|buenísimo|genial|top|brutal|magnífico|sobresaliente|una joya|fantástico|impecable|estupendo]
[qué|pero qué] [rico todo|bonito quedó|bien se come|majos sois|buen servicio|buena compra]
""",
    "b": """
[busco|buscando|quiero] [portátil|móvil|coche|piso en alquiler|hotel|fibra|tele] [para {when}|para la uni|para trabajar], [presupuesto|\
máximo|tope] [de {money}|unos 600 euros|mil euros]
[necesitamos|nos hace falta|buscamos] [un programa de gestión|un proveedor|un banco|un software de facturas] [para {when}|\
antes de septiembre|cuanto antes] y [estáis entre los finalistas|el vuestro nos convence|os tenemos en la lista|vais ganando]
[me planteo|nos planteamos|valoro|valoramos|me tienta] [pasarme a vosotros|cambiar nuestras líneas a {brand}|contrataros|comprar {product}|\
traer la nómina a vuestro banco]
[paso|iré|me acerco] [mañana|esta tarde|el sábado] [a recoger|a por|a comprar] {product}
{product} [será mío|me está llamando|tiene que ser mío|cae este mes|me espera]
[cansad@ de mi operadora actual|harta de mi banco actual|dejo mi compañía], [quiero venirme con vosotros|me paso a {brand}|\
quiero contratar con vosotros]
[hoy|mañana|esta noche] [hago el pedido|lo encargo|formalizo la compra|pago la reserva|cierro la compra]
¡[quiero|necesito] [ese bolso|ese móvil|ese coche|esas botas] ya!
[voy a|vamos a] [cambiar de coche|renovar la cocina|cambiar la tele|renovar los portátiles de la oficina] y [miro|nos gusta|\
pensamos en] [{brand}|vuestro modelo|el vuestro]
[mándenme|mandadme|pásame|envíenme] [el enlace de compra|el enlace para pagar|el catálogo con precios|el número de cuenta y pago]
[reserva|mesa|habitación] para [dos|cuatro|seis] [el sábado|el 14|esta noche] a nombre de {name}
[me apunto|nos apuntamos|contad conmigo] [al curso|a la preventa|a la lista de espera|al viaje|a la oferta]
[mañana|hoy|el lunes] [firmo|firmamos|voy a firmar] [la hipoteca|el contrato|el seguro] con [vosotros|ustedes|{brand}]
[estamos comparando|comparo|estoy comparando] [precios|presupuestos|tarifas] [para decidirnos esta semana|\
y el vuestro es el que más me gusta|antes de contratar]
[busco|buscamos|necesito] [una tarifa con muchos gigas|una cuenta para autónomos|un hotel con piscina para agosto|un CRM para {n} personas|\
un seguro de viaje|un regalo para mi novio|un sofá cama], [qué tenéis|qué me ofrecéis|a ver qué tenéis|acepto propuestas]
[ya tengo|tengo] [la tarjeta preparada|el dinero listo|el carrito lleno] [para {product}|, solo me falta darle a pagar|]
[me quiero|nos queremos] [pasar|cambiar|mudar] [con vosotros|a {brand}|a vuestra fibra] [{when}|porque ofrecéis más por menos|]
[probé|he probado|terminé] la [versión gratis|prueba gratuita|demo] y [voy a pagar la completa|quiero la de pago|me suscribo|la compro]
[mi mujer|mi marido|mi hijo|mi jefe] [quiere|me ha pedido] [uno igual|{product}], [así que lo compraré|iremos a por él|lo encargo {when}]
[cuando|en cuanto] [salga|baje de precio|repongan|llegue a {city}] [lo compro|me lo compro|caerá|lo pillo|voy de cabeza]
[no aguanto más|al final|decidido]: [me lo compro|me compro {product}|lo voy a pedir|cae hoy]
[solicito|quiero solicitar|me gustaría solicitar|voy a pedir] [una tarjeta|un préstamo|una hipoteca|una demostración|una visita comercial|\
la tarjeta de crédito]
[quiero|queremos] [ampliar|mejorar|subir] [el plan|a la versión pro|a más usuarios|la capacidad|mi tarifa a la de más gigas]
[interesada|interesado|me interesa], [pásame precio|mándame info|escríbeme por privado|cómo lo pago]
[un par de|dos|tres] [cajas|unidades|kilos|entradas] [para mí|, por favor|me llevo yo]
[estrenaré|pronto tendré|la semana que viene tendré] {product}, [ya está casi pagad@|mañana lo encargo|voy a por él]
[creo que|me parece que] [voy a comprarme|me voy a pillar|voy a contratar|me haré con] {product}
[le tengo echado el ojo|llevo meses detrás de|tengo fichad@] {product}[| y este mes lo compro| y ya toca]
[quiero regalar|voy a regalar|necesito regalar] [{product}|una tarjeta regalo|una noche de hotel|un abono] a [mi madre|mi pareja|un amigo]
[hagan|hacedme] [el pedido|la reserva] [a mi nombre|ya|de {product}]
[alquilar|quiero alquilar|necesitamos alquilar] [un coche|una furgoneta|un apartamento|una sala] [para el fin de semana|en {city}|{when}]
""",
    "bq": """
¿[cuál es la cuota|cuál es el precio mensual|cuánto es al mes|qué mensualidad tiene|cuánto se paga por] {product}?
¿[cuánto|a cuánto] [está|sale|es] [la noche|el mes|el kilo|la licencia|el año|la sesión][| con desayuno| para dos|]?
¿[aún|todavía] [está disponible|lo tenéis|queda alguno|se puede comprar|sigue en oferta]?
¿[me lo|me la] [guardáis|apartan|enviáis|dejáis] [hasta mañana|a {city}|en {money}]?
¿[cuánto|qué] me [saldría|costaría|cobraríais] [cambiarme con dos líneas|asegurar el coche|el envío a {city}|añadir un usuario|\
una noche más|el plan anual]?
¿[aceptáis|aceptan|se puede pagar con] [tarjeta|bizum|transferencia|paypal|meses sin intereses] [si compro {product}|para {product}|\
al comprar online]?
¿[hay|tenéis|tienen] [lista de espera|preventa|reserva previa] [para|de] {product}?
¿[qué|cuál] [tarifa|plan|cuenta|habitación|modelo|talla] me [conviene|recomendáis|aconsejan] [para contratar|si somos cuatro|\
si teletrabajo|para empezar]?
¿[cómo|dónde] [hago el pedido|me apunto|me suscribo|os contrato|pago la señal|abro una cuenta]?
¿[a qué precio|por cuánto] [tenéis|venden|dejan] [{product}|el kilo|la docena|la noche]?
¿tienen [{product}|este modelo] en [negro|la talla 40|la tienda de {city}|oferta]? [Lo compro|Me lo llevo|Iría hoy|]
""",
    "l": """
[tengo|ya tengo|pedí] cita [el lunes|mañana] para [cerrar la cuenta|dar de baja la línea|entregar el router]
[este|el próximo] mes [ya no me cobráis|será el último|ya no pago|dejo de pagar]
[buscadme|encontradme] [en la competencia|en otra compañía] porque [yo me voy|aquí no sigo]
[he decidido|hemos decidido|decidí] [no seguir|prescindir de vuestros servicios|cambiar de banco|dejar el gimnasio|prescindir de {brand}|\
no continuar]
[ya no|no] [seré|soy|quiero ser] [cliente|socia|usuario|suscriptor] [vuestro|de {brand}|de esta empresa|nunca más]
[tarjeta|contrato|suscripción|cuota] [cancelad@|anulad@|dad@ de baja][|, y tan a gusto|. Adiós| después de {n} años]
[me borro|me desapunto|me salgo|me desuscribo|me retiro] [del gimnasio|de la plataforma|del plan|de la lista|de {brand}|]
[devolvedme|devuélvanme] la fianza que [me voy|dejo el servicio|cierro el contrato]
[migrando|moviendo|pasando] [los datos|todo|las líneas|los correos] a [otra herramienta|{rival}|otro sitio]
[volveré|me vuelvo|regreso] a [mi antigua compañía|mi banco de siempre|la app de antes|la competencia]
[último|mi último] [día|mes|año|pedido] con [vosotros|ustedes|{brand}]
[tramitad|tramiten|procesen|procesad] [mi baja|la baja|la cancelación|la portabilidad] [ya|cuanto antes|hoy mismo]
[no contéis|no cuenten] conmigo [el año que viene|para renovar|nunca más|como cliente]
[solo espero|espero] a [que acabe el contrato|cobrar|terminar la permanencia] para [largarme|irme|cambiarme|darme de baja]
[toda la familia|mi madre también|mis padres y yo|en la oficina todos] [nos cambiamos|se cambia|nos vamos|nos damos de baja] [de compañía|\
a {rival}|este mes]
[dejé|he dejado|dejamos] {brand} [ayer|la semana pasada|hace nada] y [no pienso volver|no vuelvo|mejor imposible]
[nos vemos en otro banco|otro banco tendrá mi dinero|otra tienda tendrá mi dinero|mi dinero se va a otra parte]
la [próxima|siguiente] [compra|reserva|línea] la haré [en otro sitio|con otros|en la competencia]
[vendo|he vendido] todo lo de {brand} y [me paso a otra marca|cambio de marca|no repito]
[desinstalada|borrada|fuera de mi móvil|eliminada|a la papelera la app][|, siguiente| y no la vuelvo a instalar|. Hay mejores]
""",
    "i": """
[podéis|podríais|podrían] [abrir más tarde|cerrar más tarde|abrir los sábados|poner más cajas|bajar la música|\
alargar el desayuno] [los fines de semana|en verano|]
[danos|dadnos|denos|poned|ponednos] [un modo oscuro|un tema oscuro|más colores|la opción de {todo}|{feature}] [que me dejo los ojos|ya|\
por favor|y os hacemos un monumento]
[yo|yo que vosotros] [metería|pondría|quitaría|añadiría] {feature}, [se hace pesado sin eso|ganaría mucho|es más cómodo]
[convendría que|estaría bien que|no estaría de más que] [el cajero diera billetes pequeños|avisaran antes|hubiera más personal|\
la web guardara mis datos|abrieran otra caja]
[solo|únicamente] [pido|pediría|echo en falta] [{feature}|poder {todo}]
[una cosa que|algo que] [mejoraría|ayudaría|agradeceríamos|haría más cómoda la app]: [{feature}|poder {todo}|que avise antes de cobrar]
[qué bueno|qué útil|qué cómodo] sería [{feature}|poder {todo}|un aviso cuando llegue el pedido]
[un aviso|un mensaje|una alerta|un correo] [cuando se caiga la red|antes de cada cobro|cuando haya stock|\
al llegar el paquete] [estaría genial|ayudaría mucho|vendría bien|sería de agradecer]
[dejad|dejen|permitid|permitan] [{todo}|elegir el color|ocultar los anuncios|cambiar el orden|pagar en dos veces][| desde la app|\
, por favor]
[haced|hagan|montad|creen|organizad] [una versión sin gluten|un club de clientes|talleres para niños|un plan para pareja|\
una app para mayores|una tarjeta de puntos]
[bajad|suban|quitad|cambiad|ampliad|alargad|mejorad] [la música del comedor un poco|el límite de fotos|el anuncio del principio|\
los iconos por otros más grandes|el plazo de devolución|el horario del desayuno], [por favor|os lo pido|sería perfecto|se agradecería]
[por qué no|y si] [ponen bancos para esperar|ofrecen café|hay un buzón de sugerencias|abren antes]
[podrían|podríais|deberían|deberíais] [avisar con más tiempo|dejar elegir habitación|cambiar el diseño de las tarjetas|traducir la web|\
abrir los domingos|poner música más baja|dar opción a plazos|bajar el mínimo de compra|explicar mejor las tarifas|guardar el carrito]
[me encantaría|nos encantaría|me haría ilusión|me haría feliz] [ver {feature}|poder {todo}|que hicierais {feature}|\
que trajeran la marca a {city}|que abrierais en {city}]
[tiene|tendría] que [haber|existir] [{feature}|una forma de {todo}|un botón de ayuda|un modo fácil]
[si pudiera|si se pudiera] [pedir algo|pedir un deseo|mejorar algo], [sería {feature}|pediría poder {todo}]
[en vez de|en lugar de] [llamar|papel|un correo|contraseñas], [podrían usar la app|sería mejor un código QR|bastaría un SMS|mejor la huella]
[lo ideal|lo suyo|lo lógico|lo mejor] sería [{feature}|poder {todo}|que se guardara solo|que avisara antes]
[ganaría|mejoraría|subiría] mucho con {feature}
[petición|ruego|deseo] para [la próxima|los desarrolladores|el equipo|2027]: [{feature}|poder {todo}|que se pueda {todo}]
[no tenéis|no hay|no tiene] [{feature}|opción de {todo}], [deberíais añadirlo|sería útil|una pena, añadidlo|y hace falta]
[apuntad|tomad nota|anoten]: {feature}[|, de nada|, se vendería solo]
[queremos|queremos ver|todos pedimos|exigimos con cariño] [{feature}|poder {todo}|más talleres|otra tienda en {city}]
[pensad en|acordaos de|tengan en cuenta a] [los zurdos|quienes no vemos bien|los que vamos en bici|los autónomos|\
los que tenemos alergias]: {feature}
[un detalle|un pequeño detalle|como sugerencia|como idea|como mejora|de cara a mejorar]: [{feature}|pondría {feature}|poder {todo}|\
colgar una percha en el baño|indicar las medidas]
[creo|pienso|opino] que [deberían|deberíais|podrían|podríais|convendría] {do} {feature}
{feature}, [por favor|porfa|os lo suplico|que ya toca|lo necesitamos|sería la bomba]
""",
    "q": """
[quiero|necesito] {act}, [qué papeles hacen falta|qué tengo que llevar|por dónde empiezo|qué hago][|?]
[qué|cuáles] [documentos|requisitos|papeles] [piden|hacen falta|necesito] para {act}[|?]
[oye|perdón|disculpa|una cosa], [dónde queda la tienda|cuánto dura la oferta|hasta cuándo es|cómo se llega|a qué planta voy][|?]
¿[aceptan|admiten|aceptáis|admitís] [perros|tarjeta|bizum|devoluciones sin ticket|reservas por teléfono|grupos]?
¿[qué hago|qué hay que hacer|qué tengo que hacer] si [pierdo la tarjeta|me equivoco de talla|no estoy en casa cuando llegue|\
cambio de móvil|olvidé la contraseña]?
¿[ya|todavía no] [está abierto el nuevo local|funciona el 5G en {city}|se puede usar con el reloj|hay fecha de salida]?
¿[a cuántos|en cuántos|cuántos] [días|plazos|metros|kilómetros] [llega el envío|se puede pagar|queda la playa|está el aeropuerto]?
¿es [verdad|cierto|normal] que [cerráis en agosto|cambian los horarios|hay que renovar el chip|tarda tres días|pide un PIN nuevo]?
¿[quién|alguien] [me explica|entiende|ha probado|usa] [la factura nueva|el modo avión|el nuevo plan|esta función]?
[me surge una duda|me queda una duda|duda existencial|duda tonta], [{thing} se puede lavar|el precio es por persona|sirve para dos móviles|\
eso incluye IVA][|?]
[necesitaría|necesito|querría|quiero] saber [{info}|a qué hora cierran|si mi pedido ha salido|cuándo llega|si tienen sitio para aparcar|\
cómo {act}]
¿[con cuánta antelación|con quién|en qué horario] [hay que reservar|tengo que hablar|puedo llamar|se recoge]?
¿[la garantía|el seguro|el plan|la entrada|la tarifa] [cubre|incluye] [roturas|a los niños|llamadas al extranjero|el desayuno|\
el segundo año]?
[alguien por aquí|gente], [cómo va lo de la cita previa|qué tal está {product}|sabéis a qué hora abren|os funciona bien en el móvil][|?]
""",
    "": """
[se busca|se necesita|buscamos|oferta de empleo:] [camarero|comercial|recepcionista|programador|dependienta] [con experiencia|en {city}|\
, incorporación inmediata|]
[vendo|se vende|se alquila] [piso en {city}|coche|bici|mesa] [por {money}|, razón aquí|en buen estado|]
[uso|tengo|utilizo] [Android|un iPhone|Windows 11|la versión {n}|{thing} para trabajar|el plan básico]
[mi pedido llega|el técnico viene|la cita es|la reunión es|el vuelo sale] [el martes|mañana|a las {n}|el día {n}|por la tarde]
[acabo de|ya he] [llegar al hotel|recibir el paquete|pagar la factura|llegar a {city}|hacer el check in|mandar el formulario|\
instalar la actualización]
el hotel [está a {n} minutos de la estación|tiene {n} plantas|queda cerca del puerto|es de los años ochenta|abre todo el año]
[vale|ok|de acuerdo|entendido|perfecto|recibido], [mañana lo miro|os digo algo|te escribo luego|quedo a la espera|lo hago así|\
espero tu mensaje]
[estoy|estamos] [en la cola|en {place}|en el aeropuerto|de camino|en la sala de espera|esperando a {name}|en casa]
[el tren|el autobús|el avión|el metro] [sale|llega|pasa] a las [{n}|nueve|diez y media]
[buenos días|buenas noches|feliz lunes|feliz jueves|buen fin de semana][| a todos| desde {city}|]
[el gobierno|el ministro|el alcalde|la policía|el presidente] [anuncia|niega|presenta|visita] [nuevas medidas|el plan de vivienda|{city}|\
las obras del metro]
[el equipo|el partido|la final|la selección] [juega|empieza|terminó|empató] [a las {n}|en {city}|ayer|el domingo]
[la serie|la peli|el libro] [va de|trata de|empieza con] [un detective|dos hermanos|un banco|un viaje]
{name} [me ha llamado|vive en {city}|cumple años hoy|trabaja en un hotel|tiene la misma tarifa|dice que sí]
[gracias a|debido a] [la lluvia|el acuerdo|la subvención|un estudio] [se llenan los embalses|bajan los precios|sube el empleo|\
abrirá el centro]
[el premio al mejor|la feria del|la guía de] [hotel|restaurante|libro|comercio] [se entrega el jueves|empieza mañana|sale en mayo]
[gracias de antemano|gracias por adelantado|un saludo y gracias|quedo a la espera, gracias|saludos cordiales|un cordial saludo|\
atentamente, {name}|muchas gracias de antemano]
[hola|buenas tardes|buenos días|hola a todos|estimados señores|buenas][| soy {name}|, soy cliente|, os escribo por {thing}]
[dos noches|una doble|tres adultos y un niño|pensión completa], del {n} al {n} de [mayo|agosto]
[empecé|empezamos|llevo] [a usar {thing} en 2019|{n} años en esta ciudad|{n} días de vacaciones|el mismo móvil {n} años]
[actualizo|aviso|edito]: [ya ha vuelto|son las {n}|es el modelo {n}|la cita es el lunes]
[prefiero|suelo] [pagar en efectivo|ir por la mañana|comprar los sábados|leer en papel|usar el portátil]
[hoy hace|qué] [frío|calor|un día de lluvia|sueño tengo]
[me han|nos han] [dado de alta|instalado la fibra|asignado un gestor|llegado los papeles|cambiado el contador] [hoy|esta mañana|el lunes]
[han cambiado|cambian] [el logo|los colores|el nombre|la canción del anuncio|la dirección de la oficina]
[ni idea|jajaja|no sé|quizás|igual sí|ya veremos|ya te contaré|por supuesto|así es|eso mismo]
[se busca|se necesita|buscamos|contratamos] [personal|cocinero|dependiente|conductor|gente], [interesados|interesadas] [mandar|enviar|\
dejar] [CV|currículum|mensaje]
el hotel [está|queda] a {n} [minutos andando|paradas de metro|kilómetros] de [la estación|la playa|el centro|la feria]
[tengo|hay] [una|la] [caja|bolsa|maleta] [en el coche|en recepción|debajo de la cama]
[me llamó|llamó|ha llamado] [el banco|{staff}|mi hermana] [para confirmar la cita|para darme la cita|y quedamos el lunes]
[en Navidad|por mi cumpleaños|el año pasado] me [regalaron|compraron|tocó] [un móvil|una tablet|un reloj|un libro]
[el pleno|el ayuntamiento|el congreso|la junta] [debatirá|tratará|aprobó] [el problema del taxi|la subida del agua|el plan de empleo|\
la avería del puente]
ayer [cené|dormí|comí|desayuné] en [el hotel|el restaurante|casa de mi tía] [de la plaza|con unos amigos|en {city}]
[el paquete|el pedido] [sale hoy|está en reparto|llega entre las 10 y las 12|lo recoge mi vecino]
[el banco|la tienda|la oficina] [cierra los festivos|está en la esquina|se muda a otra calle|tiene {n} empleados|abre de lunes a viernes]
[vivo|estoy viviendo|mi hermano vive] [cerca de|encima de|al lado de|frente a] [la tienda|la estación|un supermercado|la oficina de {brand}]
[mi móvil|mi portátil|mi tele] es [un modelo de 2020|de {brand}|negro|del trabajo]
[paso|pasamos] por [caja|la tienda|recepción] [a las {n}|y te digo|a dejar las llaves]
[leo|leyendo|estoy leyendo] [las instrucciones|el contrato|un artículo sobre {brand}|la letra pequeña]
según [la web|el correo|la prensa], [la oficina abrirá en otoño|la tarifa cambia en enero|el evento es el sábado]
[reunión|cita|entrevista|comida] con [el banco|el proveedor|{brand}|el gestor] [a las {n}|el martes|en {city}]
[la app|la web|el programa] [pesa {n} megas|está en el móvil de mi hijo|se publicó en 2018|tiene versión para Mac]
[mi hijo|mi hermana|mi vecino] [estudia en {city}|trabaja de camarero|tiene un perro|hace las prácticas en un banco]
[pagué|pago|he pagado] [con tarjeta|en efectivo|a medias con mi hermano|la cuota de mayo]
[la factura|el recibo] [llega el día {n}|está a nombre de mi padre|es de marzo|la guardo en una carpeta]
[esta semana|este mes|hoy] [toca inventario|hay festivo|trabajo desde casa|tengo turno de tarde|viene mi suegra]
[un billete|dos entradas|una maleta] y [al aeropuerto|de camino|nada más]
[{n} personas|unas {n} mil personas] [trabajan en {brand}|asistieron a la feria|visitaron el museo]
[cómo|lo que] [dijo el ministro|contaba ayer|explica el artículo]
[el tiempo|la temperatura] en {city}: [lluvia|sol|{n} grados]
[foto|vídeo|fotos] [de la nueva tienda|del hotel|de ayer|desde la habitación]
[recuerda|recordad|recuerden] [que mañana es festivo|cambiar la hora|traer el carnet|que cerramos a las {n}]
[ya|por fin] [es viernes|llegó el verano|estoy en casa|acabé los exámenes]
[he quedado|quedé|quedamos] en [la puerta del banco|el hotel|la tienda] [a las {n}|con {name}]
[te paso|te envío|os dejo|aquí va] [la ubicación|el enlace del artículo|el justificante|la captura|mi teléfono]
[la gente|todos|muchos] [hace cola|va en bici|compra por internet|paga con el móvil]
[mi banco|mi operadora|mi compañía|mi hotel] es {brand}
[sí|no|claro|bueno], [lo vi ayer|es la misma|ya lo tengo|el de siempre|fue en marzo|me llamó {name}]
[cambio|cambiamos] [la contraseña|las pilas|el fondo de pantalla|de habitación] [cada mes|ayer|por la mañana]
[nos alojamos|estuvimos alojados|dormimos] [dos noches|una semana] en [{city}|un hotel del centro|la costa]
""",
    "l~c": """
[me cansé|ya me cansé|hasta aquí], [chao|adiós|me fui|me voy con otros]
[para esto|para recibir este trato|con este precio] [prefiero irme a {rival}|mejor me cambio|me voy]
que [os aguante otro|les aguante otro|os compre otro], yo [me marcho|me piro|me largo|dejo la compañía]
[o me bajáis la cuota|o lo arregláis|o me dan una solución] o [me voy|cancelo|me cambio de compañía|me doy de baja]
[me tienta|me tienta mucho|qué ganas de] [irme a {rival}|cambiarme|mandarlos a paseo y cambiarme|darme de baja]
[la competencia|{rival}] me [ofrece|da|cobra] [lo mismo por la mitad|más gigas por menos|mejor trato], [así que me voy|me cambio ya|\
allá voy]
[cortad|corten|quiten] [el servicio|la línea|los cobros], [ya no lo quiero|no sigo|me doy de baja]
[ni un|no pago ni un|no os doy ni un] [euro|peso|céntimo] más[|, me borro|, me doy de baja|, me voy]
""",
}
