#include "experiments/polynomial_nets/nonlocal_nets/set_kernels.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/fully_connected.h"
#include "ntk/kernel.h"
#include "ntk/relu.h"
#include "ntk/vector_correlation.h"

namespace hadamard_ntk::experiments::nonlocal_nets {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Features = ntk::Features<double>;
using Pair = ntk::Pair<double>;

std::vector<double> ByRows(const MatrixXd& x) {
  std::vector<double> rows;
  for (Index p = 0; p < x.rows(); ++p) rows.insert(rows.end(), x.row(p).begin(), x.row(p).end());
  return rows;
}

ntk::VectorPair<double> SeePositions(const MatrixXd& x, const MatrixXd& z, Index p, Index q) {
  return ntk::VectorCorrelation<double>(ByRows(x.row(p)), ByRows(z.row(q)));
}

// nngp and ntk of one unit phi(w.x).
Pair UnitAt(bool relu, const ntk::VectorPair<double>& at) {
  const double inner = at.norm_x * at.norm_z * at.correlation.cosine();
  if (!relu) return {inner, inner};
  return {at.norm_x * at.norm_z * ntk::Relu::Dual(at.correlation), inner * ntk::Relu::DualSlope(at.correlation)};
}

// The formula of nonlocal_net.h with a planted mistake.
double WrongKernel(const std::array<bool, 3>& relu, Wrong wrong, const MatrixXd& x, const MatrixXd& z, int p, int q) {
  const auto unit = [&](bool phi, Index i, Index j) {
    const ntk::VectorPair<double> at = SeePositions(x, z, i, j);
    Pair pair = UnitAt(phi, at);
    if (wrong == Wrong::kSlope) pair.ntk = at.norm_x * at.norm_z * at.correlation.cosine();
    return pair;
  };
  Pair mean{0, 0};
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < z.rows(); ++j) {
      if (wrong == Wrong::kSum && i != j) continue;
      const Pair f = unit(relu[0], i, j), g = unit(relu[1], i, j);
      mean.nngp += f.nngp * g.nngp / double(x.rows() * z.rows());
      mean.ntk += (f.nngp * g.ntk + f.ntk * g.nngp) / double(x.rows() * z.rows());
    }
  }
  const Pair t = unit(relu[2], p, q);
  return 2 * (mean.nngp * (t.nngp + t.ntk) + mean.ntk * t.nngp);
}

// mean_q phi(V x_q) and phi(V' x_1) side by side: second moments add.
Pair Pooled(const MatrixXd& x, const MatrixXd& z) {
  Pair sum = UnitAt(true, SeePositions(x, z, 0, 0));
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < z.rows(); ++j) {
      const Pair unit = UnitAt(true, SeePositions(x, z, i, j));
      sum.nngp += unit.nngp / double(x.rows() * z.rows());
      sum.ntk += unit.ntk / double(x.rows() * z.rows());
    }
  }
  return sum;
}

}  // namespace

std::array<bool, 3> ReluOf(const std::string& activations) {
  std::istringstream words(activations);
  std::array<bool, 3> relu{};
  for (bool& phi : relu) {
    std::string word;
    words >> word;
    if (word != "relu" && word != "linear") throw std::invalid_argument("ReluOf: relu or linear, got '" + word + "'");
    phi = word == "relu";
  }
  return relu;
}

double SetKernel::operator()(const MatrixXd& x, const MatrixXd& z, int p, int q) const {
  if (wrong_ != Wrong::kNothing) return WrongKernel(relu_, wrong_, x, z, p, q);
  ntk::NonlocalNet::Activations activations{};
  for (std::size_t i = 0; i < 3; ++i) {
    activations[i] = relu_[i] ? ntk::NonlocalNet::Activation::kRelu : ntk::NonlocalNet::Activation::kLinear;
  }
  const std::vector<double> of_x = ByRows(x), of_z = ByRows(z);
  const std::vector<Pair> kernel = ntk::NonlocalNet(activations, 2)(
      std::span<const double>(of_x), std::span<const double>(of_z), static_cast<int>(x.cols()));
  return kernel[static_cast<std::size_t>(p * z.rows() + q)].ntk;
}

double ConcatenationKernel::operator()(const MatrixXd& x, const MatrixXd& z) const {
  const ntk::VectorPair<double> at = ntk::VectorCorrelation<double>(ByRows(x), ByRows(z));
  return ntk::FullyConnected(3)(at.norm_x, at.norm_z, at.correlation).ntk;
}

double DeepSetsKernel::operator()(const MatrixXd& x, const MatrixXd& z) const {
  const Pair across = Pooled(x, z);
  const double rms_x = std::sqrt(Pooled(x, x).nngp), rms_z = std::sqrt(Pooled(z, z).nngp);
  const double rho = std::clamp(across.nngp / (rms_x * rms_z), -1.0, 1.0);
  const Features pooled{{rms_x, rms_z, ntk::Correlation<double>::FromCosine(rho)}, across.ntk, 0, 0};
  return ntk::Readout(ntk::Activate<ntk::Relu>(ntk::Dense(pooled))).ntk;
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
