#!/usr/bin/python3
"""The commands of //tools:ntk, their results against NumPy's formulas."""
import json
import os
import re
import shutil
import sys
import tempfile
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "tools/ntk"]
import unittest_xml  # noqa: E402
from ntk_formulas import EPS, KERNELS, Formulas, InDirectory, run  # noqa: E402


# --- gram -----------------------------------------------------------------------------------------------------------


class Gram(InDirectory):
    def test_output_formats_hold_the_same_numbers(self):
        for ending in ("npy", "csv", "json"):
            done = self.run_ntk(f"gram --x x.npy --z z.npy --degree 3 --out K.{ending}")
            self.assertIn("wrote K." + ending, done.stderr)
            self.assertRegex(done.stderr, r"memory: .* are available\ntime:   less than 1 s")
        k = np.load(self.path("K.npy"))
        self.assertTrue((np.loadtxt(self.path("K.csv"), delimiter=",", skiprows=1) == k).all())
        with open(self.path("K.json"), encoding="utf-8") as file:
            document = json.load(file)
        self.assertTrue((np.array(document["values"]) == k).all())
        self.assertEqual((document["rows"], document["cols"]), k.shape)
        self.assertEqual(document["config"]["degree"], 3)
        self.assertEqual(document["command"], "ntk gram --x x.npy --z z.npy --degree 3 --out K.json")
        self.assertEqual(set(document["data_sha256"]), {"x.npy", "z.npy"})

    def test_csv_in(self):
        np.savetxt(self.path("x.csv"), self.x, delimiter=",", fmt="%.17g", header="a,b,c,d,e,f", comments="")
        np.savetxt(self.path("z.csv"), self.z, delimiter=",", fmt="%.17g")
        self.run_ntk("gram --x x.csv --z z.csv --out a.npy")
        self.run_ntk("gram --x x.npy --z z.npy --out b.npy")
        self.assertTrue((np.load(self.path("a.npy")) == np.load(self.path("b.npy"))).all())

    def test_float32(self):
        self.run_ntk("gram --x x.npy --z z.npy --dtype float32 --out K.npy")
        k = np.load(self.path("K.npy"))
        self.assertEqual(k.dtype, np.float32)
        expected = Formulas(self.x, self.z).pnn(2)[1]
        self.near(k.astype(float), expected, np.abs(expected).max(), np.finfo(np.float32).eps)

    def test_any_number_of_threads_gives_the_same_bits(self):
        x = np.random.default_rng(1).normal(size=(700, 9))
        self.save("x.npy", x)
        for threads in (1, 2, 5):
            self.run_ntk(f"gram --x x.npy --kernel fc --depth 3 --threads {threads} --out K{threads}.npy")
        files = [open(self.path(f"K{t}.npy"), "rb").read() for t in (1, 2, 5)]
        self.assertEqual(len(set(files)), 1)
        k = np.load(self.path("K1.npy"))
        self.assertTrue((k == k.T).all())
        expected = Formulas(x, x).fc(3)[1]
        np.fill_diagonal(expected, 3 * np.sum(x**2, axis=1))  # arccos does not know 1 - rho = 0
        self.near(k, expected, expected.max())

    def test_names_are_meant_from_where_the_user_called(self):
        elsewhere = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, elsewhere)
        environment = dict(os.environ, BUILD_WORKING_DIRECTORY=self.directory)
        run("gram", "--x", "x.npy", "--out", "K.npy", cwd=elsewhere, env=environment)
        self.assertEqual(np.load(self.path("K.npy")).shape, (40, 40))
        self.assertEqual(os.listdir(elsewhere), [])


def is_the_formula(self, case):
    flags, formula = case
    for what, index in (("", 1), ("--nngp", 0)):
        self.run_ntk(f"gram --x x.npy --z z.npy {flags} {what} --out K.npy")
        at_zero = formula(Formulas(self.x, self.x)), formula(Formulas(self.z, self.z))
        scale = np.sqrt(at_zero[0][index].diagonal().max() * at_zero[1][index].diagonal().max())
        self.near(np.load(self.path("K.npy")), formula(Formulas(self.x, self.z))[index], scale)


unittest_xml.add_cases(Gram, "formula", KERNELS, is_the_formula)


