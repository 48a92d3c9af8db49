#include "ntk/net_expression_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/net_expression.h"
#include "ntk/net_expression_parser.h"

namespace hadamard_ntk::ntk {
namespace {

std::string ErrorOf(const std::string& text) {
  return MessageOf([&] { RequireSoundNet(ParseNet(text)); });
}

TEST(RequireSoundNet, PointsAtTheFault) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"relu | readout", "1: an activation of what is no Gaussian: expected a dense before it"},
      {"dense relu relu | readout", "12: an activation of what is no Gaussian"},
      {"dense * dense | relu | readout", "17: an activation of what is no Gaussian"},
      {"1 relu | readout", "3: an activation"},
      {"skip + dense | readout", "1: the net's input, no wide layer, in a sum: it needs a dense"},
      {"dense | dense * x | readout", "17: the net's input, no wide layer, in a product"},
      {"dense | skip + skip | readout", "16: a sum of two functions of the same features, which are not independent"},
      {"dense | skip * skip relu | readout", "16: a product of two functions of the same features"},
      {"dense | dense + skip relu * skip scale(2) | readout", "29: a product of two functions"},
      {"dense | (dense relu + skip) * dense * (skip) | readout", "39: a product of two functions"},
      {"dense | dense (skip + relu) | readout", "23: a sum of two functions"},
      {"dense | (skip | skip + dense)^2 | readout", "9: a power is a product of independent copies"},
      {"dense | repeat(2, relu) | readout", "19: an activation of what is no Gaussian"},
      {"repeat(2, skip + dense) | readout", "11: the net's input"},
      {"relu(dense * x) | readout", "14: the net's input, no wide layer, in a product"},
      {"relu(dense * dense relu) | readout", "14: a factor of relu's product that is no Gaussian: expected a dense"},
      {"dense relu | relu(skip * dense) | readout", "19: a factor of relu's product that is no Gaussian"},
      {"dense | relu(skip * skip scale(2)) | readout", "21: a product of two functions of the same features"},
      {"relu(dense * dense) relu | readout", "21: an activation of what is no Gaussian"},
      {"dense | skip + relu(skip * dense) | readout", "16: a sum of two functions of the same features"},
      {"relu(dense * zero_dense) | readout", "14: a value that starts at zero can only be added to another"},
      {"dense * (zero_dense) | readout", "9: a value that starts at zero"},
      {"zero_dense relu | readout", "12: a value that starts at zero"},
      {"dense relu | zero_dense scale(2) | dense | readout", "36: a value that starts at zero"},
      {"dense relu | zero_dense + zero_dense | readout", "14: a value that starts at zero"},
      {"(zero_dense)^2 | readout", "1: a value that starts at zero"},
      {"repeat(2, zero_dense) | readout", "11: a value that starts at zero"},
  };
  for (const auto& [text, where] : wrong) {
    EXPECT_EQ(ErrorOf(text).rfind("NetExpression: column " + where, 0), 0u) << ErrorOf(text);
  }
}

// The same with one dense more.
TEST(RequireSoundNet, WhatIsSoundGoesThrough) {
  for (const std::string text :
       {"dense | skip + dense | readout", "dense | skip + skip dense | readout", "dense | skip * dense relu | readout",
        "dense | (skip + dense) relu | readout", "dense | dense (skip + relu dense) | readout",
        "dense | (skip | dense)^2 | readout", "dense | repeat(2, relu dense) | readout",
        "x dense | x dense + x dense | readout", "repeat(2, dense relu) | readout", "1 * 1 | readout",
        "relu(dense * dense) | readout", "dense | relu(skip * dense) | skip + dense | readout",
        "dense | (relu(dense * dense))^2 | readout", "dense + zero_dense | relu | readout",
        "repeat(3, dense relu * (1 + zero_dense)) | readout", "dense | skip + zero_dense + zero_dense | readout"}) {
    EXPECT_EQ(ErrorOf(text), "no error") << text;
  }
}

