/// Text from outside - a name, a flag's value, a piece of a file - as a message may show it, whatever its bytes are:
/// one line, no character that moves the cursor, hides, or looks like a space, and not too long.
///
/// Well-formed UTF-8 is shown as it is, but for ASCII control characters as \xNN, and other control characters, marks
/// without width or of direction, and spaces that are not ' ' as \uNNNN; so are bytes that are no UTF-8, as \xNN.
/// Showing twice is showing once.
#ifndef HADAMARD_NTK_FILES_QUOTED_H_
#define HADAMARD_NTK_FILES_QUOTED_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace hadamard_ntk::files {

/// At most that many bytes, and "..." for the rest.
std::string Printable(std::string_view text, std::size_t most = 1000);

/// 'text', of at most 40 bytes between the quotes.
std::string Quoted(std::string_view text);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_QUOTED_H_
