#include "experiments/shared/image_sets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

#include "linalg/thrown_testing.h"
#include "third_party/image_data.h"

namespace hadamard_ntk::experiments {
namespace {

using models::Index;

TEST(ImageSetsTest, FashionMnist) {
  const ImageSet set = ReadFashionMnist({});
  EXPECT_EQ(set.train.count(), 60000);
  EXPECT_EQ(set.test.count(), 10000);
  for (std::uint8_t label = 0; label < 10; ++label) {
    EXPECT_EQ(std::count(set.train.labels.begin(), set.train.labels.end(), label), 6000);
    EXPECT_EQ(std::count(set.test.labels.begin(), set.test.labels.end(), label), 1000);
  }
  EXPECT_EQ(set.data_sha256.size(), 4u);
  for (const auto& [name, hash] : set.data_sha256.items()) EXPECT_EQ(hash.get<std::string>().size(), 64u) << name;
}

TEST(ImageSetsTest, DigitsStandInAFrame) {
  const ImageSet set = ReadDigits({});
  EXPECT_EQ(set.name, "digits");
  EXPECT_EQ(set.train.count() + set.test.count(), 5000);
  EXPECT_EQ(set.train.size(), 784);
  EXPECT_EQ(set.data_sha256.size(), 1u);
  long inside = 0;
  for (Index i = 0; i < set.train.count(); ++i) {
    for (Index y = 0; y < 28; ++y) {
      for (Index x = 0; x < 28; ++x) {
        const bool frame = std::min(std::min(x, y), 27 - std::max(x, y)) < 4;
        const std::uint8_t pixel = set.train.pixels[static_cast<std::size_t>((i * 28 + y) * 28 + x)];
        ASSERT_TRUE(!frame || pixel == 0);
        inside += pixel > 0;
      }
    }
  }
  EXPECT_GT(inside, 4000 * 50);
}

TEST(ImageSetsTest, ChoosesBySeedAndLabel) {
  const ImageSet set = ReadDigits({});
  const models::LabelledImages chosen = ChooseImages(set.test, 100, 1);
  EXPECT_EQ(chosen.count(), 100);
  EXPECT_EQ(ChooseImages(set.test, 100, 1).pixels, chosen.pixels);
  EXPECT_NE(ChooseImages(set.test, 100, 2).labels, chosen.labels);
  EXPECT_EQ(ChooseImages(set.test, 0, 1).labels, set.test.labels);
  const models::LabelledImages two = OfLabels(set.test, {3, 8});
  EXPECT_EQ(two.count(), 200);
  EXPECT_EQ(std::set<int>(two.labels.begin(), two.labels.end()), (std::set<int>{3, 8}));
}

TEST(ImageSetsTest, MissingDataAreNamed) {
  ImageSources sources;
  sources.fashion_mnist = sources.digits = "/nonexistent";
  EXPECT_EQ(MessageOf<std::runtime_error>([&] { ReadFashionMnist(sources); }), "/nonexistent is missing");
  EXPECT_EQ(MessageOf<std::runtime_error>([&] { ReadDigits(sources); }), "/nonexistent is missing");
  sources.mnist = "nor/this";
  setenv("BUILD_WORKING_DIRECTORY", "", 1);
  EXPECT_EQ(MessageOf<std::runtime_error>([&] { ReadDigits(sources); }), "nor/this is missing");
  setenv("BUILD_WORKING_DIRECTORY", "/where/called", 1);
  EXPECT_EQ(MessageOf<std::runtime_error>([&] { ReadDigits(sources); }), "/where/called/nor/this is missing");
  unsetenv("BUILD_WORKING_DIRECTORY");
  sources.mnist = "/nor/this";
  EXPECT_EQ(MessageOf<std::runtime_error>([&] { ReadDigits(sources); }), "/nor/this is missing");
}

TEST(ImageSetsTest, OfAPackageTheErrorSaysHowToInstallIt) {
  EXPECT_EQ(third_party::MissingImages(ImageSources{}.fashion_mnist),
            "/usr/share/datasets/fashion-mnist is missing; install it: apt-get install --no-install-recommends "
            "dataset-fashion-mnist");
  EXPECT_EQ(third_party::MissingImages(ImageSources{}.digits),
            "/usr/share/doc/opencv-doc/examples/data/digits.png is missing; install it: apt-get install "
            "--no-install-recommends --reinstall "
            "-o DPkg::Options::=--path-include=/usr/share/doc/opencv-doc/examples/data/digits.png opencv-doc");
}

}  // namespace
}  // namespace hadamard_ntk::experiments
