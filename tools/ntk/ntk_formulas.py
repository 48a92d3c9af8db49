"""What the tests of //tools:ntk share: how it is run, and its formulas, by NumPy from the definitions in ntk/*.h.

NumPy is Debian's python3-numpy; the tests run with Debian's interpreter, which has it."""
import os
import shlex
import shutil
import subprocess
import tempfile
import unittest

import numpy as np

PROGRAM = os.path.abspath("tools/ntk/ntk")
EPS = np.finfo(float).eps


def run(*flags, cwd, code=0, **options):
    done = subprocess.run([PROGRAM, *map(str, flags)], cwd=cwd, capture_output=True, text=True, check=False, **options)
    if done.returncode != code:
        raise AssertionError(f"exit code {done.returncode}, not {code}: {flags}\n{done.stdout}{done.stderr}")
    return done


def dual(c):
    """E[phi(u) phi(v)] and E[phi'(u) phi'(v)] of the ReLU of unit second moment at correlation c."""
    theta = np.arccos(np.clip(c, -1, 1))
    return (np.sin(theta) + (np.pi - theta) * np.cos(theta)) / np.pi, (np.pi - theta) / np.pi


class Formulas:
    """NNGP and NTK at all pairs of rows of x and z."""

    def __init__(self, x, z, input_bias=0):
        if input_bias:
            x = np.hstack([x, np.full((len(x), 1), input_bias)])
            z = np.hstack([z, np.full((len(z), 1), input_bias)])
        self.inner = x @ z.T
        self.x, self.z = np.linalg.norm(x, axis=1)[:, None], np.linalg.norm(z, axis=1)[None, :]
        value, slope = dual(self.inner / (self.x * self.z))
        self.branch = {"relu": (self.x * self.z * value, self.inner * slope), "linear": (self.inner, self.inner)}

    def pnn(self, degree, phi="relu", variance=1):
        v, e = self.branch[phi]
        v, e = variance * v, variance * e
        return 2 * v**degree, 2 * (v**degree + degree * v**(degree - 1) * e)

    def ccp(self, degree, phi="relu", variance=0.5, bias=0):
        a, b = (variance * part for part in self.branch[phi])
        means = np.sqrt(variance / np.pi) * (self.x + self.z) if phi == "relu" else 0
        e = 1 + means + a
        ntk = a * e**(degree - 1) + b * e**(degree - 1)
        if degree > 1:
            ntk = ntk + (degree - 1) * a * b * e**(degree - 2)
        return 2 * a * e**(degree - 1) + bias**2, 2 * ntk + bias**2

    def ncp(self, degree, phi="relu", bias=1):
        a, b = self.branch[phi]
        v = theta = np.zeros_like(a)
        for _ in range(degree):
            v, theta = a * (v + bias**2), b * (v + bias**2) + a * (theta + v + bias**2)
        return v, theta + v

    def fc(self, depth, bias=0):
        xx, zz = self.x**2 + bias**2, self.z**2 + bias**2
        sigma = theta = self.inner + bias**2
        for _ in range(depth - 1):
            value, slope = dual(sigma / np.sqrt(xx * zz))
            sigma, xx, zz = np.sqrt(xx * zz) * value + bias**2, xx + bias**2, zz + bias**2
            theta = sigma + slope * theta
        return sigma, theta

    def resnet(self, blocks, alpha, all_layers=False):
        sigma, theta, xx, zz = self.inner, self.inner if all_layers else 0, self.x**2, self.z**2
        for _ in range(blocks):
            value, slope = dual(sigma / np.sqrt(xx * zz))
            gamma = np.sqrt(xx * zz) * value
            theta = theta + alpha**2 * (gamma + slope * (theta + sigma))
            sigma, xx, zz = sigma + alpha**2 * gamma, xx * (1 + alpha**2), zz * (1 + alpha**2)
        return sigma, theta + sigma if all_layers else theta


    def quadratic(self, depth):
        xx, zz, sigma, theta = self.x**2, self.z**2, self.inner, 0
        for _ in range(depth - 1):
            scale, rho = np.sqrt((xx + 1) * (zz + 1)), (sigma + 1) / np.sqrt((xx + 1) * (zz + 1))
            (value, slope), (other, opposite) = dual(rho), dual(-rho)
            below = theta + sigma + 1
            sigma, theta = scale**2 * (value**2 + other**2), 2 * scale * below * (value * slope - other * opposite)
            xx, zz = (xx + 1)**2, (zz + 1)**2
        return sigma, sigma + theta

    def relinear(self, depth, gate_rate=1, power_rate=0, powers=0):
        xx, zz, sigma, fourth = self.x**2, self.z**2, self.inner, powers
        linear = gate = power = 0
        for _ in range(depth - 1):
            scale, below = np.sqrt((xx + 1) * (zz + 1)), sigma + 1
            rho = below / scale
            value, slope = dual(rho)
            linear, gate = slope * (linear + below), slope * gate + below * scale * value
            power = slope * (power + fourth + 1)
            fourth = scale**2 * (slope * (1 - rho**2) + 3 * rho * value)
            sigma, xx, zz = scale * value, xx + 1, zz + 1
        return sigma, sigma + linear + gate_rate * gate + power_rate * power


