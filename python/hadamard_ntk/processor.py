"""The compiled part to be loaded: for the widest instruction set the processor has, or for what HADAMARD_NTK_ISA says.

A wheel has lib/baseline, lib/avx2 and lib/avx512, each with a _hadamard_ntk.so (python/wheel.bzl). A build of one's own
has one beside this file; it is compiled for the processor that compiled it, and called native.
"""
import os

VARIABLE = "HADAMARD_NTK_ISA"

# Flags of /proc/cpuinfo for the levels v3 and v4 of the x86-64 ABI (abm: lzcnt; pni: sse3), from narrow to wide.
_V3 = frozenset("abm avx avx2 bmi1 bmi2 cx16 f16c fma lahf_lm movbe pni popcnt sse4_1 sse4_2 ssse3 xsave".split())
NEEDS = {
    "baseline": frozenset(),
    "avx2": _V3,
    "avx512": _V3 | frozenset("avx512bw avx512cd avx512dq avx512f avx512vl".split()),
}


def flags(cpuinfo="/proc/cpuinfo"):
    """What Linux says that the first processor has; nothing where there is no such file."""
    try:
        with open(cpuinfo, encoding="utf-8") as file:
            return frozenset(next((line.split(":")[1].split() for line in file if line.startswith("flags")), ()))
    except OSError:
        return frozenset()


def put_on(path, has, wanted=None):
    """Appends to a package's path the directory of its compiled part, and returns the name of the instruction set.

    has: flags of the processor. wanted: the name of a set, or nothing for the widest. ImportError if it is not there,
    or if the processor cannot run it.
    """
    if os.path.exists(os.path.join(path[0], "_hadamard_ntk.so")):
        there = {"native": path[0]}
    else:
        directories = {name: os.path.join(path[0], "lib", name) for name in NEEDS}
        there = {name: directory for name, directory in directories.items() if os.path.isdir(directory)}
    if not there:
        raise ImportError(f"{path[0]} has no _hadamard_ntk.so, nor any in lib; python/README.md says how to build it")
    name = wanted or [name for name in there if NEEDS.get(name, frozenset()) <= has][-1]
    if name not in there:
        raise ImportError(f"{VARIABLE}={name}: there is no such code here, only {', '.join(there)}")
    missing = NEEDS.get(name, frozenset()) - has
    if missing:
        raise ImportError(f"{VARIABLE}={name}: by /proc/cpuinfo the processor has no {', '.join(sorted(missing))}")
    if there[name] not in path:
        path.append(there[name])
    return name
