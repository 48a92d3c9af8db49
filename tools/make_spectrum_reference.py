#!/usr/bin/python3
"""Reference table of Mercer eigenvalues: spectral/testdata/spectrum_reference.csv.

mu_k = int K P_k dtau on the sphere S^d under the uniform probability measure, P_k(1) = 1, lambda = (d-1)/2, for

  pnn (degree N)  K = 2 kappa_2^N + 2 N cos(t) kappa_1 kappa_2^(N-1), "unit" normalisation, K(t=0) = 2 (N + 1),
                  kappa_1 = (pi - t)/pi, kappa_2 = (sin t + (pi - t) cos t)/pi;
  fc (degree L)   the NTK of L weight layers with ReLUs of unit second moment and no biases, K(t=0) = L:
                  rho_0 = K_0 = cos t;  rho_{l+1} = kappa_2(t_l), K_{l+1} = rho_{l+1} + K_l kappa_1(t_l), t_l = arccos rho_l;
                  K = K_{L-1}.

Every value is made by two independent roads, each at two precisions (digits and numbers of nodes); a row is written only
if all four numbers agree to MIN_DIGITS significant digits. The roads:

  theta    Gauss-Legendre in the angle, in enough digits to outlive the cancellation. Any k; affordable to k ~ 1000.
  exact    rational arithmetic: mu_k in Q[pi, 1/pi]. pnn and two-layer fc, small k.
  tanhsinh tanh-sinh quadrature in the angle, P_k as an explicit power sum. fc deeper than two layers, k <= 50: there the
           next two roads are only true up to O(e^{-1.7656 k}), because K has branch points inside the cut plane too, the
           nearest at kappa_2(t) = -1, t = 2.323991 - 1.765551 i.
  laplace  dispersion integral, k above the growth degree of K: mu_k = R(k) - (-1)^k L(k), both of the form
             (2 lambda/pi) int_0^inf e^{-(k+lambda)v} G(v) dv,  G(v) = int_0^v F(u) sinh u (2cosh v - 2cosh u)^(lambda-1) du,
           F(u) = Im K(-iu) for R, Im K(pi - iu) for L; for d = 1 it is (1/pi) int_0^inf F(u) e^{-ku} du.
  legendre the same F in (1/pi) int_0^inf F(u) sinh(u) Q_k(cosh u) du, with the function of the second kind from
           Rodrigues' formula, int (1-x^2)^(k+lambda-1/2) / (z-x)^(k+1) dx: a positive integrand, nothing to cancel.

Needs mpmath (python3-mpmath; with python3-gmpy2 it is several times faster).  One thread, 20 to 25 minutes:
  tools/make_spectrum_reference.py --out spectral/testdata/spectrum_reference.csv
"""

import argparse
import datetime
import os
import sys
import time

import mpmath
from mpmath import mp, mpf

from spectrum_roads import START, Exact, laplace_road, legendre_road, log, tanhsinh_road, theta_road

MIN_DIGITS = 26  # rows that agree to less are dropped (and counted)
PRINTED_DIGITS = 26
DIMENSIONS = [1, 2, 3, 5, 9, 20, 31, 50]
KERNELS = [("pnn", n) for n in (1, 2, 3, 5, 10, 20)] + [("fc", depth) for depth in (2, 3, 4, 5)]
SMALL = [0, 1, 2, 5, 10]
MODERATE = [50, 99, 100, 199, 1000, 1001]
LARGE = [3000, 10000, 99999, 100000]

# (lower, higher) precision of each road.
THETA = [dict(dps=150, nodes=1300), dict(dps=170, nodes=1600)]
TANHSINH = [dict(dps=140, step=mpf(1) / 110), dict(dps=155, step=mpf(1) / 130)]
TANHSINH_TO = 50
LAPLACE = [dict(dps=70, step=mpf(1) / 17, inner=1.0), dict(dps=80, step=mpf(1) / 20, inner=1.25)]
LEGENDRE = [dict(dps=70, step=mpf(1) / 17, inner=mpf(1) / 28), dict(dps=80, step=mpf(1) / 20, inner=mpf(1) / 32)]


def agreement(a, b, scale=None):
    """Significant decimal digits to which a and b agree, relative to `scale` (their own size if None)."""
    with mp.workdps(60):
        size = abs(scale) if scale is not None else max(abs(a), abs(b))
        if a == b:
            return 60
        return int(mp.floor(-mp.log10(abs(a - b) / size))) if size else 0


def vanishes(kernel, k):
    """Two-layer nets see, of the odd harmonics, only k = 1 [BiettiMairal2019]."""
    return kernel in (("fc", 2), ("pnn", 1)) and k % 2 == 1 and k >= 3


