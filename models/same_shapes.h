/// Whether two lists of segments (parameters.h) are of the same parameters: as many, each of the same name, rows and
/// columns; how they start is of no account.
#ifndef HADAMARD_NTK_MODELS_SAME_SHAPES_H_
#define HADAMARD_NTK_MODELS_SAME_SHAPES_H_

#include <algorithm>
#include <vector>

#include "models/parameters.h"

namespace hadamard_ntk::models {

inline bool SameShapes(const std::vector<Segment>& a, const std::vector<Segment>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Segment& s, const Segment& t) {
    return s.name == t.name && s.rows == t.rows && s.columns == t.columns;
  });
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_SAME_SHAPES_H_
