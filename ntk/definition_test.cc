// Kernels against the definition of the words: nngp = E[f(x) f(z)], ntk = E<grad f(x), grad f(z)> over the
// initialisation, with f a finite net of its written architecture, gradients by forward differentiation, expectations
// by Monte Carlo at 5 standard errors.
//
// For these architectures the expectations do not depend on the width (no nonlinearity acts on a sum over units), so
// small widths are exact; deeper nets are checked by quadrature of their recursion (fully_connected_test).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "ntk/ccp_net.h"
#include "ntk/dual_number_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/ncp_net.h"
#include "ntk/polynomial_net.h"
#include "ntk/residual_net.h"
#include "ntk/sampled_kernel_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using Vector = std::array<double, 2>;
using Dual = DualNumber<double>;

constexpr Vector kX = {1.1, 0.2}, kZ = {0.4, 0.8};

template <class S>
S Raw(const S& u, bool relu) {
  return !relu || u >= S(0.0) ? u : S(0.0);
}

/// The parameters of a net in the order in which its formula asks for them.
template <class S>
class Weights {
 public:
  explicit Weights(const std::vector<S>& values) : values_(values) {}
  S Next() { return values_.at(used_++); }
  /// N(0, 1) weights on the input.
  S Row(const Vector& x) {
    const S a = Next(), b = Next();
    return a * S(x[0]) + b * S(x[1]);
  }
  std::size_t used() const { return used_; }

 private:
  const std::vector<S>& values_;
  std::size_t used_ = 0;
};

/// f = sqrt(2/m) W_{N+1} y_N,  y_n = s phi(W_n x) * y_{n-1}.
struct FinitePolynomialNet {
  int degree, width;
  double s;
  bool relu;
  template <class S>
  S operator()(Weights<S>& w, const Vector& x) const {
    S f(0.0);
    for (int i = 0; i < width; ++i) {
      S y(1.0);
      for (int n = 0; n < degree; ++n) y *= S(s) * Raw(w.Row(x), relu);
      f += w.Next() * y;
    }
    return S(std::sqrt(2.0 / width)) * f;
  }
};

/// f = sqrt(2/m) C y_N + b beta,  y_n = s phi(A_n x) * y_{n-1} + y_{n-1}.
struct FiniteCcpNet {
  int degree, width;
  double s, bias;
  bool relu;
  template <class S>
  S operator()(Weights<S>& w, const Vector& x) const {
    S f(0.0);
    for (int i = 0; i < width; ++i) {
      S y = S(s) * Raw(w.Row(x), relu);
      for (int n = 1; n < degree; ++n) y = S(s) * Raw(w.Row(x), relu) * y + y;
      f += w.Next() * y;
    }
    return S(std::sqrt(2.0 / width)) * f + S(bias) * w.Next();
  }
};

/// f = C y_N / sqrt(m),  y_n = phi(A_n x) * (S_n y_{n-1} / sqrt(m) + b b_n),  phi = sqrt(2) relu or the identity.
struct FiniteNcpNet {
  int degree, width;
  double bias;
  bool relu;
  template <class S>
  S operator()(Weights<S>& w, const Vector& x) const {
    const S scale(1 / std::sqrt(double(width)));
    std::array<S, 4> y{}, next{};  // width <= 4
    for (int n = 0; n < degree; ++n) {
      for (int i = 0; i < width; ++i) {
        S sum(0.0);
        if (n > 0) {
          for (int j = 0; j < width; ++j) sum += w.Next() * y[j];
        }
        next[i] = S(relu ? std::sqrt(2.0) : 1.0) * Raw(w.Row(x), relu) * (scale * sum + S(bias) * w.Next());
      }
      y = next;
    }
    S f(0.0);
    for (int i = 0; i < width; ++i) f += w.Next() * y[i];
    return scale * f;
  }
};

/// Two layers: f = sqrt(2/m) W_2 relu(W_1 x + b beta_1) + b beta_2.
struct FiniteTwoLayerNet {
  int width;
  double bias;
  template <class S>
  S operator()(Weights<S>& w, const Vector& x) const {
    S f(0.0);
    for (int i = 0; i < width; ++i) f += w.Next() * Raw(w.Row(x) + S(bias) * w.Next(), true);
    return S(std::sqrt(2.0 / width)) * f + S(bias) * w.Next();
  }
};

/// One block on width 2, x_0 = sqrt(2) x (an isometry A in place of a random one makes the width exact), A and v as in
/// the sources not trained: v_1, v_2 are drawn, but take no gradient. f = v^T (x_0 + alpha V phi(W x_0 / sqrt 2) / sqrt
/// 2) / sqrt 2.
struct FiniteResidualBlock {
  double alpha;
  static constexpr std::size_t kUntrained = 2;
  template <class S>
  S operator()(Weights<S>& w, const Vector& x) const {
    const S half(std::sqrt(0.5));
    const S v[2] = {w.Next(), w.Next()};
    S hidden[2];
    for (S& h : hidden) h = S(std::sqrt(2.0)) * Raw(w.Row(x), true);
    S f(0.0);
    for (int i = 0; i < 2; ++i) {
      const S branch = w.Next() * hidden[0] + w.Next() * hidden[1];
      f += half * v[i] * (S(std::sqrt(2.0) * x[i]) + S(alpha) * half * branch);
    }
    return f;
  }
};

