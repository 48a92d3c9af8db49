#include "experiments/polynomial_nets/learning_curves/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <variant>

#include "models/random.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/kernel_solver.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "referee/program/flags.h"
#include "spectral/angle_kernel.h"
#include "spectral/learning_curve.h"
#include "spectral/learning_curve_extrema.h"
#include "spectral/mercer_spectrum.h"
#include "spectral/multiplicity.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::experiments::learning_curves {
namespace {

constexpr int kMaxDegree = 300;  // of the spectra; the rest is their tail

struct Network {
  std::string name;
  int parameter;
  std::variant<decltype(ntk::PolynomialNet(1)), ntk::FullyConnected> kernel;
  spectral::MercerSpectrum spectrum;
};

template <class Kernel>
Network MakeNetwork(std::string name, int parameter, const Kernel& kernel, int d) {
  return {std::move(name), parameter, kernel,
          spectral::ComputeMercerSpectrum(spectral::AngleKernel::From(ntk::OnSphere(kernel)), d, kMaxDegree)};
}

std::vector<Network> MakeNetworks(const Config& config, Progress& progress) {
  progress.Start("spectra", static_cast<std::int64_t>(config.degrees.size() + config.depths.size()));
  std::vector<Network> networks;
  for (const int degree : config.degrees) {
    networks.push_back(MakeNetwork("pnn", degree, ntk::PolynomialNet(degree), config.d));
    progress.Advance();
  }
  for (const int depth : config.depths) {
    networks.push_back(MakeNetwork("fc", depth, ntk::FullyConnected(depth), config.d));
    progress.Advance();
  }
  return networks;
}

// Normal numbers of one use: what they are for and how often it has been done.
Eigen::MatrixXd Normal(int rows, int columns, std::uint64_t seed, std::uint32_t stream) {
  Eigen::MatrixXd matrix(rows, columns);
  models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0,
                     std::span<double>(matrix.data(), static_cast<std::size_t>(matrix.size())));
  return matrix;
}

Eigen::MatrixXd OnSphere(int count, int d, std::uint64_t seed, std::uint32_t stream) {
  Eigen::MatrixXd x = Normal(count, d + 1, seed, stream);
  x.rowwise().normalize();
  return x;
}

// A column for each degree: sqrt(F(d, k)) P_k(x_0).
Eigen::MatrixXd Targets(const Config& config, const Eigen::MatrixXd& x) {
  Eigen::MatrixXd targets(x.rows(), static_cast<Eigen::Index>(config.targets.size()));
  for (Eigen::Index j = 0; j < targets.cols(); ++j) {
    const int k = config.targets[static_cast<std::size_t>(j)];
    const double scale = std::sqrt(spectral::Multiplicity(config.d, k));
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
      targets(i, j) = scale * spectral::ZonalAtCosine(config.d, k, std::clamp(x(i, 0), -1.0, 1.0));
    }
  }
  return targets;
}

// One draw of samples, noise and test points.
struct Draw {
  Eigen::MatrixXd x, labels, tests, truth;
};

Draw MakeDraw(const Config& config, int n, std::uint64_t seed, std::uint32_t draw) {
  const Eigen::MatrixXd x = OnSphere(n, config.d, seed, 3 * draw),
                        tests = OnSphere(config.tests, config.d, seed, 3 * draw + 1);
  const Eigen::MatrixXd clean = Targets(config, x);
  return {x, clean + std::sqrt(config.noise) * Normal(n, static_cast<int>(clean.cols()), seed, 3 * draw + 2), tests,
          Targets(config, tests)};
}

// Mean square error on the test points, by target: one factorisation for all of them.
Eigen::VectorXd TestErrors(const Network& network, const Config& config, const Draw& draw) {
  return std::visit(
      [&](const auto& kernel) -> Eigen::VectorXd {
        const ntk::KernelSolution solution = ntk::SolveKernel(
            kernel, draw.x, draw.labels, {.ridge = config.ridge * network.spectrum.trace(), .tolerance = 1e-9});
        const Eigen::MatrixXd predicted = ntk::Gram(kernel, draw.tests, draw.x) * solution.coefficients;
        return (predicted - draw.truth).colwise().squaredNorm().transpose() / static_cast<double>(draw.tests.rows());
      },
      network.kernel);
}

// Entries of the two Gram matrices of a regression; what progress counts.
std::int64_t Work(const Config& config, int n) { return std::int64_t{n} * (n + config.tests); }

Row Predict(const Network& network, const Config& config, int target, int n) {
  std::vector<double> power(static_cast<std::size_t>(target) + 1);
  power.back() = 1;
  const auto problem =
      spectral::LearningProblem::Of(network.spectrum, power, config.ridge * network.spectrum.trace(), config.noise);
  const spectral::LearningPoint point = problem.Predict(n);
  Row row{.network = network.name, .parameter = network.parameter, .target = target, .n = n};
  row.predicted = point.excess_error;
  row.overfitting = point.overfitting;
  row.least_predicted = spectral::FindOptimalRidge(problem, n).test_error - config.noise;
  return row;
}

void MeasureAt(const std::vector<Network>& networks, int n, RunContext& context, Evidence& evidence) {
  const Config& config = evidence.config;
  const auto targets = static_cast<Eigen::Index>(config.targets.size());
  std::vector<Eigen::MatrixXd> errors(networks.size(), Eigen::MatrixXd(config.draws, targets));
  for (int draw = 0; draw < config.draws; ++draw) {
    const Draw drawn =
        MakeDraw(config, n, context.seed * 1000003 + static_cast<std::uint64_t>(n), static_cast<std::uint32_t>(draw));
    for (std::size_t i = 0; i < networks.size(); ++i) {
      errors[i].row(draw) = TestErrors(networks[i], config, drawn).transpose();
      context.progress.Advance(Work(config, n));
    }
  }
  for (std::size_t i = 0; i < networks.size(); ++i) {
    for (Eigen::Index j = 0; j < targets; ++j) {
      Row row = Predict(networks[i], config, config.targets[static_cast<std::size_t>(j)], n);
      row.measured = errors[i].col(j).mean();
      row.error =
          std::sqrt((errors[i].col(j).array() - row.measured).square().sum() / (config.draws - 1) / config.draws);
      evidence.rows.push_back(std::move(row));
    }
  }
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  if (!std::is_sorted(config.n.begin(), config.n.end())) throw FlagError("--n", "must increase", "another order");
  Evidence evidence{.config = config};
  const std::vector<Network> networks = MakeNetworks(config, context.progress);
  std::int64_t work = 0;
  for (const int n : config.n) work += Work(config, n);
  context.progress.Start("regressions", static_cast<std::int64_t>(networks.size()) * config.draws * work);
  for (const int n : config.n) MeasureAt(networks, n, context, evidence);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::learning_curves
