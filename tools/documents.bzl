"""What a folder gives to the documentation."""

def documents(kinds = ["*.h", "*.md"]):
    """Makes the filegroup `documents`, which docs/BUILD collects for //docs:site: files of these kinds, no tests' headers."""
    native.filegroup(
        name = "documents",
        srcs = native.glob(kinds, exclude = ["*_testing.h"], allow_empty = True),
        visibility = ["//docs:__pkg__"],
    )
