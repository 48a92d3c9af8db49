#!/usr/bin/python3
"""FiniteNet and its empirical NTK against forward passes and gradients written out in NumPy."""
import copy
import math
import pickle
import sys
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402

EPS = np.finfo(np.float64).eps
TEXT = "dense(1.5,.05) gelu | dense relu * dense | readout(2,.1)"
INPUTS, WIDTH, OUTPUTS, SAMPLES = 3, 7, 2, 5

_erf = np.vectorize(math.erf)


def gelu(u):
    return u * (1 + _erf(u / math.sqrt(2))) / 2


def hidden_by_hand(w, x):
    """What enters the readout of TEXT, n x m."""
    g = gelu(math.sqrt(1.5) * x @ w["W1"].T + math.sqrt(.05) * w["beta1"].T)
    return np.maximum(g @ w["W2"].T, 0) * (g @ w["W3"].T) / WIDTH


def by_hand(w, x, readout=2):
    return math.sqrt(readout / WIDTH) * hidden_by_hand(w, x) @ w["W4"].T + math.sqrt(.1) * w["beta4"].T


def samples(seed=1, n=SAMPLES):
    return np.random.default_rng(seed).standard_normal((n, INPUTS))


def the_net(**more):
    return hn.FiniteNet(TEXT, **{"inputs": INPUTS, "width": WIDTH, "outputs": OUTPUTS, "seed": 3, **more})


def close(a, b, count=1000):
    """Within so many roundings of the largest entry."""
    return a.shape == b.shape and np.abs(a - b).max() <= count * EPS * np.abs(b).max()


class Outputs(unittest.TestCase):
    def test_a_text(self):
        net, x = the_net(), samples()
        self.assertTrue(close(net(x), by_hand(net.weights, x)))
        self.assertFalse(close(net(x), by_hand(net.weights, x, readout=2.001)))  # what the check must notice

    def test_named_nets(self):
        x = samples()
        net = hn.FiniteNet(hn.polynomial_net(3), INPUTS, 11, seed=2)
        w = net.weights
        self.assertEqual(list(w), ["W1", "W2", "W3", "C"])
        branches = [math.sqrt(2) * np.maximum(x @ w[f"W{i}"].T, 0) for i in (1, 2, 3)]
        wanted = math.sqrt(2 / 11) * branches[0] * branches[1] * branches[2] @ w["C"].T
        self.assertTrue(close(net(x), wanted))
        self.assertFalse(close(net(x), wanted / math.sqrt(2)))

    def test_a_function_of_python_as_activation(self):
        kernel = hn.dense() >> hn.activation(np.tanh, lambda u: 1 / np.cosh(u)**2) >> hn.readout()
        net, x = hn.FiniteNet(kernel, INPUTS, WIDTH, seed=2), samples()
        other = hn.FiniteNet("dense tanh | readout", INPUTS, WIDTH, seed=2)
        self.assertTrue(close(net(x), other(x)))
        self.assertTrue(close(net.gradient(x), other.gradient(x)))
        np.testing.assert_array_equal(pickle.loads(pickle.dumps(other))(x), other(x))

    def test_any_memory(self):
        net, x = the_net(), samples(n=10)
        wanted = net(x[::2])
        for given in (np.asfortranarray(x)[::2], x[::2].tolist(), np.ascontiguousarray(x[::2])):
            np.testing.assert_array_equal(net(given), wanted)
        for order in "CF":
            out = np.zeros((5, OUTPUTS), order=order)
            self.assertIs(net(x[::2], out=out), out)
            np.testing.assert_array_equal(out, wanted)

    def test_float32(self):
        net, x = the_net(dtype="float32"), samples()
        self.assertEqual(net.dtype, np.float32)
        self.assertEqual(net(x).dtype, np.float32)
        double = the_net()
        double.load(net.weights)
        single = np.abs(net(x) - double(x)).max() / np.abs(double(x)).max()
        self.assertTrue(0 < single < 1000 * np.finfo(np.float32).eps)

    def test_seeds(self):
        x = samples()
        np.testing.assert_array_equal(the_net()(x), the_net()(x))
        self.assertFalse(np.array_equal(the_net()(x), the_net(seed=4)(x)))

    def test_bad_arguments(self):
        cases = [
            (lambda: the_net(inputs=0), "inputs must be at least 1, got 0"),
            (lambda: the_net(width=0), "width must be at least 1, got 0"),
            (lambda: the_net(dtype="int32"), "dtype must be float32 or float64, got int32"),
            (lambda: hn.FiniteNet("dense relo | readout", 3, 4), "column 7"),
            (lambda: hn.FiniteNet(hn.resnet(), 3, 4), "resnet: there is no finite net"),
            (lambda: the_net()(samples()[:, :2]), "must be n x 3, got 5 x 2"),
            (lambda: the_net()(samples()[0]), r"x: must have 2 dimensions \(samples x inputs\), got shape \(3,\)"),
            (lambda: the_net()([[1, 2, math.nan]]), r"X\(0, 2\) = nan"),
            (lambda: the_net()(samples(), out=np.zeros((5, 3))), r"out: must be float64 of shape \(5, 2\), got .*5, 3"),
        ]
        for call, message in cases:
            with self.subTest(message):
                self.assertRaisesRegex(ValueError, message, call)


