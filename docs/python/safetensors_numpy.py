"""Reads a safetensors file with numpy alone (https://huggingface.co/docs/safetensors, "Format")."""
import json

import numpy as np


def load(path):
    """The tensors by name, and the file's metadata: for a checkpoint architecture, vocabulary, epoch and corpus_sha256."""
    content = open(path, "rb").read()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__", {})
    return {
        name: np.frombuffer(content[start:][slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
        for name, entry in header.items()
    }, metadata
