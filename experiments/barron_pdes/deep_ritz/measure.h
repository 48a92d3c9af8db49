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
  int features = 256;                               ///< of Galerkin's method
  double feature_std = 1;                           ///< as weight_std, of these
  int quadrature = 16384;                           ///< its points
  std::vector<int> elements = {16, 64, 256, 1024};  ///< n of the n x n squares of the elements, in d = 2
  int tests = 20000;                                ///< fresh points
};

/// In the order of the rows of one d.
///   net         two layers, fresh points at each step     net_at_start  the same before training
///   polynomial  a polynomial net without activation       few_points    as net, on `few` points that stay
///   galerkin    random features, Newton's method
///   units       `width` cosine units drawn from the Barron measure of u* itself, fitted to it (pde/two_layer_units.h):
///               no solver, but what a net of that size can be
/// After them in d = 2, of each mesh:
///   elements    P1, Newton's method with multigrid (torus_elements.h)
inline constexpr std::array<const char*, 6> kMethods = {"net",        "net_at_start", "polynomial",
                                                        "few_points", "galerkin",     "units"};

struct Row {
  std::string method;
  int d = 2, parameters = 0;
  int cells = 0;  ///< of elements
  Evaluation found = {};
  double seen = 0;     ///< the energy on the points that were minimised over, at the end
  double seconds = 0;  ///< without the evaluation
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
