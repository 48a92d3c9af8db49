#include "ntk/net_expression_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/activations/any_activation.h"
#include "ntk/net_expression_tree.h"

namespace hadamard_ntk::ntk {
namespace {

std::string Canonical(const std::string& text) { return TextOf(ParseNet(text)); }

TEST(ParseNet, CanonicalText) {
  const std::vector<std::pair<std::string, std::string>> others = {
      {"  dense ( relu )|readout ", "dense (relu) | readout"},
      {"dense(1,0)relu|dense( 1. , 0.50 )relu|readout(1)", "dense relu | dense(1,0.5) relu | readout"},
      {"skip dense\n\t| skip(dense + dense)^1 | readout", "dense | (dense + dense) | readout"},
      {"dense | skip scale(.5) | readout", "dense | scale(0.5) | readout"},
      {"repeat( 1,dense)|x  |dense|readout", "(dense) | x | dense | readout"},
      {"dense leaky_relu( -.5 ) | dense leaky_relu | readout",
       "dense leaky_relu(-0.5) | dense leaky_relu(0.01) | readout"},
      {"dense polynomial(1, 0,.5) | dense sin(2) | dense cos(1,-.5) | readout",
       "dense polynomial(1,0,0.5) | dense sin(2,0) | dense cos(1,-0.5) | readout"},
      {"relu( dense(1,1)*dense ) scale(2)|readout", "relu(dense(1,1) * dense) scale(2) | readout"},
      {"dense relu((skip dense | relu dense)* 1 zero_dense( 0,.5)) | readout",
       "dense relu((dense | relu dense) * 1 zero_dense(0,0.5)) | readout"},
      {"dense(1e-5,10 ^ 2) scale(1 / 3) | readout", "dense(1e-05,10^2) scale(1/3) | readout"},
  };
  for (const auto& [text, canonical] : others) {
    EXPECT_EQ(Canonical(text), canonical);
    EXPECT_EQ(Canonical(canonical), canonical);
  }
}

std::string ErrorOf(const std::string& text) {
  return MessageOf([&] { ParseNet(text); });
}

TEST(ParseNet, PointsAtTheFault) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "1: expected a net"},
      {"  ", "3: expected a net"},
      {"dense relu", "11: expected '|', '+', '*' or a step; the last stage is readout, and the text ends"},
      {"dense relu | ", "14: expected dense, frozen_dense, zero_dense, scale(v)"},
      {"dense relu | readout |", "22: expected the end"},
      {"dense relu readout", "12: readout is a stage of its own"},
      {"dense * | readout", "9: expected dense, "},
      {"dense + * dense | readout", "9: expected dense, "},
      {"dense tahn | readout", "7: there is no 'tahn': expected dense, frozen_dense"},
      {"Dense | readout", "1: there is no 'Dense'"},
      {"(dense relu | readout", "15: readout is a stage of its own"},
      {"(dense relu", "12: expected ')', '|', '+', '*' or a step, and the text ends"},
      {"dense) | readout", "6: expected '|', '+'"},
      {"dense(-1) | readout", "7: expected a number that is not negative"},
      {"dense(nan) | readout", "7: expected the variance of the weights"},
      {"dense(1,inf) | readout", "9: expected a number"},
      {"dense(1e999) | readout", "7: a number is beyond the range of double"},
      {"dense(1e-320) | readout", "7: a number is beyond the range of double"},
      {"dense(1e200^2) | readout", "7: a number is beyond the range of double"},
      {"dense(1e-200^2) | readout", "7: a number is beyond the range of double"},
      {"dense(1/0) | readout", "9: a divisor must not be 0"},
      {"dense(2^3) | readout", "9: expected 2: the only power"},
      {"dense(1,2,3) | readout", "10: expected ')' or ','"},
      {"dense() | readout", "7: expected a number"},
      {"dense(dense) | readout", "7: expected the variance of the weights; a group has a space"},
      {"dense (2) | readout", "8: the only constant is 1"},
      {"dense relu(2) | readout", "7: AnyActivation: relu has 0 arguments, got 1"},
      {"relu(dense * dense | readout", "20: expected ')' or a step: the bracket of relu is a product of two chains"},
      {"relu(dense) | readout", "11: expected '*' or a step: the bracket of relu is a product of two chains"},
      {"relu(dense * dense * dense) | readout", "20: expected ')' or a step: the bracket of relu"},
      {"relu(dense * dense + dense) | readout", "20: expected ')' or a step: the bracket of relu"},
      {"relu(* dense) | readout", "6: expected a number"},
      {"gelu(dense * dense) | readout", "6: expected a number"},
      {"zero_dense(-1) | readout", "12: expected a number that is not negative"},
      {"dense leaky_relu(0.1,3) | readout", "7: AnyActivation: leaky_relu has 1 arguments, got 2"},
      {"dense polynomial | readout", "7: AnyActivation: polynomial needs a c0"},
      {"dense leaky_relu(2) | readout", "7: LeakyRelu: the slope must be in [-1e100, 1], got 2"},
      {"dense leaky_relu(--1) | readout", "19: expected a number that is not negative"},
      {"dense leaky_relu(-nan) | readout", "19: expected a number"},
      {"dense gelu() | readout", "12: expected a number"},
      {"dense scale | readout", "12: expected '(' without a space"},
      {"dense scale(2 | readout", "15: expected ')'"},
      {"(dense)^0 | readout", "9: expected an integer from 1 to 1000000"},
      {"(dense)^1.5 | readout", "10: expected '|'"},
      {"(dense)^99999999999999999999 | readout", "9: expected an integer"},
      {"dense^2 | readout", "6: expected '|'"},
      {"repeat(dense) | readout", "8: expected an integer"},
      {"repeat(1000, (dense)^1001) | readout", "37: a net has at most 10^6 dense layers"},
      {"dense x | readout", "7: x must be the first of its chain"},
      {"dense | standard(8) | readout", "9: standard must be at the begin"},
      {"standard(0.5) | readout", "10: expected a width of at least 1"},
      {"input_bias(0) | readout", "12: expected a positive number"},
      {"input_bias(1) readout", "15: expected '|'"},
      {std::string("dense\0 | readout", 16), "6: expected '|'"},
      {"dense \xc3\xa9 | readout", "7: expected '|'"},
  };
  for (const auto& [text, where] : wrong) {
    EXPECT_EQ(ErrorOf(text).rfind("NetExpression: column " + where, 0), 0u) << ErrorOf(text);
  }
  const std::string missing = ErrorOf("dense * | readout"), begin = "NetExpression: column 9: expected dense, ";
  EXPECT_EQ(missing.rfind(begin, 0), 0u) << missing;
  EXPECT_NE(missing.find("), x, skip, 1 or '(': 'dense *  --> | readout'"), std::string::npos) << missing;
  EXPECT_NE(ErrorOf("dense tahn | readout").find("an activation (relu, leaky_relu, "), std::string::npos);
  EXPECT_EQ(ErrorOf("dense \n\x01 | readout").find('\n'), std::string::npos);
}

