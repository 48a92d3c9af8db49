/// Conjugate directions with a callable direction f [KanEtAl2022]: for A x = b, A symmetric positive semi-definite, b
/// in its range, any f and K stored directions p, from x = 0,
///   q = f(r/|r|);   q <- q - p (q.Ap)/(p.Ap) for each p;   alpha = q.r/q.Aq;   x <- x + alpha q;   r = b - A x
/// until |r| <= tolerance |b|.  r is computed anew in every step, so f may have few digits: A is applied twice a step.
///
/// Of any f: the A-norm of the error never rises; after a step r.q = 0, and q.Ap = 0 for the stored p (to rounding).
/// With f(r) = r and K >= 1 the iterates are those of conjugate gradients [HesSti1952], with f = M^-1 symmetric
/// positive definite those of M-preconditioned ones, with f(r) = r and K = 0 those of steepest descent; f = A^+ ends
/// after one step.  A positive factor of f changes nothing.
///
/// Where |r| has not become less in `patience` steps, or f gives a combination of stored directions, r itself is the
/// direction of the next one, which residual_directions() counts: no f stands still.  (For f = M^-1 such a step is one
/// off the road, since the residual of conjugate gradients may rise for long.)
///
/// Throws std::invalid_argument for options out of range, a b of several columns or not finite; std::domain_error
/// naming the step where f gives a direction that is zero or not finite, or q.Aq <= 0 to rounding (q in the null space,
/// or A indefinite); Diverged (diverged.h), which only rounding or a wrong A can bring about.
#ifndef HADAMARD_NTK_LINSOLVE_CONJUGATE_DIRECTIONS_H_
#define HADAMARD_NTK_LINSOLVE_CONJUGATE_DIRECTIONS_H_

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/operator.h"
#include "linsolve/diverged.h"
#include "linsolve/single_vector.h"

namespace hadamard_ntk::linsolve {

struct ConjugateDirectionsOptions {
  double tolerance = 1e-4;
  int max_iterations = 100;
  int stored = 2;  ///< K
  int patience = 10;
};

/// One vector is a block with one column (linalg/operator.h).
template <linalg::BlockOfVectors V>
class ConjugateDirections {
 public:
  /// What a step has done.
  struct Step {
    const V& x;
    const V& residual;
    const V& direction;  ///< q
  };

  /// `look`, if any, sees every step, and may throw.
  template <linalg::LinearOperator<V> A, linalg::LinearOperator<V> F>
  ConjugateDirections(const A& a, const F& f, const V& b, const ConjugateDirectionsOptions& options = {},
                      const std::function<void(const Step&)>& look = {})
      : options_(options), x_(b), r_(b) {
    CheckOptions();
    RequireSingle("ConjugateDirections", "b", b);
    norm_b_ = std::sqrt(InnerProduct(b, b));
    x_ = Times(0, b);
    history_.push_back(norm_b_ > 0 ? 1 : 0);
    while (residual() > options.tolerance && iterations() < options.max_iterations) {
      const V& q = Turn(a, f);
      Add(x_, InnerProduct(q, r_) / stored_.back().p_ap, q);
      r_ = b;
      Add(r_, -1, a(x_));
      history_.push_back(std::sqrt(InnerProduct(r_, r_)) / norm_b_);
      RequireNotDiverged("ConjugateDirections", iterations(), residual());
      if (look) look({x_, r_, q});
    }
  }

  const V& solution() const { return x_; }
  /// |r|/|b| at the start and after every step.
  const std::vector<double>& history() const { return history_; }
  double residual() const { return history_.back(); }
  int iterations() const { return static_cast<int>(history_.size()) - 1; }
  bool converged() const { return residual() <= options_.tolerance; }
  int residual_directions() const { return residual_directions_; }

 private:
  static constexpr double kNothingNew = 1e-12;  // of a length, what is rounding

  struct Direction {
    V p, ap;
    double p_ap;
  };

  void CheckOptions() const {
    const auto require = [](bool condition, const std::string& what) {
      if (!condition) throw std::invalid_argument("ConjugateDirections: " + what);
    };
    require(options_.tolerance > 0, "tolerance must be > 0 (got " + fmt::to_string(options_.tolerance) + ")");
    require(options_.max_iterations >= 0,
            "max_iterations must be >= 0 (got " + std::to_string(options_.max_iterations) + ")");
    require(options_.stored >= 0, "stored must be >= 0 (got " + std::to_string(options_.stored) + ")");
    require(options_.patience >= 1, "patience must be >= 1 (got " + std::to_string(options_.patience) + ")");
  }

  [[noreturn]] void Refuse(const std::string& what) const {
    throw std::domain_error("ConjugateDirections: in step " + std::to_string(iterations() + 1) + " " + what);
  }

  // Conjugate to the stored directions; twice, as the first pass may cancel.
  V Conjugate(V q) const {
    for (int pass = 0; pass < 2; ++pass) {
      for (const Direction& d : stored_) Add(q, -InnerProduct(q, d.ap) / d.p_ap, d.p);
    }
    return q;
  }

  // f's direction, where |r| has become less lately and f gives more than rounding; otherwise r.
  template <class F>
  V Next(const F& f) {
    const V unit = Times(1 / (residual() * norm_b_), r_);
    if (residual() < least_ * (1 - kNothingNew)) {
      least_ = residual();
      least_at_ = iterations();
    }
    if (iterations() - least_at_ < options_.patience) {
      const V given = f(unit);
      const double square = InnerProduct(given, given);
      if (!std::isfinite(square)) Refuse("f gave a direction that is not finite");
      if (square == 0) Refuse("f gave the direction 0");
      V q = Conjugate(given);
      if (InnerProduct(q, q) > kNothingNew * kNothingNew * square) return q;
    } else {
      least_at_ = iterations();
    }
    ++residual_directions_;
    return Conjugate(unit);
  }

  // q, stored for the next steps.
  template <class A, class F>
  const V& Turn(const A& a, const F& f) {
    while (static_cast<int>(stored_.size()) > options_.stored) stored_.pop_front();
    V q = Next(f), aq = a(q);
    const double q_aq = InnerProduct(q, aq), quotient = q_aq / InnerProduct(q, q);
    if (!(quotient > std::numeric_limits<double>::epsilon() * largest_quotient_)) {
      Refuse("q.Aq <= 0: q is in the null space of A, or A is indefinite");
    }
    largest_quotient_ = std::max(largest_quotient_, quotient);
    stored_.push_back({std::move(q), std::move(aq), q_aq});
    return stored_.back().p;
  }

  const ConjugateDirectionsOptions options_;
  V x_, r_;
  std::deque<Direction> stored_ = {};
  std::vector<double> history_ = {};
  double norm_b_ = 0, largest_quotient_ = 0, least_ = 2;
  int least_at_ = 0, residual_directions_ = 0;
};

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_CONJUGATE_DIRECTIONS_H_
