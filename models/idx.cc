#include "models/idx.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string>

#include "files/quoted.h"

namespace hadamard_ntk::models {
namespace {

// zlib reads plain files as they are.
class File {
 public:
  explicit File(const std::filesystem::path& path) : path_(path), file_(gzopen(path.c_str(), "rb"), gzclose) {
    if (!file_) Fail("cannot be opened");
  }

  // At most `size` bytes; fewer at the end of the file.
  std::size_t Read(std::uint8_t* to, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
      const int count =
          gzread(file_.get(), to + done, static_cast<unsigned>(std::min<std::size_t>(size - done, 1 << 20)));
      if (count < 0) Fail("is damaged after byte " + std::to_string(offset_ + done));
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    // A gzip stream that breaks off is an error only here.
    int code = Z_OK;
    gzerror(file_.get(), &code);
    if (code == Z_BUF_ERROR) Fail("is cut off after byte " + std::to_string(offset_ + done));
    offset_ += done;
    return done;
  }

  [[noreturn]] void Fail(const std::string& what) const {
    throw std::runtime_error("IDX file " + files::Printable(path_.string()) + " " + what);
  }

 private:
  std::filesystem::path path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
  std::uint64_t offset_ = 0;
};

}  // namespace

IdxArray ReadIdx(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path))
    throw std::runtime_error("IDX file " + files::Printable(path.string()) + " is a directory");
  File file(path);
  std::array<std::uint8_t, 4> magic{};
  if (file.Read(magic.data(), magic.size()) < magic.size()) file.Fail("ends within the magic number");
  if (magic[0] != 0 || magic[1] != 0 || magic[2] != 8 || magic[3] < 1 || magic[3] > 4) {
    std::string bytes;
    for (std::uint8_t byte : magic) (bytes += " ") += std::to_string(byte);
    file.Fail("begins with the bytes" + bytes + ", not with 0 0 8 and 1 to 4 axes");
  }
  constexpr std::uint64_t kMaxEntries = std::uint64_t{1} << 31;
  IdxArray array;
  std::uint64_t entries = 1;
  for (int axis = 0; axis < magic[3]; ++axis) {
    std::array<std::uint8_t, 4> bytes{};
    if (file.Read(bytes.data(), bytes.size()) < bytes.size()) file.Fail("ends within the lengths of its axes");
    const std::uint64_t length = std::uint64_t{bytes[0]} << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    array.lengths.push_back(static_cast<Index>(length));
    entries *= length;
    if (entries > kMaxEntries) file.Fail("claims more than 2^31 entries");
  }
  constexpr std::uint64_t kPiece = 1 << 22;
  while (array.entries.size() < entries) {
    const std::size_t have = array.entries.size();
    const std::size_t wanted = static_cast<std::size_t>(std::min(kPiece, entries - have));
    array.entries.resize(have + wanted);
    const std::size_t count = file.Read(array.entries.data() + have, wanted);
    if (count < wanted) {
      file.Fail("has " + std::to_string(have + count) + " entries, and claims " + std::to_string(entries));
    }
  }
  std::uint8_t beyond = 0;
  if (file.Read(&beyond, 1) > 0) file.Fail("goes on after its " + std::to_string(entries) + " entries");
  return array;
}

}  // namespace hadamard_ntk::models
