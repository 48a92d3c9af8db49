#include "spectral/ordered_eigenvalues.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/angle_kernel.h"
#include "spectral/reference_kernels_testing.h"

namespace hadamard_ntk::spectral {
namespace {

// Two layers without a bias: odd degrees from 3 on have the eigenvalue 0.
MercerSpectrum TwoLayers(int k_max) {
  return ComputeMercerSpectrum(AngleKernel::From(FullyConnectedKernel{2}), 2, k_max);
}

TEST(OrderedEigenvaluesTest, FallAndHaveTheirMultiplicities) {
  const MercerSpectrum spectrum = TwoLayers(40);
  const std::vector<OrderedEigenvalue> largest = LargestEigenvalues(spectrum, 1 + 3 + 5 + 9 + 2);
  std::vector<int> degrees;
  for (const OrderedEigenvalue& one : largest) degrees.push_back(one.k);
  // 3 of degree 1 are larger than the one of degree 0, or not: by the spectrum.
  EXPECT_EQ(std::ranges::count(degrees, 0), 1);
  EXPECT_EQ(std::ranges::count(degrees, 1), 3);
  EXPECT_EQ(std::ranges::count(degrees, 2), 5);
  EXPECT_EQ(std::ranges::count(degrees, 3), 0);  // is 0
  EXPECT_EQ(std::ranges::count(degrees, 4), 9);
  EXPECT_EQ(std::ranges::count(degrees, 6), 2);  // of 13
  EXPECT_TRUE(std::ranges::is_sorted(largest, std::greater<>(), &OrderedEigenvalue::mu));
  for (const OrderedEigenvalue& one : largest) EXPECT_EQ(one.mu, spectrum[one.k].mu);
}

TEST(OrderedEigenvaluesTest, WhatADegreeAboveMayHaveIsRefused) {
  EXPECT_EQ(LargestEigenvalues(TwoLayers(40), 40).size(), 40U);
  const auto message = [](int k_max, std::int64_t count) {
    return MessageOf<std::domain_error>([&] { return LargestEigenvalues(TwoLayers(k_max), count).size(); });
  };
  // The 16 of degrees 0 to 3; those of degree 3, zeros, come after all others, of which there are more above.
  EXPECT_EQ(message(3, 17), "LargestEigenvalues: degrees to 3 have 16 eigenvalues, and 17 are wanted");
  EXPECT_EQ(message(3, 10).find("LargestEigenvalues: a degree above 3 may have one of "), 0U) << message(3, 10);
  EXPECT_EQ(MessageOf([] { return LargestEigenvalues(TwoLayers(3), 0).size(); }),
            "LargestEigenvalues: count must be positive, got 0");
}

}  // namespace
}  // namespace hadamard_ntk::spectral
