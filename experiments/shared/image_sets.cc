#include "experiments/shared/image_sets.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "experiments/shared/names.h"
#include "files/sha256.h"
#include "files/user_path.h"
#include "models/epoch_order.h"
#include "third_party/image_data.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr models::Index kSide = 28;

void RequireImages(const std::string& path) {
  if (!std::filesystem::exists(path)) throw std::runtime_error(third_party::MissingImages(path));
}

ImageSet ReadDirectory(const std::string& name, const std::string& given) {
  const std::string directory = files::FromWhereTheUserCalled(given).string();
  RequireImages(directory);
  ImageSet set{.name = name,
               .described = {},
               .train = models::ReadMnist(directory, models::Split::kTrain, kSide),
               .test = models::ReadMnist(directory, models::Split::kTest, kSide)};
  for (const models::Split split : {models::Split::kTrain, models::Split::kTest}) {
    for (const auto& file : models::MnistFiles(directory, split)) {
      set.data_sha256[name + "/" + file.filename().string()] = files::Sha256OfFile(file);
    }
  }
  return set;
}

std::string Counts(const ImageSet& set) {
  return std::to_string(set.train.count()) + " images to train, " + std::to_string(set.test.count()) + " to test";
}

}  // namespace

ImageSources::ImageSources() : fashion_mnist(third_party::kFashionMnist), digits(third_party::kHandwrittenDigits) {}

void AddFashionMnistFlag(Flags& flags, ImageSources& sources) {
  flags.Text("--fashion_mnist", sources.fashion_mnist, "directory of Fashion-MNIST's IDX files");
}

void AddFlags(Flags& flags, ImageSources& sources) {
  AddFashionMnistFlag(flags, sources);
  flags.Text("--digits", sources.digits, "sheet of handwritten digits (PNG), used unless --mnist is given");
  flags.Text("--mnist", sources.mnist, "directory of MNIST's IDX files");
}

ImageSet ReadFashionMnist(const ImageSources& sources) {
  ImageSet set = ReadDirectory("fashion_mnist", sources.fashion_mnist);
  set.described = "Fashion-MNIST (" + Counts(set) + ")";
  return set;
}

ImageSet ReadDigits(const ImageSources& sources) {
  if (!sources.mnist.empty()) {
    ImageSet set = ReadDirectory("mnist", sources.mnist);
    set.described = "MNIST (" + Counts(set) + ")";
    return set;
  }
  constexpr models::Index kBorder = 4;
  const std::string sheet = files::FromWhereTheUserCalled(sources.digits).string();
  RequireImages(sheet);
  ImageSet set{.name = "digits",
               .described = {},
               .train = models::Pad(models::ReadDigitSheet(sheet, models::Split::kTrain), kBorder),
               .test = models::Pad(models::ReadDigitSheet(sheet, models::Split::kTest), kBorder)};
  set.data_sha256[std::filesystem::path(sheet).filename().string()] = files::Sha256OfFile(sheet);
  set.described = "OpenCV's handwritten digits instead of MNIST (" + Counts(set) + ", 20 x 20 pixels in a dark frame)";
  return set;
}

models::LabelledImages ChooseImages(const models::LabelledImages& images, models::Index count, std::uint64_t seed) {
  if (count <= 0 || count >= images.count()) return images;
  std::vector<models::Index> order = models::EpochOrder(images.count(), seed, 0);
  order.resize(static_cast<std::size_t>(count));
  return models::Select(images, order);
}

models::LabelledImages OfLabels(const models::LabelledImages& images, const std::vector<models::Index>& labels) {
  std::vector<models::Index> chosen;
  for (models::Index i = 0; i < images.count(); ++i) {
    const auto label = static_cast<models::Index>(images.labels[static_cast<std::size_t>(i)]);
    if (std::find(labels.begin(), labels.end(), label) != labels.end()) chosen.push_back(i);
  }
  return models::Select(images, chosen);
}

}  // namespace hadamard_ntk::experiments
