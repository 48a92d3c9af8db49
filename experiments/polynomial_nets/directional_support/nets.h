/// Figure 2's target and training points, the nets trained on them, and their errors.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_NETS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_NETS_H_

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>

namespace hadamard_ntk::experiments::directional_support {

/// Figure 2's target, |x|^2 = x_1^2 + x_2^2, in the plane: training points in the disk of radius sqrt(2), tests in that
/// of radius sqrt(5).
inline constexpr double kTrainRadius = 1.4142135623730951, kTestRadius = 2.23606797749979;
Eigen::VectorXd SquaredNorm(const Eigen::MatrixXd& points);

/// n points uniform on the sector of that opening of the disk, whose middle is the direction of 45 degrees: an opening
/// of 90 degrees is the first quadrant, of 360 the disk.  Keyed by the seed.
Eigen::MatrixXd SectorPoints(int n, double opening_degrees, double radius, std::uint64_t seed);
/// The largest angle between neighbouring directions, in degrees; 360 for a single one.
double LargestGap(const Eigen::MatrixXd& points);

/// A trained net of the plane.  Nets, all without biases:
///   "pnn"      ReLU PNN of degree 2      "pnn_raw"  the same without activation      "fc"  three layers, ReLU
struct Net {
  std::string network;
  int width = 0;  ///< 0: the exact ridgeless kernel predictor
  double opening = 360;
  int seed = 0;
  std::function<Eigen::VectorXd(const Eigen::MatrixXd&)> value;
};

/// [choice], the defaults of [XuEtAl2021]: Adam at 1e-3, decay 1e-5, batches of 64.
struct Training {
  int samples = 2000, width = 256, epochs = 500, fc_epochs = 500;
};
Net TrainNet(const std::string& network, const Training& training, double opening, std::uint64_t seed, int index);
Net TrainKernel(const std::string& network, const Eigen::MatrixXd& points, double opening, int index);

/// Functions of which the claims hold, in the place of nets: 1.02 |x|^2 (opening 360); |x|^2 in the first quadrant and
/// 0 elsewhere (90); the cone c |x| with the c of least squares on the training disk, called "fc".
Net PlantedSuccess();
Net PlantedFailure();
Net PlantedCone();

/// RMS error over the target's RMS, on a grid of directions and radii (weighted as the area).
struct Errors {
  double inside;   ///< the training disk, all directions
  double outside;  ///< the annulus between the two radii
  double seen;     ///< of the annulus, the part in the sector of the training points
  double largest;  ///< on the outer circle, |f - 5| / 5
  double scaling;  ///< largest |f(2x) - 2^g f(x)| / max |f(2x)| there, g the degree: 2, or 1 for "fc"
};
Errors Examine(const Net& net);

/// RMS error over the target's on the annulus, of c |x| with the c of least squares on the training disk: 0.42.
double ConeError();

}  // namespace hadamard_ntk::experiments::directional_support

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_NETS_H_
