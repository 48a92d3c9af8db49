/// The .npy format of NumPy arrays [Kern2007], without files: its header, and its numbers.
///   bytes 0-5: \x93NUMPY;  6, 7: version 1.0, 2.0 or 3.0;  then the length of the header text, little-endian, 2 bytes
///   (version 1) or 4;  then the text, a Python dictionary such as
///     {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
///   padded with spaces, ending in a newline;  then the entries, row by row, or column by column in Fortran order.
///
/// Read: arrays of real numbers, of either byte order, the machine's if none is named: floating point of 2, 4 and 8
/// bytes, integers of 1 to 8, bool.  An array is a matrix with a row for each index of its first axis: n numbers are
/// n x 1, n images of 28 x 28 are n x 784, the last axis fastest.  Written: version 1.0, little-endian, C order,
/// entries at a multiple of 64 bytes.
///
/// Throws NpyError for everything else, saying what is wrong: not the magic number, another version, a header that
/// breaks off or is no such dictionary, Python objects, records, complex numbers or text, an array without axes,
/// lengths whose product overflows.
#ifndef HADAMARD_NTK_FILES_NPY_FORMAT_H_
#define HADAMARD_NTK_FILES_NPY_FORMAT_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hadamard_ntk::files {

class NpyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The type of an entry.
struct NpyType {
  enum class Kind : char { kFloat = 'f', kInteger = 'i', kUnsigned = 'u', kBool = 'b' };
  Kind kind = Kind::kFloat;
  int size = 8;  ///< bytes
  bool big_endian = false;

  /// "<f8" and so on; "|" for a single byte.
  std::string Text() const;
  bool operator==(const NpyType&) const = default;
};

inline constexpr NpyType kNpyFloat32{NpyType::Kind::kFloat, 4, false};
inline constexpr NpyType kNpyFloat64{NpyType::Kind::kFloat, 8, false};
inline constexpr NpyType kNpyInt64{NpyType::Kind::kInteger, 8, false};

/// Of float, double or std::int64_t.
template <class T>
requires std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, std::int64_t>
constexpr NpyType NpyTypeOf() {
  return std::same_as<T, float> ? kNpyFloat32 : std::same_as<T, double> ? kNpyFloat64 : kNpyInt64;
}

/// "60000 x 28 x 28".
std::string ShapeText(const std::vector<std::int64_t>& shape);

struct NpyHeader {
  NpyType type;
  bool fortran_order = false;
  std::vector<std::int64_t> shape = {};
  std::int64_t rows = 0, cols = 0;  ///< the first length, and the product of the others
  std::int64_t data_offset = 0;     ///< of the first entry, in bytes

  std::string ShapeText() const { return files::ShapeText(shape); }
  /// Of a column that in Fortran order is number `at`: its number in C order.  They differ if there are three axes.
  std::int64_t ColumnInC(std::int64_t at) const;
  std::int64_t data_bytes() const { return rows * cols * type.size; }  // ParseNpyHeader has seen that it fits
  std::int64_t file_bytes() const { return data_offset + data_bytes(); }
};

/// No header that is read has more bytes.
inline constexpr std::size_t kMaxNpyHeader = 1 << 16;

/// The header at the beginning of a file, of which `beginning` holds all or at least the first kMaxNpyHeader bytes.
NpyHeader ParseNpyHeader(std::string_view beginning);

/// All bytes before the entries of a rows x cols array, or of one of these lengths; a multiple of 64.
/// Throws std::invalid_argument for no length or a negative one, or if the size in bytes overflows.
std::string FormatNpyHeader(const NpyType& type, std::int64_t rows, std::int64_t cols);
std::string FormatNpyHeader(const NpyType& type, const std::vector<std::int64_t>& shape);

/// count entries of that type, rounded to the nearest T = float or double.  A double too large for float becomes
/// infinite.
template <class T>
void DecodeNpy(const NpyType& type, const char* bytes, std::size_t count, T* values);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_NPY_FORMAT_H_
