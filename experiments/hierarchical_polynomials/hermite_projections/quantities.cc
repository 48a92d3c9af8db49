#include "experiments/hierarchical_polynomials/hermite_projections/quantities.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <stdexcept>

namespace hadamard_ntk::experiments::hermite_projections {
namespace {

using gaussian::RootSum;
using gaussian::SpreadFeature;

const gaussian::OuterPolynomial kSquare = {0, 0, 1}, kCube = {0, 0, 0, 1}, kCubeLess = {0, -2, 0, 1};

RootSum EnergyAt(const SpreadFeature& p, const gaussian::OuterPolynomial& g, int degree) {
  return gaussian::DegreeEnergies(p, g)[static_cast<std::size_t>(degree)];
}

double EnergyAt(const FeatureQuadrature& quadrature, const std::vector<double>& g, int degree) {
  return quadrature.Energies(g)[static_cast<std::size_t>(degree)];
}

double Above(const std::vector<double>& energies, int first_counted, int k) {
  const auto at = [&](int j) { return energies.begin() + j; };
  return 1 - std::accumulate(at(first_counted), at(k + 1), 0.0) / std::accumulate(at(0), energies.end(), 0.0);
}

RootSum ExactAbove(const SpreadFeature& p, const gaussian::OuterPolynomial& g, int first_counted) {
  const std::vector<RootSum> energies = gaussian::DegreeEnergies(p, g);
  RootSum all, counted;
  for (int j = 0; j < static_cast<int>(energies.size()); ++j) {
    all += energies[static_cast<std::size_t>(j)];
    if (j >= first_counted && j <= p.k) counted += energies[static_cast<std::size_t>(j)];
  }
  return (all - counted) / all;
}

bool Always(const SpreadFeature&) { return true; }

std::vector<Quantity> MakeQuantities() {
  return {{"E p^3", Always,
           [](const SpreadFeature& p, const HermiteMoments& mu) {
             return mu.mu_3 * (p.plus - p.minus) / std::pow(p.d(), 1.5);
           },
           [](const SpreadFeature& p) { return gaussian::FeatureMoment(p, 3); },
           [](const SpreadFeature&, const FeatureQuadrature& quadrature) { return quadrature.Moment(3); }},
          {"E p^4", Always,
           [](const SpreadFeature& p, const HermiteMoments& mu) { return 3 * (1 - 1.0 / p.d()) + mu.mu_4 / p.d(); },
           [](const SpreadFeature& p) { return gaussian::FeatureMoment(p, 4); },
           [](const SpreadFeature&, const FeatureQuadrature& quadrature) { return quadrature.Moment(4); }},
          {"E p^6", Always,
           [](const SpreadFeature& p, const HermiteMoments& mu) {
             const double d = p.d(), s = (p.plus - p.minus) / std::pow(d, 1.5);
             return 15 * (1 - 1 / d) * (1 - 2 / d) + 15 * mu.mu_4 * (1 - 1 / d) / d + mu.mu_6 / (d * d) +
                    10 * mu.mu_3 * mu.mu_3 * (s * s - 1 / (d * d));
           },
           [](const SpreadFeature& p) { return gaussian::FeatureMoment(p, 6); },
           [](const SpreadFeature&, const FeatureQuadrature& quadrature) { return quadrature.Moment(6); }},
          {"|P_k p^3|^2", Always,
           [](const SpreadFeature& p, const HermiteMoments& mu) { return std::pow(3 + (mu.mu_4 - 3) / p.d(), 2); },
           [](const SpreadFeature& p) { return EnergyAt(p, kCube, p.k); },
           [](const SpreadFeature& p, const FeatureQuadrature& quadrature) {
             return EnergyAt(quadrature, {0, 0, 0, 1}, p.k);
           }},
          {"|P_k p^3 - 3 p|^2", Always,
           [](const SpreadFeature& p, const HermiteMoments& mu) { return std::pow((mu.mu_4 - 3) / p.d(), 2); },
           [](const SpreadFeature& p) { return gaussian::SteinRemainder(p, kCube); },
           [](const SpreadFeature& p, const FeatureQuadrature& quadrature) {
             return EnergyAt(quadrature, {0, -3, 0, 1}, p.k);
           }},
          {"|P_2 p^2|^2", [](const SpreadFeature& p) { return p.k == 2 || p.k == 3; },
           [](const SpreadFeature& p, const HermiteMoments&) { return (p.k == 2 ? 8.0 : 18.0) / p.d(); },
           [](const SpreadFeature& p) { return EnergyAt(p, kSquare, 2); },
           [](const SpreadFeature&, const FeatureQuadrature& quadrature) {
             return EnergyAt(quadrature, {0, 0, 1}, 2);
           }},
          {"|P_1 p^3|^2", [](const SpreadFeature& p) { return p.k == 3; },
           [](const SpreadFeature& p, const HermiteMoments&) { return 486.0 / p.d() / p.d(); },
           [](const SpreadFeature& p) { return EnergyAt(p, kCube, 1); },
           [](const SpreadFeature&, const FeatureQuadrature& quadrature) {
             return EnergyAt(quadrature, {0, 0, 0, 1}, 1);
           }},
          {"plateau of z^3", [](const SpreadFeature& p) { return p.k == 2 && p.plus == p.minus; },
           [](const SpreadFeature& p, const HermiteMoments&) { return 1 - 3 * (p.d() + 4.0) / (5 * (p.d() + 8.0)); },
           [](const SpreadFeature& p) { return ExactAbove(p, kCube, 0); },
           [](const SpreadFeature& p, const FeatureQuadrature& quadrature) {
             return Above(quadrature.Energies({0, 0, 0, 1}), 0, p.k);
           }}};
}

void AddMomentsOfOne(std::vector<PrintedNumber>& numbers) {
  struct Raw {
    int k, factorial;
    std::array<double, 3> printed;  // E He_k^j, j = 4, 6, 8
  };
  for (const Raw& raw : {Raw{2, 2, {60, 6040, 1190672}}, Raw{3, 6, {3348, 11608920, 108990418320}},
                         Raw{4, 24, {368064, 61719667200, 38789629754609664}}}) {
    const SpreadFeature p{raw.k, 1, 0};
    const FeatureQuadrature quadrature(p, 4);
    const auto add = [&](const std::string& name, int j, double scale, double printed) {
      numbers.push_back(
          {name, p, printed, scale * gaussian::FeatureMoment(p, j).Value(), scale * quadrature.Moment(j)});
    };
    const HermiteMoments mu = MomentsOf(raw.k);
    add("E h^3", 3, 1, mu.mu_3);
    add("E h^4", 4, 1, mu.mu_4);
    add("E h^6", 6, 1, mu.mu_6);
    for (int j = 4; j <= 8; j += 2) {
      add("E He^" + std::to_string(j), j, std::pow(raw.factorial, j / 2),
          raw.printed[static_cast<std::size_t>(j / 2 - 2)]);
    }
  }
  struct Mean {
    int k, power, degree;
    double printed;
  };
  for (const Mean& mean : {Mean{2, 3, 0, MomentsOf(2).mu_3}, Mean{2, 3, 2, 15}, Mean{3, 3, 1, 22.0454076850486029},
                           Mean{3, 3, 3, 93}, Mean{3, 2, 2, 4.24264068711928515}}) {
    const SpreadFeature p{mean.k, 1, 0};
    const FeatureQuadrature quadrature(p, 3);
    const bool cube = mean.power == 3;
    numbers.push_back({"E h^" + std::to_string(mean.power) + " h_" + std::to_string(mean.degree), p, mean.printed,
                       std::sqrt(EnergyAt(p, cube ? kCube : kSquare, mean.degree).Value()),
                       std::sqrt(EnergyAt(quadrature, {0, 0, cube ? 0.0 : 1.0, cube ? 1.0 : 0.0}, mean.degree))});
  }
}

void AddPlateaus(std::vector<PrintedNumber>& numbers) {
  const std::array<int, 7> d = {8, 12, 16, 24, 32, 40, 100};
  struct Printed {
    std::string name;
    int k;
    double linear;      // z^3 + linear z
    bool equal;         // signs
    int first_counted;  // degree
    std::array<double, 7> values;
  };
  const std::array<Printed, 5> rows = {
      {{"plateau of z^3", 2, 0, false, 0, {.55, .52, .5, .475, .46, .45, .422222222222222}},
       {"plateau of z^3 - 2z",
        2,
        -2,
        false,
        0,
        {.798387096774194, .8125, .821167883211679, .83125, .836927223719677, .840566037735849, .850095602294455}},
       {"plateau of z^3",
        3,
        0,
        false,
        0,
        {.789803554724041, .768702290076336, .749036237471087, .713872832369942, .683775013520822, .658030372756558,
         .547732527120754}},
       {"plateau of z^3, P_3 alone",
        3,
        0,
        false,
        3,
        {.797380729653882, .775572519083969, .755281418658443, .719075144508671, .688155759870200, .661757938334100,
         .549173039302863}},
       {"plateau of z^3",
        2,
        0,
        true,
        0,
        {.613636363636364, .583333333333333, .560377358490566, .528125, .506622516556291, .491284403669725,
         .443880326382593}}}};
  for (const Printed& row : rows) {
    for (std::size_t i = 0; i < d.size(); ++i) {
      const SpreadFeature p = row.equal ? SpreadFeature{row.k, d[i], 0} : SpreadFeature{row.k, d[i] / 2, d[i] / 2};
      numbers.push_back({row.name, p, row.values[i],
                         ExactAbove(p, row.linear == 0 ? kCube : kCubeLess, row.first_counted).Value(),
                         Above(FeatureQuadrature(p, 3).Energies({0, row.linear, 0, 1}), row.first_counted, row.k)});
    }
  }
}

}  // namespace

HermiteMoments MomentsOf(int k) {
  switch (k) {
    case 1:
      return {0, 3, 15};
    case 2:
      return {2 * std::numbers::sqrt2, 15, 755};
    case 3:
      return {0, 93, 53745};
    case 4:
      return {6 * std::sqrt(6.0), 639, 4464675};
    default:
      throw std::invalid_argument("MomentsOf: k must be 1, 2, 3 or 4, got " + std::to_string(k));
  }
}

const std::vector<Quantity>& Quantities() {
  static const std::vector<Quantity> quantities = MakeQuantities();
  return quantities;
}

std::vector<PrintedNumber> PrintedNumbers() {
  std::vector<PrintedNumber> numbers;
  AddMomentsOfOne(numbers);
  AddPlateaus(numbers);
  return numbers;
}

}  // namespace hadamard_ntk::experiments::hermite_projections
