"""Pairs of customer sentences that say the same in Spanish and in English, made from parts; texts for distil_sentences.py.

usage: customer_sentences.py OUT_FOLDER   (writes customer-es.jsonl and customer-en.jsonl, 1,000 lines each)
"""
import json
import random
import sys

THINGS = [
    ("la batería", "the battery"),
    ("la pantalla", "the screen"),
    ("la aplicación", "the app"),
    ("el pedido", "the order"),
    ("el paquete", "the package"),
    ("la factura", "the bill"),
    ("el reembolso", "the refund"),
    ("la tarjeta", "the card"),
    ("la contraseña", "the password"),
    ("la cuenta", "my account"),
    ("el servicio de atención al cliente", "customer service"),
    ("el técnico", "the technician"),
    ("la conexión a internet", "the internet connection"),
    ("el wifi", "the wifi"),
    ("la cobertura móvil", "the mobile coverage"),
    ("el precio", "the price"),
    ("la suscripción", "the subscription"),
    ("la actualización", "the update"),
    ("la tienda", "the shop"),
    ("el autobús", "the bus"),
    ("el tren", "the train"),
    ("el vuelo", "the flight"),
    ("la maleta", "the suitcase"),
    ("la habitación del hotel", "the hotel room"),
    ("la comida", "the food"),
    ("el camarero", "the waiter"),
    ("el envío", "the delivery"),
    ("la devolución", "the return"),
    ("la garantía", "the warranty"),
    ("el cargador", "the charger"),
    ("el teclado", "the keyboard"),
    ("la cámara", "the camera"),
    ("el sonido", "the sound"),
    ("la página web", "the website"),
    ("el pago", "the payment"),
    ("la transferencia", "the transfer"),
    ("el cajero", "the cash machine"),
    ("el contrato", "the contract"),
    ("el seguro", "the insurance"),
    ("la cita", "the appointment"),
    ("el médico", "the doctor"),
    ("el aparcamiento", "the car park"),
    ("la lavadora", "the washing machine"),
    ("el frigorífico", "the fridge"),
    ("los zapatos", "the shoes"),
    ("la talla", "the size"),
    ("el color", "the colour"),
    ("el embalaje", "the packaging"),
    ("el olor", "the smell"),
    ("la limpieza", "the cleaning"),
    ("el ruido", "the noise"),
    ("la piscina", "the swimming pool"),
    ("el curso", "the course"),
    ("el profesor", "the teacher"),
    ("la entrada", "the ticket"),
    ("la cola", "the queue"),
    ("el descuento", "the discount"),
    ("el cupón", "the voucher"),
    ("la notificación", "the notification"),
    ("el modo oscuro", "dark mode"),
    ("el idioma", "the language"),
    ("el mapa", "the map"),
    ("el inicio de sesión", "the login"),
    ("el código de verificación", "the verification code"),
    ("la luz", "the electricity"),
    ("el agua", "the water"),
    ("el gas", "the gas"),
    ("el chat", "the chat"),
    ("el teléfono", "the phone"),
    ("el correo", "the e-mail"),
]
SAYINGS = [
    ("{} no funciona", "{} does not work"),
    ("{} es muy lento", "{} is very slow"),
    ("{} se ha roto", "{} is broken"),
    ("{} llega siempre tarde", "{} is always late"),
    ("todavía no ha llegado {}", "{} has not arrived yet"),
    ("{} es demasiado caro", "{} is too expensive"),
    ("han subido el precio de {}", "they raised the price of {}"),
    ("estoy muy contento con {}", "I am very happy with {}"),
    ("no puedo cambiar {}", "I cannot change {}"),
    ("¿cómo puedo cancelar {}?", "how can I cancel {}?"),
    ("me han cobrado dos veces por {}", "I was charged twice for {}"),
    ("{} está sucio", "{} is dirty"),
    ("{} desapareció sin avisar", "{} disappeared without notice"),
    ("nadie me ayuda con {}", "nobody helps me with {}"),
    ("¿dónde está {}?", "where is {}?"),
    ("{} es excelente", "{} is excellent"),
    ("deberíais mejorar {}", "you should improve {}"),
    ("{} falla desde la última actualización", "{} fails since the last update"),
    ("llevo semanas esperando {}", "I have been waiting for {} for weeks"),
    ("quiero que me devuelvan el dinero por {}", "I want my money back for {}"),
    ("{} se agota enseguida", "{} runs out quickly"),
    ("{} es de mala calidad", "{} is of poor quality"),
    ("tengo una duda sobre {}", "I have a question about {}"),
    ("he perdido {}", "I lost {}"),
    ("me robaron {}", "{} was stolen"),
    ("{} no coincide con la descripción", "{} does not match the description"),
    ("el trato con {} fue fatal", "the experience with {} was terrible"),
    ("recomiendo {} a todos", "I recommend {} to everybody"),
    ("{} se cierra solo", "{} closes by itself"),
    ("{} hace mucho ruido", "{} makes a lot of noise"),
]


def main():
    pairs = [(es.format(thing[0]), en.format(thing[1])) for thing in THINGS for es, en in SAYINGS]
    random.seed(7)
    random.shuffle(pairs)
    for at, lang in enumerate(["es", "en"]):
        with open(f"{sys.argv[1]}/customer-{lang}.jsonl", "w", encoding="utf8") as f:
            for pair in pairs[:1000]:
                f.write(json.dumps({"text": pair[at]}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
