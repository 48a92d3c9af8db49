#!/usr/bin/python3
"""Kernels of hadamard_ntk: bit for bit those of the command line, and of the right layout, type, error and manners."""
import copy
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools", "tools/ntk"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402
from ntk_formulas import EPS, KERNELS, Formulas, InDirectory  # noqa: E402

NETS = ("dense(1.5,.05) gelu | dense relu * dense | readout", "dense | repeat(4, skip + dense relu dense(.1)) | relu dense | readout",
        "dense tanh | readout(2,1)")


def kernel_of(flags):
    """The Kernel of flags of the command line."""
    words = iter(flags.split())
    name, parameters = "pnn", {}
    for flag in words:
        if flag == "--activation_free":
            parameters["activation_free"] = True
        elif flag == "--kernel":
            name = next(words)
        else:
            value = next(words)
            try:
                value = float(value) if "." in value or flag in ("--width", "--bias_std") else int(value)
            except ValueError:
                pass
            parameters[flag[2:]] = value
    return hn.Kernel.of_name(name, parameters)


class CommandLine(InDirectory):
    def same(self, kernel, flags):
        for get, quantity in (("ntk", ""), ("nngp", "--nngp")):
            for dtype in (np.float64, np.float32):
                x, z = self.x.astype(dtype), self.z.astype(dtype)
                for other, files in ((None, "--x x.npy"), (z, "--x x.npy --z z.npy")):
                    self.run_ntk(f"gram {flags} {quantity} {files} --dtype {np.dtype(dtype).name} --out k.npy")
                    expected, actual = np.load(self.path("k.npy")), kernel(x, other, get=get)
                    self.assertEqual(actual.dtype, dtype)
                    np.testing.assert_array_equal(actual, expected)
                    self.assertFalse(np.array_equal(hn.polynomial_net(7)(x, other, get=get), expected))

    def test_nets(self):
        for text in NETS:
            self.same(hn.net(text), f"--net '{text}'")

    def test_closed_forms(self):
        for name, (flags, expected) in KERNELS.items():
            with self.subTest(name):
                kernel = kernel_of(flags)
                for get, closed in zip(("nngp", "ntk"), expected(Formulas(self.x, self.z))):
                    self.near(kernel(self.x, self.z, get=get), closed, np.abs(closed).max())

    def test_powers_of_relinear(self):
        """The first W_b, as relinear_net's docstring says."""
        first_bias = hn.net("frozen_dense(1,1) + zero_dense(0,1) | relu scale(2) "
                            "repeat(1, frozen_dense(1,1) relu scale(2)) | frozen_readout")
        powers = self.x**2 @ (self.z**2).T
        kernel = hn.relinear_net(3, gate_rate=.1, power_rate=.5)(self.x, self.z)
        closed = Formulas(self.x, self.z).relinear(3, .1, .5, powers)[1]
        self.near(kernel + .5 * first_bias(self.x, self.z) * powers, closed, np.abs(closed).max())
        self.assertGreater(np.abs(kernel - closed).max(), .01 * np.abs(closed).max())


unittest_xml.add_cases(CommandLine, "same", {name: flags for name, (flags, _) in KERNELS.items()},
                       lambda self, flags: self.same(kernel_of(flags), flags))


