#include "models/optimizer.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
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

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

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

// The rules on one block: count entries of theta, g and the averages a, b (not of those that a rule does not have).

template <class T>
void Update(const Sgd& sgd, std::int64_t, double rate, Index count, const T* g, T* theta, T* b, T*) {
  const T eta = static_cast<T>(rate), mu = static_cast<T>(sgd.momentum), decay = static_cast<T>(sgd.weight_decay);
  if (sgd.momentum == 0) {
    for (Index i = 0; i < count; ++i) theta[i] -= eta * (g[i] + decay * theta[i]);
  } else if (!sgd.nesterov) {
    for (Index i = 0; i < count; ++i) {
      b[i] = Flushed(mu * b[i] + (g[i] + decay * theta[i]));
      theta[i] -= eta * b[i];
    }
  } else {
    for (Index i = 0; i < count; ++i) {
      const T change = g[i] + decay * theta[i];
      b[i] = Flushed(mu * b[i] + change);
      theta[i] -= eta * (change + mu * b[i]);
    }
  }
}

template <class T>
void Update(const Adam& adam, std::int64_t step, double rate, Index count, const T* g, T* theta, T* m, T* v) {
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
    const T change = g[i] + decay * theta[i];
    m[i] = Flushed(beta1 * m[i] + new1 * change);
    v[i] = Flushed(beta2 * v[i] + new2 * (change * change));
    theta[i] = keep * theta[i] - eta * (m[i] / (std::sqrt(v[i] * unbias) + epsilon));
  }
}

template <class T>
void Update(const Adadelta& adadelta, std::int64_t, double rate, Index count, const T* g, T* theta, T* v, T* u) {
  const T eta = static_cast<T>(rate), rho = static_cast<T>(adadelta.rho), fresh = static_cast<T>(1 - adadelta.rho);
  const T epsilon = static_cast<T>(adadelta.epsilon), decay = static_cast<T>(adadelta.weight_decay);
  for (Index i = 0; i < count; ++i) {
    const T change = g[i] + decay * theta[i];
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
    if (group_of[s]) throw std::invalid_argument("Optimizer: groups must differ, got " + group.segment + " twice");
    group_of[s] = &group;
  }
  for (std::size_t s = 0; s < segments_.size(); ++s) {
    if (group_of[s] && group_of[s]->frozen) continue;
    const Index end = segments_[s].offset + segments_[s].size();
    for (Index begin = segments_[s].offset; begin < end; begin += kBlock) {
      ranges_.push_back({begin, std::min(end, begin + kBlock), group_of[s] ? group_of[s]->rate_factor : 1});
    }
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
  const std::int64_t step = ++state_.steps;
  T* const averages[] = {state_.averages.size() > 0 ? state_.averages[0].data() : nullptr,
                         state_.averages.size() > 1 ? state_.averages[1].data() : nullptr};
  T* const theta = parameters.values().data();
  std::visit(
      [&](const auto& rule) {
        tbb::parallel_for(std::size_t{0}, ranges_.size(), [&](std::size_t r) {
          const auto [begin, end, rate_factor] = ranges_[r];
          Update(rule, step, learning_rate * rate_factor, end - begin, gradient.data() + begin, theta + begin,
                 averages[0] ? averages[0] + begin : nullptr, averages[1] ? averages[1] + begin : nullptr);
        });
      },
      method_);
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
