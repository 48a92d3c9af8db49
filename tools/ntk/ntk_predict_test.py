#!/usr/bin/python3
"""What `ntk predict` tells beside predictions, and its other ways to them: leave-one-out errors, variances, gradient flow,
a start, a relative ridge, a given K; against NumPy."""
import json
import os
import re
import sys

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "tools/ntk"]
import unittest_xml  # noqa: E402
from ntk_formulas import EPS, Formulas, InDirectory  # noqa: E402

DATA = "predict --x x.npy --y y.npy --z z.npy"
GIVEN = "predict --gram K.npy --cross_gram C.npy --y y.npy"


class Predict(InDirectory):
    """NNGP and NTK of the default kernel, pnn of degree 2: K(x, x) = 2 |x|^4 and 6 |x|^4."""

    def setUp(self):
        super().setUp()
        self.y = np.stack([np.sin(self.x[:, 0]), self.x[:, 1] * self.x[:, 2]], axis=1)
        self.save("y.npy", self.y)
        self.nngp, self.ntk = Formulas(self.x, self.x).pnn(2)
        np.fill_diagonal(self.nngp, 2 * np.sum(self.x**2, axis=1)**2)
        np.fill_diagonal(self.ntk, 6 * np.sum(self.x**2, axis=1)**2)
        self.nngp_cross, self.ntk_cross = Formulas(self.z, self.x).pnn(2)
        self.nngp_diagonal = 2 * np.sum(self.z**2, axis=1)**2
        self.bound = 100 * 40 * EPS * max(np.linalg.cond(self.ntk), np.linalg.cond(self.nngp))

    def close(self, actual, expected, scale=None):
        """Conditioned: n eps condition, of the largest entry or of `scale`; a wrong factor is seen."""
        bound = self.bound * (np.abs(expected).max() if scale is None else scale)
        self.assertEqual(np.shape(actual), np.shape(expected))
        self.assertLess(np.abs(actual - expected).max(), bound)
        self.assertGreater(np.abs(1.001 * np.asarray(actual) - expected).max(), bound)

    def predicted(self, command):
        done = self.run_ntk(command + " --out f.npy")
        return np.load(self.path("f.npy")), done.stderr

    def document(self, command, name="f.json"):
        text = self.run_ntk(command).stderr
        with open(self.path(name), encoding="utf-8") as file:
            return json.load(file), text


# --- leave one out --------------------------------------------------------------------------------------------------


def leave_one_out(k, y, ridge):
    """By definition: a regression without each sample."""
    errors = np.empty_like(y)
    for i in range(len(k)):
        others = np.arange(len(k)) != i
        c = np.linalg.solve(k[np.ix_(others, others)] + ridge * np.eye(len(k) - 1), y[others])
        errors[i] = y[i] - k[i, others] @ c
    return errors


class LeaveOneOut(Predict):
    def test_is_the_error_without_the_sample(self):
        for ridge in (0, 2.5):
            for quantity, k in (("", self.ntk), ("--nngp", self.nngp)):
                document, text = self.document(f"{DATA} --ridge {ridge} {quantity} --leave_one_out --out f.json")
                rms = np.sqrt(np.mean(leave_one_out(k, self.y, ridge)**2))
                self.close(document["report"]["leave_one_out_error_rms"], rms)
                told = re.search(r"loo:    error rms (\S+), largest (\S+)\n", text)
                self.assertLess(abs(float(told[1]) / rms - 1), 1e-3)  # counted: four digits are printed
                self.assertGreater(rms, 2 * document["report"]["training_error_rms"])  # control: not that of training

    def test_of_labels_the_accuracy(self):
        labels = (self.x @ np.random.default_rng(6).normal(size=(6, 3))).argmax(1)
        self.save("y.npy", labels)
        document, text = self.document(f"{DATA} --classes 3 --ridge 1 --leave_one_out --out f.json")
        y = np.eye(3)[labels]
        right = int(((y - leave_one_out(self.ntk, y, 1)).argmax(1) == labels).sum())
        self.assertEqual(document["report"]["leave_one_out_accuracy"], right / 40)
        self.assertIn(f", {right} of 40\n", text)
        self.assertLess(right, 40)  # those of training, with so small a ridge, would all be right


