#!/usr/bin/python3
"""Layers of nets put together in Python: the texts that they become, and the kernels of these."""
import sys
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402

d = hn.dense

# What is written in Python, and the text.
TEXTS = {
    "chain": (d() >> hn.relu >> d(2) >> hn.gelu >> hn.readout(), "dense relu dense(2) gelu | readout"),
    "variances": (d(1.5, .05) >> hn.erf >> hn.readout(2, 1), "dense(1.5,0.05) erf | readout(2,1)"),
    "deviations": (d(weight_std=1.5, bias_std=.1) >> hn.erf >> hn.readout(weight_std=2), "dense(1.5^2,0.1^2) erf | readout(2^2)"),
    "gate": (d() >> hn.relu >> (d() >> hn.gelu) * d() >> hn.readout(), "dense relu | dense gelu * dense | readout"),
    "own_dense": (d(1.5, .05) >> (hn.relu * hn.identity) >> hn.readout(),
                  "dense(1.5,0.05) relu * dense(1.5,0.05) identity | readout"),
    "own_dense_after_layers": (d() >> hn.relu >> d(2) >> (hn.relu + hn.gelu) >> hn.readout(),
                               "dense relu | dense(2) relu + dense(2) gelu | readout"),
    "residual": (d() >> hn.repeat(4, hn.skip + (d() >> hn.relu >> d(.1))) >> hn.relu >> d() >> hn.readout(),
                 "dense repeat(4, skip + dense relu dense(0.1)) relu dense | readout"),
    "skip_after_dense": (d() >> hn.skip + (d() >> hn.relu >> d(.1)) >> hn.readout(),
                         "dense | skip + dense relu dense(0.1) | readout"),
    "power": ((d() >> hn.relu >> hn.scale(2))**3 >> hn.readout(2), "(dense relu scale(2))^3 | readout(2)"),
    "one": ((d() >> hn.relu) * (1 + (d() >> hn.relu)) >> hn.readout(), "dense relu * (1 + dense relu) | readout"),
    "net_input": (d() >> hn.relu >> (hn.x >> d()) * d() >> hn.readout(), "dense relu | x dense * dense | readout"),
    "frozen": (hn.frozen_dense() >> hn.relu >> hn.frozen_readout(), "frozen_dense relu | frozen_readout"),
    "preamble": (hn.input_bias(.5) >> hn.standard(64) >> d() >> hn.relu >> hn.readout(),
                 "input_bias(0.5) | standard(64) | dense relu | readout"),
    "arguments": (d() >> hn.leaky_relu(.1) >> d() >> hn.polynomial(1, 0, -.5) >> hn.readout(),
                  "dense leaky_relu(0.1) dense polynomial(1,0,-0.5) | readout"),
    "sum_of_products": ((d() >> hn.relu) * d() + d() >> hn.readout(), "dense relu * dense + dense | readout"),
    "product_of_sums": ((d() + (d() >> hn.relu)) * d() >> hn.readout(), "(dense + dense relu) * dense | readout"),
    "stages_in_a_product": ((d() >> hn.relu >> (d() * d())) * d() >> hn.readout(), "(dense relu | dense * dense) * dense | readout"),
    "relu_of_a_product": (hn.repeat(3, hn.relu(d(1, 1) * d(1, 1)) >> hn.scale(2)) >> hn.readout(),
                          "repeat(3, relu(dense(1,1) * dense(1,1)) scale(2)) | readout"),
    "relu_of_skip": (d() >> hn.relu(hn.skip * (d() >> hn.relu >> d())) >> hn.readout(),
                     "dense relu(skip * dense relu dense) | readout"),
    "from_zero": ((d(1, 1) >> hn.relu >> hn.scale(2)) * (1 + hn.zero_dense(.1, .1)) >> hn.readout(),
                  "dense(1,1) relu scale(2) * (1 + zero_dense(0.1,0.1)) | readout"),
    "gated_unit": (hn.gated_unit("gelu"), "dense gelu * dense | readout"),
    "gated_unit_of_layers": (hn.gated_unit(hn.silu), "dense silu * dense | readout"),
}


