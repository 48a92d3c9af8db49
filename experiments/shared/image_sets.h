/// Sets of images to train and to test on, and the flags that say where they come from.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_IMAGE_SETS_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_IMAGE_SETS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "models/labelled_images.h"
#include "models/matrix.h"
#include "referee/program/flags.h"
#include "referee/program/json.h"

namespace hadamard_ntk::experiments {

/// Where images come from; the defaults are Debian packages (third_party/image_data.h).
struct ImageSources {
  std::string fashion_mnist;  ///< directory of IDX files
  std::string digits;         ///< sheet of handwritten digits, a PNG
  std::string mnist = {};     ///< directory of IDX files; if given, it takes the place of the sheet

  ImageSources();
};

/// --fashion_mnist.
void AddFashionMnistFlag(Flags& flags, ImageSources& sources);
/// --fashion_mnist, --digits, --mnist.
void AddFlags(Flags& flags, ImageSources& sources);

/// Images of 28 x 28 in a training and a test set, and what they are.
struct ImageSet {
  std::string name;  ///< "fashion_mnist", "mnist", or "digits": OpenCV's 5,000, each in a frame of 4 dark pixels
  std::string described;
  models::LabelledImages train, test;
  Json data_sha256 = Json::object();  ///< file name -> SHA-256 of its bytes
};

ImageSet ReadFashionMnist(const ImageSources& sources);
/// MNIST if a directory is given, else the sheet of digits.
ImageSet ReadDigits(const ImageSources& sources);

/// `count` of them chosen by the seed, or all in their order if there are not more; count = 0: all.
models::LabelledImages ChooseImages(const models::LabelledImages& images, models::Index count, std::uint64_t seed);
/// Those with a label of the list, in their order.
models::LabelledImages OfLabels(const models::LabelledImages& images, const std::vector<models::Index>& labels);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_IMAGE_SETS_H_