# --- variance -------------------------------------------------------------------------------------------------------


class Variance(Predict):
    def variance(self, command):
        self.run_ntk(f"{command} --variance v.npy --out f.npy")
        table = np.load(self.path("v.npy"))
        self.assertTrue((table >= 0).all())
        return table[:, 0], table[:, 1]

    def test_of_the_posterior(self):
        for noise in (0, 2.5):
            variance, error = self.variance(f"{DATA} --nngp --ridge {noise}")
            k = self.nngp + noise * np.eye(40)
            expected = self.nngp_diagonal - np.sum(self.nngp_cross * np.linalg.solve(k, self.nngp_cross.T).T, axis=1)
            self.close(variance, expected, self.nngp_diagonal.max())
            self.assertLess(error.max(), self.bound * self.nngp_diagonal.max())
            f = np.load(self.path("f.npy"))
            self.close(f, self.nngp_cross @ np.linalg.solve(k, self.y))

    def test_of_the_ensemble(self):
        for ridge in (0, 2.5):
            variance, _ = self.variance(f"{DATA} --ridge {ridge}")
            a = np.linalg.solve(self.ntk + ridge * np.eye(40), self.ntk_cross.T).T
            mixed = np.sum(a * self.nngp_cross, axis=1)
            expected = self.nngp_diagonal + np.sum(a @ self.nngp * a, axis=1) - 2 * mixed
            self.close(variance, expected, self.nngp_diagonal.max())
            self.assertGreater(np.abs(variance - expected - mixed).max(), self.bound * self.nngp_diagonal.max())

    def test_grows_less_while_training_goes_on(self):
        before, _ = self.variance(f"{DATA} --time 0")
        self.close(before, self.nngp_diagonal)
        rate = 0.5 / np.linalg.eigvalsh(self.ntk)[-1]
        after, _ = self.variance(f"{DATA} --steps 7 --learning_rate {rate!r}")
        c = np.zeros((40, 25))
        for _ in range(7):
            c = c - rate * (self.ntk @ c - self.ntk_cross.T)
        a = c.T
        expected = self.nngp_diagonal + np.sum(a @ self.nngp * a - 2 * a * self.nngp_cross, axis=1)
        self.close(after, expected, self.nngp_diagonal.max())

    def test_at_training_points_it_is_zero_within_its_bound(self):
        self.save("z.npy", self.x)
        for flags in ("", "--nngp"):
            variance, error = self.variance(f"{DATA} {flags}")
            self.assertTrue((variance <= error).all())
            self.assertLess(error.max(), 1e-9 * self.nngp.max())  # conditioned: some hundred n eps
        variance, error = self.variance(f"{DATA} --nngp --ridge 1")
        self.assertTrue((variance > error).all())

    def test_many_test_points_and_formats(self):
        z = np.random.default_rng(3).normal(size=(1100, 6))  # in three blocks
        self.save("z.npy", z)
        variance, error = self.variance(f"{DATA} --nngp")
        cross = Formulas(z, self.x).pnn(2)[0]
        diagonal = 2 * np.sum(z**2, axis=1)**2
        expected = diagonal - np.sum(cross * np.linalg.solve(self.nngp, cross.T).T, axis=1)
        self.close(variance, expected, diagonal.max())
        document, text = self.document(f"{DATA} --nngp --variance v.json --out f.csv", "v.json")
        self.assertTrue((np.array(document["values"]) == np.stack([variance, error], axis=1)).all())
        self.assertEqual(document["report"]["largest_variance"], variance.max())
        self.assertIn("spread: variances ", text)
        self.run_ntk(f"{DATA} --nngp --variance v.csv --out f.npy")
        with open(self.path("v.csv"), encoding="utf-8") as file:
            self.assertEqual(file.readline(), "variance,error\n")

    def test_file_is_none_of_the_others(self):
        os.symlink("x.npy", self.path("link.npy"))
        for out, variance, message in (("f.npy", "./f.npy", "--variance: must be another file than --out"),
                                       ("f.npy", "link.npy", "--variance: is the same file as --x x.npy")):
            done = self.run_ntk(f"{DATA} --out {out} --variance {variance}", code=2)
            self.assertEqual(done.stderr, f"error: {message} (got '{variance}')\n")
        self.assertTrue((np.load(self.path("x.npy")) == self.x).all())


