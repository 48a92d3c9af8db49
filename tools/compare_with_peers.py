#!/usr/bin/python3
"""How many times faster than its peers is this library on this machine?

  gram d=16      Gram matrix K(X, X) of the ReLU polynomial net's NTK, N = 4, n = 4000, double; NumPy
  gram kept      the same, ours into memory of the caller's that has been written before (GramInto)
  gram d=784     with 784 coordinates
  regression     kernel regression, n = 10000, d = 784, 10 outputs, FC of 3 layers: Gram matrix and coefficients (ours to
                 a relative residual of 1e-6); NumPy and SciPy's Cholesky factorisation in double
  factor         the Cholesky factorisation of that alone, in float; OpenBLAS's spotrf
  entk           Gram matrix of the empirical NTK, N = 3, n = 256, d = 16, m = 2048, double; PyTorch: functorch's
                 vmap(jacrev), the Jacobians multiplied layer by layer
  pnn step       full-batch gradient descent, ReLU polynomial net N = 3, n = 1000, d = 10, m = 4096, float; PyTorch
  quadratic 64   a step of a quadratic ReLU net of 64 inputs and two hidden layers of width 256, three matrices each, on
                 64 samples, float; PyTorch
  quadratic 1024 the same on 1024 samples
  ritz 128       a step down 1/2 sum |grad f|^2 + (f - y)^2, a two-layer tanh net of 20 inputs and width 128, through its
                 gradient in the input, on 512 samples, float; PyTorch
  ritz 1024      the same with width 1024 on 4096 samples
  dense step     Table 1's dense net, batches of 128, float; PyTorch
  conv step      Table 1's convolutional net, the same; PyTorch
  conv3d         a convolution of one grid of 64^3 cells, 16 channels to 16, 3 x 3 x 3, zero padding, float; PyTorch, the
                 better of its two memory formats
  conv3d step    the same with the gradients by input and kernel
  eigenvalue     one of mu_0..mu_10000, N = 3 on S^2, to 13 digits; mpmath's quadrature of mu_100
  poisson 128 pfmg, poisson 128 boomeramg, poisson 128 petsc
                 the Poisson equation on 128^3 cells (poisson_peers.py) to a relative residual of 1e-6: set-up and
                 solution, then the solution alone, ours (conjugate gradients in double, multigrid in float) on one core
                 and on two; hypre's PFMG and BoomerAMG, the better of PETSc's GAMG and ICC, all by conjugate gradients in
                 double, one rank on one core

Both sides are timed in turns; a turn's time is the median of its repetitions after one that is not counted, a peer's the
better of one and two threads.  Printed: medians over the turns in milliseconds, the least, median and largest ratio of a
turn, and where they can be counted the shares of the machine's peak and of its write bandwidth that ours reaches.  The
exit code is 1 if a median ratio is below 1, that of "factor" aside.  --quick is one turn, of 64^3 cells for 128^3.

OPENBLAS_CORETYPE=SkylakeX is set where the processor has AVX-512, which OpenBLAS 0.3.21 may not notice by itself.
usage: tools/compare_with_peers [--turns 3] [--only NAME,NAME] [--quick]
"""

import argparse
import collections
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
with open("/proc/cpuinfo", encoding="ascii") as cpuinfo:
    if "avx512f" in cpuinfo.read():
        os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")

import numpy as np  # noqa: E402  (reads OPENBLAS_CORETYPE, as the following)
import scipy.linalg  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402

import compare_with_mpmath  # noqa: E402
import poisson_peers  # noqa: E402

OURS = {
    "gram d=16": ("ntk/gram_benchmark", "SymmetricGram/pnn_4/n:4000/d:16/real_time"),
    "gram kept": ("ntk/gram_benchmark", "IntoMatrix/pnn_4/n:4000/d:16/real_time"),
    "gram d=784": ("ntk/gram_benchmark", "SymmetricGram/pnn_4/n:4000/d:784/real_time"),
    "regression": ("ntk/kernel_solver_benchmark", "Solve/n:10000/real_time"),
    "factor": ("ntk/kernel_solver_benchmark", "Solve/n:10000/real_time"),
    "entk": ("models/empirical_ntk_benchmark", "PolynomialNetGram<double>/n:256/d:16/N:3/m:2048/real_time"),
    "pnn step": ("models/pnn_step_benchmark", "Step<float>/n:1000/d:10/N:3/m:4096/real_time"),
    "quadratic 64": ("models/quadratic_net_benchmark", "Step/n:64/m:256/real_time"),
    "quadratic 1024": ("models/quadratic_net_benchmark", "Step/n:1024/m:256/real_time"),
    "ritz 128": ("models/two_layer_step_benchmark", "Step/n:512/d:20/m:128/real_time"),
    "ritz 1024": ("models/two_layer_step_benchmark", "Step/n:4096/d:20/m:1024/real_time"),
    "dense step": ("models/layer_net_benchmark", "Step/dense/real_time"),
    "conv step": ("models/layer_net_benchmark", "Step/convolutional/real_time"),
    "conv3d": ("models/grid_net_benchmark", "Convolution/forward/n:64/channels:16/real_time"),
    "conv3d step": ("models/grid_net_benchmark", "Convolution/step/n:64/channels:16/real_time"),
    "eigenvalue": ("spectral/mercer_spectrum_benchmark", "PolynomialNet/degree:3/d:2/k_max:10000"),
}
POISSON = {"poisson 128 " + peer: peer for peer in poisson_peers.PEERS}
NAMES = [*OURS, *POISSON]

