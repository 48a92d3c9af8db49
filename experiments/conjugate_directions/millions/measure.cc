#include "experiments/conjugate_directions/millions/measure.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "experiments/conjugate_directions/iteration_counts.h"
#include "files/machine_memory.h"
#include "linalg/steady_seconds.h"
#include "linsolve/cosine_basis.h"
#include "models/grid_direction.h"

namespace hadamard_ntk::experiments::millions {
namespace {

// Of conjugate directions with two stored ones: x, r, b, p and A p of three, r/|r|, q twice, a product; the right-hand
// sides of all kinds; and a multigrid hierarchy or a basis beside them.
constexpr double kVectors = 22;

double PredictedMemory(const Net& net, int n) {
  const auto cells = static_cast<double>(n) * n * n;
  const std::vector<models::Index> extents(3, n);
  return static_cast<double>(net.On(extents).ForwardBytes()) + kVectors * sizeof(double) * cells;
}

void RequireMemory(const std::string& flag, double bytes) {
  const auto available = static_cast<double>(files::AvailableMemory());
  if (bytes <= available) return;
  throw std::invalid_argument(flag + ": needs " + files::ByteText(bytes) + " of memory, " + files::ByteText(available) +
                              " are available");
}

template <class Solve>
Run Timed(const std::string& method, int n, Kind kind, const Solve& solve) {
  Run run{.method = method, .n = n, .kind = kind};
  const double start = linalg::SteadySeconds();
  const History history = solve();
  run.seconds = linalg::SteadySeconds() - start;
  run.iterations = IterationsTo(kTolerance, history);
  run.reached = run.iterations <= history.max;
  run.residuals = history.residuals;
  return run;
}

void RunOn(int n, const std::vector<Kind>& kinds, const Net& net, const Config& config, RunContext& context,
           Evidence& evidence) {
  const linsolve::GridMask box = MakeDomain("box", n, 3, context.seed);
  std::vector<GridVector> right_hand_sides;
  {
    const linsolve::CosineBasis basis(box.grid());
    for (const Kind kind : kinds)
      right_hand_sides.push_back(MakeRightHandSide(kind, box, basis, context.seed, kTestStream));
  }
  context.progress.Start(std::to_string(n) + "^3", static_cast<std::int64_t>(6 * kinds.size()));
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const GridVector& b = right_hand_sides[i];
    const auto keep = [&](Run run) {
      evidence.runs.push_back(std::move(run));
      context.progress.Advance();
    };
    const auto directions = [&](const Direction& f, int allowed) {
      return CountIterations(box, f, b, {.tolerance = kTolerance, .max = allowed});
    };
    for (const char* method : {"net", "one_iteration"}) {
      const int allowed = std::string(method) == "net" ? config.max_iterations : 1;
      keep(Timed(method, n, kinds[i], [&] { return directions(models::GridDirection(net, box), allowed); }));
    }
    if (i == 0) {
      evidence.memory.push_back({n, PredictedMemory(net, n), static_cast<double>(files::PeakMemory())});
    }
    keep(Timed("multigrid_k2", n, kinds[i],
               [&] { return directions(PreconditionerOf("multigrid", box), config.max_iterations); }));
    for (const char* method : {"cg", "ic", "multigrid"}) {
      keep(Timed(method, n, kinds[i], [&] { return Baseline(method, box)(b, kTolerance); }));
    }
  }
}

}  // namespace

std::vector<const Run*> Evidence::Largest(const std::string& method) const {
  int largest = 0;
  for (const Run& run : runs) largest = std::max(largest, run.n);
  std::vector<const Run*> found;
  for (const Run& run : runs) {
    if (run.n == largest && run.method == method) found.push_back(&run);
  }
  return found;
}

Evidence Measure(const Config& config, RunContext& context) {
  if (config.training.dimension != 3) throw std::invalid_argument("--dimension: must be 3, for boxes of n^3 cells");
  const bool large = config.millions == "yes";
  const Net untrained = UntrainedNet(config.training, context.seed);
  RequireMemory("--n", PredictedMemory(untrained, config.n));
  if (large) RequireMemory("--millions", PredictedMemory(untrained, 256));
  Evidence evidence{.config = config};
  const Net net = TrainNet(config.training, context.seed, context.progress).net;
  RunOn(config.n, {Kind::kTraining, Kind::kSmooth, Kind::kJet}, net, config, context, evidence);
  if (large) RunOn(256, {Kind::kTraining}, net, config, context, evidence);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::millions
