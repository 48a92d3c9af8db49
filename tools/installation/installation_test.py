#!/usr/bin/env python3
"""tools/install: whole installs or the earlier one, on planted trees; and what it installs, the tree that Bazel makes,
used by a project of somebody else, by CMake and by pkg-config."""
import csv
import fcntl
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, "tools")
import unittest_xml  # noqa: E402

EPS = sys.float_info.epsilon
LIST = "share/hadamard_ntk/installed_files"

# Of a planted checkout: what it "builds" is where $BIN says.
BAZEL = """#!/bin/bash
echo "$*" >>"$BIN/log"
[[ $1 != build ]] || eval "$BUILD" || exit 1
[[ $1 != info ]] || echo "$BIN"
"""

# In the place of cp: something ends the program when half of the copy is there.
CUT_COPY = """#!/bin/bash
mkdir -p "${@: -1}/bin"
echo half >"${@: -1}/bin/ntk"
kill -$CUT "$(cat "$BIN/pid")"
"""


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, **options)


def contents(directory):
    """path -> bytes of all files below."""
    found = {}
    for folder, _, names in os.walk(directory):
        for path in (os.path.join(folder, name) for name in names):
            with open(path, "rb") as file:
                found[os.path.relpath(path, directory)] = file.read()
    return found


class Checkout(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = os.path.realpath(directory.name)
        self.prefix = os.path.join(self.home, "prefix")
        self.bin = os.path.join(self.home, "bin")
        self.write("checkout/tools/bazel", BAZEL, 0o755)
        shutil.copy("tools/install", os.path.join(self.home, "checkout/tools"))

    def write(self, name, text, mode=0o555):
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def build(self, **files):
        """The tree of the next install: path, with __ for /, -> text. As Bazel's, it cannot be written."""
        tree = os.path.join(self.bin, "tools/installation/prefix")
        shutil.rmtree(tree, ignore_errors=True)
        paths = {name.replace("__", "/"): text for name, text in files.items()}
        for path, text in paths.items():
            self.write(os.path.join(tree, path), text)
        self.write(os.path.join(tree, LIST), "".join(path + "\n" for path in sorted([*paths, LIST])))

    def install(self, *words, cut="", **options):
        """The installing process, ended; its own number is in $BIN/pid."""
        environment = dict(os.environ, BIN=self.bin, BUILD="true", CUT=cut)
        environment.update(options.pop("env", {}))
        command = ["bash", "-c", 'echo $$ >"$BIN/pid"; exec "$0" "$@"', os.path.join(self.home, "checkout/tools/install")]
        return run([*command, *(words or ("--prefix", self.prefix))], env=environment, **options)

    def refused(self, done, message):
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertRegex(done.stderr, rf"\A(tools/bazel: .*\n)*tools/install: {message}\n\Z")

    def test_installs_and_says_so(self):
        self.build(bin__ntk="program", include__hadamard_ntk__ntk__relu="header")
        done = self.install(umask=0o77)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, f"tools/install: 3 files in {self.prefix}, for -march=native: "
                                      "ntk, poisson, hadamard_ntk::ntk, ...\n")
        self.assertEqual(contents(self.prefix), contents(os.path.join(self.bin, "tools/installation/prefix")))
        modes = {name: os.stat(os.path.join(self.prefix, name)).st_mode & 0o777
                 for name in ("bin", "bin/ntk", "include/hadamard_ntk/ntk/relu")}
        self.assertEqual(list(modes.values()), [0o755, 0o755, 0o644])

    def test_an_earlier_install_is_replaced_and_the_rest_left_alone(self):
        self.build(bin__ntk="old", include__hadamard_ntk__old__one="1", lib__a="1")
        self.install()
        os.makedirs(self.prefix + "/share/somebody")
        os.makedirs(self.prefix + "/empty")
        shutil.copy(self.prefix + "/bin/ntk", self.prefix + "/bin/other")
        self.build(bin__ntk="new", lib__a="2", lib__b="3")
        self.assertEqual(self.install().returncode, 0)
        self.assertEqual(contents(self.prefix), {**contents(os.path.join(self.bin, "tools/installation/prefix")),
                                                 "bin/other": b"old"})
        self.assertEqual(sorted(os.listdir(self.prefix)), ["bin", "empty", "lib", "share"])

    def test_the_architecture_is_passed_on(self):
        self.build(bin__ntk="program")
        for words, flags in (((), ""), (("--march", "x86-64-v3"), " --copt=-march=x86-64-v3 --platform_suffix=-x86-64-v3")):
            self.write(os.path.join(self.bin, "log"), "", 0o644)
            self.assertEqual(self.install("--prefix", self.prefix, *words).returncode, 0)
            with open(self.bin + "/log", encoding="utf-8") as log:
                self.assertEqual(log.read(), f"build{flags} //tools/installation\ninfo{flags} bazel-bin\n")

    def test_a_relative_prefix_is_meant_from_where_the_user_called(self):
        self.build(bin__ntk="program")
        self.assertEqual(self.install("--prefix", "here", cwd=self.bin).returncode, 0)
        self.assertIn("bin/ntk", contents(self.bin + "/here"))

    def test_bad_flags(self):
        for words, message in {
                ("--prefix",): "--prefix needs a value",
                ("--prefx", "x"): r"unknown flag --prefx; --prefix DIR \[--march ARCHITECTURE\]",
                ("--march", "native"): "--prefix DIR is needed: where bin, include, lib and share are, or shall be",
                ("--prefix", self.prefix, "--march", "a b"):
                    r"--march must name an architecture, such as native or x86-64-v3 \(got 'a b'\)"}.items():
            self.build()
            self.refused(self.install(*words), message)
            self.assertFalse(os.path.exists(self.bin + "/log"))

    # --- what fails leaves the earlier install as it was ---

    AS_IT_WAS = "; what is installed there is as it was"

    def stays(self, message, **options):
        """An install over an earlier one is refused, with all there as it was."""
        self.build(bin__ntk="old", lib__a="1")
        self.assertEqual(self.install().returncode, 0)
        options.get("meanwhile", lambda: None)()
        earlier = contents(self.prefix)
        self.build(bin__ntk="new" * 100000, lib__a="2", include__hadamard_ntk__ntk__relu="header")
        done = self.install(**{name: value for name, value in options.items() if name != "meanwhile"})
        self.refused(done, message)
        self.assertEqual(contents(self.prefix), earlier)

    def test_no_place(self):
        self.build(bin__ntk="program")
        self.write("file", "")
        for prefix, message in {"/proc/none": "cannot make /proc/none: No such file or directory",
                                self.home + "/file": f"cannot make {self.home}/file: File exists"}.items():
            self.refused(self.install("--prefix", prefix), message)
            self.assertFalse(os.path.exists(self.bin + "/log"), "after the build")

    def test_a_build_that_fails(self):
        self.stays("the build failed" + self.AS_IT_WAS, env={"BUILD": "echo tools/bazel: 'error' >&2; false"})

    def test_a_full_disk(self):
        """A limit to the size of files stands for it."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))
        self.stays(rf"cannot write into {self.prefix}: File too large" + self.AS_IT_WAS, preexec_fn=limit)

    def test_an_interruption_while_it_builds(self):
        for name in ("INT", "TERM", "HUP"):
            self.stays("interrupted" + self.AS_IT_WAS, env={"BUILD": f"kill -{name} $(cat $BIN/pid)"})

    def cut_copy(self):
        self.write("cut/cp", CUT_COPY, 0o755)
        return {"PATH": f"{self.home}/cut:{os.environ['PATH']}"}

    def test_an_interruption_while_it_copies(self):
        self.stays("interrupted" + self.AS_IT_WAS, cut="INT", env=self.cut_copy())

    def test_after_a_sudden_end_the_next_one_cleans_up(self):
        self.build(bin__ntk="old")
        self.install()
        self.build(bin__ntk="new")
        self.assertEqual(self.install(cut="KILL", env=self.cut_copy()).returncode, -signal.SIGKILL)
        left = contents(self.prefix)
        self.assertEqual((left["bin/ntk"], left[".hadamard_ntk_install/bin/ntk"]), (b"old", b"half\n"))
        self.assertEqual(self.install().returncode, 0)
        self.assertEqual(contents(self.prefix), contents(os.path.join(self.bin, "tools/installation/prefix")))

    def test_another_install_at_the_same_time(self):
        os.makedirs(self.prefix)
        other = os.open(self.prefix, os.O_RDONLY)
        self.addCleanup(os.close, other)
        self.stays(f"another install is writing into {self.prefix}",
                   meanwhile=lambda: fcntl.flock(other, fcntl.LOCK_EX))

    def test_a_directory_in_the_place_of_a_file(self):
        self.stays(f"{self.prefix}/include/hadamard_ntk/ntk/relu is a directory" + self.AS_IT_WAS,
                   meanwhile=lambda: os.makedirs(self.prefix + "/include/hadamard_ntk/ntk/relu"))

    def test_a_file_in_the_place_of_a_directory(self):
        self.stays(f"cannot make {self.prefix}/include: File exists" + self.AS_IT_WAS,
                   meanwhile=lambda: self.write("prefix/include", ""))


# --- what is installed ------------------------------------------------------------------------------------------------


def flags_of(text):
    """Those of an output of --help."""
    return set(re.findall(r"^ +(?:-\w,)?(--[\w-]+)", text, re.M))


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.home = directory.name
        cls.prefix = os.path.join(cls.home, "usr local")  # a blank, as in some homes
        checkout = os.path.join(cls.home, "checkout/tools")
        os.makedirs(checkout)
        shutil.copy("tools/install", checkout)
        with open(checkout + "/bazel", "w", encoding="utf-8") as file:
            file.write(f"#!/bin/bash\n[[ $1 != info ]] || echo {os.getcwd()}\n")
        os.chmod(checkout + "/bazel", 0o755)
        done = run([checkout + "/install", "--prefix", cls.prefix])
        if done.returncode:
            raise AssertionError(done.stderr)
        cls.environment = dict(os.environ, PATH=f"{cls.prefix}/bin:{os.environ['PATH']}",
                               PKG_CONFIG_PATH=f"{cls.prefix}/lib/pkgconfig")

    def path(self, *names):
        return os.path.join(self.prefix, *names)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def output(self, *command, **options):
        done = run(command, env=self.environment, **options)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout

    def help(self, command):
        return self.output(*command.split(), "--help")

    def commands(self):
        """Programs, and their commands: "ntk", "ntk gram", "ntk spectrum learning-curve"."""
        found = []
        for program in sorted(os.listdir(self.path("bin"))):
            found.append(program)
            part = re.search(r"^Commands:\n((?:  .*\n)+)", self.help(program), re.M)
            found += [f"{program} {name}" for name in re.findall(r"^  (\S+(?: \S+)*)  ", part[1], re.M)] if part else []
        return found

    def test_the_list_is_complete(self):
        self.assertEqual(self.read(LIST).splitlines(), sorted(contents(self.prefix)))

    def test_programs_and_commands(self):
        self.assertEqual(self.commands(), ["ntk", "ntk gram", "ntk spectrum", "ntk spectrum learning-curve",
                                           "ntk predict", "ntk entk", "poisson"])

    # --- man pages and completion ---

    def test_every_flag_is_in_the_man_page(self):
        checked = 0
        for command in self.commands():
            title = command.replace(" ", "-")
            page = re.sub(r"\\f[BIRP]", "", self.read(f"share/man/man1/{title}.1").replace(r"\-", "-"))
            self.assertRegex(page, rf'(?m)^\.TH {title.upper()} "1" "" "{title} of hadamard-ntk, commit \S+"')
            self.assertRegex(page, rf"(?m)^\.SH NAME\n{title} - .*[^.]\n\.SH SYNOPSIS\n\.B {command.split()[0]}$")
            for flag in flags_of(self.help(command)):
                self.assertRegex(page, rf"(?<![\w-]){flag}(?![\w-])", title)
                checked += 1
            self.assertNotRegex(page, r"(?<![\w-])--no_such_flag(?![\w-])")
        self.assertGreater(checked, 60)
        self.assertEqual(len(os.listdir(self.path("share/man/man1"))), len(self.commands()))

    def completed(self, *words, program=None):
        """What bash offers for the last word; "(file)" if names of files."""
        script = ('compopt() { COMPREPLY=("(file)"); }; source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  '_hadamard_ntk "$1" "${@: -1}" "${@: -2:1}"; printf "%s\\n" "${COMPREPLY[@]}"')
        name = self.path("share/bash-completion/completions", words[0])
        offered = self.output("bash", "-c", script, name, program or words[0], *words[1:]).split()
        self.assertEqual(len(offered), len(set(offered)))
        return set(offered)

    def test_every_flag_is_completed(self):
        for command in self.commands():
            self.assertEqual(self.completed(*command.split(), "--"), flags_of(self.help(command)), command)

    def test_commands_are_completed(self):
        self.assertEqual(self.completed("ntk", ""), {"gram", "spectrum", "predict", "entk"})
        self.assertEqual(self.completed("ntk", "sp"), {"spectrum"})
        self.assertEqual(self.completed("ntk", "spectrum", "le"), {"learning-curve"})
        self.assertEqual(self.completed("ntk", "gram", "le"), set())

    def test_values_are_completed(self):
        gram = ("ntk", "gram")
        self.assertEqual(self.completed(*gram, "--dtype", ""), {"float64", "float32"})
        self.assertEqual(self.completed(*gram, "--dtype", "=", "float3"), {"float32"})
        self.assertEqual(self.completed(*gram, "--dtype", "="), {"float64", "float32"})
        self.assertEqual(self.completed(*gram, "--x", "t"), {"(file)"})
        self.assertEqual(self.completed(*gram, "--degree", ""), set())
        self.assertIn("--out", self.completed(*gram, "--nngp", ""))
        self.assertEqual(self.completed(*gram, "--x", "a.npy", "--deg"), {"--degree"})
        self.assertIn("multigrid", self.completed("poisson", "--method", ""))

    def test_completion_is_registered_and_asks_the_program_that_is_there(self):
        registered = self.output("bash", "-c", 'source "$0"; complete -p ntk',
                                 self.path("share/bash-completion/completions/ntk"))
        self.assertEqual(registered, "complete -F _hadamard_ntk ntk\n")
        other = os.path.join(self.home, "other")
        with open(other, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho 'Options:'\necho '  --novel a|b=a   of later versions'\n")
        os.chmod(other, 0o755)
        self.assertEqual(self.completed("ntk", "--", program=other), {"--novel"})
        self.assertEqual(self.completed("ntk", "--novel", "", program=other), {"a", "b"})

    # --- libraries ---

    def libraries(self):
        return sorted(name[len("hadamard_ntk_"):-len(".pc")] for name in os.listdir(self.path("lib/pkgconfig")))

    def whole(self, name):
        """All objects of a library for the linker, not only those that are asked for; nothing if it is headers alone."""
        archive = self.path("lib", f"libhadamard_ntk_{name}.a")
        return f"-Wl,--whole-archive '{archive}' -Wl,--no-whole-archive" if os.path.exists(archive) else ""

    def test_libraries(self):
        self.assertEqual(self.libraries(),
                         ["files", "gaussian", "linalg", "linsolve", "models", "ntk", "pde", "spectral"])
        self.assertEqual([name for name in self.libraries() if not self.whole(name)], ["gaussian"])

    def test_headers_find_each_other(self):
        root = self.path("include/hadamard_ntk")
        headers = contents(root)
        self.assertGreater(len(headers), 200)
        for path, text in headers.items():
            self.assertFalse(path.endswith("_testing.h"))
            for included in re.findall(r'^#include "(.*)"', text.decode(), re.M):
                self.assertIn(included, headers, path)
        self.assertEqual({path.split("/")[0] for path in headers}, set(self.libraries()))

    def pkg_config(self, *names):
        return self.output("pkg-config", "--cflags", "--libs", *(f"hadamard_ntk_{name}" for name in names))

    def compiled(self, source, flags):
        """By a shell, as people call pkg-config; the blank in the prefix comes with a backslash."""
        program = os.path.join(self.home, "program")
        return run(["bash", "-c", f'g++ "$0" -o "$1" {flags}', source, program]), program

    def empty_program(self):
        """That asks whether it was compiled as the libraries: source, object file."""
        source = os.path.join(self.home, "empty.cc")
        if not os.path.exists(source):
            with open(source, "w", encoding="utf-8") as file:
                file.write('#include "linalg/vector_flags.h"\n\nint main() {}\n')
            done = run(["bash", "-c", f'g++ -c "$0" -o "$0.o" {self.pkg_config("linalg").strip()}', source])
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        return source, source + ".o"

    def test_all_of_a_library_links_with_what_its_module_names(self):
        for name in filter(self.whole, self.libraries()):
            # The archive is there once: twice, and every symbol would be.
            rest = (self.pkg_config(name).strip() + " ").replace(f"-lhadamard_ntk_{name} ", "")
            done, program = self.compiled(self.empty_program()[1], f"{self.whole(name)} {rest}")
            self.assertEqual((done.returncode, done.stderr), (0, ""), name)
            self.output(program)

    def test_without_what_it_stands_on_it_does_not_link(self):
        flags = self.pkg_config("linalg").replace("-ltbb", "").replace("-lhadamard_ntk_linalg", "").strip()
        done, _ = self.compiled(self.empty_program()[1], f"{self.whole('linalg')} {flags}")
        self.assertIn("undefined reference to `tbb::", done.stderr)

    def test_other_flags_for_the_machine_do_not_link(self):
        flags = self.pkg_config("ntk").strip()
        self.assertRegex(flags, r" -std=c\+\+20 .*-march=")
        march = re.search(r"-march=\S+", flags)[0]
        wide = "__AVX__" in self.output("g++", march, "-dM", "-E", "-x", "c++", "/dev/null")
        done, _ = self.compiled(self.empty_program()[0], flags + (" -march=x86-64" if wide else " -march=x86-64-v3"))
        self.assertIn("library_was_compiled_with_others", done.stderr)

    # --- the project of somebody else ---

    def cmake(self, project, *flags):
        build = os.path.join(self.home, "build")
        shutil.rmtree(build, ignore_errors=True)
        return run(["cmake", "-S", project, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}", *flags]), build

    def points(self, columns):
        name = os.path.join(self.home, f"x{columns}.csv")
        rows = [[1, 0, 0], [0.6, 0.8, 0], [0, 0.28, 0.96]][:columns]
        with open(name, "w", encoding="utf-8") as file:
            file.writelines(",".join(str(x) for x in row[:columns]) + "\n" for row in rows)
        return name

    def table(self, *words):
        """Of a command of ntk that writes .csv."""
        name = os.path.join(self.home, "table.csv")
        self.output("ntk", *words, "--out", name)
        with open(name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def gram(self, *words):
        return [[float(x) for x in row.values()] for row in self.table(*words)]

    def are_near(self, rows, expected, bound):
        self.assertEqual([len(row) for row in rows], [len(row) for row in expected])
        for a, b in ((a, b) for row, other in zip(rows, expected) for a, b in zip(row, other)):
            self.assertLessEqual(abs(a - b), bound)

    def test_cmake_builds_a_project_whose_numbers_are_those_of_the_command_line(self):
        done, build = self.cmake("tools/cmake_example")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.output("cmake", "--build", build, "--parallel", "2")

        numbers = [[float(x) for x in line.split()] for line in self.output(build + "/kernel_values").splitlines()]
        degree = 3
        gram = self.gram("gram", "--kernel", "pnn", "--degree", str(degree), "--x", self.points(3))
        # Of ntk/gram.h, of each of the two, relative to K(x, x) = 2 (N + 1); x has three coordinates.
        bound = 2 * ((degree + 2) * (3 * 3 / 2 + 5) + 4 + degree / 2) * EPS * 2 * (degree + 1)
        self.are_near(numbers[:3], gram, bound)
        other = self.gram("gram", "--kernel", "pnn", "--degree", str(degree + 1), "--x", self.points(3))
        self.assertRaises(AssertionError, self.are_near, numbers[:3], other, bound)

        spectrum = self.table("spectrum", "--kernel", "pnn", "--degree", str(degree), "--d", "2", "--k_max", "4")
        self.assertEqual([row[0] for row in numbers[3:]], [0, 1, 2, 3, 4])
        for (_, mu, error), row in zip(numbers[3:], spectrum):
            self.assertLessEqual(abs(mu - float(row["mu"])), error + float(row["mu_error"]))
            self.assertLess(error, 1e-12 * mu)

        self.finite_net_is_that_of_the_command_line(build + "/finite_net")

    def finite_net_is_that_of_the_command_line(self, program):
        width, degree, inputs = 8, 3, 2
        rows = [[float(x) for x in line.split()] for line in self.output(program).splitlines()]
        flags = ("entk", "--kernel", "pnn", "--degree", str(degree), "--width", str(width), "--x", self.points(inputs))
        expected = self.gram(*flags, "--seed", "1")
        # Of models/empirical_ntk.h, of each of the two; K(x, x) is largest on the diagonal.
        bound = 2 * 4 * ((degree * inputs + 1) * width)**0.5 * EPS * max(expected[0][0], expected[1][1])
        self.are_near(rows, expected, bound)
        self.assertRaises(AssertionError, self.are_near, rows, self.gram(*flags, "--seed", "2"), bound)

    def test_pkg_config_compiles_a_file(self):
        done, program = self.compiled("tools/cmake_example/finite_net.cc", self.pkg_config("models").strip())
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.finite_net_is_that_of_the_command_line(program)

    def test_cmake_refuses_what_is_not_there(self):
        project = os.path.join(self.home, "project")
        os.makedirs(project)
        for words, message in {"COMPONENTS ntk referee": "it has no library referee, but",
                               "99": 'compatible with requested version "99"'}.items():
            with open(project + "/CMakeLists.txt", "w", encoding="utf-8") as file:
                file.write("cmake_minimum_required(VERSION 3.16)\nproject(x LANGUAGES CXX)\n"
                           f"find_package(HadamardNtk {words} REQUIRED)\n")
            done, _ = self.cmake(project)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(message, " ".join(done.stderr.split()))


if __name__ == "__main__":
    unittest_xml.main()
