#!/usr/bin/python3
"""How many times faster per Mercer eigenvalue is this library than mpmath's quadrature at equal digits?

For the polynomial net of degree N on S^d, both sides in one run, alternating, so that both meet the same load:

  mpmath  mu_k by mp.quad (Gauss-Legendre, its nodes computed beforehand and not timed) over theta, P_k once by
          mp.gegenbauer and once, faster than mpmath alone offers it, by the three-term recurrence. The working precision
          is the smallest, in steps of 5 digits, that gives DIGITS correct digits, found before anything is timed.
  ours    a command that computes whole spectra and reports eigenvalues per second on standard output, in either form:
            * Google Benchmark's JSON with a counter `eigenvalues_per_second` (the first benchmark that has one counts);
            * a line with `eigenvalues_per_second`, then `:` or `=` or blanks, then the number.
          {degree} and {d} in it are replaced. Default: the spectrum to k = 10000, one thread,
            bazel-bin/spectral/mercer_spectrum_benchmark
          whose 12 digits or more are asserted by that library's tests.

Prints per k the ratio of times, median and range over the rounds. Exit status 1 if for some k the median against the
faster of mpmath's two ways is below --at_least. Needs mpmath (python3-mpmath; python3-gmpy2 makes it faster, and is the fairer opponent).
  tools/bazel build //spectral:mercer_spectrum_benchmark && tools/compare_with_mpmath.py
"""

import argparse
import json
import re
import shlex
import statistics
import subprocess
import sys
import time

import mpmath
from mpmath import mp, mpf

DIGITS = 13
COMMAND = ("bazel-bin/spectral/mercer_spectrum_benchmark --benchmark_format=json"
           " --benchmark_filter=PolynomialNet/degree:{degree}/d:{d}/k_max:10000$")


def kernel(theta, degree):
    phi, sine, cosine = mp.pi - theta, mp.sin(theta), mp.cos(theta)
    kappa1, kappa2 = phi / mp.pi, (sine + phi * cosine) / mp.pi
    return 2 * kappa2 ** (degree - 1) * (kappa2 + degree * cosine * kappa1)


def zonal_by_mpmath(d, k):
    """P_k, normalised to 1 at 1."""
    if d == 1:
        return lambda x: mp.chebyt(k, x)
    order = mpf(d - 1) / 2
    at_one = mp.binomial(k + d - 2, k)
    return lambda x: mp.gegenbauer(k, order, x) / at_one


def zonal_by_recurrence(d, k):
    def zonal(x):
        p, q = mpf(1), mpf(0)
        for j in range(k):
            p, q = (((2 * j + d - 1) * x * p - j * q) / (j + d - 1) if j else x), p
        return p
    return zonal


def eigenvalue(degree, d, k, zonal_family):
    zonal = zonal_family(d, k)
    value = mp.quad(lambda t: kernel(t, degree) * zonal(mp.cos(t)) * mp.sin(t) ** (d - 1), [0, mp.pi],
                    method="gauss-legendre", maxdegree=9)
    return value / mp.beta(mpf(1) / 2, mpf(d) / 2)


def enough_digits(degree, d, k):
    """The smallest precision at which mp.quad gives DIGITS digits of mu_k, and mu_k."""
    with mp.workdps(80):
        truth = eigenvalue(degree, d, k, zonal_by_recurrence)
    for dps in range(15, 75, 5):
        with mp.workdps(dps):
            if abs(eigenvalue(degree, d, k, zonal_by_recurrence) / truth - 1) < mpf(10) ** -DIGITS:
                return dps, truth
    sys.exit("compare_with_mpmath: no precision up to 70 gives %d digits of mu_%d" % (DIGITS, k))


def timed_eigenvalue(degree, d, k, dps, truth, zonal_family):
    """Seconds; checks the digits."""
    with mp.workdps(dps):
        start = time.perf_counter()
        value = eigenvalue(degree, d, k, zonal_family)
        seconds = time.perf_counter() - start
        if not abs(value / truth - 1) < mpf(10) ** -DIGITS:
            sys.exit("compare_with_mpmath: mpmath's mu_%d = %s is not %s" % (k, value, truth))
    return seconds


def eigenvalues_per_second(command):
    try:
        done = subprocess.run(shlex.split(command), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True)
        return parse_rate(done.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        sys.exit("compare_with_mpmath: --command: %s" % error)


def parse_rate(output):
    """Raises ValueError unless `output` reports a positive rate."""
    rate = None
    start = output.find("{")
    if start >= 0:
        for run in json.loads(output[start:])["benchmarks"]:
            if rate is None and run.get("run_type", "iteration") == "iteration":
                rate = run.get("eigenvalues_per_second")
    else:
        found = re.search(r"eigenvalues_per_second[\s:=]+([-+.\deE]+)", output)
        rate = float(found.group(1)) if found else None
    if rate is None or not 0 < rate < float("inf"):
        raise ValueError("no positive eigenvalues_per_second in the output:\n" + output)
    return rate


def summary(values):
    return "%10.3g  (%.3g to %.3g)" % (statistics.median(values), min(values), max(values))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", default=COMMAND, help="what reports eigenvalues_per_second (default: %(default)s)")
    parser.add_argument("--degree", type=int, default=3, help="N (default %(default)s)")
    parser.add_argument("--d", type=int, default=2, help="the sphere S^d (default %(default)s)")
    parser.add_argument("--k", default="50,100,200", help="degrees timed in mpmath (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="(default %(default)s)")
    parser.add_argument("--at_least", type=float, default=1e4, help="the ratio to reach (default %(default)s)")
    options = parser.parse_args()
    for flag in ("degree", "d", "rounds"):
        if getattr(options, flag) < 1:
            parser.error("--%s must be at least 1, got %d" % (flag, getattr(options, flag)))
    if not re.fullmatch(r"\d+(,\d+)*", options.k):
        parser.error("--k must be a list such as 50,100, got %r" % options.k)
    degrees = [int(k) for k in options.k.split(",")]
    command = options.command.replace("{degree}", str(options.degree)).replace("{d}", str(options.d))

    print("mpmath %s with %s; N = %d, S^%d, %d digits; %d rounds, alternating"
          % (mpmath.__version__, mpmath.libmp.BACKEND, options.degree, options.d, DIGITS, options.rounds))
    print("ours: " + command)
    families = {"mp.gegenbauer": zonal_by_mpmath, "recurrence": zonal_by_recurrence}
    settings, seconds, ratios, rates = {}, {}, {}, []
    for k in degrees:
        settings[k] = enough_digits(options.degree, options.d, k)
    for _ in range(options.rounds):
        for k in degrees:
            rate = eigenvalues_per_second(command)
            rates.append(rate)
            for family, zonal in families.items():
                taken = timed_eigenvalue(options.degree, options.d, k, *settings[k], zonal)
                seconds.setdefault((family, k), []).append(taken)
                ratios.setdefault((family, k), []).append(taken * rate)
    print("ours, eigenvalues per second, median (range): " + summary(rates))
    print("%-14s %5s %7s %12s   %s" % ("P_k by", "k", "digits", "seconds", "times faster: median (range)"))
    for (family, k), values in ratios.items():
        print("%-14s %5d %7d %12.4g %s" % (family, k, settings[k][0], statistics.median(seconds[family, k]), summary(values)))
    least = min(statistics.median(values) for values in ratios.values())
    enough = least >= options.at_least
    print("smallest median %.3g: at least %g times faster at every k: %s"
          % (least, options.at_least, "yes" if enough else "NO"))
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
