#include <gtest/gtest.h>
#include <signal.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "files/files_testing.h"
#include "linalg/thrown_testing.h"
#include "models/checkpoint.h"
#include "models/fully_connected.h"
#include "models/polynomial_net.h"
#include "models/training.h"
#include "models/training_data_testing.h"

namespace hadamard_ntk::models {
namespace {

namespace fs = std::filesystem;
using files::Contents;

// Not emptied: the process that is to be killed runs the test again up to its death.
fs::path Path() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return fs::path(testing::TempDir()) / (std::string("training_resume_") + test->name() + ".ckpt");
}

template <class T>
bool SameBits(const Vector<T>& a, const Vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), sizeof(T) * static_cast<std::size_t>(a.size())) == 0;
}

constexpr Index kSamples = 50, kInputs = 4;

template <class Net>
Trainer<Net> Make(const Net& net, const TrainingOptions& options) {
  using T = typename Net::Scalar;
  return Trainer<Net>(net, Inputs<T>(kSamples, kInputs), Smooth<T>(kSamples, net.outputs()), options);
}

// A run of 40 steps that saves every 6 and is killed in step 27, then resumed: parameters, state and reports are those
// of the run that was let alone.
template <class Net>
void ExpectExactResume(const Net& net, const TrainingOptions& options) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const fs::path path = Path();
  EXPECT_EXIT(
      {
        fs::remove(path);
        Make(net, options)
            .Run(40, {.on_step =
                          [](const StepReport& report) {
                            if (report.step == 27) raise(SIGKILL);
                          },
                      .checkpoint = path,
                      .checkpoint_every = 6});
      },
      testing::KilledBySignal(SIGKILL), "");

  using T = typename Net::Scalar;
  std::vector<double> losses, resumed_losses;
  Trainer<Net> whole = Make(net, options), resumed = Make(net, options);
  const auto record = [](std::vector<double>& losses) {
    return RunOptions{.on_step =
                          [&losses](const StepReport& r) {
                            if (r.step > 24) losses.push_back(r.loss);
                          },
                      .on_epoch =
                          [&losses](const EpochReport& r) {
                            if (r.step > 24) losses.push_back(r.loss);
                          }};
  };
  whole.Run(40, record(losses));
  resumed.Resume(path);
  EXPECT_EQ(resumed.step(), 24);
  resumed.Run(40, record(resumed_losses));
  EXPECT_TRUE(SameBits<T>(resumed.net().parameters().values(), whole.net().parameters().values()));
  ASSERT_EQ(resumed.optimizer().state().averages.size(), whole.optimizer().state().averages.size());
  for (std::size_t a = 0; a < whole.optimizer().state().averages.size(); ++a) {
    EXPECT_TRUE(SameBits(resumed.optimizer().state().averages[a], whole.optimizer().state().averages[a]));
  }
  EXPECT_EQ(losses, resumed_losses);

  // Planted: the parameters alone are not enough to go on, but for plain descent.
  Trainer<Net> warm = Make(net, options);
  warm.net().parameters().SetValues(ReadCheckpoint<T>(path).parameters);
  warm.Run(16);
  EXPECT_FALSE(SameBits<T>(warm.net().parameters().values(), whole.net().parameters().values()));
  fs::remove(path);
}

const PolynomialNet<float>& Polynomial() {
  static const PolynomialNet<float> net({.inputs = kInputs, .width = 64, .outputs = 2, .degree = 3}, 1);
  return net;
}

TEST(TrainingResumeTest, FullBatchMomentumCosine) {
  ExpectExactResume(
      Polynomial(),
      {.loss = Loss::kMeanSquares, .method = Sgd{.momentum = 0.9}, .schedule = Cosine{.rate = 1e-3, .steps = 40}});
}

// 7 steps an epoch, the last one short: step 24 is inside of the fourth epoch.
TEST(TrainingResumeTest, MinibatchAdamWithinAnEpoch) {
  ExpectExactResume(Polynomial(), {.loss = Loss::kMeanSquares,
                                   .method = Adam{.weight_decay = 0.01, .decoupled = true},
                                   .schedule = StepDecay{.rate = 1e-2, .factor = 0.5, .every = 10},
                                   .groups = {{.segment = "W2", .frozen = true}, {.segment = "C", .rate_factor = 0.5}},
                                   .batch_size = 8,
                                   .shuffle_seed = 5});
}

TEST(TrainingResumeTest, PulledToTheStart) {
  ExpectExactResume(Polynomial(), {.loss = Loss::kMeanSquares,
                                   .method = Sgd{.momentum = 0.9, .weight_decay = 0.01},
                                   .schedule = Constant{1e-3},
                                   .groups = {{.segment = "W2", .shrink = 0.9},
                                              {.segment = "C", .rate_factor = 0.5, .decay_to_start = true}},
                                   .batch_size = 8});
}

