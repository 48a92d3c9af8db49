#include "files/idx.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>

#include "files/files_testing.h"
#include "files/machine_memory.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

std::filesystem::path Write(const std::string& name, const std::string& bytes) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::filesystem::path WriteGzip(const std::string& name, const std::string& bytes) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / name;
  gzFile file = gzopen(path.c_str(), "wb");
  EXPECT_EQ(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())), static_cast<int>(bytes.size()));
  EXPECT_EQ(gzclose(file), Z_OK);
  return path;
}

// 2 x 3 x 1 bytes 10, ..., 15.
const std::string kValid("\0\0\x8\x3\0\0\0\2\0\0\0\3\0\0\0\1\xa\xb\xc\xd\xe\xf", 22);

std::string ErrorOf(const std::filesystem::path& path, std::int64_t memory = std::int64_t{1} << 40) {
  return MessageOf<std::runtime_error>([&] { ReadIdx(path, memory); });
}

TEST(IdxTest, ReadsPlainAndGzip) {
  for (const auto& path : {Write("plain", kValid), WriteGzip("zipped.gz", kValid)}) {
    const IdxArray array = ReadIdx(path);
    EXPECT_EQ(array.lengths, (std::vector<std::ptrdiff_t>{2, 3, 1}));
    EXPECT_EQ(array.entries, (std::vector<std::uint8_t>{10, 11, 12, 13, 14, 15}));
  }
}

TEST(IdxTest, NamesWhatIsWrong) {
  const auto expect = [](const std::filesystem::path& path, const std::string& what) {
    EXPECT_EQ(ErrorOf(path), "IDX file " + path.string() + " " + what);
  };
  expect("/nonexistent/file", "cannot be opened: No such file or directory");
  expect("/dev/zero", "is not a regular file but a device");
  const std::filesystem::path fifo = std::filesystem::path(testing::TempDir()) / "fifo";
  std::filesystem::remove(fifo);
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  expect(fifo, "is not a regular file but a FIFO");
  expect(testing::TempDir(), "is a directory");
  expect(Write("empty", ""), "ends within the magic number");
  expect(Write("magic", "\x89PNG..."), "begins with the bytes 137 80 78 71, not with 0 0 8 and 1 to 4 axes");
  expect(Write("lengths", kValid.substr(0, 10)), "ends within the lengths of its axes");
  expect(Write("short", kValid.substr(0, 20)), "has 4 entries, and claims 6");
  expect(Write("long", kValid + "x"), "goes on after its 6 entries");
  std::string huge = kValid;
  huge[4] = huge[8] = '\xff';
  expect(Write("huge", huge), "claims more than 2^31 entries");
  huge = kValid;
  huge[4] = '\x10';  // 2^28 x 3: the claim costs no memory
  expect(Write("large", huge), "has 6 entries, and claims 805306374");
}

TEST(IdxTest, DamagedGzipIsNoticed) {
  std::string noise(5000, '\0');
  std::vector<std::uint64_t> bits(noise.size());
  std::generate(bits.begin(), bits.end(), std::mt19937_64(1));
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>(bits[i]);
  const std::string content = std::string("\0\0\x8\x1\0\0\x13\x88", 8) + noise;
  const std::filesystem::path path = WriteGzip("noise.gz", content);
  ASSERT_EQ(ErrorOf(path), "no error");
  const std::string zipped = files::Contents(path);
  EXPECT_NE(ErrorOf(Write("cut.gz", zipped.substr(0, zipped.size() / 2))), "no error");
  EXPECT_NE(ErrorOf(Write("cut_end.gz", zipped.substr(0, zipped.size() - 4))), "no error");
  std::string flipped = zipped;
  flipped[zipped.size() / 2] ^= 1;
  EXPECT_NE(ErrorOf(Write("flipped.gz", flipped)), "no error");
}

// Bytes of an IDX file of one axis, and what follows.
std::string OneAxis(std::uint32_t length, const std::string& entries) {
  std::string bytes("\0\0\x8\x1", 4);
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(length >> shift & 0xff);
  return bytes + entries;
}

std::int64_t PeakGrowth(const std::filesystem::path& path) {
  const std::int64_t before = files::PeakMemory();
  EXPECT_NE(ErrorOf(path), "no error");
  return files::PeakMemory() - before;
}

