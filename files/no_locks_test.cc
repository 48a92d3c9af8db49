// Files are written on file systems that have no locks, too: the flock of this program is theirs.

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "files/files_testing.h"
#include "files/owned_file.h"
#include "files/replacement_file.h"

namespace {

int asked = 0;

}  // namespace

extern "C" int flock(int, int) {
  ++asked;
  errno = ENOLCK;
  return -1;
}

namespace hadamard_ntk::files {
namespace {

TEST(NoLocksTest, FilesAreWrittenAllTheSame) {
  const std::filesystem::path directory = TestDirectory(), path = directory / "a.txt";
  // Nobody can tell whether its owner lives.
  const std::string perhaps_alive = ".a.txt.0123456789abcdef.tmp";
  std::ofstream(directory / perhaps_alive) << "half of it";
  for (const char* text : {"first", "second"}) {
    Replacement file(path), another(path);
    file.Write(text);
    file.Commit();
    EXPECT_EQ(Contents(path), text);
  }
  {
    const Descriptor owned = OpenOwned(directory / "b.txt");
    WriteAll(owned, directory / "b.txt", "text");
  }
  EXPECT_EQ(Contents(directory / "b.txt"), "text");
  EXPECT_EQ(Names(directory), (std::set<std::string>{perhaps_alive, "a.txt", "b.txt"}));
  EXPECT_GT(asked, 3) << "this is another flock";
}

}  // namespace
}  // namespace hadamard_ntk::files