# --- gradient flow, a start, a relative ridge -----------------------------------------------------------------------


class Ways(Predict):
    def test_gradient_flow(self):
        values, vectors = np.linalg.eigh(self.ntk)
        for time in (0, 1e-4, 0.37, 1e12):
            f, text = self.predicted(f"{DATA} --time {time}")
            c = vectors @ np.diag(-np.expm1(-time * values) / values) @ vectors.T @ self.y
            if time == 0:
                self.assertTrue((f == 0).all())
            else:
                self.close(f, self.ntk_cross @ c)
            self.assertIn(f"gradient flow from f = 0 for the time {time:.4g}\n", text)
        self.close(f, self.ntk_cross @ np.linalg.solve(self.ntk, self.y))

    def test_a_start(self):
        random = np.random.default_rng(9)
        start, at_z = random.normal(size=(40, 2)), random.normal(size=(25, 2))
        self.save("s.npy", start)
        self.save("t.npy", at_z)
        rate = 0.5 / np.linalg.eigvalsh(self.ntk)[-1]
        for flags in ("--time 0.02", "--ridge 2.5", "", f"--steps 9 --learning_rate {rate!r}",
                      "--ridge 2.5 --solver cholesky --tolerance 1e-12"):
            f, text = self.predicted(f"{DATA} {flags} --f0_x s.npy --f0_z t.npy")
            self.save("y.npy", self.y - start)
            g, other = self.predicted(f"{DATA} {flags}")
            self.save("y.npy", self.y)
            # Counted: one sum; the difference Y - f_0 is the same.
            self.assertLessEqual(np.abs(f - (g + at_z)).max(), EPS * np.abs(f).max())
            self.assertGreater(np.abs(f - g).max(), 0.1)
            train = [re.search(r"train:  .*", notes)[0] for notes in (text, other)]
            self.assertEqual(train[0], train[1])
        f, text = self.predicted(f"{DATA} --time 0 --f0_x s.npy --f0_z t.npy")
        self.assertTrue((f == at_z).all())
        self.assertIn("from f = f_0 for", text)

    def test_a_relative_ridge(self):
        mean = np.trace(self.ntk) / 40
        for solver in ("spectrum", "cholesky --tolerance 1e-12"):
            document, text = self.document(f"{DATA} --relative_ridge 0.125 --solver {solver} --out f.json")
            self.close(document["report"]["ridge"], mean / 8)
            expected = self.ntk_cross @ np.linalg.solve(self.ntk + mean / 8 * np.eye(40), self.y)
            self.close(np.array(document["values"]), expected)
            self.assertIn("0.125 of the mean eigenvalue", text)
            self.assertEqual(document["config"]["relative_ridge"], 0.125)


# --- a given K ------------------------------------------------------------------------------------------------------


