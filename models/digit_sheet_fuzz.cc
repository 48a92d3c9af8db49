#include <cstdint>
#include <cstdlib>
#include <stdexcept>

#include "files/fuzz_file.h"
#include "models/labelled_images.h"

// A PNG is refused with std::runtime_error, or is a sheet of 80 and 20 digits in each of 50 rows.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hadamard_ntk;
  static const files::FuzzFile file("input.png");
  file.Fill(data, size);
  try {
    const models::LabelledImages train = models::ReadDigitSheet(file.path(), models::Split::kTrain);
    const models::LabelledImages test = models::ReadDigitSheet(file.path(), models::Split::kTest);
    if (train.count() != 50 * 80 || test.count() != 50 * 20) std::abort();
    if (static_cast<models::Index>(train.pixels.size()) != train.count() * train.size()) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
