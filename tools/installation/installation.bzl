"""What tools/install copies, as a directory: programs, and libraries for other build systems than Bazel.

Headers, archives, flags, and which library stands on which are asked of the targets; no list is typed twice.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "CPP_COMPILE_ACTION_NAME")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

# An outside library elsewhere, by its repository of third_party/debian.bzl: CMake's package and what to link (without a
# package: the linker's name), and the module of pkg-config.
_OUTSIDE = {
    "boost": struct(package = "Boost", links = ["Boost::headers"], modules = []),
    "eigen": struct(package = "Eigen3", links = ["Eigen3::Eigen"], modules = ["eigen3"]),
    "fftw": struct(package = None, links = ["fftw3"], modules = ["fftw3"]),
    "fmt": struct(package = "fmt", links = ["fmt::fmt"], modules = ["fmt"]),
    "mpfr": struct(package = None, links = ["mpfr", "gmp"], modules = ["mpfr"]),
    "nlohmann_json": struct(
        package = "nlohmann_json",
        links = ["nlohmann_json::nlohmann_json"],
        modules = ["nlohmann_json"],
    ),
    "onetbb": struct(package = "TBB", links = ["TBB::tbb"], modules = ["tbb"]),
    "png": struct(package = "PNG", links = ["PNG::PNG"], modules = ["libpng"]),
    "zlib": struct(package = "ZLIB", links = ["ZLIB::ZLIB"], modules = ["zlib"]),
}

_HERE = Label("//tools/installation").workspace_name

def _folder(label):
    """Of this repository: ntk of //ntk/activations:gelu. A folder is a library elsewhere. None of outside labels."""
    return label.package.split("/")[0] if label.workspace_name == _HERE else None

# --- which library stands on which -----------------------------------------------

def _outside_last(place):
    return (place[0] == "@", place)

_StandsOn = provider(fields = {
    "arrows": "depset of (folder, what it stands on: a folder, or a repository with an @)",
    "places": "what a target is in, in the same words",
})

def _stands_on_impl(target, ctx):
    deps = [dep[_StandsOn] for dep in getattr(ctx.rule.attr, "deps", []) if _StandsOn in dep]
    places = {place: True for dep in deps for place in dep.places}
    folder = _folder(target.label)
    arrows = []
    if folder == None:
        # Modules of Bazel 7 put more before the name.
        places["@" + target.label.workspace_name.split("~")[-1].split("+")[-1]] = True
    elif folder != "third_party":
        arrows = [(folder, place) for place in places if place != folder]
        places = {folder: True}
    return [_StandsOn(
        arrows = depset(arrows, transitive = [dep.arrows for dep in deps]),
        places = places.keys(),
    )]

_stands_on = aspect(
    implementation = _stands_on_impl,
    attr_aspects = ["deps"],
)

# --- how it was compiled ---------------------------------------------------------

def _compiler_flags(ctx, toolchain, features):
    """The standard, "c++20", and the flags for the machine, which those of a library's user must equal."""
    words = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = CPP_COMPILE_ACTION_NAME,
        variables = cc_common.create_compile_variables(
            feature_configuration = features,
            cc_toolchain = toolchain,
            user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts,
        ),
    )
    last = {}  # of -march=native -march=x86-64-v3 the second counts
    for word in words:
        if word.startswith("-m") or word.startswith("-std="):
            last[word.split("=")[0]] = word
    return last.pop("-std")[len("-std="):], last.values()

# --- for CMake and pkg-config ----------------------------------------------------

_MODULE = """\
prefix=${{pcfiledir}}/../..
Name: hadamard_ntk_{name}
Description: {name}, a library of hadamard-ntk
Version: @VERSION@
Requires: {modules}
Cflags: -I${{prefix}}/include/hadamard_ntk -std={standard} {flags}
Libs: {archive}
"""

_PACKAGE = """\
# find_package(HadamardNtk), then link some of
#   {names}
include(CMakeFindDependencyMacro)
{dependencies}
if(NOT TARGET {first})
  get_filename_component(_hadamard_ntk "${{CMAKE_CURRENT_LIST_DIR}}/../../.." ABSOLUTE)
{targets}
  unset(_hadamard_ntk)
endif()
foreach(component IN LISTS HadamardNtk_FIND_COMPONENTS)
  if(NOT TARGET hadamard_ntk::${{component}})
    set(HadamardNtk_FOUND FALSE)
    set(HadamardNtk_NOT_FOUND_MESSAGE "it has no library ${{component}}, but {names}")
  endif()
endforeach()
"""

_TARGET = """\
  add_library(hadamard_ntk::{name} {kind} IMPORTED)
  set_target_properties(hadamard_ntk::{name} PROPERTIES{location}
    INTERFACE_INCLUDE_DIRECTORIES "${{_hadamard_ntk}}/include/hadamard_ntk"
    INTERFACE_COMPILE_FEATURES {standard}
    INTERFACE_COMPILE_OPTIONS "{flags}"
    INTERFACE_LINK_LIBRARIES "{links}")"""

_LOCATION = """
    IMPORTED_LOCATION "${{_hadamard_ntk}}/lib/libhadamard_ntk_{name}.a\""""

_PACKAGE_VERSION = """\
set(PACKAGE_VERSION @VERSION@)
if(PACKAGE_FIND_VERSION VERSION_EQUAL PACKAGE_VERSION)
  set(PACKAGE_VERSION_EXACT TRUE)
endif()
if(NOT PACKAGE_FIND_VERSION VERSION_GREATER PACKAGE_VERSION)
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
endif()
"""

