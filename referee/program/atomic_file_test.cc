#include "referee/program/atomic_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

#include "files/files_testing.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::referee {
namespace {

namespace fs = std::filesystem;
using files::Contents, files::Names;

// A new empty directory for each test.
class AtomicFileTest : public testing::Test {
 protected:
  void SetUp() override { directory_ = files::TestDirectory(); }
  fs::path directory_;
};

TEST_F(AtomicFileTest, MakesAndReplaces) {
  const fs::path path = directory_ / "a.csv";
  WriteFileAtomically(path, "old");
  EXPECT_EQ(Contents(path), "old");
  std::ifstream reader(path);  // who has the old file open goes on reading the old one
  WriteFileAtomically(path, std::string("new\0contents", 12));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old");
  EXPECT_EQ(Contents(path), std::string("new\0contents", 12));
  EXPECT_EQ(Names(directory_), std::set<std::string>{"a.csv"});
}

TEST_F(AtomicFileTest, AFileWithoutADirectoryGoesIntoTheWorkingDirectory) {
  const fs::path before = fs::current_path();
  fs::current_path(directory_);
  WriteFileAtomically("b.csv", "b");
  fs::current_path(before);
  EXPECT_EQ(Contents(directory_ / "b.csv"), "b");
}

TEST_F(AtomicFileTest, WhenSpaceRunsOutNothingChanges) {
  ApplyAtomically(directory_, {.write = {{"small.csv", "old small"}, {"large.csv", "old large"}}});
  std::string message;
  {
    const files::FileSizeLimit limit(100000);
    try {
      ApplyAtomically(directory_, {.write = {{"small.csv", "new small"}, {"large.csv", std::string(200000, 'x')}},
                                   .remove = {"small.csv"}});
    } catch (const std::system_error& error) {
      message = error.what();
      EXPECT_EQ(error.code().value(), EFBIG);
    }
  }
  EXPECT_EQ(message, "cannot write " + (directory_ / "large.csv").string() + ": File too large");
  EXPECT_EQ(Contents(directory_ / "small.csv"), "old small");
  EXPECT_EQ(Contents(directory_ / "large.csv"), "old large");
  EXPECT_EQ(Names(directory_), (std::set<std::string>{"small.csv", "large.csv"}));
  // The check is able to see a change: without the limit the same call makes it.
  ApplyAtomically(directory_, {.write = {{"large.csv", std::string(200000, 'x')}}, .remove = {"small.csv", "none"}});
  EXPECT_EQ(Names(directory_), std::set<std::string>{"large.csv"});
  EXPECT_EQ(Contents(directory_ / "large.csv").size(), 200000u);
}

// What was left by processes that were killed: under the names of today, and of process numbers that come again.
TEST_F(AtomicFileTest, NothingThatWasLeftIsInTheWay) {
  for (const char* name : {"a.csv", "b.csv", "writable"}) {
    std::ofstream(directory_ / ("." + std::string(name) + ".0123456789abcdef.tmp")) << "half of it";
  }
  const std::string old = ".a.csv." + std::to_string(getpid()) + ".0.tmp";
  std::ofstream(directory_ / old) << "half of it";
  MakeOutputDirectory(directory_);
  ApplyAtomically(directory_, {.write = {{"a.csv", "a"}, {"b.csv", "b"}}});
  EXPECT_EQ(Names(directory_), (std::set<std::string>{old, "a.csv", "b.csv"}));
}

TEST_F(AtomicFileTest, ADirectoryIsNotReplaced) {
  fs::create_directory(directory_ / "d");
  EXPECT_THROW(ApplyAtomically(directory_, {.write = {{"a", "a"}, {"d", "d"}}}), std::system_error);
  EXPECT_EQ(Names(directory_), std::set<std::string>{"d"});
}

TEST_F(AtomicFileTest, NoSuchDirectory) {
  EXPECT_EQ(MessageOf<std::system_error>([&] { WriteFileAtomically(directory_ / "none" / "a.csv", "a"); }),
            "cannot write " + (directory_ / "none" / "a.csv").string() + ": No such file or directory");
}

TEST_F(AtomicFileTest, OutputDirectoryIsMeantFromWhereTheUserCalled) {
  setenv("BUILD_WORKING_DIRECTORY", directory_.c_str(), 1);
  EXPECT_EQ(MakeOutputDirectory("results/./x"), directory_ / "results/x");
  EXPECT_TRUE(fs::is_directory(directory_ / "results/x"));
  EXPECT_TRUE(Names(directory_ / "results/x").empty());
  EXPECT_EQ(MakeOutputDirectory(directory_ / "absolute"), directory_ / "absolute");
  unsetenv("BUILD_WORKING_DIRECTORY");
  const fs::path before = fs::current_path();
  fs::current_path(directory_);
  EXPECT_EQ(MakeOutputDirectory("here"), directory_ / "here");
  fs::current_path(before);
}

TEST_F(AtomicFileTest, OutputDirectoryThatCannotBeWrittenIsRefusedAtOnce) {
  WriteFileAtomically(directory_ / "file", "not a directory");
  for (const fs::path& bad : {directory_ / "file", directory_ / "file" / "below", fs::path("/proc/none")}) {
    EXPECT_PRED_FORMAT2(testing::IsSubstring, bad.string(),
                        MessageOf<std::system_error>([&] { MakeOutputDirectory(bad); }));
  }
  const files::FileSizeLimit full(0);
  EXPECT_THROW(MakeOutputDirectory(directory_), std::system_error);
}

}  // namespace
}  // namespace hadamard_ntk::referee
