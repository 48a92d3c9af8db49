// A step of Adam of the nets of visual analogies: batches of 32 problems, 224 pictures, 896 terms.  Arguments: side of
// the pictures, with products or not.  GFLOP/s counts 2 operations for each weight and place it is applied to, in the
// forward pass, the adjoint (not that of the first layers) and the gradient.
#include <benchmark/benchmark.h>

#include <vector>

#include "linalg/peak_flops.h"
#include "models/analogy_encoder.h"
#include "models/analogy_net.h"
#include "models/loss.h"
#include "models/optimizer.h"

namespace hadamard_ntk::models {
namespace {

constexpr Index kProblems = 32, kImages = kProblems * kCandidates;

double Products(const AnalogyNetOptions& options) {
  double products = 0;
  for (const PlacedLayer& layer : PlaceLayers(*options.encoder)) {
    if (layer.plan.segments.empty()) continue;
    const ImageShape& to = layer.plan.shape;
    const Index count = kImages * layer.plan.segments[0].size() * to.height * to.width;
    products += static_cast<double>(count * (layer.input == 0 ? 2 : 3));
  }
  const Index terms = 4 * kImages, latent = 256;
  return products + 3.0 * static_cast<double>(terms * 4 * options.cells * (latent + options.cells));
}

void Step(benchmark::State& state) {
  const AnalogyEncoder encoder{.side = state.range(0), .products = state.range(1) == 1};
  AnalogyNet<float> net({.encoder = encoder.Layers()}, 1);
  std::vector<AnalogyProblem> problems;
  for (Index first = 0; first < kImages; first += kCandidates) {
    AnalogyProblem problem{.given = {first, first + 1, first + 2}, .candidates = {}};
    for (std::size_t k = 0; k < kCandidates; ++k) problem.candidates[k] = first + static_cast<Index>(k);
    problems.push_back(problem);
  }
  const Matrix<float> x = Matrix<float>::Random(kImages, 3 * encoder.side * encoder.side);
  Matrix<float> y = Matrix<float>::Zero(kProblems, kCandidates);
  y.col(0).setOnes();
  Vector<float> gradient(net.parameters().size());
  Optimizer<float> optimizer(Adam{}, net.parameters());
  AnalogyNet<float>::Workspace workspace;
  const auto step = [&] {
    net.LossGradient(
        x, problems, [&](const Matrix<float>& f, Matrix<float>& v) { EvaluateLoss(Loss::kMeanCrossEntropy, f, y, &v); },
        gradient, workspace);
    optimizer.Step(1e-6, gradient, net.parameters());
  };
  step();  // the first allocates the workspace and touches it
  for (auto _ : state) step();
  linalg::SetFlops<float>(state, 2.0 * Products(net.options()));
}

BENCHMARK(Step)
    ->ArgNames({"side", "products"})
    ->ArgsProduct({{32, 64, 128}, {0, 1}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace hadamard_ntk::models
