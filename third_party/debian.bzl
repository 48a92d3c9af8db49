"""External repositories made from installed Debian packages, without network.

Works with bookworm's bazel-bootstrap (4.2.3) and with sid's (7.7.1), by WORKSPACE or by MODULE.bazel.
"""

def _multiarch(ctx):
    """x86_64-linux-gnu, aarch64-linux-gnu, ..."""
    r = ctx.execute(["gcc", "-print-multiarch"])
    return r.stdout.strip() if r.return_code == 0 else ""

def _python(ctx):
    """python3.11, ...: the system's own."""
    r = ctx.execute(["/usr/bin/python3", "-c", "import sys; print('python%d.%d' % sys.version_info[:2])"])
    return r.stdout.strip() if r.return_code == 0 else "python3"

def _require(ctx, path, package):
    if "{multiarch}" in path:
        path = path.replace("{multiarch}", _multiarch(ctx))
    if "{python}" in path:
        path = path.replace("{python}", _python(ctx))
    p = ctx.path(path)
    if not p.exists:
        fail("%s is missing; install it: %s" % (path, _how_to_install(path, package)))
    return p

def _how_to_install(path, package):
    """The line that also helps where a slim image keeps the documents of an installed package out."""
    flags = ""
    if path.startswith("/usr/share/doc/"):
        flags = " --reinstall -o DPkg::Options::=--path-include=" + path
    return "apt-get install --no-install-recommends%s %s" % (flags, package)

# --- libraries ---------------------------------------------------------------

def _debian_library_impl(ctx):
    for name, target in ctx.attr.links.items():
        ctx.symlink(_require(ctx, target, ctx.attr.package), name)
    for path in ctx.attr.probes:
        _require(ctx, path, ctx.attr.package)

    # Headers under /usr/include are on the compiler's own path, also in the
    # sandbox, but are not Bazel inputs. The version goes into the BUILD file as a
    # define, so that upgrading the package rebuilds what depends on it.
    version = "unknown"
    if ctx.which("dpkg-query"):
        r = ctx.execute(["dpkg-query", "-W", "-f", "${Version}", ctx.attr.package])
        if r.return_code == 0 and r.stdout.strip():
            version = r.stdout.strip()
    ctx.template("BUILD.bazel", ctx.attr.build_file, {"%{version}": version}, executable = False)

debian_library = repository_rule(
    implementation = _debian_library_impl,
    attrs = {
        "build_file": attr.label(mandatory = True, allow_single_file = True),
        "links": attr.string_dict(doc = "name in the repository -> absolute path"),
        "package": attr.string(mandatory = True),
        "probes": attr.string_list(doc = "absolute paths that must exist"),
    },
    local = True,
)

# --- Bazel's own rule sets -----------------------------------------------------

_RULES_CC = "/usr/share/bazel/rules/cc"

def _debian_rules_cc_impl(ctx):
    """Debian's rules_cc, less its use of use_cpp_toolchain where Bazel has none (4.x)."""
    root = _require(ctx, _RULES_CC, "bazel-rules-cc")

    # By feature: native.bazel_version is empty in Debian's builds.
    if "def use_cpp_toolchain" in ctx.read(ctx.path(Label("@bazel_tools//tools/cpp:toolchain_utils.bzl"))):
        for child in root.readdir():
            ctx.symlink(child, child.basename)
        return

    # Real directories down to the one that holds the two files, links elsewhere.
    real = ["", "cc", "cc/private", "cc/private/rules_impl"]
    for directory in real:
        source = ctx.path(_RULES_CC + "/" + directory) if directory else root
        for child in source.readdir():
            name = directory + "/" + child.basename if directory else child.basename
            if name in real:
                continue
            if directory == real[-1] and name.endswith(".bzl"):
                text = ctx.read(child)
                if "use_cpp_toolchain" in text:
                    ctx.file(
                        name,
                        text.replace(', "use_cpp_toolchain"', "").replace(
                            "use_cpp_toolchain()",
                            '["@bazel_tools//tools/cpp:toolchain_type"]',
                        ),
                        executable = False,
                    )
                    continue
            ctx.symlink(child, name)

