#!/usr/bin/env python3
"""Distils word vectors from multilingual-e5-small: one transformer pass per word, averaged over its pieces.

usage: distil_words.py --base E5_DIR --wordfreq WORDFREQ_PACKAGE_DIR --data DATA_DIR --out words.f32 \
                       [--heads heads.safetensors]

E5_DIR is that of `train_heads.py`; PyPI `wordfreq` 3.1.1 (CC BY-SA 4.0) gives the order of the most frequent words.
The words of the training splits are added; evaluation splits are never read. Needs torch, numpy, tokenizers, safetensors
and msgpack.

The vectors are centred, brought to length one, reduced to 64 principal components (half whitened) and weighted down for
frequent words (SIF: Arora, Liang, Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017). With
`--heads` the same is done behind the tuned layers, and 32 components of those stand behind the 64: what the words mean to
a model that knows the tasks.
Output: u32 words, u32 width, then per word u16 byte length + UTF-8, then words x width float32 (all little-endian).
`cargo run --release -p plaza-models --bin train -- --vectors words.f32` turns it into the embedded table.
"""
import argparse
import collections
import glob
import gzip
import json
import os
import re
import struct

import msgpack
import numpy as np
import torch

import e5_encoder as e5

LANGS = ["en", "es", "fr", "pt", "de", "it", "ca"]
WORD = re.compile(r"[^\W\d_]+|[\U0001F300-\U0001FAFF\u2600-\u27BF]")


def vocabulary(data, wordfreq, per_language):
    counts = collections.Counter()
    for path in sorted(glob.glob(os.path.join(data, "*", "*.train.jsonl"))):
        if "banking77" in path:
            continue
        least = 1 if "umsab" in path else 0.5
        for line in open(path, encoding="utf8"):
            for word in WORD.findall(json.loads(line)["text"].lower()):
                counts[word] += least
    words = {w for w, n in counts.items() if n >= 1 and len(w) <= 30}
    for lang in LANGS:
        path = os.path.join(wordfreq, "data", f"large_{lang}.msgpack.gz")
        if not os.path.exists(path):
            path = path.replace("large_", "small_")
        buckets = msgpack.unpackb(gzip.open(path).read(), raw=False)[1:]
        ranked = [w for bucket in buckets for w in sorted(bucket) if WORD.fullmatch(w)]
        words.update(ranked[:per_language])
    return sorted(words)


def frequencies(data):
    """Share of each word in the sentiment training texts, in the language where it is most frequent."""
    by_lang = {}
    for path in sorted(glob.glob(os.path.join(data, "sentiment", "*.train.jsonl"))):
        for line in open(path, encoding="utf8"):
            record = json.loads(line)
            by_lang.setdefault(record["lang"], collections.Counter()).update(WORD.findall(record["text"].lower()))
    shares = collections.defaultdict(float)
    for counts in by_lang.values():
        total = sum(counts.values())
        for word, n in counts.items():
            shares[word] = max(shares[word], n / total)
    return shares


def reduce(vectors, share, width, sif):
    weight = np.sqrt(share + 2e-5)[:, None]
    x = vectors - (vectors * weight).sum(0) / weight.sum()
    x /= np.sqrt((x * x).sum(1, keepdims=True))
    x -= (x * weight).sum(0) / weight.sum()
    values, axes = np.linalg.eigh((x * weight).T @ x / weight.sum())
    kept = np.argsort(-values)[:width]
    y = x @ axes[:, kept] / np.sqrt(np.sqrt(values[kept]))
    y = y / y.std() * (sif / (sif + share))[:, None]
    return np.clip(y, -4, 4)


def encode(words, base, heads):
    """Mean over the pieces of each word, behind the base model's layers and behind the tuned ones."""
    lower = e5.Lower(base)
    ends = [e5.Tensors.of_base(base)] + ([e5.Tensors(heads)] if heads else [])
    ends = [{name: end[name] for number in range(e5.FROZEN, e5.LAYERS) for name in e5.layer_names(number)} for end in ends]
    encodings = [e.ids for e in e5.tokenizer(base).encode_batch(words)]
    lengths = np.array([len(ids) for ids in encodings])
    vectors = [np.zeros((len(words), e5.WIDTH), np.float16) for _ in ends]
    print(len(words), "words;", lengths.sum(), "pieces", flush=True)
    for some in e5.batches(np.argsort(lengths, kind="stable"), lengths, 2048):
        ids, mask = e5.pad([encodings[at] for at in some])
        with torch.inference_mode():
            below = lower.run(ids, mask)
            for end, out in zip(ends, vectors):
                x = below
                for number in range(e5.FROZEN, e5.LAYERS):
                    x = e5.layer(x, mask[:, None, None, :], end, number)
                out[some] = e5.mean_pool(x, mask).half().numpy()
    return vectors


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("base", "wordfreq", "data", "out"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--heads")
    ap.add_argument("--per-language", type=int, default=6000)
    ap.add_argument("--width", type=int, default=64)
    ap.add_argument("--tuned-width", type=int, default=32)
    ap.add_argument("--sif", type=float, default=1e-3)
    ap.add_argument("--threads", type=int, default=1)
    args = ap.parse_args()
    torch.set_num_threads(args.threads)

    words = vocabulary(args.data, args.wordfreq, args.per_language)
    shares = frequencies(args.data)
    share = np.array([shares[word] for word in words], np.float32)
    parts = zip(encode(words, args.base, args.heads), (args.width, args.tuned_width))
    reduced = np.concatenate([reduce(x.astype(np.float32), share, width, args.sif) for x, width in parts], 1).astype("<f4")
    with open(args.out, "wb") as f:
        f.write(struct.pack("<II", len(words), reduced.shape[1]))
        for word in words:
            raw = word.encode()
            f.write(struct.pack("<H", len(raw)) + raw)
        f.write(reduced.tobytes())


if __name__ == "__main__":
    main()
