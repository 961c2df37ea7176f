"""Spanish messages for intent_sentences.py that tell what happened and leave it to the reader what the author wants."""

GROUPS = {
    "c": """
[pasé|me acerqué|bajé] a [recoger|buscar|cambiar] [el encargo|las gafas|el vestido|el móvil reparado] y [no sabían nada|aún no lo tenían|\
lo habían perdido|me dijeron que volviera otro día]
me [dijeron|juraron|vendieron] que [no había letra pequeña|era gratis el primer año|entraba en garantía|\
podía cancelar cuando quisiera] y [ahora resulta que no|luego me llega la factura|me sale que tengo que pagar {money}|era mentira]
[la calefacción|el calentador|la luz del pasillo|la nevera] se [apagaba|encendía|iba] [sola|cada noche|de madrugada] y [pasamos frío|\
nadie subió a verla|en recepción se encogieron de hombros]
[mando|escribo|envié] [correos|mensajes|reclamaciones] y [me responde un robot|recibo la misma plantilla|es como hablar con una pared]
[tuve|tuvimos] que [pagar yo el taxi|volver andando|cenar de máquina|comprar otro cargador|\
dormir en el sofá] porque [el transporte no vino|no había nadie en recepción|la cocina ya estaba cerrada|el suyo no iba]
[la tarjeta|el pasaporte de la línea|el contrato|el reembolso] tenía que [llegar|estar] el [día {n}|lunes|viernes] y [estamos a 20|\
hoy es jueves|sigo sin verlo]
el [vendedor|comercial|anuncio|catálogo] decía que era [de cuero|nuevo|sumergible|compatible] y [es plástico|venía usado|\
se ahogó con cuatro gotas|no encaja en nada]
[abrir|guardar|cargar|imprimir] un [archivo|vídeo|informe] [tarda|le cuesta] [una vida|más que hacer un cocido|un siglo|\
diez minutos de reloj]
por las [noches|tardes|mañanas] [la red|la conexión|el wifi] [baja tanto|se pone tan lenta|va tan justa] que [no puedo trabajar|\
se corta la videollamada|ni carga el correo]
llevo [dos meses|un año|medio año] pagando [un seguro|una línea|un servicio|un canal] que [yo no pedí|nadie me explicó|no uso ni quise|\
jamás firmé]
[se me fue|perdí] [la tarde|el día libre|la mañana] [esperando|en la cola|al teléfono] para [que me dijeran que volviera mañana|nada|\
que el sistema estuviera caído]
[el informe|la factura|el extracto|el presupuesto] [sale en blanco|viene con los nombres cambiados|no cuadra|trae importes duplicados]
[me han dejado|nos dejaron|dejaron a mi madre] [sin línea|sin tarjeta|sin saldo|sin fianza] [en pleno viaje|en vacaciones|\
un festivo] [y sin explicación|y nadie coge el teléfono|]
al [abrir|sacar|montar] [la caja|el mueble|el paquete] [faltaban piezas|estaba mojado|olía a quemado|había otro producto]
[antes|hace un año] [con la app vieja|con el menú de antes|en la otra oficina] [tardaba un minuto|era todo más fácil|\
te atendían], [ahora no hay quien se aclare|ahora es un suplicio|ahora ni eso]
[subieron|nos subieron|me han puesto] [la cuota|el recibo|la comisión] y [ni una carta|me entero por el banco|encima con peor servicio]
[pedimos|pedí] [habitación tranquila|cama de matrimonio|una cuna|vistas] y [nos tocó al lado de la discoteca|nos dieron dos camas|no había|\
daba a un patio de cocinas]
[la colcha|el suelo|el vaso|la bañera|el mantel] [estaba pegajos@|tenía quemaduras|tenía restos|con marcas de pintalabios]
la [puerta|ventana|persiana] no [cerraba|encajaba|subía] y [entraba frío|entraba toda la luz|se oía la calle]
[me piden|piden|siguen pidiendo] [el mismo documento|la misma foto|el DNI] por [tercera|quinta|cuarta] vez
[cada uno|cada agente|cada empleado] me [cuenta|da] una [versión|cosa] distinta y [yo sin mi dinero|el problema sigue|así {span}]
[dieron por cerrad@|cerraron] mi [reclamación|incidencia|caso] sin [llamarme|arreglar nada|mirarlo siquiera]
[quise|intenté|fui a] [pagar|devolverlo|cambiarlo|usar el cupón] y [no me dejaron|la caja no lo aceptaba|pusieron mala cara|salió un error]
[tres|cuatro|dos] [lavados|usos|meses|semanas] y [ya tiene bolitas|ya no carga|ya está para tirar|se ha descosido]
[no nos|no me|nadie nos] [avisaron|avisó|dijo] de [las obras|que la piscina estaba cerrada|que el desayuno era aparte|que había huelga|\
el corte]
[el niño|mi hijo|la abuela] [se quedó sin regalo|lloró|se puso malo] [porque el pedido no llegó|por la comida|por culpa de vuestro retraso]
[recibo|me llegan|no paran] [llamadas|SMS|correos] [vendiéndome cosas|a la hora de la siesta] aunque [pedí que no|me borré de la lista|\
dije que no mil veces]
[el saldo|la cuenta|el total] no [cuadra|coincide] con [lo que he gastado|mis tickets|lo que pone la app] y [nadie lo mira|\
llevo días reclamando|dicen que es normal]
""",
    "p": """
se me [olvidó|quedó|perdió] [el cargador|un libro|la chaqueta|el peluche de la niña] en [el hotel|la tienda|\
la habitación] y [me lo enviaron gratis|me lo guardaron|llamaron ellos para devolvérmelo]
[entré|fui|llegué] [nerviosa|con un lío enorme|sin tener idea|enfadado] y [salí con todo arreglado|me fui con una sonrisa|\
me lo explicaron de maravilla|salí tranquila]
mi [padre|madre|abuela|suegra] [de ochenta años|que no entiende de móviles] [se apaña sola con la app|salió encantada|\
fue tratada como una reina|dice que nunca la habían atendido así]
llevo [años|diez años|media vida] con [{thing}|el mismo router|la misma lavadora|vuestra cuenta] y [ni una avería|como el primer día|\
ni un disgusto|aquí seguiré]
desde que [uso|tengo|instalé] [el programa|la app|{thing}] [acabo antes|termino en la mitad de tiempo|las cuentas cuadran solas|\
me sobra la tarde|llego a todo]
[qué detalle|menudo detalle|bonito detalle] [lo de los bombones|la nota escrita a mano|la llamada para ver si todo iba bien|\
el regalito de los niños|acordarse de mi nombre]
[ni un corte|ni una caída|ni un fallo|ni una espera] [en todo el año|en meses|desde que lo puse|ni con tormenta]
[lo pedí|pedí] [el lunes|anoche|ayer] y [hoy ya lo tengo|esta mañana estaba en casa|a las doce horas lo tenía puesto]
me [devolvieron el dinero|cambiaron la pieza|dieron uno nuevo|abonaron la diferencia] [sin preguntar|al día siguiente|\
antes de que lo pidiera|sin una mala cara]
[mis hijos|los peques|mi marido] [preguntan cuándo volvemos|no salían de la piscina|repitieron tres veces del buffet]
[{name}|el técnico|la chica de caja|el gestor] [se quedó más tarde para ayudarme|me llamó hasta que funcionó|vino en domingo|\
tuvo todo el cariño del mundo]
[se duerme|dormimos|descansé] [de maravilla|como en casa|como un tronco], [silencio total|sábanas que huelen a limpio|ganas de quedarse]
[tenía miedo|tenía mis dudas|no me fiaba] y [me equivoqué|la sorpresa fue enorme|ahora soy fan|no puedo estar más contenta]
[lo he recomendado|se lo digo|lo cuento] a [toda la oficina|mis vecinos|todas mis amigas]
[pocas veces|pocas compañías|pocos sitios] [te tratan así|cumplen así|he visto tanta amabilidad|responden tan rápido]
[me esperaba|pensaba que sería] [un lío|peor|lo de siempre] y [en cinco minutos estaba hecho|fue facilísimo|todo salió rodado]
[brindo|un brindis|va un aplauso|un abrazo] por [{staff}|quien pensó en esto|el equipo de noche|la cocinera]
[se ve|se nota] [el cariño|la mano|que escuchan|que les importa el cliente|el cambio de dueños, para bien]
[la letra se ve enorme|el botón nuevo|la búsqueda nueva|el cambio de menú], [qué acierto|gran idea|mucho mejor así|qué descanso]
[aún|todavía] [sueño con|me acuerdo de|hablamos de] [aquel desayuno|esas vistas|la cena del sábado|vuestro trato]
[tres|cinco|cuatro] [vestidos|pedidos|viajes|años] y [todos perfectos|ni una queja|siempre impecables|cada vez mejor]
[por fin|ya era hora], [factura clara|cobertura en el pueblo|alguien me habla sin leer un guion|me entiende un banco]
[otra vez|de nuevo|una vez más] [me habéis salvado|salvada por soporte|un servicio de sobresaliente|a la altura]
""",
    "b": """
[mi hija|mi sobrino|mi nieta|mi pareja] [cumple años|se gradúa|empieza la uni] y [le vamos a comprar|le quiero regalar|\
le caerá] [un portátil|la tablet|la bici del escaparate|{product}]
[nos casamos|celebramos las bodas de oro|hacemos un congreso] en [mayo|otoño|junio] y [queremos bloquear|necesitamos|\
vamos a reservar] [{n} habitaciones|el salón|menú para {n}]
[probada|vista|tras] la demo, [mi jefa da el visto bueno|nos quedamos con el plan de equipo|vamos adelante con {n} licencias|\
queremos contratar]
[en mi actual compañía|mi operadora de ahora|mi banco actual] [me cobra de más|va fatal|no me escucha] y [quiero probar con vosotros|\
quiero darme de alta aquí|vengo a contratar|me gustaría abrir cuenta aquí]
[acabo de ver|vi|he visto] [el abrigo|la lámpara|ese reloj|el móvil] en [la web|el escaparate|el anuncio] y [mañana voy a por él|lo quiero|\
me lo llevo puesto|voy a pedirlo]
[decidme|dime|avisadme] [cuándo puedo ir a firmar|cómo hago el ingreso|dónde pago la señal|\
a quién le mando los datos] para [abrir la cuenta|la hipoteca|quedármelo|darme de alta]
[nos mudamos|me mudo|estreno piso] [en septiembre|el mes que viene|a {city}] y [hay que poner fibra|quiero contratar la luz con vosotros|\
necesito colchón y sofá|quiero que me instaléis internet]
[tengo|guardo|llevo] [{money}|un vale|la paga extra] y [va directo a|me lo gasto en|lo dejo caer en] {product}
[se me ha roto|murió|se ha estropeado] [la lavadora|el móvil|la impresora] y [necesito otra ya|hoy mismo compro una|\
me hace falta una nueva, a ver qué tenéis]
[la prueba|el mes gratis|el periodo de prueba] [acaba mañana|se termina] y [me quedo con el plan de pago|voy a suscribirme|\
pongo la tarjeta encantado]
[ampliamos|abrimos] [plantilla|oficina] y [necesitamos|queremos] [{n} líneas más|{n} puestos más|otro plan más grande|{n} ordenadores]
[con el ascenso|con la devolución de la renta|con la extra] [me hago con|me doy el capricho de|voy a por] {product}
[apartadme|guardadme|reservadme] [la talla 38|la del escaparate|una mesa|dos plazas], [paso a pagar|voy el sábado|lo recojo] [{when}|]
[ya he hecho números|he mirado mil|después de comparar] y [me quedo con vosotros|contrato la vuestra|el vuestro gana, lo compro]
""",
    "bq": """
¿[qué|cuál] me [sale|saldría|compensa] [más barato|mejor|más a cuenta], [el plan de dos líneas o el de tres|mensual o anual|\
la suite o dos dobles]?
¿[puedo|podría|se puede] [dejar una señal|apartarlo|pagar en tres veces|hacer el pedido por teléfono|\
llevármelo hoy] [y recogerlo el sábado|para que no me lo quiten|si lo compro]?
¿[para|con] [una familia de cinco|dos móviles y fibra|un autónomo|un grupo de {n}] [qué precio hacéis|qué tenéis|cuánto sería|\
qué me ofrecéis]?
¿[me mandáis|podéis mandarme|me enviáis] [a alguien para medir|al comercial|las condiciones del préstamo|\
el catálogo] que [quiero cambiar la cocina|estoy decidida|vamos a comprar]?
""",
    "l": """
[le he dicho|ya avisé|he comunicado] a [mi gestora|la oficina|vuestro comercial] que [desde enero trabajo con otra entidad|\
me llevo los recibos|no sigo|busque otro cliente]
[nos|me] han hecho [mejor oferta|un precio mejor|una oferta] [en otro sitio|los de enfrente|\
otra operadora], así que [este es el último mes|aquí acaba lo nuestro|ya no sigo|cambio]
[estoy|ya estoy] [haciendo copia de|exportando|descargando|pasando] [todo|mis datos|los clientes|las fotos] para [irme a otro programa|\
llevármelo a otro sitio|empezar con otra herramienta]
[desde|a partir de] [el lunes|mañana|el día 1] [mi número está en otra operadora|estoy con otro banco|facturo con otro programa|\
duermo en otro hotel cuando viaje]
mis [próximas|siguientes] [compras|noches|recargas|nóminas] [irán a|serán en|las hago en] [otro lado|otra tienda|otro banco|\
la tienda de enfrente]
[tijera|he cortado|corto] la tarjeta [en dos|] y [a otra cosa|se acabó|no la quiero más]
[el router|el aparato|el módem] [ya está en su caja|lo devuelvo mañana|va de vuelta], [he contratado con otros|hasta la vista|\
cambio de casa y de compañía]
[toda la vida|veinte años|desde niña] [con vosotros|en este banco|comprando aquí] y [hoy lo dejo|ya no más|me voy con pena]
[no me compensa|ya no me sirve|no le saco partido|apenas lo uso], [lo cancelo|doy de baja|quitad la cuota|no lo renuevo]
[he quitado|quito|acabo de quitar] [la domiciliación|el pago automático|la renovación automática] [y no vuelvo|para no seguir|\
porque lo dejo]
[hablé con|llamé a|he quedado con] [otra aseguradora|otro banco|los de la competencia] y [firmo el viernes|me cambio el mes que viene|\
lo tengo casi hecho]
[que alguien|por favor que alguien] me [tramite|confirme|gestione] la [baja|cancelación|anulación] que [pedí hace {span}|solicité|\
llevo pidiendo]
[mis padres|los vecinos|mis amigos] ya [se fueron|se cambiaron] y [yo voy detrás|ahora me toca a mí|seré el siguiente]
""",
    "lq": """
¿[con cuántos días|con cuánto tiempo|cuánto antes] [hay que avisar|tengo que avisar|aviso] [para no renovar|si no quiero seguir|\
para dejar el piso|si quiero irme]?
¿[me cobráis|me penalizan|pasa algo|pierdo algo] si [dejo el contrato|me voy antes del año|no renuevo|cierro la cuenta|devuelvo el router]?
¿[cómo|de qué forma] [saco|me llevo|exporto] [mis datos|mi dinero|mi número] [para irme|si cierro la cuenta|a otra compañía]?
""",
    "q": """
[hola, |]quería [saber|preguntar|consultar] si [atienden sin cita|hacen fotocopias|en agosto cierran|se puede entrar con carrito|\
la piscina es climatizada|tenéis aparcamiento]
si [llego tarde|llego de madrugada|voy con dos niños|pierdo el ticket], [hay alguien en recepción|tengo que avisar|se puede devolver igual|\
necesito reservar cuna][|?]
no [sé|tengo claro|me queda claro] si [el descuento va incluido|tengo que imprimir la reserva|el código se pone antes o después|\
hace falta cita|vale la foto del DNI]
[decidme|dime|díganme|indicadme|explicadme] [por favor |]qué [documentos hay que llevar|papeles piden|cable necesito|\
hago con la tarjeta vieja|línea de autobús va]
¿[la mochila|una guitarra|el patinete|el perro] [cuenta como equipaje|se puede subir|paga aparte|puede entrar]?
¿[los datos|las copias|las fotos] [se guardan|se quedan|se borran] [en Europa|en el móvil|si cambio de plan|para siempre]?
[me gustaría|querría|necesitaría] [entender|que me explicarais|aclarar] [cómo se calcula la cuota|qué es ese cargo|\
la diferencia entre los dos seguros|cómo va el sistema de puntos]
[dónde|por dónde] [está|se coge|se entra a|queda] [el baño de la planta baja|el ascensor|el parking|la consigna]
[hay que|se debe|se tiene que] [llevar toalla|firmar algo|avisar antes|imprimir el billete] [o no|o da igual|o lo ponéis vosotros][|?]
[a alguien más|a vosotros] [le sale|os pide] [un código al entrar|la clave dos veces|el aviso de cookies] [o es normal|o es solo a mí][|?]
""",
    "i": """
[cuando uno|si alguien|al que] [borra algo sin querer|viaja mucho|cobra por semanas|comparte piso], [agradecería poder recuperarlo|\
le vendría bien {feature}|un botón de deshacer ayudaría|podríais ofrecerle {feature}]
[poned|pongan|colocad|instalen] [un banco|una sombra|un espejo|una fuente|un perchero|un enchufe] en [la puerta|la parada|el probador|\
el patio|la entrada|cada mesa] [para los que esperamos|para la gente mayor|, se agradecería|]
para [los que madrugamos|los zurdos|las familias grandes|quien teletrabaja|los mayores], [un desayuno a las seis|letra más grande|\
una tarifa propia|una sala con mesas|{feature}] sería [la gloria|ideal|un regalo|perfecto]
si [el ticket|la factura|el aviso|la carta] [llegara por correo|viniera en la app|fuera digital|\
se mandara por mensaje] [os ahorrabais papel|sería más cómodo|ganaríamos todos]
me [vendría de maravilla|ayudaría mucho|ahorraría horas|haría un favor enorme] [separar los gastos por proyecto|{feature}|poder {todo}|\
una vista por semanas]
a [la aplicación|la web|la tarjeta|la factura|la carta del restaurante] le [pondría|añadiría|metería|cambiaría] [letra más grande|\
un buscador|colores|fotos|{feature}]
[lo perfecto|lo redondo|la guinda] sería [elegir al técnico|{feature}|poder {todo}|que avisara una hora antes]
[imagino|sueño con|me imagino] [una app que avise sola|poder {todo}|una oficina abierta por la tarde|{feature}]
[no entiendo cómo no hay|parece mentira que no haya|en 2026 y todavía no hay] [{feature}|forma de {todo}], [añadidlo|sería básico|ponedlo]
[ahora que|ya que] [reformáis|cambiáis la app|abrís en {city}|hacéis obras], [pensad en {feature}|sería buen momento para {feature}|\
aprovechad y poned {feature}|incluid una rampa]
con [{feature}|un simple aviso|dos mesas más|una caja rápida] [ganaríais clientes|nos haríais felices|todo iría mejor|evitaríais colas]
[queda pendiente|solo queda|ya solo falta|a la espera de] [{feature}|que abráis los domingos|que se pueda {todo}|poder {todo}]
[os animo a|os invito a|plantéense|planteaos] [poner {feature}|ofrecer {feature}|permitir {todo}]
""",
    "iq": """
¿[habéis pensado|han pensado|os habéis planteado] [en|hacer|ofrecer] [{feature}|una tarifa de fin de semana|abrir por la noche|\
un descuento a familias]?
""",
    "pc": """
[las vistas de quitar el hipo|la comida riquísima|la app preciosa|el vendedor un encanto|la tela una maravilla], [lástima de|pena de|\
pero qué mal] [colchón|limpieza|lentitud|entrega|wifi]
[compensa|se salva] por [la ubicación|el trato de {name}|el precio], [porque|que] [la habitación era vieja|{thing} falla mucho|\
lo demás deja que desear]
""",
    "": """
[llegamos|aterrizamos|salimos] a las {n} y [a las cuatro estábamos en la playa|cenamos en el hotel|fuimos directos a la oficina]
[mi banco|la tienda|el hotel|vuestra oficina] está [enfrente de la farmacia|al lado del cine|en la misma calle que mi casa|a dos manzanas]
[me toca|tengo que|voy a] [ir a la tienda a por las llaves|pasar por el banco a firmar un papel|recoger a mi hijo del hotel|\
llevar el coche al taller]
[el jueves|en marzo|este otoño] [presentan|sale|estrenan] [el nuevo teléfono|la versión {n}|la serie|el modelo eléctrico] [en {city}|]
este mes [he gastado {n} gigas|llevo {n} pedidos|me han tocado tres viajes|trabajo desde el hotel]
[el portátil de la empresa|mi coche|la tablet del cole] [trae|lleva] [ese programa|esa app|el navegador] de serie
[mi hermana|mi jefe|mi vecina] se ha [cambiado|mudado] de [piso|despacho|ciudad] y [vive cerca del hotel|ahora está en {city}|\
trabaja en un banco]
[la compra de la semana|la declaración|la cena] la hace mi [marido|gestor|hermano]
[el grupo|la cadena|la marca|la empresa] [abrirá {n} tiendas|contratará a {n} personas|cumple medio siglo|estudia una fusión|\
lanzará un servicio] [este año|en {city}|]
he dejado [la maleta en consigna|las llaves en el buzón|el portátil en la oficina|el recibo en la mesa] y [lo recojo luego|ya volveré|\
mi hermano pasa a por ello]
[trabajamos|trabajo|operamos] con [dos bancos|tres proveedores|esa compañía|varias tiendas]
[hoy|mañana] [cierran antes|abren más tarde|no hay clase|hay mercadillo] por [la fiesta|el partido|las obras|el puente]
en la [segunda|primera] planta [están los ordenadores|está la cafetería|hay probadores|tenemos la sala de reuniones]
mi [factura|nómina|recibo] llega [siempre|] el día [cinco|uno|{n}]
[firmé|firmamos|he firmado] [el contrato|los papeles|la escritura] [en 2019|ayer|con el notario|en la oficina de {city}]
[mi número|mi línea|mi cuenta] [acaba en {n}|es de prepago|está a nombre de mi madre|la abrí de pequeña]
[vi|he visto|leí] [el anuncio|la oferta|la noticia|el escaparate] [en el metro|ayer|en el periódico|cuando pasaba]
[mi jefa|mi compañera|el director] [está de viaje|lleva las cuentas|dio una charla|prefiere las reuniones por la mañana]
[la demo|el curso|el taller|la visita] [es el martes|dura una hora|fue ayer|empieza a las {n}]
[el abuelo|mi tía|el niño] [cumple {n} años|se gradúa en junio|empieza el cole|se casa en mayo]
nos alojamos [en la tercera planta|en una doble|cerca de la estación] [del 3 al 7|dos noches|]
[he bajado|descargué|tengo descargado] [el archivo|la app|el mapa|el manual] [en el móvil|esta mañana|]
[en mi pueblo|en mi calle|por aquí] hay [tres tiendas de móviles|un cajero|dos hoteles|fibra desde 2020]
[me han preguntado|me preguntaron] [si conozco la marca|por la tienda|qué banco tengo] y [dije que sí|les di la dirección|no supe qué decir]
""",
}
