#include "files/machine_memory.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string_view>

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

// The number after `key` at the beginning of a line, as in "MemAvailable:  123 kB".
std::optional<std::int64_t> ValueOf(const fs::path& path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, key.size(), key) != 0) continue;
    std::istringstream rest(line.substr(key.size()));
    if (std::int64_t value; rest >> value) return value;
  }
  return {};
}

// A file of one number; nothing if it is "max" or absent.
std::optional<std::int64_t> NumberIn(const fs::path& path) { return ValueOf(path, ""); }

// What a control group and those above it leave.
std::int64_t LeftByGroups(const fs::path& mounted, const std::string& group, bool version_2) {
  std::int64_t left = kUnlimited;
  const char* const limit_file = version_2 ? "memory.max" : "memory.limit_in_bytes";
  const char* const usage_file = version_2 ? "memory.current" : "memory.usage_in_bytes";
  for (fs::path at = fs::path(group).relative_path();; at = at.parent_path()) {
    const fs::path directory = mounted / at;
    const auto limit = NumberIn(directory / limit_file), usage = NumberIn(directory / usage_file);
    if (limit && usage) {
      const auto files = ValueOf(directory / "memory.stat", version_2 ? "inactive_file " : "total_inactive_file ");
      left = std::min(left, std::max(std::int64_t{0}, *limit - *usage + files.value_or(0)));
    }
    if (at.empty()) return left;
  }
}

}  // namespace

std::int64_t AvailableMemory(const fs::path& root) {
  std::int64_t available = kUnlimited;
  if (const auto kilobytes = ValueOf(root / "proc/meminfo", "MemAvailable:")) available = *kilobytes * 1024;
  // Lines are "number:controllers:group"; version 2 has number 0 and no controllers.
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == line.npos) continue;
    std::string controllers = ",";
    (controllers += line.substr(first + 1, second - first - 1)) += ',';
    const std::string group = line.substr(second + 1);
    if (controllers == ",,") available = std::min(available, LeftByGroups(root / "sys/fs/cgroup", group, true));
    if (controllers.find(",memory,") != controllers.npos) {
      available = std::min(available, LeftByGroups(root / "sys/fs/cgroup/memory", group, false));
    }
  }
  rlimit limit = {};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    const std::int64_t have = ValueOf(root / "proc/self/status", "VmSize:").value_or(0) * 1024;
    available = std::min(available, std::max(std::int64_t{0}, static_cast<std::int64_t>(limit.rlim_cur) - have));
  }
  return available;
}

std::int64_t PeakMemory() { return ValueOf("/proc/self/status", "VmHWM:").value_or(0) * 1024; }

bool ForgetPeakMemory() {
  std::ofstream file("/proc/self/clear_refs");
  file << 5 << std::flush;  // proc(5)
  return file.good();
}

std::string ByteText(double bytes) {
  constexpr std::array kUnits = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t unit = 0;
  for (; bytes >= 999.5 && unit + 1 < kUnits.size(); ++unit) bytes /= 1000;
  const int digits = unit == 0 || bytes >= 99.95 ? 0 : bytes >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f} {}", bytes, digits, kUnits[unit]);
}

}  // namespace hadamard_ntk::files
