#!/usr/bin/env python3
"""Every rule of lint.py fires on a planted violation, at the right line, and on nothing else."""
import os
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import lint  # noqa: E402
import unittest_xml  # noqa: E402

HEADER = """/// The rectifier.
#ifndef HADAMARD_NTK_NTK_RELU_H_
#define HADAMARD_NTK_NTK_RELU_H_

#include <cmath>

namespace hadamard_ntk::ntk {

inline double Relu(double u) { return std::fmax(u, 0.0); }

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_RELU_H_
"""

TEST = """#include "ntk/relu.h"

#include <gtest/gtest.h>

namespace {

TEST(Relu, IsZeroBelow) {
  const double eps = 1e-16;
  EXPECT_NEAR(hadamard_ntk::ntk::Relu(1e-3), 1e-3, 4 * eps);
}

}  // namespace
"""

BUILD = """cc_library(
    name = "relu",
    hdrs = ["relu.h"],
    visibility = ["//experiments:__subpackages__"],
)

cc_test(
    name = "relu_test",
    srcs = ["relu_test.cc"],
    deps = ["//third_party:gtest"],
)

cc_library(
    name = "ntk",
    deps = [":relu"],
)

cc_library(
    name = "relu_samples",
    testonly = True,
)
"""

MACRO = """def experiment(name, **kwargs):
    native.cc_library(name = name, srcs = native.glob(["*.cc"]) if kwargs else [name + ".cc"])

def example(deps):
    native.cc_binary(name = "example", srcs = ["example.cc"], deps = deps)
"""

MACRO_USE = """load("//experiments:experiment.bzl", "example", "experiment")

example(deps = [":decay"])

experiment(name = "decay")

experiment(
    name = "symmetry",
    deps = ["//ntk:relu"],
)
"""


def planted(word):
    """A text that this file, itself linted, does not spell out."""
    return word.replace("~", "")


# A small tree without faults. It has what is nearly a fault: a tolerance with a unit, numbers inside a call, a
# visibility that names another package, sources named by a macro, absolute paths that every Debian has.
GOOD = {
    "WORKSPACE": 'workspace(name = "hadamard_ntk")\n',
    "README.md": planted("Writes to ./results, reads /usr/include and src/ro~ot/file; see https://www.debian.org/.\n"),
    ".clang-format": "BasedOnStyle: Google\nColumnLimit: 120\n",
    "ntk/BUILD": BUILD,
    "REFERENCES.bib": "@book{AbrSte1964,\n  year = {1964}}\n",
    "ntk/relu.h": HEADER,
    "ntk/relu_test.cc": TEST,
    "spectral/BUILD": 'cc_library(name = "spectral", deps = [":zonal"])\n'
                      'cc_library(name = "zonal", srcs = ["zonal.cc"], '
                      'hdrs = ["zonal.h"])\n',
    "spectral/zonal.h": HEADER.replace("_NTK_RELU_H_", "_SPECTRAL_ZONAL_H_").replace("ntk::ntk", "ntk::spectral"),
    "spectral/zonal.cc": '#include "spectral/zonal.h"\n\n#include <cmath>  // [AbrSte1964, 22.11.2]\n',
    "linalg/BUILD": 'cc_library(name = "lanes", hdrs = ["lanes.h", "vector_flags.h"])\n',
    "linalg/lanes.h": HEADER.replace("_NTK_RELU_H_", "_LINALG_LANES_H_").replace(
        "ntk::ntk", "ntk::linalg").replace("#include <cmath>\n", '#include <Eigen/Core>\n\n#include "linalg/vector_flags.h"\n'),
    "linalg/vector_flags.h": HEADER.replace("_NTK_RELU_H_", "_LINALG_VECTOR_FLAGS_H_").replace("cmath", "Eigen/Core"),
    "referee/BUILD": 'cc_library(name = "claim", hdrs = ["claim.h"])\n',
    "referee/claim.h": HEADER.replace("_NTK_RELU_H_", "_REFEREE_CLAIM_H_").replace("ntk::ntk", "ntk::referee"),
    "files/BUILD": 'cc_library(name = "whole", hdrs = ["whole.h"])\n',
    "files/whole.h": HEADER.replace("_NTK_RELU_H_", "_FILES_WHOLE_H_").replace("ntk::ntk", "ntk::files"),
    "docs/BUILD": 'site(name = "site", documents = [\n    %s])\n' % ",\n    ".join(
        f'"//{package}:documents"' for package in ("files", "linalg", "ntk", "referee", "spectral")),
    "experiments/BUILD": MACRO_USE,
    "experiments/experiment.bzl": MACRO,
    "experiments/example.cc": '#include "ntk/relu.h"\n',
    "experiments/decay.cc": '#include "ntk/relu.h"\n#include "spectral/zonal.h"\n',
    "experiments/symmetry.cc": '#include "ntk/relu.h"\n',
    "experiments/basel/BUILD": 'load("//experiments:experiment.bzl", "experiment")\n\nexperiment(name = "basel")\n',
    "experiments/basel/basel.cc": '#include "ntk/relu.h"\n',
    "experiments/basel/measure.cc": '#include "ntk/relu.h"\n',
    "distributed/BUILD": 'cc_library(name = "ranks", hdrs = ["ranks.h"], deps = ["//third_party:openmpi"])\n',
    "distributed/ranks.h": HEADER.replace("_NTK_RELU_H_", "_DISTRIBUTED_RANKS_H_").replace(
        "ntk::ntk", "ntk::distributed").replace("#include <cmath>\n", '#include <mpi.h>\n\n#include "ntk/relu.h"\n'),
    "third_party/BUILD": 'alias(\n    name = "gtest",\n    actual = "@googletest//:gtest",\n)\n',
}


