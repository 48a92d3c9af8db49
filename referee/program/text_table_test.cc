#include "referee/program/text_table.h"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

namespace hadamard_ntk::referee {
namespace {

using Align = TextColumn::Align;

TEST(TextTableTest, AlignsByCharactersNotBytes) {
  EXPECT_EQ(TextTable({{"name"}, {"μ", Align::kRight}}, {{"λ", "1.5"}, {"kernel", "10.25"}}),
            "name        μ\n"
            "------  -----\n"
            "λ         1.5\n"
            "kernel  10.25\n");
}

TEST(TextTableTest, WrapsTheColumnsThatMayWrap) {
  EXPECT_EQ(TextTable({{"id"}, {"text", Align::kLeft, true}}, {{"a", "one two three four five"}, {"b", "six"}}, 18),
            "id  text\n"
            "--  --------------\n"
            "a   one two three\n"
            "    four five\n"
            "b   six\n");
}

TEST(TextTableTest, NoLineIsLongerThanTheWidth) {
  const std::string words = "a word or two and then some more of them, Σ μ_k F(d,k) = K(1), all in one cell";
  for (const std::size_t width : {40u, 60u, 100u}) {
    std::istringstream lines(
        TextTable({{"id"}, {"one", Align::kLeft, true}, {"two", Align::kRight, true}}, {{"x", words, words}}, width));
    std::size_t longest = 0;
    for (std::string line; std::getline(lines, line);) longest = std::max(longest, CharacterCount(line));
    EXPECT_LE(longest, width);
    EXPECT_GE(longest, width - 12);  // it uses the room there is
  }
}

TEST(TextTableTest, RefusesARowOfAnotherLength) {
  EXPECT_THROW(TextTable({{"a"}, {"b"}}, {{"1"}}), std::invalid_argument);
}

TEST(WrapTest, BreaksAtSpacesCutsLongWordsKeepsNewlines) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(Wrap("aa bb cc", 5), (Lines{"aa bb", "cc"}));
  EXPECT_EQ(Wrap("a\n\nb", 5), (Lines{"a", "", "b"}));
  EXPECT_EQ(Wrap("μμμμμ ν", 2), (Lines{"μμ", "μμ", "μ", "ν"}));
  EXPECT_EQ(Wrap("", 5), Lines{""});
}

}  // namespace
}  // namespace hadamard_ntk::referee
