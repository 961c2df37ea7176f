#!/usr/bin/env python3
"""Asks the tuned transformer about texts, so that the native analyser can learn from its answers.

usage: soft_labels.py --base E5_DIR --heads heads.safetensors --data DATA_DIR --cache CACHE_DIR --out lessons.jsonl [--made 15000]

E5_DIR, CACHE_DIR and heads.safetensors are those of `train_heads.py`. Writes one JSON object a line: the text, the probabilities of
negative, neutral and positive, the probability of an idea, and whether the text was made for the lesson. Asked are the
training texts (but for the many English tweets) and `--made` new ones a person never labelled: runs of 2 to 12 words out of training texts, and training
texts with some words left out, as many of each language. Evaluation splits are never read as texts.
`cargo run --release -p plaza-models --bin train -- --teacher lessons.jsonl` learns from the file.
"""
import argparse
import json
import os
import random

import numpy as np
import torch

import e5_encoder as e5
from public_data import SENTIMENT_LANGUAGES, fingerprint, held_out
from train_heads import sentences

# Share of made texts that are whole texts with words left out; the others are short runs of words.
WITH_GAPS = 0.25


class Teacher:
    """The tuned layers with their sentence heads, above the frozen ones."""

    def __init__(self, base, heads, cache):
        self.lower, self.cutter, self.cache = e5.Lower(base), e5.tokenizer(base), cache
        tensors = e5.Tensors(heads)
        self.tensors = {name: tensors[name] for name in tensors.file.keys()}

    def answers(self, name, texts):
        """Probabilities of the three sentiments and of an idea, one row a text."""
        encodings = [e.ids for e in self.cutter.encode_batch([e5.prepared(text) for text in texts])]
        store = e5.Store(self.lower, encodings, os.path.join(self.cache, name + ".f16"))
        rows = np.zeros((len(texts), 4), np.float32)
        for some in e5.batches(np.argsort(store.lengths, kind="stable"), store.lengths, 2048):
            with torch.inference_mode():
                x, mask = store.batch(some)
                for layer in range(e5.FROZEN, e5.LAYERS):
                    x = e5.layer(x, mask[:, None, None, :], self.tensors, layer)
                x = e5.mean_pool(x, mask)
                temperature = self.tensors["head.sentiment.temperature"]
                feeling = (e5.linear(x, self.tensors, "head.sentiment") / temperature).softmax(-1)
                idea = e5.linear(x, self.tensors, "head.idea").sigmoid()
            rows[some] = torch.cat([feeling, idea], 1).numpy()
        print(name, len(texts), "texts", flush=True)
        return rows


def made(by_language, wanted, generator, forbidden):
    """New texts out of old ones, as many of each language."""
    texts = set()
    for lang in sorted(by_language):
        mine = set()
        while len(mine) < wanted // len(by_language):
            words = generator.choice(by_language[lang]).split()
            if len(words) < 3:
                continue
            if generator.random() < WITH_GAPS:
                words = [w for w in words if generator.random() > 0.25]
            else:
                begin = generator.randrange(len(words) - 1)
                words = words[begin : begin + generator.randint(2, 12)]
            text = " ".join(words)
            if fingerprint(text) and fingerprint(text) not in forbidden:
                mine.add(text)
        texts |= mine
    return sorted(texts)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("base", "heads", "data", "cache", "out"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--made", type=int, default=15000)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    torch.set_num_threads(args.threads)
    generator = random.Random(args.seed)
    forbidden = held_out(args.data)

    groups = sentences(args.data, forbidden)
    # People labelled plenty of English tweets.
    del groups["english-tweets"]
    by_language = {lang: [] for lang in SENTIMENT_LANGUAGES if lang != "en"}
    for record in groups["umsab"]:
        by_language[record["lang"]].append(record["text"])
    known = {name: [r["text"] for r in records] for name, records in groups.items()}
    new = made(by_language, args.made, generator, forbidden)

    teacher = Teacher(args.base, args.heads, args.cache)
    with open(args.out, "w", encoding="utf8") as out:
        for name, texts in [*known.items(), ("made", new)]:
            for text, row in zip(texts, teacher.answers(name, texts)):
                row = [round(float(p), 4) for p in row]
                line = {"text": text, "sentiment": row[:3], "idea": row[3], "made": name == "made"}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
