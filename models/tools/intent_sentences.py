"""Labelled sentences for the classifier of intents, made from the parts in intent_{parts,more,told}_{es,en}.py,
intent_pairs.py, intent_traps.py and intent_plain.py.

usage: intent_sentences.py OUT.jsonl [LINES]   (LINES a language, 50,000 unless told)

A line is {"text", "lang", "intents": [...], "unsure": [...], "part"}; of the intents in `unsure` the text says nothing
sure, and `part` numbers the sentence that it was made from, so that whole parts can be held out. The same call gives the
same lines.
"""
import json
import random
import re
import sys
import unicodedata

import intent_more_en
import intent_more_es
import intent_pairs
import intent_parts_en
import intent_parts_es
import intent_plain
import intent_told_en
import intent_told_es
import intent_traps

INTENTS = {"i": "idea", "c": "complaint", "q": "question", "p": "praise", "b": "buy", "l": "leave"}
# How often a text of each group is made.
SHARES = {
    "c": 14, "c~q": 3, "cq": 4, "cl": 5, "l": 12, "l~c": 3, "lq": 4, "b": 13, "bq": 5, "q": 11, "p": 14, "i": 13, "iq": 2, "i~q": 2,
    "pi": 2, "pc": 3, "pb": 6, "ci": 3, "pl": 1, "qp": 1, "": 28,
}
FRAMES = {
    "es": {
        "open": "hola|buenas|buenos días|buenas tardes|oye|oigan|a ver|pues|bueno|mira|en serio|perdona|madre mía|ay|hey|chicos|gente|"
        "estimados|por cierto|"
        "la verdad|sinceramente|hola {brand}|@{handle}|@{handle}|@{handle} hola|buenas @{handle}|che|oiga|disculpen|uf|jo",
        "close": "|.|.|!|!!|...|, gracias|. Gracias|. Un saludo|. Saludos|, la verdad|, de verdad|, en serio| @{handle}| #{handle}|"
        ", {name}|. Gracias de antemano|"
        ". Quedo a la espera|, por fa| jaja",
        "joint": ". |. |. |! |, | y |... | | - |, además | | pero |\n",
        "end": ["gracias", "gracias de antemano", "muchas gracias", "un saludo", "saludos", "quedo atenta", "espero respuesta"],
    },
    "en": {
        "open": "hi|hello|hey|good morning|right|so|well|look|ok|honestly|sorry|omg|wow|guys|folks|dear all|by the way|to be honest|"
        "hi {brand}|@{handle}|@{handle}|"
        "@{handle} hi|hey @{handle}|ugh|yo|tbh|fyi|just saying",
        "close": "|.|.|!|!!|...|, thanks|. Thanks|. Cheers|. Regards|, to be fair|, really|, honestly| @{handle}| #{handle}|, {name}|"
        ". Thanks in advance|"
        ". Waiting to hear|, please| lol",
        "joint": ". |. |. |! |, | and |... | | - |, also | | but |\n",
        "end": ["thanks", "thanks in advance", "many thanks", "kind regards", "cheers", "waiting for your reply", "hope to hear soon"],
    },
}
EMOJI = {
    "c": "😡🤬😤😠👎💩😩🙄😒😞", "q": "🤔🙏🙋❓", "p": "😍👏❤️🙌👍😊🎉💯🥰⭐", "b": "🤑🛒🙏😍💳🤩", "l": "👋😤🙄✌️🚪", "i": "💡🙏🤓🙏😉", "": "🙂☕🚆📅😴🏠",
}
HANDLES = ["telnova", "bancalia", "movilar_ayuda", "nubela", "comprix", "zafirum", "hotelmirasol", "rodavia_es", "northbank", "help_desk"]
CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")
ENDING = re.compile(r"(?<=[a-zñ])@")


LANGUAGES = [
    ("es", intent_parts_es, [intent_more_es.GROUPS, intent_told_es.GROUPS, intent_pairs.SPANISH, intent_traps.SPANISH,
                             intent_plain.SPANISH]),
    ("en", intent_parts_en, [intent_more_en.GROUPS, intent_told_en.GROUPS, intent_pairs.ENGLISH, intent_traps.ENGLISH,
                             intent_plain.ENGLISH]),
]


class Parts:
    """The sentences of one language."""

    def __init__(self, lang, parts, others, chance):
        self.lang, self.chance = lang, chance
        self.slots = {}
        for name, words in parts.SLOTS.items():
            self.slots[name] = [w.strip() for w in words.replace("\n", "").split("|") if w.strip()]
        self.slots["handle"] = HANDLES
        self.groups = {}
        number = 0
        for group in SHARES:
            text = "".join(some.get(group, "") for some in [parts.GROUPS, *others])
            lines = [line for line in text.split("\n") if line.strip()]
            self.groups[group] = [(number + at, line) for at, line in enumerate(lines)]
            number += len(lines)

    def fill(self, skeleton):
        """One reading of a skeleton: choices made, slots filled, endings agreed."""
        while CHOICE.search(skeleton):
            skeleton = CHOICE.sub(lambda m: self.chance.choice(m.group(1).split("|")), skeleton)
        gender = "o"

        def word(match):
            nonlocal gender
            chosen = self.chance.choice(self.slots[match.group(1)])
            if chosen.startswith(("la ", "una ", "las ")):
                gender = "a"
            elif chosen.startswith(("el ", "un ", "los ")):
                gender = "o"
            return chosen

        gender = self.chance.choice("oa") if "{thing}" not in skeleton else gender
        text = SLOT.sub(word, skeleton)
        text = ENDING.sub(gender, text) if self.lang == "es" else text
        text = re.sub(r"\b(a|de) el\b", lambda m: {"a": "al", "de": "del"}[m.group(1)], text) if self.lang == "es" else text
        return re.sub(r"\s+([,.?!])", r"\1", re.sub(r" {2,}", " ", text)).strip()

    def sentence(self, group):
        """A filled sentence of a group, and the number of its part."""
        number, skeleton = self.chance.choice(self.groups[group])
        return self.fill(skeleton), number


