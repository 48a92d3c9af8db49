#include "experiments/quadratic_nets/relinear_kernels/drawn_nets.h"

#include <oneapi/tbb/parallel_for.h>

#include <Eigen/Core>
#include <Eigen/QR>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "models/empirical_ntk.h"
#include "models/fully_connected.h"
#include "models/matrix.h"
#include "models/quadratic_net.h"
#include "models/random.h"
#include "ntk/fully_connected.h"
#include "ntk/vector_correlation.h"

namespace hadamard_ntk::experiments::relinear_kernels {
namespace {

using models::Matrix;

// What sums over draws are kept apart by: nets of one kind and depth.
enum class Kind : std::uint32_t { kReLinear, kConventional, kPolynomial, kRelu };

// Bits of a stream of its own key each net.
std::uint64_t KeyOf(Kind kind, int hidden, int width, int draw, std::uint64_t seed) {
  const std::uint32_t stream = 4 * (static_cast<std::uint32_t>(width) * 16 + static_cast<std::uint32_t>(hidden));
  std::uint64_t key = 0;
  models::FillBits(
      {.seed = seed, .purpose = models::Purpose::kData, .stream = stream + static_cast<std::uint32_t>(kind)},
      static_cast<std::uint64_t>(draw), {&key, 1});
  return key;
}

Matrix<double> RowOf(const Row& x) { return Eigen::Map<const Eigen::RowVector3d>(x.data()); }
Matrix<double> RowsOf(const Row& x, const Row& z) {
  Matrix<double> rows(2, 3);
  rows << RowOf(x), RowOf(z);
  return rows;
}

// Empirical NTK at (x, z) and (x, x), by segment.
template <class Net>
std::vector<Matrix<double>> PartsAtPairs(const Net& net) {
  return models::EmpiricalNtkParts(net, RowOf(kX), RowsOf(kZ, kX));
}

// Means of `names` at (x, z) and then at (x, x) over nets: draw(width, key) gives them in this order.
template <std::size_t kNames, class Draw>
std::vector<DrawnQuantity> Means(const std::array<const char*, kNames>& names, Kind kind, int hidden,
                                 const DrawPlan& plan, const Draw& draw) {
  using Values = std::array<double, 2 * kNames>;
  std::vector<DrawnQuantity> quantities;
  for (const bool same : {false, true}) {
    for (const char* name : names) quantities.push_back({.name = name, .hidden = hidden, .same_input = same});
  }
  for (const MeanOfWidth& asked : plan.widths) {
    std::vector<Values> values(static_cast<std::size_t>(asked.draws));
    oneapi::tbb::parallel_for(std::size_t{0}, values.size(), [&](std::size_t i) {
      values[i] = draw(asked.width, KeyOf(kind, hidden, asked.width, static_cast<int>(i), plan.seed));
    });
    const auto means = EstimateMeans<2 * kNames>(
        asked.draws, [&](int i) -> const Values& { return values[static_cast<std::size_t>(i)]; });
    for (std::size_t q = 0; q < quantities.size(); ++q) {
      quantities[q].means.push_back({.width = asked.width, .draws = asked.draws, .mean = means[q]});
    }
  }
  for (DrawnQuantity& quantity : quantities) {
    if (hidden > 1 && quantity.means.size() >= 3) quantity.fit = FitWidths(quantity.means);
  }
  return quantities;
}

// The part that a segment belongs to, or none for the readout's bias.
std::optional<Part> PartOf(const std::string& segment) {
  if (segment == "a") return std::nullopt;
  if (segment == "A") return kReadout;
  const bool power = segment[0] == 'c' || segment.starts_with("Wb");
  return power ? kPower : segment[1] == 'g' ? kGate : kLinear;
}

std::array<double, 8> PartsOf(const models::QuadraticNet<double>& net) {
  std::array<double, 8> values{};
  const std::vector<Matrix<double>> segments = PartsAtPairs(net);
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const std::optional<Part> part = PartOf(net.parameters().segments()[s].name);
    if (!part) continue;
    values[*part] += segments[s](0, 0);
    values[4 + static_cast<std::size_t>(*part)] += segments[s](0, 1);
  }
  return values;
}

}  // namespace

