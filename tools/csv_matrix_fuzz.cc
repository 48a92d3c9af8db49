#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "tools/csv_matrix.h"

// A text is refused with std::invalid_argument, or is a matrix of finite numbers that reads back equal when written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hadamard_ntk::tools;
  try {
    const Eigen::MatrixXd matrix = ParseCsv({reinterpret_cast<const char*>(data), size});
    if (matrix.size() == 0 || !matrix.allFinite()) std::abort();
    const std::vector<std::string> titles(static_cast<std::size_t>(matrix.cols()), "title");
    if (ParseCsv(FormatCsv(titles, matrix)) != matrix) std::abort();
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
