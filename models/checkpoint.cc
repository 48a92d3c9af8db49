#include "models/checkpoint.h"

#include <sys/stat.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <system_error>

#include "files/checksum.h"
#include "files/open_file.h"
#include "files/quoted.h"
#include "files/replacement_file.h"

namespace hadamard_ntk::models {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "checkpoints are little-endian");

constexpr std::string_view kMagic = "HNTKCKPT";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeader = kMagic.size() + 4 + 4 + 8, kChecksum = 8;

[[noreturn]] void Fail(const char* verb, const fs::path& path, const std::string& what) {
  throw std::runtime_error(std::string("cannot ") + verb + " checkpoint " + files::Printable(path.string()) + ": " +
                           what);
}

// --- bytes ---

template <class Number>
void Put(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void PutCount(std::string& bytes, std::size_t count) { Put(bytes, static_cast<std::uint64_t>(count)); }

void PutText(std::string& bytes, std::string_view text) {
  PutCount(bytes, text.size());
  bytes += text;
}

template <class Number>
void PutNumbers(std::string& bytes, const Number* numbers, std::size_t count) {
  PutCount(bytes, count);
  bytes.append(reinterpret_cast<const char*>(numbers), count * sizeof(Number));
}

// Takes values off the front of the bytes; a file whose checksum is right and whose contents are not is foreign.
class Reader {
 public:
  Reader(std::string_view bytes, const fs::path& path) : bytes_(bytes), path_(path) {}

  std::string_view Bytes(std::uint64_t count, std::size_t size) {
    if (count > bytes_.size() / size) Fail("read", path_, "its contents end too early");
    const std::string_view bytes = bytes_.substr(0, count * size);
    bytes_.remove_prefix(bytes.size());
    return bytes;
  }
  template <class Number>
  Number Get() {
    Number number;
    std::memcpy(&number, Bytes(1, sizeof number).data(), sizeof number);
    return number;
  }
  std::string Text() { return std::string(Bytes(Get<std::uint64_t>(), 1)); }
  template <class Numbers>
  Numbers GetNumbers() {
    using Number = typename Numbers::value_type;
    const std::string_view bytes = Bytes(Get<std::uint64_t>(), sizeof(Number));
    Numbers numbers(bytes.size() / sizeof(Number));
    if (!bytes.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
    return numbers;
  }
  // A count of things that take at least a byte each.
  std::uint64_t Count() {
    const auto count = Get<std::uint64_t>();
    if (count > bytes_.size()) Fail("read", path_, "its contents end too early");
    return count;
  }
  void End() const {
    if (!bytes_.empty()) Fail("read", path_, "its contents end too late");
  }

 private:
  std::string_view bytes_;
  const fs::path& path_;
};

// --- files ---

std::string ReadFile(const fs::path& path) {
  try {
    // The size is that of the open file: another run may give its name to a new one at any moment.
    const files::Descriptor file = files::OpenToRead(path);
    struct stat status = {};
    if (fstat(file.get(), &status) != 0) Fail("read", path, std::strerror(errno));
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    if (files::ReadUpTo(file, bytes.data(), bytes.size()) != status.st_size) {
      Fail("read", path, "it cannot be read to its end");
    }
    return bytes;
  } catch (const files::Refused& error) {
    Fail("read", path, error.what());
  }
}

}  // namespace

template <class T>
std::string CheckpointBytes(const Checkpoint<T>& checkpoint) {
  std::string bytes(kMagic);
  Put(bytes, kVersion);
  Put(bytes, static_cast<std::uint32_t>(sizeof(T)));
  Put(bytes, std::uint64_t{0});  // the length, below
  Put(bytes, checkpoint.step);
  Put(bytes, checkpoint.optimizer.steps);
  PutText(bytes, checkpoint.configuration);
  PutCount(bytes, checkpoint.segments.size());
  for (const Segment& segment : checkpoint.segments) {
    PutText(bytes, segment.name);
    Put(bytes, static_cast<std::int64_t>(segment.rows));
    Put(bytes, static_cast<std::int64_t>(segment.columns));
  }
  const auto put_vector = [&](const Vector<T>& v) { PutNumbers(bytes, v.data(), static_cast<std::size_t>(v.size())); };
  put_vector(checkpoint.parameters);
  PutCount(bytes, checkpoint.optimizer.averages.size());
  for (const Vector<T>& average : checkpoint.optimizer.averages) put_vector(average);
  PutNumbers(bytes, checkpoint.counters.data(), checkpoint.counters.size());
  const std::uint64_t length = bytes.size() - kHeader;
  std::memcpy(bytes.data() + kHeader - sizeof length, &length, sizeof length);
  Put(bytes, files::Fnv1a(bytes));
  return bytes;
}

template <class T>
void WriteCheckpoint(const fs::path& path, const Checkpoint<T>& checkpoint) {
  const std::string bytes = CheckpointBytes(checkpoint);
  try {
    files::Replacement file(path);
    file.Write(bytes);
    file.Commit();
  } catch (const std::system_error& error) {
    Fail("write", path, error.code().message());
  }
}

template <class T>
Checkpoint<T> ReadCheckpoint(const fs::path& path) {
  const std::string bytes = ReadFile(path);
  const std::string_view view = bytes;
  if (view.substr(0, kMagic.size()) != kMagic.substr(0, view.size())) Fail("read", path, "it is not a checkpoint");
  if (view.size() < kHeader)
    Fail("read", path, "it is truncated in its header, at byte " + std::to_string(view.size()));
  Reader header(view.substr(kMagic.size()), path);
  const auto version = header.Get<std::uint32_t>(), scalar = header.Get<std::uint32_t>();
  const auto length = header.Get<std::uint64_t>();
  if (version != kVersion) {
    Fail("read", path,
         "its version is " + std::to_string(version) + ", this program knows " + std::to_string(kVersion));
  }
  const std::uint64_t found = view.size() - kHeader;
  if (found < kChecksum || length != found - kChecksum) {
    const bool less = found < kChecksum || found - kChecksum < length;
    Fail("read", path,
         std::string(less ? "it is truncated" : "it is longer than it says") + " (" + std::to_string(found) +
             " bytes after the header, not " + std::to_string(length) + " + 8)");
  }
  const std::string_view checked = view.substr(0, view.size() - kChecksum);
  if (Reader(view.substr(checked.size()), path).Get<std::uint64_t>() != files::Fnv1a(checked)) {
    Fail("read", path, "it is damaged (its checksum does not match)");
  }
  if (scalar != sizeof(T)) {
    Fail("read", path, "its parameters have " + std::to_string(scalar) + " bytes, not " + std::to_string(sizeof(T)));
  }

  Reader reader(checked.substr(kHeader), path);
  Checkpoint<T> checkpoint;
  checkpoint.step = reader.Get<std::int64_t>();
  checkpoint.optimizer.steps = reader.Get<std::int64_t>();
  checkpoint.configuration = reader.Text();
  Index size = 0;
  for (std::uint64_t s = reader.Count(); s > 0; --s) {
    Segment segment{.name = reader.Text()};
    segment.rows = reader.Get<std::int64_t>();
    segment.columns = reader.Get<std::int64_t>();
    const auto most = static_cast<Index>(bytes.size() / sizeof(T));  // parameters that could be in the file
    if (segment.rows < 1 || segment.columns < 1 || segment.rows > most || segment.columns > most / segment.rows) {
      Fail("read", path, "the shape of its segment " + files::Printable(segment.name) + " is impossible");
    }
    segment.offset = size;
    size += segment.size();
    checkpoint.segments.push_back(std::move(segment));
  }
  const auto get_vector = [&] {
    Vector<T> values = reader.GetNumbers<Vector<T>>();
    if (values.size() != size) Fail("read", path, "its vectors do not have the size of its segments");
    return values;
  };
  checkpoint.parameters = get_vector();
  for (std::uint64_t a = reader.Count(); a > 0; --a) checkpoint.optimizer.averages.push_back(get_vector());
  checkpoint.counters = reader.GetNumbers<std::vector<double>>();
  reader.End();
  return checkpoint;
}

template std::string CheckpointBytes(const Checkpoint<float>&);
template std::string CheckpointBytes(const Checkpoint<double>&);
template void WriteCheckpoint(const fs::path&, const Checkpoint<float>&);
template void WriteCheckpoint(const fs::path&, const Checkpoint<double>&);
template Checkpoint<float> ReadCheckpoint(const fs::path&);
template Checkpoint<double> ReadCheckpoint(const fs::path&);

}  // namespace hadamard_ntk::models
