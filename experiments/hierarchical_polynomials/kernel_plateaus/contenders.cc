#include "experiments/hierarchical_polynomials/kernel_plateaus/contenders.h"

#include <oneapi/tbb/parallel_for.h>

#include <cmath>
#include <utility>

#include "experiments/shared/kernel_predictor.h"
#include "ntk/any_kernel.h"
#include "ntk/correlation.h"

namespace hadamard_ntk::experiments::kernel_plateaus {
namespace {

Contender Polynomial(int degree, int d) {
  return {"poly " + std::to_string(degree),
          [degree, d](const Eigen::MatrixXd& x, const Eigen::MatrixXd& z) {
            Eigen::MatrixXd gram(x.rows(), z.rows());
            tbb::parallel_for(Eigen::Index{0}, gram.cols(), [&](Eigen::Index j) {
              const Eigen::ArrayXd base = (x * z.row(j).transpose()).array() / d + 1;
              gram.col(j) = base;
              for (int i = 1; i < degree; ++i) gram.col(j).array() *= base;
            });
            return gram;
          },
          [degree, d](double norm_x, double norm_z, double angle) {
            return std::pow(1 + norm_x * norm_z * std::cos(angle) / d, degree);
          }};
}

Contender Net(const std::string& name, const std::string& kernel, const ntk::KernelParameters& parameters, int d) {
  const WideNetwork network = MakeWideNetwork(name, kernel, parameters);
  const double scale = 1 / std::sqrt(d);
  return {name,
          [network, scale](const Eigen::MatrixXd& x, const Eigen::MatrixXd& z) {
            return network.Gram(scale * x, scale * z);
          },
          [network, scale](double norm_x, double norm_z, double angle) {
            return network.kernel(scale * norm_x, scale * norm_z, ntk::Correlation<double>::FromAngle(angle)).ntk;
          }};
}

}  // namespace

std::vector<Contender> Contenders(int k, int q, int d) {
  const std::string pnn = "pnn " + std::to_string(k * q);
  std::vector<Contender> contenders = {Polynomial(k, d), Polynomial(k * q, d),
                                       Net("ntk 2", "fc", {.depth = 2, .input_bias = 1}, d),
                                       Net("ntk 3", "fc", {.depth = 3, .input_bias = 1}, d),
                                       Net(pnn + " bias", "pnn", {.degree = k * q, .input_bias = 1}, d)};
  if (k % 2 == 0) contenders.push_back(Net(pnn, "pnn", {.degree = k * q}, d));
  return contenders;
}

}  // namespace hadamard_ntk::experiments::kernel_plateaus
