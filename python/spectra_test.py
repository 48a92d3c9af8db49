#!/usr/bin/python3
"""Spectra of hadamard_ntk: those of the command line, the integrals of mpmath, exact numbers."""
import os
import signal
import sys
import threading
import time
import types
import unittest
from fractions import Fraction

import mpmath
import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools", "tools/ntk"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402
from ntk_formulas import EPS, InDirectory  # noqa: E402


def ntk_of_two_layers(theta):
    """K = kappa_2 + cos(theta) kappa_1 of the ReLU of unit second moment."""
    return (mpmath.sin(theta) + 2 * (mpmath.pi - theta) * mpmath.cos(theta)) / mpmath.pi


def eigenvalue(kernel, d, k):
    """The integral of K P_k sin^{d-1}, by 30 digits; P_k the Gegenbauer polynomial with P_k(1) = 1."""
    a = mpmath.mpf(d - 1) / 2

    def integrand(theta):
        p = mpmath.gegenbauer(k, a, mpmath.cos(theta)) / mpmath.gegenbauer(k, a, 1)
        return kernel(theta) * p * mpmath.sin(theta)**(d - 1)
    points = [mpmath.pi * i / (k + 4) for i in range(k + 5)]
    return mpmath.quad(integrand, points) / mpmath.quad(lambda t: mpmath.sin(t)**(d - 1), points)


