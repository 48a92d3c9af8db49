#include "models/idx.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <fstream>
#include <stdexcept>
#include <string>

#include "files/files_for_test.h"
#include "models/random.h"

namespace hadamard_ntk::models {
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

std::string MessageOf(const std::filesystem::path& path) {
  try {
    ReadIdx(path);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(IdxTest, ReadsPlainAndGzip) {
  for (const auto& path : {Write("plain", kValid), WriteGzip("zipped.gz", kValid)}) {
    const IdxArray array = ReadIdx(path);
    EXPECT_EQ(array.lengths, (std::vector<Index>{2, 3, 1}));
    EXPECT_EQ(array.entries, (std::vector<std::uint8_t>{10, 11, 12, 13, 14, 15}));
  }
}

TEST(IdxTest, NamesWhatIsWrong) {
  const auto expect = [](const std::filesystem::path& path, const std::string& what) {
    EXPECT_EQ(MessageOf(path), "IDX file " + path.string() + " " + what);
  };
  expect("/nonexistent/file", "cannot be opened");
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
  FillBits({.seed = 1}, 0, bits);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>(bits[i]);
  const std::string content = std::string("\0\0\x8\x1\0\0\x13\x88", 8) + noise;
  const std::filesystem::path path = WriteGzip("noise.gz", content);
  ASSERT_EQ(MessageOf(path), "");
  const std::string zipped = files::Contents(path);
  EXPECT_NE(MessageOf(Write("cut.gz", zipped.substr(0, zipped.size() / 2))), "");
  EXPECT_NE(MessageOf(Write("cut_end.gz", zipped.substr(0, zipped.size() - 4))), "");
  std::string flipped = zipped;
  flipped[zipped.size() / 2] ^= 1;
  EXPECT_NE(MessageOf(Write("flipped.gz", flipped)), "");
}

// Any bytes give an array that matches its lengths, or std::runtime_error; both happen.
TEST(IdxTest, SurvivesMutations) {
  std::vector<std::uint64_t> bits(4000);
  FillBits({.seed = 2}, 0, bits);
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
      for (Index length : array.lengths) entries *= static_cast<std::size_t>(length);
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
}  // namespace hadamard_ntk::models
