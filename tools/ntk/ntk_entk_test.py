#!/usr/bin/python3
"""entk of //tools:ntk with several outputs and with weights from files, against NumPy's Jacobians."""
import json
import os
import struct
import sys
import warnings
import zipfile

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "tools/ntk"]
import unittest_xml  # noqa: E402
from ntk_formulas import EPS, InDirectory  # noqa: E402

PNN = "--kernel pnn --degree 3 --width 30 --outputs 3"


# --- files of weights -------------------------------------------------------------------------------------------------


def normals(seed, stream, count):
    """The first numbers of that stream of models/random.h, from its definition: Philox4x32-10 and Box-Muller."""
    c = np.zeros((4, (count + 1) // 2), dtype=np.uint64)
    c[0], c[2] = np.arange(c.shape[1]), stream
    k, low = [seed & 0xffffffff, seed >> 32], np.uint64(0xffffffff)
    for _ in range(10):
        p0, p1 = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = np.array([p1 >> np.uint64(32) ^ c[1] ^ np.uint64(k[0]), p1 & low,
                      p0 >> np.uint64(32) ^ c[3] ^ np.uint64(k[1]), p0 & low])
        k = [(k[0] + 0x9E3779B9) & 0xffffffff, (k[1] + 0xBB67AE85) & 0xffffffff]
    even, odd = c[0] | c[1] << np.uint64(32), c[2] | c[3] << np.uint64(32)

    def midpoint(word):
        return ((word >> np.uint64(12)).astype(float) + 0.5) / 2**52

    radius = np.sqrt(-2 * np.log(midpoint(even)))
    angle = np.pi / 2 * ((odd >> np.uint64(62)).astype(float) + midpoint(odd << np.uint64(2)) - 0.5)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).ravel()[:count]


def safetensors(arrays, dtypes=None, offsets=None):
    header, data = {}, b""
    for name, array in arrays.items():
        begin = len(data)
        data += array.tobytes()
        header[name] = {"dtype": (dtypes or {}).get(name, {8: "F64", 4: "F32", 2: "F16"}[array.itemsize]),
                        "shape": array.shape, "data_offsets": (offsets or {}).get(name, [begin, len(data)])}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


class Weights(InDirectory):
    def kernel(self, flags, **options):
        self.run_ntk(f"entk --x x.npy {flags} --out E.npy", **options)
        return np.load(self.path("E.npy"))

    def layout(self, flags):
        lines = self.run_ntk(f"entk --x x.npy {flags} --layout").stdout.splitlines()
        self.assertEqual(lines[0], "segment,rows,columns,offset")
        segments = [line.split(",") for line in lines[1:]]
        return {name: (int(rows), int(columns)) for name, rows, columns, _ in segments}, [int(s[3]) for s in segments]

    def weights(self, flags, seed):
        shapes, _ = self.layout(flags)
        return {name: normals(seed, s, shape[0] * shape[1]).reshape(shape)
                for s, (name, shape) in enumerate(shapes.items())}

    def write(self, name, contents):
        with open(self.path(name), "wb") as file:
            file.write(contents)

    def test_layout(self):
        shapes, offsets = self.layout("--kernel fc --depth 3 --bias_std 0.5 --width 20 --outputs 4")
        self.assertEqual(shapes, {"W1": (20, 6), "W2": (20, 20), "W3": (4, 20),
                                  "beta1": (20, 1), "beta2": (20, 1), "beta3": (4, 1)})
        self.assertEqual(offsets, [0, 120, 520, 600, 620, 640])
        shapes, _ = self.layout("--kernel ncp --width 5 --outputs 2")
        self.assertEqual(shapes, {"A1": (5, 6), "A2": (5, 6), "S2": (5, 5), "b1": (5, 1), "b2": (5, 1), "C": (2, 5)})
        shapes, offsets = self.layout("--net 'dense(1,.5) relu | (frozen_dense relu)^2 | readout' --width 5 --outputs 2")
        self.assertEqual(shapes, {"W1": (5, 6), "beta1": (5, 1), "W2": (5, 5), "W3": (5, 5), "W4": (2, 5)})
        self.assertEqual(offsets, [0, 30, 35, 60, 85])

    def test_the_formats_hold_the_same_numbers(self):
        weights = self.weights(PNN, 3)
        np.savez(self.path("w.npz"), **weights)
        np.savez_compressed(self.path("packed.npz"), **{n: np.asfortranarray(w) for n, w in weights.items()})
        self.write("w.safetensors", safetensors(dict(reversed(weights.items()))))
        kernels = [self.kernel(f"{PNN} --ntk full --weights {name}")
                   for name in ("w.npz", "packed.npz", "w.safetensors")]
        for k in kernels[1:]:
            self.assertTrue((k == kernels[0]).all())
        # Single precision: the same file, rounded, or rounded before it is written.
        for name, array in weights.items():
            weights[name] = array.astype(np.float32)
        self.write("w.safetensors", safetensors(weights))
        single = [self.kernel(f"{PNN} --ntk full --dtype float32 --weights {name}") for name in ("w.npz", "w.safetensors")]
        self.assertTrue((single[0] == single[1]).all())
        self.assertLess(np.abs(single[0] - kernels[0]).max(), 400 * np.finfo(np.float32).eps * kernels[0].max())

    def test_json_names_the_file_and_its_hash(self):
        np.savez(self.path("w.npz"), **self.weights(PNN, 3))
        done = self.run_ntk(f"entk --x x.npy {PNN} --ntk diagonal --weights w.npz --out E.json")
        self.assertIn("read:   --weights w.npz: 4 segments, 630 numbers\n", done.stderr)
        with open(self.path("E.json"), encoding="utf-8") as file:
            document = json.load(file)
        self.assertEqual(set(document["data_sha256"]), {"x.npy", "w.npz"})
        self.assertEqual((document["config"]["weights"], document["shape"]), ("w.npz", [40, 40, 3]))


def is_that_of_the_seed(self, flags):
    np.savez(self.path("w.npz"), **self.weights(flags, 5 + (7 << 32)))
    k = self.kernel(f"{flags} --ntk full --seed {5 + (7 << 32)}")
    bound = 400 * EPS * k.max()  # conditioned, as in ntk_cli_test: four roundings more of each weight
    self.assertLess(np.abs(self.kernel(f"{flags} --ntk full --weights w.npz") - k).max(), bound)
    np.savez(self.path("w.npz"), **self.weights(flags, 6))
    self.assertGreater(np.abs(self.kernel(f"{flags} --ntk full --weights w.npz") - k).max(), bound)


unittest_xml.add_cases(Weights, "seed", {
    "pnn": PNN,
    "pnn_input_bias": PNN + " --input_bias 0.5",
    "ccp": "--kernel ccp --width 30 --outputs 2 --bias_std 0.5",
    "ncp": "--kernel ncp --degree 3 --width 30 --outputs 2",
    "fc": "--kernel fc --depth 3 --bias_std 0.5 --width 30 --outputs 2",
    "net": "--net 'dense(1.5,.05) gelu | dense relu * frozen_dense | readout(1,2)' --width 30 --outputs 2",
}, is_that_of_the_seed)


# --- several outputs --------------------------------------------------------------------------------------------------


def pnn_jacobian(weights, x):
    """n x o x p, of f_a = sqrt(2 / m) sum_i C_ai prod_n sqrt(2) relu(W_n x)_i."""
    c = weights["C"]
    outputs, width = c.shape
    layers = [weights[name] for name in sorted(weights) if name != "C"]
    hidden = [np.sqrt(2) * np.maximum(x @ w.T, 0) for w in layers]
    parts = []
    for n, w in enumerate(layers):
        slope = np.sqrt(2) * (x @ w.T > 0) * np.prod(hidden[:n] + hidden[n + 1:], axis=0)
        parts.append(np.einsum("ai,si,sd->said", c, slope, x).reshape(len(x), outputs, -1))
    parts.append(np.einsum("ab,si->sabi", np.eye(outputs), np.prod(hidden, axis=0)).reshape(len(x), outputs, -1))
    return np.sqrt(2 / width) * np.concatenate(parts, axis=2)


def fc_jacobian(weights, x):
    """The same of f = sqrt(2 / m) W2 relu(W1 x + beta1 / 2) + beta2 / 2."""
    w1, w2 = weights["W1"], weights["W2"]
    outputs, width = w2.shape
    h = x @ w1.T + weights["beta1"].T / 2
    back = np.sqrt(2 / width) * np.einsum("ai,si->sai", w2, h > 0)
    eye = np.broadcast_to(np.eye(outputs), (len(x), outputs, outputs))
    return np.concatenate([
        np.einsum("sai,sd->said", back, x).reshape(len(x), outputs, -1), back / 2, eye / 2,
        np.sqrt(2 / width) * np.einsum("sab,si->sabi", eye, np.maximum(h, 0)).reshape(len(x), outputs, -1)], axis=2)


def net_jacobian(weights, x):
    """The same of f = sqrt(2 / m) W3 g + beta3 / 2, g = u * W2 u / sqrt(m), u = tanh(sqrt(1.5) W1 x), with W1 frozen."""
    w1, w2, w3 = weights["W1"], weights["W2"], weights["W3"]
    outputs, width = w3.shape
    u = np.tanh(np.sqrt(1.5) * x @ w1.T)
    gate = u @ w2.T / np.sqrt(width)
    eye = np.broadcast_to(np.eye(outputs), (len(x), outputs, outputs))
    back = np.sqrt(2) / width * np.einsum("ai,si->sai", w3, u)
    return np.concatenate([
        np.einsum("sai,sj->saij", back, u).reshape(len(x), outputs, -1), eye / 2,
        np.sqrt(2 / width) * np.einsum("sab,si->sabi", eye, u * gate).reshape(len(x), outputs, -1)], axis=2)


class Outputs(Weights):
    def test_layouts_of_one_output(self):
        k = self.kernel("--width 30")
        for ntk, shape in (("full", (40, 40, 1, 1)), ("diagonal", (40, 40, 1)), ("trace", (40, 40)), ("mean", (40, 40))):
            all_outputs = self.kernel(f"--width 30 --ntk {ntk}")
            self.assertEqual(all_outputs.shape, shape)
            self.assertTrue((all_outputs.reshape(40, 40) == k).all())

    def test_csv_names_the_outputs(self):
        self.run_ntk(f"entk --x x.npy --z z.npy {PNN} --ntk full --out E.csv")
        with open(self.path("E.csv"), encoding="utf-8") as file:
            titles = file.readline().strip().split(",")
        self.assertEqual(titles[:5], ["z0_a0_b0", "z0_a0_b1", "z0_a0_b2", "z0_a1_b0", "z0_a1_b1"])
        k = self.kernel(f"--z z.npy {PNN} --ntk full")
        self.assertTrue((np.loadtxt(self.path("E.csv"), delimiter=",", skiprows=1) == k.reshape(40, -1)).all())


def is_the_product_of_jacobians(self, case):
    flags, jacobian = case
    weights = {name: array * 1.25 for name, array in self.weights(flags, 1).items()}
    np.savez(self.path("w.npz"), **weights)
    at_x, at_z = jacobian(weights, self.x), jacobian(weights, self.z)
    full = np.einsum("iap,jbp->ijab", at_x, at_z)
    own = np.einsum("iap,jbp->ijab", at_x, at_x)
    outputs = full.shape[2]
    bound = 400 * EPS * outputs * np.abs(own).max()  # conditioned: 4 sqrt(p) eps, p < 10^4, of the largest entry
    for ntk, of in (("full", lambda k: k), ("diagonal", lambda k: np.einsum("ijaa->ija", k)),
                    ("trace", lambda k: np.einsum("ijaa->ij", k)),
                    ("mean", lambda k: np.einsum("ijaa->ij", k) / outputs)):
        cross = self.kernel(f"--z z.npy {flags} --ntk {ntk} --weights w.npz")
        self.assertEqual(cross.shape, of(full).shape)
        self.assertLess(np.abs(cross - of(full)).max(), bound)
        self.assertLess(np.abs(self.kernel(f"{flags} --ntk {ntk} --weights w.npz") - of(own)).max(), bound)
        self.assertGreater(np.abs(1.001 * cross - of(full)).max(), bound)  # a wrong factor is seen
    exchanged = self.kernel(f"--z z.npy {flags} --ntk diagonal --weights w.npz")[:, :, ::-1]
    self.assertGreater(np.abs(exchanged - np.einsum("ijaa->ija", full)).max(), bound)


unittest_xml.add_cases(Outputs, "jacobian", {
    "pnn": (PNN, pnn_jacobian),
    "fc": ("--kernel fc --bias_std 0.5 --width 40 --outputs 2", fc_jacobian),
    "net": ("--net 'frozen_dense(1.5) tanh | skip * dense | readout(2,.25)' --width 40 --outputs 2", net_jacobian),
}, is_the_product_of_jacobians)


# --- bad input --------------------------------------------------------------------------------------------------------

ENTK = f"entk --x x.npy {PNN} --ntk trace --out E.npy"
BAD = {
    "absent": (ENTK + " --weights absent.npz", "--weights: absent.npz: there is no such file"),
    "ending": (ENTK + " --weights x.npy", "--weights: must name a .npz or .safetensors file (got 'x.npy')"),
    "missing": (ENTK + " --weights missing.npz", "--weights: missing.npz: segment W2: is missing; it is 30 x 6"),
    "extra": (ENTK + " --weights extra.npz", "--weights: extra.npz: array 'beta': the network has no such segment"),
    "twice": (ENTK + " --weights twice.npz", "--weights: twice.npz: segment C: is there twice"),
    "shape": (ENTK + " --weights shape.npz", "--weights: shape.npz: segment C: its shape is 30 x 3, and must be 3 x 30"),
    "type": (ENTK + " --weights type.npz", "--weights: type.npz: segment W1: its entries are of type <i8, and must be"),
    "half": (ENTK + " --weights half.safetensors", "--weights: half.safetensors: array 'C': dtype must be F32 or F64"),
    "nan": (ENTK + " --weights nan.npz", "--weights: nan.npz: segment W3: row 2, column 4 (from 0): is not finite"),
    "cut": (ENTK + " --weights cut.safetensors", "--weights: cut.safetensors: array 'C': its data end at byte"),
    "overlap": (ENTK + " --weights overlap.safetensors",
                "--weights: overlap.safetensors: array 'W2': its data overlap those before them, or leave a gap"),
    "damaged": (ENTK + " --weights damaged.npz", "--weights: damaged.npz: "),
    "seed": (ENTK + " --weights good.npz --seed 1", "--seed: is not for --weights, which has them all (got '1')"),
    "no_ntk": ("entk --x x.npy --width 5 --outputs 2 --out E.npy", "--ntk: is needed by --outputs: full, diagonal,"),
    "ntk": ("entk --x x.npy --width 5 --ntk sum --out E.npy", "--ntk: must be one of full|diagonal|trace|mean"),
    "layout": ("entk --x x.npy --width 5 --layout --out E.npy", "--out: cannot be given with --layout (got 'E.npy')"),
    "net_column": ("entk --x x.npy --width 5 --net 'dense rleu | readout' --out E.npy",
                   "--net: NetExpression: column 7: there is no 'rleu': "),
    "net_nodes": ("entk --x x.npy --width 5 --net 'dense | (dense relu scale(2))^400000 | readout' --out E.npy",
                  "--net: NetExpression: column 9: a finite net has at most 10^6 nodes: "),
    "net_frozen": ("entk --x x.npy --width 5 --net 'frozen_dense relu | frozen_readout' --out E.npy",
                   "--net: GraphNet: f depends on no trained weight (got 'frozen_dense relu | frozen_readout')"),
    "net_flag": ("entk --x x.npy --width 5 --net readout --degree 3 --out E.npy",
                 "--degree: is not for --net, whose text says all (got '3')"),
    "output_is_weights": ("entk --x x.npy --width 5 --weights good.npz --out good.npy", "--out: is the same file as"),
}


class BadWeights(Weights):
    def setUp(self):
        super().setUp()
        good = self.weights(PNN, 1)
        np.savez(self.path("good.npz"), **good)
        np.savez(self.path("missing.npz"), **{name: w for name, w in good.items() if name != "W2"})
        np.savez(self.path("extra.npz"), beta=np.ones(3), **good)
        np.savez(self.path("twice.npz"), **good)
        with zipfile.ZipFile(self.path("twice.npz"), "a") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr("C.npy", archive.read("C.npy"))
        np.savez(self.path("shape.npz"), **{**good, "C": good["C"].T})
        np.savez(self.path("type.npz"), **{**good, "W1": good["W1"].astype(int)})
        bad = good["W3"].copy()
        bad[2, 4] = np.nan
        np.savez(self.path("nan.npz"), **{**good, "W3": bad})
        whole = safetensors(good)
        self.write("cut.safetensors", whole[:-1])
        self.write("half.safetensors", safetensors({**good, "C": good["C"].astype(np.float16)}))
        size = good["W1"].nbytes
        self.write("overlap.safetensors", safetensors(good, offsets={"W2": [size - 8, 2 * size - 8]}))
        with open(self.path("good.npz"), "rb") as file:
            archive = file.read()
        self.write("damaged.npz", archive[:-200])
        os.link(self.path("good.npz"), self.path("good.npy"))

    def test_the_good_file_is_read(self):
        self.kernel(f"{PNN} --ntk trace --weights good.npz")

    def test_every_truncation_is_an_error(self):
        whole = safetensors(self.weights(PNN, 1))
        for size in [*range(0, 400, 23), *range(400, len(whole), 531)]:
            self.write("t.safetensors", whole[:size])
            done = self.run_ntk(ENTK + " --weights t.safetensors", code=2)
            self.assertRegex(done.stderr, r"error: --weights: t\.safetensors: .*\n\Z")


def is_refused(self, case):
    line, expected = case
    done = self.run_ntk(line, code=2)
    error = done.stderr.splitlines()[-1]
    self.assertTrue(error.startswith("error: " + expected), done.stderr)


unittest_xml.add_cases(BadWeights, "refused", BAD, is_refused)

if __name__ == "__main__":
    unittest_xml.main()
