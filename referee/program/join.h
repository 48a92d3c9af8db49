/// The texts of a range with `separator` between them.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_JOIN_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_JOIN_H_

#include <string>

namespace hadamard_ntk::referee {

template <typename Texts>
std::string Join(const Texts& texts, const std::string& separator) {
  std::string joined;
  bool first = true;
  for (const std::string& text : texts) {
    joined += (first ? "" : separator) + text;
    first = false;
  }
  return joined;
}

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_JOIN_H_
