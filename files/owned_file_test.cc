#include "files/owned_file.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "files/files_testing.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;

class OwnedFileTest : public testing::Test {
 protected:
  void SetUp() override { path_ = TestDirectory() / "K.partial"; }
  // What OpenOwned says of the file, after its path.
  std::string Refusal() const {
    const std::string message = MessageOf<NotOwned>([&] { OpenOwned(path_); }), path = path_.string() + " ";
    return message.starts_with(path) ? message.substr(path.size()) : message;
  }

  fs::path path_;
};

TEST_F(OwnedFileTest, MakesAndKeeps) {
  {
    const Descriptor file = OpenOwned(path_);
    EXPECT_EQ(write(file.get(), "kept", 4), 4);
  }
  OpenOwned(path_);
  EXPECT_EQ(Contents(path_), "kept");
  EXPECT_THROW(OpenOwned(path_.parent_path() / "none" / "a"), std::runtime_error);
  EXPECT_THROW(OpenOwned(path_.parent_path()), std::runtime_error);
}

TEST_F(OwnedFileTest, NeverThroughALinkNorAnythingForeign) {
  const fs::path other = path_.parent_path() / "other";
  std::ofstream(other) << "somebody's";
  fs::create_symlink("other", path_);
  EXPECT_EQ(Refusal(), "is not a regular file but a symbolic link");
  fs::remove(path_);
  fs::create_symlink("nowhere", path_);
  EXPECT_EQ(Refusal(), "is not a regular file but a symbolic link");
  EXPECT_FALSE(fs::exists(path_.parent_path() / "nowhere"));
  fs::remove(path_);
  fs::create_hard_link(other, path_);
  EXPECT_EQ(Refusal(), "has a second name (a hard link)");
  fs::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(Refusal(), "is not a regular file but a FIFO");
  fs::remove(path_);
  EXPECT_EQ(Contents(other), "somebody's");
  EXPECT_EQ(Refusal(), "no error");
}

// Only root can give a file to another user; where that fails, the check must see that the file is still ours.
TEST_F(OwnedFileTest, NotAnotherUsers) {
  std::ofstream(path_) << "somebody's";
  const bool given = chown(path_.c_str(), 12345, static_cast<gid_t>(-1)) == 0;
  EXPECT_EQ(Refusal(), given ? "belongs to another user" : "no error");
  EXPECT_EQ(Contents(path_), "somebody's");
  EXPECT_EQ(Names(path_.parent_path()).size(), 1u);
}

TEST_F(OwnedFileTest, OneProcessAtATime) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const Descriptor file = OpenOwned(path_);
    if (write(file.get(), "child", 5) != 5 || write(ready[1], "x", 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_EQ(Refusal(), "is being written by another run");
  EXPECT_EQ(Contents(path_), "child");
  kill(child, SIGKILL);  // what it had locked is free
  waitpid(child, nullptr, 0);
  EXPECT_EQ(Refusal(), "no error");
  EXPECT_EQ(Contents(path_), "child");
}

// Processes that open, rename away and open again: each finds a file that is its own alone.
TEST_F(OwnedFileTest, RacingProcessesNeverShareAFile) {
  constexpr int kProcesses = 4, kFiles = 100;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    for (int done = 0; done < kFiles;) {
      try {
        const Descriptor file = OpenOwned(path_);
        char byte = 0;
        if (read(file.get(), &byte, 1) != 0) _exit(1);  // another one has written to it
        if (write(file.get(), "x", 1) != 1) _exit(2);
        fs::rename(path_, path_.string() + "." + std::to_string(p) + "." + std::to_string(done++));
      } catch (const NotOwned& error) {
        if (std::string(error.what()).find("another run") == std::string::npos) _exit(3);
      }
    }
    _exit(0);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(Names(path_.parent_path()).size(), static_cast<std::size_t>(kProcesses * kFiles));
}

}  // namespace
}  // namespace hadamard_ntk::files
