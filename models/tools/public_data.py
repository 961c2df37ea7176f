"""The public data sets as the Python tools read them, and the guard that no evaluation text is trained on."""

import glob
import json
import os
import re

SENTIMENT_LANGUAGES = ["en", "es", "fr", "pt", "de", "it"]
CLASSES = ["negative", "neutral", "positive"]


def load(data, name):
    """Records of `name`, such as `sentiment/umsab-es.train`."""
    with open(os.path.join(data, name + ".jsonl"), encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def fingerprint(text):
    """The words of a text, by which copies are recognised whatever their punctuation."""
    return " ".join(re.findall(r"\w+", text.lower()))


def held_out(data):
    """Fingerprints of every text in a validation, trial or test split of any task."""
    kept = set()
    for path in sorted(glob.glob(os.path.join(data, "*", "*.jsonl"))):
        split = os.path.basename(path).split(".")[-2]
        if split.startswith(("val", "trial", "test")):
            with open(path, encoding="utf8") as lines:
                kept.update(fingerprint(json.loads(line)["text"]) for line in lines)
    return kept


def training(data, name, forbidden):
    """Records of a training split without those whose text stands in an evaluation split."""
    records = load(data, name)
    kept = [r for r in records if fingerprint(r["text"]) not in forbidden]
    if len(kept) < len(records):
        print(f"{name}: {len(records) - len(kept)} texts dropped because they stand in an evaluation split", flush=True)
    return kept
