#ifndef HADAMARD_NTK_EXPERIMENTS_JSON_H_
#define HADAMARD_NTK_EXPERIMENTS_JSON_H_

#include <nlohmann/json.hpp>
#include <string>

namespace hadamard_ntk::experiments {

/// JSON whose objects keep the order in which their keys were written.
using Json = nlohmann::ordered_json;

/// The text of `value`, indented by two, ending in a newline; doubles in the shortest form that reads back equal.
///
/// JSON has no NaN and no infinity, and the library would write `null` for them.
/// Throws std::domain_error naming the place (a JSON pointer such as /claims/0/measured) of a number that is not
/// finite, and nlohmann::json::type_error for a string that is not UTF-8.
std::string ToText(const Json& value);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_JSON_H_
