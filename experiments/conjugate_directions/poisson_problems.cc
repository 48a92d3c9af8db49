#include "experiments/conjugate_directions/poisson_problems.h"

#include <Eigen/Core>
#include <span>
#include <stdexcept>
#include <utility>

#include "linsolve/component_means.h"
#include "linsolve/right_hand_sides.h"
#include "linsolve/solids.h"
#include "models/random.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr std::uint32_t kKindStreams = 1u << 30;  // indices of one kind

models::RandomStream StreamOf(Kind kind, std::uint64_t seed, std::uint32_t index) {
  return {seed, models::Purpose::kData, static_cast<std::uint32_t>(kind) * kKindStreams + index};
}

Eigen::VectorXd Normals(const models::RandomStream& stream, linsolve::Index count) {
  Eigen::VectorXd normals(count);
  models::FillNormal(stream, 0, std::span(normals.data(), static_cast<std::size_t>(count)));
  return normals;
}

}  // namespace

linsolve::GridMask MakeDomain(const std::string& name, linsolve::Index n, int dimension, std::uint64_t seed) {
  const linsolve::Grid grid = linsolve::Grid::Cube(n, dimension);
  const double size = static_cast<double>(n) / 5;
  const std::string solids = "solids_";
  if (name == "box") return linsolve::GridMask(grid);
  if (name == "sphere") return linsolve::WithSphere(grid, size);
  if (name == "cube") return linsolve::WithCube(grid, size);
  if (name.rfind(solids, 0) == 0) {
    return linsolve::WithRandomSolids(grid, std::stod(name.substr(solids.size())) / 100, seed);
  }
  throw std::invalid_argument("MakeDomain: no domain is called '" + name + "'");
}

std::string NameOf(Kind kind) {
  return kind == Kind::kTraining ? "training" : kind == Kind::kSmooth ? "smooth" : "jet";
}

GridVector MakeRightHandSide(Kind kind, const linsolve::GridMask& mask, const linsolve::CosineBasis& box,
                             std::uint64_t seed, std::uint32_t index) {
  const models::RandomStream stream = StreamOf(kind, seed, index);
  if (kind == Kind::kSmooth) {
    return linsolve::SmoothRightHandSide(mask, Normals(stream, linsolve::SmoothNormals(mask.grid())));
  }
  if (kind == Kind::kJet) {
    double at[4];
    models::FillUniform(stream, 0, std::span(at));
    const int dimension = mask.grid().dimension();
    return linsolve::JetRightHandSide(
        mask, {.at = {at[0], at[1], at[2]}, .axis = static_cast<int>(at[3] * dimension), .width = 2});
  }
  GridVector b = linsolve::MixtureRightHandSide(box, Normals(stream, box.values().size()));
  linsolve::RemoveMeans(mask, b);
  return linsolve::Normalised(std::move(b));
}

}  // namespace hadamard_ntk::experiments
