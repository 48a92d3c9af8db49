/// First-order optimisers.  theta are the parameters, g the gradient, eta the learning rate of the step, times the
/// factor of the segment (group); lambda is `weight_decay`.  Where papers and programs differ, the rules are PyTorch's
/// [PasEtAl2019; torch.optim], so that its learning rates carry over.  All operations are by entry.
///
///   Sgd       g' = g + lambda theta,  b <- mu b + g',  theta <- theta - eta b,     b = 0 at first       [Polyak1964]
///             nesterov:  theta <- theta - eta (g' + mu b)                               [SutEtAl2013, eq. (3), (4)]
///             in the variable that the gradient is taken at (theta + mu v there), eta outside of b.  With g the
///             gradient over all samples, mu = lambda = 0: gradient descent.  Heavy ball with a constant eta is
///             theta_{t+1} = theta_t - eta g_t + mu (theta_t - theta_{t-1}).
///   Adam      g' = g + lambda theta (AdamW, `decoupled`: g' = g and theta <- (1 - eta lambda) theta first),
///             m <- beta1 m + (1 - beta1) g',  v <- beta2 v + (1 - beta2) g'^2,
///             theta <- theta - eta (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon),  t = 1, 2, ...
///                                                            [KinBa2015, alg. 1; LosHut2019, alg. 2]; the latter
///             decays by its schedule's multiplier times lambda, PyTorch and this by eta lambda.
///   Adadelta  g' = g + lambda theta,  v <- rho v + (1 - rho) g'^2,  d = sqrt(u + epsilon) / sqrt(v + epsilon) g',
///             u <- rho u + (1 - rho) d^2,  theta <- theta - eta d        [Zeiler2012, alg. 1], which has eta = 1
///
/// A group may pull a segment to its start theta_0, the value that the optimizer was made with [FanEtAl2021, ReLinear]:
///   decay_to_start  theta - theta_0 in the place of theta after lambda: lambda (theta - theta_0), and of AdamW
///                   theta <- theta_0 + (1 - eta lambda) (theta - theta_0)
///   shrink          after each step theta <- theta_0 + shrink (theta - theta_0); averages stay
///
/// Error of a step from a given state, without the latter two: <= 16 eps (|theta| + eta S), eps of T, S the change with
/// absolute values for its terms, where the sum g' does not cancel (optimizer_test).  The arithmetic has no fused
/// operations and fixed blocks: bit-identical for any number of threads.  Averages (b, m, v, u) smaller than the
/// smallest normal number over eps (1e-31 for float) become 0, since subnormal numbers are slow.
///
/// Throws std::invalid_argument for constants out of range (momentum, beta, rho in [0, 1), nesterov without momentum,
/// epsilon <= 0, weight_decay < 0), an unknown or repeated segment name, a bad factor, shape or learning rate, shrink
/// out of [0, 1].
#ifndef HADAMARD_NTK_MODELS_OPTIMIZER_H_
#define HADAMARD_NTK_MODELS_OPTIMIZER_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

struct Sgd {
  double momentum = 0;  ///< mu
  bool nesterov = false;
  double weight_decay = 0;
};

struct Adam {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  double weight_decay = 0;
  bool decoupled = false;  ///< AdamW
};

struct Adadelta {
  double rho = 0.9, epsilon = 1e-6;
  double weight_decay = 0;
};

using Method = std::variant<Sgd, Adam, Adadelta>;

/// What the segment of that name does otherwise than the rest.  A frozen one keeps its parameters and its state, and
/// does not decay.
struct Group {
  std::string segment;
  double rate_factor = 1;  ///< finite, >= 0
  bool frozen = false;
  double shrink = 1;  ///< in [0, 1]; 1 leaves every bit alone
  bool decay_to_start = false;
};

/// All constants, with 17 digits: equal texts are equal rules.
std::string Describe(const Method& method);
std::string Describe(const std::vector<Group>& groups);

/// T = float or double.
template <class T>
class Optimizer {
 public:
  /// All that a step depends on besides theta, g, eta and start().
  struct State {
    std::int64_t steps = 0;  ///< done
    std::vector<Vector<T>>
        averages{};  ///< laid out as the parameters.  Sgd: b if mu > 0.  Adam: m, v.  Adadelta: v, u.
  };

  /// For parameters cut into segments as these; their values matter in groups that pull to the start.
  Optimizer(const Method& method, const Parameters<T>& parameters, const std::vector<Group>& groups = {});

  /// One step down; `gradient` is taken as it is, finite or not.
  void Step(double learning_rate, const VectorArgument<T>& gradient, Parameters<T>& parameters);

  const Method& method() const { return method_; }
  const State& state() const { return state_; }
  /// theta_0, zero in segments that are not pulled to it; empty if none is.
  const Vector<T>& start() const { return start_; }
  void SetState(State state);

 private:
  struct Range {
    Index begin, end;
    double rate_factor, shrink;
    bool decay_to_start;
  };

  void StepRange(const Range& range, double learning_rate, const T* gradient, T* theta);

  Method method_;
  std::vector<Segment> segments_;
  std::vector<Range> ranges_;  // blocks of the segments that are not frozen
  Vector<T> start_;
  State state_;
};

extern template class Optimizer<float>;
extern template class Optimizer<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_OPTIMIZER_H_