class Gram(unittest.TestCase):
    def setUp(self):
        random = np.random.default_rng(3)
        self.x, self.z = random.normal(size=(37, 5)), random.normal(size=(70, 5))
        self.kernel = hn.polynomial_net(3)
        self.whole, self.cross = self.kernel(self.x), self.kernel(self.x, self.z)

    def test_layouts(self):
        wide = np.zeros((74, 10))
        wide[::2, ::2] = self.x
        reversed_rows = np.ascontiguousarray(self.x[::-1])
        unaligned = np.frombuffer(b"." + self.x.tobytes(), np.uint8)[1:].view(np.uint8)
        unaligned = np.ndarray(self.x.shape, float, buffer=unaligned.data)
        for x in (np.asfortranarray(self.x), wide[::2, ::2], reversed_rows[::-1], np.ascontiguousarray(self.x.T).T, unaligned,
                  self.x.astype(">f8"), self.x.tolist()):
            np.testing.assert_array_equal(self.kernel(x), self.whole)
            np.testing.assert_array_equal(self.kernel(x, self.z), self.cross)
        self.assertFalse(np.array_equal(self.kernel(reversed_rows), self.whole))
        self.assertTrue(np.array_equal(self.whole, self.whole.T))

    def test_types(self):
        self.assertEqual(self.kernel(self.x.astype("f4")).dtype, np.float32)
        self.assertEqual(self.kernel(self.x.astype("f4"), self.z).dtype, np.float64)
        integers = np.arange(15).reshape(3, 5)
        np.testing.assert_array_equal(self.kernel(integers), self.kernel(integers.astype(float)))
        np.testing.assert_array_equal(self.kernel(integers > 7), self.kernel((integers > 7).astype(float)))

    def test_out(self):
        room = np.full((80, 150), np.nan)
        for out in (np.empty((37, 70), order="F"), np.empty((37, 70)), room[:74:2, 1:141:2], room.T[:37, :70]):
            self.assertIs(self.kernel(self.x, self.z, out=out), out)
            np.testing.assert_array_equal(out, self.cross)
        for out in (np.empty((37, 37), order="F"), np.empty((37, 37)), room[:74:2, 1:75:2]):
            self.assertIs(self.kernel(self.x, out=out), out)
            np.testing.assert_array_equal(out, self.whole)

    def test_out_is_all_that_is_written(self):
        room = np.full((80, 150), np.nan)
        out = room[:74:2, 1:141:2]
        self.kernel(self.x, self.z, out=out)
        self.assertEqual(np.isnan(room).sum(), room.size - out.size)

    def test_out_that_is_an_argument(self):
        square = np.asfortranarray(np.random.default_rng(5).normal(size=(64, 64)))
        expected = self.kernel(square)
        self.kernel(square, out=square)
        np.testing.assert_array_equal(square, expected)
        square = np.random.default_rng(5).normal(size=(64, 64))
        expected = self.kernel(square, square[::-1])
        self.kernel(square, square[::-1], out=square)
        np.testing.assert_array_equal(square, expected)

    def test_tuples(self):
        nngp, ntk = self.kernel(self.x, self.z, get=("nngp", "ntk"))
        np.testing.assert_array_equal(ntk, self.cross)
        np.testing.assert_array_equal(nngp, self.kernel(self.x, self.z, get="nngp"))
        self.assertFalse(np.array_equal(nngp, ntk))
        out = np.empty((37, 70)), np.empty((37, 70))
        self.assertIs(self.kernel(self.x, self.z, get=("ntk", "nngp"), out=out)[1], out[1])
        np.testing.assert_array_equal(out[1], nngp)

    def test_empty(self):
        self.assertEqual(self.kernel(np.empty((0, 5)), self.z).shape, (0, 70))
        self.assertEqual(self.kernel(np.empty((0, 5))).shape, (0, 0))

    def test_diagonal_and_product(self):
        np.testing.assert_array_equal(self.kernel.diagonal(self.x), self.whole.diagonal())
        self.assertEqual(self.kernel.diagonal(self.x.astype("f4")).dtype, np.float32)
        c = np.random.default_rng(4).normal(size=(37, 2))
        for get in ("ntk", "nngp"):
            k = self.kernel(self.z, self.x, get=get)
            bound = (37 + 8) * EPS * (np.abs(k) @ np.abs(c))  # counted: a sum of n terms, and entries of other roundings
            self.assertTrue((np.abs(self.kernel.product(self.z, self.x, c, get=get) - k @ c) <= bound).all())
            self.assertFalse((np.abs(self.kernel.product(self.z, self.x, 1.001 * c, get=get) - k @ c) <= bound).all())
        np.testing.assert_array_equal(self.kernel.product(self.z, self.x, c[:, 0]),
                                      self.kernel.product(self.z, self.x, c)[:, 0])

    def test_on_sphere(self):
        theta = np.array([[0, 1, 2], [0.5, 3, np.pi]])
        value, slope = (np.sin(theta) + (np.pi - theta) * np.cos(theta)) / np.pi, (np.pi - theta) / np.pi
        closed = 2 * (value**3 + 3 * np.cos(theta) * slope * value**2)
        # Documented: (4 + 2 N) eps of the value at angle zero, 8; as much for NumPy's own roundings.
        self.assertLess(np.abs(self.kernel.on_sphere(theta) - closed).max(), 2 * 10 * EPS * 8)
        self.assertGreater(np.abs(self.kernel.on_sphere(theta[0, 1] + 1e-9) - closed[0, 1]), 2 * 10 * EPS * 8)
        self.assertEqual(self.kernel.on_sphere(0.0), 8.0)
        self.assertLess(np.abs(self.kernel.on_sphere(theta, get="nngp") - 2 * value**3).max(), 2 * 10 * EPS * 2)

    def test_threads(self):
        most = hn.threads()
        self.addCleanup(hn.set_threads, most)
        x = np.random.default_rng(6).normal(size=(700, 8))
        first = self.kernel(x)
        for threads in (1, 3):
            hn.set_threads(threads)
            self.assertEqual(hn.threads(), threads)
            np.testing.assert_array_equal(self.kernel(x), first)

    def test_from_many_threads(self):
        results = [None] * 8

        def compute(i):
            results[i] = self.kernel(self.x, self.z), hn.net("dense sine_ | readout", {"sine_": np.sin})(self.x[:4])
        threads = [threading.Thread(target=compute, args=(i,)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for gram, own in results:
            np.testing.assert_array_equal(gram, self.cross)
            np.testing.assert_array_equal(own, results[0][1])


class Faults(unittest.TestCase):
    """Each is a ValueError that names what is wrong, and where."""

    def check(self, given, function, *arguments, **options):
        with self.assertRaises(ValueError) as caught:
            function(*arguments, **options)
        for part in given:
            self.assertIn(part, str(caught.exception))
        self.assertNotIn("\n", str(caught.exception))

    def test_samples(self):
        kernel, x = hn.fully_connected(3), np.ones((3, 2))
        bad = x.copy()
        bad[1, 0] = np.nan
        self.check(["X(1, 0)", "nan"], kernel, bad)
        self.check(["Z(1, 0)", "nan"], kernel, x, bad)
        self.check(["X", "2 dimensions", "(3,)"], kernel, x[:, 0])
        self.check(["X", "(1, 3, 2)"], kernel, x[None])
        self.check(["Z", "columns", "X", "3 and 2"], kernel, x, np.ones((3, 3)))
        self.check(["X", "object"], kernel, x.astype(object))
        self.check(["X", "complex128"], kernel, x + 0j)
        self.check(["X", "float16"], kernel, x.astype("f2"))
        self.check(["X", "<U"], kernel, [["a", "b"]])
        self.check(["X"], kernel, [[1, 2], [3]])
        self.check(["X"], kernel, None)
        self.check(["get", "'ntx'"], kernel, x, get="ntx")
        self.check(["columns"], kernel, np.empty((3, 0)))
        self.check(["must be finite"], kernel, x * 1e200)

    def test_out(self):
        kernel, x = hn.fully_connected(3), np.ones((3, 2))
        self.check(["out", "float64", "(3, 3)", "float32"], kernel, x, out=np.empty((3, 3), "f4"))
        self.check(["out", "(3, 3)", "(3, 4)"], kernel, x, out=np.empty((3, 4)))
        self.check(["out", "array", "list"], kernel, x, out=[[0.0] * 3] * 3)
        self.check(["out", "negative"], kernel, x, out=np.empty((3, 3))[::-1])
        read_only = np.empty((3, 3))
        read_only.flags.writeable = False
        self.check(["out", "writeable"], kernel, x, out=read_only)
        self.check(["out", "2"], kernel, x, get=("ntk", "nngp"), out=np.empty((3, 3)))

    def test_angles(self):
        kernel = hn.fully_connected(3)
        self.check(["4"], kernel.on_sphere, 4.0)
        self.check(["nan"], kernel.on_sphere, [0.1, np.nan])
        self.check(["theta", "complex"], kernel.on_sphere, 1j)

    def test_parameters(self):
        self.check(["degree", "0"], hn.polynomial_net, 0)
        self.check(["degree", "integer", "2.5"], hn.polynomial_net, 2.5)
        self.check(["degree", "integer"], hn.polynomial_net, 2**40)
        self.check(["width"], hn.polynomial_net, 2, normalization="raw_over_width", width=-3.0)
        self.check(["NormalizationOf", "half"], hn.polynomial_net, 2, normalization="half")
        self.check(["depth"], hn.polynomial_net, 2, depth=3)
        self.check(["colour"], hn.polynomial_net, 2, colour=3)
        self.check(["bias_std", "number", "'1'"], hn.fully_connected, 2, bias_std="1")
        self.check(["bias"], hn.fully_connected, 2, bias_std=-1.0)
        self.check(["activation_free", "True or False"], hn.ccp_net, 2, activation_free=1)
        self.check(["trained", "'all'"], hn.resnet, 2, trained="none")
        self.check(["fcc"], hn.Kernel.of_name, "fcc")
        self.check(["column 7", "there is no 'rel'"], hn.net, "dense rel | readout")
        self.check(["threads", "0"], hn.set_threads, 0)

    def test_activations(self):
        self.check(["swish", "function", "int"], hn.net, "dense swish | readout", {"swish": 3})
        self.check(["relu"], hn.net, "dense relu | readout", {"relu": np.tanh})
        self.check(["dense"], hn.net, "dense | readout", {"dense": np.tanh})
        self.check(["'2'"], hn.net, "dense | readout", {"2": np.tanh})
        x = np.ones((2, 2))
        self.check(["word", "number", "str"], hn.net("dense word | readout", {"word": lambda u: "one"}), x)
        with self.assertRaises(ZeroDivisionError):
            hn.net("dense f | readout", {"f": lambda u: 1 / 0})(x)


class PythonActivations(unittest.TestCase):
    def setUp(self):
        self.x = np.random.default_rng(2).normal(size=(6, 4)) / 2

    def near(self, phi, derivative, name, seventh):
        kernel = (hn.dense() >> hn.activation(phi, derivative) >> hn.readout())(self.x)
        known = (hn.dense() >> getattr(hn, name) >> hn.readout())(self.x)
        # Conditioned: the difference's error, 1.1e-13 |phi^(7)| and a rounding, in a square and next to it.
        self.assertLess(np.abs(kernel - known).max(), 4 * (1.1e-13 * seventh + 2e-14) * np.abs(known).max())
        self.assertFalse((kernel == (hn.dense() >> hn.relu >> hn.readout())(self.x)).any())

    def test_sine(self):
        self.near(np.sin, np.cos, "sin", 0)
        self.near(math.sin, None, "sin", 1)

    def test_erf(self):
        self.near(math.erf, None, "erf", 136)  # 120 * 2 / sqrt(pi)

    def test_lambda_in_a_chain(self):
        kernel = hn.dense() >> (lambda u: math.exp(-u * u)) >> hn.readout()
        known = hn.dense() >> hn.gaussian >> hn.readout()
        self.assertLess(np.abs(kernel(self.x) - known(self.x)).max(), 1e-10)  # phi^(7) is some hundred


class Objects(unittest.TestCase):
    KERNELS = (hn.polynomial_net(4, activation_free=True), hn.ccp_net(3, bias_std=0.5), hn.ncp_net(2), hn.fully_connected(3),
               hn.polynomial_net(2, normalization="raw_over_width", width=8), hn.resnet(3, trained="all"), hn.quadratic_net(3),
               hn.relinear_net(3, gate_rate=.1, power_rate=.5), hn.net(NETS[0]),
               hn.net("dense sine_ | readout", {"sine_": np.sin}))

    def test_repr_reads_back(self):
        for kernel in self.KERNELS[:-1]:
            self.assertEqual(eval(repr(kernel), {"hn": hn}), kernel)
        self.assertIn("sine_", repr(self.KERNELS[-1]))

    def test_pickles(self):
        x = np.random.default_rng(8).normal(size=(5, 3))
        for kernel in self.KERNELS:
            for twin in (pickle.loads(pickle.dumps(kernel)), copy.deepcopy(kernel)):
                self.assertEqual(twin, kernel)
                self.assertEqual(hash(twin), hash(kernel))
                np.testing.assert_array_equal(twin(x), kernel(x))

    def test_equality(self):
        for i, kernel in enumerate(self.KERNELS):
            self.assertEqual([kernel == other for other in self.KERNELS], [j == i for j in range(len(self.KERNELS))])
        self.assertNotEqual(self.KERNELS[0], "pnn")
        self.assertEqual(hn.net(" dense(1)  relu|readout"), hn.net("dense relu | readout"))

    def test_what_they_are(self):
        kernel = hn.polynomial_net(4)
        self.assertEqual((kernel.name, kernel.parameters["degree"], kernel.text), ("pnn", 4, "pnn, degree 4, normalization unit"))


class Interrupts(unittest.TestCase):
    SLOW = hn.fully_connected(3000)

    def setUp(self):
        self.x = np.random.default_rng(9).normal(size=(3000, 4))

    def stopped(self, error, begin, work):
        sent = []

        def send():
            sent.append(time.monotonic())
            begin()
        timer = threading.Timer(0.5, send)
        timer.start()
        with self.assertRaises(error):
            work()
        self.assertLess(time.monotonic() - sent[0], 1.0)
        timer.join()

    def test_gram(self):
        self.stopped(KeyboardInterrupt, lambda: os.kill(os.getpid(), signal.SIGINT), lambda: self.SLOW(self.x))

    def test_work_that_goes_on(self):
        """Eigenvalues end when they end, but their caller does not wait; what comes next is right all the same."""
        gram = hn.polynomial_net(3)(self.x)
        self.stopped(KeyboardInterrupt, lambda: os.kill(os.getpid(), signal.SIGINT), lambda: hn.GramRegression(gram))
        x = self.x[:20]
        np.testing.assert_array_equal(hn.polynomial_net(3)(x), gram[:20, :20])

    def test_the_process_ends_before_the_work(self):
        script = ("import sys; sys.path[:0] = ['python']; import numpy as np, os, signal, threading\n"
                  "import hadamard_ntk as hn\n"
                  "x = np.random.default_rng(9).normal(size=(4000, 4))\n"
                  "gram = x @ x.T + np.eye(4000)\n"
                  "threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
                  "try: hn.GramRegression(gram)\n"
                  "except KeyboardInterrupt: print('stopped'); sys.exit(3)\n")
        done = subprocess.run([sys.executable, "-B", "-c", script], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (3, "stopped\n", ""))

    def test_progress(self):
        told = []
        x = self.x[:1500]
        hn.fully_connected(300)(x, progress=lambda stage, share: told.append((stage, share)))
        self.assertEqual({stage for stage, _ in told}, {"Gram matrix"})
        shares = [share for _, share in told]
        self.assertEqual(shares[-1], 1.0)
        self.assertTrue(all(0 < share <= 1 for share in shares))

    def test_an_error_of_progress_stops_the_work(self):
        begin = time.monotonic()
        with self.assertRaises(ZeroDivisionError):
            self.SLOW(self.x, progress=lambda stage, share: 1 / 0)
        self.assertLess(time.monotonic() - begin, 20)

    def test_a_later_call_is_whole(self):
        small = self.SLOW(self.x[:50])
        self.stopped(KeyboardInterrupt, lambda: os.kill(os.getpid(), signal.SIGINT), lambda: self.SLOW(self.x))
        np.testing.assert_array_equal(self.SLOW(self.x[:50]), small)


if __name__ == "__main__":
    unittest_xml.main()
