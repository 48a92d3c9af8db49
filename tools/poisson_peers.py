"""hypre and PETSc on the golden box of linsolve (7-point Poisson, n^3 cells, no flow through the sides), to a relative
residual of 1e-6 by our own operator: conjugate gradients, one rank, one core.

Their programs (tools/peers) are compiled here, by the MPI compiler of the system; Bazel does not know them.
"""

import collections
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SYSTEM = ["linalg/vector_flags.cc"] + ["linsolve/%s.cc" % name for name in
                                       ("component_means", "grid", "grid_mask", "pressure_poisson", "solids")]
TOLERANCE = 1e-6
GAMG = ("-pc_type gamg -pc_gamg_square_graph 10 -mg_levels_ksp_type richardson -mg_levels_ksp_max_it 1 "
        "-mg_levels_pc_type sor")
# Of each peer: its program, and names and arguments of its methods, the fastest settings that were found.
PEERS = {
    "pfmg": ("poisson_hypre", {"PFMG": ["pfmg"]}),
    "boomeramg": ("poisson_hypre", {"BoomerAMG": ["boomeramg"]}),
    "petsc": ("poisson_petsc", {"GAMG": GAMG.split(), "ICC": ["-pc_type", "icc"]}),
}

Times = collections.namedtuple("Times", "set_up solve iterations")  # milliseconds


def pinned(cores):
    """What subprocess.run needs to let a process use so many cores; its BLAS one."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    return {"preexec_fn": lambda: os.sched_setaffinity(0, allowed), "env": {**os.environ, "OPENBLAS_NUM_THREADS": "1"}}


def compile_program(program, directory):
    """Its path."""
    path = os.path.join(directory, program)
    if not os.path.exists(path):
        flags = ["-isystem", "/usr/include/hypre", "-lHYPRE"]
        if program == "poisson_petsc":
            flags = subprocess.run(["pkg-config", "--cflags", "--libs", "petsc"], check=True, stdout=subprocess.PIPE,
                                   text=True).stdout.split()
        sources = [os.path.join(ROOT, source) for source in ["tools/peers/%s.cc" % program] + SYSTEM]
        subprocess.run(["mpicxx", "-std=c++20", "-O2", "-I", ROOT, "-isystem", "/usr/include/eigen3", *sources,
                        "-o", path, *flags, "-lfmt", "-ltbb"], check=True)
    return path


def time_peer(peer, cells, directory):
    """The Times of each method."""
    program, methods = PEERS[peer]
    times = {}
    for method, arguments in methods.items():
        command = [compile_program(program, directory), str(cells), "2", *arguments]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **pinned(1))
        runs = [json.loads(line) for line in done.stdout.splitlines()]
        for run in runs:
            if not run["relative_residual"] <= TOLERANCE * (1 + 1e-9):
                sys.exit("compare_with_peers: %s ends at a relative residual of %r, not of %r" %
                         (method, run["relative_residual"], TOLERANCE))
        run = runs[-1]  # the first warms the machine
        times[method] = Times(1e3 * run["set_up"], 1e3 * run["solve"], run["iterations"])
    return times