def with_input_bias(self, case):
    flags, formula = case
    self.run_ntk(f"gram --x x.npy --z z.npy {flags} --input_bias 0.75 --out K.npy")
    expected = formula(Formulas(self.x, self.z, 0.75))[1]
    scale = np.sqrt(formula(Formulas(self.x, self.x, 0.75))[1].max() * formula(Formulas(self.z, self.z, 0.75))[1].max())
    self.near(np.load(self.path("K.npy")), expected, scale)


unittest_xml.add_cases(Gram, "input_bias", {name: KERNELS[name] for name in ("pnn", "fc", "resnet")}, with_input_bias)


# --- nets written out -----------------------------------------------------------------------------------------------


class Net(InDirectory):
    def gram(self, net, *flags):
        run("gram", "--x", "x.npy", "--z", "z.npy", "--net", net, *flags, "--out", "K.npy", cwd=self.directory)
        return np.load(self.path("K.npy"))

    def test_gelu(self):
        """The closed form on the unit sphere, of E[phi(u) phi(v)] and of its derivative."""
        x, z = (a / np.linalg.norm(a, axis=1)[:, None] for a in (self.x, self.z))
        self.save("x.npy", x)
        self.save("z.npy", z)
        t = x @ z.T
        value = t / 4 + t * np.arcsin(t / 2) / (2 * np.pi) + 1 / (2 * np.pi * np.sqrt(4 - t**2))
        slope = 1 / 4 + np.arcsin(t / 2) / (2 * np.pi) + t / (2 * np.pi * np.sqrt(4 - t**2)) + t / (
            2 * np.pi * (4 - t**2)**1.5)
        self.near(self.gram("dense gelu | readout", "--nngp"), value, 0.426)
        self.near(self.gram("dense gelu | readout"), value + t * slope, 1)
        self.assertGreater(np.abs(self.gram("dense gelu | readout") - value).max(), 0.1)

    def test_standard_parameterization(self):
        """Two layers: n E[phi phi] + <x,z> E[phi' phi'], the second layer's parameter being W / sqrt(n)."""
        value, slope = Formulas(self.x, self.z).branch["relu"]
        expected = 64 * value / 2 + slope / 2
        self.near(self.gram("standard(64) | dense relu | readout"), expected, np.abs(expected).max())

    def test_says_what_is_wrong(self):
        for net, column in (("dense rleu | readout", 7), ("dense | skip + skip | readout", 16), ("", 1),
                            ("dense\n| readout |", 17),
                            ("relu(dense * dense relu) | readout", 14), ("dense * (zero_dense) | readout", 9)):
            done = run("gram", "--x", "x.npy", "--net", net, "--out", "K.npy", cwd=self.directory, code=2)
            self.assertRegex(done.stderr, rf"\Aerror: --net: NetExpression: column {column}: [^\n]*\n\Z")
        done = run("gram", "--x", "x.npy", "--net", "readout", "--degree", "3", "--out", "K.npy", cwd=self.directory,
                   code=2)
        self.assertIn("error: --degree: is not for --net, whose text says all (got '3')", done.stderr)

    def test_predict_and_spectrum(self):
        net = "(dense relu scale(2))^3 | readout(2)"
        self.save("y.npy", self.x[:, :1])
        predictions, spectra = [], []
        for kernel in (("--net", net), ("--kernel", "pnn", "--degree", "3")):
            done = run("predict", "--x", "x.npy", "--y", "y.npy", "--z", "z.npy", "--ridge", "1", *kernel, "--out",
                       "f.json", cwd=self.directory)
            with open(self.path("f.json"), encoding="utf-8") as file:
                document = json.load(file)
            predictions.append(np.array(document["values"]))
            if kernel[0] == "--net":
                self.assertIn(f"kernel: NTK of net {net}\n", done.stderr)
                self.assertEqual((document["config"]["kernel"], document["config"]["net"]), ("net", net))
            run("spectrum", *kernel, "--d", "3", "--k_max", "12", "--out", "s.npy", cwd=self.directory)
            spectra.append(np.load(self.path("s.npy"))[:, 2])
        # Conditioned: as Predict.close.
        k = Formulas(self.x, self.x).pnn(3)[1]
        np.fill_diagonal(k, 8 * np.sum(self.x**2, axis=1)**3)
        bound = 100 * 40 * EPS * np.linalg.cond(k + np.eye(40)) * np.abs(predictions[1]).max()
        self.assertLess(np.abs(predictions[0] - predictions[1]).max(), bound)
        self.assertGreater(np.abs(1.001 * predictions[0] - predictions[1]).max(), bound)
        self.assertLess(np.abs(spectra[0] - spectra[1]).max(), 100 * EPS * spectra[1][0])
        self.assertEqual(predictions[0].shape, (25, 1))


