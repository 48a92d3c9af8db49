#!/usr/bin/python3
"""Reference table of gradient descent with momentum: ntk/testdata/descent_reference.csv.

g_t = (1 - r_t) / lambda with r_{-1} = r_0 = 1, r_{t+1} = (1 + beta - eta lambda) r_t - beta r_{t-1}, where lambda, eta,
beta are exact doubles. Each value is made by two roads, each at two precisions; a row is written only if all four agree
to 40 digits:

  roots    the closed form, eta times the second divided difference of z^(t+1) at 1 and the roots of
           z^2 - (1 + beta - eta lambda) z + beta, in enough digits to outlive every cancellation (lambda is 5e-324 at
           least); the limit where roots coincide.
  powers   the t-th power of the 3 x 3 matrix of the step (g_t, g_{t-1}, 1) -> (g_{t+1}, g_t, 1), by squaring.

Values beyond double are written as inf or -inf. Needs mpmath (python3-mpmath); about a minute:
  tools/make_descent_reference.py --out ntk/testdata/descent_reference.csv
"""

import argparse
import math
import sys

import mpmath
from mpmath import mp, mpf

DIGITS = 40


def roots_road(lam, eta, beta, t, digits):
    with mp.workdps(digits):
        x, q, n = mpf(eta) * mpf(lam), mpf(beta), t + 1
        if x == 0:  # 1 is a root, beta the other
            return eta * (t - q * (1 - q**t) / (1 - q)) / (1 - q)
        half, square = (1 + q - x) / 2, ((1 + q - x) / 2)**2 - q
        if square == 0:  # f[1, z, z] = (f[1, z] - f'(z)) / (1 - z)
            z = half
            return eta * ((1 - z**n) / (1 - z) - n * z**t) / (1 - z)
        root = mp.sqrt(square)
        z1, z2 = half + root, half - root
        of_1, of_2 = (1 - z1**n) / (1 - z1), (1 - z2**n) / (1 - z2)
        return mp.re(eta * (of_1 - of_2) / (z1 - z2))


def powers_road(lam, eta, beta, t, digits):
    with mp.workdps(digits):
        step = mp.matrix([[1 + mpf(beta) - mpf(eta) * mpf(lam), -mpf(beta), mpf(eta)], [1, 0, 0], [0, 0, 1]])
        power = mp.eye(3)
        while t:
            if t % 2:
                power = step * power
            t //= 2
            if t:
                step = step * step
        return power[0, 2]


def value(case):
    """The value as text, from four computations that agree."""
    values = [road(*case, digits) for road, all_digits in ((roots_road, (1100, 1500)), (powers_road, (700, 900)))
              for digits in all_digits]
    with mp.workdps(1500):
        for other in values[1:]:
            if abs(other - values[0]) > abs(values[0]) * mpf(10)**-DIGITS:
                sys.exit(f"{case}: the roads differ: {[mp.nstr(v, 50) for v in values]}")
        if abs(values[0]) >= mpf(2)**1024:
            return "inf" if values[0] > 0 else "-inf"
        return mp.nstr(values[0], DIGITS, strip_zeros=True)


def cases():
    momenta = (0.0, 1e-300, 1e-12, 0.25, 0.9, 0.99, 1 - 1e-6, 1 - 1e-12, 1 - 2.0**-53)
    times = (1, 2, 7, 1000, 10**6 + 1, 10**9, 10**12, 10**13, 10**15, 2**53)
    # As issued by a user: printed with eight digits lost, and with none right.
    yield 1e-12, 0.1, 0.9, 10**12
    yield 1e-13, 0.1, 0.99, 10**13
    for i, beta in enumerate(momenta):
        for j, lam in enumerate((0.0, 5e-324, 1e-310, 1e-300, 1e-100, 1e-20, 1e-15, 1e-13, 1e-12, 1e-9, 1e-6, 1e-3, 1.0)):
            for k, t in enumerate(times):
                if (i + j + k) % 3 == 0:
                    yield lam, (0.1, 0.7, 1e-3, 30.0)[(i + 2 * j + k) % 4], beta, t
        # Where the roots meet, and where one of them reaches -1; eta = 1.
        near, far, edge = (1 - math.sqrt(beta))**2, (1 + math.sqrt(beta))**2, 2 * (1 + beta)
        for k, t in enumerate(times):
            for lam in (near, math.nextafter(near, 1), near * (1 + 1e-12), near * 1.01, far, math.nextafter(far, 0),
                        far * 0.999, edge, edge * (1 - 1e-14), edge * (1 - 1e-9), edge * (1 + 1e-14), edge * (1 + 1e-9),
                        2.5, 3.3, 4.5, 1e9):
                if lam > 0 and (i + k + round(lam * 1000)) % 2:
                    yield lam, 1.0, beta, t
    yield 1e300, 1e-300, 0.5, 12
    yield 1e-300, 1e300, 0.5, 12
    yield 1e308, 1e308, 0.5, 1
    yield 1e308, 1e308, 0.5, 2
    yield 1e308, 1e308, 0.5, 3
    yield 0.25, 1.0, 0.25, 0  # the roots coincide exactly
    yield 0.25, 1.0, 0.25, 30
    yield 2.25, 1.0, 0.25, 31


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    out = parser.parse_args().out
    rows = [f"{lam!r},{eta!r},{beta!r},{t},{value((lam, eta, beta, t))}" for lam, eta, beta, t in dict.fromkeys(cases())]
    with open(out, "w", encoding="ascii") as file:
        file.write("# command: tools/make_descent_reference.py --out descent_reference.csv\n")
        file.write(f"# mpmath {mpmath.__version__}; two roads, each at two precisions, agree to {DIGITS} digits\n")
        file.write("lambda,learning_rate,momentum,steps,filter\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
