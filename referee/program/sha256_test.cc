#include "referee/program/sha256.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "referee/program/run_program.h"

namespace hadamard_ntk::referee {
namespace {

TEST(Sha256Test, ExamplesOfTheStandard) {
  EXPECT_EQ(Sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Test, AgreesWithSha256sumAtEveryLengthAroundTheBlocks) {
  std::set<std::string> seen;
  for (const std::size_t length : {1, 54, 55, 56, 57, 62, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129, 5000}) {
    std::string bytes;
    for (std::size_t i = 0; i < length; ++i) bytes += static_cast<char>(31 * i + length);
    const auto outcome = RunProgram({"sha256sum"}, bytes);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(Sha256(bytes), outcome->output.substr(0, 64)) << length;
    seen.insert(Sha256(bytes));
  }
  EXPECT_EQ(seen.size(), 17u);
}

}  // namespace
}  // namespace hadamard_ntk::referee