/// (nngp, ntk) with their standard errors.
template <class Net>
std::array<Estimate, 2> Sample(const Net& net, int samples) {
  std::size_t untrained = 0;
  if constexpr (requires { Net::kUntrained; }) untrained = Net::kUntrained;
  std::vector<double> values(1000);
  Weights<double> probe(values);
  net(probe, kX);
  const auto at_pair = [&](const std::vector<Dual>& weights) {
    Weights<Dual> at_x(weights), at_z(weights);
    return std::array{net(at_x, kX), net(at_z, kZ)};
  };
  return SampleKernel(20220907, samples, probe.used(), at_pair,
                      [&](std::size_t i) { return i < untrained ? 0.0 : 1.0; });
}

/// Checks the kernel against the net, and that a kernel that is wrong would be found out: `wrong` must fail in its ntk.
template <class K, class W, class Net>
void Check(const std::string& name, const K& kernel, const W& wrong, const Net& net, int samples = 100000) {
  const double norm_x = std::hypot(kX[0], kX[1]), norm_z = std::hypot(kZ[0], kZ[1]);
  const auto c = Correlation<double>::FromCosine((kX[0] * kZ[0] + kX[1] * kZ[1]) / (norm_x * norm_z));
  const Pair<double> pair = kernel(norm_x, norm_z, c), wrong_pair = wrong(norm_x, norm_z, c);
  const auto [nngp, ntk] = Sample(net, samples);
  EXPECT_LE(std::abs(nngp.mean - pair.nngp), 5 * nngp.error) << name << ": " << nngp.mean << " for " << pair.nngp;
  EXPECT_LE(std::abs(ntk.mean - pair.ntk), 5 * ntk.error) << name << ": " << ntk.mean << " for " << pair.ntk;
  EXPECT_GT(std::abs(ntk.mean - wrong_pair.ntk), 5 * ntk.error) << name;
}

/// Theorem 1 with N - 1 in place of N before kappa_1: one branch not trained.
struct OneBranchFixed {
  int degree;
  template <Scalar T>
  Pair<T> operator()(const T& norm_x, const T& norm_z, const Correlation<T>& c) const {
    const Pair<T> right = PolynomialNet(degree)(norm_x, norm_z, c);
    return {right.nngp, right.nngp + (right.ntk - right.nngp) * (degree - 1) / degree};
  }
};

TEST(Definition, PolynomialNet) {
  const double unit = std::sqrt(2.0);
  Check("N = 1", PolynomialNet(1), PolynomialNet(2), FinitePolynomialNet{1, 2, unit, true});
  Check("N = 2", PolynomialNet(2), OneBranchFixed{2}, FinitePolynomialNet{2, 1, unit, true});
  Check("N = 3", PolynomialNet(3), OneBranchFixed{3}, FinitePolynomialNet{3, 2, unit, true}, 200000);
  Check("raw", PolynomialNet(2, Normalization::kRawActivation), PolynomialNet(2), FinitePolynomialNet{2, 2, 1, true});
  Check("raw_over_width", PolynomialNet(2, Normalization::kRawActivationOverWidth, 3),
        PolynomialNet(2, Normalization::kRawActivation), FinitePolynomialNet{2, 3, std::sqrt(2.0 / 3), true});
  Check("no activation", ActivationFreePolynomialNet(2), PolynomialNet(2), FinitePolynomialNet{2, 2, 1, false});
  Check("no activation, literal", ActivationFreePolynomialNet(2, Normalization::kRawActivationOverWidth, 3),
        ActivationFreePolynomialNet(2), FinitePolynomialNet{2, 3, std::sqrt(2.0 / 3), false});
}

TEST(Definition, CcpNet) {
  const double unit = std::sqrt(2.0);
  const Normalization eq2 = Normalization::kRawActivation;
  Check("N = 1", CcpNet(1, eq2), CcpNet(1, Normalization::kUnit), FiniteCcpNet{1, 1, 1, 0, true});
  Check("N = 2", CcpNet(2, eq2), CcpNet(1, eq2), FiniteCcpNet{2, 1, 1, 0, true});
  Check("N = 3", CcpNet(3, eq2, 0.5), CcpNet(3, eq2), FiniteCcpNet{3, 2, 1, 0.5, true}, 200000);
  Check("unit", CcpNet(2, Normalization::kUnit), CcpNet(2, eq2), FiniteCcpNet{2, 2, unit, 0, true});
  Check("no activation", ActivationFreeCcpNet(3, eq2), CcpNet(3, Normalization::kUnit),
        FiniteCcpNet{3, 1, 1, 0, false});
}

TEST(Definition, NcpNet) {
  Check("N = 1", NcpNet(1, 0.75), NcpNet(1, 1), FiniteNcpNet{1, 2, 0.75, true});
  Check("N = 2", NcpNet(2, 0.75), NcpNet(2, 1), FiniteNcpNet{2, 1, 0.75, true});
  Check("N = 3", NcpNet(3, 1), NcpNet(2, 1), FiniteNcpNet{3, 2, 1, true}, 200000);
  Check("no activation", ActivationFreeNcpNet(2, 1), ActivationFreeNcpNet(2, 1.25), FiniteNcpNet{2, 2, 1, false});
}

TEST(Definition, TwoLayerFullyConnected) {
  Check("no bias", FullyConnected(2), FullyConnected(1), FiniteTwoLayerNet{2, 0});
  Check("bias", FullyConnected(2, 0.5), FullyConnected(2), FiniteTwoLayerNet{2, 0.5});
}

TEST(Definition, ResidualBlock) {
  Check("one block", ResidualNet(1, 0.8), ResidualNet(1, 0.8, ResidualNet::Trained::kAllLayers),
        FiniteResidualBlock{0.8});
}

}  // namespace
}  // namespace hadamard_ntk::ntk
