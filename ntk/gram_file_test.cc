#include "ntk/gram_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <Eigen/Core>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "files/files_testing.h"
#include "files/npy_file.h"
#include "linalg/thrown_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::ntk {
namespace {

namespace fs = std::filesystem;

class GramFile : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = files::TestDirectory();
    path_ = directory_ / "K.npy";
  }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path directory_, path_;
};

TEST_F(GramFile, HoldsTheNumbersOfGram) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(2100, 5), z = Eigen::MatrixXd::Random(130, 5);
  WriteGram(PolynomialNet(3), x, path_);
  EXPECT_EQ(files::ReadNpy<double>(path_), Gram(PolynomialNet(3), x));
  WriteGram(PolynomialNet(3), x, z, path_);  // in its place
  EXPECT_EQ(files::ReadNpy<double>(path_), Gram(PolynomialNet(3), x, z));
  WriteGram<NngpOf>(FullyConnected(2), z.cast<float>().eval(), path_);
  EXPECT_EQ(files::ReadNpy<float>(path_), NngpGram(FullyConnected(2), z.cast<float>().eval()));
  EXPECT_EQ(files::Names(directory_), std::set<std::string>{"K.npy"});
}

TEST_F(GramFile, GoesOnWhereItWasInterrupted) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(4000, 3);
  int asked = 0;
  const GramFileOptions stop_after_two = {.identity = "pnn 2", .interrupted = [&] { return ++asked > 2; }};
  EXPECT_THROW(WriteGram(PolynomialNet(2), x, path_, stop_after_two), Interrupted);
  EXPECT_EQ(files::Names(directory_), (std::set<std::string>{"K.npy.partial", "K.npy.partial.state"}));

  std::vector<double> shares;
  const GramFileOptions go_on = {.identity = "pnn 2", .progress = [&](double share) { shares.push_back(share); }};
  WriteGram(PolynomialNet(2), x, path_, go_on);
  EXPECT_EQ(shares, (std::vector<double>{3072.0 / 4000, 1.0}));  // not the first two stripes again
  EXPECT_EQ(files::ReadNpy<double>(path_), Gram(PolynomialNet(2), x));
  EXPECT_EQ(files::Names(directory_), std::set<std::string>{"K.npy"});
}

// The next run finds all rows done, and writes no state in whose place the temporary could go.
TEST_F(GramFile, LeavesNothingOfARunThatWasKilledWhileItWroteItsLastState) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(10, 3);
  struct Killed {};
  EXPECT_THROW(WriteGram(PolynomialNet(2), x, path_, {.progress = [](double) { throw Killed{}; }}), Killed);
  std::ofstream(directory_ / ".K.npy.partial.state.0123456789abcdef.tmp") << "half of it";
  WriteGram(PolynomialNet(2), x, path_, {.progress = [](double) { FAIL() << "all rows were done"; }});
  EXPECT_EQ(files::ReadNpy<double>(path_), Gram(PolynomialNet(2), x));
  EXPECT_EQ(files::Names(directory_), std::set<std::string>{"K.npy"});
}

TEST_F(GramFile, StartsAnewForOtherSamplesOrAnotherKernel) {
  Eigen::MatrixXd x = Eigen::MatrixXd::Random(3000, 3);
  int asked = 0;
  const auto interrupt = [&] {
    asked = 0;
    EXPECT_THROW(
        WriteGram(PolynomialNet(2), x, path_, {.identity = "pnn 2", .interrupted = [&] { return ++asked > 1; }}),
        Interrupted);
  };
  std::vector<double> shares;
  const auto progress = [&](double share) { shares.push_back(share); };
  interrupt();
  WriteGram(PolynomialNet(3), x, path_, {.identity = "pnn 3", .progress = progress});
  EXPECT_EQ(shares.size(), 3U);
  EXPECT_EQ(files::ReadNpy<double>(path_), Gram(PolynomialNet(3), x));

  interrupt();
  x(17, 1) += 1;
  shares.clear();
  WriteGram(PolynomialNet(2), x, path_, {.identity = "pnn 2", .progress = progress});
  EXPECT_EQ(shares.size(), 3U);
  EXPECT_EQ(files::ReadNpy<double>(path_), Gram(PolynomialNet(2), x));

  interrupt();  // and when the state breaks off
  fs::resize_file(path_.string() + ".partial.state", 5);
  shares.clear();
  WriteGram(PolynomialNet(2), x, path_, {.identity = "pnn 2", .progress = progress});
  EXPECT_EQ(shares.size(), 3U);
}