// 100 MB of zeros are packed into 100 kB, whatever the lengths claim.
TEST(IdxTest, WhatIsPackedAThousandToOneCostsNoMemoryUntilItIsKnownToFit) {
  constexpr std::uint32_t kLength = 100'000'000;
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "zeros.gz";
  gzFile file = gzopen(path.c_str(), "wb");
  const std::string header = OneAxis(kLength, "");
  ASSERT_EQ(gzwrite(file, header.data(), static_cast<unsigned>(header.size())), static_cast<int>(header.size()));
  const std::string zeros(1'000'000, '\0');
  for (std::uint32_t done = 0; done < kLength - zeros.size(); done += static_cast<std::uint32_t>(zeros.size())) {
    ASSERT_EQ(gzwrite(file, zeros.data(), static_cast<unsigned>(zeros.size())), static_cast<int>(zeros.size()));
  }
  ASSERT_EQ(gzclose(file), Z_OK);
  EXPECT_LT(std::filesystem::file_size(path), 500'000u);

  const std::string prefix = "IDX file " + path.string() + " ";
  EXPECT_EQ(ErrorOf(path, 99'999'999), prefix + "claims 100 MB of entries, and 100 MB of memory are available");
  EXPECT_EQ(ErrorOf(path, 1'000'000), prefix + "claims 100 MB of entries, and 1.00 MB of memory are available");
  EXPECT_EQ(ErrorOf(path), prefix + "has 99000000 entries, and claims 100000000");
  EXPECT_LT(PeakGrowth(path), 20'000'000);
  // The same contents in two streams, the claim being met: now they take their room.
  const std::string rest = files::Contents(WriteGzip("rest.gz", zeros));
  const std::filesystem::path whole = Write("whole.gz", files::Contents(path) + rest);
  const std::int64_t before = files::PeakMemory();
  EXPECT_EQ(ReadIdx(whole, kLength).entries.size(), kLength);
  EXPECT_GT(files::PeakMemory() - before, 70'000'000) << "the measurement sees nothing";
}

TEST(IdxTest, GzipStreamsEndWhereTheFileEnds) {
  const std::string contents = OneAxis(6, "abcdef");
  const std::string all = files::Contents(WriteGzip("all.gz", contents));
  const std::string one = files::Contents(WriteGzip("one.gz", contents.substr(0, 9)));
  const std::string two = files::Contents(WriteGzip("two.gz", contents.substr(9)));
  const std::string none = files::Contents(WriteGzip("none.gz", ""));
  for (const std::string& bytes : {all, one + two, none + one + none + none + two + none}) {
    EXPECT_EQ(ReadIdx(Write("streams.gz", bytes)).entries, (std::vector<std::uint8_t>{'a', 'b', 'c', 'd', 'e', 'f'}));
  }
  const auto expect = [](const std::string& bytes, const std::string& what) {
    const std::filesystem::path path = Write("streams.gz", bytes);
    EXPECT_EQ(ErrorOf(path), "IDX file " + path.string() + " " + what);
  };
  const std::string garbage = "goes on after its gzip stream, with what is not another one";
  expect(all + "garbage", garbage);
  expect(all + std::string(512, '\0'), garbage);
  expect(all + "\x1f", "is cut off after byte 14");
  expect(all + "\x1f" + "!", "is damaged after byte 14");
  expect(one + two + two, "goes on after its 6 entries");
  expect(one, "has 1 entries, and claims 6");
  for (std::size_t size = 2; size < all.size(); ++size) {
    EXPECT_NE(ErrorOf(Write("cut.gz", all.substr(0, size))).find("is cut off after byte "), std::string::npos) << size;
  }
}

TEST(IdxTest, LengthsAreReadAlone) {
  EXPECT_EQ(ReadIdxLengths(Write("short", kValid.substr(0, 16))), (std::vector<std::ptrdiff_t>{2, 3, 1}));
  EXPECT_THROW(ReadIdxLengths(Write("lengths", kValid.substr(0, 15))), std::runtime_error);
}

// Any bytes give an array that matches its lengths, or std::runtime_error; both happen.
TEST(IdxTest, SurvivesMutations) {
  std::vector<std::uint64_t> bits(4000);
  std::generate(bits.begin(), bits.end(), std::mt19937_64(2));
  int read = 0, refused = 0;
  for (std::uint64_t word : bits) {
    std::string bytes = kValid;
    const int changes = 1 + static_cast<int>(word & 3);
    for (int c = 0; c < changes; ++c) {
      const std::size_t at = (word >> (8 + 10 * c)) % bytes.size();
      bytes[at] = static_cast<char>(word >> (40 + 4 * c));
    }
    if (word >> 63) bytes.resize((word >> 33) % (bytes.size() + 1));
    try {
      const IdxArray array = ReadIdx(Write("mutated", bytes));
      std::size_t entries = 1;
      for (std::ptrdiff_t length : array.lengths) entries *= static_cast<std::size_t>(length);
      EXPECT_EQ(array.entries.size(), entries);
      ++read;
    } catch (const std::runtime_error&) {
      ++refused;
    }
  }
  EXPECT_GT(read, 100);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace hadamard_ntk::files
