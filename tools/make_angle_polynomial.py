#!/usr/bin/env python3
"""Prints the polynomials of ntk/lane_scalar.h: minimax approximations, in the relative error, of
asin(sqrt(y)) / sqrt(y) on [0, 1/2] by Remez' exchange in 60 digits.  Needs mpmath (Debian: python3-mpmath)."""
import mpmath

mpmath.mp.dps = 60
END = mpmath.mpf(1) / 2


def function(y):
    root = mpmath.sqrt(y)
    return mpmath.asin(root) / root if y else mpmath.mpf(1)


def extrema(count):
    """Chebyshev's points of [0, END], ends included."""
    return [END / 2 * (1 - mpmath.cos(mpmath.pi * i / (count - 1))) for i in range(count)]


def solve(points):
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


def minimax(degree):
    points, grid = extrema(degree + 2), extrema(60 * degree + 1)
    values = [function(y) for y in grid]
    for _ in range(6):
        polynomial = solve(points)
        error = [mpmath.polyval(polynomial[::-1], y) / v - 1 for y, v in zip(grid, values)]
        points = largest_between_sign_changes(grid, error)
        assert len(points) == degree + 2, "the error does not alternate"
    return polynomial, max(map(abs, error))


for scalar, degree, digits in (("float", 8, 9), ("double", 18, 17)):
    polynomial, error = minimax(degree)
    print(f"// relative error {mpmath.nstr(error, 3)}")
    print("template <>")
    print(f"inline constexpr std::array<{scalar}, {degree + 1}> kAngle<{scalar}> = {{")
    suffix = "f" if scalar == "float" else ""
    print(", ".join(mpmath.nstr(c, digits, strip_zeros=False) + suffix for c in polynomial) + "};")
