#include "experiments/conjugate_directions/trained_directions/measure.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>
#include <utility>

#include "experiments/conjugate_directions/iteration_counts.h"
#include "experiments/shared/median.h"
#include "linsolve/component_means.h"
#include "linsolve/cosine_basis.h"
#include "linsolve/pressure_poisson.h"
#include "linsolve/solids.h"
#include "models/epoch_order.h"
#include "models/grid_direction.h"
#include "models/grid_net_file.h"

namespace hadamard_ntk::experiments::trained_directions {
namespace {

constexpr double kPlantedError = 0.2;  // of A^+ b, in the A-norm

struct Nets {
  Net trained, untrained;
};

Direction Permuted(Direction f, linsolve::Index cells, std::uint64_t seed) {
  return [f = std::move(f), order = models::EpochOrder(cells, seed, 0)](const GridVector& r) {
    const GridVector given = f(r);
    GridVector q(r.grid());
    for (linsolve::Index cell = 0; cell < q.size(); ++cell) q[cell] = given[order[static_cast<std::size_t>(cell)]];
    return q;
  };
}

// By name, with how many stored directions.
std::map<std::string, std::pair<Direction, int>> DirectionsOn(const std::string& domain, const linsolve::GridMask& mask,
                                                              const Nets& nets, const linsolve::CosineBasis& basis,
                                                              std::uint64_t seed) {
  const models::GridDirection net(nets.trained, mask);
  std::map<std::string, std::pair<Direction, int>> directions = {
      {"net", {net, 2}}, {"untrained", {models::GridDirection(nets.untrained, mask), 2}}};
  if (domain != "box") return directions;
  const Direction planted = [&basis](const GridVector& r) {
    Eigen::VectorXd factors = basis.Coefficients(r);
    factors[0] = 0;
    for (linsolve::Index i = 1; i < factors.size(); ++i) factors[i] *= (i % 2 == 0 ? 0.5 : 1.5) / basis.values()[i];
    return basis.Sum(factors);
  };
  directions["net_k0"] = {net, 0};
  directions["permuted"] = {Permuted(net, mask.grid().cells(), seed), 2};
  directions["planted"] = {planted, 2};
  directions["planted_k0"] = {planted, 0};
  return directions;
}

std::vector<Cell> CountOn(const std::string& domain, const Config& config, const Nets& nets,
                          const linsolve::CosineBasis& basis, RunContext& context) {
  std::vector<Cell> cells;
  const linsolve::GridMask mask = MakeDomain(domain, config.n, config.training.dimension, context.seed);
  const auto directions = DirectionsOn(domain, mask, nets, basis, context.seed);
  std::map<std::string, Solver> baselines;
  for (const char* name : {"cg", "jacobi", "ic", "deflated", "multigrid"}) baselines[name] = Baseline(name, mask);
  for (const Kind kind : kAllKinds) {
    std::map<std::string, Cell> found;
    for (int i = 0; i < config.right_hand_sides; ++i) {
      const GridVector b =
          MakeRightHandSide(kind, mask, basis, context.seed, kTestStream + static_cast<std::uint32_t>(i));
      const auto count = [&found](const std::string& name, const History& history) {
        for (std::size_t t = 0; t < kTolerances.size(); ++t) {
          found[name].iterations[t].push_back(IterationsTo(kTolerances[t], history));
        }
        found[name].residual_directions += history.residual_directions;
      };
      for (const auto& [name, direction] : directions) {
        count(name, CountIterations(
                        mask, direction.first, b,
                        {.tolerance = kTolerances.back(), .max = config.max_iterations, .stored = direction.second}));
      }
      for (const auto& [name, solve] : baselines) count(name, solve(b, kTolerances.back()));
    }
    for (auto& [name, cell] : found) {
      cell.domain = domain;
      cell.method = name;
      cell.kind = kind;
      cells.push_back(std::move(cell));
    }
    context.progress.Advance();
  }
  return cells;
}

// A solid wall in the middle.
linsolve::GridMask TwoRooms(const Config& config) {
  const linsolve::Grid grid = linsolve::Grid::Cube(config.n, config.training.dimension);
  std::vector<linsolve::Cell> cells(static_cast<std::size_t>(grid.cells()), linsolve::Cell::kFluid);
  for (linsolve::Index cell = 0; cell < grid.cells(); ++cell) {
    if (grid.position(cell)[0] == config.n / 2) cells[static_cast<std::size_t>(cell)] = linsolve::Cell::kSolid;
  }
  return {grid, std::move(cells)};
}

// Of zero mean on the whole, but not in each room.
GridVector NotProjected(const linsolve::GridMask& rooms) {
  GridVector b(rooms.grid());
  for (linsolve::Index cell = 0; cell < b.size(); ++cell) {
    if (rooms.fluid(cell)) b[cell] = 1 / static_cast<double>(rooms.components()[rooms.component(cell)].cells);
    if (rooms.component(cell) == 1) b[cell] *= -1;
  }
  return b;
}

bool Refused(const linsolve::GridMask& mask, const Direction& f, const GridVector& b) {
  try {
    CountIterations(mask, f, b, {});
    return false;
  } catch (const std::invalid_argument&) {
    return true;
  }
}

Cosines MeasureCosines(const Config& config, const Nets& nets, std::uint64_t seed) {
  const linsolve::GridMask box = MakeDomain("box", config.training.n, config.training.dimension, seed);
  const linsolve::CosineBasis basis(box.grid());
  const linsolve::PressurePoisson<double> a(box);
  const models::GridDirection trained(nets.trained, box), untrained(nets.untrained, box);
  Cosines cosines;
  for (int i = 0; i < config.right_hand_sides; ++i) {
    const auto index = kTestStream + static_cast<std::uint32_t>(i);
    const GridVector b = MakeRightHandSide(Kind::kTraining, box, basis, seed, index), exact = basis.Solve(b);
    const double size = std::sqrt(InnerProduct(exact, b));
    const auto cosine = [&](const GridVector& f) {
      const double square = InnerProduct(f, a(f));
      return square > 0 ? std::abs(InnerProduct(f, b)) / (std::sqrt(square) * size) : 0;
    };
    GridVector planted = exact;
    const GridVector error = MakeRightHandSide(Kind::kJet, box, basis, seed, index);
    AddScaled(planted, kPlantedError * size / std::sqrt(InnerProduct(error, a(error))), error);
    cosines.net.push_back(cosine(trained(b)));
    cosines.untrained.push_back(cosine(untrained(b)));
    cosines.planted.push_back(cosine(planted));
  }
  return cosines;
}

}  // namespace

std::vector<std::string> Domains(const Config& config) {
  std::vector<std::string> domains = {"box", "sphere", "cube"};
  for (const int percent : config.solids) domains.push_back("solids_" + std::to_string(percent));
  return domains;
}

const Cell& Evidence::Find(const std::string& domain, Kind kind, const std::string& method) const {
  for (const Cell& cell : cells) {
    if (cell.domain == domain && cell.kind == kind && cell.method == method) return cell;
  }
  throw std::invalid_argument("trained_directions: " + method + " was not measured on " + domain);
}

double Evidence::Median(const std::string& domain, Kind kind, const std::string& method, std::size_t tolerance) const {
  const std::vector<int>& counts = Find(domain, kind, method).iterations[tolerance];
  return experiments::Median(std::vector<double>(counts.begin(), counts.end()));
}

Evidence Measure(const Config& config, RunContext& context) {
  for (const int judged : {10, 30}) {
    if (std::count(config.solids.begin(), config.solids.end(), judged) > 0) continue;
    throw std::invalid_argument("--solids: must contain 10 and 30, which are judged");
  }
  const TrainedNet trained = TrainNet(config.training, context.seed, context.progress);
  const Nets nets{trained.net, UntrainedNet(config.training, context.seed)};
  Evidence evidence{.config = config,
                    .parameters = trained.net.parameters().size(),
                    .net = models::GridNetBytes(trained.net),
                    .checks = trained.checks,
                    .chosen_step = trained.chosen,
                    .cosines = MeasureCosines(config, nets, context.seed)};
  const std::vector<std::string> domains = Domains(config);
  const linsolve::CosineBasis basis(linsolve::Grid::Cube(config.n, config.training.dimension));
  context.progress.Start("iterations", static_cast<std::int64_t>(3 * domains.size()));
  std::vector<std::vector<Cell>> cells(domains.size());
  tbb::parallel_for(
      std::size_t{0}, domains.size(),
      [&](std::size_t i) { cells[i] = CountOn(domains[i], config, nets, basis, context); }, tbb::simple_partitioner());
  for (std::vector<Cell>& of_domain : cells) {
    std::move(of_domain.begin(), of_domain.end(), std::back_inserter(evidence.cells));
  }
  const linsolve::GridMask rooms = TwoRooms(config);
  const models::GridDirection f(nets.trained, rooms);
  evidence.two_components_refused = Refused(rooms, f, NotProjected(rooms));
  evidence.two_components_solved =
      !Refused(rooms, f, MakeRightHandSide(Kind::kTraining, rooms, basis, context.seed, kTestStream));
  return evidence;
}

}  // namespace hadamard_ntk::experiments::trained_directions
