/// The domains and right-hand sides on which iterations are compared.
///
///   domain   "box"; "sphere", radius n/5, and "cube", half side n/5, solid in the middle; "solids_P", each cell solid
///            with probability P %
///   kind     kTraining  the mixture of the box's cosines (linsolve/right_hand_sides.h), on other domains with solid
///                       cells and the components' means taken out
///            kSmooth    the lowest cosines;   kJet  the divergence of a puff two cells wide at a random place
/// All are of norm 1 and in the range of the Poisson operator; they depend on (n, dimension, domain, kind, seed, index)
/// alone.
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_POISSON_PROBLEMS_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_POISSON_PROBLEMS_H_

#include <cstdint>
#include <string>

#include "experiments/shared/names.h"
#include "linsolve/cosine_basis.h"
#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"

namespace hadamard_ntk::experiments {

using GridVector = linsolve::GridFunction<double>;

/// Throws std::invalid_argument for another name.
linsolve::GridMask MakeDomain(const std::string& name, linsolve::Index n, int dimension, std::uint64_t seed);

enum class Kind { kTraining, kSmooth, kJet };
inline constexpr Kind kAllKinds[] = {Kind::kTraining, Kind::kSmooth, Kind::kJet};
/// "training", "smooth", "jet".
std::string NameOf(Kind kind);

/// Indices from which tests and validation take theirs; training begins at 0.
inline constexpr std::uint32_t kTestStream = 1u << 28, kValidationStream = 1u << 29;

/// `box`: of the mask's grid; used by kTraining alone.
GridVector MakeRightHandSide(Kind kind, const linsolve::GridMask& mask, const linsolve::CosineBasis& box,
                             std::uint64_t seed, std::uint32_t index);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_POISSON_PROBLEMS_H_
