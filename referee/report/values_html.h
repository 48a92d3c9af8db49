/// Numbers as tables in HTML.
#ifndef HADAMARD_NTK_REFEREE_REPORT_VALUES_HTML_H_
#define HADAMARD_NTK_REFEREE_REPORT_VALUES_HTML_H_

#include <string>

#include "referee/program/json.h"

namespace hadamard_ntk::referee {

/// The numbers behind a claim (Measurement::values) as HTML tables for a reader: one row per plain value (objects in it
/// as "outer.inner"), and for each list of objects a table of its own, one row per object. Numbers with 5 digits;
/// booleans as yes and no; null and missing entries empty. Column headers are <th scope>, wide tables scroll in their
/// own box. Everything is escaped. Empty for an empty object.
std::string ValuesHtml(const Json& values);

/// A number as a reader wants it: 5 significant digits, integers in full.
std::string NumberText(const Json& number);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_VALUES_HTML_H_