class Fault:
    """A change of the good tree: in `path` the first `old` becomes `new` (all of it if old is None); `rule` fires at
    `line` of `place`."""

    def __init__(self, rule, line, path, old, new, place=None):
        self.rule, self.line, self.path, self.old, self.new = rule, line, path, old, new
        self.place = place or path


ADDED = "// A line.\n"
FAULTS = {
    "format_header": Fault("format", 9, "ntk/relu.h", "{ return", "{return"),
    "format_source": Fault("format", 8, "ntk/relu_test.cc", "  const double", "    const double"),
    "format_long_line": Fault("format", 6, "ntk/relu_test.cc", "\nTEST", "// " + "word " * 30 + "\nTEST"),
    "guard_of_another_file": Fault("guard", 2, "ntk/relu.h", "#ifndef HADAMARD_NTK_NTK_", "#ifndef HADAMARD_NTK_"),
    "guard_defines_another": Fault("guard", 3, "ntk/relu.h", "#define HADAMARD", "#define GUARD_HADAMARD"),
    "guard_unnamed_at_end": Fault("guard", 13, "ntk/relu.h", "#endif  // HADAMARD_NTK_NTK_RELU_H_", "#endif"),
    "guard_missing": Fault("guard", 1, "ntk/relu.h", None, "/// The rectifier.\n#pragma once\n"),
    "comment_missing": Fault("comment", 1, "ntk/relu.h", "/// The rectifier.\n", ""),
    "include_spectral_from_ntk": Fault("include", 5, "ntk/relu.h", "#include <cmath>", '#include "spectral/zonal.h"'),
    "include_ntk_from_spectral": Fault("include", 5, "spectral/zonal.h", "#include <cmath>", '#include "ntk/relu.h"'),
    "include_experiments": Fault("include", 5, "ntk/relu.h", "#include <cmath>", '#include "experiments/decay.h"'),
    "include_from_the_ground": Fault("include", 8, "linalg/lanes.h", 'flags.h"', 'flags.h"\n#include "ntk/relu.h"'),
    "include_from_files": Fault("include", 5, "files/whole.h", "#include <cmath>", '#include "ntk/relu.h"'),
    "include_mathematics_in_the_referee": Fault("include", 5, "referee/claim.h", "#include <cmath>", '#include "ntk/relu.h"'),
    "include_the_referee_in_ntk": Fault("include", 5, "ntk/relu.h", "#include <cmath>", '#include "referee/claim.h"'),
    "include_in_a_test": Fault("include", 3, "ntk/relu_test.cc", "<gtest/gtest.h>", '"spectral/zonal.h"'),
    "include_without_directory": Fault("include", 1, "ntk/relu_test.cc", "ntk/relu.h", "relu.h"),
    "include_outside_in_quotes": Fault("include", 3, "ntk/relu_test.cc", "<gtest/gtest.h>", '"gtest/gtest.h"'),
    "include_distributed": Fault("include", 1, "experiments/example.cc", "ntk/relu.h", "distributed/ranks.h"),
    "mpi_elsewhere": Fault("mpi", 5, "ntk/relu.h", "<cmath>", "<mpi.h>"),
    "mpi_by_petsc": Fault("mpi", 3, "spectral/zonal.cc", "<cmath>", "<petsc/private/vecimpl.h>"),
    "mpi_as_a_dependency": Fault("mpi", 10, "ntk/BUILD", "//third_party:gtest", "//third_party:openmpi"),
    "dependency_on_distributed": Fault("dependency", 10, "ntk/BUILD", "//third_party:gtest", "//distributed:ranks"),
    "vector_flags_and_eigen": Fault("vector_flags", 5, "ntk/relu.h", "<cmath>", "<Eigen/Core>"),
    "vector_flags_and_intrinsics": Fault("vector_flags", 5, "ntk/relu.h", "<cmath>", "<immintrin.h>"),
    "vector_flags_tested": Fault("vector_flags", 9, "ntk/relu.h", "\ninline", "\n#if defined(__AVX2__)\n#endif\ninline"),
    "vector_flags_of_the_source": Fault("vector_flags", 1, "spectral/zonal.cc", "<cmath>", "<Eigen/Core>",
                                        "spectral/zonal.h"),
    "skip_at_run_time": Fault("skip", 8, "ntk/relu_test.cc", "  const double eps = 1e-16;",
                              planted("  GTEST_SK~IP();\n  const double eps = 1e-16;")),
    "skip_by_name": Fault("skip", 7, "ntk/relu_test.cc", "IsZeroBelow", planted("DISABLED~_IsZeroBelow")),
    "tolerance_bare": Fault("tolerance", 9, "ntk/relu_test.cc", "4 * eps", "1e-12"),
    "tolerance_decimal": Fault("tolerance", 9, "ntk/relu_test.cc", "4 * eps", "0.001"),
    "tolerance_asserted": Fault("tolerance", 9, "ntk/relu_test.cc", "EXPECT_NEAR(hadamard_ntk::ntk::Relu(1e-3), "
                                "1e-3, 4 * eps)", "ASSERT_NEAR(hadamard_ntk::ntk::Relu(1e-3), 1e-3, 1e-9f)"),
    "tolerance_on_next_line": Fault("tolerance", 9, "ntk/relu_test.cc", "1e-3), 1e-3, 4 * eps);",
                                    "1e-3) + hadamard_ntk::ntk::Relu(1e-3) + hadamard_ntk::ntk::Relu(1e-3), 3 * 1e-3,\n"
                                    "              1e-9);"),
    "tolerance_of_a_matcher": Fault("tolerance", 9, "ntk/relu_test.cc",
                                    "EXPECT_NEAR(hadamard_ntk::ntk::Relu(1e-3), 1e-3, 4 * eps)",
                                    "EXPECT_THAT(1e-3, DoubleNear(1e-3, 1e-9))"),
    "thrown_and_returned": Fault("thrown", 10, "ntk/relu_test.cc", "TEST", """std::string ErrorOf(double u) {
  try {
    hadamard_ntk::ntk::Relu(u);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "none";
}

TEST"""),
    "thrown_and_checked": Fault("thrown", 11, "ntk/relu_test.cc", "  EXPECT_NEAR", """  try {
    hadamard_ntk::ntk::Relu(eps);
  } catch (const std::domain_error& e) {
    EXPECT_EQ(std::string(e.what()), "u");
  }
  EXPECT_NEAR"""),
    "build_pattern_in_another_folder": Fault("build", 1, "experiments/basel/BUILD", 'name = "basel"', 'name = "euler"',
                                             "experiments/basel/measure.cc"),
    "build_lacks_header": Fault("build", 1, "ntk/BUILD", '    hdrs = ["relu.h"],\n', "", "ntk/relu.h"),
    "build_lacks_test": Fault("build", 1, "ntk/BUILD", '"relu_test.cc"', "", "ntk/relu_test.cc"),
    "build_names_it_in_a_comment": Fault("build", 1, "ntk/BUILD", '    hdrs = ["relu.h"],',
                                         '    hdrs = [],  # "relu.h"', "ntk/relu.h"),
    "build_macro_lacks_it": Fault("build", 1, "experiments/BUILD", 'name = "symmetry"', 'name = "product"',
                                  "experiments/symmetry.cc"),
    "build_macro_not_called": Fault("build", 1, "experiments/BUILD", 'example(deps = [":decay"])', "",
                                    "experiments/example.cc"),
    "build_missing": Fault("build", 1, "models/layer.cc", None, ADDED),
    "build_of_subdirectory": Fault("build", 1, "ntk/angle/relu.cc", None, ADDED),
    "dependency_on_spectral": Fault("dependency", 10, "ntk/BUILD", "//third_party:gtest", "//spectral:zonal"),
    "dependency_on_experiments": Fault("dependency", 10, "ntk/BUILD", "//third_party:gtest", "//experiments:decay"),
    "dependency_past_third_party": Fault("dependency", 10, "ntk/BUILD", "//third_party:gtest", "@googletest//:gtest"),
    "umbrella_lacks_a_library": Fault("umbrella", 13, "ntk/BUILD", 'deps = [":relu"]', "deps = []"),
    "umbrella_lacks_a_unit": Fault("umbrella", 15, "ntk/BUILD", 'cc_library(\n    name = "ntk"',
                                   'unit(name = "cosine")\n\ncc_library(\n    name = "ntk"'),
    "umbrella_missing": Fault("umbrella", 1, "ntk/BUILD", 'name = "ntk"', 'name = "relu_net"'),
    "shown_without_a_library": Fault("shown", 1, "docs/BUILD", '    "//linalg:documents",\n', "", "linalg/BUILD"),
    "place_checkout": Fault("place", 2, "README.md", "\n", planted("\nRun it in /wo~rk/main.\n")),
    "place_home": Fault("place", 1, "ntk/BUILD", "cc_library", planted("# see /ho~me/someone/notes\ncc_library")),
    "place_root": Fault("place", 1, "WORKSPACE", "workspace", planted('X = "/ro~ot/.cache"\nworkspace')),
    "place_debian_mirror": Fault("place", 1, "README.md", "www.debian.org", planted("deb.deb~ian.org")),
    "place_python_index": Fault("place", 1, "README.md", "www.debian.org", planted("pypi~.org")),
    "marker_in_a_header": Fault("marker", 5, "ntk/relu.h", "#include", planted("// TO~DO(someone): faster\n#include")),
    "citation_unknown": Fault("citation", 3, "spectral/zonal.cc", "22.11.2", "22; Szego1939"),
    "citation_of_nothing": Fault("citation", 4, "REFERENCES.bib", "}}\n", "}}\n\n@misc{Nobody2000,\n  year = {2000}}\n"),
    "marker_in_a_document": Fault("marker", 2, "README.md", "\n", planted("\nFIX~ME\n")),
    "conflict_in_a_document": Fault("conflict", 2, "README.md", "\n", planted("\n<<<<<~<< HEAD\n")),
    "length_of_a_source": Fault("length", 401, "ntk/relu_test.cc", "#include", ADDED * 400 + "#include"),
    "length_of_a_script": Fault("length", 601, "tools/table.py", None, "print()\n" * 601),
    "name_of_a_file": Fault("name", 1, "tools/util.py", None, "print()\n"),
    "name_part_of_a_file": Fault("name", 1, "tools/lint_helpers.py", None, "print()\n"),
    "name_of_a_directory": Fault("name", 1, "tools/common/table.py", None, "print()\n"),
}


