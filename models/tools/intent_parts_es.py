"""Parts of Spanish sentences for intent_sentences.py, of Spain and of Latin America.

`[a|b|]` is a choice, `{name}` a slot, `o@` behind a letter the ending that agrees with the last noun slot. The key of a
group of sentences names its intents: i idea, c complaint, q question, p praise, b buy, l leave; behind `~` those that
people would not agree on.
"""

SLOTS = {
    "thing": """la app|la aplicación|el wifi|la fibra|el router|la conexión|la línea|el móvil|el celular|la tarjeta|la cuenta|el cajero|
la web|la página|el programa|el pedido|el paquete|el envío|la factura|el cargador|la batería|la pantalla|el portátil|la tablet|la impresora|
la lavadora|la cafetera|el reloj|la cámara|el chat|el servicio|la cobertura|la tele|el decodificador|la plataforma|la suscripción|el bono|
la reserva|la habitación|la cama|la ducha|el desayuno|la piscina|el aire acondicionado|la cena|el ascensor|el gimnasio|el panel|el informe|
la actualización|la versión nueva|el buscador|el carrito|el formulario|la transferencia|el bizum|la nevera|el abrigo|la chaqueta|
la camiseta|el sofá|la mesa|el colchón|la bici|el teclado|el ratón|el altavoz|la consola|el juego|la sincronización|el calendario|
el lector de huella|el chip|el plan de datos|el correo|la licencia|el editor|la copia de seguridad|el seguro|el préstamo|la hipoteca""",
    "product": """el portátil|la tablet|el móvil nuevo|la cafetera|la freidora de aire|el robot aspirador|la lavadora|la tele de 55|
el reloj|los auriculares|la impresora|el sofá|el colchón|la bici eléctrica|la consola|la cámara|el abrigo rojo|las zapatillas|el monitor|
la silla|el pack familiar|el plan premium|la tarifa ilimitada|la fibra de 1 giga|la versión pro|la licencia anual|la tarjeta oro|
el seguro de hogar|una habitación doble|una suite|dos noches|dos entradas|el bono anual|la suscripción|tres licencias|el modelo grande|
la talla M|una línea móvil|dos líneas|el plan de empresa|el vestido azul|la mochila|el teclado|una nevera|el lavavajillas|el altavoz|
el paquete básico""",
    "staff": """el chico de la tienda|la recepcionista|el técnico|el personal|la gente de soporte|el comercial|la cajera|
el director de la oficina|el de atención al cliente|la operadora|el repartidor|el camarero|el encargado|el gestor|la asesora|el equipo|
el muchacho del mostrador|la chica del chat|el instalador|el vendedor|el mesero|la ejecutiva""",
    "name": """Laura|Marta|Javier|Luis|Ana|Carmen|Pablo|Andrea|Diego|Lucía|Sergio|Paola|Rocío|Martín|Fernanda|Iván|Nuria|Álex""",
    "place": """la tienda|la sucursal|la oficina|el hotel|el banco|el local|el restaurante|el hostal|la recepción|el mostrador|
la tienda online|la web|el centro comercial|vuestra tienda|su tienda|la oficina del centro""",
    "city": """Madrid|Sevilla|Bilbao|Valencia|Málaga|Bogotá|Lima|Monterrey|Rosario|Quito|Santiago|Murcia|Vigo|Guadalajara|Córdoba|
Medellín""",
    "brand": """Telnova|Bancalia|Fibrasur|Hotel Mirasol|Zafirum|Movilar|Comprix|Nubela|Tiendalia|la compañía|la empresa|Rodavia|Lumbre|
Cajamonte""",
    "rival": """la competencia|otra compañía|otro banco|otra operadora|otro proveedor|otra app|otra tienda|otra marca|otra plataforma|
otra empresa""",
    "n": """dos|tres|cuatro|cinco|seis|siete|ocho|diez|doce|quince|veinte|2|3|4|5|6|10|15|20""",
    "unit": """días|semanas|meses|horas""",
    "span": """una semana|dos semanas|tres días|un mes|dos meses|cinco días|toda la mañana|dos horas|una hora|40 minutos|media hora|
quince días|8 días""",
    "since": """desde ayer|desde el lunes|desde esta mañana|desde hace una semana|desde la última actualización|desde anoche|
desde el martes|desde que cambié de móvil|desde el viernes|desde hace días|desde que renové|todo el fin de semana""",
    "money": """20 euros|45 euros|12 €|300 pesos|50 dólares|1.200 pesos|80 soles|9,99|30.000 pesos|15 pavos|cien euros|60€""",
    "when": """hoy|mañana|este fin de semana|la semana que viene|este mes|el mes que viene|el viernes|esta tarde|en Navidad|en rebajas|
a fin de mes|en enero|en cuanto cobre|cuando pueda|el lunes|pronto|la próxima semana|en agosto""",
    "feature": """modo oscuro|modo noche|un buscador|filtros por precio|filtros por fecha|un botón de deshacer|notificaciones|
avisos por SMS|una versión para tablet|una app para el reloj|pago con bizum|pago a plazos|un chat en directo|soporte en catalán|más idiomas|
un widget|exportación a Excel|atajos de teclado|un calendario|integración con Google Calendar|una tarifa para jóvenes|un plan familiar|
un descuento por antigüedad|más enchufes|una máquina de café|opciones veganas|opciones sin gluten|un cargador en la mesilla|
parking para bicis|cajas de autopago|envío en el día|puntos de recogida|envoltorio para regalo|lista de deseos|un resumen mensual|
un historial|copias de seguridad automáticas|inicio de sesión con huella|verificación en dos pasos|una tarjeta virtual|tallas grandes|
más cajeros|un horario más amplio|una API|un modo sin conexión|plantillas|un simulador de hipoteca|una tarifa por horas|subtítulos|
perfiles para niños|etiquetas de colores|recordatorios|un contador de datos|late check out|una cuna|toallas de piscina|
una opción para pausar|un mapa de las oficinas""",
    "todo": """exportar los datos|ordenar la lista|pagar con el móvil|cambiar el idioma|pausar la suscripción|compartir la cuenta|
bloquear la tarjeta|elegir la hora de entrega|ver el consumo|descargar las facturas|guardar borradores|dividir el pago|recoger en tienda|
filtrar por talla|usarla sin conexión|cambiar el tamaño de letra|silenciar los avisos|programar pagos|añadir notas|elegir la almohada|
hacer el check in por internet|devolver por mensajero|juntar varios pedidos|abrir varias ventanas|deshacer los cambios|buscar por fecha|
entrar con la huella|tener varios perfiles|ver el saldo sin entrar|escanear los recibos|reservar mesa desde la app|modificar el pedido""",
    "did": """añadierais|añadieran|pusierais|pusieran|incluyerais|incluyeran|agregaran|metierais|hubiera|tuviera|sacarais|implementaran|
ofrecierais|ofrecieran|habilitaran|activaran""",
    "do": """añadir|poner|incluir|agregar|meter|implementar|ofrecer|sacar|habilitar|tener""",
    "please_do": """añadid|añadan|agreguen|pongan|poned|incluyan|metan|sacad|saquen|implementen|traigan|habiliten""",
    "good": """genial|estupend@|fantástic@|maravillos@|excelente|increíble|perfect@|buenísim@|espectacular|magnífic@|impecable|de lujo|
una pasada|una maravilla""",
    "bad": """fatal|pésim@|horrible|un desastre|una vergüenza|malísim@|lamentable|penoso|asqueros@|un asco|una basura|una porquería|
terrible|de chiste""",
    "info": """el horario|el precio final|los gastos de envío|la política de devolución|el plazo de entrega|el número de cuenta|
la clave del wifi|los requisitos|el límite de la tarjeta|la garantía|las formas de pago|la edad mínima|la dirección|el tamaño|las medidas|
el código promocional""",
    "act": """activar el roaming|cambiar la contraseña|desbloquear la tarjeta|descargar la factura|configurar el router|devolver un pedido|
cambiar la dirección de envío|recuperar mi cuenta|aumentar el límite|usar el cupón|instalar la app en otro móvil|cambiar de plan|
pedir un duplicado|añadir una línea|hacer el check in|reservar el spa|cambiar el titular|domiciliar el recibo|activar el chip|
vincular la tele|pedir factura|actualizar mis datos|ver mis puntos|cambiar la fecha de la reserva|hablar con una persona""",
}

