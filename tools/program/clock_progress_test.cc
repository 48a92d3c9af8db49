#include "tools/program/clock_progress.h"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <vector>

namespace hadamard_ntk::tools {
namespace {

// The lines shown while a step expected to take `expected` seconds takes `actual`.
std::vector<std::string> Lines(double expected, double actual) {
  std::mutex mutex;
  std::vector<std::string> lines;
  referee::Progress progress([&](const std::string& line) {
    const std::lock_guard lock(mutex);
    lines.push_back(line);
  });
  {
    const ClockProgress clock(progress, "step", expected);
    std::this_thread::sleep_for(std::chrono::duration<double>(actual));
  }
  progress.Finish();
  return lines;
}

bool Contains(const std::vector<std::string>& lines, const std::string& text) {
  for (const std::string& line : lines) {
    if (line.find(text) != line.npos) return true;
  }
  return false;
}

TEST(ClockProgress, ShowsTheShareOfTheTime) {
  const std::vector<std::string> lines = Lines(100, 0.7);
  ASSERT_GE(lines.size(), 2u);
  EXPECT_TRUE(Contains(lines, "step: 0 %"));
  EXPECT_TRUE(Contains(lines, "1 min "));  // left of the 100 s
  EXPECT_FALSE(Contains(lines, "99 %"));
}

TEST(ClockProgress, NeverSaysDone) {
  const std::vector<std::string> lines = Lines(0.01, 0.7);
  EXPECT_TRUE(Contains(lines, "step: 99 %"));
  EXPECT_FALSE(Contains(lines, "100 %"));
}

TEST(ClockProgress, EndsAtOnce) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) Lines(1000, 0);
  // 50 waits of 200 ms would be 10 s.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(StageProgress, ShowsStagesAndShares) {
  std::vector<std::string> lines;
  auto now = referee::Progress::Clock::time_point();
  referee::Progress progress([&](const std::string& line) { lines.push_back(line); }, [&] { return now; });
  StageProgress stage(progress);
  for (const auto& [name, share] : {std::pair("factor", 0.25), std::pair("factor", 0.2), std::pair("factor", 0.5),
                                    std::pair("iterations", 0.1), std::pair("iterations", 1.0)}) {
    now += std::chrono::seconds(10);
    stage.Show(name, share);
  }
  // What follows its stage's beginning at once is not shown, nor 0.2 after 0.25.
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_TRUE(Contains({lines[0]}, "factor: 0 %"));
  EXPECT_TRUE(Contains({lines[1]}, "factor: 50 %, 20 s left"));  // 20 s for the second half as for the first
  EXPECT_TRUE(Contains({lines[2]}, "iterations: 0 %"));
  EXPECT_TRUE(Contains({lines[3]}, "iterations: 100 %"));
}

}  // namespace
}  // namespace hadamard_ntk::tools
