#include "files/npy_format.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

#include "files/quoted.h"

namespace hadamard_ntk::files {
namespace {

using files::Quoted;

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlignment = 64;

bool Product(std::int64_t a, std::int64_t b, std::int64_t* product) { return !__builtin_mul_overflow(a, b, product); }

// Bytes of a header and rows * cols entries, if there is such a number.
bool FileFits(std::int64_t rows, std::int64_t cols, int size) {
  std::int64_t bytes;
  return Product(rows, cols, &bytes) && Product(bytes, size, &bytes) &&
         bytes <= std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(2 * kMaxNpyHeader);
}

// --- the dictionary -----------------------------------------------------------------

// What the keys of the dictionary say.
struct Dictionary {
  std::optional<std::string> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::int64_t>> shape;
};

// The few forms of Python's literals that the dictionary has.
class DictionaryReader {
 public:
  explicit DictionaryReader(std::string_view text) : text_(text) {}

  Dictionary Read() {
    Dictionary result;
    Expect('{', "a dictionary");
    while (!Take('}')) {
      const std::string key = ReadString("a key");
      Expect(':', "':' after the key " + Quoted(key));
      if (key == "descr") {
        Once(key, result.descr);
        SkipSpace();
        if (at_ < text_.size() && (text_[at_] == '[' || text_[at_] == '(')) {
          throw NpyError("its entries are records (descr " + Quoted(text_.substr(at_)) + "), not numbers");
        }
        result.descr = ReadString("the value of descr");
      } else if (key == "fortran_order") {
        Once(key, result.fortran_order);
        result.fortran_order = ReadBool();
      } else if (key == "shape") {
        Once(key, result.shape);
        result.shape = ReadShape();
      } else {
        throw NpyError("the header has the key " + Quoted(key) + ", which the format does not know");
      }
      if (!Take(',')) {
        Expect('}', "',' or '}'");
        break;
      }
    }
    SkipSpace();
    if (at_ < text_.size()) Fail("nothing but spaces after the dictionary");
    return result;
  }

 private:
  template <class Value>
  static void Once(const std::string& key, const std::optional<Value>& value) {
    if (value) throw NpyError("the header has the key " + Quoted(key) + " twice");
  }

  [[noreturn]] void Fail(const std::string& wanted) const {
    throw NpyError("the header must have " + wanted + " at its character " + std::to_string(at_) + ", and has " +
                   (at_ < text_.size() ? Quoted(text_.substr(at_)) : "ended"));
  }

  void SkipSpace() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool Take(char c) {
    SkipSpace();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void Expect(char c, const std::string& wanted) {
    if (!Take(c)) Fail(wanted);
  }

  std::string ReadString(const std::string& wanted) {
    SkipSpace();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') Fail(wanted + ", a string,");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == text_.npos) Fail("the end of a string begun");
    const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
    if (value.find('\\') != value.npos) Fail("a string without backslash");
    at_ = end + 1;
    return std::string(value);
  }

  bool ReadBool() {
    SkipSpace();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.substr(at_, word.size()) != word) continue;
      at_ += word.size();
      return word == "True";
    }
    Fail("True or False");
  }

  std::int64_t ReadLength() {
    SkipSpace();
    const std::size_t begin = at_;
    std::int64_t value = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      if (!Product(value, 10, &value) || __builtin_add_overflow(value, text_[at_] - '0', &value)) {
        throw NpyError("a length in the shape does not fit into 63 bits: " + Quoted(text_.substr(begin)));
      }
    }
    if (at_ == begin) Fail("a length of the shape, not negative,");
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // a long of Python 2
    return value;
  }

