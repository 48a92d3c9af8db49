#include "files/machine_memory.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <fstream>
#include <vector>

#include "files/files_testing.h"

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;

// A directory with such files as the kernel shows in / .
class MachineMemoryTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = files::TestDirectory();
    Put("proc/meminfo", "MemTotal:       2000 kB\nMemFree:         100 kB\nMemAvailable:   1000 kB\n");
  }
  void Put(const std::string& path, const std::string& contents) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << contents;
  }
  fs::path root_;
};

TEST_F(MachineMemoryTest, WhatTheKernelSays) { EXPECT_EQ(AvailableMemory(root_), 1000 * 1024); }

TEST_F(MachineMemoryTest, ControlGroupsOfVersion2) {
  Put("proc/self/cgroup", "0::/user/job\n");
  Put("sys/fs/cgroup/user/job/memory.max", "max\n");
  Put("sys/fs/cgroup/user/job/memory.current", "5000\n");
  EXPECT_EQ(AvailableMemory(root_), 1000 * 1024);
  Put("sys/fs/cgroup/user/memory.max", "9000\n");
  Put("sys/fs/cgroup/user/memory.current", "6000\n");
  EXPECT_EQ(AvailableMemory(root_), 3000);
  Put("sys/fs/cgroup/user/memory.stat", "anon 1\ninactive_file 500\nactive_file 7\n");
  EXPECT_EQ(AvailableMemory(root_), 3500);
  Put("sys/fs/cgroup/user/job/memory.max", "5100\n");
  EXPECT_EQ(AvailableMemory(root_), 100);
  Put("sys/fs/cgroup/user/job/memory.max", "4000\n");
  EXPECT_EQ(AvailableMemory(root_), 0);
}

TEST_F(MachineMemoryTest, ControlGroupsOfVersion1) {
  Put("proc/self/cgroup", "5:cpu,memory:/job\n4:freezer:/other\n");
  Put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  Put("sys/fs/cgroup/memory/memory.usage_in_bytes", "6000\n");
  EXPECT_EQ(AvailableMemory(root_), 1000 * 1024);
  Put("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "8000\n");
  Put("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "6000\n");
  Put("sys/fs/cgroup/memory/job/memory.stat", "inactive_file 1\ntotal_inactive_file 300\n");
  EXPECT_EQ(AvailableMemory(root_), 2300);
}

TEST_F(MachineMemoryTest, ThisMachineHasSomeAndThisProcessTookSome) {
  EXPECT_GT(AvailableMemory(), 1 << 20);
  const std::int64_t before = PeakMemory();
  EXPECT_GT(before, 1 << 20);
  std::vector<char> block(100 << 20);
  for (std::size_t i = 0; i < block.size(); i += 4096) block[i] = static_cast<char>(i >> 12 | 1);
  EXPECT_NE(block[4096], 0);
  EXPECT_GT(PeakMemory(), 100 << 20);
}

TEST(PeakMemoryTest, IsForgotten) {
  constexpr std::size_t kBytes = 100 << 20;
  constexpr std::int64_t kClose = 90 << 20;
  ASSERT_TRUE(ForgetPeakMemory());
  const std::int64_t before = PeakMemory();
  void* const block = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(block, MAP_FAILED);
  std::memset(block, 1, kBytes);
  ASSERT_EQ(munmap(block, kBytes), 0);
  const std::int64_t peak = PeakMemory();
  EXPECT_GT(peak, before + kClose);
  ASSERT_TRUE(ForgetPeakMemory());
  EXPECT_LT(PeakMemory(), peak - kClose);
}

TEST(ByteText, ThreeDigits) {
  EXPECT_EQ(ByteText(0), "0 bytes");
  EXPECT_EQ(ByteText(999), "999 bytes");
  EXPECT_EQ(ByteText(1000), "1.00 kB");
  EXPECT_EQ(ByteText(12345678), "12.3 MB");
  EXPECT_EQ(ByteText(999'600'000), "1.00 GB");
  EXPECT_EQ(ByteText(512'000'000'000), "512 GB");
  EXPECT_EQ(ByteText(9'000'000'000'000'000'000), "9.00 EB");
}

}  // namespace
}  // namespace hadamard_ntk::files