def is_the_named_network(self, case):
    net, formula = case
    for what, index in ((), 1), (("--nngp",), 0):
        at_zero = formula(Formulas(self.x, self.x)), formula(Formulas(self.z, self.z))
        scale = np.sqrt(at_zero[0][index].diagonal().max() * at_zero[1][index].diagonal().max())
        self.near(self.gram(net, *what), formula(Formulas(self.x, self.z))[index], scale)


unittest_xml.add_cases(Net, "named", {
    "pnn": ("(dense relu scale(2))^4 | readout(2)", lambda f: f.pnn(4)),
    "fc": ("repeat(3, dense(1,.25) relu scale(2)) | readout(1,.5^2)", lambda f: f.fc(4, 0.5)),
    "ccp": ("dense relu * (1 + dense relu)^2 | readout(2,1/16)", lambda f: f.ccp(3, bias=0.25)),
    "ncp": ("dense relu scale(2) * 1 dense(.25) | repeat(2, x dense relu scale(2) * dense(1,.25)) | readout",
            lambda f: f.ncp(3, bias=0.5)),
    "resnet": ("frozen_dense | repeat(2, skip + dense relu scale(2) dense(.7^2)) | frozen_readout",
               lambda f: f.resnet(2, 0.7)),
    "resnet_all": ("dense | skip + dense relu dense(.98) | skip + dense relu dense(.98) | readout",
                   lambda f: f.resnet(2, 0.7, True)),
    "quadratic": ("repeat(2, relu(dense(1,1) * dense(1,1)) scale(2)) | readout", lambda f: f.quadratic(3)),
    "relinear": ("repeat(2, dense(1,1) relu scale(2) * (1 + zero_dense(.1,.1))) | readout",
                 lambda f: f.relinear(3, 0.1)),
}, is_the_named_network)


# --- spectrum -------------------------------------------------------------------------------------------------------


def mercer(kernel_of_cosine, d, k_max):
    """mu_k by Gauss-Legendre in theta, where the kernels are analytic; P_k by its recurrence."""
    nodes, weights = np.polynomial.legendre.leggauss(400)
    theta = np.pi / 2 * (nodes + 1)
    measure = weights * np.sin(theta)**(d - 1)
    measure /= measure.sum()
    t, mu = np.cos(theta), []
    p_before, p = np.zeros_like(t), np.ones_like(t)
    for k in range(k_max + 1):
        mu.append(np.sum(measure * kernel_of_cosine(t) * p))
        p_before, p = p, ((2 * k + d - 1) * t * p - k * p_before) / (k + d - 1)
    return np.array(mu)


def on_sphere(formula):
    def kernel(t):
        x = np.array([[1.0, 0.0]])
        return formula(Formulas(x, np.stack([t, np.sqrt(1 - t * t)], axis=1)))
    return kernel


