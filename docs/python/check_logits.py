"""Computes the LSTM of an exported checkpoint with numpy, in double precision, and compares with what the program says.

    actorlstm export RUN --output model.safetensors
    actorlstm export RUN --format logits --text "the river asks" > logits.json
    python3 check_logits.py model.safetensors logits.json

The program computes in single precision, whose rounding grows with the numbers: measured were differences of up to 5e-7 of the
greatest logit, and of up to 1e-7 in a probability; numpy in single precision differs as much. Prints the differences, and ends
with exit code 1 where one is above the tolerance.
"""
import argparse
import json
import sys

import numpy as np

import safetensors_numpy


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def logits_after(text, weights, alphabet):
    """The logits of the next character, in the order of the alphabet. One row of weight_ih a character: no one-hot vectors."""
    weights = {name: tensor.astype(np.float64) for name, tensor in weights.items()}
    layers = sum(name.startswith("lstm.weight_hh_l") for name in weights)
    units = weights["head.weight"].shape[1]
    hidden, cells = np.zeros((layers, units)), np.zeros((layers, units))
    for character in text:
        for layer in range(layers):
            w_ih, w_hh = weights[f"lstm.weight_ih_l{layer}"], weights[f"lstm.weight_hh_l{layer}"]  # [4H, inputs], [4H, H]
            biases = weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]  # the second is zero
            read = w_ih[:, alphabet.index(character)] if layer == 0 else w_ih @ hidden[layer - 1]
            i, f, g, o = np.split(read + w_hh @ hidden[layer] + biases, 4)  # the gates in the order of the file
            cells[layer] = sigmoid(f) * cells[layer] + sigmoid(i) * np.tanh(g)
            hidden[layer] = sigmoid(o) * np.tanh(cells[layer])
    return weights["head.weight"] @ hidden[-1] + weights["head.bias"]


def log_probabilities(logits):
    shifted = logits - logits.max()
    return shifted - np.log(np.exp(shifted).sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a safetensors file")
    parser.add_argument("logits", help="what export --format logits printed; - reads it from the standard input")
    parser.add_argument("--tolerance", type=float, default=1e-6, help="of a logit or log-probability, as a share of the greatest logit; 1e-6 if not given")
    arguments = parser.parse_args()
    weights, metadata = safetensors_numpy.load(arguments.model)
    said = json.load(sys.stdin if arguments.logits == "-" else open(arguments.logits, encoding="utf-8"))
    alphabet = metadata["vocabulary"]
    if alphabet != said["alphabet"]:
        sys.exit("The alphabets differ: the logits are not of this model.")
    found, computed = np.array(said["logits"], np.float64), logits_after(said["text"], weights, alphabet)
    greatest = np.abs(computed).max()
    differences = {
        "logits": np.abs(found - computed).max() / greatest,
        "log-probabilities": np.abs(log_probabilities(found) - log_probabilities(computed)).max() / greatest,
    }
    print(f"{len(said['text'])} characters read, {len(alphabet)} logits, the greatest {greatest:.3g}; the greatest differences, as shares of it:")
    for name, difference in differences.items():
        print(f"{name} {difference:.2e}")
    sys.exit(0 if max(differences.values()) <= arguments.tolerance else 1)


if __name__ == "__main__":
    main()
