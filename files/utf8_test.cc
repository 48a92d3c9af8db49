#include "files/utf8.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace hadamard_ntk::files {
namespace {

using Json = nlohmann::json;

TEST(Utf8Test, BytesThatAreNoneAreReplacedAndAllOthersKept) {
  for (const char* good :
       {"", "a", "μ", "€", "\U0001F600", "\uFFFD", "\u0001\n\"\\/", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(ToUtf8(good), good);
  }
  struct Case {
    std::string bytes, text;
  };
  for (const Case& c :
       {Case{"\xff", "\uFFFD"}, Case{"caf\xe9", "caf\uFFFD"}, Case{"\xe2\x82", "\uFFFD\uFFFD"},
        Case{"\xe2\x82z", "\uFFFD\uFFFDz"}, Case{"\xc0\x80", "\uFFFD\uFFFD"},
        Case{"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"}, Case{"\xf4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
        Case{"\xe0\x9f\xbf!", "\uFFFD\uFFFD\uFFFD!"}, Case{"\xc3", "\uFFFD"}}) {
    EXPECT_EQ(ToUtf8(c.bytes), c.text);
  }
  // All pairs of bytes, alone and behind the two that could begin a longer character: a library that knows what UTF-8
  // is has the same opinion.
  for (int i = 0; i < 65536; ++i) {
    const std::string two = {static_cast<char>(i >> 8), static_cast<char>(i & 255)};
    const std::string pair = i % 3 == 0 ? two : (i % 3 == 1 ? "\xe0\xa0" : "\xf0\x90") + two;
    ASSERT_NO_THROW(Json(ToUtf8(pair)).dump()) << i;
    bool good = true;
    try {
      Json(pair).dump();
    } catch (const Json::exception&) {
      good = false;
    }
    ASSERT_EQ(good, ToUtf8(pair) == pair) << i;
  }
}

}  // namespace
}  // namespace hadamard_ntk::files
