/// For fuzz targets of readers that take the name of a file.
#ifndef HADAMARD_NTK_FILES_FUZZ_FILE_H_
#define HADAMARD_NTK_FILES_FUZZ_FILE_H_

#include <stdlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace hadamard_ntk::files {

/// A file, in a directory of its own that goes with it, which holds one input after the other.
class FuzzFile {
 public:
  explicit FuzzFile(const std::string& name) {
    const char* parent = std::getenv("TEST_TMPDIR");
    std::string directory = (parent != nullptr ? parent : std::filesystem::temp_directory_path().string()) + "/XXXXXX";
    if (mkdtemp(directory.data()) == nullptr) std::abort();
    directory_ = directory;
    path_ = directory_ / name;
  }
  ~FuzzFile() { std::filesystem::remove_all(directory_); }
  FuzzFile(const FuzzFile&) = delete;
  FuzzFile& operator=(const FuzzFile&) = delete;

  const std::filesystem::path& directory() const { return directory_; }
  const std::filesystem::path& path() const { return path_; }
  void Fill(const std::uint8_t* data, std::size_t size) const {
    std::ofstream file(path_, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    if (!file.flush()) std::abort();
  }

 private:
  std::filesystem::path directory_, path_;
};

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_FUZZ_FILE_H_
