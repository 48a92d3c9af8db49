#include "referee/program/interrupt.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

namespace hadamard_ntk::referee {
namespace {

using testing::ExitedWithCode;

// The test runner may have started this program with interrupts ignored.
void Begin() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  ExitOnInterrupt();
}

TEST(InterruptDeathTest, ExitsAtOnceWithAShellsCode) {
  const auto raise_then_survive = [](int signal) {
    Begin();
    std::raise(signal);
    _exit(0);
  };
  EXPECT_EXIT(raise_then_survive(SIGINT), ExitedWithCode(130), "");
  EXPECT_EXIT(raise_then_survive(SIGTERM), ExitedWithCode(143), "");
}

TEST(InterruptDeathTest, WaitsForTheEndOfTheOutermostSection) {
  EXPECT_EXIT(
      {
        Begin();
        {
          UninterruptedSection outer;
          {
            UninterruptedSection inner;
            std::raise(SIGINT);
          }
          std::fputs("still writing\n", stderr);
        }
        std::fputs("survived\n", stderr);
        _exit(0);
      },
      ExitedWithCode(130), "^still writing\n$");
}

TEST(InterruptDeathTest, AnInterruptInAnotherThreadWaitsToo) {
  EXPECT_EXIT(
      {
        Begin();
        {
          UninterruptedSection section;
          std::thread([] { std::raise(SIGTERM); }).join();
          std::fputs("still writing\n", stderr);
        }
        _exit(0);
      },
      ExitedWithCode(143), "^still writing\n$");
}

TEST(InterruptDeathTest, SaysTheLastLine) {
  const auto say = [](const std::string& line) {
    Begin();
    SayOnInterrupt("interrupted: nothing was written");
    SayOnInterrupt(line);
    std::raise(SIGTERM);
    _exit(0);
  };
  EXPECT_EXIT(say("interrupted: the same command goes on"), ExitedWithCode(143),
              "^interrupted: the same command goes on\n$");
  EXPECT_EXIT(say(std::string(1000, 'x')), ExitedWithCode(143), "^x{199}\n$");
}

TEST(InterruptDeathTest, WhatWasIgnoredStaysIgnored) {
  EXPECT_EXIT(
      {
        std::signal(SIGINT, SIG_IGN);
        ExitOnInterrupt();
        std::raise(SIGINT);
        _exit(0);
      },
      ExitedWithCode(0), "");
}

}  // namespace
}  // namespace hadamard_ntk::referee