class Spectrum(InDirectory):
    def test_output_formats_hold_the_same_numbers(self):
        text = self.run_ntk("spectrum --degree 3 --d 3 --k_max 20")
        self.assertRegex(text.stderr, r"kernel: NTK of pnn, degree 3.*\nsphere: S\^3.*\nmemory: .*\ntime: .*\ntrace: ")
        lines = text.stdout.splitlines()
        self.assertEqual(lines[0], "kernel,parameter_name,parameter,d,k,multiplicity,mu,mu_error")
        self.assertEqual({line.rsplit(",", 4)[0] for line in lines[1:]}, {"pnn,degree,3,3"})
        table = np.array([[float(v) for v in line.split(",")[4:]] for line in lines[1:]])
        self.assertTrue((table[:, 0] == np.arange(21)).all())
        self.assertTrue((table[:, 1] == np.arange(1, 22)**2).all())
        for ending in ("csv", "npy", "json"):
            self.run_ntk(f"spectrum --degree 3 --d 3 --k_max 20 --out s.{ending}")
        self.assertEqual(open(self.path("s.csv"), encoding="utf-8").read(), text.stdout)
        self.assertTrue((np.load(self.path("s.npy")) == table).all())
        with open(self.path("s.json"), encoding="utf-8") as file:
            document = json.load(file)
        self.assertTrue((np.array(document["values"]) == table).all())
        self.assertEqual(document["columns"], lines[0].split(",")[4:])
        self.assertEqual(document["trace"], 8)
        self.assertLess(abs(table[:, 1] @ table[:, 2] + document["mass_above_k_max"]["value"] - 8), 100 * EPS * 8)

    def test_rows_begin_with_the_kernel_and_what_its_parameter_is(self):
        for flags, head in (("--kernel fc --depth 3 --bias_std 0.5", "fc,depth,3,2,"),
                            ("--kernel fc --depth 3 --nngp", "fc_nngp,depth,3,2,"),
                            ("--kernel pnn --activation_free --degree 2", "pnn-linear,degree,2,2,"),
                            ("--kernel ccp-linear --degree 2 --nngp", "ccp-linear_nngp,degree,2,2,"),
                            ("--kernel resnet --blocks 4", "resnet,blocks,4,2,"),
                            ("--kernel relinear --depth 3 --gate_rate 0.1", "relinear,depth,3,2,")):
            lines = self.run_ntk(f"spectrum {flags} --k_max 2").stdout.splitlines()
            self.assertEqual([line.startswith(head + f"{k},") for k, line in enumerate(lines[1:])], 3 * [True], lines)

    def test_what_cannot_be_computed_is_an_error_of_the_flag(self):
        done = self.run_ntk("spectrum --kernel pnn --activation_free --k_max 2001", code=2)
        self.assertRegex(done.stderr.splitlines()[-1], r"error: --k_max: .*\(got '2001'\)")
        done = self.run_ntk("spectrum --d 1000 --k_max 500", code=2)
        self.assertRegex(done.stderr.splitlines()[-1], r"error: --d: .*\(got '1000'\)")


def is_the_quadrature(self, case):
    flags, formula = case
    for d, what, index in ((2, "", 1), (5, "--nngp", 0)):
        self.run_ntk(f"spectrum {flags} {what} --d {d} --k_max 12 --out s.npy")
        table = np.load(self.path("s.npy"))
        kernel = on_sphere(formula)
        # Conditioned: a sum of 400 terms of at most K(1).
        scale = 400 * EPS * kernel(np.array([1.0]))[index].max()
        expected = mercer(lambda t: kernel(t)[index], d, 12)
        self.assertLess(np.abs(table[:, 2] - expected).max(), scale)
        self.assertGreater(np.abs(table[:, 2] - 1.001 * expected).max(), scale)
        self.assertLess(table[:, 3].max(), scale)


unittest_xml.add_cases(Spectrum, "quadrature", {name: KERNELS[name] for name in (
    "pnn", "pnn_activation_free", "fc", "ccp", "ncp", "resnet", "quadratic", "relinear_rates")}, is_the_quadrature)


# --- predict --------------------------------------------------------------------------------------------------------


