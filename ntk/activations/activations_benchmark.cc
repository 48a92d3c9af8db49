// Gram matrices of the two-layer net dense, phi, readout of each activation in closed form:
//   tools/bazel run //ntk/activations:activations_benchmark
// n samples of 16 coordinates, so many threads.  ns/entry is the processor time of one of the n^2 entries in the
// fastest run; of_relu its ratio to that of FullyConnected(2), whose runs alternate with those of the activation.
#include <benchmark/benchmark.h>
#include <oneapi/tbb/global_control.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include "ntk/activation_moments.h"
#include "ntk/activations/erf.h"
#include "ntk/activations/exponential.h"
#include "ntk/activations/gelu.h"
#include "ntk/activations/leaky_relu.h"
#include "ntk/activations/polynomial.h"
#include "ntk/activations/sine.h"
#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/kernel.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr int kThreads = 1;

template <class Phi>
struct TwoLayer {
  Phi phi;

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    return Readout(Activate(phi, Dense(Input<T>(norm_x, norm_z, c))));
  }
};

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

template <class T, class K>
double Seconds(const K& kernel, const Matrix<T>& x) {
  const std::clock_t start = std::clock();
  benchmark::DoNotOptimize(Gram(kernel, x).data());
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

template <class T, class K>
void GramOf(benchmark::State& state, T /*type*/, const K& kernel) {
  const auto n = state.range(0);
  std::srand(1);  // Eigen's Random
  const Matrix<T> x = Matrix<T>::Random(n, 16);
  const tbb::global_control threads(tbb::global_control::max_allowed_parallelism, kThreads);
  const FullyConnected relu(2);
  Seconds(kernel, x), Seconds(relu, x);  // threads, memory and code are there
  double own = HUGE_VAL, of_relu = HUGE_VAL;
  for (auto _ : state) {
    const double seconds = Seconds(kernel, x);
    state.SetIterationTime(seconds);
    own = std::min(own, seconds);
    of_relu = std::min(of_relu, Seconds(relu, x));
  }
  state.counters["ns/entry"] = 1e9 * own / (static_cast<double>(n) * static_cast<double>(n));
  state.counters["of_relu"] = own / of_relu;
  state.counters["threads"] = kThreads;
}

void Sizes(benchmark::internal::Benchmark* b) {
  b->ArgName("n")->Arg(1000)->Arg(4000)->UseManualTime()->Unit(benchmark::kMillisecond);
}

#define HADAMARD_NTK_GRAM_OF(name, phi)                                                  \
  BENCHMARK_CAPTURE(GramOf, name, double(), TwoLayer<decltype(phi)>{phi})->Apply(Sizes); \
  BENCHMARK_CAPTURE(GramOf, name##_float, float(), TwoLayer<decltype(phi)>{phi})->Apply(Sizes)

BENCHMARK_CAPTURE(GramOf, relu, double(), FullyConnected(2))->Apply(Sizes);
BENCHMARK_CAPTURE(GramOf, relu_float, float(), FullyConnected(2))->Apply(Sizes);
HADAMARD_NTK_GRAM_OF(raw_relu, LeakyRelu::RawRelu());
HADAMARD_NTK_GRAM_OF(leaky_relu, LeakyRelu(0.25));
HADAMARD_NTK_GRAM_OF(absolute_value, LeakyRelu::AbsoluteValue());
HADAMARD_NTK_GRAM_OF(erf, Erf());
HADAMARD_NTK_GRAM_OF(gelu, Gelu());
HADAMARD_NTK_GRAM_OF(sin, Sine());
HADAMARD_NTK_GRAM_OF(cos, Cosine());
HADAMARD_NTK_GRAM_OF(exp, ExponentialActivation(0.25));
HADAMARD_NTK_GRAM_OF(gaussian, GaussianActivation());
HADAMARD_NTK_GRAM_OF(monomial_3, Monomial(3));
HADAMARD_NTK_GRAM_OF(hermite_4, HermitePolynomial(4));

}  // namespace
}  // namespace hadamard_ntk::ntk

BENCHMARK_MAIN();
