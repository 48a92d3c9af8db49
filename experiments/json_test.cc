#include "experiments/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::experiments {
namespace {

TEST(JsonTest, KeepsTheOrderOfKeysAndEveryBitOfADouble) {
  const double v = 0.1 + 0.2;
  const std::string text = ToText({{"z", v}, {"a", 1}});
  EXPECT_EQ(text, "{\n  \"z\": 0.30000000000000004,\n  \"a\": 1\n}\n");
  EXPECT_EQ(Json::parse(text)["z"].get<double>(), v);
}

TEST(JsonTest, RefusesWhatJsonCannotSayAndNamesThePlace) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const double bad : {nan, inf, -inf}) {
    const Json value = {{"claims", {{{"measured", 1.0}}, {{"measured", bad}}}}};
    try {
      ToText(value);
      FAIL() << bad << " was written";
    } catch (const std::domain_error& error) {
      EXPECT_NE(std::string(error.what()).find("/claims/1/measured"), std::string::npos) << error.what();
    }
  }
  EXPECT_THROW(ToText(nan), std::domain_error);
  EXPECT_THROW(ToText("\xff"), nlohmann::json::type_error);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
