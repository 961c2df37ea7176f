"""Distils a sentence encoder into a table of word vectors whose sum points where the sentence's vector points.

usage: distil_sentences.py --words models/weights --teacher NAME.npy NAME.json [--teacher …] --out models/weights/embedding

Each teacher is a float matrix (texts x width of the encoder) and the list of its texts; every set is centred on its own
mean, so that neither language nor field decides where a text points. The student's vector of a text is the sum of its
words' vectors; a word's vector is a linear image of its present vector (`words-*.bin`, see distil_words.py) plus a
correction of its own, both fitted by ridge regression on the principal components of the teacher (scaled by the fourth
root of their variance). Words that no text holds keep the linear image: other languages follow.

Output: parts in the container of `weights.rs` (key, then rows of eight bits with one scale), about 1 MB each.
Needs numpy and scipy.
"""
import argparse
import collections
import glob
import json
import re
import struct
import unicodedata

import numpy as np
import scipy.sparse as sp

MULTIPLIER, MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1
TOKEN = re.compile(r"[^\W_]+n['’]t\b|[^\W_]+|[\U0001F000-\U0001FAFF\u2600-\u27BF]")


def mix(h, v):
    m = ((h ^ v) * MULTIPLIER) & MASK
    return m ^ (m >> 29)


def key(text):
    """The upper half of `hash::text`."""
    raw = text.encode()
    h, whole = len(raw), len(raw) // 8
    for i in range(whole):
        h = mix(h, int.from_bytes(raw[i * 8 : i * 8 + 8], "little"))
    tail = 0
    for byte in raw[whole * 8 :]:
        tail = (tail << 8) | byte
    return max(mix(h, tail) >> 32, 1)


def fold(word):
    word = unicodedata.normalize("NFKD", word.replace("’", "'").lower())
    return re.sub(r"(.)\1\1+", r"\1\1", "".join(c for c in word if not unicodedata.combining(c)))


def words(text):
    return ["0" if w.isdigit() else fold(w) for w in TOKEN.findall(text)]


def read_words(folder):
    keys, rows = [], []
    for path in sorted(glob.glob(f"{folder}/words-*.bin")):
        raw = open(path, "rb").read()
        n, width = struct.unpack_from("<II", raw, 8)
        scale = struct.unpack_from("<f", raw, 16 + 4 * n)[0]
        keys.append(np.frombuffer(raw, "<u4", n, 16))
        rows.append(np.frombuffer(raw, "i1", n * width, 20 + 4 * n).reshape(n, width) * np.float32(scale))
    return np.concatenate(keys), np.concatenate(rows)


def conjugate_gradient(a, b, ridge, rounds):
    """Solves (A'A + ridge) W = A'B for all columns at once."""
    w = np.zeros((a.shape[1], b.shape[1]), np.float32)
    r = a.T @ b
    p, rr = r.copy(), (r * r).sum(0)
    for _ in range(rounds):
        q = a.T @ (a @ p) + ridge[:, None] * p
        step = rr / np.maximum((p * q).sum(0), 1e-12)
        w += step * p
        r -= step * q
        new = (r * r).sum(0)
        p = r + p * (new / np.maximum(rr, 1e-12))
        rr = new
    return w


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--words", required=True)
    ap.add_argument("--teacher", nargs=2, action="append", required=True, metavar=("NPY", "JSON"))
    ap.add_argument("--out", required=True)
    ap.add_argument("--width", type=int, default=96)
    ap.add_argument("--ridge", type=float, default=1.0)
    ap.add_argument("--rounds", type=int, default=60)
    args = ap.parse_args()

    keys, prior = read_words(args.words)
    row_of = {int(k): at for at, k in enumerate(keys)}
    texts, targets = [], []
    for npy, names in args.teacher:
        y = np.load(npy).astype(np.float32)
        targets.append(y - y.mean(0))
        texts += json.load(open(names, encoding="utf8"))
    y = np.concatenate(targets)
    values, axes = np.linalg.eigh(y.T @ y / len(y))
    top = np.argsort(-values)[: args.width]
    y = y @ axes[:, top] / values[top] ** 0.25
    y /= y.std()

    cut = [words(text) for text in texts]
    counts = collections.Counter(w for line in cut for w in set(line))
    own = {w: at for at, w in enumerate(sorted(counts))}
    at, column, value = [], [], []
    pooled = np.zeros((len(texts), prior.shape[1]), np.float32)
    for n, line in enumerate(cut):
        share = 1 / np.sqrt(max(len(line), 1))
        for w in line:
            at.append(n), column.append(own[w]), value.append(share)
            row = row_of.get(key(w))
            if row is not None:
                pooled[n] += prior[row] * share
    a = sp.hstack([sp.csr_matrix((value, (at, column)), (len(texts), len(own))), sp.csr_matrix(pooled)]).tocsr().astype(np.float32)
    ridge = np.full(a.shape[1], args.ridge, np.float32)
    w = conjugate_gradient(a, y.astype(np.float32), ridge, args.rounds)
    print(f"{len(texts)} texts, {len(own)} words of their own, share of variance explained {1 - ((a @ w - y) ** 2).sum() / (y ** 2).sum():.3f}")

    image = w[len(own) :]
    table = {int(k): prior[n] @ image for n, k in enumerate(keys)}
    for word, n in own.items():
        table[key(word)] = table.get(key(word), 0) + w[n]
    every = np.array(sorted(table), "<u4")
    rows = np.stack([table[int(k)] for k in every])
    scale = np.float32(np.quantile(np.abs(rows), 0.9999) / 127)
    steps = np.clip(np.rint(rows / scale), -127, 127).astype("i1")
    per_part = 10_000
    for part, first in enumerate(range(0, len(every), per_part)):
        some = every[first : first + per_part]
        with open(f"{args.out}-{part}.bin", "wb") as f:
            f.write(b"PLZW" + struct.pack("<III", 1, len(some), args.width) + some.tobytes())
            f.write(struct.pack("<f", scale) + steps[first : first + per_part].tobytes())
    print(f"{len(every)} rows of {args.width}, scale {scale:.5f}")


if __name__ == "__main__":
    main()
