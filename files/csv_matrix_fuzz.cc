#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "files/csv_matrix.h"

namespace {

using namespace hadamard_ntk::files;

// A text is refused with std::invalid_argument, or is a matrix of finite numbers that reads back equal when written.
void Try(std::string_view text, const CsvFormat& format) {
  try {
    const Eigen::MatrixXd matrix = ParseCsv(text, format).values;
    if (matrix.size() == 0 || !matrix.allFinite()) std::abort();
    const std::vector<std::string> titles(static_cast<std::size_t>(matrix.cols()), "title");
    if (ParseCsv(FormatCsv(titles, matrix)).values != matrix) std::abort();
  } catch (const std::invalid_argument&) {
  }
}

}  // namespace

// In the format without flags, and in one that the length of the text chooses.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Try(text, {});
  CsvFormat format;
  format.separator = ",; \t"[size % 4];
  if (size & 4) format.decimal = format.separator == ',' ? '.' : ',';
  if (size & 8) format.titles = (size & 16) != 0;
  format.rows_are_known = (size & 32) != 0;
  Try(text, format);
  return 0;
}