// The net  h = A x,  g = h * relu(W h / sqrt m) + relu(U h / sqrt m),  f = v g / sqrt m  at finite width m.
class SkipNet {
 public:
  SkipNet(int m, std::mt19937_64* random) : m_(m), a_(2 * m), w_(m * m), u_(m * m), v_(m) {
    std::normal_distribution<double> normal;
    for (auto* values : {&a_, &w_, &u_, &v_}) {
      for (double& value : *values) value = normal(*random);
    }
  }

  // The derivatives by A x (or its inputs), and the parts of the gradient that the other layers have.
  struct Signals {
    std::vector<double> h, g, by_h, by_w, by_u;
  };

  Signals At(const double* x) const {
    const double root = std::sqrt(m_);
    Signals s{std::vector<double>(m_), std::vector<double>(m_), std::vector<double>(m_), std::vector<double>(m_),
              std::vector<double>(m_)};
    for (int i = 0; i < m_; ++i) s.h[i] = a_[2 * i] * x[0] + a_[2 * i + 1] * x[1];
    for (int i = 0; i < m_; ++i) {
      double p = 0, q = 0;
      for (int j = 0; j < m_; ++j) p += w_[i * m_ + j] * s.h[j] / root, q += u_[i * m_ + j] * s.h[j] / root;
      s.g[i] = s.h[i] * std::max(p, 0.0) + std::max(q, 0.0);
      s.by_w[i] = p > 0 ? v_[i] * s.h[i] / root : 0;
      s.by_u[i] = q > 0 ? v_[i] / root : 0;
      s.by_h[i] = v_[i] * std::max(p, 0.0) / root;
    }
    for (int i = 0; i < m_; ++i) {
      for (int j = 0; j < m_; ++j) {
        s.by_h[j] += (s.by_w[i] * w_[i * m_ + j] + s.by_u[i] * u_[i * m_ + j]) / root;
      }
    }
    return s;
  }

 private:
  int m_;
  std::vector<double> a_, w_, u_, v_;
};

double Dot(const std::vector<double>& a, const std::vector<double>& b) {
  double dot = 0;
  for (std::size_t i = 0; i < a.size(); ++i) dot += a[i] * b[i];
  return dot;
}

// Statistical: five standard errors, and 8/m for what a finite width changes.
TEST(RequireSoundNet, SkipAndAFreshDenseAreIndependent) {
  constexpr int kWidth = 100, kDraws = 300;
  const double x[] = {1, 0.5}, z[] = {0.75, 1}, inner = x[0] * z[0] + x[1] * z[1];
  std::mt19937_64 random(17);
  double sum[2] = {}, squares[2] = {};
  for (int draw = 0; draw < kDraws; ++draw) {
    const SkipNet net(kWidth, &random);
    const SkipNet::Signals a = net.At(x), b = net.At(z);
    const double nngp = Dot(a.g, b.g) / kWidth, h = Dot(a.h, b.h) / kWidth;
    const double ntk = nngp + h * (Dot(a.by_w, b.by_w) + Dot(a.by_u, b.by_u)) + inner * Dot(a.by_h, b.by_h);
    sum[0] += nngp, sum[1] += ntk, squares[0] += nngp * nngp, squares[1] += ntk * ntk;
  }
  const double norm_x = std::hypot(x[0], x[1]), norm_z = std::hypot(z[0], z[1]);
  const auto values = [&](const std::string& text) {
    return NetExpression(text)(norm_x, norm_z, Correlation<double>::FromCosine(inner / norm_x / norm_z));
  };
  const Pair<double> right = values("dense | skip * dense relu + dense relu | readout");
  const Pair<double> wrong = values("dense | skip * dense relu + dense | readout");
  const double rights[] = {right.nngp, right.ntk}, wrongs[] = {wrong.nngp, wrong.ntk};
  for (int i = 0; i < 2; ++i) {
    const double mean = sum[i] / kDraws, error = std::sqrt((squares[i] / kDraws - mean * mean) / kDraws);
    EXPECT_LE(std::abs(rights[i] - mean), 5 * error + 8.0 / kWidth * mean);
    EXPECT_GT(std::abs(wrongs[i] - mean), 5 * error + 8.0 / kWidth * mean);
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
