/// The semilinear problem on the torus by nets as trial functions, in d dimensions.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_MEASURE_H_

#include <array>
#include <string>
#include <vector>

#include "experiments/barron_pdes/deep_ritz/ritz_training.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::deep_ritz {

struct Config {
  std::vector<int> d = {2, 5, 10};
  std::string data = "sparse";      ///< or "dense" (torus_solution.h)
  std::string activation = "tanh";  ///< or "sine"
  int width = 128;                  ///< of the two-layer nets
  int polynomial_width = 64, degree = 4;
  int steps = 20000, batch = 512;
  int few = 64;  ///< points of few_points
  double rate = 2e-3;
  double weight_std = 2;
  int features = 256;      ///< of Galerkin's method
  double feature_std = 1;  ///< as weight_std, of these
  int quadrature = 16384;  ///< its points
  int tests = 20000;       ///< fresh points
};

/// In the order of the rows of one d.
///   net         two layers, fresh points at each step     net_at_start  the same before training
///   polynomial  a polynomial net without activation       few_points    as net, on `few` points that stay
///   galerkin    random features, Newton's method
inline constexpr std::array<const char*, 5> kMethods = {"net", "net_at_start", "polynomial", "few_points", "galerkin"};

struct Row {
  std::string method;
  int d = 2, parameters = 0;
  Evaluation found = {};
  double seen = 0;  ///< the energy on the points that were minimised over, at the end
  double seconds = 0;
};

struct Record {
  std::string method;
  int d;
  SampleEnergy sample;
};

struct Exact {
  int d = 2, coefficients = 0;
  double energy = 0, seconds = 0;  ///< E*, by the lattice
};

struct Evidence {
  Config config = {};
  std::vector<Exact> exact = {};
  std::vector<Row> rows = {};  ///< d by d
  std::vector<Record> records = {};
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::deep_ritz

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_MEASURE_H_