def _module(library, standard, flags):
    modules = []
    for place in library.stands_on:
        modules += _OUTSIDE[place[1:]].modules if place[0] == "@" else ["hadamard_ntk_" + place]
    return _MODULE.format(
        name = library.name,
        modules = " ".join(modules),
        standard = standard,
        flags = " ".join(flags),
        archive = "-L${prefix}/lib -lhadamard_ntk_" + library.name if library.objects else "",
    )

def _package(libraries, standard, flags):
    names = ["hadamard_ntk::" + library.name for library in libraries]
    packages, targets = {}, []
    for library in libraries:
        links = []
        for place in library.stands_on:
            outside = _OUTSIDE[place[1:]] if place[0] == "@" else None
            links += outside.links if outside else ["hadamard_ntk::" + place]
            if outside and outside.package:
                packages[outside.package] = True
        targets.append(_TARGET.format(
            name = library.name,
            kind = "STATIC" if library.objects else "INTERFACE",
            location = _LOCATION.format(name = library.name) if library.objects else "",
            standard = standard.replace("c++", "cxx_std_"),
            # Other compilers know -march, not all of gcc's rest.
            flags = ";".join([
                flag if flag.startswith("-march=") else "$<$<CXX_COMPILER_ID:GNU>:%s>" % flag
                for flag in flags
            ]),
            links = ";".join(links),
        ))
    return _PACKAGE.format(
        first = names[0],
        names = " ".join(names),
        dependencies = "\n".join(["find_dependency(%s)" % package for package in sorted(packages)]),
        targets = "\n".join(targets),
    )

# --- the directory ---------------------------------------------------------------

def _installation_impl(ctx):
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    headers, objects, arrows = {}, {}, {}
    for library in ctx.attr.libraries:
        for header in library[CcInfo].compilation_context.headers.to_list():
            if header.is_source and _folder(header.owner):
                headers[header.short_path] = header
        for linked in library[CcInfo].linking_context.linker_inputs.to_list():
            if _folder(linked.owner):
                for archive in linked.libraries:
                    for file in archive.pic_objects or archive.objects:
                        objects.setdefault(_folder(linked.owner), {})[file.path] = file
        for user, used in library[_StandsOn].arrows.to_list():
            arrows.setdefault(user, {})[used] = True
    folders = {path.split("/")[0]: True for path in headers}
    libraries = [struct(
        name = name,
        objects = objects.get(name, {}).values(),
        stands_on = sorted(arrows.get(name, {}), key = _outside_last),
    ) for name in sorted(folders)]
    standard, flags = _compiler_flags(ctx, toolchain, features)

    placed = [(header, "include/hadamard_ntk/" + path) for path, header in headers.items()]
    for library in libraries:
        if not library.objects:  # headers alone
            continue
        archive = ctx.actions.declare_file("libhadamard_ntk_%s.a" % library.name)
        ctx.actions.run(
            outputs = [archive],
            inputs = depset(library.objects, transitive = [toolchain.all_files]),
            executable = cc_common.get_tool_for_action(
                feature_configuration = features,
                action_name = "c++-link-static-library",
            ),
            # q, not r: objects of two folders may have one name.
            arguments = [ctx.actions.args().add("qcsD").add(archive).add_all(library.objects)],
            mnemonic = "CppArchive",
        )
        placed.append((archive, "lib/" + archive.basename))
    texts = {
        "pkgconfig/hadamard_ntk_%s.pc" % library.name: _module(library, standard, flags)
        for library in libraries
    }
    texts["cmake/HadamardNtk/HadamardNtkConfig.cmake"] = _package(libraries, standard, flags)
    texts["cmake/HadamardNtk/HadamardNtkConfigVersion.cmake"] = _PACKAGE_VERSION
    for path, text in texts.items():
        file = ctx.actions.declare_file(path.split("/")[-1])
        ctx.actions.write(file, text)
        placed.append((file, "lib/" + path))
    placed += [(program, "bin/" + program.basename) for program in ctx.files.programs]

    directory = ctx.actions.declare_directory("prefix")
    places = ctx.actions.declare_file("places.txt")
    ctx.actions.write(places, "".join(["%s %s\n" % (file.path, place) for file, place in placed]))
    read = [places, ctx.file._citation, ctx.file._completion, ctx.file._help2man]
    ctx.actions.run_shell(
        outputs = [directory],
        inputs = [file for file, _ in placed] + read + [ctx.file._assemble],
        command = 'exec "$@"',
        arguments = [ctx.file._assemble.path, directory.path] + [file.path for file in read],
        mnemonic = "Installation",
        use_default_shell_env = True,
    )
    return [DefaultInfo(files = depset([directory]), runfiles = ctx.runfiles(files = [directory]))]

def _file(label):
    return attr.label(default = label, allow_single_file = True)

installation = rule(
    implementation = _installation_impl,
    attrs = {
        "libraries": attr.label_list(doc = "come with all that they stand on", providers = [CcInfo], aspects = [_stands_on]),
        "programs": attr.label_list(doc = "come with their man pages"),
        "_assemble": _file("//tools/installation:assemble"),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        "_citation": _file("//:CITATION.cff"),
        "_completion": _file("//tools/installation:completion.bash"),
        "_help2man": _file("//third_party:help2man"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)
