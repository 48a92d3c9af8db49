#!/usr/bin/python3
"""hn.pde against the five-point stencil as a dense matrix, and solutions known on the torus."""
import math
import sys
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402

EPS = np.finfo(np.float64).eps
# G, G', G''.
NONLINEARITIES = {
    "none": (lambda y: 0 * y, lambda y: 0 * y, lambda y: 0 * y),
    "sine": (lambda y: 1 - np.cos(y), np.sin, np.cos),
    "cubic": (lambda y: y**4 / 4, lambda y: y**3, lambda y: 3 * y**2),
    "sinh": (lambda y: np.cosh(y) - 1, np.sinh, np.cosh),
}


def stiffness(shape):
    """K: h^(d-2) times the stencil of 2 d neighbours."""
    d, n = len(shape), shape[0] + 1
    line = 2 * np.eye(n - 1) - np.eye(n - 1, k=1) - np.eye(n - 1, k=-1)
    k = np.zeros(((n - 1)**d, ) * 2)
    for axis in range(d):
        part = np.eye(1)
        for other in range(d):
            part = np.kron(part, line if other == axis else np.eye(n - 1))
        k += part
    return k * (1 / n)**(d - 2)


class Cube(unittest.TestCase):
    def setUp(self):
        self.random = np.random.default_rng(1)

    def test_values_and_gradients(self):
        for shape in ((6, 6), (4, 4, 4)):
            f, u = self.random.standard_normal((2, *shape))
            k, cell = stiffness(shape), (1 / (shape[0] + 1))**len(shape)
            for name, (g, first, _) in NONLINEARITIES.items():
                with self.subTest(name, shape=shape):
                    energy = hn.pde.cube_energy(f, mass=.5, nonlinearity=name, strength=.7)
                    product = (k @ u.ravel()).reshape(shape)
                    value = (u * product).sum() / 2 + cell * (.25 * u**2 + .7 * g(u) - f * u).sum()
                    self.assertLess(abs(energy(u) - value), 1000 * EPS * (u * product).sum())
                    gradient = product + cell * (.5 * u + .7 * first(u) - f)
                    self.assertLess(np.abs(energy.gradient(u) - gradient).max(), 1000 * EPS * np.abs(product).max())
                    self.assertGreater(abs(energy(1.001 * u) - value), 1000 * EPS * (u * product).sum())

    def test_linear_minimiser(self):
        f = self.random.standard_normal((7, 7))
        wanted = np.linalg.solve(stiffness((7, 7)) + 2 * np.eye(49) / 64, f.ravel() / 64).reshape(7, 7)
        energy = hn.pde.cube_energy(f, mass=2)
        for u, info in (energy.newton(), energy.descend(eta=.5, steps=200)):
            self.assertEqual(u.shape, (7, 7))
            self.assertLess(np.abs(u - wanted).max(), 1e-8 * np.abs(wanted).max())
            self.assertLess(np.diff(info["energies"]).max(), 1e-12)
        self.assertGreater(np.abs(hn.pde.cube_energy(f, mass=2.01).newton()[0] - wanted).max(),
                           1e-6 * np.abs(wanted).max())

    def test_nonlinear_minimisers(self):
        f = 20 * self.random.standard_normal((7, 7))
        for name in NONLINEARITIES:
            energy = hn.pde.cube_energy(f, mass=1, nonlinearity=name, strength=.9)
            u, info = energy.newton(tolerance=1e-11)
            self.assertLess(np.abs(energy.gradient(u)).max(), 1e-9 * np.abs(f).max() / 64, name)
            self.assertGreaterEqual(info["preconditioned"], info["products"])
            v, _ = energy.descend(np.full((7, 7), .1), eta=.4, tolerance=1e-10)
            self.assertLess(np.abs(u - v).max(), 1e-7 * np.abs(u).max(), name)

    def test_descent_keeps_its_promise(self):
        # mass <= V'' <= mass + strength of 1 - cos; lambda = Lambda = 1.
        f = 5 * self.random.standard_normal((9, 9))
        energy = hn.pde.cube_energy(f, mass=1.5, nonlinearity="sine", strength=.5)
        least = energy(energy.newton(tolerance=1e-12)[0])
        _, info = energy.descend(eta=.3, steps=15)
        factor = hn.pde.descent_factor(eta=.3, mu=1, largest=2)
        self.assertAlmostEqual(factor, 1 - 2 * .3 * (1 - .3), delta=10 * EPS)
        gaps = info["energies"] - least
        self.assertTrue((gaps[1:] <= factor * gaps[:-1] + 1e-13 * abs(least)).all())
        self.assertFalse((gaps[1:] <= .5 * factor * gaps[:-1]).all())
        self.assertLessEqual(info["curvature"], 2)

    def test_progress(self):
        seen = []
        hn.pde.cube_energy(np.ones((3, 3))).descend(steps=10, progress=lambda *told: seen.append(told))
        self.assertEqual(seen[-1], ("descent", 1))

    def test_bad_arguments(self):
        f = np.ones((3, 3))
        energy = hn.pde.cube_energy(f)
        cases = [
            (lambda: hn.pde.cube_energy(np.ones((3, 4))), r"f: must be given at .* got shape \(3, 4\)"),
            (lambda: hn.pde.cube_energy(np.ones(3)), r"f: must be given at .* got shape \(3,\)"),
            (lambda: hn.pde.cube_energy(f * math.nan), "f must be finite"),
            (lambda: hn.pde.cube_energy(f, nonlinearity="cosine"), "nonlinearity: must be .* got 'cosine'"),
            (lambda: hn.pde.cube_energy(f, mass=-1), "mass must be finite and >= 0"),
            (lambda: energy(np.ones((2, 2))), r"u: must be of shape \(3, 3\), got \(2, 2\)"),
            (lambda: energy.descend(np.ones((2, 2))), r"start: must be of shape \(3, 3\), got \(2, 2\)"),
            (lambda: energy.descend(np.full((3, 3), math.inf)), "the start has an entry that is not finite"),
            (lambda: energy.newton(np.full((3, 3), math.inf)), "the start has an entry that is not finite"),
            (lambda: energy.descend(eta=0), "eta must be finite and > 0"),
            (lambda: energy.descend(eta=2), "eta must be < 2/Lambda'"),
            (lambda: energy.barron_norm(f), "barron_norm: is of a torus"),
        ]
        for call, message in cases:
            with self.subTest(message):
                self.assertRaisesRegex(ValueError, message, call)
        self.assertRaisesRegex(RuntimeError, "stalled", hn.pde.cube_energy(f, 1, "sinh", 1).newton, steps=0)


