#include "files/idx.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>

#include "files/open_file.h"
#include "files/quoted.h"

namespace hadamard_ntk::files {
namespace {

constexpr std::size_t kPiece = 1 << 16;

// The contents of a file, those that were packed if it is gzip.  (zlib's own gzread takes whatever follows the gzip
// stream for its end.)
class File {
 public:
  explicit File(const std::filesystem::path& path) : path_(path) {
    try {
      file_ = files::OpenToRead(path);
    } catch (const files::Refused& error) {
      Fail(error.what());
    }
    Fill();
    gzip_ = stream_.avail_in >= 2 && piece_[0] == 0x1f && piece_[1] == 0x8b;
    constexpr int kGzip = 16;  // added to the bits of the window
    if (gzip_ && inflateInit2(&stream_, MAX_WBITS + kGzip) != Z_OK) Fail("cannot be unpacked: no memory");
  }
  ~File() {
    if (gzip_) inflateEnd(&stream_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // At most `size` bytes; fewer at the end of the file.
  std::size_t Read(std::uint8_t* to, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
      const std::size_t count = gzip_ ? Unpack(to + done, size - done) : Copy(to + done, size - done);
      if (count == 0) break;
      done += count;
      offset_ += count;
    }
    return done;
  }

  [[noreturn]] void Fail(const std::string& what) const {
    throw std::runtime_error("IDX file " + files::Printable(path_.string()) + " " + what);
  }

 private:
  // The next bytes of the file; false at its end.
  bool Fill() {
    ssize_t count;
    do {
      count = read(file_.get(), piece_.data(), piece_.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) Fail("cannot be read after byte " + std::to_string(offset_));
    stream_.next_in = piece_.data();
    stream_.avail_in = static_cast<unsigned>(count);
    return count > 0;
  }

  std::size_t Copy(std::uint8_t* to, std::size_t size) {
    if (stream_.avail_in == 0 && !Fill()) return 0;
    const std::size_t count = std::min<std::size_t>(size, stream_.avail_in);
    std::copy_n(stream_.next_in, count, to);
    stream_.next_in += count;
    stream_.avail_in -= static_cast<unsigned>(count);
    return count;
  }

  std::size_t Unpack(std::uint8_t* to, std::size_t size) {
    const auto room = static_cast<unsigned>(std::min(size, kPiece));
    stream_.next_out = to;
    stream_.avail_out = room;
    while (stream_.avail_out == room) {
      if (stream_.avail_in == 0 && !Fill()) {
        if (ended_) return 0;
        Fail("is cut off after byte " + std::to_string(offset_));
      }
      if (ended_) {  // another stream may follow, as `cat a.gz b.gz` makes it
        if (*stream_.next_in != 0x1f) Fail("goes on after its gzip stream, with what is not another one");
        inflateReset(&stream_);
        ended_ = false;
      }
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END) Fail("is damaged after byte " + std::to_string(offset_));
      ended_ = code == Z_STREAM_END;
    }
    return room - stream_.avail_out;
  }

  std::filesystem::path path_;
  files::Descriptor file_;
  std::array<std::uint8_t, kPiece> piece_;
  z_stream stream_ = {};
  bool gzip_ = false, ended_ = false;
  std::uint64_t offset_ = 0;  // of what was read of the contents
};

std::vector<std::ptrdiff_t> ReadLengths(File& file) {
  std::array<std::uint8_t, 4> magic{};
  if (file.Read(magic.data(), magic.size()) < magic.size()) file.Fail("ends within the magic number");
  if (magic[0] != 0 || magic[1] != 0 || magic[2] != 8 || magic[3] < 1 || magic[3] > 4) {
    std::string bytes;
    for (std::uint8_t byte : magic) (bytes += " ") += std::to_string(byte);
    file.Fail("begins with the bytes" + bytes + ", not with 0 0 8 and 1 to 4 axes");
  }
  constexpr std::uint64_t kMaxEntries = std::uint64_t{1} << 31;
  std::vector<std::ptrdiff_t> lengths;
  std::uint64_t entries = 1;
  for (int axis = 0; axis < magic[3]; ++axis) {
    std::array<std::uint8_t, 4> bytes{};
    if (file.Read(bytes.data(), bytes.size()) < bytes.size()) file.Fail("ends within the lengths of its axes");
    const std::uint64_t length = std::uint64_t{bytes[0]} << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    lengths.push_back(static_cast<std::ptrdiff_t>(length));
    entries *= length;
    if (entries > kMaxEntries) file.Fail("claims more than 2^31 entries");
  }
  return lengths;
}

// The rest of the file has that many bytes.
void RequireEntries(File& file, std::uint64_t entries) {
  std::vector<std::uint8_t> piece(kPiece);
  std::uint64_t have = 0;
  while (have < entries) {
    const std::size_t count = file.Read(piece.data(), std::min<std::uint64_t>(piece.size(), entries - have));
    if (count == 0) {
      file.Fail("has " + std::to_string(have) + " entries, and claims " + std::to_string(entries));
    }
    have += count;
  }
  if (file.Read(piece.data(), 1) > 0) file.Fail("goes on after its " + std::to_string(entries) + " entries");
}

}  // namespace

std::vector<std::ptrdiff_t> ReadIdxLengths(const std::filesystem::path& path) {
  File file(path);
  return ReadLengths(file);
}

IdxArray ReadIdx(const std::filesystem::path& path, std::int64_t memory) {
  IdxArray array;
  std::uint64_t entries = 1;
  {
    File file(path);
    array.lengths = ReadLengths(file);
    for (const std::ptrdiff_t length : array.lengths) entries *= static_cast<std::uint64_t>(length);
    if (entries > static_cast<std::uint64_t>(std::max<std::int64_t>(0, memory))) {
      file.Fail("claims " + files::ByteText(static_cast<double>(entries)) + " of entries, and " +
                files::ByteText(static_cast<double>(memory)) + " of memory are available");
    }
    RequireEntries(file, entries);
  }
  File file(path);
  const bool same = ReadLengths(file) == array.lengths;
  array.entries.resize(entries);
  if (!same || file.Read(array.entries.data(), entries) < entries) file.Fail("was changed while it was read");
  return array;
}

}  // namespace hadamard_ntk::files
