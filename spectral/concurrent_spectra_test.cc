// Spectra computed by several threads, before anything else in the process has computed one: the thread sanitizer then
// sees whatever they share.  A file of its own, because what is made by a first call is made once.
#include <gtest/gtest.h>

#include <latch>
#include <thread>
#include <vector>

#include "spectral/decay_law.h"
#include "spectral/mercer_spectrum.h"
#include "spectral/reference_kernels_testing.h"

namespace hadamard_ntk::spectral {
namespace {

/// Eigenvalues of a polynomial net, their bounds, and the constant of their law.
std::vector<double> Compute(int degree) {
  const AngleKernel kernel = AngleKernel::From(PolynomialNetKernel{degree});
  std::vector<double> numbers = {PredictDecay(kernel, 2).even.constant};
  const MercerSpectrum spectrum = ComputeMercerSpectrum(kernel, 2, 60);
  for (const Eigenvalue& eigenvalue : spectrum.eigenvalues()) {
    numbers.insert(numbers.end(), {eigenvalue.mu, eigenvalue.error});
  }
  return numbers;
}

TEST(ConcurrentSpectraTest, AreThoseOfOneThread) {
  constexpr int kThreads = 4;
  std::latch start(kThreads);
  std::vector<std::vector<double>> concurrent(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        concurrent[i] = Compute(2 + i % 2);
      });
    }
  }
  for (int i = 0; i < kThreads; ++i) EXPECT_EQ(concurrent[i], Compute(2 + i % 2)) << "degree " << 2 + i % 2;
  EXPECT_NE(concurrent[0], concurrent[1]);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
