#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_EVIDENCE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_EVIDENCE_H_

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/measure.h"

namespace hadamard_ntk::experiments {

/// At which learning rate: the paper's, or one fair to the kernels' scales (harmonics_learning.h): in inverse
/// proportion to lambda_max, or to K(x, x).  The last is only asked of infinite width, where rates are small: its times
/// are those of the common rate, counted in eta n K(x, x).
enum class Rate { kCommon, kFair, kByTrace };
/// "common", "fair", "trace".
std::string Name(Rate rate);

/// "1, 3"; "none".
std::string List(const std::vector<int>& numbers);

/// An infinitely wide net on one data set.  Vectors have one entry per harmonic, curves one row per step.
struct WideRun {
  std::string network;  ///< "ccp", "pnn", "pnn_eq2", "fc"
  int parameter = 0, data_set = 0;
  double diagonal = 0, lambda_max = 0;  ///< K(x, x), and of the Gram matrix
  std::vector<double> mu, next_mu;      ///< mu_k, mu_{k+1}
  struct AtRate {
    double eta = 0;                            ///< for 1/2 sum r^2
    std::vector<double> halving, halving_off;  ///< iterations until half is left; infinity: never
    double halving_of_noise = 0;               ///< of random labels
    Eigen::MatrixXd on_samples, off_samples;   ///< steps x |K|
    Eigen::VectorXd noise;                     ///< part left of random labels, by step
  };
  AtRate common, fair;
  std::vector<double> least_off, least_off_shuffled;  ///< least part ever left; learnt from shuffled labels

  const AtRate& At(Rate rate) const { return rate == Rate::kFair ? fair : common; }
};

struct FiniteRun {
  HarmonicNet net;
  int number = 0;  ///< which of the nets of this kind; all on data set 0
  Rate rate = Rate::kCommon;
  HarmonicCurve curve;
};

struct HarmonicsEvidence {
  int samples = 0;
  double learning_rate = 0;
  std::vector<int> harmonics;                     ///< K
  std::vector<double> multiplicities;             ///< F(d, k)
  std::vector<std::int64_t> steps, finite_steps;  ///< the latter among the former
  std::vector<WideRun> wide;
  std::vector<FiniteRun> finite;
  std::vector<std::string> differs;  ///< from what is printed, see Replication

  /// Degrees N of a network, increasing.
  std::vector<int> Parameters(const std::string& network) const;
  std::vector<const WideRun*> Runs(const std::string& network, int parameter) const;
  /// Iterations until mu_k alone would leave half: log(1/2) / log(1 - eta n mu).
  double Predicted(double eta, double mu) const;
  /// The largest distance over steps and harmonics between a finite net and infinite width, on the samples, over the
  /// RMS of the projections at the start.
  double Distance(const FiniteRun& run) const;
};

/// Is half of every harmonic left earlier, on every data set, for each next one of `order`?  Harmonics of which this
/// holds in every case are listed.
struct Comparison {
  int cases = 0, faster = 0, slower = 0;
  std::vector<int> faster_at, slower_at;

  bool AllFaster() const { return cases > 0 && faster == cases; }
  bool AllSlower() const { return cases > 0 && slower == cases; }
};

enum class Quantity { kOnSamples, kOffSamples, kNoise };
Comparison Compare(const HarmonicsEvidence& evidence, const std::string& network, const std::vector<int>& order,
                   Rate rate, Quantity quantity);

/// By which factor half of a harmonic is left earlier for the last degree N than for the first: geometric mean over the
/// data sets, and the deviation of its logarithm between them.
struct SpeedUp {
  double factor = 1, spread = 0;
};
SpeedUp SpeedUpOf(const HarmonicsEvidence& evidence, const std::string& network, Rate rate, std::size_t harmonic);

/// Whether, at every k, the 95% confidence interval of that factor over the data sets lies below factor^(degrees - 1).
bool ExcludesSpeedUp(const HarmonicsEvidence& evidence, const std::string& network, Rate rate, double factor);

/// Finite nets of the largest width, each degree against the next one, at the steps at which they were measured.
struct FiniteOrder {
  int faster = 0, slower = 0, undecided = 0, width = 0;
};
FiniteOrder CompareFinite(const HarmonicsEvidence& evidence, Rate rate);

/// The same runs of infinite width with the order of the degrees reversed on every other data set: of any order that
/// was there, none is left.
HarmonicsEvidence WithDegreesExchanged(const HarmonicsEvidence& evidence);

/// The same runs with an order planted in them: on the samples each degree of `network` halves `factor` times earlier
/// than the one before, at both rates.  Infinite width: the mean (of the logarithm) is that of the first degree, moved;
/// the scatter between data sets stays each degree's own.  Finite nets, of whatever network: the curve of another net
/// of the first degree, read at later steps.
HarmonicsEvidence WithOrder(const HarmonicsEvidence& evidence, const std::string& network, double factor);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_EVIDENCE_H_