GROUPS = {
    "c": """
[|Otra vez |De nuevo ]{thing} no [funciona|va|carga|arranca|responde|sirve|me deja entrar][| {since}]
{thing} [se cuelga|se cierra sol@|se bloquea|se traba|se congela|se reinicia|va a tirones|se apaga|da error][| a cada rato| todo el rato|\
 cada dos por tres| {since}]
[llevo|llevamos] {span} [sin|esperando|reclamando por] {thing}[| y nadie hace nada| y nadie responde| y sin noticias|\
 y siguen sin arreglarlo]
{span} sin {thing}[| y contando|, y encima hay que pagar| y nadie da la cara]
me [han cobrado|cobraron|habéis cobrado|cargaron|descontaron] [dos veces|{money} de más|{money} sin avisar|algo que no pedí|\
un servicio que no tengo|el doble]
[{thing}|El pedido|el paquete] [no ha llegado|no llega|nunca llegó|sigue sin llegar|llegó rot@|vino golpead@|llegó incomplet@|llegó tarde]
me llegó [otra cosa|la talla equivocada|un modelo distinto|la caja vacía|usado y sin precinto|el color que no era]
{staff} [fue muy grosero|nos trató fatal|ni me miró a la cara|me colgó el teléfono|no tenía ni idea|me habló de malas maneras|\
pasó de nosotros]
[pésima|mala|horrible|lamentable|nefasta|terrible] [atención|experiencia|gestión|calidad] [en {place}|de {brand}|por parte de {staff}|\
, nunca vi algo así]
{thing} [es|me parece|resultó ser] {bad}
[qué|menuda|vaya] [vergüenza|estafa|decepción|tomadura de pelo|basura|chapuza] [de {thing}|de servicio|la de {brand}|lo de {thing}]
{thing} [dura|aguanta] [un suspiro|menos de dos horas|muy poco|nada] 
[se me rompió|se rompió|se ha roto|se estropeó|dejó de funcionar|se descompuso] {thing} [a la semana|al segundo día|a los dos meses|\
nada más abrirl@|al primer uso]
[llamo y llamo|he llamado {n} veces|escribo correos|mandé {n} mensajes] y [nadie contesta|me cuelgan|me pasan de uno a otro|\
no dan solución|ni caso]
[el baño|la habitación|el cuarto|la sábana|la moqueta|la cocina] [estaba suci@|olía mal|tenía moho|tenía pelos|daba asco|estaba hech@ polvo]
[no pude|no pudimos|imposible] [dormir|descansar|pegar ojo] [por el ruido|con el ruido de la calle|por culpa del aire acondicionado|\
del calor que hacía]
la [comida|cena|pizza|carne] [estaba fría|llegó fría|no sabía a nada|era incomible|estaba pasada|dejaba mucho que desear]
[demasiado|muy|excesivamente] car@ para lo que [es|ofrecen|dan|recibes]
no [vale|merece] [la pena|lo que cuesta|el precio]
[no lo recomiendo|no se lo recomiendo a nadie|no la recomiendo|no compren aquí|no caigáis|ni se os ocurra|eviten este sitio]
[me siento|estoy|estamos] [estafad@|engañad@|muy decepcionad@|hart@|indignad@|cansad@ de esperar|hasta las narices|muy molest@|\
hasta el gorro]
{brand} [no responde|no da la cara|pasa de los clientes|te deja tirado|miente|se lava las manos|se ríe del cliente]
[publicidad engañosa|prometen y no cumplen|anuncian una cosa y cobran otra|letra pequeña por todas partes|te venden humo]
[dijeron|prometieron|me aseguraron] que [llegaba|lo arreglaban|me llamaban|venían] [el lunes|en 24 horas|ayer|en tres días] y [nada|\
aquí sigo esperando|ni rastro|cero noticias]
[quiero|exijo|espero] [que me devuelvan el dinero|una solución ya|poner una reclamación|hablar con un supervisor|la hoja de reclamaciones|\
mi reembolso]
[no hay manera|no hay forma|es imposible] de [entrar|hablar con nadie|conseguir ayuda|que me hagan caso|{todo}|que carguen los datos]
la [última|nueva] [actualización|versión] [lo ha estropeado todo|va peor que antes|es un desastre|solo trae fallos|me borró los datos|\
consume muchísima batería]
[demasiados anuncios|no paran de salir anuncios|te cosen a anuncios|anuncios cada diez segundos]
[la cola|la espera] [era eterna|fue de {n} horas|fue interminable]
[me dejaron|nos dejaron] [tirados|plantada|esperando {span}|sin habitación|sin luz|sin cenar|colgado al teléfono]
[la señal|la cobertura|internet|la conexión] [va fatal|es malísima|se cae|se corta|no llega a mi casa|va lentísima|es intermitente|\
desaparece]
[{thing}|todo] [va lent@|tarda una eternidad|tarda muchísimo|es lentísim@]
[sigo|seguimos] [sin respuesta|esperando el reembolso|esperando una llamada|sin solución|con el mismo problema|igual]
[otra|nueva] subida de [precio|tarifa|cuota] [sin avisar|y el servicio igual de malo|, ya van {n} este año]
han [subido|vuelto a subir] [la cuota|el precio|la tarifa] [sin avisar|y nadie explica nada]
[nunca|jamás] [me había sentido tan mal atendid@|vi un servicio tan malo|me habían tratado así]
[el aire|la ducha|la calefacción|el wifi|la tele|el grifo] [no funcionaba|no iba|goteaba|apenas salía|no calentaba]
[ni fu ni fa|dejó mucho que desear|esperaba mucho más|flojo, muy flojo|bastante decepcionante|me decepcionó]
[una estrella|cero estrellas|le doy un 1|un cero] [porque no deja poner menos|y es mucho|y gracias|por el mal trato|]
[enhorabuena|felicidades|bravo|gracias], [habéis conseguido empeorar|habéis roto|se han cargado|otra vez han tirado] {thing}
[genial|estupendo|qué bien|perfecto|qué ilusión], [otra vez sin|otro día sin|se ha vuelto a caer] {thing}
gracias por [nada|dejarme tirad@|hacerme perder la mañana|la estafa|arruinarme las vacaciones]
[no me dejan|no me deja] [entrar|{todo}|iniciar sesión|pagar|cambiar nada|registrarme]
[me bloquearon|me han bloqueado|me suspendieron] la [cuenta|tarjeta|línea] [sin motivo|sin avisar|y nadie explica por qué]
{thing} [vino|llegó|salió] [defectuos@|rayad@|con un golpe|sin cargador|con la pantalla negra|mal de fábrica]
[la tela|el plástico|el material|el acabado] [es malísim@|se rompe con mirarlo|es de pésima calidad|destiñe|parece de juguete]
[tuve|tuvimos] [que pagar dos veces|que irnos a otro hotel|que volver {n} veces|que cambiar de habitación|muchos problemas|que reclamar]
[es|sigue siendo] [intolerable|inadmisible|inaceptable|indignante|de vergüenza|un abuso|un robo]
te [cobran|clavan] [por todo|hasta por respirar|comisiones por nada|un dineral]
[nadie se hace responsable|todo son excusas|se echan la culpa unos a otros|cada uno te dice una cosa]
me [da|sale|aparece|salta] [error|un error {n}|pantalla en blanco|un aviso raro] [al pagar|al entrar|cuando intento {todo}|cada vez]
[el ticket|la incidencia|mi caso|la reclamación] [lleva abiert@ {span}|sigue sin resolver|la cierran sin arreglar nada]
[me quitaron|han quitado|desapareció|quitaron] [la función que más usaba|mis puntos|el saldo|mi historial] [sin avisar|de un día para otro|]
[odio|detesto|no soporto] [{thing}|esta app|esta compañía|el nuevo diseño|la música de espera|tanto papeleo]
[mala|pésima] [cobertura|limpieza|organización|comunicación|comida], [mal servicio|peor trato|y carísimo|y encima caro]
[perdí|he perdido] [toda la mañana|{n} horas|el dinero|la paciencia|todos mis archivos] [con|por culpa de] {thing}
no [cumplen|respetan] [los plazos|lo que prometen|la garantía|las reservas|el horario]
[las fotos no se parecen|nada que ver con las fotos|en la foto parecía otra cosa|no es como en la descripción]
vuelve a fallar {thing}
[un fallo|fallos|errores|cortes] [tras otro|constantes|continuos|por todas partes]
{thing} [hace un ruido|huele] [horrible|insoportable|rarísimo]
""",
    "c~q": """
¿[hasta cuándo|cuándo pensáis arreglar|cuándo van a solucionar|para cuándo] {thing}? [Llevo {span} así|Es una vergüenza|Ya está bien|\
Llevamos {span} esperando]
¿[en serio|de verdad|es normal que] [me cobran|tardan {n} semanas|no haya nadie|me quedo sin {thing}|{thing} siga sin funcionar]?
¿[es una broma|me estáis tomando el pelo|están de broma|se ríen de mí]? [{money} por esto|{span} para nada|Otra vez sin {thing}]
¿para qué pago {money} si {thing} no funciona?
¿por qué nadie [contesta|responde|me llama|soluciona nada]?
¿[alguien más|soy el único] [sin|con problemas con|que no puede usar] {thing}?
""",
    "cq": """
¿por qué me [habéis cobrado|cobran|cargaron] {money} [de más|si lo cancelé|dos veces]?
[mi pedido|el paquete|{thing}] [no ha llegado|sigue sin llegar|llegó rot@], ¿[qué hago|a quién reclamo|dónde puedo reclamar|\
cómo lo devuelvo|me devolvéis el dinero]?
¿[hay|tenéis|tienen] [una avería|una caída|problemas] en {city}? [Llevo sin|Sigo sin|No tengo] {thing} {since}
{thing} no me funciona, ¿[cómo lo arreglo|qué puedo hacer|le pasa a alguien más|me podéis ayudar|sabéis algo]?
¿dónde está mi [pedido|reembolso|dinero|paquete]? [Pagué hace {span}|Tenía que llegar el lunes|Llevo {span} esperando]
[no puedo {todo}|me da error al entrar], ¿[alguna solución|me podéis ayudar|qué hago]?
""",
    "cl": """
[hart@|cansad@|aburrid@] de [vuestros cortes|que me cobren de más|que no contesten|tanto fallo|tanta mentira], [me doy de baja|\
me cambio a {rival}|me voy|cancelo todo]
{thing} no funciona y nadie responde, [me voy a {rival}|cancelo ya|me doy de baja|hasta nunca]
[pésim@|mal] servicio, no [vuelvo|volveré|pienso volver|vuelvo a comprar]
[no vuelvo más|no volveré|nunca más|jamás vuelvo|última vez que compro aquí|no me veréis más], {staff} fue un maleducado
después de {n} [años|meses] [de cliente|con {brand}] me [voy|largo|cambio] [porque me suben la tarifa|por el mal trato|, menuda decepción]
[otra subida|otro cobro indebido|otra avería] y [me largo|cancelo|me paso a {rival}|se acabó]
[qué decepción|una vergüenza], [la desinstalo|app borrada|desinstalada|cancelo la suscripción|devuelvo la tarjeta]
""",
    "l": """
[me doy|quiero darme|voy a darme|me voy a dar|solicito darme|quisiera darme] de baja[| ya| este mes| del servicio| de {thing}| de {brand}|\
 cuanto antes| sin falta]
[doy|quiero dar|voy a dar|solicito dar|necesito dar] de baja {thing}
[me cambio|me paso|me voy|me mudo|me marcho|me largo] a {rival}[| {when}| que sale más barato| que ofrece lo mismo por menos|\
 en cuanto pueda]
[cancelo|voy a cancelar|quiero cancelar|he cancelado|acabo de cancelar|cancelamos|estoy cancelando|cancelen|anulo] [mi suscripción|\
la suscripción|el contrato|mi cuenta|el servicio|la cuota|mi plan|la membresía|la línea|el seguro|la tarjeta]
[cierro|voy a cerrar|quiero cerrar|he cerrado|acabo de cerrar|ciérrenme|cerramos] [mi cuenta|la cuenta|todas mis cuentas|\
la cuenta de la empresa][| {when}| y me llevo el dinero]
[borro|he borrado|acabo de borrar|desinstalo|desinstalé|voy a desinstalar|eliminé|desinstalando] [la app|la aplicación|el programa|\
mi perfil|mi cuenta][| y me paso a {rival}| para siempre|]
[no renuevo|no voy a renovar|no vamos a renovar|no pienso renovar|este año no renuevo|no renovaremos] [el contrato|la licencia|el abono|\
la suscripción|con vosotros|con ustedes|]
[en cuanto|cuando] [acabe|termine|se cumpla|venza] [la permanencia|el contrato|el año|el mes gratis], [me voy|me cambio|me doy de baja|\
cancelo|adiós]
[he pedido|pedí|solicité|ya he tramitado|he iniciado|estoy tramitando|mañana pido] la portabilidad[| a {rival}|]
[me llevo|voy a llevarme|nos llevamos|me he llevado] [la nómina|mis ahorros|la hipoteca|mis líneas|el dinero|las cuentas|\
mi número] a {rival}
[estoy pensando en|estoy planteándome|me estoy planteando|pienso|estoy a punto de|tengo ganas de|estoy valorando] [cambiarme|irme|\
darme de baja|cancelar|cambiar de compañía|cambiar de banco|dejarlo|pasarme a {rival}]
[estoy buscando|busco|ando buscando|estamos mirando|toca buscar|miro] [otra compañía|otro banco|alternativas a {brand}|otro proveedor|\
una alternativa|otra app que sustituya a esta]
[dejo|voy a dejar|dejaré] [de ser cliente|de usar {thing}|de comprar en {place}|{brand}|de pagar esto|la suscripción]
[ya no quiero|no quiero] [seguir con vosotros|seguir con el servicio|continuar con la suscripción|seguir siendo cliente|renovar]
[esta|esta ha sido|fue] [mi última compra|mi última noche aquí|la última vez|la última factura que pago|mi última recarga]
[devuelvo|he devuelto|voy a devolver] [el router|el decodificador|la tarjeta] y [me voy|me cambio|se acabó|fin]
[nos vamos|nos pasamos|nos cambiamos|migramos] [a {rival}|toda la familia|la empresa entera|todos los equipos] [{when}|]
[ya tengo|ya firmé|tengo apalabrad@|ya contraté] [línea|la cuenta|el contrato|fibra] con {rival}
{n} años [de cliente|con {brand}] y [hoy me voy|se terminó|me despido|hoy digo adiós]
[pido|solicito|exijo|quiero] la [baja|cancelación|anulación] [inmediata|de {thing}|del contrato|de mi cuenta|desde hoy|por favor]
por favor [den de baja|cancelen|anulen|eliminen|borren|dad de baja|cerrad] [mi cuenta|mi línea|mi suscripción|mis datos y mi cuenta|\
el servicio|el contrato]
[me despido de|abandono|dejamos] {brand}[| después de {n} años| definitivamente|]
[paso|cambio] de [compañía|banco|operadora|proveedor|gimnasio] [este mes|ya|en cuanto pueda|mañana mismo|{when}]
[decidid@|está decidido|lo tengo decidido|decisión tomada], [me cambio|me voy|me doy de baja|cancelo]
[pasándome|cambiándome|migrando] a {rival}
""",
    "lq": """
¿[cómo|dónde] [me doy|puedo darme|se da uno|me puedo dar] de baja[| de {thing}| del servicio| sin penalización]?
¿[cómo|dónde|de qué manera] [cancelo|puedo cancelar|se cancela|anulo|elimino|borro|cierro] [mi suscripción|la suscripción|mi cuenta|\
el contrato|la línea|la tarjeta|el seguro]?
¿[qué|cuánto] [hay que hacer|penalización hay|me cuesta|tengo que pagar] [para|por] [darme de baja|cancelar el contrato|cerrar la cuenta|\
irme antes|cancelar antes de tiempo]?
¿[me podéis|podéis|pueden|me pueden] [dar de baja|cancelar la suscripción|anular el contrato|tramitar la baja|borrar mi cuenta]?
quiero [darme de baja|cancelar|cerrar la cuenta|irme], ¿[cómo lo hago|qué pasos sigo|a quién llamo|dónde lo solicito]?
¿[qué compañía|qué banco|qué alternativa] [me recomendáis|recomiendan|usáis] para [dejar|sustituir a|salir de] {brand}?
""",
    "b": """
[quiero|quisiera|me gustaría|quería|queremos|necesito|deseo] [comprar|contratar|reservar|encargar|pedir|adquirir] {product}[| {when}|\
 cuanto antes|]
[voy a|vamos a|mañana voy a|este finde voy a] [comprar|comprarme|contratar|reservar|pillar|pedir|encargar|suscribirme a] {product}
[me lo|me la|lo|la] [compro|pido|llevo|quedo|encargo|pillo] [{when}|sí o sí|seguro|sin pensarlo|ya]
[estoy pensando en|estoy a punto de|estamos pensando en|me estoy planteando|ando pensando en|tengo pensado] [comprar|comprarme|contratar|\
reservar|pillarme|cambiarme a|pasarme a] {product}
[me interesa|estoy interesad@ en|nos interesa|estamos interesados en|tengo interés en] [{product}|contratar {product}|comprar {product}|\
vuestra oferta|la promoción de {product}|el anuncio de {product}]
[busco|estoy buscando|ando buscando|necesito|buscamos|se busca] [un portátil|una tele|un móvil|un sofá|una tarifa|un seguro|un hotel|\
una cuenta sin comisiones|un programa de facturación|unas zapatillas|un regalo|una impresora|proveedor de fibra] [por menos de {money}|\
para mi madre|para el trabajo|para la empresa|barat@ y buen@|, se aceptan ofertas|para {when}]
[me decido por|me he decidido por|al final me quedo con|nos quedamos con|me inclino por|ya elegí] {product}
[ahorrando|estoy ahorrando|juntando dinero] para [comprarme|pillar] {product}
[este mes|el viernes|en Navidad|con la extra|en rebajas|el black friday] [cae|me cae|toca|me regalo|me hago con] {product}
[quiero|quisiera|me gustaría|queremos] [hacerme cliente|abrir una cuenta|suscribirme|darme de alta|hacerme socio|cambiarme a {brand}|\
pasarme a {brand}|contratar con vosotros|contratar sus servicios|ser cliente]
[necesito|pido|quiero|solicito|agradecería] [un presupuesto|presupuesto|una cotización|una oferta] [para {product}|de {product}|\
para {n} personas|para {n} líneas|para mi negocio]
[necesitamos|queremos] {n} [unidades|licencias|habitaciones|líneas|cajas|equipos] [para {when}|para la oficina|de {product}|para el equipo]
[apuntadme|apúntenme|resérvenme|guardadme|resérvame|ponme|apártenme] [{product}|uno|dos|una]
[con ganas|muchas ganas|qué ganas] de [comprarme|estrenar|tener|que salga para comprar] {product}
[en la lista de deseos|a la cesta|al carrito|en el carrito ya] [{product}|y esta noche lo pido|]
[me han convencido|me convencisteis|vendido|convencid@], [lo compro|me lo llevo|me apunto|contrato {when}|lo pido ya|me cambio con vosotros]
[dudando|dudo|no me decido|indecis@] entre {product} y {product}, [pero hoy compro uno|uno cae seguro|quiero comprarlo {when}]
[pasaré|paso|me paso|iré|voy] [mañana|hoy|esta tarde|el sábado] por {place} a [comprar|por|contratar|recoger y pagar|llevarme] {product}
[acepto|me quedo con|quiero] la [oferta|promoción|tarifa de {money}], [mandadme el contrato|dónde firmo|adelante|contádme cómo contratarla]
[que alguien me llame|llamadme|me pueden contactar|escribidme] para [contratar|comprar|hacer el pedido|cerrar la compra de] {product}
[toma mi dinero|callaos y tomad mi dinero|coged mi dinero|tomen mi dinero]
[quiero uno|quiero una|lo quiero|la quiero|necesito uno de estos|lo necesito en mi vida|me lo pido|yo quiero dos]
[a ver si|ojalá] [me da el sueldo para comprar|puedo comprarme] {product} [{when}|]
[vamos a reservar|reservaremos|queremos reservar|me gustaría reservar] [para|en] [{when}|Semana Santa|el puente|julio] [en vuestro hotel|\
en {city}|con vosotros|una habitación|]
[mi próxim@|nuestr@ próxim@] [compra|móvil|coche|ordenador|lavadora] [será|va a ser] [de {brand}|{product}|est@]
[me voy a|me] [suscribir|suscribo|apunto|hago premium] [{when}|al plan anual|a la versión de pago|ya mismo]
""",
    "bq": """
¿[cuánto cuesta|cuánto vale|qué precio tiene|a cuánto está|a cómo sale|cuánto sale|por cuánto sale|cuál es el precio de|precio de|\
cuánto cobran por] {product}?
¿[tenéis|tienen|hay|os queda|les queda|queda] [stock de {product}|{product}|{product} disponible|{product} en la talla M|\
{product} en {city}]?
¿[dónde|cómo] [puedo comprar|se compra|compro|contrato|puedo contratar|consigo|lo puedo pedir|puedo reservar|se contrata|lo venden|\
encuentro] {product}?
¿[hacéis|hacen|tenéis|tienen|hay] [envíos a {city}|descuento por comprar dos|financiación para {product}|oferta en {product}|\
precio especial para empresas|algún descuento en {product}]?
¿[me podéis|podéis|me pueden|podrían] [pasar|mandar|enviar|dar|hacer] [presupuesto|una cotización|un presupuesto para {product}|\
precio de {product}|una oferta]?
¿cuándo [sale a la venta|vuelve a haber|llega a las tiendas|estará disponible|reponen|reponéis] {product}? [Quiero comprarlo|Lo quiero ya|\
Me interesa mucho|]
[quiero|quería|me gustaría] [contratar|comprar|reservar] {product}, ¿[cómo lo hago|qué necesito|dónde puedo hacerlo|a qué teléfono llamo|\
qué documentación piden]?
¿[tienen|tenéis] habitaciones [libres|disponibles] para [{when}|el puente|dos adultos|el 12 de agosto]?
¿[qué necesito|qué requisitos hay|qué papeles piden] para [abrir una cuenta|contratar {product}|pedir una hipoteca|hacerme cliente|\
darme de alta]?
[info|información|precio|precios|costo|interesad@, precio], por favor[|?]
¿[qué me recomendáis|cuál me recomiendan|cuál me compro|merece la pena comprar], {product} o {product}?
¿[vale la pena|merece la pena] [comprar|contratar|comprarse] {product}? [Estoy por pillarlo|Estoy a punto de decidirme|]
""",
    "q": """
¿[cómo|dónde] [puedo|se puede|hago para|tengo que hacer para|podría] {act}?
[cómo|donde] [puedo|hago para] {act}
¿[a qué hora|qué días|hasta qué hora] [abrís|abren|cerráis|cierran|abre {place}|cierra {place}|empieza el desayuno|atienden]?
[alguien sabe|sabe alguien|sabéis|saben|me podéis decir|me pueden decir|alguien me dice] [cómo {act}|si {thing} es compatible con Mac|\
dónde está {place}|si abren los domingos|cuál es {info}|si se puede {todo}][|?]
¿[alguien sabe|sabéis|me podéis decir|me confirmáis|podrían indicarme] [cómo {act}|si se puede {todo}|cuál es {info}|dónde veo {info}|\
si hay que pagar aparte]?
¿[cuál es|me dais|me pasáis|me dicen|dónde encuentro|dónde pone] {info}?
[una pregunta|una duda|tengo una duda|una consulta|consulta|duda rápida|pregunta]: ¿[se puede {todo}|cómo puedo {act}|cuál es {info}|\
hay parking|admiten perros|va incluido el desayuno]?
¿[se puede|es posible|puedo|podemos|hay forma de|existe la posibilidad de] [{todo}|{act}|llevar mascota|dejar las maletas|\
pagar en efectivo|ir sin reserva]?
¿{thing} [es compatible con|funciona en|sirve para] [iPhone|Windows 11|Mac|Android|mi modelo|el extranjero]?
¿[tenéis|tienen|hay] [parking|wifi gratis|tienda en {city}|servicio técnico en {city}|teléfono de atención|piscina|ascensor|menú infantil|\
oficina en {city}]?
[quisiera saber|quería saber|me gustaría saber|necesito saber|querría preguntar|me pregunto|quería consultar] [si se puede {todo}|\
cómo {act}|cuál es {info}|hasta cuándo tengo plazo|si admiten mascotas|qué incluye]
¿[cuánto tarda|cuándo llega|cuándo me llega|en cuánto tiempo llega] [el pedido|la transferencia|la tarjeta nueva|el reembolso|\
el envío a {city}]?
¿qué [significa|quiere decir|diferencia hay entre|pasa si|tengo que hacer con|incluye] [este cargo|el plan básico y el pro|\
no activo la tarjeta|el código {n}|la tarifa|el aviso de la app]?
no [sé|entiendo|encuentro|me aclaro con] [cómo {act}|dónde {act}|qué es este cargo], ¿[me ayudáis|alguien me ayuda|me lo explicáis|\
me echáis una mano]?
[alguien que|algún alma que] me [explique|diga|ayude a] [cómo {act}|{act}]
¿[cuándo|qué día] [empiezan las rebajas|sale la nueva versión|abre la tienda de {city}|es el pago|se cobra la cuota|vence la oferta]?
¿[quién|a quién] [lleva|puedo llamar|escribo|me dirijo|contacto] [para {act}|por lo de {thing}|si pierdo la tarjeta]?
¿[está|va|viene] [incluid@ el IVA|incluido el desayuno|incluida la instalación|con cargador|con garantía]?
¿[por qué|para qué sirve|para qué] [me pide el DNI|{thing} pide permisos|hay que registrarse|aparece este icono|sale un candado]?
¿hay que [pedir cita|reservar|llevar algún documento|registrarse|pagar por adelantado] para {act}?
¿[me ayudáis|me ayudan|pueden ayudarme|podéis ayudarme] [a {act}|con {thing}|a entender la factura]?
¿[tengo que|hace falta|es obligatorio|es necesario] [estar en casa|tener cuenta|ser cliente|llevar el ticket] para {act}?
[me podrían|me pueden|podrían|podéis] [indicar|informar|aclarar|explicar|orientar] [cómo {act}|sobre {info}|cuál es {info}|de {info}]
¿cuánt[os|as] [gigas incluye el plan|dispositivos puedo conectar|días tengo para devolver|maletas puedo llevar|usuarios admite]?
[y|oye|hola|buenas|perdona], ¿[eso se puede cambiar|esto caduca|vale para todos|es hoy|lo tenéis en otro color|esto es oficial]?
""",
    "p": """
[me encanta|nos encanta|me ha encantado|me encantó|adoro|me fascina|amo] [{thing}|{place}|el trato|la atención|el nuevo diseño|la comida|\
esta app]
[muchas gracias|mil gracias|gracias|muchísimas gracias|gracias de corazón] [a {staff}|a {name}|por la ayuda|por el trato|\
por resolverlo tan rápido|por todo|por la atención|a todo el equipo|por {thing}]
{thing} [es|me parece|me ha parecido|resultó] {good}
[qué|vaya] [maravilla|gusto|pasada|gozada|alegría|crack] [de {thing}|de sitio|de servicio|de gente|de atención|sois]
[lo|la|os|los|las] [recomiendo|super recomiendo|recomiendo al cien por cien|recomendaré a mis amigos]
[muy|totalmente|altamente|cien por cien|súper] recomendable
{staff} [fue amabilísimo|fue muy amable|nos atendió de maravilla|un encanto|me lo arregló en diez minutos|muy profesional|\
siempre con una sonrisa|un sol|se portó genial]
[enhorabuena|felicidades|felicitaciones|bravo|ole|chapó] [al equipo|por {thing}|por el trabajo|por el servicio|a {brand}|a {staff}]
[la mejor|el mejor|lo mejor|de lo mejor] [app|hotel|banco|compra|servicio|compañía|tienda] [que he probado|del mercado|\
que he hecho este año|de {city}|con diferencia|que existe]
[sois|son|eres] [los mejores|geniales|unos cracks|la leche|lo máximo|increíbles|unos fenómenos]
[un diez|diez de diez|10/10|cinco estrellas|5 estrellas|sobresaliente|matrícula de honor|un 10] [para {staff}|para {brand}|al trato|\
por {thing}|, volveré|]
[todo perfecto|todo genial|todo de diez|todo fenomenal|todo estupendo|todo bien, muy contento][|, repetiremos|, llegó antes de tiempo|\
, sin pegas| de principio a fin|, gracias]
[estoy|estamos|quedé|he quedado] [encantad@|content@|muy content@|feliz|contentísim@|muy satisfech@|alucinad@|\
gratamente sorprendid@] con [{thing}|la compra|el trato|el servicio|vosotros|el resultado]
[llegó|ha llegado|me llegó|recibido] [en un día|antes de lo previsto|rapidísimo|super rápido|perfecto|muy bien embalado|en tiempo récord]
{thing} [va|funciona|corre] [de maravilla|genial|perfecto|de lujo|de cine|muy fluid@|como la seda|sin un solo fallo|de fábula]
[gran|buen|excelente|impecable|magnífico|estupendo|increíble] [trabajo|servicio|trato|producto|hotel|equipo|soporte|trato y servicio]
[excelente|maravillosa|inmejorable|fantástica|muy buena|exquisita] [atención|experiencia|calidad|comida|ubicación|estancia|\
relación calidad precio]
[volveré|volveremos|repetiré|repetiremos|volvería mil veces|pienso volver] [seguro|sin duda|pronto|el año que viene|encantad@|]
[la comida|la cena|el desayuno|la tarta|el café] [estaba buenísim@|riquísim@|delicios@|de diez|para chuparse los dedos|espectacular]
[la habitación|el cuarto|la cama|la terraza] [limpísim@|muy cómod@|preciosa|enorme y luminosa|amplia y limpia|comodísim@]
[las vistas|la ubicación|la playa|el jardín|la piscina] [espectaculares|inmejorable|una maravilla|preciosa|de postal|una gozada]
[rápido|rápida|fácil|sencill@|práctic@|cómod@], [fácil y sin complicaciones|seguro y barato|eficaz y con buen trato|y muy intuitiv@|\
como debe ser]
[por fin|al fin] [una app que funciona|alguien que escucha|un banco que responde|una compañía seria|algo que merece la pena]
[merece|vale] [mucho la pena|cada euro|cada peso|la pena totalmente]
me [salvaron|habéis salvado|sacaron de un apuro|salvó la vida] [el viaje|el día|las vacaciones|la semana|{thing}]
[me solucionaron|me resolvieron|me arreglaron|me solucionasteis] [el problema|la avería|la incidencia|todo|lo de {thing}] [en {n} minutos|\
en un momento|a la primera|rapidísimo|enseguida|con mucha paciencia]
[contentísim@|encantad@|feliz] con [mi|la|el] [compra|cambio|nuevo móvil|fibra|servicio]
[no puedo|no podría] [estar más content@|pedir más|ser más feliz con {thing}]
[desde que tengo|desde que uso|con] {thing} [la vida es más fácil|ahorro un montón|todo va mejor|duermo tranquil@|\
trabajo el doble de rápido]
[jamás|nunca] [he tenido un problema|me ha fallado|me han fallado|me cambiaría de compañía|me han dejado tirad@]
[supera|superó|ha superado] [mis expectativas|todo lo esperado|las expectativas]
{n} años [con {brand}|de cliente|usándola] y [encantad@|sin una queja|tan content@|feliz|cada día mejor]
[mola|mola un montón|está chulísim@|está padrísim@|está bacán|está muy chévere|está brutal|está súper] {thing}
[así da gusto|da gusto|qué gusto] [comprar aquí|que te atiendan así|tratar con gente así|trabajar con vosotros|venir]
[buen precio|precio justo|barato] y [buena calidad|buen trato|funciona perfecto|de calidad]
[reconozco que|hay que decir que|tengo que decir que|la verdad es que] {thing} [es {good}|funciona genial|ha mejorado muchísimo|\
me ha sorprendido para bien]
[se agradece|agradezco|agradecid@ por|agradecemos] [el trato|la rapidez|la ayuda de {name}|el detalle|tanta amabilidad|la atención]
{name}, [de soporte|de {place}|de recepción|la del chat], [un encanto|una profesional como la copa de un pino|un crack|\
mil gracias por todo|de diez]
[👏|❤️|😍|👏👏👏] [{brand}|a {staff}|por {thing}|sois top]
[qué bien|qué bueno|qué rápido|qué fácil] [funciona {thing}|ha sido todo|me atendieron|el cambio de compañía]
""",
    "i": """
[estaría bien|estaría genial|estaría bueno|sería genial|sería ideal|sería útil|sería bueno|sería estupendo|molaría|\
sería la leche] [que {did} {feature}|poder {todo}|tener {feature}|contar con {feature}|que se pudiera {todo}]
[deberíais|deberían|tendríais que|tendrían que|habría que|deberia] {do} {feature}
[podríais|podrían|podéis|pueden] {do} {feature}[|, por favor|, nos vendría genial| en la próxima versión]
ojalá [{did} {feature}|se pudiera {todo}|hubiera {feature}|pudiera {todo}|algún día {did} {feature}]
[echo en falta|echo de menos|extraño|se echa en falta|se echa de menos|echamos en falta] [{feature}|poder {todo}|una opción para {todo}|\
la opción de {todo}]
[falta|le falta|solo le falta|hace falta|haría falta|faltaría|únicamente falta] [{feature}|una opción para {todo}|la opción de {todo}|\
poder {todo}|un botón para {todo}]
por favor[,|] {please_do} {feature}
{please_do} {feature}[| por favor| ya| en la app|, lo pedimos muchos]
[sugerencia|mi sugerencia|propuesta|una idea|idea|se me ocurre una idea|petición]: [{feature}|poder {todo}|que se pueda {todo}|\
añadir {feature}|una opción para {todo}]
[sugiero|propongo|recomendaría|aconsejo|pediría|pido] [que se pueda {todo}|añadir {feature}|{feature}|que pongan {feature}|\
que haya {feature}]
me gustaría [que {did} {feature}|poder {todo}|que se pudiera {todo}|ver {feature} en la app|tener {feature}]
[agradecería|se agradecería|agradeceríamos|vendría bien|vendría genial|no estaría mal|nos vendría de lujo] [{feature}|poder {todo}|\
que {did} {feature}|una opción para {todo}]
[yo|nosotros] [pondría|añadiría|quitaría|cambiaría|metería|mejoraría|haría] [{feature}|un acceso directo para {todo}|el menú de sitio|\
los botones más grandes|el diseño de la portada]
[si|con que] [{did} {feature}|se pudiera {todo}|dejaran {todo}] [sería perfecta|la usaría más|le daría cinco estrellas|\
me ahorraría mucho tiempo|ya sería la bomba|sería la mejor del mercado]
[necesitamos|necesito|hace tiempo que pedimos|pedimos|queremos] [{feature} en la app|una opción para {todo}|que se pueda {todo}|\
que añadan {feature}|poder {todo} desde la app]
[lo único que le añadiría|lo único que le falta|lo que mejoraría|lo que pediría|lo que echo de menos] es [{feature}|poder {todo}|\
una opción para {todo}]
[a ver si|a ver cuándo] [ponéis|añadís|ponen|agregan|sacáis|se puede] {feature}
[convendría|habría que|sería mejor|interesaría] [{do} {feature}|que se pudiera {todo}|abrir también los domingos|ampliar el horario|\
cambiar el menú|bajar la música del comedor]
[más|menos] [opciones de pago|idiomas|colores|tallas|enchufes en la habitación|papeleo|pasos para pagar], por favor
[quizá|quizás|tal vez|a lo mejor] [podríais|podrían|deberíais|convendría] {do} {feature}
[para la próxima versión|de cara al verano|en el futuro|para el año que viene] [estaría bien|molaría|pediría|propongo|sugeriría] {feature}
[un poco más de|algo más de] [variedad en el desayuno|información en la web|espacio para maletas|luz en el baño] [estaría bien|\
no vendría mal|se agradecería]
[pondría|daría] cinco estrellas si {did} {feature}
[tenéis|tienen] que {do} {feature}
[no costaría nada|os costaría poco|sería fácil] {do} {feature}
[y si|qué tal si|qué os parece si] [añadís|ponéis|hacéis|añaden|ponen|ofrecen] {feature}
[votos|+1|me sumo|apoyo la idea] [para {feature}|: {feature}|de {feature}]
[tiene margen de mejora|se puede mejorar]: [{feature}|poder {todo}|añadir {feature}]
quisiera [que {did} {feature}|que se pudiera {todo}|proponer {feature}|sugerir {feature}]
""",
    "iq": """
¿[habrá|tendremos|veremos] [algún día|pronto|alguna vez] {feature}?
¿[para cuándo|tenéis previsto|está previsto|hay planes de|pensáis añadir|van a sacar] {feature}?
¿[se podría|sería posible|habría posibilidad de|cabría la posibilidad de] [{do} {feature}|{do} algo para {todo}]?
""",
    "i~q": """
¿[por qué no|y si|qué tal si|no podríais|no podrían|podríais|podrían] [{do} {feature}|añadís {feature}|ponéis {feature}|\
{do} una opción para {todo}]?
¿[no estaría mejor|no sería mejor|no sería más fácil|no creéis que vendría bien] [{feature}|poder {todo}|abrir los domingos]?
¿os imagináis {feature}? Yo lo usaría a diario
""",
    "pi": """
[me encanta|muy buena|genial] [la app|{thing}], [solo le falta|le añadiría|lo único, pondría|ojalá tuviera|\
eso sí, estaría bien tener] {feature}
[gran app|buen servicio|todo genial|muy contenta], [aunque|pero] [echo en falta|agradecería|molaría tener|deberían poner] {feature}
""",
    "pc": """
[{staff} muy amable|el sitio precioso|buena ubicación|la app me gusta|muy buen trato], [pero|aunque|lástima que|\
eso sí,] {thing} [no funcionaba|iba fatal|llegó tarde|estaba rot@|deja mucho que desear|falla cada dos por tres]
[lo bueno|lo mejor]: [el trato de {staff}|la comida|las vistas|el precio]. [lo malo|lo peor]: [la limpieza|{thing}, un desastre|\
el ruido toda la noche|la espera]
""",
    "": """
[hoy|ayer|mañana|esta tarde|el lunes] [estuve|voy|fuimos|pasaré|quedamos] [en|por] {place}[| con mi hermana| con {name}| a las {n}|]
{brand} [abre una tienda en {city}|presenta sus resultados|ha nombrado nuevo director|patrocina el torneo|anuncia un acuerdo con {brand}|\
cumple {n} años|estrena sede en {city}]
[somos|tenemos] un equipo de [diez|{n}] [personas|ingenieros|comerciales][| en {city}| y usamos {thing}|]
[trabajo|curro|mi hermana trabaja|mi primo trabaja] en {brand} [desde hace {n} años|de comercial|en {city}|en el departamento de quejas|\
en reclamaciones]
[mi número de pedido es el 4{n}1|mi DNI acaba en {n}|el localizador es XK{n}|mi usuario es {name}{n}|soy cliente desde 2015]
[ya os he|os he|les he|te acabo de] [mandado|enviado|pasado|escrito] [un mensaje privado|los datos por privado|un correo|el formulario|\
la foto|el justificante]
[compré|compramos|me compré|mi padre compró|ella compró] {product} [hace {n} meses|el año pasado|en {city}|en la otra tienda|por {money}]
[contraté|contratamos] {product} [en marzo|el año pasado|hace {n} semanas]
{brand} [compra|vende|adquiere|absorbe] {brand} por {n} millones
[el precio|la compra|la venta|la cuota] de [la luz|la vivienda|acciones|{brand}|mercado] [sube|baja|se mantiene|crece] un {n} %
[hacer la compra|lista de la compra|de compras con mi madre|la compra del mes ya está hecha]
[me voy|salgo|me marcho] [a dormir|a casa|de viaje|al trabajo|a comer|a la playa|de vacaciones {when}|al gimnasio]
[de baja|sigo de baja|está de baja] [por enfermedad|hasta el lunes|médica|por paternidad|desde hace {n} semanas]
[cambio|cambié|cambiamos] [de turno|el aceite del coche|de canal|la hora de la reunión|de asiento|las sábanas]
[cancelaron|han cancelado|se cancela|aplazan] [el concierto|el partido|la reunión|la clase|el vuelo de mi prima]
[dejo|he dejado] [el coche en el taller|a los niños en el cole|las llaves en recepción|un mensaje|el paquete en casa de mi madre]
[el|un] problema de [matemáticas|la sequía|la vivienda|fondo] [se resuelve así|sigue en debate|tiene solución|es complejo]
[la culpa fue mía|fue error mío|me equivoqué yo], [puse mal la dirección|no leí el correo|marqué otra fecha|lo tenía apagado]
[departamento|oficina|libro|formulario] de [quejas|reclamaciones|averías|incidencias] [en la segunda planta|: de nueve a dos|\
abierto hasta las {n}|disponible en la web]
[debería|deberían] [llegar mañana|salir a las {n}|estar list@ el lunes|acabar hoy|aparecer en tu cuenta]
[podría|puede que|seguramente] [lloverá|llover|nieve|haya atasco|llegue tarde|salga el lunes]
[tienes que|tenemos que|hay que|debes|deberías] [firmar aquí|salir a las {n}|llamar a tu madre|estudiar más|traer el DNI|ver esa serie]
[necesito|necesitamos] [dormir|un café|vacaciones|hablar contigo|descansar|un rato]
[ojalá|espero que] [ganemos el partido|haga sol|llueva|apruebe|vengas a la fiesta|te mejores]
[me gustaría|quisiera] [verte|ir a Japón|dormir más|aprender a tocar la guitarra|ser médico|vivir cerca del mar]
[cuando|donde|como] [llegué ya habían cerrado|tú quieras|siempre|vivía en {city}|dije ayer|pone en la web]
le pregunté [a qué hora abrían|cuánto costaba|cómo llegar] y me lo [dijo|explicó]
no sé [qué ponerme|si iré|quién ganará|qué cenar|cómo acabará el partido]
[abrimos|abren|horario|atención al público] de {n} a {n}
""",
    "l~c": """
si [no lo arregláis|no me solucionan esto|suben otra vez|siguen así|no bajan el precio|no me mejoran la oferta] [me voy|me cambio|\
me doy de baja|cancelo|me paso a {rival}|dejo de ser cliente]
[no me interesa seguir|hasta aquí hemos llegado|se acabó lo nuestro|aquí se termina mi relación con {brand}|ahí os quedáis]
[perdéis|pierden|han perdido|acabáis de perder|habéis perdido] [un cliente|una clienta|a un cliente de {n} años|otra clienta|un usuario]
[adiós|hasta nunca|hasta siempre|chao|bye], {brand}[|, me voy a {rival}|, ha sido un placer|, aquí perdéis un cliente]
[no vuelvo|no volveré|no pienso volver|jamás volveré|no volvemos|no regreso|no vuelvo a pisar] [a comprar aquí|a este hotel|a {place}|más|\
nunca más|a contratar con ellos|a confiar en {brand}]
""",
}
