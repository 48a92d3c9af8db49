"""The wheel of Python's module: its compiled part for three instruction sets, whatever //.bazelrc compiles for."""

# Levels of the x86-64 ABI.
_LEVELS = {
    "avx2": "x86-64-v3",
    "avx512": "x86-64-v4",
    "baseline": "x86-64",
}

INSTRUCTION_SETS = _LEVELS.keys()

_COPT = "//command_line_option:copt"
_LINKOPT = "//command_line_option:linkopt"

def _flags_impl(settings, attr):
    """All flags stay but the processor's. Shared libraries are looked for one directory up, as the wheel has them."""
    kept = [flag for flag in settings[_COPT] if not flag.startswith("-march=") and not flag.startswith("-mtune=")]
    return {
        _COPT: kept + ["-march=" + _LEVELS[attr.instruction_set], "-mtune=generic"],
        _LINKOPT: settings[_LINKOPT] + ["-Wl,-rpath,$ORIGIN/.."],
    }

_flags = transition(
    implementation = _flags_impl,
    inputs = [_COPT, _LINKOPT],
    outputs = [_COPT, _LINKOPT],
)

def _compiled_for_impl(ctx):
    file = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = file, target_file = ctx.file.target, is_executable = True)
    return [DefaultInfo(files = depset([file]), runfiles = ctx.runfiles(files = [file]))]

compiled_for = rule(
    implementation = _compiled_for_impl,
    attrs = {
        "instruction_set": attr.string(values = INSTRUCTION_SETS),
        "target": attr.label(doc = "a program or a shared library", cfg = _flags, allow_single_file = True),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)

def _wheel_impl(ctx):
    directory = ctx.actions.declare_directory(ctx.label.name)
    arguments = ctx.actions.args()
    arguments.add_all([ctx.file.program, ctx.file.citation, ctx.file.license])
    arguments.add(directory.path)
    arguments.add_all(ctx.files.srcs)
    ctx.actions.run_shell(
        outputs = [directory],
        inputs = ctx.files.srcs + [ctx.file.program, ctx.file.citation, ctx.file.license],
        arguments = [arguments],
        # Debian's Python, whose headers the compiled part was compiled with.
        command = 'exec /usr/bin/python3 "$@"',
        mnemonic = "Wheel",
        use_default_shell_env = True,
    )
    return [DefaultInfo(files = depset([directory]), runfiles = ctx.runfiles(files = [directory]))]

# A directory that holds the wheel alone, since its name tells its version.
wheel = rule(
    implementation = _wheel_impl,
    attrs = {
        "citation": attr.label(doc = "CITATION.cff: title, version, license", allow_single_file = True),
        "license": attr.label(allow_single_file = True),
        "program": attr.label(doc = "called with the two files, directory and sources", allow_single_file = True),
        "srcs": attr.label_list(doc = "files of the package; compiled ones in lib/<set>/", allow_files = True),
    },
)
