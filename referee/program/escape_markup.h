/// Text in HTML and in SVG.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_ESCAPE_MARKUP_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_ESCAPE_MARKUP_H_

#include <string>
#include <string_view>

namespace hadamard_ntk::referee {

/// `text` as the content of an element or of a quoted attribute: & < > " ' become character references; what HTML or
/// XML forbids - bytes that are no UTF-8, control characters, U+FFFE, U+FFFF - the replacement character U+FFFD.
/// Newline and tab stay.
std::string EscapeMarkup(std::string_view text);

/// `bytes` as the contents of a data: address, in base64 (RFC 4648, section 4).
std::string Base64(std::string_view bytes);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_ESCAPE_MARKUP_H_
