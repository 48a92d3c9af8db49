/// JSON that is written whatever the values and read whatever the text.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_JSON_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace hadamard_ntk::referee {

/// JSON whose objects keep the order in which their keys were written.
using Json = nlohmann::ordered_json;

/// `value` as it reads back from ToText, which writes every value there is:
///   a number that is not finite, for which JSON has no word, becomes the text "NaN", "Infinity" or "-Infinity", as
///   Python's float() and JavaScript's Number() read it back;
///   bytes of a text (also of a key) that are not UTF-8 become U+FFFD, each.
Json Writable(const Json& value);

/// The text of Writable(value), indented by two, ending in a newline; doubles in the shortest form that reads back
/// equal. Never fails for want of a form: a result must not be lost by its last step.
std::string ToText(const Json& value);

/// The value of a text from outside, at most so nested and its objects at most so large, whatever the text: what walks
/// it needs no further care for the stack or the time.
inline constexpr int kJsonDepth = 64;
inline constexpr int kJsonKeys = 1000;
/// Throws std::invalid_argument saying what the text is instead, as in "is not JSON (at byte 17)", "is nested more than
/// 64 deep", "has an object of more than 1000 entries". A pure function.
Json ParseJson(std::string_view text);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_JSON_H_
