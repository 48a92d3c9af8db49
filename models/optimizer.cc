#include "models/optimizer.h"

#include <fmt/format.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "models/arguments.h"

namespace hadamard_ntk::models {
namespace {

constexpr Index kBlock = 1 << 14;

void RequireFraction(const char* name, double value) {
  RequireThat(value >= 0 && value < 1, "Optimizer", name, "in [0, 1)", value);
}

void Check(const Sgd& sgd) {
  RequireFraction("momentum", sgd.momentum);
  RequireScale("Optimizer", "weight_decay", sgd.weight_decay);
  if (sgd.nesterov && sgd.momentum == 0) {
    throw std::invalid_argument("Optimizer: nesterov needs a positive momentum, got momentum 0");
  }
}

void Check(const Adam& adam) {
  RequireFraction("beta1", adam.beta1);
  RequireFraction("beta2", adam.beta2);
  RequireScale("Optimizer", "epsilon", adam.epsilon, false);
  RequireScale("Optimizer", "weight_decay", adam.weight_decay);
}

void Check(const Adadelta& adadelta) {
  RequireFraction("rho", adadelta.rho);
  RequireScale("Optimizer", "epsilon", adadelta.epsilon, false);
  RequireScale("Optimizer", "weight_decay", adadelta.weight_decay);
}

int Averages(const Sgd& sgd) { return sgd.momentum > 0; }
int Averages(const Adam&) { return 2; }
int Averages(const Adadelta&) { return 2; }

std::string Number(double value) { return fmt::format("{:.17g}", value); }

std::string DescribeRule(const Sgd& sgd) {
  return "sgd(momentum " + Number(sgd.momentum) + (sgd.nesterov ? ", nesterov" : "") + ", weight decay " +
         Number(sgd.weight_decay) + ")";
}

std::string DescribeRule(const Adam& adam) {
  return std::string(adam.decoupled ? "adamw" : "adam") + "(beta1 " + Number(adam.beta1) + ", beta2 " +
         Number(adam.beta2) + ", epsilon " + Number(adam.epsilon) + ", weight decay " + Number(adam.weight_decay) + ")";
}

std::string DescribeRule(const Adadelta& adadelta) {
  return "adadelta(rho " + Number(adadelta.rho) + ", epsilon " + Number(adadelta.epsilon) + ", weight decay " +
         Number(adadelta.weight_decay) + ")";
}

// An average that decays towards zero would become subnormal, and arithmetic with those is 100 times slower.
template <class T>
inline T Flushed(T average) {
  constexpr T kSmallest = std::numeric_limits<T>::min() / std::numeric_limits<T>::epsilon();
  return std::abs(average) < kSmallest ? T{0} : average;
}

// Where a weight decay pulls to: what it decays, and the parameter of what is left of that.

struct ToZero {
  template <class T>
  T Away(Index, T theta) const {
    return theta;
  }
  template <class T>
  T Back(Index, T away) const {
    return away;
  }
};

template <class T>
struct ToStart {
  const T* start;
  T Away(Index i, T theta) const { return theta - start[i]; }
  T Back(Index i, T away) const { return start[i] + away; }
};

// The rules on one block: count entries of theta, g and the averages a, b (not of those that a rule does not have).

template <class T, class Pull>
void Update(const Sgd& sgd, const Pull& pull, std::int64_t, double rate, Index count, const T* g, T* theta, T* b, T*) {
  const T eta = static_cast<T>(rate), mu = static_cast<T>(sgd.momentum), decay = static_cast<T>(sgd.weight_decay);
  if (sgd.momentum == 0) {
    for (Index i = 0; i < count; ++i) theta[i] -= eta * (g[i] + decay * pull.Away(i, theta[i]));
  } else if (!sgd.nesterov) {
    for (Index i = 0; i < count; ++i) {
      b[i] = Flushed(mu * b[i] + (g[i] + decay * pull.Away(i, theta[i])));
      theta[i] -= eta * b[i];
    }
  } else {
    for (Index i = 0; i < count; ++i) {
      const T change = g[i] + decay * pull.Away(i, theta[i]);
      b[i] = Flushed(mu * b[i] + change);
      theta[i] -= eta * (change + mu * b[i]);
    }
  }
}

template <class T, class Pull>
void Update(const Adam& adam, const Pull& pull, std::int64_t step, double rate, Index count, const T* g, T* theta, T* m,
            T* v) {
  const double t = static_cast<double>(step);
  const T beta1 = static_cast<T>(adam.beta1), new1 = static_cast<T>(1 - adam.beta1);
  const T beta2 = static_cast<T>(adam.beta2), new2 = static_cast<T>(1 - adam.beta2);
  // -expm1(t log beta) = 1 - beta^t, without cancellation.
  const T eta = static_cast<T>(rate / -std::expm1(t * std::log(adam.beta1)));
  const T unbias = static_cast<T>(1 / -std::expm1(t * std::log(adam.beta2)));
  const T epsilon = static_cast<T>(adam.epsilon);
  const T keep = static_cast<T>(adam.decoupled ? 1 - rate * adam.weight_decay : 1);
  const T decay = static_cast<T>(adam.decoupled ? 0 : adam.weight_decay);
  for (Index i = 0; i < count; ++i) {
    const T change = g[i] + decay * pull.Away(i, theta[i]);
    m[i] = Flushed(beta1 * m[i] + new1 * change);
    v[i] = Flushed(beta2 * v[i] + new2 * (change * change));
    theta[i] = pull.Back(i, keep * pull.Away(i, theta[i])) - eta * (m[i] / (std::sqrt(v[i] * unbias) + epsilon));
  }
}

template <class T, class Pull>
void Update(const Adadelta& adadelta, const Pull& pull, std::int64_t, double rate, Index count, const T* g, T* theta,
            T* v, T* u) {
  const T eta = static_cast<T>(rate), rho = static_cast<T>(adadelta.rho), fresh = static_cast<T>(1 - adadelta.rho);
  const T epsilon = static_cast<T>(adadelta.epsilon), decay = static_cast<T>(adadelta.weight_decay);
  for (Index i = 0; i < count; ++i) {
    const T change = g[i] + decay * pull.Away(i, theta[i]);
    v[i] = Flushed(rho * v[i] + fresh * (change * change));
    const T step = std::sqrt(u[i] + epsilon) / std::sqrt(v[i] + epsilon) * change;
    u[i] = Flushed(rho * u[i] + fresh * (step * step));
    theta[i] -= eta * step;
  }
}

}  // namespace

std::string Describe(const Method& method) {
  return std::visit([](const auto& rule) { return DescribeRule(rule); }, method);
}

std::string Describe(const std::vector<Group>& groups) {
  std::string text;
  for (const Group& group : groups) {
    text += (text.empty() ? "" : ", ") + group.segment + (group.frozen ? " frozen" : " x " + Number(group.rate_factor));
    if (group.shrink != 1) text += " shrunk by " + Number(group.shrink);
    if (group.decay_to_start) text += " decaying to its start";
  }
  return "groups(" + text + ")";
}

template <class T>
Optimizer<T>::Optimizer(const Method& method, const Parameters<T>& parameters, const std::vector<Group>& groups)
    : method_(method), segments_(parameters.segments()) {
  std::visit([](const auto& rule) { Check(rule); }, method_);
  std::vector<const Group*> group_of(segments_.size(), nullptr);
  for (const Group& group : groups) {
    const int s = parameters.Find(group.segment);
    RequireScale("Optimizer", ("rate_factor of " + group.segment).c_str(), group.rate_factor);
    RequireThat(group.shrink >= 0 && group.shrink <= 1, "Optimizer", ("shrink of " + group.segment).c_str(),
                "in [0, 1]", group.shrink);
    if (group_of[s]) throw std::invalid_argument("Optimizer: groups must differ, got " + group.segment + " twice");
    group_of[s] = &group;
  }
  const Group all;
  for (std::size_t s = 0; s < segments_.size(); ++s) {
    const Group& group = group_of[s] ? *group_of[s] : all;
    if (group.frozen) continue;
    const Index size = segments_[s].size(), offset = segments_[s].offset;
    for (Index begin = offset; begin < offset + size; begin += kBlock) {
      ranges_.push_back(
          {begin, std::min(offset + size, begin + kBlock), group.rate_factor, group.shrink, group.decay_to_start});
    }
    if (group.shrink == 1 && !group.decay_to_start) continue;
    if (start_.size() == 0) start_ = Vector<T>::Zero(parameters.size());
    start_.segment(offset, size) = parameters.values().segment(offset, size);
  }
  const int averages = std::visit([](const auto& rule) { return Averages(rule); }, method_);
  state_.averages.assign(averages, Vector<T>::Zero(parameters.size()));
}

template <class T>
void Optimizer<T>::Step(double learning_rate, const VectorArgument<T>& gradient, Parameters<T>& parameters) {
  RequireScale("Optimizer::Step", "learning_rate", learning_rate);
  if (parameters.segments() != segments_) {
    throw std::invalid_argument("Optimizer::Step: parameters must have the segments the optimizer was made for");
  }
  RequireShape("Optimizer::Step", "gradient", gradient, parameters.size(), 1);
  ++state_.steps;
  T* const theta = parameters.values().data();
  tbb::parallel_for(std::size_t{0}, ranges_.size(),
                    [&](std::size_t r) { StepRange(ranges_[r], learning_rate, gradient.data(), theta); });
}

template <class T>
void Optimizer<T>::StepRange(const Range& range, double learning_rate, const T* gradient, T* theta) {
  const auto average = [&](std::size_t a) {
    return a < state_.averages.size() ? state_.averages[a].data() + range.begin : nullptr;
  };
  const Index count = range.end - range.begin;
  theta += range.begin;
  const auto update = [&](const auto& pull) {
    std::visit(
        [&](const auto& rule) {
          Update(rule, pull, state_.steps, learning_rate * range.rate_factor, count, gradient + range.begin, theta,
                 average(0), average(1));
        },
        method_);
  };
  const T* const start = start_.size() > 0 ? start_.data() + range.begin : nullptr;
  range.decay_to_start ? update(ToStart<T>{start}) : update(ToZero{});
  if (range.shrink == 1) return;
  const T shrink = static_cast<T>(range.shrink);
  for (Index i = 0; i < count; ++i) theta[i] = start[i] + shrink * (theta[i] - start[i]);
}

template <class T>
void Optimizer<T>::SetState(State state) {
  RequireAtLeast("Optimizer::SetState", "steps", state.steps, std::int64_t{0});
  if (state.averages.size() != state_.averages.size()) {
    throw std::invalid_argument("Optimizer::SetState: the method has " + std::to_string(state_.averages.size()) +
                                " averages, got " + std::to_string(state.averages.size()));
  }
  for (std::size_t a = 0; a < state.averages.size(); ++a) {
    RequireShape("Optimizer::SetState", "average", state.averages[a], state_.averages[a].size(), 1);
  }
  state_ = std::move(state);
}

template class Optimizer<float>;
template class Optimizer<double>;

}  // namespace hadamard_ntk::models
