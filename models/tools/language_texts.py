#!/usr/bin/env python3
"""Gathers text for the language identifier from packages; writes `lang<TAB>kind<TAB>weight<TAB>text` lines.

usage: language_texts.py --debian DIR --wordfreq WORDFREQ_PACKAGE_DIR --data DATA_DIR --out language.tsv

DIR holds one folder per unpacked Debian package: `libreoffice-help-*` (MPL-2.0; the translated manual),
`fortunes-es`, `fortunes-it`, `aspell-eu`, `hunspell-gl`, `wcatalan`, `wgalician-minimos` (word lists). `wordfreq` is
the PyPI package (CC BY-SA 4.0). The tweets and reviews of the training splits complete the six big languages. Only
weights derived from these texts are kept. Paragraphs that stand in two manuals are left untranslated text and dropped.
"""
import argparse
import collections
import glob
import gzip
import html
import json
import os
import re

import msgpack

MANUALS = {"en": "en-us", "es": "es", "fr": "fr", "pt": "pt pt-br", "de": "de", "it": "it", "ca": "ca", "gl": "gl", "eu": "eu",
           "other": "nl pl sv da cs hu fi sl tr"}
FREQ = {"en": "en", "es": "es", "fr": "fr", "pt": "pt", "de": "de", "it": "it", "ca": "ca",
        "other": "nl pl sv da nb cs hu fi sl tr ro hr id ms lv lt sk sh fil vi is"}
PARAGRAPH = re.compile(r"<(?:p|td|li|h\d)\b[^>]*>(.*?)</(?:p|td|li|h\d)>", re.S)
TAG = re.compile(r"<[^>]+>")
WORD = re.compile(r"[^\W\d_]+(?:['’·-][^\W\d_]+)*")


def manuals(debian):
    seen = collections.defaultdict(set)
    for lang, packages in MANUALS.items():
        for package in packages.split():
            for path in glob.glob(os.path.join(debian, f"libreoffice-help-{package}", "**", "*.html"), recursive=True):
                raw = open(path, encoding="utf8", errors="replace").read()
                for paragraph in PARAGRAPH.findall(raw):
                    text = " ".join(html.unescape(TAG.sub(" ", paragraph)).split())
                    if 4 <= len(WORD.findall(text)) and len(text) < 600:
                        seen[text].add(lang)
    for text, langs in sorted(seen.items()):
        if len(langs) == 1:
            yield langs.pop(), text


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("debian", "wordfreq", "data", "out"):
        ap.add_argument("--" + name, required=True)
    args = ap.parse_args()
    with open(args.out, "w", encoding="utf8") as out:
        def put(lang, kind, weight, text):
            out.write(f"{lang}\t{kind}\t{weight:.3g}\t{text}\n")

        for lang, text in manuals(args.debian):
            put(lang, "manual", 1, text)
        for path in sorted(glob.glob(os.path.join(args.data, "*", "*.train.jsonl"))):
            if "banking77" in path:
                continue
            for line in open(path, encoding="utf8"):
                record = json.loads(line)
                put(record.get("lang", "en"), "talk", 1, " ".join(record["text"].split()))
        for lang, package in (("es", "fortunes-es"), ("it", "fortunes-it")):
            for path in sorted(glob.glob(os.path.join(args.debian, package, "usr/share/games/fortunes", "**", "*"), recursive=True)):
                if os.path.isfile(path) and not path.endswith((".dat", ".u8")):
                    raw = open(path, "rb").read()
                    try:
                        text = raw.decode("utf8")
                    except UnicodeDecodeError:
                        text = raw.decode("latin1")
                    for block in text.split("\n%"):
                        block = " ".join(block.split())
                        if 20 < len(block) < 600:
                            put(lang, "talk", 1, block)
        for lang, codes in FREQ.items():
            for code in codes.split():
                for size in ("large", "small"):
                    path = os.path.join(args.wordfreq, "data", f"{size}_{code}.msgpack.gz")
                    if os.path.exists(path):
                        break
                else:
                    continue
                buckets = msgpack.unpackb(gzip.open(path).read(), raw=False)[1:]
                limit, n = (30000 if lang != "other" else 6000), 0
                for centibels, bucket in enumerate(buckets):
                    for word in bucket:
                        if WORD.fullmatch(word) and n < limit:
                            n += 1
                            put(lang, "word", 10 ** (-(centibels + 1) / 100) * 1e6, word)
        lists = {"gl": ["wgalician-minimos/usr/share/dict/*", "hunspell-gl/usr/share/hunspell/gl*.dic"],
                 "ca": ["wcatalan/usr/share/dict/*"], "eu": ["hunspell-eu/usr/share/hunspell/eu*.dic"]}
        for lang, patterns in lists.items():
            for pattern in patterns:
                for path in sorted(glob.glob(os.path.join(args.debian, pattern))):
                    if os.path.islink(path):
                        continue
                    raw = open(path, "rb").read()
                    try:
                        text = raw.decode("utf8")
                    except UnicodeDecodeError:
                        text = raw.decode("latin1")
                    for line in text.splitlines():
                        word = re.split(r"[/\t ]", line)[0]
                        if WORD.fullmatch(word):
                            put(lang, "list", 1, word)


if __name__ == "__main__":
    main()
