/// The beginning of a text.
#ifndef HADAMARD_NTK_REFEREE_REPORT_SHORTENED_H_
#define HADAMARD_NTK_REFEREE_REPORT_SHORTENED_H_

#include <string>
#include <string_view>

namespace hadamard_ntk::referee {

/// `text` cut at a space to at most about `length` bytes, an ellipsis appended if it was cut.
std::string Shortened(std::string_view text, std::size_t length);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_SHORTENED_H_