class GivenGram(Predict):
    def setUp(self):
        super().setUp()
        self.run_ntk("gram --x x.npy --out K.npy")
        self.run_ntk("gram --x x.npy --z z.npy --out X.npy")
        self.save("C.npy", np.load(self.path("X.npy")).T)

    def test_gives_what_the_network_gives(self):
        rate = 0.5 / np.linalg.eigvalsh(self.ntk)[-1]
        for flags in ("", "--ridge 2.5", "--relative_ridge 0.1 --leave_one_out", "--time 0.3",
                      f"--steps 5 --learning_rate {rate!r}"):
            f, text = self.predicted(f"{DATA} {flags}")
            g, given = self.predicted(f"{GIVEN} {flags}")
            self.close(g, f)
            self.assertIn("data:   K(X, X) 40 x 40, K(Z, X) 25 x 40, outputs 2\n", given)
            for line in ("K:      ", "loo:    "):
                self.assertEqual(re.findall(f"{line}.*", text), re.findall(f"{line}.*", given))

    def test_text_and_labels(self):
        for name in ("K", "C"):
            np.savetxt(self.path(name + ".csv"), np.load(self.path(name + ".npy")), delimiter=",", fmt="%.17g")
        f, _ = self.predicted(GIVEN)
        g, _ = self.predicted(GIVEN.replace("K.npy", "K.csv").replace("C.npy", "C.csv"))
        self.assertTrue((f == g).all())
        self.save("y.npy", np.arange(40) % 2)
        labels, _ = self.predicted(GIVEN + " --classes 2")
        self.assertTrue((labels == self.predicted(f"{DATA} --classes 2")[0]).all())

    def test_variance_of_the_posterior(self):
        self.save("K.npy", self.nngp)
        self.save("C.npy", self.nngp_cross)
        self.save("d.npy", self.nngp_diagonal)
        self.run_ntk(f"{GIVEN} --nngp --ridge 2.5 --test_diagonal d.npy --variance v.npy --out f.npy")
        variance = np.load(self.path("v.npy"))[:, 0]
        k = self.nngp + 2.5 * np.eye(40)
        expected = self.nngp_diagonal - np.sum(self.nngp_cross * np.linalg.solve(k, self.nngp_cross.T).T, axis=1)
        self.close(variance, expected, self.nngp_diagonal.max())
        # A diagonal of other points: no positive semi-definite K has it.
        self.save("d.npy", 0.01 * self.nngp_diagonal)
        done = self.run_ntk(f"{GIVEN} --nngp --test_diagonal d.npy --variance v.npy --out f.npy", code=2)
        self.assertRegex(done.stderr.splitlines()[-1], r"^error: --gram: K\.npy: .*not positive semi-definite")

    def test_float32_is_known_to_its_own_digits(self):
        x = np.random.default_rng(2).normal(size=(40, 2))  # K = <x, z>^2, of rank 3
        k = (x @ x.T)**2
        self.save("K.npy", k.astype(np.float32))
        self.save("C.npy", k[:25].astype(np.float32))
        done = self.run_ntk(f"{GIVEN} --out f.npy", code=2)
        self.assertRegex(done.stderr.splitlines()[-1],
                         r"^error: --gram: K\.npy: .*not positive semi-definite.*--entry_error")
        _, text = self.predicted(f"{GIVEN} --entry_error 1.2e-7")
        self.assertIn("rank 3 of 40", text)


