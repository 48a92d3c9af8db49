#!/usr/bin/env python3
"""tools/bazel installs what a command needs, says before what that costs, and else prints the line that works: on a
planted machine, whose dpkg-query, apt-get and Bazel are scripts. The lists name what third_party names."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

sys.dont_write_bytecode = True
import unittest_xml  # noqa: E402

BAZEL = "tools/bazel"
DEBIAN = "third_party/debian.bzl"
IMAGES = "third_party/image_data.h"
PLAIN_TOOLS = ("awk bash cat chmod dirname env grep head mkdir sed sort touch tr").split()

# A package of the machine is a file in $MACHINE/installed. apt-get makes a document only if it is told to.
PLANTED = {
    "dpkg-query": """#!/bin/bash
for p; do [[ -e $MACHINE/installed/$p ]] && echo "ii  $p"; done
exit 1
""",
    "apt-get": """#!/bin/bash
echo "apt-get $*" >>"$MACHINE/log"
[[ -e $MACHINE/offline ]] && exit 100
[[ " $* " == *" install "* ]] || exit 0
if [[ $* == *--print-uris* ]]; then
  [[ $LC_ALL == C ]] || exit 100
  cat "$MACHINE/announcement"
elif [[ $(id -u) != 0 ]]; then
  echo "are you root?" >&2
  exit 100
