#include "experiments/polynomial_nets/gated_units/gram_law.h"

#include <cmath>
#include <stdexcept>

#include "ntk/gated_unit.h"
#include "ntk/on_sphere.h"
#include "ntk/relu.h"
#include "spectral/angle_kernel.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

constexpr int kMaxDegree = 20;         // of the spectra; the rest is their tail
constexpr int kSamplesPerValue = 50;   // n >= 50 F(d - 1, k)
constexpr int kNystroemDraw = 100000;  // beyond those of the data sets

spectral::AngleKernel OnUnitSphere(Net net) {
  // One input: no division of |x|^2 by d.
  return net == Net::kGated
             ? spectral::AngleKernel::From(ntk::OnSphere(ntk::LeCunUnit(ntk::ReGlu(), 1)))
             : spectral::AngleKernel::From(ntk::OnSphere(ntk::LeCunUnit(ntk::UngatedUnit<ntk::Relu>(), 1)));
}

// E[(|x|^2 / d)^power].
double Moment(const std::string& data, int d, int power) {
  if (data == "sphere") return 1;
  if (data == "gaussian") return spectral::GaussianRadialMoment(d, power, 1 / std::sqrt(d));
  throw std::invalid_argument("LawSpectrum: no isotropic data: '" + data + "'");
}

}  // namespace

spectral::MercerSpectrum LawSpectrum(Net net, const std::string& data, int d) {
  return spectral::IsotropicSpectrum(spectral::ComputeMercerSpectrum(OnUnitSphere(net), d - 1, kMaxDegree),
                                     Moment(data, d, Homogeneity(net)));
}

GramPrediction PredictGram(Net net, const std::string& data, int n, int d) {
  const spectral::GramSpectrum predicted = spectral::PredictGramSpectrum(LawSpectrum(net, data, d), n);
  return {net, data, n, d, predicted.LambdaMin(), predicted.LambdaMax()};
}

std::vector<NystroemDegree> MeasureNystroem(Net net, int n, int d, std::uint64_t seed) {
  const spectral::MercerSpectrum law = LawSpectrum(net, "gaussian", d);
  const double moment = Moment("gaussian", d, Homogeneity(net));
  const double moment_ratio = Moment("gaussian", d, 2 * Homogeneity(net)) / (moment * moment);
  const Eigen::VectorXd eigenvalues = GramEigenvalues(net, DrawData("gaussian", n, d, seed, kNystroemDraw)) / n;
  std::vector<NystroemDegree> degrees;
  Eigen::Index above = 0;
  for (const auto& own : law.Sorted()) {
    if (kSamplesPerValue * own.multiplicity > n) break;
    const auto count = static_cast<Eigen::Index>(own.multiplicity);
    above += count;
    degrees.push_back({net, n, d, own.k, own.multiplicity, eigenvalues.segment(n - above, count).mean(),
                       spectral::PredictNystroemMean(law, own.k, moment_ratio, n)});
  }
  return degrees;
}

}  // namespace hadamard_ntk::experiments::gated_units