class Gradients(unittest.TestCase):
    def test_last_layer_in_closed_form(self):
        net, x = the_net(), samples()
        gradient = net.gradient(x)
        self.assertEqual(gradient.shape, (SAMPLES, OUTPUTS, net.size))
        parts = net.split(gradient)
        hidden = math.sqrt(2 / WIDTH) * hidden_by_hand(net.weights, x)
        for a in range(OUTPUTS):
            self.assertEqual(parts["W4"].shape, (SAMPLES, OUTPUTS, OUTPUTS, WIDTH))
            self.assertTrue(close(parts["W4"][:, a, a], hidden))
            self.assertEqual(np.abs(parts["W4"][:, a, 1 - a]).max(), 0)
            self.assertTrue(close(parts["beta4"][:, a, a], np.full((SAMPLES, 1), math.sqrt(.1))))
        self.assertFalse(close(parts["W4"][:, 0, 0], hidden * (1 + 1e-10)))

    def test_differences(self):
        # Of a smooth net; the error of a central difference is of order h^2.
        net = hn.FiniteNet("dense(1,1) gelu | dense tanh * dense(2) | readout", INPUTS, WIDTH, seed=5)
        x, h = samples(), 1e-4
        parts = net.split(net.gradient(x))
        moved = net.copy()
        for name, weight in net.weights.items():
            direction = np.random.default_rng(2).standard_normal(weight.shape)
            ends = []
            for sign in (1, -1):
                moved.load({**net.weights, name: weight + sign * h * direction})
                ends.append(moved(x))
            difference = (ends[0] - ends[1]) / (2 * h)
            slope = np.einsum("narc,rc->na", parts[name], direction)
            scale = np.abs(parts[name]).max() * np.abs(direction).sum()
            self.assertLess(np.abs(difference - slope).max(), 10 * h * h * scale, name)
            self.assertGreater(np.abs(difference - 1.001 * slope).max(), 10 * h * h * scale, name)

    def test_too_large(self):
        net = hn.FiniteNet("dense | dense | readout", 2, 2000)
        self.assertRaisesRegex(MemoryError, "gradient: the result takes .* are available", net.gradient,
                               np.zeros((2000000, 2)))

    def test_split_refuses(self):
        self.assertRaisesRegex(ValueError, r"split: the last axis must have \d+ entries, got shape \(3,\)",
                               the_net().split, np.zeros(3))