class Predict(InDirectory):
    def setUp(self):
        super().setUp()
        self.y = np.stack([np.sin(self.x[:, 0]), self.x[:, 1] * self.x[:, 2]], axis=1)
        self.save("y.npy", self.y)
        self.k = Formulas(self.x, self.x).pnn(2)[1]
        np.fill_diagonal(self.k, 6 * np.sum(self.x**2, axis=1)**2)
        self.cross = Formulas(self.z, self.x).pnn(2)[1]
        self.condition = np.linalg.cond(self.k)

    def close(self, actual, expected, condition):
        """Conditioned: n eps condition of the sizes that are summed up."""
        bound = 100 * 40 * EPS * condition * np.abs(expected).max()
        self.assertEqual(actual.shape, expected.shape)
        self.assertLess(np.abs(actual - expected).max(), bound)
        self.assertGreater(np.abs(1.001 * actual - expected).max(), bound)

    def test_ridgeless_and_ridge(self):
        for ridge in (0, 2.5):
            done = self.run_ntk(f"predict --x x.npy --y y.npy --z z.npy --ridge {ridge} --out f.npy")
            expected = self.cross @ np.linalg.solve(self.k + ridge * np.eye(40), self.y)
            self.close(np.load(self.path("f.npy")), expected, self.condition)
            report = re.search(r"rank (\d+) of 40, condition (\S+),", done.stderr)
            self.assertEqual(report[1], "40")
            self.assertLess(abs(float(report[2]) / self.condition - 1), 1e-3)  # counted: four digits are printed
            self.assertIn("train:  error rms", done.stderr)

    def test_cholesky(self):
        for ridge in (0, 2.5):
            done = self.run_ntk(f"predict --x x.npy --y y.npy --z z.npy --ridge {ridge} --solver cholesky "
                                "--tolerance 1e-12 --out f.json")
            with open(self.path("f.json"), encoding="utf-8") as file:
                document = json.load(file)
            expected = self.cross @ np.linalg.solve(self.k + ridge * np.eye(40), self.y)
            # A relative residual of 1e-12 is 5000 eps.
            self.close(np.array(document["values"]), expected, 5000 * self.condition / 4000)
            self.assertLessEqual(document["report"]["relative_residual"], 1e-12)
            self.assertEqual(document["config"]["solver"], "cholesky")
            self.assertIn("relative residual", done.stderr)

    def test_many_samples_take_the_other_solver(self):
        random = np.random.default_rng(5)
        x, w = random.normal(size=(2100, 5)), random.normal(size=(5, 1))
        self.save("x.npy", x)
        self.save("y.npy", x @ w)
        self.save("z.npy", x[:10])
        done = self.run_ntk("predict --x x.npy --y y.npy --z z.npy --input_bias 1 --out f.npy")
        self.assertIn("ridgeless by Cholesky", done.stderr)
        # Training points: met up to the residual, 1e-6 of |y|.
        self.assertLess(np.abs(np.load(self.path("f.npy")) - (x @ w)[:10]).max(), 1e-6 * np.linalg.norm(x @ w))

    def test_gradient_descent(self):
        steps, momentum = 50, 0.5
        rate = 0.5 / np.linalg.eigvalsh(self.k)[-1]
        f = before = np.zeros_like(self.y)
        c = c_before = np.zeros_like(self.y)
        for _ in range(steps):
            new = c - rate * (f - self.y) + momentum * (c - c_before)
            c_before, c = c, new
            before, f = f, self.k @ c
        done = self.run_ntk(f"predict --x x.npy --y y.npy --z z.npy --steps {steps} --learning_rate {rate!r} "
                            f"--momentum {momentum} --out f.npy")
        self.assertIn("50 steps of gradient descent", done.stderr)
        self.assertIn("converges", done.stderr)
        self.close(np.load(self.path("f.npy")), self.cross @ c, 1)
        done = self.run_ntk("predict --x x.npy --y y.npy --z z.npy --steps 9 --learning_rate 1 --out f.npy")
        self.assertIn("DIVERGES", done.stderr)
        done = self.run_ntk("predict --x x.npy --y y.npy --z z.npy --steps 100000 --learning_rate 1 --out f.npy",
                            code=2)
        self.assertRegex(done.stderr, r"(?m)^error: --learning_rate: must be below \S+: .*\n\Z")

    def test_classes(self):
        weights = np.random.default_rng(6).normal(size=(6, 3))
        labels, z_labels = (self.x @ weights).argmax(1), (self.z @ weights).argmax(1)
        self.save("y.npy", labels)
        np.savetxt(self.path("z_labels.csv"), z_labels, fmt="%d", header="label", comments="")
        done = self.run_ntk("predict --x x.npy --y y.npy --classes 3 --z z.npy --z_labels z_labels.csv --out p.npy")
        predicted = np.load(self.path("p.npy"))
        self.assertEqual((predicted.dtype, predicted.shape), (np.dtype("<i8"), (25,)))
        scores = self.cross @ np.linalg.solve(self.k, np.eye(3)[labels])
        self.assertTrue((predicted == scores.argmax(1)).all())
        right = int((predicted == z_labels).sum())
        self.assertIn(f", {right} of 25", done.stderr)
        self.assertGreater(right, 12)  # a third by chance
        self.run_ntk("predict --x x.npy --y y.npy --classes 3 --z z.npy --out p.csv")
        self.assertTrue((np.loadtxt(self.path("p.csv"), skiprows=1) == predicted).all())

    def test_rank_deficient(self):
        self.save("x.npy", np.vstack([self.x, self.x[:5]]))
        self.save("y.npy", np.vstack([self.y, self.y[:5] + 1]))
        done = self.run_ntk("predict --x x.npy --y y.npy --z z.npy --out f.npy")
        self.assertIn("rank 40 of 45", done.stderr)
        self.assertIn("rank-deficient", done.stderr)
        # Least squares: two equal samples with different outputs count as one with their mean.
        y = self.y.copy()
        y[:5] += 0.5
        self.close(np.load(self.path("f.npy")), self.cross @ np.linalg.solve(self.k, y), self.condition)


    def save_all(self, x, y, z):
        for name, rows in (("x", x), ("y", y), ("z", z)):
            self.save(name + ".npy", np.array(rows, dtype=float))

    def predicted(self, flags):
        done = self.run_ntk(f"predict --x x.npy --y y.npy --z z.npy {flags} --out f.npy")
        return np.load(self.path("f.npy")), done.stderr

    def refused(self, flags):
        done = self.run_ntk(f"predict --x x.npy --y y.npy --z z.npy {flags} --out f.npy", code=2)
        return done.stderr.splitlines(True)[-1]

    def test_small_ridge_on_a_singular_kernel(self):
        # K = 6 x^2 z^2 on a ray: f(1) = 93 / (98 + ridge / 6), whatever rounding makes of the eigenvalues that are 0.
        self.save_all([[1], [2], [3]], [[1], [5], [8]], [[1]])
        for ridge in (0, 1e-16, 1e-15, 1e-14, 1e-6, 1):
            f, text = self.predicted(f"--ridge {ridge}")
            self.assertLess(abs(f[0, 0] / (93 / (98 + ridge / 6)) - 1), 40 * EPS)  # counted, as kernel_regression_test
            self.assertIn("rank 1 of 3, condition inf,", text)
        # The other solver does not know the rank, and says so instead.
        for flags, blamed in (("--ridge 1e-15", "--ridge"), ("", "--x")):
            self.assertRegex(self.refused(f"--solver cholesky {flags}"),
                             rf"^error: {blamed}.*singular to rounding.*wanted 1e-06.*row 1 \(from 0\).*\n$")

    def test_descent_on_a_singular_kernel(self):
        self.save_all([[1, 2], [1, 2], [3, 1]], [[2], [8], [1]], [[1, 2]])
        for flags in ("--steps 1000000000000", "--steps 1000000000000000 --momentum 0.9"):
            f, text = self.predicted(f"--learning_rate .001 {flags}")
            self.assertLess(abs(f[0, 0] - 5), 240 * EPS)  # counted, as kernel_regression_test
            self.assertIn("converges", text)

    def test_repeated_rows_by_both_solvers(self):
        x = np.vstack([self.x, self.x[:15], self.x[:5]])
        y = np.random.default_rng(8).normal(size=(60, 2))
        self.save_all(x, y, self.z)
        for ridge in (0, 1e-12, 0.25):
            copies = np.array([3] * 5 + [2] * 10 + [1] * 25)
            mean = y[:40].copy()
            mean[:15] += y[40:55]
            mean[:5] += y[55:]
            mean /= copies[:, None]
            expected = self.cross @ np.linalg.solve(self.k + ridge * np.diag(1 / copies), mean)
            f, text = self.predicted(f"--ridge {ridge} --solver spectrum")
            self.close(f, expected, 3 * self.condition)
            f, text = self.predicted(f"--ridge {ridge} --solver cholesky --tolerance 1e-12")
            self.close(f, expected, 5000 * self.condition / 1000)  # as test_cholesky, repeated
            self.assertIn("rows:   40 of 60 are distinct", text)

    def test_ridge_that_drowns_the_kernel(self):
        for solver in ("spectrum", "cholesky"):
            for ridge in (1e308, 1e25):
                self.assertRegex(self.refused(f"--solver {solver} --ridge {ridge}"),
                                 r"^error: --ridge: must not be so large that K\(X, X\) is lost.*\n$")
            self.predicted(f"--solver {solver} --ridge 1e6")

    def test_kernels_of_any_size(self):
        f, _ = self.predicted("--kernel fc")
        for scale in (1e-150, 1e150):
            self.save_all(scale * self.x, self.y, scale * self.z)
            g, text = self.predicted("--kernel fc --solver spectrum")
            self.assertIn("rank 40 of 40", text)
            self.close(g, f, 10 * self.condition)
            self.assertRegex(self.refused("--kernel fc --solver cholesky"), r"^error: --x: .*in the range of float.*\n$")
        # One sample alone.
        self.save_all(self.x[:1], self.y[:1], self.x[:1])
        f, text = self.predicted("")
        self.close(f, self.y[:1], 8)
        self.assertIn("rank 1 of 1, condition 1,", text)