WidthFit FitWidths(const std::vector<MeanOfWidth>& means) {
  const auto n = static_cast<Eigen::Index>(means.size());
  if (n < 3) throw std::invalid_argument("FitWidths: 3 widths or more are needed, got " + std::to_string(n));
  Eigen::MatrixXd a(n, 3);
  Eigen::VectorXd b(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto& [width, draws, mean] = means[static_cast<std::size_t>(i)];
    a.row(i) << 1, 1.0 / width, 1.0 / width / width;
    a.row(i) /= mean.error;
    b(i) = mean.mean / mean.error;
  }
  // Columns of length 1: 1/m^2 is small.
  const Eigen::RowVector3d lengths = a.colwise().norm();
  a.array().rowwise() /= lengths.array();
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(a);
  const Eigen::Matrix3d r = qr.matrixQR().topRows<3>().triangularView<Eigen::Upper>();
  const Eigen::Matrix3d inverse = r.triangularView<Eigen::Upper>().solve(Eigen::Matrix3d::Identity());
  const Eigen::Matrix3d covariance = inverse * inverse.transpose();
  const Eigen::Vector3d terms = qr.solve(b);
  WidthFit fit{.chi_square = (b - a * terms).squaredNorm(), .surplus = static_cast<int>(n) - 3};
  for (Eigen::Index i = 0; i < 3; ++i) {
    fit.terms[static_cast<std::size_t>(i)] = {terms(i) / lengths(i), std::sqrt(covariance(i, i)) / lengths(i)};
  }
  return fit;
}

std::vector<DrawnQuantity> DrawReLinear(int hidden, const DrawPlan& plan) {
  std::vector<DrawnQuantity> quantities =
      Means<4>({"K_a", "K_r", "K_g", "K_b"}, Kind::kReLinear, hidden, plan, [hidden](int width, std::uint64_t key) {
        return PartsOf(models::QuadraticNet<double>({.inputs = 3,
                                                     .width = width,
                                                     .depth = hidden + 1,
                                                     .start = models::QuadraticStart::kReLinear,
                                                     .bias_std = 1},
                                                    key));
      });
  for (const bool same : {false, true}) {
    const Row& z = same ? kX : kZ;
    const PartValues limits = ReLinearParts(hidden, kX, z);
    for (const Part part : kParts) {
      DrawnQuantity& quantity = quantities[(same ? 4 : 0) + static_cast<std::size_t>(part)];
      quantity.limit = limits[part];
      quantity.wrong = {part == kGate ? GateOfSlopes(hidden, kX, z) : limits[part]};
    }
  }
  return quantities;
}

std::vector<DrawnQuantity> DrawConventional(int hidden, const DrawPlan& plan) {
  std::vector<DrawnQuantity> quantities =
      Means<1>({"K_a + K_r"}, Kind::kConventional, hidden, plan, [hidden](int width, std::uint64_t key) {
        const models::FullyConnected<double> net({.inputs = 3, .width = width, .depth = hidden + 1, .bias_std = 1},
                                                 key);
        const Matrix<double> ntk = models::EmpiricalNtk(net, RowOf(kX), RowsOf(kZ, kX));
        return std::array<double, 2>{ntk(0, 0) - 1, ntk(0, 1) - 1};  // without the bias of the readout
      });
  for (DrawnQuantity& quantity : quantities) {
    const ntk::VectorPair<double> seen = ntk::VectorCorrelation<double>(kX, quantity.same_input ? kX : kZ);
    quantity.limit = ntk::FullyConnected(hidden + 1, 1)(seen.norm_x, seen.norm_z, seen.correlation).ntk - 1;
  }
  return quantities;
}

std::vector<DrawnQuantity> DrawRandomNets(RandomNet kind, int hidden, const DrawPlan& plan) {
  const bool polynomial = kind == RandomNet::kPolynomial;
  std::vector<DrawnQuantity> quantities = Means<2>(
      {"nngp", "ntk"}, polynomial ? Kind::kPolynomial : Kind::kRelu, hidden, plan,
      [hidden, polynomial](int width, std::uint64_t key) {
        models::QuadraticNet<double> net(
            {.inputs = 3,
             .width = width,
             .depth = hidden + 1,
             .activation = polynomial ? models::Activation::kIdentity : models::Activation::kRelu,
             .start = models::QuadraticStart::kRandom,
             .bias_std = 1},
            key);
        for (std::size_t s = 0; !polynomial && s < net.parameters().segments().size(); ++s) {
          if (PartOf(net.parameters().segments()[s].name) == kPower) {
            net.parameters().matrix(static_cast<int>(s)).setZero();
          }
        }
        const std::array<double, 8> parts = PartsOf(net);
        std::array<double, 4> values{};
        for (std::size_t pair = 0; pair < 2; ++pair) {
          const double* part = parts.data() + 4 * pair;
          values[2 * pair] = part[kReadout];
          values[2 * pair + 1] = part[kReadout] + part[kLinear] + part[kGate] + (polynomial ? part[kPower] : 0);
        }
        return values;
      });
  for (DrawnQuantity& quantity : quantities) {
    const Row& z = quantity.same_input ? kX : kZ;
    const ntk::Pair<double> limit = RandomNetKernel(kind, hidden, kX, z),
                            wrong = WrongRandomNetKernel(kind, hidden, kX, z);
    const bool nngp = quantity.name == "nngp";
    quantity.limit = nngp ? limit.nngp : limit.ntk;
    quantity.wrong = {nngp ? wrong.nngp : wrong.ntk};
  }
  return quantities;
}

}  // namespace hadamard_ntk::experiments::relinear_kernels
