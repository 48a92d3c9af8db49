#ifndef HADAMARD_NTK_EXPERIMENTS_UTF8_H_
#define HADAMARD_NTK_EXPERIMENTS_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace hadamard_ntk::experiments {

/// How many bytes the UTF-8 character [Unicode 15, table 3-7] at the start of `text` has; 0 if there is none.
std::size_t Utf8Length(std::string_view text);

/// `text` with each byte that is not part of a UTF-8 character as U+FFFD.
std::string ToUtf8(std::string_view text);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_UTF8_H_
