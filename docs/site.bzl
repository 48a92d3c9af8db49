"""The documentation as a directory of static HTML."""

def _site_impl(ctx):
    directory = ctx.actions.declare_directory(ctx.label.name)
    arguments = ctx.actions.args()
    arguments.add(ctx.file.program)
    arguments.add(directory.path)
    arguments.add_all(ctx.files.documents)
    ctx.actions.run_shell(
        outputs = [directory],
        inputs = ctx.files.documents + ctx.files.parts + [ctx.file.program],
        arguments = [arguments],
        # Debian's Python, whose packages Sphinx and breathe are.
        command = 'exec /usr/bin/python3 "$@"',
        mnemonic = "Site",
        progress_message = "Typesetting the documentation",
        use_default_shell_env = True,
    )
    return [DefaultInfo(files = depset([directory]), runfiles = ctx.runfiles(files = [directory]))]

site = rule(
    implementation = _site_impl,
    attrs = {
        "documents": attr.label_list(doc = "headers, documents and figures to be shown", allow_files = True),
        "parts": attr.label_list(doc = "files the program reads beside them", allow_files = True),
        "program": attr.label(doc = "called with the directory and the documents", allow_single_file = True),
    },
)
