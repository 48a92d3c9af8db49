/// The bytes of a file as text in UTF-8, without the byte order mark that may precede it.  Throws std::invalid_argument
/// for other bytes: "is UTF-16 (little-endian), ...", "line 3, byte 2: ...", from 1, or naming a kind of file that is
/// no text, where its first bytes tell it.
#ifndef HADAMARD_NTK_FILES_TEXT_ENCODING_H_
#define HADAMARD_NTK_FILES_TEXT_ENCODING_H_

#include <string_view>

namespace hadamard_ntk::files {

std::string_view Utf8Text(std::string_view bytes);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_TEXT_ENCODING_H_