class Layers(unittest.TestCase):
    def check(self, case):
        kernel, text = case
        self.assertEqual(kernel, hn.net(text))
        self.assertEqual(kernel.parameters["net"], hn.net(text).parameters["net"])

    def test_values_are_those_of_the_text(self):
        x = np.random.default_rng(1).normal(size=(9, 4))
        kernel, text = TEXTS["own_dense"]
        np.testing.assert_array_equal(kernel(x), hn.net(text)(x))
        # The gated unit of ReLU, in closed form: 2 s k_2 + s^2 k_1 with the variance 1.5 and the bias .05 of each layer.
        s = 1.5 * x @ x.T + .05
        c = s / np.sqrt(np.outer(s.diagonal(), s.diagonal()))
        theta = np.arccos(np.clip(c, -1, 1))
        k2 = np.sqrt(np.outer(s.diagonal(), s.diagonal())) * (np.sin(theta) + (np.pi - theta) * c) / (2 * np.pi)
        k1 = (np.pi - theta) / (2 * np.pi)
        t = 1.5 * x @ x.T + .05  # the NTK of a first layer: its NNGP
        expected = s * k2 + (t * k2 + s * k1 * t)
        scale = np.abs(expected).max()
        self.assertLess(np.abs(kernel(x) - expected).max(), 1000 * 2.3e-16 * scale)
        self.assertGreater(np.abs(kernel(x) - 1.001 * expected).max(), 1000 * 2.3e-16 * scale)

    def test_a_python_function(self):
        def swish(u):
            return u / (1 + np.exp(-u))
        kernel = hn.dense() >> swish >> hn.readout()
        self.assertEqual(kernel.parameters["net"], "dense swish | readout")
        self.assertIs(kernel.activations["swish"], swish)
        self.assertEqual(hn.gated_unit(swish).parameters["net"], "dense swish * dense | readout")
        self.assertEqual((hn.dense() >> np.tanh >> hn.readout()).parameters["net"], "dense tanh_ | readout")
        self.assertEqual((hn.dense() >> hn.activation(swish, name="f1") >> hn.readout()).parameters["net"], "dense f1 | readout")
        x = np.ones((2, 3))
        known = hn.net("dense silu | readout")(x)
        self.assertLess(np.abs(kernel(x) - known).max(), 1e-11 * known.max())
        with self.assertRaisesRegex(ValueError, "two activations are called swish"):
            hn.dense() >> swish >> hn.dense() >> hn.activation(np.sin, name="swish")

    def test_names(self):
        self.assertEqual([name for name in hn.activation_names() if not isinstance(getattr(hn, name), hn.Layers)], [])

    def test_faults(self):
        for build, parts in (
                (lambda: hn.dense(-1) >> hn.readout(), ["column 7", "negative"]),
                (lambda: hn.dense("one"), ["weight_variance", "'one'"]),
                (lambda: hn.dense(weight_std=[]), ["weight_std", "[]"]),
                (lambda: hn.relu >> hn.readout(), ["column 1"]),
                (lambda: hn.dense() >> hn.relu >> (hn.relu * hn.relu) >> hn.readout(), ["column"]),
                (lambda: hn.relu(hn.dense() + hn.dense()) >> hn.readout(), ["column 12", "product of two chains"]),
                (lambda: hn.gelu(hn.dense() * hn.dense()) >> hn.readout(), ["column 6", "number"]),
                (lambda: hn.zero_dense() >> hn.readout(), ["column 1", "starts at zero"]),
                (lambda: hn.repeat(0, hn.dense()) >> hn.readout(), ["column 8", "1 to 1000000"]),
                (lambda: hn.repeat(1.5, hn.dense()), ["n", "integer", "1.5"]),
                (lambda: hn.dense() >> hn.leaky_relu("a"), ["argument", "'a'"]),
                (lambda: hn.activation(3), ["phi", "3"]),
                (lambda: hn.dense() >> hn.input_bias(1) >> hn.readout(), ["input_bias"])):
            with self.assertRaises(ValueError) as caught:
                build()
            for part in parts:
                self.assertIn(part, str(caught.exception))
        with self.assertRaisesRegex(TypeError, "layers of a net"):
            hn.dense() * 3
        with self.assertRaisesRegex(TypeError, "layers of a net"):
            hn.dense() >> hn.polynomial_net(2)


unittest_xml.add_cases(Layers, "text", TEXTS, Layers.check)


if __name__ == "__main__":
    unittest_xml.main()
