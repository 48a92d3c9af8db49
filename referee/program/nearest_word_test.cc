#include "referee/program/nearest_word.h"

#include <gtest/gtest.h>

namespace hadamard_ntk::referee {
namespace {

TEST(NearestWord, FindsWhatWasMeant) {
  const std::vector<std::string> flags = {"-h",       "--help",  "--x",     "--z",
                                          "--degree", "--depth", "--k_max", "--learning_rate"};
  for (const auto& [given, meant] :
       {std::pair("--degre", "--degree"), std::pair("--dergee", "--degree"), std::pair("-degree", "--degree"),
        std::pair("--Degree", "--degree"), std::pair("--degrees", "--degree"), std::pair("--dgere", ""),
        std::pair("--k-max", "--k_max"), std::pair("--kmax", "--k_max"), std::pair("--learning-rat", "--learning_rate"),
        std::pair("--dept", "--depth"), std::pair("-x", "--x"), std::pair("--y", ""), std::pair("--bogus", ""),
        std::pair("--", ""), std::pair("", "")}) {
    EXPECT_EQ(NearestWord(given, flags), meant) << given;
  }
  EXPECT_EQ(NearestWord("grams", {"gram", "entk"}), "gram");
  EXPECT_EQ(NearestWord("gram", {}), "");
  EXPECT_EQ(NearestWord(std::string(1 << 20, 'a'), flags), "");
}

}  // namespace
}  // namespace hadamard_ntk::referee
