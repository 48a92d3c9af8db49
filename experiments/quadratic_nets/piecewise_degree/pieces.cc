#include "experiments/quadratic_nets/piecewise_degree/pieces.h"

#include <Eigen/Core>
#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

#include "experiments/shared/quadratic_net_formula.h"
#include "models/network.h"
#include "models/quadratic_net.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::piecewise_degree {
namespace {

using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>,
                                           boost::multiprecision::expression_template_option::et_off>;
using models::QuadraticNet;
using Pattern = std::vector<bool>;  // which units are active, layer by layer

models::QuadraticNetOptions OptionsOf(Kind kind, const NetSize& size) {
  return {.inputs = size.inputs,
          .width = size.width,
          .depth = size.hidden + 1,
          .neuron = kind == Kind::kSquaredRelu ? models::Neuron::kSquare : models::Neuron::kQuadratic,
          .start = kind == Kind::kConventional ? models::QuadraticStart::kReLinear : models::QuadraticStart::kRandom,
          .bias_std = 1,
          .parameterization = models::Parameterization::kStandard};
}

// A net and a line, in numbers of type S.
template <class S>
struct OnLine {
  Kind kind = Kind::kQuadratic;
  models::QuadraticNetOptions options = {};
  std::vector<S> parameters = {}, origin = {}, direction = {};

  std::vector<S> At(const S& t) const {
    std::vector<S> x = origin;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += t * direction[i];
    return x;
  }
  S Value(const S& t, Pattern& active) const {
    active.clear();
    const auto unit = [&](int layer, std::size_t i, const S& r, const S& g, const S& s) {
      const S q = PreActivation(layer, i, r, g, s);
      active.push_back(kind == Kind::kSquaredRelu ? r > S(0) : q > S(0));
      return active.back() ? q : S(0);
    };
    return QuadraticNetFormula<S>(options, parameters, At(t), unit);
  }
  // The sum of the moduli of all that Value adds up, with every unit active.
  S Moduli(const S& t) const {
    using std::abs;
    OnLine moduli = *this;
    for (auto* values : {&moduli.parameters, &moduli.origin, &moduli.direction}) {
      for (S& value : *values) value = S(abs(value));
    }
    const auto unit = [&](int layer, std::size_t i, const S& r, const S& g, const S& s) {
      return PreActivation(layer, i, r, g, s);
    };
    return QuadraticNetFormula<S>(options, moduli.parameters, moduli.At(S(abs(t))), unit);
  }
  // By layers: e roundings in h are at most 3 (e + columns + 2) in a product of up to three sums.
  double Roundings() const {
    double e = 2, columns = static_cast<double>(options.inputs);
    for (int l = 1; l < options.depth; ++l) {
      e = 3 * (e + columns + 2);
      columns = static_cast<double>(options.width);
    }
    return e + columns + 1;
  }

 private:
  S PreActivation(int layer, std::size_t i, const S& r, const S& g, const S& s) const {
    const S q = r * g + s;
    return kind == Kind::kCubic && layer == 0 && i == 0 ? S(q * r) : q;
  }
};

std::vector<double> Normals(std::uint64_t seed, std::uint32_t stream, int count) {
  std::vector<double> values(static_cast<std::size_t>(count));
  models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0, std::span<double>(values));
  return values;
}

template <class S>
std::vector<S> Cast(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

}  // namespace

Line TakeLine(Kind kind, const NetSize& size, int halvings, std::uint64_t seed, int line) {
  const auto number = static_cast<std::uint32_t>(line);
  const models::QuadraticNetOptions options = OptionsOf(kind, size);
  // Bits of a stream of its own key the net of the line.
  std::uint64_t key = 0;
  models::FillBits({.seed = seed, .purpose = models::Purpose::kData, .stream = 2 * number + 1}, 0, {&key, 1});
  const QuadraticNet<double> net(options, key);
  const auto values = net.parameters().values();
  const std::vector<double> v = Normals(seed, 2 * number, 2 * size.inputs);
  const OnLine<double> coarse{.kind = kind,
                              .options = options,
                              .parameters = {values.begin(), values.end()},
                              .origin = {v.begin(), v.begin() + size.inputs},
                              .direction = {v.begin() + size.inputs, v.end()}};
  const OnLine<Real> fine{.kind = kind,
                          .options = options,
                          .parameters = Cast<Real>(coarse.parameters),
                          .origin = Cast<Real>(coarse.origin),
                          .direction = Cast<Real>(coarse.direction)};

  Line result;
  std::vector<Pattern> patterns(4 * (std::size_t{1} << halvings) + 1);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    result.t.push_back(-2 + std::ldexp(static_cast<double>(i), -halvings));
    result.values.push_back(coarse.Value(result.t.back(), patterns[i]));
  }
  const int orders = (1 << size.hidden) + 2, needed = orders + 2;
  for (std::size_t first = 0, end = 0; first < patterns.size(); first = end) {
    for (end = first + 1; end < patterns.size() && patterns[end] == patterns[first];) ++end;
    if (end < patterns.size()) result.kinks.push_back((result.t[end - 1] + result.t[end]) / 2);
    const std::size_t stride = (end - first - 1) / static_cast<std::size_t>(needed - 1);
    if (stride == 0) {
      ++result.too_short;
      continue;
    }
    Piece piece{.from = result.t[first], .to = result.t[end - 1]};
    const Real moduli = fine.Moduli(Real(std::max(std::abs(piece.from), std::abs(piece.to))));  // it grows with |t|
    const double rounding = coarse.Roundings() * std::numeric_limits<double>::epsilon() * static_cast<double>(moduli);
    std::vector<Real> exact;
    Pattern active;
    bool same = true;
    for (int j = 0; j < needed; ++j) {
      const double t = result.t[first + static_cast<std::size_t>(j) * stride];
      exact.push_back(fine.Value(Real(t), active));
      same = same && active == patterns[first];
      if (kind == Kind::kCubic || kind == Kind::kSquaredRelu) continue;  // models has no such nets
      const std::vector<double> x = coarse.At(t);
      const double f = models::Forward(net, Eigen::Map<const Eigen::RowVectorXd>(x.data(), size.inputs))(0, 0);
      const double error = std::abs(static_cast<double>(Real(f) - exact.back()));
      piece.error_in_double = std::max(piece.error_in_double, error / rounding);
    }
    if (!same) {  // a unit so close to its kink that double took the wrong side
      ++result.too_short;
      continue;
    }
    const Real bound = Real(fine.Roundings()) * std::numeric_limits<Real>::epsilon() * moduli;
    piece.differences = TakeDifferences<Real>(std::move(exact), bound, orders);
    result.pieces.push_back(std::move(piece));
  }
  return result;
}

}  // namespace hadamard_ntk::experiments::piecewise_degree