class EmpiricalNtk(unittest.TestCase):
    def test_is_the_product_of_jacobians(self):
        net, x, z = the_net(), samples(), samples(9, 4)
        jx, jz = net.gradient(x), net.gradient(z)
        full = np.einsum("iap,jbp->ijab", jx, jz)
        diagonal = np.einsum("ijaa->ija", full)
        for outputs, wanted in (("full", full), ("diagonal", diagonal), ("trace", diagonal.sum(-1)),
                                ("mean", diagonal.mean(-1)), ((1, 0), full[:, :, 1, 0])):
            with self.subTest(outputs):
                k = hn.empirical_ntk(net, x, z, outputs=outputs)
                self.assertTrue(close(k, wanted))
                self.assertFalse(close(k, wanted * (1 + 1e-10)))
                out = np.empty(wanted.shape)
                self.assertIs(hn.empirical_ntk(net, x, z, outputs=outputs, out=out), out)
                np.testing.assert_array_equal(out, k)
        k = hn.empirical_ntk(net, x, outputs="full")
        self.assertTrue(close(k, np.einsum("iap,jbp->ijab", jx, jx)))
        np.testing.assert_array_equal(k, k.transpose(1, 0, 3, 2))
        np.testing.assert_array_equal(hn.empirical_ntk(net, x, outputs=(0, 1)), k[:, :, 0, 1])

    def test_parts(self):
        net, x, z = the_net(), samples(), samples(9, 4)
        parts = hn.empirical_ntk_parts(net, x, z, outputs=(1, 0))
        self.assertEqual(list(parts), list(net.weights))
        jx, jz = net.split(net.gradient(x)), net.split(net.gradient(z))
        scale = np.abs(hn.empirical_ntk(net, x, z, outputs=(1, 1))).max()
        for name, part in parts.items():
            wanted = np.einsum("irc,jrc->ij", jx[name][:, 1], jz[name][:, 0])
            self.assertLessEqual(np.abs(part - wanted).max(), 1000 * EPS * scale, name)

    def test_frozen_layers_do_not_count(self):
        net = hn.FiniteNet("frozen_dense relu | dense tanh | readout", INPUTS, WIDTH)
        x = samples()
        parts = hn.empirical_ntk_parts(net, x)
        self.assertEqual(np.abs(parts["W1"]).max(), 0)
        self.assertGreater(np.abs(parts["W2"]).max(), 0)
        gradient = net.gradient(x)[:, 0]
        self.assertTrue(close(hn.empirical_ntk(net, x), gradient @ gradient.T))

    def test_every_family(self):
        for network in (hn.polynomial_net(2), hn.ccp_net(3), hn.ncp_net(2), hn.fully_connected(3, bias_std=.1)):
            net, x = hn.FiniteNet(network, INPUTS, 20, seed=1), samples()
            gradient = net.gradient(x)[:, 0]
            self.assertTrue(close(hn.empirical_ntk(net, x), gradient @ gradient.T), network)

    def test_tends_to_the_kernel(self):
        kernel, x, width, seeds = hn.net(TEXT), samples(), 400, 32
        wanted = kernel(x)
        nets = (hn.FiniteNet(kernel, INPUTS, width, seed=s) for s in range(seeds))
        estimates = np.array([hn.empirical_ntk(net, x) for net in nets])
        # Five standard errors, and a bias of order 1/m.
        allowed = 5 * estimates.std(0, ddof=1) / math.sqrt(seeds) + 10 / width * np.abs(wanted).max()
        self.assertTrue((np.abs(estimates.mean(0) - wanted) < allowed).all())
        wrong = hn.net(TEXT.replace("readout(2,", "readout(1,"))(x)
        self.assertFalse((np.abs(estimates.mean(0) - wrong) < allowed).all())

    def test_bad_arguments(self):
        net, x = the_net(), samples()
        for outputs in (None, "all", (0, 2), (0, -1), (0, 1, 1), ("a", "b")):
            with self.subTest(outputs):
                self.assertRaisesRegex(ValueError, "output", hn.empirical_ntk, net, x, outputs=outputs)
        self.assertRaisesRegex(ValueError, "Z must be n x 3, got 5 x 2", hn.empirical_ntk, net, x, x[:, :2],
                               outputs=(0, 0))
        self.assertRaisesRegex(ValueError, r"out: must be float64 of shape \(5, 5\), got float32", hn.empirical_ntk,
                               net, x, outputs=(0, 0), out=np.zeros((5, 5), np.float32))
        read_only = np.zeros((5, 5))
        read_only.flags.writeable = False
        self.assertRaisesRegex(ValueError, "out: must be writeable", hn.empirical_ntk, net, x, outputs=(0, 0),
                               out=read_only)


