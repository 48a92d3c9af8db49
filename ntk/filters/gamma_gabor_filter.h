/// The Gabor filter (gabor_filter.h) whose gamma is drawn, too, as its authors run it [FatEtAl2021, sec. 3.2]:
///   gamma ~ Gamma(alpha, rate beta):   G = E G_gamma,   T = E T_gamma.
///
/// The expectations are trapezoidal sums over u = log(beta gamma), of the weights exp(alpha u - e^u) h / Gamma(alpha)
/// at one set of nodes for all pairs of inputs.  The integrands are analytic in |Im u| < pi/2, however far the inputs
/// are: the sums converge like |Gamma(alpha + 2 + 2 pi i/h)| / Gamma(alpha + 2), where a Gauss-Laguerre rule would
/// have to know how fast exp(-A gamma) falls.  As all weights are positive, the sum over nodes is one of independent
/// centred functions, so the Gram matrices are positive semi-definite and 1 - rho keeps its digits (second_moments.h).
///
/// G falls like |x|^{-2 alpha} only: gamma close to 0 makes windows of any size.
/// Throws std::invalid_argument for alpha not in [1/4, 64], beta, s or sigma not positive and finite, or d < 1.
/// Error for double, of G and 1 - rho relative, of T relative to E G_gamma times the sum of the terms' absolute values:
/// <= n eps with n = nodes() (about 200 at alpha = 2), as long as (|x|^2 + |z|^2)(s^2 + 1) <= 1e8 beta; beyond, the
/// error is that at this bound (gamma_gabor_filter_test).
#ifndef HADAMARD_NTK_NTK_FILTERS_GAMMA_GABOR_FILTER_H_
#define HADAMARD_NTK_NTK_FILTERS_GAMMA_GABOR_FILTER_H_

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "ntk/activations/exponentials.h"
#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/filters/gabor_filter.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

class GammaGaborFilter {
 public:
  GammaGaborFilter(double alpha, double rate, const GaborLaw& law) : alpha_(alpha), rate_(rate), law_(law) {
    gabor_filter_internal::Check("GammaGaborFilter", law);
    if (!(alpha >= 0.25 && alpha <= 64)) {
      throw std::invalid_argument("GammaGaborFilter: alpha must be in [1/4, 64], got " + Describe(alpha));
    }
    if (!(rate > 0 && std::isnormal(rate * rate))) {
      throw std::invalid_argument("GammaGaborFilter: rate must be positive and finite, got " + Describe(rate));
    }
    nodes_ = Nodes<double>();
  }

  double alpha() const { return alpha_; }
  double rate() const { return rate_; }
  const GaborLaw& law() const { return law_; }
  int nodes() const { return static_cast<int>(nodes_.size()); }

  template <Scalar T>
  Features<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    using R = RealOf<T>;
    if constexpr (kWithinDouble<R>) {
      return SumOver<T>(nodes_, norm_x, norm_z, c);
    } else {
      return SumOver<T>(Nodes<R>(), norm_x, norm_z, c);
    }
  }

 private:
  template <class R>
  struct Node {
    R gamma;
    R weight;
  };

  template <Scalar T, class R>
  Features<T> SumOver(const std::vector<Node<R>>& nodes, const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z,
                      const Correlation<T>& c) const {
    const auto term = [&](const Node<R>& node) {
      const RealOf<T> gamma(node.gamma), weight(node.weight);
      return Scale(gabor_filter_internal::At<T>(gamma, law_, norm_x, norm_z, c), weight);
    };
    Features<T> sum = term(nodes[0]);
    for (std::size_t i = 1; i < nodes.size(); ++i) sum = Sum(sum, term(nodes[i]));
    return sum;
  }

  /// The frequency y = 2 pi/h at which |Gamma(a + i y)| / Gamma(a) < exp(-nats), by Stirling's formula.
  static double Frequency(double a, double nats) {
    const auto decay = [a](double y) { return y * std::atan(y / a) - (a - 0.5) / 2 * std::log1p(y * y / (a * a)); };
    double y = 1;
    while (decay(y) < nats) y *= 1.02;
    return y;
  }

  /// From the smallest gamma, whose share is the smallest, to the largest; their weights add to 1.
  template <class R>
  std::vector<Node<R>> Nodes() const {
    constexpr double kReach = 1e8;
    const double nats = (std::numeric_limits<R>::digits + 3) * std::log(2.0);
    const double h = 2 * std::acos(-1.0) / Frequency(alpha_ + 2, nats);
    const double first = -nats / alpha_ - std::log(kReach), peak = alpha_ * std::log(alpha_) - alpha_;
    std::vector<Node<R>> nodes;
    R total(0);
    for (int i = 0;; ++i) {
      const double u = first + i * h;
      if (u > std::log(alpha_) && alpha_ * u - std::exp(u) < peak - nats) break;
      const R at = R(first) + R(i) * R(h), scaled = Exponential(at), exponent = R(alpha_) * at - scaled,
              weight = Exponential(exponent);
      nodes.push_back({R(scaled / R(rate_)), weight});
      total = total + weight;
    }
    for (Node<R>& node : nodes) node.weight = node.weight / total;
    return nodes;
  }

  double alpha_, rate_;
  GaborLaw law_;
  std::vector<Node<double>> nodes_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FILTERS_GAMMA_GABOR_FILTER_H_
