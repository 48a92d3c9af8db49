#include "tools/ntk/weight_file.h"

#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "files/npy_file.h"
#include "files/npy_format.h"
#include "files/quoted.h"
#include "files/safetensors.h"
#include "files/zip_archive.h"

namespace hadamard_ntk::tools {
namespace {

using files::NpyType;
using models::Segment;

template <class T>
using RowMajor = Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

[[noreturn]] void FailAt(const Segment& segment, const std::string& what) {
  throw std::invalid_argument("segment " + segment.name + ": " + what);
}

void RequireArray(const Segment& segment, const NpyType& type, const std::vector<std::int64_t>& shape) {
  if (type.kind != NpyType::Kind::kFloat || type.size < 4) {
    throw std::invalid_argument("its entries are of type " + type.Text() +
                                ", and must be floating point of 4 or 8 bytes");
  }
  if (shape == std::vector<std::int64_t>{segment.rows, segment.columns}) return;
  if (segment.columns == 1 && shape == std::vector<std::int64_t>{segment.rows}) return;
  throw std::invalid_argument("its shape is " + (shape.empty() ? "a number" : files::ShapeText(shape)) +
                              ", and must be " + files::ShapeText({segment.rows, segment.columns}));
}

// What has a name in the file.
struct ZipArray {
  std::string_view archive;
  files::ZipMember member;

  template <class T>
  void Read(const Segment& segment, T* values) const {
    const std::string contents = files::ZipContents(archive, member);
    const files::NpyHeader header = files::ParseNpyHeader(std::string_view(contents).substr(0, files::kMaxNpyHeader));
    RequireArray(segment, header.type, header.shape);
    RowMajor<T>(values, segment.rows, segment.columns) = files::ParseNpy<T>(contents);
  }
};

struct TensorArray {
  files::Safetensor tensor;

  template <class T>
  void Read(const Segment& segment, T* values) const {
    RequireArray(segment, tensor.type, tensor.shape);
    files::DecodeNpy(tensor.type, tensor.bytes.data(), static_cast<std::size_t>(segment.size()), values);
  }
};

template <class T>
void RequireFinite(const Segment& segment, const T* values) {
  for (models::Index i = 0; i < segment.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw std::invalid_argument(
        "row " + std::to_string(i / segment.columns) + ", column " + std::to_string(i % segment.columns) +
        " (from 0): is not finite, or beyond the range of " + (sizeof(T) == 4 ? "float32" : "float64"));
  }
}

template <class T, class Array>
Eigen::Matrix<T, Eigen::Dynamic, 1> ReadArrays(const std::multimap<std::string, Array>& arrays,
                                               const std::vector<Segment>& segments) {
  std::map<std::string, models::Index> sizes;
  models::Index size = 0;
  for (const Segment& segment : segments) size += sizes[segment.name] = segment.size();
  for (const auto& [name, array] : arrays) {
    if (!sizes.contains(name)) {
      throw std::invalid_argument("array " + files::Quoted(name) +
                                  ": the network has no such segment; --layout prints those it has");
    }
  }
  Eigen::Matrix<T, Eigen::Dynamic, 1> values(size);
  for (const Segment& segment : segments) {
    const auto found = arrays.find(segment.name);
    try {
      if (found == arrays.end()) {
        throw std::invalid_argument("is missing; it is " + files::ShapeText({segment.rows, segment.columns}));
      }
      if (arrays.count(segment.name) > 1) throw std::invalid_argument("is there twice");
      found->second.Read(segment, values.data() + segment.offset);
      RequireFinite(segment, values.data() + segment.offset);
    } catch (const files::NpyError& error) {
      FailAt(segment, error.what());
    } catch (const std::invalid_argument& error) {
      FailAt(segment, error.what());
    }
  }
  return values;
}

template <class T>
Eigen::Matrix<T, Eigen::Dynamic, 1> ReadAny(const InputFile& file, const std::vector<Segment>& segments) {
  const std::string& bytes = file.bytes();
  if (file.format() == FileFormat::kNpz) {
    std::multimap<std::string, ZipArray> arrays;
    for (const files::ZipMember& member : files::ZipMembers(bytes)) {
      std::string name = member.name;
      if (name.ends_with(".npy")) name.resize(name.size() - 4);
      arrays.emplace(name, ZipArray{bytes, member});
    }
    return ReadArrays<T>(arrays, segments);
  }
  std::multimap<std::string, TensorArray> arrays;
  for (const files::Safetensor& tensor : files::ParseSafetensors(bytes)) {
    arrays.emplace(tensor.name, TensorArray{tensor});
  }
  return ReadArrays<T>(arrays, segments);
}

}  // namespace

template <class T>
Eigen::Matrix<T, Eigen::Dynamic, 1> ReadWeights(const InputFile& file, const std::vector<Segment>& segments,
                                                std::ostream& notes) {
  try {
    const auto values = ReadAny<T>(file, segments);
    notes << "read:   " << file.flag() << " " << files::Printable(file.name()) << ": " << segments.size()
          << " segments, " << values.size() << " numbers" << std::endl;
    return values;
  } catch (const std::invalid_argument& error) {
    file.Fail(error.what());
  }
}

template Eigen::Matrix<float, Eigen::Dynamic, 1> ReadWeights(const InputFile&, const std::vector<Segment>&,
                                                             std::ostream&);
template Eigen::Matrix<double, Eigen::Dynamic, 1> ReadWeights(const InputFile&, const std::vector<Segment>&,
                                                              std::ostream&);

}  // namespace hadamard_ntk::tools
