"""Libraries on MPI, and tests that run under mpirun, on one machine.

All is manual: no user's build or test run should install MPI and PETSc. NTK_MPI=1 tools/bazel test //distributed:tests.
"""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library")

def mpi_cc_test(name, srcs, deps, ranks = [1, 2, 3, 4], size = "small", same = [], different = [], data = []):
    """A program, and a test NAME_<n> for each number of ranks n; all of them in a test_suite NAME.

    Args:
      name: of the suite.
      srcs: of the program, whose main is that of mpi_gtest_main.cc.
      deps: of the program, besides the main and //linalg:thrown_testing.
      ranks: numbers of ranks.
      size: of each test.
      same: files that the program writes to $TEST_TMPDIR and that must have the same bytes for all `ranks`.
      different: such files that must not have the same for all.
      data: of each test.
    """
    cc_binary(
        name = name + "_program",
        testonly = True,
        srcs = srcs,
        tags = ["manual"],
        deps = deps + [
            "//distributed:mpi_gtest_main",
            "//linalg:thrown_testing",
        ],
    )
    program = "$(location :%s_program)" % name
    tests = []
    for n in ranks:
        tests.append("%s_%d" % (name, n))
        native.sh_test(
            name = tests[-1],
            size = size,
            srcs = ["mpi_test.sh"],
            args = [str(n), program],
            data = [":%s_program" % name] + data,
            # As many of Bazel's slots as ranks: MPI waits by spinning.
            tags = ["cpu:%d" % n, "manual"],
        )
    if same or different:
        tests.append(name + "_bytes")
        native.sh_test(
            name = tests[-1],
            size = "medium",  # as long as all the others
            srcs = ["compare_ranks.sh"],
            args = [program, "'%s'" % " ".join(same), "'%s'" % " ".join(different)] + [str(n) for n in ranks],
            data = [":%s_program" % name, "mpi_test.sh"] + data,
            tags = ["cpu:%d" % max(ranks), "manual"],
        )
    native.test_suite(name = name, tests = [":" + t for t in tests], tags = ["manual"])

def mpi_unit(name, deps = [], test_deps = [], **test):
    """The library `name` of <name>.h and, if it is there, <name>.cc; of <name>_test.cc, if it is there, an mpi_cc_test.

    Args:
      name: of the concept.
      deps: of the library.
      test_deps: what the test needs besides the library.
      **test: of mpi_cc_test.
    """
    cc_library(
        name = name,
        srcs = native.glob([name + ".cc"]),
        hdrs = [name + ".h"],
        tags = ["manual"],
        deps = deps,
    )
    if native.glob([name + "_test.cc"]):
        mpi_cc_test(name = name + "_test", srcs = [name + "_test.cc"], deps = [":" + name] + test_deps, **test)
