#include "referee/program/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::referee {
namespace {

TEST(JsonTest, KeepsTheOrderOfKeysAndEveryBitOfADouble) {
  const double v = 0.1 + 0.2;
  const std::string text = ToText({{"z", v}, {"a", 1}});
  EXPECT_EQ(text, "{\n  \"z\": 0.30000000000000004,\n  \"a\": 1\n}\n");
  EXPECT_EQ(Json::parse(text)["z"].get<double>(), v);
  const double least = std::numeric_limits<double>::denorm_min(), most = std::numeric_limits<double>::max();
  EXPECT_EQ(Json::parse(ToText({least, most, -0.0})), (Json{least, most, -0.0}));
}

TEST(JsonTest, NumbersThatAreNotFiniteHaveNames) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const Json value = {{"claims", {{{"measured", 1.0}}, {{"measured", nan}, {"bounds", {-inf, inf}}}}}};
  const Json read = Json::parse(ToText(value));
  EXPECT_EQ(read["claims"][0]["measured"], 1.0);
  EXPECT_EQ(read["claims"][1], (Json{{"measured", "NaN"}, {"bounds", {"-Infinity", "Infinity"}}}));
  EXPECT_EQ(read, Writable(value));
}

TEST(JsonTest, BytesThatAreNoUtf8AreReplacedAndAllOthersKept) {
  const std::string nul("a\0b", 3);
  for (const std::string& good : {nul, std::string("μ€\U0001F600"), std::string("\u0001\n\"\\/")}) {
    EXPECT_EQ(Json::parse(ToText({{good, good}})), (Json{{good, good}}));
  }
  EXPECT_EQ(Json::parse(ToText({{"caf\xe9", {"\xff/\xe2\x82"}}})), (Json{{"caf\uFFFD", {"\uFFFD/\uFFFD\uFFFD"}}}));
}

TEST(JsonTest, ReadsWhatIsModestAndSaysWhatATextIsInstead) {
  EXPECT_EQ(ParseJson("{\"a\": [1, {\"b\": \"]}},\\\"\"}]}"), (Json{{"a", {1, {{"b", "]}},\""}}}}}));
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
  };
  const auto wide = [](int keys) {
    std::string text = "{";
    for (int i = 0; i < keys; ++i) text += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
    return text + "}";
  };
  EXPECT_NO_THROW(ParseJson(nested(kJsonDepth)));
  EXPECT_NO_THROW(ParseJson(wide(kJsonKeys)));
  EXPECT_NO_THROW(ParseJson("[" + std::string(100000, ' ') + "]"));
  struct Case {
    std::string text, says;
  };
  for (const Case& c :
       {Case{"", "is not JSON (at byte 1)"}, Case{"{", "is not JSON (at byte 2)"},
        Case{"{\"a\": \"\xff\"}", "is not JSON (at byte 8)"}, Case{std::string("[1\0]", 4), "is not JSON (at byte 3)"},
        Case{std::string("[1]\0", 4), "is not JSON (at byte 4)"},
        Case{nested(kJsonDepth + 1), "is nested more than 64 deep"},
        Case{std::string(10000000, '['), "is nested more than 64 deep"},
        Case{wide(kJsonKeys + 1), "has an object of more than 1000 entries"},
        Case{"[1e999]", "has a number out of range"}}) {
    EXPECT_EQ(MessageOf([&] { ParseJson(c.text); }).substr(0, c.says.size()), c.says);
  }
}

}  // namespace
}  // namespace hadamard_ntk::referee
