/// A trained grid net (grid_net.h) in a file: a checkpoint (checkpoint.h) of its weights, whose configuration is its
/// options, "GridNet: dimension 3, channels 16, pairs 2 5 3, biases 0", and whose steps, averages and counters are
/// none.
///
/// ReadGridNet throws std::runtime_error naming the path: what ReadCheckpoint refuses, a checkpoint of something else,
/// weights that are not those of its options, or not finite.
#ifndef HADAMARD_NTK_MODELS_GRID_NET_FILE_H_
#define HADAMARD_NTK_MODELS_GRID_NET_FILE_H_

#include <filesystem>
#include <string>

#include "models/grid_net.h"

namespace hadamard_ntk::models {

/// All of the file.  T = float or double.
template <class T>
std::string GridNetBytes(const GridNet<T>& net);

/// The net on a grid of one cell: GridNet::On takes it to another.
template <class T>
GridNet<T> ReadGridNet(const std::filesystem::path& path);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRID_NET_FILE_H_