TEST_F(GramFile, AnErrorLeavesTheEarlierFile) {
  std::ofstream(path_) << "earlier";
  Eigen::MatrixXd x = Eigen::MatrixXd::Random(40, 3);
  x(7, 2) = NAN;
  EXPECT_THROW(WriteGram(PolynomialNet(2), x, path_), std::invalid_argument);
  x(7, 2) = 1e200;
  EXPECT_THROW(WriteGram(PolynomialNet(2), x, path_), std::domain_error);
  EXPECT_EQ(files::Contents(path_), "earlier");
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "missing/K.npy.partial", MessageOf<std::system_error>([&] {
                        WriteGram(PolynomialNet(2), x.leftCols(2).eval(), directory_ / "missing" / "K.npy");
                      }));
}

// What WriteGram says of K.npy.
std::string ErrorOfWriting(const Eigen::MatrixXd& x, const fs::path& path, const GramFileOptions& options = {}) {
  return MessageOf<std::runtime_error>([&] { WriteGram(PolynomialNet(2), x, path, options); });
}

TEST_F(GramFile, ASecondRunIsRefusedAndTheFirstLosesNothing) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(1100, 3), other = Eigen::MatrixXd::Random(40, 2);
  int refused = 0;
  const auto second_run = [&](double) {
    EXPECT_EQ(ErrorOfWriting(other, path_), path_.string() + ".partial is being written by another run");
    EXPECT_EQ(ErrorOfWriting(other, directory_ / "L.npy"), "no error");
    ++refused;
  };
  // The last time all rows are done, and the file is not yet in its place.
  EXPECT_EQ(ErrorOfWriting(x, path_, {.progress = second_run}), "no error");
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(files::ReadNpy<double>(path_), Gram(PolynomialNet(2), x));
  EXPECT_EQ(ErrorOfWriting(other, path_), "no error");  // and now it may
  EXPECT_EQ(files::ReadNpy<double>(path_), Gram(PolynomialNet(2), other));
  EXPECT_EQ(files::Names(directory_), (std::set<std::string>{"K.npy", "L.npy"}));
}

TEST_F(GramFile, LinksAreNotFollowed) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(40, 3);
  const fs::path partial = path_.string() + ".partial", state = path_.string() + ".partial.state";
  std::ofstream(directory_ / "victim") << "the user's";
  fs::create_symlink("victim", partial);
  EXPECT_EQ(ErrorOfWriting(x, path_), partial.string() + " is not a regular file but a symbolic link");
  fs::remove(partial);
  fs::create_hard_link(directory_ / "victim", partial);
  EXPECT_EQ(ErrorOfWriting(x, path_), partial.string() + " has a second name (a hard link)");
  fs::remove(partial);
  fs::create_symlink("victim", state);
  EXPECT_EQ(ErrorOfWriting(x, path_), "no error");
  EXPECT_EQ(files::Contents(directory_ / "victim"), "the user's");
  EXPECT_EQ(files::Names(directory_), (std::set<std::string>{"K.npy", "victim"}));
}

// A state that is reached through a link may be anybody's: it is not believed.
TEST_F(GramFile, ALinkedStateIsNotBelieved) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(1100, 3);
  const fs::path state = path_.string() + ".partial.state";
  for (const bool linked : {false, true}) {
    int asked = 0, stripes = 0;
    EXPECT_THROW(WriteGram(PolynomialNet(2), x, path_, {.interrupted = [&] { return ++asked > 1; }}), Interrupted);
    if (linked) {
      fs::rename(state, directory_ / "elsewhere");
      fs::create_symlink("elsewhere", state);
    }
    EXPECT_EQ(ErrorOfWriting(x, path_, {.progress = [&](double) { ++stripes; }}), "no error");
    EXPECT_EQ(stripes, linked ? 2 : 1);
  }
}

// Not after hours, when the file is renamed.
TEST_F(GramFile, WhatCannotBeReplacedIsRefusedAtOnce) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(40, 3);
  int stripes = 0;
  const GramFileOptions options = {.progress = [&](double) { ++stripes; }};
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(ErrorOfWriting(x, path_, options), "cannot write " + path_.string() + ": is not a regular file but a FIFO");
  fs::create_directory(directory_ / "d.npy");
  EXPECT_EQ(ErrorOfWriting(x, directory_ / "d.npy", options),
            "cannot write " + (directory_ / "d.npy").string() + ": Is a directory");
  EXPECT_EQ(stripes, 0);
  EXPECT_EQ(files::Names(directory_), (std::set<std::string>{"K.npy", "d.npy"}));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
