/// What resuming a run from its checkpoint demands of it, and how what is not so is said.
/// All throw std::runtime_error("cannot resume from checkpoint <path>: <what>").
#ifndef HADAMARD_NTK_MODELS_RESUMABLE_H_
#define HADAMARD_NTK_MODELS_RESUMABLE_H_

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "files/quoted.h"
#include "models/parameters.h"
#include "models/same_shapes.h"

namespace hadamard_ntk::models {

inline void RequireResumable(bool condition, const std::filesystem::path& path, const std::string& what) {
  if (condition) return;
  throw std::runtime_error("cannot resume from checkpoint " + files::Printable(path.string()) + ": " +
                           files::Printable(what, std::string::npos));
}

/// The parameters are those of the network.
inline void RequireSameNetwork(const std::filesystem::path& path, const std::vector<Segment>& saved,
                               const std::vector<Segment>& network) {
  const auto shapes = [](const std::vector<Segment>& segments) {
    std::string text;
    for (const Segment& s : segments) {
      text += (text.empty() ? "" : ", ") + s.name + " " + std::to_string(s.rows) + " x " + std::to_string(s.columns);
    }
    return text;
  };
  RequireResumable(SameShapes(saved, network), path,
                   "its parameters are " + shapes(saved) + ", those of the network " + shapes(network));
}

inline void RequireSameRun(const std::filesystem::path& path, const std::string& saved,
                           const std::string& configuration) {
  RequireResumable(saved == configuration, path,
                   "it belongs to the run [" + saved + "], not to [" + configuration + "]");
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_RESUMABLE_H_