class Spectra(InDirectory):
    def same(self, kernel, flags, get="ntk"):
        self.run_ntk(f"spectrum {flags} --d 3 --k_max 60 --out s.npy" + (" --nngp" if get == "nngp" else ""))
        table, spectrum = np.load(self.path("s.npy")), kernel.spectrum(3, 60, get=get)
        columns = (spectrum.degree, spectrum.multiplicity, spectrum.eigenvalue, spectrum.bound)
        np.testing.assert_array_equal(np.transpose(columns), table)
        self.assertFalse(np.array_equal(hn.polynomial_net(5).spectrum(3, 60).eigenvalue, table[:, 2]))

    def test_command_line(self):
        self.same(hn.polynomial_net(3), "--kernel pnn --degree 3")
        self.same(hn.fully_connected(3), "--kernel fc --depth 3", "nngp")
        self.same(hn.net("dense relu | dense relu * dense | readout"), "--net 'dense relu | dense relu * dense | readout'")

    def test_mpmath(self):
        mpmath.mp.dps = 30
        spectrum = hn.fully_connected(2).spectrum(d=4, k_max=8)
        self.assertEqual((spectrum.d, spectrum.k_max, len(spectrum), spectrum.trace), (4, 8, 9, 2.0))
        for k in range(9):
            true = eigenvalue(ntk_of_two_layers, 4, k)
            error = abs(mpmath.mpf(float(spectrum.eigenvalue[k])) - true)
            self.assertLessEqual(error, spectrum.bound[k] + 1e-25)  # mpmath's own
            if true > 1e-20:
                self.assertGreater(abs(mpmath.mpf(float(spectrum.eigenvalue[k])) - true * 1.0001), spectrum.bound[k])

    def test_exact(self):
        exact = hn.exact_spectrum(degree=3, d=2, k_max=10)
        spectrum = hn.polynomial_net(3).spectrum(2, 10)
        for number, mu, bound in zip(exact, spectrum.eigenvalue, spectrum.bound):
            self.assertLessEqual(abs(float(number) - mu), bound + EPS * abs(mu))
        # N = 1, mu_0 on the circle: K = 2 (sin + 2 phi cos) / pi, whose mean is 2 (2/pi + 2 * 2/pi) / pi = 12 / pi^2.
        first = hn.exact_spectrum(degree=1, d=1, k_max=0)[0]
        self.assertEqual(first.coefficients, {-2: Fraction(12)})
        self.assertEqual((str(first), first.latex()), ("12/pi^2", r"\frac{12}{\pi^{2}}"))
        self.assertEqual(float(first), 12 / np.pi**2)
        self.assertIsInstance(first.coefficients[-2], Fraction)
        half = hn.exact_spectrum(degree=1, d=1, k_max=0, normalization="raw")[0]
        self.assertEqual(half.coefficients, {-2: Fraction(6)})
        self.assertTrue(half == half and not half == first)

    def test_pandas(self):
        frame = types.ModuleType("pandas")
        frame.DataFrame = dict
        self.addCleanup(sys.modules.pop, "pandas", None)
        sys.modules["pandas"] = frame
        spectrum = hn.polynomial_net(2).spectrum(2, 4)
        table = spectrum.to_pandas()
        self.assertEqual(list(table), ["degree", "multiplicity", "eigenvalue", "bound"])
        np.testing.assert_array_equal(table["multiplicity"], [1, 3, 5, 7, 9])
        np.testing.assert_array_equal(table["eigenvalue"], spectrum.eigenvalue)

    def test_what_is_left(self):
        spectrum = hn.polynomial_net(2).spectrum(2, 20)
        mass, bound = spectrum.mass_above(20)
        self.assertLessEqual(abs(mass - (spectrum.trace - spectrum.multiplicity @ spectrum.eigenvalue)), bound + 32 * EPS * 6)
        self.assertGreater(mass, bound)
        self.assertEqual(hn.fully_connected(2).spectrum(2, 9).zeros(), [3, 5, 7, 9])
        self.assertIn("S^2", repr(spectrum))

    def test_learning_curve(self):
        flags = "--kernel pnn --degree 4 --d 3 --k_max 200"
        self.run_ntk(f"spectrum learning-curve {flags} --target_power 1:0.5,3:0.25 --ridge 0.01 --noise 0.1 --n 5,30,300.5 "
                     "--out c.npy")
        spectrum = hn.polynomial_net(4).spectrum(3, 200)
        curve = spectrum.learning_curve([5, 30, 300.5], target_power={1: 0.5, 3: 0.25}, ridge=0.01, noise=0.1)
        np.testing.assert_array_equal(np.transpose(list(curve.values())), np.load(self.path("c.npy")))
        self.assertEqual(list(curve), ["n", "kappa", "effective_dimension", "overfitting", "excess_error", "test_error",
                                       "train_error", "tail_error", "best_ridge", "best_test_error"])

    def test_faults(self):
        kernel = hn.polynomial_net(2)
        for call, parts in ((lambda: kernel.spectrum(0, 5), ["d", "0"]), (lambda: kernel.spectrum(2, -1), ["k_max", "-1"]),
                            (lambda: kernel.spectrum(2, 5, get="x"), ["get"]),
                            (lambda: kernel.spectrum(2, 5).learning_curve([10], target_power={9: 1}), ["target_power", "9"]),
                            (lambda: kernel.spectrum(2, 5).learning_curve([10], target_power={1: -1}), ["-1"]),
                            (lambda: kernel.spectrum(2, 5).learning_curve([[10]], target_power={1: 1}), ["n", "(1, 1)"]),
                            (lambda: kernel.spectrum(2, 2).learning_curve([1e4], target_power={1: 1}), ["k_max", "10000"]),
                            (lambda: hn.exact_spectrum(degree=0, d=2, k_max=3), ["degree", "0"]),
                            (lambda: hn.exact_spectrum(degree=1, d=0, k_max=3), ["0"]),
                            (lambda: hn.exact_spectrum(degree=1, d=2, k_max=3, normalization="x"), ["normalization", "x"])):
            with self.assertRaises(ValueError) as caught:
                call()
            for part in parts:
                self.assertIn(part, str(caught.exception))

    def test_interrupt(self):
        sent = []

        def send():
            sent.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)
        timer = threading.Timer(0.5, send)
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            hn.exact_spectrum(degree=12, d=30, k_max=2000)
        self.assertLess(time.monotonic() - sent[0], 1.0)


if __name__ == "__main__":
    unittest_xml.main()
