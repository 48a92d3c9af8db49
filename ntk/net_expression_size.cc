#include "ntk/net_expression_size.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace hadamard_ntk::ntk {
namespace {

// The sum of count(step) over all steps, those in groups not counted.
template <class Count>
double SumOverSteps(const std::vector<NetStage>& stages, const Count& count) {
  double sum = 0;
  for (const NetStage& stage : stages) {
    for (const NetTerm& term : stage) {
      for (const NetChain& chain : term) {
        for (const NetStep& step : chain.steps) sum += count(step);
      }
    }
  }
  return sum;
}

double Layers(const std::vector<NetStage>& stages) {
  return SumOverSteps(stages, [](const NetStep& step) -> double {
    if (step.kind == NetStep::Kind::kDense) return 1;
    return step.group.empty() ? 0 : Layers(step.group) * step.repeat * step.power;
  });
}

double Steps(const std::vector<NetStage>& stages) {
  return SumOverSteps(stages, [](const NetStep& step) -> double {
    return step.group.empty() ? 1 : 1 + (1 + Steps(step.group)) * step.repeat;
  });
}

double DegreeOf(const AnyActivation& phi) {
  const std::string& name = phi.name();
  if (name == "square") return 2;
  if (name == "polynomial") return std::max(1.0, static_cast<double>(phi.arguments().size()) - 1);
  return name == "monomial" || name == "hermite" ? std::max(1.0, phi.arguments()[0]) : 1;
}

double Factors(const std::vector<NetStage>& stages, double factors);

double Factors(const NetChain& chain, double factors) {
  if (chain.source != NetChain::Source::kSkip) factors = 1;
  for (const NetStep& step : chain.steps) {
    if (step.kind == NetStep::Kind::kActivation) factors *= DegreeOf(*step.activation);
    if (step.group.empty()) continue;
    for (int i = 0; i < step.repeat && std::isfinite(factors); ++i) factors = Factors(step.group, factors);
    factors *= step.power;
  }
  return factors;
}

double Factors(const std::vector<NetStage>& stages, double factors) {
  for (const NetStage& stage : stages) {
    double most = 1;
    for (const NetTerm& term : stage) {
      double product = 0;
      for (const NetChain& chain : term) product += Factors(chain, factors);
      most = std::max(most, product);
    }
    factors = most;
  }
  return factors;
}

}  // namespace

double LayerCount(const NetTree& net) { return Layers(net.stages) + 1; }
double StepCount(const NetTree& net) { return Steps(net.stages); }
double FactorCount(const NetTree& net) { return Factors(net.stages, 1); }

}  // namespace hadamard_ntk::ntk
