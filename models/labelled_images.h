/// Grey images with class labels, as read from files.
///   ReadMnist        MNIST, Fashion-MNIST and their kin: a directory with train-images-idx3-ubyte,
///                    train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each with or without
///                    .gz, or with a point before idx, as in train-images.idx3-ubyte
///   ReadDigitSheet   a grey PNG whose rows of 20 x 20 cells hold the digits 0..9 in turn, 5 rows each (the handwritten
///                    digits of OpenCV's examples, cut from MNIST's): of the 100 cells of a row the first 80 are for
///                    training, the last 20 for testing
/// Throws std::runtime_error that names the file for what cannot be read, for shapes that do not fit (images that are
/// no images, labels of another number), or no image at all; std::invalid_argument for arguments out of range.
#ifndef HADAMARD_NTK_MODELS_LABELLED_IMAGES_H_
#define HADAMARD_NTK_MODELS_LABELLED_IMAGES_H_

#include <cstdint>
#include <filesystem>
#include <vector>

#include "models/matrix.h"

namespace hadamard_ntk::models {

struct LabelledImages {
  Index height = 0, width = 0;
  std::vector<std::uint8_t> pixels;  ///< image by image, by rows; 0 is dark
  std::vector<std::uint8_t> labels;

  Index count() const { return static_cast<Index>(labels.size()); }
  Index size() const { return height * width; }
};

enum class Split { kTrain, kTest };

/// The files of a split, whose bytes a result should name by their hash.
std::vector<std::filesystem::path> MnistFiles(const std::filesystem::path& directory, Split split);
/// `side`: of the images, if it must be that; 0: any.
LabelledImages ReadMnist(const std::filesystem::path& directory, Split split, Index side = 0);
LabelledImages ReadDigitSheet(const std::filesystem::path& path, Split split);

/// With `border` dark pixels on each side.
LabelledImages Pad(const LabelledImages& images, Index border);
/// The images of that index, in that order.
LabelledImages Select(const LabelledImages& images, const std::vector<Index>& indices);
/// n x (height width), pixels times `scale`.
Matrix<float> PixelMatrix(const LabelledImages& images, float scale);
std::vector<Index> Labels(const LabelledImages& images);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LABELLED_IMAGES_H_