TEST(ParseNet, Limits) {
  const auto nested = [](int n) { return std::string(n, '(') + "dense" + std::string(n, ')') + " | readout"; };
  EXPECT_EQ(ErrorOf(nested(32)), "no error");
  EXPECT_EQ(ErrorOf(nested(33)).rfind("NetExpression: column 34: brackets are nested at most 32 deep", 0), 0u);
  std::string in_relu = "dense";
  for (int i = 0; i < 33; ++i) in_relu = "relu(" + in_relu + " * dense) dense";
  EXPECT_EQ(ErrorOf(in_relu + " | readout").rfind("NetExpression: column 166: brackets are nested", 0), 0u);
  EXPECT_EQ(ErrorOf(std::string(10'001, '(')).rfind("NetExpression: column 1: a net has at most 10000 characters", 0),
            0u);
  const auto error = [](const std::string& text) { return ErrorOf(text).substr(0, 60); };
  EXPECT_EQ(error("repeat(1000000, repeat(1000000, dense)) | readout"),
            "NetExpression: column 50: a net has at most 10^6 dense layer");
  EXPECT_EQ(error("dense | repeat(1000000, repeat(1000000, scale(2))) | readout"),
            "NetExpression: column 61: a net has at most 10^6 steps: '...");
  EXPECT_EQ(error("repeat(20, dense * dense) | readout"),
            "NetExpression: column 36: a net multiplies at most 10^6 fact");
  EXPECT_EQ(error("repeat(19, dense * dense) | readout"), "no error");
}

TEST(ParseNet, ActivationsOfOnesOwn) {
  const auto own = [](const std::string& name) {
    return AnyActivation::Own(name, {[](double u) { return u * u; }, [](double u) { return 2 * u; }});
  };
  const NetTree net = ParseNet("dense f_2 * dense relu | readout", {own("g"), own("f_2")});
  EXPECT_EQ(TextOf(net), "dense f_2 * dense relu | readout");
  const NetStep& step = net.stages[0][0][0].steps[1];
  EXPECT_EQ(step.kind, NetStep::Kind::kActivation);
  EXPECT_EQ(step.activation->Visit([](const auto& phi) { return phi.Value(3); }), 9);

  const auto error = [&](const std::string& text, const std::vector<AnyActivation>& activations) {
    return MessageOf([&] { ParseNet(text, activations); });
  };
  EXPECT_NE(error("dense h | readout", {own("g")}).find("softplus, g), x, skip"), std::string::npos);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "7: g has no arguments", error("dense g(1) | readout", {own("g")}));
  EXPECT_EQ(error("dense | readout", {own("dense")}),
            "net: an activation of one's own cannot be called 'dense', which is a word of the grammar");
  EXPECT_EQ(error("dense | readout", {own("g"), own("h"), own("g")}),
            "net: an activation of one's own cannot be called 'g', which is the name of another");
}

}  // namespace
}  // namespace hadamard_ntk::ntk
