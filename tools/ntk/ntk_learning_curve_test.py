#!/usr/bin/python3
"""spectrum learning-curve of //tools:ntk, against a published curve and NumPy's solution of the equations."""
import json
import sys

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "tools/ntk"]
import unittest_xml  # noqa: E402
from ntk_formulas import EPS, InDirectory  # noqa: E402

COLUMNS = ["n", "kappa", "effective_dimension", "overfitting", "excess_error", "test_error", "train_error",
           "tail_error", "best_ridge", "best_test_error"]


def predicted(spectrum, trace, powers, n, ridge, noise):
    """kappa by bisection of n = sum F L + (ridge + tail) / kappa, and the errors of spectral/learning_curve.h."""
    multiplicity, mu = spectrum[:, 1], spectrum[:, 2]
    power = np.array([powers.get(k, 0.0) for k in range(len(mu))])
    tail = trace - multiplicity @ mu
    low, high = 1e-300, 1e300
    for _ in range(4000):
        kappa = np.sqrt(low) * np.sqrt(high)
        more = multiplicity @ (mu / (mu + kappa)) + (ridge + tail) / kappa > n
        low, high = (kappa, high) if more else (low, kappa)
    learnt = mu / (mu + kappa)
    overfitting = n / (n - multiplicity @ learnt**2)
    test = overfitting * ((1 - learnt)**2 @ power + noise)
    return [kappa, multiplicity @ learnt, overfitting, test - noise, test, (ridge / (n * kappa))**2 * test]


class LearningCurve(InDirectory):
    def curve(self, flags):
        done = self.run_ntk(f"spectrum learning-curve {flags} --out c.json")
        with open(self.path("c.json"), encoding="utf-8") as file:
            document = json.load(file)
        self.assertEqual(document["columns"], COLUMNS)
        return np.array(document["values"]), document, done.stderr

    def test_published(self):
        """[CanBorPeh2021]: S^24, two-layer ReLU, degrees k < 200; seven decimals of E_g, as spectral/learning_curve_test."""
        self.run_ntk("spectrum --kernel fc --depth 2 --d 24 --k_max 199 --out s.npy")
        power = 25 * float(np.load(self.path("s.npy"))[1, 2])**2
        for noise, published in ((0.0284817349, [.0404011, .0273452, .0118861, .0096254]),
                                 (0.1439105810, [.0498688, .0607271, .0580482, .0486266])):
            curve, _, _ = self.curve(f"--kernel fc --depth 2 --d 24 --k_max 199 --target_power 1:{power!r} --ridge 1e-10 "
                                     "--truncated "
                                     f"--noise {noise} --n 3,21,152,1062")
            self.assertLess(np.abs(curve[:, 4] - published).max(), 0.5e-7 + 1e-9)
            self.assertGreater(np.abs(1.001 * curve[:, 4] - published).max(), 0.5e-7 + 1e-9)

    def test_equations(self):
        n, powers = [5, 30, 300.5, 2000], {1: 0.5, 3: 0.25, 4: 0.125}
        kernel = "--kernel pnn --degree 4 --d 3 --k_max 200"
        self.run_ntk(f"spectrum {kernel} --out s.npy")
        curve, document, text = self.curve(
            f"{kernel} --target_power 1:0.5,3:0.25,4:.125 --ridge 0.01 --noise 0.1 --n 5,30,300.5,2000")
        expected = np.array([predicted(np.load(self.path("s.npy")), 10, powers, value, 0.01, 0.1) for value in n])
        self.assertTrue((curve[:, 0] == n).all())
        # Conditioned: the tail is a difference of numbers near the trace, 10, and 10^-13 of it beside a ridge of 0.01.
        for column, tolerance in enumerate([1e-10] * 6):
            error = np.abs(curve[:, column + 1] / expected[:, column] - 1).max()
            self.assertLess(error, tolerance)
            self.assertGreater(np.abs(1.001 * curve[:, column + 1] / expected[:, column] - 1).max(), tolerance)
        self.assertIn("curve:  ridge 0.01, noise 0.1; the degrees above k_max act as a ridge of ", text)
        self.assertEqual(document["config"]["target_power"], "1:0.5,3:0.25,4:.125")
        self.assertEqual(document["command"].split()[1:3], ["spectrum", "learning-curve"])
        # The best ridge is no worse than this one, and better than its neighbours.
        for row in curve[::3]:
            self.assertLessEqual(row[9], row[5])
            best = float(row[8])
            for ridge in (best, 0.8 * best, 1.25 * best) if best > 0 else (0, 0.01):
                at, _, _ = self.curve(f"{kernel} --target_power 1:0.5,3:0.25,4:.125 --ridge {ridge!r} --noise 0.1 "
                                      f"--n {float(row[0])!r}")
                self.assertGreaterEqual(at[0, 5], row[9] * (1 - 32 * 209 * EPS))  # 32 (m + 8) eps, m = 201
                self.assertEqual(at[0, 5] < row[9] * (1 + 1e-10), ridge == best)

    def test_formats(self):
        flags = "spectrum learning-curve --net readout --d 4 --k_max 8 --target_power 1:1 --ridge 0.5 --n 3,10"
        text = self.run_ntk(flags).stdout
        lines = text.splitlines()
        self.assertEqual(lines[0], "kernel,parameter_name,parameter,d," + ",".join(COLUMNS))
        self.assertTrue(lines[1].startswith('net,net,"readout",4,3,'), lines[1])
        for ending in ("csv", "npy"):
            self.run_ntk(f"{flags} --out c.{ending}")
        with open(self.path("c.csv"), encoding="utf-8") as file:
            self.assertEqual(file.read(), text)
        table = np.load(self.path("c.npy"))
        self.assertEqual(table.shape, (2, len(COLUMNS)))
        self.assertTrue((table == [[float(v) for v in line.split(",")[4:]] for line in lines[1:]]).all())

    def test_turns_and_infinite_errors(self):
        # A linear kernel on S^4 has rank 5: without ridge the error is infinite at n = 5, a peak.
        flags = "--net readout --d 4 --k_max 2 --target_power 1:1 --noise 0.5"
        curve, document, text = self.curve(f"{flags} --n 2,5,20")
        self.assertRegex(text, r"\npeak:   n = 5, test error inf\n")
        self.assertEqual(document["values"][1][5], "Infinity")
        self.assertEqual([turn["peak"] for turn in document["turns"]], [True])
        self.assertLess(abs(float(curve[2][5]) - 20 / 15 * 0.5), 1e-14)  # counted: E_0 = n / (n - rank)
        _, _, text = self.curve(f"{flags} --n 20")
        self.assertNotIn("peak", text)

    def test_a_tail_that_matters_is_refused(self):
        flags = "spectrum learning-curve --d 2 --kernel fc --depth 2 --target_power 1:1 --noise 0.1"
        for k_max, n, refused in ((4, 2, False), (4, 500, True), (1000, 500, False)):
            done = self.run_ntk(f"{flags} --k_max {k_max} --n 1,{n}", code=2 if refused else 0)
            if refused:
                self.assertRegex(done.stderr, r"\nerror: --k_max: is too small for n = 500: the degrees above it hold "
                                              r"\S+ of the trace, .* may be \S+ % of n \(got '4'\)\n\Z")


