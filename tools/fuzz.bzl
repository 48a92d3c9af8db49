"""Fuzz targets: a reader of bytes from outside, its inputs kept as a test, and more of them made by libFuzzer."""

load("@rules_cc//cc:defs.bzl", "cc_test")

def fuzz_test(name, deps):
    """Makes the test `name` from <name>.cc, which defines LLVMFuzzerTestOneInput, and the inputs in fuzz_inputs/<name>/.

    The test runs it on every file there (tools/run_fuzz_inputs.cc): seeds, and each input that once found a fault.
    Under --config=fuzz the same target is libFuzzer's program; tools/fuzz builds and runs that.

    Args:
      name: ends in _fuzz.
      deps: libraries under test.
    """
    inputs = native.glob(["fuzz_inputs/" + name + "/*"])
    if not inputs:
        fail("no inputs in fuzz_inputs/" + name)
    cc_test(
        name = name,
        size = "small",
        srcs = [name + ".cc"],
        args = ["$(rootpath %s)" % input for input in inputs],
        data = inputs,
        deps = deps + select({
            "//tools:libfuzzer": [],
            "//conditions:default": ["//tools:run_fuzz_inputs"],
        }),
    )
