#include "experiments/polynomial_nets/multiplicative_filters/tails.h"

#include <Eigen/Core>
#include <cmath>

#include "experiments/polynomial_nets/multiplicative_filters/ray_task.h"
#include "ntk/filters/fourier_filter.h"
#include "ntk/filters/gamma_gabor_filter.h"
#include "ntk/filters/uniform_fourier_filter.h"
#include "ntk/multiplicative_filter_net.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::experiments::multiplicative_filters {
namespace {

using Eigen::MatrixXd;
using Eigen::RowVector2d;
using Eigen::VectorXd;
using ntk::MultiplicativeFilterNet;

constexpr double kAlpha = 2;
// The next terms are of relative size O(1/t).
constexpr double kRayBegin = 1024, kRayEnd = 4096;
// Periods of the sine are 2 pi sqrt(2) / s: some 18 points in each.
constexpr double kOctave = 4096;
constexpr int kOctavePoints = 8192;

double SlopeAlongRay(const VectorKernel& kernel) {
  MatrixXd points(2, 2);
  const RowVector2d direction(std::cos(0.7), std::sin(0.7));
  points << kRayBegin * direction, kRayEnd * direction;
  const VectorXd f = Predict(kernel, points).f;
  return std::log(std::abs(f(1) / f(0))) / std::log(kRayEnd / kRayBegin);
}

double LargestOfOctave(const VectorKernel& kernel, double begin) {
  MatrixXd points = MatrixXd::Zero(kOctavePoints, 2);
  points.col(0) = VectorXd::LinSpaced(kOctavePoints, begin, 2 * begin);
  return Predict(kernel, points).f.cwiseAbs().maxCoeff();
}

double SlopeOfOctaves(const VectorKernel& kernel) {
  return std::log2(LargestOfOctave(kernel, 2 * kOctave) / LargestOfOctave(kernel, kOctave));
}

double FarAway(const VectorKernel& kernel) { return Predict(kernel, kOctave * RowVector2d(1, 0)).f(0); }

}  // namespace

std::vector<Tail> MeasureTails() {
  std::vector<Tail> tails;
  for (const int n : {1, 2, 3}) {
    const VectorKernel drawn =
        SeeingCorrelations(MultiplicativeFilterNet(n, ntk::GammaGaborFilter(kAlpha, 1, {.dimension = 2})));
    const VectorKernel uniform = SeeingVectors(MultiplicativeFilterNet(n, ntk::UniformFourierFilter(1)));
    const VectorKernel gaussian = SeeingCorrelations(MultiplicativeFilterNet<ntk::FourierFilter>(n));
    const VectorKernel biased = SeeingCorrelations(MultiplicativeFilterNet(n, ntk::FourierFilter(), 1, kBiasVariance));
    const VectorKernel pnn = SeeingCorrelations(ntk::PolynomialNet(n));
    const double ray = 2 - 2 * kAlpha * n, octaves = 1 - n;
    tails.push_back({"gabor_drawn", n, "slope along a ray", ray, SlopeAlongRay(drawn)});
    tails.push_back({"fourier_uniform", n, "slope of octaves", octaves, SlopeOfOctaves(uniform)});
    tails.push_back({"fourier_biased", n, "limit", PredictAtConstant(biased, kBiasVariance), FarAway(biased)});
    tails.push_back({"fourier", n, "limit", PredictAtConstant(biased, kBiasVariance), FarAway(gaussian)});
    tails.push_back({"pnn", n, "slope along a ray", ray, SlopeAlongRay(pnn)});
    tails.push_back({"pnn", n, "slope of octaves", octaves, SlopeOfOctaves(pnn)});
    tails.push_back({"pnn", n, "limit", PredictAtConstant(biased, kBiasVariance), FarAway(pnn)});
  }
  return tails;
}

}  // namespace hadamard_ntk::experiments::multiplicative_filters
