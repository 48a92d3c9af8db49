#include "experiments/quadratic_nets/relinear_kernels/closed_forms.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "ntk/activate_product.h"
#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/identity.h"
#include "ntk/quadratic_net.h"
#include "ntk/relinear_net.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"
#include "ntk/vector_correlation.h"

namespace hadamard_ntk::experiments::relinear_kernels {
namespace {

using ntk::Features;
using ntk::Preactivation;
using spectral::Real50;

double Dot(const Row& x, const Row& z) { return x[0] * z[0] + x[1] * z[1] + x[2] * z[2]; }
Row Squares(const Row& x) { return {x[0] * x[0], x[1] * x[1], x[2] * x[2]}; }

// What the recursion begins with.
struct Covariances {
  Real50 xx, zz, xz, powers;
};
Covariances Of(const Row& x, const Row& z) {
  return {Real50(Dot(x, x)), Real50(Dot(z, z)), Real50(Dot(x, z)), Real50(Dot(Squares(x), Squares(z)))};
}

struct RecursionParts {
  std::array<Real50, 4> parts;
  Real50 gate_of_slopes;
};

RecursionParts Recursion(int hidden, const Covariances& from) {
  const Real50 pi = ntk::Pi<Real50>(), one(1);
  Real50 omega(1), s = from.xz, s_x = from.xx, s_z = from.zz, q = from.powers;
  Real50 linear(0), gate(0), of_slopes(0), power(0);
  for (int layer = 1; layer <= hidden; ++layer) {
    const Real50 r = omega * s + 1, r_x = omega * s_x + 1, r_z = omega * s_z + 1, scale = sqrt(Real50(r_x * r_z));
    const Real50 cosine = std::min(one, Real50(r / scale)), theta = acos(cosine), sine = sin(theta), arc = pi - theta;
    const Real50 k1 = arc / (2 * pi), k2 = scale * (sine + arc * cosine) / (2 * pi);
    const Real50 k3 = scale * scale * (3 * sine * cosine + arc * (1 + 2 * cosine * cosine)) / (2 * pi);
    linear = k1 * (omega * linear + r);
    gate = k1 * omega * gate + r * k2;
    of_slopes = k1 * omega * of_slopes + r * k1;
    power = k1 * (omega * power + omega * q + 1);
    s = k2;
    s_x = r_x / 2;
    s_z = r_z / 2;
    q = k3;
    omega = 2;
  }
  return {{2 * s, 2 * linear, 2 * gate, 2 * power}, 2 * of_slopes};
}

PartValues Values(const ntk::ReLinearParts<double>& p) { return {p.readout, p.linear, p.gate, p.power}; }

Features<double> InputOf(const Row& x, const Row& z) {
  const ntk::VectorPair<double> seen = ntk::VectorCorrelation<double>(x, z);
  return ntk::Input<double>(seen.norm_x, seen.norm_z, seen.correlation);
}

// By layers r, g with the gradient by the latter's weights taken `gate_rate` times.
Preactivation<double> Scaled(Preactivation<double> g, double gate_rate) {
  g.ntk *= gate_rate;
  return g;
}

ntk::Pair<double> KernelOf(RandomNet net, int hidden, const Row& x, const Row& z, double gate_rate) {
  const Preactivation<double> first = ntk::Dense(InputOf(x, z), 1, 1);
  if (net == RandomNet::kPolynomial) {
    const auto linear = [](const Preactivation<double>& f) { return ntk::Activate<ntk::Identity>(f); };
    const Preactivation<double> s = ntk::Dense(InputOf(Squares(x), Squares(z)), 1, 1);
    const Features<double> product = ntk::HadamardProduct(linear(first), linear(Scaled(first, gate_rate)));
    return ntk::Readout(ntk::Sum(product, linear(s)), 2);
  }
  Features<double> h = ntk::ActivateProduct<ntk::Relu>(first, Scaled(first, gate_rate));
  for (int layer = 2; layer <= hidden; ++layer) {
    const Preactivation<double> r = ntk::Dense(h, 1, 1);
    h = ntk::ActivateProduct<ntk::Relu>(r, Scaled(r, gate_rate));
  }
  return ntk::Readout(h);
}

struct PrintedRow {
  int hidden;
  PartValues apart, same;
};
constexpr PrintedRow kPrintedParts[] = {
    {1,
     {1.54693589060745126, 1.06740320917345932, 2.22372034274821118, 0.965883882214027046},
     {2.3125, 2.3125, 5.34765625, 2.06640625}},
    {2,
     {2.61515890983652162, 2.92401462440328442, 8.45964063795241797, 8.35075380079178351},
     {3.3125, 5.625, 16.3203125, 19.109375}},
    {3,
     {3.66368912273471792, 5.52822961565473287, 20.3966144952837025, 26.8747045756017858},
     {4.3125, 9.9375, 34.91796875, 53.02734375}}};

// use(hidden, x, z, printed)
template <class Use>
void ForEachPrinted(const Use& use) {
  for (const PrintedRow& row : kPrintedParts) {
    use(row.hidden, kX, kZ, row.apart);
    use(row.hidden, kX, kX, row.same);
  }
}

}  // namespace

std::string NameOf(Part part) {
  constexpr const char* kNames[] = {"K_a", "K_r", "K_g", "K_b"};
  return kNames[part];
}

PartValues ReLinearParts(int hidden, const Row& x, const Row& z) {
  const ntk::VectorPair<double> seen = ntk::VectorCorrelation<double>(x, z);
  return Values(
      ntk::ReLinearNet(hidden).Parts<double>(seen.norm_x, seen.norm_z, seen.correlation, Dot(Squares(x), Squares(z))));
}

double GateOfSlopes(int hidden, const Row& x, const Row& z) {
  return static_cast<double>(Recursion(hidden, Of(x, z)).gate_of_slopes);
}

ntk::Pair<double> RandomNetKernel(RandomNet net, int hidden, const Row& x, const Row& z) {
  if (net == RandomNet::kPolynomial) return KernelOf(net, hidden, x, z, 1);
  const ntk::VectorPair<double> seen = ntk::VectorCorrelation<double>(x, z);
  return ntk::QuadraticNet(hidden)(seen.norm_x, seen.norm_z, seen.correlation);
}

ntk::Pair<double> WrongRandomNetKernel(RandomNet net, int hidden, const Row& x, const Row& z) {
  return KernelOf(net, hidden, x, z, 0);
}

std::vector<PrintedKernel> PrintedReLinear() {
  std::vector<PrintedKernel> values;
  ForEachPrinted([&](int hidden, const Row& x, const Row& z, const PartValues& printed) {
    const PartValues found = ReLinearParts(hidden, x, z);
    for (const Part part : kParts) {
      values.push_back({printed[part], found[part], {part == kGate ? GateOfSlopes(hidden, x, z) : found[part]}});
    }
  });
  return values;
}

std::vector<PrintedKernel> PrintedRandomNets() {
  const auto at = [](RandomNet net, const Row& z, const ntk::Pair<double>& printed) {
    const ntk::Pair<double> found = RandomNetKernel(net, 1, kX, z), wrong = WrongRandomNetKernel(net, 1, kX, z);
    return std::array<PrintedKernel, 2>{PrintedKernel{printed.nngp, found.nngp, {wrong.nngp}},
                                        PrintedKernel{printed.ntk, found.ntk, {wrong.ntk}}};
  };
  // Of the polynomial, 2 (lambda^2 + H) and 2 (3 lambda^2 + 2 H), lambda = <x, z> + 1, H = <x o x, z o z> + 1.
  std::vector<PrintedKernel> values;
  for (const auto& pair :
       {at(RandomNet::kPolynomial, kZ, {6.734375, 17.6015625}), at(RandomNet::kPolynomial, kX, {14.828125, 40.3515625}),
        at(RandomNet::kRelu, kZ, {2.40498686380251443, 5.62639178801238403}),
        at(RandomNet::kRelu, kX, {5.34765625, 16.04296875})}) {
    values.insert(values.end(), pair.begin(), pair.end());
  }
  return values;
}

RoundingError MeasureRounding(int hidden) {
  constexpr double kEps = std::numeric_limits<double>::epsilon(), kPowers = 0.3;
  RoundingError worst{.hidden = hidden};
  for (const double norm_x : {1.0, 0.7}) {
    const double norm_z = 2.3 - norm_x;
    const auto exact = [&](const Real50& theta) {
      const Real50 x(norm_x), z(norm_z);
      return Recursion(hidden, {x * x, z * z, x * z * cos(theta), Real50(kPowers)});
    };
    const RecursionParts at_zero = exact(Real50(0));
    for (double theta = 0; theta < std::numbers::pi; theta += 0.0317) {
      const PartValues computed = Values(
          ntk::ReLinearNet(hidden).Parts<double>(norm_x, norm_z, ntk::Correlation<double>::FromAngle(theta), kPowers));
      const RecursionParts recursion = exact(Real50(theta));
      const auto error = [&](Part part, const Real50& expected) {
        return static_cast<double>(Real50(abs(Real50(computed[part]) - expected) / (kEps * at_zero.parts[part])));
      };
      for (const Part part : kParts) worst.error = std::max(worst.error, error(part, recursion.parts[part]));
      worst.with_wrong_gate = std::max(worst.with_wrong_gate, error(kGate, recursion.gate_of_slopes));
    }
  }
  return worst;
}

double RecursionOverPrinted() {
  double worst = 0;
  ForEachPrinted([&](int hidden, const Row& x, const Row& z, const PartValues& printed) {
    const RecursionParts recursion = Recursion(hidden, Of(x, z));
    for (const Part part : kParts) {
      worst = std::max(worst, std::abs(static_cast<double>(Real50(recursion.parts[part] / Real50(printed[part]) - 1))));
    }
  });
  return worst;
}

}  // namespace hadamard_ntk::experiments::relinear_kernels
