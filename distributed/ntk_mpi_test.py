#!/usr/bin/python3
"""//distributed:ntk-mpi: the numbers of `ntk predict` and NumPy, on any number of ranks; a killed rank, and going on;
what is refused."""
import glob
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["tools"]
import unittest_xml  # noqa: E402

PROGRAM = os.path.abspath("distributed/ntk-mpi")
NTK = os.path.abspath("tools/ntk/ntk")
MPI = os.path.abspath("distributed/mpi_test.sh")
KERNEL = "--kernel pnn --degree 2"
RIDGE = "--relative_ridge 1e-3"
N, M = 700, 300  # three blocks of rows


class NtkMpi(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR"))
        random = np.random.default_rng(7)
        self.x, self.z = random.normal(size=(N, 6)), random.normal(size=(M, 6))
        self.save("x.npy", self.x)
        self.save("z.npy", self.z)
        self.save("y.npy", np.stack([np.sin(self.x[:, 0]), self.x[:, 1] * self.x[:, 2]], axis=1))
        self.save("labels.npy", (self.x[:, 0] > 0).astype(np.int64))
        self.save("z_labels.npy", (self.z[:, 0] > 0).astype(np.int64))

    def save(self, name, array):
        np.save(os.path.join(self.directory, name), array)

    def load(self, name):
        return np.load(os.path.join(self.directory, name))

    def bytes_of(self, name):
        with open(os.path.join(self.directory, name), "rb") as file:
            return file.read()

    def start(self, ranks, command):
        return subprocess.Popen([MPI, str(ranks), PROGRAM, *command.split()], cwd=self.directory, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def run_ranks(self, ranks, command, code=0):
        process = self.start(ranks, command)
        out, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, code, out + errors)
        return out + errors

    def refused(self, command, message, ranks=2, prefix=False):
        self.save("f.npy", np.array([17.]))
        text = self.run_ranks(ranks, command, code=2)
        errors = [line for line in text.splitlines() if line.startswith("error: ")]
        if prefix:
            errors = [line[:len("error: " + message)] for line in errors]
        self.assertEqual(errors, ["error: " + message])
        self.assertEqual(self.load("f.npy"), [17.])  # an earlier result stays

    def gram(self):
        subprocess.run([NTK, "gram", *KERNEL.split(), "--x", "x.npy", "--out", "K.npy"], cwd=self.directory, check=True,
                       stderr=subprocess.DEVNULL)
        return self.load("K.npy")

    def test_regression(self):
        command = f"regression {KERNEL} {RIDGE} --x x.npy --y y.npy --z z.npy --tolerance 1e-9 --low_rank 20 --out "
        for ranks in (1, 2, 3):
            text = self.run_ranks(ranks, command + f"f{ranks}.npy")
            self.assertRegex(text, rf"needs:  .* for each of {ranks} ranks\), .* s a product\n")
            self.assertRegex(text, r"solved: \d+ iterations of \S+ s, relative residual at most \S+e-10, ridge ")
            self.assertRegex(text, rf"took:   .* for each of {ranks} ranks\), \S+ s\n")
        self.assertEqual(self.bytes_of("f1.npy"), self.bytes_of("f2.npy"))
        self.assertEqual(self.bytes_of("f1.npy"), self.bytes_of("f3.npy"))
        subprocess.run([NTK, "predict", *f"{KERNEL} {RIDGE} --x x.npy --y y.npy --z z.npy --out f.npy".split()],
                       cwd=self.directory, check=True, stderr=subprocess.DEVNULL)
        f, expected = self.load("f2.npy"), self.load("f.npy")
        # The residual's 1e-9 times at most |K(z, X)| over the ridge.
        self.assertLess(np.abs(f - expected).max(), 1e-5 * np.abs(expected).max())
        self.assertGreater(np.abs(1.001 * f - expected).max(), 1e-5 * np.abs(expected).max())

    def test_coefficients(self):
        self.run_ranks(2, f"regression {KERNEL} --ridge 3 --x x.npy --y y.npy --tolerance 1e-8 --out C.npy")
        c, y, k = self.load("C.npy"), self.load("y.npy"), self.gram()
        residual = np.linalg.norm(y - k @ c - 3 * c, axis=0) / np.linalg.norm(y, axis=0)
        self.assertLess(residual.max(), 1.1e-8)
        self.assertGreater(np.linalg.norm(y - k @ c - 3.01 * c) / np.linalg.norm(y), 1e-7)
        nngp = f"regression {KERNEL} --nngp --ridge 3 --x x.npy --y y.npy --out N.npy"
        self.run_ranks(2, nngp)
        self.assertGreater(np.abs(self.load("N.npy") - c).max(), np.abs(c).max() / 100)

    def test_factor(self):
        """Three iterations, and the coefficients of the other preconditioner."""
        command = f"regression {KERNEL} --ridge 3 --x x.npy --y y.npy --tolerance 1e-8 --out "
        text = self.run_ranks(3, command + "F.npy --factor")
        self.assertRegex(text, r"solved: [1-4] iterations")
        self.assertNotRegex(self.run_ranks(3, command + "C.npy --low_rank 0"), r"solved: [1-4] iterations")
        self.assertLess(np.abs(self.load("F.npy") - self.load("C.npy")).max(), 1e-6 * np.abs(self.load("C.npy")).max())

    def test_centres(self):
        """The least |y - K_nm a|^2 + ridge a' K_mm a, of centres that are drawn; with all of them K's own solution."""
        command = f"regression {KERNEL} --ridge 3 --x x.npy --y y.npy --z z.npy --tolerance 1e-10 --out "
        for ranks in (1, 3):
            self.run_ranks(ranks, command + f"f{ranks}.npy --centres 100")
        self.assertEqual(self.bytes_of("f1.npy"), self.bytes_of("f3.npy"))
        self.run_ranks(2, command + f"all.npy --centres {N}")
        self.run_ranks(2, command + "exact.npy")
        exact = self.load("exact.npy")
        self.assertLess(np.abs(self.load("all.npy") - exact).max(), 1e-5 * np.abs(exact).max())
        self.assertGreater(np.abs(self.load("f1.npy") - exact).max(), 1e-4 * np.abs(exact).max())

    def test_labels(self):
        text = self.run_ranks(2, f"regression {KERNEL} {RIDGE} --x x.npy --y labels.npy --classes 2 --z z.npy "
                                 "--z_labels z_labels.npy --out f.csv")
        labels = np.loadtxt(os.path.join(self.directory, "f.csv"), skiprows=1)
        right = int(np.sum(labels == self.load("z_labels.npy")))
        self.assertIn(f"right:  {right} of {M} labels", text)
        self.assertGreater(right, 0.85 * M)

    def test_spectrum(self):
        self.run_ranks(2, f"spectrum {KERNEL} --x x.npy --count 10 --out values.npy --vectors V.npy")
        values, vectors, k = self.load("values.npy"), self.load("V.npy"), self.gram()
        expected = np.linalg.eigvalsh(k)[::-1][:10]
        self.assertLess(np.abs(values[:, 0] / expected - 1).max(), 1e-9)
        self.assertLess(values[:, 1].max(), 1e-9)
        self.assertLess(np.abs(k @ vectors - vectors * values[:, 0]).max(), 1e-8 * expected[0])
        self.assertLess(np.abs(vectors.T @ vectors - np.eye(10)).max(), 1e-9)

    def test_all_eigenvalues(self):
        self.run_ranks(3, f"spectrum {KERNEL} --x x.npy --all --out values.npy")
        values, expected = self.load("values.npy"), np.linalg.eigvalsh(self.gram())[::-1]
        self.assertEqual(values.shape, (N, 1))
        self.assertLess(np.abs(values[:, 0] - expected).max(), N * 2.3e-16 * expected[0])

    def test_on_the_sphere(self):
        """n mu_k beside the eigenvalues, of which the leading ones are near for n = 4000 on S^2."""
        x = np.random.default_rng(5).normal(size=(4000, 3))
        self.save("x.npy", x / np.linalg.norm(x, axis=1, keepdims=True))
        self.run_ranks(2, "spectrum --kernel fc --depth 2 --x x.npy --count 9 --k_max 40 --out values.csv")
        table = np.genfromtxt(os.path.join(self.directory, "values.csv"), delimiter=",", names=True)
        self.assertEqual(table.dtype.names, ("eigenvalue", "relative_residual", "n_mu", "k"))
        self.assertEqual(sorted(table["k"]), [0, 1, 1, 1, 2, 2, 2, 2, 2])
        near = np.abs(table["eigenvalue"] / table["n_mu"] - 1)
        self.assertLess(near.max(), .1)  # n^-1/2 = .016, times the root of some multiplicities
        self.assertGreater(np.abs(table["eigenvalue"][1:] / table["n_mu"][:-1] - 1).max(), .1)
        self.refused("spectrum --kernel fc --depth 2 --x z.npy --count 9 --k_max 40 --out f.npy",
                     "--k_max: rows of --x must be on the unit sphere, and row 0 (from 0) has norm "
                     + repr(float(np.linalg.norm(self.z[0])))[:7], prefix=True)
        self.refused("spectrum --kernel fc --depth 2 --x x.npy --count 30 --k_max 3 --out f.npy",
                     "--k_max: LargestEigenvalues: degrees to 3 have 16 eigenvalues, and 30 are wanted (got '3')")

    def test_cost(self):
        """A row for each power of two; n^2 / 2 values on one rank, and so many flops."""
        text = self.run_ranks(1, f"cost {KERNEL} --n 102400 --columns 100 --outputs 2 --low_rank 0 --ranks 6")
        rows = [line.split() for line in text.splitlines()[4:]]
        self.assertEqual([int(row[0]) for row in rows], [1, 2, 4, 6])
        self.assertAlmostEqual(float(rows[0][1]) / (102400 ** 2 / 2), 1, delta=.005)  # three digits are told
        self.assertAlmostEqual(float(rows[0][2]) / (102400 ** 2 / 2 * 208), 1, delta=.005)
        self.assertEqual(float(rows[0][3]), 0)
        self.assertGreater(float(rows[1][3]), 102400 / 2 * 2 * 8)
        self.assertGreater(float(rows[0][8]), float(rows[2][8]))

    def test_killed_rank(self):
        """The job ends with an error, what was kept is there, and other numbers of ranks go on from it."""
        random = np.random.default_rng(3)
        self.save("x.npy", random.normal(size=(2000, 6)))
        self.save("y.npy", random.normal(size=(2000, 2)))
        command = (f"regression {KERNEL} --relative_ridge 1e-2 --x x.npy --y y.npy --low_rank 0 --keep_every 2 "
                   "--tolerance 1e-8 --out C.npy")
        process = self.start(2, command)
        kept = os.path.join(self.directory, "C.npy.*.start.npy")
        until = time.monotonic() + 60
        while not glob.glob(kept) and time.monotonic() < until and process.poll() is None:
            time.sleep(.01)
        self.assertTrue(glob.glob(kept))
        ranks = subprocess.run(["pgrep", "-x", "ntk-mpi", "-g", str(os.getpgid(process.pid))], text=True, check=False,
                               stdout=subprocess.PIPE).stdout.split()
        if not ranks:  # mpirun gives each rank a process group of its own
            ranks = subprocess.run(["pgrep", "-x", "ntk-mpi", "-s", str(os.getsid(process.pid))], text=True, check=True,
                                   stdout=subprocess.PIPE).stdout.split()
        os.kill(int(ranks[-1]), signal.SIGKILL)
        began = time.monotonic()
        process.communicate(timeout=60)
        self.assertLess(time.monotonic() - began, 60)
        self.assertNotEqual(process.returncode, 0)
        self.assertFalse(os.path.exists(os.path.join(self.directory, "C.npy")))
        self.assertTrue(glob.glob(kept))
        text = self.run_ranks(3, command)
        self.assertIn("goes on from ", text)
        self.assertEqual(glob.glob(kept), [])
        self.assertEqual(self.load("C.npy").shape, (2000, 2))

    def test_other_data_is_not_gone_on_from(self):
        with open(os.path.join(self.directory, "f.npy.0123456789abcdef.start.npy"), "wb"):
            pass
        text = self.run_ranks(2, f"regression {KERNEL} --ridge 1 --x x.npy --y y.npy --out f.npy", code=2)
        self.assertIn("f.npy.0123456789abcdef.start.npy is of other data, another kernel or another ridge", text)

    def test_refused(self):
        good = f"regression {KERNEL} --ridge 1 --x x.npy --y y.npy --z z.npy --out f.npy"
        self.refused(good + " --ridgee 2", "--ridgee: no such flag; did you mean --ridge? (got '--ridgee 2')")
        self.refused(good.replace("x.npy", "none.npy"), "--x: none.npy: there is no such file")
        self.save("fortran.npy", np.asfortranarray(self.x))
        self.refused(good.replace("x.npy", "fortran.npy"), "--x: fortran.npy: is in Fortran order, whose rows are not "
                     "contiguous: write it with numpy.ascontiguousarray")
        self.save("wide.npy", np.ones((M, 7)))
        self.refused(good.replace("z.npy", "wide.npy"), "--z: wide.npy: has 7 columns, and --x x.npy has 6")
        bad = self.x.copy()
        bad[650, 3] = np.nan
        self.save("bad.npy", bad)
        self.refused(good.replace("x.npy", "bad.npy"), "rank 1: --x: bad.npy: entries must be finite, got nan in row "
                                                       "650, column 3 (from 0)")
        self.save("two.npy", np.full((N, 1), 2))
        self.refused(good.replace("y.npy", "two.npy") + " --classes 2",
                     "--y: two.npy: row 0 (from 0): labels must be integers from 0 to 1, and this is 2")
        self.refused(good.replace("f.npy", "x.npy"), "--out: is the same file as --x x.npy (got 'x.npy')")
        self.refused(good + " --centres 10 --factor", "--factor: cannot be given with --centres (got 'true')")
        self.refused(good + " --centres 701", "--centres: must be at most the 700 rows of --x (got '701')")
        self.refused(f"regression {KERNEL} --centres 10 --x x.npy --y y.npy --out f.npy",
                     "--centres: needs --z (got '10')")
        self.save("huge.npy", np.vstack([self.x[:-1], np.full((1, 6), 1e200)]))
        self.refused(f"spectrum {KERNEL} --x huge.npy --all --out f.npy",
                     "Gram: kernel values must be finite, got ", prefix=True)
        self.refused(f"spectrum {KERNEL} --x x.npy --all --count 5 --out f.npy",
                     "--count: cannot be given with --all (got '5')")
        self.refused(f"spectrum {KERNEL} --x x.npy --vectors ./f.npy --out f.npy",
                     "--vectors: is the same file as --out (got './f.npy')")
        self.refused(good + " --relative_ridge 1", "--relative_ridge: cannot be given with --ridge (got '1')")

    def test_not_enough_memory(self):
        text = self.run_ranks(2, f"spectrum {KERNEL} --x x.npy --memory 1e-5 --out f.npy", code=2)
        self.assertRegex(text, r"error: not enough memory: this needs 33.6 kB on a node for X, and a node has 10.0 kB")
        text = self.run_ranks(2, f"spectrum {KERNEL} --x x.npy --memory 1e-4 --out f.npy", code=2)
        self.assertRegex(text, r"error: not enough memory: this needs .* a product, and a node has 100")


if __name__ == "__main__":
    unittest_xml.main()