debian_rules_cc = repository_rule(
    implementation = _debian_rules_cc_impl,
    local = True,
)

def _debian_tree_impl(ctx):
    root = _require(ctx, ctx.attr.path, ctx.attr.package)
    for child in root.readdir():
        ctx.symlink(child, child.basename)

debian_tree = repository_rule(
    implementation = _debian_tree_impl,
    attrs = {
        "package": attr.string(mandatory = True),
        "path": attr.string(mandatory = True),
    },
    local = True,
)

def _stub_impl(ctx):
    for name, text in ctx.attr.files.items():
        ctx.file(name, text, executable = False)

stub_repository = repository_rule(
    implementation = _stub_impl,
    attrs = {"files": attr.string_dict()},
)

# --- the macros that WORKSPACE and MODULE.bazel call -------------------------------

_LIB = "/usr/lib/{multiarch}/"
_INC = "/usr/include/"

def debian_repositories():
    debian_rules_cc(name = "rules_cc")
    debian_tree(name = "bazel_skylib", package = "bazel-skylib", path = "/usr/share/bazel/tools/skylib")
    debian_tree(name = "platforms", package = "bazel-platforms", path = "/usr/share/bazel/tools/platforms")
    debian_tree(name = "rules_java", package = "bazel-rules-java", path = "/usr/share/bazel/rules/java")
    debian_tree(name = "rules_proto", package = "bazel-rules-proto", path = "/usr/share/bazel/rules/proto")

    # Only fetched by Bazel 7 (sid), whose package depends on theirs.
    debian_tree(name = "rules_python", package = "bazel-rules-python", path = "/usr/share/bazel/rules/python")
    debian_tree(name = "rules_license", package = "bazel-rules-license", path = "/usr/share/bazel/rules/license")
    debian_tree(name = "bazel_features", package = "bazel-features", path = "/usr/share/bazel/tools/features")
    stub_repository(
        name = "remote_coverage_tools",
        files = {
            "BUILD": 'filegroup(name = "coverage_report_generator", visibility = ["//visibility:public"])\n',
        },
    )

    debian_libraries()

