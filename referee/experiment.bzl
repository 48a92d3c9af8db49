"""One experiment: a library, a binary and a test."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

_MAIN = """#include "{header}"

#include "referee/experiment_main.h"

int main(int argc, char** argv) {{
  return hadamard_ntk::referee::ExperimentMain(argc, argv, hadamard_ntk::{namespace}::{function}());
}}
"""

def experiment_function(name):
    """The function that gives the experiment."""
    return "".join([word.capitalize() for word in name.split("_")])

def _words(ctx):
    package = ctx.label.package
    return {
        "function": experiment_function(ctx.attr.experiment),
        "header": "%s/%s.h" % (package, ctx.attr.experiment),
        "namespace": package.split("/")[0],
    }

def _experiment_main_impl(ctx):
    main = ctx.actions.declare_file(ctx.label.name + ".cc")
    ctx.actions.write(main, _MAIN.format(**_words(ctx)))
    return [DefaultInfo(files = depset([main]))]

_ENDS = """#include "{header}"
#include "referee/flag_ends_testing.h"

namespace hadamard_ntk::referee {{
INSTANTIATE_TEST_SUITE_P({function}, FlagEnds,
                         testing::ValuesIn(EndsOf({namespace}::{function}(), {{{{{cheap}}}, {{{capped}}}, {{{also}}}}})), NameOf);
}}  // namespace hadamard_ntk::referee
"""

_INTERFACE = """#include "{header}"
#include "referee/interface_testing.h"

namespace hadamard_ntk::referee {{
INSTANTIATE_TEST_SUITE_P({function}, ExperimentInterface, testing::Values({namespace}::{function}()));
}}  // namespace hadamard_ntk::referee
"""

def _interface_impl(ctx):
    test = ctx.actions.declare_file(ctx.label.name + ".cc")
    ctx.actions.write(test, _INTERFACE.format(**_words(ctx)))
    return [DefaultInfo(files = depset([test]))]

_interface = rule(
    implementation = _interface_impl,
    attrs = {
        "experiment": attr.string(mandatory = True),
    },
)

def _quoted(word):
    return "\"%s\"" % word

def _pairs(values):
    return ", ".join(["{%s, %s}" % (_quoted(flag), _quoted(value)) for flag, value in values.items()])

def _flag_ends_impl(ctx):
    test = ctx.actions.declare_file(ctx.label.name + ".cc")
    ctx.actions.write(test, _ENDS.format(
        cheap = _pairs(ctx.attr.cheap),
        capped = _pairs(ctx.attr.capped),
        also = ", ".join([_quoted(line) for line in ctx.attr.also]),
        **_words(ctx)
    ))
    return [DefaultInfo(files = depset([test]))]

_flag_ends = rule(
    implementation = _flag_ends_impl,
    attrs = {
        "also": attr.string_list(),
        "capped": attr.string_dict(),
        "cheap": attr.string_dict(),
        "experiment": attr.string(mandatory = True),
    },
)

_experiment_main = rule(
    implementation = _experiment_main_impl,
    attrs = {
        "experiment": attr.string(mandatory = True),
    },
)

_FRAME = [
    "//referee:check",
    "//referee:claim",
    "//referee:experiment",
    "//referee:run_context",
    "//referee/figure",
    "//referee/program:flags",
    "//referee/program:json",
    "//referee/program:progress",
    "//referee/program:table",
    "//referee/program:text_table",
]

def experiment(name, deps = [], test_deps = [], test_data = [], testonly = False, ends = {}):
    """An experiment spectral_decay is written in spectral_decay.{h,cc}, which declare Experiment SpectralDecay() in the
    namespace of the top-level folder. In a folder of its name it is all files there.

    Makes
      <name>_lib   the library
      <name>       the binary that runs it
      <file>_test  of each <file>_test.cc
      <name>_interface_test  what every experiment must do (referee/interface_testing.h)
      <name>_ends_test  with `ends`: every flag at its ends, with --quick (referee/flag_ends_testing.h)

    Args:
      name: the experiment's name, in snake_case.
      deps: what the library needs besides the frame.
      test_deps: what the tests need besides the library, run_experiment, gtest_main and //linalg:thrown_testing.
      test_data: data of the tests.
      testonly: as everywhere.
      ends: a dictionary with any of cheap, capped, also, shards: flags set in every case, since --quick alone takes too
        long; upper ends that no test can afford, with what is tried instead; further cases; over how many shards to run.
    """
    whole = native.package_name().split("/")[-1] == name
    cc_library(
        name = name + "_lib",
        testonly = testonly,
        srcs = native.glob(["*.cc"], exclude = ["*_test.cc"]) if whole else [name + ".cc"],
        hdrs = native.glob(["*.h"]) if whole else [name + ".h"],
        deps = _FRAME + deps,
    )
    _experiment_main(
        name = name + "_main",
        testonly = testonly,
        experiment = name,
    )
    cc_binary(
        name = name,
        testonly = testonly,
        srcs = [name + "_main"],
        deps = [name + "_lib", "//referee:experiment_main"],
    )
    for source in native.glob(["*_test.cc"]) if whole else [name + "_test.cc"]:
        cc_test(
            name = source[:-len(".cc")],
            size = "medium",
            srcs = [source],
            data = test_data,
            deps = [
                name + "_lib",
                "//linalg:thrown_testing",
                "//referee:run_experiment",
                "//third_party:gtest_main",
            ] + test_deps,
        )
    _interface(
        name = name + "_interface",
        testonly = True,
        experiment = name,
    )
    cc_test(
        name = name + "_interface_test",
        size = "medium",
        srcs = [name + "_interface"],
        deps = [
            name + "_lib",
            "//referee:interface_testing",
            "//third_party:gtest_main",
        ],
    )
    if ends:
        _flag_ends(
            name = name + "_ends",
            testonly = True,
            experiment = name,
            cheap = ends.get("cheap", {}),
            capped = ends.get("capped", {}),
            also = ends.get("also", []),
        )
        cc_test(
            name = name + "_ends_test",
            size = "medium",
            srcs = [name + "_ends"],
            shard_count = ends.get("shards"),
            tags = ["no_tsan"],
            deps = [
                name + "_lib",
                "//referee:flag_ends_testing",
                "//third_party:gtest_main",
            ],
        )
