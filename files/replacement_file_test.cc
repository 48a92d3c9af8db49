#include "files/replacement_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <system_error>

#include "files/files_for_test.h"

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;

class ReplacementFileTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = TestDirectory();
    path_ = directory_ / "a.txt";
    std::ofstream(path_) << "earlier";
  }
  /// The error of a file written and committed.
  static std::string ErrorOfWriting(const fs::path& path, const std::string& text) {
    try {
      Replacement file(path);
      file.Write(text);
      file.Commit();
    } catch (const std::system_error& error) {
      return error.what();
    }
    return "no error";
  }

  fs::path directory_, path_;
};

TEST_F(ReplacementFileTest, TakesThePlaceWhenCommitted) {
  std::optional<Replacement> file(path_);
  file->Write("new");
  file->Write(" text");
  EXPECT_EQ(Contents(path_), "earlier");
  EXPECT_EQ(Names(directory_).size(), 2u);
  file->Commit();
  EXPECT_EQ(Contents(path_), "new text");
  file.reset();
  EXPECT_EQ(Contents(path_), "new text");
  EXPECT_EQ(Names(directory_), std::set<std::string>{"a.txt"});
}

TEST_F(ReplacementFileTest, IsGoneWhenNotRenamed) {
  {
    Replacement written(path_), synced(path_);
    written.Write("new");
    synced.Sync();
    EXPECT_EQ(Names(directory_).size(), 3u);
  }
  EXPECT_EQ(Names(directory_), std::set<std::string>{"a.txt"});
  EXPECT_EQ(Contents(path_), "earlier");
}

TEST_F(ReplacementFileTest, WhenSpaceRunsOutTheEarlierFileStays) {
  {
    const FileSizeLimit limit(1000);
    EXPECT_EQ(ErrorOfWriting(path_, std::string(2000, 'x')), "cannot write " + path_.string() + ": File too large");
  }
  EXPECT_EQ(Contents(path_), "earlier");
  EXPECT_EQ(Names(directory_), std::set<std::string>{"a.txt"});
  EXPECT_EQ(ErrorOfWriting(path_, std::string(2000, 'x')), "no error");
  EXPECT_EQ(Contents(path_).size(), 2000u);
}

TEST_F(ReplacementFileTest, NamesThePathItCannotWrite) {
  EXPECT_EQ(ErrorOfWriting(directory_, "x"), "cannot write " + directory_.string() + ": Is a directory");
  const fs::path none = directory_ / "none" / "a.txt";
  EXPECT_EQ(ErrorOfWriting(none, "x"), "cannot write " + none.string() + ": No such file or directory");
  EXPECT_THROW(SyncDirectory(directory_ / "none"), std::system_error);
  EXPECT_NO_THROW(SyncDirectory(""));
  EXPECT_EQ(Names(directory_), std::set<std::string>{"a.txt"});
}

TEST_F(ReplacementFileTest, ALinkIsReplacedNotFollowed) {
  const fs::path link = directory_ / "link";
  fs::create_symlink("a.txt", link);
  EXPECT_EQ(ErrorOfWriting(link, "new"), "no error");
  EXPECT_FALSE(fs::is_symlink(link));
  EXPECT_EQ(Contents(path_), "earlier");
}

}  // namespace
}  // namespace hadamard_ntk::files