# Where the time and the share of the peak are not the benchmark's own.
COUNTERS = {"factor": ("factor_ms", "factor_of_peak")}


def run_benchmark(binary, benchmark, **how):
    """The runs of one of our benchmarks, less the first, which warms the machine."""
    repetitions = 2 if "solver" in binary else 6
    command = [os.path.join(ROOT, "bazel-bin", binary), "--benchmark_format=json",
               "--benchmark_repetitions=%d" % repetitions, "--benchmark_min_time=0.1",
               "--benchmark_filter=^%s$" % benchmark]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **how)
    runs = [run for run in json.loads(done.stdout)["benchmarks"] if run["run_type"] == "iteration"]
    if len(runs) != repetitions or any("error_occurred" in run for run in runs):
        sys.exit("compare_with_peers: %s ran %s %d times, not %d, or failed" %
                 (binary, benchmark, len(runs), repetitions))
    return runs[1:]


def time_ours(name):
    """Milliseconds, and the shares of the peak and of the write bandwidth or None."""
    runs = run_benchmark(*OURS[name])

    def median(counter):
        return statistics.median(run[counter] for run in runs) if counter in runs[0] else None

    if "eigenvalues_per_second" in runs[0]:
        return 1e3 / median("eigenvalues_per_second"), None, None
    milliseconds, share = COUNTERS.get(name, ("real_time", "of_peak"))
    return median(milliseconds), median(share), median("of_bandwidth")


def numpy_angles(x):
    norm = np.sqrt(np.einsum("ij,ij->i", x, x))
    size = np.outer(norm, norm)
    rho = np.clip(x @ x.T / size, -1, 1)
    return size, rho, np.arccos(rho)


def numpy_gram(d):
    """2 k2^3 (k2 + 4 rho k1), in as few passes over the matrix as NumPy allows without losing its clarity."""
    x = np.random.default_rng(1).uniform(-1, 1, (4000, d))

    def gram():
        size, rho, theta = numpy_angles(x)
        k1 = (np.pi - theta) * rho / np.pi
        k2 = np.sin(theta) / np.pi + k1
        cube = k2 * k2 * k2
        return 2 * cube * (k2 + 4 * k1) * (size * size) * (size * size)

    return gram


def numpy_regression():
    generator = np.random.default_rng(1)
    x, y = generator.uniform(-1, 1, (10000, 784)), generator.uniform(-1, 1, (10000, 10))

    def regression():
        size, rho, theta = numpy_angles(x)
        kernel = rho
        for _ in range(2):
            slope = (np.pi - theta) / np.pi
            rho = np.sin(theta) / np.pi + slope * np.cos(theta)
            kernel = rho + slope * kernel
            theta = np.arccos(np.clip(rho, -1, 1))
        kernel *= size
        factor = scipy.linalg.cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
        return scipy.linalg.cho_solve(factor, y, check_finite=False)

    return regression


def spotrf():
    a = np.asfortranarray(2e-3 * np.random.default_rng(1).random((10000, 10000), dtype=np.float32) - np.float32(1e-3))
    diagonal = np.einsum("ii->i", a)

    def factor():
        diagonal[:] = 1  # below it the last factor, as small as the matrix, may stay: no copy has to be timed
        if scipy.linalg.lapack.spotrf(a, lower=1, clean=0, overwrite_a=1)[1] != 0:
            sys.exit("compare_with_peers: spotrf did not factor its matrix")

    return factor


def mpmath_eigenvalue():
    digits, truth = compare_with_mpmath.enough_digits(3, 2, 100)
    return lambda: compare_with_mpmath.timed_eigenvalue(3, 2, 100, digits, truth,
                                                        compare_with_mpmath.zonal_by_recurrence)


def descend(parameters, loss, rate):
    loss.backward()
    with torch.no_grad():
        for parameter in parameters:
            parameter -= rate * parameter.grad
            parameter.grad = None


