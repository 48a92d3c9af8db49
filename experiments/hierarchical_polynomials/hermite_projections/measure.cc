#include "experiments/hierarchical_polynomials/hermite_projections/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "experiments/hierarchical_polynomials/dimensions.h"
#include "experiments/hierarchical_polynomials/targets.h"
#include "gaussian/hermite.h"
#include "models/random.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::hermite_projections {
namespace {

using gaussian::RootSum;
using gaussian::SpreadFeature;

constexpr double kPlantedFourthMoment = 14;  // of h_2; it is 15

struct Signed {
  std::string signs;
  SpreadFeature p;
};

std::vector<Signed> Features(int k, int d, std::uint64_t seed) {
  std::vector<Signed> features;
  for (const std::string signs : {"balanced", "equal", "random"}) {
    features.push_back({signs, hierarchical::Feature(k, signs, d, seed)});
  }
  return features;
}

void AddRows(const Signed& feature, const FeatureQuadrature& quadrature, std::vector<Row>& rows) {
  const auto& [signs, p] = feature;
  const HermiteMoments mu = MomentsOf(p.k);
  HermiteMoments planted = mu;
  if (p.k == 2) planted.mu_4 = kPlantedFourthMoment;
  for (const Quantity& quantity : Quantities()) {
    if (!quantity.exists(p)) continue;
    const double closed = quantity.closed(p, mu), wrong = quantity.closed(p, planted);
    rows.push_back({quantity.name, p.k, signs, p.d(), closed, wrong == closed ? kMissing : wrong,
                    quantity.exact(p).Value(), quantity.quadrature(p, quadrature)});
  }
}

Target MakeTarget(const hierarchical::Outer& outer, const Signed& feature, int d, const FeatureQuadrature& quadrature) {
  const auto& [signs, p] = feature;
  const std::vector<RootSum> energies = gaussian::DegreeEnergies(p, outer.exact);
  const auto at_k = energies.begin() + p.k;
  Target target{p.k, outer.name, signs, d, p.plus, {}, {}, gaussian::SteinRemainder(p, outer.exact), 0, {}};
  target.all = std::accumulate(energies.begin(), energies.end(), RootSum());
  target.below = std::accumulate(energies.begin(), at_k, RootSum());
  target.plateau = gaussian::Plateau(energies, p.k);
  const std::vector<double> numbers = quadrature.Energies(outer.coefficients);
  std::vector<double> rest = outer.coefficients;
  rest[1] -= gaussian::MeanSlope(outer.exact).Value();
  target.by_quadrature[0] = std::accumulate(numbers.begin(), numbers.end(), 0.0);
  target.by_quadrature[1] = std::accumulate(numbers.begin(), numbers.begin() + p.k, 0.0);
  target.by_quadrature[2] = quadrature.Energies(rest)[static_cast<std::size_t>(p.k)];
  return target;
}

// p^3, p^4, p(x)^2 p(y)^2 at correlation 1/2 in each coordinate.
void AddSamples(const Signed& feature, const Config& config, std::uint64_t seed, std::vector<Sampled>& samples) {
  const SpreadFeature& p = feature.p;
  const double rho = 0.5, rest = std::sqrt(1 - rho * rho), scale = 1 / std::sqrt(p.d());
  const auto stream = static_cast<std::uint32_t>(samples.size());
  const gaussian::HermiteRecurrence<double> recurrence(p.k + 1);
  const auto hermite = [&](double x) {
    double last = 0;
    recurrence(x, 1.0, [&](std::size_t, double value) { last = value; });
    return last;
  };
  const auto means = EstimateMeans<3>(config.samples, [&](int i) {
    std::array<double, 2 * kSampledDimension> normals;
    models::FillNormal({seed, models::Purpose::kData, stream}, static_cast<std::uint64_t>(i) * normals.size(), normals);
    double at_x = 0, at_y = 0;
    for (int j = 0; j < kSampledDimension; ++j) {
      const double x = normals[static_cast<std::size_t>(2 * j)], sign = j < p.plus ? scale : -scale;
      at_x += sign * hermite(x);
      at_y += sign * hermite(rho * x + rest * normals[static_cast<std::size_t>(2 * j + 1)]);
    }
    return std::array<double, 3>{at_x * at_x * at_x, std::pow(at_x, 4), std::pow(at_x * at_y, 2)};
  });
  double correlated = 0, power = 1;
  for (const RootSum& energy : gaussian::DegreeEnergies(p, {0, 0, 1})) {
    correlated += power * energy.Value();
    power *= rho;
  }
  samples.push_back({"E p^3", p.k, feature.signs, gaussian::FeatureMoment(p, 3).Value(), means[0]});
  samples.push_back({"E p^4", p.k, feature.signs, gaussian::FeatureMoment(p, 4).Value(), means[1]});
  samples.push_back({"E p(x)^2 p(y)^2", p.k, feature.signs, correlated, means[2]});
}

std::vector<Slope> FitSlopes(const std::vector<Row>& rows) {
  struct Law {
    std::string quantity, signs;
    int k;
    double exponent;
    bool square;
  };
  std::vector<Law> laws = {{"|P_2 p^2|^2", "balanced", 2, -0.5, true},
                           {"|P_2 p^2|^2", "balanced", 3, -0.5, true},
                           {"|P_1 p^3|^2", "balanced", 3, -1, true},
                           {"E p^3", "equal", 2, -0.5, false},
                           {"E p^3", "equal", 4, -0.5, false}};
  for (int k = 2; k <= 4; ++k) laws.push_back({"|P_k p^3 - 3 p|^2", "balanced", k, -1, true});
  std::vector<Slope> slopes;
  for (const Law& law : laws) {
    std::vector<double> d, norm;
    for (const Row& row : rows) {
      if (row.quantity != law.quantity || row.k != law.k || row.signs != law.signs) continue;
      d.push_back(row.d);
      norm.push_back(law.square ? std::sqrt(row.quadrature) : row.quadrature);
    }
    if (d.size() >= 3) slopes.push_back({law.quantity, law.k, law.signs, law.exponent, FitPowerLaw(d, norm)});
  }
  return slopes;
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  hierarchical::RequireEven("--d", config.d);
  Evidence evidence{.asked = config};
  std::vector<int>& dimensions = evidence.asked.d;
  std::sort(dimensions.begin(), dimensions.end());
  context.progress.Start("dimensions and degrees", static_cast<std::int64_t>(4 * dimensions.size()));
  for (int k = 1; k <= 4; ++k) {
    const Signed spike{"spike", {k, 1, 0}};
    const FeatureQuadrature of_spike(spike.p, 3);
    for (const int d : dimensions) {
      for (const Signed& feature : Features(k, d, context.seed)) {
        const FeatureQuadrature quadrature(feature.p, 3);
        AddRows(feature, quadrature, k == 1 ? evidence.normal_rows : evidence.rows);
        for (const hierarchical::Outer& outer : hierarchical::Outers())
          evidence.targets.push_back(MakeTarget(outer, feature, d, quadrature));
      }
      evidence.targets.push_back(MakeTarget(hierarchical::Cube(), spike, d, of_spike));
      context.progress.Advance();
    }
  }
  for (const PrintedNumber& number : PrintedNumbers()) {
    const SpreadFeature& p = number.p;
    const std::string signs = p.d() == 1 ? "one" : p.minus == 0 ? "equal" : "balanced";
    evidence.rows.push_back(
        {number.name, p.k, signs, p.d(), number.printed, kMissing, number.exact, number.quadrature});
  }
  evidence.slopes = FitSlopes(evidence.rows);
  context.progress.Start("samples", 3);
  for (const Signed& feature : {Signed{"balanced", {2, kSampledDimension / 2, kSampledDimension / 2}},
                                Signed{"equal", {2, kSampledDimension, 0}},
                                Signed{"balanced", {3, kSampledDimension / 2, kSampledDimension / 2}}}) {
    AddSamples(feature, config, context.seed, evidence.samples);
    context.progress.Advance();
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::hermite_projections
