#include "models/grid_net_file.h"

#include <cstddef>
#include <cstdio>
#include <stdexcept>
#include <vector>

#include "files/quoted.h"
#include "models/checkpoint.h"
#include "models/grid_net_layout.h"
#include "models/matrix.h"
#include "models/same_shapes.h"

namespace hadamard_ntk::models {
namespace {

std::string TextOf(const GridNetOptions& options) {
  return "GridNet: dimension " + std::to_string(options.dimension) + ", channels " + std::to_string(options.channels) +
         ", pairs " + std::to_string(options.first_pairs) + " " + std::to_string(options.coarse_pairs) + " " +
         std::to_string(options.last_pairs) + ", biases " + std::to_string(static_cast<int>(options.biases));
}

}  // namespace

template <class T>
std::string GridNetBytes(const GridNet<T>& net) {
  return CheckpointBytes(Checkpoint<T>{.configuration = TextOf(net.options()),
                                       .segments = net.parameters().segments(),
                                       .parameters = net.parameters().values()});
}

template <class T>
GridNet<T> ReadGridNet(const std::filesystem::path& path) {
  const auto require = [&](bool condition, const std::string& what) {
    if (!condition) throw std::runtime_error("cannot read net " + files::Printable(path.string()) + ": " + what);
  };
  const Checkpoint<T> checkpoint = ReadCheckpoint<T>(path);
  GridNetOptions options;
  int biases = -1;
  std::sscanf(checkpoint.configuration.c_str(), "GridNet: dimension %d, channels %td, pairs %d %d %d, biases %d",
              &options.dimension, &options.channels, &options.first_pairs, &options.coarse_pairs, &options.last_pairs,
              &biases);
  options.biases = biases == 1;
  require(TextOf(options) == checkpoint.configuration,
          "it is a checkpoint of something else, " + files::Quoted(checkpoint.configuration));
  const std::vector<Index> cell(static_cast<std::size_t>(options.dimension == 2 ? 2 : 3), 1);
  // Sizes are compared before anything of them is allocated.
  const std::string other = "its weights are not those of a net of its options, " + checkpoint.configuration;
  const auto most = static_cast<int>(checkpoint.segments.size());
  require(options.first_pairs <= most && options.coarse_pairs <= most && options.last_pairs <= most &&
              options.channels <= checkpoint.parameters.size(),
          other);
  try {
    require(SameShapes(checkpoint.segments, GridNetLayout(options, cell).Segments()), other);
  } catch (const std::invalid_argument& error) {
    require(false, error.what());
  }
  require(checkpoint.parameters.allFinite(), "a weight is not finite");
  GridNet<T> net(options, cell, {}, 0);
  net.parameters().SetValues(checkpoint.parameters);
  return net;
}

template std::string GridNetBytes(const GridNet<float>&);
template std::string GridNetBytes(const GridNet<double>&);
template GridNet<float> ReadGridNet(const std::filesystem::path&);
template GridNet<double> ReadGridNet(const std::filesystem::path&);

}  // namespace hadamard_ntk::models