def pnn_step():
    x, y = torch.randn(1000, 10), torch.randn(1000, 1)
    weights = [torch.randn(4096, 10, requires_grad=True) for _ in range(3)]
    readout = torch.randn(1, 4096, requires_grad=True)

    def step():
        hidden = torch.relu(x @ weights[0].T)
        for weight in weights[1:]:
            hidden = hidden * torch.relu(x @ weight.T)
        f = hidden @ readout.T * (2 / 4096) ** 0.5
        descend(weights + [readout], ((f - y) ** 2).sum() / 2, 1e-6)

    return step


def quadratic_step(samples):
    x, y = torch.randn(samples, 64), torch.randn(samples, 1)
    layers = []  # the ReLinear start: W_r, b_r, W_g, b_g, W_b, c
    for inputs in (64, 256):
        layers.append([torch.randn(256, inputs) / inputs**0.5, torch.zeros(256), torch.zeros(256, inputs),
                       torch.ones(256), torch.zeros(256, inputs), torch.zeros(256)])
    readout = [torch.randn(1, 256) / 16, torch.zeros(1)]
    parameters = [p.requires_grad_() for layer in layers + [readout] for p in layer]

    def step():
        h = x
        for w_r, b_r, w_g, b_g, w_b, c in layers:
            h = torch.relu(nn.functional.linear(h, w_r, b_r) * nn.functional.linear(h, w_g, b_g) +
                           nn.functional.linear(h * h, w_b, c))
        descend(parameters, ((nn.functional.linear(h, *readout) - y) ** 2).sum() / 2, 1e-6)

    return step


def ritz_step(samples, width):
    x, y = torch.randn(samples, 20, requires_grad=True), torch.randn(samples, 1)
    parameters = [torch.randn(width, 20) / 20**0.5, torch.randn(width), torch.randn(1, width) / width**0.5, torch.zeros(1)]
    for parameter in parameters:
        parameter.requires_grad_()
    weight, bias, readout, constant = parameters

    def step():
        f = nn.functional.linear(torch.tanh(nn.functional.linear(x, weight, bias)), readout, constant)
        slopes, = torch.autograd.grad(f.sum(), x, create_graph=True)
        loss = ((slopes**2).sum() + ((f - y) ** 2).sum()) / 2
        with torch.no_grad():
            for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
                parameter -= 1e-6 * gradient

    return step


def entk():
    import functorch
    x = torch.randn(256, 16, dtype=torch.double)
    parameters = [torch.randn(2048, 16, dtype=torch.double) for _ in range(3)]
    parameters.append(torch.randn(1, 2048, dtype=torch.double))

    def f(parameters, x):
        hidden = torch.relu(parameters[0] @ x)
        for weight in parameters[1:3]:
            hidden = hidden * torch.relu(weight @ x)
        return (parameters[3] @ hidden)[0] * (2 / 2048) ** 0.5

    def gram():
        jacobians = functorch.vmap(functorch.jacrev(f), (None, 0))(parameters, x)
        return sum(j.reshape(256, -1) @ j.reshape(256, -1).T for j in jacobians)

    return gram


def step_of(net, x):
    y = torch.randn(128, 1)
    return lambda: descend(list(net.parameters()), ((net(x) - y) ** 2).mean(), 1e-6)


def dense_step():
    layers = []
    for inputs in (1568, 256, 256, 256):
        layers += [nn.Linear(inputs, 256), nn.ReLU()]
    return step_of(nn.Sequential(*layers, nn.Linear(256, 1)), torch.randn(128, 1568))


def conv_step():
    net = nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
                        nn.Dropout(0.25), nn.Flatten(), nn.Linear(64 * 12 * 26, 256), nn.ReLU(), nn.Dropout(0.5),
                        nn.Linear(256, 100), nn.ReLU(), nn.Linear(100, 1))
    return step_of(net, torch.randn(128, 1, 28, 56))


def conv3d(step):
    x, g, kernel = torch.randn(1, 16, 64, 64, 64), torch.randn(1, 16, 64, 64, 64), torch.randn(16, 16, 3, 3, 3)

    def run(memory_format):
        a = x.contiguous(memory_format=memory_format).detach().requires_grad_(step)
        w = kernel.contiguous(memory_format=memory_format).detach().requires_grad_(step)
        back = g.contiguous(memory_format=memory_format)

        def convolve():
            with torch.set_grad_enabled(step):
                out = nn.functional.conv3d(a, w, padding=1)
            if step:
                a.grad = w.grad = None
                out.backward(back)

        return convolve

    return [run(torch.contiguous_format), run(torch.channels_last_3d)]