# --- entk -----------------------------------------------------------------------------------------------------------


class Entk(InDirectory):
    def kernel(self, flags):
        self.run_ntk(f"entk {flags} --out E.npy")
        return np.load(self.path("E.npy"))

    def test_symmetric_cross_and_float32(self):
        for flags in ("--kernel pnn --degree 3", "--kernel fc --depth 3 --bias_std 0.5", "--kernel ncp",
                      "--net 'dense(1.5,.05) gelu | dense relu * dense | readout'"):
            k = self.kernel(f"--x x.npy --width 64 {flags}")
            self.assertTrue((k == k.T).all())
            self.assertGreater(np.linalg.eigvalsh(k)[0], -40 * EPS * k.max())
            self.save("w.npy", self.x[:7])
            cross = self.kernel(f"--x w.npy --z x.npy --width 64 {flags}")
            # Conditioned, models/empirical_ntk.h: 4 sqrt(p) eps of the largest entry, with p < 10^4.
            self.assertLess(np.abs(cross - k[:7]).max(), 400 * EPS * k.max())
            single = self.kernel(f"--x x.npy --width 64 {flags} --dtype float32")
            self.assertEqual(single.dtype, np.float32)
            self.assertLess(np.abs(single - k).max(), 400 * np.finfo(np.float32).eps * k.max())
            self.assertGreater(np.abs(single - k).max(), 0)
            other = self.kernel(f"--x x.npy --width 64 {flags} --seed 1")
            self.assertGreater(np.abs(other - k).max(), 0.01 * k.max())

    def test_homogeneous(self):
        k = self.kernel("--x x.npy --degree 3 --width 50")
        self.save("x.npy", 2 * self.x)
        self.assertTrue((self.kernel("--x x.npy --degree 3 --width 50") == 2.0**6 * k).all())

    def test_threads(self):
        first = self.kernel("--x x.npy --kernel ccp --width 300 --threads 1")
        self.assertTrue((self.kernel("--x x.npy --kernel ccp --width 300 --threads 3") == first).all())