def labels(group):
    """Intents of a group, and those that it says nothing sure about."""
    sure, _, unsure = group.partition("~")
    return {INTENTS[c] for c in sure}, {INTENTS[c] for c in unsure}


def upper_first(text):
    return text[:1].upper() + text[1:]


def without_accents(text):
    folded = unicodedata.normalize("NFD", text)
    return "".join(c for c in folded if unicodedata.category(c) != "Mn")


def typo(text, chance):
    """Two letters swapped, one left out or one doubled in a longer word."""
    words = text.split(" ")
    at = chance.randrange(len(words))
    word = words[at]
    if len(word) < 5 or not word.isalpha():
        return text
    place = chance.randrange(1, len(word) - 2)
    words[at] = chance.choice(
        [
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
        ]
    )
    return " ".join(words)


SHORT = {
    "es": [("que", "q"), ("por", "x"), ("porque", "xq"), ("también", "tb"), ("para", "pa"), ("favor", "fa"), ("de", "d"), ("está", "ta")],
    "en": [("you", "u"), ("are", "r"), ("please", "pls"), ("your", "ur"), ("thanks", "thx"), ("because", "cos"), ("to", "2"),
           ("with", "w")],
}


def shorten(text, lang, chance):
    """Writes one word as people do in messages."""
    long, short = chance.choice(SHORT[lang])
    return re.sub(rf"\b{long}\b", short, text)


def written(text, lang, chance):
    """How people type: capitals, accents and marks left out, mistakes, shouting."""
    text = upper_first(text) if chance.random() < 0.75 else text
    if chance.random() < 0.18:
        text = without_accents(text).replace("¿", "").replace("¡", "")
    elif chance.random() < 0.35:
        text = text.replace("¿", "")
    if chance.random() < 0.08:
        text = typo(text, chance)
    if chance.random() < 0.05:
        text = shorten(text, lang, chance)
    if chance.random() < 0.12:
        text = text.lower()
    elif chance.random() < 0.03:
        text = text.upper()
    if lang == "en" and chance.random() < 0.2:
        text = text.replace("'", chance.choice(["", "’"]))
    return text


def framed(text, group, parts):
    """Adds an opening, a closing and an emoji at times."""
    chance, frame = parts.chance, FRAMES[parts.lang]
    if chance.random() < 0.3:
        opening = parts.fill(chance.choice(frame["open"].split("|")))
        text = opening + chance.choice([", ", " ", ". ", ": "]) + text
    if chance.random() < 0.45 and not text.endswith("?"):
        text += parts.fill(chance.choice(frame["close"].split("|")))
    if chance.random() < 0.1:
        emoji = EMOJI[group[:1]] if chance.random() < 0.8 else chance.choice(list(EMOJI.values()))
        text += " " + chance.choice([c for c in emoji if c != "\ufe0f"]) * chance.choice([1, 1, 2, 3])
    return text


def one(parts):
    """A text of one, two or three sentences with what it says."""
    chance = parts.chance
    names, weights = zip(*SHARES.items())
    group = chance.choices(names, weights)[0]
    text, number = parts.sentence(group)
    intents, unsure = labels(group)
    beside = [b for a, b in intent_pairs.PAIRS if a == group] + [a for a, b in intent_pairs.PAIRS if b == group]
    for _ in range(chance.choices([0, 1, 2], [64, 28, 8])[0]):
        # Mostly talk that means nothing, or more of the same; at times another intent.
        other = chance.choices(["", group, chance.choice(names), chance.choice(beside or [""])], [4, 2, 1, 3])[0]
        more, _ = parts.sentence(other)
        joint = chance.choice(FRAMES[parts.lang]["joint"].split("|"))
        more = upper_first(more) if joint in (". ", "! ", "... ", "\n") else more
        text = text + joint + more if chance.random() < 0.5 else more + joint + upper_first(text)
        intents, unsure = intents | labels(other)[0], unsure | labels(other)[1]
    text = framed(text, group, parts)
    if chance.random() < 0.06:
        text += ". " + upper_first(chance.choice(FRAMES[parts.lang]["end"]))
    order = list(INTENTS.values())
    return {
        "text": written(text, parts.lang, chance),
        "lang": parts.lang,
        "intents": sorted(intents, key=order.index),
        "unsure": sorted(unsure - intents, key=order.index),
        "part": number,
    }


def main():
    lines = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
    with open(sys.argv[1], "w", encoding="utf8") as out:
        for lang, parts, others in LANGUAGES:
            parts = Parts(lang, parts, others, random.Random(f"intents {lang}"))
            for _ in range(lines):
                out.write(json.dumps(one(parts), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
