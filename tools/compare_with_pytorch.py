#!/usr/bin/python3
"""How many times faster than PyTorch are the training steps and the empirical NTK of `models`, on this machine?

  pnn step    full-batch gradient descent, ReLU polynomial net N = 3, n = 1000, d = 10, m = 4096, float
  entk        Gram matrix of the empirical NTK, N = 3, n = 256, d = 16, m = 2048, double; PyTorch: functorch's
              vmap(jacrev), the Jacobians multiplied layer by layer
  dense step  Table 1's dense net, batches of 128, float
  conv step   Table 1's convolutional net, the same

Both sides are timed in turns; a turn's time is the median of its repetitions, PyTorch's the better of one and two threads.
Printed: medians over the turns in milliseconds, and the least, median and largest ratio of a turn.  The exit code is 1 if a
median ratio is below 1.

Needs python3-torch and libopenblas0-pthread (without it PyTorch multiplies matrices by the reference BLAS); sets
OPENBLAS_CORETYPE=SkylakeX where the processor has AVX-512, which OpenBLAS 0.3.21 may not notice by itself.
  tools/bazel build //models:all && tools/compare_with_pytorch.py [--turns 5]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
with open("/proc/cpuinfo", encoding="ascii") as cpuinfo:
    if "avx512f" in cpuinfo.read():
        os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")

import torch  # noqa: E402  (reads OPENBLAS_CORETYPE)
from torch import nn  # noqa: E402

OURS = {
    "pnn step": ("pnn_step_benchmark", "Step<float>/n:1000/d:10/N:3/m:4096/real_time"),
    "entk": ("empirical_ntk_benchmark", "PolynomialNetGram<double>/n:256/d:16/N:3/m:2048/real_time"),
    "dense step": ("layer_net_benchmark", "Step/dense/real_time"),
    "conv step": ("layer_net_benchmark", "Step/convolutional/real_time"),
}


def time_ours(binary, name):
    command = [os.path.join(ROOT, "bazel-bin/models", binary), "--benchmark_format=json",
               "--benchmark_repetitions=5", "--benchmark_min_time=0.1", "--benchmark_filter=^%s$" % name]
    runs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["benchmarks"]
    times = [run["real_time"] for run in runs if run["run_type"] == "iteration"]
    if not times:
        sys.exit("compare_with_pytorch: %s has no benchmark %s" % (binary, name))
    return statistics.median(times)


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


THEIRS = {"pnn step": pnn_step, "entk": entk, "dense step": dense_step, "conv step": conv_step}


def time_theirs(run):
    best = None
    for threads in (1, 2):
        torch.set_num_threads(threads)
        run()
        times = []
        begin = time.perf_counter()
        while len(times) < 3 or time.perf_counter() - begin < 0.5:
            start = time.perf_counter()
            run()
            times.append(1e3 * (time.perf_counter() - start))
        best = min(best or statistics.median(times), statistics.median(times))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--turns", type=int, default=5)
    turns = parser.parse_args().turns
    if turns < 1:
        sys.exit("compare_with_pytorch: --turns must be at least 1, got %d" % turns)
    print("PyTorch %s, %d turns" % (torch.__version__, turns))
    print("%-11s %10s %12s   %s" % ("", "ours, ms", "PyTorch, ms", "times faster: least, median, largest"))
    slower = False
    for name, (binary, benchmark) in OURS.items():
        run = THEIRS[name]()
        pairs = [(time_ours(binary, benchmark), time_theirs(run)) for _ in range(turns)]
        ratios = sorted(theirs / ours for ours, theirs in pairs)
        print("%-11s %10.2f %12.2f   %.2f %.2f %.2f" %
              (name, statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs), ratios[0],
               statistics.median(ratios), ratios[-1]))
        slower = slower or statistics.median(ratios) < 1
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
