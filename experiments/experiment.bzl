"""One experiment: a library, a binary and a test."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

_MAIN = """#include "experiments/{name}.h"

#include "experiments/experiment_main.h"

int main(int argc, char** argv) {{
  namespace e = hadamard_ntk::experiments;
  return e::ExperimentMain(argc, argv, e::{function}(), {{{claims}}});
}}
"""

def _experiment_main_impl(ctx):
    main = ctx.actions.declare_file(ctx.label.name + ".cc")
    ctx.actions.write(main, _MAIN.format(
        name = ctx.attr.experiment,
        function = "".join([word.capitalize() for word in ctx.attr.experiment.split("_")]),
        claims = ", ".join(["\"%s\"" % claim for claim in ctx.attr.claims]),
    ))
    return [DefaultInfo(files = depset([main]))]

_experiment_main = rule(
    implementation = _experiment_main_impl,
    attrs = {
        "claims": attr.string_list(mandatory = True, allow_empty = False),
        "experiment": attr.string(mandatory = True),
    },
)

def experiment(name, claims, deps = [], test_deps = [], test_size = "small", test_data = [], testonly = False):
    """An experiment spectral_decay is written in spectral_decay.{h,cc}, which declare Experiment SpectralDecay().

    Makes
      <name>_lib   the library, from <name>.h and <name>.cc
      <name>       the binary that runs it
      <name>_test  its test, from <name>_test.cc

    Args:
      name: the experiment's name, in snake_case.
      claims: ids of the claims it checks, at least one; the program refuses to run if they are not those in the code.
      deps: what the library needs besides the framework (:experiment, :flags, :text_table).
      test_deps: what the test needs besides the library, :run_experiment and gtest_main.
      test_size: size of the test.
      test_data: data of the test.
      testonly: as everywhere.
    """
    if not claims:
        fail("experiment %s checks no claim: an experiment names what it checks" % name)
    cc_library(
        name = name + "_lib",
        testonly = testonly,
        srcs = [name + ".cc"],
        hdrs = [name + ".h"],
        deps = ["//experiments:experiment", "//experiments:flags", "//experiments:text_table"] + deps,
    )
    _experiment_main(
        name = name + "_main",
        testonly = testonly,
        claims = claims,
        experiment = name,
    )
    cc_binary(
        name = name,
        testonly = testonly,
        srcs = [name + "_main"],
        deps = [name + "_lib", "//experiments:experiment_main"],
    )
    cc_test(
        name = name + "_test",
        size = test_size,
        srcs = [name + "_test.cc"],
        data = test_data,
        deps = [
            name + "_lib",
            "//experiments:run_experiment",
            "//third_party:gtest_main",
        ] + test_deps,
    )
