#include "models/labelled_images.h"

#include <gtest/gtest.h>
#include <png.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::models {
namespace {

std::filesystem::path Directory(const std::string& name) {
  const std::filesystem::path directory = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::create_directories(directory);
  return directory;
}

void Write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

const std::string kImages("\0\0\x8\x3\0\0\0\2\0\0\0\1\0\0\0\3\1\2\3\4\5\6", 22);
const std::string kLabels("\0\0\x8\x1\0\0\0\2\7\x9", 10);

TEST(LabelledImagesTest, ReadsAMnistDirectory) {
  const auto directory = Directory("mnist");
  Write(directory / "train-images-idx3-ubyte", kImages);
  Write(directory / "train-labels-idx1-ubyte", kLabels);
  const LabelledImages images = ReadMnist(directory, Split::kTrain);
  EXPECT_EQ(images.count(), 2);
  EXPECT_EQ(images.height, 1);
  EXPECT_EQ(images.width, 3);
  EXPECT_EQ(Labels(images), (std::vector<Index>{7, 9}));
  EXPECT_EQ(PixelMatrix(images, 0.5f), (Matrix<float>(2, 3) << 0.5, 1, 1.5, 2, 2.5, 3).finished());
  EXPECT_EQ(MnistFiles(directory, Split::kTrain).size(), 2u);

  const LabelledImages padded = Pad(Select(images, {1}), 1);
  EXPECT_EQ(padded.pixels, (std::vector<std::uint8_t>{0, 0, 0, 0, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(padded.labels, (std::vector<std::uint8_t>{9}));
  EXPECT_THROW(Select(images, {2}), std::invalid_argument);
  EXPECT_THROW(Pad(images, -1), std::invalid_argument);
}

TEST(LabelledImagesTest, ReadsBothSpellings) {
  const auto directory = Directory("spellings");
  Write(directory / "t10k-images.idx3-ubyte", kImages);
  Write(directory / "t10k-labels.idx1-ubyte", kLabels);
  EXPECT_EQ(Labels(ReadMnist(directory, Split::kTest)), (std::vector<Index>{7, 9}));
  // zlib reads plain files as they are, whatever their names.
  std::filesystem::rename(directory / "t10k-images.idx3-ubyte", directory / "t10k-images.idx3-ubyte.gz");
  EXPECT_EQ(ReadMnist(directory, Split::kTest).count(), 2);
  EXPECT_EQ(MnistFiles(directory, Split::kTest)[0], directory / "t10k-images.idx3-ubyte.gz");
  EXPECT_THROW(MnistFiles(directory, Split::kTrain), std::runtime_error);
}

TEST(LabelledImagesTest, NamesTheFileThatDoesNotFit) {
  const auto message = [](const std::filesystem::path& directory) {
    return MessageOf<std::runtime_error>([&] { ReadMnist(directory, Split::kTest); });
  };
  const auto directory = Directory("broken");
  EXPECT_EQ(message(directory),
            "directory " + directory.string() +
                " has none of t10k-images-idx3-ubyte, t10k-images-idx3-ubyte.gz, t10k-images.idx3-ubyte, "
                "t10k-images.idx3-ubyte.gz");
  const auto images = directory / "t10k-images-idx3-ubyte", labels = directory / "t10k-labels-idx1-ubyte";
  Write(images, kLabels);
  Write(labels, kLabels);
  EXPECT_EQ(message(directory),
            "IDX file " + images.string() + " holds no images: it must have 3 axes, none of them empty");
  Write(images, kImages);
  Write(labels, std::string("\0\0\x8\x1\0\0\0\3\7\x9\1", 11));
  EXPECT_EQ(message(directory),
            "IDX file " + labels.string() + " holds 3 labels on 1 axes, for the 2 images of " + images.string());
}

TEST(LabelledImagesTest, RefusesWhatIsNoRegularFileAtOnce) {
  const auto directory = Directory("fifos");
  const auto images = directory / "train-images-idx3-ubyte", labels = directory / "train-labels-idx1-ubyte";
  std::filesystem::remove(images);
  ASSERT_EQ(mkfifo(images.c_str(), 0600), 0);
  Write(labels, kLabels);
  EXPECT_THROW(ReadMnist(directory, Split::kTrain), std::runtime_error);
  EXPECT_THROW(ReadDigitSheet(images, Split::kTrain), std::runtime_error);
  EXPECT_THROW(ReadDigitSheet(directory, Split::kTrain), std::runtime_error);
}

TEST(LabelledImagesTest, OfAnotherSideAreRefusedByTheirLengthsAlone) {
  const auto directory = Directory("side");
  // One image of 30000 x 40000 pixels, of which there is none.
  Write(directory / "train-images-idx3-ubyte", std::string("\0\0\x8\x3\0\0\0\1\0\0\x75\x30\0\0\x9c\x40", 16));
  Write(directory / "train-labels-idx1-ubyte", std::string("\0\0\x8\x1\0\0\0\1\7", 9));
  EXPECT_EQ(MessageOf<std::runtime_error>([&] { ReadMnist(directory, Split::kTrain, 28); }),
            "IDX file " + (directory / "train-images-idx3-ubyte").string() +
                " holds images of 30000 x 40000 pixels, not 28 x 28");
  Write(directory / "train-images-idx3-ubyte", kImages);
  Write(directory / "train-labels-idx1-ubyte", kLabels);
  EXPECT_THROW(ReadMnist(directory, Split::kTrain, 3), std::runtime_error);  // 1 x 3
}

void WritePng(const std::filesystem::path& path, unsigned width, unsigned height,
              const std::vector<std::uint8_t>& pixels) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = width;
  png.height = height;
  png.format = PNG_FORMAT_GRAY;
  ASSERT_TRUE(png_image_write_to_file(&png, path.c_str(), 0, pixels.data(), 0, nullptr));
}

TEST(LabelledImagesTest, CutsASheetOfDigits) {
  // Every cell is filled with (row + column) mod 251, but for one pixel.
  std::vector<std::uint8_t> sheet(2000 * 1000);
  for (Index y = 0; y < 1000; ++y) {
    for (Index x = 0; x < 2000; ++x) {
      sheet[static_cast<std::size_t>(y * 2000 + x)] = static_cast<std::uint8_t>((y / 20 + x / 20) % 251);
    }
  }
  sheet[(7 * 20 + 3) * 2000 + 85 * 20 + 4] = 255;  // row 7, column 85: digit 1, for testing
  const auto path = std::filesystem::path(testing::TempDir()) / "sheet.png";
  WritePng(path, 2000, 1000, sheet);
  const LabelledImages train = ReadDigitSheet(path, Split::kTrain), test = ReadDigitSheet(path, Split::kTest);
  EXPECT_EQ(train.count(), 4000);
  EXPECT_EQ(test.count(), 1000);
  for (Index digit = 0; digit < 10; ++digit) {
    EXPECT_EQ(std::count(train.labels.begin(), train.labels.end(), digit), 400);
    EXPECT_EQ(std::count(test.labels.begin(), test.labels.end(), digit), 100);
  }
  EXPECT_EQ(train.pixels[static_cast<std::size_t>((80 * 9 + 2) * 400)], 11);
  const Index image = 7 * 20 + 5;
  EXPECT_EQ(test.labels[image], 1);
  EXPECT_EQ(test.pixels[static_cast<std::size_t>(image * 400)], 92);
  EXPECT_EQ(test.pixels[static_cast<std::size_t>(image * 400 + 3 * 20 + 4)], 255);

  WritePng(path, 20, 20, std::vector<std::uint8_t>(400));
  EXPECT_THROW(ReadDigitSheet(path, Split::kTrain), std::runtime_error);
  Write(path, "no picture");
  EXPECT_THROW(ReadDigitSheet(path, Split::kTrain), std::runtime_error);
  EXPECT_THROW(ReadDigitSheet("/nonexistent.png", Split::kTrain), std::runtime_error);
}

}  // namespace
}  // namespace hadamard_ntk::models
