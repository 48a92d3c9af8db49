"""The regular case of C++: a header, its source and its test, all of one name."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")

def _place(label):
    return (label[0] != ":", label.replace(":", "!"))

def unit(name, deps = [], copts = [], test_deps = [], test_data = [], test_size = "small", test_shards = None):
    """Makes the library `name` of <name>.h and, if it is there, <name>.cc; of <name>_test.cc, if it is there, a test.

    Args:
      name: of the concept.
      deps: of the library.
      copts: of both.
      test_deps: what the test needs besides the library, gtest_main and //linalg:thrown_testing.
      test_data: data of the test.
      test_size: size of the test.
      test_shards: over how many shards to run the test.
    """
    cc_library(
        name = name,
        srcs = native.glob([name + ".cc"]),
        hdrs = [name + ".h"],
        copts = copts,
        deps = deps,
    )
    if native.glob([name + "_test.cc"]):
        cc_test(
            name = name + "_test",
            size = test_size,
            srcs = [name + "_test.cc"],
            copts = copts,
            data = test_data,
            shard_count = test_shards,
            deps = sorted([":" + name, "//linalg:thrown_testing", "//third_party:gtest_main"] + test_deps, key = _place),
        )
    elif test_deps or test_data:
        fail("//%s:%s has no test" % (native.package_name(), name))
