#include "files/replacement_file.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "files/files_testing.h"
#include "linalg/thrown_testing.h"

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
    return MessageOf<std::runtime_error>([&] {
      Replacement file(path);
      file.Write(text);
      file.Commit();
    });
  }
  // A process that has begun to write `path_`, and waits.
  pid_t Writer() const {
    int ready[2];
    EXPECT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
      Replacement file(path_);
      file.Write("half of it");
      file.Sync();  // it stays locked until it is renamed
      if (write(ready[1], "x", 1) != 1) _exit(1);
      pause();
      _exit(0);
    }
    char byte = 0;
    EXPECT_EQ(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return child;
  }
  static void Kill(pid_t child) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
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

// A rename would replace them, and whoever waits at the FIFO would wait for ever.
TEST_F(ReplacementFileTest, NoRegularFileIsNotReplaced) {
  const fs::path fifo = directory_ / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(ErrorOfWriting(fifo, "x"), "cannot write " + fifo.string() + ": is not a regular file but a FIFO");
  EXPECT_TRUE(fs::is_fifo(fifo));
  EXPECT_EQ(ErrorOfWriting("/dev/null", "x"), "cannot write /dev/null: is not a regular file but a device");
  fs::create_symlink(directory_, directory_ / "link");
  EXPECT_NE(ErrorOfWriting(directory_ / "link", "x").find(": Is a directory"), std::string::npos);
}

TEST_F(ReplacementFileTest, WhatAKilledProcessLeftIsRemovedByTheNext) {
  const pid_t first = Writer(), second = Writer();
  EXPECT_EQ(Names(directory_).size(), 3u);
  Kill(first);
  EXPECT_EQ(Names(directory_).size(), 3u);
  EXPECT_EQ(ErrorOfWriting(path_, "new"), "no error");
  EXPECT_EQ(Names(directory_).size(), 2u) << "the temporary of the living process, and no other";
  Kill(second);
  EXPECT_EQ(ErrorOfWriting(directory_ / "another.txt", "new"), "no error");
  EXPECT_EQ(Names(directory_).size(), 3u) << "not what belongs to another file";
  EXPECT_EQ(ErrorOfWriting(path_, "newer"), "no error");
  EXPECT_EQ(Names(directory_), (std::set<std::string>{"a.txt", "another.txt"}));
  EXPECT_EQ(Contents(path_), "newer");
}

TEST_F(ReplacementFileTest, OnlyTemporariesAreRemoved) {
  std::set<std::string> names = {"a.txt"};
  for (const char* name :
       {".a.txt.0123456789abcde.tmp", ".a.txt.0123456789ABCDEF.tmp", ".a.txt.0123456789abcdef.tmp2",
        ".b.txt.0123456789abcdef.tmp", "a.txt.0123456789abcdef.tmp", ".a.txt.tmp", ".a.txt.x.0123456789abcdef.tmp"}) {
    std::ofstream(directory_ / name) << "the user's";
    names.insert(name);
  }
  fs::create_symlink("a.txt", directory_ / ".a.txt.0000000000000000.tmp");
  ASSERT_EQ(mkfifo((directory_ / ".a.txt.0000000000000001.tmp").c_str(), 0600), 0);
  fs::create_directory(directory_ / ".a.txt.0000000000000002.tmp");
  names.insert({".a.txt.0000000000000000.tmp", ".a.txt.0000000000000001.tmp", ".a.txt.0000000000000002.tmp"});
  std::ofstream(directory_ / ".a.txt.0123456789abcdef.tmp") << "abandoned";
  EXPECT_EQ(ErrorOfWriting(path_, "new"), "no error");
  EXPECT_EQ(Names(directory_), names);
}

TEST_F(ReplacementFileTest, ARemovedFileTakesItsTemporariesAlong) {
  for (const char* name : {"a.txt", ".a.txt.0123456789abcdef.tmp", ".b.txt.0123456789abcdef.tmp"}) {
    std::ofstream(directory_ / name) << "something";
  }
  RemoveReplaced(path_);
  EXPECT_EQ(Names(directory_), std::set<std::string>{".b.txt.0123456789abcdef.tmp"});
  RemoveReplaced(path_);  // is gone already
  fs::create_directory(path_);
  EXPECT_THROW(RemoveReplaced(path_), std::system_error);
}

// In a container every process may have the same number, and a killed one leaves its temporary.
TEST_F(ReplacementFileTest, NoNameBlocksTheNext) {
  for (int number = 0; number < 100; ++number) {
    const std::string name = ".a.txt." + std::to_string(getpid()) + "." + std::to_string(number) + ".tmp";
    std::ofstream(directory_ / name) << "of a killed process of this number";
  }
  for (int time = 0; time < 20; ++time) EXPECT_EQ(ErrorOfWriting(path_, "new"), "no error");
  const std::string long_name(250, 'n');
  EXPECT_EQ(ErrorOfWriting(directory_ / long_name, "new"), "no error");
  EXPECT_EQ(Contents(directory_ / long_name), "new");
}

TEST_F(ReplacementFileTest, OfRacingProcessesOneWinsAndAllFilesAreWhole) {
  std::vector<pid_t> children;
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    for (int time = 0; time < 50; ++time) {
      if (ErrorOfWriting(path_, std::string(100000, letter)) != "no error") _exit(1);
      const std::string contents = Contents(path_);
      if (contents != std::string(100000, contents[0])) _exit(2);
    }
    _exit(0);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(Names(directory_), std::set<std::string>{"a.txt"});
}

}  // namespace
}  // namespace hadamard_ntk::files
