"""The example of a library's README, compiled and run by a test."""

load("@rules_cc//cc:defs.bzl", "cc_binary")

def readme_example(deps):
    """Makes the binary readme_example and the test readme_example_test of a package.

    The test compares readme_example.cc with the cpp block in README.md, character by character, and what it prints with the block
    after "It prints".

    Args:
      deps: libraries the example includes.
    """
    cc_binary(
        name = "readme_example",
        srcs = ["readme_example.cc"],
        deps = deps,
    )
    native.sh_test(
        name = "readme_example_test",
        size = "small",
        srcs = ["//tools:readme_example_test.py"],
        args = [
            "$(rootpath readme_example)",
            "$(rootpath readme_example.cc)",
            "$(rootpath README.md)",
        ],
        data = [
            "README.md",
            "readme_example.cc",
            ":readme_example",
            "//tools:unittest_xml.py",
        ],
    )
