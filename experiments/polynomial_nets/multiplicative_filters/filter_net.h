/// A finite multiplicative filter net of N filters and m units, bias-free [FatEtAl2021, sec. 3, eq. (4)]:
///   z_1 = g_1(x),   z_n = (W_n z_{n-1} / sqrt(m)) * g_n(x) (n = 2..N),   f = a.z_N / sqrt(m),
/// of filters (ntk/filters)
///   kRelu     sqrt(2) max(w.x, 0)
///   kFourier  sqrt(2) sin(w.x + phi)
///   kGabor    sqrt(2) sin(w.x + phi) exp(-gamma |x - mu|^2 / 2), gamma the same for all units at the start
/// with w, W, a, mu N(0, 1) (w of Gabor filters N(0, gamma)) and phi uniform; all are parameters, as they are.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_FILTER_NET_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_FILTER_NET_H_

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "models/random.h"

namespace hadamard_ntk::experiments::multiplicative_filters {

enum class FilterKind { kRelu, kFourier, kGabor };

struct FilterNetOptions {
  FilterKind kind = FilterKind::kFourier;
  int inputs = 2;
  int filters = 2;
  int width = 64;
  double gamma = 1;  ///< of kGabor
};

class FilterNet {
 public:
  /// Parameters of the stream.
  FilterNet(const FilterNetOptions& options, const models::RandomStream& stream);

  Eigen::VectorXd& parameters() { return parameters_; }

  /// f at the rows of X.
  Eigen::VectorXd operator()(const Eigen::MatrixXd& x) const;
  /// sum_i v_i grad f(x_i).
  Eigen::VectorXd Gradient(const Eigen::MatrixXd& x, const Eigen::VectorXd& v) const;

 private:
  struct Signals;
  struct Offsets {
    Eigen::Index frequencies, phases, centres, scales, weights;
  };
  Eigen::Map<const Eigen::MatrixXd> Segment(Eigen::Index at, Eigen::Index columns) const;
  void Run(const Eigen::MatrixXd& x, Signals& signals) const;
  void AddFilterGradient(const Eigen::MatrixXd& x, const Signals& signals, std::size_t n, const Eigen::MatrixXd& dg,
                         Eigen::VectorXd& gradient) const;

  FilterNetOptions options_;
  std::vector<Offsets> offsets_;
  Eigen::Index readout_ = 0;
  Eigen::VectorXd parameters_;
};

}  // namespace hadamard_ntk::experiments::multiplicative_filters

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_FILTER_NET_H_
