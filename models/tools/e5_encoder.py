"""multilingual-e5-small in PyTorch, cut in two: frozen lower layers whose outputs are kept, and upper layers to tune.

Used by `train_heads.py` and `soft_labels.py`. The base folder holds `model.safetensors` and `tokenizer.json` in the
layout of Hugging Face (BERT, 12 layers, 384 wide). Tensors keep their Hugging Face names without a `bert.` prefix.
"""

import os

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import safe_open
from tokenizers import Tokenizer

WIDTH, HEADS, LAYERS = 384, 12, 12
EPSILON = 1e-12
PREFIX = "query: "
LONGEST = 128  # pieces of a text that are read
FROZEN = 8  # layers whose outputs are kept


def prepared(text):
    """What the encoder reads of a text. White space at the end would become a piece of its own, by which the source of a text,
    and in unlucky data its label, can be told."""
    return PREFIX + text.rstrip()


def tokenizer(base):
    """The tokenizer of the base model, without padding, cutting at LONGEST pieces."""
    read = Tokenizer.from_file(os.path.join(base, "tokenizer.json"))
    read.no_padding()
    read.enable_truncation(LONGEST)
    return read


class Tensors:
    """Reads single tensors of a file as 32-bit numbers."""

    def __init__(self, path):
        self.file = safe_open(path, "pt")

    @classmethod
    def of_base(cls, base):
        """The tensors of the base model."""
        return cls(os.path.join(base, "model.safetensors"))

    def __getitem__(self, name):
        return self.file.get_tensor(name).float()


def linear(x, tensors, name):
    return F.linear(x, tensors[name + ".weight"], tensors[name + ".bias"])


def norm(x, tensors, name):
    return F.layer_norm(x, (WIDTH,), tensors[name + ".weight"], tensors[name + ".bias"], EPSILON)


def layer(x, mask, tensors, number, dropout=0.0):
    """One layer of BERT; `mask` is texts x 1 x 1 x pieces, true where a piece stands."""
    p = f"encoder.layer.{number}."
    n, s, _ = x.shape
    q, k, v = (
        linear(x, tensors, p + "attention.self." + part).view(n, s, HEADS, WIDTH // HEADS).transpose(1, 2)
        for part in ("query", "key", "value")
    )
    mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=dropout)
    mixed = linear(mixed.transpose(1, 2).reshape(n, s, WIDTH), tensors, p + "attention.output.dense")
    x = norm(x + F.dropout(mixed, dropout, dropout > 0), tensors, p + "attention.output.LayerNorm")
    inner = F.gelu(linear(x, tensors, p + "intermediate.dense"))
    inner = linear(inner, tensors, p + "output.dense")
    return norm(x + F.dropout(inner, dropout, dropout > 0), tensors, p + "output.LayerNorm")


def layer_names(number):
    """Names of the tensors of one layer."""
    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    parts += [f"{part}.{kind}" for part in ("attention.output", "output") for kind in ("dense", "LayerNorm")]
    parts += ["intermediate.dense"]
    return [f"encoder.layer.{number}.{part}.{kind}" for part in parts for kind in ("weight", "bias")]


def mean_pool(x, mask):
    """Mean over the pieces of each text; `mask` is texts x pieces."""
    weight = mask.unsqueeze(-1).to(x.dtype)
    return (x * weight).sum(1) / weight.sum(1)


class Lower:
    """The embeddings and the frozen layers."""

    def __init__(self, base):
        tensors = Tensors.of_base(base)
        self.words = tensors.file.get_tensor("embeddings.word_embeddings.weight")
        names = ["embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight"]
        names += [f"embeddings.LayerNorm.{kind}" for kind in ("weight", "bias")]
        names += [name for number in range(FROZEN) for name in layer_names(number)]
        self.tensors = {name: tensors[name] for name in names}

    def run(self, ids, mask):
        """Hidden states behind the frozen layers; `ids` and `mask` are texts x pieces."""
        t = self.tensors
        x = self.words[ids].float() + t["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = norm(x + t["embeddings.token_type_embeddings.weight"][0], t, "embeddings.LayerNorm")
        for number in range(FROZEN):
            x = layer(x, mask[:, None, None, :], t, number)
        return x


class Store:
    """Frozen hidden states of many texts, in 16 bits, on disk: computed once, read in every epoch."""

    def __init__(self, lower, encodings, path, pieces_per_batch=2048):
        lengths = np.array([len(ids) for ids in encodings])
        self.lengths = lengths
        self.begins = np.concatenate([[0], np.cumsum(lengths)])
        shape = (int(self.begins[-1]), WIDTH)
        if os.path.exists(path) and os.path.getsize(path) == shape[0] * shape[1] * 2:
            self.rows = np.memmap(path, np.float16, "r", shape=shape)
            return
        # A run that was cut off leaves no half-filled file under the final name.
        unfinished = np.memmap(path + ".part", np.float16, "w+", shape=shape)
        for some in batches(np.argsort(lengths, kind="stable"), lengths, pieces_per_batch):
            ids, mask = pad([encodings[at] for at in some])
            with torch.inference_mode():
                x = lower.run(ids, mask).half().numpy()
            for row, at in enumerate(some):
                unfinished[self.begins[at] : self.begins[at + 1]] = x[row, : lengths[at]]
        unfinished.flush()
        os.rename(path + ".part", path)
        self.rows = np.memmap(path, np.float16, "r", shape=shape)

    def batch(self, some):
        """Hidden states and mask of the texts with these numbers."""
        longest = int(self.lengths[some].max())
        x = np.zeros((len(some), longest, WIDTH), np.float32)
        mask = np.zeros((len(some), longest), bool)
        for row, at in enumerate(some):
            x[row, : self.lengths[at]] = self.rows[self.begins[at] : self.begins[at + 1]]
            mask[row, : self.lengths[at]] = True
        return torch.from_numpy(x), torch.from_numpy(mask)


def batches(order, lengths, pieces):
    """Cuts `order` (texts of similar length stand together) into batches of about that many pieces."""
    batch = []
    for at in order:
        if batch and (len(batch) + 1) * max(lengths[at], longest) > pieces:
            yield np.array(batch)
            batch = []
        longest = lengths[at] if not batch else max(longest, lengths[at])
        batch.append(at)
    if batch:
        yield np.array(batch)


def pad(encodings):
    """Piece numbers and mask of a batch."""
    longest = max(len(ids) for ids in encodings)
    ids = torch.ones(len(encodings), longest, dtype=torch.long)
    mask = torch.zeros(len(encodings), longest, dtype=torch.bool)
    for row, some in enumerate(encodings):
        ids[row, : len(some)] = torch.tensor(some)
        mask[row, : len(some)] = True
    return ids, mask