BAD = {
    "ridge_twice": (f"{DATA} --ridge 1 --relative_ridge 1", "--relative_ridge: cannot be given with --ridge"),
    "flow_and_ridge": (f"{DATA} --time 1 --ridge 1", "--ridge: is not for gradient flow"),
    "flow_and_steps": (f"{DATA} --time 1 --steps 1 --learning_rate 1", "--time: is of gradient flow"),
    "flow_and_cholesky": (f"{DATA} --time 1 --solver cholesky", "--solver: must be spectrum for gradient flow (--time)"),
    "time": (f"{DATA} --time -1", "--time: must be a number at least 0 (got '-1')"),
    "loo_and_steps": (f"{DATA} --leave_one_out --steps 1 --learning_rate 1", "--leave_one_out: is not for gradient"),
    "loo_and_cholesky": (f"{DATA} --leave_one_out --solver cholesky", "--solver: must be spectrum for --leave_one_out"),
    "variance_and_cholesky": (f"{DATA} --variance v.npy --solver cholesky", "--solver: must be spectrum for --variance"),
    "variance_ending": (f"{DATA} --variance v.txt", "--variance: must name a .npy, .csv or .json file (got 'v.txt')"),
    "half_a_start": (f"{DATA} --f0_x y.npy", "--f0_x: needs --f0_z (got 'y.npy')"),
    "other_half": (f"{DATA} --f0_z y.npy", "--f0_z: needs --f0_x (got 'y.npy')"),
    "start_rows": (f"{DATA} --f0_x y.npy --f0_z y.npy", "--f0_z: y.npy: has 40 rows, and --z z.npy has 25"),
    "start_columns": (f"{DATA} --f0_x y.npy --f0_z z.npy",
                      "--f0_z: z.npy: has 6 columns, and there are 2 outputs"),
    "start_and_variance": (f"{DATA} --f0_x y.npy --f0_z z.npy --variance v.npy", "--f0_x: is one start"),
    "gram_and_x": (f"{GIVEN} --x x.npy", "--x: cannot be given with --gram"),
    "gram_and_kernel": (f"{GIVEN} --kernel fc", "--kernel: cannot be given with --gram"),
    "gram_and_degree": (f"{GIVEN} --degree 3", "--degree: is of a network, and --gram gives K (got '3')"),
    "gram_and_cholesky": (f"{GIVEN} --solver cholesky", "--solver: must be spectrum for --gram (got 'cholesky')"),
    "gram_without_cross": ("predict --gram K.npy --y y.npy", "--cross_gram: is needed"),
    "cross_without_gram": (f"{DATA} --cross_gram C.npy", "--cross_gram: needs --gram (got 'C.npy')"),
    "gram_not_square": (GIVEN.replace("K.npy", "x.npy"), "--gram: x.npy: is 40 x 6, and must be square"),
    "gram_not_symmetric": (GIVEN.replace("K.npy", "A.npy"), "--gram: A.npy: KernelRegression: the Gram matrix is not"),
    "cross_columns": (GIVEN.replace("C.npy", "x.npy"), "--cross_gram: x.npy: has 6 columns, and --gram K.npy has 40"),
    "gram_rows": (GIVEN.replace("y.npy", "z.npy"), "--y: z.npy: has 25 rows, and --gram K.npy has 40"),
    "gram_and_ensemble": (f"{GIVEN} --variance v.npy", "--variance: needs --nngp with --gram"),
    "gram_without_diagonal": (f"{GIVEN} --nngp --variance v.npy", "--variance: needs --test_diagonal (got 'v.npy')"),
    "diagonal_negative": (f"{GIVEN} --nngp --variance v.npy --test_diagonal n.npy",
                          "--test_diagonal: n.npy: row 3 (from 0): is negative"),
}


class BadInput(Predict):
    def setUp(self):
        super().setUp()
        self.save("K.npy", self.ntk)
        self.save("A.npy", self.ntk + np.triu(self.ntk))
        self.save("C.npy", self.ntk_cross)
        negative = self.nngp_diagonal.copy()
        negative[3] = -1
        self.save("n.npy", negative)


def is_refused(self, case):
    line, expected = case
    done = self.run_ntk(line + " --out f.npy", code=2)
    *notes, error = done.stderr.splitlines()
    self.assertFalse([note for note in notes if note.startswith("error:")], done.stderr)
    self.assertTrue(error.startswith("error: " + expected), done.stderr)
    self.assertFalse({"f.npy", "v.npy"} & set(os.listdir(self.directory)))


unittest_xml.add_cases(BadInput, "refused", BAD, is_refused)

if __name__ == "__main__":
    unittest_xml.main()
