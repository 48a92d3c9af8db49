#include "files/sha256.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

TEST(Sha256Test, ExamplesOfTheStandard) {
  EXPECT_EQ(Sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// The digests together have the digest that Python's hashlib gives for its own.
TEST(Sha256Test, EveryLengthAroundTheBlocks) {
  std::string digests;
  for (const std::size_t length : {1, 54, 55, 56, 57, 62, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129, 5000}) {
    std::string bytes;
    for (std::size_t i = 0; i < length; ++i) bytes += static_cast<char>(31 * i + length);
    digests += Sha256(bytes);
  }
  EXPECT_EQ(digests.size(), 17u * 64);
  EXPECT_EQ(Sha256(digests), "f56f5108691f87e5e9463782fdd904bf14e496181738c7af625d6f91554473bd");
}

TEST(Sha256Test, OfAFileIsThatOfItsBytes) {
  const std::string path = testing::TempDir() + "sha256_test";
  std::ofstream(path, std::ios::binary) << std::string("a\n\0b", 4);
  EXPECT_EQ(Sha256OfFile(path), Sha256(std::string("a\n\0b", 4)));
  EXPECT_NE(Sha256OfFile(path), Sha256("a\n"));
  EXPECT_EQ(MessageOf<std::runtime_error>([] { return Sha256OfFile("/nonexistent"); }), "cannot read /nonexistent");
}

}  // namespace
}  // namespace hadamard_ntk::files
