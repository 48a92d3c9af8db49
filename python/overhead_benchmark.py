#!/usr/bin/python3
"""What a call from Python costs beside the work: microseconds of the smallest calls, and a Gram matrix of n = 4000.

usage: python3 python/overhead_benchmark.py, with the module built (README.md).  `tools/bazel run //ntk:gram_benchmark` has the
same matrix in C++.
"""
import os
import sys
import time

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hadamard_ntk as hn  # noqa: E402


def seconds(work, repeat):
    """The least of several means."""
    best = float("inf")
    for _ in range(9):
        begin = time.perf_counter()
        for _ in range(repeat):
            work()
        best = min(best, (time.perf_counter() - begin) / repeat)
    return best


def main():
    kernel = hn.polynomial_net(4)
    one, angle = np.ones((1, 1), order="F"), 1.0
    print(f"kernel(x), 1 x 1               {1e6 * seconds(lambda: kernel(one), 2000):8.2f} us")
    out = np.empty((1, 1))
    print(f"kernel(x, out=out), 1 x 1      {1e6 * seconds(lambda: kernel(one, out=out), 2000):8.2f} us")
    print(f"kernel.on_sphere(theta)        {1e6 * seconds(lambda: kernel.on_sphere(angle), 2000):8.2f} us")
    x = np.asfortranarray(np.random.default_rng(0).normal(size=(4000, 16)))
    out = np.empty((4000, 4000), order="F")
    print(f"kernel(x), n = 4000, d = 16    {1e3 * seconds(lambda: kernel(x), 1):8.2f} ms")
    print(f"kernel(x, out=out), the same   {1e3 * seconds(lambda: kernel(x, out=out), 1):8.2f} ms")


if __name__ == "__main__":
    main()
