/// The word that `given` most likely was meant to be; empty if none is near.  Near is: a letter inserted, left out,
/// replaced, or changed for its neighbour, for every three that were given, whatever their case; dashes at the
/// beginning do not count.  The first of the nearest.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_NEAREST_WORD_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_NEAREST_WORD_H_

#include <string>
#include <string_view>
#include <vector>

namespace hadamard_ntk::referee {

std::string NearestWord(std::string_view given, const std::vector<std::string>& words);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_NEAREST_WORD_H_
