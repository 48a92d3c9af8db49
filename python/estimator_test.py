#!/usr/bin/python3
"""KernelRegression of hadamard_ntk: the command line's predictions, bit for bit, and scikit-learn's idea of an estimator."""
import pickle
import subprocess
import sys
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools", "tools/ntk"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402
from ntk_formulas import EPS, InDirectory  # noqa: E402

FLAGS, KERNEL = "--kernel pnn --degree 3 --input_bias 1", hn.polynomial_net(3, input_bias=1)


class Predictions(InDirectory):
    def setUp(self):
        super().setUp()
        self.y = np.sin(self.x[:, :2]) + 0.1 * np.random.default_rng(1).normal(size=(40, 2))
        self.save("y.npy", self.y)

    def command(self, flags):
        self.run_ntk(f"predict {FLAGS} --x x.npy --y y.npy --z z.npy --out f.npy {flags}")
        return np.load(self.path("f.npy"))

    def test_ridge(self):
        for ridge in (0, 0.3):
            fit = hn.KernelRegression(KERNEL, ridge).fit(self.x, self.y)
            np.testing.assert_array_equal(fit.predict(self.z), self.command(f"--ridge {ridge}" if ridge else ""))
        self.assertFalse(np.array_equal(fit.predict(self.z), self.command("--ridge 0.300001")))
        self.assertEqual(fit.report_["rank"], 40)

    def test_nngp_with_variance(self):
        fit = hn.KernelRegression(KERNEL, 0.3, get="nngp").fit(self.x, self.y)
        f, std = fit.predict(self.z, return_std=True)
        np.testing.assert_array_equal(f, self.command("--ridge 0.3 --nngp --variance v.npy"))
        table = np.load(self.path("v.npy"))
        np.testing.assert_array_equal(std, np.sqrt(table[:, 0]))
        np.testing.assert_array_equal(np.transpose(fit.predict_variance(self.z)), table)

    def test_variance_of_trained_nets(self):
        _, std = hn.KernelRegression(KERNEL, 0.1).fit(self.x, self.y).predict(self.z, return_std=True)
        self.command("--ridge 0.1 --variance v.npy")
        np.testing.assert_array_equal(std, np.sqrt(np.load(self.path("v.npy"))[:, 0]))

    def test_descent(self):
        fit = hn.KernelRegression(KERNEL).fit(self.x, self.y)
        f = fit.predict(self.z, steps=100, learning_rate=1e-4, momentum=0.5)
        np.testing.assert_array_equal(f, self.command("--steps 100 --learning_rate 1e-4 --momentum 0.5"))
        f, std = fit.predict(self.z, return_std=True, time=0.01)
        np.testing.assert_array_equal(f, self.command("--time 0.01 --variance v.npy"))
        np.testing.assert_array_equal(std, np.sqrt(np.load(self.path("v.npy"))[:, 0]))

    def test_cholesky(self):
        fit = hn.KernelRegression(KERNEL, 0.3, solver="cholesky").fit(self.x, self.y)
        np.testing.assert_array_equal(fit.predict(self.z), self.command("--ridge 0.3 --solver cholesky"))
        self.assertLessEqual(fit.report_["relative_residual"], 1e-6)
        other = hn.KernelRegression(KERNEL, 0.3).fit(self.x, self.y)
        np.testing.assert_array_equal(fit.predict(self.z, time=0.01), other.predict(self.z, time=0.01))

    def test_closed_form(self):
        """(K + ridge I)^{-1} by NumPy; each sample left out, one after the other."""
        k, cross = KERNEL(self.x), KERNEL(self.z, self.x)
        fit = hn.KernelRegression(KERNEL, 0.5).fit(self.x, self.y)
        expected = cross @ np.linalg.solve(k + 0.5 * np.eye(40), self.y)
        bound = 50 * 40 * EPS * np.linalg.cond(k + 0.5 * np.eye(40)) * np.abs(expected).max()
        self.assertLess(np.abs(fit.predict(self.z) - expected).max(), bound)
        self.assertGreater(np.abs(fit.predict(self.z) - 1.001 * expected).max(), bound)
        errors = fit.leave_one_out()
        for i in range(0, 40, 13):
            rest = np.arange(40) != i
            alone = hn.KernelRegression(KERNEL, 0.5).fit(self.x[rest], self.y[rest]).predict(self.x[i:i + 1])
            self.assertLess(np.abs(errors[i] - (self.y[i] - alone[0])).max(), bound)

    def test_one_output(self):
        fit = hn.KernelRegression(KERNEL, 0.3).fit(self.x, self.y[:, 0])
        self.assertEqual(fit.predict(self.z).shape, (25,))
        self.assertEqual(fit.leave_one_out().shape, (40,))
        both = hn.KernelRegression(KERNEL, 0.3).fit(self.x, self.y)
        bound = 100 * EPS * np.abs(both.predict(self.z)).max() * 40  # other sums of the same products
        self.assertLess(np.abs(fit.predict(self.z) - both.predict(self.z)[:, 0]).max(), bound)
        residual = ((self.y - both.predict(self.x))**2).sum(0) / ((self.y - self.y.mean(0))**2).sum(0)
        self.assertAlmostEqual(both.score(self.x, self.y), 1 - residual.mean(), delta=64 * EPS)

    def test_faults(self):
        fit = hn.KernelRegression(KERNEL).fit(self.x, self.y)
        bad = self.x.copy()
        bad[3, 1] = np.inf
        for call, parts in ((lambda: hn.KernelRegression(KERNEL).fit(bad, self.y), ["X[3, 1] = inf"]),
                            (lambda: hn.KernelRegression(KERNEL).fit(self.x, self.y[:-1]), ["y", "39 and 40"]),
                            (lambda: hn.KernelRegression(KERNEL, -1).fit(self.x, self.y), ["ridge", "-1"]),
                            (lambda: hn.KernelRegression(KERNEL, solver="lu").fit(self.x, self.y), ["solver", "'lu'"]),
                            (lambda: hn.KernelRegression(KERNEL).predict(self.x), ["not fitted"]),
                            (lambda: fit.predict(self.z, steps=3), ["steps", "learning_rate"]),
                            (lambda: fit.predict(self.z, steps=3, learning_rate=1, time=1), ["exclude"]),
                            (lambda: fit.predict(self.z, steps=-3, learning_rate=1), ["-3"]),
                            (lambda: fit.predict(self.z, time=-1), ["-1"]),
                            (lambda: fit.predict(self.z[:, :2]), ["2 features", "6"]),
                            (lambda: fit.set_params(rigde=1), ["rigde"]),
                            (lambda: hn.GramRegression(np.ones((2, 3))), ["2"]),
                            (lambda: hn.GramRegression(np.eye(2)).solve(np.ones(2)), ["Y", "(2,)"])):
            with self.assertRaises(ValueError) as caught:
                call()
            for part in parts:
                self.assertIn(part, str(caught.exception))

    def test_pickles(self):
        fit = hn.KernelRegression(KERNEL, 0.3).fit(self.x, self.y)
        twin = pickle.loads(pickle.dumps(fit))
        np.testing.assert_array_equal(twin.predict(self.z), fit.predict(self.z))
        np.testing.assert_array_equal(twin.predict(self.z, time=1), fit.predict(self.z, time=1))
        self.assertEqual(repr(twin), repr(fit))
        self.assertEqual(eval(repr(fit), {"hn": hn, "KernelRegression": hn.KernelRegression}).get_params(), fit.get_params())


