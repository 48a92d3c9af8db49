#include "models/labelled_images.h"

#include <png.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "files/idx.h"
#include "files/open_file.h"
#include "files/quoted.h"
#include "models/arguments.h"

namespace hadamard_ntk::models {
namespace {

// The file of that name, in which the distributions write either '-' or '.' before "idx", plain or gzip.
std::filesystem::path AnySpelling(const std::filesystem::path& directory, const std::string& name,
                                  const std::string& ending) {
  std::string tried;
  for (const char* const parted_by : {"-", "."}) {
    for (const char* const packed : {"", ".gz"}) {
      const std::string file = name + parted_by + ending + packed;
      if (std::filesystem::exists(directory / file)) return directory / file;
      tried += (tried.empty() ? "" : ", ") + file;
    }
  }
  throw std::runtime_error("directory " + files::Printable(directory.string()) + " has none of " + tried);
}

}  // namespace

std::vector<std::filesystem::path> MnistFiles(const std::filesystem::path& directory, Split split) {
  const std::string prefix = split == Split::kTrain ? "train" : "t10k";
  return {AnySpelling(directory, prefix + "-images", "idx3-ubyte"),
          AnySpelling(directory, prefix + "-labels", "idx1-ubyte")};
}

LabelledImages ReadMnist(const std::filesystem::path& directory, Split split, Index side) {
  const std::vector<std::filesystem::path> paths = MnistFiles(directory, split);
  const auto fail = [&](int file, const std::string& what) {
    throw std::runtime_error("IDX file " + files::Printable(paths[static_cast<std::size_t>(file)].string()) + " " +
                             what);
  };
  // All that the lengths tell, before anything is unpacked.
  const std::vector<Index> images = files::ReadIdxLengths(paths[0]), labels = files::ReadIdxLengths(paths[1]);
  if (images.size() != 3 || images[0] * images[1] * images[2] == 0) {
    fail(0, "holds no images: it must have 3 axes, none of them empty");
  }
  if (side > 0 && (images[1] != side || images[2] != side)) {
    fail(0, "holds images of " + std::to_string(images[1]) + " x " + std::to_string(images[2]) + " pixels, not " +
                std::to_string(side) + " x " + std::to_string(side));
  }
  if (labels.size() != 1 || labels[0] != images[0]) {
    Index count = 1;
    for (const Index length : labels) count *= length;
    fail(1, "holds " + std::to_string(count) + " labels on " + std::to_string(labels.size()) + " axes, for the " +
                std::to_string(images[0]) + " images of " + files::Printable(paths[0].string()));
  }
  return {images[1], images[2], files::ReadIdx(paths[0]).entries, files::ReadIdx(paths[1]).entries};
}

LabelledImages ReadDigitSheet(const std::filesystem::path& path, Split split) {
  constexpr Index kCell = 20, kColumns = 100, kRows = 50, kRowsOfDigit = 5, kTrainColumns = 80;
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  const auto fail = [&](const std::string& what) {
    png_image_free(&png);
    throw std::runtime_error("sheet of digits " + files::Printable(path.string()) + ": " + what);
  };
  files::Descriptor descriptor;
  try {
    descriptor = files::OpenToRead(path);
  } catch (const files::Refused& error) {
    fail(error.what());
  }
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(fdopen(dup(descriptor.get()), "rb"), std::fclose);
  if (!file) fail("cannot be opened");
  if (!png_image_begin_read_from_stdio(&png, file.get())) fail(png.message);
  if (png.width != kColumns * kCell || png.height != kRows * kCell) {
    fail("must have 2000 x 1000 pixels, has " + std::to_string(png.width) + " x " + std::to_string(png.height));
  }
  png.format = PNG_FORMAT_GRAY;
  std::vector<std::uint8_t> sheet(PNG_IMAGE_SIZE(png));
  if (!png_image_finish_read(&png, nullptr, sheet.data(), 0, nullptr)) fail(png.message);
  LabelledImages images{.height = kCell, .width = kCell, .pixels = {}, .labels = {}};
  const Index first = split == Split::kTrain ? 0 : kTrainColumns;
  const Index last = split == Split::kTrain ? kTrainColumns : kColumns;
  for (Index row = 0; row < kRows; ++row) {
    for (Index column = first; column < last; ++column) {
      images.labels.push_back(static_cast<std::uint8_t>(row / kRowsOfDigit));
      for (Index y = 0; y < kCell; ++y) {
        const auto from = sheet.begin() + (row * kCell + y) * kColumns * kCell + column * kCell;
        images.pixels.insert(images.pixels.end(), from, from + kCell);
      }
    }
  }
  return images;
}

LabelledImages Pad(const LabelledImages& images, Index border) {
  RequireAtLeast("Pad", "border", border, Index{0});
  LabelledImages padded{images.height + 2 * border, images.width + 2 * border, {}, images.labels};
  padded.pixels.resize(static_cast<std::size_t>(padded.size() * padded.count()));
  for (Index i = 0; i < images.count(); ++i) {
    for (Index y = 0; y < images.height; ++y) {
      std::copy_n(images.pixels.begin() + i * images.size() + y * images.width, images.width,
                  padded.pixels.begin() + i * padded.size() + (y + border) * padded.width + border);
    }
  }
  return padded;
}

LabelledImages Select(const LabelledImages& images, const std::vector<Index>& indices) {
  LabelledImages selected{images.height, images.width, {}, {}};
  for (Index i : indices) {
    if (i < 0 || i >= images.count()) {
      throw std::invalid_argument("Select: index must be in [0, " + std::to_string(images.count()) + "), got " +
                                  std::to_string(i));
    }
    const auto from = images.pixels.begin() + i * images.size();
    selected.pixels.insert(selected.pixels.end(), from, from + images.size());
    selected.labels.push_back(images.labels[static_cast<std::size_t>(i)]);
  }
  return selected;
}

Matrix<float> PixelMatrix(const LabelledImages& images, float scale) {
  const Eigen::Map<const RowMajorMatrix<std::uint8_t>> pixels(images.pixels.data(), images.count(), images.size());
  return scale * pixels.cast<float>();
}

std::vector<Index> Labels(const LabelledImages& images) { return {images.labels.begin(), images.labels.end()}; }

}  // namespace hadamard_ntk::models
