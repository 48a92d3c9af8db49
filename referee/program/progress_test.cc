#include "referee/program/progress.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace hadamard_ntk::referee {
namespace {

using std::chrono::milliseconds;

struct Recorder {
  std::vector<std::string> lines;
  Progress::Clock::time_point now{};
  Progress progress{[this](const std::string& line) { lines.push_back(line); }, [this] { return now; }};
};

TEST(ProgressTest, SaysWhatHowFarAndHowLong) {
  Recorder r;
  r.progress.Start("spectra", 200);
  r.now += milliseconds(20000);
  r.progress.Advance(50);
  r.now += milliseconds(20000);
  r.progress.Advance(150);
  r.progress.Finish();
  EXPECT_EQ(r.lines, (std::vector<std::string>{"\r\033[Kspectra: 0 %", "\r\033[Kspectra: 25 %, 1 min 00 s left",
                                               "\r\033[Kspectra: 100 %", "\r\033[K"}));
}

TEST(ProgressTest, PrintsAtMostTenTimesASecond) {
  Recorder r;
  r.progress.Start("x", 100000);
  for (int i = 0; i < 1000; ++i) {
    r.now += milliseconds(1);
    r.progress.Advance();
  }
  EXPECT_EQ(r.lines.size(), 11u);
}

TEST(ProgressTest, CountsFromManyThreads) {
  Recorder r;
  r.progress.Start("x", 4000);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 999; ++i) r.progress.Advance();
    });
  }
  for (std::thread& thread : threads) thread.join();
  r.now += milliseconds(1000);
  r.progress.Advance(2);
  EXPECT_EQ(r.lines.back(), "\r\033[Kx: 99 %, 0 s left");  // 3998 of 4000
}

TEST(ProgressTest, SilentWithoutASink) {
  Progress progress;
  progress.Start("x", 10);
  progress.Advance(10);
  progress.Finish();
}

TEST(DurationTest, Reads) {
  EXPECT_EQ(Duration(0.2), "0 s");
  EXPECT_EQ(Duration(59.4), "59 s");
  EXPECT_EQ(Duration(59.6), "1 min 00 s");
  EXPECT_EQ(Duration(80), "1 min 20 s");
  EXPECT_EQ(Duration(7500), "2 h 05 min");
}

}  // namespace
}  // namespace hadamard_ntk::referee