else
  echo "Setting up packages"
  for word; do
    [[ $word == *--path-include=* ]] && document=${word#*--path-include=}
    [[ $word == reader && -n $document ]] || continue
    [[ -e $MACHINE/installed/reader && $* != *--reinstall* ]] || touch "$document"
  done
  for word; do
    [[ $word == [a-z]* && $word != install && $word != [A-Z]* ]] && touch "$MACHINE/installed/$word"
  done
fi
exit 0
""",
    "id": "#!/bin/bash\ncat $MACHINE/uid\n",
    # No first line that names an interpreter: tools/bazel takes such a file for a launcher.
    "real-bazel": """echo "bazel $*" >>"$MACHINE/log"
[[ $1 == --version ]] && cat "$MACHINE/version"
if [[ $* == *--nobuild* ]]; then
  for p in $(cat "$MACHINE/needs"); do
    [[ -e $MACHINE/installed/$p ]] || echo "Error in fail: /usr/x is missing; install it: apt-get install --flag $p" >&2
  done
  exit 1
fi
[[ $1 == --version ]] || echo "output of Bazel"
exit 0
""",
}

ANNOUNCEMENT = """Reading package lists...
2 upgraded, 177 newly installed, 1 reinstalled, 0 to remove and 5 not upgraded.
Need to get {download} of archives.
After this operation, 986 MB of additional disk space will be used.
'http://mirror/a.deb' a.deb 1 MD5Sum:0
"""


class Machine(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = os.path.realpath(directory.name)
        for name in ("installed", "bin", "checkout/tools/packages"):
            os.makedirs(self.path(name))
        for name in ("bazel", "install_packages", "bare_root", "bazel7.bazelrc"):
            shutil.copy(f"tools/{name}", self.path("checkout/tools"))
        for tool in PLAIN_TOOLS:
            os.symlink(shutil.which(tool), self.path("bin", tool))
        for name, text in PLANTED.items():
            self.write(os.path.join("bin", name), text)
            os.chmod(self.path("bin", name), 0o755)
        self.document = self.path("document.png")
        self.write("checkout/tools/packages/build.txt", "# The compiler.\ncompiler\nheaders-dev # two words\n")
        self.write("checkout/tools/packages/data.txt", f"images\nreader {self.document}\n")
        self.write("checkout/tools/packages/test.txt", "\ntester\n")
        self.write("checkout/tools/packages/peers.txt", "peer\n")
        self.write("checkout/tools/packages/page.txt", "browser\n")
        self.write("checkout/tools/packages/docs.txt", "typesetter\n")
        self.write("checkout/tools/packages/distributed.txt", "messages\n")
        self.write("checkout/tools/packages/sanitizers.txt", "clang\n")
        self.write("uid", "0\n")
        self.write("version", "bazel 4.2.3\n")
        self.write("needs", "")
        self.write("announcement", ANNOUNCEMENT.format(download="272 MB"))

    def path(self, *names):
        return os.path.join(self.home, *names)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def install(self, *packages):
        for package in packages:
            self.write(os.path.join("installed", package), "")
        if "reader" in packages:
            self.write("document.png", "")

    def reset(self):
        shutil.rmtree(self.path("installed"))
        os.mkdir(self.path("installed"))

    def installed(self):
        return set(os.listdir(self.path("installed")))

    def environment(self, **more):
        return {"PATH": self.path("bin"), "MACHINE": self.home, "BAZEL_REAL": self.path("bin/real-bazel"), **more}

    def bazel(self, *words, **environment):
        self.write("log", "")
        done = subprocess.run([self.path("checkout/tools/bazel"), *words], env=self.environment(**environment),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        with open(self.path("log"), encoding="utf-8") as file:
            self.log = [line for line in file.read().splitlines() if line != "bazel --version"]
        return done

    def installs(self):
        return [line for line in self.log if line.startswith("apt-get") and " install -y " in line]

    def test_run_installs_the_build_list_alone(self):
        done = self.bazel("run", "//a:b", "--", "build", "--flag")
        self.assertEqual((done.returncode, done.stdout), (0, "output of Bazel\n"), done.stderr)
        self.assertEqual(self.installed(), {"compiler", "headers-dev"})
        self.assertEqual(self.log[-1], "bazel run //a:b -- build --flag")

    def test_says_before_what_it_costs_and_why(self):
        for download, said in {"272 MB": "272 MB", "0 B/272 MB": "0 B", "3,120 kB/272 MB": "3,120 kB"}.items():
            self.write("announcement", ANNOUNCEMENT.format(download=download))
            self.reset()
            error = self.bazel("run", "//a:b").stderr
            line = f"180 packages, {said} to download, 986 MB on disk, to run //a:b: compiler headers-dev\n"
            self.assertIn(line, error)
            self.assertLess(error.index(line), error.index("Setting up packages"))

    def test_one_package_is_no_packages(self):
        self.write("announcement", ANNOUNCEMENT.format(download="1 MB").replace("2 upg", "0 upg").replace("177", "0"))
        self.assertIn(": 1 package, 1 MB to download,", self.bazel("run", "//a:b").stderr)

    def test_without_an_index_it_installs_all_the_same(self):
        self.write("announcement", "")
        self.assertIn("install_packages: to run //a:b: compiler headers-dev\n", self.bazel("run", "//a:b").stderr)
        self.assertEqual(self.installed(), {"compiler", "headers-dev"})

    def test_test_installs_all_three_lists(self):
        for command in ("test", "coverage"):
            self.reset()
            self.assertEqual(self.bazel("--startup", command, "//a:b").returncode, 0)
            self.assertEqual(self.installed(), {"compiler", "headers-dev", "images", "reader", "tester"})
            self.assertTrue(os.path.exists(self.document))

    def test_other_lists_are_asked_for(self):
        self.bazel("build", "--config=asan", "//a", NTK_PEERS="1", NTK_PAGE="1", NTK_DOCS="1", NTK_MPI="1")
        self.assertEqual(self.installed(),
                         {"compiler", "headers-dev", "peer", "browser", "typesetter", "messages", "clang"})
        self.assertEqual(len(self.installs()), 1)

    def test_run_and_build_install_what_their_targets_need(self):
        self.write("needs", "reader")
        for command, about in {"run -c opt //a:b -- //c": "-c opt //a:b", "build -k //a:b //c": "-k //a:b //c",
                               "build -- //a/... -//a:c": "-- //a/... -//a:c"}.items():
            self.reset()
            self.install("compiler", "headers-dev")
            self.assertEqual(self.bazel("--output_base=x", *command.split()).returncode, 0)
            self.assertEqual(self.log[0], "bazel --output_base=x build --nobuild --keep_going " + about)
            self.assertEqual(self.installed(), {"compiler", "headers-dev", "reader"})
            self.assertEqual(self.log[-1], "bazel --output_base=x " + command)
            os.remove(self.document)

    def test_a_target_that_needs_no_more_installs_no_more(self):
        self.install("compiler", "headers-dev")
        self.assertEqual(self.bazel("run", "//a:b").returncode, 0)
        self.assertEqual(self.log, ["bazel build --nobuild --keep_going //a:b", "bazel run //a:b"])

    def test_where_nothing_is_missing_nothing_is_asked(self):
        self.install("compiler", "headers-dev", "images", "reader", "tester")
        self.bazel("run", "//a:b")
        self.assertEqual(self.log, ["bazel run //a:b"])

    def test_an_installed_package_without_its_document_is_installed_again(self):
        self.install("compiler", "headers-dev", "images", "reader", "tester")
        os.remove(self.document)
        self.write("needs", "")
        self.assertEqual(self.bazel("test", "//...").returncode, 0)
        self.assertEqual(len(self.installs()), 1)
        self.assertIn(" install -y --no-install-recommends --reinstall "
                      f"-o DPkg::Options::=--path-include={self.document} reader", self.installs()[0])
        self.assertTrue(os.path.exists(self.document))

    def by_hand(self, error):
        lines = re.findall(r"as root(?:, run)?: (.*)\n", error)
        self.assertEqual(len(lines), 1, error)
        return lines[0]

    def test_the_line_for_a_user_without_rights_works(self):
        for before in ((), ("reader",)):
            self.write("uid", "1000\n")
            self.reset()
            for package in before:
                self.write(f"installed/{package}", "")  # without its document
            done = self.bazel("test", "//...")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertEqual(self.installed(), set(before))
            self.assertIn("180 packages, 272 MB to download", done.stderr)
            self.write("uid", "0\n")
            subprocess.run(["bash", "-c", self.by_hand(done.stderr)], env=self.environment(), check=True,
                           stdout=subprocess.DEVNULL)
            self.assertEqual(self.installed(), {"compiler", "headers-dev", "images", "reader", "tester"})
            self.assertTrue(os.path.exists(self.document))
            os.remove(self.document)

    def test_the_planted_apt_get_makes_no_document_unasked(self):
        subprocess.run(["apt-get", "install", "-y", "reader"], env=self.environment(), check=True,
                       stdout=subprocess.DEVNULL, executable=self.path("bin/apt-get"))
        self.assertEqual(self.installed(), {"reader"})
        self.assertFalse(os.path.exists(self.document))

    def test_a_failure_to_install_prints_the_line_too(self):
        self.write("offline", "")
        done = self.bazel("run", "//a:b")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(self.by_hand(done.stderr),
                         "apt-get update; apt-get install --no-install-recommends compiler headers-dev")

    def test_packages_are_left_alone_if_told_so(self):
        self.assertEqual(self.bazel("test", "//...", NTK_SKIP_APT="1").returncode, 0)
        self.assertEqual(self.log, ["bazel test //..."])

    def test_bazel_7_is_told_which_of_workspace_and_modules_to_read(self):
        self.install("compiler", "headers-dev")
        self.write("version", "bazel 7.7.1\n")
        self.bazel("run", "//a:b")
        flags = f"bazel --bazelrc={self.path('checkout/tools/bazel7.bazelrc')}"
        self.assertEqual(self.log, [f"{flags} build --nobuild --keep_going //a:b", f"{flags} run //a:b"])
        self.bazel("test", "//a:b", NTK_MODULES="1")
        modules = self.path("checkout/tools/bazel7_modules.bazelrc")
        self.assertEqual(self.log[-1], f"bazel --bazelrc={modules} test //a:b")

    def test_a_bare_root_needs_root_and_debootstrap(self):
        for uid, words, error in (("1000", [], "needs root, to make a root of its own and mount /proc in it"),
                                  ("0", [], "debootstrap is missing; install it: apt-get install debootstrap"),
                                  ("0", ["--suit", "sid"], "unknown flag --suit"),
                                  ("0", ["--keep"], "--keep needs a value")):
            self.write("uid", uid)
            done = subprocess.run([self.path("checkout/tools/bare_root"), *words], env=self.environment(),
                                  stderr=subprocess.PIPE, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (2, f"tools/bare_root: {error}\n"))


def listed(*lists):
    """Package -> file it is wanted for, or None."""
    found = {}
    for name in lists:
        with open(f"tools/packages/{name}.txt", encoding="utf-8") as file:
            for line in file:
                words = line.split("#")[0].split()
                if words:
                    found[words[0]] = words[1] if len(words) > 1 else None
    return found


class Failed(Exception):
    pass


class Context:
    """Of a repository rule, on a machine that has nothing."""

    class Path:
        exists = False

    def path(self, _):
        return self.Path()

    def execute(self, _):
        return unittest.mock.Mock(return_code=1)


def run(path, names):
    """A file of Bazel's language, with what Bazel defines in `names`."""
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec"), names)  # pylint: disable=exec-used


class ThirdParty:
    """debian.bzl: the libraries it makes, and its errors."""

    def __init__(self):
        def fail(text):
            raise Failed(text)
        self.libraries = []
        names = {"fail": fail, "Label": str, "attr": unittest.mock.MagicMock(), "struct": dict,
                 "repository_rule": lambda **_: lambda **attributes: self.libraries.append(attributes)}
        run(DEBIAN, names)
        names["debian_libraries"]()
        self.of_modules = {library["name"] for library in self.libraries}
        self.libraries.clear()
        names["debian_repositories"]()
        self.require = names["_require"]

    def error(self, path, package):
        try:
            self.require(Context(), path, package)
        except Failed as failed:
            return str(failed)
        return None


class Lists(unittest.TestCase):
    def test_name_what_third_party_names(self):
        # Bazel 7's package depends on these itself; Bazel 4 does not ask for them.
        of_bazel = {"bazel-features", "bazel-rules-license", "bazel-rules-proto", "bazel-rules-python", "bazel-skylib"}
        packages = {library["package"] for library in ThirdParty().libraries if "package" in library}
        self.assertGreater(len(packages), 15)
        self.assertLessEqual(packages - of_bazel, set(listed("build", "data", "distributed", "python", "test")))
        self.assertIn("opencv-doc", packages)

    def test_a_package_stands_in_one_list(self):
        build, data, test = (set(listed(name)) for name in ("build", "data", "test"))
        self.assertFalse(build & data | build & test | data & test)

    def test_the_first_command_needs_no_data_and_no_tests(self):
        self.assertFalse({"opencv-doc", "dataset-fashion-mnist", "clang-format", "libgtest-dev"} & set(listed("build")))

    def test_of_everything_needs_no_package_beyond_its_lists(self):
        """A target of third_party whose package a test of //... does not install has to be manual."""
        aliases = []
        names = {name: lambda **_: None for name in ("cc_library", "config_setting", "package")}
        run("third_party/BUILD", {**names, "alias": lambda **attributes: aliases.append(attributes),
                                  "exports_files": lambda *_: None, "load": lambda *_: None, "select": lambda _: []})
        package = {library["name"]: library.get("package") for library in ThirdParty().libraries}
        installed = listed("build", "data", "python", "test")
        missing = {alias["name"] for alias in aliases if package[alias["actual"].split("/")[0][1:]] not in installed}
        self.assertEqual(missing, {alias["name"] for alias in aliases if "manual" in alias.get("tags", [])})
        self.assertIn("petsc", missing)

    def test_errors_name_the_line_that_tools_bazel_understands(self):
        with open(BAZEL, encoding="utf-8") as file:
            pattern = re.search(r"sed -n 's/(.*) //p'", file.read()).group(1)
        for library in ThirdParty().libraries:
            if "package" in library:
                for path in library.get("probes", []):
                    error = "Error in fail: " + ThirdParty().error(path, library["package"])
                    self.assertEqual(re.sub(pattern + " ", "", error), library["package"])

    def test_documents_are_named_to_dpkg(self):
        data = listed("data")
        for package, path in data.items():
            if path is None:
                continue
            self.assertEqual(ThirdParty().error(path, package),
                             f"{path} is missing; install it: apt-get install --no-install-recommends --reinstall "
                             f"-o DPkg::Options::=--path-include={path} {package}")
        for library in ThirdParty().libraries:
            for path in library.get("probes", []):
                self.assertTrue(not path.startswith("/usr/share/doc/") or data[library["package"]] == path, path)

    def test_module_file_uses_every_library(self):
        used = set()
        run("MODULE.bazel", {"module": dict, "bazel_dep": dict, "use_extension": lambda *_: None,
                             "use_repo": lambda _, *names: used.update(names)})
        self.assertEqual(used, ThirdParty().of_modules)

    def test_paths_are_those_of_the_experiments(self):
        with open(IMAGES, encoding="utf-8") as file:
            paths = re.findall(r'char k\w+\[\] = "(.*)";', file.read())
        probes = {library["package"]: library["probes"] for library in ThirdParty().libraries if "probes" in library}
        self.assertEqual(len(paths), 2)
        self.assertTrue(probes["dataset-fashion-mnist"][0].startswith(paths[0] + "/"))
        self.assertEqual(probes["opencv-doc"], [paths[1]])


if __name__ == "__main__":
    unittest_xml.main()
