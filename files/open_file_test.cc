#include "files/open_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "files/files_testing.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;

std::string ErrorOfOpening(const fs::path& path) {
  return MessageOf<Refused>([&] { OpenToRead(path); });
}

TEST(OpenFileTest, OpensRegularFilesAndLinksToThem) {
  const fs::path directory = TestDirectory();
  std::ofstream(directory / "a") << "text";
  fs::create_symlink("a", directory / "link");
  for (const char* name : {"a", "link"}) {
    const Descriptor file = OpenToRead(directory / name);
    char text[8] = {};
    EXPECT_EQ(read(file.get(), text, sizeof text), 4);
    EXPECT_STREQ(text, "text");
    EXPECT_EQ(IsNameOf(directory / name, file), std::string(name) == "a");
  }
}

TEST(OpenFileTest, RefusesEverythingElseAtOnce) {
  const fs::path directory = TestDirectory();
  ASSERT_EQ(mkfifo((directory / "fifo").c_str(), 0600), 0);
  fs::create_symlink("fifo", directory / "link");
  fs::create_symlink("nothing", directory / "dangling");
  const Descriptor socket_file(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "open_file_test.socket"};
  unlink(address.sun_path);
  ASSERT_EQ(bind(socket_file.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);

  EXPECT_EQ(ErrorOfOpening(directory / "fifo"), "is not a regular file but a FIFO");  // it would wait for ever
  EXPECT_EQ(ErrorOfOpening(directory / "link"), "is not a regular file but a FIFO");
  EXPECT_EQ(ErrorOfOpening(address.sun_path), "is not a regular file but a socket");
  EXPECT_EQ(ErrorOfOpening("/dev/zero"), "is not a regular file but a device");
  EXPECT_EQ(ErrorOfOpening(directory), "is a directory");
  EXPECT_EQ(ErrorOfOpening(directory / "dangling"), "cannot be opened: No such file or directory");
  EXPECT_EQ(ErrorOfOpening(directory / "none"), "cannot be opened: No such file or directory");
  unlink(address.sun_path);
}

TEST(OpenFileTest, ALockEndsWithItsOwner) {
  const fs::path path = TestDirectory() / "a";
  std::ofstream(path) << "text";
  const Descriptor second(open(path.c_str(), O_RDONLY));
  {
    const Descriptor first(open(path.c_str(), O_RDONLY));
    EXPECT_EQ(TryLock(first), Lock::kTaken);
    EXPECT_EQ(TryLock(first), Lock::kTaken);  // its own
    EXPECT_EQ(TryLock(second), Lock::kBusy);
  }
  EXPECT_EQ(TryLock(second), Lock::kTaken);
  const Descriptor directory(open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY));
  EXPECT_EQ(TryLock(directory), Lock::kTaken);
  EXPECT_EQ(TryLock(Descriptor()), Lock::kUnsupported);
}

TEST(OpenFileTest, ADescriptorIsClosedOnce) {
  int number = -1;
  {
    Descriptor first(open("/dev/null", O_RDONLY));
    number = first.get();
    Descriptor second(std::move(first));
    EXPECT_EQ(second.get(), number);
    EXPECT_EQ(fcntl(number, F_GETFD), 0);
    first = Descriptor(open("/dev/null", O_RDONLY));
    EXPECT_NE(first.get(), number);
  }
  EXPECT_EQ(fcntl(number, F_GETFD), -1);
}

}  // namespace
}  // namespace hadamard_ntk::files
