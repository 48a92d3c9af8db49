#include "experiments/polynomial_nets/nonlocal_nets/set_regression.h"

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/nonlocal_nets/cubic_sets.h"
#include "experiments/polynomial_nets/nonlocal_nets/finite_net.h"
#include "experiments/polynomial_nets/nonlocal_nets/set_kernels.h"
#include "experiments/polynomial_nets/nonlocal_nets/set_nets.h"
#include "experiments/shared/bounded_interpolation.h"
#include "experiments/shared/kernel_rate_descent.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::nonlocal_nets {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kPositions = 8, kTestSets = 40, kTestRows = kTestSets * kPositions;
constexpr std::array kRadii = {1.0, 2.0, 4.0};

class Runs {
 public:
  Runs(const SetRegression& task, RunContext& context)
      : task_(task),
        context_(context),
        sets_(RandomSets(task.sets, kPositions, 2, 1, context.seed, 8)),
        y_(CubicLabels(sets_, kPositions)),
        test_sets_(kRadii.size() * kTestRows, 2) {
    for (std::size_t r = 0; r < kRadii.size(); ++r) {
      test_sets_.middleRows(Index(r) * kTestRows, kTestRows) =
          RandomSets(kTestSets, kPositions, 2, kRadii[r], context.seed, 10);
    }
    labels_ = CubicLabels(test_sets_, kPositions);
  }

  template <class Kernel>
  void AddPredictor(const std::string& network, const Kernel& kernel) {
    const BoundedInterpolation p = Predict(kernel, sets_, y_, test_sets_);
    for (std::size_t r = 0; r < kRadii.size(); ++r) {
      const double rounding = OfRadius(p.rounding, r).norm() / OfRadius(labels_, r).norm();
      errors_.push_back({network, 0, 0, 0, 0, kRadii[r], Error(OfRadius(p.f, r), r), rounding});
    }
    context_.progress.Advance();
  }

  // make(stream) gives the net.
  template <class Make>
  void AddTrained(const std::string& network, const Make& make) {
    for (int i = 0; i < kTrainedNets; ++i) {
      const auto start = make(models::RandomStream{.seed = context_.seed, .stream = static_cast<std::uint32_t>(i)});
      auto net = start;
      AddErrors(network, i, 0, 1, net, start);
      const double loss = DescendAtKernelRate(network + " on sets", net, sets_, y_ + start(sets_), task_.steps);
      AddErrors(network, i, task_.steps, loss, net, start);
      context_.progress.Advance();
    }
  }

  const std::vector<SetRegressionError>& errors() const { return errors_; }

 private:
  static VectorXd OfRadius(const VectorXd& of_sets, std::size_t r) {
    return of_sets.segment(Index(r) * kTestSets, kTestSets);
  }

  double Error(const VectorXd& f, std::size_t r) const {
    const VectorXd exact = OfRadius(labels_, r);
    return (f - exact).norm() / exact.norm();
  }

  // One radius at a time: in one product the same sets, scaled, may be rounded otherwise.
  template <class Net>
  void AddErrors(const std::string& network, int i, int steps, double loss, const Net& net, const Net& start) {
    for (std::size_t r = 0; r < kRadii.size(); ++r) {
      const MatrixXd at = test_sets_.middleRows(Index(r) * kTestRows, kTestRows);
      errors_.push_back({network, task_.width, i, steps, loss, kRadii[r], Error(net(at) - start(at), r), 0});
    }
  }

  SetRegression task_;
  RunContext& context_;
  MatrixXd sets_;
  VectorXd y_;
  MatrixXd test_sets_;  // radius by radius
  VectorXd labels_;
  std::vector<SetRegressionError> errors_;
};

}  // namespace

std::vector<SetRegressionError> MeasureSetRegression(const SetRegression& task, RunContext& context) {
  Runs runs(task, context);
  runs.AddPredictor("poly_nl linear", SetKernel("linear linear linear"));
  runs.AddPredictor("poly_nl relu", SetKernel("relu relu relu"));
  runs.AddPredictor("fc", ConcatenationKernel());
  runs.AddPredictor("deep_sets", DeepSetsKernel());
  const SetNetOptions options{.positions = kPositions, .width = task.width};
  for (const std::string phi : {"linear", "relu"}) {
    runs.AddTrained("poly_nl " + phi, [&](const models::RandomStream& stream) {
      return FiniteNet({.relu = ReluOf(phi + " " + phi + " " + phi), .positions = kPositions, .width = task.width},
                       stream);
    });
  }
  runs.AddTrained(
      "fc", [&](const models::RandomStream& stream) { return ConcatenationNet(options, stream.seed + stream.stream); });
  runs.AddTrained("deep_sets", [&](const models::RandomStream& stream) { return DeepSetsNet(options, stream); });
  return runs.errors();
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