def debian_libraries():
    """Libraries and data; without Bazel's own rule sets, which are modules to MODULE.bazel."""
    debian_library(
        name = "eigen",
        package = "libeigen3-dev",
        links = {"Eigen": _INC + "eigen3/Eigen", "unsupported": _INC + "eigen3/unsupported"},
        build_file = Label("//third_party:eigen.BUILD"),
    )
    debian_library(
        name = "boost",
        package = "libboost-dev",
        probes = [_INC + "boost/math/special_functions/bessel.hpp", _INC + "boost/multiprecision/cpp_bin_float.hpp"],
        build_file = Label("//third_party:boost.BUILD"),
    )
    debian_library(
        name = "mpfr",
        package = "libmpfr-dev",
        probes = [_INC + "mpfr.h", _LIB + "libmpfr.so"],
        build_file = Label("//third_party:mpfr.BUILD"),
    )
    debian_library(
        name = "onetbb",
        package = "libtbb-dev",
        probes = [_INC + "tbb/parallel_for.h", _LIB + "libtbb.so"],
        build_file = Label("//third_party:onetbb.BUILD"),
    )
    debian_library(
        name = "googletest",
        package = "libgtest-dev",
        links = {"lib/libgtest.a": _LIB + "libgtest.a", "lib/libgtest_main.a": _LIB + "libgtest_main.a"},
        probes = [_INC + "gtest/gtest.h"],
        build_file = Label("//third_party:googletest.BUILD"),
    )
    debian_library(
        name = "google_benchmark",
        package = "libbenchmark-dev",
        links = {"lib/libbenchmark_main.a": _LIB + "libbenchmark_main.a"},
        probes = [_INC + "benchmark/benchmark.h", _LIB + "libbenchmark.so"],
        build_file = Label("//third_party:google_benchmark.BUILD"),
    )
    debian_library(
        name = "nlohmann_json",
        package = "nlohmann-json3-dev",
        probes = [_INC + "nlohmann/json.hpp"],
        build_file = Label("//third_party:nlohmann_json.BUILD"),
    )
    debian_library(
        name = "cli11",
        package = "libcli11-dev",
        probes = [_INC + "CLI/CLI.hpp"],
        build_file = Label("//third_party:cli11.BUILD"),
    )
    debian_library(
        name = "random123",
        package = "librandom123-dev",
        probes = [_INC + "Random123/philox.h"],
        build_file = Label("//third_party:random123.BUILD"),
    )
    debian_library(
        name = "zlib",
        package = "zlib1g-dev",
        probes = [_INC + "zlib.h", _LIB + "libz.so"],
        build_file = Label("//third_party:zlib.BUILD"),
    )
    debian_library(
        name = "fftw",
        package = "libfftw3-dev",
        probes = [_INC + "fftw3.h", _LIB + "libfftw3.so"],
        build_file = Label("//third_party:fftw.BUILD"),
    )
    debian_library(
        name = "fmt",
        package = "libfmt-dev",
        probes = [_INC + "fmt/core.h", _LIB + "libfmt.so"],
        build_file = Label("//third_party:fmt.BUILD"),
    )
    debian_library(
        name = "python",
        package = "python3-dev",
        links = {"include": _INC + "{python}"},
        build_file = Label("//third_party:python.BUILD"),
    )
    debian_library(
        name = "pybind11",
        package = "pybind11-dev",
        probes = [_INC + "pybind11/pybind11.h"],
        build_file = Label("//third_party:pybind11.BUILD"),
    )
    debian_library(
        name = "png",
        package = "libpng-dev",
        probes = [_INC + "png.h", _LIB + "libpng.so"],
        build_file = Label("//third_party:png.BUILD"),
    )

    # Of //tools/installation.
    debian_library(
        name = "help2man",
        package = "help2man",
        links = {"help2man": "/usr/bin/help2man"},
        build_file = Label("//third_party:help2man.BUILD"),
    )

    # Of //distributed alone; with 64-bit indices.
    debian_library(
        name = "openmpi",
        package = "libopenmpi-dev",
        links = {"include": _LIB + "openmpi/include"},
        probes = [_LIB + "libmpi.so"],
        build_file = Label("//third_party:openmpi.BUILD"),
    )
    debian_library(
        name = "petsc",
        package = "libpetsc64-real-dev",
        links = {"include": "/usr/lib/petscdir/petsc64-3.18/{multiarch}-real/include"},
        probes = [_LIB + "libpetsc64_real.so"],
        build_file = Label("//third_party:petsc.BUILD"),
    )
    debian_library(
        name = "slepc",
        package = "libslepc64-real-dev",
        links = {"include": "/usr/lib/slepcdir/slepc64-3.18/{multiarch}-real/include"},
        probes = [_LIB + "libslepc64_real.so"],
        build_file = Label("//third_party:slepc.BUILD"),
    )
    debian_library(
        name = "scalapack",
        package = "libscalapack-openmpi-dev",
        probes = [_LIB + "libscalapack-openmpi.so"],
        build_file = Label("//third_party:scalapack.BUILD"),
    )

    # The paths are those of image_data.h.
    debian_library(
        name = "fashion_mnist",
        package = "dataset-fashion-mnist",
        probes = ["/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"],
        build_file = Label("//third_party:image_data.BUILD"),
    )
    debian_library(
        name = "handwritten_digits",
        package = "opencv-doc",
        probes = ["/usr/share/doc/opencv-doc/examples/data/digits.png"],
        build_file = Label("//third_party:image_data.BUILD"),
    )
