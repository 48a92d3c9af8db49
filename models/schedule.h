/// Learning rates as pure functions of the number t = 0, 1, ... of steps done, so that a schedule has no state:
///   Constant   eta_t = rate
///   StepDecay  eta_t = rate factor^floor(t / every)
///   Milestones eta_t = rate factor^(number of i with at_i <= t)                PyTorch's MultiStepLR
///   Cosine     eta_t = last + (rate - last) (1 + cos(pi t / steps)) / 2 for t < steps, then last:
///              one period of [LosHut2017, eq. (5)]
/// Error: <= 4 eps rate for the cosine; the power is std::pow's, <= 2 eps relative (schedule_test).
///
/// LearningRate throws std::invalid_argument for a rate < 0 or not finite, last < 0, factor not in (0, 1], a period
/// or milestone < 1, milestones that do not increase, t < 0.
#ifndef HADAMARD_NTK_MODELS_SCHEDULE_H_
#define HADAMARD_NTK_MODELS_SCHEDULE_H_

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "models/arguments.h"

namespace hadamard_ntk::models {

struct Constant {
  double rate = 0;
};

struct StepDecay {
  double rate = 0, factor = 0.1;
  std::int64_t every = 0;
};

struct Milestones {
  double rate = 0, factor = 0.1;
  std::vector<std::int64_t> at = {};  ///< increasing
};

struct Cosine {
  double rate = 0;
  std::int64_t steps = 0;
  double last = 0;
};

using Schedule = std::variant<Constant, StepDecay, Milestones, Cosine>;

/// eta_t.
inline double LearningRate(const Schedule& schedule, std::int64_t t) {
  RequireAtLeast("LearningRate", "t", t, std::int64_t{0});
  if (const auto* constant = std::get_if<Constant>(&schedule)) {
    RequireScale("LearningRate", "rate", constant->rate);
    return constant->rate;
  }
  if (const auto* decay = std::get_if<StepDecay>(&schedule)) {
    RequireScale("LearningRate", "rate", decay->rate);
    RequireScale("LearningRate", "factor", decay->factor, false);
    RequireAtLeast("LearningRate", "every", decay->every, std::int64_t{1});
    RequireThat(decay->factor <= 1, "LearningRate", "factor", "in (0, 1]", decay->factor);
    return decay->rate * std::pow(decay->factor, static_cast<double>(t / decay->every));
  }
  if (const auto* milestones = std::get_if<Milestones>(&schedule)) {
    RequireScale("LearningRate", "rate", milestones->rate);
    RequireScale("LearningRate", "factor", milestones->factor, false);
    RequireThat(milestones->factor <= 1, "LearningRate", "factor", "in (0, 1]", milestones->factor);
    std::int64_t before = 0, passed = 0;
    for (const std::int64_t at : milestones->at) {
      RequireAtLeast("LearningRate", "milestone", at, before + 1);
      before = at;
      passed += at <= t;
    }
    return milestones->rate * std::pow(milestones->factor, static_cast<double>(passed));
  }
  const auto& cosine = std::get<Cosine>(schedule);
  RequireScale("LearningRate", "rate", cosine.rate);
  RequireScale("LearningRate", "last", cosine.last);
  RequireAtLeast("LearningRate", "steps", cosine.steps, std::int64_t{1});
  if (t >= cosine.steps) return cosine.last;
  const double part = static_cast<double>(t) / static_cast<double>(cosine.steps);
  return cosine.last + (cosine.rate - cosine.last) * (1 + std::cos(std::numbers::pi * part)) / 2;
}

/// All constants, with 17 digits: equal texts are equal schedules.
inline std::string Describe(const Schedule& schedule) {
  if (const auto* milestones = std::get_if<Milestones>(&schedule)) {
    return fmt::format("step({:.17g} x {:.17g} at {})", milestones->rate, milestones->factor,
                       fmt::join(milestones->at, " "));
  }
  if (const auto* constant = std::get_if<Constant>(&schedule)) return fmt::format("constant({:.17g})", constant->rate);
  if (const auto* decay = std::get_if<StepDecay>(&schedule)) {
    return fmt::format("step({:.17g} x {:.17g} every {})", decay->rate, decay->factor, decay->every);
  }
  const auto& cosine = std::get<Cosine>(schedule);
  return fmt::format("cosine({:.17g} to {:.17g} in {})", cosine.rate, cosine.last, cosine.steps);
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_SCHEDULE_H_