class ScikitLearn(unittest.TestCase):
    def test_check_estimator(self):
        from sklearn.utils.estimator_checks import check_estimator
        for estimator in (hn.KernelRegression(), hn.KernelRegression(hn.fully_connected(2, bias_std=0.5), 0.1)):
            checks = list(check_estimator(estimator, generate_only=True))
            self.assertGreater(len(checks), 30)
            for _, check in checks:
                with self.subTest(check.func.__name__):
                    check(estimator)

    def test_grid_search(self):
        from sklearn.model_selection import GridSearchCV
        x = np.random.default_rng(2).normal(size=(60, 3))
        search = GridSearchCV(hn.KernelRegression(hn.polynomial_net(2, input_bias=1)), {"ridge": [1e-6, 1e3]})
        search.fit(x, x[:, 0] * x[:, 1])
        self.assertEqual(search.best_params_, {"ridge": 1e-6})

    def test_it_need_not_be_there(self):
        script = ("import sys; sys.modules['sklearn'] = None; sys.path[:0] = ['python']; import numpy as np\n"
                  "import hadamard_ntk as hn\n"
                  "r = hn.KernelRegression(hn.polynomial_net(2)).fit(np.eye(3), np.arange(3.))\n"
                  "print(r.predict(np.eye(3)).round(6).tolist())\n"
                  "try: hn.KernelRegression().predict(np.eye(3))\n"
                  "except ValueError as error: print(error)\n"
                  "assert 'scipy' not in sys.modules")
        done = subprocess.run([sys.executable, "-B", "-c", script], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split("\n")[:2],
                         ["[0.0, 1.0, 2.0]", "KernelRegression is not fitted yet: call fit first"])


if __name__ == "__main__":
    unittest_xml.main()