FLAGS = "spectrum learning-curve --k_max 9 "
BAD = {
    "no_n": (FLAGS + "--target_power 1:1", "--n: is needed"),
    "no_power": (FLAGS + "--n 5", "--target_power: is needed"),
    "n": (FLAGS + "--target_power 1:1 --n 0.5", "--n: "),
    "list": (FLAGS + "--n 5 --target_power 1", "--target_power: must be a list like 1:0.5,3:0.5"),
    "empty_item": (FLAGS + "--n 5 --target_power 1:1,", "--target_power: must be a list like 1:0.5,3:0.5"),
    "negative": (FLAGS + "--n 5 --target_power 1:-1", "--target_power: must be a list like 1:0.5,3:0.5"),
    "nan": (FLAGS + "--n 5 --target_power 1:nan", "--target_power: must be a list like 1:0.5,3:0.5"),
    "degree": (FLAGS + "--n 5 --target_power 10:1", "--target_power: must have degrees from 0 to --k_max (got '10:1')"),
    "twice": (FLAGS + "--n 5 --target_power 1:1,1:2", "--target_power: must have a degree once"),
    "ridge": (FLAGS + "--n 5 --target_power 1:1 --ridge -1", "--ridge: must be a number at least 0 (got '-1')"),
    "out": (FLAGS + "--n 5 --target_power 1:1 --out c.txt", "--out: must name a .npy, .csv or .json file"),
}


def is_refused(self, case):
    line, expected = case
    done = self.run_ntk(line, code=2)
    self.assertTrue(done.stderr.splitlines()[-1].startswith("error: " + expected), done.stderr)


unittest_xml.add_cases(LearningCurve, "refused", BAD, is_refused)

if __name__ == "__main__":
    unittest_xml.main()