  std::vector<std::int64_t> ReadShape() {
    constexpr std::size_t kMostAxes = 64;
    std::vector<std::int64_t> lengths;
    Expect('(', "a shape, in parentheses,");
    while (!Take(')')) {
      lengths.push_back(ReadLength());
      if (lengths.size() > kMostAxes) Fail("a shape of at most " + std::to_string(kMostAxes) + " axes");
      if (!Take(',')) {
        if (lengths.size() == 1) Fail("',' after the only length of a shape");
        Expect(')', "',' or ')' in the shape");
        break;
      }
    }
    return lengths;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

NpyType ParseType(const std::string& descr) {
  const auto refuse = [&](const std::string& why) -> NpyError {
    return NpyError("its entries are of type " + Quoted(descr) + ": " + why);
  };
  std::string_view rest = descr;
  if (rest.find('O') != rest.npos) throw refuse("pickled Python objects, which are not read");
  const bool has_order = rest.find_first_of("<>=|") == 0;
  const char order = has_order ? rest[0] : '=';
  rest.remove_prefix(has_order ? 1 : 0);
  const char kind = rest.empty() ? '\0' : rest[0];
  if (std::string_view("fiub").find(kind) == std::string_view::npos) {
    throw refuse(kind == 'c' ? "complex numbers, which are not read"
                             : "only real numbers are read: f, i, u or b, after the byte order if there is one");
  }
  rest.remove_prefix(1);
  const int size = rest.size() == 1 ? rest[0] - '0' : 0;
  const bool one = size == 1, some = size == 2 || size == 4 || size == 8;
  if (!(kind == 'f' ? some : kind == 'b' ? one : one || some)) {
    throw refuse("only f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 and b1 are read");
  }
  if (order == '|' && size > 1) throw refuse("it has more than one byte and no byte order");
  const bool native_big = std::endian::native == std::endian::big;
  return {static_cast<NpyType::Kind>(kind), size, !one && (order == '>' || (order == '=' && native_big))};
}

// --- numbers ------------------------------------------------------------------------

// The unsigned number in these bytes.
template <class Bits>
Bits Load(const char* bytes, bool big_endian) {
  Bits bits = 0;
  for (std::size_t i = 0; i < sizeof(Bits); ++i) {
    const std::size_t place = big_endian ? sizeof(Bits) - 1 - i : i;
    bits = static_cast<Bits>(bits | static_cast<Bits>(Bits{static_cast<unsigned char>(bytes[i])} << (8 * place)));
  }
  return bits;
}

// IEEE binary16: 1 bit of sign, 5 of exponent, 10 of fraction.
float HalfToFloat(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  float size = std::ldexp(static_cast<float>(exponent > 0 ? 1024 + fraction : fraction), std::max(exponent, 1) - 25);
  if (exponent == 31) {
    size = fraction == 0 ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
  }
  return bits >> 15 == 0 ? size : -size;
}

template <class Bits, class Convert, class T>
void DecodeAs(const char* bytes, bool big_endian, std::size_t count, T* values, const Convert& convert) {
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = static_cast<T>(convert(Load<Bits>(bytes + i * sizeof(Bits), big_endian)));
  }
}

template <class Signed, class T>
void DecodeInteger(const NpyType& type, const char* bytes, std::size_t count, T* values) {
  using Unsigned = std::make_unsigned_t<Signed>;
  if (type.kind == NpyType::Kind::kInteger) {
    DecodeAs<Unsigned>(bytes, type.big_endian, count, values, [](Unsigned v) { return static_cast<Signed>(v); });
  } else {
    DecodeAs<Unsigned>(bytes, type.big_endian, count, values, [](Unsigned v) { return v; });
  }
}

std::string Joined(const std::vector<std::int64_t>& lengths, const char* separator) {
  std::string text;
  for (const std::int64_t length : lengths) text += (text.empty() ? "" : separator) + std::to_string(length);
  return text;
}

std::string FormatHeader(const NpyType& type, const std::string& shape) {
  std::string text = "{'descr': '" + type.Text() + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  const std::size_t before = kMagic.size() + 4;  // version, and length in 2 bytes
  const std::size_t total = (before + text.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
  text.resize(total - before - 1, ' ');
  text += '\n';
  std::string header(kMagic);
  header += {'\x01', '\x00', static_cast<char>(text.size() & 255), static_cast<char>(text.size() >> 8)};
  return header + text;
}

}  // namespace

std::string NpyType::Text() const {
  std::string text = size == 1 ? "|" : big_endian ? ">" : "<";
  text += static_cast<char>(kind);
  return text + std::to_string(size);
}

std::string ShapeText(const std::vector<std::int64_t>& shape) { return Joined(shape, " x "); }

std::int64_t NpyHeader::ColumnInC(std::int64_t at) const {
  std::int64_t column = 0;
  for (std::size_t axis = 1; axis < shape.size(); ++axis) {
    column = column * shape[axis] + at % shape[axis];
    at /= shape[axis];
  }
  return column;
}

NpyHeader ParseNpyHeader(std::string_view beginning) {
  if (const std::string_view magic = beginning.substr(0, kMagic.size()); magic != kMagic) {
    throw NpyError("not a .npy file: it must begin with the bytes \\x93NUMPY, and " +
                   (magic.empty() ? "is empty" : "begins with " + Quoted(magic)));
  }
  const auto broken_off = [&](std::size_t wanted) {
    return NpyError("the header breaks off: it should have " + std::to_string(wanted) + " bytes, and the file has " +
                    std::to_string(beginning.size()));
  };
  if (beginning.size() < kMagic.size() + 2) throw broken_off(kMagic.size() + 4);
  const int major = static_cast<unsigned char>(beginning[6]), minor = static_cast<unsigned char>(beginning[7]);
  if (major < 1 || major > 3 || minor != 0) {
    throw NpyError("its format has version " + std::to_string(major) + "." + std::to_string(minor) +
                   "; versions 1.0, 2.0 and 3.0 are read");
  }
  const std::size_t before = kMagic.size() + (major == 1 ? 4 : 6);
  if (beginning.size() < before) throw broken_off(before);
  const std::size_t length = major == 1 ? Load<std::uint16_t>(&beginning[8], false)  //
                                        : Load<std::uint32_t>(&beginning[8], false);
  if (length > kMaxNpyHeader - before) {
    throw NpyError("the header claims " + std::to_string(length) + " bytes; a matrix needs less than " +
                   std::to_string(kMaxNpyHeader - before));
  }
  if (beginning.size() < before + length) throw broken_off(before + length);

  const Dictionary said = DictionaryReader(beginning.substr(before, length)).Read();
  for (const auto& [key, present] :
       {std::pair("descr", said.descr.has_value()), std::pair("fortran_order", said.fortran_order.has_value()),
        std::pair("shape", said.shape.has_value())}) {
    if (!present) throw NpyError(std::string("the header lacks the key '") + key + "'");
  }
  if (said.shape->empty()) throw NpyError("the array has no axes: it is a number, not rows of them");
  NpyHeader header;
  header.type = ParseType(*said.descr);
  header.fortran_order = *said.fortran_order;
  header.shape = *said.shape;
  header.rows = header.shape[0];
  header.cols = 1;
  header.data_offset = static_cast<std::int64_t>(before + length);
  const bool fits = std::all_of(header.shape.begin() + 1, header.shape.end(),
                                [&](std::int64_t axis) { return Product(header.cols, axis, &header.cols); });
  if (!fits || !FileFits(header.rows, header.cols, header.type.size)) {
    throw NpyError("the size of " + header.ShapeText() + " entries of " + std::to_string(header.type.size) +
                   " bytes overflows");
  }
  return header;
}

std::string FormatNpyHeader(const NpyType& type, std::int64_t rows, std::int64_t cols) {
  return FormatNpyHeader(type, {rows, cols});
}

std::string FormatNpyHeader(const NpyType& type, const std::vector<std::int64_t>& shape) {
  std::int64_t cols = 1;
  const bool fits = !shape.empty() && std::all_of(shape.begin(), shape.end(), [](std::int64_t l) {
    return l >= 0;
  }) && std::all_of(shape.begin() + 1, shape.end(), [&](std::int64_t l) { return Product(cols, l, &cols); });
  if (!fits || !FileFits(shape[0], cols, type.size)) {
    throw std::invalid_argument("FormatNpyHeader: lengths must not be negative, nor the size overflow, got " +
                                ShapeText(shape) + " entries of " + std::to_string(type.size) + " bytes");
  }
  return FormatHeader(type, Joined(shape, ", ") + (shape.size() == 1 ? "," : ""));
}

template <class T>
void DecodeNpy(const NpyType& type, const char* bytes, std::size_t count, T* values) {
  if (type.kind == NpyType::Kind::kBool) {
    return DecodeAs<std::uint8_t>(bytes, false, count, values, [](std::uint8_t v) { return v != 0; });
  }
  if (type == NpyTypeOf<T>() && std::endian::native == std::endian::little) {
    if (count > 0) std::memcpy(values, bytes, count * sizeof(T));
    return;
  }
  if (type.kind != NpyType::Kind::kFloat) {
    switch (type.size) {
      case 1:
        return DecodeInteger<std::int8_t>(type, bytes, count, values);
      case 2:
        return DecodeInteger<std::int16_t>(type, bytes, count, values);
      case 4:
        return DecodeInteger<std::int32_t>(type, bytes, count, values);
      default:
        return DecodeInteger<std::int64_t>(type, bytes, count, values);
    }
  }
  switch (type.size) {
    case 2:
      return DecodeAs<std::uint16_t>(bytes, type.big_endian, count, values, HalfToFloat);
    case 4:
      return DecodeAs<std::uint32_t>(bytes, type.big_endian, count, values,
                                     [](std::uint32_t v) { return std::bit_cast<float>(v); });
    default:
      return DecodeAs<std::uint64_t>(bytes, type.big_endian, count, values,
                                     [](std::uint64_t v) { return std::bit_cast<double>(v); });
  }
}

template void DecodeNpy(const NpyType&, const char*, std::size_t, float*);
template void DecodeNpy(const NpyType&, const char*, std::size_t, double*);

}  // namespace hadamard_ntk::files
