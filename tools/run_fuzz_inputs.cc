// The program of a fuzz target in `bazel test`: every argument is a file, and a test case of its own.  No arguments, or
// one that cannot be read, is a failure.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

class Input : public testing::Test {
 public:
  explicit Input(std::string path) : path_(std::move(path)) {}

  void TestBody() override {
    std::ifstream file(path_, std::ios::binary);
    ASSERT_TRUE(file.is_open()) << path_ << " cannot be read";
    const std::vector<char> bytes(std::istreambuf_iterator<char>(file), {});
    // A copy of exactly this size: the address sanitizer sees a read beyond it.
    EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
  }

 private:
  std::string path_;
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  std::set<std::string> paths(argv + 1, argv + argc);
  if (paths.empty()) {
    std::fprintf(stderr, "no inputs\n");
    return 2;
  }
  for (const std::string& path : paths) {
    testing::RegisterTest("Input", std::filesystem::path(path).filename().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [path]() -> Input* { return new Input(path); });
  }
  return RUN_ALL_TESTS();
}
