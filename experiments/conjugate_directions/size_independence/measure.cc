#include "experiments/conjugate_directions/size_independence/measure.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "experiments/conjugate_directions/iteration_counts.h"
#include "linsolve/conjugate_directions.h"
#include "linsolve/cosine_basis.h"
#include "linsolve/pressure_poisson.h"
#include "models/grid_direction.h"

namespace hadamard_ntk::experiments::size_independence {
namespace {

Solver WithDirection(const Direction& f, const linsolve::GridMask& box, int max) {
  return [f, box, max](const GridVector& b, double tolerance) {
    return CountIterations(box, f, b, {.tolerance = tolerance, .max = max});
  };
}

double Mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void CountOn(int n, const std::map<std::string, Solver>& solvers, const Config& config, std::uint64_t seed,
             std::vector<Counts>& all) {
  const linsolve::GridMask box = MakeDomain("box", n, config.training.dimension, seed);
  const linsolve::CosineBasis basis(box.grid());
  for (const Kind kind : kAllKinds) {
    std::map<std::string, std::array<std::vector<double>, 2>> found;
    for (int i = 0; i < config.right_hand_sides; ++i) {
      const GridVector b = MakeRightHandSide(kind, box, basis, seed, kTestStream + static_cast<std::uint32_t>(i));
      for (const auto& [name, solve] : solvers) {
        const History history = solve(b, kTolerances.back());
        for (std::size_t t = 0; t < 2; ++t) found[name][t].push_back(FractionalIterationsTo(kTolerances[t], history));
      }
    }
    for (const auto& [name, iterations] : found) {
      all.push_back({name, n, kind, {Mean(iterations[0]), Mean(iterations[1])}});
    }
  }
}

GridVector CornerPair(const linsolve::Grid& grid) {
  GridVector b(grid);
  b[0] = 1;
  b[grid.cells() - 1] = -1;
  return b;
}

// How far a cell is from the corner (0, 0, 0), and from the opposite one: in the largest of the axes.
std::pair<linsolve::Index, linsolve::Index> FromCorners(const linsolve::Grid& grid, linsolve::Index cell) {
  const std::array<linsolve::Index, 3> at = grid.position(cell);
  linsolve::Index first = 0, last = 0;
  for (int axis = 0; axis < 3; ++axis) {
    first = std::max(first, at[axis]);
    last = std::max(last, grid.extents()[axis] - 1 - at[axis]);
  }
  return {first, last};
}

void RunRandomNet(int n, int dimension, std::uint64_t seed, std::vector<LocalStep>& steps) {
  const DirectionTraining shape{
      .dimension = dimension, .n = n, .channels = 4, .first_pairs = 0, .coarse_pairs = 0, .last_pairs = 0};
  const Net net = UntrainedNet(shape, seed);
  const linsolve::GridMask box = MakeDomain("box", n, dimension, seed);
  const GridVector b = CornerPair(box.grid());
  const auto reach = static_cast<linsolve::Index>(net.radius() + 1);
  const int admissible = static_cast<int>((n - 2) / (2 * reach));
  if (admissible < 1) {
    throw std::invalid_argument("--locality: " + std::to_string(n) + " cells leave no step to a net that reaches " +
                                std::to_string(net.radius()));
  }
  using Run = linsolve::ConjugateDirections<GridVector>;
  int step = 0;
  Run(linsolve::PressurePoisson<double>(box), models::GridDirection(net, box), b,
      {.tolerance = 1e-12, .max_iterations = admissible}, [&](const Run::Step& done) {
        const linsolve::Index to = ++step * reach;
        double sum = 0;
        bool zero_beyond = true;
        for (linsolve::Index cell = 0; cell < b.size(); ++cell) {
          const auto [first, last] = FromCorners(box.grid(), cell);
          if (first <= to) sum += done.residual[cell];
          if (std::min(first, last) > to && done.residual[cell] != 0) zero_beyond = false;
        }
        steps.push_back({.dimension = dimension,
                         .n = n,
                         .step = step,
                         .residual = linsolve::Norm(done.residual) / linsolve::Norm(b),
                         .bound = std::pow(static_cast<double>(to + 1), -0.5 * dimension),
                         .sum_error = std::abs(sum - 1),
                         .zero_beyond = zero_beyond});
      });
}

}  // namespace

std::vector<std::pair<int, double>> Evidence::BySize(const std::string& method, Kind kind,
                                                     std::size_t tolerance) const {
  std::vector<std::pair<int, double>> sizes;
  for (const Counts& found : counts) {
    if (found.method == method && found.kind == kind) sizes.emplace_back(found.n, found.means[tolerance]);
  }
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

Evidence Measure(const Config& config, RunContext& context) {
  if (config.sizes.size() < 2) throw std::invalid_argument("--sizes: needs at least two");
  Evidence evidence{.config = config};
  for (const int n : config.locality) RunRandomNet(n, 2, context.seed, evidence.local_steps);
  if (!config.locality.empty()) RunRandomNet(config.locality.front(), 3, context.seed, evidence.local_steps);
  const int dimension = config.training.dimension;
  std::map<int, Net> trained;
  const auto net_of = [&](int n) {
    DirectionTraining training = config.training;
    training.n = n;
    if (n != config.training.n) training.net_file.clear();
    if (!trained.contains(n)) trained.emplace(n, TrainNet(training, context.seed, context.progress).net);
    return trained.at(n);
  };
  const Net net = net_of(config.training.n);
  evidence.radius = static_cast<int>(net.radius());
  for (const int n : config.sizes) {
    const linsolve::GridMask box = MakeDomain("box", n, dimension, context.seed);
    const models::GridDirection f(net, box);
    CountOn(n,
            {{"net", WithDirection(f, box, config.max_iterations)},
             {"cg", Baseline("cg", box)},
             {"multigrid", Baseline("multigrid", box)}},
            config, context.seed, evidence.counts);
    const History corners =
        CountIterations(box, f, CornerPair(box.grid()), {.tolerance = 1e-4, .max = config.max_iterations});
    evidence.corners.push_back({n, (n - 1) / (2.0 * (evidence.radius + 1)), IterationsTo(1e-4, corners)});
  }
  for (const int n : config.retrained) {
    const linsolve::GridMask box = MakeDomain("box", n, dimension, context.seed);
    CountOn(n, {{"retrained", WithDirection(models::GridDirection(net_of(n), box), box, config.max_iterations)}},
            config, context.seed, evidence.counts);
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::size_independence
