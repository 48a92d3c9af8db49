/// Where Debian packages put the images that experiments train on.
///   kFashionMnist        dataset-fashion-mnist [XiaRasVol2017]: IDX files, 60,000 + 10,000 images of 28 x 28
///   kHandwrittenDigits   opencv-doc: a PNG of 5,000 digits of 20 x 20, cut from MNIST's
#ifndef HADAMARD_NTK_THIRD_PARTY_IMAGE_DATA_H_
#define HADAMARD_NTK_THIRD_PARTY_IMAGE_DATA_H_

#include <string>

namespace hadamard_ntk::third_party {

inline constexpr char kFashionMnist[] = "/usr/share/datasets/fashion-mnist";
inline constexpr char kHandwrittenDigits[] = "/usr/share/doc/opencv-doc/examples/data/digits.png";

/// "<path> is missing", and for the two above the line that installs them, also in a slim image, where dpkg leaves the
/// documents of an installed package out.
inline std::string MissingImages(const std::string& path) {
  std::string how;
  if (path == kFashionMnist) how = "dataset-fashion-mnist";
  if (path == kHandwrittenDigits) how = "--reinstall -o DPkg::Options::=--path-include=" + path + " opencv-doc";
  return path + " is missing" + (how.empty() ? how : "; install it: apt-get install --no-install-recommends " + how);
}

}  // namespace hadamard_ntk::third_party

#endif  // HADAMARD_NTK_THIRD_PARTY_IMAGE_DATA_H_
