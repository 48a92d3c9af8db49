#!/usr/bin/env python3
"""Prints minimax polynomials, in the relative error, by Remez' exchange in 60 digits:

  make_angle_polynomial.py              those of ntk/lane_scalar.h
  make_angle_polynomial.py exponential  those of ntk/activations/lane_functions.h
  make_angle_polynomial.py arc_tangent

Needs mpmath (Debian: python3-mpmath)."""
import sys

import mpmath

mpmath.mp.dps = 60


def angle(y):
    """asin(sqrt(y)) / sqrt(y)."""
    root = mpmath.sqrt(y)
    return mpmath.asin(root) / root if y else mpmath.mpf(1)


def exponential(x):
    """(exp(x) - 1) / x."""
    return mpmath.expm1(x) / x if x else mpmath.mpf(1)


def arc_tangent(y):
    """atan(sqrt(y)) / sqrt(y)."""
    root = mpmath.sqrt(y)
    return mpmath.atan(root) / root if y else mpmath.mpf(1)


# The function, the interval, the constant's name, and degree and digits for each type.
HALF_LOG = mpmath.log(2) / 2
POLYNOMIALS = {
    "angle": (angle, 0, mpmath.mpf(1) / 2, "kAngle", 8, 18),
    "exponential": (exponential, -HALF_LOG, HALF_LOG, "kExponential", 5, 10),
    "arc_tangent": (arc_tangent, 0, (mpmath.sqrt(2) - 1)**2, "kArcTangent", 4, 10),
}


def extrema(count, begin, end):
    """Chebyshev's points of [begin, end], ends included."""
    return [begin + (end - begin) / 2 * (1 - mpmath.cos(mpmath.pi * i / (count - 1))) for i in range(count)]


def solve(function, points):
    """The polynomial whose relative error has one size and alternating signs at the points."""
    n = len(points)
    rows, ones = mpmath.matrix(n, n), mpmath.ones(n, 1)
    for i, y in enumerate(points):
        for j in range(n - 1):
            rows[i, j] = y**j / function(y)
        rows[i, n - 1] = (-1)**i
    return list(mpmath.lu_solve(rows, ones))[:-1]


def largest_between_sign_changes(grid, error):
    """The points of the grid with the largest error of each run of one sign."""
    found = [0]
    for i in range(1, len(grid)):
        if (error[i] > 0) != (error[found[-1]] > 0):
            found.append(i)
        elif abs(error[i]) > abs(error[found[-1]]):
            found[-1] = i
    return [grid[i] for i in found]


def minimax(function, begin, end, degree):
    points, grid = extrema(degree + 2, begin, end), extrema(60 * degree + 1, begin, end)
    values = [function(y) for y in grid]
    for _ in range(6):
        polynomial = solve(function, points)
        error = [mpmath.polyval(polynomial[::-1], y) / v - 1 for y, v in zip(grid, values)]
        points = largest_between_sign_changes(grid, error)
        assert len(points) == degree + 2, "the error does not alternate"
    return polynomial, max(map(abs, error))


function, begin, end, name, float_degree, double_degree = POLYNOMIALS[sys.argv[1] if len(sys.argv) > 1 else "angle"]
for scalar, degree, digits in (("float", float_degree, 9), ("double", double_degree, 17)):
    polynomial, error = minimax(function, begin, end, degree)
    print(f"// relative error {mpmath.nstr(error, 3)}")
    print("template <>")
    print(f"inline constexpr std::array<{scalar}, {degree + 1}> {name}<{scalar}> = {{")
    suffix = "f" if scalar == "float" else ""
    print(", ".join(mpmath.nstr(c, digits, strip_zeros=False) + suffix for c in polynomial) + "};")