class PlantedFaults(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, tree):
        for path, text in tree.items():
            file = os.path.join(self.root, path)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "w", encoding="utf-8") as out:
                out.write(text)

    def faults(self):
        return {(path, line, rule) for path, line, rule, _ in lint.lint(self.root)}

    def test_good_tree_has_none(self):
        self.write(GOOD)
        self.assertEqual(lint.lint(self.root), [])

    def test_every_rule_is_planted(self):
        self.assertEqual({fault.rule for fault in FAULTS.values()}, set(lint.RULES))

    def test_output_of_others_is_not_linted(self):
        self.write(GOOD)
        text = planted("TO~DO\n")
        self.write({"bazel-out/x.cc": text, "results/x.csv": text, ".git/x": text, "user.bazelrc": text,
                    "worktree/.git": text})  # a file there
        self.assertEqual(lint.lint(self.root), [])

    def test_missing_clang_format_is_a_fault(self):
        self.write(GOOD)
        path = os.environ["PATH"]
        self.addCleanup(os.environ.update, PATH=path)
        os.environ["PATH"] = self.root
        self.assertEqual(self.faults(), {(".clang-format", 1, "format")})

    def test_prints_file_line_message(self):
        self.write(GOOD)
        self.write({"models/layer.cc": ADDED})
        printed = lint.subprocess.run([sys.executable, lint.__file__, self.root], stdout=lint.subprocess.PIPE,
                                      text=True, check=False)
        self.assertEqual(printed.returncode, 1)
        self.assertEqual(printed.stdout, "models/layer.cc:1: not named in BUILD [build]\n")


def fires(self, fault):
    tree = dict(GOOD)
    if fault.old is None:
        tree[fault.path] = fault.new
    else:
        self.assertIn(fault.old, tree[fault.path])
        tree[fault.path] = tree[fault.path].replace(fault.old, fault.new, 1)
    self.write(tree)
    found = self.faults()
    self.assertIn((fault.place, fault.line, fault.rule), found)
    self.assertEqual({rule for _, _, rule in found}, {fault.rule})


unittest_xml.add_cases(PlantedFaults, "fault", FAULTS, fires)

if __name__ == "__main__":
    unittest_xml.main()