TEST(TrainingResumeTest, DoublePrecisionAdadelta) {
  ExpectExactResume(FullyConnected<double>({.inputs = kInputs, .width = 40, .depth = 3, .bias_std = 0.1}, 2),
                    {.method = Adadelta{}, .schedule = Constant{1}, .batch_size = 15});
}

// What Resume says, less the path it must name.
template <class Net>
std::string Complaint(Trainer<Net>& trainer, const fs::path& path) {
  const std::string message = MessageOf<std::runtime_error>([&] { trainer.Resume(path); }),
                    expected = " checkpoint " + path.string() + ": ";
  const std::size_t at = message.find(expected);
  return at == std::string::npos ? "unexpected: " + message : message.substr(at + expected.size());
}

TEST(TrainingResumeTest, RefusesWhatIsNotThisRunAndChangesNothing) {
  const fs::path path = Path();
  const TrainingOptions options{.method = Adam{}, .schedule = Constant{1e-3}, .batch_size = 8};
  Make(Polynomial(), options).Run(10, {.checkpoint = path});
  const std::string bytes = Contents(path);

  const auto expect_refused = [&](auto trainer, const std::string& reason) {
    trainer.Run(3);
    const auto before = trainer;
    EXPECT_NE(Complaint(trainer, path).find(reason), std::string::npos) << Complaint(trainer, path);
    EXPECT_EQ(trainer.step(), 3);
    EXPECT_EQ(trainer.net().parameters().values(), before.net().parameters().values());
    EXPECT_EQ(trainer.optimizer().state().averages, before.optimizer().state().averages);
  };
  TrainingOptions other = options;
  other.shuffle_seed = 1;
  expect_refused(Make(Polynomial(), other), "it belongs to the run [half squares; adam(");
  other = options;
  other.schedule = Constant{2e-3};
  expect_refused(Make(Polynomial(), other), "it belongs to the run [half squares; adam(");
  Matrix<float> x = Inputs<float>(kSamples, kInputs);
  x(49, 3) += 1;
  expect_refused(Trainer(Polynomial(), x, Smooth<float>(kSamples, 2), options), "data 50 x 4 to 2, hash ");
  const PolynomialNet<float> wider({.inputs = kInputs, .width = 65, .outputs = 2, .degree = 3}, 1);
  expect_refused(Make(wider, options),
                 "its parameters are W1 64 x 4, W2 64 x 4, W3 64 x 4, C 2 x 64, those of the "
                 "network W1 65 x 4");
  const PolynomialNet<float> linear(
      {.inputs = kInputs, .width = 64, .outputs = 2, .degree = 3, .activation = Activation::kIdentity}, 1);
  expect_refused(Make(linear, options), "with its parameters the network gives other outputs");
  const PolynomialNet<double> precise({.inputs = kInputs, .width = 64, .outputs = 2, .degree = 3}, 1);
  expect_refused(Make(precise, options), "its parameters have 4 bytes, not 8");

  // None of this touched the file, and the right run takes it; one that is cut off, nobody.
  EXPECT_EQ(Contents(path), bytes);
  Trainer<PolynomialNet<float>> right = Make(Polynomial(), options);
  EXPECT_NO_THROW(right.Resume(path));
  EXPECT_EQ(right.step(), 10);
  Checkpoint<float> foreign = ReadCheckpoint<float>(path);
  foreign.configuration = "\x1b[2J";
  WriteCheckpoint(path, foreign);
  expect_refused(Make(Polynomial(), options), "it belongs to the run [\\x1b[2J], not to [half squares; adam(");
  std::ofstream(path, std::ios::binary) << bytes.substr(0, bytes.size() / 2);
  expect_refused(Make(Polynomial(), options), "it is truncated");
}

TEST(TrainingResumeTest, ADivergingRunLeavesTheCheckpointBefore) {
  const fs::path path = Path();
  fs::remove(path);
  const TrainingOptions options{.schedule = Constant{1}};
  Trainer<PolynomialNet<float>> trainer = Make(Polynomial(), options);
  trainer.Save(path);
  const std::string before = Contents(path);
  EXPECT_THROW(trainer.Run(1000, {.checkpoint = path, .checkpoint_every = 100}), Diverged);
  EXPECT_LT(trainer.step(), 100);
  EXPECT_EQ(Contents(path), before);
}

}  // namespace
}  // namespace hadamard_ntk::models
