#include "models/grid_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/gradient_check_testing.h"
#include "models/refusal_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr GridNetOptions kNet64{};
constexpr GridNetOptions kNet128{.first_pairs = 2, .coarse_pairs = 5, .last_pairs = 3};
constexpr GridNetOptions kSmall{.channels = 2, .first_pairs = 1, .coarse_pairs = 1, .last_pairs = 1};

// Biases start as 0; this moves all parameters.
template <class T>
GridNet<T> Moved(GridNet<T> net) {
  net.parameters().values() += T(0.1) * Vector<T>::Random(net.parameters().size());
  return net;
}

TEST(GridNetTest, AuthorsNetsHaveTheirNumbersOfParameters) {
  EXPECT_EQ(GridNet<float>(kNet64, {8, 8, 8}, {}, 1).parameters().size(), 97'457);
  EXPECT_EQ(GridNet<float>(kNet128, {8, 8, 8}, {}, 1).parameters().size(), 152'881);
  // Without biases there are fewer: the authors' nets have one everywhere.
  GridNetOptions options = kNet64;
  options.biases = false;
  EXPECT_EQ(GridNet<float>(options, {8, 8, 8}, {}, 1).parameters().size(), 97'457 - 15 * 16 - 1);
}

TEST(GridNetTest, GradientAndTangentAreTheDerivatives) {
  for (const bool biases : {true, false}) {
    GridNetOptions options = kSmall;
    options.biases = biases;
    ExpectRightDerivatives(Moved(GridNet<double>(options, {3, 4, 2}, {}, 1)), Dependence::kCubic);
    options.dimension = 2;
    ExpectRightDerivatives(Moved(GridNet<double>(options, {5, 4}, {}, 1)), Dependence::kCubic);
  }
}

// The outputs in place, with rings of planes, are those of the values that the gradient keeps.
TEST(GridNetTest, ForwardInPlaceIsTheForwardOfTheGradient) {
  for (const std::vector<Index>& extents :
       {std::vector<Index>{8, 8, 8}, {5, 7, 11}, {70, 66, 9}, {33, 64, 40}, {1, 1, 1}, {2, 3, 1}}) {
    const auto net = Moved(GridNet<float>({.channels = 8}, extents, {}, 1));
    const Matrix<float> x = Matrix<float>::Random(2, net.inputs());
    GridNet<float>::Workspace workspace;
    Matrix<float> f, kept;
    net.Forward(x, f, workspace);
    Vector<float> gradient(net.parameters().size());
    net.LossGradient(
        x, [&](const Matrix<float>& outputs, Matrix<float>&) { kept = outputs; }, gradient, workspace);
    EXPECT_EQ((f - kept).cwiseAbs().maxCoeff(), 0) << Text(net.grid());
    EXPECT_GT(f.cwiseAbs().maxCoeff(), 0);
  }
}

TEST(GridNetTest, Refusals) { ExpectRefusals(GridNet<double>(kSmall, {3, 4, 2}, {}, 1)); }

}  // namespace
}  // namespace hadamard_ntk::models