THEIRS = {
    "gram d=16": lambda: numpy_gram(16),
    "gram kept": lambda: numpy_gram(16),
    "gram d=784": lambda: numpy_gram(784),
    "regression": numpy_regression,
    "factor": spotrf,
    "entk": entk,
    "pnn step": pnn_step,
    "quadratic 64": lambda: quadratic_step(64),
    "quadratic 1024": lambda: quadratic_step(1024),
    "ritz 128": lambda: ritz_step(512, 128),
    "ritz 1024": lambda: ritz_step(4096, 1024),
    "dense step": dense_step,
    "conv step": conv_step,
    "conv3d": lambda: conv3d(False),
    "conv3d step": lambda: conv3d(True),
    "eigenvalue": mpmath_eigenvalue,
}


def time_theirs(runs):
    """Milliseconds of the fastest way."""
    if isinstance(runs, list):
        return min(time_theirs(run) for run in runs)
    run, best = runs, None
    for threads in (1, 2):
        torch.set_num_threads(threads)  # BLAS's too, where it is OpenBLAS
        start = time.perf_counter()
        run()  # warms threads and memory
        repetitions = 1 if time.perf_counter() - start > 2 else 3
        start, times = time.perf_counter(), []
        while len(times) < repetitions or (repetitions > 1 and time.perf_counter() - start < 0.5):
            begin = time.perf_counter()
            run()
            times.append(1e3 * (time.perf_counter() - begin))
        best = min(best or statistics.median(times), statistics.median(times))
    return best


# What is printed in a line: milliseconds, shares that ours reaches, and a remark.
Line = collections.namedtuple("Line", "label ours theirs of_peak of_bandwidth remark", defaults=(None, None, ""))


def comparison(name):
    """The function that measures a turn: its lines."""
    run = THEIRS[name]()

    def turn():
        ours, of_peak, of_bandwidth = time_ours(name)
        return [Line(name, ours, time_theirs(run), of_peak, of_bandwidth)]

    return turn


def poisson_comparison(name, cells, directory):
    peer = POISSON[name]

    def turn():
        theirs = poisson_peers.time_peer(peer, cells, directory)
        best = min(theirs, key=lambda method: theirs[method].set_up + theirs[method].solve)
        lines = []
        for cores in range(1, min(2, len(os.sched_getaffinity(0))) + 1):
            for benchmark in ("SetUpAndSolution", "Solution"):
                alone = benchmark == "Solution"
                parts = (["2 cores"] if cores == 2 else []) + (["solution"] if alone else [])
                runs = run_benchmark("linsolve/pressure_poisson_benchmark",
                                     "%s<float>/n:%d/real_time" % (benchmark, cells), **poisson_peers.pinned(cores))
                lines.append(Line("  " + ", ".join(parts) if parts else "poisson %d %s" % (cells, peer),
                                  statistics.median(run["real_time"] for run in runs),
                                  min(time.solve + (0 if alone else time.set_up) for time in theirs.values()),
                                  remark="%d iterations, %s %d" % (runs[0]["iterations"], best, theirs[best].iterations)))
        return lines

    return turn


def percent(shares):
    return "" if shares[0] is None else "%.0f %%" % (100 * statistics.median(shares))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--only", default=",".join(NAMES), help="names, with commas between (default: all)")
    parser.add_argument("--quick", action="store_true", help="one turn, and the small Poisson equation")
    options = parser.parse_args()
    if options.turns < 1:
        parser.error("--turns must be at least 1, got %d" % options.turns)
    names = options.only.split(",")
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        parser.error("--only: no comparison %r; there are %s" % (unknown[0], ", ".join(NAMES)))
    turns, cells = (1, 64) if options.quick else (options.turns, 128)
    print("NumPy %s, SciPy %s, PyTorch %s, mpmath %s; %d turns" %
          (np.__version__, scipy.__version__, torch.__version__, compare_with_mpmath.mpmath.__version__, turns))
    print("%-21s %11s %11s  %-36s  %-8s %s" %
          ("", "ours, ms", "peer, ms", "times faster: least, median, largest", "of peak", "of write bandwidth"))
    slower = False
    with tempfile.TemporaryDirectory() as directory:
        for name in names:
            turn = poisson_comparison(name, cells, directory) if name in POISSON else comparison(name)
            for lines in zip(*[turn() for _ in range(turns)]):
                ratios = sorted(line.theirs / line.ours for line in lines)
                print("%-21s %11.4g %11.4g  %-36s  %-8s %s" %
                      (lines[0].label, statistics.median(line.ours for line in lines),
                       statistics.median(line.theirs for line in lines),
                       "%.3g  %.3g  %.3g" % (ratios[0], statistics.median(ratios), ratios[-1]),
                       percent([line.of_peak for line in lines]),
                       percent([line.of_bandwidth for line in lines]) or lines[0].remark), flush=True)
                slower = slower or (statistics.median(ratios) < 1 and name != "factor")
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