class Tensor:
    """What by_segment knows of a tensor of PyTorch that needs a gradient."""

    def __init__(self, array, detached=False):
        self.array, self.detached = array, detached

    def detach(self):
        return Tensor(self.array, True)

    def cpu(self):
        return self

    def __array__(self, dtype=None):
        if not self.detached:
            raise RuntimeError("needs a gradient")
        return self.array


class Weights(unittest.TestCase):
    def test_out_and_in(self):
        net, other, x = the_net(), the_net(seed=9), samples()
        weights = net.weights
        self.assertEqual({k: v.shape for k, v in weights.items()},
                         {"W1": (7, 3), "beta1": (7, 1), "W2": (7, 7), "W3": (7, 7), "W4": (2, 7), "beta4": (2, 1)})
        other.load(weights)
        np.testing.assert_array_equal(other(x), net(x))
        weights["W1"][:] = 0  # a copy
        np.testing.assert_array_equal(other(x), net(x))
        other.load(weights)
        self.assertFalse(np.array_equal(other(x), net(x)))

    def test_a_state_dict_in_order(self):
        net, other, x = the_net(), the_net(seed=9), samples()
        keys = ["0.weight", "0.bias", "1.weight", "2.weight", "3.weight", "3.bias"]
        state = {key: Tensor(w[:, 0] if key.endswith("bias") else w) for key, w in zip(keys, net.weights.values())}
        other.load(state)
        np.testing.assert_array_equal(other(x), net(x))
        swapped = dict(reversed(state.items()))
        self.assertRaisesRegex(ValueError, r"weights\['3.bias'\]: is the array of segment W1 by its order", other.load,
                               swapped)
        third = the_net(seed=10)
        third.load(swapped, names=dict(zip(net.weights, keys)))
        np.testing.assert_array_equal(third(x), net(x))

    def test_bad_weights_change_nothing(self):
        net, x = the_net(), samples()
        before, good = net(x), net.weights
        nan = good["W2"].copy()
        nan[4, 5] = math.nan
        cases = [
            (([1, 2],), "weights: must be a mapping"),
            (({**good, "W2": nan},), r"weights\['W2'\]: the entry at \(4, 5\) is not finite"),
            (({**good, "W2": good["W1"]},), r"weights\['W2'\]: must be of shape \(7, 7\), got \(7, 3\)"),
            (({**good, "W2": good["W2"] + 1j},), r"weights\['W2'\]: must be float32 or float64, got dtype complex128"),
            (({k: v for k, v in good.items() if k != "W3"},), "segment W3 is missing"),
            (({**good, "W9": good["W1"]},), "no segment 'W9'"),
            (({"a": good["W1"]},), "6 segments W1, beta1, W2, W3, W4, beta4, got 1 arrays"),
            ((good, {"W1": "W1"}), "names: segment beta1 is missing"),
            ((good, {**{k: k for k in good}, "W2": "W8"}), "names: weights have no 'W8'"),
            ((good, {**{k: k for k in good}, "W2": "W3"}), "two segments have the same key"),
        ]
        for arguments, message in cases:
            with self.subTest(message):
                self.assertRaisesRegex(ValueError, message, net.load, *arguments)
        np.testing.assert_array_equal(net(x), before)

    def test_beyond_float32(self):
        net = the_net(dtype="float32")
        big = {**net.weights, "W1": np.full((7, 3), 1e300)}
        self.assertRaisesRegex(ValueError, r"\(0, 0\) is not finite in float32", net.load, big)

    def test_copies(self):
        net, x = the_net(dtype="float32"), samples()
        net.load({k: w * 2 for k, w in net.weights.items()})
        before = net(x)
        for twin in (net.copy(), copy.copy(net), copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
            np.testing.assert_array_equal(twin(x), before)
            self.assertEqual(repr(twin), repr(net))
            twin.load({k: 0 * w for k, w in twin.weights.items()})
            np.testing.assert_array_equal(net(x), before)
        self.assertIn("inputs=3, width=7, outputs=2, dtype='float32'", repr(net))


if __name__ == "__main__":
    unittest_xml.main()
