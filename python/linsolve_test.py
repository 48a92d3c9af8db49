#!/usr/bin/python3
"""hn.linsolve against the matrix of the same operator, written out cell by cell, and its dense solution."""
import math
import sys
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402

SOLID, FLUID, FREE = 0, 1, 2
METHODS = ("multigrid", "incomplete_cholesky", "jacobi", "none")


def matrix(mask):
    """A on all cells in C order; rows of cells that are not fluid are 0."""
    a = np.zeros((mask.size, mask.size))
    number = np.arange(mask.size).reshape(mask.shape)
    for cell in zip(*np.where(mask == FLUID)):
        for axis in range(mask.ndim):
            for step in (-1, 1):
                other = list(cell)
                other[axis] += step
                if not 0 <= other[axis] < mask.shape[axis] or mask[tuple(other)] == SOLID:
                    continue
                a[number[cell], number[cell]] += 1
                if mask[tuple(other)] == FLUID:
                    a[number[cell], number[tuple(other)]] -= 1
    return a


def masks():
    """Of a plane with a solid and a free row, and of a box with solids at random."""
    plane = np.full((6, 9), FLUID)
    plane[2:4, 3:6] = SOLID
    plane[0] = FREE
    box = np.where(np.random.default_rng(3).random((4, 5, 6)) < .1, SOLID, FLUID)
    return plane, box, np.full((7, 3), FLUID)


def right_hand_side(mask, seed=1):
    """In the range of A."""
    return (matrix(mask) @ np.random.default_rng(seed).standard_normal(mask.size)).reshape(mask.shape)


class Solve(unittest.TestCase):
    def test_dense_solution(self):
        for mask in masks():
            a, b = matrix(mask), right_hand_side(mask)
            wanted = np.linalg.lstsq(a, b.ravel(), rcond=1e-12)[0].reshape(mask.shape)  # of mean 0 on components
            for method in METHODS:
                with self.subTest(shape=mask.shape, method=method):
                    x, info = hn.linsolve.solve(b, mask, method=method, tolerance=1e-11)
                    self.assertTrue(info["converged"])
                    self.assertLessEqual(info["relative_residual"], 1e-11)
                    # The least eigenvalue of these grids is above 0.05, the largest below 12.
                    error = np.abs(x - wanted).max() / np.abs(wanted).max()
                    self.assertLess(error, 240 * mask.size**.5 * 1e-11)
                    self.assertGreater(np.abs(1.0001 * x - wanted).max() / np.abs(wanted).max(),
                                       240 * mask.size**.5 * 1e-11)

    def test_operator(self):
        for mask in masks():
            v = np.random.default_rng(2).standard_normal(mask.shape)
            wanted = (matrix(mask) @ v.ravel()).reshape(mask.shape)
            self.assertLess(np.abs(hn.linsolve.poisson(v, mask) - wanted).max(), 100 * np.finfo(float).eps * 6)
            self.assertGreater(np.abs(hn.linsolve.poisson(v, mask) + wanted).max(), .1)

    def test_masks(self):
        mask = masks()[1]
        b = right_hand_side(mask)
        x, _ = hn.linsolve.solve(b, mask)
        np.testing.assert_array_equal(hn.linsolve.solve(b, mask == FLUID)[0], x)
        np.testing.assert_array_equal(hn.linsolve.solve(np.asfortranarray(b), mask.tolist())[0], x)
        whole = masks()[2]
        np.testing.assert_array_equal(hn.linsolve.solve(right_hand_side(whole))[0],
                                      hn.linsolve.solve(right_hand_side(whole), whole)[0])

    def test_what_is_not_reached(self):
        mask = masks()[0]
        x, info = hn.linsolve.solve(right_hand_side(mask), mask, method="none", max_iterations=2)
        self.assertEqual((info["iterations"], info["converged"]), (2, False))
        self.assertGreater(info["relative_residual"], 1e-6)
        self.assertEqual(x.shape, mask.shape)

    def test_progress(self):
        seen = []
        b = right_hand_side(masks()[2])
        hn.linsolve.solve(b, method="none", progress=lambda *told: seen.append(told))
        self.assertEqual(seen[-1], ("conjugate gradients", 1))

    def test_bad_arguments(self):
        mask = masks()[0]
        b = right_hand_side(mask)
        nan, solid = b.copy(), b.copy()
        nan[5, 2] = math.nan
        solid[2, 3] = 1
        cases = [
            ((np.ones(5),), {}, r"rhs: must have 2 or 3 dimensions, got shape \(5,\)"),
            ((np.ones((3, 4)),), {}, "component"),
            ((nan, mask), {}, r"\(2, 5\)"),
            ((solid, mask), {}, r"\(3, 2\)"),
            ((b, mask[1:]), {}, r"mask: must be of shape \(6, 9\), got \(5, 9\)"),
            ((b, mask + 1), {}, r"mask: must be 0 \(solid\), 1 \(fluid\) or 2 \(free\), got 3"),
            ((b, 0 * mask), {}, "fluid"),
            ((b, mask), {"method": "lu"}, "method: must be 'multigrid', .* got 'lu'"),
            ((b, mask), {"tolerance": 0}, "tolerance must be above 0"),
            (("pressure",), {}, "rhs: must be"),
        ]
        for arguments, options, message in cases:
            with self.subTest(message):
                self.assertRaisesRegex(ValueError, message, hn.linsolve.solve, *arguments, **options)


if __name__ == "__main__":
    unittest_xml.main()