class Torus(unittest.TestCase):
    def test_linear(self):
        # -Laplace u + u = f: u = sum of the amplitudes' cosines.
        ridges, amplitudes = [[1] * 50, [1, -1] * 25], [3, 2]
        energy = hn.pde.torus_energy(ridges, amplitudes, mass=1, points=16)
        u, _ = energy.newton()
        self.assertEqual(energy.shape, [16, 16])
        angles = 2 * np.pi * np.arange(16) / 16
        wanted = 3 * np.cos(angles)[:, None] + 2 * np.cos(angles)[None, :]
        self.assertLess(np.abs(u - wanted).max(), 1e-8)
        norm = (3 + 2) * (1 + math.sqrt(50))
        self.assertLess(abs(energy.barron_norm(wanted) - norm), 1000 * EPS * norm)
        # Per volume: E = -|f|^2-like sum c^2 (1 + |w|^2) / 4.
        self.assertLess(abs(energy(wanted) + (9 + 4) * 51 / 4), 1e4 * EPS * 51)

    def test_nonlinear(self):
        energy = hn.pde.torus_energy(np.array([[1, 2]]), [1.5], 1, "sine", .5)
        u, _ = energy.newton()
        k = np.fft.fftfreq(48, 1 / 48)
        laplace = np.fft.ifft(5 * k**2 * np.fft.fft(u)).real
        f = 1.5 * 6 * np.cos(2 * np.pi * np.arange(48) / 48)
        self.assertLess(np.abs(laplace + u + .5 * np.sin(u) - f).max(), 1e-8 * np.abs(f).max())
        self.assertGreater(np.abs(laplace + u + .51 * np.sin(u) - f).max(), 1e-4 * np.abs(f).max())

    def test_bad_arguments(self):
        make = hn.pde.torus_energy
        self.assertRaisesRegex(ValueError, "as many amplitudes as ridges, got 2 and 1", make, [[1]], [1, 2])
        self.assertRaisesRegex(ValueError, "an amplitude is not finite", make, [[1]], [math.nan])
        self.assertRaisesRegex(ValueError, "Gram|gram", make, [[1, 0], [2, 0]], [1, 1])
        self.assertRaisesRegex(RuntimeError, "not resolved by 10 points",
                               make([[1]], [30], 1, "sine", 1, points=10).newton)


if __name__ == "__main__":
    unittest_xml.main()
