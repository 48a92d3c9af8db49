#include "files/quoted.h"

#include <gtest/gtest.h>

#include <random>

#include "files/utf8.h"

namespace hadamard_ntk::files {
namespace {

using std::string_literals::operator""s;

TEST(Quoted, ShowsWhatIsPrintable) {
  EXPECT_EQ(Quoted(""), "''");
  EXPECT_EQ(Quoted("data/Größe 特.csv"), "'data/Größe 特.csv'");
  EXPECT_EQ(Quoted("a\\x00b"), "'a\\x00b'");
  EXPECT_EQ(Printable("--x: it's"), "--x: it's");
}

TEST(Quoted, EscapesWhatIsNot) {
  EXPECT_EQ(Quoted("a\0b"s), "'a\\x00b'");
  EXPECT_EQ(Quoted("\x1b[31mred\r\n\t\x7f"), "'\\x1b[31mred\\x0d\\x0a\\x09\\x7f'");
  EXPECT_EQ(Quoted("gr\xf6sse"), "'gr\\xf6sse'");  // Latin-1
  EXPECT_EQ(Quoted("1\xc2\xa0"
                   "000"),
            "'1\\u00a0000'");  // a space that is none
  EXPECT_EQ(Quoted("\xc2\x9b"
                   "2J"),
            "'\\u009b2J'");  // a control sequence in one character
  EXPECT_EQ(Quoted("\xe2\x80\xae"
                   "gpj"),
            "'\\u202egpj'");  // from right to left
  EXPECT_EQ(Quoted("\xef\xbb\xbf"
                   "1"),
            "'\\ufeff1'");                                           // a byte order mark
  EXPECT_EQ(Quoted("\xf3\xa0\x81\x81"), "'\\ue0041'");               // a tag character
  EXPECT_EQ(Quoted("\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82"),  // overlong, surrogate, too large, broken off
            "'\\xc0\\x80\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xe2...'");
}

TEST(Quoted, IsNotLong) {
  EXPECT_EQ(Quoted(std::string(40, 'y')), "'" + std::string(40, 'y') + "'");
  EXPECT_EQ(Quoted(std::string(41, 'y')), "'" + std::string(40, 'y') + "...'");
  EXPECT_EQ(Printable(std::string(39, 'y') + "ß", 40), std::string(39, 'y') + "...");  // no half of a character
  EXPECT_EQ(Printable(std::string(1 << 20, '\0'), 8), "\\x00\\x00...");
}

TEST(Quoted, AnyBytesGiveOnePrintableLineAndStayThatWay) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 2000; ++trial) {
    std::string bytes(random() % 60, '\0');
    for (char& byte : bytes) byte = static_cast<char>(trial % 2 == 0 ? random() : 0xe2 - random() % 0x63);
    const std::string shown = Printable(bytes);
    for (std::string_view rest = shown; !rest.empty();) {
      const CodePoint c = FirstCodePoint(rest);
      ASSERT_GT(c.bytes, 0u) << shown;
      ASSERT_TRUE(c.value >= 0x20 && !(c.value >= 0x7f && c.value <= 0xa0)) << shown;
      rest.remove_prefix(c.bytes);
    }
    ASSERT_EQ(Printable(shown, 4000), shown);
  }
}

TEST(Utf8, ReadsEveryLength) {
  EXPECT_EQ(FirstCodePoint("").bytes, 0u);
  for (const auto& [text, value, bytes] : {std::tuple("A", 0x41u, 1u), std::tuple("ß", 0xdfu, 2u),
                                           std::tuple("特", 0x7279u, 3u), std::tuple("𝜇", 0x1d707u, 4u)}) {
    EXPECT_EQ(FirstCodePoint(std::string(text) + "x").value, value);
    EXPECT_EQ(FirstCodePoint(text).bytes, bytes);
    EXPECT_EQ(FirstCodePoint(std::string_view(text).substr(0, bytes - 1)).bytes, 0u);
  }
}

}  // namespace
}  // namespace hadamard_ntk::files
