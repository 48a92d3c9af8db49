"""debian_libraries() for MODULE.bazel. A file of its own, since Bazel 4 knows no module_extension."""

load(":debian.bzl", "debian_libraries")

def _debian_impl(_ctx):
    debian_libraries()

debian = module_extension(implementation = _debian_impl)