# flags -> (NNGP, NTK), function of Formulas
KERNELS = {
    "default": ("", lambda f: f.pnn(2)),
    "pnn": ("--kernel pnn --degree 4", lambda f: f.pnn(4)),
    "pnn_raw": ("--degree 3 --normalization raw", lambda f: f.pnn(3, variance=0.5)),
    "pnn_raw_over_width": ("--normalization raw_over_width --width 8", lambda f: f.pnn(2, variance=0.5 * 2 / 8)),
    "pnn_activation_free": ("--kernel pnn --activation_free --degree 3", lambda f: f.pnn(3, "linear")),
    "fc": ("--kernel fc --depth 4 --bias_std 0.5", lambda f: f.fc(4, 0.5)),
    "ccp": ("--kernel ccp --degree 3 --bias_std 0.25", lambda f: f.ccp(3, bias=0.25)),
    "ccp_unit": ("--kernel ccp --degree 2 --normalization unit", lambda f: f.ccp(2, variance=1)),
    "ccp_activation_free": ("--kernel ccp --activation_free --degree 3", lambda f: f.ccp(3, "linear", 1)),
    "ncp": ("--kernel ncp --degree 3 --bias_std 0.5", lambda f: f.ncp(3, bias=0.5)),
    "ncp_activation_free": ("--kernel ncp --activation_free --degree 2", lambda f: f.ncp(2, "linear")),
    "resnet": ("--kernel resnet --blocks 3", lambda f: f.resnet(3, 1 / 3)),
    "resnet_all": ("--kernel resnet --blocks 2 --alpha 0.7 --trained all", lambda f: f.resnet(2, 0.7, True)),
    "quadratic": ("--kernel quadratic --depth 3", lambda f: f.quadratic(3)),
    "relinear": ("--kernel relinear", lambda f: f.relinear(2)),
    "relinear_rates": ("--kernel relinear --depth 3 --gate_rate 0.1 --power_rate 0.5",
                       lambda f: f.relinear(3, 0.1, 0.5)),
}


class InDirectory(unittest.TestCase):
    """A new directory for each test, and data in it: X 40 x 6, Z 25 x 6."""

    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)
        random = np.random.default_rng(7)
        self.x, self.z = random.normal(size=(40, 6)), random.normal(size=(25, 6))
        self.save("x.npy", self.x)
        self.save("z.npy", self.z)

    def path(self, name):
        return os.path.join(self.directory, name)

    def save(self, name, array):
        np.save(self.path(name), array)

    def run_ntk(self, flags, **options):
        return run(*shlex.split(flags), cwd=self.directory, **options)

    def near(self, actual, expected, scale, eps=EPS):
        """Conditioned: arccos of a rounded correlation is off by sqrt(eps) at worst, but the kernels are smooth in the
        correlation but for (1 - rho)^(1/2) of their slope; a thousand roundings of the largest entry."""
        self.assertEqual(actual.shape, expected.shape)
        self.assertLess(np.abs(actual - expected).max(), 1000 * eps * scale)
        self.assertGreater(np.abs(1.001 * actual - expected).max(), 1000 * eps * scale)  # a wrong factor is seen
