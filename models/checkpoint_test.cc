#include "models/checkpoint.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>
#include <stdexcept>

#include "files/checksum.h"
#include "files/files_testing.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::models {
namespace {

namespace fs = std::filesystem;
using files::Contents, files::TestDirectory;

void SetContents(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

template <class T>
Checkpoint<T> Example() {
  Checkpoint<T> example{.step = 1234567890123, .configuration = "sgd; a = 1"};
  example.segments = {{.name = "W1", .rows = 2, .columns = 3}, {.name = "C", .rows = 1, .columns = 2, .offset = 6}};
  example.parameters = Vector<T>::LinSpaced(8, -1, T(0.1));
  example.parameters[3] = -T(0);
  example.optimizer = {.steps = 77, .averages = {Vector<T>::LinSpaced(8, 3, 4), Vector<T>::LinSpaced(8, 5, 7)}};
  example.counters = {0.1, std::numeric_limits<double>::denorm_min(), -1e300};
  return example;
}

template <class T>
bool SameBits(const Vector<T>& a, const Vector<T>& b) {
  return a.size() == b.size() &&
         (a.size() == 0 || std::memcmp(a.data(), b.data(), sizeof(T) * static_cast<std::size_t>(a.size())) == 0);
}

template <class T>
bool Same(const Checkpoint<T>& a, const Checkpoint<T>& b) {
  return a.step == b.step && a.configuration == b.configuration && a.segments == b.segments &&
         SameBits(a.parameters, b.parameters) && a.optimizer.steps == b.optimizer.steps &&
         std::equal(a.optimizer.averages.begin(), a.optimizer.averages.end(), b.optimizer.averages.begin(),
                    b.optimizer.averages.end(), SameBits<T>) &&
         a.counters == b.counters;
}

template <class T>
void ExpectRoundTrip() {
  const fs::path path = TestDirectory() / "net.ckpt";
  const Checkpoint<T> example = Example<T>();
  WriteCheckpoint(path, example);
  const Checkpoint<T> read = ReadCheckpoint<T>(path);
  EXPECT_TRUE(Same(read, example));
  // Same() sees each of its parts.
  for (int part = 0; part < 7; ++part) {
    Checkpoint<T> other = read;
    if (part == 0) ++other.step;
    if (part == 1) other.configuration += "!";
    if (part == 2) other.segments[1].rows = 2;
    if (part == 3) other.parameters[3] = T(0);
    if (part == 4) ++other.optimizer.steps;
    if (part == 5) other.optimizer.averages[1][7] = std::nextafter(other.optimizer.averages[1][7], T(9));
    if (part == 6) other.counters[1] = 0;
    EXPECT_FALSE(Same(other, example)) << part;
  }
  const Checkpoint<T> empty;
  WriteCheckpoint(path, empty);
  EXPECT_TRUE(Same(ReadCheckpoint<T>(path), empty));
}

TEST(CheckpointTest, KeepsFloats) { ExpectRoundTrip<float>(); }
TEST(CheckpointTest, KeepsDoubles) { ExpectRoundTrip<double>(); }

// What ReadCheckpoint<T> says of the file, less the path it must name.
template <class T = double>
std::string Complaint(const fs::path& path) {
  const std::string message = MessageOf<std::runtime_error>([&] { ReadCheckpoint<T>(path); }),
                    expected = "cannot read checkpoint " + path.string() + ": ";
  return message.starts_with(expected) ? message.substr(expected.size()) : "unexpected: " + message;
}

TEST(CheckpointTest, FindsEveryTruncationAndEveryChangedByte) {
  const fs::path path = TestDirectory() / "net.ckpt";
  WriteCheckpoint(path, Example<double>());
  const std::string good = Contents(path);
  ASSERT_NO_THROW(ReadCheckpoint<double>(path));
  for (std::size_t length = 0; length < good.size(); ++length) {
    SetContents(path, good.substr(0, length));
    EXPECT_NE(Complaint(path).find("truncated"), std::string::npos) << length << ": " << Complaint(path);
  }
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    SetContents(path, bad);
    EXPECT_THROW(ReadCheckpoint<double>(path), std::runtime_error) << i;
  }
  SetContents(path, good + "x");
  EXPECT_NE(Complaint(path).find("longer than it says"), std::string::npos);
}

TEST(CheckpointTest, SaysWhatIsWrong) {
  const fs::path directory = TestDirectory(), path = directory / "net.ckpt";
  EXPECT_EQ(Complaint(path), "cannot be opened: No such file or directory");
  EXPECT_EQ(Complaint(directory), "is a directory");
  SetContents(path, "{\"schema\": \"verify/1\"}, a file of another program");
  EXPECT_EQ(Complaint(path), "it is not a checkpoint");
  WriteCheckpoint(path, Example<double>());
  EXPECT_EQ(Complaint<float>(path), "its parameters have 8 bytes, not 4");
  std::string bytes = Contents(path);
  bytes[8] = 2;
  SetContents(path, bytes);
  EXPECT_EQ(Complaint(path), "its version is 2, this program knows 1");
}

// A file with a right checksum over contents that make no sense.
TEST(CheckpointTest, RefusesContentsThatContradictEachOther) {
  const fs::path path = TestDirectory() / "net.ckpt";
  Checkpoint<double> example = Example<double>();
  example.parameters.conservativeResize(7);
  WriteCheckpoint(path, example);
  EXPECT_EQ(Complaint(path), "its vectors do not have the size of its segments");
  example = Example<double>();
  example.segments[0].rows = -1;
  WriteCheckpoint(path, example);
  EXPECT_EQ(Complaint(path), "the shape of its segment W1 is impossible");
  example.segments[0].rows = example.segments[0].columns = Index{1} << 62;
  example.segments[0].name = "W\n";
  WriteCheckpoint(path, example);
  EXPECT_EQ(Complaint(path), "the shape of its segment W\\x0a is impossible");
  // A count of 2^63 averages, or of 2^63 numbers: nothing of that size is allocated.
  WriteCheckpoint(path, Example<double>());
  const std::string good = Contents(path);
  int refused = 0;
  for (std::size_t i = 24; i + 8 < good.size(); ++i) {
    std::string bytes = good.substr(0, good.size() - 8);
    bytes[i] = static_cast<char>(0x80);
    const std::uint64_t hash = files::Fnv1a(bytes);
    SetContents(path, bytes.append(reinterpret_cast<const char*>(&hash), sizeof hash));
    refused += Complaint(path).find("contents end too") != std::string::npos;
  }
  EXPECT_GT(refused, 20);
}

TEST(CheckpointTest, AFailedWriteLeavesTheOldFile) {
  const fs::path directory = TestDirectory(), path = directory / "net.ckpt";
  WriteCheckpoint(path, Example<double>());
  const std::string old = Contents(path);
  Checkpoint<double> large = Example<double>();
  large.counters.assign(100000, 1);
  EXPECT_EQ(MessageOf<std::runtime_error>([&] {
              const files::FileSizeLimit limit(1000);
              WriteCheckpoint(path, large);
            }),
            "cannot write checkpoint " + path.string() + ": File too large");
  EXPECT_EQ(Contents(path), old);
  EXPECT_EQ(files::Names(directory).size(), 1u) << "a temporary file was left";
  WriteCheckpoint(path, large);
  EXPECT_TRUE(Same(ReadCheckpoint<double>(path), large));
}

// Two trainings with one path, and one that was killed: the last checkpoint is whole, and nothing else is left.
TEST(CheckpointTest, WritersDoNotMeet) {
  const fs::path directory = TestDirectory(), path = directory / "net.ckpt";
  SetContents(directory / ".net.ckpt.0123456789abcdef.tmp", "half of it");
  const pid_t child = fork();
  for (int time = 0; time < 50; ++time) {
    Checkpoint<double> checkpoint = Example<double>();
    checkpoint.step = child == 0 ? 1 : 2;
    checkpoint.counters.assign(child == 0 ? 1000 : 30000, 1);
    try {
      WriteCheckpoint(path, checkpoint);
      if (ReadCheckpoint<double>(path).counters[0] != 1) throw std::runtime_error("another checkpoint");
    } catch (const std::runtime_error& error) {
      ADD_FAILURE() << (child == 0 ? "child: " : "") << error.what();
      if (child == 0) _exit(1);
    }
  }
  if (child == 0) _exit(0);
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(files::Names(directory), std::set<std::string>{"net.ckpt"});
}

TEST(CheckpointTest, NamesThePathItCannotWrite) {
  const fs::path directory = TestDirectory();
  for (const auto& bad : {std::pair(directory / "none" / "net.ckpt", "No such file or directory"),
                          std::pair(directory, "Is a directory")}) {
    EXPECT_EQ(MessageOf<std::runtime_error>([&] { WriteCheckpoint(bad.first, Example<float>()); }),
              "cannot write checkpoint " + bad.first.string() + ": " + bad.second);
  }
}

}  // namespace
}  // namespace hadamard_ntk::models