def make_rows(dimensions, kernels, small, moderate, large):
    """[(kernel, d, k, mu, road names, (digits of road 1, of road 2, of both))], and the number of rows dropped."""
    deep = [kernel for kernel in kernels if kernel[0] == "fc" and kernel[1] > 2]
    theta = [theta_road(dimensions=dimensions, degrees=small + moderate, kernels=kernels, **p) for p in THETA]
    laplace = [laplace_road(dimensions=dimensions, degrees=moderate + large, kernels=kernels, **p) for p in LAPLACE]
    direct = [k for k in small + moderate if k <= TANHSINH_TO]
    tanhsinh = [tanhsinh_road(dimensions=dimensions, degrees=direct, kernels=deep, **p) for p in TANHSINH]
    legendre = [{}, {}]
    for values, p in zip(legendre, LEGENDRE):
        for k in large:
            values.update(legendre_road(dimensions=dimensions, k=k, kernels=kernels, **p))
    rows, dropped = [], 0
    for kernel in kernels:
        for d in dimensions:
            for k in small + moderate + large:
                key, scale = (kernel, d, k), None
                lap = [values[key][0] for values in laplace if key in values]
                if k in large:
                    names, roads = ("laplace", "legendre"), (lap, [values[key] for values in legendre])
                else:
                    first = [values[key] for values in theta]
                    if kernel in deep and k in direct:
                        names, roads = ("theta", "tanhsinh"), (first, [values[key] for values in tanhsinh])
                    elif k in moderate:
                        names, roads = ("theta", "laplace"), (first, lap)
                    else:
                        exact = Exact.mercer(*kernel, d, k)
                        names, roads = ("theta", "exact"), (first, [Exact.evaluate(exact, dps) for dps in (400, 600)])
                (a, b), (e, f) = roads
                if vanishes(kernel, k):
                    # Zero: measured against R(k), one of the two equal halves, or against mu_1 where k is small.
                    scale = laplace[1][key][1] if key in laplace[1] else theta[1][kernel, d, 1]
                    digits = tuple(agreement(x, 0, scale) for x in (b, f)) + (agreement(b, f, scale),)
                    mu = "0"
                else:
                    digits = agreement(a, b), agreement(e, f), agreement(b, f)
                    mu = mp.nstr(f if names[1] == "exact" else b, PRINTED_DIGITS, min_fixed=1, max_fixed=0,
                                 strip_zeros=False)
                if min(digits) < MIN_DIGITS:
                    dropped += 1
                    log("dropped: %s d=%d k=%d: %s digits %s" % (kernel, d, k, names, digits))
                    continue
                rows.append((kernel, d, k, mu, names, digits))
    log("rows kept %d, dropped %d" % (len(rows), dropped))
    return rows, dropped


# Values printed elsewhere before this table existed: (kernel, d, k, digits as printed).
GOLDEN = [(("pnn", 2), 2, 199, "8.02087854479e-8"), (("pnn", 5), 9, 199, "1.262242879860779746331e-18"),
          (("pnn", 3), 9, 1000, "8.614426572929750375551e-26"), (("pnn", 5), 31, 3000, "8.560306336249104773914e-79")]


def check_golden(rows):
    """Prints, for each golden value, whether it holds to its last printed digit; counts those that do not."""
    table = {(kernel, d, k): mu for kernel, d, k, mu, _, _ in rows}
    wrong = 0
    for kernel, d, k, printed in GOLDEN:
        mu = table.get((kernel, d, k))
        if mu is None:
            print("golden: %s%d d=%d k=%d is not in this table" % (*kernel, d, k))
            continue
        with mp.workdps(60):
            digits = len(printed.split("e")[0].replace(".", ""))
            unit = mpf(10) ** (1 - digits + int(printed.split("e")[1]))
            holds = abs(mpf(mu) - mpf(printed)) <= unit
        wrong += not holds
        print("golden: %s%d d=%d k=%d printed %s, here %s: %s" % (*kernel, d, k, printed, mu, "holds" if holds else "WRONG"))
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, help="the CSV file to write")
    parser.add_argument("--quick", action="store_true", help="a few kernels, d and k only: to try the program")
    options = parser.parse_args()
    choice = (DIMENSIONS, KERNELS, SMALL, MODERATE, LARGE)
    if options.quick:
        choice = ([2, 9], [("pnn", 2), ("pnn", 5), ("fc", 2), ("fc", 3)], [0, 1, 2, 5], [99, 199], [3000])
    rows, dropped = make_rows(*choice)
    wrong = check_golden(rows)
    temporary = options.out + ".part"
    with open(temporary, "w") as out:
        out.write("# command: tools/make_spectrum_reference.py --out %s%s\n"
                  % (os.path.basename(options.out), " --quick" if options.quick else ""))
        out.write("# mpmath %s (%s), Python %s, %s; one thread, %d s\n"
                  % (mpmath.__version__, mpmath.libmp.BACKEND, sys.version.split()[0],
                     datetime.date.today().isoformat(), time.time() - START))
        out.write("# roadI_digits: agreement of road I at two precisions; agreement_digits: of the two roads; all >= %d;"
                  " rows dropped: %d\n" % (MIN_DIGITS, dropped))
        out.write("kernel,normalization,d,degree,k,mu,road1,road1_digits,road2,road2_digits,agreement_digits\n")
        for (name, degree), d, k, mu, names, digits in rows:
            out.write("%s,unit,%d,%d,%d,%s,%s,%d,%s,%d,%d\n"
                      % (name, d, degree, k, mu, names[0], digits[0], names[1], digits[1], digits[2]))
    os.replace(temporary, options.out)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