def tends_to_the_limit(self, case):
    """These empirical kernels are unbiased: the mean over 12 seeds is within five standard errors of the formula."""
    flags, formula = case
    self.save("x.npy", self.x[:5])
    draws = np.array([self.kernel(f"--x x.npy --width 256 {flags} --seed {seed}") for seed in range(12)])
    error = draws.std(axis=0, ddof=1) / np.sqrt(12)
    formulas = Formulas(self.x[:5], self.x[:5])
    formulas.points = self.x[:5]
    mean, expected = draws.mean(axis=0), formula(formulas)[1]
    self.assertLess(np.abs((mean - expected) / error).max(), 5)
    self.assertGreater(np.abs((mean - 1.5 * expected) / error).max(), 5)


unittest_xml.add_cases(Entk, "limit", {
    "pnn": ("--kernel pnn --degree 2", lambda f: f.pnn(2)),
    "pnn_raw": ("--degree 2 --normalization raw", lambda f: f.pnn(2, variance=0.5)),
    "pnn_activation_free": ("--kernel pnn --activation_free --degree 2", lambda f: f.pnn(2, "linear")),
    "fc": ("--kernel fc --bias_std 0.5", lambda f: f.fc(2, 0.5)),
    "ccp": ("--kernel ccp --degree 2 --bias_std 0.5", lambda f: f.ccp(2, bias=0.5)),
    "ncp": ("--kernel ncp --degree 2", lambda f: f.ncp(2)),
    "net_power": ("--net '(dense relu scale(2))^2 | readout(2)'", lambda f: f.pnn(2)),
    "net_fc": ("--net 'dense(1,.5^2) relu scale(2) | readout(1,.25)'", lambda f: f.fc(2, 0.5)),
    "net_input_bias": ("--net 'input_bias(.75) | (dense relu scale(2))^2 | readout(2)'",
                       lambda f: Formulas(f.points, f.points, 0.75).pnn(2)),
    "net_standard": ("--net 'standard(64) | dense relu | readout'",
                     lambda f: (None, 32 * f.branch["relu"][0] + f.branch["relu"][1] / 2)),
    "net_frozen": ("--net 'frozen_dense relu scale(2) | readout'", lambda f: (None, f.branch["relu"][0])),
}, tends_to_the_limit)

if __name__ == "__main__":
    unittest_xml.main()
